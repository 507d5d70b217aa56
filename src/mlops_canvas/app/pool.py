"""Work on chunks in order, in this process or in several; the result is the same for any number of them."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_chunks(
    work: Callable[[Sequence[Item]], list[Result]],
    chunks: Sequence[Sequence[Item]],
    jobs: int,
    prepare: Callable[..., None],
    arguments: tuple[Any, ...],
) -> Iterator[list[Result]]:
    """Yield the results chunk by chunk, in the order of the chunks.

    `prepare(*arguments)` runs in this process first, so that what is wrong is said once, and then in each
    worker, which may have inherited what it made. Work and results are plain data. Where a worker dies or none
    can be started, the chunks that are left are done in this process.
    """
    prepare(*arguments)
    done = 0
    if jobs > 1 and len(chunks) > 1:
        try:
            with ProcessPoolExecutor(min(jobs, len(chunks)), initializer=prepare, initargs=arguments) as pool:
                for result in pool.map(work, chunks):
                    yield result
                    done += 1
        except (BrokenProcessPool, OSError, NotImplementedError):
            pass  # the last two: a system without room for a process, or without shared memory
    yield from map(work, chunks[done:])
