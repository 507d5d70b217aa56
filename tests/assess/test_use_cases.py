"""What coherence draws from the canvas beside its rules: use cases, the stack in a row, the design goals."""

from typing import Any

import pytest

from mlops_canvas.assess import Assessment
from mlops_canvas.knowledge import Knowledge
from tests.assess import rules
from tests.conftest import Judge


def coherence(judge: Judge, text: str) -> Assessment:
    return judge(f"canvas: 1\n{text}").assessments["coherence"]


def found(answer: Assessment, rule: str) -> list[tuple[str, str]]:
    return [(one.about, one.outcome) for one in answer.findings if one.rule == rule]


CASES = """use_cases:
  - {name: late, impact: 5, feasibility: 1}
  - {name: risky, impact: 4, feasibility: 3, wrong_prediction: high%s}
  - {name: safe, impact: 3, feasibility: 4, wrong_prediction: low%s}
  - {name: twin, impact: 2, feasibility: 5, wrong_prediction: low}
  - {name: open, impact: 5}
"""


def test_use_cases_are_ranked_by_worth_and_then_by_harm(judge: Judge) -> None:
    ranking = coherence(judge, CASES % ("", "")).measures["use_cases"]
    assert [(one["name"], one["score"], one["rank"]) for one in ranking] == [
        ("safe", 12, 1),
        ("risky", 12, 2),
        ("twin", 10, 3),
        ("late", 5, 4),
        ("open", None, None),
    ]


def test_equals_share_a_rank_and_the_next_one_is_counted(judge: Judge) -> None:
    text = "use_cases:\n  - {name: a, impact: 1, feasibility: 1}\n" + "".join(
        f"  - {{name: {name}, impact: 2, feasibility: 2, wrong_prediction: low}}\n" for name in "bc"
    )
    ranking = coherence(judge, text).measures["use_cases"]
    assert [(one["name"], one["rank"]) for one in ranking] == [("b", 1), ("c", 1), ("a", 3)]


def test_an_unknown_harm_counts_as_the_worst(judge: Judge) -> None:
    known = "{name: b, impact: 2, feasibility: 2, wrong_prediction: high}"
    text = f"use_cases: [{{name: a, impact: 2, feasibility: 2}}, {known}]\n"
    assert [one["name"] for one in coherence(judge, text).measures["use_cases"]] == ["b", "a"]


@pytest.mark.parametrize(
    ("current", "better"), [((", current: true", ""), True), (("", ", current: true"), False), (("", ""), False)]
)
def test_work_on_another_than_the_best_is_noted(current: tuple[str, str], better: bool, judge: Judge) -> None:
    answer = coherence(judge, CASES % current)
    notes = found(answer, "COH051")
    assert notes == ([("use_cases.risky", "note")] if better else [])
    assert "COH052" not in rules(answer)


def test_more_than_one_current_use_case_is_one_too_many(judge: Judge) -> None:
    answer = coherence(judge, CASES % (", current: true", ", current: true"))
    assert [about for about, _ in found(answer, "COH052")] == ["use_cases"]


STACK = """own_tools: {our-lib: {role: ml_framework}, our-thing: {role: no_such_role}}
blocks:
  data_analysis_and_experiments: {languages: [python, sql], tools: [scikit_learn, our-lib, our-thing, mlflow]}
  data_sources_and_versioning: {tools: [{name: dvc, role: storage}, nobody-knows]}
  pipeline_orchestration: {runs_on: hybrid, tools: [airflow]}
  model_registry_and_versioning: {tools: [mlflow]}
  model_deployment: {targets: [cloud, edge]}
"""


def test_the_stack_is_one_row_of_four_layers(judge: Judge) -> None:
    assert coherence(judge, STACK).measures["stack"] == {
        "language": ["python", "sql"],
        "framework": ["scikit_learn", "our-lib"],
        "platform": ["mlflow", "airflow"],
        "infrastructure": ["dvc", "hybrid", "cloud", "edge"],
    }


def test_an_empty_canvas_has_an_empty_row(judge: Judge) -> None:
    row = coherence(judge, "").measures["stack"]
    assert row == {"language": [], "framework": [], "platform": [], "infrastructure": []}


GOALS = """design_goals:
  reproducibility: {target: the same metrics again}
  reliability: {availability: 0.99, notes: nobody is on duty}
  efficiency: {notes: later}
"""


def test_a_goal_has_targets_practices_and_a_measure(judge: Judge) -> None:
    goals: Any = coherence(judge, GOALS + "practices: {versioning.code: manual}\n").measures["design_goals"]
    assert goals["reproducibility"]["targets"] == {"target": "the same metrics again"}
    assert goals["reproducibility"]["held"] == ["versioning.code"]
    assert goals["reproducibility"]["metric"] == "reproducibility.training"
    assert goals["reproducibility"]["measured"] is False
    assert goals["reliability"]["targets"] == {"availability": 0.99}
    assert goals["efficiency"]["targets"] == {}


@pytest.mark.parametrize(
    ("practices", "unserved", "unmeasured"),
    [
        ("", "unknown unknown", ""),
        ("practices: {documentation.model_card: none}", "gap gap", ""),
        ("practices: {versioning.code: manual}", "gap", "gap"),
        ("practices: {versioning.code: manual, deployment.canary: automated}", "", "gap gap"),
        ("practices: {versioning.code: manual, monitoring.alerting: manual}", "", "gap"),
        ("practices: {reproducibility.training: manual, monitoring.alerting: automated}", "", ""),
        ("practices: {reproducibility.training: planned, monitoring.alerting: none}", "gap gap", ""),
        ("blocks: {monitoring: {alerts_on_bad_performance: true}}", "unknown", ""),
        (
            "blocks: {monitoring: {alerts_on_bad_performance: false}}\npractices: {monitoring.alerting: automated}",
            "gap gap",
            "",
        ),
    ],
)
def test_stated_goals_are_served_and_measured(practices: str, unserved: str, unmeasured: str, judge: Judge) -> None:
    answer = coherence(judge, f"{GOALS}{practices}\n")
    assert " ".join(outcome for _, outcome in found(answer, "COH050")) == unserved
    assert " ".join(outcome for _, outcome in found(answer, "COH053")) == unmeasured
    about = {one.about for one in answer.findings if one.rule in {"COH050", "COH053"}}
    assert about <= {"design_goals.reproducibility", "design_goals.reliability"}, "efficiency states no target"


def test_each_goal_is_served_by_its_own_metric(knowledge: Knowledge) -> None:
    for name, goal in knowledge.goals.items():
        assert goal.metric in knowledge.serves_goal[name]
