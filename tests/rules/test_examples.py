"""Every rule's own examples, every rule's shape, and every reference that a rule or an entry makes."""

from collections.abc import Iterator
from typing import Any

import pytest

from mlops_canvas import resources
from mlops_canvas.assess.coherence import CHECKS
from mlops_canvas.canvas import Canvas, load
from mlops_canvas.canvas.dump import to_yaml
from mlops_canvas.canvas.load import RULE_OF
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Knowledge, Rule
from mlops_canvas.knowledge import load as load_knowledge
from mlops_canvas.rules import compile_condition, fields_of
from tests.conftest import ROOT, Judge

KNOWLEDGE = load_knowledge([resources.knowledge()])
RULES = [pytest.param(rule, id=rule.id) for rule in KNOWLEDGE.every_rule.values()]
PREFIX = {
    "format": "CAN",
    "risk": "RSK",
    "readiness": "RDY",
    "automation": "AUT",
    "test_score": "TST",
    "balance": "BAL",
    "cost": "CST",
    "coherence": "COH",
    "decisions": "ADR",
    "claims": "CLM",
}


def _text(example: Any) -> str:
    return example if isinstance(example, str) else f"canvas: 1\n{to_yaml(_typed(example)) if example else ''}"


def _typed(value: Any) -> Any:
    """Examples are kept as text; write numbers and switches without quotes, as a person would."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    if value in {"true", "false"}:
        return value == "true"
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _said(judge: Judge, rule: Rule, example: Any) -> list[Finding]:
    return [finding for finding in judge(_text(example)).every_finding() if finding.rule == rule.id]


def _fires(findings: list[Finding]) -> bool:
    return any(finding.outcome in {"gap", "note"} for finding in findings)


@pytest.mark.parametrize("rule", RULES)
def test_examples_of_a_rule(rule: Rule, judge: Judge) -> None:
    for example in rule.examples.match:
        assert _fires(_said(judge, rule, example)), f"{rule.id} is silent about {example}"
    for example in rule.examples.no_match:
        assert not _fires(_said(judge, rule, example)), f"{rule.id} speaks about {example}"
    for example in rule.examples.unknown:
        said = _said(judge, rule, example)
        undecided = f"{rule.id} undecided" in " ".join(judge(_text(example)).assessments["risk"].trace)
        assert undecided or any(one.outcome == "unknown" for one in said), f"{rule.id} decides {example}"


@pytest.mark.parametrize("rule", RULES)
def test_a_gap_names_the_technical_debt_it_leaves(rule: Rule, judge: Judge) -> None:
    if PREFIX["format"] in rule.id:
        return  # a fault of the file is no debt of the system
    debts = KNOWLEDGE.words["debts"]
    for example in rule.examples.match:
        gaps = [one for one in _said(judge, rule, example) if one.outcome == "gap"]
        assert all(one.debt and set(one.debt) <= set(debts) for one in gaps)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_can_speak_and_be_silent(rule: Rule) -> None:
    examples = rule.examples
    if rule.when is not None:
        assert examples.match
        assert examples.no_match
        compile_condition(rule.when)
    assert examples.match or examples.no_match or examples.unknown or rule.id in {"RSK001", "RSK039"}
    assert rule.outcome == "note" or rule.remediation is not None, "a gap says what to do"


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_reads_fields_that_exist(rule: Rule, knowledge: Knowledge) -> None:
    known = knowledge.fields
    for path in [*fields_of(rule.when), *rule.related, *([rule.about] if rule.about else [])]:
        starred = ".".join(("blocks", "*", *path.split(".")[2:]))
        by_block = path.startswith("dilemmas.tooling.by_block.")
        assert path in known or starred in known or by_block, path


def test_a_rule_lives_in_the_room_of_its_question(knowledge: Knowledge) -> None:
    for question, rules in knowledge.rules.items():
        assert {name[:3] for name in rules} == {PREFIX[question]}


def test_the_loader_emits_rules_that_exist(knowledge: Knowledge) -> None:
    ours = {"CAN020", "CAN021", "CAN030", "CAN031", "CAN032"}
    assert set(RULE_OF.values()) | ours == set(knowledge.rules["format"])
    assert set(CHECKS) == {name for name, rule in knowledge.rules["coherence"].items() if rule.when is None}


def _sourced(knowledge: Knowledge) -> Iterator[tuple[str, tuple[str, ...]]]:
    entries: dict[str, Any] = {
        **knowledge.every_rule,
        **knowledge.practices,
        **knowledge.tools,
        **knowledge.indicators,
        **knowledge.scales,
        **knowledge.blocks,
        **knowledge.balance.components,
        **knowledge.balance.thresholds,
    }
    for words in knowledge.words.values():
        entries |= words
    for name, entry in entries.items():
        yield name, entry.sources


def test_every_source_resolves(knowledge: Knowledge) -> None:
    for name, sources in _sourced(knowledge):
        assert sources, name
        assert set(sources) <= set(knowledge.sources), name


def test_practices_refer_to_what_exists(knowledge: Knowledge) -> None:
    practices, balance = knowledge.practices, knowledge.balance
    for name, practice in practices.items():
        assert practice.block in knowledge.blocks, name
        assert set(practice.requires) <= set(practices), name
        assert practice.step in balance.steps, name
        assert practice.component is None or practice.component in balance.components, name
        assert (practice.component is None) == (practice.serves == "mlops"), name
        assert practice.debt in knowledge.words["debts"], name
        assert set(practice.articles) <= set(knowledge.law.articles), name
        for answer in (*practice.implied_by, *practice.excluded_by):
            assert answer.field in knowledge.fields, f"{name}: {answer.field}"
    for scale in knowledge.scales.values():
        for level in scale.levels:
            assert set(level.requires or {}) <= set(practices)


def test_prerequisites_have_no_cycle(knowledge: Knowledge) -> None:
    from graphlib import TopologicalSorter

    order = list(TopologicalSorter({name: one.requires for name, one in knowledge.practices.items()}).static_order())
    assert len(order) == len(knowledge.practices)


def test_tools_refer_to_what_exists(knowledge: Knowledge) -> None:
    for name, tool in knowledge.tools.items():
        assert set(tool.roles) <= set(knowledge.words["tool_roles"]), name
        assert set(tool.blocks) <= set(knowledge.blocks), name
        assert set(tool.needs) | set(tool.integrates) <= set(knowledge.tools), name


def test_the_catalogue_is_large_enough_to_be_of_use(knowledge: Knowledge) -> None:
    assert len(knowledge.practices) >= 30
    assert len(knowledge.tools) >= 30
    assert len(knowledge.rules["coherence"]) >= 10
    assert len(knowledge.indicators) == 52
    kinds = [question.block for question in knowledge.questions.values()]
    assert len(kinds) - kinds.count("dilemmas") == 61
    assert kinds.count("dilemmas") == 3


def test_ids_are_unique_over_all_catalogues(knowledge: Knowledge) -> None:
    catalogues = (
        knowledge.every_rule,
        knowledge.practices,
        knowledge.questions,
        knowledge.tools,
        knowledge.law.articles,
        knowledge.indicators,
        knowledge.sources,
        knowledge.aliases,
    )
    names = [name for catalogue in catalogues for name in catalogue]
    assert len(names) == len(set(names))


def test_the_31_names_of_the_audit_are_known(knowledge: Knowledge) -> None:
    text = (ROOT / "tests" / "rules" / "audit_names.txt").read_text()
    names = text.split()
    assert len(names) == 31
    missing = [name for name in names if name not in knowledge.aliases]
    assert not missing


def test_every_question_is_answered_by_fields_that_exist(knowledge: Knowledge) -> None:
    canvas = load("canvas: 1", "c").canvas
    assert canvas is not None
    for name, question in knowledge.questions.items():
        assert question.fields or question.role, name
        for path in question.fields:
            assert path in knowledge.fields
            assert _exists(path), path


def _exists(path: str) -> bool:
    from mlops_canvas.shape import inner_type

    here: Any = Canvas
    for step in path.split("."):
        here = inner_type(here.model_fields[step].annotation)
    return True
