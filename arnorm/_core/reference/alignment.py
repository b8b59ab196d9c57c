"""Where every code point of a result comes from, told from the blocks of a stage.

A block is how many code points of the text it takes, and what stands for them in the result; the blocks of a stage
follow each other and take all of the text. Each code point of a result has the whole span of its block, with two
additions that leave no part of the text without a place and no code point without a span:

- what is deleted belongs to the code point before it, whose span then ends behind what was deleted; at the start of the
  text it belongs to the one behind it;
- what is put in where nothing was has the span of the code point before it; at the start of the text that of the one
  behind it.

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

All other text is in blocks of one code point and itself. Through stages in turn, a code point has the source span of
its span in the text between: from the start of the first code point of that to the end of the last. Where all stages
together change nothing, every code point has its own place.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Block = tuple[int, str]

__all__ = ["composed", "differing", "spans"]


def spans(blocks: Iterable[Block]) -> list[tuple[int, int]]:
    """Return the start and the end of the span of every code point that blocks give."""
    found: list[tuple[int, int]] = []
    leading = position = 0
    for taken, written in blocks:
        end = position + taken
        if taken and written:
            found += [(position, end)] * len(written)
        elif written and found:
            found += [found[-1]] * len(written)
        elif written:
            leading += len(written)
        elif found:
            found[-1] = found[-1][0], end
        position = end
    if found:
        found[0] = 0, found[0][1]
    return [found[0] if found else (0, position)] * leading + found


def composed(first: list[tuple[int, int]], second: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Return the spans of ``second``, which lie in the text whose spans are ``first``, in the text before that.

    What was made from an empty text has the span of all the text before that, which is ``length`` code points long.
    """
    return [(first[start][0], first[end - 1][1]) if first else (0, length) for start, end in second]


def differing(old: str, new: str) -> Iterator[Block]:
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
