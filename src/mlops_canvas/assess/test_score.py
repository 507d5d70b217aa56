"""The ML Test Score: 28 tests at 0, a half or 1; the score is the smallest of four section sums.

The rubric scores having a test, not passing it. It does not rescale: a test that is not applicable counts
0, and how many there are is said. Bands and points are data.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from mlops_canvas.assess.context import Context
from mlops_canvas.assess.report import Assessment
from mlops_canvas.assess.standing import Standing, excused
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Band, Knowledge
from mlops_canvas.rules import speak
from mlops_canvas.subject import Subject

QUESTION = "test_score"
NOT_GIVEN, WEAKEST, NOT_APPLICABLE = "TST001", "TST002", "TST003"


def judge(subject: Subject, context: Context) -> Assessment:
    """Score the claims; without a practices section there is nothing to score."""
    if subject.canvas.practices is None:
        rule = context.rule(NOT_GIVEN)
        found = speak(rule, QUESTION, subject, about="practices", path=("practices",), outcome="unknown")
        return Assessment(QUESTION, None, findings=(found,))
    knowledge = subject.knowledge
    tests = knowledge.tests
    points = {test: _points(knowledge, context.standing.get(name)) for test, name in tests.items()}
    most = {test: 1.0 if tests[test] not in context.standing else value for test, value in points.items()}
    sections, possible = _sums(knowledge, points), _sums(knowledge, most)
    score = min(sections.values())
    weakest = [name for name, total in sections.items() if total == score]
    not_applicable = [test for test, name in tests.items() if excused(context.standing, name)]
    measures: dict[str, Any] = {
        "score": score,
        "sections": sections,
        "band": band(knowledge, score).title,
        "possible": {"score": min(possible.values()), "sections": possible},
        "tests": points,
        "weakest": weakest,
        "not_applicable": not_applicable,
        "silent": [test for test, name in tests.items() if name not in context.standing],
    }
    findings = tuple(_findings(subject, context, measures))
    trace = tuple(f"{test} {tests[test]}: {value:g}" for test, value in points.items()) if context.in_full else ()
    return Assessment(QUESTION, band(knowledge, score).title, measures, findings, trace)


def band(knowledge: Knowledge, score: float) -> Band:
    """Return how a score is read: the last band whose bound lies below it."""
    return [one for one in knowledge.test_score.bands if score > float(one.above)][-1]


def _points(knowledge: Knowledge, here: Standing | None) -> float:
    table = knowledge.test_score.points
    return float(table[here.status if here and here.status in table else "none"].value)


def _sums(knowledge: Knowledge, points: Mapping[str, float]) -> dict[str, float]:
    sections = knowledge.test_score.sections.items()
    return {name: sum(value for test, value in points.items() if test[0] == one.letter) for name, one in sections}


def _findings(subject: Subject, context: Context, measures: Mapping[str, Any]) -> Iterator[Finding]:
    bands = subject.knowledge.test_score.bands
    after = next((one for one in bands if float(one.above) >= measures["score"]), None)
    if after is not None:
        yield _weakest(subject, context, measures, after)
    if measures["not_applicable"]:
        values = {"tests": measures["not_applicable"], "number": len(measures["not_applicable"])}
        yield _say(subject, context, NOT_APPLICABLE, "test_score.not_applicable", values)


def _weakest(subject: Subject, context: Context, measures: Mapping[str, Any], after: Band) -> Finding:
    """Say which sections hold the score down, and by which tests they could rise."""
    knowledge = subject.knowledge
    tests = knowledge.tests
    letters = {knowledge.test_score.sections[section].letter for section in measures["weakest"]}
    missing = [name for test, name in tests.items() if test[0] in letters and measures["tests"][test] < 1]
    values = {
        "section": " and ".join(measures["weakest"]),
        "score": measures["score"],
        "bound": float(after.above),
        "band": after.title,
        "missing": missing,
    }
    debt = [knowledge.practices[name].debt for name in missing]
    return _say(subject, context, WEAKEST, f"test_score.{measures['weakest'][0]}", values, debt=debt)


def _say(subject: Subject, context: Context, rule: str, about: str, values: dict[str, Any], **more: Any) -> Finding:
    path = ("practices",)
    return speak(context.rule(rule), QUESTION, subject, about=about, path=path, on_key=True, values=values, **more)
