"""mlops-canvas risk."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mlops_canvas.cli import common

if TYPE_CHECKING:
    from mlops_canvas.app.risk import Prompt


@click.command()
@click.argument("canvas")
@click.option("--no-input", is_flag=True, help="Ask nothing: list the questions that are open.")
@click.option("--dry-run", is_flag=True, help="Show what would be written.")
@common.format_option("text", "json")
@common.as_of
@common.pack
def command(
    canvas: str,
    no_input: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
    format_: str,
    as_of: str | None,
    packs: tuple[Path, ...],
) -> None:
    """Ask for the facts that can still change the risk category, and write them into CANVAS.

    Enter means that you don't know; `?` explains; `q` stops and keeps what was answered.

    \b
    Example:  mlops-canvas risk my-project
    """
    from mlops_canvas.app import options, risk

    found = options.settings(Path.cwd())
    interview = risk.start(canvas, packs=(*found.packs, *packs), as_of=options.as_of(as_of))
    if no_input or format_ == "json":
        click.echo(risk.listed(interview, format_), nl=False)
        return
    click.echo(risk.hold(interview, _ask), nl=False)
    if dry_run:
        click.echo(interview.changes(), nl=False)
    else:
        common.emit_written("risk", interview.save(), "text")


def _ask(prompt: "Prompt") -> str | None:
    click.echo(prompt.text(), err=True, nl=False)
    while True:
        try:
            said: str = click.prompt(">", default="", show_default=False, err=True).strip()
        except click.Abort:
            return None  # what was answered is kept
        if said == "q":
            return None
        said = prompt.spelt(said)
        wrong = prompt.refused(said)
        if said.startswith("?"):
            click.echo(prompt.explained(said.removeprefix("?").strip()), err=True, nl=False)
        elif wrong is None:
            return said
        else:
            click.echo(f"  {wrong}", err=True)
