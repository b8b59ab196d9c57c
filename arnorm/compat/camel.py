"""Functions of CAMeL Tools."""

from __future__ import annotations

from arnorm import _ucd, chars, rules
from arnorm.chars import ALEF, ALEF_MAKSURA, HEH, KAF, WAW, YEH, YEH_HAMZA
from arnorm.compat._python import DATE, keep, span
from arnorm.profiles import Profile
from arnorm.rules import Rule
from arnorm.rules.rule import fold, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = [
    "CAMEL_ALEF",
    "CAMEL_ALEF_MAKSURA",
    "CAMEL_ARCLEAN",
    "CAMEL_DEDIAC",
    "CAMEL_TEH_MARBUTA",
    "CAMEL_UNICODE",
]

CAMEL_DEDIAC: Final = Profile(
    "CAMEL_DEDIAC", (rules.strip_tashkeel,), "dediac_ar of camel_tools.utils.dediac, CAMeL Tools 1.6.0.", DATE
)

_alef: Rule = fold(
    "camel_normalize_alef",
    {ALEF: {chars.ALEF_MADDA, chars.ALEF_HAMZA_ABOVE, chars.ALEF_HAMZA_BELOW, chars.ALEF_WASLA}},
    "Write alef with hamza, madda or wasla as a bare alef.",
    lossy=True,
    source="CAMeL Tools 1.6.0, normalize_alef_ar",
)
CAMEL_ALEF: Final = Profile(
    "CAMEL_ALEF", (_alef,), "normalize_alef_ar of camel_tools.utils.normalize, CAMeL Tools 1.6.0.", DATE
)

CAMEL_ALEF_MAKSURA: Final = Profile(
    "CAMEL_ALEF_MAKSURA",
    (rules.fold_alef_maksura,),
    "normalize_alef_maksura_ar of camel_tools.utils.normalize, CAMeL Tools 1.6.0.",
    DATE,
)

_teh_marbuta: Rule = fold(
    "camel_normalize_teh_marbuta",
    {HEH: {chars.TEH_MARBUTA}},
    "Write teh marbuta as heh.",
    lossy=True,
    source="CAMeL Tools 1.6.0, normalize_teh_marbuta_ar",
)
CAMEL_TEH_MARBUTA: Final = Profile(
    "CAMEL_TEH_MARBUTA",
    (_teh_marbuta,),
    "normalize_teh_marbuta_ar of camel_tools.utils.normalize, CAMeL Tools 1.6.0.",
    DATE,
)

_unicode: Rule = replace(
    "camel_expand_rial_and_bismillah",
    {chars.RIAL_SIGN: chars.RIYAL, chars.BISMILLAH: chars.BASMALA},
    "Write the rial sign and the bismillah as words, which NFKC leaves as they are or writes in Persian.",
    lossy=True,
    source="CAMeL Tools 1.6.0, normalize_unicode",
)
CAMEL_UNICODE: Final = Profile(
    "CAMEL_UNICODE",
    (_unicode, rules.nfkc),
    "normalize_unicode of camel_tools.utils.normalize, CAMeL Tools 1.6.0. It is NFKC, in Latin too, so shadda moves"
    " behind the short vowel and an isolated mark form becomes a space and the mark.",
    DATE,
)

_KEPT: Final = (
    {"\t", "\n", "\r", "\N{SYMBOL FOR NEWLINE}"}
    | span(0x20, 0x7E)
    | span(0xC0, 0xFF)
    | chars.characters(chars.BASIC_LETTERS)
)

