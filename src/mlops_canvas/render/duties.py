"""What the law asks, in lines: duties by role and day, what older systems owe, fines, and what is open."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_NATURE = {"engineering": "E", "organisational": "O", "both": "E+O"}
_MILLION = 1_000_000

One = Mapping[str, Any]


def lines(measures: Mapping[str, Any]) -> Iterator[str]:
    """Write the measures of the law; a canvas on which nothing of it bears gives no line."""
    yield from measures["elsewhere"]
    listed = [one for one in measures["duties"] if not one["behind_prohibition"]]
    yield from _owed([one for one in listed if one["certain"]])
    maybe = [one for one in listed if not one["certain"]]
    if maybe:
        yield "may be owed too:"
        yield from (f"  {_maybe(one)}" for one in maybe)
    behind = len(measures["duties"]) - len(listed)
    if behind:
        yield (
            f"no duty makes a prohibited practice lawful; {behind} that its other grounds bring, once it is gone or"
            " for those whom it does not bind, are left out here (--format json lists them)"
        )
    yield from dict.fromkeys(f"transition: {one['transition']}" for one in listed if one["transition"])
    if measures["duties_hang_on"]:
        yield f"what is owed also hangs on: {', '.join(measures['duties_hang_on'])}"
    yield from (_fine(one) for one in measures["penalties"])
    yield from (_open(one) for one in measures["open_questions"])


def binding(measures: Mapping[str, Any]) -> str:
    """Say from when the category binds this system, or why it does not yet."""
    if measures.get("law_from"):
        return f", binding from {measures['law_from']}"
    return f", binding only after a change: {measures['law_transition']}" if measures.get("law_transition") else ""


def _owed(duties: Sequence[One]) -> Iterator[str]:
    """List what is surely owed, a table a role: day, nature, reference and title, what is not shown."""
    groups: dict[str, list[One]] = {}
    for one in duties:
        through = f" (counts as such by {one['through']})" if one["through"] else ""
        groups.setdefault(" and ".join(one["roles"]).replace("_", " ") + through, []).append(one)
    for role, owed in groups.items():
        yield f"owed as {role}:"
        yield from (f"  {_row(one)}" for one in owed)
    literal = sorted({one["literal_from"] for one in duties if one["literal_from"]})
    if literal:
        yield f"* by the other reading of an open question, since {', '.join(literal)} already"
    if duties:
        yield "E: practices of the canvas show it; O: people have to show it, and no canvas can"


def _row(one: One) -> str:
    day = (one["from"] or "on change") + ("*" if one["literal_from"] else "")
    shown = ""
    if one["kind"] != "organisational":
        shown = f"; not shown: {', '.join(one['lacking'])}" if one["lacking"] else "; claimed"
    return f"{day:<11} {_NATURE[one['kind']]:<3} {_named(one)}{shown}"


def _maybe(one: One) -> str:
    role = " or ".join(one["roles"]).replace("_", " ")
    condition = f", if {one['only_if']}" if one["only_if"] else ""
    role += f", counts as such by {one['through']}" if one["through"] else ""
    return f"{one['from'] or 'not yet':<11} {_named(one)} ({role}){condition}"


def _named(one: One) -> str:
    return f"{one['reference']}: {one['title']}"


def _fine(one: One) -> str:
    lower = f"; the lower for {one['lower_for']}" if one["lower_for"] else ""
    amount = f"{one['amount'] / _MILLION:g} million EUR"
    title = one["title"].lower()
    return f"fines ({title}, {one['reference']}): up to {amount} or {one['percent']} % of turnover, the higher{lower}"


def _open(one: One) -> str:
    readings = " Or: ".join(reading["text"] for reading in one["readings"])
    return f"open: {one['title']} {readings}"
