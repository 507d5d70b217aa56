"""A document that others ask for, filled from a canvas: what is known, what is not, and whether it is demanded.

Enters a subject with its report and a document of the knowledge; leaves a dossier, which renderers only
write down. Unknown never rounds up: a point is answered only if each of its parts is, and a thing
that is not done is no answer.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from mlops_canvas.assess import answers
from mlops_canvas.assess.answers import Answer
from mlops_canvas.assess.report import Report
from mlops_canvas.assess.standing import Standing, standings
from mlops_canvas.knowledge import Rule
from mlops_canvas.knowledge.documents import Case, Demand, Document, Part, Point
from mlops_canvas.rules import compile_condition, open_fields
from mlops_canvas.subject import Subject

State = Literal["answered", "in_part", "blank", "not_asked"]


@dataclass(frozen=True, slots=True)
class FilledPart:
    """One part: what it asks and what is said to it; an unsettled answer is one blank."""

    asks: str
    answer: Answer
    places: bool  # whether the canvas has any place for it


@dataclass(frozen=True, slots=True)
class FilledPoint:
    """One point with those of its parts that are asked of this system."""

    point: Point
    parts: tuple[FilledPart, ...]
    unasked: tuple[str, ...] = ()

    @property
    def blanks(self) -> tuple[FilledPart, ...]:
        """The parts that are not known."""
        return tuple(part for part in self.parts if not (part.answer.settled or part.answer.denied))

    @property
    def state(self) -> State:
        """Say how far the point is answered."""
        if not self.parts:
            return "not_asked"
        if all(part.answer.settled for part in self.parts):
            return "answered"
        return "in_part" if any(part.answer.said for part in self.parts) else "blank"


@dataclass(frozen=True, slots=True)
class Demanded:
    """Whether a document is demanded of the system: None is unknown, and `missing` are the facts that lack."""

    answer: bool | None
    binds_from: date | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dossier:
    """A filled document and its counts."""

    name: str
    document: Document
    subject: Subject
    report: Report
    demanded: Demanded
    points: Mapping[str, FilledPoint]

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Count points, blanks, and parts of which the canvas says that they are not done."""
        states = [point.state for point in self.points.values()]
        denied = [part.answer.denied for point in self.points.values() for part in point.parts]
        return {
            "points": len(states) - states.count("not_asked"),
            "answered": states.count("answered"),
            "in_part": states.count("in_part"),
            "blanks": sum(len(point.blanks) for point in self.points.values()),
            "not_done": sum(denied),
        }


def questions(document: Document) -> tuple[str, ...]:
    """List the questions whose verdicts a dossier shows."""
    return tuple(dict.fromkeys(("risk", *(name for point in document.points for name in point.verdicts))))


def fill(name: str, document: Document, subject: Subject, report: Report) -> Dossier:
    """Fill a document from a canvas and the report on it."""
    standing = standings(subject)
    points = {point.id: _point(subject, standing, point) for point in document.points}
    return Dossier(name, document, subject, report, demanded(document.demanded, subject, report), points)


def _point(subject: Subject, standing: Mapping[str, Standing], point: Point) -> FilledPoint:
    asked = [part for part in point.parts if _asked(part, subject)]
    unasked = tuple(part.asks for part in point.parts if part not in asked)
    return FilledPoint(point, tuple(_part(subject, standing, part) for part in asked), unasked)


def _asked(part: Part, subject: Subject) -> bool:
    # What cannot be told is asked.
    return part.only_if is None or compile_condition(part.only_if)(subject) is not False


def _part(subject: Subject, standing: Mapping[str, Standing], part: Part) -> FilledPart:
    found = [answers.field(subject, path) for path in part.fields]
    found += [answers.practice(subject, standing, name) for name in part.practices]
    return FilledPart(part.asks, answers.merged(found), places=bool(found))


def demanded(demand: Demand, subject: Subject, report: Report) -> Demanded:
    """Say whether a document is demanded, as far as the category and the facts tell."""
    risk = report.assessments["risk"]
    open_ = risk.verdict is None or risk.verdict == "unclear"
    if not open_ and risk.verdict not in demand.categories:
        return Demanded(answer=False)
    found = [_case(case, subject) for case in demand.cases]
    if all(one.answer is False for one in found):
        return Demanded(answer=False)
    if not open_ and any(one.answer for one in found):
        return Demanded(answer=True, binds_from=min(one.binds_from for one in found if one.binds_from))
    lacking = list(risk.measures.get("missing", ())) if open_ else []
    return Demanded(None, missing=tuple(dict.fromkeys((*lacking, *(path for one in found for path in one.missing)))))


def _case(case: Case, subject: Subject) -> Demanded:
    """Decide one reason: some ground holds and the facts do; Kleene's logic over both."""
    grounds = {rule.id: compile_condition(rule.when)(subject) for rule in _grounds(case, subject)}
    ground = _any(grounds.values())
    facts = compile_condition(case.when)(subject)
    if ground is False or facts is False:
        return Demanded(answer=False)
    if ground and facts:
        bases = subject.knowledge.law.bases
        days = [bases[rule.then.basis].date for rule in _grounds(case, subject) if rule.then and grounds[rule.id]]
        return Demanded(answer=True, binds_from=min(days))
    open_ = [] if ground else [rule.when for rule in _grounds(case, subject) if grounds[rule.id] is None]
    missing = [path for tree in (*open_, *([] if facts else [case.when])) for path in open_fields(tree, subject)]
    return Demanded(None, missing=tuple(dict.fromkeys(missing)))


def _any(truths: Iterable[bool | None]) -> bool | None:
    found = set(truths)
    return True if True in found else None if None in found else False


def _grounds(case: Case, subject: Subject) -> Iterator[Rule]:
    for rule in subject.knowledge.rules["risk"].values():
        if rule.when is None or rule.then is None or rule.then.basis not in case.bases:
            continue
        if rule.then.article not in case.except_articles and (not case.articles or rule.then.article in case.articles):
            yield rule
