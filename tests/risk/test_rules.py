"""What each risk rule says of itself: its message, the fields it names, and examples that differ in one fact."""

from typing import Any

import pytest

from mlops_canvas.knowledge import Rule
from mlops_canvas.rules import fields_of
from tests.risk import audit
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


def test_no_rule_speaks_of_a_first_form() -> None:
    assert not [rule.id for rule in KNOWLEDGE.rules["risk"].values() if "irst form" in (rule.known_problems or "")]
