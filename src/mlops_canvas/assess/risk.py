"""The AI Act category, from facts: every rule that fired, and the facts that are missing.

First form: a category is given only where no rule that is still undecided could make it worse; else the
verdict is `unclear`. Kleene's logic is at most less firm than all completions of the unknown facts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mlops_canvas.assess import suspicion
from mlops_canvas.assess.context import Context, failed
from mlops_canvas.assess.report import Assessment
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Rule
from mlops_canvas.rules import open_fields, speak
from mlops_canvas.subject import Subject

QUESTION = "risk"
MISSING = "RSK001"
ORDER = ("minimal", "limited", "high", "prohibited")


@dataclass(frozen=True, slots=True)
class _Outcome:
    fired: tuple[Rule, ...]
    open: tuple[Rule, ...]
    broken: tuple[tuple[Rule, Exception], ...]

    def in_category(self, *names: str) -> list[Rule]:
        return [rule for rule in self.fired if rule.then and rule.then.category in names]


def judge(subject: Subject, context: Context) -> Assessment:
    """Decide the category as far as the facts allow."""
    outcome = _evaluate(subject, context)
    inside = category(outcome)
    verdict = _verdict(outcome, inside)
    missing = [] if subject.lost("risk") else sorted(_missing(subject, outcome, inside))
    measures = {
        "missing": missing,
        "duties": [],
        "law_from": _law_from(subject, outcome, verdict),
        "if_in_scope": inside if verdict == "out_of_scope" else None,
        "fired": [{"rule": rule.id, "article": rule.then.article} for rule in outcome.fired if rule.then],
    }
    findings = [speak(rule, QUESTION, subject) for rule in outcome.fired]
    findings += [failed(rule, QUESTION, subject, error) for rule, error in outcome.broken]
    if verdict == "unclear":
        findings.append(_unclear(subject, context, missing))
    findings += suspicion.findings(subject, context)
    return Assessment(QUESTION, verdict, measures, tuple(findings), tuple(_trace(outcome)) if context.in_full else ())


def _evaluate(subject: Subject, context: Context) -> _Outcome:
    fired, undecided, broken = [], [], []
    for rule, condition in context.rules.values():
        if condition is None:
            continue
        try:
            truth = condition(subject)
        except Exception as error:
            broken.append((rule, error))
            undecided.append(rule)
            continue
        if truth is None:
            undecided.append(rule)
        elif truth:
            fired.append(rule)
    return _Outcome(tuple(fired), tuple(undecided), tuple(broken))


def category(outcome: _Outcome) -> str:
    """Return the worst category that fired, or `unclear` where an undecided rule could be worse."""
    worst = max((_rank(rule) for rule in outcome.fired), default=0)
    if any(_rank(rule) > worst for rule in outcome.open):
        return "unclear"
    return ORDER[worst]


def _rank(rule: Rule) -> int:
    name = rule.then.category if rule.then else "minimal"
    return ORDER.index(name) if name in ORDER else 0


def _verdict(outcome: _Outcome, inside: str) -> str:
    if outcome.in_category("out_of_scope"):
        return "out_of_scope"
    if any(rule.then and rule.then.category == "out_of_scope" for rule in outcome.open):
        return "unclear"
    return inside


def _missing(subject: Subject, outcome: _Outcome, inside: str) -> Iterator[str]:
    """List the facts that leave a rule undecided which could still change the answer."""
    if outcome.in_category("out_of_scope"):
        return
    worst = max((_rank(rule) for rule in outcome.fired), default=0)
    seen: set[str] = set()
    for rule in outcome.open:
        scope = rule.then is not None and rule.then.category == "out_of_scope"
        if scope or (inside == "unclear" and _rank(rule) > worst):
            seen.update(open_fields(rule.when, subject))
    yield from seen


def _law_from(subject: Subject, outcome: _Outcome, verdict: str) -> str | None:
    bases = subject.knowledge.law.bases
    days = [bases[rule.then.basis].date for rule in outcome.in_category(verdict) if rule.then]
    return min(days).isoformat() if days else None


def _unclear(subject: Subject, context: Context, missing: Iterable[str]) -> Finding:
    values = {"missing": list(missing)}
    message = "the risk block has a fault and was left out: mend it first" if subject.lost("risk") else None
    return speak(
        context.rule(MISSING),
        QUESTION,
        subject,
        about="risk",
        path=("risk",),
        outcome="unknown",
        message=message,
        on_key=True,
        values=values,
    )


def _trace(outcome: _Outcome) -> Iterator[str]:
    for rule in outcome.fired:
        yield f"{rule.id} {rule.then.article if rule.then else ''}: {rule.title}"
    for rule in outcome.open:
        yield f"{rule.id} undecided: {rule.title}"
