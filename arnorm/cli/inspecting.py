"""What the subcommands ``inspect`` and ``explain`` do: a census of every input, and the changes of one."""

from __future__ import annotations

from arnorm.cli.reading import Reading, read_input
from arnorm.cli.rows.parquet import strings_of
from arnorm.cli.sources import InputError
from arnorm.cli.streams import HANDLERS, name_of, write
from arnorm.cli.work import Work
from arnorm.inspection import inspect
from arnorm.inspection.report import report, to_json
from arnorm.json_text import json_text
from arnorm.names import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from typing import Any, Final, Literal

    from arnorm import Inspection

__all__ = ["LONGEST", "explain_file", "inspect_files"]

LONGEST: Final = 1 << 26
"""The most bytes of an input that is explained."""


class _Census(Work):
    """Adds up the censuses of the texts of an input."""

    def __init__(self, errors: str) -> None:
        self._handler = HANDLERS[errors]
        self.total: Inspection = inspect("")

    def blocks(self) -> Callable[[bytes, bool], bytes]:
        """Return what counts a block of whole lines, and writes nothing yet."""

        def count(block: bytes, last: bool) -> bytes:
            if block:
                self.total += inspect(block.decode("utf-8", self._handler))
            return b""

        return count

    def texts(self, texts: list[str]) -> list[str]:
        """Count texts, and change none."""
        for text in texts:
            self.total += inspect(text)
        return texts

    def column(self, column: Any) -> Any:
        """Count the texts of a column, and change none."""
        self.texts([text for text in strings_of(column, self._handler) if text is not None])
        return column


def inspect_files(arguments: Namespace) -> int:
    """Write the census of every input, and of all of them where there are several."""
    reading = Reading(arguments)
    status = 0
    total = inspect("")
    counted = 0
    for name in arguments.files:
        census = _Census(arguments.errors)
        failed = read_input(name, reading, census)
        status = failed or status
        if failed and not census.total.code_points:
            continue
        _write(name, census.total, arguments.json, places=True)
        total += census.total
        counted += 1
    if counted > 1:
        _write(None, total, arguments.json, places=False)
    return status


class _Whole(Work):
    """Keeps an input, as long as it is not too long to be explained."""

    def __init__(self, errors: str) -> None:
        self._handler = HANDLERS[errors]
        self._size = 0
        self.parts: list[str] = []

    def blocks(self) -> Callable[[bytes, bool], bytes]:
        """Return what keeps blocks, and writes nothing."""

        def keep(block: bytes, last: bool) -> bytes:
            self._size += len(block)
            if self._size > LONGEST:
                raise InputError(
                    f"it has more than {LONGEST:,} bytes, and every change of them would be held in memory"
                )
            self.parts.append(block.decode("utf-8", self._handler))
            return b""

        return keep


def explain_file(arguments: Namespace) -> int:
    """Write what the rules change in an input, which is read to its end; nothing where that fails."""
    whole = _Whole(arguments.errors)
    status = read_input(arguments.file, Reading(arguments), whole)
    if status == 0:
        explanation = arguments.normalizer.explain("".join(whole.parts))
        form: Literal["text", "json", "html"] = arguments.form
        written = {"text": explanation.__str__, "json": explanation.to_json, "html": explanation.to_html}[form]()
        write(f"{written.rstrip()}\n".encode())
    return status


def _write(name: str | None, census: Inspection, as_json: bool, *, places: bool) -> None:
    """Write the census of an input, or the sum where there is no name."""
    title = None if name is None else name_of(name)
    if as_json:
        write(f'{{"input": {json_text(title)}, {to_json(census)[1:]}\n'.encode())
    else:
        write(f"{shown(title or 'all inputs')}\n{report(census, places=places)}\n\n".encode())
