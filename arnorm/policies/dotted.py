"""What full stops belong to inside a word: closed lists, each with the reason."""

from __future__ import annotations

from arnorm.chars import (
    ALEF_HAMZA_ABOVE,
    ALEF_HAMZA_BELOW,
    BEH,
    DAL,
    HEH,
    JEEM,
    KAF,
    LAM,
    MEEM,
    QAF,
    REH,
    SAD,
    SEEN,
    TAH,
    TATWEEL,
    TEH,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = ["DOTTED_PAIRS", "TITLES", "TOP_LEVEL_DOMAINS"]

TITLES: Final = (
    DAL,  # doctor
    ALEF_HAMZA_ABOVE,  # professor
    MEEM,  # engineer
    SAD,  # page
    JEEM,  # part
    TAH,  # edition
    HEH + TATWEEL,  # of the Hijri era
)
"""What with a full stop stands for a title, a part of a work or an era, if a word follows."""

DOTTED_PAIRS: Final = (
    (ALEF_HAMZA_ABOVE, DAL),  # full professor
    (SAD, BEH),  # post office box
    (DAL, TEH),  # without a date
    (DAL, KAF),  # Kuwaiti dinar
    (DAL, ALEF_HAMZA_BELOW),  # dirham of the Emirates
    (DAL, JEEM),  # Algerian dinar
    (DAL, MEEM),  # Moroccan dirham
    (REH, SEEN),  # Saudi riyal
    (REH, QAF),  # Qatari riyal
    (LAM, SEEN),  # Syrian pound
    (LAM, LAM),  # Lebanese pound
)
"""Two letters with a full stop between them that are one word; of three and more letters any are.

The eras are not among them: treebanks take their letters for words.
"""

TOP_LEVEL_DOMAINS: Final = (
    *("com", "org", "net", "edu", "gov", "info", "io", "co", "ai", "app", "tv", "me"),
    *("ae", "bh", "dz", "eg", "iq", "jo", "kw", "lb", "ly", "ma", "om", "ps", "qa", "sa", "sd", "sy", "tn", "ye"),
    *("ir", "af", "pk", "tr", "uk", "us", "fr", "de", "eu"),
)
"""Ends of host names that are written without http or www: those in general use, and those of the region."""
