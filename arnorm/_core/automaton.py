"""Compile token patterns to the tables of one deterministic automaton.

Patterns over named sets of code points become the places of a nondeterministic automaton (Glushkov's construction),
its sets of places a deterministic one (subset construction), and that a minimal one (Moore's partition refinement).
Code points that no state tells apart share a class, so the tables stay small:

``index``        uint16[0x1100]   number of the block of code point ``c``, at ``index[c >> 8]``
``classes``      uint8[256 * b]   class of ``c``, at ``classes[index[c >> 8] * 256 + (c & 255)]``
``transitions``  uint32[]         next row, at ``transitions[row + class]``; a row is ``state * width``
``starts``       uint32[classes]  row in which a scan begins behind a code point of that class; empty if no pattern asks

The last column of a row says what ends in its state: ``kind | back << 8``, the number of the kind, 0 for none and
``DROPPED`` for no token, and how many code points of the match are given back. Row 0 is the dead state. States that
accept are numbered last, from row ``accept_from`` on, so that a scan knows by one comparison whether it may stop. As in
``plan``, blocks 0 to 7 stand first, unshared: for ``c < 0x800``, ``classes[c]`` needs no ``index``.

A scan takes the longest match at every position; among kinds that match the same text the first declared wins. Where
nothing matches, one code point is skipped: it belongs to the gap between tokens.

A pattern of the kind ``NEVER`` takes text from all later ones: where it would win, nothing matches. One that ends with
``.*`` ends what later patterns can match for good, and none of their places is followed any further.

A pattern may ask for what must stand **behind** its match, which decides what is the longest and is then given back. It
has one length in code points, so that the state in which a match ends knows how many. The end of the text counts as
one: a scan that gets there reads the class ``edge`` once.

A pattern may also ask what one code point stands **in front of** its match: a scan begins in the row of that class, at
the start of the text in the row of ``edge``.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Final

from arnorm._core.pattern import (
    ANY,
    EDGE,
    Alternatives,
    Node,
    OneOf,
    PatternError,
    Repeat,
    Sequence,
    leaves,
    lengths,
    parse,
)
from arnorm._core.plan import MAX_CODE_POINT, cut

__all__ = ["DROPPED", "MAX_BACK", "MAX_KINDS", "NEVER", "Branch", "Pattern", "Ranges", "ScanTable"]
__all__ += ["compile_nodes", "compile_patterns", "conflicts"]

Ranges = tuple[tuple[int, int], ...]
Pattern = tuple[str, int] | tuple[str, int, str | None] | tuple[str, int, str | None, str | None]
"""A pattern, the number of its kind, the pattern of what must stand behind it and that of what must stand in front."""
DROPPED: Final = 255
"""The kind of text that is matched and left out."""
NEVER: Final = 0
"""The kind of text that no later pattern matches."""
MAX_KINDS: Final = DROPPED - 1
MAX_BACK: Final = 16
"""How many code points a match can give back."""

_CODE_SPACE: Final = MAX_CODE_POINT + 1
_EDGE: Final = ((_CODE_SPACE, _CODE_SPACE),)  # no text holds it: it stands for both ends of the text
_ROW_LIMIT: Final = 1 << 19
_STATE_LIMIT: Final = 1 << 14
_PLACE_LIMIT: Final = 1 << 15
_WORK_LIMIT: Final = 1 << 22
"""Places, or states, times classes: what compiling costs."""
_CLASS_LIMIT: Final = 256


@dataclass(frozen=True, slots=True)
class ScanTable:
    """A compiled automaton; the module's docstring describes the arrays."""

    index: bytes = field(repr=False)
    classes: bytes = field(repr=False)
    transitions: bytes = field(repr=False)
    starts: bytes
    width: int
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
    front: Node | None = None
    """What must stand in front, one code point or the edge."""

    def __post_init__(self) -> None:
        if lengths(self.node)[0] <= self.back:
            raise PatternError(f"the pattern {self.pattern!r} matches the empty text")


