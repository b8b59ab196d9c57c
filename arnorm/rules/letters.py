"""Rules that map letters to letters."""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.chars import (
    AE,
    AFRICAN_FEH,
    AFRICAN_NOON,
    AFRICAN_QAF,
    ALEF,
    ALEF_HAMZA_ABOVE,
    ALEF_HAMZA_BELOW,
    ALEF_MADDA,
    ALEF_MAKSURA,
    ALEF_WASLA,
    ALEF_WAVY_HAMZA_ABOVE,
    ALEF_WAVY_HAMZA_BELOW,
    BEH,
    FARSI_YEH,
    FEH,
    FEH_DOT_MOVED_BELOW,
    FEH_THREE_DOTS_BELOW,
    GAF,
    HAMZA,
    HAMZA_ABOVE,
    HAMZA_BELOW,
    HEH,
    HEH_DOACHASHMEE,
    HEH_GOAL,
    HEH_GOAL_HAMZA,
    HEH_YEH_ABOVE,
    HIGH_HAMZA,
    HIGH_HAMZA_ALEF,
    HIGH_HAMZA_WAW,
    HIGH_HAMZA_YEH,
    JEEM,
    JEH,
    KAF,
    KEHEH,
    KEHEH_THREE_DOTS_ABOVE,
    NG,
    NOON,
    PEH,
    QAF,
    QAF_DOT_ABOVE,
    QAF_THREE_DOTS_ABOVE,
    SWASH_KAF,
    TCHEH,
    TEH_MARBUTA,
    TEH_MARBUTA_GOAL,
    U_HAMZA,
    VEH,
    WAW,
    WAW_HAMZA,
    YEH,
    YEH_BARREE,
    YEH_BARREE_HAMZA,
    YEH_HAMZA,
    YEH_TAIL,
    ZAIN,
    U,
)
from arnorm.rules.rule import Rule, conditional, fold, replace, strip
from arnorm.rules.steps import WORD_END, Context, Run, step, step_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final, Literal

    from arnorm.rules.steps import Step

__all__ = [
    "ELONGATIONS",
    "fold_alef",
    "fold_alef_maksura",
    "fold_alef_maksura_final",
    "fold_hamza",
    "fold_hamza_carriers",
    "fold_loan_letters",
    "fold_maghrebi_letters",
    "fold_persian_letters",
    "fold_teh_marbuta",
    "squeeze_elongation",
    "strip_hamza",
    "strip_tatweel",
    "strip_tatweel_decorative",
]

_ALEFS_WITH_HAMZA = {
    ALEF_HAMZA_ABOVE,
    ALEF_HAMZA_BELOW,
    ALEF_WAVY_HAMZA_ABOVE,
    ALEF_WAVY_HAMZA_BELOW,
    HIGH_HAMZA_ALEF,
}

