"""Plain lines: all of the input is text."""

from __future__ import annotations

import re
from codecs import BOM_UTF8

from arnorm.cli.accounts import BadRowError
from arnorm.cli.sources import InputError, blocks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from arnorm.cli.accounts import Account
    from arnorm.cli.sources import Input
    from arnorm.cli.work import Work

__all__ = ["convert"]

_LONGEST = 1 << 26
"""The most bytes of a line that comes out of a compressed file: a small one may have no end."""


def convert(stream: Input, write: Callable[[bytes], object], work: Work, account: Account) -> None:
    """Write what ``work`` makes of an input, block by block; each is written out before more is read.

    Raises `BadRowError` for invalid UTF-8 and `InputError` for what cannot be read, after what comes before it was
    written.
    """
    made = work.blocks()
    skipping = account.errors == "skip"
    offset = lines = 0
    ended = True
    pieces = blocks(stream, work.open_lines and not skipping, _LONGEST if stream.compressed else None)
    while True:
        try:
            block, last = next(pieces)
        except InputError:
            write(made(b"", True))  # the end of what could be read
            raise
        start = 0
        if work.skip_mark and offset == 0 and block.startswith(BOM_UTF8):
            start = len(BOM_UTF8)
        kept = block[start:]
        if skipping:
            kept = _good_lines(kept, lines, account)
        try:
            result = made(kept, last)
        except UnicodeDecodeError as error:
            write(made(kept[: kept.rfind(b"\n", 0, error.start) + 1], True))
            line = lines + kept.count(b"\n", 0, error.start) + 1
            place = offset + start + error.start
            raise BadRowError(f"invalid UTF-8 at byte {place} (line {line})") from None
        write(result)
        if account.counting:
            account.count(kept.count(b"\n"), work.changed(kept, result))
        if kept:
            ended = kept.endswith(b"\n")
        offset += len(block)
        lines += block.count(b"\n")
        if last:
            account.count(0 if ended else 1)
            return


def _good_lines(block: bytes, before: int, account: Account) -> bytes:
    """Return a block without the lines that are not UTF-8, of which ``account`` hears."""
    try:
        block.decode()
    except UnicodeDecodeError:
        pass
    else:
        return block
    good = []
    for number, line in enumerate(re.findall(rb"[^\n]*\n|[^\n]+\Z", block), before + 1):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            account.bad(number, f"invalid UTF-8 at byte {error.start} of the line", line)
        else:
            good.append(line)
    return b"".join(good)
