"""Find the shortcut of a sequence of stages; ``arnorm._core.shortcut`` says what that is."""

from __future__ import annotations

from arnorm import chars
from arnorm._core.canonical import CanonicalTable
from arnorm._core.context import ContextTable, RunTable
from arnorm._core.match import MatchTable
from arnorm._core.pairs import BREAK, PairTable
from arnorm._core.plan import MapTable, changed_by, compile_map, fuse
from arnorm._core.shortcut import ShortcutTable
from arnorm.rules.steps import Canonical, Pairs, Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from arnorm._core import _Table
    from arnorm._core.context import SideTable
    from arnorm.rules.steps import AnyStep

    _Part = tuple[dict[int, str] | AnyStep, _Table]
    """The mapping of a map stage or the step of another, and its table."""

__all__ = ["candidates", "find_cut", "find_shortcut"]

_LINE_FEED = 0x0A
_SPACE = 0x20
_COMMON = frozenset({_SPACE, _LINE_FEED, ord(chars.ALEF)})
"""A stage that acts on one of them cannot be guarded against."""
_VOWELS = (ord(chars.FATHATAN), ord(chars.SUKUN))
"""The first and the last of the marks that stay where they are unless two of them touch: too frequent to be guarded
against."""
_MARKS = frozenset(range(_VOWELS[0], _VOWELS[1] + 1))
_LOW = 0x3F
"""Neighbours of a key are told by one bound: what lies above this is guarded against."""
_FEW = 64
"""How many code points more may be guarded against."""


def candidates(step: AnyStep) -> frozenset[int] | None:
    """Return the code points without which a step changes nothing; None where that is not known."""
    match step:
        case Step(changes=changes):
            return frozenset(point for point, _ in changes)
        case Canonical(classes=classes, compositions=compositions):
            marked = {point for first, last, _ in classes for point in range(first, last + 1)}
            return frozenset(marked | {second for _, second, _ in compositions} | _inner(compositions))
        case Pairs(marks=marks):
            return frozenset(point for point, _, _ in marks)
        case _:
            return None


def _inner(compositions: Sequence[tuple[int, int, int]]) -> set[int]:
    """Return the composites that begin with a code point which is also the second of a pair."""
    seconds = {second for _, second, _ in compositions}
    begins = {composite: first for first, _, composite in compositions}
    found = set()
    for composite in begins:
        first = begins[composite]
        while first in begins and first not in seconds:
            first = begins[first]
        if first in seconds:
            found.add(composite)
    return found


def find_shortcut(parts: Sequence[_Part]) -> ShortcutTable | None:
    """Return the shortcut around the longest start of the stages that has one; None where there is nothing to save."""
    if all(isinstance(content, dict) for content, _ in parts):
        return None
    for strict in (True, False):
        mapping, guarded, count = _start(parts, strict)
        quiet = _quiet(parts[count:], mapping)
        if quiet is None:
            if strict or not guarded:
                continue
            return ShortcutTable(compile_map(mapping, guarded), count)
        key, bound, equal, more = quiet
        first, last = _VOWELS if strict and _writes_vowels(mapping) else (0, 0)
        table = compile_map(mapping, guarded | more)
        return ShortcutTable(table, count, True, key, bound, first, last, equal, _leaves_vowels(parts[:count]))
    return None


def _writes_vowels(mapping: Mapping[int, str]) -> bool:
    """Return whether a result of the mapping may hold any of the marks that are not guarded against."""
    return not mapping.keys() >= _MARKS or not _MARKS.isdisjoint(map(ord, "".join(mapping.values())))


def _leaves_vowels(parts: Sequence[_Part]) -> bool:
    """Return whether no map behind a canonical stage changes or writes the marks that are not guarded against."""
    contents = [content for content, _ in parts]
    start = next((number for number, content in enumerate(contents) if isinstance(content, Canonical)), len(contents))
    return not any(
        code_point in _MARKS or not _MARKS.isdisjoint(map(ord, text))
        for content in contents[start:]
        if isinstance(content, dict)
        for code_point, text in content.items()
    )


def _start(parts: Sequence[_Part], strict: bool) -> tuple[dict[int, str], set[int], int]:
    """Return the map that does what the first stages do, what it has to be guarded against, and how many they are."""
    fused: dict[int, str] = {}
    guarded: set[int] = set()
    ordered: dict[int, str] = {}  # what has become of the marks that are not guarded against since they were ordered
    sources: dict[int, set[int]] = {}  # and what they come from
    count = 0
    for content, table in parts:
        if isinstance(content, dict):
            guarded |= _blurred(fused, content)
            fused = fuse(fused, content)
            ordered = {mark: text.translate(content) for mark, text in ordered.items()}
        else:
            found = candidates(content)
            if found and found & _COMMON and isinstance(table, ContextTable):
                found = _needed(table)
            if found is None or found & _COMMON:
                break
            if strict and isinstance(content, Canonical):
                for mark in found & _MARKS:
                    ordered.setdefault(mark, chr(mark))
                    sources[mark] = sources.get(mark, set()) | _sources({mark}, fused)
                found -= _MARKS
            guarded |= _sources(found, fused)
        count += 1
    for mark, text in ordered.items():
        if not _MARKS.issuperset(map(ord, text)):  # in the result nobody sees any more that it touched another
            guarded |= sources[mark]
    return fused, guarded, count


