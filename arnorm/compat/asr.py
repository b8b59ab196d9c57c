"""The text normalization that word error rates of speech recognition are computed on, and recognizers trained on."""

from __future__ import annotations

from arnorm import chars, rules
from arnorm.chars import ALEF, BEH, FEH, HAMZA, PEH, VEH, WAW, YEH
from arnorm.compat._python import (
    DATE,
    SETS,
    SPACES,
    WORD,
    category,
    collapse_spaces,
    keep,
    lower,
    strip_spaces,
)
from arnorm.profiles import Profile
from arnorm.rules import Rule
from arnorm.rules.rule import conditional, replace
from arnorm.rules.steps import Context, Match, step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = [
    "HF_ASR",
    "HF_ASR_DIACRITICS",
    "MMS_ARABIC",
    "OUAL_V1",
    "OUAL_V2",
    "SPEECHBRAIN_ARABIC",
    "WHISPER_BASIC",
    "WHISPER_BASIC_DIACRITICS",
]

_WHISPER: Final = "openai-whisper 20250625, normalizers/basic.py"

# -------------------------------------------------------------------------------------------------------------- Whisper

_brackets: Rule = conditional(
    "whisper_strip_brackets",
    (
        Match((('["<["] [^">]"]* [">]"]', ""),)),
        Match((('"(" [^")"]+ ")"', ""),)),
    ),
    "Delete what stands in square or angle brackets, then what stands in parentheses.",
    lossy=True,
    source=_WHISPER,
)
_SHATTERED: Final = chars.characters(category("M", "S", "P"))
_MARKS: Final = chars.characters(category("Mn"))
UNDECOMPOSED: Final = {
    "\N{LATIN SMALL LIGATURE OE}": "oe",
    "\N{LATIN CAPITAL LIGATURE OE}": "OE",
    "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
    "\N{LATIN CAPITAL LETTER O WITH STROKE}": "O",
    "\N{LATIN SMALL LETTER AE}": "ae",
    "\N{LATIN CAPITAL LETTER AE}": "AE",
    "\N{LATIN SMALL LETTER SHARP S}": "ss",
    "\N{LATIN CAPITAL LETTER SHARP S}": "SS",
    "\N{LATIN SMALL LETTER D WITH STROKE}": "d",
    "\N{LATIN CAPITAL LETTER D WITH STROKE}": "D",
    "\N{LATIN SMALL LETTER ETH}": "d",
    "\N{LATIN CAPITAL LETTER ETH}": "D",
    "\N{LATIN SMALL LETTER THORN}": "th",
    "\N{LATIN CAPITAL LETTER THORN}": "th",
    "\N{LATIN SMALL LETTER L WITH STROKE}": "l",
    "\N{LATIN CAPITAL LETTER L WITH STROKE}": "L",
}
_symbols: Rule = replace(
    "whisper_symbols_to_spaces",
    dict.fromkeys(_SHATTERED, " "),
    "Write every mark, symbol and punctuation mark as a space.",
    lossy=True,
    source=_WHISPER,
)
_diacritics: Rule = replace(
    "whisper_strip_diacritics",
    {**dict.fromkeys(_SHATTERED, " "), **dict.fromkeys(_MARKS, ""), **UNDECOMPOSED},
    "Delete nonspacing marks and Latin strokes, and write every other mark, symbol and punctuation mark as a space.",
    lossy=True,
    source=_WHISPER,
)
_KEEPING: Final = (lower("python_lower"), _brackets, rules.nfkc, _symbols, lower("python_lower_2"))
_DELETING: Final = (lower("python_lower"), _brackets, rules.nfkd, _diacritics, lower("python_lower_2"))
_collapse: Rule = collapse_spaces("python_collapse_spaces")
_strip: Rule = strip_spaces("python_strip")

WHISPER_BASIC: Final = Profile(
    "WHISPER_BASIC",
    (*_KEEPING, _collapse),
    "BasicTextNormalizer() of openai-whisper 20250625 (and of transformers), one text at a time. Bug kept: every"
    " vowel mark becomes a space, so vocalised words fall apart. White space at both ends stays.",
    DATE,
)
WHISPER_BASIC_DIACRITICS: Final = Profile(
    "WHISPER_BASIC_DIACRITICS",
    (*_DELETING, _collapse),
    "BasicTextNormalizer(remove_diacritics=True) of openai-whisper 20250625, one text at a time. Bug kept: hamza and"
    " madda count as diacritics.",
    DATE,
)

