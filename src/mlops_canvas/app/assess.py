"""`assess`: all ten questions asked of one canvas."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from mlops_canvas.app import options, sources
from mlops_canvas.app.check import Tally, render
from mlops_canvas.assess import QUESTIONS, Engine, Report, readiness
from mlops_canvas.knowledge import Knowledge


def run(
    name: str,
    *,
    packs: tuple[Path, ...],
    as_of: date,
    law: str | None = None,
    format_: str,
    fail_on: str,
    colour: bool,
    list_all: bool,
    horizon: int | None,
    overall: bool,
) -> tuple[Iterator[str], int]:
    """Assess one canvas. Returns the output and the exit code."""
    path = sources.one(name)
    knowledge = options.load_knowledge(packs, law)
    engine = Engine(knowledge, as_of, list_ok=list_all, horizon_months=horizon)
    report = engine.run(sources.read(path), QUESTIONS)
    if overall:
        report = _with_overall(report, knowledge)
    tally = Tally(fail_on)
    list(tally.watch([report]))
    return _render(report, knowledge, format_, colour=colour, list_all=list_all), tally.code


def _with_overall(report: Report, knowledge: Knowledge) -> Report:
    """Let readiness have a verdict: the lowest of the themes, or none while one of them is unknown."""
    if "readiness" not in report.assessments:
        return report
    answer = report.assessments["readiness"]
    lowest = readiness.overall(knowledge, answer)
    return replace(report, assessments={**report.assessments, "readiness": replace(answer, verdict=lowest)})


def _render(report: Report, knowledge: Knowledge, format_: str, *, colour: bool, list_all: bool) -> Iterator[str]:
    if format_ == "json":
        from mlops_canvas.render import json, plain

        return iter([json.document("assess", plain.report(report))])
    if format_ == "markdown" and report.readable:
        from mlops_canvas.render import markdown

        return markdown.assess(report, knowledge)
    if format_ == "text" and report.readable:
        from mlops_canvas.render import terminal

        return terminal.assess(report, knowledge, terminal.Pen(colour=colour), list_all=list_all)
    # What is left shows findings only, as `check` does.
    return render([report], knowledge.every_rule, format_, colour=colour, list_all=list_all)
