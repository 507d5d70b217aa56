"""`explain`: any rule, practice, question, tool, article, indicator, source, word or field."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mlops_canvas.app import options
from mlops_canvas.canvas.dump import plain
from mlops_canvas.errors import UserError, guess
from mlops_canvas.knowledge import Knowledge

_OWN = {"title", "text", "sources"}


def run(name: str, *, packs: tuple[Path, ...], format_: str, colour: bool) -> Iterator[str]:
    """Explain one id. Raises UserError with a guess where nothing has that id."""
    knowledge = options.load_knowledge(packs)
    entry = find(knowledge, name)
    if format_ == "json":
        from mlops_canvas.render import json
        from mlops_canvas.render.plain import data as plain_data

        yield json.document("explain", plain_data(entry))
        return
    from mlops_canvas.render import terminal

    yield from terminal.explain(entry, terminal.Pen(colour=colour))


def find(knowledge: Knowledge, name: str) -> dict[str, Any]:
    """Look an id up in every catalogue; ids differ, so the first hit is the only one."""
    catalogues = _catalogues(knowledge)
    wanted = knowledge.aliases.get(name, name)
    for kind, entries in catalogues.items():
        if wanted in entries:
            return _entry(knowledge, kind, wanted, entries[wanted])
    meant = guess(name, [key for entries in catalogues.values() for key in entries])
    raise UserError(f"nothing is called '{name}'", f"did you mean '{meant}'?" if meant else "")


def _catalogues(knowledge: Knowledge) -> dict[str, dict[str, Any]]:
    return {
        "rule": dict(knowledge.every_rule),
        "practice": dict(knowledge.practices),
        "question": dict(knowledge.questions),
        "tool": dict(knowledge.tools),
        "article": dict(knowledge.law.articles),
        "indicator": dict(knowledge.indicators),
        "source": dict(knowledge.sources),
        "word": {name: word for words in knowledge.words.values() for name, word in words.items()},
        "field": dict(knowledge.fields),
    }


def _entry(knowledge: Knowledge, kind: str, name: str, entry: Any) -> dict[str, Any]:
    fields: dict[str, Any] = entry if isinstance(entry, dict) else plain(entry)
    own = {key: value for key, value in fields.items() if key not in _OWN and key != "id"}
    if kind == "question":
        return _question(knowledge, name, own)
    if kind == "field":
        return _field(knowledge, name, own)
    ids = fields.get("sources", [])
    sources = [name] if kind == "source" else [ids] if isinstance(ids, str) else ids
    return {
        "id": name,
        "kind": kind,
        "title": fields.get("title", name.replace("_", " ")),
        "text": fields.get("text", fields.get("why", "")),
        "sources": [_source(knowledge, one) for one in sources],
        **{key: value for key, value in own.items() if key != "why" and value != "none"},
    }


def _field(knowledge: Knowledge, name: str, own: dict[str, Any]) -> dict[str, Any]:
    words = own.get("words")
    offered = [] if words in {None, "indicators"} else list(knowledge.words[words])
    return {
        "id": name,
        "kind": "field",
        "title": "a field of the canvas",
        "text": knowledge.fields[name].text,
        "sources": [_source(knowledge, "canvas_format")],
        **({"words": offered} if offered else {}),
    }


def _question(knowledge: Knowledge, name: str, own: dict[str, Any]) -> dict[str, Any]:
    fields = own.get("fields", [])
    names = [fields] if isinstance(fields, str) and fields != "none" else [] if fields == "none" else fields
    asked = [knowledge.fields[field].text for field in names if field in knowledge.fields]
    if own.get("role"):
        role = knowledge.words["tool_roles"][own["role"]]
        asked.append(f"Answered by a tool of the role {own['role']} in the block: {role.text}")
    block = knowledge.blocks[own["block"]]
    return {
        "id": name,
        "kind": "question",
        "title": f"a question of {block.title}",
        "text": " ".join(asked),
        "sources": [_source(knowledge, one) for one in block.sources],
        **own,
    }


def _source(knowledge: Knowledge, name: str) -> dict[str, Any]:
    source = knowledge.sources[name]
    return {"id": name, **plain(source)}
