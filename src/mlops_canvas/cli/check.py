"""mlops-canvas check."""

from pathlib import Path

import click

from mlops_canvas.cli import common


@click.command()
@click.argument("paths", nargs=-1)
@common.format_option(*common.FORMATS)
@common.output
@common.fail_on("error")
@common.list_all
@common.as_of
@common.pack
@common.quiet
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    format_: str,
    output: Path | None,
    fail_on: str | None,
    list_all: bool,  # noqa: FBT001
    as_of: str | None,
    packs: tuple[Path, ...],
    quiet: bool,  # noqa: FBT001
) -> None:
    """Read canvases and say what is wrong, open or contradictory, with line and column.

    PATHS are files or folders; without any, every canvas.yaml and *.canvas.yaml below this folder.

    \b
    Example:  mlops-canvas check canvases --format sarif -o canvas.sarif
    """
    from mlops_canvas.app import check, options

    found = options.settings(Path.cwd())
    pieces, tally = check.run(
        paths,
        packs=(*found.packs, *packs),
        as_of=options.as_of(as_of),
        format_=format_,
        fail_on=fail_on or found.fail_on or "error",
        colour=common.colour(output),
        list_all=list_all,
    )
    common.emit(pieces, output, quiet=quiet)
    ctx.exit(tally.code)
