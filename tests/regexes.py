"""Token patterns as regular expressions of the package `regex`: an oracle that somebody else has written.

Its POSIX matching looks for the longest match. The edge of a text is a code point that no text here holds.
"""

from __future__ import annotations

import regex
from matching import Sets

from arnorm._core.automaton import Pattern
from arnorm._core.pattern import EDGE, Alternatives, Node, OneOf, Repeat, Sequence, lengths, parse

EDGE_CHARACTER = "\U0010ffff"


def expression(node: Node, sets: Sets) -> str:
    """Return what matches the same texts."""
    match node:
        case OneOf(names, literals, negated):
            edge = ord(EDGE_CHARACTER)
            ranges = [part for name in names for part in ((edge, edge),) * (name == EDGE) or sets[name]]
            ranges += [(point, point) for point in sorted(literals)] + [(edge, edge)] * negated
            inside = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
            return f"[{'^' if negated else ''}{inside}]"
        case Sequence(parts):
            return "".join(expression(part, sets) for part in parts)
        case Alternatives(parts):
            return f"(?:{'|'.join(expression(part, sets) for part in parts)})"
        case Repeat(part, least, most):
            return f"(?:{expression(part, sets)}){{{least},{'' if most is None else most}}}"


class Expressions:
    """A scanner of regular expressions, one for each pattern."""

    def __init__(self, patterns: list[Pattern], sets: Sets) -> None:
        self._kinds = []
        for pattern, kind, *around in patterns:
            behind, front = (*around, None, None)[:2]
            source = expression(parse(pattern), sets)
            back = 0
            if behind is not None:
                source += expression(parse(behind), sets)
                back = lengths(parse(behind))[0]
            if front is not None:
                source = f"(?<={expression(parse(front), sets)}){source}"
            self._kinds.append((regex.compile(source, regex.POSIX | regex.DOTALL | regex.VERSION0), kind, back))

    def __call__(self, text: str) -> list[tuple[int, int, int]]:
        """Return start, end and kind of every match, dropped or not."""
        found = []
        position = 1
        while position <= len(text):
            reach, end, kind = self._longest(EDGE_CHARACTER + text + EDGE_CHARACTER, position)
            if reach > position:
                found.append((position - 1, end - 1, kind))
            position = end
        return found

    def _longest(self, text: str, start: int) -> tuple[int, int, int]:
        """Return where the longest match at ``start`` ends, with what stands behind it and without, and its kind."""
        best = start, start + 1, 0
        for compiled, kind, back in self._kinds:
            match = compiled.match(text, start, timeout=5)
            if match and match.end() > best[0]:
                best = match.end(), match.end() - back, kind
        return best
