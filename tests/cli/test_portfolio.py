"""`portfolio` on the real command line: one table, the same bytes on every way to it, and nothing stops it."""

import csv
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from io import StringIO
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml

from mlops_canvas.app import portfolio
from mlops_canvas.cli.portfolio import command
from mlops_canvas.render.portfolio import SORTS
from tests.conftest import ROOT, Run

pytestmark = pytest.mark.slow  # many whole runs on the real command line
FORMATS = ("text", "json", "markdown", "csv")
GOOD = "canvas: 1\nname: {name}\nteam: [{team}]\nmodels:\n  - {{name: m, stage: production}}\nnumber_of_models: 1\n"
WAIVED = """\
canvas: 1
name: waived
models: [{name: a}, {name: b}]
number_of_models: 1
waivers:
  - {rule: COH005, about: number_of_models, reason: the second is being retired, owner: me, until: 2027-06-01}
"""
FLAWED = {
    "bad-utf8/canvas.yaml": b"canvas: 1\nname: \xff\xfe\n",
    "bomb/canvas.yaml": b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nname: *c\n",
    "deep/canvas.yaml": b"canvas: 1\nname: " + b"[" * 50_000,
    "empty/canvas.yaml": b"",
    "unclosed/canvas.yaml": b"canvas: 1\nteam: [a, b\nname: x\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder that `run` works in, with the real canvases and one of two teams."""
    copytree(ROOT / "canvases", tmp_path / "canvases")
    write(tmp_path, "canvases/own/canvas.yaml", GOOD.format(name="own", team="a-team, z-team"))
    return tmp_path


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def few(folder: Path, count: int = 3) -> None:
    for number in range(count):
        write(folder, f"s{number}/canvas.yaml", GOOD.format(name=f"s{number}", team="t"))


def read(run: Run, *arguments: str, code: int = 0, **environment: str) -> Any:
    done = run("portfolio", "--format", "json", *arguments, **environment)
    assert (done.returncode, done.stderr) == (code, ""), done.stderr
    return json.loads(done.stdout)


def store(folder: Path) -> Path:
    return next(folder.rglob(portfolio.CACHE))


@pytest.mark.parametrize("format_", FORMATS)
def test_every_way_gives_the_same_bytes(run: Run, folder: Path, format_: str) -> None:
    command = ("portfolio", "canvases", "--format", format_, "--group-by", "team", "--sort", "gaps")
    first = run(*command, "--no-cache", "--jobs", "1")
    assert first.returncode == 0, first.stderr
    assert not list(folder.rglob(portfolio.CACHE))
    ways = [("--jobs", "2"), (), ("--jobs", "3", "--no-cache")]  # judged and kept, looked up, judged again
    assert {run(*command, *way).stdout for way in ways} == {first.stdout}
    assert store(folder).is_file()


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize("jobs", [1, 2])
def test_the_size_of_a_chunk_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, size: int, jobs: int
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "none"))
    plain = judged(jobs=1)
    monkeypatch.setattr(portfolio, "_CHUNK", size)
    told: list[int] = []
    assert judged(jobs=jobs, told=told) == plain
    assert sum(told[1:]) == told[0] == 25


def judged(*, jobs: int, told: list[int] | None = None) -> str:
    from datetime import date

    def progress(number: int) -> Callable[[int], None]:
        seen = [] if told is None else told
        seen.append(number)
        return seen.append

    pieces, code = portfolio.run(
        ["canvases"],
        packs=(),
        as_of=date(2026, 11, 24),
        horizon=None,
        only=None,
        jobs=jobs,
        cached=False,
        sort="path",
        group_by=None,
        format_="json",
        progress=progress,
    )
    assert code == 0
    return "".join(pieces)


def harm_text(file: Path) -> None:
    file.write_text("no database")


def harm_cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def harm_answers(file: Path) -> None:
    with closing(sqlite3.connect(file)) as base, base:
        base.execute("UPDATE answers SET answer = '{\"gaps\": 0}'")


def harm_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def harm_read_only(file: Path) -> None:
    file.chmod(0o400)
    file.parent.chmod(0o500)


