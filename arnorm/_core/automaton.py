"""Compile token patterns to the tables of one deterministic automaton.

Patterns over named sets of code points become a nondeterministic automaton (Thompson's construction), that becomes a
deterministic one (subset construction), and that a minimal one (Moore's partition refinement). Code points that no
state tells apart share a class, so the tables stay small:

``index``        uint16[0x1100]   number of the block of code point ``c``, at ``index[c >> 8]``
``classes``      uint8[256 * b]   class of ``c``, at ``classes[index[c >> 8] * 256 + (c & 255)]``
``transitions``  uint16[]         next row, at ``transitions[row + class]``; a row is ``state << shift``
``accepts``      uint8[states]    number of the kind that ends in a state; 0 for none, ``DROPPED`` for no token
``backs``        uint8[states]    how many code points of a match that ends in a state are given back

Row 0 is the dead state. States that accept are numbered last, from row ``accept_from`` on, so that a scan knows by one
comparison whether it may stop. As in ``plan``, blocks 0 to 7 stand first, unshared: for ``c < 0x800``, ``classes[c]``
needs no ``index``.

A scan takes the longest match at every position; among kinds that match the same text the first declared wins. Where
nothing matches, one code point is skipped: it belongs to the gap between tokens.

A pattern may ask for what must stand **behind** its match, which decides what is the longest and is then given back. It
has one length in code points, so that the state in which a match ends knows how many. The end of the text counts as
one: a scan that gets there reads the class ``edge`` once.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from arnorm._core.pattern import EDGE, Alternatives, Node, OneOf, PatternError, Repeat, Sequence, leaves, lengths, parse
from arnorm._core.plan import MAX_CODE_POINT, cut

__all__ = ["DROPPED", "MAX_BACK", "MAX_KINDS", "Branch", "Pattern", "Ranges", "ScanTable"]
__all__ += ["compile_nodes", "compile_patterns"]

Ranges = tuple[tuple[int, int], ...]
Pattern = tuple[str, int] | tuple[str, int, str | None]
"""A pattern, the number of its kind, and the pattern of what must stand behind it."""
DROPPED: Final = 255
"""The kind of text that is matched and left out."""
MAX_KINDS: Final = DROPPED - 1
MAX_BACK: Final = 16
"""How many code points a match can give back."""

_CODE_SPACE: Final = MAX_CODE_POINT + 1
_EDGE: Final = ((_CODE_SPACE, _CODE_SPACE),)  # no text holds it: it stands for both ends of the text
_ROW_LIMIT: Final = 1 << 16
_CLASS_LIMIT: Final = 256


@dataclass(frozen=True, slots=True)
class ScanTable:
    """A compiled automaton; the module's docstring describes the arrays."""

    index: bytes = field(repr=False)
    classes: bytes = field(repr=False)
    transitions: bytes = field(repr=False)
    accepts: bytes
    backs: bytes
    shift: int
    start: int
    accept_from: int
    edge: int
    """The class of what lies before the first and after the last code point."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One of the patterns that an automaton is built of."""

    node: Node
    kind: int
    pattern: str
    """Its text, for messages."""
    back: int = 0
    """How many code points at the end of ``node`` are given back."""

    def __post_init__(self) -> None:
        if lengths(self.node)[0] <= self.back:
            raise PatternError(f"the pattern {self.pattern!r} matches the empty text")


def compile_patterns(patterns: Iterable[Pattern], sets: Mapping[str, Ranges]) -> ScanTable:
    """Compile patterns, each with the number of its kind, in order of precedence, over the named ``sets``.

    A third item is the pattern of what must stand behind a match, or None.

    Raises ``ValueError`` for a pattern that cannot be read, names an unknown set, or matches the empty text, for what
    stands behind a match if its length is not fixed, and for an automaton past the limits of the tables.
    """
    return compile_nodes([_branch(*pattern) for pattern in patterns], sets)


def _branch(pattern: str, kind: int, behind: str | None = None) -> Branch:
    node = parse(pattern)
    if any(EDGE in leaf.names for leaf in leaves(node)):
        raise PatternError(f"the pattern {pattern!r} names the edge of the text, which only what stands behind may do")
    if behind is None:
        return Branch(node, kind, pattern)
    context = parse(behind)
    least, most = lengths(context)
    if least != most or not 0 < least <= MAX_BACK:
        matched = f"{least} or more" if most is None else f"{least}" if least == most else f"{least} to {most}"
        raise PatternError(
            f"what stands behind a match must have one length, from 1 to {MAX_BACK} code points;"
            f" {behind!r} matches {matched}"
        )
    return Branch(Sequence((node, context)), kind, pattern, least)


