"""The shapes of the law: grounds, duties, transitions, penalties and open questions, each with its reference.

A ground (`Basis`) is why the law reaches a system: a risk rule that fires names one. All else hangs on grounds.
"""

from typing import Any, Literal

from pydantic import Field

from mlops_canvas.knowledge.sourced import Described, Sourced
from mlops_canvas.shape import Day, Many, PracticeId, Shape, Slug, Switch, Text, Whole

Role = Literal[
    "provider", "deployer", "importer", "distributor", "product_maker", "model_provider", "authorised_representative"
]
Nature = Literal["engineering", "organisational", "both"]
Status = Literal["in_force", "deferred", "open_question", "draft_guidance"]
Sure = Literal["cross_read", "from_memory", "own_reading"]
"""Paraphrased and held against notes or a copy of the text; from memory of it alone; or what we make of it."""


class Dated(Sourced):
    """A day on which some of the law begins to bind."""

    text: Text
    applies_to: Text | None = None


class Basis(Described):
    """A ground on which the law reaches a system, and the day from which that binds."""

    date: Day
    status: Status = "in_force"
    # Where other law carries the duties: said in place of them; then all else is in doubt too.
    elsewhere: Text | None = None


class Point(Shape):
    """A point of an article, in a few words."""

    point: Text
    text: Text


class Article(Described):
    """An article or annex in a few words; what it asks of whom stands in the duties that name it."""

    points: tuple[Point, ...] = ()


class Duty(Described):
    """What somebody owes: where it stands, who owes it, on which grounds, and what carries the evidence.

    `arises_from` and `not_from` name grounds, or risk rules where the point of the law decides. `when` is a
    condition over facts; `only_if` is one for which there is no fact, and `met_when` tells when it is sure to hold.
    """

    article: Slug
    reference: Text
    roles: Many[Role]
    nature: Nature
    block: Slug | None = None
    also_blocks: Many[Slug] = ()
    practices: Many[PracticeId] = ()
    arises_from: Many[Text]
    not_from: Many[Text] = ()
    when: Any = None
    only_if: Text | None = None
    met_when: Any = None
    from_: Day | None = Field(default=None, alias="from")  # where it is another day than that of its ground
    sure: Sure = "cross_read"


class Takeover(Described):
    """Who counts as somebody else before the law, on which grounds and facts.

    `only_if` is a condition for which there is no fact: what is owed through it then only may be.
    """

    reference: Text
    counts_as: Role
    arises_from: Many[Slug]
    when: Any
    only_if: Text | None = None


class Transition(Described):
    """What holds for systems and models that were there before a day.

    The texts are told where the day of the first placing is unknown, where the rule spares the system for the
    time being, where a change of its design ended that, and where `until` binds it.
    """

    reference: Text
    before: dict[Slug, Day]  # ground → day
    until: Day | None = None
    until_when: Any = None  # a condition for `until`; without one it holds for all
    ends_with_change: Switch = False
    unknown: Text
    spared: Text | None = None
    changed: Text | None = None
    bound: Text | None = None


class Penalty(Described):
    """The most that a fine may be: an amount or a share of turnover, the higher, for some the lower of the two."""

    reference: Text
    amount: Whole
    percent: Whole
    lower_for: Text | None = None
    arises_from: Many[Slug]


class Reading(Shape):
    """One way to read what the law leaves open, and the day that follows from it."""

    text: Text
    from_: Day | None = Field(default=None, alias="from")


class OpenQuestion(Described):
    """Something that the law leaves open: both readings, the duties or grounds that hang on it.

    One of the grounds raises it; where it lies between them, only all `together`.
    """

    status: Literal["open_question", "draft_guidance"]
    duties: Many[Slug] = ()
    arises_from: Many[Text] = ()
    together: Switch = False
    literal_from: Day | None = None
    readings: tuple[Reading, ...]


class Law(Sourced):
    """One version of the law."""

    version: Text
    title: Text
    text: Text
    bases: dict[Slug, Basis]
    dates: dict[Text, Dated]
    articles: dict[Slug, Article]
    duties: dict[Slug, Duty]
    takeovers: dict[Slug, Takeover]
    transitions: dict[Slug, Transition]
    penalties: dict[Slug, Penalty]
    open_questions: dict[Slug, OpenQuestion]


class OtherLaw(Shape):
    """Another version of the law by what differs from `law.yaml`: keys laid over, a blank one taken away."""

    differs_from: Text
    law: dict[Text, Any]
    rules: dict[Text, Any]
