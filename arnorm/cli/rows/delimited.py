"""CSV and TSV: the fields of columns are text, and every other byte of a row stays as it is.

CSV is read by the ``csv`` module as RFC 4180 has it: fields may stand in quotation marks, and hold line breaks then.
TSV is what IANA registered as text/tab-separated-values: a row is a line, a field has no tab, and a quotation mark is a
character like others.
"""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8
from io import StringIO

from arnorm.cli.rows.jsonl import LONGEST
from arnorm.cli.sources import InputError, blocks
from arnorm.cli.streams import HANDLERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Final, Literal, TypeAlias

    from arnorm.cli.accounts import Account
    from arnorm.cli.sources import Input
    from arnorm.cli.work import Work

    _Row: TypeAlias = tuple[int, str, list[str], list[int]]

__all__ = ["convert"]

_BATCH: Final = 1 << 18
"""Characters of rows that are changed at once."""
_IN_NO_TSV: Final = frozenset("\t\r\n")
_LINE_END: Final = re.compile(r"\r?\n?\Z")


def convert(
    stream: Input,
    write: Callable[[bytes], object],
    work: Work,
    account: Account,
    columns: Sequence[str],
    delimiter: str,
    quoted: bool,
) -> None:
    """Write the rows of an input with what ``work`` makes of the texts in their columns.

    A column is named by the first row, or is a number counted from 1, and then there is no row of names. Raises
    `BadRowError` after the rows before the bad one were written.
    """
    table = _Table(stream, write, account, columns, delimiter, quoted)
    rows: list[_Row] = []
    size = 0
    try:
        for row in table:
            rows.append(row)
            size += len(row[1])
            if size >= _BATCH:
                batch, rows, size = rows, [], 0
                write(table.spliced(batch, work))
    finally:
        write(table.spliced(rows, work))


