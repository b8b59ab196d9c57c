"""Token kinds and grammars, as values; the grammars that are shipped stand in ``arnorm.policies``.

A grammar names sets of code points and gives every kind of token a pattern over them, in the notation that
``arnorm._core.pattern`` documents. Text is cut at the longest match of any kind; between kinds that match the same
text the earlier one wins; a kind may have several patterns. Code points that no pattern matches, and kinds that are
``dropped``, lie in the gaps between tokens.

Write patterns so that every start of a long match is a match too, give or take a few code points: a scan that has to
go back far from every position costs quadratic time.
"""

from __future__ import annotations

from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arnorm._ucd import Ranges

__all__ = ["Grammar", "Kind"]


class Kind(Value):
    """One kind of token, a pattern that it matches, and what it must stand before and after.

    What ``before`` matches decides with the token which match is the longest, but does not belong to it; it must have
    one length in code points, in which ``edge``, the end of the text, counts as one. ``after`` is a pattern of one
    code point, or of the edge that is the start of the text.
    """

    __slots__ = ("name", "pattern", "before", "after")
    name: str
    pattern: str
    before: str | None
    after: str | None

    def __init__(self, name: str, pattern: str, before: str | None = None, after: str | None = None) -> None:
        self._set(name, pattern, before, after)


class Grammar(Value):
    """An immutable, hashable, picklable description of how text is cut.

    Raises ``ValueError`` if a dropped kind has no pattern.
    """

    __slots__ = ("name", "kinds", "sets", "dropped")
    name: str
    kinds: tuple[Kind, ...]
    """In order of precedence; a kind that stands more than once matches any of its patterns."""
    sets: tuple[tuple[str, Ranges], ...]
    """The named sets of code points that patterns speak of."""
    dropped: frozenset[str]
    """The kinds that are matched but give no token."""

    def __init__(
        self,
        name: str,
        kinds: tuple[Kind, ...],
        sets: tuple[tuple[str, Ranges], ...],
        dropped: frozenset[str] = frozenset(),
    ) -> None:
        if unknown := dropped - {kind.name for kind in kinds}:
            raise ValueError(f"{name} drops kinds that it does not have: {', '.join(sorted(unknown))}")
        self._set(name, kinds, sets, dropped)

    def __hash__(self) -> int:
        return hash((self.name, self.kinds, self.dropped))

    @property
    def kind_names(self) -> tuple[str, ...]:
        """The names of the kinds that give tokens, in order of first mention."""
        return tuple(dict.fromkeys(kind.name for kind in self.kinds if kind.name not in self.dropped))
