"""Laws of the tool catalogue: what a wrong entry would break, whoever adds it."""

import re
from collections import Counter
from graphlib import TopologicalSorter

import pytest

from mlops_canvas import resources
from mlops_canvas.knowledge import Knowledge, Tool
from mlops_canvas.knowledge import load as load_knowledge

KNOWLEDGE = load_knowledge([resources.knowledge()])
TOOLS = [pytest.param(name, tool, id=name) for name, tool in KNOWLEDGE.tools.items()]
ENTRIES = [pytest.param(tool, id=name) for name, tool in KNOWLEDGE.tools.items()]

OPEN = {
    "AGPL-3.0-only",
    "AGPL-3.0-or-later",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "GPL-2.0-only",
    "GPL-2.0-or-later",
    "GPL-3.0-or-later",
    "LGPL-3.0-only",
    "MIT",
    "MPL-2.0",
    "PSF-2.0",
    "PostgreSQL",
}
"""SPDX ids of licences that the Open Source Initiative approves."""
READABLE = {"BUSL-1.1", "Elastic-2.0", "SSPL-1.0"}
"""SPDX ids of licences whose source can be read and run, with bounds on what one may do with it."""

CLOUDS = {"aws": r"\b(Amazon|AWS)\b", "google": r"\b(Google|Vertex)\b", "azure": r"\b(Azure|Microsoft)\b"}
GROUPS = {"language", "framework", "platform", "infrastructure"}

DATA, ANALYSIS, FEATURES = "data_sources_and_versioning", "data_analysis_and_experiments", "feature_store_and_workflows"
BASE, PIPELINE, REGISTRY = "foundations", "pipeline_orchestration", "model_registry_and_versioning"
DEPLOYMENT, SERVING, MONITORING, METADATA = "model_deployment", "prediction_serving", "monitoring", "metadata_store"
HOME = {
    "access_control": {BASE, DATA, METADATA, SERVING},
    "alerting": {BASE, MONITORING},
    "api_gateway": {SERVING},
    "artifact_store": {BASE, DEPLOYMENT},
    "ci": {BASE, PIPELINE},
    "code_check": {BASE, DEPLOYMENT},
    "code_hosting": {BASE},
    "compute": {ANALYSIS, DEPLOYMENT, PIPELINE},
    "container": {BASE, DEPLOYMENT},
    "dashboard": {BASE, MONITORING},
    "data_pipeline": {DATA, FEATURES},
    "data_validation": {DATA, PIPELINE, SERVING},
    "data_versioning": {DATA},
    "dataframes": {ANALYSIS, FEATURES},
    "documentation": {METADATA},
    "experiment_tracking": {ANALYSIS},
    "explainability": {ANALYSIS, MONITORING},
    "fairness": {ANALYSIS, PIPELINE},
    "feature_database": {FEATURES},
    "feature_store": {FEATURES},
    "inference_engine": {DEPLOYMENT, SERVING},
    "infrastructure": {BASE, DEPLOYMENT},
    "labelling": {DATA},
    "language": {ANALYSIS},
    "llm_framework": {ANALYSIS, SERVING},
    "metadata_store": {METADATA},
    "ml_framework": {ANALYSIS},
    "model_monitoring": {MONITORING},
    "model_service": {SERVING},
    "notebook": {ANALYSIS},
    "orchestrator": {PIPELINE},
    "platform": {ANALYSIS, DEPLOYMENT, PIPELINE},
    "privacy": {ANALYSIS, DATA},
    "registry": {REGISTRY},
    "release": {DEPLOYMENT},
    "robustness": {ANALYSIS, PIPELINE},
    "secrets": {BASE},
    "serving": {DEPLOYMENT, SERVING},
    "storage": {DATA, METADATA},
    "streaming": {DATA, FEATURES},
    "system_monitoring": {BASE, MONITORING},
    "testing": {ANALYSIS, BASE, PIPELINE, SERVING},
    "training": {ANALYSIS, DEPLOYMENT, PIPELINE},
    "tuning": {ANALYSIS, PIPELINE},
    "vector_store": {DATA, FEATURES, METADATA},
    "version_control": {BASE},
}
"""The blocks in which a tool of a role has its place."""