@pytest.mark.parametrize("harm", [harm_text, harm_cut, harm_answers, harm_folder, harm_read_only])
def test_a_cache_that_cannot_be_used_is_as_none(run: Run, tmp_path: Path, harm: Callable[[Path], None]) -> None:
    few(tmp_path)
    plain = read(run, "--no-cache")
    assert read(run) == plain
    file = store(tmp_path)
    harm(file)
    try:
        assert read(run) == plain
        assert read(run) == plain
    finally:
        file.parent.chmod(0o700)


def test_a_locked_cache_is_as_none(run: Run, tmp_path: Path) -> None:
    few(tmp_path)
    plain = read(run)
    with closing(sqlite3.connect(store(tmp_path), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert read(run) == plain
        other.execute("ROLLBACK")


def test_a_cache_without_a_place_is_as_none(run: Run, tmp_path: Path) -> None:
    few(tmp_path)
    write(tmp_path, "in-the-way", "")
    assert read(run, XDG_CACHE_HOME=str(tmp_path / "in-the-way")) == read(run, "--no-cache")


def test_kept_answers_are_used(run: Run, tmp_path: Path) -> None:
    few(tmp_path)
    read(run)
    file = store(tmp_path)
    with closing(sqlite3.connect(file)) as base, base:
        rows = [(key, answer.replace('"s1"', '"kept"')) for key, answer, _ in base.execute("SELECT * FROM answers")]
    file.unlink()
    from mlops_canvas.app import cache

    cache.keep(file, dict(rows))
    assert [one["name"] for one in read(run)["systems"]] == ["s0", "kept", "s2"]
    assert [one["name"] for one in read(run, "--no-cache")["systems"]] == ["s0", "s1", "s2"]


def test_a_changed_file_gives_a_fresh_answer_and_a_moved_one_its_own_path(run: Run, tmp_path: Path) -> None:
    few(tmp_path)
    read(run)
    write(tmp_path, "s1/canvas.yaml", GOOD.format(name="changed", team="t"))
    (tmp_path / "s2").rename(tmp_path / "moved")
    found = {one["path"]: one["name"] for one in read(run)["systems"]}
    assert found == {"moved/canvas.yaml": "s2", "s0/canvas.yaml": "s0", "s1/canvas.yaml": "changed"}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("option", [("--as-of", "2030-01-01"), ("--horizon", "60")])
def test_another_day_or_horizon_gives_fresh_answers(run: Run, tmp_path: Path, option: tuple[str, str]) -> None:
    write(tmp_path, "canvases/waived/canvas.yaml", WAIVED)
    before = read(run, "canvases")
    after = read(run, "canvases", *option)
    assert after != before
    assert after == read(run, "canvases", *option, "--no-cache")
    assert read(run, "canvases") == before


def test_a_changed_pack_gives_fresh_answers(run: Run, folder: Path) -> None:
    law = yaml.safe_load((ROOT / "src/mlops_canvas/knowledge/data/test_score.yaml").read_text())
    read(run, "canvases", "--no-cache")
    pack = folder / "pack"
    write(pack, "test_score.yaml", yaml.safe_dump(law))
    command = ("canvases", "--pack", "pack")
    before = read(run, *command)
    for band in law["bands"]:
        band["title"] = f"own {band['title']}"
    write(pack, "test_score.yaml", yaml.safe_dump(law))
    after = read(run, *command)
    bands = {one["test_score"]["band"] for one in after["systems"]} - {None}
    assert bands
    assert all(band.startswith("own ") for band in bands)
    assert after != before
    assert after == read(run, *command, "--no-cache")


@pytest.mark.parametrize("format_", FORMATS)
def test_files_that_cannot_be_judged_are_named_and_stop_nothing(run: Run, tmp_path: Path, format_: str) -> None:
    few(tmp_path)
    for name, text in FLAWED.items():
        write(tmp_path, name, text)
    write(tmp_path, "folder/canvas.yaml/note.txt", "a folder of that name")
    for way in (("--no-cache",), (), (), ("--jobs", "3", "--no-cache")):
        done = run("portfolio", "--format", format_, *way)
        assert (done.returncode, done.stderr) == (2, "")
        assert all(f"s{number}" in done.stdout for number in range(3))
        assert all(name in done.stdout.replace("\\", "") for name in FLAWED)
        assert "folder/canvas.yaml" not in done.stdout


def test_skipped_files_have_a_reason(run: Run, tmp_path: Path) -> None:
    few(tmp_path, 1)
    for name, text in FLAWED.items():
        write(tmp_path, name, text)
    found = read(run, code=2)
    assert [one["path"] for one in found["systems"]] == ["s0/canvas.yaml"]
    reasons = {one["path"]: one["reason"] for one in found["skipped"]}
    assert list(reasons) == sorted(FLAWED)
    for name, word in (
        ("bad-utf8", "UTF-8"),
        ("bomb", "not a canvas"),
        ("deep", "nested"),
        ("unclosed", "never closed"),
    ):
        assert word in reasons[f"{name}/canvas.yaml"], reasons
    assert all(reasons.values())


def test_a_bomb_in_one_place_leaves_the_rest_to_be_judged(run: Run, tmp_path: Path) -> None:
    levels = "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 30))
    write(tmp_path, "canvas.yaml", GOOD.format(name="bombed", team="t") + "x0: &x0 [lol]\n" + levels)
    (one,) = read(run)["systems"]
    assert (one["name"], one["team"]) == ("bombed", ["t"])
    assert one["gaps"] >= 30


def test_a_file_that_cannot_be_opened_is_skipped(run: Run, tmp_path: Path) -> None:
    few(tmp_path, 1)
    closed = write(tmp_path, "closed/canvas.yaml", GOOD.format(name="closed", team="t"))
    closed.chmod(0)
    try:
        closed.read_bytes()
    except OSError:
        skipped = read(run, code=2)["skipped"]
        assert [one["path"] for one in skipped] == ["closed/canvas.yaml"]
        assert "cannot be read" in skipped[0]["reason"]
        return
    # The superuser may read anything; what the system itself refuses is refused to all.
    refused = Path("/proc/self/mem")
    if not refused.exists():
        pytest.skip("nothing here that the superuser cannot read")
    skipped = read(run, str(refused), "s0", code=2)["skipped"]
    assert "cannot be read" in skipped[0]["reason"]


def test_names_of_files_cannot_break_a_line_or_steer_a_terminal(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "a\nb\x1b[31m.canvas.yaml", "canvas: 1\n")
    write(tmp_path, "c\nd\x1b[31m/canvas.yaml", "")
    for format_ in ("text", "markdown"):
        out = run("portfolio", "--format", format_).stdout
        assert "\x1b" not in out
        assert "\na" in out.replace("| ", "")
        assert "\nb" not in out
        assert "\nd" not in out


def test_a_name_that_is_no_text_is_shown_all_the_same(run: Run, tmp_path: Path) -> None:
    try:
        (tmp_path / "x\udcff.canvas.yaml").write_text("canvas: 1\n")
    except OSError:
        pytest.skip("this file system has no such names")
    for format_ in FORMATS:
        done = run("portfolio", "--format", format_, PYTHONUTF8="1")
        assert (done.returncode, done.stderr) == (0, "")
        assert "\ufffd.canvas.yaml" in done.stdout


def test_the_sorts_are_those_that_can_be_drawn() -> None:
    (option,) = [one for one in command.params if one.name == "sort"]
    assert list(option.type.choices) == list(SORTS)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("folder")
def test_each_sort_puts_what_to_look_at_first_first(run: Run) -> None:
    def values(sort: str, key: Callable[[Any], Any]) -> list[Any]:
        return [key(one) for one in read(run, "canvases", "--sort", sort)["systems"]]

    gaps = values("gaps", lambda one: one["gaps"])
    assert gaps == sorted(gaps, reverse=True)
    assert len(set(gaps)) > 3
    costs = values("cost", lambda one: (one["cost"]["total"] or [0, 0, -1])[2])
    assert costs == sorted(costs, reverse=True)
    scores = values("test_score", lambda one: one["test_score"]["score"])
    known = [score for score in scores if score is not None]
    assert scores == [None] * (len(scores) - len(known)) + sorted(known)
    risks = values("risk", lambda one: one["risk"])
    assert risks[0] == "prohibited"
    assert risks[-1] in {"minimal", "out_of_scope"}
    names = values("name", lambda one: one["name"])
    assert names == sorted(names)
    paths = values("path", lambda one: one["path"])
    assert paths == sorted(paths)


def test_teams_have_a_table_each(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "both/canvas.yaml", GOOD.format(name="both", team="red, blue"))
    write(tmp_path, "none/canvas.yaml", "canvas: 1\nname: none\n")
    write(tmp_path, "red/canvas.yaml", GOOD.format(name="red", team="red"))
    groups = read(run, "--group-by", "team")["groups"]
    assert list(groups.items()) == [
        ("blue", ["both/canvas.yaml"]),
        ("red", ["both/canvas.yaml", "red/canvas.yaml"]),
        ("(no team)", ["none/canvas.yaml"]),
    ]
    assert len(read(run, "--group-by", "team")["systems"]) == 3
    text = run("portfolio", "--group-by", "team").stdout
    heads = [text.index(f"\n{name}\n") for name in groups]
    assert heads == sorted(heads)
    markdown = run("portfolio", "--group-by", "team", "--format", "markdown").stdout
    assert re.findall("^## (.*)$", markdown, re.M) == list(groups)
    rows = list(csv.DictReader(StringIO(run("portfolio", "--group-by", "team", "--format", "csv").stdout)))
    assert [(row["team"], row["name"]) for row in rows] == [
        ("blue", "both"),
        ("red", "both"),
        ("red", "red"),
        ("(no team)", "none"),
    ]


@pytest.mark.usefixtures("folder")
def test_csv_reads_back_as_the_json_says(run: Run) -> None:
    systems = read(run, "canvases")["systems"]
    rows = list(csv.DictReader(StringIO(run("portfolio", "canvases", "--format", "csv").stdout)))
    assert len(rows) == len(systems) == 25
    for row, one in zip(rows, systems, strict=True):
        assert None not in row
        assert row["path"] == one["path"]
        assert row["name"] == (one["name"] or "")
        assert row["teams"] == "; ".join(one["team"])
        assert row["gaps"] == str(one["gaps"])
        total = one["cost"]["total"] or [None] * 3
        found = [row[key] for key in ("cost_low", "cost_likely", "cost_high")]
        assert [float(value) if value else None for value in found] == total
        assert {row[f"level_{scale}"] for scale in one["automation"]} == {
            "" if level is None else str(level) for level in one["automation"].values()
        }


def test_no_cell_of_csv_is_a_formula(run: Run, tmp_path: Path) -> None:
    for sign in ("=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "\n=1"):
        write(tmp_path, f"{sign}.canvas.yaml", "canvas: 1\n")
        write(tmp_path, f"{sign}/canvas.yaml", "")
    done = run("portfolio", "--format", "csv")
    assert done.returncode == 2
    rows = list(csv.reader(StringIO(done.stdout, newline="")))
    assert len(rows) == 15
    assert {len(row) for row in rows} == {len(rows[0])}
    for cell in (cell for row in rows for cell in row):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell


def test_markdown_takes_nothing_of_a_name_for_its_own(run: Run, tmp_path: Path) -> None:
    name = "a|b `c` *d* _e_ [f](g) <b>h & ~~i~~ \\j"
    write(tmp_path, f"{name}.canvas.yaml", "canvas: 1\n")
    write(tmp_path, f"{name}/canvas.yaml", "canvas: 1\n")
    write(tmp_path, f"skip {name}/canvas.yaml", "")
    out = run("portfolio", "--format", "markdown").stdout
    shown = r"a&#124;b \`c\` \*d\* \_e\_ \[f\](g) &lt;b&gt;h &amp; &#126;&#126;i&#126;&#126; \\j"
    assert out.count(shown) == 3
    assert "<b>" not in out
    table = [line for line in out.splitlines() if line.startswith("|")]
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table}) == 1


def test_two_canvases_of_one_name_are_named(run: Run, tmp_path: Path) -> None:
    few(tmp_path)
    assert read(run)["same_name"] == {}
    write(tmp_path, "again/canvas.yaml", GOOD.format(name="s1", team="t"))
    assert read(run)["same_name"] == {"s1": ["again/canvas.yaml", "s1/canvas.yaml"]}
    for format_ in ("text", "markdown"):
        out = run("portfolio", "--format", format_).stdout
        assert "The name s1 stands in more than one canvas: again/canvas.yaml, s1/canvas.yaml" in out


def test_json_has_the_keys_of_the_contract(run: Run, folder: Path) -> None:
    write(folder, "canvases/empty/canvas.yaml", "")
    found = read(run, "canvases", code=2)
    assert list(found) == ["schema_version", "command", "systems", "skipped", "same_name"]
    assert (found["schema_version"], found["command"]) == (1, "portfolio")
    wanted = {"path", "name", "risk", "law_from", "automation", "balance", "cost", "gaps", "next"}
    also = {"team", "readiness", "test_score", "debt"}
    assert all(set(one) == wanted | also for one in found["systems"])
    assert [set(one) for one in found["skipped"]] == [{"path", "reason"}]
    grouped = read(run, "canvases", "--group-by", "team", code=2)
    assert set(grouped) == {*found, "groups"}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_broken_pack_is_said_once(run: Run, folder: Path, jobs: str) -> None:
    write(folder, "pack/tools/own.yaml", "x: {titel: a}\n")
    done = run("portfolio", "canvases", "--pack", "pack", "--jobs", jobs)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("pack/tools/own.yaml:1:5 x.titel: ") == 1
    assert "Traceback" not in done.stderr
    done = run("portfolio", "canvases", "--pack", "nowhere", "--jobs", jobs)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: nowhere: no such folder of knowledge\n"


def test_where_no_canvas_is_it_says_what_to_do(run: Run) -> None:
    done = run("portfolio")
    assert (done.returncode, done.stdout) == (2, "")
    assert "mlops-canvas init" in done.stderr
    done = run("portfolio", "nowhere")
    assert (done.returncode, done.stderr) == (2, "error: nowhere: no such file or folder\n")


def test_paths_are_spelled_from_here_and_counted_once(run: Run, tmp_path: Path) -> None:
    few(tmp_path, 2)
    write(tmp_path, ".hidden/canvas.yaml", "")
    expected = ["s0/canvas.yaml", "s1/canvas.yaml"]
    for paths in ([], ["."], ["./s0/", "s1"], ["s0", "./s0/canvas.yaml", "s1"], [str(tmp_path)]):
        assert [one["path"] for one in read(run, *paths)["systems"]] == expected
    inside = run("portfolio", "..", "--format", "json", cwd=tmp_path / "s0")
    assert [one["path"] for one in json.loads(inside.stdout)["systems"]] == ["../s1/canvas.yaml", "canvas.yaml"]


@pytest.mark.parametrize("format_", FORMATS)
def test_the_risk_alone_says_what_the_whole_says_of_it(folder: Path, run: Run, format_: str) -> None:
    assert folder.is_dir()
    only = run("portfolio", "canvases", "--only", "risk", "--no-cache", "--format", format_).stdout
    whole = run("portfolio", "canvases", "--no-cache", "--format", format_).stdout
    if format_ == "json":
        few, all_ = (json.loads(text)["systems"] for text in (only, whole))
        assert [set(one) for one in few] == [{"path", "name", "team", "risk", "law_from", "gaps"}] * len(all_)
        same = ("path", "name", "team", "risk", "law_from")
        assert [[one[key] for key in same] for one in few] == [[one[key] for key in same] for one in all_]
    else:
        assert len(only.splitlines()) == len(whole.splitlines())
        assert len(only) < len(whole)


def test_what_is_not_asked_cannot_be_sorted_by(folder: Path, run: Run) -> None:
    assert folder.is_dir()
    result = run("portfolio", "canvases", "--only", "risk", "--sort", "cost")
    assert result.returncode == 2
    assert "--only risk leaves out" in result.stderr
