"""The values that assessing yields: an Assessment a question, and the Report of one canvas."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mlops_canvas.finding import OUTCOMES, Finding


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer to one question: a verdict word or None, plain measures, findings, and how it came about."""

    question: str
    verdict: str | None
    measures: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    trace: tuple[str, ...] = ()
    ok: int = 0  # checks that passed and are not listed


@dataclass(frozen=True, slots=True)
class Report:
    """Everything said of one canvas. `readable` is False where the file left nothing to judge."""

    path: str
    name: str | None
    team: tuple[str, ...]
    as_of: date
    law_version: str
    knowledge_version: str
    findings: tuple[Finding, ...] = ()
    assessments: Mapping[str, Assessment] = field(default_factory=dict)
    readable: bool = True
    ok: int = 0

    def every_finding(self) -> Iterator[Finding]:
        """All findings: of the format and the waivers, then of each question."""
        yield from self.findings
        for assessment in self.assessments.values():
            yield from assessment.findings

    def counts(self) -> dict[str, int]:
        """Count the findings by outcome; waived ones count as `waived` and nothing else."""
        total = dict.fromkeys((*OUTCOMES, "waived"), 0)
        for finding in self.every_finding():
            total["waived" if finding.waived else finding.outcome] += 1
        total["ok"] += self.ok + sum(assessment.ok for assessment in self.assessments.values())
        return total
