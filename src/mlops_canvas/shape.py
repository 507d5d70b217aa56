"""What a field may hold: scalar types by field over text trees, and every fault of a tree against a model.

Enters a tree of dict, list, str and None (document.py) and a pydantic model; leaves the model, or problems
with their paths. The field decides what a scalar means, in YAML 1.2 terms: `no` in a text field is text,
`012` is text there and twelve in a number field, `yes` is never a boolean.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from math import isfinite
from types import UnionType
from typing import Annotated, Any, ClassVar, TypeVar, Union, get_args, get_origin

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError, core_schema

from mlops_canvas.document import Document, Path, Problem, Quoted
from mlops_canvas.errors import guess

T = TypeVar("T")

_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WHOLE = re.compile(r"[-+]?[0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SWITCH = {"true": True, "false": False}
SLUG = r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$"
PRACTICE = r"^[a-z0-9]+(?:_[a-z0-9]+)*\.[a-z0-9]+(?:_[a-z0-9]+)*$"


class Shape(BaseModel):
    """A mapping of a YAML file: frozen, unknown keys refused, every field may be blank."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)

    # Other published names of a field, and what to say of a key that belongs elsewhere.
    known_as: ClassVar[Mapping[str, str]] = {}
    hints: ClassVar[Mapping[str, str]] = {}


class Worded(Shape):
    """A mapping that may be written as a bare word, which then fills the field `word`."""

    word: ClassVar[str]

    @model_validator(mode="before")
    @classmethod
    def _from_word(cls, value: Any) -> Any:
        return {cls.word: value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        whole = handler.resolve_ref_schema(handler(schema))
        word = whole["properties"][cls.word]
        words = [part for part in word.get("anyOf", [word]) if part != {"type": "null"}]
        return {"anyOf": [*words, whole]}


class Section(Shape):
    """A mapping that may be written `none`, which states that there is nothing of its kind."""

    nothing: ClassVar[Mapping[str, Any]]  # what the word stands for

    @model_validator(mode="before")
    @classmethod
    def _from_none(cls, value: Any) -> Any:
        return dict(cls.nothing) if isinstance(value, str) and value == "none" else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"const": "none"}, handler.resolve_ref_schema(handler(schema))]}


def _number(value: Any) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value  # from code, not from a file
    if isinstance(value, str) and not isinstance(value, Quoted):
        if _WHOLE.fullmatch(value) and len(value) <= 30:
            return int(value)
        if _NUMBER.fullmatch(value) and isfinite(float(value)):
            return float(value)
    raise PydanticCustomError("bad_number", "{what}", {"what": _number_fault(value)})


def estimate(value: Any) -> int | float:
    """Return the one number that stands where three may; the fault says so."""
    try:
        return _number(value)
    except PydanticCustomError:
        what = f"{_number_fault(value)}; where it is uncertain, write [low, likely, high]"
        raise PydanticCustomError("bad_number", "{what}", {"what": what}) from None


def _number_fault(value: Any) -> str:
    if isinstance(value, Quoted):
        return "a number is wanted here: write it without quotes"
    if isinstance(value, str):
        plain = re.sub(r"[_, ']", "", value)
        fix = f": write {plain}" if plain != value and _NUMBER.fullmatch(plain) else ""
        return f"'{value}' is not a number{fix}"
    return f"a number is wanted here, not {_kind(value)}"


def _whole(value: Any) -> int:
    number = _number(value)
    if isinstance(number, int):
        return number
    raise PydanticCustomError("bad_number", "{what}", {"what": f"'{value}' is not a whole number"})


