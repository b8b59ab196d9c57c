"""The characters that rules and grammars speak of, each named once.

Names are the Unicode names without "ARABIC" and "LETTER". Sets are narrow; umbrellas are unions of them. Everything
else in the package imports these names, so no other file holds an Arabic literal. What nobody should type, such as
the decomposition of 700 presentation forms, is generated into ``_ucd``.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import chain

from arnorm import _ucd

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final


def code_points(ranges: Iterable[tuple[int, int]]) -> Iterable[int]:
    """Return the code points of inclusive ranges."""
    return chain.from_iterable([range(first, last + 1) for first, last in ranges])


def category(*names: str) -> tuple[tuple[int, int], ...]:
    """Return the inclusive ranges of general categories, which do not overlap."""
    return tuple([span for name in names for span in _ucd.GENERAL_CATEGORY[name]])


def ranges_of(members: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Return a range for each of some characters, in their order in Unicode."""
    return tuple([(ord(member), ord(member)) for member in sorted(members)])


def characters(ranges: Iterable[tuple[int, int]]) -> frozenset[str]:
    """Return the characters of inclusive code point ranges."""
    return frozenset(map(chr, code_points(ranges)))


def common(one: Iterable[tuple[int, int]], other: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the inclusive ranges of what lies in both of two sequences of ranges, in neither of which any overlap."""
    found = []
    rest = iter(sorted(other))
    first, last = next(rest, (0, -1))
    for low, high in sorted(one):
        while last < low and first <= last:
            first, last = next(rest, (0, -1))
        while first <= high and first <= last:
            found.append((max(low, first), min(high, last)))
            if last > high:
                break
            first, last = next(rest, (0, -1))
    return tuple(found)


def apart(ranges: Iterable[tuple[int, int]], left_out: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the inclusive ranges of what lies in the first ranges and in none of the others, which do not overlap."""
    found = []
    taken = sorted(left_out)
    lasts = [last for _, last in taken]
    for low, high in ranges:
        place = bisect_left(lasts, low)
        while place < len(taken) and taken[place][0] <= high:
            first, last = taken[place]
            if low < first:
                found.append((low, first - 1))
            low = last + 1
            place += 1
        if low <= high:
            found.append((low, high))
    return tuple(found)


def digits(zero: str) -> str:
    """Return the ten digits of a set, in order, by its zero."""
    return "".join([chr(ord(zero) + value) for value in range(10)])


def without(ranges: Iterable[tuple[int, int]], left_out: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Return the inclusive ranges of the code points of ranges but for some characters."""
    return apart(ranges, ranges_of(left_out))


# ------------------------------------------------------------------------------------------------------------- letters

HAMZA: Final = "\N{ARABIC LETTER HAMZA}"
ALEF_MADDA: Final = "\N{ARABIC LETTER ALEF WITH MADDA ABOVE}"
ALEF_HAMZA_ABOVE: Final = "\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}"
WAW_HAMZA: Final = "\N{ARABIC LETTER WAW WITH HAMZA ABOVE}"
ALEF_HAMZA_BELOW: Final = "\N{ARABIC LETTER ALEF WITH HAMZA BELOW}"
YEH_HAMZA: Final = "\N{ARABIC LETTER YEH WITH HAMZA ABOVE}"
ALEF: Final = "\N{ARABIC LETTER ALEF}"
BEH: Final = "\N{ARABIC LETTER BEH}"
TEH_MARBUTA: Final = "\N{ARABIC LETTER TEH MARBUTA}"
TEH: Final = "\N{ARABIC LETTER TEH}"
THEH: Final = "\N{ARABIC LETTER THEH}"
JEEM: Final = "\N{ARABIC LETTER JEEM}"
HAH: Final = "\N{ARABIC LETTER HAH}"
KHAH: Final = "\N{ARABIC LETTER KHAH}"
DAL: Final = "\N{ARABIC LETTER DAL}"
THAL: Final = "\N{ARABIC LETTER THAL}"
REH: Final = "\N{ARABIC LETTER REH}"
ZAIN: Final = "\N{ARABIC LETTER ZAIN}"
SEEN: Final = "\N{ARABIC LETTER SEEN}"
SHEEN: Final = "\N{ARABIC LETTER SHEEN}"
SAD: Final = "\N{ARABIC LETTER SAD}"
DAD: Final = "\N{ARABIC LETTER DAD}"
TAH: Final = "\N{ARABIC LETTER TAH}"
ZAH: Final = "\N{ARABIC LETTER ZAH}"
AIN: Final = "\N{ARABIC LETTER AIN}"
GHAIN: Final = "\N{ARABIC LETTER GHAIN}"
FEH: Final = "\N{ARABIC LETTER FEH}"
QAF: Final = "\N{ARABIC LETTER QAF}"
KAF: Final = "\N{ARABIC LETTER KAF}"
LAM: Final = "\N{ARABIC LETTER LAM}"
MEEM: Final = "\N{ARABIC LETTER MEEM}"
NOON: Final = "\N{ARABIC LETTER NOON}"
HEH: Final = "\N{ARABIC LETTER HEH}"
WAW: Final = "\N{ARABIC LETTER WAW}"
ALEF_MAKSURA: Final = "\N{ARABIC LETTER ALEF MAKSURA}"
YEH: Final = "\N{ARABIC LETTER YEH}"
BASIC_LETTERS: Final = ((ord(HAMZA), ord(GHAIN)), (ord(FEH), ord(YEH)))
"""The letters of the Arabic language as inclusive ranges, without tatweel, which stands between them."""

ALEF_WASLA: Final = "\N{ARABIC LETTER ALEF WASLA}"
ALEF_WAVY_HAMZA_ABOVE: Final = "\N{ARABIC LETTER ALEF WITH WAVY HAMZA ABOVE}"
ALEF_WAVY_HAMZA_BELOW: Final = "\N{ARABIC LETTER ALEF WITH WAVY HAMZA BELOW}"
HIGH_HAMZA: Final = "\N{ARABIC LETTER HIGH HAMZA}"
HIGH_HAMZA_ALEF: Final = "\N{ARABIC LETTER HIGH HAMZA ALEF}"
HIGH_HAMZA_WAW: Final = "\N{ARABIC LETTER HIGH HAMZA WAW}"
HIGH_HAMZA_YEH: Final = "\N{ARABIC LETTER HIGH HAMZA YEH}"
U_HAMZA: Final = "\N{ARABIC LETTER U WITH HAMZA ABOVE}"
U: Final = "\N{ARABIC LETTER U}"

KEHEH: Final = "\N{ARABIC LETTER KEHEH}"
SWASH_KAF: Final = "\N{ARABIC LETTER SWASH KAF}"
HEH_DOACHASHMEE: Final = "\N{ARABIC LETTER HEH DOACHASHMEE}"
HEH_YEH_ABOVE: Final = "\N{ARABIC LETTER HEH WITH YEH ABOVE}"
HEH_GOAL: Final = "\N{ARABIC LETTER HEH GOAL}"
HEH_GOAL_HAMZA: Final = "\N{ARABIC LETTER HEH GOAL WITH HAMZA ABOVE}"
TEH_MARBUTA_GOAL: Final = "\N{ARABIC LETTER TEH MARBUTA GOAL}"
FARSI_YEH: Final = "\N{ARABIC LETTER FARSI YEH}"
YEH_TAIL: Final = "\N{ARABIC LETTER YEH WITH TAIL}"
YEH_BARREE: Final = "\N{ARABIC LETTER YEH BARREE}"
YEH_BARREE_HAMZA: Final = "\N{ARABIC LETTER YEH BARREE WITH HAMZA ABOVE}"
AE: Final = "\N{ARABIC LETTER AE}"

REH_SMALL_V: Final = "\N{ARABIC LETTER REH WITH SMALL V}"
REH_SMALL_V_BELOW: Final = "\N{ARABIC LETTER REH WITH SMALL V BELOW}"

PEH: Final = "\N{ARABIC LETTER PEH}"
TCHEH: Final = "\N{ARABIC LETTER TCHEH}"
JEH: Final = "\N{ARABIC LETTER JEH}"
VEH: Final = "\N{ARABIC LETTER VEH}"
FEH_DOT_MOVED_BELOW: Final = "\N{ARABIC LETTER FEH WITH DOT MOVED BELOW}"
FEH_THREE_DOTS_BELOW: Final = "\N{ARABIC LETTER FEH WITH THREE DOTS BELOW}"
QAF_DOT_ABOVE: Final = "\N{ARABIC LETTER QAF WITH DOT ABOVE}"
QAF_THREE_DOTS_ABOVE: Final = "\N{ARABIC LETTER QAF WITH THREE DOTS ABOVE}"
NG: Final = "\N{ARABIC LETTER NG}"
GAF: Final = "\N{ARABIC LETTER GAF}"
KEHEH_THREE_DOTS_ABOVE: Final = "\N{ARABIC LETTER KEHEH WITH THREE DOTS ABOVE}"

LAM_ALEF: Final = "\N{ARABIC LIGATURE LAM WITH ALEF ISOLATED FORM}"
LAM_ALEF_MADDA: Final = "\N{ARABIC LIGATURE LAM WITH ALEF WITH MADDA ABOVE ISOLATED FORM}"
LAM_ALEF_HAMZA_ABOVE: Final = "\N{ARABIC LIGATURE LAM WITH ALEF WITH HAMZA ABOVE ISOLATED FORM}"
LAM_ALEF_HAMZA_BELOW: Final = "\N{ARABIC LIGATURE LAM WITH ALEF WITH HAMZA BELOW ISOLATED FORM}"

AFRICAN_FEH: Final = "\N{ARABIC LETTER AFRICAN FEH}"
AFRICAN_QAF: Final = "\N{ARABIC LETTER AFRICAN QAF}"
AFRICAN_NOON: Final = "\N{ARABIC LETTER AFRICAN NOON}"

TATWEEL: Final = "\N{ARABIC TATWEEL}"

EXTENDED_ALEFS: Final = frozenset(map(chr, range(0x0870, 0x0883)))
"""The alefs of Quranic orthographies in Arabic Extended-B, U+0870 to U+0882: with attached vowels, dots, hamza."""

# --------------------------------------------------------------------------------------------------------------- marks

FATHATAN: Final = "\N{ARABIC FATHATAN}"
DAMMATAN: Final = "\N{ARABIC DAMMATAN}"
KASRATAN: Final = "\N{ARABIC KASRATAN}"
FATHA: Final = "\N{ARABIC FATHA}"
DAMMA: Final = "\N{ARABIC DAMMA}"
KASRA: Final = "\N{ARABIC KASRA}"
SHADDA: Final = "\N{ARABIC SHADDA}"
SUKUN: Final = "\N{ARABIC SUKUN}"
MADDAH_ABOVE: Final = "\N{ARABIC MADDAH ABOVE}"
HAMZA_ABOVE: Final = "\N{ARABIC HAMZA ABOVE}"
HAMZA_BELOW: Final = "\N{ARABIC HAMZA BELOW}"
SUPERSCRIPT_ALEF: Final = "\N{ARABIC LETTER SUPERSCRIPT ALEF}"

HARAKAT: Final = frozenset({FATHA, DAMMA, KASRA})
SMALL_HIGH_JEEM: Final = "\N{ARABIC SMALL HIGH JEEM}"
PAUSE_MARKS: Final = frozenset(map(chr, range(0x06D6, 0x06DD)))
"""The marks of where a reciter may pause, which digital Qurans write behind a space."""
TANWEEN: Final = frozenset({FATHATAN, DAMMATAN, KASRATAN})
TASHKEEL: Final = HARAKAT | TANWEEN | {SHADDA, SUKUN, SUPERSCRIPT_ALEF}
"""The vocalisation of Modern Standard Arabic: what a reader adds and a newspaper leaves out."""
TASHKEEL_ON_LETTERS: Final = TASHKEEL - {SUPERSCRIPT_ALEF}
"""U+064B to U+0652: what most other systems take for all of tashkeel."""
HAMZA_MARKS: Final = frozenset({MADDAH_ABOVE, HAMZA_ABOVE, HAMZA_BELOW})
"""Marks that are part of a letter's spelling, not vocalisation: a decomposed alef with hamza holds one."""

MODIFIER_MARKS: Final = frozenset(
    {
        HAMZA_ABOVE,
        HAMZA_BELOW,
        "\N{ARABIC MARK NOON GHUNNA}",
        "\N{ARABIC SMALL HIGH SEEN}",
        "\N{ARABIC SMALL LOW SEEN}",
        "\N{ARABIC SMALL HIGH YEH}",
        "\N{ARABIC SMALL HIGH NOON}",
        "\N{ARABIC SMALL HIGH FARSI YEH}",
        "\N{ARABIC SMALL HIGH YEH BARREE WITH TWO DOTS BELOW}",
        "\N{ARABIC SMALL HIGH ZAH}",
        "\N{ARABIC LARGE ROUND DOT ABOVE}",
        "\N{ARABIC LARGE ROUND DOT BELOW}",
        "\N{ARABIC SMALL LOW WAW}",
        "\N{ARABIC SMALL HIGH WAW}",
    }
)
"""The modifier combining marks of UTR #53, which are drawn next to the letter, before its vowels."""

END_OF_AYAH: Final = "\N{ARABIC END OF AYAH}"
START_OF_RUB_EL_HIZB: Final = "\N{ARABIC START OF RUB EL HIZB}"
SMALL_WAW: Final = "\N{ARABIC SMALL WAW}"
SMALL_YEH: Final = "\N{ARABIC SMALL YEH}"
SMALL_FARSI_YEH: Final = "\N{ARABIC SMALL FARSI YEH}"
SMALL_YEH_BARREE: Final = "\U00010ec5"  # ARABIC SMALL YEH BARREE WITH TWO DOTS BELOW, of Unicode 17
PLACE_OF_SAJDAH: Final = "\N{ARABIC PLACE OF SAJDAH}"
DISPUTED_END_OF_AYAH: Final = "\N{ARABIC DISPUTED END OF AYAH}"
QURANIC_SIGNS: Final = frozenset(
    {
        END_OF_AYAH,
        START_OF_RUB_EL_HIZB,
        SMALL_WAW,
        SMALL_YEH,
        SMALL_FARSI_YEH,
        SMALL_YEH_BARREE,
        PLACE_OF_SAJDAH,
        DISPUTED_END_OF_AYAH,
    }
)
"""Signs of printed Qurans that are characters of their own, not marks on a letter."""

# ------------------------------------------------------------------------------------------ digits and what joins them

DIGIT_ZERO: Final = "\N{DIGIT ZERO}"
ARABIC_INDIC_DIGIT_ZERO: Final = "\N{ARABIC-INDIC DIGIT ZERO}"
EXTENDED_ARABIC_INDIC_DIGIT_ZERO: Final = "\N{EXTENDED ARABIC-INDIC DIGIT ZERO}"
PERCENT_SIGN: Final = "\N{ARABIC PERCENT SIGN}"
DECIMAL_SEPARATOR: Final = "\N{ARABIC DECIMAL SEPARATOR}"
THOUSANDS_SEPARATOR: Final = "\N{ARABIC THOUSANDS SEPARATOR}"

# --------------------------------------------------------------------------------------------------------- punctuation

COMMA: Final = "\N{ARABIC COMMA}"
SEMICOLON: Final = "\N{ARABIC SEMICOLON}"
QUESTION_MARK: Final = "\N{ARABIC QUESTION MARK}"
FULL_STOP: Final = "\N{ARABIC FULL STOP}"
DATE_SEPARATOR: Final = "\N{ARABIC DATE SEPARATOR}"
SENTENCE_STOPS: Final = frozenset(
    {
        QUESTION_MARK,
        FULL_STOP,
        "\N{ARABIC END OF TEXT MARK}",
        "\N{REVERSED QUESTION MARK}",
        "\N{DOUBLE EXCLAMATION MARK}",
        "\N{DOUBLE QUESTION MARK}",
        "\N{QUESTION EXCLAMATION MARK}",
        "\N{EXCLAMATION QUESTION MARK}",
        "\N{IDEOGRAPHIC FULL STOP}",
    }
)
"""Marks that end a sentence wherever they stand: they are part of no number and no address."""
LINE_BREAKS: Final = frozenset("\n\v\f\r\N{NEXT LINE}\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}")
"""The mandatory breaks of UAX #14."""
DOTTED_CIRCLE: Final = "\N{DOTTED CIRCLE}"
NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"
FIVE_POINTED_STAR: Final = "\N{ARABIC FIVE POINTED STAR}"
ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"
HYPHENS: Final = frozenset("\N{HYPHEN-MINUS}\N{HYPHEN}\N{NON-BREAKING HYPHEN}")
DASHES: Final = frozenset("\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}")
PERCENT_SIGNS: Final = frozenset(
    {
        "\N{PERCENT SIGN}",
        PERCENT_SIGN,
        "\N{PER MILLE SIGN}",
        "\N{ARABIC-INDIC PER MILLE SIGN}",
        "\N{ARABIC-INDIC PER TEN THOUSAND SIGN}",
    }
)
DEGREE_SIGN: Final = "\N{DEGREE SIGN}"
MINUS_SIGN: Final = "\N{MINUS SIGN}"

LEFT_SINGLE_QUOTE: Final = "\N{LEFT SINGLE QUOTATION MARK}"
RIGHT_SINGLE_QUOTE: Final = "\N{RIGHT SINGLE QUOTATION MARK}"
SINGLE_LOW_9_QUOTE: Final = "\N{SINGLE LOW-9 QUOTATION MARK}"
DOUBLE_LOW_9_QUOTE: Final = "\N{DOUBLE LOW-9 QUOTATION MARK}"
HIGH_REVERSED_9_QUOTE: Final = "\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}"
FULLWIDTH_APOSTROPHE: Final = "\N{FULLWIDTH APOSTROPHE}"
CORNERS: Final = frozenset(
    {
        "\N{LEFT CORNER BRACKET}",
        "\N{RIGHT CORNER BRACKET}",
        "\N{HALFWIDTH LEFT CORNER BRACKET}",
        "\N{HALFWIDTH RIGHT CORNER BRACKET}",
        "\N{PRESENTATION FORM FOR VERTICAL LEFT CORNER BRACKET}",
        "\N{PRESENTATION FORM FOR VERTICAL RIGHT CORNER BRACKET}",
    }
)
WHITE_CORNERS: Final = frozenset(
    {
        "\N{LEFT WHITE CORNER BRACKET}",
        "\N{RIGHT WHITE CORNER BRACKET}",
        "\N{PRESENTATION FORM FOR VERTICAL LEFT WHITE CORNER BRACKET}",
        "\N{PRESENTATION FORM FOR VERTICAL RIGHT WHITE CORNER BRACKET}",
    }
)
"""The quotation marks of East Asia, inner and outer."""
SINGLE_QUOTES: Final = frozenset(
    {
        LEFT_SINGLE_QUOTE,
        RIGHT_SINGLE_QUOTE,
        SINGLE_LOW_9_QUOTE,
        HIGH_REVERSED_9_QUOTE,
        "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
        "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
        FULLWIDTH_APOSTROPHE,
    }
    | CORNERS
)
"""Quotation marks whose plain form is the apostrophe; every other one becomes the quotation mark."""
APOSTROPHE: Final = "\N{APOSTROPHE}"
QUOTATION_MARK: Final = "\N{QUOTATION MARK}"
TURNED_QUOTES: Final = frozenset("\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}")
"""Marks of which each is seen at the start and at the end of Arabic quotations, as CLDR and keyboards disagree."""
QUOTATION_MARKS: Final = characters(_ucd.QUOTATION_MARKS)
"""Every character with the property Quotation_Mark."""
APOSTROPHES: Final = frozenset(
    {
        APOSTROPHE,
        LEFT_SINGLE_QUOTE,
        RIGHT_SINGLE_QUOTE,
        HIGH_REVERSED_9_QUOTE,
        FULLWIDTH_APOSTROPHE,
    }
)
"""Quotation marks that are letters rather than marks where they stand inside a word."""

# ------------------------------------------------------------------------------------------------ invisible characters

ZERO_WIDTH_NON_JOINER: Final = "\N{ZERO WIDTH NON-JOINER}"
ZERO_WIDTH_JOINER: Final = "\N{ZERO WIDTH JOINER}"
JOINERS: Final = frozenset({ZERO_WIDTH_NON_JOINER, ZERO_WIDTH_JOINER})
"""Part of the spelling in Persian, Kurdish, Urdu and of emoji sequences."""
ZERO_WIDTH_SPACE: Final = "\N{ZERO WIDTH SPACE}"
ZERO_WIDTH: Final = frozenset(
    {
        ZERO_WIDTH_SPACE,
        "\N{WORD JOINER}",
        "\N{ZERO WIDTH NO-BREAK SPACE}",
        "\N{SOFT HYPHEN}",
    }
)
BIDI_CONTROLS: Final = frozenset(
    {
        "\N{ARABIC LETTER MARK}",
        "\N{LEFT-TO-RIGHT MARK}",
        "\N{RIGHT-TO-LEFT MARK}",
        "\N{LEFT-TO-RIGHT EMBEDDING}",
        "\N{RIGHT-TO-LEFT EMBEDDING}",
        "\N{POP DIRECTIONAL FORMATTING}",
        "\N{LEFT-TO-RIGHT OVERRIDE}",
        "\N{RIGHT-TO-LEFT OVERRIDE}",
        "\N{LEFT-TO-RIGHT ISOLATE}",
        "\N{RIGHT-TO-LEFT ISOLATE}",
        "\N{FIRST STRONG ISOLATE}",
        "\N{POP DIRECTIONAL ISOLATE}",
    }
)
"""The characters with the property Bidi_Control (UAX #9)."""
INVISIBLE_IN_WORDS: Final = BIDI_CONTROLS | (ZERO_WIDTH - {ZERO_WIDTH_SPACE})
"""Invisible characters that hold no words apart."""

# ------------------------------------------------------------------------------------------------- words in one symbol

ALLAH_LIGATURE: Final = "\N{ARABIC LIGATURE ALLAH ISOLATED FORM}"
"""The one word ligature that text in presentation forms holds for an ordinary word: fonts and shapers make it."""
SALLALLAHOU: Final = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}"
JALLAJALALOUHOU: Final = "\N{ARABIC LIGATURE JALLAJALALOUHOU}"
BISMILLAH: Final = "\N{ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM}"
BASMALA: Final = "بسم الله الرحمن الرحيم"
"""U+FDFD has no decomposition in Unicode; this is what it says."""
RIAL_SIGN: Final = "\N{RIAL SIGN}"
RIYAL: Final = "ريال"
"""How Arabic spells what U+FDFC says; its decomposition has the Persian yeh."""
LINK_WORD: Final = "رابط"
MAIL_WORD: Final = "بريد"
USER_WORD: Final = "مستخدم"
"""The words that AraBERT's models were trained on in place of links, mail addresses and the names of users."""

HONORIFIC_LIGATURES: Final = {
    "\ufbc3": "جل وعلا",  # ARABIC LIGATURE JALLA WA-ALAA
    "\ufbc4": "دامت بركاتهم",  # ARABIC LIGATURE DAAMAT BARAKAATUHUM
    "\ufbc5": "رحمة الله تعالى عليه",  # ARABIC LIGATURE RAHMATU ALLAAHI TAAALAA ALAYH
    "\ufbc6": "رحمة الله عليهم",  # ARABIC LIGATURE RAHMATU ALLAAHI ALAYHIM
    "\ufbc7": "رحمة الله عليهما",  # ARABIC LIGATURE RAHMATU ALLAAHI ALAYHIMAA
    "\ufbc8": "رحمهم الله تعالى",  # ARABIC LIGATURE RAHIMAHUM ALLAAHU TAAALAA
    "\ufbc9": "رحمهما الله",  # ARABIC LIGATURE RAHIMAHUMAA ALLAAH
    "\ufbca": "رحمهما الله تعالى",  # ARABIC LIGATURE RAHIMAHUMAA ALLAAHU TAAALAA
    "\ufbcb": "رضي الله تعالى عنهم",  # ARABIC LIGATURE RADI ALLAAHU TAAALAA ANHUM
    "\ufbcc": "حفظه الله",  # ARABIC LIGATURE HAFIZAHU ALLAAH
    "\ufbcd": "حفظه الله تعالى",  # ARABIC LIGATURE HAFIZAHU ALLAAHU TAAALAA
    "\ufbce": "حفظهم الله تعالى",  # ARABIC LIGATURE HAFIZAHUM ALLAAHU TAAALAA
    "\ufbcf": "حفظهما الله تعالى",  # ARABIC LIGATURE HAFIZAHUMAA ALLAAHU TAAALAA
    "\ufbd0": "صلى الله تعالى عليه وسلم",  # ARABIC LIGATURE SALLALLAAHU TAAALAA ALAYHI WA-SALLAM
    "\ufbd1": "عجل الله فرجه الشريف",  # ARABIC LIGATURE AJJAL ALLAAHU FARAJAHU ASH-SHAREEF
    "\ufbd2": "عليه الرحمة",  # ARABIC LIGATURE ALAYHI AR-RAHMAH
    "\ufd40": "رحمه الله",  # ARABIC LIGATURE RAHIMAHU ALLAAH
    "\ufd41": "رضي الله عنه",  # ARABIC LIGATURE RADI ALLAAHU ANH
    "\ufd42": "رضي الله عنها",  # ARABIC LIGATURE RADI ALLAAHU ANHAA
    "\ufd43": "رضي الله عنهم",  # ARABIC LIGATURE RADI ALLAAHU ANHUM
    "\ufd44": "رضي الله عنهما",  # ARABIC LIGATURE RADI ALLAAHU ANHUMAA
    "\ufd45": "رضي الله عنهن",  # ARABIC LIGATURE RADI ALLAAHU ANHUNNA
    "\ufd46": "صلى الله عليه وآله",  # ARABIC LIGATURE SALLALLAAHU ALAYHI WA-AALIH
    "\ufd47": "عليه السلام",  # ARABIC LIGATURE ALAYHI AS-SALAAM
    "\ufd48": "عليهم السلام",  # ARABIC LIGATURE ALAYHIM AS-SALAAM
    "\ufd49": "عليهما السلام",  # ARABIC LIGATURE ALAYHIMAA AS-SALAAM
    "\ufd4a": "عليه الصلاة والسلام",  # ARABIC LIGATURE ALAYHI AS-SALAATU WAS-SALAAM
    "\ufd4b": "قدس سره",  # ARABIC LIGATURE QUDDISA SIRRAH
    "\ufd4c": "صلى الله عليه وآله وسلم",  # ARABIC LIGATURE SALLALLAHU ALAYHI WAAALIHEE WA-SALLAM
    "\ufd4d": "عليها السلام",  # ARABIC LIGATURE ALAYHAA AS-SALAAM
    "\ufd4e": "تبارك وتعالى",  # ARABIC LIGATURE TABAARAKA WA-TAAALAA
    "\ufd4f": "رحمهم الله",  # ARABIC LIGATURE RAHIMAHUM ALLAAH
    "\ufd90": "رحمة الله عليه",  # ARABIC LIGATURE RAHMATU ALLAAHI ALAYH
    "\ufd91": "رحمة الله عليها",  # ARABIC LIGATURE RAHMATU ALLAAHI ALAYHAA
    "\ufdc8": "رحمه الله تعالى",  # ARABIC LIGATURE RAHIMAHU ALLAAH TAAALAA
    "\ufdc9": "رضي الله تعالى عنه",  # ARABIC LIGATURE RADI ALLAAHU TAAALAA ANH
    "\ufdca": "رضي الله تعالى عنها",  # ARABIC LIGATURE RADI ALLAAHU TAAALAA ANHAA
    "\ufdcb": "رضي الله تعالى عنهما",  # ARABIC LIGATURE RADI ALLAAHU TAAALAA ANHUMAA
    "\ufdcc": "صلى الله عليه وعلى آله وسلم",  # ARABIC LIGATURE SALLALLAHU ALAYHI WA-ALAA AALIHEE WA-SALLAM
    "\ufdcd": "عجل الله تعالى فرجه الشريف",  # ARABIC LIGATURE AJJAL ALLAAHU TAAALAA FARAJAHU ASH-SHAREEF
    "\ufdce": "كرم الله وجهه",  # ARABIC LIGATURE KARRAMA ALLAAHU WAJHAH
    "\ufdcf": "سلامه علينا",  # ARABIC LIGATURE SALAAMUHU ALAYNAA
    "\ufdfe": "سبحانه وتعالى",  # ARABIC LIGATURE SUBHAANAHU WA TAAALAA
    "\ufdff": "عز وجل",  # ARABIC LIGATURE AZZA WA JALL
    "\U00010ed1": "عليها الصلاة والسلام",  # ARABIC LIGATURE ALAYHAA AS-SALAATU WAS-SALAAM
    "\U00010ed2": "عليهم الصلاة والسلام",  # ARABIC LIGATURE ALAYHIM AS-SALAATU WAS-SALAAM
    "\U00010ed3": "عليهما الصلاة والسلام",  # ARABIC LIGATURE ALAYHIMAA AS-SALAATU WAS-SALAAM
    "\U00010ed4": "قدس الله سره",  # ARABIC LIGATURE QADDASA ALLAAHU SIRRAH
    "\U00010ed5": "قدس سرهم",  # ARABIC LIGATURE QUDDISA SIRRUHUM
    "\U00010ed6": "قدس سرهما",  # ARABIC LIGATURE QUDDISA SIRRUHUMAA
    "\U00010ed7": "قدست أسرارهم",  # ARABIC LIGATURE QUDDISAT ASRAARUHUM
    "\U00010ed8": "نور الله مرقده",  # ARABIC LIGATURE NAWWARA ALLAAHU MARQADAH
}
"""What the honorific ligatures say, in the spelling of plain text: Unicode gives them no decomposition.

They are written as escapes because the names of those from Unicode 16 and 17 are unknown to older interpreters.
"""
HONORIFIC_MARKS: Final = {
    "\N{ARABIC SIGN SALLALLAHOU ALAYHE WASSALLAM}": "صلى الله عليه وسلم",
    "\N{ARABIC SIGN ALAYHE ASSALLAM}": "عليه السلام",
    "\N{ARABIC SIGN RAHMATULLAH ALAYHE}": "رحمة الله عليه",
    "\N{ARABIC SIGN RADI ALLAHOU ANHU}": "رضي الله عنه",
}
"""What the small signs above a name say. U+0614 TAKHALLUS, which marks a pen name, says nothing."""
