"""Compile the pairing of marks, such as quotation marks, to tables.

A **pairs** stage finds out which marks of a line open, which close and which belong together, and writes those that do
in one style; a mark without a partner stays. A line ends at a ``BREAK``.

A mark belongs to one of 15 groups, whose marks close each other. ``OPEN`` and ``CLOSE`` are what they say. The side of
a mark that is ``EITHER`` is told by its neighbours, the nearest code points on the left and on the right that are not
``TRANSPARENT``: in front of a ``SOLID`` one, and behind none, it opens; behind one, and in front of none, it closes;
else it closes if its group is open, and opens if not. An ``APOSTROPHE`` is like ``EITHER``, but no mark at all where
both neighbours are solid.

From left to right, an opening mark is remembered. A closing mark belongs to the last remembered one of its group, and
those behind that are forgotten. A pair inside no other is written as an outer one if the number of its group is odd, as
an inner one if it is even, and a pair inside another one as what the other is not. All this is done again on the result
until nothing changes, at most ``ROUNDS`` times: what was forgotten may have found a partner.

``index``    uint16[0x1100]   number of the block of code point ``c``, at ``index[c >> 8]``
``roles``    uint8[256 * b]   the role of ``c``: 0 for none, else one of those below, or for a mark its side and, in the
                             high four bits, the number of its group
``written``  the outer opening and closing mark, then the inner ones, as code points
"""

from __future__ import annotations

from arnorm._core.plan import MAX_CODE_POINT, cut
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

__all__ = [
    "APOSTROPHE",
    "BREAK",
    "CLOSE",
    "EITHER",
    "MARK",
    "OPEN",
    "SOLID",
    "TRANSPARENT",
    "PairTable",
    "compile_pairs",
]

SOLID: Final = 1
TRANSPARENT: Final = 2
BREAK: Final = 3
MARK: Final = 0x10
"""The lowest role of a mark: that of group 1, where the side is added."""
ROUNDS: Final = 8
OPEN: Final = 1
CLOSE: Final = 2
EITHER: Final = 3
APOSTROPHE: Final = 4


class PairTable(Value):
    """A compiled stage that pairs marks; the module's docstring describes the arrays."""

    __slots__ = ("index", "roles", "written")
    index: bytes
    roles: bytes
    written: tuple[int, int, int, int]

    def __init__(self, index: bytes, roles: bytes, written: tuple[int, int, int, int]) -> None:
        self._set(index, roles, written)


def compile_pairs(roles: Mapping[int, int], written: tuple[int, int, int, int]) -> PairTable:
    """Compile a stage from the role of every code point that has one.

    Raises ``ValueError`` for what is no code point and for a role that is none of those that are.
    """
    sides = (OPEN, CLOSE, EITHER, APOSTROPHE)
    known = {SOLID, TRANSPARENT, BREAK} | {MARK * group + side for group in range(1, 16) for side in sides}
    flat = bytearray(MAX_CODE_POINT + 1)
    for code_point, role in roles.items():
        if not 0 <= code_point <= MAX_CODE_POINT:
            raise ValueError(f"{code_point:#x} is not a Unicode code point")
        if role not in known:
            raise ValueError(f"the role of U+{code_point:04X} is {role}, which is none")
        flat[code_point] = role
    for code_point in written:
        if not 0 <= code_point <= MAX_CODE_POINT or 0xD800 <= code_point <= 0xDFFF:
            raise ValueError(f"{code_point:#x} is no code point to write")
    return PairTable(*cut(flat), written)
