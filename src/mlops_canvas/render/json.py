"""JSON, the contract for other programs: sorted by path, rule and about, the same bytes on every run."""

import json as standard
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mlops_canvas.assess import Report
from mlops_canvas.render import plain


def check(reports: Iterable[Report]) -> Iterator[str]:
    """Write what `check` found, report by report."""
    summary = plain.Summary()
    yield f'{{\n  "schema_version": {plain.SCHEMA_VERSION},\n  "command": "check",\n  "findings": ['
    comma = ""
    for report in reports:
        summary.add(report)
        for finding in plain.in_order(report.every_finding()):
            yield f"{comma}\n    {standard.dumps(plain.finding(finding), ensure_ascii=False)}"
            comma = ","
    yield f'\n  ],\n  "summary": {standard.dumps(summary.data())}\n}}\n'


def document(command: str, data: Mapping[str, Any]) -> str:
    """Write any other command's data as one JSON object."""
    return text({"schema_version": plain.SCHEMA_VERSION, "command": command, **data})


def text(data: Any) -> str:
    """Write plain data as indented JSON."""
    return standard.dumps(data, ensure_ascii=False, indent=2) + "\n"
