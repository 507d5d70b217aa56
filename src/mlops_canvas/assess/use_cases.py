"""The use cases in the order in which they are worth doing: impact by feasibility, the safer one first."""

from typing import Any

from mlops_canvas.canvas.model import UseCase
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
