"""Read-only questions to git: a blob at a revision, and the files that are not ignored.

Nothing of the repository runs: no hook, no filter, no text conversion, no file-system monitor.
"""

import os
import subprocess
from pathlib import Path

from mlops_canvas.errors import UserError

_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never")


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Run git in a folder; None where git is missing or refuses."""
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - arguments are ours, and paths follow `--` or a colon
            ["git", *_SAFE, "-C", str(folder), *arguments],  # noqa: S607
            capture_output=True,
            check=False,
            env=environment,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def blob(file: Path, revision: str) -> bytes:
    """Return the bytes of a file as it stood at a revision. Raises UserError where there is no such thing."""
    if revision.startswith("-"):
        raise UserError(f"{revision!r} is not a git revision")
    found = _git(file.parent, "cat-file", "blob", f"{revision}:./{file.name}")
    if found is None:
        raise UserError(
            f"{file}@{revision}: no such file at that revision",
            "write FILE@REV, where REV is a commit, branch or tag that holds the file",
        )
    return found


def candidates(folder: Path) -> list[str] | None:
    """List the YAML files below a folder that git tracks or would track, relative to it; None outside a work tree."""
    found = _git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.yaml", "*.yml")
    if found is None:
        return None
    return [os.fsdecode(name) for name in found.split(b"\0") if name]
