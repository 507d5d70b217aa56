"""mlops-canvas portfolio."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from mlops_canvas.cli import common


@click.command()
@click.argument("paths", nargs=-1)
@common.format_option("text", "json", "markdown", "csv")
@common.output
@click.option(
    "--sort",
    type=click.Choice(["path", "name", "risk", "gaps", "cost", "test_score"]),
    default="path",
    show_default=True,
    help="Put the system to look at first first.",
)
@click.option("--group-by", type=click.Choice(["team"]), help="A table for each team.")
@click.option("--only", type=click.Choice(["risk"]), help="Ask this question alone.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes to judge in.  [default: one a core]")
@click.option("--no-cache", is_flag=True, help="Judge every file anew and keep nothing.")
@common.horizon
@common.as_of
@common.pack
@common.quiet
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    format_: str,
    output: Path | None,
    sort: str,
    group_by: str | None,
    only: str | None,
    jobs: int | None,
    no_cache: bool,  # noqa: FBT001
    horizon: int | None,
    as_of: str | None,
    packs: tuple[Path, ...],
    quiet: bool,  # noqa: FBT001
) -> None:
    """Judge many canvases and show how all the systems stand, in one table.

    PATHS are files or folders; without any, every canvas.yaml and *.canvas.yaml below this folder. A file
    that cannot be judged is skipped, named, and gives exit code 2.

    \b
    Example:  mlops-canvas portfolio canvases --sort risk
    """
    from mlops_canvas.app import options, portfolio

    found = options.settings(Path.cwd())
    pieces, code = portfolio.run(
        paths,
        packs=(*found.packs, *packs),
        as_of=options.as_of(as_of),
        horizon=horizon,
        only=only,
        jobs=jobs,
        cached=not no_cache,
        sort=sort,
        group_by=group_by,
        format_=format_,
        progress=_progress,
    )
    common.emit(pieces, output, quiet=quiet)
    ctx.exit(code)


def _progress(total: int) -> Callable[[int], None]:
    """Show a bar on the error channel where a person looks at it."""
    if not sys.stderr.isatty():
        return lambda _: None
    bar = click.progressbar(length=total, label="judging", file=sys.stderr)
    bar.render_progress()
    seen = 0

    def report(done: int) -> None:
        nonlocal seen
        seen += done
        bar.update(done)
        if seen >= total:
            bar.render_finish()

    return report