def compile_nodes(branches: list[Branch], sets: Mapping[str, Ranges]) -> ScanTable:
    """Compile what `compile_patterns` has parsed."""
    classes = _Classes([branch.node for branch in branches], sets)
    machine = _Nondeterministic(classes)
    for branch in branches:
        machine.add(branch)
    rows, ends = _minimize(*_determinize(machine, classes.count))
    columns = _merge_columns(rows, classes.count)
    index, blocks = classes.tables(columns)
    return _lay_out(rows, ends, columns, index, blocks, columns[classes.edge])


class _Classes:
    """The coarsest division of all code points that respects every set the patterns name."""

    def __init__(self, nodes: Iterable[Node], sets: Mapping[str, Ranges]) -> None:
        symbols = sorted({leaf for node in nodes for leaf in leaves(node)}, key=repr)
        edges: dict[int, int] = {0: 0}
        names = sorted({EDGE, *(name for symbol in symbols for name in symbol.names)})
        self._bits = {name: 1 << bit for bit, name in enumerate(names)}
        for name, bit in self._bits.items():
            if name == EDGE:
                self._toggle(edges, _EDGE, bit)
            elif name in sets:
                self._toggle(edges, _merged(name, sets[name]), bit)
            else:
                raise PatternError(f"unknown set {name!r}; known are {', '.join(sorted(sets))}")
        self._literals: dict[int, int] = {}
        for literal in sorted({point for symbol in symbols for point in symbol.literals}):
            self._literals[literal] = 1 << (len(self._bits) + len(self._literals))
            self._toggle(edges, ((literal, literal),), self._literals[literal])
        starts = sorted({start for start in edges if start <= _CODE_SPACE} | {_CODE_SPACE})
        self._intervals: list[tuple[int, int, int]] = []
        numbers: dict[int, int] = {}
        members = 0
        for start, end in zip(starts, [*starts[1:], _CODE_SPACE + 1], strict=True):
            members ^= edges.get(start, 0)
            self._intervals.append((start, end, numbers.setdefault(members, len(numbers))))
        self._members = list(numbers)
        self.count = len(numbers)
        self.edge = self._intervals.pop()[2]

    @staticmethod
    def _toggle(edges: dict[int, int], ranges: Ranges, bit: int) -> None:
        """Record that membership ``bit`` flips at the start of every range and after its end."""
        for first, last in ranges:
            edges[first] = edges.get(first, 0) ^ bit
            edges[last + 1] = edges.get(last + 1, 0) ^ bit

    def of(self, symbol: OneOf) -> frozenset[int]:
        """Return the classes that ``symbol`` accepts."""
        wanted = 0
        for name in symbol.names:
            wanted |= self._bits[name]
        for literal in symbol.literals:
            wanted |= self._literals[literal]
        return frozenset(
            number
            for number, members in enumerate(self._members)
            if bool(members & wanted) != symbol.negated and not (symbol.negated and members & self._bits[EDGE])
        )

    def tables(self, columns: list[int]) -> tuple[bytes, bytes]:
        """Return ``index`` and ``classes``, every class renumbered by ``columns``."""
        flat = bytearray(_CODE_SPACE)
        for start, end, number in self._intervals:
            flat[start:end] = bytes([columns[number]]) * (end - start)
        return cut(flat)


