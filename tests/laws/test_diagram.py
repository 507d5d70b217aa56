"""The laws of the decision diagram: it says exactly what trying every completion of the facts says."""

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from mlops_canvas.rules import compile_condition
from mlops_canvas.rules.diagram import Diagram, Fact
from mlops_canvas.subject import Subject
from tests.laws.shared import MANY

DOMAINS = {"a": ("x", "y", "z"), "b": ("true", "false"), "c": ("x", "none")}
WORDS = ("v", "w")  # of the list `l`
FACTS = (Fact("a"), Fact("b"), Fact("c"), *(Fact("l", word) for word in WORDS))
Facts = dict[Fact, str]


def leaves() -> st.SearchStrategy[dict[str, Any]]:
    single = st.sampled_from(sorted(DOMAINS)).flatmap(
        lambda field: st.lists(st.sampled_from(DOMAINS[field]), min_size=1, max_size=2, unique=True).map(
            lambda words: {"field": field, "one_of": words}
        )
    )
    listed = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True)
    return single | listed.map(lambda words: {"field": "l", "any_of": words})


def conditions() -> st.SearchStrategy[dict[str, Any]]:
    def wider(part: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        parts = st.lists(part, min_size=1, max_size=3)
        return (
            parts.map(lambda found: {"all": found})
            | parts.map(lambda found: {"any": found})
            | part.map(lambda found: {"not": found})
        )

    return st.recursive(leaves(), wider, max_leaves=6)


CASES = st.lists(st.tuples(st.sampled_from(["worst", "bad", "mild"]), st.lists(conditions(), max_size=3)), max_size=3)
KNOWN = st.dictionaries(st.sampled_from(FACTS), st.integers(0, 2)).map(
    lambda found: {fact: values(fact)[place % len(values(fact))] for fact, place in found.items()}
)


def values(fact: Fact) -> tuple[str, ...]:
    return ("true", "false") if fact.word else DOMAINS[fact.field]


def drawn(cases: list[Any]) -> Diagram:
    return Diagram(cases, "none", DOMAINS.__getitem__, ["l", "c", "a", "b"])


def completions(known: Mapping[Fact, str]) -> Iterator[Facts]:
    return (
        dict(zip(FACTS, found, strict=True))
        for found in product(*((known[fact],) if fact in known else values(fact) for fact in FACTS))
    )


def outcome(cases: list[Any], facts: Facts) -> str:
    """Say what the conditions themselves come to."""
    held = tuple(word for word in WORDS if facts[Fact("l", word)] == "true")
    said = {"l": held, **{field: facts[Fact(field)] for field in DOMAINS}}
    subject = cast(Subject, SimpleNamespace(value=said.get))
    holds: Callable[[Any], bool] = lambda tree: bool(compile_condition(tree)(subject))  # noqa: E731
    return next((name for name, trees in cases if any(map(holds, trees))), "none")


@MANY
@given(CASES, KNOWN)
def test_the_outcomes_are_those_of_all_completions(cases: list[Any], known: Facts) -> None:
    diagram = drawn(cases)
    left = diagram.restrict(diagram.root, known.get)
    assert left.outcomes == {outcome(cases, facts) for facts in completions(known)}
    only = diagram.only(diagram.root, known.get)
    assert (only is not None) == (len(left.outcomes) == 1)
    assert only in {None, *left.outcomes}


@MANY
@given(CASES, KNOWN)
def test_exactly_the_facts_that_can_change_the_outcome_are_missing(cases: list[Any], known: Facts) -> None:
    diagram = drawn(cases)
    left = diagram.restrict(diagram.root, known.get)
    missing = {fact for facts in diagram.facts(left).values() for fact in facts}
    said = {tuple(facts.values()): outcome(cases, facts) for facts in completions(known)}
    changing = {
        FACTS[place]
        for one in said
        for other in said
        for place in range(len(FACTS))
        if said[one] != said[other] and one[:place] == other[:place] and one[place + 1 :] == other[place + 1 :]
    }
    assert missing == changing


@MANY
@given(CASES, KNOWN)
def test_the_missing_facts_settle_it_whatever_they_are(cases: list[Any], known: Facts) -> None:
    diagram = drawn(cases)
    left = diagram.restrict(diagram.root, known.get)
    missing = [fact for facts in diagram.facts(left).values() for fact in facts]
    for answers in product(*map(values, missing)):
        filled = {**known, **dict(zip(missing, answers, strict=True))}
        assert len({outcome(cases, facts) for facts in completions(filled)}) == 1


@MANY
@given(CASES, KNOWN)
def test_a_settling_answer_settles_and_no_smaller_set_does(cases: list[Any], known: Facts) -> None:
    diagram = drawn(cases)
    left = diagram.restrict(diagram.root, known.get)
    found = [(frozenset(answer), stated(answer), then) for answer, then in diagram.settling(left, 2)]
    for fields, said, then in found:
        assert {outcome(cases, facts) for facts in completions({**said, **known})} == {then}
        assert not any(settles(cases, known, fields - {field}) for field in fields)


def stated(answer: Mapping[str, str]) -> Facts:
    """Return the facts that an answer states: for a list one word and no other."""
    said: Facts = {}
    for field, word in answer.items():
        if field in DOMAINS:
            said[Fact(field)] = word
        else:
            said |= {Fact(field, one): str(one == word).lower() for one in WORDS}
    return said


def settles(cases: list[Any], known: Facts, fields: frozenset[str]) -> bool:
    """Say whether some answers to these fields alone leave one outcome."""
    options = [[*DOMAINS[field]] if field in DOMAINS else [*WORDS, "none"] for field in sorted(fields)]
    return any(
        len({outcome(cases, facts) for facts in completions({**stated(said), **known})}) == 1
        for words in product(*options)
        for said in [dict(zip(sorted(fields), words, strict=True))]
    )
