"""Arrow arrays for tests, made byte by byte and read back with nothing but ``ctypes``."""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterable, Iterator, Sequence
from ctypes import string_at
from itertools import pairwise
from struct import pack, unpack_from
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple

from hypothesis import strategies as st
from kernels import KERNELS, kernel_name
from strategies import UTF8_TEXTS

from arnorm._core.arrow import INLINE, LARGE, VIEW, Field, bitmap
from arnorm._core.reference import arrow as reference_arrow
from arnorm._core.reference import columns as reference_columns

Row = tuple[bytes, bool]
"""What lies there, and whether it is valid: a null may have anything beneath it."""

KEY_CODES = {"c": "b", "C": "B", "s": "h", "S": "H", "i": "i", "I": "I", "l": "q", "L": "Q"}
"""What `array` calls the keys of a dictionary."""
FORMATS = {4: "u", LARGE: "U", VIEW: "vu"}


def _both() -> Iterator[ModuleType | SimpleNamespace]:
    for kernel in KERNELS:
        if kernel_name(kernel) == "reference":
            yield SimpleNamespace(
                __name__="reference",
                core=kernel,
                arrow=reference_arrow,
                rows=reference_columns,
                lists=reference_columns,
            )
        else:
            from arnorm._core import compiled_arrow, compiled_columns, compiled_lists

            yield SimpleNamespace(
                __name__="compiled", core=kernel, arrow=compiled_arrow, rows=compiled_columns, lists=compiled_lists
            )


BACKENDS: tuple[Any, ...] = tuple(_both())
"""Both kernels, each with its arrays and its rows."""


class Given:
    """An object that offers one array."""

    def __init__(self, field: Field, data: Any, arrow: Any = reference_arrow) -> None:
        self.field, self.data, self.arrow = field, data, arrow

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        return self.arrow.schema_capsule(self.field), self.data.capsule()


class GivenStream:
    """An object that offers a stream, and counts how many arrays were taken."""

    def __init__(self, field: Field, datas: Iterable[Any]) -> None:
        self.field, self.datas, self.taken = field, datas, 0

    def _counted(self) -> Iterator[Any]:
        for data in self.datas:
            self.taken += 1
            yield data

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return reference_arrow.stream_capsule(self.field, self._counted())


def buffers_of(rows: Sequence[Row], layout: int, buffers: int = 1) -> list[bytes | None]:
    """Return the buffers of rows, with garbage in the views of nulls, and the data of views in several of them."""
    valid = None if all(row[1] for row in rows) else bitmap(row[1] for row in rows)
    if layout != VIEW:
        ends = [0]
        for row, _ in rows:
            ends.append(ends[-1] + len(row))
        code = "q" if layout == LARGE else "i"
        return [valid, array(code, ends).tobytes(), b"".join(row for row, _ in rows)]
    datas = [bytearray() for _ in range(buffers)]
    views = bytearray()
    for number, (row, is_valid) in enumerate(rows):
        place = number % buffers
        if not is_valid:
            views += random.Random(number).randbytes(16)
        elif len(row) <= INLINE:
            views += pack("=i12s", len(row), row)
        else:
            views += pack("=i4sii", len(row), row[:4], place, len(datas[place]))
            datas[place] += row
    return [valid, bytes(views), *map(bytes, datas), array("q", map(len, datas)).tobytes()]


class Sliced(NamedTuple):
    """Rows, in a layout, between others that a slice leaves out."""

    layout: int
    before: list[Row]
    rows: list[Row]
    after: list[Row]
    counted: bool

    @property
    def field(self) -> Field:
        return Field(FORMATS[self.layout], "text", flags=2)

    @property
    def values(self) -> list[bytes | None]:
        return [row if valid else None for row, valid in self.rows]

    def data(self, arrow: Any) -> Any:
        whole = [*self.before, *self.rows, *self.after]
        nulls = sum(not valid for _, valid in whole) if self.counted else -1
        data = arrow.build(len(whole), buffers_of(whole, self.layout, 2), nulls=nulls)
        return data.part(len(self.before), len(self.rows))

    def keyed(self, arrow: Any, keys: Sequence[int | None], code: str) -> Any:
        """Return a dictionary of the rows, with these keys."""
        numbers = array(KEY_CODES[code], [key or 0 for key in keys])
        valid = None if None not in keys else bitmap(key is not None for key in keys)
        buffers = [valid, numbers.tobytes()]
        return arrow.build(len(keys), buffers, (), self.data(arrow), nulls=-1 if valid else 0)


def columns(texts: st.SearchStrategy[bytes]) -> st.SearchStrategy[Sliced]:
    """Columns of any layout, sliced, with nulls that have bytes beneath them."""
    row = st.tuples(texts, st.sampled_from((True, True, True, False)))
    return st.builds(
        Sliced,
        st.sampled_from((4, LARGE, VIEW)),
        st.lists(row, max_size=9),
        st.lists(row, max_size=12),
        st.lists(row, max_size=2),
        st.booleans(),
    )


SHORT_TEXTS = UTF8_TEXTS.map(lambda text: text[:60].encode())


# ----------------------------------------------------------------------------------------------------- reading it back


def read(field: Field, data: Any) -> list[Any]:
    """Return the rows of an array as Python objects; strings as bytes."""
    start, length = data.offset, data.length
    valid = [True] * length
    if field.format != "n" and data.null_count and data.buffer_address(0):
        bits = string_at(data.buffer_address(0), (start + length + 7) // 8)
        valid = [bool(bits[k >> 3] >> (k & 7) & 1) for k in range(start, start + length)]
        assert data.null_count in (-1, valid.count(False))
    values = list(_values(field, data, start, length, valid))
    return [value if is_valid else None for value, is_valid in zip(values, valid, strict=True)]


def _numbers(data: Any, code: str, start: int, length: int) -> list[int]:
    size = array(code).itemsize
    return array(code, string_at(data.buffer_address(1) + start * size, length * size)).tolist() if length else []


def _values(field: Field, data: Any, start: int, length: int, valid: list[bool]) -> Iterator[Any]:
    if field.dictionary is not None:
        entries = read(field.dictionary, data.dictionary())
        keys = _numbers(data, KEY_CODES[field.format], start, length)
        yield from (entries[key] if is_valid else None for key, is_valid in zip(keys, valid, strict=True))
    elif field.format == "n":
        yield from [None] * length
    elif field.format in ("u", "U", "+l", "+L"):
        ends = _numbers(data, "q" if field.format in ("U", "+L") else "i", start, length + 1)
        if field.format in ("u", "U"):
            yield from (string_at(data.buffer_address(2) + a, b - a) for a, b in pairwise(ends))
        else:
            items = read(field.children[0], data.children(1)[0])
            yield from (items[a:b] for a, b in pairwise(ends))
    elif field.format == "vu":
        for row in range(length):
            view = string_at(data.buffer_address(1) + 16 * (start + row), 16)
            size, _, number, place = unpack_from("=4i", view)
            if not valid[row] or size <= INLINE:
                yield view[4 : 4 + size] if valid[row] else None
            else:
                string = string_at(data.buffer_address(2 + number) + place, size)
                assert string[:4] == view[4:8]
                yield string
    elif field.format == "+s":
        children = [
            read(child, part.part(start, length))
            for child, part in zip(field.children, data.children(len(field.children)), strict=True)
        ]
        names = [child.name for child in field.children]
        yield from (dict(zip(names, row, strict=True)) for row in zip(*children, strict=True))
    else:
        yield from _numbers(data, field.format, start, length)
