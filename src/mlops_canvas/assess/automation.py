"""Where the system stands on four scales of automation; never a number without its scale.

A level is a floor: the highest one whose every requirement, and those of the levels below, is met by what
the canvas claims. Beside it stands `possible`, the level if every practice it is silent about held.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from mlops_canvas.assess.context import Context
from mlops_canvas.assess.report import Assessment
from mlops_canvas.assess.standing import Standing
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Level, Scale
from mlops_canvas.rules import speak
from mlops_canvas.subject import Subject

QUESTION = "automation"
NEXT_LEVEL, NOT_GIVEN = "AUT001", "AUT003"


def judge(subject: Subject, context: Context) -> Assessment:
    """Place the canvas on each scale and say what the next level asks."""
    standing = context.standing
    scales = subject.knowledge.scales
    given = subject.canvas.practices is not None
    floors = {name: floor(scale, standing) if given else None for name, scale in scales.items()}
    missing = {name: missing_for_next(scale, standing, floors[name]) if given else [] for name, scale in scales.items()}
    measures: dict[str, Any] = {name: _plain(level) for name, level in floors.items()}
    measures["possible"] = {name: _plain(possible(scale, standing)) for name, scale in scales.items()}
    measures["missing"] = missing
    measures["claimed_lower"] = {
        practice: standing[practice].status for names in missing.values() for practice in names if practice in standing
    }
    findings = tuple(_findings(subject, context, floors, missing, given=given))
    return Assessment(QUESTION, None, measures, findings, tuple(_trace(subject, standing)) if context.in_full else ())


def floor(scale: Scale, standing: Mapping[str, Standing]) -> Level:
    """Return the highest level that the claims reach; what is unlisted does not lift it."""
    return _highest(scale, standing, if_silent=False)


def possible(scale: Scale, standing: Mapping[str, Standing]) -> Level:
    """Return the level that would be reached if every unlisted practice held."""
    return _highest(scale, standing, if_silent=True)


def _highest(scale: Scale, standing: Mapping[str, Standing], *, if_silent: bool) -> Level:
    reached = scale.levels[0]
    for level in scale.levels:
        if not all(_met(standing, *item, if_silent=if_silent) for item in (level.requires or {}).items()):
            break
        reached = level
    return reached


def _met(standing: Mapping[str, Standing], practice: str, wanted: str, *, if_silent: bool) -> bool:
    here = standing.get(practice)
    return if_silent if here is None else here.reaches(wanted)


def missing_for_next(scale: Scale, standing: Mapping[str, Standing], reached: Level | None) -> list[str]:
    """List the practices that the level after `reached` asks and the claims do not meet."""
    after = next_level(scale, reached)
    if after is None:
        return []
    return [
        name for name, wanted in (after.requires or {}).items() if not _met(standing, name, wanted, if_silent=False)
    ]


def next_level(scale: Scale, reached: Level | None) -> Level | None:
    """Return the level above, or None at the top."""
    above = scale.levels.index(reached) + 1 if reached is not None else 0
    return scale.levels[above] if above < len(scale.levels) else None


def _plain(level: Level | None) -> int | str | None:
    if level is None:
        return None
    return int(level.level) if level.level.isdecimal() else level.level


def _findings(
    subject: Subject,
    context: Context,
    floors: Mapping[str, Level | None],
    missing: Mapping[str, list[str]],
    *,
    given: bool,
) -> Iterator[Finding]:
    if not given:
        yield speak(
            context.rule(NOT_GIVEN),
            QUESTION,
            subject,
            about="practices",
            path=("practices",),
            outcome="unknown",
        )
        return
    for name, scale in subject.knowledge.scales.items():
        after = next_level(scale, floors[name])
        if after is None or not missing[name]:
            continue
        reached = floors[name]
        values = {
            "scale": scale.title,
            "level": f"{reached.level} ({reached.name})" if reached else "none",
            "next": f"{after.level} ({after.name})",
            "missing": missing[name],
        }
        yield speak(
            context.rule(NEXT_LEVEL),
            QUESTION,
            subject,
            about=f"automation.{name}",
            path=("practices",),
            on_key=True,
            values=values,
        )


def _trace(subject: Subject, standing: Mapping[str, Standing]) -> Iterator[str]:
    for name, here in sorted(standing.items()):
        path = here.origin
        line = (
            subject.positions.key(("practices", name)).line if path.startswith("practices.") else _line(subject, path)
        )
        origin = "listed" if path.startswith("practices.") else f"from the answer {path}"
        against = f", but {here.against} excludes it" if here.against else ""
        yield f"{name}: {here.status}, {origin}, line {line}{against}"


def _line(subject: Subject, path: str) -> int:
    return subject.positions.key(tuple(path.split("."))).line
