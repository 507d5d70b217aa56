"""Write a portfolio of realistic canvases, for the benchmarks: the same bytes for a seed on every machine.

    python benchmarks/portfolio.py --count 1000 --seed 1 --out DIR [--defects P]

File number i depends on the seed and i alone, so `--count 100` gives the first 100 files of `--count 1000`.
`--defects P` plants one defect in P % of the files; DIR.defects.tsv says where and which rule finds it. The
template language, all there is:

    %for A B … %end    its lines, A to B times; @ is the counter, from 1
    <pool>             a word of the pool; <pool!> the file's own, the same all over the file
    <pool*3>           three different words of the pool
    <1-5> <100-900/50> a whole number, in steps
    <~400>             three points that rise: [low, likely, high]
    <date> <index>     a day; the file's number
"""

import argparse
import re
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

CANVAS = """\
# yaml-language-server: $schema=../canvas.schema.json
canvas: 1
name: <slug!>-<index>
title: "<product!>: <customer!>"
date: <date>
team: [<team*2>]
phase: operations
currency: <currency>
root: .
notes: |
  <reason>.

use_cases:
  - name: <product> for <customer>
    impact: 5
    feasibility: 5
    wrong_prediction: low
    current: true
%for 1 2
  - name: <product> for <customer> @
    impact: <1-5>
    feasibility: <1-4>
    wrong_prediction: <grade>
    current: false
%end

feedback:
  - {from: operations, to: design, what: <note>}

risk:
  purpose: <problem>
  inference: learned
  eu: [placed_on_market, used_here]
  only_for: none
  roles: [provider, deployer]
  uses: [<use*2>]
  effect: {task: <task>, profiles_people: <bool>, human_review: <review>}
  product: {law: none, part: convenience, third_party: no}
  people_signals: {kind: none, about: none, attributes: none, faces_scraped: none, authorised: unknown}
  influence: {method: open, distorts_behaviour: false, serious_harm_likely: false}
  person_score: none
  crime_risk: none
  output: {talks_to_people: <bool>, obvious_to_people: true, generates: [<medium*2>], looks_real: false, intimate: no}
  deployer_is: <deployer>
  first_placed: <date>

regulation: {domain: <domain>, business_risk: <grade>}

models:
%for 1 3
  - name: <slug!>-model-@
    version: <0-9>.<0-30>.<0-9>
    task: <model_task>
    owner: <owner>
    stage: <stage>
    data: ["<slug!>@<1-400>"]
    inputs: [<feature*3>]
    outputs: [score]
    metrics: {auc: 0.<50-99>, precision: 0.<10-99>, latency: <3-400>}
    card: docs/model-card-@.md
%end
number_of_models: <4-120>

design_goals:
  reproducibility: {target: same metrics from the same commit}
  reliability: {availability: 0.9<10-99>, failover: <fallback>}
  efficiency: {latency_p95_ms: <20-900/10>, cost_per_1000: 0.<10-99>}

cost: {horizon_months: <12-60/12>}

blocks:
  value_proposition:
    goal: <goal>
    problem: <problem>
    importance: <reason>
    persona: [<persona*2>]
    owner: <owner>
    value: {once: <~20000>, monthly: <~9000>}

  data_sources_and_versioning:
    need: mandatory
    need_because: <reason>
    sources: [<source*2>]
    storage: [<storage*2>]
    labelling: <labelling>
    labelling_people: two experts an hour a day
    versioning_grade: <grade_of_versions>
    versioning_method: <versioning>
    tools: [dvc, <data_tool*2>, {name: airflow, role: data_pipeline}, {name: s3, role: storage}]
    decision:
      status: decided
      because: <reason>
      over: [git_lfs]
      adr: adr/0003-version-data.md
    costs:
      - {kind: storage, monthly: <~400>}
      - {kind: acquisition, once: <1000-90000/500>}

  data_analysis_and_experiments:
    languages: [<language*2>]
    training_infrastructure: <machine>
    ml_metrics: [<metric*3>]
    business_metrics: [<kpi*2>]
    experiment_metadata: [<metadata*4>]
    framework_skills: [scikit_learn, xgboost, pytorch, tensorflow]
    proof_of_concept:
      candidates: [logistic regression, gradient boosting, <framework>]
      chosen: gradient boosting
      because: <reason>
    tools: [<tracker>, <framework*2>, jupyter]
    costs: [{kind: people, monthly: <500-9000/50>}]

  feature_store_and_workflows:
    need: <need>
    reproducible_features: <bool>
    computation: {training: <workflow>, prediction: <workflow>, shared_code: <bool>}
    infrastructure: <machine>
    buy_or_build: open_source
    feature_api: <bool>
    tools: [feast, redis]
    decision: drafted

  foundations:
    code_keeping: One repository
    system_monitoring: <alerting>
    notebook_versioning: true
    trunk_based: <bool>
    code_ci: Tests on each pull request
    delivery_metrics: [deployment_frequency, lead_time, time_to_restore, change_failure_rate]
    tools: [git, github, github_actions, terraform, pytest, prometheus]

  pipeline_orchestration:
    retraining: {trigger: [<triggers!>], every: <every>, event: <note>}
    runs_on: <where>
    workflow: [load, validate, features, train, evaluate, approve, register]
    distributed_training: {needed: <bool>, available: true}
    ci_workflow: A training on a sample and all tests
    quality_requirements:
      - {name: fairness, test: rates by age group differ by <2-9> points, in_pipeline: <bool>}
      - {name: robustness, test: noise moves the score by <1-9> points, in_pipeline: <bool>}
    tools: [<pipeline_tool>, github_actions]
    costs: [{kind: training, monthly: <~2500>}]

  model_registry_and_versioning:
    need: mandatory
    versioning_scheme: <scheme>
    tools: [mlflow]

  model_deployment:
    formats: [<format*2>]
    commit_to_production_hours: <1-400>
    targets: [<target*2>]
    environment: Two clusters
    release_policy: <release>
    live_tests: [ab_test]
    strategies: [<strategy*2>]
    tools: [kubernetes, docker]
    costs: [{kind: deployment, once: <~6000>, monthly: <~800>}]

  prediction_serving:
    modes: [<mode*2>]
    patterns: [<pattern*2>]
    distributed: <bool>
    several_models: <bool>
    input_check: true
    fallback: <fallback>
    accelerators: <bool>
    volume: {per_hour: <100-9000/100>, per_month: <10000-9000000/1000>}
    tools: [<server>]
    costs: [{kind: serving, monthly: <~1900>}]

  monitoring:
    need: mandatory
    judged_in_serving: true
    alerts_on_bad_performance: true
    retrains_on_drift: true
    ml_metrics: [<metric*3>]
    domain_metrics: [<kpi*2>]
    decay_detection: AUC each month
    skew_detection: PSI of each feature each day
    operational_metrics: [latency, error rate, memory]
    alerting: <alerting>
    retraining_trigger: [<triggers!>]
    tools: [evidently, prometheus, grafana, pagerduty]
    costs: [{kind: monitoring, monthly: <~260>}]

  metadata_store:
    metadata: {code: [commit], data: [schema], model: [parameters, metrics]}
    governance: {in_lifecycle: true, metadata: [approval, fairness report]}
    documentation_as_code: <bool>
    documents: [model_card, datasheet]
    operational_metrics: [time to restore]
    tools: [mlflow, {name: house-ledger, role: metadata_store}]

dilemmas:
  tooling:
    choice: mixed
    trade_off: <reason>
    by_block: {feature_store_and_workflows: open_source, monitoring: <buying>, foundations: open_source}
  platforms: {choice: <platform>, trade_off: <reason>}
  skills: {choice: both, missing: [<skill*2>], hiring_cost: <~60000>, training_cost: <~5000>}

own_tools:
  house-ledger: {role: metadata_store, hosting: self, notes: <note>}

practices:
  versioning.code: automated
  versioning.data: {status: automated, proof: dvc.lock, owner: <owner>, reviewed: <date>}
  versioning.model: <held>
  versioning.configuration: <claim>
  versioning.experiments: <claim>
  versioning.model_specification: <claim>
  testing.application_code: automated
  testing.feature_code: <claim>
  testing.data_schema: {status: <claim>, proof: [tests/data/test_schema.py, docs/data.md]}
  testing.model_validation: <claim>
  testing.fairness: {status: <held>, owner: <owner>}
  testing.robustness: <held>
  testing.pipeline: <claim>
  testing.load: {status: not_applicable, why: batches at night}
  automation.code_ci: automated
  automation.ml_ci: <claim>
  automation.data_pipeline: <claim>
  automation.training_pipeline: <claim>
  automation.continuous_training: <held>
  automation.model_deployment: <held>
  automation.templates: planned
  reproducibility.training: <held>
  reproducibility.seeds: <claim>
  reproducibility.dependencies: <claim>
  reproducibility.lineage: <claim>
  deployment.registry: <claim>
  deployment.staging: <claim>
  deployment.rollback: <claim>
  deployment.canary: <held>
  monitoring.performance: <held>
  monitoring.compute: <held>
  monitoring.schema: <held>
  monitoring.alerting: <held>
  monitoring.retraining_trigger: <held>
  monitoring.prediction_log: {status: <held>, reviewed: <date>}
  documentation.model_card: <held>
  documentation.decisions: <claim>
  governance.audit: <claim>
  governance.human_oversight: {status: <claim>, owner: <owner>}
  governance.risk_management: <claim>
  security.access_control: <claim>

readiness:
  learn: {holds: [ml_hiring, ongoing_training], not: [strategic_partner], claimed: <readiness>}
  lead: {holds: [senior_sponsor, central_team], not: [single_contributors]}
  access: {holds: [enterprise_warehouse], not: [data_islands, no_sharing], claimed: <readiness>}
  scale: {holds: [one_platform, orchestrated_pipelines], notes: <note>}
  secure: {holds: [encryption, least_privilege], not: [coarse_roles]}
  automate: {holds: [automated_training], not: [ad_hoc_work], claimed: <readiness>}

waivers:
  - {rule: AUT001, about: automation.google, reason: <reason>, owner: <owner>, until: 2099-12-31}
"""

