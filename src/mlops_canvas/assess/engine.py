"""Asks the questions in the order of what they need; a broken one does not stop the rest; applies waivers.

Enters a loaded canvas; leaves a report. Conditions are compiled once for all canvases of a run.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from graphlib import TopologicalSorter
from typing import Any

from mlops_canvas.assess import (
    automation,
    balance,
    coherence,
    completeness,
    cost,
    readiness,
    risk,
    roadmap,
    test_score,
    unanswered,
    waivers,
)
from mlops_canvas.assess.context import Context, Findings, failed
from mlops_canvas.assess.report import Assessment, Report
from mlops_canvas.assess.standing import Standing, standings
from mlops_canvas.canvas import Canvas, Loaded
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Knowledge, Rule
from mlops_canvas.rules import Condition, compile_condition
from mlops_canvas.subject import Subject

Judge = Callable[[Subject, Context], Assessment]


@dataclass(frozen=True, slots=True)
class _Question:
    judge: Judge
    needs: tuple[str, ...] = ()
    by_practice: bool = False  # reads the standing of practices


_QUESTIONS: dict[str, _Question] = {
    "risk": _Question(risk.judge, by_practice=True),
    "readiness": _Question(readiness.judge, by_practice=True),
    "automation": _Question(automation.judge, by_practice=True),
    "test_score": _Question(test_score.judge, by_practice=True),
    "balance": _Question(balance.judge, needs=("risk",), by_practice=True),
    "cost": _Question(cost.judge),
    "coherence": _Question(coherence.judge),
    "decisions": _Question(unanswered.judge),
    "claims": _Question(unanswered.judge),
    "roadmap": _Question(
        roadmap.judge,
        needs=("risk", "readiness", "automation", "test_score", "balance", "cost", "coherence"),
        by_practice=True,
    ),
}
QUESTIONS: tuple[str, ...] = tuple(_QUESTIONS)
"""The ten questions asked of a canvas, in the order of reports."""

_RULES_IN = {"roadmap": "automation"}  # the roadmap walks the levels of automation


def _needed(wanted: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Map the wanted questions, and all that they need, to what each needs."""
    found: dict[str, tuple[str, ...]] = {}
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = _QUESTIONS[name].needs
            waiting.extend(found[name])
    return found


class Engine:
    """Knows the rules, compiled; judges one canvas after the other."""

    def __init__(
        self,
        knowledge: Knowledge,
        as_of: date,
        *,
        list_ok: bool = False,
        in_full: bool = True,
        horizon_months: int | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._as_of = as_of
        self._horizon = horizon_months
        self._list_ok = list_ok
        self._in_full = in_full
        self._kept: dict[str, dict[str, Any]] = {}
        self._compiled: dict[str, dict[str, tuple[Rule, Condition | None]]] = {}

    def run(self, loaded: Loaded, questions: Iterable[str], *, with_format: bool = True) -> Report:
        """Judge one canvas by its format, the given questions and its waivers.

        Without the format, only the faults of the file itself stand beside the questions.
        """
        wanted = tuple(questions)
        if loaded.canvas is None:
            return self.unread(loaded.positions.path, loaded.findings)
        subject = Subject(
            loaded.canvas, loaded.positions, self._knowledge, self._as_of, loaded.unreadable, self._horizon
        )
        format_ = self._context("format", {}, {})
        findings = completeness.check(subject, format_) if with_format else Findings(self._list_ok, [])
        findings.said[:0] = loaded.findings
        report = self._report(loaded.positions.path, subject.canvas, findings, self._ask(subject, wanted))
        ran = {name for question in (*wanted, *(["format"] if with_format else [])) for name in self._rules(question)}
        return waivers.apply(report, subject, format_, ran)

    def _ask(self, subject: Subject, wanted: tuple[str, ...]) -> dict[str, Assessment]:
        graph = _needed(wanted)
        order = list(TopologicalSorter(graph).static_order())
        standing = standings(subject) if any(_QUESTIONS[name].by_practice for name in order) else {}
        answers: dict[str, Assessment] = {}
        for name in order:
            answers[name] = self._judge(subject, self._context(name, standing, answers))
        return {name: answers[name] for name in QUESTIONS if name in wanted}

    def _judge(self, subject: Subject, context: Context) -> Assessment:
        name = context.question
        try:
            return _QUESTIONS[name].judge(subject, context)
        except Exception as error:
            rule = next(iter(context.rules.values()))[0]
            return Assessment(name, None, findings=(failed(rule, name, subject, error),))

    def _context(self, question: str, standing: Mapping[str, Standing], verdicts: Mapping[str, Assessment]) -> Context:
        kept = self._kept.setdefault(question, {})
        rules = self._rules(question)
        return Context(question, rules, standing, dict(verdicts), self._list_ok, kept, self._in_full)

    def _rules(self, question: str) -> dict[str, tuple[Rule, Condition | None]]:
        home = _RULES_IN.get(question, question)
        if home not in self._compiled:
            self._compiled[home] = {
                name: (rule, compile_condition(rule.when) if rule.when is not None else None)
                for name, rule in sorted(self._knowledge.rules.get(home, {}).items())
            }
        return self._compiled[home]

    def unread(self, path: str, findings: tuple[Finding, ...]) -> Report:
        """Report a file that left nothing to judge."""
        return self._report(path, None, Findings(self._list_ok, list(findings)), {})

    def _report(
        self,
        path: str,
        canvas: Canvas | None,
        findings: Findings,
        answers: Mapping[str, Assessment],
    ) -> Report:
        return Report(
            path=path,
            name=canvas.name if canvas else None,
            team=(canvas.team or ()) if canvas else (),
            as_of=self._as_of,
            law_version=self._knowledge.law.version,
            knowledge_version=self._knowledge.version,
            findings=tuple(findings.said),
            assessments=answers,
            readable=canvas is not None,
            ok=findings.ok,
        )
