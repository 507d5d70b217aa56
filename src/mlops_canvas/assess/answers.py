"""What the canvas says where a document asks: the value or claim with its place, and what is still missing.

Enters a subject and a canvas path or a practice; leaves answers. Nothing is known by halves: a list with
`unknown` in it, an entry that lacks the field, a practice that nothing shows are said and still missing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mlops_canvas.assess.standing import Standing
from mlops_canvas.document import Path
from mlops_canvas.location import Location
from mlops_canvas.subject import UNREADABLE, Subject

RETIRED = "archived"
"""The stage of a model that is told of, but no longer owes an answer."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A value that the canvas states; `entry` names the entry of a list that it belongs to."""

    about: str
    value: Any
    place: Location
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A practice with the status that counts, and what is said to show it.

    `origin` is the field whose answer claims it where the canvas does not list it, `against` one that
    speaks against what the canvas lists.
    """

    about: str
    status: str
    place: Location
    proof: tuple[str, ...] = ()
    why: str | None = None
    origin: str | None = None
    against: str | None = None

    @property
    def denied(self) -> bool:
        """Say whether the canvas tells that it is not done."""
        return self.status in {"none", "planned"} and self.against is None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one place says: whether that settles the matter, and which path would, if it does not.

    `denied`: it is known that the thing is not done, which leaves nothing to find out and settles nothing.
    """

    said: tuple[Stated | Claimed, ...] = ()
    settled: bool = False
    denied: bool = False
    lost: bool = False
    missing: tuple[str, ...] = ()


def field(subject: Subject, path: str) -> Answer:
    """Read a field; `models[].inputs` is the field of each entry of a list."""
    head, mark, rest = path.partition("[].")
    if mark:
        return _entries(subject, head, rest, path)
    value = subject.value(path)
    raw = subject.canvas.at(path)
    if value is UNREADABLE:
        return Answer(lost=True, missing=(path,))
    if _blank(raw):
        return Answer(missing=(path,))
    said = (Stated(path, raw, subject.positions.key(tuple(path.split(".")))),)
    # `value` differs from what stands there where a word is not known.
    return Answer(said, settled=True) if _certain(value) else Answer(said, missing=(path,))


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip().casefold() in {"", "unknown"})


def _certain(value: Any) -> bool:
    return not _blank(value) and not (isinstance(value, tuple) and "unknown" in value)


def _entries(subject: Subject, head: str, rest: str, path: str) -> Answer:
    entries = subject.canvas.at(head) or ()
    lost = subject.lost(head) or any(one.startswith(f"{head}.") for one in subject.unreadable)
    said, missing = [], []
    for where, entry in zip(_places(subject, tuple(head.split("."))), entries, strict=False):
        value = getattr(entry, rest)
        if not _blank(value):
            said.append(Stated(path, value, subject.positions.key((*where, rest)), entry=_name(entry)))
        if not _certain(value) and getattr(entry, "stage", None) != RETIRED:
            missing.append(subject.positions.about((*where, rest)))
    if not missing and (lost or not said):
        missing = [path]
    return Answer(tuple(said), settled=not missing, lost=lost, missing=tuple(missing))


def _places(subject: Subject, head: Path) -> Iterator[Path]:
    """List where the entries of a list stand that were not left out; a single one may stand without its list."""
    positions = subject.positions
    if not positions.has((*head, 0)):
        yield head
        return
    index = 0
    while positions.has((*head, index)):
        if positions.about((*head, index)) not in subject.unreadable:
            yield (*head, index)
        index += 1


def _name(entry: Any) -> str | None:
    name = getattr(entry, "name", None)
    return str(name) if name is not None else None


def practice(subject: Subject, standing: Mapping[str, Standing], name: str) -> Answer:
    """Read what counts of a practice; one that is done is settled only by what shows it."""
    path = f"practices.{name}"
    if subject.lost(path):
        return Answer(lost=True, missing=(path,))
    here = standing.get(name)
    if here is None:
        return Answer(missing=(path,))
    claim = _claim(subject, name, here)
    if here.against:
        return Answer((claim,), missing=(path, here.against))
    if here.held and not claim.proof:
        return Answer((claim,), missing=(f"{path}.proof" if claim.origin is None else path,))
    return Answer((claim,), settled=not claim.denied, denied=claim.denied)


def _claim(subject: Subject, name: str, here: Standing) -> Claimed:
    listed = (subject.canvas.practices or {}).get(name)
    if listed is None:
        place = subject.positions.key(tuple(here.origin.split(".")))
        return Claimed(name, here.status, place, origin=here.origin)
    place = subject.positions.key(("practices", name))
    return Claimed(name, listed.status, place, listed.proof or (), listed.why, against=here.against)


def merged(answers: Iterable[Answer]) -> Answer:
    """Join the places of which any one settles a matter: what all of them say, and what is missing if none does."""
    found = tuple(answers)
    said = tuple(one for answer in found for one in answer.said)
    if any(answer.settled for answer in found):
        return Answer(said, settled=True)
    # Where something is begun, that is what is to be completed.
    begun = [answer for answer in found if answer.said and not answer.denied]
    if not begun and any(answer.denied for answer in found):
        return Answer(said, denied=True)
    begun = begun or list(found)
    missing = tuple(dict.fromkeys(path for answer in begun for path in answer.missing))
    return Answer(said, lost=any(answer.lost for answer in found), missing=missing)
