"""`portfolio`: every system below some folders in one table; one bad canvas never stops the rest.

Answers are looked up by content before anything that judges is imported; the rest is judged in chunks, in
as many processes as wanted. A system travels as JSON text, so every way gives the same bytes.
"""

import gc
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from mlops_canvas.app import cache, options, sources
from mlops_canvas.errors import UserError
from mlops_canvas.render import portfolio as render

_CHUNK = 100  # files; some 0.4 s of work, against milliseconds to hand it over
CACHE = "portfolio-1.sqlite"
Progress = Callable[[int], None]
Wanted = tuple[tuple[Path, ...], date, int | None, str | None]
"""Packs, day, horizon and the only question asked: what an answer depends on beside the file."""
Answer = tuple[bytes | None, str]
"""The key to keep it under, None where it is not worth keeping, and the answer as JSON text."""


def run(
    paths: Sequence[str],
    *,
    packs: tuple[Path, ...],
    as_of: date,
    horizon: int | None,
    only: str | None,
    jobs: int | None,
    cached: bool,
    sort: str,
    group_by: str | None,
    format_: str,
    progress: Callable[[int], Progress],
) -> tuple[Iterator[str], int]:
    """Judge a portfolio. Returns the output and the exit code: 2 if a file was skipped, 3 if a rule broke.

    `progress` is told the number of files and returns what is told of each portion that is done.
    """
    # Next to nothing here is a cycle, so the collector would only walk what stays, again and again.
    gc.set_threshold(100_000, 50, 50)
    if only and sort in {"cost", "test_score"}:
        raise UserError(f"--sort {sort} needs a question that --only {only} leaves out")
    found = sources.named(paths)
    for pack in packs:
        if not pack.is_dir():
            raise UserError(f"{pack}: no such folder of knowledge")
    files = [file for _, file in found]
    answers = _answers(files, (packs, as_of, horizon, only), jobs or os.cpu_count() or 1, progress, cached=cached)
    systems: list[Mapping[str, Any]] = []
    skipped: list[Mapping[str, Any]] = []
    code = 0
    # Read as one text: that is faster than one by one, and words that come again are held once.
    for (name, _), answer in zip(found, json.loads(f"[{','.join(answers)}]"), strict=True):
        code = max(code, answer.pop("code"))
        (skipped if "reason" in answer else systems).append({"path": name, **answer})
    return render.show(systems, skipped, format_, sort=sort, group_by=group_by, as_of=as_of), code


def _answers(
    files: Sequence[Path],
    wanted: Wanted,
    jobs: int,
    progress: Callable[[int], Progress],
    *,
    cached: bool,
) -> list[str]:
    """Return the answer of each file, in their order: kept ones, and the others judged now."""
    report = progress(len(files))
    store = cache.folder() / CACHE
    basis = cache.basis(wanted[0], *wanted[1:]) if cached else None
    found: list[str | None] = _kept(files, store, basis) if basis else [None] * len(files)
    open_ = [index for index, answer in enumerate(found) if answer is None]
    report(len(files) - len(open_))
    if not open_:
        return [answer for answer in found if answer is not None]
    from mlops_canvas.app.pool import map_chunks  # what starts processes is slow to import

    chunks = [[files[index] for index in open_[start : start + _CHUNK]] for start in range(0, len(open_), _CHUNK)]
    fresh: dict[bytes, str] = {}
    judged = iter(open_)
    for answers in map_chunks(judge, chunks, jobs, prepare, (*wanted, basis)):
        for key, answer in answers:
            found[next(judged)] = answer
            if key is not None:
                fresh[key] = answer
        report(len(answers))
    cache.keep(store, fresh)
    return [answer for answer in found if answer is not None]


def _kept(files: Iterable[Path], store: Path, basis: bytes) -> list[str | None]:
    """Return the kept answer of each file, None where there is none or the file cannot be read."""
    keys: list[bytes] = []
    for file in files:
        try:
            with open(file, "rb", buffering=0) as opened:  # noqa: PTH123 - half the time of read_bytes
                keys.append(cache.key(basis, opened.read()))
        except OSError:
            keys.append(b"")
    kept = cache.look_up(store, keys)
    return [kept.get(key) for key in keys]


_engines: dict[tuple[Any, ...], Any] = {}  # the one of this process, by what it was made for


def prepare(*wanted: Any) -> None:
    """Load the knowledge once in this process; a forked worker has it from its parent."""
    if wanted in _engines:
        return
    from mlops_canvas.assess import Engine

    packs, as_of, horizon, *_ = wanted
    _engines.clear()
    knowledge = options.load_knowledge(packs)
    _engines[wanted] = Engine(knowledge, as_of, in_full=False, horizon_months=horizon)
    # What was loaded lives as long as the run; a worker that was not forked sets the threshold here.
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def judge(files: Sequence[Path]) -> list[Answer]:
    """Judge some files by the questions asked; return what each is worth in the table."""
    return [_judge(file) for file in files]


def _judge(file: Path) -> Answer:
    # The key is of the bytes that are judged here: the file may have changed since it was looked up.
    (((*_, only, basis), engine),) = _engines.items()
    try:
        content = file.read_bytes()
    except OSError as error:
        return None, _text({"reason": f"cannot be read ({error.strerror})", "code": 2})
    try:
        answer = _row(engine, content, sources.shown(file), only)
    except Exception as error:  # a bug of ours, and still only this file's
        reason = f"bug: {type(error).__name__}: {error}; please report this"
        return None, _text({"reason": reason, "code": 3})
    return cache.key(basis, content) if basis else None, _text(answer)


def _row(engine: Any, content: bytes, path: str, only: str | None) -> Mapping[str, Any]:
    from mlops_canvas.assess import QUESTIONS
    from mlops_canvas.canvas import load
    from mlops_canvas.render import plain

    report = engine.run(load(content, path), (only,) if only else QUESTIONS, with_format=only is None)
    if not report.readable:
        return {"reason": "; ".join(one.message for one in report.findings), "code": 2}
    return {**plain.system(report), "code": 3 if report.counts()["failed"] else 0}


def _text(answer: Mapping[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False)
