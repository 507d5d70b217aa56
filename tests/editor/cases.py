"""Small canvases, each about one thing that a reader and a schema may see differently, and who accepts it.

`canvas: 1` is put in front of each text, except where the text has it already or is about its absence.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """A text, whether the loader takes it, and whether the schema does; a difference has a reason."""

    name: str
    text: str
    loader: bool
    schema: bool
    why: str = ""

    def __post_init__(self) -> None:
        assert (self.loader == self.schema) == (not self.why), self.name


def _both(accepted: bool, **texts: str) -> list[Case]:
    return [Case(name, _whole(text), accepted, accepted) for name, text in texts.items()]


def _whole(text: str) -> str:
    return text if "canvas:" in text or not text.strip() else f"canvas: 1\n{text}\n"


def _serving(text: str) -> str:
    return f"blocks: {{prediction_serving: {{{text}}}}}"


def _deployment(text: str) -> str:
    return f"blocks: {{model_deployment: {{{text}}}}}"


def _value(text: str) -> str:
    return f"blocks: {{value_proposition: {{value: {text}}}}}"


def _claim(text: str) -> str:
    return f"practices: {{versioning.code: {text}}}"


def _use(text: str) -> str:
    return f"use_cases: [{{name: a, {text}}}]"


_WAIVER = "rule: COH001, about: canvas, reason: known"

ACCEPTED = _both(
    True,
    canvas_only="canvas: 1\n",
    canvas_quoted="canvas: '1'\n",
    canvas_with_marker="---\ncanvas: 1\n",
    blank="name:\ntitle:\nteam:\nblocks:\nrisk:\npractices:\nwaivers:",
    tilde="name: ~\ndate: ~\nnumber_of_models: ~\nblocks: {monitoring: ~}",
    null_word="name: null\nblocks: {monitoring: {need: null, judged_in_serving: null, ml_metrics: null}}",
    text_like_number="title: 2026\nnotes: 1.10\nteam: [7, 1e3]",
    text_like_boolean="title: true\nnotes: no\nteam: [yes, off]",
    text_like_date="title: 2026-11-24",
    text_like_time="title: 12:30",
    text_null_in_quotes="title: 'null'",
    text_empty_in_quotes="title: ''",
    text_in_a_block="title: |\n  one\n  two",
    slug_like_number="name: 2026",
    slug_like_octal="name: 007",
    slug_null_in_quotes="name: 'null'",
    slug_with_both_joints="name: credit-scoring_2",
    tool_like_number=_serving("tools: [7]"),
    version_like_number="models: [{name: pd, version: 3.10}]",
    date_plain="date: 2026-11-24",
    date_in_quotes="date: '2026-11-24'",
    number_whole="number_of_models: 3",
    number_zero="number_of_models: 0",
    number_with_leading_zero="number_of_models: 012",
    number_with_plus="number_of_models: +3",
    number_exponent=_serving("volume: {per_month: 2e6}"),
    number_bare_point=_deployment("commit_to_production_hours: .5"),
    number_trailing_point=_deployment("commit_to_production_hours: 5."),
    switch=_serving("input_check: true, distributed: false"),
    choice_no="risk: {product: {third_party: no}}",
    choice_in_quotes="phase: 'design'",
    list_of_one_word=_serving("modes: batch"),
    list_none=_serving("modes: none"),
    list_none_in_brackets=_serving("modes: [none]"),
    list_empty=_serving("modes: []"),
    mapping_as_the_only_item="use_cases: {name: a}",
    texts_none="team: none",
    texts_of_one_number="team: 7",
    mappings_of_one=_serving("costs: {kind: storage, monthly: 5}"),
    mappings_none=_serving("costs: none"),
    fact_unknown="risk: {purpose: unknown, eu: unknown, uses: unknown, effect: {profiles_people: unknown}}",
    fact_date_unknown="risk: {first_placed: unknown, model: {own_training_flop: unknown}}",
    fact_unknown_among_others="risk: {eu: [used_here, unknown], uses: [unknown]}",
    fact_blank="risk: {purpose: , eu: , effect: {task: }}",
    fact_none="risk: {uses: none, only_for: none}",
    sections_none="risk: {product: none, people_signals: none, influence: none, output: none, model: none}",
    section_none_in_quotes="risk: {output: 'none'}",
    section_with_a_choice_of_none="risk: {people_signals: {kind: none}, influence: {method: []}}",
    section_of_unknowns="risk: {people_signals: {kind: [emotion, unknown], why: unknown}, output: {intimate: unknown}}",
    methods="risk: {influence: {method: [hidden_or_deceptive, exploits_weakness]}}",
    method_alone_and_unknown="risk: {influence: {method: open}, taken_over: unknown, deployer_is: [unknown]}",
    own_word_for_a_use="risk: {uses: [something_new]}",
    money_one=_value("{once: 5}"),
    money_three=_value("{monthly: [1, 2.5, 3]}"),
    money_equal=_value("{monthly: [2, 2, 2]}"),
    claim_blank=_claim("~"),
    metric_blank="models: [{name: pd, metrics: {auc: }}]",
    money_blank=_value("{once: , monthly: ~}"),
    tool_word_and_mapping=_serving("tools: [dvc, {name: s3, role: storage}, {name: s3, role: ~}]"),
    decision_word=_serving("decision: decided"),
    decision_mapping=_serving("decision: {status: decided, because: x, over: [a]}"),
    claim_word=_claim("automated"),
    claim_none=_claim("none"),
    claim_own_practice="practices: {testing.own_thing: planned}",
    claim_not_applicable=_claim("{status: not_applicable, why: no code}"),
    waiver=f"waivers: [{{{_WAIVER}, owner: me, until: 2026-12-31}}]",
    waivers_empty="waivers: []",
    own_tool="own_tools: {feast: {role: feature_store}}",
    own_tool_like_number="own_tools: {7: {role: feature_store}}",
    alias_names="feedback: [{from: design, to: operations}]\nreadiness: {learn: {not: [a], holds: b}}",
    metrics="models: [{name: pd, metrics: {auc: 0.8, n: 3}}]",
    dilemma_by_block="dilemmas: {tooling: {choice: mixed, by_block: {monitoring: buy}}}",
    quality="blocks: {pipeline_orchestration: {quality_requirements: [fairness, {name: privacy, test: x}]}}",
    currency="currency: EUR",
    bounds=_use("impact: 5, feasibility: 1") + "\ncost: {horizon_months: 120}",
)

REFUSED = _both(
    False,
    empty="",
    not_a_canvas="canvas: 2\n",
    canvas_like_a_boolean="canvas: true\n",
    no_canvas="# canvas: 1\nname: a\n",
    a_list="- canvas: 1\n",
    syntax="team: [a",
    tab="blocks:\n\tmonitoring:",
    repeated_key="name: a\nname: b",
    unknown_key_at_the_top="nmae: a",
    unknown_key_in_a_block=_serving("inputcheck: true"),
    unknown_block="blocks: {serving: {}}",
    wrong_case_of_a_choice="phase: Design",
    wrong_choice=_serving("modes: [batchy]"),
    wrong_choice_alone=_serving("modes: batchy"),
    none_among_others=_serving("modes: [none, batch]"),
    choice_like_boolean="blocks: {monitoring: {need: true}}",
    choice_like_number="phase: 1",
    switch_no=_serving("input_check: no"),
    switch_yes=_serving("input_check: yes"),
    switch_in_quotes=_serving("input_check: 'true'"),
    switch_number=_serving("input_check: 1"),
    switch_unknown=_serving("input_check: unknown"),
    switch_list=_serving("input_check: [true]"),
    number_in_quotes="number_of_models: '3'",
    number_word="number_of_models: three",
    number_with_a_comma="number_of_models: '1,000'",
    number_boolean="number_of_models: true",
    number_fraction="number_of_models: 1.5",
    number_negative="number_of_models: -1",
    number_below=_serving("volume: {per_hour: -1}"),
    number_above="design_goals: {reliability: {availability: 1.5}}",
    points_above=_use("impact: 6"),
    points_below=_use("impact: 0"),
    horizon_above="cost: {horizon_months: 121}",
    hours_below=_deployment("commit_to_production_hours: -0.5"),
    number_unknown_without_fact="number_of_models: unknown",
    date_word="date: tomorrow",
    date_short="date: 2026-1-2",
    date_number="date: 2026",
    date_with_time="date: 2026-11-24T10:00:00Z",
    slug_upper_case="name: Credit",
    slug_with_blank="name: credit scoring",
    slug_empty="name: ''",
    slug_fraction="name: 1.5",
    currency_lower_case="currency: eur",
    currency_number="currency: 100",
    text_list="title: [a]",
    text_mapping="title: {a: b}",
    texts_with_blank="team: [a, ~]",
    texts_mapping="team: {a: b}",
    mapping_text="blocks: {monitoring: later}",
    mapping_list="blocks: []",
    mapping_empty_text="blocks: {monitoring: ''}",
    use_cases_not_a_list="use_cases: later",
    list_with_blank="use_cases: [~]",
    name_missing="use_cases: [{impact: 3}]",
    name_blank="use_cases: [{name: , impact: 3}]",
    fact_word_on_a_mapping="risk: {effect: unknown}",
    section_unknown="risk: {people_signals: unknown}",
    section_of_another_word="risk: {output: nothing}",
    section_none_in_a_list="risk: {influence: [none]}",
    none_for_effect="risk: {effect: none}",
    method_none_among_others="risk: {influence: {method: [none, open]}}",
    method_wrong="risk: {influence: {method: [hidden]}}",
    money_two=_value("{once: [1, 2]}"),
    money_four=_value("{once: [1, 2, 3, 4]}"),
    money_quoted=_value("{once: '5'}"),
    money_quoted_inside=_value("{once: [1, '2', 3]}"),
    money_none=_value("none"),
    money_blank_inside=_value("{once: [1, ~, 3]}"),
    tool_upper_case=_serving("tools: [Big Query]"),
    tool_without_name=_serving("tools: [{role: storage}]"),
    cost_without_kind=_serving("costs: [{monthly: 5}]"),
    decision_wrong=_serving("decision: maybe"),
    claim_wrong=_claim("done"),
    claim_without_status=_claim("{why: x}"),
    claim_bad_key="practices: {Versioning Code: automated}",
    claim_key_without_point="practices: {versioning: automated}",
    not_applicable_without_why=_claim("{status: not_applicable}"),
    not_applicable_as_a_word=_claim("not_applicable"),
    not_applicable_with_blank_why=_claim("{status: not_applicable, why: }"),
    waiver_without_owner=f"waivers: [{{{_WAIVER}, until: 2026-12-31}}]",
    waiver_without_end=f"waivers: [{{{_WAIVER}, owner: me}}]",
    waiver_for_ever=f"waivers: [{{{_WAIVER}, owner: me, until: never}}]",
    own_tool_bad_key="own_tools: {Feast: {role: feature_store}}",
    own_tool_without_role="own_tools: {feast: {hosting: self}}",
    alias_misspelt="feedback: [{from_: design}]",
    metric_word="models: [{name: pd, metrics: {auc: high}}]",
    dilemma_unknown_block="dilemmas: {tooling: {by_block: {serving: buy}}}",
)

_CANNOT = "JSON Schema cannot say it"
_STRICTER = "the loader is stricter on purpose"
DIFFERENT = [
    Case("money_falls", _whole(_value("{once: [3, 2, 1]}")), False, True, f"{_CANNOT}: order of numbers"),
    Case("day_not_in_the_calendar", _whole("date: 2026-02-30"), False, True, f"{_CANNOT}: the calendar"),
    Case("whole_with_point", _whole("number_of_models: 3.0"), False, True, f"{_CANNOT}: 3.0 is an integer"),
    Case("slug_with_plus", _whole("name: +3"), False, True, f"{_CANNOT}: the sign is gone when it looks"),
    Case("slug_with_point", _whole("name: 3.0"), False, True, f"{_CANNOT}: 3.0 is an integer"),
    Case("infinite", _whole(_value("{once: .inf}")), False, True, f"{_CANNOT}: JSON has no such number"),
    Case("anchor", _whole("title: &a x"), False, True, f"{_CANNOT}: anchors are gone when it looks"),
    Case("alias", _whole("title: &a x\nnotes: *a"), False, True, f"{_CANNOT}: aliases are gone"),
    Case("tag", _whole("title: !!str 5"), False, True, f"{_CANNOT}: tags are gone when it looks"),
    Case("hexadecimal", _whole("number_of_models: 0x10"), False, True, f"{_STRICTER}: decimal numbers only"),
    Case("octal", _whole("number_of_models: 0o14"), False, True, f"{_STRICTER}: decimal numbers only"),
    Case("switch_upper", _whole(_serving("input_check: True")), False, True, f"{_STRICTER}: one spelling"),
    Case(
        "slug_like_boolean",
        _whole("name: true"),
        True,
        False,
        "the schema is stricter on purpose: an editor would offer true and false for every name",
    ),
    Case("blank_upper", _whole(_serving("input_check: NULL")), False, True, f"{_STRICTER}: one spelling"),
]

CASES = [*ACCEPTED, *REFUSED, *DIFFERENT]
