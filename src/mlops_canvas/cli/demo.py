"""mlops-canvas demo."""

from pathlib import Path

import click

from mlops_canvas.cli import common


@click.command()
@common.format_option("text", "json")
@common.output
@common.as_of
def command(format_: str, output: Path | None, as_of: str | None) -> None:
    """Read and judge the example canvases that come with the tool."""
    from mlops_canvas.app import demo, options

    common.emit(demo.run(as_of=options.as_of(as_of), format_=format_, colour=common.colour(output)), output)
