"""`assess`: all ten questions asked of one canvas."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from mlops_canvas.app import options, sources
from mlops_canvas.app.check import Tally, render
from mlops_canvas.assess import QUESTIONS, Engine, Report
from mlops_canvas.knowledge import Knowledge


def run(
    name: str,
    *,
    packs: tuple[Path, ...],
    as_of: date,
    format_: str,
    fail_on: str,
    colour: bool,
    list_all: bool,
) -> tuple[Iterator[str], int]:
    """Assess one canvas. Returns the output and the exit code."""
    path = sources.one(name)
    knowledge = options.load_knowledge(packs)
    report = Engine(knowledge, as_of, list_ok=list_all).run(sources.read(path), QUESTIONS)
    tally = Tally(fail_on)
    list(tally.watch([report]))
    return _render(report, knowledge, format_, colour=colour, list_all=list_all), tally.code


def _render(report: Report, knowledge: Knowledge, format_: str, *, colour: bool, list_all: bool) -> Iterator[str]:
    if format_ == "json":
        from mlops_canvas.render import json, plain

        return iter([json.document("assess", plain.report(report))])
    if format_ == "markdown":
        from mlops_canvas.render import markdown

        return markdown.assess(report)
    if format_ == "text" and report.readable:
        from mlops_canvas.render import terminal

        return terminal.assess(report, knowledge, terminal.Pen(colour=colour), list_all=list_all)
    # What is left shows findings only, as `check` does.
    return render([report], knowledge.every_rule, format_, colour=colour, list_all=list_all)
