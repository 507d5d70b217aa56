"""A wheel stands alone: built, installed elsewhere and run, it finds its templates, canvases and knowledge.

The fresh environment gets the wheel without its dependencies, and a .pth file that points to those of the
running environment. That file adds the folder only, never what the folder's own .pth files name, so the
editable install of the checkout stays out of sight.
"""

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mlops_canvas import __version__
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

PIECES = ("templates", "canvases")
Installed = Callable[..., str]


def _run(*command: str | Path, cwd: Path) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**env, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _build(source: Path, into: Path, target: str) -> Path:
    _run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", into, cwd=source)
    (built,) = into.iterdir()
    return built


def _sources(folder: Path) -> list[str]:
    """List the files of a folder of the checkout, as a wheel has them."""
    ignored = {"__pycache__", ".DS_Store"}
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in paths if not ignored & set(path.parts))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(ROOT, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(ROOT, tmp_path_factory.mktemp("sdist"), "sdist")


@pytest.fixture(scope="module")
def home(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own."""
    folder = tmp_path_factory.mktemp("environment")
    _run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    pip = (sys.executable, "-m", "pip", "--python", _program(folder, "python"), "--disable-pip-version-check")
    _run(*pip, "install", "--no-deps", "--no-index", "--quiet", wheel, cwd=folder)
    # This file adds site-packages itself; what the editable install put there for the checkout is not read.
    inside = _run(
        _program(folder, "python"), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
    )
    dependencies = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (Path(inside.strip()) / "dependencies.pth").write_text("\n".join(sorted(dependencies)) + "\n")
    return folder


def _program(home: Path, name: str) -> Path:
    return home / ("Scripts" if os.name == "nt" else "bin") / name


@pytest.fixture(scope="module")
def installed(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Run the installed console script outside the checkout."""
    outside = tmp_path_factory.mktemp("outside")
    assert ROOT not in outside.parents

    def run(*arguments: str, cwd: Path = outside) -> str:
        return _run(_program(home, "mlops-canvas"), *arguments, cwd=cwd)

    return run


def test_the_wheel_holds_what_the_tool_reads(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert len(names) == len(set(names))
    for piece in PIECES:
        inside = f"mlops_canvas/_share/{piece}/"
        assert sorted(name.removeprefix(inside) for name in names if name.startswith(inside)) == _sources(ROOT / piece)
    package = [name.removeprefix("mlops_canvas/") for name in names if name.startswith("mlops_canvas/")]
    code = sorted(name for name in package if not name.startswith("_share/"))
    assert code == _sources(ROOT / "src" / "mlops_canvas")


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    assert {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()} == {
        "mlops_canvas",
        f"mlops_canvas-{__version__}.dist-info",
    }


def test_everything_is_found_inside_the_install(home: Path, tmp_path: Path) -> None:
    script = (
        "import json, mlops_canvas as m; from mlops_canvas import resources as r;"
        "print(json.dumps([m.__file__, str(r.knowledge()), *(str(r.folder(n)) for n in "
        f"{PIECES!r})]))"
    )
    found = json.loads(_run(_program(home, "python"), "-c", script, cwd=tmp_path))
    for name in found:
        path = Path(name)
        assert home.resolve() in path.resolve().parents
        assert ROOT not in path.resolve().parents
        assert path.is_file() or any(path.iterdir())


def test_demo(installed: Installed) -> None:
    text = installed("demo")
    for path in (ROOT / "canvases").glob("*/canvas.yaml"):
        assert path.parent.name in text
    assert str(ROOT) not in text


def test_init_from_an_example(installed: Installed, tmp_path: Path) -> None:
    installed("init", "--example", "credit-scoring", "new", cwd=tmp_path)
    made = (tmp_path / "new" / "canvas.yaml").read_text(encoding="utf-8")
    example = (ROOT / "canvases" / "credit-scoring" / "canvas.yaml").read_text(encoding="utf-8")
    assert made.splitlines()[1:] == example.splitlines()[1:]
    assert made.splitlines()[0].endswith("$schema=./canvas.schema.json")
    assert json.loads((tmp_path / "new" / "canvas.schema.json").read_text(encoding="utf-8"))
    installed("check", "new", cwd=tmp_path)


def test_schema_is_the_one_of_the_checkout(installed: Installed, tmp_path: Path) -> None:
    here = _run(sys.executable, "-m", "mlops_canvas", "schema", cwd=tmp_path)
    assert installed("schema") == here


def test_explain(installed: Installed) -> None:
    assert "CAN012" in installed("explain", "CAN012")


def test_version(installed: Installed) -> None:
    assert installed("--version") == f"mlops-canvas {__version__}\n"


def test_the_sdist_builds_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    # Its own process, because extractall has no filter before 3.11.4 and warns without one from 3.12 on.
    _run(sys.executable, "-W", "ignore", "-m", "tarfile", "-e", sdist, tmp_path / "source", cwd=tmp_path)
    (source,) = (tmp_path / "source").iterdir()
    again = _build(source, tmp_path / "again", "wheel")
    assert _contents(again) == _contents(wheel)


def test_the_sdist_holds_no_environment(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        tops = {name.split("/")[1] for name in archive.getnames()}
    assert tops <= {
        "src", "templates", "canvases", "README.md", "LICENSE", "CHANGELOG.md", "pyproject.toml", "PKG-INFO",
        ".gitignore",
    }  # fmt: skip


def _contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
