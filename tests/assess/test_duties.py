"""What the law asks of whom and from when: expectations written by hand from the articles, before any run."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import yaml

from mlops_canvas import resources
from mlops_canvas.assess import Engine
from mlops_canvas.canvas import load
from mlops_canvas.errors import UserError
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.knowledge import load as load_knowledge
from mlops_canvas.rules import compile_condition, fields_of
from tests.conftest import AS_OF, Run

BEFORE = "2024-08-01"
PLAIN: dict[str, Any] = {
    "inference": "learned",
    "eu": ["placed_on_market"],
    "only_for": "none",
    "roles": ["provider", "deployer"],
    "taken_over": "none",
    "deployer_is": ["private"],
    "uses": ["spam_filter"],
    "effect": {"task": "influences", "profiles_people": True, "human_review": "final_say"},
    "product": "none",
    "people_signals": "none",
    "influence": "none",
    "person_score": "none",
    "crime_risk": "none",
    "output": "none",
    "model": "none",
    "first_placed": "2028-01-01",
}
CAR = {"law": "motor_vehicles", "part": "safety_function", "third_party": "health_safety"}
DEVICE = {"law": "medical_devices", "part": "whole", "third_party": "health_safety"}
MACHINE = {"law": "machinery", "part": "safety_function", "third_party": "health_safety"}
VIDEO = {
    "talks_to_people": False,
    "generates": ["video"],
    "editing_only": False,
    "looks_real": True,
    "intimate": "no",
    "sexualises_children": "no",
    "crime_detection_by_law": False,
}
LATER = {
    "kind": ["identify"],
    "about": ["public"],
    "why": "other",
    "when": "later",
    "active_involvement": False,
    "faces_scraped": "none",
    "for_law_enforcement": True,
}
LIVE = {**LATER, "when": "live", "search_for": "victims", "authorised": True}
UNSET = object()
Assessed = Callable[..., tuple[dict[str, Any], list[Finding]]]


@pytest.fixture(scope="module")
def older() -> Knowledge:
    return load_knowledge([resources.knowledge()], BEFORE)


@pytest.fixture(scope="module")
def assessed(knowledge: Knowledge, older: Knowledge) -> Assessed:
    """Return the measures of the law and the findings for the plain system with some facts changed."""
    engines = {None: Engine(knowledge, AS_OF), BEFORE: Engine(older, AS_OF)}

    def run(law: str | None = None, practices: Any = None, **facts: Any) -> tuple[dict[str, Any], list[Finding]]:
        said = {key: value for key, value in {**PLAIN, **facts}.items() if value is not UNSET}
        tree = {"canvas": 1, "risk": said, **({"practices": practices} if practices else {})}
        loaded = load(yaml.safe_dump(tree, sort_keys=False), "canvas.yaml")
        assert not loaded.findings
        answer = engines[law].run(loaded, ["risk"]).assessments["risk"]
        return {"verdict": answer.verdict, **answer.measures}, list(answer.findings)

    return run


def _ids(measures: dict[str, Any], *, certain: bool = True) -> set[str]:
    return {one["id"] for one in measures["duties"] if one["certain"] is certain}


def _one(measures: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in measures["duties"] if one["id"] == name)
    return found


PROVIDER = {
    "requirements", "risk_management", "data_governance", "technical_documentation", "record_keeping",
    "instructions_for_use", "human_oversight", "accuracy", "robustness", "cybersecurity", "name_and_contact",
    "accessibility", "quality_management", "documentation_keeping", "log_keeping_provider", "corrective_action",
    "cooperation_provider", "conformity_internal", "conformity_after_change", "declaration", "ce_mark",
    "registration", "post_market_monitoring", "incident_reports",
}  # fmt: skip
DEPLOYER = {
    "use_by_instructions", "assigned_oversight", "monitoring_of_use", "log_keeping_deployer", "cooperation_deployer",
    "inform_people",
}  # fmt: skip


def test_a_minimal_system_owes_literacy_and_nothing_else(assessed: Assessed) -> None:
    measures, findings = assessed()
    assert measures["verdict"] == "minimal"
    assert _ids(measures) == {"ai_literacy"}
    assert _ids(measures, certain=False) == {"sensitive_data_for_bias"}
    assert _one(measures, "ai_literacy")["from"] == "2025-02-02"
    assert measures["law_from"] is None
    assert measures["penalties"] == []
    assert not [one for one in findings if one.rule == "RSK100"]


def test_a_private_lender_that_built_its_score_owes_both_sides_and_the_assessment_of_rights(assessed: Assessed) -> None:
    measures, _ = assessed(uses=["credit_score"])
    assert _ids(measures) == {"ai_literacy", "fundamental_rights_assessment", *PROVIDER, *DEPLOYER}
    assert measures["law_from"] == "2027-12-02"
    assert {one["id"] for one in measures["penalties"]} == {"operators", "wrong_information"}
    assert (_one(measures, "data_governance")["from"], _one(measures, "data_governance")["status"]) == (
        "2027-12-02",
        "deferred",
    )


def test_a_provider_alone_owes_nothing_of_a_deployer(assessed: Assessed) -> None:
    measures, _ = assessed(uses=["credit_score"], roles=["provider"])
    assert _ids(measures) == {"ai_literacy", *PROVIDER}


def test_a_private_recruiter_owes_no_assessment_of_rights_and_a_public_one_does(assessed: Assessed) -> None:
    private, _ = assessed(uses=["recruitment"], roles=["deployer"])
    assert _ids(private) == {"ai_literacy", *DEPLOYER}
    assert "explanation" in _ids(private, certain=False), "no fact tells how weighty the effect is"
    public, _ = assessed(uses=["recruitment"], roles=["deployer"], deployer_is=["public_body"])
    assert _ids(public) - _ids(private) == {"fundamental_rights_assessment", "registered_before_use"}
    unknown, _ = assessed(uses=["recruitment"], roles=["deployer"], deployer_is=UNSET)
    assert {"fundamental_rights_assessment", "registered_before_use"} <= _ids(unknown, certain=False)
    assert "risk.deployer_is" in unknown["duties_hang_on"]


def test_critical_infrastructure_owes_no_assessment_of_rights_and_no_explanation(assessed: Assessed) -> None:
    measures, _ = assessed(uses=["water_supply_safety"], deployer_is=["public_body"])
    every = {one["id"] for one in measures["duties"]}
    assert not every & {"fundamental_rights_assessment", "explanation", "registered_before_use"}
    assert {"registration", "conformity_internal"} <= every


def test_workers_are_told_where_the_use_manages_them(assessed: Assessed) -> None:
    at_work, _ = assessed(uses=["task_allocation"], roles=["deployer"])
    assert "inform_workers" in _ids(at_work)
    lender, _ = assessed(uses=["credit_score"], roles=["deployer"])
    assert "inform_workers" in _ids(lender, certain=False)
    assert _one(lender, "inform_workers")["only_if"]


def test_biometrics_take_the_route_of_point_1(assessed: Assessed) -> None:
    signals = {"kind": ["categorise"], "attributes": ["health"], "about": ["customers"], "faces_scraped": "none"}
    measures, _ = assessed(people_signals={**signals, "for_law_enforcement": False}, uses="none")
    assert "conformity_biometric" in _ids(measures)
    assert "conformity_internal" not in _ids(measures)
    assert {"tell_of_reading"} <= _ids(measures)
    assert "two_persons" not in _ids(measures), "that is for remote identification"
    assert "harmonised_standards" in {one["id"] for one in measures["open_questions"]}


def test_a_part_of_a_car_owes_nothing_by_chapter_three(assessed: Assessed) -> None:
    measures, findings = assessed(product=CAR, first_placed="2029-01-01")
    assert measures["verdict"] == "high"
    assert _ids(measures) == set(), "whether even literacy is owed is open"
    assert _ids(measures, certain=False) == {"ai_literacy", "sensitive_data_for_bias"}
    assert measures["elsewhere"]
    assert "Art. 2(2)" in measures["elsewhere"][0]
    assert "only_section_b" in {one["id"] for one in measures["open_questions"]}
    assert measures["law_from"] == "2028-08-02"
    assert not [one for one in findings if one.rule == "RSK100"]


def test_a_medical_device_binds_from_the_day_of_annex_i_and_is_assessed_as_a_product(assessed: Assessed) -> None:
    measures, _ = assessed(product=DEVICE, first_placed="2029-01-01")
    assert measures["law_from"] == "2028-08-02"
    assert "conformity_product" in _ids(measures)
    owed = {one["id"] for one in measures["duties"]}
    assert not owed & {"registration", "explanation", "conformity_internal", "inform_people"}, "those are of Annex III"


def test_a_listed_use_that_a_product_law_of_section_a_covers_follows_the_product(assessed: Assessed) -> None:
    """Art. 43(3), last subparagraph; which of the two days binds the rest is open."""
    both, _ = assessed(uses=["emergency_triage"], product=DEVICE, first_placed="2029-01-01")
    assert {"conformity_product", "registration"} <= _ids(both)
    assert not {one["id"] for one in both["duties"]} & {"conformity_internal", "conformity_biometric"}
    (question,) = [one for one in both["open_questions"] if one["id"] == "two_days"]
    assert [one["from"] for one in question["readings"]] == ["2027-12-02", "2028-08-02"]
    signals = {"kind": ["categorise"], "attributes": ["health"], "about": ["customers"], "faces_scraped": "none"}
    read, _ = assessed(people_signals={**signals, "for_law_enforcement": False}, uses="none", product=DEVICE)
    assert "conformity_product" in _ids(read)
    assert "conformity_biometric" not in {one["id"] for one in read["duties"]}
    covered, _ = assessed(uses=["recruitment"], product={**DEVICE, "third_party": "no"})
    assert "conformity_product" in _ids(covered), "the law need only cover it"
    assert "two_days" not in {one["id"] for one in covered["open_questions"]}
    blank, _ = assessed(uses=["recruitment"], product=UNSET)
    assert {"conformity_product", "conformity_internal"} <= _ids(blank, certain=False)
    assert "risk.product.law" in blank["duties_hang_on"]
    then, _ = assessed(BEFORE, uses=["emergency_triage"], product=DEVICE, first_placed="2029-01-01")
    assert {"conformity_product", "conformity_internal"} <= _ids(then), "that came in 2026"


def test_a_product_maker_counts_as_provider_for_section_a_only(assessed: Assessed) -> None:
    measures, _ = assessed(product=DEVICE, roles=["product_maker"])
    assert _one(measures, "data_governance")["through"] == "Art. 25(3)"
    assert _one(measures, "data_governance")["roles"] == ["provider"]
    other, _ = assessed(uses=["recruitment"], roles=["product_maker"])
    assert other["duties"] == []


def test_who_takes_over_a_system_owes_what_a_provider_owes(assessed: Assessed) -> None:
    measures, _ = assessed(uses=["recruitment"], roles=["deployer"], taken_over=["own_name"])
    assert _ids(measures) >= PROVIDER
    assert _one(measures, "risk_management")["through"] == "Art. 25(1)"
    blank, _ = assessed(uses=["recruitment"], roles=["deployer"], taken_over=UNSET)
    assert not PROVIDER & _ids(blank)
    assert "risk.taken_over" in blank["duties_hang_on"]
    harmless, _ = assessed(roles=["deployer"], taken_over=["own_name"])
    assert _ids(harmless) == {"ai_literacy"}, "it must be a high-risk system"


def test_roles_that_nobody_states_are_all_that_could_be(assessed: Assessed) -> None:
    measures, findings = assessed(uses=["recruitment"], roles=UNSET)
    assert _ids(measures) == set()
    assert _ids(measures, certain=False) >= PROVIDER | DEPLOYER
    assert "risk.roles" in measures["duties_hang_on"]
    assert not [one for one in findings if one.rule == "RSK100"]
    importer, _ = assessed(uses=["recruitment"], roles=["importer"])
    assert _ids(importer) == {"import_check"}


@pytest.mark.parametrize(
    ("facts", "law_from", "words"),
    [
        ({"first_placed": "2025-05-01"}, None, "bound only once"),
        ({"first_placed": "2025-05-01", "changed": "2026-01-01"}, None, "bound only once"),
        ({"first_placed": "2025-05-01", "changed": "2028-03-01"}, "2028-03-01", "changed significantly"),
        ({"first_placed": "2025-05-01", "deployer_is": ["public_body"]}, "2030-08-02", "public authorities"),
        ({"first_placed": "2027-12-02"}, "2027-12-02", None),
        ({"first_placed": UNSET}, "2027-12-02", "unless it was on the market"),
    ],
)
def test_older_high_risk_systems(assessed: Assessed, facts: Any, law_from: str | None, words: str | None) -> None:
    measures, findings = assessed(uses=["recruitment"], **facts)
    assert measures["verdict"] == "high"
    assert measures["law_from"] == law_from
    duty = _one(measures, "data_governance")
    assert duty["from"] == law_from
    assert words in duty["transition"] if words else duty["transition"] is None
    assert bool([one for one in findings if one.rule == "RSK100"]) == (law_from is not None)
    assert _one(measures, "ai_literacy")["from"] == "2025-02-02", "Art. 4 knows no older systems"


def test_both_readings_of_the_deferral_are_shown(assessed: Assessed) -> None:
    measures, findings = assessed(uses=["recruitment"])
    literal = {one["id"] for one in measures["duties"] if one["literal_from"] == "2026-08-02"}
    assert {"conformity_internal", "declaration", "ce_mark", "registration", "post_market_monitoring",
            "incident_reports", "explanation"} <= literal  # fmt: skip
    assert not literal & {"data_governance", "quality_management", "fundamental_rights_assessment"}
    assert _one(measures, "declaration")["status"] == "open_question"
    (question,) = [one for one in measures["open_questions"] if one["id"] == "reach_of_deferral"]
    assert [one["from"] for one in question["readings"]] == [None, "2026-08-02"]
    said = next(one for one in findings if one.about == "duty.post_market_monitoring")
    assert "2027-12-02" in said.message
    assert "2026-08-02" in said.message


@pytest.mark.parametrize(
    ("facts", "from_", "literal"),
    [
        ({"first_placed": UNSET}, "2027-12-02", "2026-08-02"),
        ({"first_placed": "2026-09-01"}, None, "2026-08-02"),
        ({"first_placed": "2026-08-01"}, None, None),
        ({"first_placed": "2026-08-01", "changed": "2026-10-01"}, None, "2026-10-01"),
        ({"first_placed": "2026-08-01", "changed": "2028-03-01"}, "2028-03-01", None),
        ({"first_placed": "2026-09-01", "deployer_is": ["public_body"]}, "2030-08-02", "2026-08-02"),
        ({"first_placed": "2026-08-01", "deployer_is": ["public_body"]}, "2030-08-02", None),
    ],
)
def test_what_is_spared_hangs_on_the_reading_too(
    assessed: Assessed, facts: Any, from_: str | None, literal: str | None
) -> None:
    """Art. 111(2) counts from the day of Chapter III: by the literal reading 2 August 2026 for its Section 5."""
    measures, findings = assessed(uses=["recruitment"], **facts)
    one = _one(measures, "registration")
    assert (one["from"], one["literal_from"]) == (from_, literal)
    assert one["open"] == (["reach_of_deferral"] if literal else [])
    assert (one["status"] == "open_question") is bool(literal)
    assert _one(measures, "data_governance")["literal_from"] is None
    assert from_ or not [one for one in findings if one.rule == "RSK100"]
    text = next(one for one in measures["open_questions"] if one["id"] == "reach_of_deferral")["readings"][1]["text"]
    assert "spare only what was there before that day" in text


def test_transparency_goes_to_the_role_that_owes_it(assessed: Assessed) -> None:
    both, _ = assessed(output=VIDEO, first_placed="2026-09-01")
    assert _ids(both) == {"ai_literacy", "mark_content", "disclose_deep_fake"}
    assert _one(both, "mark_content")["from"] == "2026-08-02"
    user, _ = assessed(output=VIDEO, roles=["deployer"])
    assert _ids(user) == {"ai_literacy", "disclose_deep_fake"}


def test_older_generators_have_until_december_to_mark(assessed: Assessed) -> None:
    measures, _ = assessed(output=VIDEO, first_placed="2026-08-01")
    assert _one(measures, "mark_content")["from"] == "2026-12-02"
    assert "Art. 111(4)" in _one(measures, "mark_content")["transition"]
    assert _one(measures, "disclose_deep_fake")["from"] == "2026-08-02"
    assert measures["law_from"] == "2026-08-02"


def test_a_listed_use_that_the_filter_lifts_is_documented_and_registered(assessed: Assessed) -> None:
    effect = {"task": "procedural", "profiles_people": False, "human_review": "final_say"}
    measures, _ = assessed(uses=["recruitment"], effect=effect)
    assert measures["verdict"] == "minimal"
    assert _ids(measures) == {"ai_literacy", "filter_assessment", "filter_registration"}
    assert _one(measures, "filter_registration")["literal_from"] == "2026-08-02"
    assert "reading_of_filter" in {one["id"] for one in measures["open_questions"]}
    user, _ = assessed(uses=["recruitment"], effect=effect, roles=["deployer"])
    assert _ids(user) == {"ai_literacy"}
    agent, _ = assessed(uses=["recruitment"], effect=effect, roles=["authorised_representative"])
    assert _ids(agent) == {"filter_registration"}, "Art. 49(2)"
    assert {one["id"] for one in measures["penalties"]} == {"misclassification", "wrong_information"}
    older, _ = assessed(uses=["recruitment"], effect=effect, first_placed="2025-05-01")
    assert _one(older, "filter_assessment")["from"] is None, "due before the market, and that was before the day"
    assert _one(older, "filter_registration")["literal_from"] is None
    assert _ids(older) == {"ai_literacy"}, "that nothing is owed is our own reading, so it stays listed"
    between, _ = assessed(uses=["recruitment"], effect=effect, first_placed="2026-09-01")
    assert _one(between, "filter_registration")["from"] is None
    assert _one(between, "filter_registration")["literal_from"] == "2026-08-02"


def test_what_the_filter_lifts_brings_nothing_of_high_risk(assessed: Assessed) -> None:
    effect = {"task": "procedural", "profiles_people": False, "human_review": "final_say"}
    measures, _ = assessed(uses="none", effect=effect, people_signals={**LATER, "for_law_enforcement": True})
    assert measures["verdict"] == "minimal"
    assert _ids(measures) == {"ai_literacy", "filter_assessment", "filter_registration"}
    assert "harmonised_standards" not in {one["id"] for one in measures["open_questions"]}


def test_lawful_live_identification_is_bound_since_chapter_two_applies(assessed: Assessed) -> None:
    """Art. 5(2) to (4): authorisation, assessment, registration, notice; older systems are not spared."""
    measures, _ = assessed(uses="none", people_signals=LIVE, first_placed="2024-01-01")
    assert measures["verdict"] == "high"
    duty = _one(measures, "live_identification")
    assert (duty["certain"], duty["roles"], duty["from"]) == (True, ["deployer"], "2025-02-02")
    assert (duty["status"], duty["transition"], duty["literal_from"]) == ("in_force", None, None)
    provider, _ = assessed(uses="none", people_signals=LIVE, roles=["provider"])
    assert "live_identification" not in {one["id"] for one in provider["duties"]}
    later, _ = assessed(uses="none", people_signals=LATER)
    assert "live_identification" not in {one["id"] for one in later["duties"]}
    assert "later_identification" in _ids(later)
    effect = {"task": "procedural", "profiles_people": False, "human_review": "final_say"}
    lifted, _ = assessed(uses="none", people_signals=LIVE, effect=effect)
    assert "live_identification" in _ids(lifted), "the filter of Art. 6(3) lifts nothing of Art. 5"
    then, _ = assessed(BEFORE, uses="none", people_signals=LIVE)
    assert "live_identification" in _ids(then)


ALL_ROLES = ["provider", "deployer", "importer", "distributor", "product_maker", "authorised_representative"]


@pytest.mark.parametrize(
    ("facts", "duty", "roles"),
    [
        ({"person_score": "other_context"}, "prohibition", ["provider", "deployer", "importer", "product_maker"]),
        (
            {"output": {**VIDEO, "intimate": "intended"}},
            "prohibition_intimate",
            ["provider", "deployer", "importer", "product_maker"],
        ),
        (
            {"output": {**VIDEO, "sexualises_children": "intended"}},
            "prohibition_intimate",
            ["provider", "deployer", "importer", "product_maker"],
        ),
        ({"people_signals": {**LIVE, "authorised": False}}, "prohibition_live_identification", ["deployer"]),
    ],
)
def test_a_prohibition_binds_those_who_do_what_its_point_names(
    assessed: Assessed, facts: Any, duty: str, roles: list[str]
) -> None:
    for role in ALL_ROLES:
        measures, _ = assessed(uses="none", roles=[role], **facts)
        assert measures["verdict"] == "prohibited"
        owed = [one for one in measures["duties"] if one["id"].startswith("prohibition")]
        assert [(one["id"], one["roles"]) for one in owed if one["certain"]] == (
            [(duty, [role])] if role in roles else []
        )
        assert all(one["certain"] for one in owed)


def test_what_consent_does_is_said_for_each_prohibition(knowledge: Knowledge, older: Knowledge) -> None:
    duties = knowledge.law.duties
    assert "No consent" in duties["prohibition"].text
    assert "consent of the person shown takes the case out" in duties["prohibition_intimate"].text
    assert "prohibition_intimate" not in older.law.duties, "the points came in 2026"


MODEL = {"model_documentation", "model_information_downstream", "model_copyright", "model_training_summary",
         "model_cooperation"}  # fmt: skip
SYSTEMIC = {"model_notification", "model_evaluation", "model_systemic_risks", "model_incidents", "model_security"}


@pytest.mark.parametrize(
    ("model", "owed"),
    [
        ({"own_training_flop": 2e23, "third_of_original": False, "open_weights": False}, MODEL),
        (
            {"own_training_flop": 2e23, "third_of_original": False, "open_weights": True},
            MODEL - {"model_documentation", "model_information_downstream"},
        ),
        ({"own_training_flop": 2e25, "third_of_original": False, "open_weights": True}, MODEL | SYSTEMIC),
    ],
)
def test_model_providers_owe_beside_the_category(assessed: Assessed, model: Any, owed: set[str]) -> None:
    measures, findings = assessed(roles=["provider", "model_provider"], model=model, first_placed="2026-01-01")
    assert measures["verdict"] == "minimal"
    assert _ids(measures) == {"ai_literacy", *owed}
    assert _one(measures, "model_copyright")["from"] == "2025-08-02"
    assert "RSK090" in {one.rule for one in findings}
    assert {one["id"] for one in measures["penalties"]} == {"models"}
    older, _ = assessed(roles=["model_provider"], model=model, first_placed="2025-01-01")
    assert _one(older, "model_copyright")["from"] == "2027-08-02"


@pytest.mark.parametrize(
    ("model", "owed"),
    [
        ({"own_training_flop": 2e23, "third_of_original": False, "open_weights": False}, MODEL),
        ({"own_training_flop": 1e22, "third_of_original": True, "open_weights": False}, MODEL),
        ({"own_training_flop": 2e25, "third_of_original": False, "open_weights": False}, MODEL | SYSTEMIC),
    ],
)
def test_who_trains_a_model_without_naming_the_role_may_owe_what_its_provider_does(
    assessed: Assessed, model: Any, owed: set[str]
) -> None:
    measures, findings = assessed(roles=["provider"], model=model, first_placed="2026-01-01")
    assert _ids(measures) == {"ai_literacy"}
    assert _ids(measures, certain=False) == {*owed, "model_representative", "sensitive_data_for_bias"}
    duty = _one(measures, "model_copyright")
    assert (duty["roles"], duty["through"]) == (["model_provider"], "Art. 3(3), 53(1)")
    assert "put on the market" in duty["only_if"]
    assert "risk.roles" in measures["duties_hang_on"]
    assert not [one for one in findings if one.rule == "RSK100"]
    small = {"own_training_flop": 1e22, "third_of_original": False}
    assert _ids(assessed(roles=["provider"], model=small)[0]) == {"ai_literacy"}
    assert not [one for one in assessed(roles=["provider"], model=small)[0]["duties"] if "model" in one["id"]]


def test_open_weights_alone_relieve_of_nothing_for_certain(assessed: Assessed) -> None:
    """Art. 53(2) asks for the licence, and for architecture and usage to be public as well."""
    model = {"own_training_flop": 2e23, "third_of_original": False, "open_weights": True}
    measures, _ = assessed(roles=["model_provider"], model=model)
    for name in ("model_documentation", "model_information_downstream"):
        assert not _one(measures, name)["certain"]
        assert "Art. 53(2)" in _one(measures, name)["only_if"]
    blank, _ = assessed(roles=["model_provider"], model={"own_training_flop": 2e23, "third_of_original": False})
    assert "risk.model.open_weights" in blank["duties_hang_on"]


def test_an_open_model_is_bound_though_its_open_system_is_not(assessed: Assessed) -> None:
    model = {"own_training_flop": 2e23, "third_of_original": False, "open_weights": True}
    measures, _ = assessed(only_for=["open_source"], roles=["model_provider"], model=model)
    assert measures["verdict"] == "out_of_scope"
    assert _ids(measures) == {"model_copyright", "model_training_summary", "model_cooperation"}
    research, _ = assessed(only_for=["research"], roles=["model_provider"], model=model)
    assert research["duties"] == []


def test_out_of_scope_owes_nothing_and_a_doubted_scope_nothing_for_sure(assessed: Assessed) -> None:
    outside, _ = assessed(uses=["recruitment"], only_for=["military"])
    assert (outside["duties"], outside["penalties"], outside["open_questions"]) == ([], [], [])
    doubted, findings = assessed(uses=["recruitment"], only_for=UNSET)
    assert doubted["verdict"] == "unclear"
    assert _ids(doubted) == set()
    assert _ids(doubted, certain=False) > PROVIDER
    assert not [one for one in findings if one.rule == "RSK100"]


def test_what_is_prohibited_has_no_gaps_left(assessed: Assessed) -> None:
    measures, findings = assessed(person_score="other_context", uses=["recruitment"])
    assert measures["verdict"] == "prohibited"
    assert (_one(measures, "prohibition")["from"], measures["law_from"]) == ("2025-02-02", "2025-02-02")
    assert {one["id"] for one in measures["penalties"]} >= {"prohibited_practices", "operators"}
    assert not [one for one in findings if one.rule in {"RSK100", "RSK101"}]


def test_gaps_name_what_is_not_shown_in_the_order_of_the_days(assessed: Assessed) -> None:
    practices = {
        "versioning.data": "automated",
        "versioning.preparation": "manual",
        "testing.data_schema": "planned",
        "documentation.data_sheet": "manual",
        "testing.fairness": {"status": "not_applicable", "why": "no people in the data"},
    }
    measures, findings = assessed(uses=["recruitment"], output=VIDEO, practices=practices, first_placed="2028-01-01")
    assert _one(measures, "data_governance")["lacking"] == ["testing.data_schema"]
    said = [one for one in findings if one.rule == "RSK100"]
    assert len({one.key for one in said}) == len(said)
    assert [one.about for one in said][:2] == ["duty.mark_content", "duty.disclose_deep_fake"], "they bind first"
    data = next(one for one in said if one.about == "duty.data_governance")
    assert "testing.data_schema (data_sources_and_versioning)" in data.message
    assert "versioning.data" not in data.message
    assert set(data.debt) > {"process"}
    (excused,) = [one for one in findings if one.rule == "RSK101"]
    assert excused.about == "practices.testing.fairness"
    assert "not_applicable" in excused.excerpt
    assert "Art. 10" in excused.message


def test_every_duty_of_engineering_has_practices_and_a_block(knowledge: Knowledge) -> None:
    for name, duty in knowledge.law.duties.items():
        assert set(duty.practices) <= set(knowledge.practices), name
        assert {duty.block, *duty.also_blocks} <= {None, *knowledge.blocks}, name
        if duty.nature != "organisational":
            assert duty.practices, name
            assert duty.block, name


@pytest.mark.parametrize("version", [None, BEFORE])
def test_the_law_refers_to_what_exists(version: str | None) -> None:
    knowledge = load_knowledge([resources.knowledge()], version)
    law = knowledge.law
    grounds = {*law.bases, *knowledge.rules["risk"]}
    for name, duty in law.duties.items():
        assert duty.article in law.articles, name
        assert duty.reference.startswith("Art. "), name
        assert {*duty.arises_from, *duty.not_from} <= grounds, name
        assert set(duty.sources) <= set(knowledge.sources)
    for others in (law.takeovers, law.penalties, law.open_questions):
        for name, one in others.items():
            assert set(one.arises_from) <= grounds, name
    for name, transition in law.transitions.items():
        assert set(transition.before) <= set(law.bases), name
    for name, question in law.open_questions.items():
        assert set(question.duties) <= set(law.duties), name
        assert len(question.readings) > 1, f"{name}: both readings"
    for rule in knowledge.rules["risk"].values():
        assert rule.then is None or rule.then.basis in law.bases, rule.id
    for tree in _conditions(knowledge):
        compile_condition(tree)
        assert set(fields_of(tree)) <= set(knowledge.fields)


def _conditions(knowledge: Knowledge) -> Iterator[Any]:
    law = knowledge.law
    found = [tree for duty in law.duties.values() for tree in (duty.when, duty.met_when)]
    found += [one.when for one in law.takeovers.values()] + [one.until_when for one in law.transitions.values()]
    yield from (tree for tree in found if tree is not None)


def test_every_ground_is_named_by_a_rule_or_given_to_all(knowledge: Knowledge) -> None:
    named = {rule.then.basis for rule in knowledge.rules["risk"].values() if rule.then}
    assert set(knowledge.law.bases) == named | {"every_system", "filter"}


def test_before_the_amendment_the_days_were_earlier_and_nothing_was_read_twice(assessed: Assessed) -> None:
    measures, _ = assessed(BEFORE, uses=["recruitment"])
    assert measures["law_from"] == "2026-08-02"
    assert not [one for one in measures["duties"] if one["literal_from"]]
    assert "reach_of_deferral" not in {one["id"] for one in measures["open_questions"]}
    assert _one(measures, "sensitive_data_for_bias")["reference"] == "Art. 10(5)"
    device, _ = assessed(BEFORE, product=DEVICE)
    assert device["law_from"] == "2027-08-02"
    marks, _ = assessed(BEFORE, output=VIDEO, first_placed="2026-01-01")
    assert _one(marks, "mark_content")["from"] == "2026-08-02"


def test_before_the_amendment_machinery_stood_in_section_a(assessed: Assessed) -> None:
    then, _ = assessed(BEFORE, product=MACHINE)
    now, _ = assessed(product=MACHINE)
    assert then["verdict"] == now["verdict"] == "high"
    assert "conformity_product" in _ids(then)
    assert "conformity_product" not in _ids(now)
    assert now["elsewhere"]


def test_before_the_amendment_two_practices_were_not_prohibited(assessed: Assessed) -> None:
    output = {**VIDEO, "intimate": "intended"}
    assert assessed(output=output)[0]["verdict"] == "prohibited"
    assert assessed(BEFORE, output=output)[0]["verdict"] == "limited"


def test_small_mid_caps_pay_the_lower_fine_but_not_for_prohibited_practices(
    knowledge: Knowledge, older: Knowledge
) -> None:
    fines = knowledge.law.penalties
    assert "mid-caps" in str(fines["operators"].lower_for)
    assert "mid-caps" not in str(fines["prohibited_practices"].lower_for)
    assert fines["models"].lower_for is None, "Art. 101 has no such rule"
    assert all("mid-caps" not in str(one.lower_for) for one in older.law.penalties.values())
    assert {(one.amount, one.percent) for one in fines.values()} == {(35_000_000, 7), (15_000_000, 3), (7_500_000, 1)}


def test_a_version_is_chosen_by_name(run: Run) -> None:
    canvas = str(resources.folder("canvases") / "credit-scoring")
    for version, day in ((BEFORE, "2026-08-02"), ("2026-07-27", "2027-12-02")):
        report = json.loads(run("assess", canvas, "--law", version, "--format", "json").stdout)
        assert report["law_version"] == version
        assert report["assessments"]["risk"]["measures"]["law_from"] == day
    wrong = run("assess", canvas, "--law", "2025")
    assert wrong.returncode == 2
    assert f"{BEFORE}, 2026-07-27" in wrong.stderr


def test_a_version_that_differs_from_another_law_is_refused(tmp_path: Any) -> None:
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "2023.yaml").write_text("differs_from: '2022'\nlaw: {}\nrules: {}\n")
    with pytest.raises(UserError, match="differs from 2022"):
        load_knowledge([resources.knowledge(), tmp_path], "2023")
    assert load_knowledge([resources.knowledge(), tmp_path]).law_versions == ("2023", BEFORE, "2026-07-27")


def test_the_text_lists_duties_by_role_with_day_and_nature(run: Run) -> None:
    canvas = str(resources.folder("canvases") / "credit-scoring")
    for format_ in ("text", "markdown"):
        text = " ".join(run("assess", canvas, "--format", format_, "--as-of", "2026-11-24").stdout.split())
        assert "owed as provider: " in text
        assert "owed as deployer: " in text
        assert "may be owed too" in text
        assert "15 million EUR or 3 % of turnover" in text
        assert "read literally since 2026-08-02" in text.replace("\\", "")


def test_days_are_days(knowledge: Knowledge) -> None:
    assert all(date.fromisoformat(day) for day in knowledge.law.dates)
