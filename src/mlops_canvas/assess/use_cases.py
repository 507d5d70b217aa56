"""The use cases in the order in which they are worth doing: impact by feasibility, the safer one first."""

from collections.abc import Iterator
from typing import Any

from mlops_canvas.assess.context import Check
from mlops_canvas.canvas.model import UseCase
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Rule
from mlops_canvas.rules import speak
from mlops_canvas.subject import Subject

_HARM = ("low", "medium", "high")


def ranking(subject: Subject) -> list[dict[str, Any]]:
    """List name, score (1 to 25, or None where it cannot be told), rank from 1, and which one is current.

    Among equals the one whose wrong predictions do less harm comes first; equal in both, they share a rank.
    The product of impact and feasibility is our choice: the source asks for a ranking and gives no formula.
    """
    cases = list(subject.canvas.use_cases or ())
    ranked = sorted((case for case in cases if _score(case) is not None), key=_order)
    found = []
    for case in ranked:
        rank = 1 + sum(_order(other) < _order(case) for other in ranked)
        found.append(_entry(case, rank))
    return [*found, *(_entry(case, None) for case in cases if _score(case) is None)]


def _entry(case: UseCase, rank: int | None) -> dict[str, Any]:
    return {"name": case.name, "score": _score(case), "rank": rank, "current": bool(case.current)}


def _score(case: UseCase) -> int | None:
    return None if case.impact is None or case.feasibility is None else case.impact * case.feasibility


def _order(case: UseCase) -> tuple[int, int]:
    harm = _HARM.index(case.wrong_prediction) if case.wrong_prediction else len(_HARM)
    return -(_score(case) or 0), harm


def not_the_best_ranked(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Name the current use case where another one ranks above it."""
    cases = ranking(subject)
    best = next((case for case in cases if case["rank"] == 1), None)
    for case in cases:
        if best is not None and case["current"] and case["rank"] not in {None, 1}:
            values = {"name": case["name"], "score": case["score"], "best": best["name"], "best_score": best["score"]}
            yield speak(rule, "coherence", subject, path=("use_cases", _index(subject, case["name"])), values=values)


def several_current(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Count the use cases that are being worked on."""
    names = [case.name for case in subject.canvas.use_cases or () if case.current]
    if len(names) > 1:
        yield speak(rule, "coherence", subject, path=("use_cases",), on_key=True, values={"names": names})


def _index(subject: Subject, name: str) -> int:
    return next(index for index, case in enumerate(subject.canvas.use_cases or ()) if case.name == name)


CHECKS: dict[str, Check] = {"COH051": not_the_best_ranked, "COH052": several_current}