# ------------------------------------------------------------------------------------ Hugging Face Open ASR leaderboard

_word: Rule = keep(
    "hf_asr_keep_words",
    (*WORD, *chars.ranges_of(SPACES)),
    "",
    "Delete what is neither part of a word nor white space: format characters, private use, what is not assigned.",
    "Open ASR Leaderboard, normalizer/normalizer.py of 2026-06-11",
)
HF_ASR: Final = Profile(
    "HF_ASR",
    (*_KEEPING, _word, _collapse, _strip),
    "BasicMultilingualTextNormalizer(remove_diacritics=False) of the Hugging Face Open ASR Leaderboard, as of"
    " 2026-06-11, one text at a time: what its multilingual tables are computed with. Bug kept: that of WHISPER_BASIC.",
    DATE,
)
HF_ASR_DIACRITICS: Final = Profile(
    "HF_ASR_DIACRITICS",
    (*_DELETING, _word, _collapse, _strip),
    "BasicMultilingualTextNormalizer() of the Hugging Face Open ASR Leaderboard, as of 2026-06-11, one text at a time.",
    DATE,
)

# -------------------------------------------------------------------------------- Open Universal Arabic ASR Leaderboard

_OUAL: Final = "Open Universal Arabic ASR Leaderboard, eval.py"
_PUNCTUATION: Final = (
    frozenset(map(chr, (*range(0x21, 0x30), *range(0x3A, 0x41), *range(0x5B, 0x61), *range(0x7B, 0x7F))))
    | {chars.COMMA, chars.SEMICOLON, chars.QUESTION_MARK}
)  # fmt: skip  # laid out by hand
_LETTERS: Final = {
    **dict.fromkeys(chars.TASHKEEL_ON_LETTERS, ""),
    PEH: BEH,
    VEH: FEH,
    **dict.fromkeys((chars.ALEF_MADDA, chars.ALEF_HAMZA_ABOVE, chars.ALEF_HAMZA_BELOW), ALEF),
    chars.WAW_HAMZA: WAW,
    chars.YEH_HAMZA: YEH,
    HAMZA: "",
    **dict(zip(chars.digits(chars.ARABIC_INDIC_DIGIT_ZERO), chars.digits(chars.DIGIT_ZERO), strict=True)),
}
_oual_literal: Rule = conditional(
    "oual_v1_punctuation",
    (Match(((f'"}}~{chars.COMMA}{chars.SEMICOLON}{chars.QUESTION_MARK}]"', ""),)),),
    "Delete a closing brace, a tilde, the Arabic comma, semicolon and question mark and a bracket, in this sequence.",
    lossy=True,
    source=f"{_OUAL} before 2026-07-27",
)
_oual_letters: Rule = replace(
    "oual_letters",
    _LETTERS,
    "Delete vocalisation and the letter hamza, fold alefs, hamza carriers, peh and veh, write digits in ASCII.",
    lossy=True,
    source=_OUAL,
)
_oual_punctuation: Rule = replace(
    "oual_v2_punctuation",
    dict.fromkeys(_PUNCTUATION, ""),
    "Delete ASCII punctuation and the Arabic comma, semicolon and question mark.",
    lossy=True,
    source=f"{_OUAL} of 2026-07-27",
)
_WAW_SETS: Final = (SETS[0], ("waw", chars.ranges_of({WAW})))
# A word that is only waw takes the white space behind it; where several follow each other, every second one does.
_LONE_WAWS: Final = "((edge space*) | ([^space waw] | [^space] waw) space+) (waw space+ waw space+)* waw space*"
_oual_waw: Rule = conditional(
    "oual_v2_attach_waw",
    (step(dict.fromkeys(SPACES, ""), Context(_LONE_WAWS, sets=_WAW_SETS)),),
    "Write a waw that stands alone together with the next word.",
    lossy=True,
    source=f"{_OUAL} of 2026-07-27",
)
OUAL_V1: Final = Profile(
    "OUAL_V1",
    (_oual_literal, _oual_letters, _strip),
    "normalize_arabic_text of the Open Universal Arabic ASR Leaderboard until 2026-07-26, one text at a time. Bug"
    " kept: of its punctuation only one sequence of six characters, which no text has, is ever deleted.",
    DATE,
)
OUAL_V2: Final = Profile(
    "OUAL_V2",
    (_oual_punctuation, _oual_letters, _oual_waw, _collapse, _strip),
    "normalize_arabic_text of the Open Universal Arabic ASR Leaderboard since 2026-07-27, one text at a time. Bug"
    " kept: where lone waws follow each other, only every second one is attached.",
    DATE,
)

