"""YAML text in, a tree with positions and problems out: the one reader of every YAML file.

Scalars stay text: the field that a value fills decides what it means (shape.py). Plain blank scalars
become None and quoted ones `Quoted`, because numbers and booleans are plain only. Aliases, tags, merge
keys and repeated keys are refused. The parser is libyaml; the constructor is ours, since PyYAML's takes
the last of repeated keys in silence and most of the time (adr/0004).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from mlops_canvas.location import Location

MAX_BYTES = 1_048_576
MAX_DEPTH = 40
# libyaml's composer recurses in C; with the usual 8 MiB stack 20,000 levels pass and 40,000 do not.
SAFE_DEPTH = 10_000
BLANK = frozenset(("", "~", "null"))

Path = tuple[str | int, ...]

_TAG = {ScalarNode: "scalar", SequenceNode: "sequence", MappingNode: "mapping"}
_INDICATOR = re.compile(r"(?:^|[\s\[{,])[&*!]\S|(?:^|[\s\[{,])!(?=\s)", re.MULTILINE)
_LEAD = re.compile(r"^[ \-?:\t]+", re.MULTILINE)
_BREAK = re.compile(r"\r\n|\n|\r")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Quoted(str):
    """Text that stood in quotes or in a block, so it is never a number, a boolean or blank."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a file: its kind, what is wrong in words, and the path or place it stands at."""

    kind: str
    message: str
    path: Path = ()
    location: Location | None = None
    on_key: bool = False
    related: tuple[tuple[Location, str], ...] = ()
    meant: str | None = None  # the key that an unknown one most likely stands for


@dataclass(slots=True)
class Document:
    """A file as read: its text, its tree of dict, list, str and None, and what is wrong with it.

    `readable` is False where no tree could be made at all.
    """

    path: str
    text: str = ""
    root: Node | None = None
    tree: Any = None
    problems: list[Problem] = field(default_factory=list)
    readable: bool = True
    _starts: list[int] | None = None

    def place(self, start: int, end: int) -> Location:
        """Turn a range of indexes into `text` into a location."""
        first, last = self._line_column(start), self._line_column(max(start, end))
        return Location(self.path, *first, *last)

    def line(self, number: int) -> str:
        """Return one line of the text, without its break; lines count from 1."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def value(self, path: Path) -> Location:
        """Return where the value at a path stands, or the nearest value above it that exists."""
        node, _ = self._walk(path)
        return self._node(node)

    def key(self, path: Path) -> Location:
        """Return where the key at a path stands; for a list item the item, for a missing key its section."""
        node, key = self._walk(path)
        return self._node(key if key is not None else node)

    def span(self, path: Path) -> tuple[Node | None, Node | None]:
        """Return the key node and the value node at exactly this path; (None, None) if it is not there."""
        node, key = self._walk(path, exact=True)
        return key, node

    def in_braces(self, path: Path) -> bool:
        """Say whether the mapping that holds the last key of the path is written as {…}."""
        node, _ = self._walk(path[:-1], exact=True)
        return bool(node is not None and getattr(node, "flow_style", False))

    def _walk(self, path: Path, *, exact: bool = False) -> tuple[Node | None, Node | None]:
        node, key = self.root, None
        for step in path:
            child = _child(node, step)
            if child is None:
                return (None, None) if exact else (node, key)
            key, node = child  # a list item has no key: it is its own place
        return node, key

    def _node(self, node: Node | None) -> Location:
        if node is None:
            return Location(self.path)
        start, end = node.start_mark.index, node.end_mark.index
        # libyaml ends a block at the next token: the blank lines between are not part of the value.
        return self.place(start, start + len(self.text[start:end].rstrip()))

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            self._starts = [0, *[match.end() for match in _BREAK.finditer(self.text)]]
        return self._starts

    def _line_column(self, index: int) -> tuple[int, int]:
        starts = self._line_starts()
        line = bisect_right(starts, index)
        return line, index - starts[line - 1] + 1


def read(data: bytes | str, path: str) -> Document:
    """Read one YAML document. Never raises for bad input: the faults are in `problems`."""
    document = Document(path)
    text = _decode(data, document)
    if text is None:
        return document
    document.text = text
    scan = any(sign in text for sign in "&*!") and bool(_INDICATOR.search(text))
    if scan or _may_be_deep(text):
        _scan_events(document)
    if document.readable:
        _compose(document, has_aliases=scan)
    return document


def _decode(data: bytes | str, document: Document) -> str | None:
    if len(data) > MAX_BYTES:
        _stop(document, "too_large", f"larger than {MAX_BYTES // 1024} KiB, which no canvas needs")
        return None
    if isinstance(data, bytes):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            before = data[: error.start].decode("utf-8")
            document.text = before
            end = len(before)
            message = f"byte 0x{data[error.start]:02x} is not UTF-8: save the file as UTF-8"
            _stop(document, "not_utf8", message, document.place(end, end))
            return None
    else:
        text = data
    return text.removeprefix("\ufeff")


def _stop(document: Document, kind: str, message: str, location: Location | None = None) -> None:
    document.readable = False
    document.problems.append(Problem(kind, message, location=location or Location(document.path)))


def _may_be_deep(text: str) -> bool:
    """Bound the nesting from above without parsing: brackets, and what can open blocks at a line's head."""
    if len(text) <= SAFE_DEPTH:
        return False
    lead = max((len(match[0]) for match in _LEAD.finditer(text)), default=0)
    return text.count("[") + text.count("{") + 2 * (lead + 1) > SAFE_DEPTH


