"""A law made ready: conditions compiled, and for each set of grounds what hangs on it, worked out once for a run."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mlops_canvas.knowledge import Knowledge
from mlops_canvas.knowledge.law import Duty, Law, OpenQuestion, Penalty, Takeover
from mlops_canvas.rules import Condition, compile_condition

FILTER = "filter"
Grounds = Mapping[str, frozenset[str]]
"""Ground → the rules by which the law reaches the system on it."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A duty whose conditions are ready to be asked, and what a report says of it in any case."""

    id: str
    duty: Duty
    told: Mapping[str, Any]
    when: Condition | None
    met_when: Condition | None
    literal_from: date | None
    open: list[str]  # open questions that name it


@dataclass(frozen=True, slots=True)
class Plan:
    """What hangs on a set of grounds: duties with the grounds that they arise from, and the rest."""

    duties: list[tuple[Compiled, tuple[str, ...]]]
    engineering: list[tuple[Compiled, tuple[str, ...]]]  # those of them that engineering carries, alone or not
    takeovers: list[tuple[Takeover, Condition, frozenset[str]]]
    elsewhere: list[str]
    penalties: list[dict[str, Any]]
    asked: list[tuple[OpenQuestion, dict[str, Any], bool]]  # question, what is told, whether a ground raises it

    def questions(self, owed: Collection[str]) -> list[dict[str, Any]]:
        """Return the open questions on which these duties or the grounds hang."""
        return [told for one, told, raised in self.asked if raised or not set(owed).isdisjoint(one.duties)]


class Book:
    """The duties of a law, compiled once for all canvases of a run."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._law = law = knowledge.law
        self._duties = [_compiled(law, name, duty) for name, duty in law.duties.items()]
        self._takeovers = [(one, compile_condition(one.when)) for one in law.takeovers.values()]
        self._plans: dict[frozenset[tuple[str, frozenset[str]]], Plan] = {}
        self.transitions = {
            basis: (one, condition(one.until_when)) for one in law.transitions.values() for basis in one.before
        }

    def plan(self, grounds: Grounds) -> Plan:
        """Return what hangs on these grounds."""
        key = frozenset(grounds.items())
        if key not in self._plans:
            self._plans[key] = self._planned(grounds)
        return self._plans[key]

    def _planned(self, grounds: Grounds) -> Plan:
        law = self._law
        # The rules behind the filter are those that it lifts: nothing hangs on them.
        reached = {*grounds, *(rule for name, rules in grounds.items() if name != FILTER for rule in rules)}
        order = sorted(grounds)  # whatever order the rules fired in
        arising = (
            (one, tuple(name for name in order if _arises(one.duty, name, grounds[name]))) for one in self._duties
        )
        duties = [(one, bases) for one, bases in arising if bases]
        takeovers = [(one, when, grounds.keys() & frozenset(one.arises_from)) for one, when in self._takeovers]
        elsewhere = [law.bases[name].elsewhere for name in order]
        return Plan(
            duties=duties,
            engineering=[pair for pair in duties if pair[0].duty.nature != "organisational"],
            takeovers=[(one, when, frozenset(bases)) for one, when, bases in takeovers if bases],
            elsewhere=[text for text in elsewhere if text],
            penalties=[_penalty(key, one) for key, one in law.penalties.items() if reached & set(one.arises_from)],
            asked=[(one, _question(key, one), _raised(one, reached)) for key, one in law.open_questions.items()],
        )


def _compiled(law: Law, name: str, duty: Duty) -> Compiled:
    questions = {key: one for key, one in law.open_questions.items() if name in one.duties}
    literal = next((one.literal_from for one in questions.values() if one.literal_from), None)
    told = {
        "id": name,
        "article": duty.article,
        "reference": duty.reference,
        "title": duty.title,
        "kind": duty.nature,
        "block": duty.block,
        "also_blocks": list(duty.also_blocks),
        "practices": list(duty.practices),
        "sure": duty.sure,
        "sources": list(duty.sources),
    }
    return Compiled(name, duty, told, condition(duty.when), condition(duty.met_when), literal, list(questions))


def condition(tree: Any) -> Condition | None:
    """Compile a condition that may be absent."""
    return compile_condition(tree) if tree is not None else None


def _arises(duty: Duty, basis: str, rules: frozenset[str]) -> bool:
    """Say whether a duty arises from a ground as a whole, less some rules, or from a rule of its."""
    if basis in duty.arises_from:
        return not duty.not_from or not rules <= set(duty.not_from)
    return basis != FILTER and not rules.isdisjoint(duty.arises_from)


def _raised(one: OpenQuestion, reached: Collection[str]) -> bool:
    named = set(one.arises_from)
    return bool(named) and (named <= set(reached) if one.together else not named.isdisjoint(reached))


def _penalty(name: str, one: Penalty) -> dict[str, Any]:
    return {
        "id": name,
        "reference": one.reference,
        "title": one.title,
        "amount": one.amount,
        "percent": one.percent,
        "lower_for": one.lower_for,
        "sources": list(one.sources),
    }


def _question(name: str, one: OpenQuestion) -> dict[str, Any]:
    readings = [{"text": reading.text, "from": _iso(reading.from_)} for reading in one.readings]
    return {"id": name, "title": one.title, "status": one.status, "readings": readings, "sources": list(one.sources)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
