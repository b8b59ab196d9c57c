"""Compile canonical ordering and composition (UAX #15, and the order of UTR #53) to tables.

A **canonical** stage divides text before every code point of class 0 that is not a second: the second of a pair, or a
composite whose decomposition begins with one. A piece is left as it is unless somewhere in it a class falls, a second
stands, or a code point with a rank follows one whose class is not 0. Any other piece is rewritten:

1. every composite is replaced by its full decomposition, which is derived from the pairs;
2. each longest sequence of code points whose class is not 0 is sorted by class, keeping the order of equal ones;
3. in each such sequence, and in it for each class, the code points with a rank that stand before the first without
   one move to the front, lower ranks first;
4. from left to right, a code point is composed with the last one of class 0 before it if the two are a pair, and what
   then stands right before it is that one, or has a class lower than its own but not 0.

``index``  uint16[0x1100]   number of the block of code point ``c``, at ``index[c >> 8]``
``marks``  uint16[256 * b]  what is known of ``c``: its class in the low 8 bits, ``SECOND``, its rank in the top 4 bits
``pairs``  uint32[3 * n]    a hash table of n slots, a power of two: first, second, composite; 0 where empty
``map``    a map stage that decomposes composites

The slot of a pair is ``(first * 31 + second) & (n - 1)`` or the next that is free.
"""

from __future__ import annotations

from array import array

from arnorm._core.plan import MAX_CODE_POINT, MapTable, compile_map, lay_out
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

__all__ = ["RANK_SHIFT", "SECOND", "CanonicalTable", "compile_canonical"]

SECOND: Final = 0x100
RANK_SHIFT: Final = 12

_BLOCK: Final = 256


class CanonicalTable(Value):
    """A compiled canonical stage; the module's docstring describes the arrays."""

    __slots__ = ("index", "marks", "pairs", "map")
    index: bytes
    marks: bytes
    pairs: bytes
    map: MapTable

    def __init__(self, index: bytes, marks: bytes, pairs: bytes, map: MapTable) -> None:
        self._set(index, marks, pairs, map)


def compile_canonical(
    classes: Mapping[int, int], pairs: Mapping[tuple[int, int], int], ranks: Mapping[int, int] | None = None
) -> CanonicalTable:
    """Compile a stage from the ``classes`` of code points (0 where absent), ``pairs`` and their composites, ``ranks``.

    Raises ``ValueError`` for what is no code point, a class outside 0 to 255 or a rank outside 1 to 15, a rank of
    class 0, a composite of two pairs, a composite or a first of a pair whose class is not 0, and a composite that is
    part of itself.
    """
    marks: dict[int, int] = {}
    for code_point, combining_class in classes.items():
        if not 0 <= combining_class <= 255:
            raise ValueError(f"the class of U+{code_point:04X} is {combining_class}, not 0 to 255")
        marks[code_point] = combining_class
    for code_point, rank in (ranks or {}).items():
        if not 1 <= rank <= 15 or not marks.get(code_point):
            raise ValueError(f"U+{code_point:04X} of class {marks.get(code_point, 0)} cannot have the rank {rank}")
        marks[code_point] |= rank << RANK_SHIFT
    parts: dict[int, tuple[int, int]] = {}
    for pair, composite in pairs.items():
        if parts.setdefault(composite, pair) != pair:
            raise ValueError(f"U+{composite:04X} is the composite of two pairs")
        if not composite or classes.get(composite) or classes.get(pair[0]):
            raise ValueError(f"U+{composite:04X} is zero, or it or what it begins with has a class")
        marks[pair[1]] = marks.get(pair[1], 0) | SECOND
    for code_point in (*marks, *parts, *(pair[0] for pair in pairs)):
        if not 0 <= code_point <= MAX_CODE_POINT:
            raise ValueError(f"{code_point:#x} is not a Unicode code point")
    decompositions = {}
    for composite in parts:
        points = _decomposed(composite, parts)
        decompositions[composite] = "".join(map(chr, points))
        if marks.get(points[0], 0) & SECOND:
            marks[composite] = marks.get(composite, 0) | SECOND
    return CanonicalTable(*_lay_out(marks), _hashed(pairs), compile_map(decompositions))


def _decomposed(code_point: int, parts: Mapping[int, tuple[int, int]]) -> list[int]:
    """Return the full decomposition of a code point."""
    points = [code_point]
    for _ in range(len(parts) + 1):
        if not any(point in parts for point in points):
            return points
        points = [part for point in points for part in parts.get(point, (point,))]
        if len(points) > 255:
            break
    raise ValueError(f"U+{code_point:04X} is part of itself, or too long")


def _lay_out(marks: Mapping[int, int]) -> tuple[bytes, bytes]:
    usual = array("H", bytes(2 * _BLOCK))
    blocks: dict[int, array[int]] = {}
    for code_point, value in marks.items():
        blocks.setdefault(code_point >> 8, usual[:])[code_point & 0xFF] = value
    return lay_out(blocks, usual)


def _hashed(pairs: Mapping[tuple[int, int], int]) -> bytes:
    size = 1
    while size < 2 * len(pairs) + 1:
        size *= 2
    slots = array("I", bytes(12 * size))
    for (first, second), composite in pairs.items():
        slot = (first * 31 + second) & (size - 1)
        while slots[3 * slot + 2]:
            slot = (slot + 1) & (size - 1)
        slots[3 * slot : 3 * slot + 3] = array("I", (first, second, composite))
    return slots.tobytes()
