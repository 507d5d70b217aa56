"""The entries of the knowledge by id, and the links between them in both directions.

Which entry a field of an entry names stands in one table; a field that is not in it is shown, not linked.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from mlops_canvas.knowledge.entries import Accepts, Entry, entries
from mlops_canvas.knowledge.knowledge import Knowledge

KINDS = (
    "rule", "practice", "question", "tool", "article", "indicator", "source", "word", "row", "goal", "quality", "theme",
    "phase", "band", "section", "variant", "component", "step", "group", "scale", "level", "threshold", "verdict",
    "block", "vocabulary", "strength", "law", "date", "ground", "duty", "takeover", "transition", "penalty",
    "open_question", "suspicion", "field",
)  # fmt: skip
"""In the order in which entries of one id are listed."""

# A target is a kind, or a kind with the beginning that its ids have: `word:debts.`. The first hit counts.
_TARGETS: Mapping[str, tuple[str, ...]] = {
    "about": ("field:", "block:"),
    "also_blocks": ("block:",),
    "answers": ("verdict:", "level:", "variant:", "band:", "phase:"),
    "article": ("article:",),
    "arises_from": ("ground:", "rule:"),
    "articles": ("article:",),
    "bases": ("ground:",),
    "basis": ("ground:",),
    "before": ("ground:",),
    "block": ("block:",),
    "blocks": ("block:",),
    "category": ("verdict:risk.",),
    "component": ("component:",),
    "dates": ("date:",),
    "counts_as": ("word:roles.",),
    "debt": ("word:debts.",),
    "duties": ("duty:",),
    "field": ("field:",),
    "fields": ("field:",),
    "goals": ("goal:",),
    "integrates": ("tool:",),
    "levels": ("level:",),
    "metric": ("practice:",),
    "needs": ("tool:",),
    "not_from": ("rule:",),
    "open_questions": ("open_question:",),
    "owing": ("block:",),
    "practice": ("practice:",),
    "practices": ("practice:", "theme:"),
    "question": ("question:",),
    "reads": ("field:", "block:"),
    "related": ("field:", "block:"),
    "requires": ("practice:",),
    "role": ("word:tool_roles.",),
    "roles": ("word:tool_roles.",),
    "rows": ("row:",),
    "rules": ("rule:",),
    "scale": ("scale:",),
    "section": ("section:",),
    "sources": ("source:",),
    "step": ("step:",),
    "technical": ("practice:",),
    "theme": ("theme:",),
    "tool_roles": ("word:tool_roles.",),
    "vocabulary": ("vocabulary:",),
    "words": ("word:", "vocabulary:", "indicator:"),
}
_TARGETS_OF: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("article", "roles"): ("word:roles.",),
    ("duty", "from"): ("ground:",),
    ("duty", "roles"): ("word:roles.",),
    ("indicator", "phase"): ("phase:",),
    ("word", "group"): ("group:",),
    ("word", "section"): (),
}
_INNER = frozenset({"basis", "category", "field", "roles"})  # fields of the table that also stand inside other fields
_TREES = frozenset({"when", "met_when", "until_when", "examples"})  # what they name, a rule says in fields of its own


class Catalogue:
    """All entries; find one by its id, follow its links, or ask what names it."""

    def __init__(self, knowledge: Knowledge, accepts: Accepts = lambda _: ()) -> None:
        self.entries = tuple(sorted(entries(knowledge, accepts), key=lambda entry: KINDS.index(entry.kind)))
        self._by_key = {(entry.kind, entry.id): entry for entry in self.entries}
        self._by_name: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            for name in dict.fromkeys((entry.id, *entry.names)):
                self._by_name[name].append(entry)
        self._uses: dict[tuple[str, str], dict[str, list[Entry]]] | None = None

    def find(self, name: str) -> tuple[Entry, ...]:
        """Return the entries of that id or other name; `kind:id` asks for one kind."""
        kind, mark, rest = name.partition(":")
        if mark and kind in KINDS:
            return tuple(entry for entry in self._by_name.get(rest, ()) if entry.kind == kind)
        return tuple(self._by_name.get(name, ()))

    @property
    def names(self) -> tuple[str, ...]:
        """Return every id and other name."""
        return tuple(self._by_name)

    def of(self, kind: str) -> tuple[Entry, ...]:
        """Return the entries of one kind, in the order of the files."""
        return tuple(entry for entry in self.entries if entry.kind == kind)

    def target(self, kind: str, field: str, value: str) -> Entry | None:
        """Return the entry that a value means in a field of an entry of that kind, if it means one."""
        for place in _TARGETS_OF.get((kind, field), _TARGETS.get(field, ())):
            wanted, _, lead = place.partition(":")
            for name in (value, *_shared(value)) if wanted == "field" else (_key(wanted, value),):
                if (found := self._by_key.get((wanted, f"{lead}{name}"))) is not None:
                    return found
        return None

    def links(self, entry: Entry) -> Iterator[tuple[str, Entry]]:
        """List what an entry names: the field of its own that does, and the entry."""
        named = [("sources", "sources", source) for source in entry.sources if entry.kind != "source"]
        named += [
            (field, *leaf) for field in entry.own if field not in _TREES for leaf in _texts(field, entry.own[field])
        ]
        seen = set()
        for own, field, value in named:
            found = self.target(entry.kind, field, value)
            if found is not None and found is not entry and (own, found.kind, found.id) not in seen:
                seen.add((own, found.kind, found.id))
                yield own, found

    def used_by(self, entry: Entry) -> Mapping[str, list[Entry]]:
        """Return what names an entry, by `kind.field` of the naming entries."""
        if self._uses is None:
            self._uses = defaultdict(lambda: defaultdict(list))
            for one in self.entries:
                for field, found in self.links(one):
                    self._uses[found.kind, found.id][f"{one.kind}.{field}"].append(one)
        return self._uses.get((entry.kind, entry.id), {})


def _key(kind: str, value: str) -> str:
    return value.removeprefix("blocks.") if kind == "block" else value


def _shared(path: str) -> tuple[str, ...]:
    """Return the spelling of a path that all blocks or themes share: its second step is a star."""
    steps = path.split(".")
    return (".".join((steps[0], "*", *steps[2:])),) if len(steps) > 2 else ()


def _texts(field: str, value: Any) -> Iterator[tuple[str, str]]:
    """List the texts below a field, keys too, each with the field of the table that says what it means."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(field, item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield field, key
            yield from _texts(key if key in _INNER else field, item)
