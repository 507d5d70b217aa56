"""Canvas → YAML text. load ∘ dump is identity; prose and mappings are written in block style."""

from datetime import date
from typing import Any

import yaml

from mlops_canvas.shape import Shape, Worded


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as literal blocks, list items indented below their key."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - every value is written out
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, indentless=False)


class _Inline(yaml.SafeDumper):
    """Everything on one line."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - every value is written out
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(value), style=style)


_Dumper.add_multi_representer(str, _text)


def dump(shape: Shape) -> str:
    """Write a canvas, or any part of one, as YAML."""
    return to_yaml(plain(shape))


def to_yaml(value: Any) -> str:
    """Write plain data as block-style YAML."""
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text


def inline(value: Any) -> str:
    """Write plain data on one line, fit to stand in braces too."""
    text: str = yaml.dump(
        [value], Dumper=_Inline, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**9
    )
    return text.strip()[1:-1]


def plain(value: Any) -> Any:
    """Turn a shape into the dict, list and scalars that its YAML holds: blanks left out, short forms used."""
    if isinstance(value, Shape):
        return _mapping(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        if not value:
            return "none"
        same = len(value) == 3 and not isinstance(value[0], str) and value[0] == value[1] == value[2]
        return plain(value[0]) if same and isinstance(value[0], int | float) else [plain(item) for item in value]
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value if isinstance(value, int | float | date) or value is None else str(value)


def _mapping(shape: Shape) -> Any:
    fields = type(shape).model_fields
    found = {field.alias or name: getattr(shape, name) for name, field in fields.items()}
    tree = {key: plain(value) for key, value in found.items() if value is not None}
    if "canvas" in tree:
        tree["canvas"] = int(tree["canvas"])
    if isinstance(shape, Worded) and list(tree) == [shape.word]:
        return tree[shape.word]
    return tree
