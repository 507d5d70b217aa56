"""A dossier as a page of Markdown, by a template that this room is given as text.

Whatever the template prints is escaped, unless it is `Markdown` that was made here: so no word of a canvas
or a pack becomes a heading, a link or HTML, and the template cannot forget it.
"""

import re
from collections.abc import Iterator
from typing import Any

from jinja2 import Environment, StrictUndefined

from mlops_canvas.assess.answers import Claimed, Stated
from mlops_canvas.assess.dossier import Demanded, Dossier, FilledPart, FilledPoint
from mlops_canvas.location import Location
from mlops_canvas.render import NOT_LEGAL_ADVICE, verdicts
from mlops_canvas.render.escape import escape, unlinked
from mlops_canvas.render.export import words
from mlops_canvas.render.plain import count

BLANK = "▢ not known"
_FEW = 4
_PATH = re.compile(r"[a-z_]+(\[\])?(\.[a-z0-9_-]+(\[\])?)+")


class Markdown(str):
    """Text that is markup already, made from escaped parts."""

    __slots__ = ()


def page(dossier: Dossier, template: str) -> str:
    """Write a dossier by a template."""
    environment = Environment(
        undefined=StrictUndefined,
        finalize=_printed,
        autoescape=False,  # noqa: S701 - `finalize` escapes for Markdown, HTML included
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(template).render(_page(dossier))


def _printed(found: Any) -> str:
    return found if isinstance(found, Markdown) else unlinked(escape(str(found)))


def counted(dossier: Dossier) -> str:
    """Say how far a dossier is filled."""
    counts = dossier.counts
    done = f"{counts['answered']} of {count(counts['points'], 'point')} answered"
    denied = f", {counts['not_done']} said not to be done" if counts["not_done"] else ""
    return f"{done}, {counts['in_part']} in part, {count(counts['blanks'], 'blank')}{denied}"


def _page(dossier: Dossier) -> dict[str, Any]:
    document, canvas, knowledge = dossier.document, dossier.subject.canvas, dossier.subject.knowledge
    cited = dict.fromkeys((*document.sources, *(name for point in document.points for name in point.sources)))
    return {
        "document": document,
        "duty": knowledge.law.duties.get(document.duty or ""),
        "system": canvas.title or canvas.name or dossier.report.path,
        "head": dict(_head(dossier)),
        "not_legal_advice": NOT_LEGAL_ADVICE,
        "chapters": [
            {"title": chapter.title, "points": [_point(dossier, dossier.points[point.id]) for point in chapter.points]}
            for chapter in document.chapters
        ],
        "sources": [knowledge.sources[name] for name in cited],
        "canvas_source": knowledge.sources["mlops_stack_canvas"],
    }


def _head(dossier: Dossier) -> Iterator[tuple[str, str]]:
    report, law = dossier.report, dossier.subject.knowledge.law
    yield "canvas", report.path
    yield "risk category", words.category(dossier)
    if dossier.demanded is not None:
        yield "demanded of this system", demand(dossier.demanded)
        owed = dossier.demanded.owed
        if owed is not None and owed["transition"]:
            yield "transition", owed["transition"]
    yield "filled", counted(dossier)
    if dossier.subject.unreadable:
        yield "could not be read", ", ".join(sorted(dossier.subject.unreadable))
    yield "law", f"{law.title}; version of {law.version}"
    yield "as of", report.as_of.isoformat()


def demand(found: Demanded) -> str:
    """Say whether a document is demanded, in which role, and from when."""
    if found.answer is None:
        return "cannot be told" + (f"; it depends on {_some(found.missing)}" if found.missing else "")
    if not found.answer or found.owed is None:
        return "no"
    owed = found.owed
    said = [f"yes, as {' and '.join(owed['roles']).replace('_', ' ')}"]
    said += [f"from {owed['from']}" if owed["from"] else "but nothing binds yet"]
    said += [f"read literally since {owed['literal_from']}"] if owed["literal_from"] else []
    return ", ".join(said)


def _some(paths: tuple[str, ...]) -> str:
    few = ", ".join(paths[:_FEW])
    return few if len(paths) <= _FEW else f"{len(paths)} facts, {few} among them"


_STATES = {"answered": "answered", "in_part": "in part", "blank": "not known", "not_asked": "not asked"}


def _point(dossier: Dossier, filled: FilledPoint) -> dict[str, Any]:
    knowledge, answers = dossier.subject.knowledge, dossier.report.assessments
    return {
        "point": filled.point,
        "state": _STATES[filled.state],
        "parts": [_part(dossier, part) for part in filled.parts],
        "unasked": filled.unasked,
        "verdicts": [
            f"{name.replace('_', ' ')}: {verdicts.lines(name, answers[name], knowledge)[0]}"
            for name in filled.point.verdicts
        ],
    }


def _part(dossier: Dossier, part: FilledPart) -> dict[str, Any]:
    said = [_said(dossier, one) for one in part.answer.said]
    return {
        "asks": part.asks,
        "said": said,
        "blank": None if part.answer.settled or part.answer.denied else _blank(part),
    }


def _said(dossier: Dossier, one: Stated | Claimed) -> Markdown:
    return Markdown(f"{_printed(words.said(one, dossier.subject.knowledge))} ({_place(one.place)})")


def _place(place: Location) -> str:
    return f"{_printed(place.path)}:{place.line}"


def _blank(part: FilledPart) -> Markdown:
    what, to_do = words.lacks(part)
    # Paths of the canvas are marked as such; one with a stranger's words in it is only escaped.
    told = " ".join(f"`{word}`" if _PATH.fullmatch(word) else _printed(word) for word in to_do.split())
    return Markdown(f"{BLANK}: {_printed(what or part.asks)} ({told})")
