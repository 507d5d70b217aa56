"""The shape of a canvas: the header, the facts, the catalogue and the claims around the eleven blocks.

Every field may be blank. Words that change only with the format are enumerations here; words that
knowledge owns (tools, practices, uses …) are slugs, held against the catalogue by coherence. The text of
each question lives once, in knowledge/data/blocks.yaml, by the path of its field.
"""

from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, PydanticCustomError

from mlops_canvas.canvas.blocks import (
    BLOCKS,
    BlockKey,
    Blocks,
    Buying,
    Money,
    ThreePoint,
)
from mlops_canvas.canvas.risk import Risk
from mlops_canvas.shape import (
    Currency,
    Day,
    Many,
    Named,
    Number,
    PracticeId,
    Shape,
    Slug,
    Switch,
    Text,
    Whole,
    Worded,
    json_schema,
)

__all__ = ["BLOCKS", "GATED", "Canvas", "Claim", "Money", "Risk"]

GATED: tuple[str, ...] = (
    "data_sources_and_versioning",
    "feature_store_and_workflows",
    "model_registry_and_versioning",
    "monitoring",
)
"""The blocks that open with 'optional or mandatory' (sources: mlops_stack_canvas)."""

Phase = Literal["design", "development", "operations"]
Grade = Literal["low", "medium", "high"]
Status = Literal["none", "planned", "manual", "automated", "not_applicable"]
Points = Annotated[Whole, Field(ge=1, le=5), json_schema(type="integer", minimum=1, maximum=5)]


@lru_cache(maxsize=1024)
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


class UseCase(Shape):
    """A use case, with what its ranking needs."""

    name: Text
    impact: Points | None = None
    feasibility: Points | None = None
    wrong_prediction: Grade | None = None
    current: Switch | None = None
    notes: Text | None = None


class Feedback(Shape):
    """What flows back from one phase of the life cycle to another."""

    from_: Phase | None = Field(default=None, alias="from")
    to: Phase | None = None
    what: Text | None = None


class Regulation(Shape):
    """Two of the three drivers of regulation strength; the third, the risk category, is derived."""

    domain: Slug | None = None
    business_risk: Grade | None = None
    notes: Text | None = None


class Model(Shape):
    """One entry of the model service catalog."""

    name: Text
    version: Text | None = None
    task: Text | None = None
    owner: Text | None = None
    stage: Literal["development", "staging", "production", "archived"] | None = None
    data: Many[Text] | None = None
    inputs: Many[Text] | None = None
    outputs: Many[Text] | None = None
    metrics: Named[str, Number] | None = None
    card: Text | None = None
    notes: Text | None = None


class Reproducibility(Shape):
    """The goal that the same inputs give the same result again."""

    target: Text | None = None
    notes: Text | None = None


class Reliability(Shape):
    """The goal of few outages and a safe failover."""

    availability: Annotated[Number, Field(ge=0, le=1), json_schema(type="number", minimum=0, maximum=1)] | None = None
    failover: Text | None = None
    notes: Text | None = None


class Efficiency(Shape):
    """The goal of fast and cheap predictions."""

    latency_p95_ms: Annotated[Number, Field(ge=0), json_schema(type="number", minimum=0)] | None = None
    cost_per_1000: Annotated[Number, Field(ge=0), json_schema(type="number", minimum=0)] | None = None
    notes: Text | None = None


class DesignGoals(Shape):
    """The three qualities that the canvas designs for."""

    reproducibility: Reproducibility | None = None
    reliability: Reliability | None = None
    efficiency: Efficiency | None = None
    notes: Text | None = None


class Dilemma(Worded):
    """What a choice risks, trades and brings."""

    word: ClassVar[str] = "choice"

    risk: Text | None = None
    trade_off: Text | None = None
    impact: Text | None = None
    notes: Text | None = None


class Tooling(Dilemma):
    """Buy, use open source or build, over all and by block."""

    choice: Literal["buy", "open_source", "build", "mixed"] | None = None
    by_block: Named[BlockKey, Buying] | None = None


class Platforms(Dilemma):
    """One platform or a hybrid."""

    choice: Literal["one_platform", "hybrid"] | None = None


