"""What the system costs: three-point sums by block and by the source's groups, against its stated value.

Low, likely and high are added column by column; the result is a range, not a confidence interval. What has
no price is named, so that a small sum is not taken for a cheap system.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mlops_canvas.assess.context import Context
from mlops_canvas.assess.report import Assessment
from mlops_canvas.canvas.blocks import Block, Money
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.rules import speak
from mlops_canvas.subject import Subject

QUESTION = "cost"
UNPRICED, ABOVE_VALUE, ABOVE_GOAL, NO_CURRENCY, IN_PART = "CST001", "CST002", "CST003", "CST004", "CST005"
Points = tuple[float, float, float]
_NOTHING: Points = (0.0, 0.0, 0.0)
_UNGROUPED = "other"  # a kind of cost that the knowledge does not know is still a cost


@dataclass(frozen=True, slots=True)
class _Item:
    place: str
    kind: str
    group: str
    once: Points
    monthly: Points


def judge(subject: Subject, context: Context) -> Assessment:
    """Add up what is priced, set it against the value and the goal, and name what is not priced."""
    items = list(_items(subject))
    unpriced = [key for key, block in _blocks(subject) if _owes(subject, key, block)]
    lost = sorted(unit for unit in subject.unreadable if unit.startswith(("blocks", "dilemmas")))
    verdict = "unpriced" if not items else "partly" if unpriced or lost else "priced"
    months = _horizon(subject)
    once, monthly = _sum(one.once for one in items), _sum(one.monthly for one in items)
    measures: dict[str, Any] = {
        "currency": subject.canvas.currency,
        "horizon_months": months,
        "groups": _groups(subject.knowledge, items) if items and context.in_full else {},
        "blocks": _by_block(items) if context.in_full else {},
        "once": once if items else None,
        "monthly": monthly if items else None,
        "total": _over(once, monthly, months) if items else None,
        "per_1000": _per_1000(subject, monthly) if items else None,
        "value": _value(subject, months),
        "unpriced": [*unpriced, *lost],
    }
    findings = tuple(_findings(subject, context, verdict, measures))
    return Assessment(QUESTION, verdict, measures, findings, tuple(_trace(items)) if context.in_full else ())


def _blocks(subject: Subject) -> Iterator[tuple[str, Block]]:
    blocks = subject.canvas.blocks
    for key in type(blocks).model_fields if blocks else ():
        block = getattr(blocks, key)
        if block is not None:
            yield key, block


def _items(subject: Subject) -> Iterator[_Item]:
    kinds = subject.knowledge.words["cost_kinds"]
    for key, block in _blocks(subject):
        for cost in block.costs or ():
            word = kinds.get(cost.kind)
            group = word.group if word and word.group else _UNGROUPED
            yield _Item(f"blocks.{key}", cost.kind, group, cost.once or _NOTHING, cost.monthly or _NOTHING)
    skills = subject.canvas.at("dilemmas.skills")
    prices = {"hire": ("hiring_cost",), "train": ("training_cost",), "both": ("hiring_cost", "training_cost")}
    for name in prices.get(skills.choice or "", ()) if skills else ():
        price = getattr(skills, name)
        if price is not None:
            yield _Item("dilemmas.skills", "people", kinds["people"].group or _UNGROUPED, price, _NOTHING)


def _owes(subject: Subject, key: str, block: Block) -> bool:
    """Say whether a block is in use, costs money and has no amount."""
    if block.costs is not None:
        return False
    if key in subject.knowledge.cost.owing:
        return any(value is not None and name not in {"need", "need_because", "notes"} for name, value in block)
    tools = subject.knowledge.tools
    return any(use.name in tools and tools[use.name].price != "free" for use in block.tools or ())


def _horizon(subject: Subject) -> int:
    stated = subject.horizon_months or subject.canvas.at("cost.horizon_months")
    return int(stated or subject.knowledge.cost.thresholds["default_horizon_months"].value)


def _sum(points: Iterable[Points]) -> Points:
    low, likely, high = _NOTHING
    for one in points:
        low, likely, high = low + one[0], likely + one[1], high + one[2]
    return _rounded((low, likely, high))


def _rounded(points: Points) -> Points:
    low, likely, high = points
    return round(low, 4), round(likely, 4), round(high, 4)


def _over(once: Points, monthly: Points, months: int) -> Points:
    return _rounded((once[0] + months * monthly[0], once[1] + months * monthly[1], once[2] + months * monthly[2]))


def _totals(items: Iterable[_Item]) -> dict[str, Points]:
    items = list(items)
    return {"once": _sum(one.once for one in items), "monthly": _sum(one.monthly for one in items)}


def _by_block(items: list[_Item]) -> dict[str, Any]:
    places = dict.fromkeys(one.place for one in items)
    return {place: _totals(one for one in items if one.place == place) for place in places}


def _groups(knowledge: Knowledge, items: list[_Item]) -> dict[str, Any]:
    """Sum by group, and in each by kind: acquisition, storage, processing and labelling stand apart."""
    found: dict[str, Any] = {}
    for group in knowledge.cost.groups:
        inside = [one for one in items if one.group == group]
        kinds = dict.fromkeys(one.kind for one in inside)
        by_kind = {kind: _totals(one for one in inside if one.kind == kind) for kind in kinds}
        found[group] = {**_totals(inside), "kinds": by_kind}
    return found


def predictions_per_month(subject: Subject) -> float | None:
    """Return the expected number of predictions a month, from the stated volume."""
    volume = subject.canvas.at("blocks.prediction_serving.volume")
    if volume is None:
        return None
    if volume.per_month is not None:
        return float(volume.per_month)
    hours = float(subject.knowledge.cost.thresholds["hours_per_month"].value)
    return volume.per_hour * hours if volume.per_hour is not None else None


def _per_1000(subject: Subject, monthly: Points) -> Points | None:
    """Return the running cost of a thousand predictions; what is paid once does not enter."""
    number = predictions_per_month(subject)
    if not number:
        return None
    low, likely, high = monthly
    return _rounded((1000 * low / number, 1000 * likely / number, 1000 * high / number))


def _value(subject: Subject, months: int) -> Points | None:
    value: Money | None = subject.canvas.at("blocks.value_proposition.value")
    if value is None or (value.once is None and value.monthly is None):
        return None
    return _over(value.once or _NOTHING, value.monthly or _NOTHING, months)


def _range(points: Points) -> str:
    return "–".join(f"{value:,.10g}" for value in dict.fromkeys((points[0], points[2])))


def _trace(items: list[_Item]) -> Iterator[str]:
    for one in items:
        yield f"{one.place} {one.kind}: once {_range(one.once)}, monthly {_range(one.monthly)}"


def _findings(subject: Subject, context: Context, verdict: str, measures: dict[str, Any]) -> Iterator[Finding]:
    money = subject.canvas.currency or ""
    if verdict == "unpriced":
        yield _say(subject, context, UNPRICED, "blocks", {}, outcome="unknown")
        return
    if subject.canvas.currency is None and not subject.lost("currency"):
        yield _say(subject, context, NO_CURRENCY, "currency", {})
    if verdict == "partly":
        yield _say(subject, context, IN_PART, "cost", {"unpriced": measures["unpriced"]}, path=("blocks",))
    value, total = measures["value"], measures["total"]
    if value is not None and value[1] < total[1]:
        values = {"value": _range(value), "total": _range(total), "money": money, "months": measures["horizon_months"]}
        yield _say(subject, context, ABOVE_VALUE, "blocks.value_proposition.value", values)
    goal = subject.canvas.at("design_goals.efficiency.cost_per_1000")
    per_1000 = measures["per_1000"]
    if goal is not None and per_1000 is not None and per_1000[1] > goal:
        values = {"per_1000": per_1000[1], "goal": goal, "money": money}
        yield _say(subject, context, ABOVE_GOAL, "design_goals.efficiency.cost_per_1000", values)


def _say(subject: Subject, context: Context, rule: str, about: str, values: dict[str, Any], **more: Any) -> Finding:
    path = more.pop("path", tuple(about.split(".")))
    return speak(context.rule(rule), QUESTION, subject, about=about, path=path, values=values, **more)
