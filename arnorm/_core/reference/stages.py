"""Every kind of stage as a function from ``str`` to ``str``, read from the same tables as the kernel's loops."""

from __future__ import annotations

from itertools import groupby, pairwise

from arnorm._core.automaton import DROPPED, ScanTable
from arnorm._core.canonical import RANK_SHIFT, SECOND, CanonicalTable
from arnorm._core.context import ContextTable, RunTable, SideTable
from arnorm._core.difference import called_edits
from arnorm._core.inputs import result_error
from arnorm._core.match import MatchTable
from arnorm._core.pairs import APOSTROPHE, BREAK, CLOSE, MARK, OPEN, ROUNDS, SOLID, TRANSPARENT, PairTable
from arnorm._core.plan import DELETE, ONE, MapTable, changed_by
from arnorm._core.reference.alignment import differing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol

    from arnorm._core import _Table
    from arnorm._core.reference.alignment import Block

    class _Stage(Protocol):
        def __call__(self, text: str) -> str: ...
        def blocks(self, text: str) -> Iterator[Block]: ...


__all__ = ["Matches", "stage"]

_SIDES = 0x0F
_GROUPS = 0xF0


def stage(table: _Table) -> _Stage:
    """Return the function that a table stands for, which also gives its blocks, as ``alignment`` says."""
    match table:
        case MapTable():
            return _Map(table)
        case ContextTable():
            return _Context(table)
        case RunTable():
            return _Run(table)
        case CanonicalTable():
            return _Canonical(table)
        case PairTable():
            return _Pairs(table)
        case MatchTable():
            return _Match(table)
        case _:
            return _Call(table)


class _Translation(dict):  # type: ignore[type-arg]  # subscripting it would cost at import
    """A mapping for ``str.translate`` that reads the entry of a code point when it first meets it."""

    def __init__(self, table: MapTable) -> None:
        self._index = memoryview(table.index).cast("H")
        self._entries = memoryview(table.entries).cast("I")
        self._pool = memoryview(table.pool).cast("I")

    def __missing__(self, code_point: int) -> str | None:
        entry = self._entries[self._index[code_point >> 8] * 256 + (code_point & 0xFF)]
        operand = entry & 0xFFFFFF
        replacement: str | None
        if entry == DELETE:
            replacement = None
        elif entry < ONE * 2:
            replacement = chr(code_point ^ operand)
        else:
            start = operand + 1
            replacement = "".join(map(chr, self._pool[start : start + self._pool[operand]]))
        self[code_point] = replacement
        return replacement


class _Map:
    """The changes of a map; a block for every code point."""

    def __init__(self, table: MapTable) -> None:
        self._translation = _Translation(table)

    def __call__(self, text: str) -> str:
        return text.translate(self._translation)

    def blocks(self, text: str) -> Iterator[Block]:
        return ((1, character.translate(self._translation)) for character in text)


class _Context:
    """The changes of a map where the text around them is as asked; a block for every code point."""

    def __init__(self, table: ContextTable) -> None:
        self._table = table
        self._translation = _Translation(table.map)
        self._candidates = frozenset(map(chr, changed_by(table.map)))

    def __call__(self, text: str) -> str:
        if self._candidates.isdisjoint(text):
            return text
        return "".join(written for _, written in self.blocks(text))

    def blocks(self, text: str) -> Iterator[Block]:
        table = self._table
        before = _holds(table.left, text)
        after = _holds(table.right, text[::-1])[::-1]
        for character, left, right in zip(text, before, after, strict=True):
            yield 1, character.translate(self._translation) if (left and right) != table.unless else character


def _holds(side: SideTable | None, text: str) -> list[bool]:
    """Return for every code point whether the automaton accepts what was read before it."""
    if side is None:
        return [True] * len(text)
    transitions = memoryview(side.scan.transitions).cast("I")
    row = side.initial
    result = []
    for character in text:
        result.append(row >= side.scan.accept_from)
        row = transitions[row + _class(side.scan, ord(character))]
    return result


class _Run:
    """The changes of a map in long runs, from some code point of the run on; a block for every code point."""

    def __init__(self, table: RunTable) -> None:
        self._table = table
        self._translation = _Translation(table.map)

    def __call__(self, text: str) -> str:
        return "".join(written for _, written in self.blocks(text))

    def blocks(self, text: str) -> Iterator[Block]:
        for candidate, group in groupby(text, self._run_of):
            run = "".join(group)
            kept = self._table.keep if candidate and len(run) >= self._table.least else len(run)
            yield from ((1, character) for character in run[:kept])
            yield from ((1, character.translate(self._translation)) for character in run[kept:])

    def _run_of(self, character: str) -> str:
        """Return what code points of one run have in common, "" for those that are in none."""
        if character.translate(self._translation) == character:
            return ""
        return "mixed" if self._table.mixed else character


