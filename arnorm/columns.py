"""Arrow columns: text in columns of data frames, tables and streams, without a ``str`` for each row.

What has a method of the Arrow PyCapsule interface comes in, and the same kind comes back. Neither this module nor what
it imports depends on any of the libraries whose columns these are.

https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html says what objects offer each other.
"""

from __future__ import annotations

from arnorm._core.arrow import LARGE, Field, layout_of, list_field, renamed, string_buffers, strings_of
from arnorm._core.columns import arrow, lists, rows
from arnorm._core.inputs import ERRORS, HANDLERS, errors_error
from arnorm.threads import checked_threads
from arnorm.values import Immutable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from concurrent.futures import Future, ThreadPoolExecutor
    from typing import Any, Final, TypeAlias

    from arnorm._core import Pipeline, Scanner
    from arnorm._core.compiled_arrow import Data
    from arnorm._core.compiled_columns import Rows, SharedTexts
    from arnorm._core.compiled_lists import SharedPart
    from arnorm._core.inputs import Errors

    _Parts: TypeAlias = list[Any] | SharedTexts | SharedPart

__all__ = ["Aligning", "Column", "ColumnStream", "Normalizing", "Tokenizing", "opened", "place_of", "run"]

_LEAST: Final = 1 << 16
"""Bytes of text from which a part of a column is worth a thread."""
_CHUNK: Final = 1 << 21
"""Bytes of text that a thread works on ahead of others that fill the same array, at most."""
_ENUM: Final = b"_PL_ENUM_VALUES"
"""What Polars writes the values of an Enum under, in the metadata of its field: they are no longer those."""
_NAMES: Final = {"u": "string", "U": "large_string", "vu": "string_view", "n": "null", "+s": "struct", "+l": "list"}


class Column(Immutable):
    """An Arrow array: what a column becomes for whose own class there is no way back.

    Every library that knows the Arrow PyCapsule interface takes it, as often as it likes, and without a copy:
    ``pyarrow.array(column)``, ``polars.Series(column)``, ``pandas.Series.from_arrow(column)``,
    ``nanoarrow.Array(column)``. It is immutable, and ``len`` of it is its number of rows.
    """

    __slots__ = ("_data", "_field")
    _data: Data
    _field: Field

    def __init__(self, field: Field, data: Data) -> None:
        self._set(data, field)

    def __len__(self) -> int:
        return self._data.length

    def __arrow_c_schema__(self) -> object:
        """Return a capsule of its type."""
        return arrow.schema_capsule(self._field)

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        """Return capsules of its type and of the array, which shares the buffers; a requested type is left aside."""
        return arrow.schema_capsule(self._field), self._data.capsule()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return a capsule of a stream of this one array; a requested type is left aside."""
        return arrow.stream_capsule(self._field, [self._data])

    def __repr__(self) -> str:
        return f"<Column of {len(self)} rows, {_NAMES.get(self._field.format, self._field.format)}>"


class ColumnStream(Immutable):
    """A stream of Arrow arrays, each made when it is asked for: what a stream becomes, in the memory of a few arrays.

    It can be read once: by whatever takes a stream of the Arrow PyCapsule interface, such as
    ``pyarrow.RecordBatchReader.from_stream``, or by a loop, which gives a `Column` for each array.
    """

    __slots__ = ("_arrays", "_field")
    _arrays: Iterator[Data]
    _field: Field

    def __init__(self, field: Field, arrays: Iterable[Data]) -> None:
        self._set(iter(arrays), field)

    def __iter__(self) -> Iterator[Column]:
        return (Column(self._field, data) for data in self._arrays)

    def __arrow_c_schema__(self) -> object:
        """Return a capsule of its type."""
        return arrow.schema_capsule(self._field)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return a capsule of the stream; a requested type is left aside."""
        return arrow.stream_capsule(self._field, self._arrays)

    def __repr__(self) -> str:
        return f"<ColumnStream of {_NAMES.get(self._field.format, self._field.format)}>"


# ---------------------------------------------------------------------------------------------------- what rows become


