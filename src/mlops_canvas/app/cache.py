"""Answers kept by the content of what they answer; a cache that is damaged or cannot be written is no cache.

The key covers the file's bytes and all that the answer depends on: the tool's own code, the knowledge, and
the options. So nothing is ever stale, and nothing has to be told.
"""

import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

import mlops_canvas
from mlops_canvas import resources

_MOST = 200_000  # answers; beyond it the cache starts anew, at some 300 MB
_SOME = 500  # keys a query, below sqlite's bound


def folder() -> Path:
    """Return the user's folder for caches: $XDG_CACHE_HOME, else ~/.cache."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "mlops-canvas"


def basis(packs: Iterable[Path], *options: object) -> bytes:
    """Return a digest of all that an answer depends on beside the file itself."""
    digest = blake2b(repr((mlops_canvas.__version__, options)).encode(), digest_size=16)
    code = Path(mlops_canvas.__file__).parent
    for path in sorted(code.rglob("*.py")):
        # A checkout's code changes without a new version; size and time tell that.
        state = path.stat()
        digest.update(f"{path.relative_to(code)} {state.st_size} {state.st_mtime_ns}\n".encode())
    for pack in (resources.knowledge(), *packs):
        for path in sorted(pack.rglob("*.yaml")):
            digest.update(f"{path.relative_to(pack)}\n".encode() + path.read_bytes())
    return digest.digest()


def key(basis_: bytes, content: bytes) -> bytes:
    """Return the key of a file's answer."""
    return blake2b(content, key=basis_, digest_size=16).digest()


def look_up(file: Path, keys: Iterable[bytes]) -> dict[bytes, str]:
    """Return the kept answers of those keys that have one."""
    wanted = list(keys)
    found: dict[bytes, str] = {}
    if not file.is_file():
        return found
    try:
        with closing(sqlite3.connect(file)) as base:
            for start in range(0, len(wanted), _SOME):
                some = wanted[start : start + _SOME]
                marks = ",".join("?" * len(some))
                found.update(base.execute(f"SELECT key, answer FROM answers WHERE key IN ({marks})", some))  # noqa: S608
    except (sqlite3.Error, OSError):
        return {}
    return found


def keep(file: Path, answers: Mapping[bytes, str]) -> None:
    """Add answers; where that fails, the file is set aside and the next run starts a new one."""
    if not answers:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file, timeout=1)) as base, base:
            base.execute(
                "CREATE TABLE IF NOT EXISTS answers (key BLOB PRIMARY KEY, answer TEXT NOT NULL) WITHOUT ROWID"
            )
            if base.execute("SELECT count(*) FROM answers").fetchone()[0] > _MOST:
                base.execute("DELETE FROM answers")
            base.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?)", answers.items())
    except sqlite3.OperationalError:
        pass  # locked by another run, or no place: the next run may keep it
    except sqlite3.DatabaseError:
        file.unlink(missing_ok=True)
    except OSError:
        pass
