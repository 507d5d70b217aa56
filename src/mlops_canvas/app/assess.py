"""`assess`: all ten questions asked of one canvas."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from mlops_canvas import __version__
from mlops_canvas.app import options, sources
from mlops_canvas.app.check import Tally
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
    if format_ == "sarif":
        from mlops_canvas.render import sarif

        return sarif.check([report], knowledge.every_rule, __version__)
    if format_ == "markdown":
        from mlops_canvas.render import markdown

        return markdown.assess(report)
    if format_ == "github":
        from mlops_canvas.render import github

        return github.check([report])
    from mlops_canvas.render import terminal

    pen = terminal.Pen(colour=colour)
    if not report.readable:
        return terminal.check([report], pen, list_all=list_all)
    return terminal.assess(report, knowledge, pen, list_all=list_all)