class Normalizing:
    """Every row normalized, in the layout it has; the keys of a dictionary stay."""

    __slots__ = ("_errors", "_pipeline")

    def __init__(self, pipeline: Pipeline, errors: Errors) -> None:
        self._pipeline, self._errors = pipeline, errors

    def field(self, field: Field) -> Field:
        """Return the type of what comes out for what comes in."""
        strings_of(field)
        if field.dictionary is None or _ENUM not in (field.metadata or b""):
            return field
        return Field(field.format, field.name, None, field.flags, field.children, field.dictionary)

    def rows(self, field: Field, data: Data) -> Rows:
        """Return the rows of an array on which the kernel works."""
        if field.dictionary is None:
            return rows.Rows(field, data)
        strings_of(field)
        return rows.Rows(field.dictionary, data.dictionary())

    def part(self, texts: Rows, data: Data, start: int, end: int, before: int) -> Any:
        """Return the results of some rows."""
        number = before if texts.data is data else 0

        def make() -> Any:
            return rows.normalize_part(self._pipeline, texts, start, end, self._errors, number)

        return self._of(texts, data, make)

    def shared(self, texts: Rows, data: Data, threads: int, before: int) -> SharedTexts | None:
        """Return what threads fill one array with; None where each makes a part."""
        number = before if texts.data is data else 0
        return rows.share_texts(self._pipeline, texts, threads, _CHUNK, self._errors, number)

    def join(self, data: Data, texts: Rows, parts: _Parts) -> Data:
        """Return the array that the results of all rows make."""
        result = rows.join_texts(texts, parts) if isinstance(parts, list) else self._of(texts, data, parts.result)
        if texts.data is data:
            return result
        return data if result is texts.data else arrow.dictionary_of(data, result)

    @staticmethod
    def _of(texts: Rows, data: Data, make: Callable[[], Any]) -> Any:
        """Return what is made of the rows; an error says if they are those of a dictionary."""
        try:
            return make()
        except UnicodeDecodeError as error:
            if texts.data is data:
                raise
            reason = error.reason.replace("of the column", "of its dictionary")
            raise UnicodeDecodeError(error.encoding, error.object, error.start, error.end, reason) from None


class Tokenizing:
    """The tokens of every row, as a list of strings in its layout or of structs of start, end and kind."""

    __slots__ = ("_errors", "_kinds", "_names", "_scanner", "_spans")

    def __init__(self, scanner: Scanner, names: tuple[str, ...], errors: Errors, spans: bool) -> None:
        self._scanner, self._names, self._errors, self._spans = scanner, names, errors, spans
        self._kinds: Data | None = None
        if spans:
            self._kinds = arrow.build(len(names), string_buffers([name.encode() for name in names], 4))

    def field(self, field: Field) -> Field:
        """Return the type of what comes out for what comes in."""
        strings = strings_of(field)
        if not self._spans:
            return list_field(strings, Field(strings.format if layout_of(strings) else "u", "item"), field)
        kind = Field("c", "kind", dictionary=Field("u"), flags=0)
        item = Field("+s", "item", children=(Field("i", "start", flags=0), Field("i", "end", flags=0), kind))
        return list_field(strings, item, field)

    def rows(self, field: Field, data: Data) -> Rows:
        """Return the rows of an array, through its keys where it is a dictionary."""
        return rows.Rows(field, data)

    def part(self, texts: Rows, data: Data, start: int, end: int, before: int) -> Any:
        """Return the tokens of some rows."""
        return lists.tokenize_part(self._scanner, texts, start, end, self._errors, before, self._spans)

    def shared(self, texts: Rows, data: Data, threads: int, before: int) -> SharedPart | None:
        """Return what threads fill one array with; None where each makes a part."""
        return lists.share_tokens(self._scanner, texts, threads, _CHUNK, self._errors, before, self._spans)

    def join(self, data: Data, texts: Rows, parts: _Parts) -> Data:
        """Return the array of lists that the tokens of all rows make."""
        found: list[Any] = parts if isinstance(parts, list) else [parts.result()]
        if self._kinds is None:
            return lists.join_lists(texts, found)
        return lists.join_spans(texts, found, self._kinds)


