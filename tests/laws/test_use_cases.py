"""The ranking of use cases: by worth, then by harm, whatever their order in the file."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.shared import MANY, Tree, judged

HARM = {"low": 0, "medium": 1, "high": 2, None: 3}
CASE = st.fixed_dictionaries(
    {},
    optional={
        "impact": st.integers(1, 5),
        "feasibility": st.integers(1, 5),
        "wrong_prediction": st.sampled_from(["low", "medium", "high"]),
        "current": st.booleans(),
    },
)
CASES = st.lists(CASE, min_size=1, max_size=6).map(
    lambda cases: [{"name": f"case {index}", **case} for index, case in enumerate(cases)]
)


def ranking(cases: list[Tree]) -> list[Any]:
    """Return the ranked use cases, in the order of the report."""
    found = judged({"canvas": 1, "use_cases": cases}, "coherence").assessments["coherence"].measures["use_cases"]
    return list(found)


@MANY
@given(CASES)
def test_ranks_follow_score_and_then_harm(cases: list[Tree]) -> None:
    found = {one["name"]: one for one in ranking(cases)}
    assert set(found) == {case["name"] for case in cases}
    scored = [case for case in cases if "impact" in case and "feasibility" in case]
    for case in cases:
        worth = case["impact"] * case["feasibility"] if case in scored else None
        assert found[case["name"]]["score"] == worth
        assert (found[case["name"]]["rank"] is None) == (worth is None)
    for one in scored:
        better = [other for other in scored if _key(other) < _key(one)]
        assert found[one["name"]]["rank"] == 1 + len(better)


def _key(case: Tree) -> tuple[int, int]:
    return -case["impact"] * case["feasibility"], HARM[case.get("wrong_prediction")]


@MANY
@given(CASES, st.data())
def test_the_order_in_the_file_changes_no_rank(cases: list[Tree], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(cases))
    assert {one["name"]: one for one in ranking(cases)} == {one["name"]: one for one in ranking(shuffled)}


@MANY
@given(CASES)
def test_the_list_is_in_the_order_of_ranks_and_the_unranked_come_last(cases: list[Tree]) -> None:
    ranks = [one["rank"] for one in ranking(cases)]
    ranked = [rank for rank in ranks if rank is not None]
    assert ranked == sorted(ranked)
    assert ranks[len(ranked) :] == [None] * (len(ranks) - len(ranked))
