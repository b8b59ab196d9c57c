"""Token patterns as regular expressions of the package `regex`: an oracle that somebody else has written.

Its POSIX matching looks for the longest match. The edge of a text is a code point that no text here holds.
"""

from __future__ import annotations

import regex
from matching import Sets

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

    def __init__(self, patterns: list[tuple[str, int] | tuple[str, int, str | None]], sets: Sets) -> None:
        self._kinds = []
        for pattern, kind, *behind in patterns:
            contexts = [parse(item) for item in behind if item]
            source = "".join(expression(node, sets) for node in (parse(pattern), *contexts))
            compiled = regex.compile(source, regex.POSIX | regex.DOTALL | regex.VERSION0)
            self._kinds.append((compiled, kind, sum(lengths(context)[0] for context in contexts)))

    def longest(self, text: str, start: int) -> tuple[int, int, int]:
        """Return where the longest match at ``start`` ends, with what stands behind it and without, and its kind."""
        best = start, start + 1, 0
        for compiled, kind, back in self._kinds:
            found = compiled.match(text, start, timeout=5)
            if found and found.end() > best[0]:
                best = found.end(), found.end() - back, kind
        return best

    def __call__(self, text: str) -> list[tuple[int, int, int]]:
        """Return start, end and kind of every match, dropped or not."""
        found = []
        position = 0
        while position < len(text):
            _, end, kind = self.longest(text + EDGE_CHARACTER, position)
            if kind:
                found.append((position, end, kind))
            position = end
        return found