class _Loader(yaml.cyaml.CParser):  # type: ignore[misc, name-defined]
    """libyaml's parser and composer without implicit types and without path resolvers."""

    def resolve(self, kind: type, _value: object, _implicit: object) -> str:
        return _TAG[kind]

    def descend_resolver(self, _parent: object, _index: object) -> None:
        return None

    def ascend_resolver(self) -> None:
        return None


class _Cursor:
    """The path at which the parser stands, kept along its events."""

    def __init__(self) -> None:
        self.frames: list[list[Any]] = []  # [is mapping, key or index, next event is a key]

    def path(self) -> Path:
        return tuple(frame[1] for frame in self.frames if frame[1] is not None)

    def enter(self, *, mapping: bool) -> None:
        self.frames.append([mapping, None if mapping else -1, mapping])

    def step(self, value: object) -> None:
        """Note that a node begins in the innermost collection."""
        if not self.frames:
            return
        frame = self.frames[-1]
        if not frame[0]:
            frame[1] += 1
        elif frame[2]:
            frame[1], frame[2] = value, False
        else:
            frame[2] = True


def _scan_events(document: Document) -> None:
    """Refuse what must be known before composing: depth, aliases, anchors and tags, each with its place."""
    cursor = _Cursor()
    try:
        for event in yaml.parse(document.text, _Loader):
            if isinstance(event, yaml.CollectionEndEvent):
                cursor.frames.pop()
                continue
            if not isinstance(event, yaml.NodeEvent):
                continue
            value = getattr(event, "value", "")
            cursor.step(value)
            document.problems.extend(_refused(document, event, cursor.path()))
            if isinstance(event, yaml.CollectionStartEvent):
                cursor.enter(mapping=isinstance(event, yaml.MappingStartEvent))
                if len(cursor.frames) > SAFE_DEPTH // 10:
                    start: Any = event.start_mark
                    place = document.place(start.index, start.index + 1)
                    _stop(document, "too_deep", f"nested deeper than {MAX_DEPTH} levels", place)
                    return
    except yaml.YAMLError:
        return  # the composer meets it too and words it


def _refused(document: Document, event: Any, path: Path) -> Iterator[Problem]:
    start = event.start_mark.index
    place = document.place(start, event.end_mark.index)
    if isinstance(event, yaml.AliasEvent):
        yield Problem("alias", f"the alias *{event.anchor} is not allowed: write the value out", path, place)
        return
    if event.anchor:
        yield Problem("alias", f"the anchor &{event.anchor} is not allowed: delete it", path, place)
    if event.tag:
        yield Problem("tag", f"the tag {event.tag} is not allowed: delete it", path, place)


def _compose(document: Document, *, has_aliases: bool) -> None:
    loader = _Loader(document.text)
    try:
        document.root = loader.get_single_node()
    except yaml.YAMLError as error:
        document.problems.clear()  # a file that is no YAML has one fault: that
        document.problems.append(_syntax(document, error))
        document.readable = False
        return
    finally:
        loader.dispose()
    build = _Build(document, seen=set() if has_aliases else None)
    if document.root is not None:
        document.tree = build.value(document.root, ())


