"""The laws of the risk category, as properties over random facts."""

from datetime import date
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mlops_canvas.assess import Assessment, Engine
from mlops_canvas.canvas import load
from mlops_canvas.canvas.dump import to_yaml
from tests.laws.shared import AS_OF, MANY
from tests.strategies import KNOWLEDGE, facts

INSIDE = ("minimal", "limited", "high", "prohibited")
RULE_OF = {
    use: rule.id
    for rule in KNOWLEDGE.rules["risk"].values()
    if rule.then and "Annex III" in rule.then.article
    for use in sorted({word for example in rule.examples.match for word in example["risk"]["uses"]})
    if KNOWLEDGE.words["uses"].get(use) and KNOWLEDGE.words["uses"][use].annex_iii
}
"""The rule of each listed use, read from what the rules match."""
TASKS = sorted(KNOWLEDGE.facts["risk.effect.task"].values or ())
REVIEWS = sorted(KNOWLEDGE.facts["risk.effect.human_review"].values or ())
IN_SCOPE = {"inference": "learned", "eu": ["placed_on_market"], "only_for": "none", "deployer_is": ["public_body"]}
SECTIONS = ("product", "people_signals", "influence", "output", "model")
DAYS = (date(2024, 1, 1), date(2026, 8, 1), date(2026, 12, 2), date(2031, 12, 31))
"""Before the Act, between its days of application, and after the last."""


@cache
def engine(day: date = AS_OF) -> Engine:
    return Engine(KNOWLEDGE, day, in_full=False)


def judged(risk: dict[str, Any], day: date = AS_OF) -> Assessment:
    return engine(day).run(load(to_yaml({"canvas": 1, "risk": risk}), "c.yaml"), ["risk"]).assessments["risk"]


def fired(answer: Assessment) -> set[str]:
    return {one["rule"] for one in answer.measures["fired"]}


def worst(answer: Assessment) -> int:
    """Return how bad it may still be inside the Act."""
    inside = {*answer.measures["possible"], answer.measures["if_in_scope"]} & set(INSIDE)
    return max((INSIDE.index(name) for name in inside), default=0)


def test_every_listed_use_has_its_rule() -> None:
    assert set(RULE_OF) == {name for name, use in KNOWLEDGE.words["uses"].items() if use.annex_iii}


@MANY
@given(facts(), st.sampled_from(sorted(RULE_OF)))
def test_a_listed_use_never_makes_it_milder(risk: dict[str, Any], use: str) -> None:
    stated = risk.get("uses", "none")
    uses = [] if stated in ("none", ["none"]) else [stated] if isinstance(stated, str) else stated
    before, after = judged({**risk, **IN_SCOPE, "uses": uses}), judged({**risk, **IN_SCOPE, "uses": [*uses, use]})
    assert worst(after) >= worst(before)
    assert fired(before) <= fired(after)


@MANY
@given(facts(), st.sampled_from(sorted(RULE_OF)), st.sampled_from(TASKS), st.sampled_from(REVIEWS))
def test_profiling_beats_every_filter(risk: dict[str, Any], use: str, task: str, review: str) -> None:
    effect = {"task": task, "profiles_people": True, "human_review": review}
    answer = judged({**risk, **IN_SCOPE, "uses": [use], "effect": effect})
    assert RULE_OF[use] in fired(answer)
    assert set(answer.measures["possible"]) <= {"high", "prohibited"}


@MANY
@given(facts(), st.data())
def test_what_is_blank_or_unknown_is_never_firmer_than_any_completion(
    risk: dict[str, Any], data: st.DataObject
) -> None:
    gone = data.draw(st.sets(st.sampled_from([*risk, *SECTIONS]), max_size=4))
    kept = {key: value for key, value in risk.items() if key not in gone}
    unknown = {key: "unknown" for key in gone & risk.keys() if key not in {*SECTIONS, "effect", "notes"}}
    whole = set(judged(risk).measures["possible"])
    for partial in (judged(kept), judged({**kept, **unknown})):
        assert whole <= set(partial.measures["possible"])
        assert partial.verdict in {"unclear", *whole}


@MANY
@given(facts())
def test_the_day_never_changes_which_rule_fires(risk: dict[str, Any]) -> None:
    first, *others = (judged(risk, day) for day in DAYS)
    for other in others:
        assert fired(first) == fired(other)
        assert first.verdict == other.verdict
        assert first.measures["missing"] == other.measures["missing"]


@MANY
@given(facts(), st.sets(st.sampled_from(SECTIONS)))
def test_a_section_written_none_is_what_it_stands_for(risk: dict[str, Any], sections: set[str]) -> None:
    """`none` states what opens the section, and leaves no question in it."""
    answer = judged({**risk, **dict.fromkeys(sections, "none")})
    asked = {path.split(".")[1] for path in answer.measures["missing"]}
    assert not asked & sections