def _switch(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and not isinstance(value, Quoted) and value in _SWITCH:
        return _SWITCH[value]
    shown = f"'{value}' is not" if isinstance(value, str) else f"{_kind(value)} is not"
    fix = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(str(value).casefold())
    fix = fix or (str(value).casefold() if str(value).casefold() in _SWITCH else None)
    tail = f": write {fix}{' without quotes' if isinstance(value, Quoted) else ''}" if fix else ""
    raise PydanticCustomError("bad_boolean", "{what}", {"what": f"{shown} true or false{tail}"})


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            what = f"'{value}' is not a day of the calendar"
            raise PydanticCustomError("bad_date", "{what}", {"what": what}) from None
    shown = f"'{value}'" if isinstance(value, str) else _kind(value)
    raise PydanticCustomError("bad_date", "{what}", {"what": f"{shown} is not a date: write YYYY-MM-DD"})


def json_schema(**shape: Any) -> WithJsonSchema:
    """Say in JSON Schema what a validator of ours accepts."""
    return WithJsonSchema(shape)


Text = Annotated[str, json_schema(type=["string", "number", "boolean"])]
Number = Annotated[float, PlainValidator(_number), json_schema(type="number")]
Whole = Annotated[int, PlainValidator(_whole), json_schema(type="integer")]
Switch = Annotated[bool, PlainValidator(_switch), json_schema(type="boolean")]
Day = Annotated[date, PlainValidator(_day), json_schema(type="string", pattern=_DAY.pattern.join("^$"))]
CURRENCY = r"^[A-Z]{3}$"
_FORM = {
    SLUG: "a name of the form lower-case letters, digits, - and _",
    PRACTICE: "a name of the form principle.name",
    CURRENCY: "a currency of three capital letters, such as EUR",
}
Currency = Annotated[str, StringConstraints(pattern=CURRENCY)]
# A name of digits only is a number to the editor and a name to us.
Slug = Annotated[str, StringConstraints(pattern=SLUG), json_schema(type=["string", "integer"], pattern=SLUG, minimum=0)]
PracticeId = Annotated[str, StringConstraints(pattern=PRACTICE)]


class _Listed:
    """A list that may be written as its only item; `none` and `[]` state that there is nothing."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_listed, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        array = handler(schema)
        return {"anyOf": [array["items"], {"enum": ["none", ["none"]]}, array]}


def _listed(value: Any) -> Any:
    if value.__class__ is list:
        return [] if value == ["none"] else value
    if value == "none":
        return []
    return [value] if isinstance(value, str | dict) else value


Many = Annotated[tuple[T, ...], _Listed()]


class _Filled:
    """A mapping of names whose blank entries count as not written."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_filled, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        built = handler(schema)
        for place in (built, *built.get("patternProperties", {})):
            holder, key = (built, "additionalProperties") if place is built else (built["patternProperties"], place)
            if isinstance(holder.get(key), dict):
                holder[key] = {"anyOf": [holder[key], {"type": "null"}]}
        return built


def _filled(value: Any) -> Any:
    if isinstance(value, dict) and None in value.values():
        return {key: item for key, item in value.items() if item is not None}
    return value


K = TypeVar("K")
Named = Annotated[dict[K, T], _Filled()]


def _fact(value: Any) -> Any:
    return None if value == "unknown" else value


class _FactSchema:
    """The JSON Schema of a fact: its values, or the word `unknown`."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [handler(schema), {"const": "unknown"}]}


Fact = Annotated[T | None, BeforeValidator(_fact), _FactSchema()]


def problems(error: ValidationError, document: Document, model: type[Shape], root: Path = ()) -> Iterator[Problem]:
    """Word every fault that pydantic found below `root` of the document's tree."""
    found = [_problem(detail, document, model, root) for detail in error.errors(include_url=False)]
    # A mistyped key is also a missing one: one fault gives one finding.
    meant = {(one.path[:-1], one.meant) for one in found if one.meant}
    yield from (one for one in found if one.kind != "missing" or (one.path[:-1], one.path[-1]) not in meant)


def _problem(detail: ErrorDetails, document: Document, model: type[Shape], root: Path) -> Problem:
    inner = tuple(step for step in detail["loc"] if step != "[key]")
    path = (*root, *inner)
    kind, value = detail["type"], detail["input"]
    context = detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(inner, value, document, model, path)
    if kind == "missing":
        return Problem("missing", f"'{inner[-1]}' is missing here", path, on_key=True)
    if kind in {"literal_error", "enum"}:
        fault = "not_a_choice" if isinstance(value, str) else "wrong_type"
        return Problem(fault, _choice(value, str(context["expected"])), path)
    if kind == "string_pattern_mismatch":
        return _misspelt(detail, path, value, str(context["pattern"]))
    if kind in {"model_type", "model_attributes_type"}:
        owner = model_at(model, inner)
        keys = f" with the keys {', '.join(field_names(owner))}" if owner else " (key: value)"
        return Problem("wrong_type", f"a mapping{keys} is wanted here, not {_kind(value)}", path)
    if kind in _WANTED:
        return Problem("wrong_type", f"{_WANTED[kind]} is wanted here, not {_kind(value)}", path)
    if kind in {"bad_number", "bad_boolean", "bad_date", "bad_order", "missing_field"}:
        named = str(context.get("field", ""))
        return Problem(kind, detail["msg"], (*path, named) if named else path, on_key=kind == "missing_field")
    if kind in _BOUND:
        word, bound = _BOUND[kind]
        return Problem("out_of_range", f"{value} is out of range: write {context[bound]} or {word}", path)
    return Problem("out_of_range", detail["msg"], path)


_BOUND = {"greater_than_equal": ("more", "ge"), "less_than_equal": ("less", "le")}


_WANTED = {
    "string_type": "text",
    "dict_type": "a mapping (key: value)",
    "tuple_type": "a list",
    "list_type": "a list",
}


def _kind(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return f"'{value}'"


def _choice(value: Any, expected: str) -> str:
    choices = re.findall(r"'([^']*)'", expected)
    if not isinstance(value, str):
        return f"one of {', '.join(choices)} is wanted here, not {_kind(value)}"
    meant = guess(value, choices)
    tail = f": did you mean '{meant}'?" if meant else ""
    return f"'{value}' is not one of {', '.join(choices)}{tail}"


def _misspelt(detail: ErrorDetails, path: Path, value: Any, pattern: str) -> Problem:
    plain = re.sub(r"[^a-z0-9.]+" if pattern == PRACTICE else r"[^a-z0-9]+", "_", str(value).casefold()).strip("_")
    plain = plain.upper() if pattern == CURRENCY else plain
    fix = f": write {plain}" if plain and plain != value and re.match(pattern, plain) else ""
    on_key = detail["loc"][-1] == "[key]"
    return Problem("bad_slug", f"'{value}' is not {_FORM[pattern]}{fix}", path, on_key=on_key)


def _unknown_key(inner: Path, value: Any, document: Document, model: type[Shape], path: Path) -> Problem:
    key = str(inner[-1])
    owner = model_at(model, inner[:-1])
    names = field_names(owner) if owner else ()
    if owner and key in owner.hints:
        return Problem("unknown_key", f"unknown key '{key}': {owner.hints[key]}", path, on_key=True)
    if value is None and document.in_braces(path):
        message = "a comma ends an unquoted text in { }: quote the text or write one key a line"
        return Problem("comma_in_text", message, path, on_key=True)
    aliases = owner.known_as if owner else {}
    meant = aliases.get(key) or guess(key, (*names, *aliases))
    meant = aliases.get(meant, meant) if meant else None
    tail = f": did you mean '{meant}'?" if meant else f": known here are {', '.join(names)}"
    return Problem("unknown_key", f"unknown key '{key}'{tail}", path, on_key=True, meant=meant)


def field_names(model: type[Shape]) -> tuple[str, ...]:
    """Return the keys that a mapping of this shape may have, in their order."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def model_at(model: type[Shape], path: Path) -> type[Shape] | None:
    """Return the shape that stands at a path below a model: through fields, list items and mappings."""
    here: Any = model
    for step in path:
        if isinstance(here, type) and issubclass(here, BaseModel):
            by_key = {field.alias or name: field.annotation for name, field in here.model_fields.items()}
            here = inner_type(by_key.get(str(step)))
        elif get_origin(here) in {dict, tuple}:
            here = inner_type(get_args(here)[1 if get_origin(here) is dict else 0])
        else:
            return None
    return here if isinstance(here, type) and issubclass(here, Shape) else None


def inner_type(annotation: Any) -> Any:
    """Strip Annotated and Optional from an annotation."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in {Union, UnionType}:
            rest = [arg for arg in get_args(annotation) if arg is not type(None)]
            if len(rest) != 1:
                return annotation
            annotation = rest[0]
        else:
            return annotation
