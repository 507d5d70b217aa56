"""Packs → Knowledge: the built-in folder, and own folders of the same YAML laid over it.

An entry of a later pack replaces the entry of the same id. Raises UserError that lists every fault of a
pack with file:line:column, since nothing can be judged by half a rule book.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from mlops_canvas.document import Document, Problem, read
from mlops_canvas.errors import UserError
from mlops_canvas.knowledge.knowledge import Knowledge
from mlops_canvas.knowledge.law import Law, OtherLaw
from mlops_canvas.knowledge.model import (
    Balance,
    Canvas,
    Costing,
    FactInfo,
    FieldInfo,
    Goal,
    Indicator,
    Practice,
    Quality,
    Readiness,
    Rule,
    Scale,
    Source,
    Suspicion,
    TestScore,
    Tool,
    Word,
)
from mlops_canvas.knowledge.sourced import Asked, Row
from mlops_canvas.shape import Shape, problems

S = TypeVar("S", bound=Shape)


class _Pack:
    """The YAML files of one folder, read as they are asked for; faults are collected."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[str] = []
        self.digest = blake2b(digest_size=6)

    def files(self, name: str) -> Iterator[tuple[str, Document]]:
        """Read `name.yaml` and every YAML file below the folder `name`."""
        single = self.folder / f"{name}.yaml"
        found = [single] if single.is_file() else []
        for path in (*found, *sorted((self.folder / name).rglob("*.yaml"))):
            document = self.read(path)
            if document.readable:
                yield path.stem, document

    def read(self, path: Path) -> Document:
        """Read one file."""
        data = path.read_bytes()
        self.digest.update(data)
        document = read(data, path.as_posix())
        self._collect(document, document.problems)
        return document

    def mapping(self, name: str, shape: type[S], *, prefixed: bool = False) -> dict[str, S]:
        """Read files that map ids to entries; with `prefixed` the file's stem leads each id."""
        entries: dict[str, S] = {}
        for stem, document in self.files(name):
            found = self.entries(shape, document)
            entries.update({f"{stem}.{key}": entry for key, entry in found.items()} if prefixed else found)
        return entries

    def entries(self, shape: type[S], document: Document) -> dict[str, S]:
        """Read one file that maps ids to entries."""
        tree = document.tree if isinstance(document.tree, dict) else {}
        found = {key: self.shape(shape, document, value, (key,)) for key, value in tree.items()}
        return {key: entry for key, entry in found.items() if entry is not None}

    def single(self, name: str, shape: type[S]) -> S | None:
        """Read the one file of that name, if the pack has it."""
        for _, document in self.files(name):
            return self.shape(shape, document, document.tree, ())
        return None

    def shape(self, shape: type[S], document: Document, value: Any, path: tuple[str, ...]) -> S | None:
        """Give a tree its shape, or note what is wrong with it."""
        try:
            return shape.model_validate(value)
        except ValidationError as error:
            self._collect(document, list(problems(error, document, shape, path)))
            return None

    def check(self) -> None:
        """Raise UserError that lists every fault found so far."""
        if self.faults:
            raise UserError("the knowledge pack has faults:\n" + "\n".join(self.faults))

    def _collect(self, document: Document, found: Iterable[Problem]) -> None:
        for problem in found:
            place = problem.location or (document.key if problem.on_key else document.value)(problem.path)
            self.faults.append(f"{place} {'.'.join(map(str, problem.path))}: {problem.message}")


def load(folders: Iterable[Path], law: str | None = None) -> Knowledge:
    """Load packs, the built-in one first, by the newest version of the law or the one that is asked for.

    Raises UserError where a pack has faults or does not exist, or where nobody knows that version.
    """
    parts: dict[str, Any] = {"words": {}, "rules": {}}
    packs = []
    for folder in folders:
        if not folder.is_dir():
            raise UserError(f"{folder}: no such folder of knowledge")
        pack = _Pack(folder)
        _lay_over(parts, pack)
        pack.check()
        packs.append(pack)
    others = {path.stem: (pack, path) for pack in packs for path in (pack.folder / "law").glob("*.yaml")}
    newest = parts["law"].version
    known = (*sorted(others), newest)
    if law is not None and law != newest:
        if law not in others:
            raise UserError(f"--law {law}: no such version of the law", f"known are {', '.join(known)}")
        _turn_to(parts, *others[law])
    return Knowledge(**parts, law_versions=known, version="+".join(pack.digest.hexdigest() for pack in packs))


