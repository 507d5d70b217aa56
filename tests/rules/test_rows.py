"""Rows: every statement of the sources is reached by an entry, and every entry names rows that exist."""

from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from itertools import chain
from typing import Any, Protocol

import pytest

from mlops_canvas.knowledge import Knowledge

# Written down from the sources, column by column: data, model, code.
PRACTICE_TABLE = {
    "versioning": (4, 4, 2),
    "testing": (2, 6, 2),
    "automation": (2, 3, 2),
    "reproducibility": (4, 4, 3),
    "deployment": (1, 3, 1),
    "monitoring": (2, 3, 1),
}
BEST_PRACTICES = {"documentation": (3, 3, 2), "structure": (3, 4, 3)}
REMEDIES = {"collecting": 4, "features": 2, "training": 4, "deploying": 3}
PROCESS = {"process": 11, "delivery": 4}
PHASES = {
    "understanding": 4,
    "data_engineering": 3,
    "model_engineering": 4,
    "evaluation": 3,
    "rollout": 4,
    "maintenance": 2,
}
DEBTS = 19
# Rows whose entries do not name them yet; the list only shrinks.
AWAITED = ["monitoring.model.2", "score.minimum", "score.sum"]


class Naming(Protocol):
    """An entry that names rows."""

    @property
    def rows(self) -> tuple[str, ...]: ...


def _naming(knowledge: Knowledge) -> Iterator[tuple[str, Naming]]:
    """Yield every entry that may name rows, with its id."""
    balance, readiness = knowledge.balance, knowledge.readiness
    named: tuple[Mapping[str, Naming], ...] = (
        knowledge.practices,
        knowledge.fields,
        knowledge.every_rule,
        knowledge.goals,
        balance.components,
        balance.steps,
        balance.variants,
        readiness.themes,
        readiness.phases,
        knowledge.test_score.sections,
        {f"{name} {level.level}": level for name, one in knowledge.scales.items() for level in one.levels},
    )
    return chain.from_iterable(entries.items() for entries in named)


def _reached(knowledge: Knowledge) -> set[str]:
    """Collect the rows that an entry names, and those of the ML Test Score that are entries themselves."""
    score = knowledge.test_score
    return {
        *(row for _, entry in _naming(knowledge) for row in entry.rows),
        *(one.test_score for one in knowledge.practices.values() if one.test_score),
        *(f"score.points.{name}" for name in score.points),
        *(f"score.bands.{number}" for number, _ in enumerate(score.bands)),
    }


def test_every_row_is_reached(knowledge: Knowledge) -> None:
    assert sorted(set(knowledge.rows) - _reached(knowledge)) == AWAITED


def test_every_row_that_is_named_exists(knowledge: Knowledge) -> None:
    unknown = {(name, row) for name, entry in _naming(knowledge) for row in entry.rows if row not in knowledge.rows}
    assert not unknown
    assert _reached(knowledge) <= set(knowledge.rows)


def test_no_entry_names_a_row_twice(knowledge: Knowledge) -> None:
    assert not [name for name, entry in _naming(knowledge) if len(set(entry.rows)) < len(entry.rows)]


def test_rows_say_something_of_their_own(knowledge: Knowledge) -> None:
    texts = [row.text for row in knowledge.rows.values()]
    assert len(set(texts)) == len(texts)
    for name, row in knowledge.rows.items():
        assert set(row.sources) <= set(knowledge.sources), name
        assert name not in knowledge.practices
        assert name not in knowledge.every_rule


def _beginning(knowledge: Knowledge, start: str) -> set[str]:
    return {name for name in knowledge.rows if name.startswith(f"{start}.")}


def _table(counts: Mapping[str, tuple[int, ...]]) -> set[str]:
    columns = ("data", "model", "code")
    return {
        f"{principle}.{column}.{number}"
        for principle, most in counts.items()
        for column, count in zip(columns, most, strict=True)
        for number in range(1, count + 1)
    }


