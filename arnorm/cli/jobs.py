"""One file from another: written beside its place, and put there when all of it is on the disk."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from arnorm.cli.accounts import Account, BadRowError
from arnorm.cli.reading import Reading, convert
from arnorm.cli.sources import Input, InputError, MissingLibraryError, compression_of, zstd

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, BinaryIO, Final

    from arnorm.cli.work import Work

__all__ = ["Job", "Outcome", "Stamp", "new_file", "run", "stamp_of", "sync_folder"]

_LEVELS: Final = {"gzip": 6, "zstd": 3}
"""How hard outputs are compressed: what the programs do by themselves."""


class Stamp(NamedTuple):
    """What tells whether a file is still the same."""

    size: int
    time: int
    """When it was written last, in nanoseconds."""


class Job(NamedTuple):
    """What is made of one file."""

    source: str
    output: str
    """Where it goes."""
    part: str
    """Where it is written first, in the same folder."""
    rejects: str | None
    """Where rows that are skipped go, with ``.part`` behind it first; None where nobody wants them."""
    form: str
    size: int


class Outcome(NamedTuple):
    """What came of a job; nothing of it is at its place yet."""

    job: Job
    problem: str | None
    source: Stamp
    output: Stamp
    rows: int
    changed: int
    skipped: int
    places: tuple[str, ...]


def stamp_of(status: os.stat_result) -> Stamp:
    """Return the stamp of a file."""
    return Stamp(status.st_size, status.st_mtime_ns)


def run(job: Job, reading: Reading, work: Work, tick: Callable[[int], object]) -> Outcome:
    """Write what a job makes, beside its place; of one that fails nothing is left."""
    problem = None
    before = after = Stamp(0, 0)
    rejects = _Rejects(job.rejects)
    account = Account(job.source, reading.errors, rejects.add if job.rejects else None, counting=True)
    try:
        with Input(job.source, tick) as stream, rejects:
            before = stamp_of(os.fstat(stream.raw.fileno()))
            with new_file(Path(job.part)) as file:
                with _compressed(file, compression_of(job.source)) as sink:
                    convert(stream, job.form, reading, work, account, sink.write, sink)
                _sync(file)
                if stamp_of(os.fstat(stream.raw.fileno())) != before:
                    raise InputError("it was changed while it was read")
                after = stamp_of(os.fstat(file.fileno()))
    except (BadRowError, InputError, MissingLibraryError) as error:
        problem = str(error)
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}"
    except MemoryError:
        problem = "a row is too large for the memory"
    if problem is not None:
        rejects.drop()
    return Outcome(job, problem, before, after, account.rows, account.changed, account.skipped, tuple(account.places))


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that was not there, or instead of one that was; it goes where the block fails.

    What another process may still have open there keeps its own file.
    """
    path.unlink(missing_ok=True)
    try:
        with path.open("xb") as file:
            yield file
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """See to it that the names in a folder are on the disk, where the system has a way to."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


class _Rejects:
    """The file of the rows of one job that were skipped, which is there once the first was."""

    def __init__(self, path: str | None) -> None:
        self._path = Path(f"{path}.part")
        self._file: BinaryIO | None = None

    def add(self, row: bytes) -> None:
        """Write a row."""
        if self._file is None:
            self._path.unlink(missing_ok=True)
            self._file = self._path.open("xb")
        self._file.write(row)

    def __enter__(self) -> _Rejects:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self._file is not None:
            if kind is None:
                _sync(self._file)
            self._file.close()
            if kind is not None:
                self.drop()

    def drop(self) -> None:
        """Delete what was written."""
        if self._file is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _compressed(file: BinaryIO, kind: str | None) -> Iterator[Any]:
    """Return what compresses into a file; the same bytes give the same file, whatever its name and the time."""
    if kind is None:
        yield file
    elif kind == "zstd":
        with zstd().ZstdFile(file, "wb", level=_LEVELS[kind]) as sink:
            yield sink
    else:
        from gzip import GzipFile

        with GzipFile("", "wb", _LEVELS[kind], file, mtime=0) as sink:
            yield sink
