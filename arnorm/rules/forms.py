"""Rules that take one character apart into the letters it shows."""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.rules.rule import Rule, conditional, replace
from arnorm.rules.steps import WORD_END, Context, step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from arnorm.rules.steps import Step

__all__ = ["expand_honorifics", "expand_presentation_forms", "expand_word_ligatures", "fold_math_letters"]

_WORD_LIGATURES = range(0xFDF0, 0xFDFD)


def _expansions() -> Iterator[Step]:
    yield step(
        {
            # A mark alone decomposes to SPACE and the mark; the space is Unicode's picture of "nothing below".
            chr(code_point): decomposition.removeprefix(" ")
            for code_point, decomposition in _ucd.PRESENTATION_FORMS.items()
            if code_point not in _WORD_LIGATURES or chr(code_point) == chars.ALLAH_LIGATURE
        }
    )


expand_presentation_forms: Rule = conditional(
    "expand_presentation_forms",
    _expansions,
    "Write the positional forms and ligatures of U+FB50-FDFF and U+FE70-FEFF as letters in logical order.",
    lossy=False,
    source="the compatibility decompositions of Unicode 17; an isolated mark gives no space; shapers make U+FDF2",
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
expand_honorifics: Rule = conditional(
    "expand_honorifics",
    (
        step(chars.HONORIFIC_LIGATURES),
        step(
            {mark: f" {phrase}" for mark, phrase in chars.HONORIFIC_MARKS.items()},
            Context(right=f'["{"".join(chars.HONORIFIC_MARKS)}"]* {WORD_END}'),
        ),
    ),
    "Write honorific ligatures, and the honorific signs at the end of a name, as the phrase they abbreviate.",
    lossy=False,
    source="the names in Unicode 17 (U+0610-0613, FBC3-FBD2, FD40-FD4F, FD90-FD91, FDC8-FDCF, FDFE-FDFF, 10ED1-10ED8)",
)
fold_math_letters: Rule = conditional(
    "fold_math_letters",
    lambda: (step({chr(code_point): letter for code_point, letter in _ucd.MATHEMATICAL_LETTERS.items()}),),
    "Write the mathematical letters of U+1EE00-1EEFF, whatever their style, as the letters they are drawn from.",
    lossy=True,
    source="the compatibility decompositions of Unicode 17; a formula loses which of its letters differ in style",
)
