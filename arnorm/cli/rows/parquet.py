"""Parquet, by pyarrow: columns of strings are text, and the others are handed on.

Rows are read and changed some megabytes at a time. A row group of up to 32 MB is written as one again, a larger one as
several, so that memory stays bounded. Schema, metadata, compression and dictionaries are those of the input.
"""

from __future__ import annotations

import os

from arnorm.cli.sources import NO_PYARROW, InputError, MissingLibraryError
from arnorm.json_text import json_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any, BinaryIO, Final

    from arnorm.cli.accounts import Account
    from arnorm.cli.sources import Input
    from arnorm.cli.work import Work

__all__ = ["convert", "strings_of"]

_CODECS: Final = {"UNCOMPRESSED": "NONE"}
"""What compressions are called for writing, where that is another name."""
_PART: Final = 1 << 21
"""Bytes of rows that are read and changed at once."""
_ROWS: Final = 1 << 8
"""Rows that are read at once, whatever the file says of their size: one text may stand in it once for all of them."""
_MOST: Final = 1 << 25
"""Bytes of rows that are held until they are written as a row group."""


def convert(stream: Input, file: BinaryIO | None, work: Work, account: Account, columns: Sequence[str]) -> None:
    """Write a Parquet file with what ``work`` makes of columns; nothing where ``file`` is None.

    Raises `arnorm.cli.accounts.BadRowError` for a row that is not UTF-8.
    """
    try:
        _convert(stream, file, work, account, columns)
    except UnicodeDecodeError as error:  # of rows the account has heard
        raise InputError(f"the name of a column is not UTF-8: {error.object!r}") from None


def _convert(stream: Input, file: BinaryIO | None, work: Work, account: Account, columns: Sequence[str]) -> None:
    account.unit = "row"
    parquet = _parquet()
    import pyarrow

    try:
        source = parquet.ParquetFile(stream.raw, pre_buffer=False, buffer_size=1 << 18)
    except (pyarrow.ArrowException, OSError) as error:
        raise InputError(_reason(error)) from None
    names = list(dict.fromkeys(_name(column, source.schema_arrow) for column in columns))
    rows = _Rows(work, account, names)
    writer = None
    try:
        for table in _groups(source, stream, rows.converted):
            if file is not None:
                writer = writer or parquet.ParquetWriter(file, table.schema, **_layout(source, names))
                writer.write_table(table, row_group_size=max(1, table.num_rows))
    except pyarrow.ArrowException as error:
        raise InputError(_reason(error)) from None
    finally:
        if writer is not None:
            writer.close()


def _parquet() -> Any:
    try:
        import pyarrow.parquet
    except ImportError:
        raise MissingLibraryError(NO_PYARROW) from None
    return pyarrow.parquet


