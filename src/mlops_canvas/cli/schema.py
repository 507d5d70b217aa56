"""mlops-canvas schema."""

from pathlib import Path

import click

from mlops_canvas.cli import common


@click.command()
@common.output
@common.pack
def command(output: Path | None, packs: tuple[Path, ...]) -> None:
    """Print the JSON Schema of the canvas: completion, hover help and error marks in any editor.

    \b
    Example:  mlops-canvas schema -o canvas.schema.json
    """
    from mlops_canvas.app import options, schema

    found = options.settings(Path.cwd())
    common.emit([schema.run(packs=(*found.packs, *packs))], output)
