"""`explain`: whatever has an id, from the same files that judge, with what it names and what names it."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from mlops_canvas.app import options, schema
from mlops_canvas.errors import UserError, guess
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.knowledge.catalogue import KINDS, Catalogue
from mlops_canvas.knowledge.entries import Entry

_TOOLS = (".tools", ".tools[].name")  # the catalogue of tools is offered there, not fixed


def run(name: str, *, packs: tuple[Path, ...], format_: str, colour: bool) -> Iterator[str]:
    """Explain an id, or `kind:id`. Raises UserError with a guess where nothing has that id."""
    knowledge = options.load_knowledge(packs)
    known = Catalogue(knowledge)
    if any(entry.kind == "field" for entry in find(known, name)):
        known = catalogue(knowledge)  # only fields pay for the words that the format accepts
    found = find(known, name)
    if format_ == "json":
        from mlops_canvas.render import json
        from mlops_canvas.render.plain import data as plain_data

        first, *others = [data(known, knowledge, entry) for entry in found]
        yield json.document("explain", plain_data({**first, "others": others}))
        return
    from mlops_canvas.render import terminal

    for number, entry in enumerate(found):
        yield "\n" if number else ""
        yield from terminal.explain(spoken(known, knowledge, entry), terminal.Pen(colour=colour))


def catalogue(knowledge: Knowledge) -> Catalogue:
    """Return the entries of the knowledge; fields also say which words the format accepts in them."""
    return Catalogue(knowledge, partial(accepted, schema.build(knowledge)))


def accepted(shapes: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """Return the words that the format itself fixes for a field; `*` stands for every block or entry."""
    if path.endswith(_TOOLS):
        return ()
    here = [shapes]
    for step in path.split("."):
        here = [inner for shape in here for inner in _below(shape, step.removesuffix("[]"))]
    words = (word for shape in here for word in schema.choices({"properties": {"here": shape}}, "here"))
    found = tuple(dict.fromkeys(words))
    return found if set(found) - {"none", "unknown"} else ()


def _below(shape: Mapping[str, Any], step: str) -> Iterator[Mapping[str, Any]]:
    for part in (*shape.get("anyOf", ()), *([shape["items"]] if "items" in shape else ())):
        yield from _below(part, step)
    fields = shape.get("properties", {})
    rest = shape.get("additionalProperties")
    if step == "*":
        yield from fields.values()
        yield from [rest] if isinstance(rest, dict) else []
    elif step in fields:
        yield fields[step]


def find(known: Catalogue, name: str) -> tuple[Entry, ...]:
    """Look an id up. Raises UserError with a guess where nothing has it."""
    found = known.find(name)
    if found:
        return found
    kind, mark, rest = name.partition(":")
    if mark and kind in KINDS:
        meant = guess(rest, [one for entry in known.of(kind) for one in (entry.id, *entry.names)])
        raise UserError(f"no {kind} is called '{rest}'", f"did you mean '{kind}:{meant}'?" if meant else "")
    meant = guess(name, known.names)
    raise UserError(f"nothing is called '{name}'", f"did you mean '{meant}'?" if meant else "")


def data(known: Catalogue, knowledge: Knowledge, entry: Entry) -> dict[str, Any]:
    """Return an entry as the contract lists it, with what names it."""
    uses = {label: [one.id for one in used] for label, used in known.used_by(entry).items()}
    return {**_head(knowledge, entry), **entry.own, **({"used_by": uses} if uses else {})}


def spoken(known: Catalogue, knowledge: Knowledge, entry: Entry) -> dict[str, Any]:
    """Return an entry as a person reads it: what names it, in words, after its own fields."""
    from mlops_canvas.render.reference import used_by

    uses = {words: [one.id for one in used] for words, used in used_by(known, entry).items()}
    return {**_head(knowledge, entry), **entry.own, **uses}


def _head(knowledge: Knowledge, entry: Entry) -> dict[str, Any]:
    sources = [{"id": name, **_source(knowledge, name)} for name in entry.sources]
    return {"id": entry.id, "kind": entry.kind, "title": entry.title, "text": entry.text, "sources": sources}


def _source(knowledge: Knowledge, name: str) -> dict[str, Any]:
    return knowledge.sources[name].model_dump(exclude_none=True)