fold_alef: Rule = fold(
    "fold_alef",
    {ALEF: {ALEF_MADDA, ALEF_WASLA} | _ALEFS_WITH_HAMZA | chars.EXTENDED_ALEFS},
    "Write every alef, with hamza, madda, wasla or an attached sign, as a bare alef.",
    lossy=True,
    source="CAMeL Tools' normalize_alef_ar (U+0622, 0623, 0625, 0671), extended through Unicode 17",
)
fold_hamza_carriers: Rule = fold(
    "fold_hamza_carriers",
    {
        WAW: {WAW_HAMZA, HIGH_HAMZA_WAW},
        YEH: {YEH_HAMZA, HIGH_HAMZA_YEH},
        U: {U_HAMZA},
        YEH_BARREE: {YEH_BARREE_HAMZA},
    },
    "Write waw, yeh, the Kazakh u and the Urdu yeh barree with hamza as the bare letter.",
    lossy=True,
    source="Maha and araclean (U+0624, 0626); the others follow their decomposition in Unicode 17",
)
fold_hamza: Rule = replace(
    "fold_hamza",
    {
        **dict.fromkeys(_ALEFS_WITH_HAMZA, HAMZA),
        **dict.fromkeys((WAW_HAMZA, YEH_HAMZA, YEH_BARREE_HAMZA), HAMZA),
        **dict.fromkeys((HIGH_HAMZA, HIGH_HAMZA_WAW, HIGH_HAMZA_YEH, U_HAMZA), HAMZA),
        **dict.fromkeys((HAMZA_ABOVE, HAMZA_BELOW), HAMZA),
        ALEF_MADDA: HAMZA + ALEF,
    },
    "Write a hamza on any seat as the letter hamza, and alef with madda as hamza and alef, which is how it is read.",
    lossy=True,
    source="PyArabic's normalize_hamza, but for U+0622, which becomes two hamzas there",
)
strip_hamza: Rule = strip(
    "strip_hamza",
    {HAMZA, HIGH_HAMZA},
    "Delete the letter hamza; a hamza that is part of another letter stays.",
    lossy=True,
    source="the Open Universal Arabic ASR leaderboard (U+0621)",
)
fold_alef_maksura: Rule = fold(
    "fold_alef_maksura",
    {YEH: {ALEF_MAKSURA}},
    "Write alef maksura, the yeh without dots, as yeh.",
    lossy=True,
    source="CAMeL Tools' normalize_alef_maksura_ar, Lucene's ArabicNormalizer",
)
fold_alef_maksura_final: Rule = conditional(
    "fold_alef_maksura_final",
    (step({ALEF_MAKSURA: YEH}, Context(right=f"mark* {WORD_END}")),),
    "Write alef maksura as yeh where it is the last letter of a word; marks behind it do not count.",
    lossy=True,
    source="as fold_alef_maksura; within a word U+0649 is a letter of Uyghur and of Quranic spelling",
)
fold_teh_marbuta: Rule = fold(
    "fold_teh_marbuta",
    {HEH: {TEH_MARBUTA, TEH_MARBUTA_GOAL}},
    "Write teh marbuta as heh.",
    lossy=True,
    source="CAMeL Tools' normalize_teh_marbuta_ar, Lucene's ArabicNormalizer (U+0629); U+06C3 is its Urdu form",
)
fold_persian_letters: Rule = fold(
    "fold_persian_letters",
    {
        KAF: {KEHEH, SWASH_KAF},
        YEH: {FARSI_YEH, YEH_TAIL, YEH_BARREE},
        YEH_HAMZA: {YEH_BARREE_HAMZA},
        HEH: {HEH_DOACHASHMEE, HEH_YEH_ABOVE, HEH_GOAL, HEH_GOAL_HAMZA, AE},
        TEH_MARBUTA: {TEH_MARBUTA_GOAL},
    },
    "Write the Persian, Urdu, Pashto and Kurdish forms of kaf, yeh, heh and teh marbuta as the Arabic letters.",
    lossy=True,
    source="Lucene's PersianNormalizer (U+06A9, 06C0, 06C1, 06CC, 06D2), extended to letters of the same use",
)
fold_maghrebi_letters: Rule = fold(
    "fold_maghrebi_letters",
    {FEH: {FEH_DOT_MOVED_BELOW, AFRICAN_FEH}, QAF: {QAF_DOT_ABOVE, AFRICAN_QAF}, NOON: {AFRICAN_NOON}},
    "Write the Maghrebi and West African forms of feh, qaf and noon as the usual letters.",
    lossy=True,
    source="the code charts of Unicode: U+06A2 and 06A7 for Maghribi Arabic, U+08BB-08BD for Warsh orthographies",
)
fold_loan_letters: Rule = fold(
    "fold_loan_letters",
    {
        BEH: {PEH},
        JEEM: {TCHEH},
        ZAIN: {JEH},
        FEH: {VEH, FEH_THREE_DOTS_BELOW},
        QAF: {QAF_THREE_DOTS_ABOVE},
        KAF: {GAF, NG, KEHEH_THREE_DOTS_ABOVE},
    },
    "Write the letters of foreign sounds as the Arabic letter they are drawn from.",
    lossy=True,
    source="the Open Universal Arabic ASR leaderboard (U+067E, 06A4), extended to the letters of Maghrebi names",
)
strip_tatweel: Rule = strip(
    "strip_tatweel",
    {chars.TATWEEL},
    "Delete the tatweel (kashida) that stretches a word.",
    lossy=False,
    source="Unicode names; every peer does the same",
)
_MORE = "(tatweel mark*)*"
# A mark of hamza sits on its tatweel, as in a word that spells a loose hamza between two joined letters.
_BEFORE, _BEHIND = f"mark* {_MORE}", f"plain-mark* {_MORE}"
strip_tatweel_decorative: Rule = conditional(
    "strip_tatweel_decorative",
    (
        step({chars.TATWEEL: ""}, Context(f"arabic {_BEFORE}", f"{_BEHIND} arabic")),
        step(
            {chars.TATWEEL: ""},
            Context(f"arabic mark* arabic {_BEFORE}", f"{_BEHIND} (edge | [^letter mark tatweel digit])"),
        ),
        step({chars.TATWEEL: ""}, Context(f"arabic mark* tatweel {_BEFORE}", f"{_BEHIND} (edge | [^mark tatweel])")),
    ),
    "Delete a tatweel that only stretches a word; it stays behind a letter alone, before a word, digits or Latin.",
    lossy=False,
    source="Unicode has no other way to write the joining form of a letter that stands alone, as the Hijri sign does",
)

_DRAWN_OUT = {ALEF, ALEF_MAKSURA, YEH}


def _runs_of_letters(most: int) -> Iterator[Step]:
    others = chars.characters(chars.common(_ucd.ARABIC_SCRIPT, _ucd.GENERAL_CATEGORY["Lo"])) - _DRAWN_OUT
    yield step(dict.fromkeys(_DRAWN_OUT, ""), Run(3, most))
    yield step_of(map(ord, others), "", Run(4, most))


def _elongation(most: int) -> Rule:
    return conditional(
        f"squeeze_elongation:{most}",
        lambda: _runs_of_letters(most),
        f"Write alef or yeh three or more times in a row, or another Arabic letter four or more times, as {most}.",
        lossy=True,
        source="AraBERT cuts any three to two; but words have three teh in a row, or three waw behind a conjunction",
    )


ELONGATIONS: Final = {str(most): _elongation(most) for most in (1, 2)}


def squeeze_elongation(most: Literal[1, 2]) -> Rule:
    """Return the rule that shortens letters drawn out for emphasis; ``ValueError`` unless ``most`` is 1 or 2.

    >>> from arnorm import Normalizer
    >>> Normalizer(squeeze_elongation(1))("جميييييل لااااا تتتابع الله")
    'جميل لا تتتابع الله'
    """
    if str(most) not in ELONGATIONS:
        raise ValueError(f"most must be 1 or 2, not {most!r}")
    return ELONGATIONS[str(most)]