# First and last code point, and what each of them becomes; a later row replaces an earlier one.
_ARCLEAN_LETTERS: Final[tuple[tuple[int, int, str], ...]] = (
    (0x063B, 0x063C, KAF),
    (0x063D, 0x063F, ALEF_MAKSURA),
    (0x066E, 0x066E, chars.BEH),
    (0x066F, 0x066F, chars.QAF),
    (0x0671, 0x0673, ALEF),
    (0x0675, 0x0675, ALEF),
    (0x0676, 0x0677, WAW),
    (0x0678, 0x0678, YEH_HAMZA),
    (0x0679, 0x067F, chars.TEH),
    (0x067B, 0x067B, chars.BEH),
    (0x067D, 0x067D, chars.THEH),
    (0x067E, 0x067E, chars.BEH),
    (0x0680, 0x0680, chars.BEH),
    (0x0681, 0x0685, chars.KHAH),
    (0x0683, 0x0684, chars.JEEM),
    (0x0686, 0x0687, chars.JEEM),
    (0x0688, 0x0690, chars.DAL),
    (0x0691, 0x0696, chars.REH),
    (0x0697, 0x0699, chars.ZAIN),
    (0x069A, 0x069B, chars.SEEN),
    (0x069C, 0x069C, chars.SHEEN),
    (0x069D, 0x069D, chars.SAD),
    (0x069E, 0x069E, chars.DAD),
    (0x069F, 0x069F, chars.ZAH),
    (0x06A0, 0x06A0, chars.GHAIN),
    (0x06A1, 0x06A6, chars.FEH),
    (0x06A7, 0x06A8, chars.QAF),
    (0x06A9, 0x06B4, KAF),
    (0x06B5, 0x06B8, chars.LAM),
    (0x06B9, 0x06BD, chars.NOON),
    (0x06BE, 0x06BE, HEH),
    (0x06BF, 0x06BF, chars.JEEM),
    (0x06C0, 0x06C2, HEH),
    (0x06C3, 0x06C3, chars.TEH_MARBUTA),
    (0x06C4, 0x06CF, WAW),
    (0x06CC, 0x06CE, ALEF_MAKSURA),
    (0x06D0, 0x06D2, YEH),
    (0x06D3, 0x06D3, YEH_HAMZA),
    (0x06EE, 0x06EE, chars.DAL),
    (0x06EF, 0x06EF, chars.REH),
    (0x06FA, 0x06FA, chars.SHEEN),
    (0x06FB, 0x06FB, chars.SAD),
    (0x06FC, 0x06FC, chars.DAD),
    (0x06FD, 0x06FD, chars.HAMZA),
    (0x06FE, 0x06FE, chars.MEEM),
    (0x06FF, 0x06FF, HEH),
    (0xFB56, 0xFB59, chars.BEH),
    (0xFB66, 0xFB69, chars.TEH),
    (0xFB7A, 0xFB7D, chars.JEEM),
    (0xFB88, 0xFB89, chars.DAL),
    (0xFB8A, 0xFB8B, chars.ZAIN),
    (0xFB8C, 0xFB8D, chars.REH),
    (0xFB8E, 0xFB95, KAF),
    (0xFB9E, 0xFB9F, chars.NOON),
    (0xFBA6, 0xFBAD, HEH),
    (0xFBAE, 0xFBAF, ALEF_MAKSURA),
    (0xFBB0, 0xFBB1, YEH_HAMZA),
    (0xFBFC, 0xFBFF, YEH),
)
_ARCLEAN_OTHERS: Final[tuple[tuple[int, int, str], ...]] = (
    *((first, last, " ") for first, last in ((0x0600, 0x0605), (0x0608, 0x0608), (0x060B, 0x060B), (0x060E, 0x060F))),
    *((code, code, " ") for code in (0xA0, 0x1680, 0x180E, 0x2420, 0x2422, 0x2423, 0x3000, 0xFEFF)),
    *((first, last, " ") for first, last in ((0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x2060))),
    (0x0606, 0x0606, "/3"),
    (0x0607, 0x0607, "/4"),
    (0x0609, 0x0609, "%0"),
    (0x060A, 0x060A, "%00"),
    (0x060C, 0x060D, ","),
    (0x061B, 0x061B, ";"),
    (0x061F, 0x061F, "?"),
    (0x066A, 0x066A, "%"),
    (0x066B, 0x066B, ","),
    (0x066C, 0x066C, "'"),
    (0x066D, 0x066D, "*"),
    (0x06D4, 0x06D4, "."),
    (0x06DD, 0x06DE, "*"),
    (0x06E9, 0x06E9, "*"),
    (0x00AB, 0x00AB, '"'),
    (0x00BB, 0x00BB, '"'),
    (0x2010, 0x2015, "-"),
    (0x2018, 0x201B, "'"),
    (0x201C, 0x201F, '"'),
    (0x2020, 0x2021, "+"),
    (0x2045, 0x2046, "E"),
    (0x204C, 0x204E, "*"),
    (0x205D, 0x205E, ":"),
)
# What General Punctuation becomes one by one, from its code point on.
_ARCLEAN_PUNCTUATION: Final[tuple[tuple[int, str], ...]] = (
    (0x2016, "| _"),
    (0x2023, "* . .. ... ."),
    (0x2030, "%0 %00 ' '' ''' ` `` ``` ^ < > X !! !? - ) ( l *** - /"),
    (0x2047, "?? ?! !? & \N{PILCROW SIGN}"),
    (0x204F, "; () ** % ~ _ * ... '''' :: :.: : :: X"),
)


def _arclean_table() -> dict[str, str]:
    table = {form: _ucd.PRESENTATION_FORMS[ord(form)] for form in span(0xFE80, 0xFEFC)}
    for first, last, target in _ARCLEAN_LETTERS + _ARCLEAN_OTHERS:
        table.update(dict.fromkeys(span(first, last), target))
    for first, targets in _ARCLEAN_PUNCTUATION:
        table.update({chr(code): target for code, target in enumerate(targets.split(" "), first)})
    for zero in (chars.ARABIC_INDIC_DIGIT_ZERO, chars.EXTENDED_ARABIC_INDIC_DIGIT_ZERO):
        table.update(zip(chars.digits(zero), chars.digits(chars.DIGIT_ZERO), strict=True))
    allah = 0xFDF2  # the only ligature of its block that is not deleted
    return table | {chr(allah): _ucd.PRESENTATION_FORMS[allah]}


_ARCLEAN: Final = _arclean_table()
_arclean_strip: Rule = keep(
    "camel_arclean_strip",
    chars.ranges_of(_KEPT | _ARCLEAN.keys()),
    "",
    "Delete what is neither kept nor mapped: tashkeel, tatweel, most other scripts, emoji.",
    "CAMeL Tools 1.6.0, the character map arclean",
)
_arclean: Rule = replace(
    "camel_arclean",
    _ARCLEAN,
    "Write letters of other languages, presentation forms, digits and punctuation as plain Arabic and ASCII.",
    lossy=True,
    source="CAMeL Tools 1.6.0, the character map arclean",
)
CAMEL_ARCLEAN: Final = Profile(
    "CAMEL_ARCLEAN",
    (_arclean_strip, _arclean),
    "CharMapper.builtin_mapper('arclean') of CAMeL Tools 1.6.0, the command camel_arclean. Bugs kept: the Persian yeh"
    " becomes alef maksura, the Arabic decimal separator a comma, the thousands separator an apostrophe; the Uyghur"
    " ae is deleted.",
    DATE,
)
