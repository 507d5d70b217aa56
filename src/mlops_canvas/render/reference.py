"""The reference: every entry of the knowledge as pages of Markdown, with links in both directions.

Enters the catalogue; leaves relative paths and texts, the same bytes on every run. Every text is escaped:
a pack's words never become markup. Fields of an entry are shown as they come, so a new one needs no work here.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

from mlops_canvas.canvas.dump import to_yaml
from mlops_canvas.knowledge import Source
from mlops_canvas.knowledge.catalogue import Catalogue
from mlops_canvas.knowledge.entries import Entry
from mlops_canvas.render.escape import escape


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the reference: the kinds of entries that it holds."""

    title: str
    text: str
    kinds: tuple[str, ...]


PAGES: Mapping[str, Page] = {
    "practices.md": Page("Practices", "What a team does or does not do; all questions meet in them.", ("practice",)),
    "tools.md": Page("Tools", "What a tool is for, and what using it asks.", ("tool",)),
    "rules.md": Page("Rules", "What is held against a canvas, why, and what to do.", ("rule",)),
    "questions.md": Page(
        "Questions", "What is asked of a canvas, with its words of verdict, and what the canvas asks of you.",
        ("question", "verdict", "block"),
    ),
    "levels.md": Page("Levels of automation", "Scales, and the practices that each level asks.", ("scale", "level")),
    "readiness.md": Page(
        "Readiness", "Six themes, three phases, and the indicators that place a theme.",
        ("theme", "phase", "indicator"),
    ),
    "test_score.md": Page("ML Test Score", "Its sections and how the score is read.", ("section", "band")),
    "balance.md": Page(
        "Balance", "How governance and MLOps are held against each other.",
        ("variant", "strength", "component", "step"),
    ),
    "cost.md": Page("Cost", "The groups in which cost is summed.", ("group",)),
    "thresholds.md": Page("Thresholds", "Every number that decides, and why it is that number.", ("threshold",)),
    "goals.md": Page(
        "Design goals",
        "What a canvas may design for, or require of its model, and by which practice.",
        ("goal", "quality"),
    ),
    "law.md": Page("Law", "The version of the law that the risk rules state. No legal advice.",
                   ("law", "date", "article", "ground")),
    "duties.md": Page(
        "Duties", "What the law asks of whom and on which grounds, what holds for older systems, fines, and what is "
        "open. No legal advice.", ("duty", "takeover", "transition", "penalty", "open_question"),
    ),
    "suspicions.md": Page(
        "Suspicions", "Words in the text of a canvas that make the risk question ask back; they decide nothing.",
        ("suspicion",),
    ),
    "fields.md": Page("Fields", "What each field of the canvas asks, and the words that it accepts.", ("field",)),
    "words.md": Page("Words", "The vocabularies that a canvas uses.", ("vocabulary", "word")),
    "rows.md": Page("Rows", "What the sources and those who asked for the tool want; each is reached by entries.",
                    ("row",)),
    "sources.md": Page("Sources", "Where every statement comes from, and how far it was checked.", ("source",)),
}  # fmt: skip

_PAGE_OF = {kind: name for name, page in PAGES.items() for kind in page.kinds}
_PLURAL = {
    "duty": "duties",
    "group": "groups of cost",
    "law": "the law",
    "open_question": "open questions",
    "penalty": "penalties",
    "strength": "the strength of regulation",
    "vocabulary": "vocabularies",
}
_NAMING = {
    "duty.arises_from": "duties that arise from it",
    "duty.not_from": "duties that do not arise from it",
    "duty.practices": "carries the evidence of duties",
    "open_question.arises_from": "open questions about it",
    "open_question.duties": "open questions about it",
    "penalty.arises_from": "penalties for it",
    "rule.then": "rules that name this ground",
    "takeover.arises_from": "who counts as somebody else on it",
    "transition.before": "transitions for older systems",
    "goal.metric": "metric of goals",
    "quality.practice": "practice of qualities",
    "indicator.technical": "read by indicators",
    "level.requires": "required by levels",
    "phase.practices": "phases that rest on it",
    "practice.requires": "unlocks",
    "question.answers": "an answer to",
    "rule.practices": "named by rules",
    "rule.reads": "read by rules",
    "rule.words": "looked for by rules",
    "tool.integrates": "tools that integrate it",
    "tool.needs": "tools that need it",
    "tool.roles": "tools of this role",
}
_NAMING_BY = {
    "article": "{} on this article",
    "articles": "{} on this article",
    "block": "{} of this block",
    "blocks": "{} of this block",
    "debt": "{} of this debt",
    "rows": "reached by {}",
    "sources": "cited by {}",
}
_CHECKED = {
    "read": "read",
    "second_hand": "second hand",
    "own_derivation": "our own derivation",
    "unverified": "unverified",
}
_TREES = ("when", "met_when", "until_when", "examples")
_BACK = frozenset({
    "article.duties", "duty.article", "duty.from", "duty.open_questions", "field.words", "law.bases", "law.dates",
    "level.scale", "question.rules", "rule.question", "scale.levels", "verdict.question", "vocabulary.words",
    "word.vocabulary",
})  # fmt: skip
"""Links that both ends state, so that the way back is no news."""
_URL = ":/?#@!$&'*+,;=%~-._"
_STAMP = "<!-- Generated by `mlops-canvas explain --all`, {digest}: edits are lost -->\n\n"
_STAMPED = re.compile(re.escape(_STAMP).replace(r"\{digest\}", "([0-9a-f]{12})"))


