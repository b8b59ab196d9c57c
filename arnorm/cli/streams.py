"""Standard output, and complaints on standard error."""

from __future__ import annotations

import os
import sys

from arnorm._core import inputs
from arnorm.names import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = ["HANDLERS", "OutputError", "abandon_output", "complain", "name_of", "write"]

HANDLERS: Final = {**inputs.HANDLERS, "skip": "strict"}
"""How Python's decoder is told what to do about invalid UTF-8; what is to be skipped is found by its error."""


class OutputError(Exception):
    """Standard output could not be written; the cause is the ``OSError``."""

    def __init__(self, error: OSError) -> None:
        super().__init__(error.strerror)
        self.broken_pipe = isinstance(error, BrokenPipeError)


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
    """Write one line to standard error, in UTF-8 whatever the locale.

    File names stand in it, and what others named: nothing of that reaches a terminal as a command to it.
    """
    if sys.stderr is not None:
        line = message.encode("utf-8", sys.getfilesystemencodeerrors()).decode("utf-8", "surrogateescape")
        sys.stderr.buffer.write(f"arnorm: {shown(line)}\n".encode())
        sys.stderr.flush()
