"""Find the shortcut of a sequence of stages; ``arnorm._core.shortcut`` says what that is."""

from __future__ import annotations

from arnorm._core.context import ContextTable, RunTable
from arnorm._core.plan import MAX_CODE_POINT, compile_map, fuse
from arnorm._core.shortcut import NEVER_QUIET, ShortcutTable
from arnorm.rules.steps import Canonical, Pairs, Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from arnorm._core import Table
    from arnorm._core.context import SideTable
    from arnorm.rules.steps import AnyStep

    Part = tuple[Mapping[int, str] | AnyStep, Table]
    """The mapping of a map stage or the step of another, and its table."""

__all__ = ["candidates", "find_shortcut"]

_COMMON = frozenset({0x20, 0x0A, 0x627})
"""Space, line feed, alef: a stage that acts on one of them cannot be guarded against."""
_LOW = 0x3F
"""Neighbours are told by one bound: what lies above it is guarded against."""


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


def find_shortcut(parts: Sequence[Part]) -> ShortcutTable | None:
    """Return the shortcut around the longest start of the stages that has one; None where there is nothing to save."""
    fused: dict[int, str] = {}
    guarded: set[int] = set()
    best: tuple[int, dict[int, str], set[int]] | None = None
    for number, (content, _) in enumerate(parts, 1):
        if isinstance(content, dict):
            fused = fuse(fused, content)
            best = number, fused, set(guarded)
            continue
        found = candidates(content)
        if found is None or found & _COMMON:
            break
        guarded |= _sources(found, fused)
    if best is None:
        return None
    count, mapping, guards = best
    bound, equal, more = _quiet(parts[count:], mapping)
    if bound == NEVER_QUIET and not guards:
        return None
    return ShortcutTable(compile_map(mapping, guards | more), count, bound, equal)


def _sources(points: frozenset[int] | set[int], mapping: Mapping[int, str]) -> set[int]:
    """Return the code points that the mapping turns into text that holds one of ``points``."""
    letters = {chr(point) for point in points}
    changed = {point for point, text in mapping.items() if not letters.isdisjoint(text)}
    return changed | {point for point in points if point not in mapping and not 0xD800 <= point <= 0xDFFF}


def _quiet(parts: Sequence[Part], mapping: Mapping[int, str]) -> tuple[int, bool, set[int]]:
    """Return the bound, whether equal code points count, and what more to guard against."""
    near: set[int] = set()
    equal = False
    for _, table in parts:
        if isinstance(table, RunTable) and table.least >= 2 and (table.mixed or table.least >= 3):
            if table.mixed:
                near |= _keys(table)
            else:
                equal = True
        elif isinstance(table, ContextTable) and not table.unless and (table.left or table.right):
            near |= _keys(table)
            near |= _neighbours(table.left or table.right)
        else:
            return NEVER_QUIET, False, set()
    written = set(map(ord, "".join(mapping.values())))
    near = {point for point in near if point not in mapping or point in written}
    high = {point for point in near if point > _LOW}
    if high & _COMMON or len(high) > 64:
        return NEVER_QUIET, False, set()
    return max(near - high, default=-1), equal, _sources(high, mapping)


def _keys(table: RunTable | ContextTable) -> set[int]:
    entries = memoryview(table.map.entries).cast("I")
    index = memoryview(table.map.index).cast("H")
    keep = entries[index[MAX_CODE_POINT >> 8] * 256 + 255]
    blocks = {place: block for place, block in enumerate(index) if place < 8 or block != index[-1]}
    return {
        place * 256 + low
        for place, block in blocks.items()
        for low in range(256)
        if entries[block * 256 + low] != keep
    }


def _neighbours(side: SideTable | None) -> set[int]:
    """Return the code points that may stand next to the candidate where a side holds."""
    if side is None:
        return set()
    rows = memoryview(side.scan.transitions).cast("H")
    width = 1 << side.scan.shift
    accepted = {
        number
        for number in range(width)
        if any(rows[row + number] >= side.scan.accept_from for row in range(width, len(rows), width))
    }
    index = memoryview(side.scan.index).cast("H")
    inside = {
        block: [low for low in range(256) if side.scan.classes[block * 256 + low] in accepted]
        for block in set(index)
    }
    return {place * 256 + low for place, block in enumerate(index) for low in inside[block]}
