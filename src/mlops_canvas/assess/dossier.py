"""A document that others ask for, filled from a canvas: what is known, what is not, and whether it is demanded.

Enters a subject with its report and a document of the knowledge; leaves a dossier, which renderers only
write down. Unknown never rounds up: a point is answered only if each of its parts is, and a thing
that is not done is no answer.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from mlops_canvas.assess import answers
from mlops_canvas.assess.answers import Answer
from mlops_canvas.assess.report import Report
from mlops_canvas.assess.standing import Standing, standings
from mlops_canvas.knowledge import Rule
from mlops_canvas.knowledge.documents import Document, Item, Part
from mlops_canvas.knowledge.law import Duty
from mlops_canvas.rules import compile_condition, open_fields
from mlops_canvas.subject import Subject

_SEVERE = ("high", "prohibited")
"""Categories beside which further grounds may hold undecided."""

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

    point: Item
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
    """Whether a document is demanded of the system: None is unknown, and `missing` are the facts that lack.

    `owed` is the duty as the report lists it, with the roles and days, where it is or may be ours.
    """

    answer: bool | None
    missing: tuple[str, ...] = ()
    owed: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Dossier:
    """A filled document and its counts."""

    name: str
    document: Document
    subject: Subject
    report: Report
    demanded: Demanded | None  # None where no duty of the law asks for it
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
    asked = demanded(document.duty, subject, report) if document.duty else None
    return Dossier(name, document, subject, report, asked, points)


def _point(subject: Subject, standing: Mapping[str, Standing], point: Item) -> FilledPoint:
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


def demanded(duty: str, subject: Subject, report: Report) -> Demanded:
    """Say whether a duty is this system's and ours, as far as the report and the facts tell."""
    measures = report.assessments["risk"].measures
    owed = next((one for one in measures.get("duties", ()) if one["id"] == duty), None)
    if owed is not None and owed["certain"]:
        return Demanded(answer=True, owed=owed)
    if owed is not None:
        return Demanded(None, _together(measures["missing"], measures["duties_hang_on"]), owed)
    asked = subject.knowledge.law.duties.get(duty)
    if asked is None or not _may_be_ours(asked, subject):
        return Demanded(answer=False)
    verdict = report.assessments["risk"].verdict
    if verdict is None or verdict == "unclear":
        return Demanded(None, _together(measures.get("missing", ())))
    open_ = _together(*(open_fields(rule.when, subject) for rule in _open_grounds(asked, subject)))
    # A milder category is known for certain, so none of the grounds can hold.
    return Demanded(None, open_) if open_ and verdict in _SEVERE else Demanded(answer=False)


def _together(*paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path for some in paths for path in some))


def _may_be_ours(duty: Duty, subject: Subject) -> bool:
    """Say whether we have, or may have, a role that owes the duty."""
    roles = subject.value("risk.roles")
    if not isinstance(roles, tuple) or "unknown" in roles or set(roles) & set(duty.roles):
        return True
    takeovers = subject.knowledge.law.takeovers.values()
    return any(one.counts_as in duty.roles and compile_condition(one.when)(subject) is not False for one in takeovers)


def _open_grounds(duty: Duty, subject: Subject) -> Iterator[Rule]:
    """List the rules that nobody can decide yet and from which the duty would arise."""
    for rule in subject.knowledge.rules["risk"].values():
        if rule.when is None or rule.then is None or rule.id in duty.not_from:
            continue
        if {rule.id, rule.then.basis} & set(duty.arises_from) and compile_condition(rule.when)(subject) is None:
            yield rule
