"""Change one value in the text of a canvas and nothing else: comments, order and spacing stay.

Edits replace spans of the text that the parser's marks name; the rest is copied byte for byte.
"""

from collections.abc import Iterable
from typing import Any

from yaml.nodes import MappingNode, Node

from mlops_canvas.canvas.dump import inline, to_yaml
from mlops_canvas.document import Document, Path, read

INDENT = 2
_SPACE = " \t\r\n"  # what YAML takes for space; other white space is text


def set_value(text: str, path: tuple[str, ...], value: Any) -> str:
    """Return the text with the value at a path of keys set; sections that are missing are added.

    `value` is plain data (dict, list, text, number, bool). Raises ValueError where a part of the path
    holds something else than a mapping, or where the text is no YAML.
    """
    document = read(text, "")
    if not document.readable or document.problems:
        raise ValueError("the text has faults that an edit could make worse")
    depth = _depth(document, path)
    if depth == len(path):
        return _replace(document, path, value)
    rest: Any = value
    for step in reversed(path[depth + 1 :]):
        rest = {step: rest}
    return _insert(document, path[:depth], path[depth], rest)


def _depth(document: Document, path: Path) -> int:
    depth = len(path)
    while depth and document.span(path[:depth])[1] is None:
        depth -= 1
    return depth


def _replace(document: Document, path: Path, value: Any) -> str:
    key, node = document.span(path)
    if key is None or node is None:
        raise ValueError("nothing stands at an empty path")
    text = document.text
    if _is_blank(node):
        colon = text.index(":", key.end_mark.index) + 1
        return f"{text[:colon]}{_value(value, _column(key))}{text[colon:]}"
    start, end = _span(document, node)
    new = _value(value, _column(key), in_braces=document.in_braces(path))
    keep = text[:start].rstrip(" ") if new.startswith("\n") else text[:start]
    return f"{keep}{new if new.startswith(chr(10)) else new.removeprefix(' ')}{text[end:]}"


def _insert(document: Document, parent: Path, key: str, value: Any) -> str:
    """Add a key to a mapping, to a blank value, or to an empty text."""
    text = document.text
    node = document.span(parent)[1] if parent else document.root
    if node is None or (parent and _is_blank(node)):
        return _replace(document, parent, {key: value}) if parent else f"{text}{to_yaml({key: value})}"
    if not isinstance(node, MappingNode):
        raise ValueError(f"{'.'.join(map(str, parent))} is not a mapping")
    _, end = _span(document, node)
    if node.flow_style:
        comma = ", " if node.value else ""
        return f"{text[: end - 1].rstrip(_SPACE)}{comma}{inline(key)}: {inline(value)}{text[end - 1 :]}"
    last = node.value[-1]
    line_end = _line_end(text, max(_span(document, last[1])[1], last[0].end_mark.index))
    line = f"{' ' * _column(node)}{inline(key)}:{_value(value, _column(node))}"
    gap = "" if text[:line_end].endswith("\n") else "\n"
    return f"{text[:line_end]}{gap}{line}{text[line_end:]}"


def _value(value: Any, column: int, *, in_braces: bool = False) -> str:
    """Render a value as it stands after `key:`, whose key begins at `column` (from 0)."""
    simple = not isinstance(value, dict) and not (isinstance(value, str) and "\n" in value)
    if in_braces or (simple and not _holds_mappings(value)):
        return f" {inline(value)}"
    if isinstance(value, str):
        head, _, body = to_yaml({"x": value}).removeprefix("x: ").rstrip("\n").partition("\n")
        return f" {head}\n{_indented(body, column)}" if body else f" {head}"
    return f"\n{_indented(to_yaml(value).rstrip(chr(10)), column + INDENT)}"


def _holds_mappings(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _indented(body: str, column: int) -> str:
    return "\n".join(" " * column + line if line else line for line in body.split("\n"))


def _is_blank(node: Node) -> bool:
    return bool(node.start_mark.index == node.end_mark.index)


def _column(node: Node) -> int:
    return int(node.start_mark.column)


def _span(document: Document, node: Node) -> tuple[int, int]:
    start, end = node.start_mark.index, node.end_mark.index
    return start, start + len(document.text[start:end].rstrip(_SPACE))


def _line_end(text: str, index: int) -> int:
    found = text.find("\n", index)
    return len(text) if found < 0 else found


def set_comment(text: str, path: tuple[str, ...], lines: Iterable[str]) -> str:
    """Return the text with comment lines above the key at a path; as it was where the key begins no line."""
    key, _ = read(text, "").span(path)
    if key is None:
        return text
    start = text.rfind("\n", 0, key.start_mark.index) + 1
    lead = text[start : key.start_mark.index]
    if lead.strip():
        return text
    return f"{text[:start]}{''.join(f'{lead}# {line}{chr(10)}' for line in lines)}{text[start:]}"
