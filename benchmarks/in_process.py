"""Say how many seconds of processor time the systems of a folder take inside this process.

    python -m benchmarks.in_process DIR [judge | in-full]

`judge`: the question risk of each, as a portfolio asks it. `in-full`: as `assess` does, with the trace and what
would change the category. Not counted: the start of Python, the knowledge, loading the canvases, and two
systems that are judged beforehand, because what is made of the rules is made once for all systems.
"""

import argparse
import gc
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from mlops_canvas import knowledge, resources
from mlops_canvas.assess import Engine
from mlops_canvas.canvas import Loaded, load

AS_OF = date(2026, 11, 24)
FIRST = (b"canvas: 1\nname: tells-nothing\n", b"canvas: 1\nname: elsewhere\nrisk: {eu: none}\n")


def judge(engine: Engine, one: Loaded) -> None:
    """Ask the question. Raises RuntimeError where there is no answer."""
    report = engine.run(one, ("risk",), with_format=False)
    if not report.readable or report.assessments["risk"].verdict is None or report.counts()["failed"]:
        raise RuntimeError(f"{report.path}: not judged")


def seconds(work: Callable[[Any], object], on: Iterable[Any]) -> float:
    """Time some work, without what the collector would walk of the things made before."""
    gc.collect()
    gc.freeze()
    start = time.process_time()
    for one in on:
        work(one)
    return time.process_time() - start


def measure(folder: Path, what: str) -> float:
    """Return the seconds that the files of a folder take."""
    files = sorted(folder.iterdir())
    engine = Engine(knowledge.load((resources.knowledge(),)), AS_OF, in_full=what == "in-full")
    for text in FIRST:
        judge(engine, load(text, "canvas.yaml"))
    return seconds(lambda one: judge(engine, one), [load(file.read_bytes(), str(file)) for file in files])


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the question risk inside one process.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("what", nargs="?", choices=["judge", "in-full"], default="judge")
    given = parser.parse_args()
    print(measure(given.folder, given.what))


if __name__ == "__main__":
    main()
