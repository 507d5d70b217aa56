"""mlops-canvas init."""

import sys
from pathlib import Path

import click

from mlops_canvas.cli import common


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--example", metavar="NAME", help="Start from an example, such as credit-scoring.")
@click.option("--no-input", is_flag=True, help="Ask nothing.")
@click.option("--dry-run", is_flag=True, help="Say what would be written.")
@common.format_option("text", "json")
@common.pack
def command(
    folder: Path,
    example: str | None,
    no_input: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
    format_: str,
    packs: tuple[Path, ...],
) -> None:
    """Write a first canvas.yaml and the schema for your editor into FOLDER.

    On a terminal it asks eleven questions, one a block; press Enter to skip any of them.

    \b
    Example:  mlops-canvas init my-project
    """
    from mlops_canvas.app import init, options

    found = options.settings(Path.cwd())
    ask = None if no_input or example or not sys.stdin.isatty() else _ask
    written = init.run(folder, example=example, ask=ask, dry_run=dry_run, packs=(*found.packs, *packs))
    common.emit_written("init", written, format_)
    if format_ == "text" and any(item.action == "conflict" for item in written):
        click.echo("conflict: the file is there already and stays as it is", err=True)
    elif format_ == "text" and not dry_run:
        click.echo(f"Next: open {folder / 'canvas.yaml'} in your editor, then: mlops-canvas check {folder}", err=True)


def _ask(question: str, choices: tuple[str, ...]) -> str:
    click.echo(f"\n{question}", err=True)
    if choices:
        click.echo(f"  ({' · '.join(choices)}; Enter skips)", err=True)
    while True:
        answer: str = click.prompt(">", default="", show_default=False, err=True)
        words = [word.strip() for word in answer.split(",")]
        if not answer or not choices or all(word in choices for word in words):
            return answer
        click.echo(f"  please one of {', '.join(choices)}", err=True)
