"""Canvas path ↔ place in the file, and the spelling of a path in findings.

A path is a tuple of keys and list indexes. Spelled, keys are joined with dots, and a list item goes by its
`name`, else its value, else its index: so an `about` survives items that move.
"""

from typing import Any

from mlops_canvas.document import Document, Path
from mlops_canvas.location import Location


class Positions:
    """Where each value of one canvas file stands."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @property
    def path(self) -> str:
        """The file, as findings name it."""
        return self._document.path

    def value(self, path: Path) -> Location:
        """Return the place of the value at a path, or of the nearest section that exists."""
        return self._document.value(path)

    def key(self, path: Path) -> Location:
        """Return the place of the key at a path, or of the nearest section that exists, else 1:1."""
        return self._document.key(path)

    def has(self, path: Path) -> bool:
        """Say whether something stands at exactly this path."""
        return self._document.span(path)[1] is not None

    def excerpt(self, location: Location) -> str:
        """Return the line of text at a place."""
        return self._document.line(location.line)

    def about(self, path: Path) -> str:
        """Spell a path."""
        return spell(self._document.tree, path)


def spell(tree: Any, path: Path) -> str:
    """Spell a path through a tree of dict and list."""
    words, here = [], tree
    for step in path:
        if isinstance(step, int) and isinstance(here, list):
            words.append(_item(here, step))
            here = here[step] if step < len(here) else None
        elif isinstance(step, int):
            continue  # a single word where a list may stand has no index
        else:
            words.append(step)
            here = here.get(step) if isinstance(here, dict) else None
    return ".".join(words)


def _item(items: list[Any], index: int) -> str:
    names = [_name(item) for item in items]
    name = names[index] if index < len(names) else None
    return name if name and names.count(name) == 1 else str(index)


def _name(item: Any) -> str | None:
    if isinstance(item, dict):
        item = item.get("name") or item.get("kind") or item.get("rule")
    return item if isinstance(item, str) else None
