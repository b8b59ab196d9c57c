"""Rules about punctuation and quotation marks."""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.rules.rule import Rule, conditional, fold, replace
from arnorm.rules.steps import Run, step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "PUNCTUATION_FORMS",
    "PUNCTUATION_RUNS",
    "QUOTE_STYLES",
    "convert_punctuation",
    "convert_quotes",
    "fold_dashes",
    "fold_ellipsis",
    "squeeze_punctuation",
]

_ASCII_QUOTES = {chars.APOSTROPHE, chars.QUOTATION_MARK}
_DOUBLE_QUOTES = chars.characters(_ucd.QUOTATION_MARKS) - chars.SINGLE_QUOTES - _ASCII_QUOTES

QUOTE_STYLES: Final = {
    "ascii": fold(
        "convert_quotes:ascii",
        {chars.APOSTROPHE: chars.SINGLE_QUOTES, chars.QUOTATION_MARK: _DOUBLE_QUOTES},
        "Write guillemets, curly, low and corner quotation marks as the straight \" and '.",
        lossy=False,
        source="the property Quotation_Mark of Unicode 17; single and double as in the character names",
    )
}


def convert_quotes(style: Literal["ascii"]) -> Rule:
    """Return the rule that writes every quotation mark in one style; ``ValueError`` for an unknown style.

    >>> from arnorm import Normalizer
    >>> Normalizer(convert_quotes("ascii"))("قال «نعم» ثم “لا”")
    'قال "نعم" ثم "لا"'
    """
    if style not in QUOTE_STYLES:
        raise ValueError(f"style must be one of {', '.join(map(repr, QUOTE_STYLES))}, not {style!r}")
    return QUOTE_STYLES[style]


PUNCTUATION_FORMS: Final = {
    "ascii": replace(
        "convert_punctuation:ascii",
        {
            chars.COMMA: ",",
            "\N{REVERSED COMMA}": ",",
            chars.SEMICOLON: ";",
            "\N{REVERSED SEMICOLON}": ";",
            chars.QUESTION_MARK: "?",
            "\N{REVERSED QUESTION MARK}": "?",
            chars.FULL_STOP: ".",
            chars.PERCENT_SIGN: "%",
            chars.FIVE_POINTED_STAR: "*",
            chars.DATE_SEPARATOR: "/",
        },
        "Write Arabic commas, semicolons, question marks, full stops, percent signs and stars as the ASCII ones.",
        lossy=False,
        source="Unicode names; the reversed marks of U+204F, 2E2E and 2E41 are typed for the Arabic ones",
    )
}


def convert_punctuation(form: Literal["ascii"]) -> Rule:
    """Return the rule that writes punctuation in one form; ``ValueError`` for an unknown form.

    >>> from arnorm import Normalizer
    >>> Normalizer(convert_punctuation("ascii"))("لماذا؟ نعم، لا؛ ٥٪")
    'لماذا? نعم, لا; ٥%'
    """
    if form not in PUNCTUATION_FORMS:
        raise ValueError(f"form must be one of {', '.join(map(repr, PUNCTUATION_FORMS))}, not {form!r}")
    return PUNCTUATION_FORMS[form]


fold_dashes: Rule = fold(
    "fold_dashes",
    {
        "\N{HYPHEN-MINUS}": {
            "\N{HYPHEN}",
            "\N{NON-BREAKING HYPHEN}",
            "\N{FIGURE DASH}",
            "\N{EN DASH}",
            "\N{EM DASH}",
            "\N{HORIZONTAL BAR}",
            "\N{MINUS SIGN}",
            "\N{TWO-EM DASH}",
            "\N{THREE-EM DASH}",
            "\N{PRESENTATION FORM FOR VERTICAL EM DASH}",
            "\N{PRESENTATION FORM FOR VERTICAL EN DASH}",
            "\N{SMALL EM DASH}",
            "\N{SMALL HYPHEN-MINUS}",
            "\N{FULLWIDTH HYPHEN-MINUS}",
        }
    },
    "Write typographic hyphens, dashes and the minus sign as the hyphen-minus.",
    lossy=False,
    source="the typographic ones of general category Pd in Unicode 17, and U+2212",
)
fold_ellipsis: Rule = replace(
    "fold_ellipsis",
    dict.fromkeys((chars.ELLIPSIS, "\N{PRESENTATION FORM FOR VERTICAL HORIZONTAL ELLIPSIS}"), "..."),
    "Write the one-character ellipsis as three full stops.",
    lossy=False,
    source="the compatibility decomposition of U+2026",
)

_REPEATED = (
    chars.characters(span for name in ("Pc", "Pd", "Po") for span in _ucd.GENERAL_CATEGORY[name]) | set("=~^|")
) - {chars.APOSTROPHE, chars.QUOTATION_MARK, "/"}


def _punctuation_run(most: int) -> Rule:
    return conditional(
        f"squeeze_punctuation:{most}",
        (step(dict.fromkeys(_REPEATED, ""), Run(most + 1, most)),),
        f"Write the same punctuation mark at most {most} times in a row; quotation marks and brackets stay.",
        lossy=False,
        source="general categories Pc, Pd and Po of Unicode 17",
    )


PUNCTUATION_RUNS: Final = {str(most): _punctuation_run(most) for most in (1, 2, 3)}


def squeeze_punctuation(most: Literal[1, 2, 3]) -> Rule:
    """Return the rule that shortens repeated punctuation; ``ValueError`` unless ``most`` is 1, 2 or 3.

    >>> from arnorm import Normalizer
    >>> Normalizer(squeeze_punctuation(3))("لماذا؟؟؟؟؟؟ نعم......")
    'لماذا؟؟؟ نعم...'
    """
    if str(most) not in PUNCTUATION_RUNS:
        raise ValueError(f"most must be 1, 2 or 3, not {most!r}")
    return PUNCTUATION_RUNS[str(most)]
