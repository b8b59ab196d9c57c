"""Profiles that reproduce other systems' normalizers to the code point, bugs included.

Use them to compare with a system, to move away from one, or to feed a model what it was trained on; use
`arnorm.profiles` for all else. Each names in its ``purpose`` the release that it equals. What follows the
interpreter's Unicode version there is here as on CPython 3.11, whose Unicode is 14; only the Unicode normalization
forms are the interpreter's own. ``docs/compatibility.md`` says what each does, and on what evidence.

>>> from arnorm import Normalizer, compat
>>> Normalizer(compat.LUCENE_ARABIC)("المَدرسةُ الأولى")
'المدرسه الاولي'
"""

from __future__ import annotations

from arnorm.compat.arabert import ARABERT_V2
from arnorm.compat.asr import (
    HF_ASR,
    HF_ASR_DIACRITICS,
    MMS_ARABIC,
    OUAL_V1,
    OUAL_V2,
    SPEECHBRAIN_ARABIC,
    WHISPER_BASIC,
    WHISPER_BASIC_DIACRITICS,
)
from arnorm.compat.camel import (
    CAMEL_ALEF,
    CAMEL_ALEF_MAKSURA,
    CAMEL_ARCLEAN,
    CAMEL_DEDIAC,
    CAMEL_TEH_MARBUTA,
    CAMEL_UNICODE,
)
from arnorm.compat.corpora import CCNET, CCNET_DEDUP, DATATROVE_DEDUP
from arnorm.compat.lucene import LUCENE_ARABIC, LUCENE_PERSIAN, LUCENE_SORANI, SNOWBALL_ARABIC
from arnorm.compat.pyarabic import PYARABIC_SEARCH, PYARABIC_TASHKEEL
from arnorm.profiles import by_name as _by_name
from arnorm.profiles import ship

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from arnorm.profiles import Profile

__all__ = [
    "ARABERT_V2",
    "CAMEL_ALEF",
    "CAMEL_ALEF_MAKSURA",
    "CAMEL_ARCLEAN",
    "CAMEL_DEDIAC",
    "CAMEL_TEH_MARBUTA",
    "CAMEL_UNICODE",
    "CCNET",
    "CCNET_DEDUP",
    "DATATROVE_DEDUP",
    "HF_ASR",
    "HF_ASR_DIACRITICS",
    "LUCENE_ARABIC",
    "LUCENE_PERSIAN",
    "LUCENE_SORANI",
    "MMS_ARABIC",
    "OUAL_V1",
    "OUAL_V2",
    "PROFILES",
    "PYARABIC_SEARCH",
    "PYARABIC_TASHKEEL",
    "SNOWBALL_ARABIC",
    "SPEECHBRAIN_ARABIC",
    "WHISPER_BASIC",
    "WHISPER_BASIC_DIACRITICS",
    "by_name",
]

PROFILES: Final[Mapping[str, Profile]] = ship(
    __name__,
    (
        LUCENE_ARABIC,
        LUCENE_PERSIAN,
        LUCENE_SORANI,
        SNOWBALL_ARABIC,
        CAMEL_DEDIAC,
        CAMEL_ALEF,
        CAMEL_ALEF_MAKSURA,
        CAMEL_TEH_MARBUTA,
        CAMEL_UNICODE,
        CAMEL_ARCLEAN,
        PYARABIC_TASHKEEL,
        PYARABIC_SEARCH,
        ARABERT_V2,
        WHISPER_BASIC,
        WHISPER_BASIC_DIACRITICS,
        HF_ASR,
        HF_ASR_DIACRITICS,
        OUAL_V1,
        OUAL_V2,
        MMS_ARABIC,
        SPEECHBRAIN_ARABIC,
        CCNET,
        CCNET_DEDUP,
        DATATROVE_DEDUP,
    ),
)
"""Every profile of this module by its name."""


def by_name(name: str) -> Profile:
    """Return the profile called ``name``, in any case; raise ``ValueError`` with near names where there is none.

    >>> by_name("whisper_basic")
    compat.WHISPER_BASIC
    """
    return _by_name(f"compat.{name}")
