"""The facts about a system's purpose and use from which the risk category is derived; never legal labels.

Every fact may be `unknown`. What each value means stands in knowledge/data/facts.yaml.
"""

from typing import Any, ClassVar, Literal

from mlops_canvas.shape import Day, Fact, Many, Number, Section, Shape, Slug, Switch, Text


class Effect(Shape):
    """What the output does to the decision about a person (AI Act Art. 6(3))."""

    task: Fact[
        Literal["decides", "influences", "procedural", "polishes_finished_work", "finds_deviations", "prepares"]
    ] = None
    profiles_people: Fact[Switch] = None
    human_review: Fact[Literal["none", "final_say", "ex_post"]] = None


class Product(Section):
    """The product that the system is or is part of (AI Act Art. 6(1), Annex I)."""

    nothing: ClassVar[dict[str, Any]] = {"law": "none"}

    law: Fact[Slug] = None
    part: Fact[Literal["whole", "safety_function", "failure_endangers", "convenience"]] = None
    third_party: Fact[Literal["health_safety", "other_only", "no"]] = None


Signal = Literal[
    "verify", "identify", "categorise", "emotion", "physical_state", "effect_only", "dataset_labels", "unknown"
]
Attribute = Literal[
    "race", "politics", "union", "belief", "sex_life", "health", "disability", "age", "sex", "other", "unknown"
]


class PeopleSignals(Section):
    """What the system reads from faces, voices and bodies (AI Act Art. 5(1)(e) to (h), Annex III 1)."""

    nothing: ClassVar[dict[str, Any]] = {"kind": "none", "faces_scraped": "none"}

    kind: Fact[Many[Signal]] = None
    about: Fact[Many[Literal["workers_or_applicants", "pupils", "customers", "public", "others", "unknown"]]] = None
    when: Fact[Literal["live", "later"]] = None
    active_involvement: Fact[Switch] = None
    attributes: Fact[Many[Attribute]] = None
    why: Fact[Literal["medical", "safety", "training_of_the_person", "cybersecurity", "other"]] = None
    for_law_enforcement: Fact[Switch] = None
    search_for: Fact[Literal["victims", "threat_to_life", "listed_crime_suspect", "other"]] = None
    authorised: Fact[Switch] = None
    faces_scraped: Fact[Literal["none", "targeted", "untargeted"]] = None


class Influence(Section):
    """How the system tries to change what people do (AI Act Art. 5(1)(a), (b))."""

    nothing: ClassVar[dict[str, Any]] = {"method": "none"}

    method: Fact[Many[Literal["open", "hidden_or_deceptive", "exploits_weakness", "unknown"]]] = None
    distorts_behaviour: Fact[Switch] = None
    serious_harm_likely: Fact[Switch] = None


Guarded = Literal["no", "safeguarded", "unguarded", "intended"]


class Output(Section):
    """What comes out, and who meets it (AI Act Art. 50, 5(1)(ba), (bb))."""

    nothing: ClassVar[dict[str, Any]] = {"talks_to_people": False, "generates": "none"}

    talks_to_people: Fact[Switch] = None
    obvious_to_people: Fact[Switch] = None
    generates: Fact[Many[Literal["text", "image", "audio", "video", "code", "short_labels", "unknown"]]] = None
    editing_only: Fact[Switch] = None
    looks_real: Fact[Switch] = None
    public_news: Fact[Switch] = None
    editor_responsible: Fact[Switch] = None
    satire: Fact[Switch] = None
    intimate: Fact[Guarded] = None
    sexualises_children: Fact[Guarded] = None
    crime_detection_by_law: Fact[Switch] = None


class GeneralPurposeModel(Section):
    """A general-purpose model that the team itself trains or changes (AI Act Ch. V)."""

    nothing: ClassVar[dict[str, Any]] = {"own_training_flop": 0, "third_of_original": False}

    own_training_flop: Fact[Number] = None
    third_of_original: Fact[Switch] = None
    open_weights: Fact[Switch] = None


OnlyFor = Literal["military", "research", "before_market", "private", "international_police", "open_source", "unknown"]


class Risk(Shape):
    """Facts about the intended purpose, never legal labels; blank or `unknown` is unknown."""

    purpose: Fact[Text] = None
    inference: Fact[Literal["learned", "optimised", "rules_by_people"]] = None
    eu: Fact[Many[Literal["placed_on_market", "used_here", "output_used_here", "unknown"]]] = None
    only_for: Fact[Many[OnlyFor]] = None
    roles: Fact[Many[Slug]] = None
    taken_over: Fact[Many[Literal["own_name", "substantial_change", "new_purpose", "unknown"]]] = None
    deployer_is: Fact[Many[Literal["private", "public_body", "for_public_body", "public_service", "unknown"]]] = None
    uses: Fact[Many[Slug]] = None
    effect: Effect | None = None
    product: Product | None = None
    people_signals: PeopleSignals | None = None
    influence: Influence | None = None
    person_score: Fact[Literal["none", "same_context", "other_context", "disproportionate"]] = None
    crime_risk: Fact[Literal["none", "traits_only", "with_facts"]] = None
    output: Output | None = None
    model: GeneralPurposeModel | None = None
    first_placed: Fact[Day] = None
    changed: Fact[Day] = None
    notes: Text | None = None
