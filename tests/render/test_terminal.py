"""A stranger's words reach the terminal as words, and never as orders to it."""

from pathlib import Path

import pytest

from tests.conftest import Run

HOSTILE = r"""canvas: 1
name: a
use_cases: [{name: "one\e[31mred\x07", impact: 5, feasibility: 5}]
models: [{name: "m\e]0;title", stage: production}]
number_of_models: 0
design_goals: {reproducibility: {target: "same\e[2J"}}
blocks:
  prediction_serving: {modes: ["bat\e[31mch"]}
practices: {versioning.code: manual}
"""


@pytest.mark.parametrize("command", [("check",), ("assess", "."), ("portfolio",), ("check", "--all")])
def test_control_characters_of_a_canvas_or_its_name_are_spelt_out(
    command: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    (tmp_path / "canvas.yaml").write_text(HOSTILE)
    (tmp_path / "b\x1b[31mc.canvas.yaml").write_text(HOSTILE)
    done = run(*command)
    assert done.returncode in {0, 1}
    assert all(sign.isprintable() or sign == "\n" for sign in done.stdout + done.stderr)
    assert "\\x1b" in done.stdout
