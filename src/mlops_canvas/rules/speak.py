"""A rule and a subject → a finding: its place, its words, its sources."""

import re
from collections.abc import Iterable
from typing import Any

from mlops_canvas.canvas import Positions
from mlops_canvas.document import Path
from mlops_canvas.finding import Finding, Outcome, Related, Remediation
from mlops_canvas.knowledge import Rule
from mlops_canvas.location import Location
from mlops_canvas.subject import Subject

_NAME = re.compile(r"\{([a-z0-9_.]+)\}")


def speak(
    rule: Rule,
    question: str,
    subject: Subject,
    *,
    about: str | None = None,
    path: Path | None = None,
    outcome: Outcome | None = None,
    message: str | None = None,
    values: dict[str, Any] | None = None,
    debt: Iterable[str] = (),
    on_key: bool = False,
) -> Finding:
    """Let a rule say something.

    `about` and `path` default to what the rule names; `values` fill the braces of its message before
    the canvas's own values do; `debt` adds to the kinds of technical debt that the rule names for a gap.
    """
    target = path if path is not None else tuple((rule.about or "").split(".")) if rule.about else ()
    positions = subject.positions
    place = positions.value(target) if positions.has(target) and not on_key else positions.key(target)
    said = message if message is not None else rule.message
    decided = outcome or rule.outcome
    return Finding(
        rule=rule.id,
        question=question,
        about=about or positions.about(target) or "canvas",
        outcome=decided,
        severity=rule.severity if decided in {"gap", "note"} else "info",
        message=_NAME.sub(lambda match: _shown(subject, match[1], values or {}), said),
        location=place,
        excerpt=positions.excerpt(place),
        related=tuple(_related(positions, other) for other in rule.related if decided != "unknown"),
        remediation=_fix(rule) if decided == "gap" else None,
        debt=tuple(dict.fromkeys((*rule.debt, *debt))) if decided == "gap" else (),
        sources=rule.sources,
    )


def _fix(rule: Rule) -> Remediation | None:
    fix = rule.remediation
    return Remediation(fix.text, fix.effort) if fix else None


def _related(positions: Positions, about: str) -> Related:
    path = tuple(about.split("."))
    place: Location = positions.value(path)
    return Related(place, f"{about} stands here" if positions.has(path) else f"{about} is not there")


def _shown(subject: Subject, name: str, values: dict[str, Any]) -> str:
    value = values[name] if name in values else subject.canvas.at(name)
    if value is None:
        return "(blank)"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)
