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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    _Block = tuple[int, str]
    _Cut = tuple[int, int]
    """Where a block begins in the text, and where in the result."""

__all__ = ["composed", "cuts", "differing", "starts"]


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


def starts(found: list[_Cut], count: int) -> list[int]:
    """Return for each of ``count`` code points of a result where its block begins in the text."""
    ends = [place for _, place in found[1:]] + [count]
    return [position for (position, place), end in zip(found, ends, strict=True) for _ in range(place, end)]


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
