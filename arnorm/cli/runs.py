"""Many files from many others: which from which, what of it is done already, and what came of it."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from time import monotonic

from arnorm.cli import jobs
from arnorm.cli.accounts import PLACES
from arnorm.cli.jobs import Job, Outcome
from arnorm.cli.plans import PlanError, plan
from arnorm.cli.progress import Progress
from arnorm.cli.reading import Reading, report_skipped
from arnorm.cli.sources import NO_PYARROW, MissingLibraryError, WorkerError, compression_of, zstd
from arnorm.cli.state import Counts, State, StateError, put_together
from arnorm.cli.streams import complain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Generator, Iterable
    from typing import Final

    from arnorm.cli.work import Work

__all__ = ["run"]

_FAILED: Final = 1
_USAGE: Final = 2
_BATCH: Final = 64
"""Outputs that get their names at once, which costs less than one by one."""
_SECONDS: Final = 0.5
"""How long one of them waits for others at most."""


def run(arguments: Namespace, reading: Reading, work: Work) -> int:
    """Write a file for every input into the folder of outputs, and return the exit status.

    An input that fails gets no output and is reported, and the others go on.
    """
    try:
        planned = plan(arguments, reading)
        _check_libraries(planned)
        with State(arguments.output_dir, f"{work.identity} {reading.identity}") as state:
            return _Run(arguments, state, reading, work).finished(planned)
    except PlanError as error:
        complain(str(error))
        return _USAGE
    except (StateError, MissingLibraryError, WorkerError) as error:
        complain(str(error))
    except OSError as error:
        complain(f"{error.filename or arguments.output_dir}: {error.strerror}")
    return _FAILED


def _check_libraries(planned: Iterable[Job]) -> None:
    """Raise `MissingLibraryError` where a file needs what is not installed."""
    from importlib.util import find_spec

    if any(job.form == "parquet" for job in planned) and find_spec("pyarrow") is None:
        raise MissingLibraryError(NO_PYARROW)
    if any(compression_of(job.source) == "zstd" for job in planned):
        zstd()


class _Run:
    """One run, with what it counts."""

    def __init__(self, arguments: Namespace, state: State, reading: Reading, work: Work) -> None:
        self._arguments = arguments
        self._state = state
        self._reading = reading
        self._work = work
        self._waiting: list[Outcome] = []
        self._since = self._began = monotonic()
        self._counts: dict[str, Counts] = {}
        self._skipped: list[Outcome] = []
        self._failed = 0

    def finished(self, planned: list[Job]) -> int:
        """Do what is to be done, report it, and return the exit status."""
        wanted = self._arguments.rejects is not None
        planned = [job._replace(rejects=self._state.rejects_of(job.output) if wanted else None) for job in planned]
        todo = self._todo(planned)
        before = len(planned) - len(todo)
        progress = Progress(sum(job.size for job in todo))
        try:
            self._work_through(todo, progress)
        except BaseException:
            for job in todo:  # what workers had begun when they were ended
                for part in (job.part, f"{self._state.rejects_of(job.output)}.part"):
                    Path(part).unlink(missing_ok=True)
            raise
        finally:
            progress.close()
        if wanted:
            skipped = {output for output, counts in self._counts.items() if counts.skipped}
            parts = [job.rejects for job in planned if job.rejects is not None and job.output in skipped]
            put_together(parts, self._arguments.rejects)
        self._report(planned)
        complain(self._summary(before))
        return _FAILED if self._failed else 0

    def _todo(self, planned: list[Job]) -> list[Job]:
        """Return the jobs that are not done; raise `PlanError` where something else stands in the place of one."""
        todo = []
        for job in planned:
            there = os.path.lexists(job.output)
            if there and not self._arguments.resume:
                raise PlanError(f"{job.output} is there already: --resume goes on with an earlier run")
            counts = self._state.done(job) if there else None
            if counts is not None:
                self._counts[job.output] = counts
                continue
            if there and not self._state.is_own(job.output):
                raise PlanError(f"{job.output} was not written by an earlier run, or was changed since: it is kept")
            todo.append(job)
        for folder in {Path(job.output).parent for job in todo}:
            folder.mkdir(parents=True, exist_ok=True)
        return todo

    def _work_through(self, todo: list[Job], progress: Progress) -> None:
        """Do jobs, and give what is finished its name even where the run ends too early."""
        try:
            with closing(self._outcomes(todo, progress)) as outcomes:
                for outcome in outcomes:
                    self._take(outcome, progress)
        finally:
            self._put()

    def _outcomes(self, todo: list[Job], progress: Progress) -> Generator[Outcome, None, None]:
        workers = min(self._arguments.workers, len(todo))
        if workers > 1:
            from arnorm.cli.workers import outcomes

            yield from outcomes(todo, self._reading, self._work, workers, self._state.workers, progress.advance)
        else:
            for job in todo:
                yield jobs.run(job, self._reading, self._work, progress.advance)

    def _take(self, outcome: Outcome, progress: Progress) -> None:
        if outcome.problem is not None:
            self._failed += 1
            progress.say(f"{outcome.job.source}: {outcome.problem}")
            return
        if outcome.skipped:
            self._skipped.append(outcome)
        self._waiting.append(outcome)
        if len(self._waiting) >= _BATCH or monotonic() - self._since > _SECONDS:
            self._put()

    def _put(self) -> None:
        """Give the outputs that wait their names."""
        outcomes, self._waiting = self._waiting, []
        if outcomes:
            for outcome, counts in zip(outcomes, self._state.put(outcomes), strict=True):
                if counts is None:
                    self._failed += 1
                    complain(f"{outcome.job.source}: {outcome.job.output} was written by somebody else meanwhile")
                else:
                    self._counts[outcome.job.output] = counts
        self._since = monotonic()

    def _report(self, planned: Iterable[Job]) -> None:
        """Say which rows were skipped now, the first of them by their places."""
        order = {job.output: number for number, job in enumerate(planned)}
        left = PLACES
        for outcome in sorted(self._skipped, key=lambda outcome: order[outcome.job.output]):
            report_skipped(outcome.job.source, outcome.places[:left], outcome.skipped)
            left = max(0, left - outcome.skipped)

    def _summary(self, before: int) -> str:
        """Return what all came to, with what an earlier run did."""
        seconds = monotonic() - self._began
        rows, changed, skipped, read, written = map(
            sum, zip(*self._counts.values(), Counts(0, 0, 0, 0, 0), strict=True)
        )
        files = f"{len(self._counts):,} file{'' if len(self._counts) == 1 else 's'}"
        if before:
            files += f" ({before:,} done before)"
        return (
            f"{files}, {self._failed:,} failed; {rows:,} rows, {changed:,} changed, {skipped:,} skipped;"
            f" {read:,} bytes read, {written:,} written; {seconds:.1f} s"
        )
