"""What rules and questions read: one canvas with its places, the knowledge, and the day it is judged on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from mlops_canvas.canvas import BLOCKS, Canvas, Positions
from mlops_canvas.document import Path
from mlops_canvas.knowledge import Knowledge, Tool


class _Unknown:
    """The value of a field that could not be read."""

    def __repr__(self) -> str:
        return "UNREADABLE"


UNREADABLE = _Unknown()


class Use(NamedTuple):
    """A tool in a block: where it stands, the roles it may play, and what the catalogue says of it.

    `role` is the one that the canvas states, `roles` that one or else the catalogue's; `tool` is None for
    what the team declares itself and for what nobody knows.
    """

    path: Path
    block: str
    name: str
    role: str | None
    roles: frozenset[str]
    tool: Tool | None

    def plays(self, role: str) -> bool:
        """Say whether it stands in its block for a role."""
        return role in self.roles


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
    # Rules ask for the same fields and tools again and again.
    _values: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _uses: dict[str | None, tuple[Use, ...]] = field(default_factory=dict, repr=False, compare=False)

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
        if path not in self._values:
            self._values[path] = self._read(path)
        return self._values[path]

    def supposing(self, values: Mapping[str, Any]) -> "Subject":
        """Return the subject as if the canvas said the values at these paths."""
        return replace(self, _values={**self._values, **values})

    def _read(self, path: str) -> Any:
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

    def uses(self, block: str | None = None) -> tuple[Use, ...]:
        """List the tools of the canvas, or of a block, in the canvas's order."""
        if not self._uses:
            self._uses.update({key: tuple(self._used_in(key)) for key in BLOCKS})
            self._uses[None] = tuple(use for key in BLOCKS for use in self._uses[key])
        return self._uses[block]

    def _used_in(self, block: str) -> Iterator[Use]:
        own = self.canvas.own_tools or {}
        here = getattr(self.canvas.blocks, block, None)
        for index, use in enumerate((here.tools if here is not None else None) or ()):
            mine = own.get(use.name)
            tool = self.knowledge.tools.get(use.name) if mine is None else None
            said = use.role or (mine.role if mine is not None else None)
            roles = frozenset((said,)) if said else self.knowledge.roles_of[use.name] if tool else frozenset()
            yield Use(("blocks", block, "tools", index), block, use.name, said, roles, tool)
