"""Arabic letters written as Latin characters: schemes as tables, each direction of a scheme a profile.

`BUCKWALTER`, `SAFE_BUCKWALTER`, `XML_BUCKWALTER` and `HSB` give every letter and mark of Arabic a character of its own,
so that what was encoded can be decoded. `ISO_233_2`, `DIN_31635` and `ALA_LC` are made for readers and library
catalogues; what they write cannot be decoded, and they need vocalised text to be right.

>>> from arnorm import Normalizer, transliteration
>>> Normalizer(transliteration.BUCKWALTER.encode)("كِتَابٌ")
'kitaAbN'
>>> Normalizer(transliteration.BUCKWALTER.decode)("kitaAbN")
'كِتَابٌ'
>>> Normalizer(transliteration.ALA_LC.encode)("كِتَاب")
'kitāb'

No scheme touches digits and punctuation (`rules.convert_digits`, `rules.convert_punctuation`), presentation forms
(`rules.expand_presentation_forms`) or a hamza written as a loose mark: bring them into shape first.
"""

from __future__ import annotations

from types import MappingProxyType

from arnorm.lookup import name_error
from arnorm.transliteration.reversible import BUCKWALTER, HSB, SAFE_BUCKWALTER, XML_BUCKWALTER
from arnorm.transliteration.romanization import ALA_LC, DIN_31635, ISO_233_2
from arnorm.transliteration.scheme import Direction, OneWayScheme, Scheme

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

__all__ = [
    "ALA_LC",
    "BUCKWALTER",
    "DIN_31635",
    "HSB",
    "ISO_233_2",
    "SAFE_BUCKWALTER",
    "SCHEMES",
    "XML_BUCKWALTER",
    "Direction",
    "OneWayScheme",
    "Scheme",
    "by_name",
]

SCHEMES: Final[Mapping[str, Scheme | OneWayScheme]] = MappingProxyType(
    {scheme.name: scheme for scheme in (BUCKWALTER, SAFE_BUCKWALTER, XML_BUCKWALTER, HSB, ISO_233_2, DIN_31635, ALA_LC)}
)
"""Every scheme by its name."""


def by_name(name: str) -> Scheme | OneWayScheme:
    """Return the scheme called ``name``, in any case, with ``-`` or blanks for ``_``.

    Raises ``ValueError`` with near names where there is none.

    >>> by_name("ala-lc")
    transliteration.ALA_LC
    """
    wanted = str(name).upper().replace("-", "_").replace(" ", "_")
    scheme = SCHEMES.get(wanted)
    if scheme is None:
        raise name_error("scheme", name, wanted, SCHEMES)
    return scheme
