"""`export` as a user runs it: text, counts, files that are never silently written over."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from mlops_canvas.app import export
from mlops_canvas.errors import UserError
from tests.conftest import AS_OF, ROOT, Run

CREDIT = (ROOT / "canvases/credit-scoring/canvas.yaml").read_text()
COUNTED = re.compile(
    r"(annex-iv|fria): \d+ of \d+ points answered, \d+ in part, \d+ blanks?(, \d+ said not to be done)?\n"
)
DOCUMENT = (ROOT / "docs/export.md").read_text()


@pytest.fixture
def canvas(tmp_path: Path) -> Path:
    path = tmp_path / "canvas.yaml"
    path.write_text(CREDIT)
    return path


@pytest.mark.parametrize("to", ["annex-iv", "fria"])
def test_text_goes_out_and_the_count_beside_it(to: str, run: Run, canvas: Path) -> None:
    done = run("export", canvas.name, "--to", to)
    assert done.returncode == 0
    assert COUNTED.fullmatch(done.stderr)
    assert "(canvas.yaml:" in done.stdout
    assert done.stdout.count("▢ not known:") == int(re.findall(r"(\d+) blank", done.stderr)[0])
    again = run("export", ".", "--to", to)
    assert again.stdout == done.stdout


def test_json_is_the_contract(run: Run, canvas: Path) -> None:
    data = json.loads(run("export", canvas.name, "--to", "fria", "--format", "json").stdout)
    assert (data["schema_version"], data["command"], data["to"], data["name"]) == (
        1,
        "export",
        "fria",
        "credit-scoring",
    )
    assert (data["category"], data["demanded"], data["demanded_from"]) == ("high", True, "2027-12-02")
    assert set(data["counts"]) == {"points", "answered", "in_part", "blanks", "not_done"}
    assert sum(len(point["blanks"]) for point in data["points"]) == data["counts"]["blanks"] > 0
    assert data["text"] == run("export", canvas.name, "--to", "fria").stdout
    written = json.loads(run("export", canvas.name, "--to", "fria", "--format", "json", "-o", "x/f.md").stdout)
    assert written["written"] == [{"path": "x/f.md", "action": "create"}]
    assert written["counts"] == data["counts"]
    assert "text" not in written


@pytest.mark.parametrize("path", sorted(one.parent.name for one in (ROOT / "canvases").glob("*/canvas.yaml")))
def test_every_example_is_exported_whatever_its_category(path: str) -> None:
    for to in ("annex-iv", "fria"):
        made = export.run(str(ROOT / "canvases" / path), to=to, packs=(), as_of=AS_OF)
        assert made.data["demanded"] in {True, False, None}
        assert made.data["demanded"] is not True or made.data["category"] in {"high", "prohibited"}


def test_an_older_system_is_told_that_nothing_binds_yet() -> None:
    made = export.run(str(ROOT / "canvases/medical-imaging"), to="annex-iv", packs=(), as_of=AS_OF)
    assert (made.data["demanded"], made.data["demanded_from"]) == (True, None)
    assert "| demanded of this system | yes, as provider, but nothing binds yet |" in made.text
    assert "| transition | on the market before 2028-08-02" in made.text


def test_another_version_of_the_law_may_be_asked_for() -> None:
    made = export.run(str(ROOT / "canvases/credit-scoring"), to="fria", packs=(), as_of=AS_OF, law="2024-08-01")
    assert (made.data["law_version"], made.data["demanded_from"]) == ("2024-08-01", "2026-08-02")


def test_what_a_person_edited_stays(run: Run, canvas: Path, tmp_path: Path) -> None:
    target = tmp_path / "fria.md"
    arguments = ("export", canvas.name, "--to", "fria", "-o", "fria.md")
    assert run(*arguments, "--dry-run").stdout == "create    fria.md\n"
    assert not target.exists()
    assert run(*arguments).stdout == "create    fria.md\n"
    assert run(*arguments).stdout == "same      fria.md\n"
    canvas.write_text(CREDIT.replace("scorecard v3", "scorecard v4"))
    before = target.read_text()
    assert run(*arguments, "--dry-run").stdout == "change    fria.md\n"
    shown = run(*arguments, "--diff").stdout
    assert target.read_text() == before
    assert next(line for line in shown.splitlines() if "scorecard v4" in line).startswith("+")
    assert run(*arguments).stdout == "change    fria.md\n"
    target.write_text(target.read_text() + "my own line\n")
    kept = run(*arguments)
    assert (kept.returncode, kept.stdout) == (1, "conflict  fria.md\n")
    assert "--force" in kept.stderr
    assert target.read_text().endswith("my own line\n")
    assert run(*arguments, "--force").stdout == "change    fria.md\n"
    assert "my own line" not in target.read_text()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".fria")] == []


def test_a_document_of_another_kind_is_a_conflict(run: Run, canvas: Path) -> None:
    run("export", canvas.name, "--to", "fria", "-o", "x.md")
    done = run("export", canvas.name, "--to", "annex-iv", "-o", "x.md")
    assert (done.returncode, done.stdout) == (1, "conflict  x.md\n")


def test_the_canvas_itself_is_never_written_over(run: Run, canvas: Path) -> None:
    done = run("export", ".", "--to", "fria", "-o", "canvas.yaml", "--force")
    assert done.returncode == 2
    assert canvas.read_text() == CREDIT


def test_options_that_need_a_file_and_documents_that_do_not_exist(run: Run, canvas: Path) -> None:
    for option in ("--dry-run", "--diff", "--force"):
        assert run("export", canvas.name, "--to", "fria", option).returncode == 2
    wrong = run("export", canvas.name, "--to", "annex-v")
    assert wrong.returncode == 2
    assert "did you mean 'annex-iv'?" in wrong.stderr
    assert "Traceback" not in wrong.stderr
    with pytest.raises(UserError, match="annex-iv, fria"):
        export.run(str(canvas), to="zzz", packs=(), as_of=AS_OF)


def test_what_is_no_canvas_is_exit_2_and_a_fault_is_told_in_the_head(run: Run, tmp_path: Path) -> None:
    (tmp_path / "canvas.yaml").write_text("hello: 1\n")
    done = run("export", ".", "--to", "fria")
    assert (done.returncode, done.stdout) == (2, "")
    assert "canvas.yaml:1:1" in done.stderr
    (tmp_path / "canvas.yaml").write_text("canvas: 1\nrisk: {uses: credit_score, eu: hree}\n")
    part = run("export", ".", "--to", "fria")
    assert part.returncode == 0
    assert "| could not be read | risk |" in part.stdout
    assert "| risk category | unclear |" in part.stdout


def test_a_pack_adds_a_document(run: Run, canvas: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pack" / "documents"
    folder.mkdir(parents=True)
    part = {"asks": "Who <b>pays</b>", "fields": ["blocks.value_proposition.owner"]}
    point = {"id": "money", "point": "1", "title": "# Money", "text": "Asks.", "parts": [part]}
    own = {
        "title": "Our sheet",
        "text": "What our board asks.",
        "chapters": [{"title": "All", "points": [{**point, "sources": ["own_derivation"]}]}],
        "sources": ["own_derivation"],
    }
    (folder / "our_sheet.yaml").write_text(yaml.safe_dump(own))
    done = run("export", canvas.name, "--to", "our-sheet", "--pack", "pack")
    assert done.stderr == "our-sheet: 1 of 1 point answered, 0 in part, 0 blanks\n"
    assert "Who &lt;b&gt;pays&lt;/b&gt;:\n    - head of consumer risk (canvas.yaml:" in done.stdout


def test_only_this_command_imports_the_templates_engine() -> None:
    code = (
        "import sys\nsys.argv = ['mlops-canvas', 'export', '--help']\n"
        "from mlops_canvas.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "assert 'jinja2' not in sys.modules and 'pydantic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)


def test_the_commands_of_the_page_do_what_it_shows(tmp_path: Path) -> None:
    program = f"{shlex.quote(sys.executable)} -m mlops_canvas"
    environment = {**os.environ, "NO_COLOR": "1", "SOURCE_DATE_EPOCH": "1795478400"}
    shown = [line for block in re.findall(r"```console\n(.*?)```", DOCUMENT, re.S) for line in block.splitlines()]
    commands = 0
    output = ""
    for line in shown:
        if line.startswith("$ "):
            command = line[2:].replace("mlops-canvas", program, 1)
            done = subprocess.run(  # noqa: S602 - the page's own commands
                command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
            )
            output, commands = done.stdout + done.stderr, commands + 1
            continue
        _, found, output = output.partition(f"{line}\n")
        assert found, line
    assert commands == 5
