"""What each risk rule says of itself: its message, the fields it names, and examples that differ in one fact."""

from collections.abc import Iterator
from typing import Any

import pytest

from mlops_canvas.canvas import load
from mlops_canvas.knowledge import Rule
from mlops_canvas.rules import compile_condition, fields_of
from mlops_canvas.subject import Subject
from tests.conftest import AS_OF
from tests.risk import audit, cases
from tests.risk.cases import KNOWLEDGE, leaves

RULES = [pytest.param(rule, id=rule.id) for rule in audit.rules()]


def _facts(example: Any) -> dict[str, Any]:
    return {f"risk.{path}": value for path, value in leaves(example["risk"])}


@pytest.mark.parametrize("rule", RULES)
def test_the_message_says_the_article_and_the_facts(rule: Rule) -> None:
    assert rule.then
    assert rule.then.article.rpartition(", ")[2] in rule.message
    assert any(f"{{{path}}}" in rule.message for path in fields_of(rule.when))


@pytest.mark.parametrize("rule", RULES)
def test_the_fields_that_the_condition_reads_are_named(rule: Rule) -> None:
    read = set(fields_of(rule.when))
    named = {rule.about, *rule.related}
    assert read <= named
    assert {path for path in named - read if path} <= {path.rpartition(".")[0] for path in read}, "a section of one"
    assert len(rule.related) == len(set(rule.related))
    assert rule.about not in rule.related


@pytest.mark.parametrize("rule", RULES)
def test_for_each_fact_an_example_differs_from_a_match_in_it_alone(rule: Rule) -> None:
    matches, others = [[_facts(one) for one in some] for some in (rule.examples.match, rule.examples.no_match)]
    alone = {
        path
        for one in matches
        for other in others
        for path in one.keys() & other.keys()
        if {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)} == {path}
    }
    assert set(fields_of(rule.when)) <= alone


@pytest.mark.parametrize("rule", RULES)
def test_every_part_of_a_condition_matters_to_an_example(rule: Rule) -> None:
    """With an arm or a word less, some example would come out otherwise."""
    examples = rule.examples
    subjects = [_subject(one) for one in (*examples.match, *examples.no_match, *examples.unknown)]
    said = list(map(compile_condition(rule.when), subjects))
    idle = [what for what, tree in _less(rule.when) if list(map(compile_condition(tree), subjects)) == said]
    assert not idle


def _subject(example: Any) -> Subject:
    loaded = load(cases.canvas(example["risk"]), "c.yaml")
    assert loaded.canvas is not None
    return Subject(loaded.canvas, loaded.positions, KNOWLEDGE, AS_OF, loaded.unreadable)


def _less(tree: Any) -> Iterator[tuple[str, Any]]:
    """List a condition with one arm or one word less: which one, and what is left."""
    for name in {"all", "any"} & set(tree):
        arms = tree[name]
        for place, arm in enumerate(arms):
            yield f"{arm}", {name: [*arms[:place], *arms[place + 1 :]]}
            yield from ((what, {name: [*arms[:place], left, *arms[place + 1 :]]}) for what, left in _less(arm))
    if "not" in tree:
        yield from ((what, {"not": left}) for what, left in _less(tree["not"]))
    for name in {"any_of", "one_of"} & set(tree):
        words = tree[name]
        yield from (
            (f"{tree['field']}: {word}", {**tree, name: [one for one in words if one != word]}) for word in words
        )


def test_no_rule_speaks_of_a_first_form() -> None:
    assert not [rule.id for rule in KNOWLEDGE.rules["risk"].values() if "irst form" in (rule.known_problems or "")]
