"""Jobs in several processes, which end with the one that started them."""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process

from arnorm.cli import jobs
from arnorm.cli.jobs import Job, Outcome
from arnorm.cli.reading import Reading
from arnorm.cli.sources import WorkerError
from arnorm.cli.work import Work

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from typing import Any, Final

__all__ = ["outcomes"]

_PATIENCE: Final = 0.2
"""Seconds after which progress is told, though no job is done."""
_own: Final[list[Any]] = []
"""In a worker: how inputs are read, what is done to them, the counter of bytes, and the share."""


def outcomes(
    waiting: Iterable[Job], reading: Reading, work: Work, workers: int, share: str, advance: Callable[[int], object]
) -> Iterator[Outcome]:
    """Yield what comes of jobs as they are done; ``advance`` is told how many bytes were taken in the meantime.

    Each worker keeps a share of the file ``share`` locked, so that a later run can wait for the end of all.
    Raises `WorkerError` where a process died: the system may have killed it because memory ran out.
    """
    context = get_context("spawn")  # the same everywhere, and without what threads of this process may hold
    counter = context.Value("Q", 0)
    others = set(active_children())
    executor = ProcessPoolExecutor(workers, context, _start, (reading, work, counter, share))
    queue = deque(waiting)
    running: set[Future[Outcome]] = set()
    told = 0
    try:
        while queue or running:
            while queue and len(running) < 2 * workers:  # so that none waits for this process
                running.add(executor.submit(_run, queue.popleft()))
            done, running = wait(running, _PATIENCE, FIRST_COMPLETED)
            taken: int = counter.get_obj().value  # a number is read whole
            advance(taken - told)
            told = taken
            for future in done:
                yield future.result()
    except BrokenProcessPool:
        raise WorkerError("a worker process died; fewer of them need less memory") from None
    except BaseException:
        for process in set(active_children()) - others:
            process.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _start(reading: Reading, work: Work, counter: Any, share: str) -> None:
    """Make a new process a worker: an interrupt is for the one that started it, with whose end this one ends."""
    import os
    import signal
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()
    _own[:] = reading, work, counter, _shared(share)
    if not parent.is_alive():  # a later run did not wait for a share that was not taken yet
        os._exit(1)


def _shared(path: str) -> object:
    """Return a file of which this process has a share as long as it lives, where the system has a way to."""
    from io import FileIO

    file = FileIO(path, "a")
    try:
        import fcntl
    except ImportError:
        return file
    fcntl.flock(file.fileno(), fcntl.LOCK_SH)
    return file


def _run(job: Job) -> Outcome:
    reading, work, counter, _ = _own

    def tick(taken: int) -> None:
        with counter.get_lock():
            counter.value += taken

    return jobs.run(job, reading, work, tick)
