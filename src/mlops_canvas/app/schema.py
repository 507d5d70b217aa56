"""`schema`: the JSON Schema of a canvas, so that any editor completes it, explains it and marks errors.

The shapes come from the canvas models; the sentence that explains a field and the ids that are offered
come from the knowledge and the packs, by canvas path. Ids are offered, not enforced: own words stay legal.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from mlops_canvas.app import options
from mlops_canvas.canvas import Canvas
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.render import json

DIALECT = "http://json-schema.org/draft-07/schema#"


def run(*, packs: tuple[Path, ...]) -> str:
    """Return the schema as text."""
    return json.text(build(options.load_knowledge(packs)))


def build(knowledge: Knowledge) -> dict[str, Any]:
    """Return the schema as data."""
    raw = Canvas.model_json_schema(mode="validation")
    schema = _Builder(knowledge, raw.pop("$defs", {})).node(raw, "")
    return {
        "$schema": DIALECT,
        "title": "MLOps Stack Canvas",
        "description": "After the MLOps Stack Canvas by INNOQ (ml-ops.org), CC BY-SA 4.0; texts CC BY 4.0.",
        **schema,
    }


class _Builder:
    """Walks the shapes, putting the knowledge at each path."""

    def __init__(self, knowledge: Knowledge, definitions: Mapping[str, Any]) -> None:
        self.knowledge = knowledge
        self.definitions = definitions

    def node(self, shape: Mapping[str, Any], path: str) -> dict[str, Any]:
        """Return the schema of the value at a path; references are written out."""
        shape = self._resolved(shape)
        if "anyOf" in shape:
            listed = any("items" in part and self._holds_objects(part["items"]) for part in shape["anyOf"])
            return {
                # One entry may stand without its list; it is described like any entry of the list.
                "anyOf": [
                    self.node(part, f"{path}[]" if listed and self._holds_objects(part) else path)
                    for part in shape["anyOf"]
                ]
            }
        if shape.get("type") == "object":
            return self._object(shape, path)
        if shape.get("type") == "array" and "items" in shape:
            inner = f"{path}[]" if self._holds_objects(shape["items"]) else path
            keep = {key: shape[key] for key in ("minItems", "maxItems") if key in shape}
            return {"type": "array", "items": self.node(shape["items"], inner), **keep}
        kept = {key: value for key, value in shape.items() if key not in {"title", "description", "default"}}
        return self._offered(kept, path)

    def _resolved(self, shape: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in shape:
            shape = self.definitions[shape["$ref"].rpartition("/")[2]]
        return shape

    def _holds_objects(self, shape: Mapping[str, Any]) -> bool:
        shape = self._resolved(shape)
        return shape.get("type") == "object" or any(map(self._holds_objects, shape.get("anyOf", ())))

    def _object(self, shape: Mapping[str, Any], path: str) -> dict[str, Any]:
        built: dict[str, Any] = {"type": "object"}
        if "properties" in shape:
            built["properties"] = {
                key: self._field(part, f"{path}.{key}" if path else key, required=key in shape.get("required", ()))
                for key, part in shape["properties"].items()
            }
            built["additionalProperties"] = False
        else:
            built |= self._free(shape, path)
        built |= {key: shape[key] for key in ("required", "if", "then") if shape.get(key)}
        return built

    def _free(self, shape: Mapping[str, Any], path: str) -> dict[str, Any]:
        """Describe a mapping whose keys are names; the practices of the catalogue are offered."""
        by_pattern: Mapping[str, Any] = shape.get("patternProperties", {})
        pattern, inner = next(iter(by_pattern.items()), (None, shape.get("additionalProperties", {})))
        value = self.node(inner, f"{path}.*")
        names = {"pattern": pattern} if pattern else shape.get("propertyNames")
        built: dict[str, Any] = {"additionalProperties": value}
        if names:
            built["propertyNames"] = names
        if path == "practices":
            practices = self.knowledge.practices.items()
            built["properties"] = {
                name: {"description": f"{one.title}. {one.text}", **value} for name, one in practices
            }
        return built

    def _field(self, shape: Mapping[str, Any], path: str, *, required: bool) -> dict[str, Any]:
        built = self.node(shape, path)
        if not required and not _allows_null(built):
            built = {"anyOf": [built, {"type": "null"}]}
        text = self.text(path)
        return {"description": text, **built} if text else built

    def text(self, path: str) -> str | None:
        """Return the sentence of a field; what all blocks or themes share is written once, with a star."""
        fields = self.knowledge.fields
        for candidate in (path, starred(path)):
            if candidate in fields:
                return fields[candidate].text
        return None

    def _offered(self, shape: dict[str, Any], path: str) -> dict[str, Any]:
        """Offer the words that the knowledge has for a path, each with what it means."""
        words = self._words(path)
        if not words or "pattern" not in shape:
            return shape
        names = sorted(words)
        meanings = [words[name] for name in names]
        return {"anyOf": [{"type": "string", "enum": names, "markdownEnumDescriptions": meanings}, shape]}

    def _words(self, path: str) -> dict[str, str]:
        knowledge = self.knowledge
        if path.endswith((".tools[]", ".tools[].name")):
            block = path.split(".")[1]
            found = {name: tool.title for name, tool in knowledge.tools.items() if block in tool.blocks}
            return found or {name: tool.title for name, tool in knowledge.tools.items()}
        info = knowledge.fields.get(path) or knowledge.fields.get(starred(path))
        if info is None or info.words is None:
            return {}
        if info.words == "indicators":
            theme = path.split(".")[1]
            return {name: one.text for name, one in knowledge.indicators.items() if one.theme == theme}
        return {name: f"{word.title}. {word.text}" for name, word in knowledge.words[info.words].items()}


def starred(path: str) -> str:
    """Return the shared spelling of a path: the second step of blocks and themes is a star."""
    steps = path.split(".")
    return ".".join((steps[0], "*", *steps[2:])) if len(steps) > 2 and steps[0] in {"blocks", "readiness"} else path


def _allows_null(shape: Mapping[str, Any]) -> bool:
    return any(part == {"type": "null"} for part in shape.get("anyOf", ()))


def at(schema: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """Return the part of a schema that describes a dotted path of fields."""
    here = schema
    for step in path.split("."):
        here = next(part for part in _parts(here) if "properties" in part)["properties"][step]
    return here


def _parts(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Flatten the alternatives of a schema."""
    if "anyOf" in schema:
        return [inner for part in schema["anyOf"] for inner in _parts(part)]
    return [schema, *_parts(schema["items"])] if "items" in schema else [schema]


