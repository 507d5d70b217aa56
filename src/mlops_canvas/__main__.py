"""The console script and `python -m mlops_canvas`: argv in, exit code out.

`--version` is answered before click is imported, because an editor or a hook asks for it often.
"""

import gc
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:
        from mlops_canvas import __version__

        sys.stdout.write(f"mlops-canvas {__version__}\n")
        return
    gc.disable()  # importing makes no garbage, so the collector would only walk what stays
    from mlops_canvas.cli import run

    gc.enable()
    sys.exit(run())


if __name__ == "__main__":
    main()
