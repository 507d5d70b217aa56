"""More that is done never counts less, and what is not known lies between the floor and `possible`."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from mlops_canvas.assess import Report
from mlops_canvas.assess.standing import excluded, standings
from mlops_canvas.subject import Subject
from tests.laws.shared import MANY, Tree, claiming, judged, subject
from tests.strategies import KNOWLEDGE, practices, systems

QUESTIONS = ("readiness", "automation", "test_score", "balance")
PHASES = [None, *KNOWLEDGE.readiness.phases]
TACTICAL = 1
"""Where nothing is answered, a theme is unknown, and that is no lower than the lowest phase: an indicator that was
denied becomes an unknown one as soon as some of its practices are carried out and others are not known."""
Ladder = dict[str, float]


def ladder(report: Report, *, possible: bool = False) -> Ladder:
    """Return every measure that has an order, as numbers: levels, readiness, scores, coverages."""
    answers = {name: report.assessments[name].measures for name in QUESTIONS}
    return {
        **dict(_levels(answers["automation"], possible=possible)),
        **dict(_phases(answers["readiness"], possible=possible)),
        **dict(_scores(answers["test_score"], possible=possible)),
        **dict(_coverages(answers["balance"], possible=possible)),
    }


def _levels(measures: Any, *, possible: bool) -> Iterator[tuple[str, float]]:
    levels = measures["possible"] if possible else measures
    for name, scale in KNOWLEDGE.scales.items():
        yield name, [level.level for level in scale.levels].index(str(levels[name]))


def _phases(measures: Any, *, possible: bool) -> Iterator[tuple[str, float]]:
    for name in KNOWLEDGE.readiness.themes:
        yield f"readiness.{name}", PHASES.index(measures[name]["possible" if possible else "readiness"])


def _scores(measures: Any, *, possible: bool) -> Iterator[tuple[str, float]]:
    scores = measures["possible"] if possible else measures
    yield "test_score", scores["score"]
    for section, score in scores["sections"].items():
        yield f"test_score.{section}", score


def _coverages(measures: Any, *, possible: bool) -> Iterator[tuple[str, float]]:
    sides = measures["possible"] if possible else measures
    for side in ("governance", "mlops"):
        yield f"balance.{side}", sides[side]


def falls(before: Ladder, after: Ladder, *, lowest: float = 0) -> dict[str, tuple[float, float]]:
    """Name what is lower after than before; nothing counts as lower than `lowest` for readiness."""
    bound = {name: lowest if name.startswith("readiness.") else 0 for name in before}
    return {
        name: (before[name], after[name])
        for name in before
        if max(after[name], bound[name]) < max(before[name], bound[name])
    }


@MANY
@given(systems(), st.sampled_from(sorted(KNOWLEDGE.practices)), st.sampled_from(["manual", "automated"]))
def test_a_practice_more_lowers_nothing(tree: Tree, name: str, status: str) -> None:
    read = subject(tree)
    here = standings(read).get(name)
    # One that an answer excludes is not carried out; one already done, or not applicable, is not one more.
    assume(here is None or here.denied)
    more = claiming(tree, {name: status})
    assume(standings(subject(more))[name].status == status)
    assert falls(ladder(judged(tree, *QUESTIONS)), ladder(judged(more, *QUESTIONS)), lowest=TACTICAL) == {}


@MANY
@given(systems(), st.data())
def test_automating_what_is_done_by_hand_lowers_nothing(tree: Tree, data: st.DataObject) -> None:
    by_hand = sorted(name for name, here in standings(subject(tree)).items() if here.status == "manual")
    assume(by_hand)
    more = claiming(tree, {data.draw(st.sampled_from(by_hand)): "automated"})
    assert falls(ladder(judged(tree, *QUESTIONS)), ladder(judged(more, *QUESTIONS)), lowest=TACTICAL) == {}


@MANY
@given(systems(), practices(12), st.sampled_from(["none", "planned", "manual", "automated"]), st.data())
def test_completions_lie_between_floor_and_possible(
    tree: Tree, drawn: dict[str, Any], others: str, data: st.DataObject
) -> None:
    report = judged(tree, *QUESTIONS)
    complete = _completed(tree, report, {**dict.fromkeys(KNOWLEDGE.practices, others), **drawn}, data)
    found = ladder(judged(complete, *QUESTIONS))
    assert falls(ladder(report), found) == {}
    assert falls(found, ladder(report, possible=True)) == {}


def _denies(read: Subject, name: str, status: str) -> bool:
    """Say whether a claim would end as not carried out: as it says, or since an answer excludes it."""
    return status in ("none", "planned") or excluded(read, KNOWLEDGE.practices[name]) is not None


def _completed(tree: Tree, report: Report, claims: dict[str, Any], data: st.DataObject) -> Tree:
    """Answer all that is unknown, and nothing else; never against what the canvas itself says."""
    read = subject(tree)
    known = standings(read)
    rests_on = {name for key in _held(report) for name in KNOWLEDGE.indicators[key].technical or ()}
    more = {
        name: claims[name]
        for name in KNOWLEDGE.practices
        if name not in known and not (name in rests_on and _denies(read, name, claims[name]))
    }
    themes = {name: dict(tree.get("readiness", {}).get(name, {})) for name in KNOWLEDGE.readiness.themes}
    for theme, key in _unknown(report):
        word = data.draw(st.sampled_from(["holds", "not"]), label=key)
        themes[theme][word] = [*themes[theme].get(word, []), key]
    return {**claiming(tree, more), "readiness": themes}


def _held(report: Report) -> set[str]:
    return {key for one in report.assessments["readiness"].measures.values() for key in one["holds"]}


def _unknown(report: Report) -> Iterator[tuple[str, str]]:
    for line in report.assessments["readiness"].trace:
        name, _, word = line.partition(": ")
        if word == "unknown":
            theme, _, key = name.partition(".")
            yield theme, key


def test_each_practice_alone_lowers_nothing_as_it_is_carried_further() -> None:
    lowered = {}
    for name in KNOWLEDGE.practices:
        other = {"monitoring.age" if name == "versioning.code" else "versioning.code": "none"}
        steps = [other, *({**other, name: status} for status in ("none", "planned", "manual", "automated"))]
        ladders = [ladder(judged({"canvas": 1, "practices": step}, *QUESTIONS)) for step in steps]
        fallen = [falls(one, after, lowest=TACTICAL) for one, after in combinations(ladders, 2)]
        if any(fallen):
            lowered[name] = fallen
    assert lowered == {}
