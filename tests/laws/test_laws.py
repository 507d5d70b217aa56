"""The laws of the format and of risk, as properties over random canvases."""

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from mlops_canvas.canvas import dump, load
from mlops_canvas.canvas.dump import plain, to_yaml
from mlops_canvas.canvas.edit import set_value
from mlops_canvas.document import read
from tests.laws.shared import MANY, judged
from tests.strategies import KNOWLEDGE, canvases, facts

RISK = ("minimal", "limited", "high", "prohibited")


def risk_of(tree: dict[str, Any]) -> str:
    return str(judged({"canvas": 1, "risk": tree}, "risk").assessments["risk"].verdict)


@MANY
@given(canvases())
def test_what_the_schema_accepts_the_loader_accepts(tree: dict[str, Any]) -> None:
    loaded = load(to_yaml(tree), "c.yaml")
    assert [one.message for one in loaded.findings] == []


@MANY
@given(canvases())
def test_load_after_dump_is_identity(tree: dict[str, Any]) -> None:
    canvas = load(to_yaml(tree), "c.yaml").canvas
    assert canvas is not None
    assert load(dump(canvas), "c.yaml").canvas == canvas


@MANY
@given(facts(), st.sampled_from(sorted(KNOWLEDGE.words["uses"])))
def test_adding_a_use_never_lowers_the_category(risk: dict[str, Any], use: str) -> None:
    uses = risk.get("uses", [])
    listed = [] if uses == "none" else uses if isinstance(uses, list) else [uses]
    before = risk_of({**risk, "uses": listed or "none"})
    after = risk_of({**risk, "uses": [*listed, use] if use not in listed else listed})
    if before in RISK and after in RISK:
        assert RISK.index(after) >= RISK.index(before)
    else:
        assert after in {before, "unclear", *RISK[1:]}


@MANY
@given(facts(), st.data())
def test_unknown_never_yields_a_firmer_answer_than_its_completion(risk: dict[str, Any], data: st.DataObject) -> None:
    paths = _paths(risk)
    blanked = data.draw(st.sets(st.sampled_from(paths), max_size=6)) if paths else set()
    partial = risk_of(_without(risk, blanked))
    assert partial in {"unclear", risk_of(risk)}


def _paths(tree: dict[str, Any], path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for key, value in tree.items():
        found.append((*path, key))
        if isinstance(value, dict):
            found += _paths(value, (*path, key))
    return found


def _without(tree: dict[str, Any], gone: set[tuple[str, ...]], path: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        key: _without(value, gone, (*path, key)) if isinstance(value, dict) else value
        for key, value in tree.items()
        if (*path, key) not in gone
    }


@MANY
@given(facts())
def test_a_blank_or_mistyped_risk_block_is_unclear(risk: dict[str, Any]) -> None:
    assert risk_of({}) == "unclear"
    assert risk_of({**risk, "uses": ["no_such_use"]}) in {"unclear", "out_of_scope", "high", "prohibited"}


@MANY
@given(facts())
def test_profiling_overrides_the_filter(risk: dict[str, Any]) -> None:
    profiled = {
        **risk,
        "uses": ["recruitment"],
        "inference": "learned",
        "eu": "placed_on_market",
        "only_for": "none",
        "effect": {"task": "procedural", "profiles_people": True, "human_review": "final_say"},
    }
    assert risk_of(profiled) in {"high", "prohibited", "unclear"}
    fired = [
        one["rule"] for one in judged({"canvas": 1, "risk": profiled}, "risk").assessments["risk"].measures["fired"]
    ]
    assert "RSK051" in fired


@MANY
@given(canvases(), st.sampled_from([("title",), ("blocks", "monitoring", "alerting"), ("risk", "purpose")]))
def test_an_edit_changes_one_value_and_keeps_the_rest(tree: dict[str, Any], path: tuple[str, ...]) -> None:
    commented = "# kept\n" + to_yaml(tree).replace("\n", "  # note\n", 1) + "\n# the end\n"
    try:
        edited = set_value(commented, path, "a, b: c")
    except ValueError:
        assert not isinstance(tree.get(path[0], {}), dict)
        return
    before, after = read(commented, "").tree, read(edited, "").tree
    assert _at(after, path) == "a, b: c"
    assert _dropped(before, path) == _dropped(after, path)
    assert edited.count("# kept") == 1
    assert edited.count("# the end") == 1


def _at(tree: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def _dropped(tree: dict[str, Any], path: tuple[str, ...]) -> Any:
    """The tree without the edited value, and without sections that are then empty."""
    rest = {}
    for key, value in tree.items():
        if key == path[0]:
            inner = _dropped(value or {}, path[1:]) if len(path) > 1 else None
            if inner:
                rest[key] = inner
        else:
            rest[key] = value
    return rest


@MANY
@given(canvases())
def test_the_fast_reader_equals_its_slow_twin(tree: dict[str, Any]) -> None:
    text = to_yaml(tree)
    document = read(text, "c.yaml")
    assert _texts(document.tree) == _texts(yaml.load(text, yaml.BaseLoader))  # noqa: S506 - strings only
    for path in _paths(document.tree):
        place = document.key(path)
        assert document.line(place.line)[place.column - 1 :].lstrip("'\"").startswith(path[-1][:3])


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    return "" if value is None or value in {"~", "null"} else str(value)


@MANY
@given(canvases())
def test_plain_and_load_agree(tree: dict[str, Any]) -> None:
    canvas = load(to_yaml(tree), "c.yaml").canvas
    assert canvas is not None
    assert load(to_yaml(plain(canvas)), "c.yaml").canvas == canvas
