"""What one input comes to: its counts, and what becomes of rows that cannot be read."""

from __future__ import annotations

from arnorm.cli.streams import name_of
from arnorm.json_text import json_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

__all__ = ["PLACES", "Account", "BadRowError", "rejected_row"]

PLACES: Final = 10
"""How many bad rows of an input are kept for the report."""


class BadRowError(Exception):
    """A row cannot be read, and is not to be skipped; the text says why and where."""


class Account:
    """The counts of an input while it goes through, and the way of its bad rows.

    ``errors`` is what was asked for, ``reject`` takes a skipped row as a line for the file of rejects. Without
    ``counting`` changed rows are not counted, which takes time.
    """

    def __init__(
        self,
        name: str,
        errors: str,
        reject: Callable[[bytes], object] | None = None,
        *,
        counting: bool = False,
    ) -> None:
        self.errors = errors
        self.counting = counting
        self.rows = self.changed = self.skipped = 0
        self.places: list[str] = []
        self.unit = "line"
        self._name = name
        self._reject = reject

    def bad(self, number: int, why: str, row: bytes) -> None:
        """Skip the row of this number, or raise `BadRowError`."""
        problem = f"{why} ({self.unit} {number})"
        if self.errors != "skip":
            raise BadRowError(problem)
        self.skipped += 1
        if len(self.places) < PLACES:
            self.places.append(problem)
        if self._reject is not None:
            self._reject(rejected_row(self._name, number, why, row))

    def count(self, rows: int, changed: int = 0) -> None:
        """Count rows that were written."""
        self.rows += rows
        self.changed += changed


def rejected_row(name: str, number: int, why: str, row: bytes) -> bytes:
    """Return a bad row as a line of JSON: as ``row`` where it is UTF-8, else its bytes as ``base64``.

    >>> rejected_row("a.jsonl", 3, "no field 'text'", b"{}")
    b'{"file": "a.jsonl", "line": 3, "error": "no field \\'text\\'", "row": "{}"}\\n'
    """
    found: dict[str, object] = {"file": name_of(name), "line": number, "error": why}
    try:
        found["row"] = row.decode()
    except UnicodeDecodeError:
        from base64 import b64encode

        found["base64"] = b64encode(row).decode()
    return f"{json_text(found)}\n".encode()
