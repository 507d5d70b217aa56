"""Findings and assessments as plain data: what every machine-readable output is made of."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from mlops_canvas.assess import Assessment, Report
from mlops_canvas.finding import OUTCOMES, Finding, by_rule
from mlops_canvas.location import Location

SCHEMA_VERSION = 1


def finding(found: Finding) -> dict[str, Any]:
    """Return a finding as the contract lists it."""
    return {
        "key": found.key,
        "rule": found.rule,
        "question": found.question,
        "about": found.about,
        "outcome": found.outcome,
        "severity": found.severity,
        "message": found.message,
        **_place(found.location),
        "excerpt": found.excerpt,
        "related": [
            {
                "path": other.location.path,
                "line": other.location.line,
                "column": other.location.column,
                "message": other.message,
            }
            for other in found.related
        ],
        "remediation": {"text": found.remediation.text, "effort": found.remediation.effort}
        if found.remediation
        else None,
        "sources": list(found.sources),
        "waived": {
            "reason": found.waived.reason,
            "owner": found.waived.owner,
            "until": found.waived.until.isoformat(),
        }
        if found.waived
        else None,
        "debt": list(found.debt),
    }


def _place(place: Location) -> dict[str, Any]:
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by path, rule and about, the order of machine outputs."""
    return sorted(findings, key=by_rule)


def assessment(answer: Assessment) -> dict[str, Any]:
    """Return an assessment as the contract lists it."""
    return {
        "verdict": answer.verdict,
        "measures": data(answer.measures),
        "findings": [finding(found) for found in in_order(answer.findings)],
        "trace": list(answer.trace),
    }


def report(found: Report) -> dict[str, Any]:
    """Return what `assess` says of one canvas."""
    return {
        "name": found.name,
        "as_of": found.as_of.isoformat(),
        "law_version": found.law_version,
        "knowledge_version": found.knowledge_version,
        "findings": [finding(one) for one in in_order(found.findings)],
        "assessments": {name: assessment(answer) for name, answer in found.assessments.items()},
    }


def count(number: int, noun: str, plural: str = "") -> str:
    """Write a number and its noun."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


class Summary:
    """Adds up the counts of reports as they pass."""

    def __init__(self) -> None:
        self.files = 0
        self.counts = dict.fromkeys((*OUTCOMES, "waived"), 0)

    def add(self, found: Report) -> None:
        """Count one more report."""
        self.files += 1
        for outcome, number in found.counts().items():
            self.counts[outcome] += number

    def data(self) -> dict[str, int]:
        """Return the summary as the contract lists it."""
        return {"files": self.files, **self.counts}


def data(value: Any) -> Any:
    """Turn measures and entries into what JSON holds: text keys, lists, dates as text."""
    if isinstance(value, Mapping):
        return {str(key): data(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [data(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def system(found: Report) -> dict[str, Any]:
    """Return what one canvas is worth in a table of many; its path is the caller's.

    Where nothing but the risk category was asked, the row has no more than that.
    """
    if set(found.assessments) == {"risk"}:
        risk = found.assessments["risk"]
        return {
            "name": found.name,
            "team": list(found.team),
            "risk": risk.verdict,
            "law_from": risk.measures.get("law_from"),
            "gaps": found.counts()["gap"],
        }
    answers = {name: answer.measures for name, answer in found.assessments.items()}
    automation, cost, roadmap = answers["automation"], answers["cost"], answers["roadmap"]
    row: dict[str, Any] = data(
        {
            "name": found.name,
            "team": list(found.team),
            "risk": found.assessments["risk"].verdict,
            "law_from": answers["risk"].get("law_from"),
            "readiness": {theme: one["readiness"] for theme, one in answers["readiness"].items()},
            "automation": {scale: automation[scale] for scale in automation.get("possible", {})},
            "test_score": {key: answers["test_score"].get(key) for key in ("score", "band")},
            "balance": found.assessments["balance"].verdict,
            "cost": {
                "verdict": found.assessments["cost"].verdict,
                **{key: cost.get(key) for key in ("currency", "horizon_months", "total")},
            },
            "debt": {
                kind: len(one["practices"]) + len(one["findings"]) for kind, one in roadmap.get("debt", {}).items()
            },
            "gaps": found.counts()["gap"],
            "next": roadmap.get("next", []),
        }
    )
    return row
