"""AI readiness: each of six themes is placed by its indicators; what the canvas claims is compared, never copied.

Organisational indicators are answered in the canvas, technical ones are read from the practices. How many
must hold is data and ours, since the framework gives no count. Silence is unknown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mlops_canvas.assess.context import Context
from mlops_canvas.assess.report import Assessment
from mlops_canvas.assess.standing import Standing, excused, held
from mlops_canvas.canvas.model import Theme
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Indicator, Knowledge
from mlops_canvas.rules import speak
from mlops_canvas.subject import Subject

QUESTION = "readiness"
UNKNOWN, CLAIMED_HIGHER, CONTRADICTED, MISSING, AHEAD = "RDY001", "RDY002", "RDY003", "RDY004", "RDY005"


@dataclass(frozen=True, slots=True)
class _Placed:
    """A theme: its phase as far as shown, its phase if all that is unknown held, and what each rests on."""

    name: str
    said: Theme | None
    holds: Mapping[str, bool | None]
    against: Mapping[str, str]
    floor: str | None
    possible: str

    @property
    def claimed(self) -> str | None:
        return self.said.claimed if self.said else None


def judge(subject: Subject, context: Context) -> Assessment:
    """Place each theme, compare it with its claim, and hold the practices against the phase."""
    themes = [_place(subject, context.standing, name) for name in subject.knowledge.readiness.themes]
    measures = {one.name: _measure(subject.knowledge, context.standing, one) for one in themes}
    findings = tuple(_findings(subject, context, themes, measures))
    trace = tuple(_trace(subject.knowledge, themes)) if context.in_full else ()
    return Assessment(QUESTION, None, measures, findings, trace)


def overall(knowledge: Knowledge, answer: Assessment) -> str | None:
    """Return the lowest phase of all themes; None while one of them is unknown."""
    phases = [answer.measures[theme]["readiness"] for theme in knowledge.readiness.themes]
    return None if None in phases else min(phases, key=lambda name: _rank(knowledge, name))


def _place(subject: Subject, standing: Mapping[str, Standing], name: str) -> _Placed:
    said: Theme | None = subject.canvas.at(f"readiness.{name}")
    indicators = subject.knowledge.by_theme[name]
    holds, against = {}, {}
    for key, one in indicators.items():
        listed, shown = _listed(said, key), _shown(one, standing)
        # Of what the team says and what its practices show, the lower counts.
        holds[key] = shown if listed is None else listed if shown is None else listed and shown
        if listed and shown is False:
            against[key] = _denied(one, standing)[0]
    floor = phase(subject.knowledge, indicators, holds, if_unknown=False)
    possible = phase(subject.knowledge, indicators, holds, if_unknown=True)
    answered = any(value is not None for value in holds.values())
    return _Placed(name, said, holds, against, floor if answered else None, possible)


def _listed(said: Theme | None, key: str) -> bool | None:
    """Say what the canvas answers itself; `holds: none` answers no to all that it does not list."""
    if said is None:
        return None
    if key in (said.not_ or ()):
        return False
    if said.holds is None:
        return None
    return True if key in said.holds else False if said.holds == () else None


def _shown(one: Indicator, standing: Mapping[str, Standing]) -> bool | None:
    """Say what the practices show: yes if all are carried out as asked, no if one is denied, else nothing."""
    if not one.technical:
        return None
    everything = True
    for name, wanted in one.technical.items():
        here = standing.get(name)
        if here is not None and here.denied:
            return False
        if here is None or not here.held or not here.reaches(wanted):
            everything = False
    return True if everything else None


def _denied(one: Indicator, standing: Mapping[str, Standing]) -> list[str]:
    """Name the practices of an indicator that the canvas says are not carried out."""
    return [name for name in one.technical or () if name in standing and standing[name].denied]


def phase(
    knowledge: Knowledge, indicators: Mapping[str, Indicator], holds: Mapping[str, bool | None], *, if_unknown: bool
) -> str:
    """Return the highest phase of which, and of those below it, enough indicators hold."""
    first, *above = knowledge.readiness.phases
    needed = float(knowledge.readiness.thresholds["needed"].value)
    reached = first
    for name in above:
        values = [holds[key] for key, one in indicators.items() if one.phase == name]
        if sum(if_unknown if value is None else value for value in values) < needed:
            break
        reached = name
    return reached


def _rank(knowledge: Knowledge, name: str | None) -> int:
    return list(knowledge.readiness.phases).index(name) if name else -1


def _measure(knowledge: Knowledge, standing: Mapping[str, Standing], one: _Placed) -> dict[str, Any]:
    phases = list(knowledge.readiness.phases)
    after = phases[max(_rank(knowledge, one.floor), 0) + 1 :][:1]
    indicators = knowledge.by_theme[one.name]
    asked = max(_rank(knowledge, one.floor), _rank(knowledge, one.claimed))
    rests_on = _practices(knowledge, one.name, phases[: asked + 1])
    denied = {name for indicator in indicators.values() for name in _denied(indicator, standing)}
    return {
        "readiness": one.floor,
        "possible": one.possible,
        "claimed": one.claimed,
        "holds": [key for key, value in one.holds.items() if value],
        "missing": [key for key, value in one.holds.items() if not value and indicators[key].phase in after],
        "denied_by": sorted(denied) if not any(one.holds.values()) else [],
        "practices": {
            "missing": [name for name in rests_on if not held(standing, name) and not excused(standing, name)],
            "ahead": _ahead(knowledge, standing, one),
        },
    }


def _practices(knowledge: Knowledge, theme: str, phases: list[str]) -> list[str]:
    table = knowledge.readiness.practices
    return [name for phase_ in phases for name in table.get(phase_, {}).get(theme, ())]


def _ahead(knowledge: Knowledge, standing: Mapping[str, Standing], one: _Placed) -> list[str]:
    above = list(knowledge.readiness.phases)[_rank(knowledge, one.floor) + 1 :]
    names = _practices(knowledge, one.name, above)
    return [name for name in names if held(standing, name)] if one.floor else []


def _too_early(subject: Subject, one: _Placed, practice: str) -> bool:
    """Say whether a practice belongs two phases later, and no block declares that it is a must."""
    top = list(subject.knowledge.readiness.phases)[2:]
    block = subject.knowledge.practices[practice].block
    must = subject.canvas.at(f"blocks.{block}.need") == "mandatory"
    later = practice in _practices(subject.knowledge, one.name, top)
    return later and _rank(subject.knowledge, one.floor) == 0 and not must


def _findings(
    subject: Subject, context: Context, themes: list[_Placed], measures: Mapping[str, Any]
) -> Iterator[Finding]:
    if all(one.floor is None and one.claimed is None for one in themes):
        message = "the readiness section could not be read" if subject.lost("readiness") else None
        yield _say(subject, context, UNKNOWN, "readiness", {"theme": "all themes"}, outcome="unknown", message=message)
        return
    for one in themes:
        about = f"readiness.{one.name}"
        if one.floor is None and one.claimed is None:
            yield _say(subject, context, UNKNOWN, about, {"theme": one.name}, outcome="unknown")
        if _rank(subject.knowledge, one.claimed) > _rank(subject.knowledge, one.floor):
            yield _claimed_higher(subject, context, one)
        for key, practice in one.against.items():
            values = {"indicator": key, "practice": practice}
            yield _say(subject, context, CONTRADICTED, f"{about}.{key}", values, path=("readiness", one.name, "holds"))
        yield from _practices_of_phase(subject, context, one, measures[one.name]["practices"])


def _claimed_higher(subject: Subject, context: Context, one: _Placed) -> Finding:
    first = max(_rank(subject.knowledge, one.floor), 0) + 1
    wanted = list(subject.knowledge.readiness.phases)[first : _rank(subject.knowledge, one.claimed) + 1]
    indicators = subject.knowledge.by_theme[one.name]
    open_ = [key for key, value in one.holds.items() if not value and indicators[key].phase in wanted]
    values = {"claimed": one.claimed, "floor": one.floor or "unknown, since no indicator is answered", "open": open_}
    about = f"readiness.{one.name}"
    return _say(subject, context, CLAIMED_HIGHER, about, values, path=("readiness", one.name, "claimed"))


def _practices_of_phase(
    subject: Subject, context: Context, one: _Placed, practices: Mapping[str, list[str]]
) -> Iterator[Finding]:
    """Name what the phase rests on and is missing: a gap if it is denied, unknown if the canvas is silent."""
    missing, ahead = practices["missing"], practices["ahead"]
    about = f"readiness.{one.name}"
    top = max(one.floor, one.claimed, key=lambda name: _rank(subject.knowledge, name))
    if missing:
        denied = any(name in context.standing for name in missing)  # what is not applicable is not missing
        debt = [subject.knowledge.practices[name].debt for name in missing] if denied else []
        values = {"phase": top, "theme": one.name, "missing": missing}
        outcome = None if denied else "unknown"
        yield _say(subject, context, MISSING, about, values, outcome=outcome, debt=debt)
    early = [name for name in ahead if _too_early(subject, one, name)]
    if early:
        values = {"phase": one.floor, "theme": one.name, "ahead": early}
        yield _say(subject, context, AHEAD, about, values)


def _say(subject: Subject, context: Context, rule: str, about: str, values: dict[str, Any], **more: Any) -> Finding:
    path = more.pop("path", tuple(about.split(".")[:2]))
    on_key = path[-1] not in {"claimed", "holds"}
    return speak(context.rule(rule), QUESTION, subject, about=about, path=path, on_key=on_key, values=values, **more)


def _trace(knowledge: Knowledge, themes: list[_Placed]) -> Iterator[str]:
    words = {True: "holds", False: "does not hold", None: "unknown"}
    needed = knowledge.readiness.thresholds["needed"].value
    yield f"{needed} indicators of a phase place a theme in it (our count; the framework gives none)"
    for one in themes:
        for key, value in one.holds.items():
            denied = f", denied by {one.against[key]}" if key in one.against else ""
            yield f"{one.name}.{key}: {words[value]}{denied}"