class _Build:
    """Nodes → dict, list, str and None, collecting what is refused on the way."""

    def __init__(self, document: Document, seen: set[int] | None) -> None:
        self.document = document
        self.seen = seen

    def value(self, node: Node, path: Path) -> Any:
        if node.__class__ is ScalarNode:
            return scalar(node)
        if self.seen is not None and id(node) in self.seen:
            return None  # an alias: refused already, and not expanded
        if self.seen is not None:
            self.seen.add(id(node))
        if len(path) >= MAX_DEPTH:
            self._problem("too_deep", f"nested deeper than {MAX_DEPTH} levels", path, node)
            return None
        if node.__class__ is SequenceNode:
            return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
        return self._mapping(node, path)

    def _mapping(self, node: Node, path: Path) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for key, child in node.value:
            if key.__class__ is not ScalarNode:
                self._problem("bad_key", "a key must be a word, not a list or a mapping", path, key)
                continue
            name = key.value
            here = (*path, name)
            if name == "<<" and not key.style:
                self._problem("merge_key", "the merge key << is not allowed: write the values out", here, key)
            elif name in tree:
                self._repeated(node, here, key)
            else:
                tree[name] = self.value(child, here)
        return tree

    def _repeated(self, node: Node, path: Path, key: Node) -> None:
        name = path[-1]
        if any(problem.kind == "duplicate_key" and problem.path == path for problem in self.document.problems):
            return  # said once, whether it stands twice or five times
        first = next(other for other, _ in node.value if other.value == name)
        place = self.document.place(first.start_mark.index, first.end_mark.index)
        related = ((place, f"'{name}' stands here first"),)
        self._problem("duplicate_key", f"the key '{name}' stands here twice: keep one", path, key, related)

    def _problem(
        self, kind: str, message: str, path: Path, node: Node, related: tuple[tuple[Location, str], ...] = ()
    ) -> None:
        place = self.document.place(node.start_mark.index, node.end_mark.index)
        self.document.problems.append(Problem(kind, message, path, place, related=related))


def scalar(node: ScalarNode) -> str | None:
    """Return the text of a scalar node: None where it is plain and blank, `Quoted` where it is not plain."""
    value: str = node.value
    if node.style:
        return Quoted(value)
    return None if value in BLANK else value


def _child(node: Node | None, step: str | int) -> tuple[Node | None, Node] | None:
    if node.__class__ is MappingNode and node is not None:
        for key, value in node.value:
            if key.value == step:
                return key, value
    if node.__class__ is SequenceNode and node is not None and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None


_BRACKETS = {"{": "}", "[": "]", '"': '"', "'": "'"}


def _syntax(document: Document, error: yaml.YAMLError) -> Problem:
    """Word a parser's error: a tab and a bracket never closed by name, everything else as libyaml says it."""
    bad = _FORBIDDEN.search(document.text) if isinstance(error, ReaderError) else None
    if bad:
        message = f"the character U+{ord(bad[0]):04X} may not stand in YAML: delete it"
        return Problem("syntax", message, location=document.place(bad.start(), bad.end()))
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    index = min(mark.index, len(document.text)) if mark else 0
    place = document.place(index, min(index + 1, len(document.text)))
    text = document.text
    if text[index : index + 1] == "\t":
        message = "a tab stands where YAML allows only spaces: indent with spaces"
        return Problem("tab", message, location=place)
    tab = _tab_before(text, index)
    if tab is not None:
        message = "a tab in the indentation: YAML allows only spaces there"
        return Problem("tab", message, location=document.place(tab, tab + 1))
    bracket = text[opened.index : opened.index + 1] if opened else ""
    if opened and bracket in _BRACKETS:
        message = f"'{bracket}' is opened here and never closed with '{_BRACKETS[bracket]}'"
        related = ((place, f"the parser gave up here: {getattr(error, 'problem', '')}"),)
        return Problem("unclosed", message, location=document.place(opened.index, opened.index + 1), related=related)
    reason = getattr(error, "problem", None) or str(error)
    if getattr(error, "context", None) == "expected a single document in the stream":
        reason = "a second document begins here: one file holds one"
    fix = ": put a text that holds a colon in quotes" if "mapping values are not allowed" in reason else ""
    return Problem("syntax", f"not YAML: {reason}{fix}", location=place)


def _tab_before(text: str, index: int) -> int | None:
    """Find a tab in the indentation of the line at `index` or of the line before it."""
    start = text.rfind("\n", 0, index) + 1
    for head in (start, text.rfind("\n", 0, max(start - 1, 0)) + 1):
        line = text[head : text.find("\n", head) % (len(text) + 1)]
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            return head + indent.index("\t")
    return None