class _Canonical:
    """Pieces that are out of order decomposed, sorted and composed; of each a block of what differs."""

    def __init__(self, table: CanonicalTable) -> None:
        self._index = memoryview(table.index).cast("H")
        self._marks = memoryview(table.marks).cast("H")
        self._decomposition = _Translation(table.map)
        slots = memoryview(table.pairs).cast("I")
        self._composites = {
            (chr(slots[place]), chr(slots[place + 1])): chr(slots[place + 2])
            for place in range(0, len(slots), 3)
            if slots[place + 2]
        }

    def __call__(self, text: str) -> str:
        if not any(map(self._mark, set(text))):
            return text
        return "".join(piece if self._is_in_order(piece) else self._rewritten(piece) for piece in self._pieces(text))

    def blocks(self, text: str) -> Iterator[Block]:
        for piece in self._pieces(text):
            yield from differing(piece, piece if self._is_in_order(piece) else self._rewritten(piece))

    def _pieces(self, text: str) -> list[str]:
        pieces: list[str] = []
        for character in text:
            if (pieces and self._class(character)) or self._is_second(character):
                pieces[-1:] = [(pieces[-1] if pieces else "") + character]
            else:
                pieces.append(character)
        return pieces

    def _mark(self, character: str) -> int:
        code_point = ord(character)
        return self._marks[self._index[code_point >> 8] * 256 + (code_point & 0xFF)]

    def _class(self, character: str) -> int:
        return self._mark(character) & 0xFF

    def _rank(self, character: str) -> int:
        return self._mark(character) >> RANK_SHIFT

    def _is_second(self, character: str) -> bool:
        return bool(self._mark(character) & SECOND)

    def _is_in_order(self, piece: str) -> bool:
        falls = any(self._class(one) > self._class(other) > 0 for one, other in pairwise(piece))
        moves = any(self._class(one) and self._rank(other) for one, other in pairwise(piece))
        return not falls and not moves and not any(map(self._is_second, piece))

    def _rewritten(self, piece: str) -> str:
        ordered = ""
        for of_class_0, group in groupby(piece.translate(self._decomposition), lambda one: not self._class(one)):
            points = list(group)
            ordered += "".join(points) if of_class_0 else self._sorted(sorted(points, key=self._class))
        return self._composed(ordered)

    def _sorted(self, marks: list[str]) -> str:
        """Move what has a rank, at the start of its class, to the front."""
        leading: dict[int, list[str]] = {}
        rest = ""
        for _, group in groupby(marks, self._class):
            before = True
            for mark in group:
                before = before and self._rank(mark) > 0
                if before:
                    leading.setdefault(self._rank(mark), []).append(mark)
                else:
                    rest += mark
        return "".join(mark for _, moved in sorted(leading.items()) for mark in moved) + rest

    def _composed(self, ordered: str) -> str:
        result: list[str] = []
        base = -1
        for character in ordered:
            last = self._class(result[-1]) if result else 0
            composite = self._composites.get((result[base], character)) if base >= 0 else None
            if composite and (base == len(result) - 1 or 0 < last < self._class(character)):
                result[base] = composite
            else:
                result.append(character)
                base = base if self._class(character) else len(result) - 1
        return "".join(result)