def stamp(text: str) -> str:
    """Put a line before a page that says where it comes from, and what it held."""
    return _STAMP.format(digest=_digest(text)) + text


def generated(text: str, *, untouched: bool = True) -> bool:
    """Say whether a page was made here; `untouched` asks that nobody has edited it since."""
    found = _STAMPED.match(text)
    return found is not None and (not untouched or found[1] == _digest(text[found.end() :]))


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()


def used_by(catalogue: Catalogue, entry: Entry) -> dict[str, list[Entry]]:
    """Return what names an entry and is news to it, by the words for how it does."""
    return {naming(label): used for label, used in catalogue.used_by(entry).items() if label not in _BACK}


def naming(label: str) -> str:
    """Say in words in which field other entries name one: `practice.requires` is what it unlocks."""
    kind, _, field = label.partition(".")
    words = _NAMING.get(label) or _NAMING_BY.get(field) or f"{{}} that name it as {field.replace('_', ' ')}"
    return words.format(plural(kind))


def plural(kind: str) -> str:
    """Return the word for several entries of a kind."""
    return _PLURAL.get(kind, f"{kind}s")


def render(catalogue: Catalogue, sources: Mapping[str, Source]) -> dict[str, str]:
    """Return the pages of the reference by their file names."""
    pen = _Pen(catalogue, sources)
    pages = {"index.md": pen.index(), **{name: pen.page(page) for name, page in PAGES.items()}}
    return {name: stamp(text) for name, text in pages.items()}


