"""The roadmap: order, effort, what comes next, and a purpose that may not be pursued."""

from typing import Any

import pytest

from mlops_canvas.assess import Assessment
from mlops_canvas.assess.roadmap import ordered
from mlops_canvas.knowledge import Knowledge
from tests.assess import rules, said
from tests.conftest import Judge


def roadmap(judge: Judge, text: str) -> Assessment:
    return judge(f"canvas: 1\n{text}").assessments["roadmap"]


def path(judge: Judge, scale: str, text: str) -> Any:
    return roadmap(judge, text).measures[scale]


def test_without_practices_there_is_no_place_to_start_from(judge: Judge) -> None:
    answer = roadmap(judge, "")
    assert said(answer) == {("AUT002", "roadmap", "unknown")}
    assert (answer.measures["next"], answer.measures["steps"]) == ([], {})


def test_the_path_goes_from_little_work_to_more_where_prerequisites_let_it(judge: Judge) -> None:
    assert path(judge, "google", "practices: {monitoring.age: none}\n") == [
        "versioning.code",
        "versioning.experiments",
        "automation.training_pipeline",
        "testing.data_schema",
        "testing.model_validation",
        "automation.continuous_training",
    ]


def test_a_prerequisite_comes_first_even_where_it_is_more_work(knowledge: Knowledge) -> None:
    effort = {name: knowledge.practices[name].effort for name in ("monitoring.age", "testing.staleness")}
    assert effort == {"monitoring.age": "low", "testing.staleness": "medium"}
    assert ordered(knowledge, ["monitoring.age", "testing.staleness"]) == ["testing.staleness", "monitoring.age"]


def test_what_is_carried_out_as_asked_is_no_step(judge: Judge) -> None:
    text = "practices: {versioning.code: manual, testing.data_schema: manual, testing.model_validation: automated}\n"
    assert path(judge, "ml-ops.org", text) == [
        "automation.training_pipeline",
        "testing.data_schema",
        "automation.continuous_training",
    ]


def test_a_level_further_asks_only_for_what_it_adds(judge: Judge) -> None:
    second = "versioning.code automation.training_pipeline automation.continuous_training testing.data_schema"
    lines = "".join(f"  {name}: automated\n" for name in f"{second} testing.model_validation".split())
    found = path(judge, "ml-ops.org", f"practices:\n{lines}  versioning.model: manual\n")
    assert set(found) == {
        "testing.pipeline",
        "automation.code_ci",
        "automation.ml_ci",
        "automation.model_deployment",
        "automation.pipeline_deployment",
    }
    assert found.index("automation.code_ci") < found.index("automation.ml_ci")
    assert found[-1] == "automation.pipeline_deployment"


def test_among_equals_less_work_comes_first_and_then_the_name(knowledge: Knowledge) -> None:
    free = [name for name, one in knowledge.practices.items() if not one.requires]
    effort = {name: ("low", "medium", "high").index(knowledge.practices[name].effort) for name in free}
    assert set(effort.values()) == {0, 1, 2}
    assert ordered(knowledge, reversed(free)) == sorted(free, key=lambda name: (effort[name], name))


def test_a_weight_goes_before_effort_and_a_prerequisite_before_both(knowledge: Knowledge) -> None:
    assert knowledge.practices["versioning.data"].requires == ("versioning.code",)
    names = ["versioning.code", "versioning.data", "monitoring.age"]
    assert ordered(knowledge, names, first=lambda name: name != "versioning.data")[-1] == "versioning.data"
    heavy = max(knowledge.practices, key=lambda name: (knowledge.practices[name].effort == "high", name))
    assert not knowledge.practices[heavy].requires
    assert ordered(knowledge, [*names, heavy], first=lambda name: name != heavy)[0] == heavy


def test_three_steps_move_most_verdicts_and_say_what_they_bring(judge: Judge) -> None:
    measures = roadmap(judge, "practices: {monitoring.age: none}\n").measures
    # Two tests move the levels and the weakest section; code moves the levels of four scales, which are one verdict.
    # Of the two tests that of the model goes first: two practices wait for it, and one for that of the data.
    assert measures["next"] == ["testing.model_validation", "testing.data_schema", "versioning.code"]
    assert "test_score" in measures["steps"]["testing.data_schema"]["moves"]
    step = measures["steps"]["versioning.code"]
    assert (step["status"], step["effort"]) == ("unknown", "low")
    assert set(step["moves"]) >= {"ml-ops.org", "google", "microsoft"}
    assert "automation.code_ci" in step["unlocks"]
    assert step["excluded_by"] is None


def test_an_answer_that_excludes_a_step_is_named(judge: Judge) -> None:
    text = (
        "blocks: {model_registry_and_versioning: {versioning_scheme: none}}\npractices: {versioning.model: automated}\n"
    )
    step = roadmap(judge, text).measures["steps"]["versioning.model"]
    assert step["status"] == "none"
    assert step["excluded_by"] == "blocks.model_registry_and_versioning.versioning_scheme"


EXCUSED = "practices: {versioning.code: {status: not_applicable, why: there is no code}}\n"


def test_a_prerequisite_that_does_not_apply_stands_in_the_way_of_nothing(judge: Judge) -> None:
    assert "versioning.code" not in path(judge, "google", EXCUSED)
    measures = roadmap(judge, EXCUSED).measures
    assert "automation.training_pipeline" in measures["next"]


def test_a_step_whose_prerequisite_is_missing_is_not_next(judge: Judge, knowledge: Knowledge) -> None:
    claims = {**dict.fromkeys(knowledge.practices, "automated"), "reproducibility.training": "none"}
    for seeds, expected in (("automated", ["reproducibility.training"]), ("none", [])):
        lines = "".join(f"  {name}: {status}\n" for name, status in {**claims, "reproducibility.seeds": seeds}.items())
        answer = roadmap(judge, f"practices:\n{lines}")
        assert list(answer.measures["steps"]) == ["reproducibility.training"], "of one section it is what lacks"
        assert answer.measures["next"] == expected


def test_a_prohibited_purpose_comes_before_any_step(judge: Judge) -> None:
    risk = """risk:
  inference: learned
  eu: used_here
  only_for: none
  people_signals: {kind: emotion, about: workers_or_applicants, why: other}
"""
    report = judge(f"canvas: 1\n{risk}practices: {{versioning.code: none}}\n")
    assert report.assessments["risk"].verdict == "prohibited"
    answer = report.assessments["roadmap"]
    assert ("AUT004", "roadmap", "gap") in said(answer)
    assert {one.severity for one in answer.findings} == {"error"}
    assert answer.measures["next"] == []
    assert "AUT004" in rules(roadmap(judge, risk)), "claims or not"
    allowed = risk.replace("why: other", "why: medical")
    assert "AUT004" not in rules(roadmap(judge, allowed))


@pytest.mark.parametrize(("status", "owed"), [("none", True), ("planned", True), ("manual", False)])
def test_what_is_denied_is_a_debt_of_its_kind(status: str, owed: bool, judge: Judge, knowledge: Knowledge) -> None:
    debt = roadmap(judge, f"practices: {{versioning.data: {status}}}\n").measures["debt"]
    kind = knowledge.practices["versioning.data"].debt
    assert ("versioning.data" in debt.get(kind, {"practices": []})["practices"]) == owed
