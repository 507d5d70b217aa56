"""The answer to each question in a few lines of plain words: scale, verdict, what it rests on, what is next."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from mlops_canvas.assess import Assessment, Report
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.render import NOT_LEGAL_ADVICE, duties
from mlops_canvas.render.plain import count

Lines = Callable[[Assessment, Knowledge], Iterator[str]]


def lines(question: str, answer: Assessment, knowledge: Knowledge) -> list[str]:
    """Say what the answer to a question is; a question that was not judged says why."""
    show = _SHOWN.get(question)
    return list(show(answer, knowledge)) if show else [_unknown(answer)]


def _unknown(answer: Assessment) -> str:
    return next(
        (f"unknown: {one.message}" for one in answer.findings if one.outcome in {"unknown", "failed"}), "unknown"
    )


def risk_word(verdict: str | None) -> str:
    """Spell a category as it is shown to people."""
    return "prohibited (unacceptable risk)" if verdict == "prohibited" else str(verdict).replace("_", " ")


def _risk(answer: Assessment, _: Knowledge) -> Iterator[str]:
    if not answer.measures:
        yield _unknown(answer)
        return
    yield risk_word(answer.verdict) + duties.binding(answer.measures)
    facts = {one["rule"]: one["facts"] for one in answer.measures["fired"] if "facts" in one}
    for finding in answer.findings:
        if finding.outcome == "note":
            yield f"{finding.rule}: {finding.message}{_because(facts.get(finding.rule, ()))}"
    if answer.measures["if_in_scope"]:
        yield f"if it were in scope: {risk_word(answer.measures['if_in_scope'])}"
    if answer.verdict == "minimal":
        yield "no rule of the pack fired, and no fact that one of them needs is missing"
    yield from _would_be(answer.measures)
    yield from duties.lines(answer.measures)
    yield NOT_LEGAL_ADVICE


def _because(facts: Iterable[Mapping[str, Any]]) -> str:
    said = [f"{one['field']} (line {one['line']})" for one in facts]
    return f" Because of {' and '.join([', '.join(said[:-1]), said[-1]] if said[1:] else said)}." if said else ""


def _would_be(measures: Mapping[str, Any]) -> Iterator[str]:
    """Say what one more answer, or one other, would make of the category."""
    if measures["missing"]:
        possible = " or ".join(map(risk_word, measures["possible"]))
        yield f"it is {possible}; these facts settle it: {listed(measures['missing'])}"
    for one in measures.get("would_settle", ()):
        yield f"  {one['field']} {' or '.join(one['answers'])} makes it {risk_word(one['then'])}"
    fired = {fact["field"] for one in measures["fired"] for fact in one.get("facts", ())}
    for one in measures.get("would_change", ()):
        if one["field"] in fired:
            yield f"with {one['field']} {' or '.join(one['answers'])} it would be {risk_word(one['then'])}"


def _readiness(answer: Assessment, knowledge: Knowledge) -> Iterator[str]:
    themes = knowledge.readiness.themes
    if all(answer.measures[name]["readiness"] is None and answer.measures[name]["claimed"] is None for name in themes):
        yield _unknown(answer)
        return
    if answer.verdict:
        yield f"overall {answer.verdict} (the lowest theme; our choice, the framework gives none)"
    needed = knowledge.readiness.thresholds["needed"].value
    yield f"AI adoption framework, by theme; any {needed} indicators of a phase place a theme in it (our count)"
    for name, theme in themes.items():
        one = answer.measures[name]
        claimed = f", claimed {one['claimed']}" if one["claimed"] and one["claimed"] != one["readiness"] else ""
        why = f", by what is said not to be done ({listed(one['denied_by'])})" if one["denied_by"] else ""
        yield f"{theme.title}: {one['readiness'] or 'unknown'}{why}{claimed}{_next_phase(one, knowledge)}"


def _next_phase(one: Mapping[str, Any], knowledge: Knowledge) -> str:
    """Say which indicators would lift a theme, and how many of them are needed."""
    if not one["missing"]:
        return ""
    after = knowledge.indicators[one["missing"][0]].phase
    hold = sum(knowledge.indicators[key].phase == after for key in one["holds"])
    more = max(1, int(knowledge.readiness.thresholds["needed"].value) - hold)
    return f"; {after} by {'one' if more == 1 else more} more of {listed(one['missing'])}"


def _automation(answer: Assessment, knowledge: Knowledge) -> Iterator[str]:
    measures = answer.measures
    if not measures or all(measures[name] is None for name in knowledge.scales):
        yield _unknown(answer)
        return
    for name, scale in knowledge.scales.items():
        level, most = measures[name], measures["possible"][name]
        top = f"{scale.levels[0].level}–{scale.levels[-1].level}"
        silent = f"; {most} if every practice it is silent about held" if most != level else ""
        yield f"{scale.title}: {level_word(knowledge, name, level)} on {top}{silent}"


def level_word(knowledge: Knowledge, scale: str, level: int | str | None) -> str:
    """Spell a level with its name, where the name says more than the level."""
    if level is None:
        return "unknown"
    label = next(one.name for one in knowledge.scales[scale].levels if one.level == str(level))
    return f"{level}" if label == str(level) else f"{level} ({label})"


def _test_score(answer: Assessment, knowledge: Knowledge) -> Iterator[str]:
    measures = answer.measures
    if not measures:
        yield _unknown(answer)
        return
    sums = [f"{knowledge.test_score.sections[name].title} {value:g}" for name, value in measures["sections"].items()]
    yield f"{measures['score']:g} of 7, {measures['band']}: the smallest of {listed(sums)}"
    silent, excused = len(measures["silent"]), len(measures["not_applicable"])
    most = measures["possible"]["score"]
    if silent:
        yield f"not spoken of: {silent} of 28 tests; were they automated, the score would be {most:g}"
    if excused:
        yield f"{count(excused, 'test')} not applicable, counted 0: {listed(measures['not_applicable'])}"
    for finding in answer.findings:
        if finding.rule == "TST002":
            yield f"  {finding.message}"


def _balance(answer: Assessment, knowledge: Knowledge) -> Iterator[str]:
    measures = answer.measures
    if not measures:
        yield _unknown(answer)
        return
    titles = {key: one.title for key, one in knowledge.variants.items()}
    if answer.verdict == "unclear":
        yield f"unclear: {' or '.join(titles[key] for key in measures['candidates'])}"
    else:
        yield titles[str(answer.verdict)]
    number = measures["models"]
    models = "number of models unknown" if number is None else count(number, "model") + " in production"
    bound = f"many: {measures['thresholds']['many_models']:g} or more, our bound"
    said = [f"{name.replace('_', ' ')} {value or 'unknown'}" for name, value in measures["drivers"].items()]
    yield f"regulation {measures['regulation'] or 'unknown'} ({listed(said)}), {models} ({bound})"
    if measures["governance"] is not None:
        direction = str(measures["direction"]).replace("_", " ")
        sides = f"governance {measures['governance']:.0%}, MLOps {measures['mlops']:.0%}"
        variant = knowledge.variants.get(str(answer.verdict))
        asked = variant.leans_on if variant else ()
        bounds = [f"{side} {measures['thresholds'][f'{side}_coverage']:.0%}" for side in asked]
        wanted = f"; the variant asks for {listed(bounds)} (our bound)" if bounds else ""
        yield f"{sides} of their parts covered, {direction}{wanted}"
        for side, parts in measures["uncovered"].items():
            if parts:
                yield f"  not covered, {side}: {_some(parts)}"


def _cost(answer: Assessment, knowledge: Knowledge) -> Iterator[str]:
    measures = answer.measures
    if not measures or measures["total"] is None:
        yield _unknown(answer)
        return
    money = measures["currency"] or "(no currency)"
    months = measures["horizon_months"]
    yield f"{answer.verdict}: {money_range(measures['total'], money, likely=True)} over {count(months, 'month')}"
    yield f"once {money_range(measures['once'], money)}, monthly {money_range(measures['monthly'], money)}"
    for name, group in knowledge.cost.groups.items():
        yield from _group(group.title, measures["groups"][name], money)
    if measures["per_1000"]:
        yield f"a thousand predictions: {money_range(measures['per_1000'], money, likely=True)} to run"
    if measures["value"]:
        yield f"stated value over the same time: {money_range(measures['value'], money, likely=True)}"
    if measures["unpriced"]:
        yield f"without an amount: {listed(measures['unpriced'])}"
    yield "low to high, added column by column; not a confidence interval"


def _group(title: str, group: Mapping[str, Any], money: str) -> Iterator[str]:
    if group["kinds"]:
        parts = [f"{kind} {_both(amounts, money)}" for kind, amounts in group["kinds"].items()]
        yield f"  {title}: {'; '.join(parts)}"


def _both(amounts: Mapping[str, Sequence[float]], money: str) -> str:
    once, monthly = amounts["once"], amounts["monthly"]
    said = [money_range(once, money) + " once"] if any(once) else []
    said += [money_range(monthly, money) + " a month"] if any(monthly) or not said else []
    return " and ".join(said)


def money_range(points: Sequence[float], money: str, *, likely: bool = False) -> str:
    """Write low to high, and the likely amount if wanted; or one number where they are the same."""
    low, middle, high = points
    if low == high:
        return f"{_amount(low)} {money}"
    return f"{_amount(low)}–{_amount(high)} {money}" + (f", likely {_amount(middle)}" if likely else "")


def _amount(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.2f}"


def _coherence(answer: Assessment, knowledge: Knowledge) -> Iterator[str]:
    gaps = sum(one.outcome == "gap" and one.waived is None for one in answer.findings)
    unknown = sum(one.outcome == "unknown" for one in answer.findings)
    mend = f"{count(gaps, 'contradiction or fault', 'contradictions or faults')} to mend" if gaps else "none found"
    yield f"{answer.verdict}: {mend}; {count(unknown, 'rule')} not judged for want of answers"
    if not answer.measures:
        return
    yield f"stack: {stack_row(answer.measures['stack'])}"
    ranked = [f"{one['rank']}. {one['name']} ({one['score']})" for one in answer.measures["use_cases"] if one["rank"]]
    if ranked:
        yield f"use cases, impact × feasibility (our score): {listed(ranked)}"
    for one in answer.measures["feedback"]:
        yield f"from {one['from'] or 'an unnamed phase'} back to {one['to'] or 'one unnamed'}: {one['what'] or 'open'}"
    for name, goal in knowledge.goals.items():
        yield from _goal(goal.title, answer.measures["design_goals"][name])


def stack_row(stack: Mapping[str, Sequence[str]]) -> str:
    """Write the four layers of the stack in one row."""
    return " · ".join(f"{layer} {listed(names, 'open')}" for layer, names in stack.items())


def _goal(title: str, goal: Mapping[str, Any]) -> Iterator[str]:
    if goal["targets"]:
        stated = [f"{key.replace('_', ' ')}: {_short(value)}" for key, value in goal["targets"].items()]
        measured = f"measured by {goal['metric']}" if goal["measured"] else f"not measured ({goal['metric']})"
        practices = f"{len(goal['held'])} of {len(goal['held']) + len(goal['missing'])} practices carried out"
        yield f"goal {title.lower()}: {listed(stated)}; {practices}, {measured}"


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _roadmap(answer: Assessment, knowledge: Knowledge) -> Iterator[str]:
    measures = answer.measures
    if not measures or (not measures["next"] and not measures["steps"]):
        yield _unknown(answer) if answer.findings else "nothing is missing on any scale"
        return
    yield from (one.message for one in answer.findings if one.rule == "AUT004")
    for number, name in enumerate(measures["next"], 1):
        yield f"{number}. {step(name, measures, knowledge)}"
    for scale in knowledge.scales:
        if measures[scale]:
            names = [f"{name} (is {_status(measures, name)})" for name in measures[scale]]
            yield f"to {_target(measures, scale, knowledge)}, in this order: {listed(names)}"
    if measures["debt"]:
        yield "technical debt, from practices said not to be done and from gaps:"
        for kind, one in measures["debt"].items():
            yield f"  {_debt(kind, knowledge)}: {_some([*one['practices'], *map(_short_key, one['findings'])])}"
    yield "effort: low is days, medium weeks, high months"


def _some(names: Sequence[str], most: int = 6) -> str:
    """List the first names, and say how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return listed(names[:most]) + more


