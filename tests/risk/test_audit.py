"""No rule of the AI Act is idle and no two contradict; and the audit sees it where one does."""

from dataclasses import replace

from mlops_canvas.knowledge import Knowledge, Rule
from tests.risk import audit, cases
from tests.risk.cases import KNOWLEDGE


def _only(*chosen: Rule) -> Knowledge:
    """Knowledge of nothing but these rules that lead to a category."""
    rest = {name: rule for name, rule in KNOWLEDGE.rules["risk"].items() if rule.then is None}
    risk = {**rest, **{rule.id: rule for rule in chosen}}
    return replace(KNOWLEDGE, rules={**KNOWLEDGE.rules, "risk": risk})


def _rule(name: str, **changes: object) -> Rule:
    return KNOWLEDGE.every_rule[name].model_copy(update=changes)


def test_every_rule_is_needed() -> None:
    assert [name for name, need in audit.needs().items() if need is None] == []


def test_a_rule_that_repeats_another_is_not_needed() -> None:
    again = _rule("RSK055", id="RSK999")
    texts = {pair.one.id: pair.one.text for pair in cases.pairs() if pair.point == "Annex III 5(b)"}
    found = audit.needs(_only(_rule("RSK055"), again), texts)
    assert found["RSK055"] is None
    assert found["RSK999"] is None
    assert audit.needs(_only(_rule("RSK055")), texts)["RSK055"] is not None


def test_no_rules_contradict() -> None:
    assert list(audit.contradictions()) == []


def test_a_condition_that_never_or_always_holds_is_seen() -> None:
    never = {
        "all": [{"field": "risk.inference", "equals": "learned"}, {"field": "risk.inference", "equals": "optimised"}]
    }
    always = {
        "any": [{"not": {"field": "risk.eu", "any_of": ["used_here"]}}, {"field": "risk.eu", "any_of": ["used_here"]}]
    }
    found = set(audit.contradictions(_only(_rule("RSK002", when=never), _rule("RSK003", when=always))))
    assert found == {"RSK002 can never hold", "RSK003 always holds"}


def test_two_categories_of_the_same_facts_are_seen() -> None:
    mild = KNOWLEDGE.every_rule["RSK080"].then
    same = _rule("RSK012", id="RSK999", then=mild)
    assert list(audit.contradictions(_only(_rule("RSK012"), same))) == [
        "RSK012 and RSK999 say prohibited and limited of the same facts"
    ]


def test_with_neutral_facts_nothing_holds() -> None:
    answer = cases.judged(cases.engine(), cases.canvas(cases.laid_over(cases.defaults(), audit.NEUTRAL)))
    assert answer.verdict == "minimal"
    assert not answer.measures["fired"]


def test_a_tool_that_takes_the_milder_category_is_seen() -> None:
    """Where the better known rule is taken out of the tool alone, its say is missing in the answer."""
    whole, without = _only(_rule("RSK012"), _rule("RSK080")), _only(_rule("RSK080"))
    said = list(audit.contradictions(whole, cases.engine(without)))
    assert said == ["RSK012 and RSK080: prohibited became limited", "RSK012 and RSK080: RSK012 is not named"]
