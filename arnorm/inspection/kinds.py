"""The kinds of characters that a census counts: every character is of one kind.

Most kinds are what a rule maps, so that both know the same characters; the rest are scripts and general categories.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from arnorm import _emoji, _ucd, chars, rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

__all__ = ["ARABIC_LETTERS", "KINDS", "LETTERS", "LISTED", "kind_of"]


def _written_by(rule: rules.Rule) -> frozenset[str]:
    return frozenset(map(chr, rule.table))


# In the order in which they are looked for: the first kind that has a character takes it.
_SETS: Final[dict[str, frozenset[str]]] = {
    "alef_variants": _written_by(rules.fold_alef),
    "hamza_carriers": _written_by(rules.fold_hamza_carriers),
    "alef_maksura": _written_by(rules.fold_alef_maksura),
    "teh_marbuta": _written_by(rules.fold_teh_marbuta),
    "persian_letters": _written_by(rules.fold_persian_letters),
    "loan_letters": _written_by(rules.fold_loan_letters),
    "maghrebi_letters": _written_by(rules.fold_maghrebi_letters),
    "math_letters": _written_by(rules.fold_math_letters),
    "presentation_forms": _written_by(rules.expand_presentation_forms),
    "word_ligatures": _written_by(rules.expand_word_ligatures) | frozenset(chars.HONORIFIC_LIGATURES),
    "tashkeel": _written_by(rules.strip_tashkeel),
    "hamza_marks": _written_by(rules.strip_hamza_marks),
    "quranic_marks": _written_by(rules.strip_quranic_marks),
    "quranic_signs": _written_by(rules.strip_quranic_signs),
    "tatweel": _written_by(rules.strip_tatweel),
    "plain_letters": chars.characters(chars.BASIC_LETTERS),
    "ascii_digits": frozenset(chars.digits(chars.DIGIT_ZERO)),
    "arabic_indic_digits": frozenset(chars.digits(chars.ARABIC_INDIC_DIGIT_ZERO)),
    "extended_digits": frozenset(chars.digits(chars.EXTENDED_ARABIC_INDIC_DIGIT_ZERO)),
    "number_separators": frozenset({chars.DECIMAL_SEPARATOR, chars.THOUSANDS_SEPARATOR, chars.PERCENT_SIGN}),
    "straight_quotes": frozenset({chars.APOSTROPHE, chars.QUOTATION_MARK}),
    "guillemets": frozenset("«»‹›"),
    "curly_quotes": chars.characters(((0x2018, 0x201F),)),
    "other_quotes": chars.QUOTATION_MARKS,
    "arabic_punctuation": _written_by(rules.convert_punctuation("ascii"))
    | chars.characters(chars.common(_ucd.ARABIC_SCRIPT, chars.category("Po", "Pe", "Ps", "Pd"))),
    "dashes": _written_by(rules.fold_dashes),
    "ellipses": _written_by(rules.fold_ellipsis),
    "bidi_controls": _written_by(rules.strip_bidi_controls),
    "zero_width": _written_by(rules.strip_zero_width),
    "joiners": _written_by(rules.strip_joiners),
    "controls": _written_by(rules.strip_controls),
    "spaces": frozenset(" "),
    "tabs": frozenset("\t"),
    "other_spaces": _written_by(rules.fold_spaces),
    "line_feeds": frozenset("\n"),
    "other_line_breaks": chars.LINE_BREAKS - {"\n"},
    "replacement_characters": frozenset("\N{REPLACEMENT CHARACTER}"),
    "loose_accents": chars.characters(_ucd.COMBINING_DIACRITICS),
    "emoji_characters": chars.characters((*_emoji.EMOJI, *_emoji.EMOJI_MODIFIERS, *_emoji.REGIONAL_INDICATORS)),
}
_SCRIPTS: Final = (
    ("other_arabic_letters", _ucd.ARABIC_SCRIPT),
    ("latin_letters", _ucd.LATIN_LETTERS),
    ("hebrew_letters", _ucd.HEBREW_LETTERS),
    ("han_and_kana", (*_ucd.HAN_AND_HIRAGANA, *_ucd.KATAKANA)),
)
_CATEGORIES: Final = {"Cs": "surrogates", "Co": "private_use", "Cn": "unassigned", "Cf": "other_format_characters"}

KINDS: Final[dict[str, tuple[str, ...]]] = {
    "letters": (
        "plain_letters", "alef_variants", "hamza_carriers", "alef_maksura", "teh_marbuta", "persian_letters",
        "loan_letters", "maghrebi_letters", "other_arabic_letters", "presentation_forms", "word_ligatures",
        "math_letters", "latin_letters", "hebrew_letters", "han_and_kana", "other_letters",
    ),
    "marks": (
        "tashkeel", "hamza_marks", "quranic_marks", "quranic_signs", "tatweel", "loose_accents", "other_marks",
    ),
    "numbers": ("ascii_digits", "arabic_indic_digits", "extended_digits", "other_numbers", "number_separators"),
    "quotation marks": ("straight_quotes", "guillemets", "curly_quotes", "other_quotes"),
    "punctuation": (
        "arabic_punctuation", "ascii_punctuation", "dashes", "ellipses", "other_punctuation", "other_symbols",
        "emoji_characters",
    ),
    "spaces": ("spaces", "tabs", "other_spaces", "line_feeds", "other_line_breaks"),
    "invisible": ("bidi_controls", "zero_width", "joiners", "controls", "other_format_characters"),
    "broken": ("replacement_characters", "surrogates", "private_use", "unassigned"),
}  # fmt: skip  # laid out by hand
"""The kinds in the order of a report, by group."""
ARABIC_LETTERS: Final = KINDS["letters"][:12]
"""The kinds of letters of the Arabic script."""
LETTERS: Final = KINDS["letters"]
LISTED: Final = frozenset(kind for group in KINDS.values() for kind in group) - {
    "plain_letters",
    "latin_letters",
    "hebrew_letters",
    "han_and_kana",
    "ascii_digits",
    "spaces",
    "line_feeds",
}
"""The kinds whose characters a report lists one by one."""


def _table_of_sets() -> dict[str, str]:
    table: dict[str, str] = {}
    for kind, members in _SETS.items():
        for member in members:
            table.setdefault(member, kind)
    return table


class _Ranges:
    """Looks up what range a code point lies in."""

    def __init__(self, ranges: Iterable[tuple[int, int, str]]) -> None:
        self._ranges = sorted(ranges)
        self._starts = [first for first, _, _ in self._ranges]

    def find(self, point: int, default: str) -> str:
        place = bisect_right(self._starts, point) - 1
        if place >= 0 and point <= self._ranges[place][1]:
            return self._ranges[place][2]
        return default


def _lookups() -> tuple[dict[str, str], _Ranges, _Ranges]:
    categories = _Ranges((*span, name) for name, spans in _ucd.GENERAL_CATEGORY.items() for span in spans)
    scripts = _Ranges((*span, name) for name, spans in _SCRIPTS for span in spans)
    return _table_of_sets(), categories, scripts


_tables = lru_cache(maxsize=1)(_lookups)


def kind_of(character: str) -> str:
    """Return the kind of a character."""
    return _kind(character)


def _find_kind(character: str) -> str:
    table, categories, scripts = _tables()
    if character in table:
        return table[character]
    point = ord(character)
    category = categories.find(point, "Cn")
    if category[0] == "L":
        return scripts.find(point, "other_letters")
    if category[0] == "M":
        return "other_marks"
    if category[0] == "N":
        return "other_numbers"
    if category[0] in "PS" and character.isascii():
        return "ascii_punctuation"
    if category[0] == "P":
        return "other_punctuation"
    if category[0] == "S":
        return "other_symbols"
    return _CATEGORIES[category]


_kind = lru_cache(maxsize=1 << 16)(_find_kind)
