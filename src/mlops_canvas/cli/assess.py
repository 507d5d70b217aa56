"""mlops-canvas assess."""

from pathlib import Path

import click

from mlops_canvas.cli import common


@click.command()
@click.argument("canvas")
@common.format_option(*common.FORMATS)
@common.output
@common.fail_on("never")
@common.list_all
@common.horizon
@click.option("--overall", is_flag=True, help="Also give one readiness over all themes: the lowest, by our choice.")
@click.option("--law", metavar="VERSION", help="Judge by this version of the law instead of the newest.")
@common.as_of
@common.pack
@common.quiet
@click.pass_context
def command(
    ctx: click.Context,
    canvas: str,
    format_: str,
    output: Path | None,
    fail_on: str | None,
    list_all: bool,  # noqa: FBT001
    horizon: int | None,
    overall: bool,  # noqa: FBT001
    law: str | None,
    as_of: str | None,
    packs: tuple[Path, ...],
    quiet: bool,  # noqa: FBT001
) -> None:
    """Judge one canvas: every question, its verdict, and what to mend.

    CANVAS is a file, or a folder that holds canvas.yaml.

    \b
    Example:  mlops-canvas assess canvases/credit-scoring
    """
    from mlops_canvas.app import assess, options

    found = options.settings(Path.cwd())
    pieces, code = assess.run(
        canvas,
        packs=(*found.packs, *packs),
        law=law,
        as_of=options.as_of(as_of),
        format_=format_,
        fail_on=fail_on or "never",
        colour=common.colour(output),
        list_all=list_all,
        horizon=horizon,
        overall=overall,
    )
    common.emit(pieces, output, quiet=quiet)
    ctx.exit(code)