_MET = """
    airflow argo_rollouts aws_api_gateway aws_batch bedrock cloudwatch datasync dvc dynamodb ecr eks evidently feast
    git git_lfs github github_actions glue grafana great_expectations hypothesis jupyter kinesis lake_formation lambda
    langsmith make mlflow mypy opensearch pagerduty pandas prometheus pytest python pytorch redis rosbag s3 sagemaker
    scikit_learn secrets_manager snowball step_functions tensorrt terraform triton wandb whylabs xgboost
"""
MET_IN_CANVASES = frozenset(_MET.split())
"""The tools that the published canvases of others name."""


def _partners(name: str) -> set[str]:
    """Read needs and integrations from either side."""
    tools = KNOWLEDGE.tools
    named = {*tools[name].needs, *tools[name].integrates}
    return named | {other for other, tool in tools.items() if name in {*tool.needs, *tool.integrates}}


def _asked() -> dict[str, set[str]]:
    """Role → the blocks whose questions ask for a tool of it."""
    asked: dict[str, set[str]] = {}
    for question in KNOWLEDGE.questions.values():
        if question.role is not None:
            asked.setdefault(question.role, set()).add(question.block)
    return asked


def test_a_consultant_finds_the_tools_that_are_met() -> None:
    assert len(KNOWLEDGE.tools) >= 95
    assert set(KNOWLEDGE.tools) >= MET_IN_CANVASES


def test_no_file_hides_an_entry_of_another() -> None:
    """An entry of the same id replaces the one read before, without a word."""
    files = (resources.knowledge() / "tools").rglob("*.yaml")
    ids = [name for file in files for name in re.findall(r"^([^\s#:]+):", file.read_text("utf-8"), re.MULTILINE)]
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    assert set(ids) == set(KNOWLEDGE.tools)


@pytest.mark.parametrize(("name", "tool"), TOOLS)
def test_an_entry_names_what_exists_and_once(name: str, tool: Tool) -> None:
    words = KNOWLEDGE.words
    for named, known in (
        (tool.roles, words["tool_roles"]),
        (tool.blocks, KNOWLEDGE.blocks),
        (tool.needs, KNOWLEDGE.tools),
        (tool.integrates, KNOWLEDGE.tools),
        (tool.hosting, {"self", "managed", "library"}),
        ((tool.price,), words["prices"]),
        (tool.sources, KNOWLEDGE.sources),
    ):
        assert set(named) <= set(known)
        assert len(named) == len(set(named)), "named twice"
    assert tool.roles
    assert tool.blocks
    assert tool.hosting
    assert name not in {*tool.needs, *tool.integrates}


@pytest.mark.parametrize(("name", "tool"), TOOLS)
def test_an_entry_says_where_to_read_on(name: str, tool: Tool) -> None:
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name)
    assert tool.address is not None
    assert re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]+(/[A-Za-z0-9_./-]*[A-Za-z0-9])?", tool.address)
    assert tool.notes is None or tool.notes.endswith(".")


@pytest.mark.parametrize(("name", "tool"), TOOLS)
def test_roles_and_blocks_of_a_tool_fit_each_other(name: str, tool: Tool) -> None:
    blocks = set(tool.blocks)
    for role in tool.roles:
        assert HOME[role] & blocks, f"no block of {name} has a place for {role}"
        assert role not in _asked() or _asked()[role] & blocks, f"no question that asks for {role} finds {name}"
    for block in blocks:
        assert any(block in HOME[role] for role in tool.roles), f"nothing to do for {name} in {block}"


@pytest.mark.parametrize("tool", ENTRIES)
def test_licence_hosting_and_price_do_not_contradict(tool: Tool) -> None:
    hosting = set(tool.hosting)
    assert tool.licence in OPEN | READABLE | {"proprietary"}
    if tool.licence in OPEN:
        assert hosting != {"managed"}, "what is open can be run by oneself"
        assert tool.price in {"free", "freemium"}
    if hosting == {"managed"}:
        assert tool.price != "free", "a service is paid for, at the latest beyond some bound"
        assert tool.licence == "proprietary"
        assert tool.vendor is not None, "a service has one vendor"
    if tool.licence == "proprietary" and tool.price == "free":
        assert hosting == {"library"}, "what is closed and free is a library for the vendor's own hardware"
        assert tool.vendor is not None
    if hosting == {"library"}:
        assert tool.price in {"free", "on_request"}


