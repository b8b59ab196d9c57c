"""Rules that take one character apart into the letters it shows."""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.rules.rule import Rule, replace

__all__ = ["expand_honorifics", "expand_presentation_forms", "expand_word_ligatures"]

_WORD_LIGATURES = range(0xFDF0, 0xFDFD)

expand_presentation_forms: Rule = replace(
    "expand_presentation_forms",
    {
        # A form of a mark alone decomposes to SPACE and the mark; the space is Unicode's picture of "nothing below".
        chr(code_point): decomposition.removeprefix(" ")
        for code_point, decomposition in _ucd.PRESENTATION_FORMS.items()
        if code_point not in _WORD_LIGATURES
    },
    "Write the positional forms and ligatures of U+FB50-FDFF and U+FE70-FEFF as letters in logical order.",
    lossy=False,
    source="the compatibility decompositions of Unicode 17; unlike NFKC, an isolated mark gives no space",
)
expand_word_ligatures: Rule = replace(
    "expand_word_ligatures",
    {
        **{chr(code_point): _ucd.PRESENTATION_FORMS[code_point] for code_point in _WORD_LIGATURES},
        chars.BISMILLAH: chars.BASMALA,
    },
    "Write a character that is a whole word or phrase (Allah, rial, the basmala) as its words.",
    lossy=False,
    source="the compatibility decompositions of U+FDF0-FDFC in Unicode 17; U+FDFD, which has none, as it reads",
)
expand_honorifics: Rule = replace(
    "expand_honorifics",
    {
        **chars.HONORIFIC_LIGATURES,
        **{mark: f" {phrase}" for mark, phrase in chars.HONORIFIC_MARKS.items()},
    },
    "Write honorific ligatures and the honorific signs above a name as the phrase they abbreviate.",
    lossy=False,
    source="the character names in Unicode 17 (U+0610-0613, FBC3-FBD2, FD40-FD4F, FD90-FD91, FDC8-FDCF, FDFE-FDFF)",
)
