"""The rows of Arrow columns in plain Python: each becomes bytes, and the results become buffers."""

from __future__ import annotations

from array import array
from ctypes import string_at
from itertools import accumulate, pairwise
from struct import unpack_from

from arnorm._core.arrow import (
    INLINE,
    KEYS,
    LARGE,
    MOST_ROWS,
    NARROW,
    OFFSETS,
    VIEW,
    bitmap,
    layout_of,
    malformed,
    row_error,
    size_error,
    string_buffers,
    strings_of,
)
from arnorm._core.inputs import ERRORS, HANDLERS, errors_error
from arnorm._core.reference.arrow import Data, bits_at, build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, TypeAlias, TypeVar

    from arnorm._core import Pipeline, Scanner
    from arnorm._core.arrow import Field
    from arnorm._core.inputs import Errors

    _Texts: TypeAlias = list[bytes | None]
    _Tokens: TypeAlias = list[tuple[bytes, list[int], bytes] | None]
    _Result = TypeVar("_Result")

__all__ = [
    "Rows",
    "join_lists",
    "join_spans",
    "join_texts",
    "normalize_part",
    "share_texts",
    "share_tokens",
    "tokenize_part",
]

_CODES = {1: "b", 2: "h", 4: "i", 8: "q"}


def _checked(data: Data, buffers: int, more: bool = False) -> None:
    if not 0 <= data.length <= MOST_ROWS or not 0 <= data.offset <= MOST_ROWS:
        raise malformed("a length or offset that cannot be")
    if data.buffers() != buffers and not (more and data.buffers() > buffers):
        raise malformed("not as many buffers as its layout has")


def _valid(data: Data) -> list[bool]:
    address = data.buffer_address(0) if data.null_count else 0
    return list(bits_at(address, data.offset, data.length)) if address else [True] * data.length


def _numbers(data: Data, number: int, code: str, more: int = 0) -> list[int]:
    """Return the numbers of a buffer that belong to the rows, and so many behind them."""
    address, size = data.buffer_address(number), array(code).itemsize
    if not data.length:
        return [0] * more
    if not address:
        raise malformed("a buffer that is missing")
    return array(code, string_at(address + data.offset * size, (data.length + more) * size)).tolist()


def _by_offsets(data: Data, layout: int) -> _Texts:
    _checked(data, 3)
    offsets = _numbers(data, 1, "q" if layout == LARGE else "i", 1)
    if offsets[0] < 0 or any(start > end for start, end in pairwise(offsets)):
        raise malformed("offsets that are negative or fall")
    address = data.buffer_address(2)
    if offsets[-1] > offsets[0] and not address:
        raise malformed("a buffer that is missing")
    return [
        string_at(address + start, end - start) if valid and end > start else b"" if valid else None
        for valid, (start, end) in zip(_valid(data), pairwise(offsets), strict=True)
    ]


def _by_views(data: Data) -> _Texts:
    _checked(data, 3, more=True)
    count = data.buffers() - 3
    sizes, views = data.buffer_address(count + 2), data.buffer_address(1)
    if data.length and (not views or (count and not sizes)):
        raise malformed("a buffer that is missing")
    rows: _Texts = []
    for row, valid in enumerate(_valid(data), data.offset):
        view = string_at(views + 16 * row, 16) if valid else bytes(16)
        size, _, number, place = unpack_from("=4i", view)
        if not valid:
            rows.append(None)
        elif 0 <= size <= INLINE:
            rows.append(view[4 : 4 + size])
        else:
            known = size > 0 <= place and 0 <= number < count and data.buffer_address(2 + number)
            if not known or place + size > unpack_from("=q", string_at(sizes + 8 * number, 8))[0]:
                raise malformed("a view or a key that points outside of what it is for")
            rows.append(string_at(known + place, size))
    return rows


def _strings(data: Data, layout: int) -> _Texts:
    if layout == VIEW:
        return _by_views(data)
    if layout:
        return _by_offsets(data, layout)
    if not 0 <= data.length <= MOST_ROWS:
        raise malformed("a length or offset that cannot be")
    return [None] * data.length


