"""What a function of Python changed in a text, for stages that do not run in the kernel.

An `Editor` says it itself. For any other function the two texts are compared, which takes linear time and is a guess,
though one that always leads from the one text to the other. Both texts are cut behind white space. From left to right,
pieces that are equal stay; where two are not, the nearest pieces that are equal again are looked for. What lies before
those is compared piece with piece if there are as many on both sides, else as a whole.

Of what is replaced, the same code points at the start and at the end of both sides stay, and the rest is one edit.
"""

from __future__ import annotations

from arnorm._core.inputs import result_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

__all__ = ["Editor", "called_edits", "common_ends", "difference"]


class Editor:
    """A function that can say what it changes."""

    __slots__ = ()

    def __call__(self, text: str) -> str:
        raise NotImplementedError

    def edits(self, text: str) -> Iterable[tuple[int, int, str]]:
        """Give the start and the end of every part of a text that is replaced, in order, and what stands for it."""
        raise NotImplementedError


def called_edits(function: Callable[[str], str], text: str) -> tuple[str, list[tuple[int, int, int]]]:
    """Return the result of a function and its edits: start, end and how many code points are written for that part."""
    if not isinstance(function, Editor):
        result = function(text)
        if not isinstance(result, str):
            raise result_error(function, result)
        return result, list(difference(text, result))
    parts: list[str] = []
    edits: list[tuple[int, int, int]] = []
    position = 0
    for start, end, written in function.edits(text):
        parts += text[position:start], written
        edits += _trimmed(start, text[start:end], written)
        position = end
    return "".join(parts) + text[position:], edits


def difference(old: str, new: str) -> Iterator[tuple[int, int, int]]:
    """Yield edits that lead from one text to another.

    >>> list(difference("one two three", "one 2 three"))
    [(4, 7, 1)]
    >>> list(difference("one two three", "one three"))
    [(4, 8, 0)]
    """
    if old == new:
        return
    olds, news = _pieces(old), _pieces(new)
    i = j = position = 0
    while i < len(olds) or j < len(news):
        if i < len(olds) and j < len(news) and olds[i] == news[j]:
            position += len(olds[i])
            i, j = i + 1, j + 1
            continue
        old_end, new_end = _next_same(olds, news, i, j)
        if old_end - i == new_end - j:
            pairs = list(zip(olds[i:old_end], news[j:new_end], strict=True))
        else:
            pairs = [("".join(olds[i:old_end]), "".join(news[j:new_end]))]
        for one, other in pairs:
            yield from _trimmed(position, one, other)
            position += len(one)
        i, j = old_end, new_end


def _pieces(text: str) -> list[str]:
    """Cut a text behind each white space that something else follows."""
    import re

    return re.findall(r"\S+\s*|\s+", text)


def _next_same(olds: list[str], news: list[str], i: int, j: int) -> tuple[int, int]:
    """Return the nearest places from ``i`` and ``j`` on where the pieces are the same; looking costs what it passes."""
    seen_old: dict[str, int] = {}
    seen_new: dict[str, int] = {}
    for step in range(max(len(olds) - i, len(news) - j)):
        if i + step < len(olds):
            seen_old.setdefault(olds[i + step], i + step)
        if j + step < len(news):
            seen_new.setdefault(news[j + step], j + step)
        if i + step < len(olds) and olds[i + step] in seen_new:
            return i + step, seen_new[olds[i + step]]
        if j + step < len(news) and news[j + step] in seen_old:
            return seen_old[news[j + step]], j + step
    return len(olds), len(news)


def common_ends(one: Sequence[object], other: Sequence[object]) -> tuple[int, int]:
    """Return how many items two sequences share at their start, and how many of the rest at their end.

    >>> common_ends("abcab", "abab")
    (2, 2)
    """
    shorter = min(len(one), len(other))
    start = next((place for place in range(shorter) if one[place] != other[place]), shorter)
    rest = shorter - start
    return start, next((place for place in range(rest) if one[-1 - place] != other[-1 - place]), rest)


def _trimmed(position: int, one: str, other: str) -> Iterator[tuple[int, int, int]]:
    """Yield the edit between two pieces, of which the first stands at ``position``; none where they are equal."""
    start, behind = common_ends(one, other)
    if len(one) - behind > start or len(other) - behind > start:
        yield position + start, position + len(one) - behind, len(other) - start - behind
