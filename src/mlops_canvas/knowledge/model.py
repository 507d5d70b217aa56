"""The shapes of knowledge: what a pack's YAML may hold. No field is without a source."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from mlops_canvas.knowledge.sourced import Described, Sourced, Threshold
from mlops_canvas.shape import Day, Many, PracticeId, Shape, Slug, Switch, Text, Whole

Effort = Literal["low", "medium", "high"]
Checked = Literal["read", "second_hand", "own_derivation", "unverified"]
Side = Literal["mlops", "governance", "both"]
Done = Literal["manual", "automated"]


class Source(Shape):
    """Where a statement comes from, and how far we checked it."""

    title: Text
    address: Text | None = None
    place: Text | None = None
    read: Day | None = None
    checked: Checked
    licence: Text | None = None


class Answer(Shape):
    """An answer of the canvas that claims or excludes a practice: the field holds one of the words."""

    field: Text
    # Plain lists: here `none` is a word that a field may hold, not the absence of words.
    one_of: tuple[Text, ...] = ()
    any_of: tuple[Text, ...] = ()
    answered: Literal["true"] | None = None
    as_: Done = Field(default="manual", alias="as")


class Practice(Sourced):
    """Something that a team does or does not do; the catalogue ties every question to it."""

    title: Text
    text: Text
    block: Slug
    phase: Literal["design", "development", "operations"]
    serves: Side
    component: Slug | None = None
    step: Slug
    aliases: Many[Slug] = ()
    requires: Many[PracticeId] = ()
    implied_by: Many[Answer] = ()
    excluded_by: Many[Answer] = ()
    test_score: Text | None = None
    articles: Many[Slug] = ()
    goals: Many[Slug] = ()
    rows: Many[Text] = ()
    debt: Slug
    effort: Effort


class Tool(Sourced):
    """A tool by name: what it is for, and what using it asks."""

    title: Text
    roles: Many[Slug]
    blocks: Many[Slug]
    licence: Text
    hosting: Many[Literal["self", "managed", "library"]]
    price: Slug = "free"
    vendor: Slug | None = None
    needs: Many[Slug] = ()
    provides: Many[Slug] = ()
    integrates: Many[Slug] = ()
    address: Text | None = None
    notes: Text | None = None


class Word(Sourced):
    """A word of a vocabulary that canvases use: a role, a use, a domain, a cost kind."""

    title: Text
    text: Text
    group: Text | None = None
    regulation: Literal["strong", "little"] | None = None
    annex_iii: Text | None = None
    near_miss_of: Text | None = None
    public_authority_only: Literal["true", "false"] | None = None
    section: Text | None = None


class Indicator(Sourced):
    """One of the 52 statements from which a theme's readiness is derived."""

    theme: Slug
    phase: Literal["tactical", "strategic", "transformational"]
    text: Text
    technical: dict[PracticeId, Done] | None = None


class Level(Shape):
    """A step of a scale: the practices that it asks beyond the step before."""

    level: Text
    name: Text
    text: Text
    requires: dict[PracticeId, Done] | None = None
    rows: Many[Text] = ()
    sources: Many[Slug] = ()


class Scale(Sourced):
    """A scale of automation or maturity, lowest level first."""

    title: Text
    levels: tuple[Level, ...]


class Goal(Described):
    """A quality that the canvas designs for, and the practice that measures it."""

    metric: PracticeId


class Quality(Described):
    """A quality that a canvas may require of its model, and the practice without which it is only a word."""

    practice: PracticeId


class Readiness(Shape):
    """The themes and phases of AI readiness, and how a theme's phase is counted from its indicators."""

    themes: dict[Slug, Described]
    phases: dict[Slug, Described]
    thresholds: dict[Slug, Threshold]
    practices: dict[Slug, dict[Slug, Many[PracticeId]]]


class Section(Described):
    """Seven of the 28 tests, those whose id begins with the letter."""

    letter: Text


class Band(Sourced):
    """What a score above a bound says of a system."""

    above: Text
    title: Text
    text: Text


class TestScore(Shape):
    """The ML Test Score: its sections, what a test counts, and how the sum is read; worst band first."""

    sections: dict[Slug, Section]
    points: dict[Slug, Threshold]
    bands: tuple[Band, ...]