def compile_patterns(patterns: Iterable[Pattern], sets: Mapping[str, Ranges]) -> ScanTable:
    """Compile patterns, each with the number of its kind, in order of precedence, over the named ``sets``.

    A third item is the pattern of what must stand behind a match, or None; a fourth that of what stands in front of it.

    Raises ``ValueError`` for a pattern that cannot be read, names an unknown set, or matches the empty text, for what
    stands behind a match if its length is not fixed, for what stands in front if that is not one code point, and for an
    automaton past the limits of the tables.
    """
    return compile_nodes([_branch(*pattern) for pattern in patterns], sets)


def _branch(pattern: str, kind: int, behind: str | None = None, front: str | None = None) -> Branch:
    node = parse(pattern)
    if any(EDGE in leaf.names for leaf in leaves(node)):
        raise PatternError(f"the pattern {pattern!r} names the edge of the text, which only what stands around may do")
    before = None if front is None else parse(front)
    if before is not None and lengths(before) != (1, 1):
        raise PatternError(f"what stands in front of a match must be one code point or the edge, not {front!r}")
    if behind is None:
        return Branch(node, kind, pattern, front=before)
    context = parse(behind)
    least, most = lengths(context)
    if least != most or not 0 < least <= MAX_BACK:
        matched = f"{least} or more" if most is None else f"{least}" if least == most else f"{least} to {most}"
        raise PatternError(
            f"what stands behind a match must have one length, from 1 to {MAX_BACK} code points;"
            f" {behind!r} matches {matched}"
        )
    return Branch(Sequence((node, context)), kind, pattern, least, before)


def compile_nodes(branches: list[Branch], sets: Mapping[str, Ranges]) -> ScanTable:
    """Compile what `compile_patterns` has parsed."""
    machine = _Machine(branches, sets)
    rows, ends = _minimal(machine.rows, [machine.end(state) for state in machine.states])
    columns = _equal_columns(rows)
    index, blocks = machine.classes.tables(columns)
    return _lay_out(rows, ends, columns, index, blocks, columns[machine.classes.edge], machine.asked)


def conflicts(patterns: Iterable[Pattern], sets: Mapping[str, Ranges]) -> list[tuple[int, int, str]]:
    """Return the pairs of kinds that match one and the same text, with a shortest such text for each pair.

    The first of a pair is the one that wins. Where what stands behind a match decides, the text holds it.

    >>> conflicts([("digit+", 1), ("[digit letter]+", 2)], {"digit": ((0x30, 0x39),), "letter": ((0x61, 0x7A),)})
    [(1, 2, '0')]
    """
    machine = _Machine([_branch(*pattern) for pattern in patterns], sets)
    found: dict[tuple[int, int], str] = {}
    for text, number in machine.shortest_texts():
        kinds = list(dict.fromkeys(branch.kind for branch in machine.ended(machine.states[number])))
        if kinds and kinds[0] != NEVER:
            for other in kinds[1:]:
                found.setdefault((kinds[0], other), text)
    return [(*pair, text) for pair, text in found.items() if NEVER not in pair]


