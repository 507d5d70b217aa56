"""The cache of answers: what is kept is given back whole or not at all, and nothing about it is ever an error."""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mlops_canvas.app import cache

ANSWERS = {number.to_bytes(16, "big"): f'{{"answer": "ä {number}"}}' for number in range(1200)}
KEYS = list(ANSWERS)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    file = tmp_path / "cache" / "answers.sqlite"
    cache.keep(file, ANSWERS)
    assert cache.look_up(file, KEYS) == ANSWERS
    return file


def test_only_what_was_kept_is_found(kept: Path) -> None:
    assert cache.look_up(kept, [*KEYS[:3], b"", b"other"]) == {key: ANSWERS[key] for key in KEYS[:3]}
    assert cache.look_up(kept, []) == {}
    cache.keep(kept, {KEYS[0]: "new", b"more": "too"})
    assert cache.look_up(kept, [KEYS[0], KEYS[1], b"more"]) == {
        KEYS[0]: "new",
        KEYS[1]: ANSWERS[KEYS[1]],
        b"more": "too",
    }


def test_no_file_is_no_answer_and_nothing_to_keep_makes_none(tmp_path: Path) -> None:
    file = tmp_path / "none.sqlite"
    assert cache.look_up(file, KEYS) == {}
    cache.keep(file, {})
    assert not file.exists()


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: 3 * 4096 + 100])


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def overwritten(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[4096:-4096] = os.urandom(len(data) - 8192)
    file.write_bytes(data)


def text(file: Path) -> None:
    file.write_text("This was never a database. " * 1000)


def another_table(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as base, base:
        base.execute("CREATE TABLE answers (key BLOB, other TEXT)")


def no_table(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as base, base:
        base.execute("CREATE TABLE people (name TEXT)")


@pytest.mark.parametrize("harm", [truncated, emptied, overwritten, text, another_table, no_table])
def test_a_damaged_or_foreign_file_gives_only_what_is_whole_and_is_soon_replaced(
    kept: Path, harm: Callable[[Path], None]
) -> None:
    harm(kept)
    assert cache.look_up(kept, KEYS).items() <= ANSWERS.items()
    cache.keep(kept, ANSWERS)  # keeps them, or throws the file away
    cache.keep(kept, ANSWERS)
    assert cache.look_up(kept, KEYS) == ANSWERS


@pytest.mark.parametrize("seal", [0, 1, None])
@pytest.mark.parametrize("other", ["changed", 5, b"\xff\xfe", None])
def test_an_answer_that_was_altered_is_not_given_back(kept: Path, other: object, seal: int | None) -> None:
    with closing(sqlite3.connect(kept)) as base, base:
        base.execute("UPDATE answers SET answer = ?, seal = seal + ? WHERE key = ?", (other, seal, KEYS[3]))
    found = cache.look_up(kept, KEYS)
    assert KEYS[3] not in found
    assert len(found) == len(KEYS) - 1


def test_any_byte_that_was_hit_is_noticed(kept: Path) -> None:
    whole = kept.read_bytes()
    for place in range(0, len(whole), 997):
        kept.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        assert cache.look_up(kept, KEYS).items() <= ANSWERS.items()


def test_a_locked_file_is_not_waited_for_long_and_stays(kept: Path) -> None:
    with closing(sqlite3.connect(kept, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        start = time.monotonic()
        assert cache.look_up(kept, KEYS) == {}
        cache.keep(kept, {b"more": "x"})
        assert time.monotonic() - start < 20
        other.execute("COMMIT")
    assert cache.look_up(kept, [*KEYS, b"more"]) == ANSWERS


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path, kept: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    cache.keep(in_the_way / "cache" / "answers.sqlite", ANSWERS)
    assert cache.look_up(in_the_way / "cache" / "answers.sqlite", KEYS) == {}
    a_folder = tmp_path / "folder.sqlite"
    a_folder.mkdir()
    cache.keep(a_folder, ANSWERS)
    assert cache.look_up(a_folder, KEYS) == {}
    kept.chmod(0o444)
    kept.parent.chmod(0o555)
    try:
        cache.keep(kept, {b"more": "x"})
        assert cache.look_up(kept, KEYS) == ANSWERS
    finally:
        kept.parent.chmod(0o755)


def test_a_full_cache_starts_anew(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_MOST", 1000)
    cache.keep(kept, {b"more": "x"})
    assert cache.look_up(kept, [*KEYS, b"more"]) == {b"more": "x"}


def test_the_folder_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache.folder() == tmp_path / "xdg" / "mlops-canvas"
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.folder() == tmp_path / ".cache" / "mlops-canvas"


def test_the_basis_changes_with_the_packs_and_the_options(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    seen = [cache.basis([]), cache.basis([], 1), cache.basis([], 2), cache.basis([pack])]
    (pack / "folder.yaml").mkdir()
    (pack / "a.yaml").write_text("x: 1\n")
    seen.append(cache.basis([pack]))
    (pack / "a.yaml").write_text("x: 2\n")
    seen.append(cache.basis([pack]))
    (pack / "a.yaml").rename(pack / "b.yaml")
    seen.append(cache.basis([pack]))
    assert cache.basis([pack]) == seen[-1]
    seen[3] = b""  # an empty pack changes nothing, and need not
    assert len(set(seen)) == len(seen)
    assert cache.key(seen[0], b"a") != cache.key(seen[1], b"a")
    assert cache.key(seen[0], b"a") != cache.key(seen[0], b"b")
