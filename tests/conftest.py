"""What tests share: the knowledge, a judge of texts, and the real command line."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from mlops_canvas import resources
from mlops_canvas.assess import QUESTIONS, Engine, Report
from mlops_canvas.canvas import load
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.knowledge import load as load_knowledge

AS_OF = date(2026, 11, 24)
ROOT = Path(__file__).parent.parent
Judge = Callable[..., Report]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge([resources.knowledge()])


@pytest.fixture(scope="session")
def judge(knowledge: Knowledge) -> Judge:
    """Judge the text of a canvas by all questions, on a fixed day."""
    engine = Engine(knowledge, AS_OF)

    def run(text: str | bytes, path: str = "canvas.yaml", *, as_of: date = AS_OF) -> Report:
        chosen = engine if as_of == AS_OF else Engine(knowledge, as_of)
        return chosen.run(load(text, path), QUESTIONS)

    return run


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command line in a folder of its own, as a user would."""

    def start(*arguments: str, cwd: Path = tmp_path, **environment: str) -> subprocess.CompletedProcess[str]:
        # A home for caches of its own: no test writes to the user's, and none finds what another kept.
        own = {"SOURCE_DATE_EPOCH": "1795478400", "NO_COLOR": "1", "XDG_CACHE_HOME": str(tmp_path / ".cache")}
        env = {**os.environ, **own, **environment}
        return subprocess.run(
            [sys.executable, "-m", "mlops_canvas", *arguments],
            cwd=cwd,
            env=env,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=60,
        )

    return start
