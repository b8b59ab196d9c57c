"""Schemes that are one to one: those of Arabic language processing."""

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
    GAF,
    GHAIN,
    HAH,
    HAMZA,
    HEH,
    JEEM,
    KAF,
    KASRA,
    KASRATAN,
    KHAH,
    LAM,
    MEEM,
    NOON,
    PEH,
    QAF,
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
from arnorm.transliteration.scheme import Scheme

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = ["BUCKWALTER", "HSB", "SAFE_BUCKWALTER", "XML_BUCKWALTER"]

_BUCKWALTER: Final = {
    HAMZA: "'", ALEF_MADDA: "|", ALEF_HAMZA_ABOVE: ">", WAW_HAMZA: "&", ALEF_HAMZA_BELOW: "<", YEH_HAMZA: "}",
    ALEF: "A", BEH: "b", TEH_MARBUTA: "p", TEH: "t", THEH: "v", JEEM: "j", HAH: "H", KHAH: "x", DAL: "d", THAL: "*",
    REH: "r", ZAIN: "z", SEEN: "s", SHEEN: "$", SAD: "S", DAD: "D", TAH: "T", ZAH: "Z", AIN: "E", GHAIN: "g",
    TATWEEL: "_", FEH: "f", QAF: "q", KAF: "k", LAM: "l", MEEM: "m", NOON: "n", HEH: "h", WAW: "w",
    ALEF_MAKSURA: "Y", YEH: "y", FATHATAN: "F", DAMMATAN: "N", KASRATAN: "K", FATHA: "a", DAMMA: "u", KASRA: "i",
    SHADDA: "~", SUKUN: "o", SUPERSCRIPT_ALEF: "`", ALEF_WASLA: "{", PEH: "P", TCHEH: "J", VEH: "V", GAF: "G",
}  # fmt: skip  # laid out by hand

BUCKWALTER: Final = Scheme(
    "BUCKWALTER",
    _BUCKWALTER,
    "Buckwalter's scheme, in ASCII: that of treebanks, lexica and older software.",
    "Buckwalter, Arabic Transliteration (2002); CAMeL Tools (ar2bw)",
)
SAFE_BUCKWALTER: Final = Scheme(
    "SAFE_BUCKWALTER",
    _BUCKWALTER
    | {HAMZA: "C", ALEF_MADDA: "M", ALEF_HAMZA_ABOVE: "O", WAW_HAMZA: "W", ALEF_HAMZA_BELOW: "I", YEH_HAMZA: "Q"}
    | {THAL: "V", SHEEN: "c", SUPERSCRIPT_ALEF: "e", ALEF_WASLA: "L", VEH: "B"},
    "Buckwalter's scheme in ASCII letters, but for ~ and _: for file names, regular expressions and shells.",
    "CAMeL Tools (ar2safebw)",
)
XML_BUCKWALTER: Final = Scheme(
    "XML_BUCKWALTER",
    _BUCKWALTER | {ALEF_HAMZA_ABOVE: "O", WAW_HAMZA: "W", ALEF_HAMZA_BELOW: "I"},
    "Buckwalter's scheme without < > and &, which XML reserves.",
    "the variant for XML that Buckwalter describes with his scheme; CAMeL Tools (ar2xmlbw)",
)
HSB: Final = Scheme(
    "HSB",
    _BUCKWALTER
    | {ALEF_MADDA: "Ā", ALEF_HAMZA_ABOVE: "Â", WAW_HAMZA: "ŵ", ALEF_HAMZA_BELOW: "Ă", YEH_HAMZA: "ŷ"}
    | {TEH_MARBUTA: "ħ", THEH: "θ", THAL: "ð", SHEEN: "š", ZAH: "Ď", AIN: "ς", GHAIN: "γ", ALEF_MAKSURA: "ý"}
    | {FATHATAN: "ã", DAMMATAN: "ũ", KASRATAN: "ĩ", SUKUN: ".", SUPERSCRIPT_ALEF: "á", ALEF_WASLA: "Ä"}
    | {PEH: "p", TCHEH: "c", VEH: "v", GAF: "g"},
    "The scheme of Habash, Soudi and Buckwalter, easier to read: for examples in papers. The full stop is a sukun.",
    "Habash, Soudi and Buckwalter, On Arabic Transliteration (2007); CAMeL Tools (ar2hsb)",
)
