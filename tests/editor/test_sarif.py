"""The SARIF that `check` writes holds for Microsoft's validator: the schema and the rules of the standard."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from tests.conftest import ROOT
from tests.editor.servers import HERE, canvas, node

pytestmark = pytest.mark.slow

FAULTY = """\
canvas: 1
name: Faulty Canvas
nmae: twice
title: "a \U0001f600 text"
blocks:
  prediction_serving:
    modes: [batchy]
    inputcheck: true
    input_check: no
  monitoring: {need: mandatory, need: optional}
risk:
  uses: [credit_scor]
waivers:
  - {rule: COH001, about: canvas, reason: known}
"""
SCHEMA = HERE / "node_modules/@microsoft/sarif-multitool-linux/sarif-2.1.0.json"
# The project has no public address that it could give as informationUri.
EXPECTED_WARNINGS = {"SARIF2005"}

Log = dict[str, Any]


class Validator:
    """The real sarif-multitool, and its own copy of the schema for what its reader passes over in silence.

    Its exit code is 0 whatever it finds, so its findings are read from the log that it writes.
    """

    def __init__(self, folder: Path) -> None:
        self._command = node("@microsoft/sarif-multitool", "bin.js")
        self._folder = folder
        if SCHEMA.is_file():
            self._schema = Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8-sig")))
        else:
            pytest.skip(f"{SCHEMA.parent.name} is not installed: the validator has no build for this system")

    def findings(self, text: str) -> set[tuple[str, str]]:
        """Return the rules that a log breaks, each with its level."""
        (self._folder / "given.sarif").write_text(text, encoding="utf-8")
        answer = self._folder / "answer.sarif"
        answer.unlink(missing_ok=True)
        # Its launcher goes through a shell: short names in the working directory need no quotes.
        done = subprocess.run(
            [*self._command, "validate", "given.sarif", "-o", "answer.sarif"],
            cwd=self._folder,
            env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        said = done.stdout + done.stderr
        assert "1 files scanned" in said, said
        run = json.loads(answer.read_text(encoding="utf-8-sig"))["runs"][0]
        assert run["invocations"][0]["executionSuccessful"], said
        found = {(one["ruleId"], one.get("level", "warning")) for one in run["results"]}
        return found | {("schema", "error") for _ in self._schema.iter_errors(json.loads(text))}


@pytest.fixture(scope="module")
def validator(tmp_path_factory: pytest.TempPathFactory) -> Validator:
    return Validator(tmp_path_factory.mktemp("sarif"))


def _sarif(folder: Path, *paths: str) -> str:
    done = canvas("check", "--format", "sarif", *paths, cwd=folder)
    assert done.returncode in {0, 1, 2}, done.stderr
    return done.stdout


def _holds(found: set[tuple[str, str]]) -> None:
    assert not {rule for rule, level in found if level == "error"}
    assert {rule for rule, level in found if level == "warning"} <= EXPECTED_WARNINGS


def _results(text: str) -> list[Log]:
    return list(json.loads(text)["runs"][0]["results"])


def test_of_the_examples(validator: Validator) -> None:
    text = _sarif(ROOT, "canvases")
    assert _results(text)
    _holds(validator.findings(text))


def test_of_faulty_canvases(validator: Validator, tmp_path: Path) -> None:
    (tmp_path / "a folder").mkdir()
    (tmp_path / "a folder" / "#1 50% ü.canvas.yaml").write_text(FAULTY, encoding="utf-8")
    (tmp_path / "broken.canvas.yaml").write_text("team: [a\n", encoding="utf-8")
    (tmp_path / "latin.canvas.yaml").write_bytes("name: ü\n".encode("latin-1"))
    (tmp_path / "empty.canvas.yaml").touch()
    text = _sarif(tmp_path)
    assert {"CAN001", "CAN004", "CAN007", "CAN008", "CAN010", "CAN012", "CAN014", "CAN017"} <= {
        one["ruleId"] for one in _results(text)
    }
    _holds(validator.findings(text))


def test_with_all_outcomes(validator: Validator) -> None:
    text = _sarif(ROOT, "--all", "canvases")
    assert {"pass", "open"} <= {one["kind"] for one in _results(text)}
    _holds(validator.findings(text))


def test_of_a_canvas_without_findings(validator: Validator, tmp_path: Path) -> None:
    (tmp_path / "canvas.yaml").write_text("canvas: 1\n", encoding="utf-8")
    _holds(validator.findings(_sarif(tmp_path)))


def test_of_a_canvas_outside_the_working_directory(validator: Validator, tmp_path: Path) -> None:
    (tmp_path / "canvas.yaml").write_text(FAULTY, encoding="utf-8")
    _holds(validator.findings(_sarif(ROOT, str(tmp_path / "canvas.yaml"))))


def _no_tool(log: Log) -> None:
    del log["runs"][0]["tool"]


def _wrong_level(log: Log) -> None:
    log["runs"][0]["results"][0]["level"] = "fatal"


def _misspelt_key(log: Log) -> None:
    log["runs"][0]["results"][0]["levle"] = "error"


def _line_zero(log: Log) -> None:
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0


def _blank_in_uri(log: Log) -> None:
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "a b"


def _index_of_no_rule(log: Log) -> None:
    log["runs"][0]["results"][0]["ruleIndex"] = 999


@pytest.mark.parametrize("spoil", [_no_tool, _wrong_level, _misspelt_key, _line_zero, _blank_in_uri, _index_of_no_rule])
def test_notices_what_is_broken(validator: Validator, tmp_path: Path, spoil: Callable[[Log], None]) -> None:
    (tmp_path / "canvas.yaml").write_text(FAULTY, encoding="utf-8")
    log = json.loads(_sarif(tmp_path))
    spoil(log)
    assert {level for _, level in validator.findings(json.dumps(log))} >= {"error"}
