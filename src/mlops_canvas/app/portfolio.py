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
from mlops_canvas.app.pool import map_chunks
from mlops_canvas.errors import UserError
from mlops_canvas.render import portfolio as render

_CHUNK = 250  # files; some 0.5 s of work, against milliseconds to hand it over
CACHE = "portfolio-1.sqlite"
Progress = Callable[[int], None]
Wanted = tuple[tuple[Path, ...], date, int | None]
"""Packs, day and horizon: what an answer depends on beside the file."""


def run(
    paths: Sequence[str],
    *,
    packs: tuple[Path, ...],
    as_of: date,
    horizon: int | None,
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
    files = sources.find(paths)
    for pack in packs:
        if not pack.is_dir():
            raise UserError(f"{pack}: no such folder of knowledge")
    answers = _answers(files, (packs, as_of, horizon), jobs or os.cpu_count() or 1, progress, cached=cached)
    systems: list[Mapping[str, Any]] = []
    skipped: list[Mapping[str, Any]] = []
    code = 0
    for file, answer in zip(files, answers, strict=True):
        entry = {"path": sources.shown(file), **json.loads(answer)}
        code = max(code, entry.pop("code"))
        (skipped if "reason" in entry else systems).append(entry)
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
    keys = _keys(files, cache.basis(wanted[0], *wanted[1:])) if cached else [None] * len(files)
    kept = cache.look_up(store, {key for key in keys if key is not None}) if cached else {}
    found = [kept.get(key) if key is not None else None for key in keys]
    open_ = [index for index, answer in enumerate(found) if answer is None]
    report(len(files) - len(open_))
    chunks = [[files[index] for index in open_[start : start + _CHUNK]] for start in range(0, len(open_), _CHUNK)]
    fresh: dict[bytes, str] = {}
    judged = iter(open_)
    for answers in map_chunks(judge, chunks, jobs, prepare, wanted) if chunks else ():
        for index, answer in zip((next(judged) for _ in answers), answers, strict=True):
            found[index] = answer
            key = keys[index]
            if key is not None:
                fresh[key] = answer
        report(len(answers))
    cache.keep(store, fresh)
    return [answer for answer in found if answer is not None]


def _keys(files: Iterable[Path], basis: bytes) -> list[bytes | None]:
    """Return the key of each file's answer; None where it cannot be read, which is nothing to keep."""
    found: list[bytes | None] = []
    for file in files:
        try:
            with file.open("rb") as opened:
                found.append(cache.key(basis, opened.read()))
        except OSError:
            found.append(None)
    return found


_engines: dict[Wanted, Any] = {}  # the one of this process, by what it was made for


def prepare(*wanted: Any) -> None:
    """Load the knowledge once in this process; a forked worker has it from its parent."""
    if wanted in _engines:
        return
    from mlops_canvas.assess import Engine

    packs, as_of, horizon = wanted
    _engines.clear()
    knowledge = options.load_knowledge(packs)
    _engines[packs, as_of, horizon] = Engine(knowledge, as_of, in_full=False, horizon_months=horizon)
    # What was loaded lives as long as the run, and the nodes of a file die with it: the collector
    # would only walk them again and again.
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def judge(files: Sequence[Path]) -> list[str]:
    """Judge some files by all questions; return what each is worth in the table, as JSON text."""
    return [json.dumps(_judge(file), ensure_ascii=False) for file in files]


def _judge(file: Path) -> Mapping[str, Any]:
    from mlops_canvas.assess import QUESTIONS
    from mlops_canvas.render import plain

    try:
        (engine,) = _engines.values()
        report = engine.run(sources.read(file), QUESTIONS)
    except UserError as error:
        return {"reason": error.message, "code": 2}
    if not report.readable:
        return {"reason": "; ".join(one.message for one in report.findings), "code": 2}
    return {**plain.system(report), "code": 3 if report.counts()["failed"] else 0}
