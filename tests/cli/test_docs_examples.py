"""Commands and packs of the documents run as they stand there."""

import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

ROW = r"^\| (S\d\d) \|.*?\| `mlops-canvas ([^`]+)` \| (.+?) \|"
ROWS = re.findall(ROW, (ROOT / "docs/requirements.md").read_text(), re.MULTILINE)
BLOCKS = re.findall(r"```yaml\n# (our-knowledge/\S+)\n(.*?)```", (ROOT / "docs/knowledge.md").read_text(), re.S)


@pytest.mark.slow  # eighty starts of the tool
@pytest.mark.parametrize(("row", "command", "shown"), ROWS, ids=[row for row, *_ in ROWS])
def test_a_row_shows_what_it_says(row: str, command: str, shown: str, run: Run) -> None:
    words = shlex.split(command.replace(" canvases/", f" {ROOT}/canvases/"))
    assert any(shown in line for line in run(*words).stdout.splitlines()), row


def test_the_pack_of_the_documents_is_a_pack(run: Run, tmp_path: Path) -> None:
    for name, text in BLOCKS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    canvas = "canvas: 1\nblocks:\n  prediction_serving: {tools: [our_scorer]}\n"
    (tmp_path / "canvas.yaml").write_text(canvas)
    assert "OUR001" in run("check", "--pack", "our-knowledge").stdout
