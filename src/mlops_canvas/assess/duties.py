"""What the law asks of whom, and from when: grounds on which it reaches a system → duties and gaps.

Enters a subject and the risk rules that hold; leaves plain lists. Part of the question `risk`. A duty is `certain`
where role, scope and conditions are known to hold; what may be owed is listed too, and is never a gap.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mlops_canvas.assess.context import Context
from mlops_canvas.assess.lawbook import FILTER, Book, Compiled, Grounds, Plan
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Rule
from mlops_canvas.knowledge.law import Duty, Takeover, Transition
from mlops_canvas.rules import Condition, open_fields, speak
from mlops_canvas.subject import UNREADABLE, Subject

GAP, EXCUSED = "RSK100", "RSK101"
OUTSIDE, PROHIBITED, MODEL, SCOPE = "out_of_scope", "prohibited", "model", "scope"
EVERY = "every_system"
ROLES, TAKEN_OVER, PLACED, CHANGED = "risk.roles", "risk.taken_over", "risk.first_placed", "risk.changed"


@dataclass(frozen=True, slots=True)
class _Case:
    """One system before the law: the grounds, our roles, and what is not known of them."""

    subject: Subject
    context: Context
    book: Book
    plan: Plan
    shown: frozenset[str]  # practices that are carried out, or said not to apply
    doubted: bool  # whether the law reaches the system at all is open
    roles: frozenset[str]
    roles_open: bool
    through: Mapping[str, Takeover]  # ground → how we come to a role that we do not state
    asked: dict[str, None]  # blank facts on which duties hang
    # ground, and the day of an open question's other reading → when it binds us
    bindings: dict[tuple[str, date | None], tuple[date | None, str | None]] = field(default_factory=dict)


def of(
    subject: Subject,
    context: Context,
    *,
    fired: Sequence[Rule],
    lifted: Sequence[Rule],
    verdict: str,
    possible: Iterable[str],
) -> dict[str, Any]:
    """Return the measures of the law: duties, penalties, open questions, and from when the verdict binds.

    `fired` are the rules that hold, `lifted` those that only the filter of Art. 6(3) keeps from holding, and
    `possible` the categories that the facts allow. Where nobody reads more than findings, only the duties that
    engineering carries are looked at.
    """
    case = _case(subject, context, _grounds(fired, lifted), doubted=OUTSIDE in possible and verdict != OUTSIDE)
    planned = case.plan.duties if context.in_full else case.plan.engineering
    first = _before_all(fired, verdict)
    found = (_duty(case, one, bases, first) for one, bases in planned)
    duties = sorted((one for one in found if one is not None), key=lambda one: one["from"] or "9999")
    law_from, transition = _law_from(case, fired, verdict)
    return {
        "duties": duties,
        "law_from": law_from,
        "law_transition": transition,
        "elsewhere": case.plan.elsewhere,
        "penalties": case.plan.penalties,
        "open_questions": case.plan.questions({one["id"] for one in duties}),
        "duties_hang_on": list(case.asked),
    }


def _before_all(fired: Sequence[Rule], verdict: str) -> frozenset[str] | None:
    """Return the grounds whose duties come before all others in what is prohibited; None where nothing is.

    The others stay: a prohibition may bind only some roles, or from a later day.
    """
    if verdict != PROHIBITED:
        return None
    first = (rule.then.basis for rule in fired if rule.then and rule.then.category in {PROHIBITED, MODEL})
    return frozenset((EVERY, *first))


def _grounds(fired: Sequence[Rule], lifted: Sequence[Rule]) -> dict[str, frozenset[str]]:
    """Collect the grounds; an exclusion that takes the place of every category leaves none."""
    excluding = [rule.then for rule in fired if rule.then and rule.then.category == OUTSIDE]
    if any(not then.instead_of for then in excluding):
        return {}
    found: dict[str, set[str]] = {}
    for rule in fired:
        # A mild exclusion is of systems; a model is bound beside it.
        if rule.then and rule.then.basis != SCOPE and (not excluding or rule.then.category == MODEL):
            found.setdefault(rule.then.basis, set()).add(rule.id)
    if not excluding:
        found[EVERY] = {EVERY}
        if lifted:
            found[FILTER] = {rule.id for rule in lifted}
    return {name: frozenset(rules) for name, rules in found.items()}


def _case(subject: Subject, context: Context, grounds: Grounds, *, doubted: bool) -> _Case:
    book = context.kept.get("duties")
    if not isinstance(book, Book):
        book = context.kept["duties"] = Book(subject.knowledge)
    plan = book.plan(grounds)
    stated = _stated(subject, ROLES)
    stated = ("unknown",) if stated is None else stated
    roles = frozenset(stated) - {"unknown"}
    through: dict[str, Takeover] = {}
    asked: dict[str, None] = {}
    for takeover, condition, bases in plan.takeovers:
        truth = condition(subject) if takeover.counts_as not in roles else False
        if truth:
            through |= dict.fromkeys(bases, takeover)
        elif truth is None:
            asked |= dict.fromkeys(open_fields(takeover.when, subject))
    shown = frozenset(name for name, one in context.standing.items() if one.held or one.excused)
    unsure = doubted or bool(plan.elsewhere)
    return _Case(subject, context, book, plan, shown, unsure, roles, "unknown" in stated, through, asked)


def _stated(subject: Subject, path: str) -> Any:
    value = subject.value(path)
    return None if value is UNREADABLE else value


def _duty(case: _Case, one: Compiled, bases: Sequence[str], first: frozenset[str] | None) -> dict[str, Any] | None:
    """Return a duty as the report lists it, or None where it is not ours."""
    roles, through, ours = _roles(case, one.duty, bases)
    truth = one.when(case.subject) if one.when is not None else True
    if not roles or truth is False:
        return None
    if truth is None:
        case.asked.update(dict.fromkeys(open_fields(one.duty.when, case.subject)))
    only_if = _only_if(case, one, through)
    from_, transition = _binds(case, one, bases)
    literal = _literally(case, one, bases)
    literal = literal if literal and (from_ is None or literal < from_) else None
    may_bind = from_ is not None or _may_come(case, bases)
    return {
        **one.told,
        "roles": roles,
        "through": through.reference if through else None,
        "behind_prohibition": first is not None and first.isdisjoint(bases),
        "certain": ours and not only_if and truth is True and not case.doubted and may_bind,
        "only_if": only_if,
        "lacking": [name for name in one.duty.practices if name not in case.shown and not _lost(case, name)],
        "from": from_.isoformat() if from_ else None,
        "literal_from": literal.isoformat() if literal else None,
        "transition": transition,
        "status": "open_question" if literal else _status(case, one, bases),
        "open": one.open if literal else [],
    }


def _may_come(case: _Case, bases: Iterable[str]) -> bool:
    """Say whether a change of its design would make binding what does not bind the system yet."""
    return any(case.book.transitions[basis][0].ends_with_change for basis in bases if basis in case.book.transitions)


def _status(case: _Case, one: Compiled, bases: Sequence[str]) -> str:
    return "in_force" if one.duty.from_ else case.subject.knowledge.law.bases[bases[0]].status


def _only_if(case: _Case, one: Compiled, through: Takeover | None) -> str | None:
    """Return the conditions for which there is no fact and which nothing shows to be met."""
    conditions = []
    if through is not None and through.only_if:
        case.asked[ROLES] = None  # the role, once stated, settles it
        conditions.append(through.only_if)
    met = one.met_when(case.subject) if one.met_when is not None else False
    if one.duty.only_if and met is not True:
        conditions.append(one.duty.only_if)
        if met is None:
            case.asked.update(dict.fromkeys(open_fields(one.duty.met_when, case.subject)))
    return ", and ".join(conditions) or None


def _roles(case: _Case, duty: Duty, bases: Iterable[str]) -> tuple[list[str], Takeover | None, bool]:
    """Return the roles in which it is owed, how we came to them, and whether they are surely ours."""
    stated: list[str] = [role for role in duty.roles if role in case.roles]
    if stated:
        return stated, None, True
    for basis in bases:
        taken = case.through.get(basis)
        if taken is not None and taken.counts_as in duty.roles:
            return [taken.counts_as], taken, True
    if case.roles_open:
        case.asked[ROLES] = None
        return list(duty.roles), None, False
    return [], None, False


def _lost(case: _Case, practice: str) -> bool:
    return case.subject.lost(f"practices.{practice}")


def _binds(case: _Case, one: Compiled, bases: Sequence[str]) -> tuple[date | None, str | None]:
    """Return the first day on which a duty binds on one of its grounds, and the rule of transition behind it."""
    if one.duty.from_ is not None:
        return one.duty.from_, None
    if len(bases) == 1:
        return _binding(case, bases[0])
    return min((_binding(case, basis) for basis in bases), key=lambda pair: pair[0] or date.max)


def _literally(case: _Case, one: Compiled, bases: Sequence[str]) -> date | None:
    """Return the first day by the other reading of an open question; older systems are then those before its day."""
    if one.literal_from is None:
        return None
    days = [_binding(case, basis, one.literal_from)[0] for basis in bases]
    return min((day for day in days if day), default=None)


def _binding(case: _Case, basis: str, literal: date | None = None) -> tuple[date | None, str | None]:
    key = basis, literal
    if key not in case.bindings:
        day = literal or case.subject.knowledge.law.bases[basis].date
        transition, until_when = case.book.transitions.get(basis, (None, None))
        before = literal or (transition.before[basis] if transition else day)
        case.bindings[key] = _passing(case, day, before, transition, until_when) if transition else (day, None)
    return case.bindings[key]


def _passing(
    case: _Case, day: date, before: date, transition: Transition, until_when: Condition | None
) -> tuple[date | None, str | None]:
    """Apply a rule of transition: the day from which a ground binds this system, None where it does not yet."""
    until = transition.until
    placed, changed = _stated(case.subject, PLACED), _stated(case.subject, CHANGED)

    def told(text: str | None) -> str | None:
        return text.format(before=before.isoformat(), until=until.isoformat() if until else "") if text else None

    if placed is None:
        case.asked[PLACED] = None
        return day, told(transition.unknown)
    if placed >= before:
        return day, None
    if transition.ends_with_change and changed is not None and changed >= before:
        return max(day, changed), told(transition.changed)
    if until is not None and (until_when is None or until_when(case.subject)):
        return max(day, until), told(transition.bound)
    return None, told(transition.spared)


def _law_from(case: _Case, fired: Iterable[Rule], verdict: str) -> tuple[str | None, str | None]:
    """Return the first day from which the category binds this system, and the rule of transition behind it."""
    bases = [rule.then.basis for rule in fired if rule.then and rule.then.category == verdict]
    found = [_binding(case, basis) for basis in dict.fromkeys(bases)]
    day, transition = min(found, key=lambda pair: pair[0] or date.max, default=(None, None))
    return day.isoformat() if day else None, transition


def gaps(subject: Subject, context: Context, duties: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """Name each duty that is surely ours and binds, and of which the canvas shows too little; then what is excused."""
    demanded: dict[str, list[str]] = {}
    for one in duties:
        if not one["certain"] or one["from"] is None or one["kind"] == "organisational":
            continue
        if one["lacking"]:
            yield _gap(subject, context, one)
        for name in one["practices"]:
            if name in context.standing and context.standing[name].excused:
                demanded.setdefault(name, []).append(one["reference"])
    for name, references in demanded.items():
        yield _excused(subject, context, name, list(dict.fromkeys(references)))


def _gap(subject: Subject, context: Context, one: Mapping[str, Any]) -> Finding:
    practices = subject.knowledge.practices
    literal = f", read literally since {one['literal_from']}" if one["literal_from"] else ""
    values = {
        "duty": one["title"],
        "reference": one["reference"],
        "from": f"from {one['from']}{literal}",
        "lacking": [f"{name} ({practices[name].block})" for name in one["lacking"]],
    }
    path = ("blocks", one["block"]) if one["block"] else ("blocks",)
    debt = [practices[name].debt for name in one["lacking"]]
    about = f"duty.{one['id']}"
    return speak(
        context.rule(GAP), context.question, subject, about=about, path=path, values=values, debt=debt, on_key=True
    )


def _excused(subject: Subject, context: Context, name: str, references: list[str]) -> Finding:
    values = {"practice": name, "duties": references}
    debt = (subject.knowledge.practices[name].debt,)
    return speak(context.rule(EXCUSED), context.question, subject, path=("practices", name), values=values, debt=debt)
