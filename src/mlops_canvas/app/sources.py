"""Which canvas files a command is about, and their bytes."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mlops_canvas import git
from mlops_canvas.errors import UserError

if TYPE_CHECKING:
    from mlops_canvas.canvas import Loaded

_NAME = "canvas.yaml"
_SUFFIX = ".canvas.yaml"


def find(paths: Sequence[str]) -> list[Path]:
    """List the canvases to read: files as given, and those below each folder, in the order of their names.

    Hidden folders and what git ignores are left out. Raises UserError where a path does not exist or
    nothing is found.
    """
    found: dict[Path, None] = {}
    for name in paths or ["."]:
        path = Path(name)
        if path.is_dir():
            found.update(dict.fromkeys(_below(path)))
        elif path.exists():
            found[path] = None
        else:
            raise UserError(f"{name}: no such file or folder")
    if not found:
        raise UserError(
            f"no {_NAME} or *{_SUFFIX} below {', '.join(paths) or 'this folder'}",
            "write one with: mlops-canvas init",
        )
    return sorted(found, key=shown)


def one(name: str) -> Path:
    """Return the canvas that a name means: a file, or a folder that holds canvas.yaml."""
    path = Path(name)
    inside = path / _NAME
    if path.is_dir() and inside.is_file():
        return inside
    if path.is_dir():
        raise UserError(f"{name}: the folder holds no {_NAME}", "write one with: mlops-canvas init")
    if not path.exists():
        raise UserError(f"{name}: no such file")
    return path


def read(path: Path) -> "Loaded":
    """Read one canvas. Raises UserError where the file cannot be opened."""
    # Imported here, because a portfolio that is answered from the cache loads no canvas at all.
    from mlops_canvas.canvas import load

    return load(content(path), shown(path))


def content(path: Path) -> bytes:
    """Return the bytes of a file. Raises UserError where it cannot be opened."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error


def shown(path: Path) -> str:
    """Spell a path as findings do: POSIX, relative to the working directory where it lies below it."""
    if not path.is_absolute() and ".." not in path.parts:
        return path.as_posix()
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _below(folder: Path) -> Iterator[Path]:
    listed = git.candidates(folder)
    for name in listed if listed is not None else _walk(folder):
        hidden = name.startswith(".") or "/." in name
        if not hidden and _is_canvas(name.rpartition("/")[2]):
            path = folder / name
            if path.is_file():
                yield path


def _walk(folder: Path) -> Iterator[str]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from ((Path(where) / name).relative_to(folder).as_posix() for name in files if _is_canvas(name))


def _is_canvas(name: str) -> bool:
    return name == _NAME or name.endswith(_SUFFIX)
