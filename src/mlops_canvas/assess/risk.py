"""The AI Act category, from facts: every rule that fired and why, what is missing, what would change it.

A category is given only where all completions of the unknown facts agree (`category.py`); else the verdict is
`unclear`, with the categories that are still possible and the facts that can change which of them it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mlops_canvas.assess import duties, suspicion
from mlops_canvas.assess.category import OUTSIDE, TASK, Decision, Outlook
from mlops_canvas.assess.context import Context, failed
from mlops_canvas.assess.report import Assessment
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Rule
from mlops_canvas.rules import because, open_fields, speak
from mlops_canvas.subject import UNREADABLE, Subject

QUESTION = "risk"
MISSING, LIFTED = "RSK001", "RSK039"
_HARD = ("decides", "influences")  # tasks that no leg of the filter names
MANY = 8  # so many missing facts are named one by one, more by their sections
_FEW = 6  # among so few missing facts, sets of several are searched


@dataclass(frozen=True, slots=True)
class _Tried:
    """What each rule came to."""

    truth: Mapping[str, bool | None]
    fired: tuple[Rule, ...]
    open: tuple[Rule, ...]
    broken: tuple[tuple[Rule, Exception], ...]


def judge(subject: Subject, context: Context) -> Assessment:
    """Decide the category as far as the facts allow."""
    decision = _decision(subject, context)
    tried = _try(subject, context)
    outlook = decision.outlook(subject, tried.truth)
    verdict = outlook.verdict
    inside = decision.outlook(subject, tried.truth, inside=True) if verdict == OUTSIDE else None
    fired = [rule for rule in tried.fired if _stands(rule, verdict)]
    lifted = _lifted(subject, context, tried, decision, verdict)
    law = duties.of(subject, context, fired=fired, lifted=lifted, verdict=verdict, possible=outlook.possible)
    measures: dict[str, Any] = {
        "missing": [] if subject.lost("risk") else list(outlook.missing),
        "possible": outlook.ordered,
        **(law if context.in_full else {key: law[key] for key in ("law_from", "law_transition")}),
        "if_in_scope": inside.verdict if inside else None,
        "fired": [{"rule": rule.id, "article": _article(rule)} for rule in fired if rule.then],
    }
    if context.in_full:
        measures |= _in_full(subject, decision, outlook, tried, fired, lifted)
    findings = [speak(rule, QUESTION, subject) for rule in fired]
    findings += [failed(rule, QUESTION, subject, error) for rule, error in tried.broken]
    if lifted:
        values = {"articles": [_article(rule) for rule in lifted]}
        findings.append(speak(context.rule(LIFTED), QUESTION, subject, values=values))
    if verdict == "unclear":
        findings.append(_unclear(subject, context, outlook))
    if verdict != "prohibited":
        findings += duties.gaps(subject, context, law["duties"])
    findings += suspicion.findings(subject, context)
    trace = tuple(_trace(subject, measures, tried, verdict)) if context.in_full else ()
    return Assessment(QUESTION, verdict, measures, tuple(findings), trace)


# Drawing the law takes a tenth of a second, and every engine of one knowledge draws the same.
_DRAWN: dict[tuple[int, ...], Decision] = {}
_MANY_LAWS = 8


def _decision(subject: Subject, context: Context) -> Decision:
    found = context.kept.get(QUESTION)
    if isinstance(found, Decision):
        return found
    rules = [rule for rule, _ in context.rules.values()]
    knowledge = subject.knowledge
    # A decision holds what these numbers stand for, so none of them is given to another thing meanwhile.
    key = (*map(id, rules), id(knowledge.facts), id(knowledge.words), id(knowledge.fields))
    if key not in _DRAWN:
        if len(_DRAWN) >= _MANY_LAWS:
            _DRAWN.clear()
        _DRAWN[key] = Decision(knowledge, rules)
    context.kept[QUESTION] = _DRAWN[key]
    return _DRAWN[key]


def _try(subject: Subject, context: Context) -> _Tried:
    truth: dict[str, bool | None] = {}
    fired, undecided, broken = [], [], []
    for rule, condition in context.rules.values():
        if condition is None:
            continue
        try:
            found = condition(subject)
        except Exception as error:
            broken.append((rule, error))
            found = None
        truth[rule.id] = found
        if found is None:
            undecided.append(rule)
        elif found:
            fired.append(rule)
    return _Tried(truth, tuple(fired), tuple(undecided), tuple(broken))


def _stands(rule: Rule, verdict: str) -> bool:
    """Say whether a rule that fired has its say: a mild exclusion has none where something worse holds."""
    return rule.then is None or not rule.then.instead_of or verdict == rule.then.category


def _lifted(subject: Subject, context: Context, tried: _Tried, decision: Decision, verdict: str) -> list[Rule]:
    """List the uses of Annex III that only the filter of Art. 6(3) keeps the system from being high risk by."""
    if verdict in {"prohibited", "high", OUTSIDE} or subject.value(TASK) in {None, UNREADABLE, *_HARD}:
        return []
    deciding = subject.supposing({TASK: "decides"})
    quiet = [context.rules[name] for name in decision.filtered if tried.truth.get(name) is False]
    return sorted((rule for rule, test in quiet if test is not None and test(deciding)), key=lambda rule: rule.id)


def _in_full(
    subject: Subject,
    decision: Decision,
    outlook: Outlook,
    tried: _Tried,
    fired: Iterable[Rule],
    lifted: Iterable[Rule],
) -> dict[str, Any]:
    """Return what only a reader of the whole report asks for."""
    few = len(outlook.missing) <= _FEW
    return {
        "facts": _facts(subject),
        "undecided": _undecided(subject, tried, outlook.verdict),
        "fired": [_said(subject, rule) for rule in fired if rule.then],
        "lifted": [{"rule": rule.id, "article": _article(rule)} for rule in lifted],
        "settling": [] if subject.lost("risk") else decision.settling(outlook, 3 if few else 1),
        "would_settle": [] if subject.lost("risk") else _grouped(decision.single(outlook)),
        "would_change": _grouped(decision.alternatives(subject, outlook.verdict)),
    }


def _facts(subject: Subject) -> dict[str, Any]:
    """Return the facts that the canvas states, as it spells them."""
    said = {path: subject.canvas.at(path) for path in subject.knowledge.facts}
    return {path: _plain(value) for path, value in said.items() if value is not None}


def _undecided(subject: Subject, tried: _Tried, verdict: str) -> list[str]:
    """List the facts that cannot change the category and leave open whether Art. 50 adds duties to it."""
    if verdict not in {"high", "limited"}:
        return []
    rules = [rule for rule in tried.open if rule.then and rule.then.category == "limited"]
    return list(dict.fromkeys(path for rule in rules for path in open_fields(rule.when, subject)))


def _said(subject: Subject, rule: Rule) -> dict[str, Any]:
    fields = dict.fromkeys(because(rule.when, subject))
    facts = [{"field": path, "value": _plain(subject.canvas.at(path)), "line": _line(subject, path)} for path in fields]
    category = rule.then.category if rule.then else None
    return {"rule": rule.id, "article": _article(rule), "title": rule.title, "category": category, "facts": facts}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _line(subject: Subject, path: str) -> int:
    steps = tuple(path.split("."))
    place = subject.positions.value(steps) if subject.positions.has(steps) else subject.positions.key(steps)
    return place.line


def _grouped(found: Iterable[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """Group answers by fact and by the category that they make."""
    groups: dict[tuple[str, str], list[str]] = {}
    for field, answer, category in found:
        groups.setdefault((field, category), []).append(answer)
    return [{"field": field, "answers": answers, "then": then} for (field, then), answers in groups.items()]


def _article(rule: Rule) -> str:
    return rule.then.article if rule.then else ""


def _unclear(subject: Subject, context: Context, outlook: Outlook) -> Finding:
    missing = outlook.missing
    if len(missing) > MANY:
        missing = tuple(dict.fromkeys(".".join(path.split(".")[:2]) for path in missing))
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
        values={"missing": list(missing), "possible": " or ".join(outlook.ordered).replace("_", " ")},
    )


def _trace(subject: Subject, measures: Mapping[str, Any], tried: _Tried, verdict: str) -> Iterator[str]:
    """Say why, for somebody new to the law: what holds, by which facts, and what one other answer would make of it."""
    yield _heading(measures, verdict)
    rules = subject.knowledge.every_rule
    for one in measures["fired"]:
        facts = ", ".join(f"{fact['field']} is {_word(fact['value'])} (line {fact['line']})" for fact in one["facts"])
        yield f"{one['rule']} {one['article']} ({one['category']}): {rules[one['rule']].why} It holds because {facts}."
    for one in measures["lifted"]:
        yield f"{one['rule']} {one['article']} does not hold: the filter of Art. 6(3) lifts it"
    for rule in tried.open if verdict == "unclear" else ():
        yield f"{rule.id} undecided: {rule.title}"
    for path in measures["missing"] if len(measures["missing"]) <= MANY else ():
        yield f"missing: {path}: {subject.knowledge.fields[path].text}"
    near = {fact["field"] for one in measures["fired"] for fact in one["facts"]}
    for one in measures["would_settle"]:
        yield f"it is {one['then']} once {_or(one)}"
    for one in sorted(measures["would_change"], key=lambda one: one["field"] not in near):
        yield f"with all else as it is, it would be {one['then']} if {_or(one)}"


def _or(one: Mapping[str, Any]) -> str:
    more = f" or {len(one['answers']) - _FEW} more" if len(one["answers"]) > _FEW else ""
    return f"{one['field']} is {' or '.join(one['answers'][:_FEW])}{more}"


def _heading(measures: Mapping[str, Any], verdict: str) -> str:
    if verdict == "unclear":
        return f"unclear: {' or '.join(measures['possible'])}, as {', '.join(measures['missing'])} will say"
    holding = [one["rule"] for one in measures["fired"] if one["category"] == verdict]
    return f"{verdict}, by {', '.join(holding)}" if holding else f"{verdict}: no rule fired, and no fact is missing"


def _word(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value).lower() if isinstance(value, bool) else "(blank)" if value is None else str(value)