def _short_key(key: str) -> str:
    rule, about, _ = key.split(":", 2)
    return f"{rule} {about}"


def _debt(kind: str, knowledge: Knowledge) -> str:
    titles = knowledge.words["debts"]
    return titles[kind].title.lower() if kind in titles else kind


def _target(measures: Mapping[str, Any], scale: str, knowledge: Knowledge) -> str:
    """Spell the level that the steps of a scale lead to."""
    target = measures["targets"][scale]
    return f"{knowledge.scales[scale].title} {level_word(knowledge, scale, target)}"


def _status(measures: Mapping[str, Any], name: str) -> str:
    return str(measures["steps"][name]["status"])


def step(name: str, measures: Mapping[str, Any], knowledge: Knowledge) -> str:
    """Describe a step: what it is, its effort, what it brings, unlocks and pays off."""
    one = measures["steps"][name]
    brings = [_brings(verdict, measures, knowledge) for verdict in one["moves"]]
    unlocks = f"; unlocks {listed(one['unlocks'])}" if one["unlocks"] else ""
    stands = f"; first change {one['excluded_by']}, which excludes it" if one["excluded_by"] else ""
    debt = f"pays off {_debt(one['debt'], knowledge)} debt"
    return f"{one['title']} ({name}, effort {one['effort']}): {listed(brings)}; {debt}{unlocks}{stands}"