def _blurred(fused: Mapping[int, str], content: Mapping[int, str]) -> set[int]:
    """Return the code points that were expanded and of whose expansion a further map deletes a part.

    A map that does both at once has not the alignment of the two, where the part belongs to what was before it.
    """
    letters = {chr(point) for point, text in content.items() if not text}
    return {point for point, text in fused.items() if len(text) > 1 and not letters.isdisjoint(text)}


def _sources(points: frozenset[int] | set[int], mapping: Mapping[int, str]) -> set[int]:
    """Return the code points that the mapping turns into text that holds one of ``points``."""
    letters = {chr(point) for point in points}
    changed = {point for point, text in mapping.items() if not letters.isdisjoint(text)}
    return changed | {point for point in points if point not in mapping and not 0xD800 <= point <= 0xDFFF}


def _quiet(parts: Sequence[_Part], mapping: Mapping[int, str]) -> tuple[int, int, bool, set[int]] | None:
    """Return the key and the bound of quiet text, whether equal code points count, and what more to guard against."""
    keys: set[int] = set()
    near: set[int] = set()
    equal = False
    for _, table in parts:
        if isinstance(table, RunTable) and not table.mixed and table.least >= 3:
            equal = True
            continue
        if not isinstance(table, RunTable | ContextTable):
            return None
        found = changed_by(table.map)
        if isinstance(table, RunTable):
            beside: Set[int] | None = found if table.mixed and table.least >= 2 else None
        else:
            beside = None if table.unless else _neighbours(table.left or table.right)
        if beside is None or (found & _COMMON) - {_SPACE}:
            return None
        keys |= found
        near |= found | beside
    written = set(map(ord, "".join(mapping.values())))
    keys = {point for point in keys if point not in mapping or point in written}
    near = {point for point in near if point not in mapping or point in written}
    key = max((point for point in keys if point <= _LOW), default=0)
    rare = (keys - {key}) | {point for point in near if point > _LOW}
    if rare & _COMMON or len(rare) > _FEW:
        return None
    return key, max(near - rare, default=0), equal, _sources(rare, mapping)


def _needed(table: ContextTable) -> frozenset[int] | None:
    """Return few code points of which one stands in every context that holds; None where there are none."""
    for side in () if table.unless else (table.left, table.right):
        if side is not None:
            for number in range(side.scan.edge):
                found = _of_class(side, number)
                if 0 < len(found) <= _FEW and not found & _COMMON and not _holds_without(side, number):
                    return found
    return None


def _holds_without(side: SideTable, number: int) -> bool:
    """Return whether a side may hold where no code point of a class stands."""
    rows = memoryview(side.scan.transitions).cast("I")
    reached = [side.initial]
    for row in reached:
        reached += {rows[row + other] for other in range(side.scan.edge) if other != number}.difference(reached)
    return max(reached) >= side.scan.accept_from


def _of_class(side: SideTable, number: int) -> frozenset[int]:
    """Return the code points of a class, or too many of them."""
    classes = side.scan.classes
    found: list[int] = []
    for place, block in enumerate(memoryview(side.scan.index).cast("H")):
        start = block * 256
        if number in classes[start : start + 256]:
            found += [place * 256 + low for low in range(256) if classes[start + low] == number]
            if len(found) > _FEW:
                break
    return frozenset(found)


def _neighbours(side: SideTable | None) -> set[int] | None:
    """Return the code points that may stand next to the candidate where a side holds; None where they are too many."""
    if side is None:
        return None
    index = memoryview(side.scan.index).cast("H")
    inside = {
        block: [low for low in range(256) if side.near[side.scan.classes[block * 256 + low]]] for block in set(index)
    }
    if sum(len(inside[block]) for block in index) > _FEW:
        return None
    return {place * 256 + low for place, block in enumerate(index) for low in inside[block]}


def find_cut(parts: Sequence[_Part]) -> int:
    """Return the code point behind which text may be cut and its parts treated on their own; -1 if there is none."""
    return _LINE_FEED if all(_may_cut(content, table) for content, table in parts) else -1


def _may_cut(content: dict[int, str] | AnyStep, table: _Table) -> bool:
    """Return whether a stage keeps line feeds and does the same on one side of one whatever is on the other."""
    match table:
        case MapTable():
            return isinstance(content, dict) and _LINE_FEED not in content
        case ContextTable(left=left, right=right):
            return (
                _LINE_FEED not in changed_by(table.map)
                and (left is None or _row_behind(left) == left.initial)
                and (right is None or _row_behind(right) != 0)
            )
        case RunTable():
            return _LINE_FEED not in changed_by(table.map)
        case CanonicalTable():
            return isinstance(content, Canonical) and not any(_LINE_FEED in row[:2] for row in content.compositions)
        case PairTable():
            return table.roles[_LINE_FEED] == BREAK
        case MatchTable(scan=scan):
            rows = memoryview(scan.transitions).cast("I")
            return not any(rows[scan.classes[_LINE_FEED] :: scan.width])
        case _:
            return False


def _row_behind(side: SideTable) -> int:
    """Return the row that a side is in behind a line feed, 0 where that is not sure."""
    return memoryview(side.sync).cast("I")[side.scan.classes[_LINE_FEED]]
