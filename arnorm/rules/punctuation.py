"""Rules about punctuation and symbols."""

from __future__ import annotations

from arnorm import chars
from arnorm.lookup import one_of
from arnorm.rules.rule import Rule, conditional, fold, replace
from arnorm.rules.steps import Context, Run, step, step_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final, Literal

    from arnorm.rules.steps import Step

__all__ = [
    "PUNCTUATION_FORMS",
    "PUNCTUATION_RUNS",
    "convert_punctuation",
    "fold_dashes",
    "fold_ellipsis",
    "replace_punctuation",
    "squeeze_punctuation",
]

_ARABIC = {",": chars.COMMA, ";": chars.SEMICOLON, "?": chars.QUESTION_MARK}
_NO_NUMBER = "(edge | [^letter digit mark] | arabic)"
_NO_WORD = "[^letter break]*"
# A character reference of HTML, &#1575;, ends with a semicolon that is no punctuation.
_BEFORE = '[^letter break "&"]*'

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
    ),
    "arabic": conditional(
        "convert_punctuation:arabic",
        (
            step(_ARABIC, Context(f"arabic {_BEFORE}", _NO_NUMBER)),
            step(_ARABIC, Context(f"(edge | break) {_BEFORE}", f"[^letter digit mark break] {_NO_WORD} arabic")),
            step({"%": chars.PERCENT_SIGN}, Context("arabic-digit space*")),
        ),
        "Write commas, semicolons and question marks beside Arabic letters as the Arabic ones, never inside a number.",
        lossy=False,
        source="Unicode names; beside means that the nearest letter before it on the line is Arabic, or else behind it",
    ),
}


def convert_punctuation(form: Literal["ascii", "arabic"]) -> Rule:
    """Return the rule that writes punctuation in one form; ``ValueError`` for an unknown form.

    >>> from arnorm import Normalizer
    >>> Normalizer(convert_punctuation("ascii"))("لماذا؟ نعم، لا؛ ٥٪")
    'لماذا? نعم, لا; ٥%'
    >>> Normalizer(convert_punctuation("arabic"))("لماذا? نعم, 1,200; (Rome, Paris) ٥%")
    'لماذا؟ نعم، 1,200؛ (Rome, Paris) ٥٪'
    """
    return one_of("form", form, PUNCTUATION_FORMS)


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

_IN_NUMBERS = frozenset(".,:/-\u2013\u2212") | {
    chars.DECIMAL_SEPARATOR,
    chars.THOUSANDS_SEPARATOR,
    chars.COMMA,
    chars.DATE_SEPARATOR,
}
_SIGNS = frozenset("+-\u2212")
_PERCENTS = frozenset("%\u2030") | {chars.PERCENT_SIGN}
_OF_NUMBERS = _IN_NUMBERS | _SIGNS | _PERCENTS


def _replacements() -> Iterator[Step]:
    marks = chars.category("Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So")
    yield step_of(set(chars.code_points(marks)).difference(map(ord, _OF_NUMBERS)), " ")
    yield step(dict.fromkeys(_IN_NUMBERS - _SIGNS, " "), Context("digit", "digit", unless=True))
    yield step(
        dict.fromkeys(_SIGNS & _IN_NUMBERS, " "), Context("(digit | (edge | space | break))", "digit", unless=True)
    )
    yield step(dict.fromkeys(_SIGNS - _IN_NUMBERS, " "), Context("(edge | space | break)", "digit", unless=True))
    # People also write the percent in front of the number, where it is seen on the left of it.
    yield step(dict.fromkeys(_PERCENTS, " "), Context("(edge | [^digit space]) space*", "(edge | [^digit])"))


replace_punctuation: Rule = conditional(
    "replace_punctuation",
    _replacements,
    "Write punctuation marks and symbols as a space, but for separators, signs and percents that belong to a number.",
    lossy=True,
    source="general categories P and S of Unicode 17",
)


def _repeated() -> frozenset[str]:
    marks = chars.characters(chars.category("Pc", "Pd", "Po"))
    return (marks | set("=~^|")) - {chars.APOSTROPHE, chars.QUOTATION_MARK, "/"}


def _punctuation_run(most: int) -> Rule:
    return conditional(
        f"squeeze_punctuation:{most}",
        lambda: (step_of(map(ord, _repeated()), "", Run(most + 1, most)),),
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