class _Pairs:
    """Opening and closing marks that belong together, written in one style; a block for every code point."""

    def __init__(self, table: PairTable) -> None:
        self._index = memoryview(table.index).cast("H")
        self._roles = table.roles
        self._written = [chr(code_point) for code_point in table.written]

    def __call__(self, text: str) -> str:
        for _ in range(ROUNDS):
            before, text = text, self._written_once(text)
            if text == before:
                break
        return text

    def blocks(self, text: str) -> Iterator[Block]:
        return ((1, written) for written in self(text))

    def _written_once(self, text: str) -> str:
        result = list(text)
        roles = [self._roles[self._index[ord(character) >> 8] * 256 + (ord(character) & 0xFF)] for character in text]
        start = 0
        for end in [*(place for place, role in enumerate(roles) if role == BREAK), len(text)]:
            opened = dict(self._pairs(roles, start, end))
            inner: dict[int, bool] = {}  # of the pairs around a place, by where they close
            for place, closes in sorted(opened.items()):
                inner = {other: of for other, of in inner.items() if other > place}
                inside = inner[min(inner)] if inner else roles[place] // MARK % 2 == 1
                inner[closes] = not inside
                result[place], result[closes] = self._written[2 * inner[closes] : 2 * inner[closes] + 2]
            start = end + 1
        return "".join(result)

    def _pairs(self, roles: list[int], start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield where pairs open and close on one line."""
        remembered: list[int] = []
        for place in range(start, end):
            if roles[place] < MARK:
                continue
            group = roles[place] & _GROUPS
            open_ones = [other for other in remembered if roles[other] & _GROUPS == group]
            side = self._side(roles, place, bool(open_ones))
            if side == OPEN:
                remembered.append(place)
            elif side == CLOSE and open_ones:
                while remembered[-1] != open_ones[-1]:
                    remembered.pop()
                yield remembered.pop(), place

    @staticmethod
    def _side(roles: list[int], place: int, is_open: bool) -> int:
        """Return which side of a pair the mark is, 0 for none."""
        side = roles[place] & _SIDES
        if side in (OPEN, CLOSE):
            return side
        before = next((role for role in roles[place - 1 :: -1] if role != TRANSPARENT), 0) if place else 0
        behind = next((role for role in roles[place + 1 :] if role != TRANSPARENT), 0)
        if (before == SOLID) != (behind == SOLID):
            return OPEN if behind == SOLID else CLOSE
        if side == APOSTROPHE and before == SOLID:
            return 0
        return CLOSE if is_open else OPEN


class _Match:
    """The longest matches, some of them replaced; a block for each of those."""

    def __init__(self, table: MatchTable) -> None:
        self._matches = Matches(table.scan)
        self._pool = memoryview(table.replacements).cast("I")

    def __call__(self, text: str) -> str:
        return "".join(written for _, written in self.blocks(text))

    def blocks(self, text: str) -> Iterator[Block]:
        position = 0
        for start, end, kind in self._matches(text):
            place = self._pool[kind - 1]
            if place:
                replacement = self._pool[place + 1 : place + 1 + self._pool[place]]
                yield from ((1, character) for character in text[position:start])
                yield end - start, "".join(map(chr, replacement))
                position = end
        yield from ((1, character) for character in text[position:])


class _Call:
    """A function of Python; a block for every part that it replaces, as ``difference`` says."""

    def __init__(self, function: Callable[[str], str]) -> None:
        self._function = function

    def __call__(self, text: str) -> str:
        result = self._function(text)
        if not isinstance(result, str):
            raise result_error(self._function, result)
        return result

    def blocks(self, text: str) -> Iterator[Block]:
        result, edits = called_edits(self._function, text)
        position = place = 0
        for start, end, count in edits:
            yield from ((1, character) for character in text[position:start])
            place += start - position
            yield end - start, result[place : place + count]
            position, place = end, place + count
        yield from ((1, character) for character in text[position:])


class Matches:
    """The longest match of an automaton at every position of a text."""

    def __init__(self, table: ScanTable) -> None:
        self._table = table
        self._classes: dict[int, int] = {}

    def __call__(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield start, end and kind, from 1, of each match that is not dropped."""
        return ((start, end, kind) for start, end, kind, _ in self._all(text) if kind != DROPPED)

    def decided(self, text: str, final: bool, start: int) -> tuple[list[tuple[int, int, int]], int]:
        """Return the matches before the first one whose scan came to the end of the text, and where that begins.

        Where ``final``, nothing follows that text: all are returned.
        """
        found: list[tuple[int, int, int]] = []
        for begin, end, kind, is_open in self._all(text, start):
            if is_open and not final:
                return found, begin
            if kind != DROPPED:
                found.append((begin, end, kind))
        return found, len(text)

    def _all(self, text: str, position: int = 0) -> Iterator[tuple[int, int, int, bool]]:
        """Yield start, end and kind of each match, and whether its scan came to the end of the text."""
        table = self._table
        transitions = memoryview(table.transitions).cast("I")
        starts = memoryview(table.starts).cast("I") if table.starts else None
        while position < len(text):
            row, kind, end, offset = table.start, DROPPED, position + 1, position
            if starts:
                row = starts[self._class(ord(text[position - 1])) if position else table.edge]
            while row and offset <= len(text):
                row = transitions[row + (self._class(ord(text[offset])) if offset < len(text) else table.edge)]
                offset += 1
                if row >= table.accept_from:
                    back, kind = divmod(transitions[row + table.width - 1], 256)
                    end = offset - back
            yield position, end, kind, offset > len(text)
            position = end

    def _class(self, code_point: int) -> int:
        found = self._classes.get(code_point)
        if found is None:
            found = self._classes[code_point] = _class(self._table, code_point)
        return found


def _class(table: ScanTable, code_point: int) -> int:
    return table.classes[memoryview(table.index).cast("H")[code_point >> 8] * 256 + (code_point & 0xFF)]
