"""Minimal pairs and described systems: the category, for the right article, and every point of the Act."""

from collections import Counter

import pytest

from mlops_canvas.assess import Assessment, Engine
from mlops_canvas.knowledge import Rule
from tests.conftest import AS_OF
from tests.risk import cases
from tests.risk.cases import KNOWLEDGE, Case, Pair

ENGINE = cases.engine()
IN_FULL = Engine(KNOWLEDGE, AS_OF)
PAIRS = [pytest.param(pair, id=pair.id) for pair in cases.pairs()]
SIDES = [pytest.param(side, id=side.id) for pair in cases.pairs() for side in (pair.one, pair.other)]
SYSTEMS = [pytest.param(one, id=one.id) for one in cases.systems()]
RULES = [rule for rule in KNOWLEDGE.rules["risk"].values() if rule.then]
LEGS = ("Art. 6(3)(a)", "Art. 6(3)(b)", "Art. 6(3)(c)", "Art. 6(3)(d)", "Art. 6(3) profiling")
TASK_OF = {
    "Art. 6(3)(a)": "procedural",
    "Art. 6(3)(b)": "polishes_finished_work",
    "Art. 6(3)(c)": "finds_deviations",
    "Art. 6(3)(d)": "prepares",
}


def _judge(case: Case, engine: Engine = ENGINE) -> Assessment:
    return cases.judged(engine, case.text)


def _point(rule: Rule) -> str:
    assert rule.then
    return rule.then.article.rpartition(", ")[2]


def _fired(case: Case) -> set[str]:
    return {one["rule"] for one in _judge(case).measures["fired"]}


@pytest.mark.parametrize("case", [*SIDES, *SYSTEMS])
def test_the_category_is_the_one_that_the_law_gives(case: Case) -> None:
    answer = _judge(case)
    assert answer.verdict == case.category, (case.description, answer.measures)
    if case.articles is not None:
        assert sorted(cases.articles(answer)) == sorted(case.articles)


@pytest.mark.parametrize("pair", PAIRS)
def test_a_pair_differs_in_one_fact(pair: Pair) -> None:
    one, other = dict(cases.leaves(pair.one.facts)), dict(cases.leaves(pair.other.facts))
    differ = {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)}
    assert differ == set(pair.changes)
    assert len(differ) == 1
    assert pair.one.description != pair.other.description


@pytest.mark.parametrize("pair", PAIRS)
def test_a_pair_differs_by_its_point(pair: Pair) -> None:
    if pair.point in LEGS:
        lifted = _judge(pair.other, IN_FULL).measures["lifted"]
        assert lifted
        assert not _judge(pair.one, IN_FULL).measures["lifted"]
        task = TASK_OF.get(pair.point)
        assert task is None or pair.other.facts["effect"]["task"] == task
        return
    inside, outside = (pair.other, pair.one) if pair.other.category == "out_of_scope" else (pair.one, pair.other)
    rules = {rule.id for rule in RULES if _point(rule) == pair.point}
    assert _fired(inside) & rules
    assert not _fired(outside) & rules


def test_every_point_has_a_pair() -> None:
    """The points come from the knowledge: the rules' articles, the words of Annex III and the acts of Annex I."""
    points = {pair.point for pair in cases.pairs()}
    assert {_point(rule) for rule in RULES} | set(LEGS) == points
    listed = {f"Annex III {use.annex_iii}" for use in KNOWLEDGE.words["uses"].values() if use.annex_iii}
    sections = {f"Annex I {law.section}" for law in KNOWLEDGE.words["product_laws"].values() if law.section}
    assert listed | sections <= points


def test_every_rule_makes_the_difference_of_a_pair() -> None:
    told = {rule for pair in cases.pairs() for rule in _fired(pair.one) ^ _fired(pair.other)}
    assert {rule.id for rule in RULES} <= told


def test_every_word_of_annex_iii_and_every_near_miss_of_it_is_met() -> None:
    words = KNOWLEDGE.words["uses"]
    covered = {use for pair in cases.pairs() for use in pair.one.facts["uses"] if pair.one.category == "high"}
    assert {name for name, use in words.items() if use.annex_iii} <= covered
    missed = {use for pair in cases.pairs() for use in pair.changes.get("uses", ())}
    assert {name for name, use in words.items() if use.near_miss_of} <= missed


def test_every_act_of_annex_i_is_met_and_missed_in_each_way() -> None:
    of_products = [pair for pair in cases.pairs() if pair.point.startswith("Annex I ")]
    laws = {pair.one.facts["product"]["law"] for pair in of_products}
    assert laws == set(KNOWLEDGE.words["product_laws"]) - {"none"}
    ways = {next(iter(pair.changes.items())) for pair in of_products}
    assert {
        ("product.part", "convenience"),
        ("product.third_party", "no"),
        ("product.third_party", "other_only"),
        ("product.law", "none"),
    } == ways


def test_there_are_enough_systems_of_each_category() -> None:
    count = Counter(case.category for case in cases.systems())
    assert min(count[name] for name in ("unclear", "out_of_scope", "limited")) >= 15
    ids = [case.id for case in (*cases.systems(), *(pair.one for pair in cases.pairs()))]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("case", [one for one in SYSTEMS if one.values[0].category == "unclear"])  # type: ignore[union-attr]
def test_an_unclear_system_names_the_missing_fact(case: Case) -> None:
    assert case.more
    assert set(case.more["missing"]) <= cases.missing(_judge(case))


@pytest.mark.parametrize("case", [one for one in SYSTEMS if one.values[0].category == "out_of_scope"])  # type: ignore[union-attr]
def test_a_system_out_of_scope_says_what_it_would_be_inside(case: Case) -> None:
    assert case.more
    assert _judge(case).measures["if_in_scope"] == case.more["if_in_scope"]
