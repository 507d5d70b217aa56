"""A door: click, one file a command; parse, one call into app, exit code. Commands are imported when run."""

import sys
from importlib import import_module

import click

from mlops_canvas.errors import UserError, guess

COMMANDS = {
    "check": "Read canvases and say what is wrong, open or contradictory.",
    "assess": "Judge one canvas: risk, readiness, automation, tests, balance, cost, next steps.",
    "risk": "Ask for the facts that decide the risk category, and write them down.",
    "portfolio": "Judge many canvases and show them in one table.",
    "init": "Write a first canvas from eleven short questions.",
    "explain": "Explain a rule, practice, question, tool, article, source, word or field.",
    "diff": "Say what was decided anew between two canvases or reports.",
    "export": "Write a document that others ask for, filled from the canvas.",
    "schema": "Print the JSON Schema of the canvas for editors.",
    "demo": "Read and judge the example canvases.",
}

EPILOG = """\b
Three commands to try:
  mlops-canvas demo                see real canvases judged
  mlops-canvas init                write your own
  mlops-canvas check               read it, with line and column

\b
Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 input that cannot be judged, 3 a bug of ours.
"""


class _Lazy(click.Group):
    """A group whose commands are modules, so that help costs nothing but click."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"mlops_canvas.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            meant = guess(name, COMMANDS)
            ctx.fail(f"no such command '{name}'" + (f": did you mean '{meant}'?" if meant else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001
    if value:
        from mlops_canvas import __version__

        click.echo(f"mlops-canvas {__version__}")
        ctx.exit()


@click.group(
    cls=_Lazy,
    epilog=EPILOG,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_version,
    help="Show the version.",
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """The MLOps Stack Canvas as a file beside the code: written down, checked and judged."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def run() -> int:
    """Run the command line; return its exit code. Bad input never shows a traceback."""
    try:
        code = main.main(standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        click.echo("stopped", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except UserError as error:
        click.echo(f"error: {error}", err=True)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except RecursionError:
        click.echo("error: the input is nested too deep", err=True)
        return 2
    except Exception as error:
        click.echo(f"bug: {type(error).__name__}: {error}; please report this", err=True)
        return 3
