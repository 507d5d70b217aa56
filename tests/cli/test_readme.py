"""The README's first five minutes, run from its own text."""

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

from mlops_canvas.canvas import load
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text()
CONSOLE = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
YAML = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)


def _steps() -> list[tuple[str, list[str]]]:
    """Commands of the README with the output lines shown below each."""
    steps: list[tuple[str, list[str]]] = []
    for block in CONSOLE:
        for line in block.splitlines():
            if line.startswith("$ "):
                steps.append((line[2:], []))
            elif line:
                steps[-1][1].append(line)
    return steps


def _shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    bin_folder = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}
    environment["XDG_CACHE_HOME"] = str(folder / "cache")
    return subprocess.run(  # noqa: S602 - the README's own commands
        command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_the_first_five_minutes(tmp_path: Path) -> None:
    steps = [step for step in _steps() if step[0].startswith("mlops-canvas")]
    assert {step[0].split()[1] for step in steps} >= {"demo", "init", "check", "explain", "assess"}
    for command, shown in steps:
        done = _shell(command, tmp_path)
        assert done.returncode == (1 if "--fail-on warning" in command else 0), (command, done.stderr)
        for line in shown:
            assert line in done.stdout, f"{command} does not print {line!r}"


def test_the_example_canvas_has_no_fault() -> None:
    (text,) = [block for block in YAML if "canvas: 1" in block]
    assert not load(text, "README.md").findings


def test_the_snippet_for_continuous_integration_runs(tmp_path: Path) -> None:
    (text,) = [block for block in YAML if "runs-on" in block]
    steps = yaml.safe_load(text)["jobs"]["canvas"]["steps"]
    (command,) = [step["run"] for step in steps if step.get("run", "").startswith("mlops-canvas")]
    (tmp_path / "canvas.yaml").write_text("canvas: 1\nphase: desing\n")
    done = _shell(command, tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("::")
    assert "::error file=canvas.yaml,line=2," in done.stdout


def test_every_command_of_the_table_exists() -> None:
    from mlops_canvas.cli import COMMANDS

    assert re.findall(r"^\| `(\w+)", README, re.MULTILINE) == [
        name
        for name in ("check", "assess", "portfolio", "risk", "init", "explain", "diff", "export", "schema", "demo")
        if name in COMMANDS
    ]
