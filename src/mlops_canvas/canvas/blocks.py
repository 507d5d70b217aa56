"""The eleven blocks of the canvas: a typed field for each of its 61 questions, notes and money everywhere.

A question that asks for a tool has no field here: a tool of the asked role in `tools` answers it.
"""

from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from mlops_canvas.shape import Many, Number, Shape, Slug, Switch, Text, Worded, estimate, json_schema

BlockKey = Literal[
    "value_proposition",
    "data_sources_and_versioning",
    "data_analysis_and_experiments",
    "feature_store_and_workflows",
    "foundations",
    "pipeline_orchestration",
    "model_registry_and_versioning",
    "model_deployment",
    "prediction_serving",
    "monitoring",
    "metadata_store",
]
BLOCKS: tuple[str, ...] = get_args(BlockKey)
"""The keys of the blocks in the canvas's order, which is also the order of filling."""

Need = Literal["mandatory", "optional"]
Buying = Literal["buy", "open_source", "build"]
Trigger = Literal["scheduled", "event", "ad_hoc"]


def _three(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        return [estimate(value)] * 3
    if len(value) != 3:
        what = "write one number, or three: [low, likely, high]"
        raise PydanticCustomError("bad_order", "{what}", {"what": what})
    return value


def _ordered(value: tuple[float, float, float]) -> tuple[float, float, float]:
    if not value[0] <= value[1] <= value[2]:
        what = f"low, likely, high must not fall: {', '.join(f'{number:g}' for number in value)}"
        raise PydanticCustomError("bad_order", "{what}", {"what": what})
    return value


_POINTS = {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3}
ThreePoint = Annotated[
    tuple[Number, Number, Number],
    BeforeValidator(_three),
    AfterValidator(_ordered),
    WithJsonSchema({"anyOf": [{"type": "number"}, _POINTS]}),
]
"""Low, likely, high in the canvas's currency; a single number is all three."""


class Money(Shape):
    """An amount once, each month, or both."""

    once: ThreePoint | None = None
    monthly: ThreePoint | None = None


class CostItem(Money):
    """One cost of a block."""

    kind: Slug
    notes: Text | None = None


class ToolUse(Worded):
    """A tool in a block; a bare word is its name."""

    word: ClassVar[str] = "name"

    name: Slug
    role: Slug | None = None
    notes: Text | None = None


class Decision(Worded):
    """Whether a block is decided, why, and over what."""

    word: ClassVar[str] = "status"

    status: Literal["open", "drafted", "decided"] | None = None
    because: Text | None = None
    over: Many[Text] | None = None
    adr: Text | None = None


class Block(Shape):
    """What every block has."""

    tools: Many[ToolUse] | None = None
    decision: Decision | None = None
    costs: Many[CostItem] | None = None
    notes: Text | None = None


class GatedBlock(Block):
    """A block that opens with the question whether it is needed at all."""

    need: Need | None = None
    need_because: Text | None = None


class ValueProposition(Block):
    """Box 1."""

    goal: Text | None = None
    problem: Text | None = None
    importance: Text | None = None
    persona: (
        Many[Literal["ml_engineer", "data_scientist", "operations", "business_user", "customer", "other"]] | None
    ) = None
    owner: Text | None = None
    value: Money | None = None


class DataSourcesAndVersioning(GatedBlock):
    """Box 2."""

    sources: Many[Literal["owned", "public", "earned", "paid"]] | None = None
    storage: Many[Literal["lake", "warehouse", "database", "object_store", "files", "stream", "other"]] | None = None
    labelling: Literal["none", "manual", "assisted", "automatic"] | None = None
    labelling_people: Text | None = None
    versioning_grade: Literal["none", "snapshot", "with_code", "specialised_system"] | None = None
    versioning_method: Text | None = None


class ProofOfConcept(Shape):
    """Which candidate models were tried, and the choice."""

    candidates: Many[Text] | None = None
    chosen: Text | None = None
    because: Text | None = None


class DataAnalysisAndExperiments(Block):
    """Box 3."""

    languages: Many[Literal["python", "r", "sql", "scala", "julia", "java", "cpp", "other"]] | None = None
    training_infrastructure: Text | None = None
    ml_metrics: Many[Text] | None = None
    business_metrics: Many[Text] | None = None
    experiment_metadata: (
        Many[
            Literal[
                "data_sets",
                "hyperparameters",
                "code_version",
                "environment",
                "seeds",
                "metrics",
                "artifacts",
                "other",
            ]
        ]
        | None
    ) = None
    framework_skills: Many[Text] | None = None
    proof_of_concept: ProofOfConcept | None = None


class Computation(Shape):
    """How features are computed in training and in prediction."""

    training: Text | None = None
    prediction: Text | None = None
    shared_code: Switch | None = None


class FeatureStoreAndWorkflows(GatedBlock):
    """Box 4."""

    reproducible_features: Switch | None = None
    computation: Computation | None = None
    infrastructure: Text | None = None
    buy_or_build: Buying | None = None
    feature_api: Switch | None = None
    feature_api_design: Text | None = None


class Foundations(Block):
    """Box 5."""

    code_keeping: Text | None = None
    system_monitoring: Text | None = None
    notebook_versioning: Switch | None = None
    trunk_based: Switch | None = None
    code_ci: Text | None = None
    delivery_metrics: (
        Many[Literal["deployment_frequency", "lead_time", "time_to_restore", "change_failure_rate"]] | None
    ) = None


class Retraining(Shape):
    """What starts a retraining, and how often."""

    trigger: Many[Trigger] | None = None
    every: Text | None = None
    event: Text | None = None


class DistributedTraining(Shape):
    """Whether training needs more than one machine, and whether the team can do that."""

    needed: Switch | None = None
    available: Switch | None = None


class QualityRequirement(Worded):
    """A non-functional requirement of the model, and its test."""

    word: ClassVar[str] = "name"

    name: Literal["efficiency", "fairness", "robustness", "interpretability", "privacy", "security", "other"]
    test: Text | None = None
    in_pipeline: Switch | None = None


class PipelineOrchestration(Block):
    """Box 6."""

    retraining: Retraining | None = None
    runs_on: Literal["local", "on_premise", "cloud", "hybrid"] | None = None
    workflow: Many[Text] | None = None
    distributed_training: DistributedTraining | None = None
    ci_workflow: Text | None = None
    quality_requirements: Many[QualityRequirement] | None = None


class ModelRegistryAndVersioning(GatedBlock):
    """Box 7."""

    versioning_scheme: Literal["none", "sequential", "semantic", "date", "content_hash", "other"] | None = None


class ModelDeployment(Block):
    """Box 8."""

    formats: (
        Many[
            Literal[
                "pickle",
                "onnx",
                "pmml",
                "saved_model",
                "torch_script",
                "container",
                "package",
                "code",
                "other",
            ]
        ]
        | None
    ) = None
    commit_to_production_hours: Annotated[Number, Field(ge=0), json_schema(type="number", minimum=0)] | None = None
    targets: Many[Literal["cloud", "on_premise", "edge", "device", "browser"]] | None = None
    environment: Text | None = None
    release_policy: Literal["automatic", "approved", "manual"] | None = None
    live_tests: Many[Literal["ab_test", "bandit"]] | None = None
    strategies: Many[Literal["recreate", "rolling", "blue_green", "canary", "shadow"]] | None = None


class Volume(Shape):
    """How many predictions are expected."""

    per_hour: Annotated[Number, Field(ge=0), json_schema(type="number", minimum=0)] | None = None
    per_month: Annotated[Number, Field(ge=0), json_schema(type="number", minimum=0)] | None = None


class PredictionServing(Block):
    """Box 9."""

    modes: Many[Literal["batch", "online", "streaming"]] | None = None
    patterns: (
        Many[Literal["model_as_service", "model_as_dependency", "precompute", "model_on_demand", "hybrid_serving"]]
        | None
    ) = None
    distributed: Switch | None = None
    several_models: Switch | None = None
    input_check: Switch | None = None
    fallback: Text | None = None
    accelerators: Switch | None = None
    volume: Volume | None = None


class Monitoring(GatedBlock):
    """Box 10."""

    judged_in_serving: Switch | None = None
    alerts_on_bad_performance: Switch | None = None
    retrains_on_drift: Switch | None = None
    ml_metrics: Many[Text] | None = None
    domain_metrics: Many[Text] | None = None
    decay_detection: Text | None = None
    skew_detection: Text | None = None
    operational_metrics: Many[Text] | None = None
    alerting: Text | None = None
    retraining_trigger: Many[Trigger] | None = None


class KeptMetadata(Shape):
    """Which metadata is kept of code, data and models."""

    code: Many[Text] | None = None
    data: Many[Text] | None = None
    model: Many[Text] | None = None


class GovernanceProcess(Shape):
    """Whether governance is part of the life cycle, and the metadata that it needs."""

    in_lifecycle: Switch | None = None
    metadata: Many[Text] | None = None


class MetadataStore(Block):
    """Box 11."""

    metadata: KeptMetadata | None = None
    governance: GovernanceProcess | None = None
    documentation_as_code: Switch | None = None
    documents: Many[Literal["model_card", "datasheet", "readme", "api_docs", "other"]] | None = None
    operational_metrics: Many[Text] | None = None


class Blocks(Shape):
    """The eleven blocks, in the canvas's order."""

    known_as: ClassVar[dict[str, str]] = {
        "value": "value_proposition",
        "business_value": "value_proposition",
        "data_sources": "data_sources_and_versioning",
        "data_versioning": "data_sources_and_versioning",
        "data_sources_and_data_versioning": "data_sources_and_versioning",
        "data_analysis": "data_analysis_and_experiments",
        "experiments": "data_analysis_and_experiments",
        "experiment_management": "data_analysis_and_experiments",
        "data_analysis_and_experiment_management": "data_analysis_and_experiments",
        "feature_store": "feature_store_and_workflows",
        "feature_stores": "feature_store_and_workflows",
        "code_repository": "foundations",
        "devops": "foundations",
        "pipeline": "pipeline_orchestration",
        "ml_pipeline": "pipeline_orchestration",
        "ml_pipeline_orchestration": "pipeline_orchestration",
        "orchestration": "pipeline_orchestration",
        "ci_ct_cd": "pipeline_orchestration",
        "model_registry": "model_registry_and_versioning",
        "model_versioning": "model_registry_and_versioning",
        "registry": "model_registry_and_versioning",
        "deployment": "model_deployment",
        "serving": "prediction_serving",
        "model_serving": "prediction_serving",
        "model_and_data_and_application_monitoring": "monitoring",
        "model_monitoring": "monitoring",
        "ml_model_data_and_system_monitoring": "monitoring",
        "metadata": "metadata_store",
    }

    value_proposition: ValueProposition | None = None
    data_sources_and_versioning: DataSourcesAndVersioning | None = None
    data_analysis_and_experiments: DataAnalysisAndExperiments | None = None
    feature_store_and_workflows: FeatureStoreAndWorkflows | None = None
    foundations: Foundations | None = None
    pipeline_orchestration: PipelineOrchestration | None = None
    model_registry_and_versioning: ModelRegistryAndVersioning | None = None
    model_deployment: ModelDeployment | None = None
    prediction_serving: PredictionServing | None = None
    monitoring: Monitoring | None = None
    metadata_store: MetadataStore | None = None
