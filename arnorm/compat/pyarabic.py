"""Functions of PyArabic."""

from __future__ import annotations

from arnorm import chars
from arnorm.chars import ALEF, HAMZA, LAM
from arnorm.compat._python import DATE
from arnorm.profiles import Profile
from arnorm.rules import Rule
from arnorm.rules.rule import replace, strip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = ["PYARABIC_SEARCH", "PYARABIC_TASHKEEL"]

_tashkeel: Rule = strip(
    "pyarabic_strip_tashkeel",
    chars.TASHKEEL_ON_LETTERS,
    "Delete short vowels, tanween, shadda and sukun; the superscript alef stays.",
    lossy=False,
    source="PyArabic 0.6.15, araby.strip_tashkeel",
)
PYARABIC_TASHKEEL: Final = Profile(
    "PYARABIC_TASHKEEL", (_tashkeel,), "strip_tashkeel of pyarabic.araby, PyArabic 0.6.15.", DATE
)

_LAM_ALEFS: Final = {
    chars.LAM_ALEF,
    chars.LAM_ALEF_MADDA,
    chars.LAM_ALEF_HAMZA_ABOVE,
    chars.LAM_ALEF_HAMZA_BELOW,
}
_ALEFS: Final = {
    chars.ALEF_MADDA,
    chars.ALEF_HAMZA_ABOVE,
    chars.ALEF_HAMZA_BELOW,
    chars.ALEF_WASLA,
    chars.ALEF_MAKSURA,
    chars.SUPERSCRIPT_ALEF,
}
_HAMZAS: Final = {chars.WAW_HAMZA, chars.YEH_HAMZA, chars.HAMZA_ABOVE, chars.HAMZA_BELOW}

_search: Rule = replace(
    "pyarabic_normalize_searchtext",
    {
        **dict.fromkeys(chars.TASHKEEL_ON_LETTERS | {chars.TATWEEL}, ""),
        **dict.fromkeys(_LAM_ALEFS, LAM + ALEF),
        **dict.fromkeys(_ALEFS, ALEF),
        **dict.fromkeys(_HAMZAS, HAMZA),
        chars.TEH_MARBUTA: chars.HEH,
    },
    "Delete vocalisation and tatweel, fold alefs, hamzas, the isolated lam-alefs and teh marbuta.",
    lossy=True,
    source="PyArabic 0.6.15, normalize.normalize_searchtext",
)
PYARABIC_SEARCH: Final = Profile(
    "PYARABIC_SEARCH",
    (_search,),
    "normalize_searchtext of pyarabic.normalize, PyArabic 0.6.15. Bugs kept: alef maksura and the superscript alef"
    " become alef, so the yeh that its manual promises never comes; of eight lam-alefs only the isolated four.",
    DATE,
)
