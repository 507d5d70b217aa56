"""Workflow commands, so that findings stand at their line in a pull request."""

from collections.abc import Iterable, Iterator

from mlops_canvas.assess import Report
from mlops_canvas.finding import Finding, by_position

_COMMAND = {"error": "error", "warning": "warning", "info": "notice"}


def check(reports: Iterable[Report]) -> Iterator[str]:
    """Write one command a finding that is a gap, a note or a failure; waived ones are left out."""
    for report in reports:
        for finding in sorted(report.every_finding(), key=by_position):
            if finding.outcome in {"gap", "note", "failed"} and finding.waived is None:
                yield _command(finding)


def _command(finding: Finding) -> str:
    place = finding.location
    ends = f",endColumn={place.end_column}" if place.end_line == place.line else ""
    head = (
        f"::{_COMMAND[finding.severity]} file={_property(place.path)},line={place.line},"
        f"endLine={place.end_line},col={place.column}{ends},title={_property(finding.rule)}"
    )
    return f"{head}::{_data(f'{finding.about}: {finding.message}')}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