def _brings(verdict: str, measures: Mapping[str, Any], knowledge: Knowledge) -> str:
    """Say what a step brings: a level, or its share of one; a test of the weakest section; more balance."""
    if verdict == "test_score":
        return "raises the weakest section of the ML Test Score"
    if verdict == "balance":
        return "covers more of the side that lags"
    number = len(measures[verdict])
    share = "reaches" if number == 1 else f"one of {number} steps to"
    return f"{share} {_target(measures, verdict, knowledge)}"


def debt_row(debt: Mapping[str, Mapping[str, Sequence[str]]], knowledge: Knowledge) -> str:
    """Write each kind of technical debt with the number of denied practices and gaps that leave it."""
    titles = knowledge.words["debts"]
    sizes = {kind: len(one["practices"]) + len(one["findings"]) for kind, one in debt.items()}
    order = sorted(sizes, key=lambda kind: (-sizes[kind], kind))
    return listed([f"{titles[kind].title.lower() if kind in titles else kind} {sizes[kind]}" for kind in order])


def listed(names: Sequence[str], nothing: str = "nothing") -> str:
    """Join names with commas."""
    return ", ".join(names) or nothing


_SHOWN: dict[str, Lines] = {
    "risk": _risk,
    "readiness": _readiness,
    "automation": _automation,
    "test_score": _test_score,
    "balance": _balance,
    "cost": _cost,
    "coherence": _coherence,
    "roadmap": _roadmap,
}