_POOLS = """\
product=Churn warning|Demand forecast|Loan pre-check|Spam filter|Visual quality check|Route planning|Document sorting
slug=churn|demand|loans|spam|quality|routes|documents|energy|parts|search
customer=field service|branch offices|the online shop|small firms|plant operators|claims handlers|call centre agents
team=data-platform|pricing|risk|care-ai|logistics-ml|search-team|insights|ml-core
phase=design|development|operations
currency=EUR|CHF|USD|PLN
grade=low|medium|high
bool=true|false
use=demand_forecast|predictive_maintenance|spam_filter|content_search|anomaly_detection|document_processing|marketing
task=influences|procedural|prepares|finds_deviations
review=final_say|ex_post
medium=text|code|short_labels
deployer=private|public_body|public_service
domain=retail|banking|insurance|manufacturing|energy|transport|media|telecom|logistics
model_task=classification|regression|ranking|forecast|clustering
owner=head-of-data|product-owner|model-risk-office|platform-lead|chief-actuary
stage=development|staging|production|archived
feature=income|debt_ratio|months_employed|age_of_device|last_visit|region|temperature|price|stock|weekday
fallback=the average of last week|a fixed set of rules|a person decides|the model version before
goal=Tell agents two weeks ahead who is likely to leave|Order the right amount for each store and day|\
Give small firms an answer on a loan within minutes|Find scratches before the part leaves the line
problem=Manual lists are late and miss every third case|Planners correct the forecast by hand each morning|\
Rules have grown to 400 lines and nobody owns them|Experts are scarce and shifts are understaffed
reason=a regulator may ask how one prediction came about|wrong orders cost more than the whole platform|\
two audits have asked for it|the team is small and cannot run its own cluster|costs have doubled within a year|\
it keeps the exit from the vendor open|customers notice each outage at once
note=agreed with the architecture board|open until the pilot ends|see the operations handbook|\
covered by a nightly test|only for the two largest sites|a review is planned each quarter|done by hand each week
persona=ml_engineer|data_scientist|operations|business_user|customer
source=owned|public|earned|paid
storage=lake|warehouse|database|object_store|files|stream
labelling=manual|assisted|automatic
grade_of_versions=with_code|specialised_system
versioning=a hash of the data beside the commit|a version named by the month it ends with|a dated export for each run
data_tool=lakefs|great_expectations|pandera|spark|dbt|snowflake|bigquery|postgresql|label_studio
language=python|sql|scala|r|julia
machine=One machine with 16 cores at night|A shared cluster of ten nodes|Spot machines with a checkpoint every hour
metric=auc|f1|precision|recall|mae|rmse|log loss|calibration|missing share
kpi=customers kept|stock outs|minutes saved|claims paid|waste in kg|first contact solved
metadata=data_sets|hyperparameters|code_version|environment|seeds|metrics|artifacts
framework=scikit_learn|xgboost|pytorch|tensorflow
tracker=mlflow
need=mandatory|optional
workflow=nightly batch over all stores|stream enrichment and scoring|a reviewed notebook as a job
buying=buy|open_source|build
triggers=event|scheduled, event|event, ad_hoc|scheduled, event, ad_hoc
every=day|week|month|quarter
where=on_premise|cloud|hybrid
pipeline_tool=airflow|dagster|prefect|kedro|metaflow|zenml|kubeflow_pipelines
scheme=semantic|date|sequential|content_hash
format=onnx|pmml|saved_model|container|package
target=cloud|on_premise|edge
release=automatic|approved
strategy=recreate|rolling|blue_green|canary|shadow
mode=batch|online|streaming
pattern=model_as_service|precompute|model_on_demand|hybrid_serving
server=fastapi|bentoml|triton|kserve
alerting=a call to the rota within five minutes|a ticket for the next working day|automatic rollback and a mail
platform=one_platform|hybrid
skill=data engineering|statistics|kubernetes|security|testing|law
claim=automated|automated|manual|manual|planned|none
held=automated|manual
readiness=tactical|strategic|transformational
"""
POOLS = {name: words.split("|") for name, _, words in (line.partition("=") for line in _POOLS.splitlines())}