class Aligning:
    """The result of every row, and the place in the row that each of its code points came from."""

    __slots__ = ("_align", "_errors")

    def __init__(self, align: Callable[[str], Any], errors: Errors) -> None:
        self._align, self._errors = align, errors
        if errors not in ERRORS:
            raise errors_error(errors)

    def field(self, field: Field) -> Field:
        """Return the type of what comes out for what comes in."""
        strings = strings_of(field)
        place = Field("+s", "item", children=(Field("i", "start", flags=0), Field("i", "end", flags=0)))
        spans = list_field(strings, place, Field("", "spans"))
        result = Field(strings.format if layout_of(strings) else "u", "result")
        return renamed(Field("+s", children=(result, spans)), field)

    def rows(self, field: Field, data: Data) -> Rows:
        """Return the rows of an array, through its keys where it is a dictionary."""
        return rows.Rows(field, data)

    def part(self, texts: Rows, data: Data, start: int, end: int, before: int) -> Any:
        """Return result, starts and ends of some rows."""
        return [self._aligned(texts[row], row + before) for row in range(start, end)]

    def _aligned(self, row: bytes | None, number: int) -> tuple[bytes, bytes, bytes] | None:
        from arnorm._core.arrow import row_error

        if row is None:
            return None
        try:
            text = row.decode("utf-8", HANDLERS[self._errors])
        except UnicodeDecodeError as error:
            raise row_error(row, error.start, number) from None
        alignment = self._align(text)
        starts, ends = (side.astype("int32").tobytes() for side in alignment.source_offsets.T)
        return alignment.result.encode("utf-8", "surrogateescape"), starts, ends

    def shared(self, texts: Rows, data: Data, threads: int, before: int) -> None:
        """Return None: each thread makes a part."""

    def join(self, data: Data, texts: Rows, parts: Any) -> Data:
        """Return the array of structs that all of them make."""
        from array import array
        from itertools import accumulate

        found = [row for part in parts for row in part]
        valid, nulls = texts.validity_bits()
        results = string_buffers([None if row is None else row[0] for row in found], texts.layout or 4)
        starts, ends = (b"".join(row[side] for row in found if row is not None) for side in (1, 2))
        edges = list(accumulate((0 if row is None else len(row[1]) // 4 for row in found), initial=0))
        offsets = array("q" if texts.layout == LARGE else "i", edges).tobytes()
        places = arrow.build(edges[-1], [None], [arrow.build(edges[-1], [None, side]) for side in (starts, ends)])
        children = (
            arrow.build(texts.length, results, nulls=nulls),
            arrow.build(texts.length, [valid, offsets], [places], nulls=nulls),
        )
        return arrow.build(texts.length, [valid], children, nulls=nulls)


if TYPE_CHECKING:
    _Work: TypeAlias = Normalizing | Tokenizing | Aligning

# --------------------------------------------------------------------------------------------------- over whole columns


def opened(data: object) -> tuple[Field, Iterator[Data], bool]:
    """Return the type of a column, its arrays, and whether it is one array and no stream.

    Raises ``TypeError`` for what is no Arrow object.
    """
    if hasattr(data, "__arrow_c_array__"):
        schema, array = data.__arrow_c_array__()
        return arrow.read_schema(schema), iter([arrow.read_array(array)]), True
    if hasattr(data, "__arrow_c_stream__"):
        stream = arrow.Stream(data.__arrow_c_stream__())
        return stream.field, iter(stream), False
    kind = type(data).__name__
    advice = "it has to have the method __arrow_c_array__ or __arrow_c_stream__"
    if isinstance(data, list | tuple | str):
        advice = "for Python's strings use normalize_many or tokenize_many"
    elif kind == "LazyFrame":
        advice = "collect() it, or use map_batches"
    raise TypeError(f"a column must be an Arrow object (of pyarrow, Polars, pandas, DuckDB ...), not {kind}: {advice}")


def place_of(column: str | None, names: list[str], whole: str) -> int:
    """Return which of the columns of a whole is named; raise ``ValueError`` where that is not one of them."""
    if column is None or names.count(column) != 1:
        problem = "name one with column=" if column is None else f"{column!r} is not one of them, or stands there twice"
        raise ValueError(f"{whole} has several columns, here {', '.join(map(repr, names))}: {problem}")
    return names.index(column)


def run(
    work: _Work, field: Field, arrays: Iterator[Data], column: str | None, threads: int | None
) -> tuple[Field, Generator[Data, None, None]]:
    """Return the type of the results, and an iterator over them that reads ahead no further than threads need.

    Of a struct, ``column`` is worked on, and the others are handed on.
    """
    count = checked_threads(threads)
    if field.format != "+s" or field.dictionary is not None:
        if column is not None:
            raise ValueError(f"column={column!r} was named, but this is one column and no struct of several")
        return work.field(field), _results(work, field, arrays, count)
    names = [child.name for child in field.children]
    place = place_of(column, names, "a struct")
    chosen = field.children[place]
    children = (*field.children[:place], work.field(chosen), *field.children[place + 1 :])
    whole = Field(field.format, field.name, field.metadata, field.flags, children)
    return whole, _in_structs(work, chosen, arrays, count, place, len(names))


def _in_structs(
    work: _Work, chosen: Field, arrays: Iterator[Data], threads: int, place: int, width: int
) -> Generator[Data, None, None]:
    from collections import deque

    waiting: deque[tuple[Data, list[Data]]] = deque()

    def columns() -> Iterator[Data]:
        for data in arrays:
            children = [child.part(data.offset, data.length) for child in data.children(width)]
            waiting.append((data, children))
            yield children[place]

    for result in _results(work, chosen, columns(), threads):
        data, children = waiting.popleft()
        children[place] = result
        yield arrow.struct_of(data, children)


def _results(work: _Work, field: Field, arrays: Iterator[Data], threads: int) -> Generator[Data, None, None]:
    from itertools import chain, islice, pairwise

    before = 0
    if threads == 1:
        for data in arrays:
            texts = work.rows(field, data)
            parts = [work.part(texts, data, *edges, before) for edges in pairwise(texts.cut(1, _LEAST))]
            yield work.join(data, texts, parts)
            before += data.length
        return
    ahead = list(islice(arrays, 2))
    given: Iterator[tuple[Data, Rows]] = ((data, work.rows(field, data)) for data in chain(ahead, arrays))
    if len(ahead) == 1:  # nothing is read meanwhile, so that its threads need no Python
        data, texts = next(given)
        edges = texts.cut(threads, _LEAST)
        shared = work.shared(texts, data, len(edges) - 1, 0) if len(edges) > 2 else None
        if shared is not None:
            shared.run()
            yield work.join(data, texts, shared)
            return
        if len(edges) == 2:
            yield work.join(data, texts, [work.part(texts, data, 0, texts.length, 0)])
            return
        given = chain([(data, texts)], given)
    from collections import deque
    from concurrent.futures import ThreadPoolExecutor

    waiting: deque[Callable[[], Data]] = deque()
    pool = ThreadPoolExecutor(threads - 1)  # and this one
    try:
        for data, texts in given:
            waiting.append(_begun(work, data, texts, before, pool, threads))
            before += data.length
            if len(waiting) > threads:
                yield waiting.popleft()()
        while waiting:
            yield waiting.popleft()()
    finally:
        pool.shutdown(cancel_futures=True)  # what nobody waits for any more need not be begun


def _begun(
    work: _Work, data: Data, texts: Rows, before: int, pool: ThreadPoolExecutor, threads: int
) -> Callable[[], Data]:
    """Give the threads of a pool what has to be done for an array; return what waits for it and gives the result."""
    from functools import partial
    from itertools import pairwise

    edges = list(pairwise(texts.cut(threads, _LEAST)))
    shared = work.shared(texts, data, len(edges), before) if len(edges) > 1 else None
    if shared is not None:
        calls: list[Callable[[], Any]] = [shared] * len(edges)
    else:
        calls = [partial(work.part, texts, data, *edge, before) for edge in edges]
    begun = [pool.submit(call) for call in calls]

    def ended() -> Data:
        taken = [_taken(*both) for both in zip(reversed(begun), reversed(calls), strict=True)]
        results = [call.result() for call in reversed(taken)]
        return work.join(data, texts, results if shared is None else shared)

    return ended


def _taken(begun: Future[Any], call: Callable[[], Any]) -> Future[Any]:
    """Return what becomes of a call, after making it in this thread if no other has begun it."""
    if not begun.cancel():
        return begun
    ended: Future[Any] = type(begun)()
    try:
        ended.set_result(call())
    except Exception as error:  # that of the first rows is raised
        ended.set_exception(error)
    return ended
