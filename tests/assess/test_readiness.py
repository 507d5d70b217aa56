"""Readiness: what places a theme, what is compared with it, and what it rests on."""

import json
from pathlib import Path

import pytest

from mlops_canvas.assess import Assessment
from mlops_canvas.assess.readiness import overall
from mlops_canvas.knowledge import Knowledge
from tests.assess import rules, said
from tests.conftest import Judge, Run

STRATEGIC = "ml_hiring, ongoing_training"
TOP = "embedded_data_scientists, innovation_hiring"


def readiness(judge: Judge, text: str) -> Assessment:
    return judge(f"canvas: 1\n{text}").assessments["readiness"]


@pytest.mark.parametrize(
    ("theme", "expected"),
    [
        ("{holds: [self_teaching]}", "tactical"),
        ("{not: [self_teaching]}", "tactical"),
        ("{holds: none}", "tactical"),
        ("{holds: [ml_hiring]}", "tactical"),
        (f"{{holds: [{STRATEGIC}]}}", "strategic"),
        (f"{{holds: [{STRATEGIC}], not: [strategic_partner]}}", "strategic"),
        (f"{{holds: [{STRATEGIC}], not: [ml_hiring]}}", "tactical"),
        (f"{{holds: [{STRATEGIC}, embedded_data_scientists]}}", "strategic"),
        (f"{{holds: [{STRATEGIC}, {TOP}]}}", "transformational"),
        (f"{{holds: [ml_hiring, {TOP}]}}", "tactical"),
        ("{notes: we talked about it}", None),
        ("{claimed: transformational}", None),
    ],
)
def test_two_of_three_indicators_place_a_theme(theme: str, expected: str | None, judge: Judge) -> None:
    assert readiness(judge, f"readiness: {{learn: {theme}}}").measures["learn"]["readiness"] == expected


@pytest.mark.parametrize(
    ("theme", "expected"),
    [
        ("{holds: [self_teaching]}", "transformational"),
        ("{not: [ml_hiring]}", "transformational"),
        ("{not: [ml_hiring, ongoing_training]}", "tactical"),
        ("{not: [embedded_data_scientists, innovation_hiring]}", "strategic"),
        ("{holds: none}", "tactical"),
    ],
)
def test_what_is_unknown_may_hold(theme: str, expected: str, judge: Judge) -> None:
    assert readiness(judge, f"readiness: {{learn: {theme}}}").measures["learn"]["possible"] == expected


def test_silence_is_unknown(judge: Judge) -> None:
    answer = readiness(judge, "")
    assert answer.verdict is None
    assert {one["readiness"] for one in answer.measures.values()} == {None}
    assert said(answer) == {("RDY001", "readiness", "unknown")}
    some = readiness(judge, "readiness: {learn: {holds: [ml_hiring]}}")
    assert ("RDY001", "readiness.lead", "unknown") in said(some)
    assert ("RDY001", "readiness.learn", "unknown") not in said(some)


def test_practices_show_technical_indicators_only_as_far_as_they_are_automated(judge: Judge) -> None:
    text = "practices: {automation.data_pipeline: %s, automation.training_pipeline: automated, deployment.serving: %s}"
    shown = readiness(judge, text % ("automated", "manual")).measures["automate"]
    assert shown["holds"] == ["scheduled_data_pipelines", "automated_training"]
    assert shown["readiness"] == "strategic"
    assert readiness(judge, text % ("manual", "manual")).measures["automate"]["holds"] == ["automated_training"]
    assert readiness(judge, text % ("automated", "none")).measures["automate"]["readiness"] == "tactical"


def test_half_of_what_an_indicator_rests_on_shows_nothing(judge: Judge) -> None:
    measures = readiness(judge, "practices: {testing.robustness: automated}").measures
    assert measures["secure"]["readiness"] is None
    both = readiness(judge, "practices: {testing.robustness: automated, security.threats: manual}").measures
    assert both["secure"]["holds"] == ["safety_and_robustness"]


def test_a_practice_that_does_not_apply_shows_nothing(judge: Judge) -> None:
    text = "practices: {testing.fairness: {status: not_applicable, why: no people are concerned}}"
    assert readiness(judge, text).measures["secure"]["readiness"] is None


@pytest.mark.parametrize("status", ["none", "planned"])
def test_an_indicator_listed_as_held_is_denied_by_its_practice(status: str, judge: Judge) -> None:
    text = f"""
practices: {{testing.fairness: {status}}}
readiness: {{secure: {{holds: [rights_watched, fair_systems, least_privilege, ethics_investment]}}}}
"""
    answer = readiness(judge, text)
    assert answer.measures["secure"]["readiness"] == "strategic"
    assert ("RDY003", "readiness.secure.fair_systems", "gap") in said(answer)
    found = next(one for one in answer.findings if one.rule == "RDY003")
    assert "testing.fairness" in found.message
    assert found.location.line == 4


def test_an_indicator_that_is_not_contradicted_raises_nothing(judge: Judge) -> None:
    text = "practices: {testing.fairness: manual}\nreadiness: {secure: {holds: [fair_systems]}}"
    assert "RDY003" not in rules(readiness(judge, text))