# -------------------------------------------------------------------------------------------------- MMS and Omnilingual

_MMS: Final = "Omnilingual ASR, workflows/dataprep/text_tools.py and norm_config_module.py of 2025-11-09"
# What its list of punctuation holds, private use and controls that scrapers left in it included.
MMS_PUNCTUATION: Final = (
    (0x08, 0x08), (0x1A, 0x1A), (0x21, 0x22), (0x24, 0x26), (0x28, 0x2C), (0x2E, 0x2F), (0x3A, 0x40), (0x5B, 0x5B),
    (0x5D, 0x5F), (0x7B, 0x7E), (0x81, 0x81), (0x8D, 0x8D), (0x8F, 0x90), (0x92, 0x94), (0x9D, 0x9D), (0xA1, 0xA1),
    (0xA3, 0xA3), (0xA9, 0xA9), (0xAB, 0xAC), (0xAF, 0xB0), (0xB6, 0xB7), (0xBB, 0xBD), (0xBF, 0xBF), (0xD7, 0xD7),
    (0x2C7, 0x2C7), (0x2DC, 0x2DC), (0x37E, 0x37E), (0x387, 0x387), (0x55A, 0x55F), (0x589, 0x589), (0x5BE, 0x5BE),
    (0x60C, 0x60C), (0x61B, 0x61B), (0x61E, 0x61F), (0x640, 0x640), (0x6D4, 0x6D4), (0x964, 0x965), (0x9F7, 0x9F7),
    (0xE46, 0xE46), (0xEC6, 0xEC6), (0xF04, 0xF05), (0xF0C, 0xF0E), (0x104A, 0x104F), (0x109F, 0x109F),
    (0x1361, 0x1366), (0x166D, 0x166E), (0x17D4, 0x17D7), (0x17DA, 0x17DA), (0x2006, 0x2006), (0x2015, 0x2015),
    (0x2018, 0x2022), (0x2026, 0x2027), (0x202F, 0x2030), (0x2038, 0x203B), (0x2044, 0x2044), (0x2060, 0x2060),
    (0x206F, 0x206F), (0x2071, 0x2071), (0x207F, 0x207F), (0x20AC, 0x20AC), (0x2153, 0x2153), (0x215F, 0x215F),
    (0x2192, 0x2192), (0x2212, 0x2212), (0x226A, 0x226B), (0x22EF, 0x22EF), (0x230A, 0x230B), (0x231E, 0x231F),
    (0x2500, 0x2500), (0x2D70, 0x2D70), (0x3001, 0x3002), (0x3005, 0x3005), (0x3008, 0x3011), (0x3014, 0x3015),
    (0x30FB, 0x30FC), (0xA4FE, 0xA4FF), (0xA92E, 0xA92F), (0xE003, 0xE003), (0xE013, 0xE013), (0xE01D, 0xE01D),
    (0xE040, 0xE041), (0xE043, 0xE043), (0xE06B, 0xE06B), (0xE06D, 0xE06D), (0xE070, 0xE070), (0xE203, 0xE203),
    (0xE231, 0xE234), (0xE236, 0xE236), (0xE290, 0xE296), (0xE2D9, 0xE2D9), (0xE2DB, 0xE2DB), (0xE2DE, 0xE2DE),
    (0xE2F9, 0xE2FC), (0xE2FE, 0xE2FE), (0xE313, 0xE313), (0xE328, 0xE32E), (0xE492, 0xE493), (0xE514, 0xE514),
    (0xE516, 0xE518), (0xEA01, 0xEA01), (0xEA7B, 0xEA7B), (0xF171, 0xF173), (0xF218, 0xF218), (0xF21D, 0xF21D),
    (0xF50E, 0xF50F), (0xF511, 0xF511), (0xF513, 0xF513), (0xF518, 0xF519), (0xF521, 0xF523), (0xF529, 0xF529),
    (0xF52D, 0xF52D), (0xF62D, 0xF62D), (0xF7D0, 0xF7D0), (0xF7E8, 0xF7E8), (0xFD3E, 0xFD3F), (0xFE4F, 0xFE50),
    (0xFE55, 0xFE57), (0xFF01, 0xFF01), (0xFF08, 0xFF09), (0xFF0C, 0xFF0C), (0xFF0E, 0xFF0F), (0xFF1A, 0xFF1C),
    (0xFF1E, 0xFF1F), (0xFF3F, 0xFF3F), (0xFF41, 0xFF44), (0xFF5E, 0xFF5E), (0xFF65, 0xFF65), (0xFFFD, 0xFFFD),
)  # fmt: skip  # laid out by hand
MMS_DIGITS: Final = (
    (0x30, 0x39), (0x6F0, 0x6F9), (0x966, 0x96F), (0x9E6, 0x9EF), (0xB66, 0xB6F), (0xD66, 0xD6F), (0x1040, 0x1049),
    (0x17E0, 0x17E9), (0x206F, 0x206F), (0x2170, 0x2179), (0xA900, 0xA909), (0xFF10, 0xFF19),
)  # fmt: skip  # laid out by hand
_MMS_DELETED: Final = (
    *((first, last) for first, last in ((0x064B, 0x0652), (0x0656, 0x0657))),
    *((0x200B, 0x200C), (0x200E, 0x200F), (0x202A, 0x202A), (0x202C, 0x202C)),
)
_QUOTES: Final = {
    "\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}",
    "\N{RIGHT SINGLE QUOTATION MARK}",
    "\N{LEFT SINGLE QUOTATION MARK}",
}
_MMS_SETS: Final = (*SETS, ("quote", chars.ranges_of(_QUOTES)), ("figure", MMS_DIGITS))

