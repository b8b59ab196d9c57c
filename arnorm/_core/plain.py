"""Compile what lets a scan pass over plain words without asking the automaton step by step.

Most of a text is words of letters with one code point between them. A set of **plain** states is found in the
automaton: all end the same kind of token and give nothing back. Then every class of code points has roles, as bits:

``ENTER``  leads from the start to a plain state, whatever stands in front
``STAY``   leads from every plain state to a plain state
``LEAVE``  leads from every plain state to the dead one
``GAP``    is no token where something that enters stands behind it, and ends before that

So one that enters, any number that stay and one that leaves are a longest match, without its last code point. The
roles of the code points below ``DIRECT`` are written out. Where no code point both leaves and is a gap, as in a grammar
of sentences, nothing has a role.
"""

from __future__ import annotations

from arnorm._core.plan import DIRECT
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from arnorm._core.automaton import ScanTable

__all__ = ["ENTER", "GAP", "LEAVE", "STAY", "PlainTable", "compile_plain"]

STAY: Final = 1
ENTER: Final = 2
LEAVE: Final = 4
GAP: Final = 8


class PlainTable(Value):
    """The roles of the code points below ``DIRECT``, those of the classes, and the kind of a plain word."""

    __slots__ = ("direct", "classes", "kind")
    direct: bytes
    classes: bytes
    kind: int

    def __init__(self, direct: bytes, classes: bytes, kind: int) -> None:
        self._set(direct, classes, kind)


def compile_plain(table: ScanTable) -> PlainTable:
    """Find the plain states of an automaton, with those classes first that have the most code points."""
    from arnorm._core.automaton import DROPPED

    rows = memoryview(table.transitions).cast("I")
    begins = set(memoryview(table.starts).cast("I")) if table.starts else {table.start}
    ends = rows[table.width - 1 :: table.width]
    direct = table.classes[:DIRECT]
    plain: set[int] = set()
    kind = 0
    enter: list[int] = []
    stay: list[int] = []
    for number in sorted(set(direct), key=lambda number: (-direct.count(number), number)):
        first, *others = {rows[begin + number] for begin in begins}
        kind = kind if plain else ends[first // table.width]
        for entered in ([], []) if others else ([first], []):
            waiting = entered + [rows[row + number] for row in plain]
            grown = set(plain)
            while waiting:
                row = waiting.pop()
                if row not in grown and ends[row // table.width] == kind:
                    grown.add(row)
                    waiting += [rows[row + other] for other in (*stay, number)]
                elif row not in grown:
                    break
            else:
                if 0 < kind < DROPPED and grown:
                    plain = grown
                    stay.append(number)
                    enter += [number] if entered else []
                break
    roles = bytearray(256)
    for number in range(table.width - 1):
        gaps = {rows[begin + number] for begin in begins}
        is_gap = all(ends[gap // table.width] in (0, DROPPED) for gap in gaps)
        roles[number] = (
            (ENTER if number in enter else 0)
            | (STAY if number in stay else 0)
            | (0 if any(rows[row + number] for row in plain) else LEAVE)
            | (GAP if is_gap and not any(rows[gap + other] for gap in gaps for other in enter) else 0)
        )
    if not plain or not any(role & LEAVE and role & GAP for role in direct.translate(roles)):
        roles = bytearray(256)
    return PlainTable(direct.translate(roles), bytes(roles), kind)
