"""Rules about quotation marks."""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.lookup import one_of
from arnorm.rules.rule import Rule, conditional, fold
from arnorm.rules.steps import Pairs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal


__all__ = ["QUOTE_STYLES", "SOLID", "UNPAIRED", "convert_quotes"]

_STRAIGHT = {chars.APOSTROPHE, chars.QUOTATION_MARK}
_DOUBLE = chars.QUOTATION_MARKS - chars.SINGLE_QUOTES - _STRAIGHT
_SIDES = {"Pi": "open", "Ps": "open", "Pf": "close", "Pe": "close"}


def _side(mark: str) -> str:
    if mark in chars.APOSTROPHES:
        return "apostrophe"
    if mark in chars.TURNED_QUOTES:
        return "either"
    for category, side in _SIDES.items():
        if any(first <= ord(mark) <= last for first, last in _ucd.GENERAL_CATEGORY[category]):
            return side
    return "either"


def _group(mark: str) -> int:
    """Return the group of marks that close each other: odd for those of outer quotations, even for inner ones."""
    for number, marks in ((3, "«»"), (4, "‹›"), (5, chars.WHITE_CORNERS), (6, chars.CORNERS)):
        if mark in marks:
            return number
    return 2 if mark in chars.SINGLE_QUOTES or mark == chars.APOSTROPHE else 1


SOLID: Final = chars.category("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No")
"""What a quotation mark stands in front of or behind."""


def _pairs(written: tuple[str, str, str, str]) -> Pairs:
    marks = tuple((ord(mark), _group(mark), _side(mark)) for mark in sorted(chars.QUOTATION_MARKS))
    return Pairs(marks, SOLID, chars.category("Cf"), chars.ranges_of(chars.LINE_BREAKS), written)


def _paired(style: str, written: tuple[str, str, str, str], summary: str, source: str) -> Rule:
    return conditional(
        f"convert_quotes:{style}",
        lambda: (_pairs(written),),
        f"{summary}; pairs are found by their place and nesting, and a mark without a partner stays as it is.",
        lossy=False,
        source=f"the property Quotation_Mark of Unicode 17; {source}",
    )


QUOTE_STYLES: Final = {
    "ascii": fold(
        "convert_quotes:ascii",
        {chars.APOSTROPHE: chars.SINGLE_QUOTES, chars.QUOTATION_MARK: _DOUBLE},
        "Write guillemets, curly, low and corner quotation marks as the straight \" and '.",
        lossy=False,
        source="the property Quotation_Mark of Unicode 17; single and double as in the character names",
    ),
    "guillemets": _paired(
        "guillemets",
        ("«", "»", "‹", "›"),
        "Write quotation marks in pairs as guillemets, the inner ones single",
        "the custom of Arabic books and newspapers",
    ),
    "curly": _paired(
        "curly",
        ("“", "”", "‘", "’"),
        "Write quotation marks in pairs as curly ones, the inner ones single, U+201C and U+2018 first",
        "general categories Pi and Pf",
    ),
    "arabic": _paired(
        "arabic",
        ("”", "“", "’", "‘"),
        "Write quotation marks in pairs as curly ones, the inner ones single, U+201D and U+2019 first",
        "the quotation marks of the locale ar in CLDR, whose shapes turn to the text",
    ),
}

UNPAIRED: Final = _paired("none", ("\0", "\0", "\0", "\0"), "Write quotation marks in pairs as NUL", "for reports")
"""What is left of the quotation marks by this rule has no partner."""


def convert_quotes(style: Literal["ascii", "guillemets", "curly", "arabic"]) -> Rule:
    """Return the rule that writes every quotation mark in one style; ``ValueError`` for an unknown style.

    "ascii" maps each mark by itself. The other styles find pairs on each line: guillemets and corner brackets say their
    side, a straight or curly mark opens before a word and closes behind one, and else closes what is open. Apostrophes
    inside words, primes, and marks without a partner stay; `arnorm.unpaired_quotes` reports the last.

    >>> from arnorm import Normalizer
    >>> Normalizer(convert_quotes("ascii"))("قال «نعم» ثم “لا”")
    'قال "نعم" ثم "لا"'
    >>> Normalizer(convert_quotes("guillemets"))('قال: "سمعت "نعم" منه" وl\\'été')
    "قال: «سمعت ‹نعم› منه» وl'été"
    """
    return one_of("style", style, QUOTE_STYLES)
