"""The one place that knows where templates and example canvases are: checkout, editable install or wheel.

A checkout and an editable install have them at the top of the repository, a wheel inside the package.
Knowledge is package data in every case.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_REPOSITORY = _PACKAGE.parent.parent


def folder(name: str) -> Path:
    """Return the folder `templates` or `canvases`."""
    checkout = _REPOSITORY / name
    if (_REPOSITORY / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    return _PACKAGE / "_share" / name


def template(name: str) -> str:
    """Return the text of a template, by its path below `templates`."""
    return (folder("templates") / name).read_text(encoding="utf-8")


def knowledge() -> Path:
    """Return the folder of the built-in knowledge pack."""
    return _PACKAGE / "knowledge" / "data"