class _Classes:
    """The coarsest division of all code points, and the edge, by what the symbols of the patterns accept."""

    def __init__(self, symbols: Iterable[OneOf], sets: Mapping[str, Ranges]) -> None:
        symbols = tuple(symbols)
        bits: dict[str | int, int] = {}
        flips: dict[int, int] = {0: 0, _CODE_SPACE: 0}  # by code point: the sets that begin there or ended before
        for name in sorted({EDGE}.union(*(symbol.names for symbol in symbols))):
            if name != EDGE and name not in sets:
                raise PatternError(f"unknown set {name!r}; known are {', '.join(sorted(sets))}")
            self._add(bits, flips, name, _EDGE if name == EDGE else _merged(name, sets[name]))
        for literal in frozenset[int]().union(*(symbol.literals for symbol in symbols)):
            self._add(bits, flips, literal, ((literal, literal),))
        asked = [
            (sum(bits[key] for keys in (symbol.names, symbol.literals) for key in keys), symbol.negated)
            for symbol in symbols
        ]
        if len(asked) * len(flips) > _WORK_LIMIT:
            raise ValueError(f"the patterns have {len(asked):,} symbols over sets of {len(flips):,} edges, too many")
        accepted: dict[int, int] = {}  # by the sets that hold a code point: the symbols that accept it
        numbers: dict[tuple[bool, int], int] = {}
        self.intervals: list[tuple[int, int, int]] = []
        members = 0
        starts = sorted(start for start in flips if start <= _CODE_SPACE)
        for start, end in zip(starts, [*starts[1:], _CODE_SPACE + 1], strict=True):
            members ^= flips[start]
            edge = start == _CODE_SPACE
            if members not in accepted:
                accepted[members] = sum(
                    1 << number
                    for number, (wanted, negated) in enumerate(asked)
                    if bool(members & wanted) != negated and not (edge and negated)
                )
            self.intervals.append((start, end, numbers.setdefault((edge, accepted[members]), len(numbers))))
        self.edge = self.intervals.pop()[2]
        self.accepted = [symbols_of for _, symbols_of in numbers]
        """For every class the symbols that accept it, as bits."""

    @staticmethod
    def _add(bits: dict[str | int, int], flips: dict[int, int], key: str | int, ranges: Ranges) -> None:
        """Give a set the next bit, and flip it at the start of every range and after its end."""
        bits[key] = 1 << len(bits)
        for first, last in ranges:
            flips[first] = flips.get(first, 0) ^ bits[key]
            flips[last + 1] = flips.get(last + 1, 0) ^ bits[key]

    def tables(self, columns: list[int]) -> tuple[bytes, bytes]:
        """Return ``index`` and ``classes``, every class renumbered by ``columns``."""
        flat = bytearray(_CODE_SPACE)
        for start, end, number in self.intervals:
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
_ANYTHING: Final = Alternatives((ANY, OneOf(names=frozenset([EDGE]))))
_Span = tuple[bool, int, int]
"""Of a part of a pattern: whether it matches nothing, the places that it can begin with, those that it can end with."""


