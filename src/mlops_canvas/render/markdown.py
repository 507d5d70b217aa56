"""Markdown for a pull request's comment or a summary page."""

from collections.abc import Iterable, Iterator

from mlops_canvas.assess import Report
from mlops_canvas.finding import Finding, by_position
from mlops_canvas.render import plain
from mlops_canvas.render.terminal import word
from mlops_canvas.render.verdicts import NOT_LEGAL_ADVICE


def check(reports: Iterable[Report]) -> Iterator[str]:
    """Write one table of findings, and the counts."""
    summary = plain.Summary()
    yield "| place | weight | rule | about | message |\n| --- | --- | --- | --- | --- |\n"
    for report in reports:
        summary.add(report)
        for finding in sorted(report.every_finding(), key=by_position):
            if finding.outcome in {"gap", "note", "failed"}:
                yield _row(finding)
    yield "\n" + ", ".join(f"{name} {number}" for name, number in summary.data().items()) + "\n"


def assess(report: Report) -> Iterator[str]:
    """Write the verdicts as a table, the findings as another."""
    yield f"# {_cell(report.name or report.path)}\n\nAs of {report.as_of.isoformat()}. {NOT_LEGAL_ADVICE}\n\n"
    yield "| question | verdict |\n| --- | --- |\n"
    for name, answer in report.assessments.items():
        verdict = answer.verdict or _levels(answer.measures) or "unknown"
        yield f"| {name.replace('_', ' ')} | {_cell(verdict)} |\n"
    yield "\n"
    yield from check([report])


def _levels(measures: object) -> str:
    if not isinstance(measures, dict) or "possible" not in measures:
        return ""
    named = {name: measures[name] for name in measures["possible"] if measures[name] is not None}
    return ", ".join(f"{name} {level}" for name, level in named.items())


def _row(finding: Finding) -> str:
    cells = (str(finding.location), word(finding), finding.rule, finding.about, finding.message)
    return f"| {' | '.join(_cell(cell) for cell in cells)} |\n"


def _cell(text: str) -> str:
    """Escape what Markdown or HTML would read as its own: the words come from a stranger's file."""
    for sign in "\\`*_[]|":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")
