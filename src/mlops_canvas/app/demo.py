"""`demo`: the example canvases, read and judged."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from mlops_canvas import resources
from mlops_canvas.app import options, sources
from mlops_canvas.assess import QUESTIONS, Engine, Report


def run(*, as_of: date, format_: str, colour: bool) -> Iterator[str]:
    """Assess every example canvas."""
    knowledge = options.load_knowledge(())
    engine = Engine(knowledge, as_of)
    files = sorted(resources.folder("canvases").glob("*/canvas.yaml"))
    reports = [engine.run(sources.read(path), QUESTIONS) for path in files]
    if format_ == "json":
        from mlops_canvas.render import json

        yield json.document("demo", {"systems": [_system(report) for report in reports]})
        return
    from mlops_canvas.render import terminal

    pen = terminal.Pen(colour=colour)
    for number, report in enumerate(reports):
        yield "\n" + "─" * terminal.WIDTH + "\n\n" if number else ""
        yield from terminal.assess(report, knowledge, pen)


def _system(report: Report) -> dict[str, Any]:
    answers = report.assessments
    counts = report.counts()
    automation = answers["automation"].measures
    return {
        "path": report.path,
        "name": report.name,
        "risk": answers["risk"].verdict,
        "law_from": answers["risk"].measures.get("law_from"),
        "automation": {name: automation[name] for name in automation.get("possible", {})},
        "balance": answers["balance"].verdict,
        "cost": answers["cost"].verdict,
        "gaps": counts["gap"],
        "next": automation.get("missing", {}),
    }
