"""Bytes in, bytes out: the lines of the inputs, standard output, and complaints on standard error."""

from __future__ import annotations

import errno
import os
import sys
from codecs import BOM_UTF8
from io import FileIO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Final

__all__ = ["HANDLERS", "OutputError", "abandon_output", "complain", "convert_inputs", "name_of", "write"]

HANDLERS: Final = {"strict": "strict", "replace": "replace", "keep": "surrogateescape"}
"""How Python's decoder is told what to do about invalid UTF-8, by the names that users choose from."""
_BLOCK = 1 << 18


class OutputError(Exception):
    """Standard output could not be written; the cause is the ``OSError``."""

    def __init__(self, error: OSError) -> None:
        super().__init__(error.strerror)
        self.broken_pipe = isinstance(error, BrokenPipeError)


class _InvalidInput(Exception):
    """An input is not UTF-8; the text says where."""


def convert_inputs(
    names: Iterable[str], convert: Callable[[bytes, bool], bytes], *, skip_mark: bool = False, open_lines: bool = False
) -> int:
    """Write what ``convert`` makes of every input, block by block, and return the exit status.

    A block is whole lines: up to 256 KB of them, one line where that is longer, and less where the input comes in
    slowly; each is written out before more is read. With ``open_lines`` a longer line comes in several blocks, which
    end between two characters. The second argument says whether the input ends with the block, which may be empty.
    ``skip_mark`` leaves out a byte order mark that begins an input. An input that cannot be read is reported, and the
    next one is taken; ``UnicodeDecodeError`` from ``convert`` is reported too, after the lines before it were written,
    and ends the work.
    """
    status = 0
    for name in names:
        label = "standard input" if name == "-" else name
        try:
            with _opened(name) as stream:
                _convert(stream, convert, skip_mark, open_lines)
        except _InvalidInput as error:
            complain(f"{label}: {error}")
            return 1
        except OSError as error:
            write(convert(b"", True))  # the end of what could be read
            complain(f"{label}: {error.strerror}")
            status = 1
    return status


def write(data: bytes) -> None:
    """Write ``data`` to standard output at once; raise `OutputError` where that fails."""
    try:
        rest = memoryview(data)
        while rest:  # where Python runs unbuffered, one call may write a part
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.flush()
    except OSError as error:
        raise OutputError(error) from error


def name_of(name: str) -> str:
    """Return the name of an input as text that is UTF-8 whatever the locale; other bytes of it as lone surrogates."""
    return "standard input" if name == "-" else os.fsencode(name).decode("utf-8", "surrogateescape")


def abandon_output() -> None:
    """Let what is still buffered for standard output vanish, so that the end of the interpreter stays quiet."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def complain(message: str) -> None:
    """Write one line to standard error: in UTF-8 whatever the locale, and file names as the bytes that they are."""
    if sys.stderr is not None:
        sys.stderr.buffer.write(f"arnorm: {message}\n".encode("utf-8", sys.getfilesystemencodeerrors()))
        sys.stderr.flush()


def _opened(name: str) -> FileIO:
    """Return the input unbuffered, so that a read returns what there is; closing standard input leaves it open."""
    if name != "-":
        return FileIO(name)
    if sys.stdin is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return os.fdopen(sys.stdin.fileno(), "rb", buffering=0, closefd=False)


def _convert(stream: FileIO, convert: Callable[[bytes, bool], bytes], skip_mark: bool, open_lines: bool) -> None:
    offset = lines = 0
    for block, last in _blocks(stream, open_lines):
        if skip_mark and offset == 0 and block.startswith(BOM_UTF8):
            offset = len(BOM_UTF8)
            block = block[offset:]
        try:
            result = convert(block, last)
        except UnicodeDecodeError as error:
            write(convert(block[: block.rfind(b"\n", 0, error.start) + 1], True))
            line = lines + block.count(b"\n", 0, error.start) + 1
            raise _InvalidInput(f"invalid UTF-8 at byte {offset + error.start} (line {line})") from None
        write(result)
        offset += len(block)
        lines += block.count(b"\n")


def _blocks(stream: FileIO, open_lines: bool) -> Iterator[tuple[bytes, bool]]:
    """Yield what is read up to the last line end in it, and at the end what follows the last one of all.

    With ``open_lines`` a longer line comes in several blocks. The last block is the only one with a true second item.
    """
    parts: list[bytes] = []
    length = 0
    while chunk := stream.read(_BLOCK):
        end = chunk.rfind(b"\n") + 1
        if not end and open_lines and length + len(chunk) >= _BLOCK:
            parts, chunk = [], b"".join((*parts, chunk))
            end = _start_of_last_character(chunk)
        if end:
            yield b"".join((*parts, chunk[:end])), False
            parts = []
            length = 0
        if end < len(chunk):
            parts.append(chunk[end:])
            length += len(chunk) - end
    yield b"".join(parts), True


def _start_of_last_character(block: bytes) -> int:
    """Return where the last character begins, which may be cut off; the end, if only invalid bytes stand there."""
    last = range(len(block) - 1, max(len(block) - 5, -1), -1)
    return next((end for end in last if block[end] & 0xC0 != 0x80), len(block))
