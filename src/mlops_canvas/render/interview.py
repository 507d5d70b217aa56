"""The interview about the facts of the risk category, as text and as JSON."""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import fill
from typing import Any

from mlops_canvas.assess import Assessment
from mlops_canvas.assess.interview import Question
from mlops_canvas.errors import guess
from mlops_canvas.render import NOT_LEGAL_ADVICE, json
from mlops_canvas.render.verdicts import risk_word

WIDTH = 96
FEW = 12  # so many values are explained at once; longer lists are named, and explained word by word
_EVERY = ("none", "unknown")


def as_json(questions: Iterable[Question], answer: Assessment) -> str:
    """Return the open questions, and what the answers so far come to."""
    return json.document(
        "risk",
        {
            "verdict": answer.verdict,
            "possible": answer.measures["possible"],
            "questions": [
                {
                    "field": one.field,
                    "question": one.question,
                    "values": dict(one.values),
                    "because": list(one.because),
                    "examples": list(one.examples),
                    "near_misses": list(one.near_misses),
                }
                for one in questions
            ],
        },
    )


def sheet(questions: Iterable[Question], answer: Assessment) -> str:
    """Return the open questions as a list to answer on paper."""
    listed = list(questions)
    text = "".join(question(one, answer) + _cases(one) for one in listed)
    return f"{text}\n{outcome(answer)}" if listed else f"nothing is left to ask\n{outcome(answer)}"


def question(asked: Question, answer: Assessment) -> str:
    """Return one question as a person is asked it."""
    return "".join(_lines(asked, answer))


def _lines(asked: Question, answer: Assessment) -> Iterator[str]:
    still = " or ".join(risk_word(word) for word in answer.measures["possible"])
    yield f"\n{asked.field}   (so far: {still})\n{_filled(asked.question, '')}"
    if 0 < len(asked.values) <= FEW:
        yield from (_filled(f"{word}: {text}" if text else word, "  ") for word, text in asked.values.items())
    elif asked.values:
        yield _filled(" · ".join(asked.values), "  ")
        yield "  `? word` tells what one of them means\n"
    several = "several: a, b; none where nothing fits; " if asked.several else ""
    yield f"  ({several}? explains; Enter: I don't know; q: stop here)\n"


def explained(asked: Question, word: str) -> str:
    """Return what helps to answer a question, or what one of its values means."""
    if word:
        return _meaning(asked, word)
    why = "".join(_filled(f"- {one}", "  ", "    ") for one in asked.because[:FEW])
    more = len(asked.because) - FEW
    why += f"  - and {more} more\n" if more > 0 else ""
    return _cases(asked) + (f"  It bears on:\n{why}" if why else "") or "  any words of your own will do\n"


def _meaning(asked: Question, word: str) -> str:
    """Say what a value means, or which values speak of a word."""
    if word in asked.values:
        return _filled(f"{word}: {asked.values[word]}", "  ")
    found = {name: text for name, text in asked.values.items() if word.casefold() in f"{name} {text}".casefold()}
    if not found:
        meant = guess(word, asked.values)
        found = {meant: asked.values[meant]} if meant else {}
    lines = [_filled(f"{name}: {text}", "  ") for name, text in list(found.items())[:FEW]]
    return "".join(lines) or f"  no value speaks of '{word}'\n"


def _cases(asked: Question) -> str:
    text = ""
    for title, cases in (("For example", asked.examples), ("Not to be confused", asked.near_misses)):
        if cases:
            text += f"  {title}:\n" + "".join(_filled(f"- {one}", "  ", "    ") for one in cases)
    return text


def refused(asked: Question, said: str) -> str | None:
    """Say what is wrong with an answer; None where it will do."""
    if not said or not asked.values:
        return None
    words = [word.strip() for word in said.split(",")] if asked.several else [said]
    known = (*asked.values, *(_EVERY if asked.several else _EVERY[1:]))
    for word in words:
        if word not in known:
            meant = guess(word, known)
            return f"'{word}' is no answer here" + (f": did you mean '{meant}'?" if meant else "")
    return "'none' stands alone" if "none" in words and len(words) > 1 else None


def outcome(answer: Assessment) -> str:
    """Return what the facts come to."""
    return "".join(_outcome(answer.measures, answer.verdict))


def _outcome(measures: Mapping[str, Any], verdict: str | None) -> Iterator[str]:
    possible = measures["possible"]
    yield f"category: {risk_word(verdict)}"
    yield f" ({' or '.join(map(risk_word, possible))})\n" if len(possible) > 1 else "\n"
    for one in measures["fired"]:
        yield _filled(f"{one['article']}: {one['title']}", "  ", "    ")
    if measures["missing"]:
        yield _filled(f"missing: {', '.join(measures['missing'])}", "  ", "    ")
    yield f"{NOT_LEGAL_ADVICE}\n"


def _filled(text: str, lead: str, then: str | None = None) -> str:
    after = f"{lead}  " if then is None else then
    return fill(text, WIDTH, initial_indent=lead, subsequent_indent=after, break_on_hyphens=False) + "\n"
