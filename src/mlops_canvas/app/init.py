"""`init`: a first canvas, from eleven short questions or from an example, with the schema beside it."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from mlops_canvas import resources
from mlops_canvas.app import options, schema
from mlops_canvas.canvas.edit import set_value
from mlops_canvas.errors import UserError, guess
from mlops_canvas.render import json
from mlops_canvas.render.outline import SCHEMA, outline
from mlops_canvas.shape import SLUG
from mlops_canvas.write import Written, plan, write

FILE = "canvas.yaml"
QUESTIONS = (
    "blocks.value_proposition.problem",
    "blocks.data_sources_and_versioning.versioning_grade",
    "blocks.data_analysis_and_experiments.languages",
    "blocks.feature_store_and_workflows.need",
    "blocks.foundations.trunk_based",
    "blocks.pipeline_orchestration.retraining.trigger",
    "blocks.model_registry_and_versioning.need",
    "blocks.model_deployment.release_policy",
    "blocks.prediction_serving.modes",
    "blocks.monitoring.need",
    "blocks.metadata_store.documentation_as_code",
)
"""One question a block; whoever answers none of them still gets the whole outline."""

Ask = Callable[[str, tuple[str, ...]], str]


def run(folder: Path, *, example: str | None, ask: Ask | None, dry_run: bool, packs: tuple[Path, ...]) -> list[Written]:
    """Write canvas.yaml and its schema into a folder; what is there already stays.

    `ask` gets a question and its choices and returns an answer, blank for none; None asks nothing.
    """
    knowledge = options.load_knowledge(packs)
    shapes = schema.build(knowledge)
    text = _example(example) if example else _named(outline(knowledge, partial(schema.choices, shapes)), folder)
    target = folder / FILE
    if ask is not None and not example and not target.exists():
        for path in QUESTIONS:
            text = _answered(
                text,
                path,
                ask(str(schema.at(shapes, path).get("description", path)), schema.choices(shapes, path)),
                shapes,
            )
    tree = {FILE: text, SCHEMA: json.text(shapes)}
    return plan(tree, folder) if dry_run else write(tree, folder)


def examples() -> list[str]:
    """List the names of the example canvases."""
    return sorted(path.parent.name for path in resources.folder("canvases").glob(f"*/{FILE}"))


def _example(name: str) -> str:
    if name not in examples():
        meant = guess(name, examples())
        hint = f"did you mean '{meant}'?" if meant else f"there are {', '.join(examples())}"
        raise UserError(f"no example is called '{name}'", hint)
    text = (resources.folder("canvases") / name / FILE).read_text(encoding="utf-8")
    return text.replace(f"../{SCHEMA}", f"./{SCHEMA}", 1)


def _named(text: str, folder: Path) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.casefold()).strip("-")
    return set_value(text, ("name",), name) if re.fullmatch(SLUG, name) else text


def _answered(text: str, path: str, answer: str, shapes: Mapping[str, Any]) -> str:
    answer = answer.strip()
    return set_value(text, tuple(path.split(".")), schema.typed(shapes, path, answer)) if answer else text