_mms_references: Rule = conditional(
    "mms_references",
    (
        Match((('"(" [^")"]* digit [^")"]* ")"', " "),), SETS),
        Match((('"&lt;"', ""),)),
        Match((('"&gt;"', ""),)),
        Match((('"&nbsp"', ""),)),
    ),
    "Write parentheses that hold a digit as a space, and delete three character references.",
    lossy=True,
    source=_MMS,
)
_mms_letters: Rule = conditional(
    "mms_letters",
    (
        step(
            dict.fromkeys(_QUOTES, chars.APOSTROPHE),
            Context("[^space]", "[^space quote]* [^space] (space | edge)", sets=_MMS_SETS),
        ),
        step({chars.ALEF_WASLA: ALEF}),
        step(dict.fromkeys(chars.characters(MMS_PUNCTUATION), " ")),
        step(dict.fromkeys(chars.characters(_MMS_DELETED), "")),
    ),
    "Write the last single quotation mark in a word as an apostrophe, alef wasla as alef, punctuation and tatweel as"
    " spaces, and delete vocalisation and some invisible characters.",
    lossy=True,
    source=_MMS,
)
_mms_numbers: Rule = conditional(
    "mms_numbers",
    (
        step(
            dict.fromkeys(chars.characters(MMS_DIGITS), ""),
            Context("(edge | space) figure*", "figure* space", sets=_MMS_SETS),
        ),
        step(dict.fromkeys(chars.characters(MMS_DIGITS), ""), Context("space figure*", "figure* edge", sets=_MMS_SETS)),
    ),
    "Delete words of digits, except a text of nothing else; Arabic-Indic digits do not count.",
    lossy=True,
    source=_MMS,
)
MMS_ARABIC: Final = Profile(
    "MMS_ARABIC",
    (rules.nfkc, lower("python_lower"), _mms_references, _mms_letters, _mms_numbers, _collapse, _strip),
    "text_normalize(text, 'ara') of Omnilingual ASR as of 2025-11-09, which is that of fairseq's MMS, one text at a"
    " time. Bugs kept: a tatweel cuts the word in two; numbers in Arabic-Indic digits stay where others go.",
    DATE,
)

# ---------------------------------------------------------------------------------------------------------- SpeechBrain

_BARE: Final = chars.characters(chars.BASIC_LETTERS) | {chars.JEH, " "}
_speechbrain: Rule = keep(
    "speechbrain_keep_letters",
    chars.ranges_of(_BARE),
    "",
    "Keep the letters of Arabic, jeh and the space; delete all else, line breaks and digits too.",
    "SpeechBrain 1.0.3, recipes/CommonVoice/common_voice_prepare.py",
)
SPEECHBRAIN_ARABIC: Final = Profile(
    "SPEECHBRAIN_ARABIC",
    (_speechbrain,),
    "language_specific_preprocess('ar', text) of SpeechBrain 1.0.3's recipes for Common Voice. Spaces are not"
    " collapsed: its caller does that.",
    DATE,
)
