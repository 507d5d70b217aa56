"""The laws of readiness, held for every indicator."""

from collections.abc import Mapping

import pytest

from tests.laws.shared import judged
from tests.strategies import KNOWLEDGE

THEMES = list(KNOWLEDGE.readiness.themes)
NOTHING = dict.fromkeys(THEMES)


def phases(readiness: Mapping[str, object]) -> dict[str, str | None]:
    """Return the phase of each theme, of a canvas that says nothing but readiness."""
    measures = judged({"canvas": 1, "readiness": readiness}, "readiness").assessments["readiness"].measures
    return {theme: measures[theme]["readiness"] for theme in THEMES}


def test_all_52_indicators_are_known() -> None:
    assert len(KNOWLEDGE.indicators) == 52
    assert len(THEMES) == 6


@pytest.mark.parametrize("word", ["holds", "not"])
@pytest.mark.parametrize("key", KNOWLEDGE.indicators)
def test_one_indicator_alone_moves_its_own_theme_and_no_further_than_the_first_phase(key: str, word: str) -> None:
    theme = KNOWLEDGE.indicators[key].theme
    assert phases({theme: {word: [key]}}) == {**NOTHING, theme: "tactical"}


@pytest.mark.parametrize("key", KNOWLEDGE.indicators)
def test_one_indicator_alone_moves_a_theme_by_one_phase_at_most(key: str) -> None:
    theme, order = KNOWLEDGE.indicators[key].theme, list(KNOWLEDGE.readiness.phases)
    others = [name for name in KNOWLEDGE.by_theme[theme] if name != key]
    without = phases({theme: {"holds": others, "not": [key]}})[theme]
    with_it = phases({theme: {"holds": [*others, key]}})[theme]
    assert without is not None
    assert with_it == "transformational"
    assert order.index(with_it) - order.index(without) <= 1


def test_a_claim_of_the_highest_phase_shows_nothing() -> None:
    claimed = {theme: {"claimed": "transformational"} for theme in THEMES}
    assert phases(claimed) == NOTHING
    findings = judged({"canvas": 1, "readiness": claimed}, "readiness").assessments["readiness"].findings
    gaps = [(one.rule, one.about) for one in findings if one.outcome == "gap"]
    assert gaps == [("RDY002", f"readiness.{theme}") for theme in THEMES]
