"""What is read: files and folders, what format a file has, and the blocks of lines in it, decompressed."""

from __future__ import annotations

import errno
import os
import sys
from io import FileIO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType
    from typing import Any, Final

    from arnorm.streaming import Cutter

__all__ = [
    "FORMATS",
    "NO_PYARROW",
    "OWN",
    "Input",
    "InputError",
    "MissingLibraryError",
    "WorkerError",
    "blocks",
    "check_waiting",
    "compression_of",
    "files_below",
    "format_of",
    "zstd",
]

FORMATS: Final = ("lines", "jsonl", "csv", "tsv", "parquet")
"""What a file may hold."""
_BY_SUFFIX: Final = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_COMPRESSIONS: Final = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd"}
_BLOCK: Final = 1 << 18
_LONGEST: Final = 1 << 26
"""The most code points of a token or a sentence that an input may begin without an end in sight."""


NO_PYARROW: Final = "Parquet needs pyarrow: pip install 'arnorm[parquet]'"
"""What is said where it is not installed."""


OWN: Final = ".arnorm"
"""The folder that runs keep for themselves, in a folder of outputs."""


class InputError(Exception):
    """An input cannot be read, or its format cannot be told; the text says why."""


class MissingLibraryError(Exception):
    """A library is not installed that a format needs; the text says which extra has it."""


def compression_of(name: str) -> str | None:
    """Return how a file is compressed, by its name: ``"gzip"``, ``"zstd"`` or None.

    >>> compression_of("a.jsonl.gz"), compression_of("a.txt")
    ('gzip', None)
    """
    return _COMPRESSIONS.get(_suffix(name))


def _suffix(name: str) -> str:
    before, dot, after = name.rpartition(".")
    return f".{after.lower()}" if before and dot else ""


def format_of(name: str, given: str | None, fields: Sequence[str], columns: Sequence[str]) -> str:
    """Return which of `FORMATS` a file has: the one given, or that of its name, or the one that the options speak of.

    Raises `InputError` where that cannot be, or where it is not said which texts of it are meant.

    >>> format_of("a.csv.gz", None, [], ["text"]), format_of("notes", None, [], [])
    ('csv', 'lines')
    """
    compression = compression_of(name)
    found = given or _BY_SUFFIX.get(_suffix(name.rpartition(".")[0] if compression else name))
    if found is None:
        if fields and columns:
            raise InputError("it cannot be told what this is: say --from")
        found = "jsonl" if fields else "csv" if columns else "lines"
    if found == "jsonl" and not fields:
        raise InputError("say --field for JSON Lines, or --from lines to take every line for text")
    if found in ("csv", "tsv", "parquet") and not columns:
        advice = "" if found == "parquet" else ", or --from lines to take every line for text"
        raise InputError(f"say --column for {found.upper() if found != 'parquet' else 'Parquet'}{advice}")
    if found == "parquet" and compression:
        raise InputError("Parquet is compressed inside: a compressed file of it cannot be read")
    return found


def files_below(folder: str, pattern: str | None, outside: str) -> Iterator[str]:
    """Yield the paths of the files below a folder, from there, in order.

    Names that begin with a dot or an underscore are left out, which other systems keep for files of their own. So are
    the folder ``outside``, those that earlier runs wrote into, links to folders, and what does not match ``pattern``.
    """
    from fnmatch import fnmatchcase
    from pathlib import Path

    def failed(error: OSError) -> None:
        raise InputError(f"{error.filename}: {error.strerror}")

    avoided = os.path.realpath(outside)
    for path, folders, names in os.walk(folder, onerror=failed):
        here = Path(path)
        folders[:] = sorted(
            name
            for name in folders
            if _is_shown(name) and os.path.realpath(here / name) != avoided and not (here / name / OWN).exists()
        )
        for name in sorted(names):
            if _is_shown(name) and (pattern is None or fnmatchcase(name, pattern)) and (here / name).is_file():
                yield os.path.relpath(here / name, folder)


def _is_shown(name: str) -> bool:
    return not name.startswith((".", "_"))


class WorkerError(Exception):
    """A process died that was to read inputs."""


