"""Cost: what is priced, what is not, per thousand predictions, and against value and goal."""

import json
from pathlib import Path
from typing import Any

import pytest

from mlops_canvas.assess import QUESTIONS, Assessment, Engine
from mlops_canvas.canvas import load
from mlops_canvas.knowledge import Knowledge
from tests.assess import rules, said
from tests.conftest import AS_OF, Judge, Run


def cost(judge: Judge, text: str, currency: str = "currency: EUR\n") -> Assessment:
    return judge(f"canvas: 1\n{currency}{text}").assessments["cost"]


PRICED = """blocks:
  data_sources_and_versioning:
    sources: owned
    costs: [{kind: storage, monthly: [10, 20, 40]}, {kind: acquisition, once: 1000}]
  prediction_serving:
    modes: online
    costs: [{kind: serving, monthly: 100, once: [1, 2, 3]}]
"""


def test_three_points_are_added_column_by_column(judge: Judge) -> None:
    answer = cost(judge, PRICED)
    assert answer.verdict == "priced"
    assert answer.measures["once"] == (1001, 1002, 1003)
    assert answer.measures["monthly"] == (110, 120, 140)
    assert answer.measures["total"] == (1001 + 12 * 110, 1002 + 12 * 120, 1003 + 12 * 140)
    assert answer.measures["currency"] == "EUR"
    assert answer.measures["unpriced"] == []
    assert answer.findings == ()


def test_groups_keep_the_kinds_of_data_apart(judge: Judge) -> None:
    groups = cost(judge, PRICED).measures["groups"]
    assert groups["data_and_code"]["monthly"] == (10, 20, 40)
    assert groups["data_and_code"]["once"] == (1000, 1000, 1000)
    assert groups["data_and_code"]["kinds"] == {
        "storage": {"once": (0, 0, 0), "monthly": (10, 20, 40)},
        "acquisition": {"once": (1000, 1000, 1000), "monthly": (0, 0, 0)},
    }
    assert groups["model"]["kinds"]["serving"]["monthly"] == (100, 100, 100)
    assert groups["alerting"] == {"once": (0, 0, 0), "monthly": (0, 0, 0), "kinds": {}}


def test_no_amount_is_unpriced_and_not_free(judge: Judge) -> None:
    answer = cost(judge, "blocks: {prediction_serving: {modes: online}}")
    assert answer.verdict == "unpriced"
    assert (answer.measures["total"], answer.measures["per_1000"]) == (None, None)
    assert said(answer) == {("CST001", "blocks", "unknown")}


MONITORED = PRICED + "  monitoring: {judged_in_serving: true%s}\n"


def test_a_block_that_runs_and_has_no_amount_is_named(judge: Judge) -> None:
    answer = cost(judge, MONITORED % "")
    assert (answer.verdict, answer.measures["unpriced"]) == ("partly", ["monitoring"])
    assert said(answer) == {("CST005", "cost", "note")}
    assert "monitoring" in answer.findings[0].message


@pytest.mark.parametrize("costs", [", costs: [{kind: monitoring, monthly: 0}]", ", costs: none"])
def test_nothing_to_pay_is_an_answer(costs: str, judge: Judge) -> None:
    assert cost(judge, MONITORED % costs).verdict == "priced"


@pytest.mark.parametrize(
    ("block", "verdict"),
    [
        ("foundations: {tools: [git]}", "priced"),
        ("foundations: {tools: [sagemaker]}", "partly"),
        ("foundations: {tools: [our-own]}", "priced"),
        ("monitoring: {need: optional, need_because: one model, notes: later}", "priced"),
        ("model_registry_and_versioning: {versioning_scheme: semantic}", "priced"),
    ],
)
def test_only_what_runs_or_is_sold_owes_an_amount(block: str, verdict: str, judge: Judge) -> None:
    assert cost(judge, f"{PRICED}  {block}\n").verdict == verdict


def test_a_block_that_could_not_be_read_leaves_the_sum_open(judge: Judge) -> None:
    answer = cost(judge, f"{PRICED}  foundations: {{trunk_based: perhaps}}\n")
    assert (answer.verdict, answer.measures["unpriced"]) == ("partly", ["blocks.foundations"])