class Defect(NamedTuple):
    """What is replaced by what; ¦ in the new text marks where the rule must point at."""

    kind: str
    rule: str
    pattern: str
    put: str


DEFECTS = [
    Defect("unknown key", "CAN010", r"^( +)(goal|runs_on|storage|owner|fallback|formats): ", r"\1¦\2x: "),
    Defect("unknown key", "CAN010", r", (in_pipeline|holds|per_month|reviewed|failover): ", r", ¦\1x: "),
    Defect("enum typo", "CAN012", r"(phase|stage|runs_on|release_policy|choice): (\w+)", r"\1: ¦\2x"),
    Defect("enum typo", "CAN012", r"(languages|targets|documents): \[(\w+), (\w+)", r"\1: [\2, ¦\3x"),
    Defect("wrong type", "CAN011", r"^    (goal|environment|code_ci): (.+)$", r"    \1: ¦{is: \2}"),
    Defect("wrong type", "CAN011", r"^    computation: \{.*\}$", r"    computation: ¦everything in one place"),
    Defect("bad date", "CAN015", r"(date|reviewed|until|first_placed): (\d{4})-\d\d-\d\d", r"\1: ¦\2-13-01"),
    Defect("repeated key", "CAN007", r"^( +)(owner|labelling|need|runs_on): (.+\n)", r"\1\2: \3\1¦\2: \3"),
    Defect("number with _", "CAN013", r"(per_month|per_hour|once): (\d+)(\d\d)\b", r"\1: ¦\g<2>_\3"),
    Defect("no for a boolean", "CAN014", r"(current|trunk_based|in_pipeline|needed): (true|false)", r"\1: ¦no"),
    Defect("unknown tool", "COH001", r"tools: \[(mlflow|wandb), (\w+), ", r"tools: [\1, ¦\2x, "),
    Defect("unknown tool", "COH001", r"tools: \[feast, redis", r"tools: [¦feest, redis"),
    Defect("unknown practice", "COH002", r"^  (versioning|testing|security)\.(\w+): ", r"  ¦\1.\2x: "),
    Defect("contradiction", "COH012", r"versioning_grade: \w+", r"versioning_grade: ¦snapshot"),
]


