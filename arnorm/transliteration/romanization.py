"""Schemes for readers and library catalogues, which cannot be decoded.

They are letter by letter and know no words: they follow what is written, so they are right for vocalised text. What the
standards leave to whoever knows the word is not done:

- the article is not set off by a hyphen (al-kitāb), nor any other prefix;
- a hamza or alef behind a prefix counts as the middle of a word;
- case endings that are written stay; `rules.strip_final_haraka`, applied before, deletes them;
- teh marbuta of the first word of a construct is written as any other;
- nothing is capitalised.

Where no vowel is written none is guessed, but for the first letter of a word: alef and alef with hamza above give a,
alef with hamza below gives i.
"""

from __future__ import annotations

from arnorm.chars import (
    AIN,
    ALEF,
    ALEF_HAMZA_ABOVE,
    ALEF_HAMZA_BELOW,
    ALEF_MADDA,
    ALEF_MAKSURA,
    ALEF_WASLA,
    BEH,
    DAD,
    DAL,
    DAMMA,
    DAMMATAN,
    FATHA,
    FATHATAN,
    FEH,
    FEH_DOT_MOVED_BELOW,
    FEH_THREE_DOTS_BELOW,
    GAF,
    GHAIN,
    HAH,
    HAMZA,
    HEH,
    JEEM,
    JEH,
    KAF,
    KASRA,
    KASRATAN,
    KHAH,
    LAM,
    MEEM,
    NOON,
    PEH,
    QAF,
    QAF_DOT_ABOVE,
    REH,
    SAD,
    SEEN,
    SHADDA,
    SHEEN,
    SUKUN,
    SUPERSCRIPT_ALEF,
    TAH,
    TATWEEL,
    TCHEH,
    TEH,
    TEH_MARBUTA,
    THAL,
    THEH,
    VEH,
    WAW,
    WAW_HAMZA,
    YEH,
    YEH_HAMZA,
    ZAH,
    ZAIN,
)
from arnorm.rules.steps import Context, Step, step
from arnorm.transliteration.scheme import OneWayScheme

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Final

__all__ = ["ALA_LC", "DIN_31635", "ISO_233_2"]

_VOWELS = f'"{FATHATAN}{DAMMATAN}{KASRATAN}{FATHA}{DAMMA}{KASRA}"'
_BEGIN = _END = "edge | [^letter mark tatweel]"
_DOUBLED = f'mark* "{SHADDA}"'
_AFTER_I, _AFTER_U = (f'"{vowel}" "{SHADDA}"?' for vowel in (KASRA, DAMMA))
_NO_CONSONANT = f'edge | [^{_VOWELS} "{SUPERSCRIPT_ALEF}{SHADDA}{ALEF}{TEH_MARBUTA}"]'
_YEHS = (YEH, ALEF_MAKSURA)
_MARKS = {FATHATAN, DAMMATAN, KASRATAN, FATHA, DAMMA, KASRA, SHADDA, SUKUN, SUPERSCRIPT_ALEF}
_NEVER_DOUBLED = _MARKS | {ALEF, ALEF_MADDA, ALEF_WASLA, TEH_MARBUTA, TATWEEL}

_HALF_RING_RIGHT: Final = "\N{MODIFIER LETTER RIGHT HALF RING}"
_HALF_RING_LEFT: Final = "\N{MODIFIER LETTER LEFT HALF RING}"
_APOSTROPHE: Final = "\N{MODIFIER LETTER APOSTROPHE}"
_TURNED_COMMA: Final = "\N{MODIFIER LETTER TURNED COMMA}"
_PRIME: Final = "\N{MODIFIER LETTER PRIME}"


def _letters(hamza: str, changed: Mapping[str, str]) -> dict[str, str]:
    """Return what the three romanizations have in common, with a sign for hamza and the changes of one of them."""
    return {
        **dict.fromkeys((HAMZA, ALEF_HAMZA_ABOVE, ALEF_HAMZA_BELOW, WAW_HAMZA, YEH_HAMZA), hamza),
        ALEF_MADDA: f"{hamza}ā", ALEF: "ā", SUPERSCRIPT_ALEF: "ā", ALEF_MAKSURA: "á", ALEF_WASLA: "",
        BEH: "b", TEH: "t", THEH: "ṯ", JEEM: "ǧ", HAH: "ḥ", KHAH: "ḫ", DAL: "d", THAL: "ḏ", REH: "r", ZAIN: "z",
        SEEN: "s", SHEEN: "š", SAD: "ṣ", DAD: "ḍ", TAH: "ṭ", ZAH: "ẓ", AIN: _HALF_RING_LEFT, GHAIN: "ġ", FEH: "f",
        QAF: "q", KAF: "k", LAM: "l", MEEM: "m", NOON: "n", HEH: "h", TEH_MARBUTA: "h", WAW: "w", YEH: "y",
        FATHATAN: "an", DAMMATAN: "un", KASRATAN: "in", FATHA: "a", DAMMA: "u", KASRA: "i",
        SHADDA: "", SUKUN: "", TATWEEL: "",
        **changed,
    }  # fmt: skip  # laid out by hand