def _reason(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _name(column: str, schema: Any) -> str:
    """Return the name of a column, which may be its number, counted from 1; raise `InputError` where it has no text."""
    import pyarrow

    names: list[str] = schema.names
    name = column
    if column not in names and column.isdecimal() and int(column) <= len(names):
        name = names[int(column) - 1]
    if names.count(name) != 1:
        problem = "is there twice" if name in names else "is not there"
        raise InputError(f"column {column!r} {problem}: there are {', '.join(map(repr, names))}")
    kind = schema.field(name).type
    text = kind.value_type if pyarrow.types.is_dictionary(kind) else kind
    tests = (pyarrow.types.is_string, pyarrow.types.is_large_string, pyarrow.types.is_string_view)
    if not any(test(text) for test in tests):
        raise InputError(f"column {column!r} holds no text but {kind}")
    return name


def _groups(source: Any, stream: Input, converted: Callable[[Any], Any]) -> Iterator[Any]:
    """Yield what is made of the row groups, or of parts of those that are large; one without rows if there is none."""
    import pyarrow

    size = os.fstat(stream.raw.fileno()).st_size
    empty = True
    for number in range(source.num_row_groups):
        group = source.metadata.row_group(number)
        parts: list[Any] = []
        held = 0
        for batches in _read(source, number):
            parts.append(converted(pyarrow.Table.from_batches(batches)))
            held += parts[-1].nbytes
            if held >= (_MOST if group.total_byte_size > _MOST else 4 * _MOST):  # a file may say what is not so
                yield pyarrow.concat_tables(parts)
                parts, held, empty = [], 0, False
        if parts:
            empty = False
            yield pyarrow.concat_tables(parts)
        stream.reached(size * (number + 1) // source.num_row_groups)
    if empty:
        yield converted(source.schema_arrow.empty_table())


def _read(source: Any, number: int) -> Iterator[list[Any]]:
    """Yield the batches of a row group, as many of them as have `_PART` bytes."""
    group = source.metadata.row_group(number)
    rows = min(max(1, group.num_rows * _PART // max(group.total_byte_size, 1)), _ROWS)
    batches = source.iter_batches(rows, row_groups=[number], use_threads=False)
    found: list[Any] = []
    held = 0
    while True:
        try:
            batch = next(batches, None)
        except OSError as error:  # what is written has such errors too
            raise InputError(_reason(error)) from None
        if batch is not None:
            found.append(batch)
            held += batch.nbytes
        if found and (batch is None or held >= _PART):
            yield found
            found, held = [], 0
        if batch is None:
            return


def _layout(source: Any, changed: Sequence[str]) -> dict[str, Any]:
    """Return how a file is written like another one."""
    metadata = source.metadata
    found: dict[str, Any] = {"version": metadata.format_version}
    if metadata.num_row_groups:
        group = metadata.row_group(0)
        chunks = [group.column(number) for number in range(metadata.num_columns)]
        found["compression"] = {
            chunk.path_in_schema: _CODECS.get(chunk.compression, chunk.compression) for chunk in chunks
        }
        found["use_dictionary"] = [
            chunk.path_in_schema for chunk in chunks if any("DICTIONARY" in name for name in chunk.encodings)
        ]
        if not any(
            metadata.schema.column(order.column_index).path.partition(".")[0] in changed
            for order in group.sorting_columns
        ):
            found["sorting_columns"] = group.sorting_columns or None
    return found


class _Rows:
    """Changes the texts of tables, and numbers their rows."""

    def __init__(self, work: Work, account: Account, names: Sequence[str]) -> None:
        self._work = work
        self._account = account
        self._names = names
        self._before = 0

    def converted(self, table: Any) -> Any:
        """Return a table with what is made of its texts, without the rows that are skipped."""
        import pyarrow
        import pyarrow.compute

        whole = table.num_rows
        if self._account.errors == "skip":
            table = self._good(table)
        self._account.count(table.num_rows)
        changed: Any = None
        for name in self._names:
            place = table.schema.get_field_index(name)
            column = table.column(place)
            try:
                result = self._work.column(column)
            except UnicodeDecodeError:
                number, start = next(_invalid(column))
                self._account.bad(self._before + number + 1, _problem(name, start), _shown(table.slice(number, 1)))
                raise
            if self._account.counting and result.type == column.type:
                differs = pyarrow.compute.fill_null(pyarrow.compute.not_equal(_plain(column), _plain(result)), False)
                changed = differs if changed is None else pyarrow.compute.or_(changed, differs)
            field = table.schema.field(place).with_type(result.type)
            table = table.set_column(place, field, result)
        if changed is not None:
            self._account.count(0, pyarrow.compute.sum(changed).as_py() or 0)
        self._before += whole
        return table

    def _good(self, table: Any) -> Any:
        """Return a table without the rows that are not UTF-8, of which the account hears."""
        import pyarrow

        bad: dict[int, str] = {}
        for name in self._names:
            column = table.column(name)
            try:
                column.validate(full=True)
            except pyarrow.ArrowInvalid:
                for number, start in _invalid(column):
                    bad.setdefault(number, _problem(name, start))
        for number in sorted(bad):
            self._account.bad(self._before + number + 1, bad[number], _shown(table.slice(number, 1)))
        return table.filter(pyarrow.array([n not in bad for n in range(table.num_rows)])) if bad else table


def _problem(name: str, start: int) -> str:
    return f"invalid UTF-8 at byte {start} of column {name!r}"


def strings_of(column: Any, handler: str) -> list[str | None]:
    """Return the rows of a column of strings as ``str``, which ``handler`` makes of bytes that are no UTF-8."""
    return [None if row is None else row.decode("utf-8", handler) for row in _plain(column).to_pylist()]


def _plain(column: Any) -> Any:
    """Return a column of strings as bytes, which may be any."""
    import pyarrow

    kind = column.type
    if pyarrow.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = kind.value_type
    if pyarrow.types.is_string_view(kind):
        return column.cast(pyarrow.binary_view()).cast(pyarrow.large_binary())
    return column.cast(pyarrow.binary() if pyarrow.types.is_string(kind) else pyarrow.large_binary())


def _invalid(column: Any) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the rows that are not UTF-8, and the byte at which each is not."""
    for number, value in enumerate(_plain(column)):
        try:
            (value.as_py() or b"").decode()
        except UnicodeDecodeError as error:
            yield number, error.start


def _shown(row: Any) -> bytes:
    """Return a row as JSON, with escapes for bytes that are not UTF-8."""
    import pyarrow

    values = {}
    for name, column in zip(row.column_names, row.columns, strict=True):
        kind = column.type.value_type if pyarrow.types.is_dictionary(column.type) else column.type
        if "string" in str(kind) and not pyarrow.types.is_nested(kind):
            column = _plain(column)
        try:
            value = column[0].as_py()
        except UnicodeDecodeError:
            value = "(not UTF-8)"
        values[name] = value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value
    return json_text(values, default=str).encode()
