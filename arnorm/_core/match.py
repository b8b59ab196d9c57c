"""Compile the replacement of matches: an automaton, and what is written for each kind of match.

A **match** stage takes the longest match at every position, from left to right, as the scan of ``automaton`` does. A
match whose kind is replaced is written as its replacement; any other, and a code point at which no match begins, is
copied. The kinds that are not replaced are there to be stepped over: what lies in them is not looked at again.

``scan``          the automaton; kind ``k + 1`` is that of pattern ``k``
``replacements``  uint32[]    for every pattern the position of its replacement in the same array, or 0 to keep what
                              matched; a replacement is its length, then that many code points
"""

from __future__ import annotations

from array import array

from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from arnorm._core.automaton import Ranges, ScanTable

__all__ = ["MatchTable", "compile_match"]


class MatchTable(Value):
    """A compiled stage that replaces matches; the module's docstring describes the arrays."""

    __slots__ = ("scan", "replacements")
    scan: ScanTable
    replacements: bytes

    def __init__(self, scan: ScanTable, replacements: bytes) -> None:
        self._set(scan, replacements)


def compile_match(patterns: Sequence[tuple[str, str | None]], sets: Mapping[str, Ranges]) -> MatchTable:
    """Compile a stage from pairs of a pattern and what replaces it, None to keep it.

    Raises ``ValueError`` as `compile_patterns` does, and for a replacement that holds a surrogate.
    """
    from arnorm._core.automaton import compile_patterns

    scan = compile_patterns([(pattern, number) for number, (pattern, _) in enumerate(patterns, 1)], sets)
    pool = array("I", [0] * max(len(patterns), 1))
    for number, (pattern, replacement) in enumerate(patterns):
        if replacement is None:
            continue
        if any("\ud800" <= character <= "\udfff" for character in replacement):
            raise ValueError(f"the replacement of {pattern!r} holds a surrogate, which is not a character")
        pool[number] = len(pool)
        pool.append(len(replacement))
        pool.extend(map(ord, replacement))
    return MatchTable(scan, pool.tobytes())
