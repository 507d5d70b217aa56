"""Findings that the team accepts for a time: applied, and themselves held to their end date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mlops_canvas.assess.context import Context
from mlops_canvas.assess.report import Assessment, Report
from mlops_canvas.canvas.model import Waiver
from mlops_canvas.errors import guess
from mlops_canvas.finding import Finding, Waived
from mlops_canvas.rules import speak
from mlops_canvas.subject import Subject

EXPIRED, UNUSED, UNKNOWN_RULE = "CAN030", "CAN031", "CAN032"


@dataclass(slots=True)
class _Used:
    waiver: Waiver
    index: int
    covers: int = 0


def apply(report: Report, subject: Subject, context: Context, ran: Iterable[str]) -> Report:
    """Mark what the canvas waives, and say which waivers are expired, unused or name no rule.

    A waiver is called unused only if its rule ran.
    """
    waivers = [_Used(waiver, index) for index, waiver in enumerate(subject.canvas.waivers or ())]
    if not waivers:
        return report
    live = [use for use in waivers if use.waiver.until >= subject.as_of]
    findings = tuple(_waive(finding, live) for finding in report.findings)
    answers = {name: _waive_all(answer, live) for name, answer in report.assessments.items()}
    said = [finding for use in waivers for finding in _judge(use, subject, context, frozenset(ran))]
    return replace(report, findings=(*findings, *said), assessments=answers)


def _waive_all(answer: Assessment, live: list[_Used]) -> Assessment:
    return replace(answer, findings=tuple(_waive(finding, live) for finding in answer.findings))


def _waive(finding: Finding, live: list[_Used]) -> Finding:
    if finding.outcome not in {"gap", "note"}:
        return finding
    for use in live:
        waiver = use.waiver
        if finding.rule == waiver.rule and _below(finding.about, waiver.about):
            use.covers += 1
            return finding.covered(Waived(waiver.reason, waiver.owner, waiver.until))
    return finding


def _below(about: str, waived: str) -> bool:
    return about == waived or about.startswith(f"{waived}.")


def _judge(use: _Used, subject: Subject, context: Context, ran: frozenset[str]) -> Iterable[Finding]:
    waiver = use.waiver
    values: Mapping[str, object] = {
        "rule": waiver.rule,
        "until": waiver.until.isoformat(),
        "owner": waiver.owner,
        "about": waiver.about,
        "covers": use.covers,
        "guess": "",
    }
    known = subject.knowledge.every_rule
    if waiver.rule not in known:
        meant = guess(waiver.rule, known)
        tail = f": did you mean {meant}?" if meant else ""
        yield _say(UNKNOWN_RULE, "rule", use, subject, context, {**values, "guess": tail})
    elif waiver.until < subject.as_of:
        yield _say(EXPIRED, "until", use, subject, context, values)
    elif use.covers == 0 and waiver.rule in ran:
        yield _say(UNUSED, "about", use, subject, context, values)


def _say(
    name: str, field: str, use: _Used, subject: Subject, context: Context, values: Mapping[str, object]
) -> Finding:
    path = ("waivers", use.index, field)
    about = subject.positions.about(path[:2])
    return speak(context.rule(name), "format", subject, about=about, path=path, values=dict(values))
