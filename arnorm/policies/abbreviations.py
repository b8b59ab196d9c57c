"""Words next to which a stop does not end the sentence: closed lists, each with the reason.

A lone Arabic letter needs no list. Titles (دكتور، أستاذ، مهندس), parts of a work (صفحة، جزء، طبعة) and first names are
shortened to one letter, and ج.م.ع or ق.م are letters in a row.
"""

from __future__ import annotations

from arnorm import chars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = ["ABBREVIATIONS", "ATTRIBUTIONS", "BEFORE_NUMBERS", "DOTTED_PAIRS", "LETTER_NAMES", "TITLES"]

ABBREVIATIONS: Final = (
    # Titles and forms of address, of English and French: a name follows.
    *(
        "Dr",
        "Mr",
        "Mrs",
        "Ms",
        "Prof",
        "Gen",
        "Col",
        "Capt",
        "Lt",
        "Sgt",
        "Gov",
        "Sen",
        "Rep",
        "St",
        "Mt",
        "Mme",
        "Mlle",
    ),
    # What is compared or referred to follows.
    *("vs", "cf"),
    # Volume, edited by, translated by, printed by: مجلد، تحقيق، ترجمة، مطبعة. A name or a number follows.
    *(chars.MEEM + chars.JEEM, chars.TEH + chars.HAH, chars.TEH + chars.REH, chars.MEEM + chars.TAH),
)
"""Words that are cut short in front of what they belong to."""

BEFORE_NUMBERS: Final = (
    # Number, figure, volume, chapter, pages.
    *("No", "no", "Nos", "Fig", "fig", "Figs", "Vol", "vol", "Ch", "ch", "pp"),
    # Pages: صفحات.
    chars.SAD + chars.SAD,
)
"""Words that are cut short in front of a number; with anything else behind them they may end a sentence."""

LETTER_NAMES: Final = (
    chars.JEEM + chars.YEH + chars.HEH,  # J
    chars.KAF + chars.YEH + chars.HEH,  # K
    chars.DAL + chars.BEH + chars.LAM + chars.YEH + chars.WAW,  # W
    chars.ALEF_HAMZA_BELOW + chars.FEH,  # F
    chars.ALEF_HAMZA_BELOW + chars.TEH + chars.SHEEN,  # H
    chars.ALEF_HAMZA_BELOW + chars.MEEM,  # M
    chars.FEH + chars.YEH,  # V
)
"""Names of Latin letters as they are written for initials: جورج دبليو. بوش.

Only those are listed that are no word with which a sentence ends. They count behind a word of at least three letters:
behind a shorter one they spell an acronym, as in بي بي إف, which may end a sentence.
"""

ATTRIBUTIONS: Final = (
    # Saying, according to what: قائلا، قائلة، حسبما.
    chars.QAF + chars.ALEF + chars.YEH_HAMZA + chars.LAM,
    chars.HAH + chars.SEEN + chars.BEH + chars.MEEM + chars.ALEF,
    # Saying, in Uyghur.
    chars.DAL + chars.AE + chars.PEH,
)
"""What words begin with that tell whose words those before were, and with which no sentence begins.

Behind a quotation they go on with the sentence that it stands in, whatever stop is at its end.
"""

TITLES: Final = (
    chars.DAL,  # doctor
    chars.ALEF_HAMZA_ABOVE,  # professor
    chars.MEEM,  # engineer
    chars.SAD,  # page
    chars.JEEM,  # part
    chars.TAH,  # edition
    chars.HEH + chars.TATWEEL,  # of the Hijri era
)
"""What with a full stop stands for a title, a part of a work or an era, if a word follows."""

DOTTED_PAIRS: Final = (
    (chars.ALEF_HAMZA_ABOVE, chars.DAL),  # full professor
    (chars.SAD, chars.BEH),  # post office box
    (chars.DAL, chars.TEH),  # without a date
    (chars.DAL, chars.KAF),  # Kuwaiti dinar
    (chars.DAL, chars.ALEF_HAMZA_BELOW),  # dirham of the Emirates
    (chars.DAL, chars.JEEM),  # Algerian dinar
    (chars.DAL, chars.MEEM),  # Moroccan dirham
    (chars.REH, chars.SEEN),  # Saudi riyal
    (chars.REH, chars.QAF),  # Qatari riyal
    (chars.LAM, chars.SEEN),  # Syrian pound
    (chars.LAM, chars.LAM),  # Lebanese pound
)
"""Two letters with a full stop between them that are one word; of three and more letters any are.

The eras are not among them: treebanks take their letters for words.
"""
