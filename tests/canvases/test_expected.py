"""The example canvases get the verdicts that somebody wrote down from the story before the first run."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlops_canvas.assess import Report
from mlops_canvas.canvas import dump, load
from mlops_canvas.knowledge import Knowledge
from tests.conftest import ROOT, Judge

CASES = sorted(path.parent for path in (ROOT / "canvases").glob("*/expected.yaml"))
MEASURED = ("readiness", "automation", "test_score")
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def _expected(case: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((case / "expected.yaml").read_text())
    return data


def _report(case: Path, judge: Judge) -> Report:
    return judge((case / "canvas.yaml").read_bytes(), as_of=_expected(case)["as_of"])


@each_case
@pytest.mark.parametrize("question", ["risk", "balance", "cost", "coherence"])
def test_verdict_words(case: Path, question: str, judge: Judge) -> None:
    assert _report(case, judge).assessments[question].verdict == _expected(case)[question]["verdict"]


@each_case
def test_levels_themes_and_bands(case: Path, judge: Judge) -> None:
    expected = _expected(case)
    measures = {name: _report(case, judge).assessments[name].measures for name in MEASURED}
    themes = {name: measures["readiness"][name]["readiness"] for name in expected["readiness"]["themes"]}
    assert themes == expected["readiness"]["themes"]
    levels = {name: measures["automation"][name] for name in expected["automation"]["levels"]}
    assert levels == expected["automation"]["levels"]
    assert measures["test_score"].get("band") == expected["test_score"]["band"]


@each_case
def test_one_of_the_next_steps_is_what_a_consultant_would_say(case: Path, judge: Judge) -> None:
    steps = _report(case, judge).assessments["roadmap"].measures["next"]
    wanted = _expected(case)["next"]["one_of"]
    assert set(steps) & set(wanted) if wanted else steps == []


@each_case
def test_findings_that_must_and_must_not_appear(case: Path, judge: Judge) -> None:
    expected = _expected(case)
    findings = list(_report(case, judge).every_finding())
    for entry in expected["must"]:
        assert [one for one in findings if _is(one, entry)], entry
    for entry in expected["must_not"]:
        assert not [one for one in findings if _is(one, entry) and one.outcome in {"gap", "note"}], entry
    assert not [one for one in findings if one.severity == "error" and one.question in {"format", "coherence"}]


def _is(finding: Any, entry: dict[str, Any]) -> bool:
    about = entry.get("about")
    said = about is None or finding.about == about or finding.about.startswith(f"{about}.")
    return bool(finding.rule == entry["rule"]) and said and finding.outcome not in {"ok", "failed"}


@each_case
def test_an_expectation_says_why(case: Path, knowledge: Knowledge) -> None:
    expected = _expected(case)
    reasons = [value for key, value in expected.items() if isinstance(value, dict)]
    reasons += [*expected["must"], *expected["must_not"]]
    assert all(len(one["because"].split()) > 2 for one in reasons)
    assert len(expected["must"]) >= 3
    assert len(expected["must_not"]) >= 2
    assert {one["rule"] for one in (*expected["must"], *expected["must_not"])} <= set(knowledge.every_rule)


def test_there_are_twelve_cases_at_least() -> None:
    assert len(CASES) >= 12


@each_case
def test_load_after_dump_is_identity(case: Path) -> None:
    canvas = load((case / "canvas.yaml").read_bytes(), "c").canvas
    assert canvas is not None
    again = load(dump(canvas), "c")
    assert again.canvas == canvas
    assert not again.findings


def test_the_day_changes_dates_and_never_which_rule_fires(judge: Judge) -> None:
    for case in CASES:
        text = (case / "canvas.yaml").read_bytes()
        fired = {
            tuple(sorted(one.key for one in judge(text, as_of=day).assessments["risk"].findings))
            for day in (date(2024, 1, 1), date(2026, 11, 24), date(2031, 1, 1))
        }
        assert len(fired) == 1
