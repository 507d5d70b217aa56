"""YAML text → Canvas: all faults of a file at once, each unit that fails left out and named.

Enters the bytes of a file; leaves the canvas, its positions, findings with CAN rules, and the paths of the
units that could not be read. Units: each block, each entry of practices, models, use_cases, own_tools and
waivers, each other top-level key. A unit left out is unreadable, which is not the same as silent.
"""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from mlops_canvas.canvas.model import Canvas
from mlops_canvas.canvas.positions import Positions
from mlops_canvas.document import Document, Path, Problem, Quoted, read
from mlops_canvas.finding import Finding, Related
from mlops_canvas.location import Location
from mlops_canvas.shape import problems

RULE_OF = {
    "not_utf8": "CAN001",
    "too_large": "CAN001",
    "syntax": "CAN002",
    "tab": "CAN003",
    "unclosed": "CAN004",
    "too_deep": "CAN005",
    "alias": "CAN006",
    "tag": "CAN006",
    "merge_key": "CAN006",
    "bad_key": "CAN006",
    "duplicate_key": "CAN007",
    "not_a_canvas": "CAN008",
    "unknown_key": "CAN010",
    "wrong_type": "CAN011",
    "not_a_choice": "CAN012",
    "bad_number": "CAN013",
    "out_of_range": "CAN013",
    "bad_boolean": "CAN014",
    "bad_date": "CAN015",
    "bad_slug": "CAN016",
    "missing": "CAN017",
    "missing_field": "CAN017",
    "bad_order": "CAN018",
    "comma_in_text": "CAN019",
}
"""The rule that each kind of fault breaks; the rules stand in knowledge/data/rules/format."""

_ENTRIES = frozenset(("blocks", "practices", "models", "use_cases", "own_tools", "waivers"))
_FORMAT_SOURCE = ("canvas_format",)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A canvas as read. `canvas` is None where nothing is left to judge, and then a finding says why."""

    canvas: Canvas | None
    positions: Positions
    findings: tuple[Finding, ...]
    unreadable: frozenset[str]


def load(text: bytes | str, path: str) -> Loaded:
    """Load a canvas. Never raises for what stands in the file."""
    document = read(text, path)
    positions = Positions(document)
    faults = list(document.problems)
    if document.readable and not _is_canvas(document):
        faults = [_not_a_canvas(document)]
        document.readable = False
    if not document.readable:
        return Loaded(None, positions, _findings(faults, positions), frozenset())
    canvas, units = _validate(document, faults)
    findings = _findings(faults, positions)
    units |= {meant for fault in faults if (meant := _meant(fault)) and not positions.has(meant)}
    return Loaded(canvas, positions, findings, frozenset(positions.about(unit) for unit in units))


def _meant(fault: Problem) -> Path | None:
    """Return the unit that a mistyped key stands for: what it would hold is unreadable, not silent."""
    if fault.meant is None or fault.path != _unit(fault.path):
        return None
    return (*fault.path[:-1], fault.meant)


def _is_canvas(document: Document) -> bool:
    return isinstance(document.tree, dict) and document.tree.get("canvas") in {"1", Quoted("1")}


def _not_a_canvas(document: Document) -> Problem:
    tree = document.tree
    if isinstance(tree, dict) and tree.get("canvas"):
        message = f"canvas format {tree['canvas']!r} is not known here: this version reads `canvas: 1`"
        return Problem("not_a_canvas", message, ("canvas",), document.value(("canvas",)))
    message = "not a canvas: its first line is missing, write `canvas: 1` at the top"
    return Problem("not_a_canvas", message, (), Location(document.path))


def _validate(document: Document, faults: list[Problem]) -> tuple[Canvas, set[Path]]:
    """Validate the tree, leaving out failing units until the rest holds."""
    # The marker itself was read, or this would be no canvas; a second one is only a fault.
    units = {_unit(fault.path) for fault in faults if fault.path} - {("canvas",)}
    while True:
        try:
            return Canvas.model_validate(_without(document.tree, units) if units else document.tree), units
        except ValidationError as error:
            found = list(problems(error, document, Canvas))
            faults.extend(found)
            more = {_unit(fault.path) for fault in found} - units
            # A fault in what stands in a list's place has no entry to leave out: the whole key goes.
            units |= more or {unit[:1] for unit in units}


def _unit(path: Path) -> Path:
    return path[:2] if path[0] in _ENTRIES and len(path) > 1 else path[:1]


def _without(tree: dict[str, Any], units: set[Path]) -> dict[str, Any]:
    """Copy the tree without the units: whole top-level keys, and entries of the collections."""
    rest = {key: value for key, value in tree.items() if (key,) not in units}
    for head in {unit[0] for unit in units if len(unit) > 1}:
        inner = rest.get(str(head))
        if isinstance(inner, dict):
            rest[str(head)] = {key: value for key, value in inner.items() if (head, key) not in units}
        elif isinstance(inner, list):
            rest[str(head)] = [item for index, item in enumerate(inner) if (head, index) not in units]
        else:
            rest.pop(str(head), None)
    return rest


def _findings(faults: list[Problem], positions: Positions) -> tuple[Finding, ...]:
    found: dict[str, Finding] = {}
    for fault in faults:
        finding = _finding(fault, positions)
        found.setdefault(finding.key, finding)
    return tuple(found.values())


def _finding(fault: Problem, positions: Positions) -> Finding:
    place = fault.location or (positions.key(fault.path) if fault.on_key else positions.value(fault.path))
    return Finding(
        rule=RULE_OF[fault.kind],
        question="format",
        about=positions.about(fault.path) or "canvas",
        outcome="gap",
        severity="error",
        message=fault.message,
        location=place,
        sources=_FORMAT_SOURCE,
        excerpt=positions.excerpt(place),
        related=tuple(Related(where, said) for where, said in fault.related),
    )
