"""Reports that must be the same: of one canvas written in two ways, and by the fast and the full engine."""

import random
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from mlops_canvas.assess import QUESTIONS, Engine, Report
from mlops_canvas.canvas import load
from mlops_canvas.canvas.dump import to_yaml
from mlops_canvas.render import plain
from tests.laws.shared import AS_OF, ENGINE, MANY, Tree, judged, placeless
from tests.strategies import KNOWLEDGE, canvases, systems

FAST = Engine(KNOWLEDGE, AS_OF, in_full=False)


@MANY
@given(canvases(), st.randoms(use_true_random=False))
def test_key_order_and_formatting_change_only_positions(tree: Tree, rng: random.Random) -> None:
    _same_in_any_order(tree, rng)


@MANY
@given(systems(), st.randoms(use_true_random=False))
def test_the_order_of_claims_and_answers_changes_only_positions(tree: Tree, rng: random.Random) -> None:
    _same_in_any_order(tree, rng)


def _same_in_any_order(tree: Tree, rng: random.Random) -> None:
    shuffled = yaml.safe_dump(_shuffled(tree, rng), sort_keys=False, default_flow_style=True, allow_unicode=True)
    report = judged(tree)
    assert set(report.assessments) == set(QUESTIONS)
    assert placeless(report) == placeless(ENGINE.run(load(shuffled, "c.yaml"), QUESTIONS))


def _shuffled(value: Any, rng: random.Random) -> Any:
    if isinstance(value, dict):
        keys = list(value)
        rng.shuffle(keys)
        return {key: _shuffled(value[key], rng) for key in keys}
    return [_shuffled(item, rng) for item in value] if isinstance(value, list) else value


@MANY
@given(canvases() | systems())
def test_the_fast_engine_judges_like_the_full_one(tree: Tree) -> None:
    loaded = load(to_yaml(tree), "c.yaml")
    full, fast = ENGINE.run(loaded, QUESTIONS), FAST.run(loaded, QUESTIONS)
    assert plain.system(fast) == plain.system(full)
    assert fast.findings == full.findings
    assert fast.counts() == full.counts()
    for name, answer in full.assessments.items():
        _agree(answer, fast.assessments[name], full)


def _agree(full: Any, fast: Any, report: Report) -> None:
    assert (fast.verdict, fast.findings) == (full.verdict, full.findings), report.path
    if full.question == "risk":  # the full one also says by which facts
        short = [{key: one[key] for key in ("rule", "article")} for one in full.measures["fired"]]
        assert fast.measures["fired"] == short
    shared = {key for key, value in fast.measures.items() if value or not _left_out(full.question, key)} - {"fired"}
    assert {key: fast.measures[key] for key in shared} == {key: full.measures[key] for key in shared}
    assert shared | LEFT_OUT.get(full.question, set()) >= set(full.measures)


LAW = {"duties", "elsewhere", "penalties", "open_questions", "duties_hang_on"}
WHY = {"fired", "facts", "lifted", "undecided", "settling", "would_settle", "would_change"}
LEFT_OUT = {
    "risk": LAW | WHY,
    "balance": {"steps", "uncovered"},
    "cost": {"groups", "blocks"},
    "coherence": {"stack", "use_cases", "design_goals", "feedback"},
    "roadmap": {"steps"},
}
"""The measures that nobody reads in a table of many systems."""


def _left_out(question: str, measure: str) -> bool:
    return measure in LEFT_OUT.get(question, ())
