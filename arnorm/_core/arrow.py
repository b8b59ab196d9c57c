"""What the types of Arrow columns are, as a value, and the errors of columns: shared by both backends."""

from __future__ import annotations

from arnorm._core.inputs import invalid_utf8
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

__all__ = [
    "DEPTH",
    "INLINE",
    "KEYS",
    "LARGE",
    "MOST_ROWS",
    "NARROW",
    "NULLABLE",
    "OFFSETS",
    "VIEW",
    "Field",
    "bitmap",
    "layout_of",
]
__all__ += ["list_field", "malformed", "renamed", "row_error", "size_error", "string_buffers", "strings_of"]
__all__ += ["type_error"]

NULLABLE: Final = 2
"""The flag of a field that may hold nulls."""
DEPTH: Final = 64
"""How deep the type of a column may be nested."""
MOST_ROWS: Final = (1 << 63) // 64
"""A length or an offset past this is none: what its rows take would not fit 63 bits."""
NARROW: Final = 0x7FFFFFFF
"""The largest offset of the layouts that count in 32 bits."""
OFFSETS: Final = 4
LARGE: Final = 8
VIEW: Final = 16
INLINE: Final = 12
"""The longest string, in bytes, that lies in its view."""
_LAYOUTS: Final = {"u": OFFSETS, "U": LARGE, "vu": VIEW, "n": 0}
KEYS: Final = {"c": 1, "C": 1, "s": 2, "S": 2, "i": 4, "I": 4, "l": 8, "L": 8}
"""How many bytes a key of a dictionary takes; capital letters are unsigned."""
_NAMES: Final = {
    "b": "bool", "c": "int8", "C": "uint8", "s": "int16", "S": "uint16", "i": "int32", "I": "uint32", "l": "int64",
    "L": "uint64", "e": "float16", "f": "float32", "g": "float64", "z": "binary", "Z": "large_binary",
    "vz": "binary_view", "tdD": "date32", "+l": "list", "+L": "large_list", "+m": "map", "+r": "run_end_encoded",
    "+s": "struct",
}  # fmt: skip  # laid out by hand
"""What Arrow calls the types that stand in columns of no strings."""


class Field(Value):
    """The type of a column or of a part of one: the fields of an ``ArrowSchema``, with Python's types.

    ``format`` is the string that the specification gives to each type; ``metadata`` is in its binary form, or None.
    """

    __slots__ = ("format", "name", "metadata", "flags", "children", "dictionary")
    format: str
    name: str
    metadata: bytes | None
    flags: int
    children: tuple[Field, ...]
    dictionary: Field | None

    def __init__(
        self,
        format: str,
        name: str = "",
        metadata: bytes | None = None,
        flags: int = NULLABLE,
        children: tuple[Field, ...] = (),
        dictionary: Field | None = None,
    ) -> None:
        self._set(format, name, metadata, flags, children, dictionary)


def renamed(field: Field, source: Field) -> Field:
    """Return ``field`` with the name of another, and as nullable as that one."""
    return Field(field.format, source.name, field.metadata, source.flags & NULLABLE, field.children, field.dictionary)


def layout_of(field: Field) -> int | None:
    """Return the layout of strings: the bytes that each takes beside its data, 0 for nothing but nulls, else None."""
    return None if field.dictionary is not None else _LAYOUTS.get(field.format)


def strings_of(field: Field) -> Field:
    """Return the field of the strings of a column, which may be those of its dictionary.

    Raises ``TypeError`` for a column of anything else.
    """
    strings = field if field.dictionary is None else field.dictionary
    if layout_of(strings) is None or (field.dictionary is not None and field.format not in KEYS):
        raise type_error(field)
    return strings


def list_field(strings: Field, item: Field, source: Field) -> Field:
    """Return the field of a list for each row of ``source``, as wide as the layout of its strings."""
    return renamed(Field("+L" if layout_of(strings) == LARGE else "+l", children=(item,)), source)


def type_error(field: Field) -> TypeError:
    """Return the error for a column that holds no strings."""
    values = field.dictionary or field
    kind = _NAMES.get(values.format, f"format {values.format!r}")
    if field.dictionary is not None:
        kind = f"a dictionary of {kind}"
    advice = ": name one of its columns with column=" if field.format == "+s" else ": cast it to string first"
    return TypeError(
        f"a column must hold strings (string, large_string, string_view or a dictionary), not {kind}{advice}"
    )


def malformed(reason: str) -> ValueError:
    """Return the error for a column that breaks the rules of its layout."""
    return ValueError(f"malformed Arrow array: {reason}")


def size_error() -> OverflowError:
    """Return the error for a result whose offsets do not fit 32 bits."""
    return OverflowError("the result is larger than 2**31 - 1 in a chunk: cast the column to large_string first")


def row_error(data: bytes, position: int, row: int) -> UnicodeDecodeError:
    """Return the error for the bytes of a row that are ill-formed from ``position`` on."""
    error = invalid_utf8(data, position)
    return UnicodeDecodeError("utf-8", data, error.start, error.end, f"{error.reason}, in row {row} of the column")


def bitmap(valid: Iterable[bool]) -> bytes:
    """Return a bitmap of eight rows a byte, the first in the lowest bit."""
    bits = bytearray()
    for place, bit in enumerate(valid):
        if place % 8 == 0:
            bits.append(0)
        bits[-1] |= bit << (place % 8)
    return bytes(bits)


def string_buffers(strings: Iterable[bytes | None], layout: int) -> list[bytes | None]:
    """Return the buffers of an array of strings, of which None is null."""
    from array import array
    from struct import pack

    rows = list(strings)
    nulls = rows.count(None)
    valid = bitmap(row is not None for row in rows) if nulls else None
    data = b"".join(row for row in rows if row)
    if layout != LARGE and len(data) > NARROW:
        raise size_error()
    ends = [0]
    for row in rows:
        ends.append(ends[-1] + len(row or b""))
    if layout != VIEW:
        return [valid, array("q" if layout == LARGE else "i", ends).tobytes(), data]
    views = bytearray()
    for row, place in zip(rows, ends, strict=False):
        size = len(row or b"")
        short = row or b""
        views += pack("=i12s", size, short) if size <= INLINE else pack("=i4sii", size, short[:4], 0, place)
    return [valid, bytes(views), data, pack("=q", len(data))]
