"""Which canvas files a command is about, and their bytes."""

import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
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
    return [path for _, path in named(paths)]


def named(paths: Sequence[str]) -> list[tuple[str, Path]]:
    """List what `find` does, each with its name as shown."""
    found: dict[str, None] = {}  # text, because a path object for each candidate would cost more than reading it
    for name in paths or ["."]:
        path = str(Path(name))
        if os.path.isdir(path):  # noqa: PTH112 - unlike Path's, it is false where a parent may not be entered
            found.update(dict.fromkeys(_below(path)))
        elif os.path.exists(path):  # noqa: PTH110 - the same
            found[path] = None
        else:
            raise UserError(f"{name}: no such file or folder")
    if not found:
        raise UserError(
            f"no {_NAME} or *{_SUFFIX} below {', '.join(paths) or 'this folder'}",
            "write one with: mlops-canvas init",
        )
    return [(name, Path(path)) for name, path in sorted((shown(path), path) for path in found)]


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


def shown(path: Path | str) -> str:
    """Spell a path as findings do: POSIX, relative to the working directory where it lies below it.

    Bytes of a name that are not text are replaced, so that what is shown can always be written.
    """
    text = os.fspath(path).replace(os.sep, "/")
    if os.path.isabs(text) or ".." in text:  # noqa: PTH117 - for ten thousand paths
        end = text.rfind("/") + 1
        text = _shown_folder(text[:end], os.getcwd()) + text[end:]  # noqa: PTH109
    return text if text.isascii() else os.fsencode(text).decode(errors="replace")


@lru_cache(maxsize=1024)
def _shown_folder(folder: str, here: str) -> str:
    """Spell a folder that ends with a slash; nothing is left of it where it is the working directory."""
    try:
        inside = Path(folder).resolve().relative_to(here).as_posix()
    except ValueError:
        return folder
    return "" if inside == "." else f"{inside}/"


def _below(folder: str) -> Iterator[str]:
    listed = git.candidates(Path(folder))
    start = "" if folder == "." else f"{folder.rstrip('/')}/"
    for name in listed if listed is not None else _walk(folder):
        hidden = name.startswith(".") or "/." in name
        # git lists also what was deleted, and a pipe of that name would be waited for without end.
        if not hidden and _is_canvas(name.rpartition("/")[2]) and os.path.isfile(start + name):  # noqa: PTH113
            yield start + name


def _walk(folder: str) -> Iterator[str]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        inside = Path(where).relative_to(folder).as_posix()
        start = "" if inside == "." else f"{inside}/"
        yield from (start + name for name in files if _is_canvas(name))


def _is_canvas(name: str) -> bool:
    return name == _NAME or name.endswith(_SUFFIX)
