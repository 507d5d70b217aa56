"""What the canvas says, in words: values, claims with their proof, and what is to be added."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal, get_args, get_origin

from mlops_canvas.assess.answers import Claimed, Stated
from mlops_canvas.assess.dossier import Dossier, FilledPart
from mlops_canvas.canvas import Canvas
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.render.verdicts import risk_word
from mlops_canvas.shape import Shape, Worded, model_at

_STATUS = {
    "none": "not done",
    "planned": "planned, not done yet",
    "manual": "done by hand",
    "automated": "done automatically",
    "not_applicable": "not applicable",
}


def said(one: Stated | Claimed, knowledge: Knowledge) -> str:
    """Say what one place of the canvas states or claims."""
    if isinstance(one, Claimed):
        return f"{knowledge.practices[one.about].title}: {', '.join(_claim(one))}"
    lead = f"{one.entry}: " if one.entry else ""
    return lead + value(one.value, _titles(knowledge, one.about))


def _claim(one: Claimed) -> Iterator[str]:
    yield _STATUS[one.status]
    if one.why:
        yield f"because {one.why}"
    if one.against:
        yield f"which {one.against} speaks against"
    if one.origin:
        yield f"as {one.origin} says"
    if one.proof:
        yield f"shown by {' and '.join(one.proof)}"


def _titles(knowledge: Knowledge, path: str) -> Mapping[str, str]:
    """Return what the words of a field mean: the title in their vocabulary, or what a fact's value says."""
    if path.endswith(".tools"):
        return {name: tool.title for name, tool in knowledge.tools.items()}
    info, fact = knowledge.fields.get(path), knowledge.facts.get(path)
    if info and info.words:
        return {name: word.title for name, word in knowledge.words.get(info.words, {}).items()}
    if fact and fact.values:
        return {name: f"{_spaced(name)} ({text.removesuffix('.')})" for name, text in fact.values.items()}
    return {word: _spaced(word) for word in _enumerated(path)}


def _spaced(word: str) -> str:
    return word.replace("_", " ")


def _enumerated(path: str) -> Iterator[str]:
    """List the words that the format itself fixes for a field, whatever stands around them."""
    *steps, last = path.replace("[]", ".0").split(".")
    owner = model_at(Canvas, tuple(int(step) if step == "0" else step for step in steps))
    waiting = [field.annotation for name, field in owner.model_fields.items() if name == last] if owner else []
    while waiting:
        here = waiting.pop()
        if get_origin(here) is Literal:
            yield from get_args(here)
        waiting.extend(get_args(here) if get_origin(here) is not Literal else ())


def value(found: Any, titles: Mapping[str, str] = {}) -> str:
    """Say any value of a canvas on one line."""
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, int | float):
        return f"{found:,}"
    if isinstance(found, date):
        return found.isoformat()
    if isinstance(found, tuple):
        return ", ".join(value(item, titles) for item in found) if found else "none"
    if isinstance(found, Mapping):
        return ", ".join(f"{key} {value(item)}" for key, item in found.items()) if found else "none"
    if isinstance(found, Shape):
        return _shape(found, titles)
    return titles.get(found, str(found))


def _shape(found: Shape, titles: Mapping[str, str]) -> str:
    """Say the filled fields of a mapping; one that may be a bare word begins with that word."""
    fields = {name: getattr(found, name) for name in type(found).model_fields}
    word = fields.pop(found.word, None) if isinstance(found, Worded) else None
    rest = ", ".join(f"{name.rstrip('_')} {value(item)}" for name, item in fields.items() if item is not None)
    if word is None:
        return rest or "none"
    return f"{value(word, titles)} ({rest})" if rest else value(word, titles)


def lacks(part: FilledPart) -> tuple[str, str]:
    """Say what a blank lacks, if that is not all that the part asks, and what is to be done to the canvas."""
    answer = part.answer
    if not part.places:
        return "", "the canvas has no place for it: write it down elsewhere"
    paths = " or ".join(_path(path) for path in answer.missing)
    if answer.lost:
        return "", f"could not be read: mend {paths}"
    if any(isinstance(one, Claimed) and one.against for one in answer.said):
        return "which of the two holds", f"mend {paths}"
    if any(path.endswith(".proof") for path in answer.missing):
        return "what shows it", f"add {paths}"
    return ("the rest of it", f"complete {paths}") if answer.said else ("", f"add {paths}")


def _path(path: str) -> str:
    claim = path.startswith("practices.") and not path.endswith(".proof")
    return f"{path} with status and proof" if claim else path


def category(dossier: Dossier) -> str:
    """Spell the category with the articles that lead to it."""
    risk = dossier.report.assessments["risk"]
    articles = tuple(dict.fromkeys(one["article"] for one in risk.measures.get("fired", ())))
    return risk_word(risk.verdict or "unclear") + (f" ({'; '.join(articles)})" if articles else "")
