"""The words of conditions: true, false, and unknown where a part is blank, unknown or could not be read."""

from typing import Any

import pytest

from mlops_canvas.canvas import load
from mlops_canvas.errors import UserError
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.rules import compile_condition, fields_of, open_fields
from mlops_canvas.subject import Subject
from tests.conftest import AS_OF

PRODUCTION = {"items": "models", "where": "stage", "one_of": ["production"], "at_least": "2"}
ONE, TWO = "models: [{name: a, stage: production}", "models: [{name: a, stage: production}, {name: b"
DEPLOYMENT = "blocks: {model_deployment: {tools: "
CONTAINER = {"tool": {"role": "container", "block": "model_deployment"}}
STREAM = {"tool": {"role": "data_pipeline", "without": "orchestrator"}}
NO_KIND = {"field": "risk.people_signals.kind", "one_of": ["none"]}
STRONG = {"field": "regulation.domain", "regulation": "strong"}
NONE = {"practice": "testing.fairness", "status": ["none"]}
HELD = {"practice": "testing.fairness", "at_least": "manual"}


def _subject(knowledge: Knowledge, text: str) -> Subject:
    loaded = load(f"canvas: 1\n{text}\n", "canvas.yaml")
    assert loaded.canvas is not None
    return Subject(loaded.canvas, loaded.positions, knowledge, AS_OF, loaded.unreadable)


@pytest.mark.parametrize(
    ("tree", "text", "truth"),
    [
        (PRODUCTION, f"{TWO}, stage: production}}]", True),
        (PRODUCTION, f"{TWO}, stage: staging}}]", False),
        (PRODUCTION, f"{TWO}}}]", None),
        (PRODUCTION, f"{ONE}]", False),
        (PRODUCTION, "models: none", False),
        (PRODUCTION, "name: a", None),
        (PRODUCTION, f"{TWO}, stage: sold}}]", None),
        (CONTAINER, f"{DEPLOYMENT}[docker]}}}}", True),
        (CONTAINER, f"{DEPLOYMENT}[kubernetes]}}}}", False),
        (CONTAINER, f"{DEPLOYMENT}none}}}}", False),
        (CONTAINER, f"{DEPLOYMENT}[some-tool]}}}}", None),
        (CONTAINER, "blocks: {foundations: {tools: [docker]}}", None),
        (CONTAINER, "blocks: {model_deployment: {targets: [moon]}}", None),
        (STREAM, "blocks: {data_sources_and_versioning: {tools: [kafka]}}", True),
        (STREAM, "blocks: {data_sources_and_versioning: {tools: [airflow]}}", False),
        (STREAM, "blocks: {data_sources_and_versioning: {need: perhaps}}", None),
        (STREAM, "name: a", False),
        (NO_KIND, "risk: {people_signals: {kind: none}}", True),
        (NO_KIND, "risk: {people_signals: {kind: [verify]}}", False),
        (NO_KIND, "risk: {people_signals: {kind: [unknown]}}", None),
        (NO_KIND, "risk: {people_signals: {about: [public]}}", None),
        (STRONG, "regulation: {domain: banking}", True),
        (STRONG, "regulation: {domain: retail}", False),
        (STRONG, "regulation: {domain: bankin}", None),
        (STRONG, "regulation: {business_risk: high}", None),
        (NONE, "practices: {testing.fairness: none}", True),
        (NONE, "practices: {testing.fairness: planned}", False),
        (NONE, "practices: {testing.robustness: none}", None),
        (HELD, "practices: {testing.fairness: automated}", True),
        (HELD, "practices: {testing.fairness: none}", False),
        (HELD, "practices: {testing.fairness: sometimes}", None),
    ],
)
def test_what_a_condition_says(knowledge: Knowledge, tree: Any, text: str, truth: bool | None) -> None:
    assert compile_condition(tree)(_subject(knowledge, text)) is truth


@pytest.mark.parametrize(
    "tree",
    [
        "phase",
        {},
        {"tool": {}},
        {"tool": {"role": "ci", "vendor": "aws"}},
        {"practice": "testing.fairness"},
        {"items": "models", "where": "stage"},
        {"field": "phase"},
        {"field": "phase", "equals": "design", "below": "2"},
        {"all": [{"maybe": {}}]},
    ],
)
def test_other_words_are_refused(tree: Any) -> None:
    with pytest.raises(UserError):
        compile_condition(tree)


def test_the_fields_of_a_condition_and_those_still_open(knowledge: Knowledge) -> None:
    tree = {"all": [PRODUCTION, {"not": STRONG}]}
    assert list(fields_of(tree)) == ["models[].stage", "regulation.domain"]
    assert list(open_fields(tree, _subject(knowledge, "name: a"))) == ["models", "regulation.domain"]
    assert list(open_fields(tree, _subject(knowledge, "regulation: {domain: banking}"))) == []
    assert list(open_fields(tree, _subject(knowledge, "models: none"))) == []
