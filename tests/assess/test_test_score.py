"""The ML Test Score: points, sums, the minimum, and the bands at their bounds."""

import pytest

from mlops_canvas.assess import Assessment
from mlops_canvas.assess.test_score import band
from mlops_canvas.knowledge import Knowledge
from tests.assess import rules, said
from tests.conftest import Judge

DATA = ("testing.data_schema", "testing.feature_importance", "testing.feature_cost", "testing.policy")
MODEL = ("versioning.model_specification", "testing.business_metric", "automation.tuning", "testing.staleness")
INFRASTRUCTURE = ("reproducibility.training", "testing.model_code", "testing.pipeline", "testing.model_validation")
MONITORING = ("monitoring.dependencies", "monitoring.schema", "monitoring.skew", "monitoring.age")
EXCUSED = "{status: not_applicable, why: there is none}"


def score(judge: Judge, claims: dict[str, str], answers: str = "") -> Assessment:
    lines = "".join(f"  {name}: {status}\n" for name, status in claims.items())
    return judge(f"canvas: 1\n{answers}practices:\n{lines}").assessments["test_score"]


def everywhere(number: int, status: str = "automated") -> dict[str, str]:
    """Claim so many tests of each section."""
    return dict.fromkeys((name for each in (DATA, MODEL, INFRASTRUCTURE, MONITORING) for name in each[:number]), status)


def test_the_28_tests_are_the_rubrics_in_four_sections_of_seven(knowledge: Knowledge) -> None:
    assert list(knowledge.tests) == [f"{letter}{number}" for letter in "DMIO" for number in range(1, 8)]
    assert len(set(knowledge.tests.values())) == 28


def test_without_practices_there_is_no_score(judge: Judge) -> None:
    answer = judge("canvas: 1\n").assessments["test_score"]
    assert (answer.verdict, answer.measures) == (None, {})
    assert said(answer) == {("TST001", "practices", "unknown")}


@pytest.mark.parametrize(
    ("status", "points"), [("automated", 1.0), ("manual", 0.5), ("planned", 0), ("none", 0), (EXCUSED, 0)]
)
def test_what_runs_by_itself_counts_one_and_by_hand_a_half(status: str, points: float, judge: Judge) -> None:
    measures = score(judge, {"testing.data_schema": status}).measures
    assert measures["tests"]["D1"] == points
    assert measures["sections"] == {"data": points, "model": 0, "infrastructure": 0, "monitoring": 0}


def test_an_answer_counts_as_its_claim_would(judge: Judge) -> None:
    answers = "blocks: {prediction_serving: {input_check: true}}\n"
    assert score(judge, {"versioning.code": "none"}, answers).measures["tests"]["O2"] == 0.5
    excluded = answers.replace("true", "false")
    assert score(judge, {"monitoring.schema": "automated"}, excluded).measures["tests"]["O2"] == 0


def test_the_score_is_the_smallest_section_and_not_a_mean(judge: Judge) -> None:
    claims = {**everywhere(4), "testing.data_schema": "manual", "testing.policy": "none"}
    answer = score(judge, claims)
    assert answer.measures["sections"] == {"data": 2.5, "model": 4, "infrastructure": 4, "monitoring": 4}
    assert answer.measures["score"] == 2.5
    assert answer.measures["weakest"] == ["data"]
    assert answer.verdict == answer.measures["band"] == "reasonably tested"


BANDS = [
    (0, "research project"),
    (0.5, "serious holes likely"),
    (1, "serious holes likely"),
    (1.5, "first pass at production"),
    (2, "first pass at production"),
    (2.5, "reasonably tested"),
    (3, "reasonably tested"),
    (3.5, "strongly automated"),
    (5, "strongly automated"),
    (5.5, "exceptional"),
    (7, "exceptional"),
]


@pytest.mark.parametrize(("points", "title"), BANDS)
def test_a_bound_belongs_to_the_band_below_it(points: float, title: str, knowledge: Knowledge) -> None:
    assert band(knowledge, points).title == title


@pytest.mark.parametrize(("points", "title"), BANDS)
def test_claims_reach_the_band_of_their_score(points: float, title: str, knowledge: Knowledge, judge: Judge) -> None:
    claims = {}
    for test, name in knowledge.tests.items():
        left = points - int(test[1]) + 1
        claims[name] = "automated" if left >= 1 else "manual" if left > 0 else "none"
    answer = score(judge, claims)
    assert answer.measures["score"] == points
    assert answer.verdict == title


def test_what_does_not_apply_counts_nothing_and_is_named(judge: Judge) -> None:
    claims = {**everywhere(3), "testing.feature_cost": EXCUSED, "testing.fairness": EXCUSED}
    answer = score(judge, claims)
    assert answer.measures["sections"]["data"] == 2
    assert answer.measures["sections"]["model"] == 3
    assert answer.measures["not_applicable"] == ["D3", "M7"]
    found = next(one for one in answer.findings if one.rule == "TST003")
    assert (found.about, found.outcome) == ("test_score.not_applicable", "note")
    assert "2 of the 28" in found.message
    assert "D3" in found.message
    assert answer.measures["possible"]["sections"]["data"] == 6, "what does not apply cannot be had"
    assert "TST003" not in rules(score(judge, everywhere(3)))


def test_possible_counts_what_is_not_spoken_of(judge: Judge) -> None:
    measures = score(judge, {"testing.data_schema": "manual", "testing.policy": "none"}).measures
    assert measures["possible"] == {
        "score": 5.5,
        "sections": {"data": 5.5, "model": 7, "infrastructure": 7, "monitoring": 7},
    }
    assert len(measures["silent"]) == 26


def test_the_weakest_section_is_told_what_it_lacks(judge: Judge) -> None:
    answer = score(judge, {**everywhere(3), "testing.data_schema": "manual", "testing.feature_cost": "none"})
    found = next(one for one in answer.findings if one.rule == "TST002")
    assert (found.about, found.outcome) == ("test_score.data", "note")
    assert all(word in found.message for word in ("section: data, with 1.5", "above 2", "reasonably tested"))
    assert "testing.data_schema" in found.message, "done by hand it counts a half, and could count one"
    assert "testing.feature_importance" not in found.message


def test_at_the_top_nothing_is_lacking(judge: Judge, knowledge: Knowledge) -> None:
    answer = score(judge, dict.fromkeys(knowledge.tests.values(), "automated"))
    assert (answer.measures["score"], answer.findings) == (7, ())


def test_none_in_a_field_of_free_text_claims_nothing(judge: Judge) -> None:
    field = "blocks: {{monitoring: {{skew_detection: {text}}}}}\npractices: {{versioning.code: manual}}\n"
    points = {}
    for text in ("none", "None", "population stability index each day"):
        report = judge("canvas: 1\n" + field.format(text=text))
        points[text] = report.assessments["test_score"].measures["tests"]["O3"]
    assert points == {"none": 0, "None": 0, "population stability index each day": 0.5}
