"""FileTree → disk: what would happen, and then exactly that. The only room that writes.

A file that a person may have edited is never overwritten: it is a conflict, and stays as it is.
"""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mlops_canvas.errors import UserError

FileTree = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """One file of a plan: `create`, `same` (already there) or `conflict` (something else is there)."""

    path: str
    action: str


def plan(tree: FileTree, root: Path) -> list[Written]:
    """Say what writing the tree below `root` would do. Raises UserError for a path that leads out."""
    return [Written(target.as_posix(), _action(target, text)) for target, text in _targets(tree, root)]


def write(tree: FileTree, root: Path) -> list[Written]:
    """Write what the plan calls `create`; each file appears whole or not at all."""
    done = plan(tree, root)
    for item, (target, text) in zip(done, _targets(tree, root), strict=True):
        if item.action == "create":
            replace(target, text)
    return done


def replace(target: Path, text: str) -> None:
    """Put a text in place of a file in one step, so that no reader ever sees half of it."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(target)
    except OSError as error:
        raise UserError(f"{target}: cannot be written ({error.strerror})") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _targets(tree: FileTree, root: Path) -> list[tuple[Path, str]]:
    base = root.resolve()
    targets = []
    for name, text in sorted(tree.items()):
        if not (base / name).resolve().is_relative_to(base):
            raise UserError(f"{name} leads out of {root}")
        targets.append((root / name, text))
    return targets


def _action(target: Path, text: str) -> str:
    if not target.exists():
        return "create"
    return "same" if target.is_file() and target.read_bytes() == text.encode() else "conflict"
