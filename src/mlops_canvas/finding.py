"""The currency of the tool: every check yields findings, every output shows them."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from mlops_canvas.location import Location

Outcome = Literal["ok", "gap", "note", "unknown", "not_applicable", "failed"]
Severity = Literal["error", "warning", "info"]
OUTCOMES: tuple[Outcome, ...] = ("ok", "gap", "note", "unknown", "not_applicable", "failed")
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that a finding speaks of, and what stands there."""

    location: Location
    message: str


@dataclass(frozen=True, slots=True)
class Remediation:
    """What to do about a gap; effort is low (days), medium (weeks) or high (months)."""

    text: str
    effort: str


@dataclass(frozen=True, slots=True)
class Waived:
    """Why a finding does not count, who answers for that, and until when."""

    reason: str
    owner: str
    until: date


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement about one thing: rule, what it speaks of, outcome, place, and the sources behind it.

    `about` is a canvas path or the id of a practice, duty, tool, model or record. `debt` names the kinds
    of technical debt that a gap leaves (knowledge/data/words/debts.yaml).
    """

    rule: str
    question: str
    about: str
    outcome: Outcome
    severity: Severity
    message: str
    location: Location
    sources: tuple[str, ...]
    excerpt: str = ""
    related: tuple[Related, ...] = field(default=())
    remediation: Remediation | None = None
    debt: tuple[str, ...] = ()
    waived: Waived | None = None

    @property
    def key(self) -> str:
        """The identity of a finding under moved lines: rule, about and path."""
        return f"{self.rule}:{self.about}:{self.location.path}"

    def counts(self, at_least: Severity) -> bool:
        """Say whether this is an unwaived gap of that severity or above."""
        return (
            self.outcome == "gap"
            and self.waived is None
            and SEVERITIES.index(self.severity) >= SEVERITIES.index(at_least)
        )

    def covered(self, waiver: Waived) -> "Finding":
        """Return the same finding, waived."""
        return replace(self, waived=waiver)


def by_rule(finding: Finding) -> tuple[str, str, str]:
    """Order of machine outputs: path, rule, about; independent of lines."""
    return (finding.location.path, finding.rule, finding.about)


def by_position(finding: Finding) -> tuple[Location, str, str]:
    """Order of what a person reads: from the top of the file down."""
    return (finding.location, finding.rule, finding.about)
