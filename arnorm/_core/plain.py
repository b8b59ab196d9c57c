"""Compile what lets a scan pass over plain words without asking the automaton step by step.

Most of a text is words of letters with one code point between them. A set of **plain** states is found in the
automaton: all end the same kind of token and give nothing back. Then every class of code points has roles, as bits:

``ENTER``  leads from the start to a plain state, whatever stands in front
``STAY``   leads from every plain state to a plain state
``LEAVE``  leads from every plain state to the dead one
``GAP``    is no token where something that enters stands behind it, and ends before that

So one that enters, any number that stay and one that leaves are a longest match, without its last code point. The
roles of the code points below ``DIRECT`` are written out. A class that cannot enter stays only if others can leave as
before: words with digits in them are few, but every word may have a comma behind it.

What no role decides, two code points often do. For a class and the one behind it, in the place that a row of the
automaton has for that, ``firsts`` says what ends in front of the second whatever stands in front of the first: a token
of one code point, which is its kind, no token (``DROPPED``), or that more must be looked at (0). ``lasts`` says whether
a plain word ends in front of the first of them, and ``longs`` whether one of ``LONG`` code points or more does: a short
one may be an abbreviation, so that a dot tells less behind it.
"""

from __future__ import annotations

from arnorm._core.plan import DIRECT
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from arnorm._core.automaton import ScanTable

__all__ = ["ENTER", "GAP", "LEAVE", "LONG", "STAY", "PlainTable", "compile_plain"]

STAY: Final = 1
ENTER: Final = 2
LEAVE: Final = 4
GAP: Final = 8
LONG: Final = 5
_MANY: Final = 128


class PlainTable(Value):
    """The roles of code points below ``DIRECT`` and of classes, the kind of plain words, and what classes decide."""

    __slots__ = ("direct", "stays", "classes", "kind", "firsts", "lasts", "longs")
    direct: bytes
    stays: bytes
    """Whether the code points below ``DIRECT`` stay, eight times over: as each of the bits of a byte."""
    classes: bytes
    kind: int
    firsts: bytes
    lasts: bytes
    longs: bytes

    def __init__(
        self, direct: bytes, stays: bytes, classes: bytes, kind: int, firsts: bytes, lasts: bytes, longs: bytes
    ) -> None:
        self._set(direct, stays, classes, kind, firsts, lasts, longs)


def compile_plain(table: ScanTable) -> tuple[PlainTable, ...]:
    """Find the plain states of an automaton, or two sets of them where words of two scripts are kept apart.

    The second is for texts of which more code points enter it than the first; it must have many that could.
    """
    firsts = _firsts(table)
    first = _found(table, frozenset(), firsts)
    second = _found(table, frozenset(number for number, role in enumerate(first.classes) if role & ENTER), firsts)
    many = sum(role & ENTER for role in second.direct) >= ENTER * _MANY
    return (first, second) if many and second.kind == first.kind else (first,)


def _begins(table: ScanTable) -> set[int]:
    """Return the rows in which scans begin."""
    return set(memoryview(table.starts).cast("I")) if table.starts else {table.start}


def _deadly(table: ScanTable, states: Iterable[int]) -> bytes:
    """Return for every class whether it leads from all ``states`` to the dead one."""
    rows = memoryview(table.transitions).cast("I")
    alive = bytearray(table.width)
    for row in states:
        for number, target in enumerate(rows[row : row + table.width - 1]):
            if target:
                alive[number] = 1
    return bytes(1 - state for state in alive)


def _firsts(table: ScanTable) -> bytes:
    from arnorm._core.automaton import DROPPED

    rows = memoryview(table.transitions).cast("I")
    begins = _begins(table)
    found: list[bytes] = []
    for number in range(table.width - 1):
        states = {rows[begin + number] for begin in begins}
        kinds = {rows[row + table.width - 1] or DROPPED for row in states}
        kind = kinds.pop()
        decided = not kinds and kind <= DROPPED
        found.append(bytes(kind * dead for dead in _deadly(table, states)) if decided else bytes(table.width))
    return b"".join(found)


def _lasts(table: ScanTable, states: Iterable[int]) -> bytes:
    """Return for every two classes whether the first ends a word that has come to one of ``states``."""
    rows = memoryview(table.transitions).cast("I")
    ends = rows[table.width - 1 :: table.width]
    found: list[bytes] = []
    for number in range(table.width - 1):
        behind = {rows[row + number] for row in states}
        ended = any(ends[row // table.width] for row in behind)
        found.append(bytes(table.width) if ended else _deadly(table, behind))
    return b"".join(found)


def _found(table: ScanTable, apart: frozenset[int], firsts: bytes) -> PlainTable:
    """Find plain states without the classes ``apart``; those classes come first that have the most code points."""
    from arnorm._core.automaton import DROPPED

    rows = memoryview(table.transitions).cast("I")
    begins = _begins(table)
    ends = rows[table.width - 1 :: table.width]
    direct = table.classes[:DIRECT]
    plain: set[int] = set()
    kind = 0
    enter: list[int] = []
    stay: list[int] = []
    leave: list[int] = []
    for number in sorted(set(direct) - apart, key=lambda number: (-direct.count(number), number)):
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
                if not 0 < kind < DROPPED or not grown:
                    break
                if entered or not any(rows[row + other] for other in leave for row in grown):
                    plain = grown
                    stay.append(number)
                    enter += [number] if entered else []
                    leave = [other for other in range(table.width - 1) if not any(rows[row + other] for row in plain)]
                break
    roles = bytearray(256)
    for number in range(table.width - 1):
        states = {rows[begin + number] for begin in begins}
        is_gap = all(ends[row // table.width] in (0, DROPPED) for row in states)
        roles[number] = (
            (ENTER if number in enter else 0)
            | (STAY if number in stay else 0)
            | (LEAVE if number in leave else 0)
            | (GAP if is_gap and not any(rows[row + other] for row in states for other in enter) else 0)
        )
    if not plain:
        roles = bytearray(256)
    later = plain
    for _ in range(1, LONG):
        later = {rows[row + number] for row in later for number in stay}
    direct = direct.translate(roles)
    stays = b"".join(direct.translate(bytes((role & STAY) << bit for role in range(256))) for bit in range(8))
    return PlainTable(direct, stays, bytes(roles), kind, firsts, _lasts(table, plain), _lasts(table, later))