@pytest.mark.parametrize(
    ("volume", "per_1000"),
    [
        ("{per_month: 20000}", (5.5, 6.0, 7.0)),
        ("{per_hour: 100}", (1.5068, 1.6438, 1.9178)),
        ("{per_month: 20000, per_hour: 1}", (5.5, 6.0, 7.0)),
        ("{per_month: 0}", None),
    ],
)
def test_a_thousand_predictions_cost_what_runs_each_month(volume: str, per_1000: Any, judge: Judge) -> None:
    text = PRICED.replace("modes: online", f"modes: online\n    volume: {volume}")
    assert cost(judge, text).measures["per_1000"] == per_1000


VALUED = PRICED + "  value_proposition: {value: {monthly: [1, %s, 9000]}}\n"
LIKELY = (1002 + 12 * 120) / 12  # 203.5 a month


@pytest.mark.parametrize(("likely", "gap"), [(LIKELY - 1, True), (LIKELY, False), (LIKELY + 1, False)])
def test_the_likely_value_is_held_against_the_likely_cost(likely: float, gap: bool, judge: Judge) -> None:
    answer = cost(judge, VALUED % likely)
    found = ("CST002", "blocks.value_proposition.value", "gap")
    assert said(answer) == ({found} if gap else set())
    assert answer.measures["value"] == (12, 12 * likely, 108000)


@pytest.mark.parametrize(("goal", "gap"), [("5.99", True), ("6", False)])
def test_the_goal_is_held_against_the_likely_cost_of_a_thousand(goal: str, gap: bool, judge: Judge) -> None:
    text = PRICED.replace("modes: online", "modes: online\n    volume: {per_month: 20000}")
    answer = cost(judge, f"design_goals: {{efficiency: {{cost_per_1000: {goal}}}}}\n{text}")
    found = ("CST003", "design_goals.efficiency.cost_per_1000", "gap")
    assert said(answer) == ({found} if gap else set())


def test_amounts_need_a_currency(judge: Judge) -> None:
    answer = cost(judge, PRICED, currency="")
    assert said(answer) == {("CST004", "currency", "gap")}
    assert "CST004" not in rules(cost(judge, "blocks: {prediction_serving: {modes: online}}", currency=""))


@pytest.mark.parametrize(
    ("choice", "once"),
    [("hire", (50, 60, 70)), ("train", (5, 5, 5)), ("both", (55, 65, 75)), (None, None)],
)
def test_the_chosen_way_to_skills_has_its_price(choice: str | None, once: Any, judge: Judge) -> None:
    chosen = f"choice: {choice}, " if choice else ""
    answer = cost(judge, f"dilemmas: {{skills: {{{chosen}hiring_cost: [50, 60, 70], training_cost: 5}}}}")
    assert answer.measures["once"] == once
    if once:
        assert answer.measures["groups"]["other"]["kinds"]["people"]["once"] == once
        assert list(answer.measures["blocks"]) == ["dilemmas.skills"]


def test_the_canvas_states_the_horizon_and_the_caller_may_ask_for_another(judge: Judge, knowledge: Knowledge) -> None:
    text = f"cost: {{horizon_months: 36}}\n{VALUED % 100}"
    own = cost(judge, text).measures
    assert (own["horizon_months"], own["total"][1], own["value"][1]) == (36, 1002 + 36 * 120, 3600)
    engine = Engine(knowledge, AS_OF, horizon_months=6)
    asked = engine.run(load(f"canvas: 1\n{text}", "c.yaml"), QUESTIONS).assessments["cost"].measures
    assert (asked["horizon_months"], asked["total"][1], asked["value"][1]) == (6, 1002 + 6 * 120, 600)


def test_the_option_asks_for_another_horizon(run: Run, tmp_path: Path) -> None:
    (tmp_path / "canvas.yaml").write_text(f"canvas: 1\ncurrency: EUR\n{PRICED}")
    found = json.loads(run("assess", "canvas.yaml", "--format", "json", "--horizon", "24").stdout)
    assert found["assessments"]["cost"]["measures"]["total"] == [1001 + 24 * 110, 1002 + 24 * 120, 1003 + 24 * 140]
