"""mlops-canvas explain."""

from pathlib import Path

import click

from mlops_canvas.cli import common


@click.command()
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--all", "whole", is_flag=True, help="Write every entry as pages of Markdown into the folder of -o.")
@click.option("--dry-run", is_flag=True, help="With --all: say what would be written.")
@common.format_option("text", "json")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to a file; with --all, to a folder.")
@common.pack
def command(
    id_: str | None,
    whole: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
    format_: str,
    output: Path | None,
    packs: tuple[Path, ...],
) -> None:
    """Explain whatever has an id, such as a rule, practice, tool, level, word, field or source.

    Where several entries share an ID, all are shown; KIND:ID asks for one kind.

    \b
    Examples:  mlops-canvas explain COH010
               mlops-canvas explain versioning.data
               mlops-canvas explain google.1
               mlops-canvas explain block:monitoring
               mlops-canvas explain --all -o docs/reference
    """
    from mlops_canvas.app import explain, options

    packs = (*options.settings(Path.cwd()).packs, *packs)
    if whole:
        if id_ is not None or output is None:
            raise click.UsageError("--all takes no ID, and the folder to write to with -o")
        _write_all(output, packs, format_, dry_run=dry_run)
        return
    if id_ is None or dry_run:
        raise click.UsageError("say what to explain, such as COH010; --dry-run goes with --all")
    pieces = explain.run(id_, packs=packs, format_=format_, colour=common.colour(output))
    common.emit(pieces, output)


def _write_all(folder: Path, packs: tuple[Path, ...], format_: str, *, dry_run: bool) -> None:
    from mlops_canvas.app import reference

    written = reference.run(folder, dry_run=dry_run, packs=packs)
    common.emit_written("explain", written, format_)
    actions = {item.action for item in written}
    if format_ == "text" and "conflict" in actions:
        click.echo("conflict: somebody edited or wrote the file; it stays as it is", err=True)
    if format_ == "text" and "stale" in actions:
        click.echo("stale: no entry needs the page any more; delete it", err=True)