class Input:
    """An input that is open: a file, or standard input for ``-``; decompressed, and unbuffered.

    A read returns what there is. What goes wrong is an `InputError`. ``tick`` is told how many bytes of the file were
    taken.
    """

    def __init__(self, name: str, tick: Callable[[int], object] | None = None) -> None:
        self._tick = tick
        self._taken = 0
        try:
            self.raw = _raw(name)
        except OSError as error:
            raise InputError(error.strerror) from None
        self._failures: tuple[type[Exception], ...] = (OSError, EOFError)
        kind = compression_of(name) if name != "-" else None
        self.compressed = kind is not None
        try:
            self._opened = self._decompressed(kind)
        except BaseException:
            self.raw.close()
            raise

    def _decompressed(self, kind: str | None) -> Any:
        if kind is None:
            return self.raw
        if kind == "zstd":
            library = zstd()
            self._failures += (library.ZstdError,)
            return library.ZstdFile(self.raw)
        import gzip
        import zlib

        self._failures += (zlib.error,)
        return gzip.GzipFile(fileobj=self.raw)

    def read(self, size: int) -> bytes:
        """Return at most ``size`` bytes, and none at the end."""
        try:
            data: bytes = self._opened.read(size) if self._opened is self.raw else self._opened.read1(size)
        except self._failures as error:
            raise InputError(getattr(error, "strerror", None) or str(error)) from None
        if self._tick is not None:
            self.reached(self.raw.tell())
        return data

    def reached(self, place: int) -> None:
        """Say how far reading has come, in bytes of the file."""
        if self._tick is not None:
            self._tick(place - self._taken)
            self._taken = place

    def __enter__(self) -> Input:
        return self

    def __exit__(self, *_: object) -> None:
        if self._opened is not self.raw:
            self._opened.close()
        self.raw.close()


def zstd() -> ModuleType:
    """Return the module for Zstandard: that of Python, from 3.14 on, or the one like it for the versions before."""
    from importlib import import_module

    for name in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(name)
        except ImportError:
            continue
    raise MissingLibraryError("Zstandard needs backports.zstd: pip install 'arnorm[cli]'")


def blocks(stream: Input, open_lines: bool = False, longest: int | None = None) -> Iterator[tuple[bytes, bool]]:
    """Yield what is read up to the last line end in it, and at the end what follows the last one of all.

    A block is whole lines: up to 256 KB of them, one line where that is longer, and less where the input comes in
    slowly. With ``open_lines`` a longer line comes in several blocks, which end between two characters. The last block
    is the only one with a true second item. A line of more bytes than ``longest`` raises `InputError`.
    """
    parts: list[bytes] = []
    length = lines = 0
    while chunk := stream.read(_BLOCK):
        end = chunk.rfind(b"\n") + 1
        if not end and open_lines and length + len(chunk) >= _BLOCK:
            parts, chunk = [], b"".join((*parts, chunk))
            end = start_of_last_character(chunk)
        if end:
            block = b"".join((*parts, chunk[:end]))
            yield block, False
            parts = []
            length = 0
            if longest:
                lines += block.count(b"\n")
        if end < len(chunk):
            parts.append(chunk[end:])
            length += len(chunk) - end
            if longest and length > longest:
                raise InputError(f"line {lines + 1} has more than {longest:,} bytes")
    yield b"".join(parts), True


def check_waiting(cutter: Cutter) -> None:
    """Raise `InputError` where a token of a text that comes in parts has become too long to be held in memory."""
    if cutter.waiting > _LONGEST:
        raise InputError(f"a token or a sentence has more than {_LONGEST:,} code points")


def start_of_last_character(block: bytes) -> int:
    """Return where the last character begins, which may be cut off; the end, if only invalid bytes stand there."""
    last = range(len(block) - 1, max(len(block) - 5, -1), -1)
    return next((end for end in last if block[end] & 0xC0 != 0x80), len(block))


def _raw(name: str) -> FileIO:
    """Return the input unbuffered; closing standard input leaves it open."""
    if name != "-":
        return FileIO(name)
    if sys.stdin is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return FileIO(sys.stdin.fileno(), closefd=False)
