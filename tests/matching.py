"""A slow matcher of token patterns that shares nothing with the automaton: the oracle of its tests.

It follows the definition of the notation and remembers what it has found, so that no pattern makes it explode as a
backtracking regular expression would.
"""

from __future__ import annotations

from collections.abc import Sequence as SequenceOf

from arnorm._core.pattern import EDGE, Alternatives, Node, OneOf, Repeat, Sequence

EDGE_POINT = 0x110000
"""What stands for an edge of the text; no negated set holds it."""
Sets = dict[str, tuple[tuple[int, int], ...]]


class Matcher:
    """Where the matches of patterns end that begin at some place of one text."""

    def __init__(self, points: SequenceOf[int], sets: Sets) -> None:
        self._points = points
        self._sets = {EDGE: ((EDGE_POINT, EDGE_POINT),), **sets}
        self._found: dict[tuple[int, int], frozenset[int]] = {}
        self._nodes: list[Node] = []  # kept alive, because _found knows them by their addresses

    def ends(self, node: Node, start: int) -> frozenset[int]:
        """Return every place at which a match from ``start`` can end."""
        key = (id(node), start)
        if key not in self._found:
            self._nodes.append(node)
            self._found[key] = frozenset(self._all_ends(node, start))
        return self._found[key]

    def _all_ends(self, node: Node, start: int) -> set[int]:
        match node:
            case OneOf():
                return {start + 1} if start < len(self._points) and self._accepts(node, self._points[start]) else set()
            case Sequence(parts):
                places = {start}
                for part in parts:
                    places = self._after(part, places)
                return places
            case Alternatives(parts):
                return {end for part in parts for end in self.ends(part, start)}
            case Repeat(part, least, most):
                places = {start}
                for _ in range(least):
                    places = self._after(part, places)
                reached, fresh, times = set(places), places, least
                while fresh and (most is None or times < most):
                    fresh = self._after(part, fresh) - reached
                    reached |= fresh
                    times += 1
                return reached

    def _after(self, part: Node, places: set[int]) -> set[int]:
        return {end for place in places for end in self.ends(part, place)}

    def _accepts(self, symbol: OneOf, point: int) -> bool:
        inside = point in symbol.literals or any(
            first <= point <= last for name in symbol.names for first, last in self._sets[name]
        )
        return inside != symbol.negated and not (symbol.negated and point == EDGE_POINT)
