"""What a folder of outputs remembers: which file was made from what, so that a later run need not make it again.

It stands in ``.arnorm`` there. ``done.jsonl`` has a line for each output, which is on the disk before the output gets
its name: an output is done if its stamp is that of a line. A line that a kill cut off is as if it were not there.
"""

from __future__ import annotations

import json
import operator
import os
from contextlib import ExitStack, suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from arnorm.cli.jobs import Job, Outcome, Stamp, new_file, stamp_of, sync_folder
from arnorm.cli.sources import OWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Counts", "State", "StateError", "put_together"]


class StateError(Exception):
    """The folder cannot be used; the text says why."""


class Counts(NamedTuple):
    """What a file came to."""

    rows: int
    changed: int
    skipped: int
    read: int
    written: int


class _Line(NamedTuple):
    """What is known about an output."""

    source: str
    source_stamp: Stamp
    stamp: Stamp
    identity: str
    counts: Counts


class State:
    """The memory of a folder, which one run at a time has."""

    def __init__(self, folder: str, identity: str) -> None:
        self._folder = folder
        self._identity = sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        self._lines: dict[str, list[_Line]] = {}
        own = Path(folder, OWN)
        try:
            _check_own(own)
            (own / "rejects").mkdir(parents=True, exist_ok=True)
            with ExitStack() as files:
                lock = files.enter_context((own / "lock").open("ab"))
                _lock(lock.fileno(), folder)
                self.workers = str(own / "workers")
                _wait_for_workers(Path(self.workers))
                self._file = files.enter_context((own / "done.jsonl").open("a+b"))
                self._read()
                self._open = files.pop_all()
        except OSError as error:
            raise StateError(f"{folder}: {error.strerror}") from None

    def __enter__(self) -> State:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def rejects_of(self, output: str) -> str:
        """Return where the rows are kept that were skipped for an output, until all are put together."""
        return str(
            Path(self._folder, OWN, "rejects", sha256(os.fsencode(self._name(output))).hexdigest()[:32] + ".jsonl")
        )

    def is_own(self, output: str) -> bool:
        """Return whether a file that is there was made by a run, and was not touched since."""
        stamp = stamp_of(Path(output).lstat())
        return any(line.stamp == stamp for line in self._lines.get(self._name(output), ()))

    def done(self, job: Job) -> Counts | None:
        """Return what a file came to if it is there, was made in the same way and from the same file."""
        try:
            source, output = stamp_of(Path(job.source).stat()), stamp_of(Path(job.output).lstat())
        except OSError:
            return None
        wanted = (str(Path(job.source).absolute()), source, output, self._identity)
        for line in self._lines.get(self._name(job.output), ()):
            if line[:4] == wanted and (not line.counts.skipped or job.rejects is None or Path(job.rejects).exists()):
                return line.counts
        return None

    def put(self, outcomes: Sequence[Outcome]) -> list[Counts | None]:
        """Put finished outputs at their places, for good; None for one whose place something else has taken.

        Another program may have written there in the meantime, or an input whose name differs only in what the file
        system takes for the same.
        """
        lines = []
        for job, _, source, output, rows, changed, skipped, _ in outcomes:
            rejects = Path(self.rejects_of(job.output))
            rejects.unlink(missing_ok=True)  # those of an earlier run, whether or not there are any now
            if job.rejects is not None and skipped:
                Path(f"{rejects}.part").rename(rejects)
            counts = Counts(rows, changed, skipped, source.size, output.size)
            line = _Line(str(Path(job.source).absolute()), source, output, self._identity, counts)
            lines.append((self._name(job.output), line))
        for name, line in lines:
            self._lines.setdefault(name, []).append(line)
            self._file.write(json.dumps([name, *line]).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        sync_folder(Path(self._folder, OWN, "rejects"))
        placed = []
        for outcome in outcomes:
            part, place = Path(outcome.job.part), outcome.job.output
            placed.append(not os.path.lexists(place) or self.is_own(place))
            if placed[-1]:
                part.replace(place)
            else:
                part.unlink()
        for folder in {Path(outcome.job.output).parent for outcome in outcomes}:
            sync_folder(folder)
        return [line.counts if there else None for (_, line), there in zip(lines, placed, strict=True)]

    def _name(self, output: str) -> str:
        return os.path.relpath(output, self._folder)

    def _read(self) -> None:
        """Read the lines, and cut off one that is not whole."""
        self._file.seek(0)
        whole = 0
        for raw in self._file:
            if not raw.endswith(b"\n"):
                break
            whole += len(raw)
            with suppress(ValueError, TypeError, RecursionError):
                name, source, source_stamp, stamp, identity, counts = json.loads(raw)
                line = _Line(
                    source, Stamp(*source_stamp), Stamp(*stamp), identity, Counts(*map(operator.index, counts))
                )
                self._lines.setdefault(name, []).append(line)
        self._file.truncate(whole)


def _check_own(own: Path) -> None:
    """Raise `StateError` where what the folder keeps for itself leads elsewhere: others may have made the folder."""
    for path in (own, own / "rejects"):
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            raise StateError(f"{path}: this is no folder of an earlier run")
    for path in (own / "lock", own / "workers", own / "done.jsonl"):
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise StateError(f"{path}: this is no file of an earlier run")


def _lock(number: int, folder: str) -> None:
    """Take a file for this process alone, where the system has a way to; it ends with the process."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StateError(f"{folder}: another run writes into this folder") from None


def _wait_for_workers(path: Path) -> None:
    """Wait until the workers of a run that was killed are gone: each has a share of this file until then."""
    try:
        import fcntl
    except ImportError:
        return
    with path.open("ab") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)


def put_together(parts: Iterable[str], path: str) -> None:
    """Write files one behind the other into a file, which gets its name when all of it is on the disk."""
    from shutil import copyfileobj

    place = Path(path).absolute()
    part = place.with_name(f"{place.name}.part")
    with new_file(part) as file:
        for name in parts:
            with Path(name).open("rb") as source:
                copyfileobj(source, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place)
    sync_folder(place.parent)
