"""Sums of money add up, whatever is summed and in whatever order it stands."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mlops_canvas.canvas import BLOCKS
from tests.laws.shared import MANY, Tree, judged
from tests.strategies import KNOWLEDGE

KINDS = sorted(KNOWLEDGE.words["cost_kinds"])
POINTS = st.lists(st.integers(0, 10**5), min_size=3, max_size=3).map(sorted)
ITEM = st.fixed_dictionaries({"kind": st.sampled_from(KINDS)}, optional={"once": POINTS, "monthly": POINTS})
PLACED = st.lists(st.tuples(st.sampled_from(BLOCKS), ITEM), min_size=1, max_size=6)
"""Costs, each with the block in which it stands."""
TOTALS = ("once", "monthly", "total")


def canvas(placed: list[tuple[str, Tree]], months: int | None = None) -> Tree:
    """Return a canvas with some costs."""
    blocks: dict[str, Any] = {}
    for block, item in placed:
        blocks.setdefault(block, {"costs": []})["costs"].append(item)
    blocks.setdefault("prediction_serving", {})["volume"] = {"per_month": 4000}
    return {
        "canvas": 1,
        "currency": "EUR",
        "blocks": blocks,
        **({"cost": {"horizon_months": months}} if months else {}),
    }


def sums(placed: list[tuple[str, Tree]], months: int | None = None) -> Any:
    """Return the measures of cost."""
    return judged(canvas(placed, months), "cost").assessments["cost"].measures


def plus(some: Any, other: Any) -> tuple[float, ...]:
    """Add column by column."""
    return tuple(one + another for one, another in zip(some, other, strict=True))


@MANY
@given(PLACED, st.integers(1, 120))
def test_totals_are_the_sums_of_their_columns(placed: list[tuple[str, Tree]], months: int) -> None:
    found = sums(placed, months)
    for key in ("once", "monthly"):
        by_hand = [sum(item.get(key, (0, 0, 0))[column] for _, item in placed) for column in range(3)]
        assert list(found[key]) == by_hand
    assert found["horizon_months"] == months
    assert found["total"] == tuple(
        once + months * monthly for once, monthly in zip(found["once"], found["monthly"], strict=True)
    )
    assert found["per_1000"] == tuple(round(monthly / 4, 4) for monthly in found["monthly"])
    for key in (*TOTALS, "per_1000"):
        low, likely, high = found[key]
        assert 0 <= low <= likely <= high


@MANY
@given(PLACED, st.data())
def test_where_and_in_which_order_costs_stand_changes_no_total(
    placed: list[tuple[str, Tree]], data: st.DataObject
) -> None:
    moved = [(data.draw(st.sampled_from(BLOCKS)), item) for _, item in data.draw(st.permutations(placed))]
    before, after = sums(placed), sums(moved)
    assert {key: before[key] for key in TOTALS} == {key: after[key] for key in TOTALS}
    for group in before["groups"]:
        assert {**before["groups"][group], "kinds": None} == {**after["groups"][group], "kinds": None}


@MANY
@given(PLACED)
def test_twice_the_amounts_are_twice_the_totals(placed: list[tuple[str, Tree]]) -> None:
    twice = [
        (block, {key: value if key == "kind" else [2 * one for one in value] for key, value in item.items()})
        for block, item in placed
    ]
    before, after = sums(placed), sums(twice)
    for key in TOTALS:
        assert after[key] == tuple(2 * one for one in before[key])


@MANY
@given(PLACED, PLACED)
def test_two_lots_together_cost_what_both_cost(some: list[tuple[str, Tree]], more: list[tuple[str, Tree]]) -> None:
    together, one, other = sums([*some, *more]), sums(some), sums(more)
    for key in TOTALS:
        assert together[key] == plus(one[key], other[key])


@MANY
@given(PLACED)
def test_groups_blocks_and_kinds_add_up_to_the_totals(placed: list[tuple[str, Tree]]) -> None:
    found = sums(placed)
    for key in ("once", "monthly"):
        for parts in (found["groups"], found["blocks"]):
            assert _sum(one[key] for one in parts.values()) == found[key]
        for group in found["groups"].values():
            assert _sum(one[key] for one in group["kinds"].values()) == group[key]


def _sum(points: Any) -> tuple[float, ...]:
    total: tuple[float, ...] = (0, 0, 0)
    for one in points:
        total = plus(total, one)
    return total


@MANY
@given(PLACED, ITEM)
def test_an_unknown_kind_of_cost_counts_under_other(placed: list[tuple[str, Tree]], item: Tree) -> None:
    before = sums(placed)
    after = sums([*placed, ("monitoring", {**item, "kind": "no_such_kind"})])
    for key in ("once", "monthly"):
        more = item.get(key, (0, 0, 0))
        assert after["groups"]["other"][key] == plus(before["groups"]["other"][key], more)
        assert after[key] == plus(before[key], more)
    known = {name: group for name, group in before["groups"].items() if name != "other"}
    assert {name: after["groups"][name] for name in known} == known
