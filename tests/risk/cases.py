"""The described systems of this folder, as canvases, and what the tool says of them.

`facts` of a case are laid over defaults.yaml; a near-miss changes one of them. Everything is a plain tree of
texts, as YAML is read here, so that a `no` stays a `no`.
"""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mlops_canvas import resources
from mlops_canvas.assess import Assessment, Engine
from mlops_canvas.canvas import load
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.knowledge import load as load_knowledge
from tests.conftest import AS_OF, ROOT

HERE = Path(__file__).parent
KNOWLEDGE = load_knowledge([resources.knowledge()])
Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """A system: its name, the text of its canvas, and what is expected of it."""

    id: str
    text: str
    description: str
    facts: Facts
    category: str
    articles: tuple[str, ...] | None = None
    more: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A system that a point covers and one that it does not, for one fact."""

    id: str
    point: str
    one: Case
    other: Case
    changes: Mapping[str, Any]


def _yaml(name: str) -> Any:
    return yaml.load((HERE / name).read_text(), yaml.BaseLoader)  # noqa: S506 - strings only


@cache
def defaults() -> Facts:
    """Return what a case need not say."""
    return dict(_yaml("defaults.yaml"))


def laid_over(base: Facts, facts: Mapping[str, Any]) -> Facts:
    """Return the base with facts put in, section by section."""
    merged = deepcopy(base)
    for key, value in facts.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = laid_over(merged[key], value) if both else deepcopy(value)
    return merged


def changed(facts: Facts, changes: Mapping[str, Any]) -> Facts:
    """Return the facts with values set at dotted paths."""
    result = deepcopy(facts)
    for path, value in changes.items():
        *way, last = path.split(".")
        here = result
        for step in way:
            here = here[step]
        here[last] = value
    return result


def leaves(facts: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """List every fact by its path."""
    for key, value in facts.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield path + key, [] if value == "none" else value


def _case(name: str, said: Mapping[str, Any], facts: Facts, category: str) -> Case:
    articles = tuple(said["articles"]) if "articles" in said else None
    text = canvas({"purpose": said["description"], **facts})
    return Case(name, text, said["description"], facts, category, articles, said)


def canvas(facts: Facts) -> str:
    """Write facts as a canvas, in JSON, which is YAML and quick to write."""
    return json.dumps({"canvas": 1, "risk": _typed(facts)})


def _typed(value: Any) -> Any:
    """Switches and numbers are no texts to the loader."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, str) and value[:1].isdecimal():
        return float(value)
    return value == "true" if value in ("true", "false") else value


@cache
def pairs() -> tuple[Pair, ...]:
    """Read the minimal pairs."""
    found = []
    for said in _yaml("pairs.yaml"):
        facts = laid_over(defaults(), said["facts"])
        near, changes = said["near_miss"], said["near_miss"]["changes"]
        one = _case(said["id"], said, facts, said["category"])
        other = _case(f"{said['id']}, near-miss", near, changed(facts, changes), near["category"])
        found.append(Pair(said["id"], said["point"], one, other, changes))
    return tuple(found)


@cache
def systems() -> tuple[Case, ...]:
    """Read the systems by category."""
    return tuple(
        _case(said["id"], said, laid_over(defaults(), said["facts"]), category)
        for category, cases in _yaml("systems.yaml").items()
        for said in cases
    )


def canvases() -> Iterator[tuple[str, str]]:
    """List the example canvases of the project: name and text."""
    for path in sorted(ROOT.glob("canvases/*/canvas.yaml")):
        yield path.parent.name, path.read_text()


def every_text() -> dict[str, str]:
    """Map every system of the test set to its canvas: both sides of the pairs, the systems, the examples."""
    sides = [side for pair in pairs() for side in (pair.one, pair.other)]
    return {case.id: case.text for case in (*sides, *systems())} | dict(canvases())


def judged(engine: Engine, text: str) -> Assessment:
    """Return what the tool says of the risk of a canvas; the canvas keeps to the format."""
    loaded = load(text, "canvas.yaml")
    assert not loaded.findings, [one.message for one in loaded.findings]
    return engine.run(loaded, ["risk"]).assessments["risk"]


def articles(answer: Assessment) -> list[str]:
    """List the articles that hold."""
    return [one["article"] for one in answer.measures["fired"]]


def missing(answer: Assessment) -> set[str]:
    """Return the facts that the tool asks for, without the name of their block."""
    return {path.removeprefix("risk.") for path in answer.measures["missing"]}


def engine(knowledge: Knowledge = KNOWLEDGE) -> Engine:
    """Return an engine over the given knowledge that answers in short."""
    return Engine(knowledge, AS_OF, in_full=False)
