"""Answers kept by the content of what they answer; a cache that is damaged or cannot be written is no cache.

The key covers the file's bytes and all that the answer depends on: the tool's own code, the knowledge, and
the options. So nothing is ever stale, and nothing has to be told.
"""

import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path
from zlib import crc32

import mlops_canvas
from mlops_canvas import resources

_MOST = 200_000  # answers; beyond it the cache starts anew, at some 300 MB
_SOME = 500  # keys a query, below sqlite's bound
_WAIT = 1.0  # seconds for another run to let go
_SPOILT = frozenset((sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT))
_TABLE = "CREATE TABLE IF NOT EXISTS answers (key BLOB PRIMARY KEY, answer TEXT, seal INTEGER) WITHOUT ROWID"


def folder() -> Path:
    """Return the user's folder for caches: $XDG_CACHE_HOME, else ~/.cache."""
    home = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(home) if home else Path.home() / ".cache") / "mlops-canvas"
    except RuntimeError:
        return Path(os.devnull) / "mlops-canvas"  # a user without a home keeps nothing


def basis(packs: Iterable[Path], *options: object) -> bytes:
    """Return a digest of all that an answer depends on beside the file itself."""
    digest = sha256(repr((mlops_canvas.__version__, options)).encode())
    code = Path(mlops_canvas.__file__).parent
    for path in sorted(code.rglob("*.py")):
        # A checkout's code changes without a new version; size and time tell that.
        state = path.stat()
        digest.update(f"{path.relative_to(code)} {state.st_size} {state.st_mtime_ns}\n".encode())
    for pack in (resources.knowledge(), *packs):
        for path in sorted(pack.rglob("*.yaml")):
            digest.update(os.fsencode(path.relative_to(pack)) + b"\n")
            with suppress(OSError):  # a folder of that name, say: loading the pack will tell
                digest.update(path.read_bytes())
    return digest.digest()


def key(basis_: bytes, content: bytes) -> bytes:
    """Return the key of a file's answer."""
    # Processors know SHA-256 by themselves: half the time of BLAKE2.
    return sha256(basis_ + content).digest()


def look_up(file: Path, keys: Iterable[bytes]) -> dict[bytes, str]:
    """Return the kept answers of those keys that have one."""
    wanted = sorted(keys)  # in the order of the file, so that no page of it is read twice
    found: dict[bytes, str] = {}
    try:
        if not file.is_file():
            return found
        with closing(sqlite3.connect(file, timeout=_WAIT)) as base:
            for start in range(0, len(wanted), _SOME):
                some = wanted[start : start + _SOME]
                marks = ",".join("?" * len(some))
                rows = base.execute(f"SELECT key, answer, seal FROM answers WHERE key IN ({marks})", some)  # noqa: S608
                found.update((row[0], row[1]) for row in rows if _whole(*row))
    except (sqlite3.Error, OSError):
        return {}
    return found


def keep(file: Path, answers: Mapping[bytes, str]) -> None:
    """Add answers; a file that is none of ours or damaged is thrown away, and the next run starts a new one."""
    if not answers:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file, timeout=_WAIT)) as base, base:
            base.execute(_TABLE)
            if base.execute("SELECT count(*) FROM answers").fetchone()[0] > _MOST:
                base.execute("DELETE FROM answers")
            rows = ((key, answer, _seal(key, answer)) for key, answer in answers.items())
            base.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", rows)
    except sqlite3.Error as error:
        # Any other cause, such as another run's lock or no place, leaves what was kept as it is.
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _SPOILT:
            with suppress(OSError):
                file.unlink()
    except OSError:
        pass


def _seal(key: bytes, answer: str) -> int:
    """Return a check sum of both, by which damage is noticed; sqlite has none."""
    return crc32(answer.encode(), crc32(key))


def _whole(key: object, answer: object, seal: object) -> bool:
    return isinstance(key, bytes) and isinstance(answer, str) and _seal(key, answer) == seal
