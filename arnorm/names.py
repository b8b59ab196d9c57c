"""Characters as readers can tell them apart: by code point and name, and text with nothing invisible in it."""

from __future__ import annotations

__all__ = ["described", "shown"]

_KINDS = {"Cc": "control", "Cs": "surrogate", "Co": "private use"}


def described(character: str) -> str:
    """Return code point and name of a character; the interpreter may know less of Unicode than the tables do.

    >>> described("ـ"), described("\\0")
    ('U+0640 ARABIC TATWEEL', 'U+0000 <control>')
    """
    import unicodedata

    name = unicodedata.name(character, "")
    if not name:
        point = ord(character)
        if point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF:
            return f"U+{point:04X} <noncharacter>"
        kind = _KINDS.get(unicodedata.category(character), f"not in Unicode {unicodedata.unidata_version}")
        name = f"<{kind}>"
    return f"U+{ord(character):04X} {name}"


def shown(text: str) -> str:
    """Return text with what cannot be seen, or would disturb a terminal, written as its code point in brackets.

    >>> shown("نعم\\u200f لا\\0")
    'نعم[U+200F] لا[U+0000]'
    """
    if text.isprintable():
        return text
    return "".join([each if each.isprintable() else f"[U+{ord(each):04X}]" for each in text])