def choices(schema: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """Return the words that a field accepts; empty where any text does."""
    parts = _parts(at(schema, path))
    if any(part.get("type") == "boolean" for part in parts):
        return ("true", "false")
    words = (
        str(word) for part in parts for word in (*part.get("enum", ()), *_constant(part)) if not isinstance(word, list)
    )
    return tuple(dict.fromkeys(words))


def _day(answer: str) -> date | str:
    """Return a day; what is none stays as it was typed, for the loader to refuse."""
    try:
        return date.fromisoformat(answer)
    except ValueError:
        return answer


def is_list(shape: Mapping[str, Any]) -> bool:
    """Say whether a part of the schema takes several values."""
    return any(part.get("type") == "array" for part in _parts(shape))


def _constant(part: Mapping[str, Any]) -> tuple[str, ...]:
    return (str(part["const"]),) if "const" in part else ()


def typed(schema: Mapping[str, Any], path: str, answer: str) -> Any:
    """Turn an answer typed by a person into the value of a field: a switch, a list or a text."""
    parts = _parts(at(schema, path))
    if any(part.get("type") == "boolean" for part in parts):
        return answer == "true"
    if any("[0-9]{4}-" in part.get("pattern", "") for part in parts):
        return _day(answer)
    if is_list(at(schema, path)):
        return [word.strip() for word in answer.split(",") if word.strip()]
    return answer
