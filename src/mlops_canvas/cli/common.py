"""Options that several commands share."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from mlops_canvas.errors import UserError

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

FORMATS = ("text", "json", "sarif", "markdown", "github")

as_of = click.option("--as-of", metavar="DATE", help="Judge on this day instead of today.")
pack = click.option(
    "--pack",
    "packs",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Own knowledge, laid over the built-in.",
)
horizon = click.option(
    "--horizon",
    type=click.IntRange(1, 120),
    metavar="MONTHS",
    help="Sum cost over so many months instead of the canvas's own.",
)
output = click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead."
)
list_all = click.option("--all", "list_all", is_flag=True, help="List also what passed and what could not be judged.")
quiet = click.option("-q", "--quiet", is_flag=True, help="Print nothing; the exit code tells.")


def format_option(*names: str) -> Decorator:
    """Return the option that chooses an output format; the first one is the default."""
    return click.option("--format", "format_", type=click.Choice(names), default=names[0], show_default=True)


def fail_on(default: str) -> Decorator:
    """Return the option that sets which gaps lead to exit code 1."""
    choice = click.Choice(["error", "warning", "info", "never"])
    return click.option(
        "--fail-on", type=choice, help=f"The least severity that gives exit code 1.  [default: {default}]"
    )


def colour(output: Path | None) -> bool:
    """Say whether to colour: on a terminal, unless NO_COLOR or TERM=dumb says otherwise."""
    import os

    if output is not None or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def emit(pieces: Iterable[str], output: Path | None, *, quiet: bool = False) -> None:
    """Print pieces of text as they come, or write them to a file."""
    if quiet:
        for _ in pieces:
            pass
        return
    if output is None:
        stream = sys.stdout
        for piece in pieces:
            stream.write(piece)
        stream.flush()
        return
    try:
        with output.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
    except OSError as error:
        raise UserError(f"{output}: cannot be written ({error.strerror})") from error


def emit_written(command: str, written: Iterable[Any], format_: str) -> None:
    """Say which files were written, or would be."""
    if format_ == "json":
        import json

        rows = [{"path": item.path, "action": item.action} for item in written]
        click.echo(json.dumps({"schema_version": 1, "command": command, "written": rows}, indent=2))
        return
    for item in written:
        click.echo(f"{item.action:<9} {item.path}")
