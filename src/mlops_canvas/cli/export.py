"""mlops-canvas export."""

import json
from pathlib import Path

import click

from mlops_canvas.cli import common


@click.command()
@click.argument("canvas")
@click.option("--to", required=True, metavar="DOCUMENT", help="annex-iv, fria, or one of your own pack.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead.")
@click.option("--dry-run", is_flag=True, help="With -o: say what would be written.")
@click.option("--diff", "show_diff", is_flag=True, help="With -o: show what would change, and write nothing.")
@click.option("--force", is_flag=True, help="With -o: write over a file that somebody edited.")
@common.format_option("text", "json")
@click.option("--law", metavar="VERSION", help="Judge by this version of the law instead of the newest.")
@common.as_of
@common.pack
@click.pass_context
def command(
    ctx: click.Context,
    canvas: str,
    to: str,
    output: Path | None,
    dry_run: bool,  # noqa: FBT001
    show_diff: bool,  # noqa: FBT001
    force: bool,  # noqa: FBT001
    format_: str,
    law: str | None,
    as_of: str | None,
    packs: tuple[Path, ...],
) -> None:
    """Write a document that the law describes, filled from CANVAS; what is not known is marked and counted.

    \b
    Examples:  mlops-canvas export canvases/credit-scoring --to annex-iv
               mlops-canvas export canvases/credit-scoring --to fria -o fria.md
    """
    from mlops_canvas.app import export, options

    if output is None and (dry_run or show_diff or force):
        raise click.UsageError("--dry-run, --diff and --force go with -o")
    packs = (*options.settings(Path.cwd()).packs, *packs)
    made = export.run(canvas, to=to, packs=packs, as_of=options.as_of(as_of), law=law)
    click.echo(made.counted, err=True)
    data = {"schema_version": 1, "command": "export", **made.data}
    if output is None:
        click.echo(made.text if format_ == "text" else _json({**data, "text": made.text}), nl=False)
        return
    row = export.written(made, output, canvas=canvas, force=force, dry_run=dry_run or show_diff)
    changes = {"diff": export.diff(made, output)} if show_diff else {}
    if format_ == "json":
        click.echo(_json({**data, "written": [{"path": row.path, "action": row.action}], **changes}), nl=False)
    elif show_diff:
        click.echo(changes["diff"], nl=False)
    else:
        common.emit_written("export", [row], format_)
    if row.action == "conflict":
        click.echo("conflict: somebody edited or wrote the file; it stays as it is without --force", err=True)
        ctx.exit(1)


def _json(data: dict[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