def test_the_seed_has_80_rows(knowledge: Knowledge) -> None:
    seed = {name for name, row in knowledge.rows.items() if row.sources == ("request",)}
    assert seed == {f"S{number:02}" for number in range(1, 81)}


def test_the_practice_table_has_49_items_and_the_best_practices_18(knowledge: Knowledge) -> None:
    practices, best = _table(PRACTICE_TABLE), _table(BEST_PRACTICES)
    assert (len(practices), len(best)) == (49, 18)
    found = set(chain.from_iterable(_beginning(knowledge, one) for one in (*PRACTICE_TABLE, *BEST_PRACTICES)))
    assert found == practices | best


def test_the_ml_test_score_has_28_tests_3_points_and_6_bands(knowledge: Knowledge) -> None:
    tests = {f"{letter}{number}" for letter in "DMIO" for number in range(1, 8)}
    assert len(tests) == 28
    assert tests <= set(knowledge.rows)
    claimed = [one.test_score for one in knowledge.practices.values() if one.test_score]
    assert sorted(claimed) == sorted(tests), "one practice a test"
    assert len(_beginning(knowledge, "score.points")) == len(knowledge.test_score.points) == 3
    assert len(_beginning(knowledge, "score.bands")) == len(knowledge.test_score.bands) == 6


@pytest.mark.parametrize(("start", "count"), [*REMEDIES.items(), *PROCESS.items(), *PHASES.items(), ("debt", DEBTS)])
def test_each_section_of_a_source_has_its_rows(start: str, count: int, knowledge: Knowledge) -> None:
    assert len(_beginning(knowledge, start)) == count


def test_each_kind_of_debt_is_paid_off_by_a_practice(knowledge: Knowledge) -> None:
    paid = {one.debt for one in knowledge.practices.values()}
    assert set(knowledge.words["debts"]) == paid


def test_practices_serve_goals_that_exist_and_each_goal_is_served(knowledge: Knowledge) -> None:
    served = {goal for one in knowledge.practices.values() for goal in one.goals}
    assert served == set(knowledge.goals)


def test_prerequisites_exist_and_have_no_cycle(knowledge: Knowledge) -> None:
    graph = {name: one.requires for name, one in knowledge.practices.items()}
    assert set(chain.from_iterable(graph.values())) <= set(graph)
    assert len(list(TopologicalSorter(graph).static_order())) == len(graph)


def test_a_level_asks_for_every_prerequisite_of_what_it_asks(knowledge: Knowledge) -> None:
    for scale, one in knowledge.scales.items():
        asked: set[str] = set()
        for level in one.levels:
            asked |= set(level.requires or {})
            needed = {need for name in asked for need in knowledge.practices[name].requires}
            assert needed <= asked, f"{scale} {level.level}"


def _practices_in(condition: Any) -> Iterator[str]:
    """Yield the practices that a rule's condition reads."""
    if isinstance(condition, dict):
        yield from (value for key, value in condition.items() if key == "practice")
        yield from _practices_in(list(condition.values()))
    elif isinstance(condition, list | tuple):
        yield from chain.from_iterable(map(_practices_in, condition))


def _referred(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Yield every practice that an entry refers to, with the entry's name."""
    for scale, one in knowledge.scales.items():
        yield from ((f"{scale} {level.level}", name) for level in one.levels for name in level.requires or {})
    for key, indicator in knowledge.indicators.items():
        yield from ((key, name) for name in indicator.technical or ())
    for phase, themes in knowledge.readiness.practices.items():
        yield from ((phase, name) for names in themes.values() for name in names)
    yield from ((key, goal.metric) for key, goal in knowledge.goals.items())
    for key, rule in knowledge.every_rule.items():
        yield from ((key, name) for name in _practices_in(rule.when))
    yield from knowledge.aliases.items()


def test_every_practice_that_is_referred_to_exists(knowledge: Knowledge) -> None:
    referred = list(_referred(knowledge))
    assert referred
    assert [(where, name) for where, name in referred if name not in knowledge.practices] == []
