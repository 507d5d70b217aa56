"""Hold the tool against its yardsticks: ratios of paired runs on this machine, never bare seconds.

    python benchmarks/ratios.py [--files N] [--pairs 5]

A run's cost is the processor time, user and system, of a finished child and its own children. Each pair
runs both sides one after the other, in turn the other way round. Exit code 1 only beyond 1.5 times a goal.
Without --files, `check` and the question risk read 1,000 canvases and `portfolio` 10,000. The peer of the question
risk has an environment of its own (`make .venv/companion/ready`); where it is missing its row is left out, and a line
says so.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, cycle
from pathlib import Path
from statistics import median
from typing import NamedTuple

BIN = Path(sys.executable).parent
PYTHON = str(BIN / "python")
OURS = str(BIN / "mlops-canvas")
PEER = str(BIN / "check-jsonschema")
COMPANION = BIN.parent / "companion" / "bin" / "ai-act"
ONE = Path(__file__).parents[1] / "canvases" / "credit-scoring" / "canvas.yaml"
TOLERANCE = 1.5
SAMPLE = 100  # files that check-jsonschema reads; its cost for more is extended from there
CALLS = 40  # of `ai-act classify`; their cost for more is extended from there
RATE = 2_000  # assessments of risk a second, of loaded canvases

LOADER = """\
import sys, pathlib, yaml
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    try:
        yaml.load(path.read_bytes(), yaml.CSafeLoader)
    except ValueError:
        pass  # a day that the calendar lacks
"""

READER = """\
import os, sys
with os.scandir(sys.argv[1]) as entries:
    for entry in entries:
        with open(entry.path, "rb") as file:
            file.read()
