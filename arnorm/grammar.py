"""Token kinds and the grammars of words and sentences, as values.

A grammar names sets of code points and gives every kind of token a pattern over them, in the notation that
``arnorm._core.pattern`` documents. Text is cut at the longest match of any kind; between kinds that match the same
text the earlier one wins; a kind may have several patterns. Code points that no pattern matches, and kinds that are
``dropped``, lie in the gaps between tokens.

Write patterns so that every start of a long match is a match too, give or take a few code points: a scan that has to
go back far from every position costs quadratic time.
"""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from arnorm._ucd import Ranges

__all__ = ["SENTENCES", "WORDS", "Grammar", "Kind"]


class Kind(Value):
    """One kind of token and a pattern that it matches."""

    __slots__ = ("name", "pattern")
    name: str
    pattern: str

    def __init__(self, name: str, pattern: str) -> None:
        self._set(name, pattern)


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


# Signs that stand before or around the digits of a number: Numeric in UAX #29 since Unicode 15.1.
_NUMBER_SIGNS: Final[Ranges] = ((0x0600, 0x0605), (0x06DD, 0x06DD), (0x0890, 0x0891), (0x08E2, 0x08E2))
# Invisible characters that hold no words apart.
_CONTROLS: Final = chars.ranges_of(chars.BIDI_CONTROLS | (chars.ZERO_WIDTH - {chars.ZERO_WIDTH_SPACE}))
_LINE_BREAKS = "\n\v\f\r\N{NEXT LINE}\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"
_WORD = "[letter mark digit connector joiner]*"
_NUMERAL = "[digit mark connector joiner]*"

WORDS: Final = Grammar(
    "WORDS",
    (
        Kind("word", f"([digit mark connector] joiner*)* letter {_WORD} ((control+ | inside) letter {_WORD})*"),
        Kind("number", f"sign? ([mark connector] joiner*)* digit {_NUMERAL} (separator digit {_NUMERAL})*"),
        Kind("punctuation", "punctuation mark* | connector [connector mark joiner]*"),
        Kind("symbol", "symbol [mark modifier]* (zwj symbol [mark modifier]*)* | sign"),
        Kind("mark", "mark [mark joiner]*"),
        Kind("space", "space+"),
    ),
    (
        ("letter", chars.category("Lu", "Ll", "Lt", "Lm", "Lo", "Nl")),
        ("mark", chars.category("Mn", "Mc", "Me")),
        ("digit", chars.category("Nd", "No")),
        ("sign", _NUMBER_SIGNS),
        ("separator", chars.ranges_of(f".,'{chars.DECIMAL_SEPARATOR}{chars.THOUSANDS_SEPARATOR}{chars.COMMA}")),
        ("inside", chars.ranges_of("'\N{RIGHT SINGLE QUOTATION MARK}\N{MIDDLE DOT}")),
        ("joiner", chars.ranges_of(chars.JOINERS)),
        ("zwj", chars.ranges_of(chars.ZERO_WIDTH_JOINER)),
        ("control", _CONTROLS),
        ("connector", chars.category("Pc")),
        ("punctuation", chars.category("Pd", "Ps", "Pe", "Pi", "Pf", "Po")),
        ("symbol", chars.category("Sm", "Sc", "Sk", "So")),
        ("modifier", ((0x1F3FB, 0x1F3FF),)),
        ("space", _ucd.WHITE_SPACE),
    ),
    frozenset({"space"}),
)
"""Words of any script with all their marks, numbers, and single punctuation marks and symbols."""

# What a sentence goes on with: anything but white space, or a stop that has no white space behind it, as in 3.5.
_PIECE = "([^soft hard space break] | soft [soft close]* [^soft hard close space break])"

SENTENCES: Final = Grammar(
    "SENTENCES",
    (
        Kind("sentence", f"{_PIECE} (space* {_PIECE})* (space* [soft hard] [soft hard close]*)?"),
        Kind("sentence", "[soft hard] [soft hard close]*"),
    ),
    (
        ("soft", chars.ranges_of(f".!?{chars.ELLIPSIS}")),
        ("hard", chars.ranges_of(chars.SENTENCE_STOPS)),
        ("close", chars.category("Pe", "Pf") + chars.ranges_of("\"'") + _CONTROLS),
        ("space", chars.ranges_of(chars.characters(_ucd.WHITE_SPACE) - set(_LINE_BREAKS))),
        ("break", chars.ranges_of(_LINE_BREAKS)),
    ),
)
"""Sentences, each with the quotation marks, brackets and controls that close behind it; a line break always ends one.

An Arabic question mark or full stop ends a sentence; ".", "!", "?" and "…" do before white space only.
"""
