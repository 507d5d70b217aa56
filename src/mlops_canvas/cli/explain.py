"""mlops-canvas explain."""

from pathlib import Path

import click

from mlops_canvas.cli import common


@click.command()
@click.argument("id_", metavar="ID")
@common.format_option("text", "json")
@common.output
@common.pack
def command(id_: str, format_: str, output: Path | None, packs: tuple[Path, ...]) -> None:
    """Explain a rule, practice, question, tool, article, indicator, source, word or field.

    \b
    Examples:  mlops-canvas explain COH010
               mlops-canvas explain versioning.data
               mlops-canvas explain credit_score
    """
    from mlops_canvas.app import explain, options

    found = options.settings(Path.cwd())
    pieces = explain.run(id_, packs=(*found.packs, *packs), format_=format_, colour=common.colour(output))
    common.emit(pieces, output)