class _Machine:
    """The deterministic automaton of many patterns.

    Every symbol of a pattern is a place, and ``follow`` says which places can come after it (Glushkov's construction).
    Sets of places are the bits of an ``int``; the lowest bits stand for the end of each branch, in order of
    precedence. A state is the set of places that can come next: so two ways that go on alike are one state at once.
    """

    def __init__(self, branches: list[Branch], sets: Mapping[str, Ranges]) -> None:
        self._branches = branches
        self._follow = [0] * len(branches)
        self._places: dict[OneOf, int] = {}  # of every symbol
        self.asked = any(branch.front for branch in branches)
        """Whether any pattern asks what stands in front: then the start reads that, and scans begin behind it."""
        self._kept: dict[int, int] = {}
        """By the end of a branch that nothing later gets past: the ends and places of the branches before it."""
        self._ends = (1 << len(branches)) - 1
        self._matching = 0
        """The places of branches that match something."""
        start = 0
        for number, branch in enumerate(branches):
            front = branch.front or _ANYTHING
            earlier = (1 << len(self._follow)) - (1 << len(branches)) | (1 << number) - 1
            _, first, last = self._connect(Sequence((front, branch.node)) if self.asked else branch.node)
            self._link(last, 1 << number)
            start |= first
            if branch.kind != NEVER:
                self._matching |= (1 << len(self._follow)) - 1 & ~earlier & ~self._ends
            if branch.kind == NEVER and _goes_on(branch.node):
                self._kept[1 << number] = earlier
        self.classes = _Classes(self._places, sets)
        self.states = [0, start]
        """First the dead state and the start."""
        self.rows = list(self._explored())
        """For every state the number of the one that each class leads to."""

    def _connect(self, node: Node) -> _Span:
        """Add the places of ``node``."""
        match node:
            case OneOf():
                place = 1 << len(self._follow)
                self._follow.append(0)
                if len(self._follow) > _PLACE_LIMIT:
                    raise ValueError(f"the patterns have more than {_PLACE_LIMIT:,} places, each repetition counted")
                self._places[node] = self._places.get(node, 0) | place
                return False, place, place
            case Sequence(parts):
                return self._in_a_row(parts)
            case Alternatives(parts):
                spans = [self._connect(part) for part in parts]
                firsts, lasts = (reduce(or_, (span[side] for span in spans)) for side in (1, 2))
                return any(nothing for nothing, _, _ in spans), firsts, lasts
            case Repeat(part, least, most):
                return self._repeated(part, least, most)

    def _in_a_row(self, parts: tuple[Node, ...]) -> _Span:
        nothing, first, last = True, 0, 0
        for part in parts:
            skipped, begin, end = self._connect(part)
            self._link(last, begin)
            first |= begin if nothing else 0
            last = end | (last if skipped else 0)
            nothing = nothing and skipped
        return nothing, first, last

    def _repeated(self, part: Node, least: int, most: int | None) -> _Span:
        """Add as many copies as there are bounds, each of them behind the one before it."""
        nothing, first, last, end, begin = least == 0, 0, 0, 0, 0
        for number in range(1, (max(least, 1) if most is None else most) + 1):
            skipped, begin, copy_end = self._connect(part)
            nothing = nothing or skipped
            self._link(end, begin)
            first = first or begin
            end = copy_end
            last = end | (last if nothing or number > least else 0)
        if most is None:
            self._link(end, begin)
        return nothing, first, last

    def _link(self, places: int, targets: int) -> None:
        for place in _bits(places):
            self._follow[place] |= targets

    def _explored(self) -> Iterator[list[int]]:
        """Yield the row of every state and find ``states`` on the way (subset construction)."""
        symbols = list(self._places.values())
        reading = [sum(symbols[number] for number in _bits(accepted)) for accepted in self.classes.accepted]
        numbers = {state: number for number, state in enumerate(self.states)}
        after = {0: 0}  # by the places that read a code point: the state behind them
        for state in self.states:
            row = []
            for places in reading:
                read = state & places
                if read not in after:
                    target = reduce(or_, (self._follow[place] for place in _bits(read)))
                    for end, kept in self._kept.items():
                        if target & end:
                            target &= kept
                    if not target & self._matching:
                        target &= self._ends
                    after[read] = numbers.setdefault(target, len(numbers))
                    if after[read] == len(self.states):
                        self.states.append(target)
                row.append(after[read])
            yield row
            if len(self.states) * len(reading) > _WORK_LIMIT:
                raise ValueError(f"the automaton has {len(reading):,} classes, more than its tables can hold")
            if len(self.states) > _STATE_LIMIT:
                raise ValueError(f"the automaton has more than {_STATE_LIMIT:,} states, more than its tables can hold")

    def ended(self, state: int) -> Iterator[Branch]:
        """Yield the branches that end in a state, in order of precedence."""
        for number in _bits(state & ((1 << len(self._branches)) - 1)):
            yield self._branches[number]

    def end(self, state: int) -> _End:
        branch = next(self.ended(state), None)
        return _NONE if branch is None or branch.kind == NEVER else (branch.kind, branch.back)

    def shortest_texts(self) -> list[tuple[str, int]]:
        """Return a shortest text that leads to each state, in order of length; the edge adds nothing to a text."""
        letters: dict[int, str] = {}
        for printable in (False, True):
            for start, _, number in reversed(self.classes.intervals):
                if not printable or chr(start).isprintable():
                    letters[number] = chr(start)
        begins = {self.rows[1][number] for number in {*letters, self.classes.edge}} if self.asked else {1}
        texts = dict.fromkeys(sorted(begins), "")
        reached = list(texts)
        for state in reached:
            for number, letter in letters.items():
                target = self.rows[state][number]
                if target not in texts:
                    texts[target] = texts[state] + letter
                    reached.append(target)
        at_edge = [(text, self.rows[state][self.classes.edge]) for state, text in texts.items()]
        return sorted([*((text, state) for state, text in texts.items()), *at_edge], key=lambda pair: len(pair[0]))


