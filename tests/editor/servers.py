"""What the tests here start: our command line, and servers from node_modules or a line why they skip."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def canvas(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run our command line in a folder; unlike the fixture `run`, for fixtures of a whole module too."""
    return subprocess.run(
        [sys.executable, "-m", "mlops_canvas", *arguments],
        cwd=cwd,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1795478400", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=60,
    )


def node(package: str, script: str) -> list[str]:
    """Return the command that runs a script of a package; skip where node or the package is missing."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("node is not installed: apt-get install nodejs npm, then: npm ci --prefix tests/editor")
    path = HERE / "node_modules" / package / script
    if not path.is_file():
        pytest.skip(f"{package} is not installed: npm ci --prefix tests/editor")
    return [program, str(path)]