def _turn_to(parts: dict[str, Any], pack: _Pack, path: Path) -> None:
    """Put another version of the law in the place of the newest: what its file says differs, rules too."""
    document = pack.read(path)
    other = pack.shape(OtherLaw, document, document.tree, ())
    if other is not None:
        if other.differs_from != parts["law"].version:
            raise UserError(f"{path}: differs from {other.differs_from}, but the law is {parts['law'].version}")
        tree = _laid_over(parts["law"].model_dump(by_alias=True, exclude_none=True), other.law)
        parts["law"] = pack.shape(Law, document, tree, ("law",)) or parts["law"]
        for rules in parts["rules"].values():
            for name in other.rules.keys() & rules.keys():
                tree = _laid_over(rules.pop(name).model_dump(exclude_none=True), other.rules[name])
                rule = pack.shape(Rule, document, tree, ("rules", name)) if other.rules[name] is not None else None
                rules |= {name: rule} if rule is not None else {}
    pack.check()


def _laid_over(tree: Any, change: Any) -> Any:
    """Return a tree with what a change says of some of its keys; a blank key is taken away."""
    if not isinstance(tree, dict) or not isinstance(change, dict):
        return change
    kept = {key: item for key, item in tree.items() if key not in change or change[key] is not None}
    return {**kept, **{key: _laid_over(tree.get(key), item) for key, item in change.items() if item is not None}}


def _lay_over(parts: dict[str, Any], pack: _Pack) -> None:
    flat: tuple[tuple[str, type[Shape]], ...] = (
        ("sources", Source),
        ("tools", Tool),
        ("indicators", Indicator),
        ("facts", FactInfo),
        ("goals", Goal),
        ("qualities", Quality),
        ("rows", Row),
        ("suspicions", Suspicion),
        ("verdicts", Asked),
    )
    for name, shape in flat:
        parts[name] = {**parts.get(name, {}), **pack.mapping(name, shape)}
    parts["practices"] = {**parts.get("practices", {}), **pack.mapping("practices", Practice, prefixed=True)}
    parts["scales"] = {**parts.get("scales", {}), **pack.mapping("levels", Scale)}
    for stem, document in pack.files("words"):
        parts["words"][stem] = {**parts["words"].get(stem, {}), **pack.entries(Word, document)}
    single = (
        ("balance", Balance),
        ("cost", Costing),
        ("readiness", Readiness),
        ("test_score", TestScore),
    )
    if (pack.folder / "law.yaml").is_file():
        parts["law"] = pack.single("law", Law) or parts.get("law")
    for name, one in single:
        parts[name] = pack.single(name, one) or parts.get(name)
    _lay_over_canvas(parts, pack)
    _lay_over_rules(parts["rules"], pack)


def _lay_over_canvas(parts: dict[str, Any], pack: _Pack) -> None:
    texts = pack.single("blocks", Canvas)
    if texts is None:
        return
    parts["blocks"], parts["questions"] = texts.blocks, texts.questions
    parts["fields"] = {
        path: FieldInfo(text=info) if isinstance(info, str) else info for path, info in texts.fields.items()
    }


def _lay_over_rules(rules: dict[str, dict[str, Rule]], pack: _Pack) -> None:
    for stem, document in pack.files("rules"):
        rule = pack.shape(Rule, document, document.tree, ())
        if rule is None:
            continue
        if rule.id != stem:
            pack.faults.append(f"{document.value(('id',))} id: a rule's file is named by its id, {rule.id}.yaml")
        question = Path(document.path).parent.name
        rules.setdefault(question, {})[rule.id] = rule