@pytest.mark.parametrize("tool", ENTRIES)
def test_a_tool_of_a_cloud_says_so(tool: Tool) -> None:
    for vendor, words in CLOUDS.items():
        if re.search(words, tool.title):
            assert tool.vendor == vendor
    if tool.licence in OPEN:
        assert tool.vendor is None, "open source ties to nobody"


@pytest.mark.parametrize("tool", ENTRIES)
def test_a_tool_that_needs_a_service_is_bound_as_its_need_is(tool: Tool) -> None:
    for need in (KNOWLEDGE.tools[one] for one in tool.needs):
        if need.hosting == ("managed",):
            assert tool.hosting == ("managed",)
            assert tool.vendor == need.vendor
        assert need.price == "free" or tool.price != "free", "what needs something paid is not free"


def test_needs_have_no_cycle() -> None:
    needs = {name: tool.needs for name, tool in KNOWLEDGE.tools.items()}
    assert set(TopologicalSorter(needs).static_order()) == set(needs)


def test_a_pair_of_tools_is_written_once() -> None:
    """Two sides that both name each other can drift apart; reading takes both directions."""
    pairs = Counter(
        frozenset((name, other)) for name, tool in KNOWLEDGE.tools.items() for other in (*tool.needs, *tool.integrates)
    )
    assert [sorted(pair) for pair, count in pairs.items() if count > 1] == []


def test_titles_and_addresses_are_of_one_tool_each() -> None:
    titles = Counter(tool.title.casefold() for tool in KNOWLEDGE.tools.values())
    addresses = Counter(tool.address for tool in KNOWLEDGE.tools.values())
    assert [word for word, count in (titles + addresses).items() if count > 1] == []


@pytest.mark.parametrize(
    "role", ["orchestrator", "experiment_tracking", "registry", "serving", "model_monitoring", "feature_store"]
)
def test_the_core_of_a_stack_is_joined_well(role: str) -> None:
    found = [name for name, tool in KNOWLEDGE.tools.items() if role in tool.roles]
    assert [name for name in found if len(_partners(name)) < 2] == []


def test_a_tracker_knows_a_registry() -> None:
    """A tracker that is no registry itself works with one, or keeps no models at all."""
    tools = KNOWLEDGE.tools
    registries = {name for name, tool in tools.items() if "registry" in tool.roles}
    trackers = {name for name, tool in tools.items() if "experiment_tracking" in tool.roles}
    alone = {name for name in trackers - registries if not _partners(name) & registries}
    assert alone == {"langfuse", "langsmith", "phoenix"}, "these watch prompts and answers"


def test_every_question_for_a_tool_leaves_a_choice() -> None:
    for role, blocks in _asked().items():
        for block in blocks:
            fit = [tool for tool in KNOWLEDGE.tools.values() if role in tool.roles and block in tool.blocks]
            assert any(tool.licence in OPEN for tool in fit), f"{block}: {role}"
            if role != "version_control":
                assert any(tool.licence == "proprietary" for tool in fit), f"{block}: {role}"
                assert len(fit) >= 5, f"{block}: {role}"


def test_every_role_has_its_place_in_the_stack_and_is_used(knowledge: Knowledge) -> None:
    roles = knowledge.words["tool_roles"]
    assert {word.group for word in roles.values()} == GROUPS
    assert {role for tool in knowledge.tools.values() for role in tool.roles} == set(roles)
    assert set(HOME) == set(roles)


def test_every_price_is_used(knowledge: Knowledge) -> None:
    assert {tool.price for tool in knowledge.tools.values()} == set(knowledge.words["prices"])


def test_every_block_but_the_first_has_tools(knowledge: Knowledge) -> None:
    blocks = {block for tool in knowledge.tools.values() for block in tool.blocks}
    assert blocks == set(knowledge.blocks) - {"value_proposition", "dilemmas"}