class _Pen:
    def __init__(self, catalogue: Catalogue, sources: Mapping[str, Source]) -> None:
        self._catalogue = catalogue
        self._sources = sources
        self._anchors: dict[tuple[str, str], str] = {}
        for page in PAGES.values():
            taken: set[str] = set()
            for entry in (one for kind in page.kinds for one in catalogue.of(kind)):
                name = "_".join(entry.id.split())
                self._anchors[entry.kind, entry.id] = name if name not in taken else f"{entry.kind}:{name}"
                taken.add(name)

    def index(self) -> str:
        lines = [
            "# Reference",
            "Every entry of the knowledge, from the same files that judge. Each names its sources, and beside each "
            "source stands how far we checked it. What this tool says about law is no legal advice.",
            "| page | holds |\n| --- | --- |\n" + "\n".join(self._row(*item) for item in PAGES.items()),
            "How far sources were checked:",
            "\n".join(self._checked()),
        ]
        return "\n\n".join(lines) + "\n"

    def _row(self, name: str, page: Page) -> str:
        counts = [(len(self._catalogue.of(kind)), kind) for kind in page.kinds]
        said = ", ".join(f"{number} {kind if number == 1 else plural(kind)}" for number, kind in counts if number)
        return f"| [{page.title}]({name}) | {said or 'nothing yet'} |"

    def _checked(self) -> Iterator[str]:
        for key, words in _CHECKED.items():
            found = [name for name, source in self._sources.items() if source.checked == key]
            if found:
                yield f"- {words}: {', '.join(self._link('source', 'sources', name) for name in found)}"

    def page(self, page: Page) -> str:
        parts = [f"# {page.title}", page.text]
        for kind in page.kinds:
            groups: dict[str, list[Entry]] = defaultdict(list)
            for entry in self._catalogue.of(kind):
                groups[entry.group].append(entry)
            for group, members in groups.items():
                parts.append(f"## {_heading(kind, group)}")
                parts.extend(part for entry in members for part in self._entry(entry))
        return "\n\n".join(parts) + "\n"

    def _entry(self, entry: Entry) -> Iterator[str]:
        anchor = _attribute(self._anchors[entry.kind, entry.id])
        yield f'### <a id="{anchor}"></a>{escape(entry.id)}'
        if entry.title != entry.id.replace("_", " "):
            yield f"**{escape(entry.title)}**"
        if entry.text:
            yield escape(entry.text)
        lines = [*self._fields(entry), *self._uses(entry), *self._cited(entry)]
        yield "\n".join(lines)
        for name in _TREES:
            if name in entry.own:
                yield f"{name}:"
                yield _fenced(entry.own[name])

    def _fields(self, entry: Entry) -> Iterator[str]:
        for name, value in entry.own.items():
            if name not in _TREES:
                yield from self._field(entry.kind, name, value)

    def _field(self, kind: str, name: str, value: Any) -> Iterator[str]:
        label = f"- {escape(name.replace('_', ' '))}:"
        if isinstance(value, dict):
            yield label
            for key, item in value.items():
                yield f"    - {self._key(kind, name, key)}: {self._inline(kind, name, key, item)}"
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            yield label
            yield from (f"    - {self._inline(kind, name, name, item)}" for item in value)
        else:
            yield f"{label} {self._inline(kind, name, name, value)}"

    def _inline(self, kind: str, field: str, name: str, value: Any) -> str:
        """Write a value on one line; `name` is the key it stands under, `field` the field around it."""
        if isinstance(value, list):
            return ", ".join(self._inline(kind, field, name, item) for item in value)
        if isinstance(value, dict):
            said = (f"{self._key(kind, '', key)}: {self._inline(kind, key, key, one)}" for key, one in value.items())
            return "; ".join(said)
        text = value.isoformat() if isinstance(value, date) else str(value)
        if re.match(r"https?://", text):
            return f"[{escape(text)}]({quote(text, safe=_URL)})"
        linked = self._target(kind, name, text) or self._target(kind, field, text)
        return linked or escape(text)

    def _target(self, kind: str, field: str, value: str) -> str | None:
        found = self._catalogue.target(kind, field, value)
        return self._reference(found, value) if found else None

    def _key(self, kind: str, field: str, key: str) -> str:
        return self._target(kind, field, key) or escape(key.replace("_", " "))

    def _reference(self, entry: Entry, shown: str) -> str:
        fragment = quote(self._anchors[entry.kind, entry.id], safe=".")
        return f"[{escape(shown)}]({_PAGE_OF[entry.kind]}#{fragment})"

    def _link(self, kind: str, field: str, value: str) -> str:
        return self._target(kind, field, value) or escape(value)

    def _uses(self, entry: Entry) -> Iterator[str]:
        for words, used in used_by(self._catalogue, entry).items():
            yield f"- {escape(words)}: {', '.join(self._reference(one, one.id) for one in used)}"

    def _cited(self, entry: Entry) -> Iterator[str]:
        if entry.kind == "source":
            return
        said = [
            f"{self._link(entry.kind, 'sources', name)} ({_CHECKED[self._sources[name].checked]})"
            for name in entry.sources
        ]
        yield f"- sources: {', '.join(said)}"


def _heading(kind: str, group: str) -> str:
    words = plural(kind)
    return escape(f"{group}: {words}" if group else words[0].upper() + words[1:])


def _attribute(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", lambda found: f"&#{ord(found[0])};", text)


def _fenced(tree: Any) -> str:
    text = to_yaml(_typed(tree)).rstrip("\n")
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}yaml\n{text}\n{fence}"


def _typed(tree: Any) -> Any:
    """Conditions and examples are kept as text; show numbers and switches without quotes, as they were written."""
    if isinstance(tree, dict):
        return {key: _typed(item) for key, item in tree.items()}
    if isinstance(tree, list):
        return [_typed(item) for item in tree]
    if tree in {"true", "false"}:
        return tree == "true"
    return int(tree) if isinstance(tree, str) and re.fullmatch(r"[1-9][0-9]{0,14}|0", tree) else tree