class _Table:
    """The rows of an input: what stands there, its fields, and the numbers of the columns with text."""

    def __init__(
        self,
        stream: Input,
        write: Callable[[bytes], object],
        account: Account,
        columns: Sequence[str],
        delimiter: str,
        quoted: bool,
    ) -> None:
        self._stream = stream
        self._write = write
        self._account = account
        self._columns = columns
        self._delimiter = delimiter
        self._quoted = quoted
        self._line = 0  # the lines that were read
        self._raw: list[str] = []  # those of the row that is read
        self._size = 0  # of them, in code points
        cell = rf'"[^"]*+(?:""[^"]*+)*+"|[^{re.escape(delimiter)}\r\n]*+' if quoted else r"[^\t\r\n]*+"
        self._cell = re.compile(cell)

    def __iter__(self) -> Iterator[_Row]:
        csv.field_size_limit(LONGEST)
        rules: Literal[0, 3] = csv.QUOTE_MINIMAL if self._quoted else csv.QUOTE_NONE
        reader = csv.reader(self._lines(), delimiter=self._delimiter, quoting=rules, strict=True)
        numbers = [int(column) - 1 for column in self._columns if column.isdecimal()]
        width = 0
        named = len(numbers) < len(self._columns)
        while True:
            before = self._line
            self._raw.clear()
            self._size = 0
            problem = None
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                problem = str(error)
            raw = "".join(self._raw)
            if problem is None:
                if not fields:  # an empty line
                    yield before + 1, raw, [], []
                    continue
                try:
                    raw, fields = self._utf8(raw, fields)
                except UnicodeDecodeError as error:
                    problem = f"invalid UTF-8 at byte {error.start} of the row"
            if named:
                if problem:
                    raise InputError(f"the row of names cannot be read: {problem}")
                numbers = [self._number(column, fields) for column in self._columns]
                width = len(fields)
                named = False
                yield before + 1, raw, [], []
                continue
            if problem is None and (len(fields) != width if width else len(fields) <= max(numbers)):
                problem = f"{len(fields)} fields" + (f", not {width}" if width else "")
            if problem is None:
                self._account.count(1)
                yield before + 1, raw, fields, numbers
            elif self._account.errors == "keep":
                self._account.count(1)
                yield before + 1, raw, [], []
            else:
                self._account.bad(before + 1, problem, raw.encode("utf-8", "surrogateescape"))

    def spliced(self, rows: list[_Row], work: Work) -> bytes:
        """Return rows with what is made of the texts in their columns."""
        results = iter(work.texts([fields[number] for *_, fields, numbers in rows for number in numbers]))
        written = []
        for line, raw, fields, numbers in rows:
            new = {number: result for number, result in zip(numbers, results, strict=False) if result != fields[number]}
            if new:
                try:
                    made = self._rewritten(raw, fields, {number: work.cell(result) for number, result in new.items()})
                except ValueError as error:
                    self._account.count(-1)
                    self._account.bad(line, str(error), raw.encode("utf-8", "surrogateescape"))
                    continue
                self._account.count(0, 1)
                raw = made
            written.append(raw)
        return "".join(written).encode("utf-8", "surrogateescape")

    def _lines(self) -> Iterator[str]:
        """Yield the lines with their ends, and keep hold of them for the row that is read."""
        rest = ""
        for block, _ in blocks(self._stream, longest=LONGEST):
            if not self._line and block.startswith(BOM_UTF8):
                self._write(BOM_UTF8)
                block = block[len(BOM_UTF8) :]
            *lines, rest = block.decode("utf-8", "surrogateescape").split("\n")
            for line in lines:
                self._line += 1
                self._size += len(line) + 1
                if self._size > LONGEST:  # line breaks stand in fields, so no single line need be long
                    raise InputError(f"a row has more than {LONGEST:,} characters (line {self._line})")
                self._raw.append(f"{line}\n")
                yield self._raw[-1]
        if rest:
            self._line += 1
            self._raw.append(rest)
            yield rest

    def _number(self, column: str, names: list[str]) -> int:
        """Return the place of a column, counted from 0."""
        if column.isdecimal():
            if int(column) <= len(names):
                return int(column) - 1
        elif names.count(column) == 1:
            return names.index(column)
        problem = "is there twice" if names.count(column) > 1 else "is not there"
        raise InputError(f"column {column!r} {problem}: there are {', '.join(map(repr, names))}")

    def _rewritten(self, raw: str, fields: list[str], new: dict[int, str]) -> str:
        """Return a row with new texts in some of its fields, and the others as they stand there."""
        parts: list[str] = []
        at = 0
        for number, field in enumerate(fields):
            match = self._cell.match(raw, at)
            literal = match[0] if match else ""
            at += len(literal)
            between = raw[at : at + 1] if number < len(fields) - 1 else ""
            if self._meant(literal) != field or between not in ("", self._delimiter):
                return self._anew(raw, fields, new)
            parts += (self._literal(new[number], literal, len(fields)) if number in new else literal, between)
            at += len(between)
        return "".join(parts) + raw[at:] if _LINE_END.fullmatch(raw, at) else self._anew(raw, fields, new)

    def _meant(self, literal: str) -> str:
        if self._quoted and literal.startswith('"'):
            return literal[1:-1].replace('""', '"')
        return literal

    def _literal(self, text: str, old: str, width: int) -> str:
        """Return a text as a field, in quotation marks where ``old`` has such or it needs them."""
        if not self._quoted:
            if not _IN_NO_TSV.isdisjoint(text):
                raise ValueError("a tab or a line break cannot be written in a field of TSV")
            return text
        wanted = old.startswith('"') or (not text and width == 1)
        if wanted or any(sign in text for sign in ('"', "\r", "\n", self._delimiter)):
            return '"' + text.replace('"', '""') + '"'
        return text

    def _anew(self, raw: str, fields: list[str], new: dict[int, str]) -> str:
        """Return a row that is written anew, because it cannot be told where its fields stand."""
        line = StringIO()
        csv.writer(line, delimiter=self._delimiter).writerow(
            [new.get(number, field) for number, field in enumerate(fields)]
        )
        end = _LINE_END.search(raw)
        return line.getvalue().removesuffix("\r\n") + (end[0] if end else "")

    def _utf8(self, raw: str, fields: list[str]) -> tuple[str, list[str]]:
        """Return a row as it is where it is UTF-8, and else what was asked for in place of it."""
        try:
            raw.encode()
        except UnicodeEncodeError:
            handler = HANDLERS[self._account.errors]

            def decoded(text: str) -> str:
                return text.encode("utf-8", "surrogateescape").decode("utf-8", handler)

            return decoded(raw), list(map(decoded, fields))
        return raw, fields
