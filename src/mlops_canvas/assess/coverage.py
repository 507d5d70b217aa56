"""How much of governance and of MLOps is covered: by the parts of each side, and what could cover more."""

from collections.abc import Iterator, Mapping

from mlops_canvas.assess.standing import Standing, excused, held
from mlops_canvas.knowledge import Knowledge


def coverage(knowledge: Knowledge, standing: Mapping[str, Standing], side: str, *, if_silent: bool = False) -> float:
    """Return the share of a side's parts in which something is carried out, from 0 to 1.

    A part whose practices are all not applicable does not count. Silence counts as not carried out, or
    with `if_silent` as carried out.
    """
    counted = [part for part in knowledge.parts[side] if not all(excused(standing, name) for name in part)]
    covered = sum(any(held(standing, name, if_silent=if_silent) for name in part) for part in counted)
    return round(covered / len(counted), 2) if counted else 0.0


def uncovered(knowledge: Knowledge, standing: Mapping[str, Standing], side: str) -> Iterator[str]:
    """Name the practices by which a part of a side could be covered that is not."""
    for part in knowledge.parts[side]:
        if not any(held(standing, name) for name in part):
            yield from (name for name in part if not excused(standing, name))


def uncovered_parts(knowledge: Knowledge, standing: Mapping[str, Standing]) -> dict[str, list[str]]:
    """Name the parts of each side that are not covered: cells as `step: component`, else the practice."""
    found: dict[str, list[str]] = {"governance": [], "mlops": []}
    for side, names in found.items():
        for part in knowledge.parts[side]:
            if not any(held(standing, name) or excused(standing, name) for name in part):
                one = knowledge.practices[part[0]]
                names.append(f"{one.step}: {one.component}" if side == "governance" else part[0])
    return found
