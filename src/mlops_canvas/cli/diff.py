"""mlops-canvas diff."""

from pathlib import Path

import click

from mlops_canvas.cli import common


@click.command()
@click.argument("a")
@click.argument("b")
@common.format_option("text", "json")
@common.output
def command(a: str, b: str, format_: str, output: Path | None) -> None:
    """Say what was decided anew between two canvases, block by block.

    A and B are canvas files, folders with canvas.yaml, FILE@REV for a git revision, or two JSON reports.

    \b
    Example:  mlops-canvas diff canvas.yaml@main canvas.yaml
    """
    from mlops_canvas.app import diff

    common.emit(diff.run(a, b, format_=format_, colour=common.colour(output)), output)
