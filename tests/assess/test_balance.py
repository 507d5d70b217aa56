"""Balance: the variant at its thresholds, coverage by cells, and the sides and components that lag."""

import pytest

from mlops_canvas.assess import Assessment
from mlops_canvas.knowledge import Knowledge
from tests.assess import rules, said
from tests.conftest import Judge

LITTLE = """risk:
  purpose: Sort letters
  inference: learned
  eu: used_here
  only_for: none
  roles: deployer
  uses: none
  product: {law: none}
  people_signals: none
  influence: {method: none}
  person_score: none
  crime_risk: none
  effect: {task: procedural, profiles_people: false, human_review: final_say}
  output: {talks_to_people: false, generates: none, intimate: "no"}
"""
MODERATE = "regulation: {domain: %s, business_risk: %s}\n"


def balance(judge: Judge, text: str) -> Assessment:
    return judge(f"canvas: 1\n{text}").assessments["balance"]


def test_the_mild_canvas_is_mild(judge: Judge) -> None:
    assert judge(f"canvas: 1\n{LITTLE}").assessments["risk"].verdict == "minimal"


@pytest.mark.parametrize(
    ("domain", "risk", "models", "variant"),
    [
        ("banking", "low", 3, "both"),
        ("banking", "low", 2, "governance_led"),
        ("retail", "low", 3, "mlops_led"),
        ("retail", "medium", 2, "optional"),
        ("retail", "medium", 0, "optional"),
        ("retail", "high", 3, "both"),
        ("retail", "high", 2, "governance_led"),
    ],
)
def test_regulation_and_number_of_models_give_the_variant(
    domain: str, risk: str, models: int, variant: str, judge: Judge
) -> None:
    answer = balance(judge, f"{LITTLE}{MODERATE % (domain, risk)}number_of_models: {models}\n")
    assert answer.verdict == variant
    assert answer.measures["candidates"] == [variant]
    assert answer.measures["thresholds"]["many_models"] == 3


def test_a_high_category_is_strong_whatever_the_domain(judge: Judge) -> None:
    risky = LITTLE.replace("uses: none", "uses: credit_score").replace(
        "profiles_people: false", "profiles_people: true"
    )
    answer = balance(judge, f"{risky}{MODERATE % ('retail', 'low')}number_of_models: 1\n")
    assert answer.verdict == "governance_led"


def test_a_category_that_is_high_at_least_is_strong(judge: Judge) -> None:
    risky = LITTLE.replace("uses: none", "uses: credit_score").replace("crime_risk: none", "crime_risk: unknown")
    text = f"{risky}{MODERATE % ('retail', 'low')}number_of_models: 1\n".replace("task: procedural", "task: decides")
    assert judge(f"canvas: 1\n{text}").assessments["risk"].measures["possible"] == ["prohibited", "high"]
    assert balance(judge, text).verdict == "governance_led"


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        (f"{LITTLE}{MODERATE % ('retail', 'low')}", {"mlops_led", "optional"}),
        ("regulation: {domain: banking}\n", {"both", "governance_led"}),
        (f"{LITTLE}number_of_models: 1\nregulation: {{domain: retail}}\n", {"optional", "governance_led"}),
        (f"number_of_models: 1\n{MODERATE % ('retail', 'low')}", {"optional", "governance_led"}),
        (f"{LITTLE}number_of_models: 1\n{MODERATE % ('no_such_domain', 'low')}", {"optional", "governance_led"}),
        ("", {"both", "mlops_led", "optional", "governance_led"}),
    ],
)
def test_what_is_unknown_leaves_every_candidate(text: str, candidates: set[str], judge: Judge) -> None:
    answer = balance(judge, text)
    assert answer.verdict == "unclear"
    assert set(answer.measures["candidates"]) == candidates
    assert said(answer) == {("BAL002", "balance", "unknown")}


MODELS = "models:\n  - {name: a, stage: production}\n  - {name: b, stage: production}\n  - {name: c, stage: %s}\n"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (MODELS % "production", 3),
        (MODELS % "staging", 2),
        ("number_of_models: 7\n" + MODELS % "staging", 7),
        ("number_of_models: 0\n", 0),
        ("", None),
        (MODELS % "no_such_stage", None),
        ("number_of_models: several\n" + MODELS % "staging", None),
    ],
)
def test_models_are_counted_in_production_unless_stated(text: str, number: int | None, judge: Judge) -> None:
    assert balance(judge, text).measures["models"] == number


def claims(names: list[str], status: str = "manual", others: str = "") -> str:
    return "practices:\n" + "".join(f"  {name}: {status}\n" for name in names) + others


def test_governance_is_covered_by_cells_and_not_by_counting_practices(judge: Judge, knowledge: Knowledge) -> None:
    cells = knowledge.parts["governance"]
    widest = max(cells, key=len)
    assert len(widest) > 1
    share = round(1 / len(cells), 2)
    one = balance(judge, claims(list(widest)[:1])).measures["governance"]
    whole = balance(judge, claims(list(widest))).measures["governance"]
    assert one == whole == share
    assert balance(judge, claims([cell[0] for cell in cells])).measures["governance"] == 1


