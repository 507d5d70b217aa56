"""What rules and questions read: one canvas with its places, the knowledge, and the day it is judged on."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mlops_canvas.canvas import Canvas, Positions
from mlops_canvas.knowledge import Knowledge


class _Unknown:
    """The value of a field that could not be read."""

    def __repr__(self) -> str:
        return "UNREADABLE"


UNREADABLE = _Unknown()


@dataclass(frozen=True, slots=True)
class Subject:
    """A canvas to be judged.

    `unreadable` names the units of the file that were left out; `horizon_months` is the time over which
    cost is summed, where the caller asks for another than the canvas does.
    """

    canvas: Canvas
    positions: Positions
    knowledge: Knowledge
    as_of: date
    unreadable: frozenset[str] = field(default=frozenset())
    horizon_months: int | None = None

    def lost(self, path: str) -> bool:
        """Say whether a dotted path lies in a unit that could not be read."""
        if not self.unreadable:
            return False
        steps = path.split(".")
        return any(".".join(steps[:length]) in self.unreadable for length in range(1, len(steps) + 1))

    def value(self, path: str) -> Any:
        """Return what the canvas says at a path: None where it is silent, UNREADABLE where it was left out.

        Words that the vocabulary of the field does not know count as `unknown`, so that a mistyped word
        is never read as a milder fact.
        """
        found = self.canvas.at(path)
        if found is None:
            return UNREADABLE if self.lost(path) else None
        info = self.knowledge.fields.get(path)
        if info is None or info.words is None:
            return found
        known = self.knowledge.words[info.words]
        if isinstance(found, tuple):
            return tuple(word if word in known else "unknown" for word in found)
        return found if found in known or found == "none" else None

    def tools(self, block: str | None = None) -> list[tuple[str, str, frozenset[str]]]:
        """List the tools as (block, name, roles): the role said in the canvas, else the catalogue's."""
        blocks = self.canvas.blocks
        if blocks is None:
            return []
        found: list[tuple[str, str, frozenset[str]]] = []
        for key in type(blocks).model_fields:
            if block is not None and key != block:
                continue
            here = getattr(blocks, key)
            uses = (here.tools if here is not None else None) or ()
            found.extend((key, use.name, self._roles(use.name, use.role)) for use in uses)
        return found

    def _roles(self, name: str, role: str | None) -> frozenset[str]:
        if role is not None:
            return frozenset((role,))
        own = (self.canvas.own_tools or {}).get(name)
        if own is not None:
            return frozenset((own.role,))
        known = self.knowledge.tools.get(name)
        return frozenset(known.roles) if known is not None else frozenset()