def _spelling(table: Mapping[str, str], *, initial: str, middle: Iterable[Step] = ()) -> tuple[Step, ...]:
    """Return the steps before a table: long vowels, silent letters, the first letter of a word, doubled consonants.

    ``initial`` is how a hamza at the beginning of a word is written; the steps ``middle`` come before the long vowels.
    """
    long_a = f'"{SHADDA}"? (["{ALEF}{SUPERSCRIPT_ALEF}"] | "{ALEF_MAKSURA}" (edge | [^"{SHADDA}"]))'
    doubled = {letter: latin * 2 for letter, latin in table.items() if letter not in _NEVER_DOUBLED}
    return (
        step({FATHA: ""}, Context(right=long_a)),
        step({SUPERSCRIPT_ALEF: ""}, Context(left=f'"{ALEF_MAKSURA}"')),
        step({ALEF: "", ALEF_MAKSURA: ""}, Context(left=f'"{FATHATAN}" "{SHADDA}"?')),
        step({ALEF: ""}, Context(f'{_AFTER_U} "{WAW}" "{SUKUN}"?', _END)),
        step({ALEF: ""}, Context(right=f"[{_VOWELS}]")),
        step(
            {ALEF: "a", ALEF_HAMZA_ABOVE: f"{initial}a", ALEF_HAMZA_BELOW: f"{initial}i"},
            Context(_BEGIN, f"edge | [^{_VOWELS}]"),
        ),
        *middle,
        step(dict.fromkeys(_YEHS, "ī"), Context(_AFTER_I, _NO_CONSONANT)),
        step({WAW: "ū"}, Context(_AFTER_U, _NO_CONSONANT)),
        step({KASRA: "", DAMMA: ""}, Context(right=f'"{SHADDA}"? ["īū"]')),
        step(doubled | {ALEF_MAKSURA: doubled[YEH]}, Context(right=_DOUBLED)),
    )


_NO_FIRST_HAMZA = step({HAMZA: "", ALEF_HAMZA_ABOVE: "", ALEF_HAMZA_BELOW: "", ALEF_MADDA: "ā"}, Context(left=_BEGIN))
_HEARD_T = step({TEH_MARBUTA: "t"}, Context(right=f"[{_VOWELS}]"))
_DIN = _letters(_HALF_RING_RIGHT, {ALEF_MAKSURA: "ā", PEH: "p", TCHEH: "č", JEH: "ž", VEH: "v", GAF: "g"})
_ISO = _letters(_HALF_RING_RIGHT, {KHAH: "ẖ", TEH_MARBUTA: "ẗ"})
_ALA = _letters(
    _APOSTROPHE,
    {
        THEH: "th", JEEM: "j", KHAH: "kh", THAL: "dh", SHEEN: "sh", AIN: _TURNED_COMMA, GHAIN: "gh",
        PEH: "p", TCHEH: "ch", JEH: "zh", VEH: "v", GAF: "g",
        FEH_THREE_DOTS_BELOW: "v", FEH_DOT_MOVED_BELOW: "f", QAF_DOT_ABOVE: "q",
    },
)  # fmt: skip  # laid out by hand

_LOST = (
    "on which seat a hamza sits",
    "whether ʾā or ʼā is alef with madda, or a hamza and an alef",
    "whether ā is an alef or a superscript alef",
    "whether the sign of a long vowel was written",
    "whether a consonant was doubled by a shadda or is there twice",
    "whether alef wasla, sukun or tatweel stood there, which are not written",
    "whether a silent alef stood behind tanween, or behind the waw at the end of a verb",
    "whether the first vowel of a word was written",
)
_LOST_FIRST_HAMZA = "whether a word begins with a hamza"
_LOST_TEH_MARBUTA = "whether h is heh or teh marbuta, and t teh or teh marbuta before a case ending"

ISO_233_2: Final = OneWayScheme(
    "ISO_233_2",
    _ISO,
    _spelling(_ISO, initial="", middle=(_NO_FIRST_HAMZA,)),
    "ISO 233-2, the simplified transliteration of French and North African library catalogues and of the ISSN.",
    "ISO 233-2:1993; á for alef maksura as library catalogues apply it",
    (*_LOST, _LOST_FIRST_HAMZA),
)
DIN_31635: Final = OneWayScheme(
    "DIN_31635",
    _DIN,
    (*_spelling(_DIN, initial=_HALF_RING_RIGHT), _HEARD_T),
    "DIN 31635, close to the transcription of the Deutsche Morgenländische Gesellschaft and to Hans Wehr's.",
    "DIN 31635:1982; the edition of 2011 leaves teh marbuta out where this one has h",
    (*_LOST, _LOST_TEH_MARBUTA, "whether ā is alef maksura"),
)
ALA_LC: Final = OneWayScheme(
    "ALA_LC",
    _ALA,
    (
        *_spelling(
            _ALA,
            initial="",
            middle=(
                _NO_FIRST_HAMZA,
                step(dict.fromkeys(_YEHS, "ī"), Context(_AFTER_I, f'"{SHADDA}" ({_END})')),
                step(dict.fromkeys(_YEHS, "īy"), Context(_AFTER_I, _DOUBLED)),
                step({WAW: "ūw"}, Context(_AFTER_U, _DOUBLED)),
            ),
        ),
        step({HEH: f"{_PRIME}h"}, Context(left=f'["{TEH}{DAL}{SEEN}{KAF}"] "{SUKUN}"?')),
        _HEARD_T,
    ),
    "ALA-LC, the romanization of library catalogues in English.",
    "ALA-LC Romanization Tables, Arabic (1997, 2012), rules 1 to 12 and 21 so far as the spelling shows them",
    (
        *_LOST,
        _LOST_FIRST_HAMZA,
        _LOST_TEH_MARBUTA,
        "whether a final ī had a shadda",
        "which of two letters f, q or v is: those of loan words and of the Maghreb are written as their likes",
    ),
)