def card(report: Report, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Say how one system stands in ten lines: label and text."""
    answers = {name: answer.measures for name, answer in report.assessments.items()}
    yield "risk", risk_word(report.assessments["risk"].verdict) + duties.binding(answers["risk"])
    levels = {name: answers["automation"].get(name) for name in knowledge.scales}
    titles = knowledge.scales.items()
    yield "automation", "; ".join(f"{one.title} {level_word(knowledge, name, levels[name])}" for name, one in titles)
    themes = knowledge.readiness.themes.items()
    yield "readiness", ", ".join(f"{one.title} {_phase(answers['readiness'], name)}" for name, one in themes)
    score = answers["test_score"].get("score")
    yield "ML Test Score", "unknown" if score is None else f"{score:g} of 7, {answers['test_score']['band']}"
    variant = knowledge.variants.get(str(report.assessments["balance"].verdict))
    yield "balance", variant.title if variant else "unclear"
    cost = answers["cost"]
    amount = money_range(cost["total"], cost["currency"] or "(no currency)") if cost.get("total") else ""
    months = f" over {count(cost['horizon_months'], 'month')}" if amount else ""
    yield "cost", f"{report.assessments['cost'].verdict} {amount}{months}".rstrip()
    yield "stack", stack_row(answers["coherence"].get("stack", {})) or "open"
    yield "debt", debt_row(answers["roadmap"].get("debt", {}), knowledge)
    if report.assessments["risk"].verdict == "prohibited":
        yield "next", "stop or change the purpose, which is prohibited; no other step makes it lawful"
    else:
        yield from _next_steps(answers["roadmap"], knowledge)


def _phase(measures: Mapping[str, Any], theme: str) -> str:
    return str(measures[theme]["readiness"] or "unknown") if theme in measures else "unknown"


def _next_steps(roadmap: Mapping[str, Any], knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    names = roadmap.get("next", [])
    for number, name in enumerate(names, 1):
        one = knowledge.practices[name]
        yield "next" if number == 1 else "", f"{number}. {one.title} ({name}, effort {one.effort})"
    if not names:
        yield (
            "next",
            "claim practices first" if "next" in roadmap and not roadmap.get("steps") else "nothing is missing",
        )
