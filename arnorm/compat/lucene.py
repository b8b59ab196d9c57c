"""The normalizers of Apache Lucene, which Solr, Elasticsearch and OpenSearch use, and of Snowball's Arabic stemmer."""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.chars import ALEF, ALEF_MAKSURA, FARSI_YEH, HEH, KAF, KEHEH, TEH_MARBUTA, YEH
from arnorm.compat._python import DATE, SETS, span
from arnorm.profiles import Profile
from arnorm.rules import Rule
from arnorm.rules.rule import conditional, fold, replace
from arnorm.rules.steps import Context, step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = ["LUCENE_ARABIC", "LUCENE_PERSIAN", "LUCENE_SORANI", "SNOWBALL_ARABIC"]

_arabic: Rule = fold(
    "lucene_arabic",
    {
        ALEF: {chars.ALEF_MADDA, chars.ALEF_HAMZA_ABOVE, chars.ALEF_HAMZA_BELOW},
        YEH: {ALEF_MAKSURA},
        HEH: {TEH_MARBUTA},
        "": chars.TASHKEEL_ON_LETTERS | {chars.TATWEEL},
    },
    "Fold alef, alef maksura and teh marbuta, delete vocalisation and tatweel.",
    lossy=True,
    source="Lucene 8.8.1, ArabicNormalizer",
)
LUCENE_ARABIC: Final = Profile(
    "LUCENE_ARABIC",
    (_arabic,),
    "Lucene's ArabicNormalizer (arabic_normalization), 8.8.1 to 9.9.1, on text or on single terms.",
    DATE,
)

_persian: Rule = fold(
    "lucene_persian",
    {
        YEH: {FARSI_YEH, chars.YEH_BARREE},
        KAF: {KEHEH},
        HEH: {chars.HEH_YEH_ABOVE, chars.HEH_GOAL},
        "": {chars.HAMZA_ABOVE},
    },
    "Write Persian yeh, kaf and heh as the Arabic letters, and delete a loose hamza above.",
    lossy=True,
    source="Lucene 8.8.1, PersianNormalizer",
)
LUCENE_PERSIAN: Final = Profile(
    "LUCENE_PERSIAN",
    (_persian,),
    "Lucene's PersianNormalizer (persian_normalization), 8.8.1 to 9.9.1, on text or on single terms.",
    DATE,
)

# Format characters of the BMP as Java 17 has them (Unicode 13): U+0890 and 0891 are later, and a supplementary one is
# two surrogates to the normalizer.
_FORMATS: Final = frozenset(
    character
    for character in chars.characters(_ucd.GENERAL_CATEGORY["Cf"])
    if character <= "\uffff" and not 0x0890 <= ord(character) <= 0x0891
)
SORANI_DELETED: Final = _FORMATS | chars.TASHKEEL_ON_LETTERS | {chars.TATWEEL}
_SORANI_SETS: Final = (
    SETS[0],
    ("deleted", chars.ranges_of(SORANI_DELETED - {chars.ZERO_WIDTH_NON_JOINER})),
    ("joiner", chars.ranges_of({chars.ZERO_WIDTH_NON_JOINER})),
    ("heh", chars.ranges_of({HEH, chars.HEH_DOACHASHMEE})),
)
_sorani: Rule = conditional(
    "lucene_sorani",
    (
        step({HEH: chars.AE, chars.HEH_DOACHASHMEE: chars.AE}, Context(None, "deleted* joiner", sets=_SORANI_SETS)),
        step({HEH: chars.AE}, Context(None, "space | edge", sets=_SORANI_SETS)),
        step(
            {chars.REH: chars.REH_SMALL_V_BELOW}, Context("(edge | space) (deleted | joiner)*", None, sets=_SORANI_SETS)
        ),
        step(
            {
                YEH: FARSI_YEH,
                ALEF_MAKSURA: FARSI_YEH,
                KAF: KEHEH,
                TEH_MARBUTA: chars.AE,
                chars.HEH_DOACHASHMEE: HEH,
                chars.REH_SMALL_V: chars.REH_SMALL_V_BELOW,
                **dict.fromkeys(SORANI_DELETED, ""),
            }
        ),
    ),
    "Write yeh, kaf, heh, reh and ae as Sorani does, and delete vocalisation, tatweel and format characters.",
    lossy=True,
    source="Lucene 8.8.1, SoraniNormalizer",
)
LUCENE_SORANI: Final = Profile(
    "LUCENE_SORANI",
    (_sorani,),
    "Lucene's SoraniNormalizer (sorani_normalization), 8.8.1 to 9.9.1, on every word between white space; it runs"
    " on terms there, so take punctuation off first. A heh before a deleted mark is not final there, nor here.",
    DATE,
)

_snowball: Rule = replace(
    "snowball_arabic",
    {
        **dict.fromkeys(chars.TASHKEEL_ON_LETTERS | {chars.TATWEEL}, ""),
        **dict(zip(chars.digits(chars.ARABIC_INDIC_DIGIT_ZERO), chars.digits(chars.DIGIT_ZERO), strict=True)),
        **{form: _ucd.PRESENTATION_FORMS[ord(form)] for form in span(0xFE80, 0xFEFC)},
    },
    "Delete vocalisation and tatweel, write digits in ASCII and presentation forms as letters.",
    lossy=True,
    source="Snowball 3.1.1, arabic.sbl, Normalize_pre",
)
SNOWBALL_ARABIC: Final = Profile(
    "SNOWBALL_ARABIC",
    (_snowball,),
    "The prelude of Snowball's Arabic stemmer 3.1.1 (snowballstemmer, PyStemmer, Xapian, NLTK), without the stemming.",
    DATE,
)
