"""The generator of the benchmarks: its canvases are coherent, its answer key is what `check` reports."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "portfolio.py"


def write(out: Path, count: int, *more: str) -> Path:
    command = [sys.executable, str(SCRIPT), "--out", str(out), "--count", str(count), *more]
    subprocess.run(command, check=True)
    return out


def said(folder: Path) -> list[dict[str, Any]]:
    """Return what a person would be shown."""
    command = [sys.executable, "-m", "mlops_canvas", "check", ".", "--format", "json"]
    done = subprocess.run(command, check=False, capture_output=True, cwd=folder)
    return [one for one in json.loads(done.stdout)["findings"] if one["outcome"] in {"gap", "note", "failed"}]


def test_canvases_are_valid_coherent_and_complete(tmp_path: Path) -> None:
    assert said(write(tmp_path / "clean", 40)) == []


def test_the_same_seed_gives_the_same_first_files(tmp_path: Path) -> None:
    few, more = write(tmp_path / "few", 3), write(tmp_path / "more", 5)
    other = write(tmp_path / "other", 3, "--seed", "2")
    names = sorted(path.name for path in few.iterdir())
    assert len(names) == 3
    assert all((few / name).read_bytes() == (more / name).read_bytes() for name in names)
    assert all((few / name).read_bytes() != (other / name).read_bytes() for name in names)


def test_each_planted_defect_is_reported_at_its_line_and_column(tmp_path: Path) -> None:
    folder = write(tmp_path / "faulty", 120, "--defects", "100")
    key = (tmp_path / "faulty.defects.tsv").read_text(encoding="utf-8").splitlines()[1:]
    planted = {tuple(line.split("\t")) for line in key}
    found = {(one["path"], str(one["line"]), str(one["column"]), one["rule"]) for one in said(folder)}
    assert len(planted) == 120
    assert len({rule for *_, rule in planted}) == 10
    assert planted - found == set()
