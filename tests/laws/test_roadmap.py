"""The roadmap leads where it says: in an order that can be walked, with no step too many and none too few."""

from hypothesis import example, given
from hypothesis import strategies as st

from mlops_canvas.assess.automation import next_level
from mlops_canvas.assess.standing import excluded, standings
from mlops_canvas.knowledge import Level, Scale
from tests.laws.shared import MANY, Tree, claiming, judged, subject, without
from tests.strategies import KNOWLEDGE, systems

APPROVED = {
    "canvas": 1,
    "practices": {
        **dict.fromkeys(("versioning.model", "versioning.code", "deployment.registry"), "manual"),
        **dict.fromkeys(("automation.data_pipeline", "automation.training_pipeline"), "automated"),
    },
    "blocks": {"model_deployment": {"release_policy": "approved"}},
}
"""An answer that implies one step and could, with another word, exclude another one."""


@MANY
@given(systems(), st.sampled_from(sorted(KNOWLEDGE.scales)))
@example(APPROVED, "aws")
def test_the_steps_of_a_scale_reach_its_next_level_with_the_last_one(tree: Tree, name: str) -> None:
    path, after = _path(tree, name)
    scale = KNOWLEDGE.scales[name]
    if after is None:
        assert path == []
        return
    assert path, "a level that is not reached lacks something"
    for number, step in enumerate(path, start=1):
        tree = _taken(tree, step, (after.requires or {})[step])
        assert (_rank(scale, _reached(tree, scale)) >= _rank(scale, after)) == (number == len(path))


@MANY
@given(systems(), st.sampled_from(sorted(KNOWLEDGE.scales)), st.data())
def test_leaving_any_step_out_leaves_that_step_missing(tree: Tree, name: str, data: st.DataObject) -> None:
    path, after = _path(tree, name)
    if after is None:
        return
    left_out = data.draw(st.sampled_from(path), label="left out")
    for step in path:
        if step != left_out:
            tree = _taken(tree, step, (after.requires or {})[step])
    assert _path(tree, name) == ([left_out], after)


def _path(tree: Tree, name: str) -> tuple[list[str], Level | None]:
    """Return the roadmap of a scale and the level that it leads to."""
    report, scale = judged(tree, "automation", "roadmap"), KNOWLEDGE.scales[name]
    return report.assessments["roadmap"].measures[name], next_level(scale, _reached(tree, scale))


def _reached(tree: Tree, scale: Scale) -> Level:
    name = next(key for key, one in KNOWLEDGE.scales.items() if one is scale)
    found = str(judged(tree, "automation").assessments["automation"].measures[name])
    return next(level for level in scale.levels if level.level == found)


def _rank(scale: Scale, level: Level) -> int:
    return scale.levels.index(level)


def _taken(tree: Tree, step: str, status: str) -> Tree:
    """Claim a practice, and take away the answer that excludes it, if one does."""
    while (field := excluded(subject(tree), KNOWLEDGE.practices[step])) is not None:
        tree = without(tree, field)
    return claiming(tree, {step: status})


@MANY
@given(systems())
def test_prerequisites_come_first_and_next_can_be_begun(tree: Tree) -> None:
    measures = judged(tree, "roadmap").assessments["roadmap"].measures
    for name in KNOWLEDGE.scales:
        _in_order(measures[name])
    _in_order(list(measures["steps"]))
    standing, steps = standings(subject(tree)), measures["next"]
    assert len(steps) <= 3
    assert set(steps) <= set(measures["steps"])
    for index, step in enumerate(steps):
        open_ = set(KNOWLEDGE.practices[step].requires) - set(steps[:index])
        assert all(standing[name].status in {"manual", "automated", "not_applicable"} for name in open_)


@MANY
@given(systems())
def test_as_long_as_a_level_is_missing_there_is_a_next_step(tree: Tree) -> None:
    answers = judged(tree, "roadmap", "risk").assessments
    measures = answers["roadmap"].measures
    forbidden = answers["risk"].verdict == "prohibited"
    assert bool(measures["next"]) or forbidden or not any(measures[name] for name in KNOWLEDGE.scales)


def _in_order(path: list[str]) -> None:
    assert len(path) == len(set(path))
    for index, step in enumerate(path):
        assert not set(KNOWLEDGE.practices[step].requires) & set(path[index + 1 :])