class Dice:
    """A small generator whose numbers are the same everywhere."""

    def __init__(self, *key: object) -> None:
        digest = blake2b(":".join(map(str, key)).encode(), digest_size=8).digest()
        self._state = int.from_bytes(digest, "big")

    def below(self, bound: int) -> int:
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self._state >> 33) % bound

    def pick(self, words: list[str]) -> str:
        return words[self.below(len(words))]


class Scope:
    """What a piece of the template may ask: the dice, the file's own words, its number, the counter."""

    def __init__(self, seed: str, index: int) -> None:
        self.dice = Dice(seed, "canvas", index)
        self.index = index
        self.count = 0
        self._key = (seed, "own", index)

    def own(self, pool: str) -> str:
        return Dice(*self._key, pool).pick(POOLS[pool])


Piece = Callable[[Scope], str]
_TOKEN = re.compile(r"(<[^<>\n]+>|@(?=[\n.]))")
_NUMBER = re.compile(r"(\d+)-(\d+)(?:/(\d+))?")


def compile_template(text: str) -> list[Piece]:
    """Turn the template into functions that each write a piece of a file."""
    return _block(iter(text.splitlines(keepends=True)))


def _block(lines: Iterator[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for line in lines:
        if line.startswith("%end"):
            break
        if line.startswith("%for"):
            _, low, high = line.split()
            pieces.append(_loop(int(low), int(high), _block(lines)))
        else:
            pieces.extend(_piece(token) for token in _TOKEN.split(line) if token)
    return pieces


def _loop(low: int, high: int, inner: list[Piece]) -> Piece:
    def write(scope: Scope) -> str:
        found = []
        for count in range(1, low + scope.dice.below(high - low + 1) + 1):
            scope.count = count
            found += [piece(scope) for piece in inner]
        return "".join(found)

    return write


def _piece(token: str) -> Piece:
    if token == "@":
        return lambda scope: str(scope.count)
    if not token.startswith("<"):
        return lambda _: token
    word = token[1:-1]
    if number := _NUMBER.fullmatch(word):
        low, high, step = int(number[1]), int(number[2]), int(number[3] or 1)
        return lambda scope: str(low + step * scope.dice.below((high - low) // step + 1))
    if word.startswith("~"):
        return _three_points(int(word[1:]))
    if word == "date":
        return lambda s: f"202{4 + s.dice.below(3)}-{1 + s.dice.below(12):02d}-{1 + s.dice.below(28):02d}"
    if word == "index":
        return lambda scope: f"{scope.index:05d}"
    if word.endswith("!"):
        return lambda scope: scope.own(word[:-1])
    pool, _, several = word.partition("*")
    words = POOLS[pool]
    return _several(words, int(several)) if several else lambda scope: scope.dice.pick(words)


def _three_points(around: int) -> Piece:
    def write(scope: Scope) -> str:
        low = around // 2 + scope.dice.below(around // 4)
        likely = low + scope.dice.below(around // 2)
        return f"[{low}, {likely}, {likely + scope.dice.below(around)}]"

    return write


def _several(words: list[str], number: int) -> Piece:
    def write(scope: Scope) -> str:
        rest = list(words)
        return ", ".join(rest.pop(scope.dice.below(len(rest))) for _ in range(number))

    return write


class Planted(NamedTuple):
    text: str
    line: int
    column: int
    rule: str


def plant(text: str, dice: Dice) -> Planted:
    """Put one defect into a canvas."""
    kind = dice.pick(sorted({defect.kind for defect in DEFECTS}))
    places = [
        (defect, match)
        for defect in DEFECTS
        if defect.kind == kind
        for match in re.finditer(defect.pattern, text, re.MULTILINE)
    ]
    defect, match = places[dice.below(len(places))]
    before, after = (text[: match.start()] + match.expand(defect.put)).split("¦")
    line = before.count("\n") + 1
    return Planted(before + after + text[match.end() :], line, len(before) - before.rfind("\n"), defect.rule)


def write(out: Path, count: int, seed: str, defects: float) -> None:
    """Write the canvases, and beside the folder the answer key of the planted defects."""
    out.mkdir(parents=True, exist_ok=True)
    pieces = compile_template(CANVAS)
    key = ["file\tline\tcolumn\trule"]
    for index in range(count):
        scope = Scope(seed, index)
        text = "".join(piece(scope) for piece in pieces)
        name = f"{index:05d}.canvas.yaml"
        dice = Dice(seed, "defect", index)
        if dice.below(1000) < defects * 10:
            text, line, column, rule = plant(text, dice)
            key.append(f"{name}\t{line}\t{column}\t{rule}")
        (out / name).write_bytes(text.encode())
    if defects:
        out.with_name(f"{out.name}.defects.tsv").write_text("\n".join(key) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a portfolio of realistic canvases.")
    parser.add_argument("--count", type=int, default=100, help="how many files")
    parser.add_argument("--seed", default="1", help="any text")
    parser.add_argument("--out", type=Path, required=True, help="the folder to fill")
    parser.add_argument("--defects", type=float, default=0.0, help="per cent of the files with one defect")
    given = parser.parse_args()
    write(given.out, given.count, given.seed, given.defects)


if __name__ == "__main__":
    main()
