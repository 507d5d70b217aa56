"""Random canvases for the laws, drawn from the JSON Schema that editors use: so the schema is held too."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from mlops_canvas import resources
from mlops_canvas.app.schema import build
from mlops_canvas.knowledge import load

KNOWLEDGE = load([resources.knowledge()])
SCHEMA = build(KNOWLEDGE)

_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=12) | (
    st.sampled_from(["no", "null", "~", "012", "1.10", "a: b", "a, b", "# x", "- x", "line\nbreak", "'", "é{"])
)
_SLUG = st.sampled_from(["alpha", "beta-1", "gamma_2"])
_PRACTICES = sorted(KNOWLEDGE.practices)


def values(schema: Mapping[str, Any], path: str = "") -> st.SearchStrategy[Any]:
    """Draw a value that the schema accepts; blanks are left out rather than drawn."""
    if "anyOf" in schema:
        parts = [part for part in schema["anyOf"] if part != {"type": "null"}]
        return st.one_of([values(part, path) for part in parts])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    return _of_type(schema, path)


def _of_type(schema: Mapping[str, Any], path: str) -> st.SearchStrategy[Any]:
    kind = schema.get("type")
    kind = "string" if isinstance(kind, list) else kind
    if kind == "object":
        return _object(schema, path)
    if kind == "array":
        return _array(schema, path)
    if kind == "boolean":
        return st.booleans()
    if kind == "integer":
        return st.integers(schema.get("minimum", 0), schema.get("maximum", 50))
    if kind == "number":
        most = schema.get("maximum", 10**6)
        return st.integers(0, most) | st.floats(0, most, allow_subnormal=False)
    return _string(schema)


def _array(schema: Mapping[str, Any], path: str) -> st.SearchStrategy[Any]:
    items = values(schema["items"], path)
    if schema.get("minItems") == 3:
        return st.lists(items, min_size=3, max_size=3).map(sorted)
    return st.lists(items, max_size=3, unique_by=repr)


def _string(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    pattern = schema.get("pattern", "")
    if pattern.startswith("^[0-9]{4}"):
        return st.dates().map(lambda day: day.isoformat())
    if pattern == "^[A-Z]{3}$":
        return st.sampled_from(["EUR", "USD"])
    return _SLUG if pattern else _TEXT


def _object(schema: Mapping[str, Any], path: str) -> st.SearchStrategy[Any]:
    if path == "practices":
        return practices()
    properties = schema.get("properties")
    if properties is None:
        names = st.sampled_from(schema.get("propertyNames", {}).get("enum", ["alpha", "beta-1", "gamma_2"]))
        return st.dictionaries(names, values(schema["additionalProperties"], f"{path}.*"), max_size=2)
    needed = set(schema.get("required", ()))
    parts = {key: values(part, f"{path}.{key}" if path else key) for key, part in properties.items()}
    required = {key: part for key, part in parts.items() if key in needed}
    return st.fixed_dictionaries(required, optional={k: v for k, v in parts.items() if k not in needed})


def practices(most: int = 40) -> st.SearchStrategy[dict[str, Any]]:
    """Draw claims of catalogue practices."""
    status = st.sampled_from(["none", "planned", "manual", "automated"])
    excused = st.fixed_dictionaries({"status": st.just("not_applicable"), "why": st.just("it does not apply")})
    return st.dictionaries(st.sampled_from(_PRACTICES), status | excused, max_size=most)


def canvases() -> st.SearchStrategy[dict[str, Any]]:
    """Draw whole canvases as plain trees."""
    parts = {key: values(part, key) for key, part in SCHEMA["properties"].items() if key not in {"canvas", "waivers"}}
    return st.fixed_dictionaries({}, optional=parts).map(lambda tree: {"canvas": 1, **tree})


def facts() -> st.SearchStrategy[dict[str, Any]]:
    """Draw complete risk facts, none of them unknown."""
    return values(SCHEMA["properties"]["risk"], "risk").filter(lambda value: isinstance(value, dict))


def _starts() -> list[dict[str, str]]:
    """List what claims begin with: nothing, one status everywhere, and each level of each scale."""
    found: list[dict[str, str]] = [{}]
    found += [dict.fromkeys(_PRACTICES, status) for status in ("none", "manual", "automated")]
    for scale in KNOWLEDGE.scales.values():
        claims: dict[str, str] = {}
        for level in scale.levels:
            claims = {**claims, **(level.requires or {})}
            found.append(claims)
    return found


def claims() -> st.SearchStrategy[dict[str, Any]]:
    """Draw a practices section, never empty, that may stand anywhere between nothing and everything."""
    gone = st.sets(st.sampled_from(_PRACTICES), max_size=4)
    drawn = st.tuples(st.sampled_from(_starts()), practices(12), gone)
    return drawn.map(lambda one: _section(one[0], one[1], one[2]))


def _section(start: Mapping[str, Any], changes: Mapping[str, Any], gone: set[str]) -> dict[str, Any]:
    found = {name: status for name, status in {**start, **changes}.items() if name not in gone}
    return found or {"versioning.code": "none"}


def _at(path: str) -> Mapping[str, Any]:
    """Return the schema of a field by its path."""
    schema: Mapping[str, Any] = SCHEMA
    for step in path.split("."):
        schema = next(part for part in schema.get("anyOf", [schema]) if step in part.get("properties", ()))
        schema = schema["properties"][step]
    return schema


FIELDS = sorted({one.field for each in KNOWLEDGE.practices.values() for one in (*each.implied_by, *each.excluded_by)})
"""The fields whose answers claim or exclude a practice."""


def answers() -> st.SearchStrategy[dict[str, Any]]:
    """Draw some answers that claim or exclude practices, as the tree that holds them."""
    one = st.one_of([st.tuples(st.just(field), values(_at(field), field)) for field in FIELDS])
    return st.lists(one, max_size=5).map(_tree)


def _tree(answers: list[tuple[str, Any]]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for field, value in answers:
        *steps, last = field.split(".")
        here = root
        for step in steps:
            here = here.setdefault(step, {})
        here[last] = value
    return root


def readiness() -> st.SearchStrategy[dict[str, Any]]:
    """Draw answers to the indicators of some themes, and claimed phases."""
    return st.fixed_dictionaries({}, optional={name: _theme(name) for name in KNOWLEDGE.readiness.themes})


def _theme(name: str) -> st.SearchStrategy[dict[str, Any]]:
    listed = st.lists(st.sampled_from(sorted(KNOWLEDGE.by_theme[name])), unique=True)
    phase = st.sampled_from(list(KNOWLEDGE.readiness.phases))
    return st.fixed_dictionaries({}, optional={"holds": listed | st.just("none"), "not": listed, "claimed": phase})


def systems() -> st.SearchStrategy[dict[str, Any]]:
    """Draw canvases that hold what questions about practices read, and little else: cheap, and never without claims."""
    rest = {
        "readiness": readiness(),
        "regulation": values(SCHEMA["properties"]["regulation"], "regulation"),
        "number_of_models": st.integers(0, 4),
        "risk": st.sampled_from([{"inference": "rules_by_people"}, {"inference": "learned", "uses": ["credit_score"]}]),
        "phase": st.sampled_from(["design", "operations"]),
    }
    drawn = st.tuples(claims(), answers(), st.fixed_dictionaries({}, optional=rest))
    return drawn.map(lambda one: {"canvas": 1, "practices": one[0], **one[1], **one[2]})
