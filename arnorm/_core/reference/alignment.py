"""Where every code point of a result comes from, told from the blocks of a stage.

A block is how many code points of the text it takes, and how many of the result stand for them. The blocks of a stage
follow each other and take all of the text, and every code point of the result comes from the whole of its block. Two
additions leave no part of the text without a place and no code point without a source:

- what is deleted is part of the block before it, all of which then comes from it too; at the start of the text it is
  part of the block behind it;
- what is put in where nothing was is part of the block before it, and at the start of the text of the one behind it.

The blocks of each kind of stage:

========= ==========================================================================================================
map       one code point, and what it is replaced by: itself, another, several or nothing
context   the same
run       the same
canonical of a piece that is rewritten, what is left without the same code points at its start and its end: the base
          and the marks that were composed, or the marks from the first to the last that has another place
pairs     one code point and one
match     a match that is replaced, and its replacement
call      what ``difference`` finds, or the function says: of a pattern the matches, of a normalization form the parts
          that nothing reaches out of, both without the same code points at their start and their end
========= ==========================================================================================================

All other text is in blocks of one code point and itself. Through stages in turn, blocks that meet in the text between
are one: it takes the text of all that it meets before, and gives the result of all that it meets behind. So blocks of
several stages begin where each of the stages begins a block. Where all stages together change nothing, every code point
has its own place.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    _Block = tuple[int, str]
    _Cut = tuple[int, int]
    """Where a block begins in the text, and where in the result."""

__all__ = ["Blocks", "composed", "cuts", "differing"]

_CODES = {4: "i", 8: "q"}


class Blocks:
    """The blocks of a source and of its result, in order: each has something of both, and they leave nothing out.

    Where one of them is empty there is one block, which has all of the other.
    """

    __slots__ = ("_positions", "_places", "count", "size")
    size: int
    """How many code points the source has."""
    count: int
    """How many code points the result has."""
    _positions: Sequence[int]  # where blocks begin in the source, in order
    _places: Sequence[int]  # and in the result

    def __init__(self, size: int = 0) -> None:
        """Make those of an unchanged text: one for each of its code points."""
        if size < 0:
            raise ValueError(f"a text has no {size} code points")
        self.size = self.count = size
        self._positions = self._places = range(max(size, 1))

    @classmethod
    def cut(cls, size: int, count: int, found: list[_Cut]) -> Blocks:
        """Return the blocks of a source and a result of these sizes."""
        blocks = cls()
        blocks.size, blocks.count = size, count
        blocks._positions = array("q", [position for position, _ in found])
        blocks._places = array("q", [place for _, place in found])
        return blocks

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Return where the blocks of a span of the result lie in the source."""
        return _span(self._places, self.count, self._positions, self.size, start, end)

    def to_result(self, start: int, end: int) -> tuple[int, int]:
        """Return where the blocks of a span of the source lie in the result."""
        return _span(self._positions, self.size, self._places, self.count, start, end)

    def starts(self, width: int) -> bytearray:
        """Return for each code point of the result where its block starts in the source, and behind them its size.

        They are native integers of ``width`` bytes, 4 or 8.
        """
        if width not in _CODES:
            raise ValueError(f"integers of 4 or 8 bytes, not {width}")
        ends = [*self._places[1:], self.count]
        blocks = zip(self._positions, self._places, ends, strict=True)
        found = [position for position, place, end in blocks for _ in range(place, end)]
        return bytearray(array(_CODES[width], [*found, self.size]))


def _span(here: Sequence[int], size: int, there: Sequence[int], other: int, start: int, end: int) -> tuple[int, int]:
    """Return what a span of one side of blocks is on the other."""
    if not 0 <= start <= end <= size:
        raise IndexError(f"no span ({start}, {end}) lies in {size} code points")
    if not (size and other):
        return 0, other
    last = bisect_right(here, end - 1)  # the number of the block behind it
    return (
        other if start == size else there[bisect_right(here, start) - 1],
        other if last == len(there) else there[last],
    )


def cuts(blocks: Iterable[_Block]) -> list[_Cut]:
    """Return where the blocks begin, after what is deleted and what is put in has become part of another."""
    joined: list[list[int]] = []
    for taken, written in blocks:
        if joined and (not (taken and written) or 0 in joined[-1]):
            joined[-1][0] += taken
            joined[-1][1] += len(written)
        else:
            joined.append([taken, len(written)])
    found = []
    position = place = 0
    for size, count in joined:
        found.append((position, place))
        position += size
        place += count
    return found or [(0, 0)]


def composed(first: Iterable[_Cut], second: Iterable[_Cut]) -> list[_Cut]:
    """Return where blocks begin through two stages in turn: where both have one begin in the text between."""
    begins = {place: position for position, place in first}
    return [(begins[middle], place) for middle, place in second if middle in begins]


def differing(old: str, new: str) -> Iterator[_Block]:
    """Yield a block for what differs of two texts, and blocks of one for what is the same at their start and end."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    behind = 0
    while behind < min(len(old), len(new)) - start and old[-1 - behind] == new[-1 - behind]:
        behind += 1
    yield from ((1, character) for character in old[:start])
    if start + behind < max(len(old), len(new)):
        yield len(old) - start - behind, new[start : len(new) - behind]
    yield from ((1, character) for character in old[len(old) - behind :])
