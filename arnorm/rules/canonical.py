"""Rules about canonical equivalence: composition, the order of marks, and the normalization forms of Unicode."""

from __future__ import annotations

from arnorm import _canonical, chars
from arnorm.rules.rule import Rule, conditional
from arnorm.rules.steps import Canonical, Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = ["compose", "compose_hamza", "nfc", "nfd", "nfkc", "nfkd", "order_marks", "order_shadda_first"]

_CLASSES = _canonical.COMBINING_CLASS
_HAMZA = {ord(mark) for mark in chars.HAMZA_MARKS}

# UTR #53 moves shadda to the front, in front of it the modifier marks that begin the sequence of class 230, and in
# front of these the ones that begin the sequence of class 220.
_RANKS = {220: 1, 230: 2, 33: 3}


def _leading() -> tuple[tuple[int, int], ...]:
    return tuple(
        (ord(mark), _RANKS[number])
        for mark in sorted(chars.MODIFIER_MARKS | {chars.SHADDA})
        for first, last, number in _CLASSES
        if first <= ord(mark) <= last
    )


compose: Rule = conditional(
    "compose",
    (Canonical(_CLASSES, _canonical.COMPOSITIONS),),
    "Compose a letter and the mark behind it to one letter, whatever other marks stand between, and order the marks.",
    lossy=False,
    source="Normalization Form C of Unicode 17 (UAX #15), but characters that it takes apart, and Hangul, stay",
)
compose_hamza: Rule = conditional(
    "compose_hamza",
    lambda: (Canonical(_CLASSES, tuple(row for row in _canonical.COMPOSITIONS if row[1] in _HAMZA)),),
    "Compose alef, waw, yeh, heh goal and the like with a loose hamza or madda, and order the marks.",
    lossy=False,
    source="the canonical compositions of Unicode 17 with U+0653-0655",
)
order_marks: Rule = conditional(
    "order_marks",
    (Canonical(_CLASSES),),
    "Put the marks of each letter into canonical order: a short vowel, then shadda, then what stands above and below.",
    lossy=False,
    source="the Canonical Ordering Algorithm (UAX #15) with the combining classes of Unicode 17",
)
order_shadda_first: Rule = conditional(
    "order_shadda_first",
    lambda: (Canonical(_CLASSES, (), _leading()),),
    "Put the marks of each letter into the order in which they are drawn: hamza, then shadda, then the vowel.",
    lossy=False,
    source="the Arabic Mark Transient Reordering Algorithm of UTR #53",
)


_LONG = 1024
"""Code points without a space in which marks are put into order here: ``unicodedata`` takes quadratic time for it."""


def _form(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    import unicodedata

    if len(text) > _LONG and max(map(len, text.split(" "))) > _LONG:
        result = unicodedata.normalize(form, in_order(form, text))
        return text if result == text else result
    return text if unicodedata.is_normalized(form, text) else unicodedata.normalize(form, text)


def in_order(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Return ``text`` taken apart and with its marks in canonical order, which has the same normalization form."""
    from itertools import groupby
    from unicodedata import combining, normalize

    apart: Literal["NFD", "NFKD"] = "NFD" if form in ("NFC", "NFD") else "NFKD"
    text = text.translate({ord(character): normalize(apart, character) for character in set(text)})
    runs = groupby(text, lambda character: combining(character) > 0)
    return "".join(["".join(sorted(run, key=combining) if marks else run) for marks, run in runs])


def to_nfc(text: str) -> str:
    """Return ``text`` in Normalization Form C."""
    return _form("NFC", text)


def to_nfd(text: str) -> str:
    """Return ``text`` in Normalization Form D."""
    return _form("NFD", text)


def to_nfkc(text: str) -> str:
    """Return ``text`` in Normalization Form KC."""
    return _form("NFKC", text)


def to_nfkd(text: str) -> str:
    """Return ``text`` in Normalization Form KD."""
    return _form("NFKD", text)


_SOURCE = "UAX #15, in the version of Unicode that the interpreter's unicodedata has"
nfc: Rule = conditional(
    "nfc",
    (Function(to_nfc),),
    "Normalization Form C of all of Unicode; runs in Python, and `compose` does the same for Arabic in the kernel.",
    lossy=False,
    source=_SOURCE,
)
nfd: Rule = conditional(
    "nfd",
    (Function(to_nfd),),
    "Normalization Form D of all of Unicode: letters and marks apart; runs in Python.",
    lossy=False,
    source=_SOURCE,
)
nfkc: Rule = conditional(
    "nfkc",
    (Function(to_nfkc),),
    "Normalization Form KC of all of Unicode, which writes an isolated mark behind a space; runs in Python.",
    lossy=True,
    source=_SOURCE,
)
nfkd: Rule = conditional(
    "nfkd",
    (Function(to_nfkd),),
    "Normalization Form KD of all of Unicode: compatibility characters, letters and marks apart; runs in Python.",
    lossy=True,
    source=_SOURCE,
)