def _merged(name: str, ranges: Ranges) -> Ranges:
    """Return ``ranges`` sorted, without overlaps."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if not 0 <= first <= last <= MAX_CODE_POINT:
            raise ValueError(f"the set {name!r} holds {first:#x} to {last:#x}, which is no range of code points")
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


_End = tuple[int, int]
"""The kind that ends in a state, and how many code points are given back; ``_NONE`` for a state that goes on."""
_NONE: Final = (0, 0)


class _Nondeterministic:
    """States with edges on classes and edges on nothing; state 0 is the start."""

    def __init__(self, classes: _Classes) -> None:
        self._classes = classes
        self.edges: list[tuple[frozenset[int], int] | None] = [None]
        self.jumps: list[list[int]] = [[]]
        self.ends: dict[int, _End] = {}

    def add(self, branch: Branch) -> None:
        first = self._state()
        self.jumps[0].append(first)
        self.ends[self._connect(branch.node, first)] = branch.kind, branch.back

    def closure(self, states: Iterable[int]) -> frozenset[int]:
        """Return ``states`` and all that are reached from them on nothing."""
        found = set(states)
        waiting = list(found)
        while waiting:
            for target in self.jumps[waiting.pop()]:
                if target not in found:
                    found.add(target)
                    waiting.append(target)
        return frozenset(found)

    def _state(self) -> int:
        self.edges.append(None)
        self.jumps.append([])
        return len(self.jumps) - 1

    def _connect(self, node: Node, state: int) -> int:
        """Add what matches ``node`` after ``state``; return the state after it."""
        match node:
            case OneOf():
                source, target = self._state(), self._state()
                self.jumps[state].append(source)
                self.edges[source] = (self._classes.of(node), target)
                return target
            case Sequence(parts=parts):
                for part in parts:
                    state = self._connect(part, state)
                return state
            case Alternatives(parts=parts):
                end = self._state()
                for part in parts:
                    self.jumps[self._connect(part, state)].append(end)
                return end
            case Repeat(part=part, least=least, most=most):
                for _ in range(least):
                    state = self._connect(part, state)
                end = self._state()
                self.jumps[state].append(end)
                if most is None:
                    loop = self._state()
                    self.jumps[state].append(loop)
                    self.jumps[self._connect(part, loop)].extend((loop, end))
                else:
                    for _ in range(most - least):
                        state = self._connect(part, state)
                        self.jumps[state].append(end)
                return end


def _determinize(machine: _Nondeterministic, count: int) -> tuple[list[list[int]], list[_End]]:
    """Subset construction: a row of targets and what ends, for every state; 0 is dead, 1 the start."""
    start = machine.closure({0})
    numbers: dict[frozenset[int], int] = {frozenset(): 0, start: 1}
    waiting = [start]
    rows: list[list[int]] = [[0] * count, []]
    order = {state: rank for rank, state in enumerate(machine.ends)}
    ends = [_NONE, _NONE]
    while waiting:
        states = waiting.pop()
        reached: list[set[int]] = [set() for _ in range(count)]
        for state in states:
            edge = machine.edges[state]
            if edge is not None:
                for number in edge[0]:
                    reached[number].add(edge[1])
        row = []
        closures: dict[frozenset[int], frozenset[int]] = {}
        for targets in map(frozenset, reached):
            closed = closures.get(targets)
            if closed is None:
                closed = closures[targets] = machine.closure(targets)
            if closed not in numbers:
                numbers[closed] = len(numbers)
                waiting.append(closed)
                rows.append([])
                final = min((state for state in closed if state in order), key=order.__getitem__, default=None)
                ends.append(_NONE if final is None else machine.ends[final])
            row.append(numbers[closed])
        rows[numbers[states]] = row
    return rows, ends


def _minimize(rows: list[list[int]], ends: list[_End]) -> tuple[list[list[int]], list[_End]]:
    """Moore's refinement; the result is numbered dead, start, the others that do not accept, those that do."""
    numbered: dict[object, int] = {}
    parts = [numbered.setdefault(ends[state] if state else None, len(numbered)) for state in range(len(rows))]
    count = 0
    while len(set(parts)) != count:
        count = len(set(parts))
        signatures: dict[tuple[int, ...], int] = {}
        parts = [
            signatures.setdefault((part, *(parts[target] for target in row)), len(signatures))
            for part, row in zip(parts, rows, strict=True)
        ]
    members = {part: state for state, part in reversed(list(enumerate(parts)))}
    ordered = sorted(members, key=lambda part: (ends[members[part]] != _NONE, members[part]))
    numbers = {part: number for number, part in enumerate(ordered)}
    return (
        [[numbers[parts[target]] for target in rows[members[part]]] for part in ordered],
        [ends[members[part]] for part in ordered],
    )


def _merge_columns(rows: list[list[int]], count: int) -> list[int]:
    """Return, for every class, the number of the first class with the same transitions."""
    numbers: dict[tuple[int, ...], int] = {}
    return [numbers.setdefault(tuple(row[number] for row in rows), len(numbers)) for number in range(count)]


def _lay_out(
    rows: list[list[int]], ends: list[_End], columns: list[int], index: bytes, classes: bytes, edge: int
) -> ScanTable:
    width = max(columns) + 1
    shift = (width - 1).bit_length()
    if width > _CLASS_LIMIT or len(rows) << shift > _ROW_LIMIT:
        raise ValueError(f"the automaton has {len(rows)} states and {width} classes, more than its tables can hold")
    first_of = {column: number for number, column in reversed(list(enumerate(columns)))}
    transitions = array("H")
    for row in rows:
        transitions.extend(row[first_of[column]] << shift for column in range(width))
        transitions.extend([0] * ((1 << shift) - width))
    kinds, backs = zip(*ends, strict=True)
    accepting = next((state for state, kind in enumerate(kinds) if kind), len(kinds))
    return ScanTable(
        index, classes, transitions.tobytes(), bytes(kinds), bytes(backs), shift, 1 << shift, accepting << shift, edge
    )
