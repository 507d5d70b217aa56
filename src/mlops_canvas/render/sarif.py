"""SARIF 2.1.0 for code scanning: regions, stable fingerprints, waivers as suppressions."""

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from mlops_canvas.assess import Report
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Rule
from mlops_canvas.location import Location
from mlops_canvas.render import plain

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_KIND = {"ok": "pass", "note": "informational", "unknown": "open", "not_applicable": "notApplicable"}


def check(reports: Iterable[Report], rules: Mapping[str, Rule], version: str) -> Iterator[str]:
    """Write one run. `rules` are those that may speak; results follow report by report."""
    index = {name: number for number, name in enumerate(sorted(rules))}
    driver = {
        "name": "mlops-canvas",
        "version": version,
        "semanticVersion": version,
        "rules": [_rule(rules[name]) for name in index],
    }
    head = json.dumps({"driver": driver}, ensure_ascii=False)
    yield f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{{\n"tool": {head},\n'
    yield '"columnKind": "unicodeCodePoints",\n"results": ['
    comma = ""
    for report in reports:
        for finding in plain.in_order(report.every_finding()):
            yield f"{comma}\n{json.dumps(_result(finding, index), ensure_ascii=False)}"
            comma = ","
    yield "\n]}]}\n"


def _rule(rule: Rule) -> dict[str, Any]:
    help_text = rule.remediation.text if rule.remediation else rule.why
    return {
        "id": rule.id,
        "name": rule.title,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": help_text},
        "defaultConfiguration": {"level": _level(rule.severity)},
    }


def _level(severity: str) -> str:
    return "note" if severity == "info" else severity


def _result(finding: Finding, index: Mapping[str, int]) -> dict[str, Any]:
    kind = _KIND.get(finding.outcome, "fail")
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "kind": kind,
        # The standard allows a level other than none only for what failed.
        "level": _level(finding.severity) if kind == "fail" else "none",
        "message": {"text": finding.message},
        "locations": [_location(finding.location)],
        "partialFingerprints": {"mlopsCanvasKey/v1": _fingerprint(finding.key)},
        "properties": {"about": finding.about, "outcome": finding.outcome, "sources": list(finding.sources)},
    }
    if finding.rule in index:
        result["ruleIndex"] = index[finding.rule]
    if finding.related:
        result["relatedLocations"] = [
            {**_location(other.location), "message": {"text": other.message}} for other in finding.related
        ]
    if finding.waived:
        result["suppressions"] = [{"kind": "external", "justification": finding.waived.reason}]
    return result


def _location(place: Location) -> dict[str, Any]:
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(place.path)}, "region": region}}


def _uri(path: str) -> str:
    """Relative paths stay relative, so that a report fits any checkout."""
    return PurePosixPath(path).as_uri() if path.startswith("/") else quote(path)


def _fingerprint(key: str) -> str:
    return blake2b(key.encode(), digest_size=16).hexdigest()
