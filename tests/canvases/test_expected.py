"""The example canvases get the verdicts that somebody wrote down from the story before the first run."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlops_canvas.canvas import dump, load
from tests.conftest import ROOT, Judge

CASES = sorted(path.parent for path in (ROOT / "canvases").glob("*/expected.yaml"))


def _expected(case: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((case / "expected.yaml").read_text())
    return data


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdicts(case: Path, judge: Judge) -> None:
    expected = _expected(case)
    report = judge((case / "canvas.yaml").read_bytes(), as_of=expected["as_of"])
    answers = report.assessments
    for question in ("risk", "balance", "coherence"):
        assert answers[question].verdict == expected[question]["verdict"], question
        assert len(expected[question]["because"]) > 20
    levels = {name: str(answers["automation"].measures[name]) for name in expected["automation"]["levels"]}
    assert levels == {name: str(level) for name, level in expected["automation"]["levels"].items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_findings_that_must_and_must_not_appear(case: Path, judge: Judge) -> None:
    expected = _expected(case)
    report = judge((case / "canvas.yaml").read_bytes(), as_of=expected["as_of"])
    spoken = {one.rule for one in report.every_finding() if one.outcome in {"gap", "note"}}
    assert set(expected["must"]) <= spoken
    assert not set(expected["must_not"]) & spoken
    assert not [one for one in report.every_finding() if one.severity == "error" and one.outcome == "gap"]


def test_there_are_three_cases_at_least() -> None:
    assert len(CASES) >= 3


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
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
