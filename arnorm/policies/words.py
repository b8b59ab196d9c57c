"""Policies that cut text into words."""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.grammar import Grammar, Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from arnorm._ucd import Ranges

__all__ = ["DEFAULT"]

# Signs that stand before or around the digits of a number: Numeric in UAX #29 since Unicode 15.1.
_NUMBER_SIGNS: Final[Ranges] = ((0x0600, 0x0605), (0x06DD, 0x06DD), (0x0890, 0x0891), (0x08E2, 0x08E2))
# Invisible characters that hold no words apart.
_CONTROLS: Final = chars.ranges_of(chars.BIDI_CONTROLS | (chars.ZERO_WIDTH - {chars.ZERO_WIDTH_SPACE}))
_WORD = "[letter mark digit connector joiner]*"
_NUMERAL = "[digit mark connector joiner]*"

DEFAULT: Final = Grammar(
    "DEFAULT",
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
