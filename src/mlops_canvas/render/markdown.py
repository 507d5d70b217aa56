"""Markdown for a pull request's comment or a summary page."""

from collections.abc import Iterable, Iterator

from mlops_canvas.assess import Report
from mlops_canvas.finding import Finding, by_position
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.render import plain, verdicts
from mlops_canvas.render.escape import escape
from mlops_canvas.render.terminal import word


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


def assess(report: Report, knowledge: Knowledge) -> Iterator[str]:
    """Write the answer to each question as a list, and the findings as a table."""
    yield f"# {escape(report.name or report.path)}\n\nAs of {report.as_of.isoformat()}.\n"
    for name, answer in report.assessments.items():
        yield f"\n## {name.replace('_', ' ').capitalize()}\n\n"
        for line in verdicts.lines(name, answer, knowledge):
            indent = "  " if line.startswith("  ") else ""
            yield f"{indent}* {escape(line.strip())}\n"
    yield "\n## Findings\n\n"
    yield from check([report])


def _row(finding: Finding) -> str:
    cells = (str(finding.location), word(finding), finding.rule, finding.about, finding.message)
    return f"| {' | '.join(map(escape, cells))} |\n"
