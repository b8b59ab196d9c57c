"""Compile contextual stages: a map stage of which each change also asks what stands around it, or how long a run is.

A **decided** stage has the tables of a map stage and a decider. The code points that the map changes are candidates;
the decider says for each of them, looking at the text as it comes in, whether the change takes place.

A **context** holds where the text before the candidate ends with the pattern ``left`` and the text after it begins
with the pattern ``right``; with ``unless`` the change takes place where that does not hold. Each side is an automaton
that has read all the text up to the candidate, from the left or from the right, and accepts where it ends with the
pattern. So as not to read all text for one candidate, ``sync`` says for every class of code points which row its
automaton is in after reading one, if that is the same row wherever it comes from, else 0: reading may begin there.

A **run** holds from its ``keep``-th code point on if it has ``least`` or more. A run is a longest stretch of one code
point, or with ``mixed`` of any code points that the map changes.
"""

from __future__ import annotations

from array import array

from arnorm._core.plan import MapTable, compile_map
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from arnorm._core.automaton import Ranges, ScanTable
    from arnorm._core.pattern import Node

__all__ = ["ContextTable", "RunTable", "SideTable", "compile_context", "compile_run"]

_LONGEST_RUN: Final = (1 << 31) - 1


class SideTable(Value):
    """One side of a context: its automaton, the row that it begins in at the edge of the text, ``sync`` and ``near``.

    ``near`` says for every class whether its code points may stand next to a candidate for which the side holds.
    """

    __slots__ = ("scan", "initial", "sync", "near")
    scan: ScanTable
    initial: int
    sync: bytes
    near: bytes

    def __init__(self, scan: ScanTable, initial: int, sync: bytes, near: bytes) -> None:
        self._set(scan, initial, sync, near)


class ContextTable(Value):
    """A compiled stage that looks around; a side that is None always holds."""

    __slots__ = ("map", "left", "right", "unless")
    map: MapTable
    left: SideTable | None
    right: SideTable | None
    unless: bool

    def __init__(self, map: MapTable, left: SideTable | None, right: SideTable | None, unless: bool) -> None:
        self._set(map, left, right, unless)


class RunTable(Value):
    """A compiled stage that counts."""

    __slots__ = ("map", "least", "keep", "mixed")
    map: MapTable
    least: int
    keep: int
    mixed: bool

    def __init__(self, map: MapTable, least: int, keep: int, mixed: bool) -> None:
        self._set(map, least, keep, mixed)


def compile_context(
    mapping: Mapping[int, str],
    sets: Mapping[str, Ranges],
    left: str | None = None,
    right: str | None = None,
    *,
    unless: bool = False,
) -> ContextTable:
    """Compile a stage that makes the changes of ``mapping`` in a context.

    Raises ``ValueError`` as `compile_map` and `compile_patterns` do; a pattern must not match the empty text.
    """
    from arnorm._core.pattern import parse, reverse

    return ContextTable(
        compile_map(mapping),
        None if left is None else _side(parse(left), left, sets),
        None if right is None else _side(reverse(parse(right)), right, sets),
        unless,
    )


def compile_run(mapping: Mapping[int, str], *, least: int, keep: int, mixed: bool = False) -> RunTable:
    """Compile a stage that makes the changes of ``mapping`` in runs; ``ValueError`` unless 0 <= keep < least."""
    if not 0 <= keep < least <= _LONGEST_RUN:
        raise ValueError(f"a run of at least {least} cannot be cut to {keep}")
    return RunTable(compile_map(mapping), least, keep, mixed)


def _side(node: Node, pattern: str, sets: Mapping[str, Ranges]) -> SideTable:
    """Compile the automaton that accepts after every text that ends with ``node``."""
    from arnorm._core.automaton import Branch, compile_nodes
    from arnorm._core.pattern import ANY, EDGE, OneOf, PatternError, Repeat, Sequence

    compile_nodes([Branch(node, 1, pattern)], sets)  # says so if the pattern is wrong on its own
    before = (Repeat(OneOf(names=frozenset([EDGE])), 0, 1), Repeat(ANY, 0, None))
    scan = compile_nodes([Branch(Sequence((*before, node)), 1, pattern)], sets)
    rows = memoryview(scan.transitions).cast("I")
    initial = rows[scan.start + scan.edge]
    reached = [initial]
    for row in reached:
        for number in set(scan.classes):  # those of code points, so that no edge is crossed twice
            if rows[row + number] not in reached:
                reached.append(rows[row + number])
    sync = array("I")
    near = bytearray()
    for number in range(scan.width - 1):
        targets = {rows[row + number] for row in reached}
        near.append(max(targets) >= scan.accept_from)
        sync.append(targets.pop() if len(targets) == 1 else 0)
    if not initial:
        raise PatternError(f"the context {pattern!r} asks for something beyond the edge of the text")
    return SideTable(scan, initial, sync.tobytes(), bytes(near))
