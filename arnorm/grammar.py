"""Token kinds and grammars, as values; the grammars that are shipped stand in ``arnorm.policies``.

A grammar names sets of code points and gives every kind of token a pattern over them, in the notation that
``arnorm._core.pattern`` documents. Text is cut at the longest match of any kind; between kinds that match the same
text the earlier one wins; a kind may have several patterns. Code points that no pattern matches, and kinds that are
``dropped``, lie in the gaps between tokens.

The kind `NEVER` says what later kinds must not match: where it stands before them and matches the same text, that text
is no match. A pattern of it that ends with ``.*`` forbids every text that begins so.

Write patterns so that every start of a long match is a match too, give or take a few code points: a scan that has to
go back far from every position costs quadratic time.
"""

from __future__ import annotations

from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from arnorm._ucd import Ranges

__all__ = ["NEVER", "Grammar", "Kind"]

NEVER = "never"
"""The name of the kind that is no token: where it would win over later kinds, nothing matches."""


class Kind(Value):
    """One kind of token, a pattern that it matches, and what it must stand before and after.

    What ``before`` matches decides with the token which match is the longest, but does not belong to it; it must have
    one length in code points, in which ``edge``, the end of the text, counts as one. ``after`` is a pattern of one
    code point, or of the edge that is the start of the text.

    ``over`` names the kinds that this one may take text from by its precedence. With any other kind, and with every
    kind that takes from this one, making a tokenizer of the grammar raises ``ValueError`` if both match some text. None
    asks nothing: precedence alone decides.
    """

    __slots__ = ("name", "pattern", "before", "after", "over")
    name: str
    pattern: str
    before: str | None
    after: str | None
    over: tuple[str, ...] | None

    def __init__(
        self,
        name: str,
        pattern: str,
        before: str | None = None,
        after: str | None = None,
        over: tuple[str, ...] | None = None,
    ) -> None:
        self._set(name, pattern, before, after, over)


class Grammar(Value):
    """An immutable, hashable, picklable description of how text is cut.

    Raises ``ValueError`` if a dropped kind has no pattern.

    >>> from arnorm import Tokenizer
    >>> from arnorm.grammar import Kind
    >>> from arnorm.policies import DEFAULT
    >>> Tokenizer(DEFAULT.drop("punctuation"))("نعم، كتاب!")
    ['نعم', 'كتاب']
    >>> case = Kind("case", 'arabic "/" figure+ "/" figure{4}')
    >>> Tokenizer(DEFAULT.adding(case))("القضية ق/125/2024")
    ['القضية', 'ق/125/2024']
    >>> Tokenizer(DEFAULT.adding(Kind("year", "figure{4}")))
    Traceback (most recent call last):
    ...
    ValueError: in DEFAULT + year, the kinds year and number both match '٠٠٠٠': let one be over the other
    >>> Tokenizer(DEFAULT.adding(Kind("year", "figure{4}"), over=("number",))).tokens("عام 2024")[1].kind
    'year'
    """

    __slots__ = ("name", "kinds", "sets", "dropped", "code")
    _compared = ("name", "kinds", "sets", "dropped")
    name: str
    kinds: tuple[Kind, ...]
    """In order of precedence; a kind that stands more than once matches any of its patterns."""
    sets: tuple[tuple[str, Ranges], ...]
    """The named sets of code points that patterns speak of."""
    dropped: frozenset[str]
    """The kinds that are matched but give no token."""
    code: str
    """How to write it shorter than with all its sets; "" for a grammar that is written out."""

    def __init__(
        self,
        name: str,
        kinds: tuple[Kind, ...],
        sets: tuple[tuple[str, Ranges], ...],
        dropped: frozenset[str] = frozenset(),
        code: str = "",
    ) -> None:
        if unknown := dropped - {kind.name for kind in kinds}:
            raise ValueError(f"{name} drops kinds that it does not have: {', '.join(sorted(unknown))}")
        self._set(name, kinds, sets, dropped, code)

    def __repr__(self) -> str:
        if self.code:
            return self.code
        return f"Grammar({self.name!r}, {self.kinds!r}, {self.sets!r}, {self.dropped!r})"

    def __hash__(self) -> int:
        return hash((self.name, self.kinds, self.dropped))

    def adding(self, kind: Kind, over: tuple[str, ...] = (), sets: Mapping[str, str | Ranges] | None = None) -> Grammar:
        """Return a grammar with another kind in front of all others, and more named sets for its pattern.

        ``over`` names the kinds that it may take text from; a conflict with any other one is an error when a tokenizer
        is made. A set is given by its characters or by inclusive ranges of code points. Raises ``ValueError`` for a
        kind in ``over`` that the grammar does not have, and for a set that it has already.
        """
        self._require(over)
        more = {
            name: tuple((ord(member), ord(member)) for member in members) if isinstance(members, str) else members
            for name, members in (sets or {}).items()
        }
        if known := sorted(more.keys() & dict(self.sets).keys()):
            raise ValueError(f"{self.name} has sets named {', '.join(known)} already")
        added = Kind(kind.name, kind.pattern, kind.before, kind.after, over)
        kinds, all_sets = (added, *self.kinds), (*self.sets, *more.items())
        name = f"{self.name} + {kind.name}"
        return Grammar(name, kinds, all_sets, self.dropped, self._derived("adding", kind, over, sets))

    def drop(self, *names: str) -> Grammar:
        """Return a grammar that matches the same but gives no tokens of the kinds named.

        Raises ``ValueError`` for a kind that it does not have, as `without` and `only` do.
        """
        self._require(names)
        name = " - ".join((self.name, *names))
        return Grammar(name, self.kinds, self.sets, self.dropped | set(names), self._derived("drop", *names))

    def without(self, *names: str) -> Grammar:
        """Return a grammar without the kinds named: what they matched is left to the others."""
        self._require(names)
        name = " without ".join((self.name, *names))
        kinds = tuple(kind for kind in self.kinds if kind.name not in names)
        return Grammar(name, kinds, self.sets, self.dropped - set(names), self._derived("without", *names))

    def only(self, *names: str) -> Grammar:
        """Return a grammar of the kinds named and those that are dropped; everything else lies in gaps."""
        self._require(names)
        name = f"{self.name} only {', '.join(names)}"
        kinds = tuple(kind for kind in self.kinds if kind.name in {*names, *self.dropped, NEVER})
        return Grammar(name, kinds, self.sets, self.dropped - set(names), self._derived("only", *names))

    def named(self, name: str, code: str = "") -> Grammar:
        """Return the same grammar under another name, with the code that its ``repr`` shall be."""
        return Grammar(name, self.kinds, self.sets, self.dropped, code or self._derived("named", name))

    def _require(self, names: tuple[str, ...]) -> None:
        if unknown := set(names) - {kind.name for kind in self.kinds}:
            raise ValueError(f"{self.name} has no kinds named {', '.join(sorted(unknown))}")

    def _derived(self, method: str, *arguments: object) -> str:
        return self.code and f"{self.code}.{method}({', '.join(map(repr, arguments))})"

    @property
    def kind_names(self) -> tuple[str, ...]:
        """The names of the kinds that give tokens, in order of first mention."""
        return tuple(dict.fromkeys(kind.name for kind in self.kinds if kind.name not in {NEVER, *self.dropped}))
