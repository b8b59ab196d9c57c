"""The text that web corpora are deduplicated and scored on: CCNet and datatrove."""

from __future__ import annotations

from arnorm import _ucd, chars, rules
from arnorm.compat._python import (
    DATE,
    DIGITS,
    category,
    collapse_spaces,
    lower,
    span,
    strip_spaces,
)
from arnorm.profiles import Profile
from arnorm.rules import Rule
from arnorm.rules.rule import conditional, replace
from arnorm.rules.steps import Match

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = ["CCNET", "CCNET_DEDUP", "DATATROVE_DEDUP"]

# ---------------------------------------------------------------------------------------------------------------- CCNet

_CCNET: Final = "cc_net 1.0.0, text_normalizer.py"
_MARKS: Final = chars.characters(category("Mn"))
_CONTROLS: Final = span(0x00, 0x1F) | span(0x7F, 0x9F)
CCNET_PUNCTUATION: Final = {
    "\N{FULLWIDTH COMMA}": ",",
    "\N{IDEOGRAPHIC FULL STOP}": ".",
    "\N{IDEOGRAPHIC COMMA}": ",",
    "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
    "\N{FULLWIDTH DIGIT ONE}": '"',
    "\N{RIGHT CORNER BRACKET}": '"',
    "\N{LEFT CORNER BRACKET}": '"',
    "\N{LEFT DOUBLE ANGLE BRACKET}": '"',
    "\N{RIGHT DOUBLE ANGLE BRACKET}": '"',
    "\N{ACUTE ACCENT}": "'",
    "\N{RATIO}": ":",
    "\N{FULLWIDTH COLON}": ":",
    "\N{FULLWIDTH QUESTION MARK}": "?",
    "\N{FULLWIDTH EXCLAMATION MARK}": "!",
    "\N{FULLWIDTH LEFT PARENTHESIS}": "(",
    "\N{FULLWIDTH RIGHT PARENTHESIS}": ")",
    "\N{FULLWIDTH SEMICOLON}": ";",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": " - ",
    "\N{FULLWIDTH FULL STOP}": ". ",
    "\N{FULLWIDTH TILDE}": "~",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{BOX DRAWINGS HEAVY HORIZONTAL}": "-",
    "\N{LEFT ANGLE BRACKET}": "<",
    "\N{RIGHT ANGLE BRACKET}": ">",
    "\N{LEFT BLACK LENTICULAR BRACKET}": "[",
    "\N{RIGHT BLACK LENTICULAR BRACKET}": "]",
    "\N{FULLWIDTH PERCENT SIGN}": "%",
    "\N{BLACK RIGHT-POINTING POINTER}": "-",
}
_ZEROS: Final = dict.fromkeys(chars.characters(DIGITS), "0")
_accents: Rule = replace(
    "ccnet_strip_accents",
    dict.fromkeys(_MARKS, ""),
    "Delete nonspacing marks.",
    lossy=True,
    source=_CCNET,
)
_digits: Rule = replace("ccnet_digits", _ZEROS, "Write every digit as 0.", lossy=True, source=_CCNET)
_punctuation: Rule = replace(
    "ccnet_punctuation",
    {**CCNET_PUNCTUATION, **dict.fromkeys(_CONTROLS, "")},
    "Write typographic and fullwidth punctuation in ASCII, and delete controls, line breaks and tabs too.",
    lossy=True,
    source=_CCNET,
)
_no_punctuation: Rule = replace(
    "ccnet_strip_punctuation",
    {**dict.fromkeys(CCNET_PUNCTUATION, ""), **dict.fromkeys(_CONTROLS, "")},
    "Delete typographic and fullwidth punctuation, and controls, line breaks and tabs too.",
    lossy=True,
    source=_CCNET,
)
_strip: Rule = strip_spaces("python_strip")
_lower: Rule = lower("python_lower")

CCNET: Final = Profile(
    "CCNET",
    (_strip, _lower, rules.nfd, _accents, _digits, _punctuation),
    "normalize(line) of cc_net 1.0.0, one line at a time: what its language models score. Bugs kept: hamza and madda"
    " count as accents; it knows no Arabic punctuation; a fullwidth 1 would be a quotation mark, were it no digit.",
    DATE,
)
CCNET_DEDUP: Final = Profile(
    "CCNET_DEDUP",
    (_strip, _lower, _digits, _no_punctuation),
    "normalize_for_dedup(line) of cc_net 1.0.0, one line at a time: what its hashes of lines are computed on.",
    DATE,
)

# ------------------------------------------------------------------------------------------------------------ datatrove

_DATATROVE: Final = "datatrove 0.10.1, utils/text.py"
_NUMBER_SETS: Final = (
    ("digit", _ucd.GENERAL_CATEGORY["Nd"]),  # its expression is one of the package regex, whose Unicode is 17
    (
        "separator",
        chars.ranges_of(
            {
                ".",
                ",",
                chars.COMMA,
                chars.DECIMAL_SEPARATOR,
                "\N{DECIMAL SEPARATOR KEY SYMBOL}",
                "\N{PREVIOUS PAGE}",
                "\N{NEXT PAGE}",
            }
        ),
    ),
)
_ASCII_PUNCTUATION: Final = span(0x21, 0x2F) | span(0x3A, 0x40) | span(0x5B, 0x60) | span(0x7B, 0x7E)
_numbers: Rule = conditional(
    "datatrove_numbers",
    (Match((("digit+ (separator digit+)?", "0"),), _NUMBER_SETS),),
    "Write every number as 0, with a decimal part or without.",
    lossy=True,
    source=_DATATROVE,
)
_spaces: Rule = replace(
    "datatrove_punctuation_to_spaces",
    dict.fromkeys(_ASCII_PUNCTUATION | CCNET_PUNCTUATION.keys() | _CONTROLS, " "),
    "Write ASCII, typographic and fullwidth punctuation and controls as spaces.",
    lossy=True,
    source=_DATATROVE,
)
_diacritics: Rule = replace(
    "datatrove_strip_diacritics",
    dict.fromkeys(_MARKS, ""),
    "Delete nonspacing marks.",
    lossy=True,
    source=_DATATROVE,
)
DATATROVE_DEDUP: Final = Profile(
    "DATATROVE_DEDUP",
    (
        _lower,
        _numbers,
        _spaces,
        collapse_spaces("python_collapse_spaces"),
        strip_spaces("python_strip"),
        rules.nfd,
        _diacritics,
        strip_spaces("python_strip_2"),
    ),
    "simplify_text(text) of datatrove 0.10.1, one document at a time: what its deduplication compares. Bugs kept: hamza"
    " and madda count as diacritics; of Arabic punctuation it knows only the marks within numbers.",
    DATE,
)
