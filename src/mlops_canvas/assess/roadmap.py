"""What to do next: the practices of the next level of each scale, every prerequisite before what needs it.

Of all of them the three that move most verdicts are named, with their effort, what they unlock, and the
technical debt that they pay off.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from heapq import heapify, heappop, heappush
from typing import Any

from mlops_canvas.assess.context import Context
from mlops_canvas.assess.coverage import uncovered
from mlops_canvas.assess.report import Assessment
from mlops_canvas.assess.standing import Standing, excluded
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.rules import speak
from mlops_canvas.subject import Subject

QUESTION = "roadmap"
NOT_GIVEN, FORBIDDEN = "AUT002", "AUT004"
_EFFORT = ("low", "medium", "high")
_STEPS = 3


def judge(subject: Subject, context: Context) -> Assessment:
    """Order what is missing; without claims there is no place to start from."""
    debt = _debt(subject, context)
    forbidden = tuple(_forbidden(subject, context))
    if subject.canvas.practices is None:
        rule = context.rule(NOT_GIVEN)
        found = speak(rule, QUESTION, subject, about=QUESTION, path=("practices",), outcome="unknown")
        return Assessment(QUESTION, None, {"next": [], "steps": {}, "debt": debt}, (*forbidden, found))
    knowledge, standing = subject.knowledge, context.standing
    missing: Mapping[str, list[str]] = context.verdicts["automation"].measures["missing"]
    paths = {scale: ordered(knowledge, names) for scale, names in missing.items()}
    moves = _moves(subject, context, paths)
    names = ordered(knowledge, moves, first=_weight(subject, context, moves))
    measures = {
        **paths,
        "targets": _targets(subject, context.verdicts["automation"].measures),
        "next": [] if forbidden else _next(knowledge, standing, names),
        "steps": {name: _step(subject, standing, name, moves[name]) for name in names} if context.in_full else {},
        "debt": debt,
    }
    return Assessment(QUESTION, None, measures, forbidden)


def _targets(subject: Subject, reached: Mapping[str, Any]) -> dict[str, str | None]:
    """Map each scale to the level that its steps lead to; None at the top."""
    found: dict[str, str | None] = {}
    for name, scale in subject.knowledge.scales.items():
        levels = [level.level for level in scale.levels]
        after = levels.index(str(reached[name])) + 1
        found[name] = levels[after] if after < len(levels) else None
    return found


def _forbidden(subject: Subject, context: Context) -> Iterator[Finding]:
    if context.verdicts["risk"].verdict == "prohibited":
        yield speak(context.rule(FORBIDDEN), QUESTION, subject, about=QUESTION, path=("risk",), on_key=True)


def _weight(subject: Subject, context: Context, moves: Mapping[str, list[str]]) -> Callable[[str], Any]:
    """Return what puts a practice first: the verdicts that it moves, the scales of automation being one.

    What the canvas itself says is missing, or is done by hand only, counts one more than what it is silent about.
    Among equals a level comes before the balance and the balance before a test score; then what more scales
    ask for, then what unlocks more. Where the variant leans on governance alone, balance counts twice. The
    weights are ours.
    """
    knowledge, standing = subject.knowledge, context.standing
    variant = knowledge.variants.get(context.verdicts["balance"].verdict or "")
    twice = variant is not None and variant.leans_on == ("governance",)

    def weight(name: str) -> tuple[int, ...]:
        verdicts = {"automation" if one in knowledge.scales else one for one in moves[name]}
        balance = "balance" in verdicts
        number = len(verdicts) + (twice and balance) + (name in standing)
        unlocks = len(knowledge.unlocks.get(name, ()))
        return -number, -("automation" in verdicts), -balance, -len(moves[name]), -unlocks

    return weight


def ordered(knowledge: Knowledge, names: Iterable[str], first: Callable[[str], Any] = lambda _: 0) -> list[str]:
    """Sort practices so that each comes after those of them that it requires; then by effort, then by name."""
    names = set(names)
    waits = {name: names.intersection(knowledge.practices[name].requires) for name in names}
    ready = [(first(name), _cost(knowledge, name), name) for name in names if not waits[name]]
    heapify(ready)
    found: list[str] = []
    while ready:
        *_, name = heappop(ready)
        found.append(name)
        for other in [one for one in waits if name in waits[one]]:
            waits[other].discard(name)
            if not waits[other]:
                heappush(ready, (first(other), _cost(knowledge, other), other))
    return found


def _cost(knowledge: Knowledge, name: str) -> int:
    return _EFFORT.index(knowledge.practices[name].effort)


def _moves(subject: Subject, context: Context, paths: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Map each missing practice to the verdicts that it would move."""
    found: dict[str, list[str]] = {}
    for scale, names in paths.items():
        for name in names:
            found.setdefault(name, []).append(scale)
    for name in _weakest_tests(subject, context):
        found.setdefault(name, []).append("test_score")
    for name in dict.fromkeys(_out_of_balance(subject, context)):
        found.setdefault(name, []).append("balance")
    return found


def _weakest_tests(subject: Subject, context: Context) -> Iterator[str]:
    """Name the tests of the weakest section that count less than they could."""
    measures = context.verdicts["test_score"].measures
    sections = subject.knowledge.test_score.sections
    letters = {sections[name].letter for name in measures.get("weakest", ())}
    for test, name in subject.knowledge.tests.items():
        if test[0] in letters and measures["tests"][test] < 1 and test not in measures["not_applicable"]:
            yield name


def _out_of_balance(subject: Subject, context: Context) -> Iterator[str]:
    """Name what would cover more of a side that lags, or of a component that is empty."""
    practices = subject.knowledge.practices
    for finding in context.verdicts["balance"].findings:
        about = finding.about.removeprefix("balance.")
        if finding.outcome != "gap":
            continue
        if about in subject.knowledge.parts:
            yield from uncovered(subject.knowledge, context.standing, about)
        else:
            yield from (name for name, one in practices.items() if one.component == about)


def _next(knowledge: Knowledge, standing: Mapping[str, Standing], names: list[str]) -> list[str]:
    """Pick the first steps whose prerequisites are carried out or do not apply, or come before them."""
    found: list[str] = []
    for name in names:
        requires = knowledge.practices[name].requires
        if all(other in found or (other in standing and standing[other].reaches("manual")) for other in requires):
            found.append(name)
        if len(found) == _STEPS:
            break
    return found


def _step(subject: Subject, standing: Mapping[str, Standing], name: str, moves: list[str]) -> dict[str, Any]:
    practice = subject.knowledge.practices[name]
    here = standing.get(name)
    return {
        "title": practice.title,
        "status": here.status if here else "unknown",
        "effort": practice.effort,
        "debt": practice.debt,
        "moves": moves,
        "unlocks": list(subject.knowledge.unlocks.get(name, ())),
        "excluded_by": excluded(subject, practice),
    }


def _debt(subject: Subject, context: Context) -> dict[str, dict[str, list[str]]]:
    """Collect by kind of technical debt the practices that are denied and the gaps of other questions."""
    found: dict[str, dict[str, list[str]]] = {}
    for name, here in context.standing.items():
        if here.denied:
            kind = found.setdefault(subject.knowledge.practices[name].debt, {"practices": [], "findings": []})
            kind["practices"].append(name)
    for answer in context.verdicts.values():
        for finding in answer.findings:
            for debt in finding.debt:
                found.setdefault(debt, {"practices": [], "findings": []})["findings"].append(finding.key)
    return {
        kind: {"practices": one["practices"], "findings": sorted(one["findings"])}
        for kind, one in sorted(found.items())
    }
