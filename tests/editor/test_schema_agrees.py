"""The JSON Schema and the loader accept the same canvases: an editor marks what `check` will say."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode

from mlops_canvas.app.schema import build
from mlops_canvas.canvas import load
from mlops_canvas.knowledge import Knowledge
from tests.conftest import ROOT
from tests.editor.cases import ACCEPTED, CASES, DIFFERENT, REFUSED, Case

EXAMPLES = sorted((ROOT / "canvases").glob("*/canvas.yaml"))


class _Constructor(SafeConstructor):
    """YAML 1.2 knows no dates: they are text."""


def _text(_: SafeConstructor, node: ScalarNode) -> str:
    return str(node.value)


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _text)


@pytest.fixture(scope="module")
def validator(knowledge: Knowledge) -> Draft7Validator:
    schema = build(knowledge)
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def _read(text: str) -> Any:
    reader = YAML(typ="safe", pure=True)
    reader.Constructor = _Constructor
    return _keys_as_text(reader.load(text))


def _keys_as_text(tree: Any) -> Any:
    """JSON knows only text as keys."""
    if isinstance(tree, dict):
        return {str(key): _keys_as_text(value) for key, value in tree.items()}
    return [_keys_as_text(value) for value in tree] if isinstance(tree, list) else tree


def _marks(validator: Draft7Validator, text: str) -> Iterator[str]:
    try:
        tree = _read(text)
    except YAMLError as error:
        yield f"not YAML: {error}"
        return
    for fault in validator.iter_errors(tree):
        yield f"{fault.json_path}: {fault.message[:300]}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_schema_and_loader_agree(case: Case, validator: Draft7Validator) -> None:
    found = [f"{one.rule} {one.message}" for one in load(case.text, "canvas.yaml").findings]
    marks = list(_marks(validator, case.text))
    said = f"\nloader: {found or 'accepts'}\nschema: {marks or 'accepts'}\n{case.text}"
    assert (not found, not marks) == (case.loader, case.schema), said


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_both_accept_the_examples(path: Any, validator: Draft7Validator) -> None:
    text = path.read_text(encoding="utf-8")
    assert not load(text, "canvas.yaml").findings
    assert not list(_marks(validator, text))


def test_the_table_is_not_empty_on_any_side() -> None:
    assert len(EXAMPLES) >= 3
    assert len(ACCEPTED) > 40
    assert len(REFUSED) > 40
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.why for case in DIFFERENT)
