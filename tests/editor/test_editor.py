"""An editor with the real YAML language server completes, explains and marks a canvas by our schema."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mlops_canvas.knowledge import Knowledge
from tests.conftest import ROOT
from tests.editor.cases import CASES, Case
from tests.editor.lsp import Client, Diagnostic, Place, find
from tests.editor.servers import canvas, node

pytestmark = pytest.mark.slow

SETTINGS = {
    "yaml": {
        "validate": True,
        "hover": True,
        "completion": True,
        "schemaStore": {"enable": False},  # no look-up in the network
    },
    "http": {},
    "editor": {"tabSize": 2},
}
EXAMPLES = sorted((ROOT / "canvases").glob("*/canvas.yaml"))
# What the server marks or passes over by itself, whatever the schema says.
OWN = {
    "empty": (False, "an empty file is not held against the schema"),
    "anchor": (True, "the server marks an anchor that nothing uses"),
}


class Folder:
    """A folder as `init` leaves it, opened in an editor."""

    def __init__(self, path: Path, client: Client) -> None:
        self.path = path
        self.client = client
        self.first = (path / "canvas.yaml").read_text(encoding="utf-8")
        self.modeline = self.first.partition("\n")[0] + "\n"
        self._count = 0

    def open(self, text: str) -> tuple[str, str]:
        """Open a new file of this text under init's modeline; return its address and its text."""
        self._count += 1
        path = self.path / f"{self._count}.canvas.yaml"
        text = text if text.startswith("# yaml-language-server") else self.modeline + text
        path.write_text(text, encoding="utf-8")
        return self.client.open(path), text

    def offered(self, text: str) -> list[str]:
        """Return what is offered at the bar in a text."""
        before = text.partition("|")[0]
        uri, whole = self.open(text.replace("|", "", 1))
        index = len(whole) - len(text.replace("|", "", 1)) + len(before)
        start = whole.rfind("\n", 0, index) + 1
        items = self.client.completion(uri, Place(whole.count("\n", 0, index), index - start))
        return [str(item["label"]) for item in items]

    def marks(self, text: str) -> list[Diagnostic]:
        """Return the marks in a text; lines count without the modeline."""
        uri, _ = self.open(text)
        return [Diagnostic(one.line - 1, one.marked, one.message) for one in self.client.diagnostics(uri)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    command = node("yaml-language-server", "bin/yaml-language-server")
    path = tmp_path_factory.mktemp("credit-scoring")
    made = canvas("init", "--no-input", cwd=path)
    assert made.returncode == 0, made.stderr
    with Client([*command, "--stdio"], path, SETTINGS) as client:
        yield Folder(path, client)


def test_init_ties_the_canvas_to_the_schema_beside_it(folder: Folder) -> None:
    assert folder.modeline == "# yaml-language-server: $schema=./canvas.schema.json\n"
    assert (folder.path / "canvas.schema.json").is_file()


@pytest.mark.parametrize("form", ["modes: [|]", "modes: |", "modes:\n      - |", "modes: [batch, |]"])
def test_completes_the_words_of_a_choice(folder: Folder, form: str) -> None:
    offered = folder.offered(f"canvas: 1\nblocks:\n  prediction_serving:\n    {form}\n")
    assert {"batch", "online", "streaming"} <= set(offered)


def test_completes_the_fields_of_a_block(folder: Folder) -> None:
    offered = folder.offered("canvas: 1\nblocks:\n  prediction_serving:\n    |\n  monitoring:\n")
    assert {"modes", "patterns", "input_check", "fallback", "volume", "tools", "decision", "costs"} <= set(offered)
    assert "judged_in_serving" not in offered


def test_completes_the_eleven_blocks(folder: Folder, knowledge: Knowledge) -> None:
    offered = folder.offered("canvas: 1\nblocks:\n  |\n")
    assert set(knowledge.blocks) - {"dilemmas"} <= set(offered)


@pytest.mark.parametrize("form", ["uses: [|]", "uses: |", "uses:\n    - |"])
def test_completes_the_uses_that_the_law_names(folder: Folder, form: str) -> None:
    offered = folder.offered(f"canvas: 1\nrisk:\n  {form}\n")
    assert {"credit_score", "recruitment"} <= set(offered)


def test_completes_practices_and_tools_of_the_block(folder: Folder) -> None:
    assert "testing.fairness" in folder.offered("canvas: 1\npractices:\n  |\n")
    assert "fastapi" in folder.offered("canvas: 1\nblocks:\n  prediction_serving:\n    tools: [|]\n")


def test_offers_nothing_without_a_name(folder: Folder) -> None:
    offered = folder.offered("canvas: 1\nblocks:\n  prediction_serving:\n    tools: [|]\n")
    assert not [label for label in offered if "undefined" in label]


def test_completes_in_the_canvas_that_init_wrote(folder: Folder) -> None:
    text = folder.first.replace("    modes:\n", "    modes: |\n", 1)
    assert text != folder.first
    assert {"batch", "online", "streaming"} <= set(folder.offered(text))


@pytest.mark.parametrize(
    "path",
    [
        "blocks.prediction_serving.input_check",
        "blocks.monitoring.need",
        "blocks.monitoring",
        "risk.effect.profiles_people",
        "phase",
    ],
)
def test_shows_the_question_of_a_field(folder: Folder, knowledge: Knowledge, path: str) -> None:
    steps = path.split(".")
    lines = [f"{'  ' * depth}{step}:\n" for depth, step in enumerate(steps)]
    uri, text = folder.open("canvas: 1\n" + "".join(lines))
    shown = folder.client.hover(uri, find(text, f"{steps[-1]}:"))
    starred = ".".join([steps[0], "*", *steps[2:]])
    info = knowledge.fields.get(path) or knowledge.fields.get(starred)
    assert info is not None
    assert " ".join(info.text.split()) in " ".join(shown.split())


def test_marks_faults_where_they_stand(folder: Folder) -> None:
    marks = folder.marks(
        "canvas: 1\n"
        "phase: production\n"
        "blocks:\n"
        "  prediction_serving:\n"
        "    modes: [batch, batchy]\n"
        "    inputcheck: true\n"
        "    input_check: no\n"
    )
    found = {(one.line, one.marked) for one in marks}
    assert found == {(2, "production"), (5, "batchy"), (6, "inputcheck"), (7, "no")}
    said = {one.line: one.message for one in marks}
    assert "operations" in said[2]
    assert "streaming" in said[5]
    assert "not allowed" in said[6]
    assert "boolean" in said[7]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_marks_nothing_in_the_examples(folder: Folder, path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    modelines = [line for line in lines if "yaml-language-server" in line]
    assert modelines == ["# yaml-language-server: $schema=../canvas.schema.json\n"]
    text = "".join(folder.modeline if line in modelines else line for line in lines)
    assert not folder.marks(text)


def test_marks_nothing_in_the_canvas_that_init_wrote(folder: Folder) -> None:
    assert not folder.marks(folder.first)


@pytest.fixture(scope="module")
def opened(folder: Folder) -> dict[str, str]:
    """Open all cases at once: the server waits a moment before it marks a file."""
    return {case.name: folder.open(case.text)[0] for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_editor_marks_what_the_schema_refuses(folder: Folder, opened: dict[str, str], case: Case) -> None:
    marks = folder.client.diagnostics(opened[case.name])
    marked, why = OWN.get(case.name, (not case.schema, ""))
    assert bool(marks) == marked, f"{marks or 'no marks'} {why}\n{case.text}"
