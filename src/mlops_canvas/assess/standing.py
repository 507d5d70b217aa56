"""What holds of each practice: the listed claim or the answer that implies it; of two, the lower."""

from collections.abc import Mapping
from dataclasses import dataclass

from mlops_canvas.knowledge import Practice
from mlops_canvas.knowledge.model import Answer
from mlops_canvas.subject import UNREADABLE, Subject

RANK = {"none": 0, "planned": 0, "manual": 1, "automated": 2}


@dataclass(frozen=True, slots=True)
class Standing:
    """The status that counts for a practice, where it comes from, and the answer that speaks against it."""

    status: str
    origin: str
    against: str | None = None

    def reaches(self, wanted: str) -> bool:
        """Say whether a requirement is met; what is not applicable does not stand in the way."""
        return self.excused or RANK[self.status] >= RANK[wanted]

    @property
    def held(self) -> bool:
        """Say whether the practice is carried out, by hand or without."""
        return RANK.get(self.status, 0) > 0

    @property
    def excused(self) -> bool:
        """Say whether the canvas tells why the practice is not applicable."""
        return self.status == "not_applicable"

    @property
    def denied(self) -> bool:
        """Say whether the canvas tells that the practice is not carried out."""
        return self.status in {"none", "planned"}


def standings(subject: Subject) -> dict[str, Standing]:
    """Return the standing of every practice that the canvas speaks of; the others are unknown."""
    found: dict[str, Standing] = {}
    if subject.canvas.practices is None and subject.canvas.blocks is None and subject.canvas.dilemmas is None:
        return found
    for name in subject.knowledge.practices:
        here = standing_of(subject, name)
        # What implies a practice counts only if its own entry is not among what could not be read.
        if here is not None and (here.origin.startswith("practices.") or not subject.lost(f"practices.{name}")):
            found[name] = here
    return found


def standing_of(subject: Subject, name: str) -> Standing | None:
    """Return the standing of one practice: its claim, else the answer that implies it; None is unknown."""
    practice = subject.knowledge.practices[name]
    claim = (subject.canvas.practices or {}).get(name)
    if claim is None:
        return implied(subject, practice) if practice.implied_by else None
    against = excluded(subject, practice) if RANK.get(claim.status, 0) else None
    return Standing("none" if against else claim.status, f"practices.{name}", against)


def held(standing: Mapping[str, Standing], name: str, *, if_silent: bool = False) -> bool:
    """Say whether a practice is carried out; `if_silent` is the answer for one that the canvas is silent about."""
    return standing[name].held if name in standing else if_silent


def excused(standing: Mapping[str, Standing], name: str) -> bool:
    """Say whether a practice is said not to be applicable."""
    return name in standing and standing[name].excused


def implied(subject: Subject, practice: Practice) -> Standing | None:
    """Return the strongest answer that claims a practice, unless another answer excludes it."""
    best: Standing | None = None
    for answer in practice.implied_by:
        if holds(subject, answer) and (best is None or RANK[answer.as_] > RANK[best.status]):
            best = Standing(answer.as_, answer.field)
    if best is not None and excluded(subject, practice):
        return None
    return best


def excluded(subject: Subject, practice: Practice) -> str | None:
    """Return the field whose answer excludes that a practice is carried out."""
    return next((answer.field for answer in practice.excluded_by if holds(subject, answer)), None)


def holds(subject: Subject, answer: Answer) -> bool:
    """Say whether the canvas gives an answer; a blank or unknown field gives none."""
    value: object = subject.value(answer.field)
    if value is None or value is UNREADABLE or value == "":
        return False
    if answer.answered is not None:
        # `none` in a field of free text says that there is nothing, as it does in a list.
        return value != () and str(value).casefold() != "none"
    if isinstance(value, tuple):
        if "none" in answer.one_of and value == ():
            return True
        return not set(answer.one_of + answer.any_of).isdisjoint(value)
    word = str(value).lower() if isinstance(value, bool) else value
    return word in answer.one_of or word in answer.any_of
