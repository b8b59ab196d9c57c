"""Normalization rules: values to choose from, in the order in which they are applied where no order is given.

>>> from arnorm import Normalizer, rules
>>> Normalizer([rules.strip_tashkeel, rules.fold_alef])("أَحْمَدُ")
'احمد'
"""

from __future__ import annotations

from types import MappingProxyType

from arnorm.lookup import name_error
from arnorm.rules.canonical import (
    compose,
    compose_hamza,
    nfc,
    nfd,
    nfkc,
    nfkd,
    order_marks,
    order_shadda_first,
)
from arnorm.rules.emoji import strip_emoji
from arnorm.rules.forms import (
    expand_honorifics,
    expand_presentation_forms,
    expand_word_ligatures,
    fold_math_letters,
)
from arnorm.rules.invisible import (
    fold_spaces,
    squeeze_spaces,
    strip_bidi_controls,
    strip_controls,
    strip_joiners,
    strip_zero_width,
    trim,
)
from arnorm.rules.latin import casefold, strip_latin_accents
from arnorm.rules.letters import (
    ELONGATIONS,
    fold_alef,
    fold_alef_maksura,
    fold_alef_maksura_final,
    fold_hamza,
    fold_hamza_carriers,
    fold_loan_letters,
    fold_maghrebi_letters,
    fold_persian_letters,
    fold_teh_marbuta,
    squeeze_elongation,
    strip_hamza,
    strip_tatweel,
    strip_tatweel_decorative,
)
from arnorm.rules.marks import (
    strip_final_haraka,
    strip_hamza_marks,
    strip_harakat,
    strip_orphan_marks,
    strip_quranic_marks,
    strip_quranic_signs,
    strip_shadda,
    strip_sukun,
    strip_superscript_alef,
    strip_tanween,
    strip_tashkeel,
)
from arnorm.rules.numbers import DIGIT_FORMS, convert_digits, convert_number_separators
from arnorm.rules.punctuation import (
    PUNCTUATION_FORMS,
    PUNCTUATION_RUNS,
    convert_punctuation,
    fold_dashes,
    fold_ellipsis,
    replace_punctuation,
    squeeze_punctuation,
)
from arnorm.rules.quotes import QUOTE_STYLES, convert_quotes
from arnorm.rules.rule import Rule
from arnorm.rules.spelling import TANWEEN_PLACES, order_tanween, promote_superscript_alef
from arnorm.rules.visual import fix_visual_order, is_visual_order
from arnorm.rules.web import (
    PLACEHOLDERS,
    replace_emails,
    replace_hashtags,
    replace_html,
    replace_mentions,
    replace_urls,
    split_hashtags,
    unescape_html,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

__all__ = [
    "RULES",
    "Rule",
    "by_name",
    "casefold",
    "compose",
    "compose_hamza",
    "convert_digits",
    "convert_number_separators",
    "convert_punctuation",
    "convert_quotes",
    "expand_honorifics",
    "expand_presentation_forms",
    "expand_word_ligatures",
    "fix_visual_order",
    "fold_alef",
    "fold_alef_maksura",
    "fold_alef_maksura_final",
    "fold_dashes",
    "fold_ellipsis",
    "fold_hamza",
    "fold_hamza_carriers",
    "fold_loan_letters",
    "fold_maghrebi_letters",
    "fold_math_letters",
    "fold_persian_letters",
    "fold_spaces",
    "fold_teh_marbuta",
    "is_visual_order",
    "nfc",
    "nfd",
    "nfkc",
    "nfkd",
    "order_marks",
    "order_shadda_first",
    "order_tanween",
    "promote_superscript_alef",
    "replace_emails",
    "replace_hashtags",
    "replace_html",
    "replace_mentions",
    "replace_punctuation",
    "replace_urls",
    "split_hashtags",
    "squeeze_elongation",
    "squeeze_punctuation",
    "squeeze_spaces",
    "strip_bidi_controls",
    "strip_controls",
    "strip_emoji",
    "strip_final_haraka",
    "strip_hamza",
    "strip_hamza_marks",
    "strip_harakat",
    "strip_joiners",
    "strip_latin_accents",
    "strip_orphan_marks",
    "strip_quranic_marks",
    "strip_quranic_signs",
    "strip_shadda",
    "strip_sukun",
    "strip_superscript_alef",
    "strip_tanween",
    "strip_tashkeel",
    "strip_tatweel",
    "strip_tatweel_decorative",
    "strip_zero_width",
    "trim",
    "unescape_html",
]

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            replace_html(""),
            unescape_html,
            *(rule("") for rule in (replace_urls, replace_emails, replace_mentions, replace_hashtags)),
            split_hashtags,
            strip_emoji,
            fix_visual_order,
            strip_controls,
            strip_bidi_controls,
            strip_zero_width,
            expand_presentation_forms,
            fold_math_letters,
            expand_word_ligatures,
            expand_honorifics,
            fold_spaces,
            strip_tatweel_decorative,
            nfc,
            nfd,
            nfkc,
            nfkd,
            compose,
            compose_hamza,
            order_marks,
            order_shadda_first,
            promote_superscript_alef,
            strip_latin_accents,
            casefold,
            *TANWEEN_PLACES.values(),
            strip_final_haraka,
            strip_tashkeel,
            strip_harakat,
            strip_tanween,
            strip_shadda,
            strip_sukun,
            strip_superscript_alef,
            strip_quranic_marks,
            strip_quranic_signs,
            strip_tatweel,
            fold_hamza,
            fold_alef,
            fold_hamza_carriers,
            strip_hamza,
            strip_hamza_marks,
            fold_alef_maksura,
            fold_alef_maksura_final,
            fold_teh_marbuta,
            fold_persian_letters,
            fold_maghrebi_letters,
            fold_loan_letters,
            strip_joiners,
            *DIGIT_FORMS.values(),
            convert_number_separators,
            *QUOTE_STYLES.values(),
            *PUNCTUATION_FORMS.values(),
            fold_dashes,
            fold_ellipsis,
            replace_punctuation,
            strip_orphan_marks,
            *ELONGATIONS.values(),
            *PUNCTUATION_RUNS.values(),
            squeeze_spaces,
            trim,
        )
    }
)
"""Every rule by its name, in registry order."""


def by_name(name: str) -> Rule:
    """Return the rule called ``name``; raise ``ValueError`` with near names where there is none.

    >>> by_name("convert_digits:ascii")
    rules.convert_digits('ascii')
    """
    rule = RULES.get(name)
    if rule is None and isinstance(name, str):
        function, colon, argument = name.partition(":")
        if colon and function in PLACEHOLDERS:
            return PLACEHOLDERS[function](argument)
    if rule is None:
        raise name_error("rule", name, str(name), RULES)
    return rule