class Skills(Dilemma):
    """Hire ML engineers or train them, and the price of each."""

    choice: Literal["hire", "train", "both"] | None = None
    missing: Many[Text] | None = None
    hiring_cost: ThreePoint | None = None
    training_cost: ThreePoint | None = None


class Dilemmas(Shape):
    """Box 0 of the canvas."""

    tooling: Tooling | None = None
    platforms: Platforms | None = None
    skills: Skills | None = None


class Claim(Worded):
    """What the canvas claims of one practice."""

    word: ClassVar[str] = "status"

    status: Status
    why: Text | None = None
    proof: Many[Text] | None = None
    owner: Text | None = None
    reviewed: Day | None = None
    notes: Text | None = None

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        built = super().__get_pydantic_json_schema__(schema, handler)
        *words, whole = built["anyOf"]
        alone = [word for word in words[0]["enum"] if word != "not_applicable"]
        excused = {"properties": {"status": {"const": "not_applicable"}}, "required": ["status"]}
        with_why = {"required": ["why"], "properties": {"why": {"not": {"enum": [None, ""]}}}}
        return {"anyOf": [{"enum": alone}, {**whole, "if": excused, "then": with_why}]}

    @model_validator(mode="after")
    def _why_not(self) -> "Claim":
        if self.status == "not_applicable" and not self.why:
            what = "'not_applicable' needs a reason: add `why`"
            raise PydanticCustomError("missing_field", "{what}", {"what": what, "field": "why"})
        return self


class Theme(Shape):
    """Which readiness indicators of one theme hold, and which do not."""

    holds: Many[Slug] | None = None
    not_: Many[Slug] | None = Field(default=None, alias="not")
    claimed: Literal["tactical", "strategic", "transformational"] | None = None
    notes: Text | None = None


class Readiness(Shape):
    """The six themes of the AI adoption framework."""

    learn: Theme | None = None
    lead: Theme | None = None
    access: Theme | None = None
    scale: Theme | None = None
    secure: Theme | None = None
    automate: Theme | None = None


class OwnTool(Shape):
    """A tool that the catalogue does not know."""

    role: Slug
    hosting: Literal["self", "managed", "library"] | None = None
    notes: Text | None = None


class Waiver(Shape):
    """A finding that the team accepts for a time: which, why, who answers, until when."""

    rule: Text
    about: Text
    reason: Text
    owner: Text
    until: Day


class Cost(Shape):
    """Over which time cost is summed."""

    horizon_months: (
        Annotated[Whole, Field(ge=1, le=120), json_schema(type="integer", minimum=1, maximum=120)] | None
    ) = None


class Canvas(Shape):
    """One MLOps Stack Canvas: the decisions about one machine-learning system."""

    hints: ClassVar[dict[str, str]] = {
        "tools": "tools belong to a block (blocks.….tools); tools that the catalogue lacks go to own_tools",
        **dict.fromkeys(BLOCKS, "a block stands under `blocks:`"),
    }

    canvas: Annotated[Literal["1"], json_schema(enum=[1, "1"])]
    name: Slug | None = None
    title: Text | None = None
    date: Day | None = None
    team: Many[Text] | None = None
    phase: Phase | None = None
    currency: Currency | None = None
    root: Text | None = None
    notes: Text | None = None
    use_cases: Many[UseCase] | None = None
    feedback: Many[Feedback] | None = None
    risk: Risk | None = None
    regulation: Regulation | None = None
    models: Many[Model] | None = None
    number_of_models: Annotated[Whole, Field(ge=0), json_schema(type="integer", minimum=0)] | None = None
    design_goals: DesignGoals | None = None
    cost: Cost | None = None
    blocks: Blocks | None = None
    dilemmas: Dilemmas | None = None
    own_tools: Named[Slug, OwnTool] | None = None
    practices: Named[PracticeId, Claim] | None = None
    readiness: Readiness | None = None
    waivers: Many[Waiver] | None = None

    def at(self, path: str) -> Any:
        """Return the value at a dotted path of fields, or None where any part of it is blank."""
        value: Any = self
        for step in _steps(path):
            if value is None:
                return None
            value = value.get(step) if isinstance(value, dict) else getattr(value, step, None)
        return value
