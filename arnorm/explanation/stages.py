"""Rules run one at a time, and the changes of each found in its alignment.

Each rule is compiled by `compile_rules` and run by the kernel, as in a normalizer of that rule alone; nothing of what
rules do is written down again here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache

from arnorm._core.difference import common_ends
from arnorm.explanation.changes import Explanation, make_change
from arnorm.rules.steps import Step
from arnorm.stages import compile_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arnorm._core import Pipeline
    from arnorm.rules import Rule

    _Place = tuple[int, str, str]
    """Where something stood, and what stood there before and after."""

__all__ = ["explain", "places"]


def explain(rules: Iterable[Rule], text: str) -> Explanation:
    """Return what each of ``rules`` changes in ``text``, one after the other."""
    chosen = tuple(rules)
    found: list[tuple[str, list[_Place]]] = []
    result = text
    for rule in chosen:
        before, (result, blocks) = result, _pipeline(rule).map_aligned(result)
        if result != before:
            apart = all(isinstance(step, Step) for step in rule.steps)
            found.append((rule.name, list(places(before, result, blocks.starts(8), apart))))
    shifts = [_Shift(changed) for _, changed in found]
    changes = []
    for number, (name, changed) in enumerate(found):
        earlier, later = shifts[:number][::-1], shifts[number + 1 :]
        moved = 0
        for place, before, after in changed:
            source = (place, place + len(before))
            for shift in earlier:
                source = shift.back(*source)
            written = (place + moved, place + moved + len(after))
            for shift in later:
                written = shift.on(*written)
            moved += len(after) - len(before)
            changes.append(make_change((name, *source, *written, before, after, place)))
    return Explanation(text, result, [rule.name for rule in chosen], changes)


def _compile(rule: Rule) -> Pipeline:
    return compile_rules((rule,)).pipeline()


_pipeline = lru_cache(maxsize=128)(_compile)


def places(text: str, result: str, starts: bytearray, apart: bool) -> Iterator[_Place]:
    """Yield where ``result`` differs from ``text``, block by block of an alignment.

    ``starts`` are integers of 8 bytes. An alignment gives deleted text to a neighbour; here it stands for itself. With
    ``apart`` every code point of it does, because the rule looks at one at a time.
    """
    for start, before, after in _blocks(text, result, starts):
        for place, old, new in _trimmed(start, before, after):
            if apart and not new:
                yield from ((place + number, character, "") for number, character in enumerate(old))
            elif old or new:
                yield place, old, new


def _blocks(text: str, result: str, starts: bytearray) -> Iterator[_Place]:
    """Yield the blocks that are something else than one code point that stays."""
    if not result:
        yield 0, text, ""
        return
    import numpy as np

    first = np.frombuffer(starts, "i8")[:-1]
    old, new = (np.frombuffer(side.encode("utf-32-le", "surrogatepass"), "<u4") for side in (text or "\0", result))
    heads = np.flatnonzero(np.diff(first, prepend=-1))  # where blocks begin in the result
    begins, tails = np.append(first[heads], len(text)), np.append(heads[1:], len(result))
    stays = (np.diff(begins) == 1) & (tails - heads == 1)
    stays &= old[np.minimum(begins[:-1], len(old) - 1)] == new[heads]
    changed = np.flatnonzero(~stays)
    rows = (begins[changed], begins[changed + 1], heads[changed], tails[changed])
    for start, end, head, tail in zip(*(row.tolist() for row in rows), strict=True):
        yield start, text[start:end], result[head:tail]


def _trimmed(start: int, before: str, after: str) -> Iterator[_Place]:
    """Yield what changed in a block, without what stayed on its sides."""
    kept = before.find(after) if after else -1
    if kept >= 0:  # the rest was deleted
        behind = kept + len(after)
        for place, piece in ((0, before[:kept]), (behind, before[behind:])):
            if piece:
                yield start + place, piece, ""
        return
    head, tail = common_ends(before, after)
    yield start + head, before[head : len(before) - tail], after[head : len(after) - tail]


class _Shift:
    """Carries places over the changes of one rule.

    A span is carried code point by code point: one that stayed has its own place, and one in a change the whole of the
    other side. An empty span is a place between two code points, and goes in front of what was put there.
    """

    __slots__ = ("_new", "_new_ends", "_old", "_old_ends")

    def __init__(self, changed: list[_Place]) -> None:
        self._old = [place for place, _, _ in changed]
        self._old_ends = [place + len(before) for place, before, _ in changed]
        self._new = []
        self._new_ends = []
        moved = 0
        for place, before, after in changed:
            self._new.append(place + moved)
            self._new_ends.append(place + moved + len(after))
            moved += len(after) - len(before)

    def on(self, start: int, end: int) -> tuple[int, int]:
        """Return what became of a span of the text that the rule was given."""
        return _carried(start, end, (self._old, self._old_ends), (self._new, self._new_ends))

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return what a span of the text that the rule gave was made from."""
        return _carried(start, end, (self._new, self._new_ends), (self._old, self._old_ends))


def _carried(
    start: int, end: int, here: tuple[list[int], list[int]], there: tuple[list[int], list[int]]
) -> tuple[int, int]:
    if start == end:
        number = bisect_left(here[0], start) - 1
        if number < 0:
            return start, start
        if here[1][number] > start:
            return there[0][number], there[1][number]
        place = start - here[1][number] + there[1][number]
        return place, place
    number = bisect_right(here[0], start) - 1
    if number >= 0:
        inside = here[1][number] > start
        start = there[0][number] if inside else start - here[1][number] + there[1][number]
    number = bisect_right(here[0], end - 1) - 1
    if number >= 0:
        inside = here[1][number] >= end
        end = there[1][number] if inside else end - here[1][number] + there[1][number]
    return start, end