"""
ROOM = 150  # MiB that a portfolio may take


class Cost(NamedTuple):
    """What a finished child took: seconds, and KiB."""

    cpu: float
    wall: float
    peak: int


def run(*command: str, code: int = 0) -> Cost:
    """Run a child, its output thrown away. Raises RuntimeError where its exit code is not the expected one."""
    null = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=[null])
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    found = os.waitstatus_to_exitcode(status)
    if found != code:
        raise RuntimeError(f"{' '.join(command[:3])} … left with {found}, not {code}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss)


Side = Callable[[], float]


class Yardstick(NamedTuple):
    """Two sides to be measured, and the goal for the first divided by the second.

    `rate` is how many a second it is where the ratio is 1, if that is to be told.
    """

    id: str
    what: str
    ours: Side
    theirs: Side
    goal: float
    rate: float = 0

    def ratios(self, pairs: int) -> list[float]:
        found = []
        for number in range(pairs):
            if number % 2:
                theirs, ours = self.theirs(), self.ours()
            else:
                ours, theirs = self.ours(), self.theirs()
            found.append(ours / theirs)
        return found


def cpu(*command: str, code: int = 0, times: int = 1) -> Side:
    """Return a side that sums the processor time of so many runs: short ones alone would be noise."""
    return lambda: sum(run(*command, code=code).cpu for _ in range(times))


def wall(*command: str) -> Side:
    return lambda: run(*command).wall


def peak(*command: str) -> Side:
    return lambda: run(*command).peak


def peer(schema: Path, files: Sequence[str], count: int) -> Side:
    """Return what check-jsonschema takes for `count` files, from a run of some and a run of one."""
    command = (PEER, "--schemafile", str(schema))

    def side() -> float:
        one, some = run(*command, files[0]).cpu, run(*command, *files).cpu
        return one + (some - one) / (len(files) - 1) * (count - 1)

    return side


def told(what: str, folder: Path) -> Side:
    """Return the seconds that a child tells of work inside it, its own start left out."""
    command = (PYTHON, "-m", "benchmarks.in_process", str(folder), what)
    return lambda: float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def calls(program: Path, files: Sequence[Path]) -> Side:
    """Return what `ai-act classify` takes for all files, one call each, from calls for some.

    They are spread over the files, and each time the side is measured they are others.
    """
    step = max(1, len(files) // CALLS)
    first = cycle(range(step))

    def side() -> float:
        some = files[next(first) :: step][:CALLS]
        costs = [run(str(program), "classify", "--answers", str(file)).cpu for file in some]
        return sum(costs) / len(some) * len(files)

    return side


def generate(out: Path, count: int, defects: int = 0) -> Path:
    """Generate a portfolio in a child, so that this process stays small: a child's peak begins at its parent's."""
    run(PYTHON, "-m", "benchmarks.portfolio", "--out", str(out), "--count", str(count), "--defects", str(defects))
    return out


def yardsticks(home: Path, count: int) -> Iterator[Yardstick]:
    """Prepare the files and list what is measured of the start and of `check`."""
    schema, one = home / "canvas.schema.json", str(ONE)
    run(OURS, "schema", "-o", str(schema))
    clean, tenth = generate(home / "clean", count), generate(home / "tenth", max(1, count // 10))
    faulty = generate(home / "faulty", count, defects=100)
    sample = [str(path) for path in sorted(clean.iterdir())[:SAMPLE]]
    check = (OURS, "check", str(clean))
    nothing = cpu(PYTHON, "-c", "pass", times=10)
    against_peer = peer(schema, sample, count)
    said = f"check {count} ÷ check-jsonschema, extended from {len(sample)} files"
    yield Yardstick("version", "--version ÷ python -c pass", cpu(OURS, "--version", times=10), nothing, 2)
    yield Yardstick("help", "--help ÷ python -c pass", cpu(OURS, "--help", times=10), nothing, 4.5)
    alone = cpu(PEER, "--schemafile", str(schema), one, times=3)
    yield Yardstick("one", "check one canvas ÷ check-jsonschema of it", cpu(OURS, "check", one, times=3), alone, 0.9)
    yield Yardstick("many", f"check {count} ÷ CSafeLoader", cpu(*check), cpu(PYTHON, "-c", LOADER, str(clean)), 1)
    yield Yardstick("peer", said, cpu(*check), against_peer, 1 / 8)
    # Contradictions are warnings: --fail-on warning makes a folder of theirs alone leave with 1 too.
    check_faulty = cpu(OURS, "check", "--fail-on", "warning", str(faulty), code=1)
    what = f"check {count}, each defective ÷ CSafeLoader"
    yield Yardstick("faulty", what, check_faulty, cpu(PYTHON, "-c", LOADER, str(faulty)), 1.3)
    yield Yardstick("memory", f"peak of {count} ÷ of a tenth", peak(*check), peak(OURS, "check", str(tenth)), 1.3)


def of_portfolio(home: Path, count: int) -> Iterator[Yardstick]:
    """Prepare the files and list what is measured of `portfolio`, which asks all questions."""
    folder = str(generate(home / "systems", count))
    judge = (OURS, "portfolio", folder, "--no-cache", "--jobs")
    loader = cpu(PYTHON, "-c", LOADER, folder)
    yield Yardstick("all", f"portfolio {count}, all questions ÷ CSafeLoader", cpu(*judge, "1"), loader, 2)
    if cores() > 1:
        what = f"portfolio {count}, two workers ÷ one, wall time"
        yield Yardstick("workers", what, wall(*judge, "2"), wall(*judge, "1"), 0.7)
    kept = (OURS, "portfolio", folder)
    run(*kept)
    reader = cpu(PYTHON, "-c", READER, folder, times=3)
    yield Yardstick("cached", f"portfolio {count} again ÷ reading the files", cpu(*kept, times=3), reader, 5)
    what = f"peak of portfolio {count} ÷ {ROOM} MiB"
    yield Yardstick("room", what, peak(*judge, "1"), lambda: ROOM * 1024, 1)


def of_risk(home: Path, count: int, companion: Path) -> Iterator[Yardstick]:
    """Prepare systems that state facts and list what is measured of the question risk."""
    systems, answers = home / "facts", home / "answers"
    run(PYTHON, "-m", "benchmarks.facts", "--out", str(systems), "--count", str(count))
    what = f"risk of {count} in process ÷ {RATE:,} a second"
    yield Yardstick("risk", what, told("judge", systems), lambda: count / RATE, 1, RATE)
    run(PYTHON, "-m", "benchmarks.facts", "--out", str(home / "few"), "--count", str(max(1, count // 10)))
    judge = (OURS, "portfolio", "--only", "risk", "--no-cache", "--format", "json", "--jobs")
    what = f"peak of portfolio --only risk {count} ÷ of a tenth"
    yield Yardstick("kept", what, peak(*judge, "1", str(systems)), peak(*judge, "1", str(home / "few")), 1.3)
    if not companion.exists():
        return
    run(PYTHON, "-m", "benchmarks.companion", str(systems), str(answers))
    what = f"portfolio --only risk {count} ÷ {count} calls of ai-act classify, extended from {min(count, CALLS)}"
    theirs = calls(companion, sorted(answers.iterdir()))
    yield Yardstick("companion", what, cpu(*judge, "1", str(systems)), theirs, 1 / 20)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


HEAD = "| id | what | median | spread | goal | |\n| --- | --- | ---: | ---: | ---: | --- |"


def measure(one: Yardstick, pairs: int) -> bool:
    """Measure, print the row, and say whether the median is far beyond the goal."""
    found = one.ratios(pairs)
    middle = median(found)
    verdict = "ok" if middle <= one.goal else "over"
    if one.rate:
        verdict += f", {one.rate / middle:,.0f} a second"
    spread = f"{min(found):.3f}–{max(found):.3f}"
    print(f"| {one.id} | {one.what} | {middle:.3f} | {spread} | ≤ {one.goal:g} | {verdict} |", flush=True)
    return middle > TOLERANCE * one.goal


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Hold the tool against its yardsticks.")
    parser.add_argument("--files", type=int, help="how many canvases, at least 10")
    parser.add_argument("--pairs", type=int, default=5, help="how many paired runs for each ratio")
    parser.add_argument("--only", choices=["check", "portfolio", "risk"], help="only the rows of one of them")
    parser.add_argument("--companion", type=Path, default=COMPANION, help="the program ai-act of ai-act-companion")
    given = parser.parse_args()
    if (given.files is not None and given.files < 10) or given.pairs < 1:
        parser.error("at least 10 files and 1 pair")
    return given


def main() -> int:
    given = arguments()
    given.companion = given.companion.absolute()
    os.chdir(Path(__file__).parents[1])  # where children find the other modules
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(home / "cache")
        parts = {
            "check": yardsticks(home, given.files or 1_000),
            "portfolio": of_portfolio(home, given.files or 10_000),
            "risk": of_risk(home, given.files or 1_000, given.companion),
        }
        chosen = [parts[given.only]] if given.only else parts.values()
        print(HEAD, flush=True)
        beyond = [measure(one, given.pairs) for one in chain.from_iterable(chosen)]
    if given.only in {None, "risk"} and not given.companion.exists():
        print(f"\nThe row `companion` is left out: no {given.companion} (make .venv/companion/ready)")
    return int(any(beyond))


if __name__ == "__main__":
    sys.exit(main())
