"""What every use case needs to know: the day it judges on, the packs it knows, and the user's settings.

Settings stand in `[tool.mlops-canvas]` of pyproject.toml or in mlops-canvas.toml, found by walking up.
"""

import os
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlops_canvas import resources
from mlops_canvas.errors import UserError, guess

if TYPE_CHECKING:
    from mlops_canvas.knowledge import Knowledge

_KNOWN = ("pack", "fail-on")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the configuration says; packs are folders, relative to the file that names them."""

    packs: tuple[Path, ...] = ()
    fail_on: str | None = None


def settings(start: Path) -> Settings:
    """Find and read the settings for a folder. Raises UserError for keys or values that are not known."""
    for folder in (start.resolve(), *start.resolve().parents):
        own = folder / "mlops-canvas.toml"
        if own.is_file():
            return _settings(own, _toml(own))
        project = folder / "pyproject.toml"
        if project.is_file():
            table = _toml(project).get("tool", {}).get("mlops-canvas")
            if table is not None:
                return _settings(project, table)
    return Settings()


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"{path}: {error}") from error


def _settings(path: Path, table: dict[str, Any]) -> Settings:
    for key in table:
        if key not in _KNOWN:
            meant = guess(key, _KNOWN)
            raise UserError(f"{path}: unknown setting '{key}'", f"did you mean '{meant}'?" if meant else "")
    packs = table.get("pack", [])
    fail_on = table.get("fail-on")
    if not isinstance(packs, list) or not all(isinstance(pack, str) for pack in packs):
        raise UserError(f"{path}: pack is a list of folders")
    if fail_on not in {None, "error", "warning", "info", "never"}:
        raise UserError(f"{path}: fail-on is error, warning, info or never, not {fail_on!r}")
    return Settings(tuple(path.parent / pack for pack in packs), fail_on)


def load_knowledge(packs: tuple[Path, ...], law: str | None = None) -> "Knowledge":
    """Load the built-in pack, and the own ones over it in their order; by the newest law or the one asked for."""
    # Imported here, because a portfolio that is answered from the cache needs no knowledge.
    from mlops_canvas import knowledge

    return knowledge.load((resources.knowledge(), *packs), law)


def as_of(given: str | None) -> date:
    """Return the day to judge on: `--as-of`, else SOURCE_DATE_EPOCH, else today."""
    if given is not None:
        try:
            return date.fromisoformat(given)
        except ValueError as error:
            raise UserError(f"--as-of {given}: not a date", "write YYYY-MM-DD") from error
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now(UTC).astimezone().date()
