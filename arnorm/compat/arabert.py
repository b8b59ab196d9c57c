"""The preprocessing of AraBERT."""

from __future__ import annotations

from arnorm import chars, rules
from arnorm.chars import LINK_WORD, MAIL_WORD, USER_WORD
from arnorm.compat._python import DATE, SPACES, WORD, collapse_spaces, keep, span, strip_spaces
from arnorm.profiles import Profile
from arnorm.rules import Rule
from arnorm.rules.rule import conditional, replace, strip
from arnorm.rules.steps import Context, Pattern, Run, step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from arnorm._ucd import Ranges

__all__ = ["ARABERT_V2"]

_SOURCE: Final = "arabert 1.0.1, preprocess.py"
_TIMEOUT: Final = 60.0
"""Seconds that an expression may take: mail addresses and links are searched in time that grows with word length."""


def _escaped(ranges: Ranges) -> str:
    """Return ranges as what stands between the brackets of a character class."""
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


# Spelled out because the package regex has other ideas of them than re.
_S: Final = _escaped(chars.ranges_of(SPACES))
_W: Final = _escaped(WORD)


def _patterns(name: str, patterns: tuple[str, ...], replacement: str, summary: str) -> Rule:
    steps = (Pattern(pattern, replacement, _TIMEOUT) for pattern in patterns)
    return conditional(name, steps, summary, lossy=True, source=_SOURCE)


_tashkeel: Rule = strip(
    "arabert_strip_tashkeel",
    chars.TASHKEEL_ON_LETTERS | {chars.TATWEEL},
    "Delete vocalisation, but for the superscript alef, and tatweel.",
    lossy=True,
    source=_SOURCE,
)
# Its second expression for links ends with a literal behind the end of the text: it matches nothing and is left out.
_links: Rule = _patterns(
    "arabert_links",
    (
        rf"(?:https?://.)?(?:www\.)?[-a-zA-Z0-9@:%._+~#=]{{2,256}}\.[a-z]{{2,6}}(?![{_W}])[-a-zA-Z0-9@:%_+.~#?&/=]*",
        r"https?://[-a-zA-Z0-9_./~?=%&]+",
        r"www[-a-zA-Z0-9_?=%&/.~]+",
        r"[a-zA-Z]+\.com",
        rf"(?=http)[^{_S}]+",
        rf"(?=www)[^{_S}]+",
        r"://",
    ),
    f" [{LINK_WORD}] ",
    "Write links as a placeholder.",
)
_addresses: Rule = _patterns(
    "arabert_addresses",
    (rf"[-{_W}]+@(?:[-{_W}]+\.)+[-{_W}]+", rf"[^{_S}]+@[^{_S}]+"),
    f" [{MAIL_WORD}] ",
    "Write mail addresses as a placeholder.",
)
_mentions: Rule = _patterns("arabert_mentions", (rf"@[{_W}]+",), f" [{USER_WORD}] ", "Write mentions as a placeholder.")
_tags: Rule = _patterns("arabert_tags", (r"<br />", r"</?[^>]+>"), " ", "Write HTML tags as a space.")

_LATIN: Final = span(0x41, 0x5A) | span(0x61, 0x7A)
_FIGURES: Final = span(0x30, 0x39)
# What stays, with a space on either side. The digits of the Arabic-Indic zero's row are ASCII by then.
_SPACED: Final = (
    span(0x0653, 0x065F)
    | span(0x066A, 0x066C)
    | span(0x0671, 0x0674)
    | set("!\"#$%'()*+,.:;-<=>?@\\^_`{|}~")
    | {
        chars.PERCENT_SIGN,
        chars.COMMA,
        chars.QUESTION_MARK,
        chars.SEMICOLON,
        chars.SMALL_HIGH_JEEM,
        "\N{MIDDLE DOT}",
        "\N{EM DASH}",
        "\N{EN DASH}",
        "\N{RIGHT SINGLE QUOTATION MARK}",
        "\N{LEFT SINGLE QUOTATION MARK}",
        "\N{ORIYA SIGN VIRAMA}",
        "\N{LEFT DOUBLE QUOTATION MARK}",
        "\N{RIGHT DOUBLE QUOTATION MARK}",
        "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}",
        "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}",
        "\N{HORIZONTAL ELLIPSIS}",
    }
)
_JOINED: Final = chars.characters(chars.BASIC_LETTERS) | _LATIN | {"[", "]"}

_reject: Rule = keep(
    "arabert_reject",
    chars.ranges_of(_SPACED | _JOINED | _FIGURES | SPACES | span(0x0660, 0x0669) | {"/"}),
    " ",
    "Write what is in none of AraBERT's sets as a space: other letters, Persian digits, the superscript alef, emoji.",
    _SOURCE,
)
_digits: Rule = replace(
    "arabert_digits",
    dict(zip(chars.digits(chars.ARABIC_INDIC_DIGIT_ZERO), chars.digits(chars.DIGIT_ZERO), strict=True)),
    "Write Arabic-Indic digits in ASCII.",
    lossy=False,
    source=_SOURCE,
)
_repeated: Rule = conditional(
    "arabert_squeeze",
    (step(dict.fromkeys(_SPACED | _JOINED | {"/"}, ""), Run(3, 2)),),
    "Write three or more of the same character, but for digits, as two.",
    lossy=True,
    source=_SOURCE,
)
_spaced: Rule = replace(
    "arabert_space_punctuation",
    {character: f" {character} " for character in _SPACED} | {"/": " - "},
    "Put spaces around punctuation and marks, and write a slash as a hyphen.",
    lossy=True,
    source=_SOURCE,
)
_SETS: Final = (("letter", chars.BASIC_LETTERS), ("figure", chars.ranges_of(_FIGURES)))
_BEFORE: Final = {
    "letter": {character: f" {character}" for character in chars.characters(chars.BASIC_LETTERS)},
    "figure": {character: f" {character}" for character in _FIGURES},
}
_BEHIND: Final = {name: {character: f"{character} " for character in changed} for name, changed in _BEFORE.items()}
_numbers: Rule = conditional(
    "arabert_space_numbers",
    (
        condition
        for first, second in (("figure", "letter"), ("letter", "figure"))
        for condition in (
            step(_BEFORE[first], Context(f"edge | [^{first}]", f"{first}* {second}", sets=_SETS)),
            step(_BEHIND[second], Context(f"{first} {second}*", f"edge | [^{second}]", sets=_SETS)),
            step(_BEFORE[second], Context(first, None, sets=_SETS)),
        )
    ),
    "Put spaces around a number and a word that touch.",
    lossy=True,
    source=_SOURCE,
)
ARABERT_V2: Final = Profile(
    "ARABERT_V2",
    (
        rules.unescape_html,
        _tashkeel,
        _links,
        _addresses,
        _mentions,
        _tags,
        _reject,
        _digits,
        _repeated,
        _spaced,
        _numbers,
        collapse_spaces("python_collapse_spaces"),
        strip_spaces("python_strip"),
    ),
    "ArabertPreprocessor('bert-base-arabertv02').preprocess of arabert 1.0.1, one text at a time; the models with"
    " segmentation run Farasa behind it. Bugs kept: Persian digits become spaces, and with them every letter that is"
    " not Arabic's own; loose hamzas are cut off their letters.",
    DATE,
)
