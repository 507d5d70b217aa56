"""The outside cases: the goals are met, and the documents print what the command says."""

import re

import pytest
from benchmarks.risk_score import Scored, scores

from benchmarks import risk_score
from mlops_canvas.canvas import load
from tests.conftest import ROOT

ROWS = {"filled": "as first filled", "refilled": "as filled again by other eyes", "corrected": "as corrected"}
COLUMNS = ("prohibited", "high", "limited", "minimal", "out_of_scope", "unclear")
FOUND: dict[str, list[Scored]] = {which: list(scores(which)) for which in ROWS}


@pytest.mark.parametrize("which", ROWS)
def test_the_goal_is_met(which: str) -> None:
    found = FOUND[which]
    assert len(found) == 61
    assert sum(one.right for one in found) / len(found) >= risk_score.GOALS[which]


@pytest.mark.parametrize("which", ROWS)
def test_no_prohibited_system_is_called_mild_and_unclear_names_a_fact(which: str) -> None:
    for one in FOUND[which]:
        assert not one.grave, one
        assert one.verdict != "unclear" or one.missing, one


def test_a_verdict_that_no_source_allows_is_wrong_and_so_is_an_unclear_without_a_fact() -> None:
    accepted = frozenset(("unclear",))
    assert Scored("c", "unclear", accepted, "unclear", ("risk.eu",)).right
    assert not Scored("c", "unclear", accepted, "unclear", ()).right
    assert not Scored("c", "unclear", accepted, "minimal", ()).right
    assert Scored("c", "prohibited", frozenset(("prohibited",)), "limited", ()).grave


@pytest.mark.parametrize("which", ROWS)
def test_the_page_prints_the_scores(which: str) -> None:
    found = FOUND[which]
    parts = [found, *([one for one in found if one.expected == name] for name in COLUMNS)]
    cells = [f"{sum(one.right for one in part)} of {len(part)}" for part in parts]
    page = (ROOT / "docs" / "risk.md").read_text(encoding="utf-8")
    assert f"| {ROWS[which]} | {' | '.join(cells)} |" in page


def test_each_correction_changes_what_was_filled_and_is_on_the_page() -> None:
    page = (ROOT / "docs" / "risk.md").read_text(encoding="utf-8")
    for one in risk_score.corrections():
        before = load(risk_score.filled(one["case"]), "c").canvas
        after = load(risk_score.corrected(one["case"]), "c").canvas
        assert before is not None
        assert after is not None
        said = before.at(one["field"])
        assert ("blank" if said is None else str(said).lower()) == one["from"]
        assert str(after.at(one["field"])).lower() == one["to"]
        row = f"| {one['case']} | `{one['field'].removeprefix('risk.')}` | {one['from']} | {one['to']} |"
        assert row in page
    assert len(re.findall(r"^\| rc-", page, re.M)) == len(risk_score.corrections())