class Variant(Described):
    """A cell of the integration matrix."""

    key: Literal["both", "mlops_led", "optional", "governance_led"]
    regulation: Literal["strong", "little"]
    models: Literal["many", "few"]
    leans_on: Many[Literal["governance", "mlops"]]


class Drivers(Shape):
    """The words of each driver of regulation that make it strong, or little."""

    category: Many[Text]
    domain: Many[Text]
    business_risk: Many[Text]


class Strength(Sourced):
    """How the strength of regulation follows from its three drivers."""

    text: Text
    strong: Drivers
    little: Drivers


class Balance(Shape):
    """How governance and MLOps are held against each other."""

    components: dict[Slug, Described]
    steps: dict[Slug, Described]
    strength: Strength
    thresholds: dict[Slug, Threshold]
    variants: dict[Text, Variant]


class Costing(Shape):
    """How cost is summed: its groups, the numbers it needs, and the blocks that owe a price once in use."""

    groups: dict[Slug, Described]
    thresholds: dict[Slug, Threshold]
    owing: Many[Slug]


class Then(Shape):
    """What a risk rule says of the system when its condition holds."""

    category: Literal["out_of_scope", "prohibited", "high", "limited", "model"]  # model: beside the category
    article: Text
    basis: Slug  # why it is so: a key of the law's bases, which says from when
    instead_of: Many[Literal["minimal"]] = ()  # the only categories it takes the place of; empty: of all


class Fix(Shape):
    """What to do, and how much work it is."""

    text: Text
    effort: Effort


class Examples(Shape):
    """Canvases for which a rule speaks, does not speak, or cannot tell."""

    match: tuple[Any, ...] = ()
    no_match: tuple[Any, ...] = ()
    unknown: tuple[Any, ...] = ()


class Rule(Sourced):
    """One rule: what it holds, why, what it says, what to do, and its own examples."""

    id: Text
    title: Text
    severity: Literal["error", "warning", "info"]
    outcome: Literal["gap", "note"] = "gap"
    why: Text
    about: Text | None = None
    related: Many[Text] = ()
    when: Any = None
    then: Then | None = None
    message: Text
    remediation: Fix | None = None
    debt: Many[Slug] = ()
    rows: Many[Text] = ()
    known_problems: Text | None = None
    examples: Examples


class BlockInfo(Sourced):
    """A box of the drawn canvas."""

    number: Whole
    title: Text
    text: Text
    area: Text | None = None
    role: Slug | None = None  # the role that the box is about: a tool of several roles plays this one here
    one_tool: Switch = False  # whether a second tool of that role is one too many


class Question(Shape):
    """A question of the canvas, and the fields or tool roles that answer it."""

    block: Text
    fields: Many[Text] = ()
    role: Slug | None = None


class FieldInfo(Shape):
    """What a field asks, in a sentence, and the vocabulary its words come from."""

    text: Text
    words: Slug | None = None
    rows: Many[Text] = ()


class Example(Shape):
    """A case in a few words, and the value that a fact has in it."""

    text: Text
    value: Text


class FactInfo(Sourced):
    """How one answers a question about the facts of the risk category: what its values mean, and cases.

    Near-misses are cases that are easily taken for another value.
    """

    values: dict[Text, Text] | None = None
    examples: tuple[Example, ...] = ()
    near_misses: tuple[Example, ...] = ()
    duties_of: Many[Slug] = ()  # the categories whose duties hang on the fact


def _split(value: Any) -> Any:
    return [word.strip() for word in value.split(",")] if isinstance(value, str) else value


Words = Annotated[tuple[Text, ...], BeforeValidator(_split)]
"""Words for a search in texts, written as one text with commas: lists of hundreds are read much faster so."""


class WordPair(Shape):
    """Weak words: they count only beside a word of the second list."""

    words: Words
    with_: Words = Field(alias="with")


class Suspicion(Sourced):
    """Words in the free text of a canvas that ask for a fact, and the answers that show it was thought of."""

    title: Text
    question: Text
    points: Many[Text]
    articles: Many[Slug]
    words: Words = ()
    pairs: tuple[WordPair, ...] = ()
    unless: Words = ()
    answered_by: tuple[Answer, ...]


class Canvas(Shape):
    """blocks.yaml: the boxes, the 64 questions, and the text of every field."""

    blocks: dict[Slug, BlockInfo]
    questions: dict[Text, Question]
    fields: dict[Text, Text | FieldInfo]