def test_a_cell_that_does_not_apply_does_not_count(judge: Judge, knowledge: Knowledge) -> None:
    first, *others = knowledge.parts["governance"]
    excused = "".join(f"  {name}: {{status: not_applicable, why: nothing of it}}\n" for name in first)
    assert balance(judge, claims([cell[0] for cell in others], others=excused)).measures["governance"] == 1


def test_mlops_is_covered_by_what_some_level_asks_for(judge: Judge, knowledge: Knowledge) -> None:
    asked = {name for scale in knowledge.scales.values() for level in scale.levels for name in level.requires or {}}
    parts = [name for (name,) in knowledge.parts["mlops"]]
    assert set(parts) == asked - {name for name, one in knowledge.practices.items() if one.serves == "governance"}
    half = len(parts) // 2
    assert balance(judge, claims(parts[:half])).measures["mlops"] == round(half / len(parts), 2)
    assert balance(judge, "").measures["mlops"] is None


def test_possible_counts_what_is_not_spoken_of(judge: Judge) -> None:
    measures = balance(judge, claims(["versioning.code"], "none")).measures
    assert measures["possible"]["mlops"] < 1
    assert measures["possible"]["governance"] == 1, "its cell has other practices"


LED = "regulation: {domain: banking}\nnumber_of_models: 1\n"


@pytest.mark.parametrize(("covered", "lags"), [(0.5, False), (0.49, True)])
def test_a_side_lags_below_half_where_the_variant_leans_on_it(
    covered: float,
    lags: bool,
    judge: Judge,
    knowledge: Knowledge,
) -> None:
    cells = knowledge.parts["governance"]
    held = [cell[0] for cell in cells][: len(cells) // 2 - (covered < 0.5)]
    answer = balance(judge, LED + claims(held))
    assert answer.verdict == "governance_led"
    assert (answer.measures["governance"] < 0.5) == lags
    assert (("BAL001", "balance.governance", "gap") in said(answer)) == lags
    assert "balance.mlops" not in {one.about for one in answer.findings}, "this variant leans on governance alone"


def test_where_both_lead_both_may_lag(judge: Judge) -> None:
    answer = balance(judge, "regulation: {domain: banking}\nnumber_of_models: 3\n" + claims(["versioning.code"]))
    assert {about for rule, about, _ in said(answer) if rule == "BAL001"} == {"balance.governance", "balance.mlops"}


def test_the_optional_variant_asks_for_nothing(judge: Judge) -> None:
    text = f"{LITTLE}{MODERATE % ('retail', 'low')}number_of_models: 1\n"
    assert balance(judge, text + claims(["versioning.code"], "none")).findings == ()


def test_an_empty_component_is_a_gap_if_denied_and_unknown_if_silent(judge: Judge) -> None:
    found = said(balance(judge, LED + claims(["security.secrets"], "none")))
    assert ("BAL003", "balance.security", "gap") in found
    assert ("BAL003", "balance.model_catalog", "unknown") in found
    held = said(balance(judge, LED + claims(["security.secrets"], "none", "  security.threats: manual\n")))
    assert "balance.security" not in {about for _, about, _ in held}
    mild = f"{LITTLE}{MODERATE % ('retail', 'low')}number_of_models: 3\n"
    assert "BAL003" not in rules(balance(judge, mild + claims(["security.secrets"], "none")))


def test_a_component_of_which_nothing_applies_is_not_empty(judge: Judge, knowledge: Knowledge) -> None:
    names = [name for name, one in knowledge.practices.items() if one.component == "monitoring_alerting"]
    excused = "".join(f"  {name}: {{status: not_applicable, why: a batch of one}}\n" for name in names)
    answer = balance(judge, f"{LED}practices:\n{excused}")
    assert "balance.monitoring_alerting" not in {one.about for one in answer.findings}


def test_the_gap_has_a_direction_beyond_the_bound(judge: Judge, knowledge: Knowledge) -> None:
    governance = [cell[0] for cell in knowledge.parts["governance"]]
    mlops = [name for (name,) in knowledge.parts["mlops"]]
    ahead = balance(judge, claims(mlops)).measures
    assert ahead["direction"] == "governance_behind"
    assert ahead["gap"] == round(ahead["mlops"] - ahead["governance"], 2)
    behind = balance(judge, claims(governance)).measures
    assert behind["direction"] == "mlops_behind"
    both = balance(judge, claims(list(dict.fromkeys([*governance, *mlops])))).measures
    assert (both["gap"], both["direction"]) == (0, "even")


def test_steps_and_components_list_what_is_claimed_and_missing(judge: Judge, knowledge: Knowledge) -> None:
    steps = balance(judge, claims(["monitoring.performance"])).measures["steps"]
    assert list(steps) == list(knowledge.balance.steps)
    step = knowledge.practices["monitoring.performance"].step
    cell = steps[step]["monitoring_alerting"]
    assert "monitoring.performance" in cell["claimed"]
    assert "monitoring.performance" not in cell["missing"]
    listed = sum(len(one["claimed"]) + len(one["missing"]) for row in steps.values() for one in row.values())
    assert listed == sum(one.component is not None for one in knowledge.practices.values())