def test_a_claim_is_compared_and_never_copied(judge: Judge) -> None:
    answer = readiness(judge, f"readiness: {{learn: {{holds: [{STRATEGIC}], claimed: transformational}}}}")
    assert answer.measures["learn"]["readiness"] == "strategic"
    found = next(one for one in answer.findings if one.rule == "RDY002")
    assert found.about == "readiness.learn"
    assert found.location.line == 2
    assert "embedded_data_scientists" in found.message
    assert "ml_hiring" not in found.message
    met = readiness(judge, f"readiness: {{learn: {{holds: [{STRATEGIC}], claimed: strategic}}}}")
    assert "RDY002" not in rules(met)


def test_practices_that_a_phase_rests_on_are_missing(judge: Judge) -> None:
    shown = "{holds: [scheduled_data_pipelines, automated_training]}"
    silent = readiness(judge, f"readiness: {{automate: {shown}}}")
    assert ("RDY004", "readiness.automate", "unknown") in said(silent)
    denied = readiness(judge, f"practices: {{monitoring.alerting: none}}\nreadiness: {{automate: {shown}}}")
    assert ("RDY004", "readiness.automate", "gap") in said(denied)
    assert denied.measures["automate"]["practices"]["missing"] == [
        "automation.data_pipeline",
        "automation.training_pipeline",
        "monitoring.performance",
        "monitoring.alerting",
    ]
    claimed = readiness(judge, "practices: {monitoring.alerting: none}\nreadiness: {automate: {claimed: strategic}}")
    assert ("RDY004", "readiness.automate", "gap") in said(claimed)


def test_practices_that_are_there_or_do_not_apply_are_not_missing(judge: Judge) -> None:
    text = """
practices:
  automation.data_pipeline: automated
  automation.training_pipeline: automated
  monitoring.performance: manual
  monitoring.alerting: {status: not_applicable, why: nobody is on duty and nothing is urgent}
  deployment.serving: manual
"""
    answer = readiness(judge, text)
    assert answer.measures["automate"]["readiness"] == "strategic"
    assert answer.measures["automate"]["practices"]["missing"] == []
    assert ("RDY004", "readiness.automate") not in {(one.rule, one.about) for one in answer.findings}


def test_a_practice_two_phases_ahead_is_noted_unless_its_block_is_a_must(judge: Judge) -> None:
    text = "practices: {deployment.feature_store: manual}\nreadiness: {access: {holds: [data_islands]}}\n"
    early = readiness(judge, text)
    assert ("RDY005", "readiness.access", "note") in said(early)
    must = readiness(judge, text + "blocks: {feature_store_and_workflows: {need: mandatory}}")
    assert "RDY005" not in rules(must)
    strategic = text.replace("data_islands", "data_islands, enterprise_warehouse, shared_data_model")
    assert "RDY005" not in rules(readiness(judge, strategic))
    one_phase = "practices: {deployment.serving: manual}\nreadiness: {scale: {holds: [small_data]}}"
    assert "RDY005" not in rules(readiness(judge, one_phase))


def test_a_section_that_cannot_be_read_is_not_silent(judge: Judge) -> None:
    answer = readiness(judge, "readiness: 7")
    found = next(one for one in answer.findings if one.rule == "RDY001")
    assert "could not be read" in found.message


EVERY = """readiness:
  learn: {holds: [ml_hiring, ongoing_training]}
  lead: {holds: [central_team, senior_sponsor]}
  access: {holds: [enterprise_warehouse, shared_data_model]}
  scale: {holds: [serverless_warehouse, serverless_processing]}
  secure: {holds: [%s]}
  automate: {holds: [scheduled_data_pipelines, automated_training, training_ci_cd, serving_ci_cd]}
"""


@pytest.mark.parametrize(
    ("secure", "expected"), [("least_privilege, ethics_investment", "strategic"), ("coarse_roles", "tactical")]
)
def test_overall_is_the_lowest_theme(secure: str, expected: str, judge: Judge, knowledge: Knowledge) -> None:
    assert overall(knowledge, readiness(judge, EVERY % secure)) == expected


def test_overall_is_unknown_while_a_theme_is(judge: Judge, knowledge: Knowledge) -> None:
    assert (
        overall(knowledge, readiness(judge, EVERY.replace("secure: {holds: [%s]}", "secure: {claimed: strategic}")))
        is None
    )


@pytest.mark.parametrize(("options", "verdict"), [((), None), (("--overall",), "tactical")])
def test_overall_is_given_only_if_asked_for(
    options: tuple[str, ...], verdict: str | None, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "canvas.yaml").write_text("canvas: 1\n" + EVERY % "coarse_roles")
    found = json.loads(run("assess", "canvas.yaml", "--format", "json", *options).stdout)
    assert found["assessments"]["readiness"]["verdict"] == verdict
    shown = run("assess", "canvas.yaml", *options).stdout
    assert ("overall tactical" in shown) == (verdict is not None)
