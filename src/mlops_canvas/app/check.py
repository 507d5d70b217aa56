"""`check`: the format, coherence and the waivers of many canvases, one after the other."""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from mlops_canvas import __version__
from mlops_canvas.app import options, sources
from mlops_canvas.assess import Engine, Report
from mlops_canvas.errors import UserError
from mlops_canvas.finding import SEVERITIES, Finding, Severity
from mlops_canvas.knowledge import Rule
from mlops_canvas.location import Location

QUESTIONS = ("coherence",)


class Tally:
    """The exit code of a run, kept while reports pass by."""

    def __init__(self, fail_on: str) -> None:
        self._fail_on: Severity | None = None if fail_on == "never" else _severity(fail_on)
        self.code = 0

    def watch(self, reports: Iterable[Report]) -> Iterator[Report]:
        """Hand reports on, noting the worst code: 3 our bug, 2 unreadable, 1 gaps at or above the bound."""
        for report in reports:
            self.code = max(self.code, self._code(report))
            yield report

    def _code(self, report: Report) -> int:
        findings = list(report.every_finding())
        if any(finding.outcome == "failed" for finding in findings):
            return 3
        if not report.readable:
            return 2
        bound = self._fail_on
        return 1 if bound is not None and any(finding.counts(bound) for finding in findings) else 0


def _severity(word: str) -> Severity:
    return next(severity for severity in SEVERITIES if severity == word)


def run(
    paths: Sequence[str],
    *,
    packs: tuple[Path, ...],
    as_of: date,
    format_: str,
    fail_on: str,
    colour: bool,
    list_all: bool,
) -> tuple[Iterator[str], Tally]:
    """Check canvases. Returns the output piece by piece, and the tally that knows the code in the end."""
    files = sources.find(paths)
    knowledge = options.load_knowledge(packs)
    tally = Tally(fail_on)
    reports = tally.watch(_reports(files, Engine(knowledge, as_of, list_ok=list_all, in_full=False)))
    rules = {**knowledge.rules["format"], **knowledge.rules["coherence"]}
    return render(reports, rules, format_, colour=colour, list_all=list_all), tally


def _reports(files: Iterable[Path], engine: Engine) -> Iterator[Report]:
    # What was imported lives as long as the run, and the nodes of a file die with it: the collector
    # would only walk them again and again.
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    for path in files:
        try:
            loaded = sources.read(path)
        except UserError as error:
            yield _unopened(path, error, engine)
            continue
        yield engine.run(loaded, QUESTIONS)


def _unopened(path: Path, error: UserError, engine: Engine) -> Report:
    name = sources.shown(path)
    finding = Finding(
        rule="CAN001",
        question="format",
        about="canvas",
        outcome="gap",
        severity="error",
        message=error.message,
        location=Location(name),
        sources=("canvas_format",),
    )
    return engine.unread(name, (finding,))


def render(
    reports: Iterable[Report], rules: Mapping[str, Rule], format_: str, *, colour: bool, list_all: bool
) -> Iterator[str]:
    """Render findings in a format; `rules` are those that may have spoken."""
    if format_ == "json":
        from mlops_canvas.render import json

        return json.check(reports)
    if format_ == "sarif":
        from mlops_canvas.render import sarif

        return sarif.check(reports, rules, __version__)
    if format_ == "markdown":
        from mlops_canvas.render import markdown

        return markdown.check(reports)
    if format_ == "github":
        from mlops_canvas.render import github

        return github.check(reports)
    from mlops_canvas.render import terminal

    return terminal.check(reports, terminal.Pen(colour=colour), list_all=list_all)
