"""What two canvases decide differently, block by block."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mlops_canvas.canvas.dump import plain
from mlops_canvas.canvas.model import BLOCKS, Canvas


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `block` is None for what stands around the blocks."""

    about: str
    kind: str
    before: Any
    after: Any
    block: str | None


def diff(before: Canvas, after: Canvas) -> list[Change]:
    """List the changes in the order of the canvas: decisions first within each block."""
    return list(_changes(plain(before), plain(after)))


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    old, new = before.pop("blocks", {}), after.pop("blocks", {})
    yield from (Change(about, kind, a, b, None) for about, kind, a, b in _walk("", before, after))
    for block in BLOCKS:
        yield from _block(block, old.get(block, {}), new.get(block, {}))


def _block(block: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    about = f"blocks.{block}"
    was, is_ = _status(before), _status(after)
    if was != is_ and "decided" in {was, is_}:
        yield Change(about, "decided" if is_ == "decided" else "reopened", was, is_, block)
    for path, kind, old, new in _walk(about, _unstated(before), _unstated(after)):
        yield Change(path, kind, old, new, block)


def _status(block: dict[str, Any]) -> str:
    decision = block.get("decision", {})
    stated = decision if isinstance(decision, str) else decision.get("status")
    return "decided" if stated == "decided" else "drafted" if block else "open"


def _unstated(block: dict[str, Any]) -> dict[str, Any]:
    """Drop the status of the decision, which is said as decided or reopened."""
    decision = block.get("decision")
    if isinstance(decision, str):
        return {key: value for key, value in block.items() if key != "decision"}
    if isinstance(decision, dict):
        return {**block, "decision": {key: value for key, value in decision.items() if key != "status"}}
    return block


def _walk(about: str, before: Any, after: Any) -> Iterator[tuple[str, str, Any, Any]]:
    if before == after:
        return
    named = _named(before), _named(after)
    if named[0] is not None and named[1] is not None:
        for key in dict.fromkeys((*named[0], *named[1])):
            path = f"{about}.{key}" if about else key
            yield from _walk(path, named[0].get(key), named[1].get(key))
        return
    kind = "added" if before is None else "removed" if after is None else "changed"
    if kind == "added" and isinstance(after, dict) and after:
        for key, value in after.items():
            yield from _walk(f"{about}.{key}" if about else key, None, value)
    elif kind == "removed" and isinstance(before, dict) and before:
        for key, value in before.items():
            yield from _walk(f"{about}.{key}" if about else key, value, None)
    else:
        yield about, kind, before, after


def _named(value: Any) -> dict[str, Any] | None:
    """See a mapping, or a list of entries with names of their own, as a mapping."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and value and all(isinstance(item, dict) and "name" in item for item in value):
        named = {str(item["name"]): item for item in value}
        return named if len(named) == len(value) else None
    return None
