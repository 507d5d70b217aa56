"""Each rule of coherence finds what is planted for it, nothing else does, and the undone edit leaves no trace."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import yaml

from mlops_canvas import resources
from mlops_canvas.assess import Engine
from mlops_canvas.canvas import load
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.knowledge import load as load_knowledge
from tests.conftest import AS_OF, ROOT

KNOWLEDGE = load_knowledge([resources.knowledge()])
PLANTS: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "tests" / "rules" / "plants.yaml").read_text())
CASES = [pytest.param(rule, id=rule) for rule in PLANTS]
Undo = Callable[[], None]
Judged = tuple[Finding, ...]


@cache
def _example(name: str) -> Any:
    return yaml.safe_load((ROOT / "canvases" / name / "canvas.yaml").read_text())


def _canvas(plant: dict[str, Any]) -> Any:
    tree = deepcopy(_example(plant.get("canvas", "credit-scoring")))
    _edit(tree, plant.get("given", {}))
    return tree


def _engine(plant: dict[str, Any]) -> Engine:
    return Engine(_knowledge(plant.get("tools", {})), AS_OF)


def _knowledge(facts: dict[str, dict[str, Any]]) -> Knowledge:
    tools = {name: KNOWLEDGE.tools[name].model_copy(update=_frozen(said)) for name, said in facts.items()}
    return replace(KNOWLEDGE, tools={**KNOWLEDGE.tools, **tools})


def _frozen(said: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}


def _judge(engine: Engine, tree: Any) -> Judged:
    loaded = load(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True), "canvas.yaml")
    assert not loaded.findings, "the edit keeps to the format"
    return engine.run(loaded, ["coherence"]).assessments["coherence"].findings


def _steps(path: str) -> list[Any]:
    if path.startswith("practices."):
        return ["practices", path.removeprefix("practices.")]
    return [int(step) if step.isdecimal() else step for step in path.split(".")]


def _edit(tree: Any, edits: dict[str, Any]) -> list[Undo]:
    """Set values in a tree; returns what undoes that, last first."""
    undone: list[Undo] = []
    for path, value in edits.items():
        *way, last = _steps(path)
        here = tree
        for step in way:
            here = here[step]
        there = isinstance(last, int) or last in here
        undone.insert(0, _back(here, last, deepcopy(here[last])) if there else _gone(here, last))
        here[last] = deepcopy(value)
    return undone


def _back(holder: Any, key: Any, value: Any) -> Undo:
    return lambda: holder.__setitem__(key, value)


def _gone(holder: Any, key: Any) -> Undo:
    return lambda: holder.__delitem__(key)


def _said(findings: Judged) -> list[tuple[str, str]]:
    return sorted((one.key, one.outcome) for one in findings)


def _keys(rule: str, plant: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for about in plant["about"]:
        yield f"{rule}:{about}:canvas.yaml", KNOWLEDGE.every_rule[rule].outcome


def test_every_rule_is_planted() -> None:
    assert set(PLANTS) == set(KNOWLEDGE.rules["coherence"])


@pytest.mark.parametrize("rule", CASES)
def test_exactly_the_planted_finding_appears(rule: str) -> None:
    plant = PLANTS[rule]
    engine, tree = _engine(plant), _canvas(plant)
    before = _said(_judge(engine, tree))
    _edit(tree, plant["plant"])
    assert _said(_judge(engine, tree)) == sorted([*before, *_keys(rule, plant)])


@pytest.mark.parametrize("rule", CASES)
def test_the_undone_edit_leaves_the_findings_as_they_were(rule: str) -> None:
    plant = PLANTS[rule]
    engine, tree = _engine(plant), _canvas(plant)
    before, untouched = repr(_judge(engine, tree)), deepcopy(tree)
    for undo in _edit(tree, plant["plant"]):
        undo()
    assert tree == untouched
    assert repr(_judge(engine, tree)) == before


@pytest.mark.parametrize("rule", CASES)
def test_what_is_planted_is_placed_and_explained(rule: str) -> None:
    plant = PLANTS[rule]
    engine, tree = _engine(plant), _canvas(plant)
    _edit(tree, plant["plant"])
    found = [one for one in _judge(engine, tree) if one.rule == rule]
    assert found
    for one in found:
        assert one.location.line > 1, "it points into the canvas"
        assert "{" not in one.message, "every brace is filled"
        assert "(blank)" not in one.message
        assert one.sources
        assert KNOWLEDGE.every_rule[rule].debt, "what it leaves behind is named"
    assert set(KNOWLEDGE.every_rule[rule].debt) <= set(KNOWLEDGE.words["debts"])


def test_the_catalogue_that_lacks_a_fact_leaves_a_rule_undecided() -> None:
    """Vendors and joints that nobody knows are unknown, and never a contradiction."""
    for rule, blank in (("COH031", {"vendor": None}), ("COH041", {"integrates": ()})):
        plant = {**PLANTS[rule], "tools": dict.fromkeys(PLANTS[rule]["tools"], blank)}
        engine, tree = _engine(plant), _canvas(plant)
        _edit(tree, plant["plant"])
        assert [one.outcome for one in _judge(engine, tree) if one.rule == rule] == ["unknown"]


def test_tools_that_work_together_are_no_two_places() -> None:
    """One of two tools names the other: neither a double nor a missing joint."""
    joined = {"prefect": {"integrates": ("airflow",)}}
    plant = {**PLANTS["COH040"], "tools": joined}
    tree = _canvas(plant)
    _edit(tree, plant["plant"])
    assert not [one for one in _judge(_engine(plant), tree) if one.rule == "COH040"]
    plant = {**PLANTS["COH041"], "tools": {"mlflow": {"integrates": ("sagemaker",)}}}
    tree = _canvas(plant)
    _edit(tree, plant["plant"])
    assert not [one for one in _judge(_engine(plant), tree) if one.rule == "COH041"]


def test_one_vendor_is_one_platform() -> None:
    plant = {**PLANTS["COH031"], "tools": {"sagemaker": {"vendor": "aws"}, "vertex_ai": {"vendor": "aws"}}}
    tree = _canvas(plant)
    _edit(tree, plant["plant"])
    assert not [one for one in _judge(_engine(plant), tree) if one.rule == "COH031"]
