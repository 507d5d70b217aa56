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
from mlops_canvas.knowledge import documents
from mlops_canvas.knowledge.knowledge import Knowledge
from mlops_canvas.knowledge.model import (
    Balance,
    Canvas,
    Costing,
    FactInfo,
    FieldInfo,
    Goal,
    Indicator,
    Law,
    Practice,
    Quality,
    Readiness,
    Rule,
    Scale,
    Source,
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
            data = path.read_bytes()
            self.digest.update(data)
            document = read(data, path.as_posix())
            self._collect(document, document.problems)
            if document.readable:
                yield path.stem, document

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

    def whole(self, name: str, shape: type[S]) -> dict[str, S]:
        """Read the files of a folder that are one entry each, with the file's stem as its id."""
        found = {stem: self.shape(shape, document, document.tree, ()) for stem, document in self.files(name)}
        return {stem: entry for stem, entry in found.items() if entry is not None}

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

    def _collect(self, document: Document, found: Iterable[Problem]) -> None:
        for problem in found:
            place = problem.location or (document.key if problem.on_key else document.value)(problem.path)
            self.faults.append(f"{place} {'.'.join(map(str, problem.path))}: {problem.message}")


def load(folders: Iterable[Path]) -> Knowledge:
    """Load packs, the built-in one first. Raises UserError where one of them has faults or does not exist."""
    parts: dict[str, Any] = {"words": {}, "rules": {}}
    versions = []
    for folder in folders:
        if not folder.is_dir():
            raise UserError(f"{folder}: no such folder of knowledge")
        pack = _Pack(folder)
        _lay_over(parts, pack)
        if pack.faults:
            raise UserError("the knowledge pack has faults:\n" + "\n".join(pack.faults))
        versions.append(pack.digest.hexdigest())
    return Knowledge(**parts, version="+".join(versions))


def _lay_over(parts: dict[str, Any], pack: _Pack) -> None:
    flat: tuple[tuple[str, type[Shape]], ...] = (
        ("sources", Source),
        ("tools", Tool),
        ("indicators", Indicator),
        ("facts", FactInfo),
        ("goals", Goal),
        ("qualities", Quality),
        ("rows", Row),
        ("verdicts", Asked),
    )
    for name, shape in flat:
        parts[name] = {**parts.get(name, {}), **pack.mapping(name, shape)}
    parts["practices"] = {**parts.get("practices", {}), **pack.mapping("practices", Practice, prefixed=True)}
    parts["scales"] = {**parts.get("scales", {}), **pack.mapping("levels", Scale)}
    parts["documents"] = {**parts.get("documents", {}), **pack.whole("documents", documents.Document)}
    for stem, document in pack.files("words"):
        parts["words"][stem] = {**parts["words"].get(stem, {}), **pack.entries(Word, document)}
    single = (
        ("balance", Balance),
        ("cost", Costing),
        ("law", Law),
        ("readiness", Readiness),
        ("test_score", TestScore),
    )
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