class Rows:
    """The strings of a column, or those that the keys of a dictionary stand for."""

    __slots__ = ("_rows", "data", "keyed", "layout", "length")

    def __init__(self, field: Field, data: Data) -> None:
        strings = strings_of(field)
        layout = layout_of(strings)
        assert layout is not None
        self.keyed = field.dictionary is not None
        self._rows = _strings(data.dictionary() if self.keyed else data, layout)
        if self.keyed:
            _checked(data, 2)
            code = _CODES[KEYS[field.format]]
            keys = _numbers(data, 1, code.upper() if field.format.isupper() else code)
            found = list(zip(_valid(data), keys, strict=True))
            if any(valid and not 0 <= key < len(self._rows) for valid, key in found):
                raise malformed("a view or a key that points outside of what it is for")
            self._rows = [self._rows[key] if valid else None for valid, key in found]
        self.data, self.layout, self.length = data, layout, data.length

    def __getitem__(self, row: int) -> bytes | None:
        """Return the bytes of a row, None where it is null."""
        if not 0 <= row < self.length:
            raise IndexError(f"there are {self.length} rows")
        return self._rows[row]

    def cut(self, parts: int, least: int) -> list[int]:
        """Return where parts of about the same size begin and end, each of at least so many bytes if there are."""
        ends = list(accumulate((len(row or b"") for row in self._rows), initial=0))
        target = max(ends[-1] // parts + 1, least)
        edges = [0]
        for row in range(1, self.length):
            if ends[row] - ends[edges[-1]] >= target:
                edges.append(row)
        return [*edges, self.length]

    def validity_bits(self) -> tuple[bytes | None, int]:
        """Return which rows are not null as a bitmap, or None if all are, and how many are null."""
        nulls = self._rows.count(None)
        return (bitmap(row is not None for row in self._rows) if nulls else None), nulls

    def each(
        self, start: int, end: int, before: int, errors: Errors, function: Callable[[bytes], _Result]
    ) -> Iterator[_Result | None]:
        """Yield what a function makes of the rows from ``start`` to ``end``."""
        if errors not in ERRORS:
            raise errors_error(errors)
        if not 0 <= start <= end <= self.length:
            raise IndexError(f"rows {start} to {end} of {self.length}")
        for number, row in enumerate(self._rows[start:end], start + before):
            try:
                yield None if row is None else function(row)
            except UnicodeDecodeError as error:
                if row is None or error.object != row:
                    raise
                raise row_error(row, error.start, number) from None


class _Part:
    """What became of some rows, to be joined with what became of the others, once."""

    __slots__ = ("_results", "_rows", "_start", "joined")

    def __init__(self, rows: Rows, start: int, results: list[Any]) -> None:
        self._rows, self._start, self._results = rows, start, results
        self.joined = False

    def next_row(self, rows: Rows, row: int) -> int:
        """Return where the next part begins, after looking whether this one follows the one before."""
        if self._rows is not rows or self._start != row:
            raise _not_together()
        return row + len(self._results)

    def take(self) -> list[Any]:
        """Return the results, which are those of what is joined from now on."""
        self.joined = True
        return self._results


class TextPart(_Part):
    """The results of some rows."""

    __slots__ = ()

    @property
    def changed(self) -> bool:
        """Whether any differs from its source."""
        return self._results != self._rows._rows[self._start : self._start + len(self._results)]


class TokenPart(_Part):
    """The tokens of some rows."""

    __slots__ = ("spans",)

    def __init__(self, rows: Rows, start: int, results: _Tokens, spans: bool) -> None:
        super().__init__(rows, start, results)
        self.spans = spans


def _not_together() -> ValueError:
    return ValueError("the parts are not those of these rows, in their order and with none left out")


def normalize_part(pipeline: Pipeline, rows: Rows, start: int, end: int, errors: Errors, before: int) -> TextPart:
    """Return the results of the rows from ``start`` to ``end``; ``before`` is how many rows stand in front of them all.

    Raises ``UnicodeDecodeError`` for the first row that is not well-formed where ``errors`` is ``"strict"``.
    """
    texts = list(rows.each(start, end, before, errors, lambda row: pipeline.map_utf8(row, errors)))
    return TextPart(rows, start, texts)


def join_texts(rows: Rows, parts: Iterable[TextPart]) -> Data:
    """Return an array of the results of all rows; what came in where nothing changed. Parts can be joined once."""
    if rows.keyed:
        raise TypeError("rows that keys stand for have no array of their own")
    found, row = list(parts), 0
    for part in found:
        row = part.next_row(rows, row)
    if row != rows.length:
        raise _not_together()
    if not any(part.changed for part in found):
        return rows.data
    if any(part.joined for part in found):
        raise ValueError("the parts were joined before")
    texts: _Texts = [text for part in found for text in part.take()]
    return build(rows.length, string_buffers(texts, rows.layout), nulls=texts.count(None))


class _Shared:
    """What several threads make of all rows: each calls it, or one calls `run`."""

    __slots__ = ("_ended", "_make")

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make, self._ended = make, False

    def __call__(self) -> None:
        """Do what one of the threads does: nothing, because plain Python wins nothing by threads."""
        self._ended = True

    run = __call__

    def result(self) -> Any:
        """Return what all rows become, once all threads have ended."""
        if not self._ended:
            raise ValueError("not all rows are done, or their results were taken")
        made = self._make()
        self._ended = False
        return made


def _can_be_shared(rows: Rows, threads: int, errors: Errors) -> bool:
    if threads < 1:
        raise ValueError(f"threads must be at least 1, not {threads}")
    if rows.keyed or rows.layout not in {OFFSETS, LARGE}:
        return False
    if errors not in ERRORS:
        raise errors_error(errors)
    return True


def share_texts(
    pipeline: Pipeline, rows: Rows, threads: int, chunk: int, errors: Errors, before: int
) -> _Shared | None:
    """Return what threads make the array of the results of all rows with; it takes a chunk of so many bytes at a time.

    Return None for rows and stages that are normalized in parts.
    """
    if not _can_be_shared(rows, threads, errors):
        return None
    return _Shared(lambda: join_texts(rows, [normalize_part(pipeline, rows, 0, rows.length, errors, before)]))


def share_tokens(
    scanner: Scanner, rows: Rows, threads: int, chunk: int, errors: Errors, before: int, spans: bool
) -> _Shared | None:
    """Return what threads make the tokens of all rows with, as one part; it takes a chunk of so many bytes at a time.

    Return None for rows that are cut in parts.
    """
    if not _can_be_shared(rows, threads, errors):
        return None
    return _Shared(lambda: tokenize_part(scanner, rows, 0, rows.length, errors, before, spans))


def tokenize_part(
    scanner: Scanner, rows: Rows, start: int, end: int, errors: Errors, before: int, spans: bool
) -> TokenPart:
    """Return the tokens of the rows from ``start`` to ``end``, or with ``spans`` their places in code points and kinds.

    Raises ``UnicodeDecodeError`` for the first row that is not well-formed where ``errors`` is ``"strict"``.
    """

    def found(row: bytes) -> tuple[bytes, list[int], bytes]:
        text = row.decode("utf-8", HANDLERS[errors])
        places, kinds = scanner.scan_spans(text)
        if spans:
            return b"", memoryview(places).cast("i").tolist(), bytes(kinds)
        clean = text.encode("utf-8", "surrogateescape")
        places, kinds = scanner.scan_spans_utf8(clean, errors)
        return clean, memoryview(places).cast("i").tolist(), bytes(kinds)

    return TokenPart(rows, start, list(rows.each(start, end, before, errors, found)), spans)


def _lists(rows: Rows, parts: Iterable[TokenPart], spans: bool, child: Callable[[_Tokens], Data]) -> Data:
    tokens: _Tokens = []
    found = list(parts)
    if not found:
        raise ValueError("no part is to be joined")
    for part in found:
        if part.joined or part.spans != spans:
            raise ValueError("the parts were joined before, or hold something else than is to be joined")
        part.next_row(rows, len(tokens))
        tokens += part.take()
    if len(tokens) != rows.length:
        raise _not_together()
    ends = list(accumulate((0 if row is None else len(row[2]) for row in tokens), initial=0))
    if rows.layout != LARGE and ends[-1] > NARROW:
        raise size_error()
    valid, nulls = rows.validity_bits()
    offsets = array("q" if rows.layout == LARGE else "i", ends)
    return build(rows.length, [valid, offsets.tobytes()], [child(tokens)], nulls=nulls)


def join_lists(rows: Rows, parts: Iterable[TokenPart]) -> Data:
    """Return an array of the lists of tokens of all rows; long tokens of views lie where their rows do."""

    def child(tokens: _Tokens) -> Data:
        strings: _Texts = [
            row[0][start:end] for row in tokens if row for start, end in zip(row[1][::2], row[1][1::2], strict=True)
        ]
        return build(len(strings), string_buffers(strings, rows.layout or OFFSETS))

    return _lists(rows, parts, False, child)


def join_spans(rows: Rows, parts: Iterable[TokenPart], kinds: Data) -> Data:
    """Return an array of the places of all tokens: lists of structs of start, end and kind, which is a key of kinds."""

    def child(tokens: _Tokens) -> Data:
        found = [row for row in tokens if row]
        keys = b"".join(row[2] for row in found)
        numbers = [array("i", [place for row in found for place in row[1][side::2]]).tobytes() for side in (0, 1)]
        children = [build(len(keys), [None, places]) for places in numbers]
        return build(len(keys), [None], [*children, build(len(keys), [None, keys], (), kinds)])

    return _lists(rows, parts, True, child)