def _goes_on(node: Node) -> bool:
    """Whether ``node`` matches whatever follows what it matches."""
    return isinstance(node, Sequence) and node.parts[-1] == Repeat(ANY, 0, None)


def _bits(mask: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _minimal(rows: list[list[int]], ends: list[_End]) -> tuple[list[list[int]], list[_End]]:
    """Merge the states that nothing tells apart; number them dead, start, the others that do not accept, those that do.

    Parts of states are split by where their states lead until nothing splits (Moore's refinement). The largest piece of
    a part keeps its number, and only the states that lead to what got another one are looked at again, so that a state
    is met as often as its part can be halved: those that are not met still lead where the rest of their part does.
    """
    sources: list[set[int]] = [set() for _ in rows]
    for state, row in enumerate(rows):
        for target in set(row):
            sources[target].add(state)
    apart: dict[_End | None, list[int]] = {}
    for state, end in enumerate(ends):  # what leads to no match any more is the dead state; the start stays by itself
        apart.setdefault(end if state != 1 else None, []).append(state)
    members = list(map(set, apart.values()))
    parts = [0] * len(rows)
    for part, states in enumerate(members):
        for state in states:
            parts[state] = part
    waiting = dict(enumerate(members))
    while waiting:
        split: list[int] = []
        for part, met in waiting.items():
            groups: dict[tuple[int, ...], set[int]] = {}
            for state in met:
                groups.setdefault(tuple(map(parts.__getitem__, rows[state])), set()).add(state)
            rest = members[part]
            if len(met) == len(rest) and len(groups) == 1:
                continue
            rest -= met
            members[part], *others = sorted([rest, *groups.values()], key=len, reverse=True)
            for states in filter(None, others):
                for state in states:
                    parts[state] = len(members)
                members.append(states)
                split += states
        waiting = {}
        for source in {source for state in split for source in sources[state]}:
            waiting.setdefault(parts[source], set()).add(source)
    found = [parts[0], parts[1]]
    numbers = {part: number for number, part in enumerate(found)}
    for part in found:  # in an order that depends on nothing but the automaton
        for target in rows[next(iter(members[part]))]:
            if parts[target] not in numbers:
                numbers[parts[target]] = len(found)
                found.append(parts[target])
    one_of = {part: next(iter(members[part])) for part in found}
    found.sort(key=lambda part: ends[one_of[part]] != _NONE)
    numbers = {part: number for number, part in enumerate(found)}
    return (
        [[numbers[parts[target]] for target in rows[one_of[part]]] for part in found],
        [ends[one_of[part]] for part in found],
    )


def _equal_columns(rows: list[list[int]]) -> list[int]:
    """Return for every class a number that it shares with those of the same transitions."""
    numbers: dict[tuple[int, ...], int] = {}
    return [numbers.setdefault(column, len(numbers)) for column in zip(*rows, strict=True)]


def _lay_out(
    rows: list[list[int]], ends: list[_End], columns: list[int], index: bytes, classes: bytes, edge: int, asked: bool
) -> ScanTable:
    count = max(columns) + 1
    width = count + 1
    if count > _CLASS_LIMIT or len(rows) * width > _ROW_LIMIT:
        raise ValueError(f"the automaton has {len(rows)} states and {count} classes, more than its tables can hold")
    first_of = {column: number for number, column in reversed(list(enumerate(columns)))}
    transitions = array("I")
    for row, (kind, back) in zip(rows, ends, strict=True):
        transitions.extend(row[first_of[column]] * width for column in range(count))
        transitions.append(kind | back << 8)
    accepting = next((state for state, end in enumerate(ends) if end != _NONE), len(rows))
    starts = transitions[width : width + count].tobytes() if asked else b""
    return ScanTable(index, classes, transitions.tobytes(), starts, width, width, accepting * width, edge)
