"""Work in several processes: the same results in the same order, whatever happens to a worker."""

import os
import signal
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

import pytest

from mlops_canvas.app.pool import map_chunks

_state: list[int] = []


def prepare(start: int, _: str) -> None:
    _state[:] = [start]


def square(numbers: Sequence[int]) -> list[int]:
    return [_state[0] + number * number for number in numbers]


class Killer:
    """Work whose process is killed at one number, the first time that it comes."""

    def __init__(self, mark: Path, at: int) -> None:
        self.mark = mark
        self.at = at

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        if self.at in numbers and not self.mark.exists():
            self.mark.write_text(str(os.getpid()))
            os.kill(os.getpid(), signal.SIGKILL)
        return square(numbers)


class Refuses:
    """Work that fails on one number."""

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        if 5 in numbers:
            raise ValueError("five")
        return square(numbers)


def chunks(size: int) -> list[list[int]]:
    return [list(range(start, min(start + size, 20))) for start in range(0, 20, size)]


def flat(found: Iterable[list[int]]) -> list[int]:
    return list(chain.from_iterable(found))


EXPECTED = [7 + number * number for number in range(20)]


@pytest.mark.parametrize("jobs", [1, 2, 3, 50])
@pytest.mark.parametrize("size", [1, 3, 7, 20, 100])
def test_results_come_in_order_for_any_number_of_processes(jobs: int, size: int) -> None:
    found = list(map_chunks(square, chunks(size), jobs, prepare, (7, "")))
    assert [len(part) for part in found] == [len(part) for part in chunks(size)]
    assert flat(found) == EXPECTED


@pytest.mark.parametrize("at", [0, 9, 19])
def test_a_worker_that_is_killed_changes_nothing(tmp_path: Path, at: int) -> None:
    mark = tmp_path / "killed"
    found = list(map_chunks(Killer(mark, at), chunks(2), 2, prepare, (7, "")))
    assert flat(found) == EXPECTED
    assert int(mark.read_text()) != os.getpid()


def test_one_job_stays_in_this_process() -> None:
    class Here:
        def __call__(self, numbers: Sequence[int]) -> list[int]:
            return [os.getpid() for _ in numbers]

    # A local class cannot be sent to another process, so that one job and one chunk are proven to need none.
    assert set(flat(map_chunks(Here(), chunks(3), 1, prepare, (7, "")))) == {os.getpid()}
    assert set(flat(map_chunks(Here(), chunks(20), 4, prepare, (7, "")))) == {os.getpid()}


def test_several_jobs_use_other_processes() -> None:
    found = flat(map_chunks(_pids, chunks(2), 2, prepare, (7, "")))
    assert os.getpid() not in found


def _pids(numbers: Sequence[int]) -> list[int]:
    return [os.getpid() for _ in numbers]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_of_the_work_is_raised_where_it_was_asked_for(jobs: int) -> None:
    found = map_chunks(Refuses(), chunks(3), jobs, prepare, (7, ""))
    assert next(found) == EXPECTED[:3]
    with pytest.raises(ValueError, match="five"):
        list(found)


def test_what_cannot_be_prepared_is_said_once_and_here() -> None:
    with pytest.raises(TypeError):
        list(map_chunks(square, chunks(2), 2, prepare, ()))
