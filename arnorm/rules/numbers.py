"""Rules about digits and the signs that stand in numbers."""

from __future__ import annotations

from arnorm import chars
from arnorm.lookup import one_of
from arnorm.rules.rule import Rule, conditional, replace
from arnorm.rules.steps import Context, step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = ["DIGIT_FORMS", "convert_digits", "convert_number_separators"]

_ZEROS: Final = {
    "ascii": chars.DIGIT_ZERO,
    "arabic_indic": chars.ARABIC_INDIC_DIGIT_ZERO,
    "extended": chars.EXTENDED_ARABIC_INDIC_DIGIT_ZERO,
}


def _digits(form: str) -> Rule:
    others = [chars.digits(zero) for other, zero in _ZEROS.items() if other != form]
    return replace(
        f"convert_digits:{form}",
        {old: new for digits in others for old, new in zip(digits, chars.digits(_ZEROS[form]), strict=True)},
        f"Write ASCII, Arabic-Indic and extended Arabic-Indic digits all as {form.replace('_', '-')} digits.",
        lossy=False,
        source="Unicode decimal values; U+0030, 0660 and 06F0 begin the three sets",
    )


DIGIT_FORMS: Final = {form: _digits(form) for form in _ZEROS}


def convert_digits(form: Literal["ascii", "arabic_indic", "extended"]) -> Rule:
    """Return the rule that writes every digit in one form; ``ValueError`` for an unknown form.

    >>> from arnorm import Normalizer
    >>> Normalizer(convert_digits("ascii"))("١٤٤٥ و۱۴۴۵")
    '1445 و1445'
    """
    return one_of("form", form, DIGIT_FORMS)


convert_number_separators: Rule = conditional(
    "convert_number_separators",
    (
        step({chars.COMMA: ",", chars.DATE_SEPARATOR: "/"}, Context("digit", "digit")),
        step({chars.DECIMAL_SEPARATOR: ".", chars.THOUSANDS_SEPARATOR: ",", chars.PERCENT_SIGN: "%"}),
    ),
    "Write the Arabic decimal and thousands separators and percent sign, and between digits the Arabic comma and date"
    " separator, as . , % and /.",
    lossy=False,
    source="Unicode names (U+066A-066C); the decimal separator is no comma, as some libraries have it",
)
