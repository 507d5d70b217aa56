"""The answer to each question in a few lines of plain words: scale, verdict, what it rests on, what is next."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mlops_canvas.assess import Assessment, Report
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.render.plain import count

NOT_LEGAL_ADVICE = "Not legal advice."
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
    law_from = answer.measures["law_from"]
    yield risk_word(answer.verdict) + (f", binding from {law_from}" if law_from else "")
    for finding in answer.findings:
        if finding.outcome == "note":
            yield f"{finding.rule}: {finding.message}"
    if answer.measures["if_in_scope"]:
        yield f"if it were in scope: {answer.measures['if_in_scope']}"
    if answer.verdict == "minimal":
        yield "no rule of the pack fired, and no fact that one of them needs is missing"
    if answer.verdict == "unclear" and answer.measures["missing"]:
        yield f"facts that would settle it: {listed(answer.measures['missing'])}"
    yield NOT_LEGAL_ADVICE


def _readiness(answer: Assessment, knowledge: Knowledge) -> Iterator[str]:
    themes = knowledge.readiness.themes
    if all(answer.measures[name]["readiness"] is None and answer.measures[name]["claimed"] is None for name in themes):
        yield _unknown(answer)
        return
    if answer.verdict:
        yield f"overall {answer.verdict} (the lowest theme; our choice, the framework gives none)"
    needed = knowledge.readiness.thresholds["needed"].value
    yield f"AI adoption framework, by theme; {needed} indicators of a phase place a theme in it (our count)"
    for name, theme in themes.items():
        one = answer.measures[name]
        claimed = f", claimed {one['claimed']}" if one["claimed"] and one["claimed"] != one["readiness"] else ""
        missing = f"; the next phase is shown by {listed(one['missing'])}" if one["missing"] else ""
        yield f"{theme.title}: {one['readiness'] or 'unknown'}{claimed}{missing}"


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
        if measures["missing"][name]:
            lower = measures["claimed_lower"]
            needs = [f"{one} (is {lower[one]})" if one in lower else one for one in measures["missing"][name]]
            yield f"  next level needs {listed(needs)}"


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
    yield f"{silent} of 28 tests are not spoken of; {most:g} if all of them ran by themselves"
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
    titles: dict[str, str] = {one.key: one.title for one in knowledge.balance.variants.values()}
    if answer.verdict == "unclear":
        yield f"unclear: {' or '.join(titles[key] for key in measures['candidates'])}"
    else:
        yield titles[str(answer.verdict)]
    number = measures["models"]
    models = "number of models unknown" if number is None else count(number, "model") + " in production"
    bound = f"many: {measures['thresholds']['many_models']:g} or more, our bound"
    yield f"regulation {measures['regulation'] or 'unknown'}, {models} ({bound})"
    if measures["governance"] is not None:
        direction = str(measures["direction"]).replace("_", " ")
        sides = f"governance {measures['governance']:.0%}, MLOps {measures['mlops']:.0%}"
        yield f"{sides} of their parts covered: {direction}"


def _cost(answer: Assessment, knowledge: Knowledge) -> Iterator[str]:
    measures = answer.measures
    if not measures or measures["total"] is None:
        yield _unknown(answer)
        return
    money = measures["currency"] or "(no currency)"
    months = measures["horizon_months"]
    yield f"{answer.verdict}: {money_range(measures['total'], money)} over {count(months, 'month')}, low to high"
    yield f"once {money_range(measures['once'], money)}, monthly {money_range(measures['monthly'], money)}"
    for name, group in knowledge.cost.groups.items():
        yield from _group(group.title, measures["groups"][name], money)
    if measures["per_1000"]:
        yield f"a thousand predictions: {money_range(measures['per_1000'], money)} to run"
    if measures["value"]:
        yield f"stated value over the same time: {money_range(measures['value'], money)}"
    if measures["unpriced"]:
        yield f"without an amount: {listed(measures['unpriced'])}"
    yield "three points added column by column; not a confidence interval"


def _group(title: str, group: Mapping[str, Any], money: str) -> Iterator[str]:
    if group["kinds"]:
        parts = [f"{kind} {_both(amounts, money)}" for kind, amounts in group["kinds"].items()]
        yield f"  {title}: {'; '.join(parts)}"


def _both(amounts: Mapping[str, Sequence[float]], money: str) -> str:
    once, monthly = amounts["once"], amounts["monthly"]
    said = [money_range(once, money) + " once"] if any(once) else []
    said += [money_range(monthly, money) + " a month"] if any(monthly) or not said else []
    return " and ".join(said)


def money_range(points: Sequence[float], money: str) -> str:
    """Write low to high, or one number where they are the same."""
    low, high = points[0], points[-1]
    return f"{_amount(low)} {money}" if low == high else f"{_amount(low)}–{_amount(high)} {money}"


def _amount(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.2f}"


def _coherence(answer: Assessment, knowledge: Knowledge) -> Iterator[str]:
    gaps = sum(one.outcome == "gap" and one.waived is None for one in answer.findings)
    unknown = sum(one.outcome == "unknown" for one in answer.findings)
    said = count(gaps, "contradiction or unknown word", "contradictions or unknown words")
    yield f"{answer.verdict}: {said}, {count(unknown, 'rule')} not judged"
    if not answer.measures:
        return
    yield f"stack: {stack_row(answer.measures['stack'])}"
    ranked = [f"{one['rank']}. {one['name']} ({one['score']})" for one in answer.measures["use_cases"] if one["rank"]]
    if ranked:
        yield f"use cases, impact × feasibility (our score): {listed(ranked)}"
    for name, goal in knowledge.goals.items():
        yield from _goal(goal.title, answer.measures["design_goals"][name])


def stack_row(stack: Mapping[str, Sequence[str]]) -> str:
    """Write the four layers of the stack in one row."""
    return " · ".join(f"{layer} {listed(names, 'open')}" for layer, names in stack.items())


def _goal(title: str, goal: Mapping[str, Any]) -> Iterator[str]:
    if goal["targets"]:
        stated = [
            f"{key.replace('_', ' ')} {value:g}" if isinstance(value, float) else str(value)
            for key, value in goal["targets"].items()
        ]
        measured = f"measured by {goal['metric']}" if goal["measured"] else f"not measured ({goal['metric']})"
        practices = f"{len(goal['held'])} of {len(goal['held']) + len(goal['missing'])} practices carried out"
        yield f"goal {title.lower()}: {listed(stated)}; {practices}, {measured}"


def _roadmap(answer: Assessment, knowledge: Knowledge) -> Iterator[str]:
    measures = answer.measures
    if not measures or (not measures["next"] and not measures["steps"]):
        yield _unknown(answer) if answer.findings else "nothing is missing on any scale"
        return
    yield from (one.message for one in answer.findings if one.rule == "AUT004")
    for number, name in enumerate(measures["next"], 1):
        yield f"{number}. {step(name, measures['steps'][name], knowledge)}"
    for scale in knowledge.scales:
        if measures[scale]:
            yield f"{knowledge.scales[scale].title}, in this order: {listed(measures[scale])}"
    if measures["debt"]:
        yield f"technical debt: {debt_row(measures['debt'], knowledge)}"


def step(name: str, one: Mapping[str, Any], knowledge: Knowledge) -> str:
    """Describe a step: what it is, its effort, what it moves, unlocks and pays off."""
    moves = [
        knowledge.scales[scale].title if scale in knowledge.scales else scale.replace("_", " ")
        for scale in one["moves"]
    ]
    unlocks = f"; unlocks {listed(one['unlocks'])}" if one["unlocks"] else ""
    stands = f"; first change {one['excluded_by']}, which excludes it" if one["excluded_by"] else ""
    debt = knowledge.words["debts"][one["debt"]].title.lower()
    return (
        f"{one['title']} ({name}, effort {one['effort']}) moves {listed(moves)}; pays off {debt} debt{unlocks}{stands}"
    )


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
    law_from = answers["risk"].get("law_from")
    yield "risk", risk_word(report.assessments["risk"].verdict) + (f", binding from {law_from}" if law_from else "")
    levels = {name: answers["automation"].get(name) for name in knowledge.scales}
    titles = knowledge.scales.items()
    yield "automation", "; ".join(f"{one.title} {level_word(knowledge, name, levels[name])}" for name, one in titles)
    themes = knowledge.readiness.themes.items()
    yield "readiness", ", ".join(f"{one.title} {_phase(answers['readiness'], name)}" for name, one in themes)
    score = answers["test_score"].get("score")
    yield "ML Test Score", "unknown" if score is None else f"{score:g} of 7, {answers['test_score']['band']}"
    variants: dict[str, str] = {one.key: one.title for one in knowledge.balance.variants.values()}
    yield "balance", variants.get(str(report.assessments["balance"].verdict), "unclear")
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
