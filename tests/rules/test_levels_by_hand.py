"""Levels, cells, indicators, thresholds and bands, read a second time by hand, and proof that each difference shows.

The tables below were written from the sources and not from the YAML: whoever changes a level there says so
here too. The second half changes the knowledge in memory, one statement at a time, and `differences` must
speak of each change.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from mlops_canvas import resources
from mlops_canvas.knowledge import Knowledge, Level, Scale
from mlops_canvas.knowledge import load as load_knowledge

KNOWLEDGE = load_knowledge([resources.knowledge()])

# What each level asks beyond the one before: at least by hand, and without hands.
LEVELS = {
    "ml-ops.org": {
        "1": {},
        "2": {
            "manual": "versioning.code",
            "automated": """
                automation.training_pipeline automation.continuous_training
                testing.data_schema testing.model_validation
            """,
        },
        "3": {
            "manual": "versioning.model versioning.experiments deployment.registry monitoring.performance",
            "automated": """
                testing.pipeline automation.code_ci automation.ml_ci
                automation.model_deployment automation.pipeline_deployment
            """,
        },
    },
    "google": {
        "0": {},
        "1": {
            "manual": "versioning.code versioning.experiments",
            "automated": """
                automation.training_pipeline automation.continuous_training
                testing.data_schema testing.model_validation
            """,
        },
        "2": {
            "manual": "versioning.model deployment.registry monitoring.performance",
            "automated": """
                testing.feature_code testing.model_code testing.pipeline automation.code_ci automation.ml_ci
                automation.model_deployment automation.pipeline_deployment
            """,
        },
    },
    "microsoft": {
        "0": {},
        "1": {
            "manual": "versioning.code testing.integration",
            "automated": "automation.code_ci testing.application_code deployment.application_release",
        },
        "2": {
            "manual": "automation.managed_compute versioning.model deployment.registry",
            "automated": "automation.data_pipeline automation.training_pipeline versioning.experiments",
        },
        "3": {
            "manual": "versioning.data deployment.staging deployment.ab_test reproducibility.lineage",
            "automated": """
                testing.model_code testing.feature_code testing.integration testing.model_validation
                automation.ml_ci automation.model_deployment
            """,
        },
        "4": {
            "manual": "testing.data_schema",
            "automated": """
                monitoring.metrics monitoring.performance monitoring.alerting monitoring.retraining_trigger
                automation.continuous_training
            """,
        },
    },
    "aws": {
        "Initial": {},
        "Repeatable": {
            "manual": "versioning.code versioning.model deployment.registry",
            "automated": "automation.data_pipeline automation.training_pipeline",
        },
        "Reliable": {
            "manual": "automation.model_deployment deployment.approval monitoring.performance",
            "automated": "automation.code_ci deployment.staging testing.integration testing.model_validation",
        },
        "Scalable": {"manual": "automation.templates"},
    },
}

# Governance in each step of the life cycle: step, component, practices.
CELLS = {
    "business_and_data": {
        "reproducibility_validation": "documentation.business_context documentation.data_sheet",
        "security": "security.threats",
        "conformity_audit": "governance.policies governance.risk_management documentation.decisions",
    },
    "data_engineering": {
        "reproducibility_validation": "versioning.data versioning.metadata testing.data_schema",
        "observation_control": "governance.data_registry",
        "security": "security.data_protection security.encryption",
        "conformity_audit": "testing.policy",
    },
    "model_engineering": {
        "reproducibility_validation": """
            versioning.code versioning.model versioning.experiments versioning.model_specification
            reproducibility.seeds reproducibility.dependencies reproducibility.training experiments.algorithm
            documentation.metadata documentation.parameters documentation.reproduction
        """,
        "model_catalog": "documentation.examples",
        "security": "security.model_protection",
    },
    "evaluation": {
        "reproducibility_validation": """
            testing.model_validation testing.final_test_set testing.fairness testing.robustness
            governance.explainability deployment.shadow
        """,
        "model_catalog": "documentation.model_card",
        "security": "testing.security",
        "conformity_audit": "documentation.evaluation_report",
    },
    "deployment": {
        "observation_control": "deployment.registry deployment.approval",
        "model_catalog": "governance.catalog",
        "security": "security.access_control security.authentication security.endpoints security.secrets",
        "conformity_audit": "governance.conformity governance.user_information",
    },
    "monitoring_and_maintenance": {
        "reproducibility_validation": "monitoring.business_kpis",
        "observation_control": """
            monitoring.serving_logs monitoring.metrics monitoring.compute monitoring.user_feedback
            governance.human_oversight governance.usage_reports governance.cost_transparency
            reproducibility.lineage
        """,
        "monitoring_alerting": "monitoring.performance monitoring.alerting",
        "model_catalog": "documentation.version_overview",
        "security": "security.audit",
        "conformity_audit": "governance.audit governance.incidents monitoring.prediction_log",
    },
}

# The grid of the adoption framework: tactical, strategic, transformational.
INDICATORS = {
    "learn": (3, 3, 3),
    "lead": (3, 3, 3),
    "access": (3, 3, 3),
    "scale": (2, 3, 3),
    "secure": (3, 3, 3),
    "automate": (2, 3, 3),
}
PHASES = ("tactical", "strategic", "transformational")

# The indicators that practices show; all named ones must hold.
SHOWN = {
    "central_assets": "governance.data_registry deployment.registry",
    "standard_feature_store": "deployment.feature_store",
    "orchestrated_pipelines": "automation.data_pipeline automation.training_pipeline",
    "encryption": "security.encryption",
    "least_privilege": "security.access_control",
    "explainability_tried": "governance.explainability",
    "safety_and_robustness": "testing.robustness security.threats",
    "fair_systems": "testing.fairness",
    "scheduled_data_pipelines": "automation.data_pipeline",
    "automated_training": "automation.training_pipeline deployment.serving",
    "managed_observation": "monitoring.serving_logs monitoring.performance monitoring.alerting",
    "training_ci_cd": "automation.ml_ci automation.pipeline_deployment",
    "serving_ci_cd": "automation.code_ci automation.model_deployment",
    "managed_registry": "deployment.registry documentation.metadata",
}

BALANCE = {"many_models": 3, "governance_coverage": 0.6, "mlops_coverage": 0.5, "even": 0.15}
READINESS = {"needed": 2}
VARIANTS = {"1": "both", "2": "mlops_led", "3": "optional", "4": "governance_led"}
STRONG = {"category": "high prohibited", "domain": "strong", "business_risk": "high"}
LITTLE = {"category": "limited minimal", "domain": "little", "business_risk": "low medium"}

POINTS = {"none": 0, "manual": 0.5, "automated": 1}
SECTIONS = {"data": "D", "model": "M", "infrastructure": "I", "monitoring": "O"}
BANDS = (
    (-1, "research project"),
    (0, "serious holes likely"),
    (1, "first pass at production"),
    (2, "reasonably tested"),
    (3, "strongly automated"),
    (5, "exceptional"),
)


def differences(knowledge: Knowledge) -> list[str]:
    """Say where the knowledge and the tables above disagree; nothing where they agree."""
    here, there = dict(_by_hand()), dict(_read(knowledge))
    return sorted(name for name in {*here, *there} if here.get(name) != there.get(name))


def _by_hand() -> Iterator[tuple[str, Any]]:
    yield "scales", {scale: list(levels) for scale, levels in LEVELS.items()}
    for scale, levels in LEVELS.items():
        for level, asked in levels.items():
            yield f"{scale} {level}", {name: status for status, names in asked.items() for name in names.split()}
    yield from ((f"{step} {component}", set(names.split())) for step, component, names in _cells())
    for theme, counts in INDICATORS.items():
        yield from ((f"{theme} {phase}", count) for phase, count in zip(PHASES, counts, strict=True))
    yield from ((f"shown {name}", set(names.split())) for name, names in SHOWN.items())
    yield from ((f"threshold {name}", value) for name, value in {**BALANCE, **READINESS}.items())
    yield "variants", VARIANTS
    yield "strong", {driver: set(words.split()) for driver, words in STRONG.items()}
    yield "little", {driver: set(words.split()) for driver, words in LITTLE.items()}
    yield from ((f"points {name}", value) for name, value in POINTS.items())
    yield "sections", SECTIONS
    yield "bands", list(BANDS)


def _cells() -> Iterator[tuple[str, str, str]]:
    for step, row in CELLS.items():
        yield from ((step, component, names) for component, names in row.items())


def _read(knowledge: Knowledge) -> Iterator[tuple[str, Any]]:
    yield from _read_levels(knowledge)
    yield from _read_cells(knowledge)
    yield from _read_indicators(knowledge)
    yield from _read_balance(knowledge)
    score = knowledge.test_score
    yield from ((f"points {name}", float(one.value)) for name, one in score.points.items())
    yield "sections", {name: one.letter for name, one in score.sections.items()}
    yield "bands", [(float(band.above), band.title) for band in score.bands]


def _read_levels(knowledge: Knowledge) -> Iterator[tuple[str, Any]]:
    yield "scales", {name: [level.level for level in scale.levels] for name, scale in knowledge.scales.items()}
    for name, scale in knowledge.scales.items():
        yield from ((f"{name} {level.level}", level.requires or {}) for level in scale.levels)


def _read_cells(knowledge: Knowledge) -> Iterator[tuple[str, Any]]:
    cells: dict[str, set[str]] = {}
    for name, practice in knowledge.practices.items():
        if practice.component is not None:
            cells.setdefault(f"{practice.step} {practice.component}", set()).add(name)
    yield from cells.items()


def _read_indicators(knowledge: Knowledge) -> Iterator[tuple[str, Any]]:
    yield from Counter(f"{one.theme} {one.phase}" for one in knowledge.indicators.values()).items()
    for name, one in knowledge.indicators.items():
        if one.technical:
            yield f"shown {name}", set(one.technical)


def _read_balance(knowledge: Knowledge) -> Iterator[tuple[str, Any]]:
    balance = knowledge.balance
    for thresholds in (balance.thresholds, knowledge.readiness.thresholds):
        yield from ((f"threshold {name}", float(one.value)) for name, one in thresholds.items())
    yield "variants", {number: one.key for number, one in balance.variants.items()}
    for word, drivers in (("strong", balance.strength.strong), ("little", balance.strength.little)):
        yield word, {driver: set(getattr(drivers, driver)) for driver in type(drivers).model_fields}


def test_the_knowledge_says_what_was_read_by_hand() -> None:
    assert differences(KNOWLEDGE) == []


def test_the_grid_has_52_indicators() -> None:
    assert sum(sum(counts) for counts in INDICATORS.values()) == 52


def test_every_practice_that_a_table_names_exists() -> None:
    named = {
        name
        for levels in LEVELS.values()
        for asked in levels.values()
        for names in asked.values()
        for name in names.split()
    }
    named |= {name for _, _, names in _cells() for name in names.split()}
    named |= {name for names in SHOWN.values() for name in names.split()}
    assert named <= set(KNOWLEDGE.practices)


def test_governance_has_a_part_in_every_step() -> None:
    assert set(CELLS) == set(KNOWLEDGE.balance.steps)
    assert all(len(row) >= 3 for row in CELLS.values())
    assert {component for row in CELLS.values() for component in row} == set(KNOWLEDGE.balance.components)


@pytest.mark.parametrize("scale", KNOWLEDGE.scales)
def test_levels_are_closed_under_prerequisites(scale: str) -> None:
    asked: set[str] = set()
    for level in KNOWLEDGE.scales[scale].levels:
        asked |= set(level.requires or {})
        missing = {
            (name, wanted)
            for name in level.requires or {}
            for wanted in KNOWLEDGE.practices[name].requires
            if wanted not in asked
        }
        assert not missing, f"{scale} {level.level}"


def test_a_higher_level_never_asks_less() -> None:
    rank = {"manual": 1, "automated": 2}
    for scale in KNOWLEDGE.scales.values():
        asked: dict[str, str] = {}
        for level in scale.levels:
            for name, status in (level.requires or {}).items():
                assert rank[status] > rank.get(asked.get(name, ""), 0), f"{scale.title} {level.level}: {name}"
                asked[name] = status


# From here on: one statement changed at a time.


def _with_level(knowledge: Knowledge, name: str, number: int, requires: Mapping[str, str]) -> Knowledge:
    scale = knowledge.scales[name]
    changed = scale.levels[number].model_copy(update={"requires": dict(requires)})
    levels = (*scale.levels[:number], changed, *scale.levels[number + 1 :])
    return _with_levels(knowledge, name, scale, levels)


def _with_levels(knowledge: Knowledge, name: str, scale: Scale, levels: tuple[Level, ...]) -> Knowledge:
    return replace(knowledge, scales={**knowledge.scales, name: scale.model_copy(update={"levels": levels})})


def _changed_levels() -> Iterator[tuple[str, Knowledge]]:
    for name, scale in KNOWLEDGE.scales.items():
        for number, level in enumerate(scale.levels):
            asked: Mapping[str, str] = level.requires or {}
            yield (
                f"{name} without {level.level}",
                _with_levels(KNOWLEDGE, name, scale, (*scale.levels[:number], *scale.levels[number + 1 :])),
            )
            extra = {**asked, "automation.code_quality": "manual"}
            yield f"{name} {level.level} asks one more", _with_level(KNOWLEDGE, name, number, extra)
            for practice, status in asked.items():
                about = f"{name} {level.level} {practice}"
                less = {one: wanted for one, wanted in asked.items() if one != practice}
                other = {**asked, practice: "manual" if status == "automated" else "automated"}
                yield f"{about} dropped", _with_level(KNOWLEDGE, name, number, less)
                yield f"{about} the other status", _with_level(KNOWLEDGE, name, number, other)


def _changed_cells() -> Iterator[tuple[str, Knowledge]]:
    steps, components = list(KNOWLEDGE.balance.steps), list(KNOWLEDGE.balance.components)
    for name, practice in KNOWLEDGE.practices.items():
        rest = {one: entry for one, entry in KNOWLEDGE.practices.items() if one != name}
        if practice.component is None:
            moved: list[dict[str, str | None]] = [{"component": components[0]}]
        else:
            moved = [{"component": one} for one in [*components, None] if one != practice.component]
            moved += [{"step": one} for one in steps if one != practice.step]
            yield f"{name} gone", replace(KNOWLEDGE, practices=rest)
        for update in moved:
            elsewhere = practice.model_copy(update=update)
            yield f"{name} {update}", replace(KNOWLEDGE, practices={**rest, name: elsewhere})


def _changed_indicators() -> Iterator[tuple[str, Knowledge]]:
    for name, one in KNOWLEDGE.indicators.items():
        rest = {other: entry for other, entry in KNOWLEDGE.indicators.items() if other != name}
        yield f"{name} dropped", replace(KNOWLEDGE, indicators=rest)
        for phase in PHASES:
            if phase != one.phase:
                moved = one.model_copy(update={"phase": phase})
                yield f"{name} in {phase}", replace(KNOWLEDGE, indicators={**rest, name: moved})
        for practice in one.technical:
            fewer = one.model_copy(update={"technical": tuple(p for p in one.technical if p != practice)})
            yield f"{name} without {practice}", replace(KNOWLEDGE, indicators={**rest, name: fewer})


def _shifted(thresholds: Mapping[Any, Any], field: str = "value") -> Iterator[tuple[str, dict[Any, Any]]]:
    for name, one in thresholds.items():
        for step in (-1, -0.05, 0.05, 1):
            value = str(round(float(getattr(one, field)) + step, 2))
            yield f"{name} at {value}", {**thresholds, name: one.model_copy(update={field: value})}
        yield f"{name} dropped", {other: entry for other, entry in thresholds.items() if other != name}


def _changed_balance() -> Iterator[tuple[str, Knowledge]]:
    balance = KNOWLEDGE.balance
    for about, thresholds in _shifted(balance.thresholds):
        yield f"balance {about}", replace(KNOWLEDGE, balance=balance.model_copy(update={"thresholds": thresholds}))
    for number, variant in balance.variants.items():
        for key in set(VARIANTS.values()) - {variant.key}:
            variants = {**balance.variants, number: variant.model_copy(update={"key": key})}
            yield (
                f"variant {number} {key}",
                replace(KNOWLEDGE, balance=balance.model_copy(update={"variants": variants})),
            )
    for word in ("strong", "little"):
        drivers = getattr(balance.strength, word)
        for driver in type(drivers).model_fields:
            fewer = drivers.model_copy(update={driver: getattr(drivers, driver)[1:]})
            strength = balance.strength.model_copy(update={word: fewer})
            yield f"{word} {driver}", replace(KNOWLEDGE, balance=balance.model_copy(update={"strength": strength}))


def _changed_counting() -> Iterator[tuple[str, Knowledge]]:
    readiness, score = KNOWLEDGE.readiness, KNOWLEDGE.test_score
    for about, thresholds in _shifted(readiness.thresholds):
        yield (
            f"readiness {about}",
            replace(KNOWLEDGE, readiness=readiness.model_copy(update={"thresholds": thresholds})),
        )
    for about, points in _shifted(score.points):
        yield f"points {about}", replace(KNOWLEDGE, test_score=score.model_copy(update={"points": points}))
    for about, bands in _shifted(dict(enumerate(score.bands)), "above"):
        changed = score.model_copy(update={"bands": tuple(bands.values())})
        yield f"band {about}", replace(KNOWLEDGE, test_score=changed)


CHANGES = {
    "levels": (_changed_levels, 150),
    "cells": (_changed_cells, 500),
    "indicators": (_changed_indicators, 150),
    "balance": (_changed_balance, 30),
    "counting": (_changed_counting, 40),
}


@pytest.mark.parametrize("what", CHANGES)
def test_every_change_shows(what: str) -> None:
    changes, at_least = CHANGES[what]
    tried = list(changes())
    assert len(tried) >= at_least, "too few changes were tried"
    assert [about for about, changed in tried if not differences(changed)] == []
