"""The house itself: what is imported when, how large things are, what is composed how often."""

import ast
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from mlops_canvas import document, resources
from mlops_canvas.app import check
from mlops_canvas.app.options import load_knowledge
from mlops_canvas.assess import Engine
from mlops_canvas.canvas import load
from tests.conftest import AS_OF, ROOT

SOURCE = ROOT / "src" / "mlops_canvas"
MODULES = sorted(SOURCE.rglob("*.py"))
HEAVY = {"pydantic", "yaml", "jinja2", "networkx", "mkdocs", "markdown_it", "rich", "importlib.metadata"}


def _imported(*arguments: str) -> set[str]:
    code = (
        "import sys; sys.argv = ['mlops-canvas', *sys.argv[1:]]\n"
        "from mlops_canvas.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "sys.stderr.write(' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return set(done.stderr.split())


def test_help_imports_click_and_nothing_heavy() -> None:
    modules = _imported("--help")
    assert "click" in modules
    assert not modules & HEAVY


def test_version_imports_not_even_click() -> None:
    assert "click" not in _imported("--version")


@pytest.mark.parametrize("command", [("check", "canvases"), ("assess", "canvases/credit-scoring")])
def test_judging_never_imports_what_only_pages_and_graphs_need(command: tuple[str, ...]) -> None:
    assert not _imported(*command) & {"jinja2", "networkx", "mkdocs", "markdown_it", "rich"}


def test_each_canvas_is_composed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    composed = []
    compose = document._compose  # noqa: SLF001 - to count its calls

    def counted(read: document.Document, *, has_aliases: bool) -> None:
        composed.append(read.path)
        compose(read, has_aliases=has_aliases)

    monkeypatch.setattr(document, "_compose", counted)
    engine = Engine(load_knowledge(()), AS_OF)
    composed.clear()
    cases = sorted((ROOT / "canvases").glob("*/canvas.yaml"))
    for case in cases:
        engine.run(load(case.read_bytes(), case.as_posix()), check.QUESTIONS)
    assert len(composed) == len(set(composed)) == len(cases) > 0


def test_budgets_of_size() -> None:
    lines = [len(path.read_text().splitlines()) for path in MODULES]
    assert statistics.median(lines) <= 100
    assert max(lines) <= 400
    lengths = [
        (node.end_lineno or 0) - node.lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    ]
    assert statistics.median(lengths) <= 10
    assert max(lengths) <= 60


def test_the_command_line_is_thin() -> None:
    door = sum(len(path.read_text().splitlines()) for path in MODULES if "cli" in path.parts)
    assert door <= 0.2 * sum(len(path.read_text().splitlines()) for path in MODULES)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))


def test_data_is_found_from_a_checkout() -> None:
    assert (resources.folder("canvases") / "credit-scoring" / "canvas.yaml").is_file()
    assert resources.folder("templates") == ROOT / "templates"
    assert (resources.knowledge() / "sources.yaml").is_file()


def test_nothing_names_a_registry() -> None:
    hosts = ("pypi" + ".org", "files.python" + "hosted", "registry.npm" + "js", "deb." + "debian")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        text = (ROOT / name).read_bytes().decode("utf-8", "replace") if (ROOT / name).is_file() else ""
        assert not [host for host in hosts if host in text], name


def test_every_path_of_the_format_has_one_sentence_and_none_is_left_over() -> None:
    from mlops_canvas.app.schema import build, starred

    knowledge = load_knowledge(())
    used: set[str] = set()

    def walk(shape: object, path: str) -> None:
        if not isinstance(shape, dict):
            return
        listed = any("items" in part for part in shape.get("anyOf", ()))
        for part in shape.get("anyOf", ()):
            walk(part, f"{path}[]" if listed and "properties" in str(part) and "items" not in part else path)
        if isinstance(shape.get("items"), dict):
            item = shape["items"]
            walk(item, f"{path}[]" if "object" in str(item) and "properties" in str(item) else path)
        for key, part in shape.get("properties", {}).items():
            if path == "practices":
                continue
            here = f"{path}.{key}" if path else key
            for name in (here, starred(here)):
                if name in knowledge.fields:
                    used.add(name)
            assert here in knowledge.fields or starred(here) in knowledge.fields, here
            walk(part, here)
        if isinstance(shape.get("additionalProperties"), dict):
            used.add(f"{path}.*")
            walk(shape["additionalProperties"], f"{path}.*")

    walk(build(knowledge), "")
    left = set(knowledge.fields) - used
    assert left <= {"readiness.*"}, left


@pytest.mark.parametrize(
    "command", [("check", "canvases"), ("assess", "canvases/credit-scoring"), ("demo",), ("schema",)]
)
def test_nothing_opens_a_socket(command: tuple[str, ...]) -> None:
    code = (
        "import socket, sys\n"
        "def refuse(*_a, **_k): raise SystemExit('a socket was opened')\n"
        "socket.socket = socket.create_connection = socket.getaddrinfo = refuse\n"
        "sys.argv = ['mlops-canvas', *sys.argv[1:]]\n"
        "from mlops_canvas.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
