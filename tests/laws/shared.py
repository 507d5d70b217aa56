"""What the laws share: the engine, how many examples are drawn, and canvases judged or edited as trees."""

import copy
import json
import os
import re
from datetime import date
from typing import Any

from hypothesis import HealthCheck, settings

from mlops_canvas.assess import QUESTIONS, Engine, Report
from mlops_canvas.canvas import load
from mlops_canvas.canvas.dump import to_yaml
from mlops_canvas.render.plain import report as as_data
from mlops_canvas.subject import Subject
from tests.strategies import KNOWLEDGE

AS_OF = date(2026, 11, 24)
ENGINE = Engine(KNOWLEDGE, AS_OF)
# Sixty examples each for the newcomer; `make test-all` draws more.
MANY = settings(
    max_examples=int(os.environ.get("EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
Tree = dict[str, Any]


def judged(tree: Tree, *questions: str) -> Report:
    """Judge a canvas by the given questions, else by all."""
    return ENGINE.run(load(to_yaml(tree), "c.yaml"), questions or QUESTIONS)


def subject(tree: Tree) -> Subject:
    """Return what the questions read of a canvas."""
    loaded = load(to_yaml(tree), "c.yaml")
    assert loaded.canvas is not None
    return Subject(loaded.canvas, loaded.positions, KNOWLEDGE, AS_OF, loaded.unreadable)


def placeless(report: Report) -> Any:
    """Return all that a report says but positions and excerpts."""
    text = re.sub(r"line \d+", "line", json.dumps(as_data(report)))
    return _without_places(json.loads(text))


def _without_places(value: Any) -> Any:
    if isinstance(value, dict):
        gone = {"line", "column", "end_line", "end_column", "excerpt"}
        return {key: _without_places(item) for key, item in value.items() if key not in gone}
    return [_without_places(item) for item in value] if isinstance(value, list) else value


def without(tree: Tree, path: str) -> Tree:
    """Return a canvas that is silent on a field."""
    changed = copy.deepcopy(tree)
    *steps, last = path.split(".")
    here = changed
    for step in steps:
        here = here.get(step, {})
    here.pop(last, None)
    return changed


def claiming(tree: Tree, claims: Tree) -> Tree:
    """Return a canvas that claims practices as well."""
    return {**tree, "practices": {**tree["practices"], **claims}}
