"""What a character is called, and what can be shown of it."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import lru_cache

from arnorm import _ucd, chars
from arnorm.names import described

__all__ = ["is_mark", "is_shown", "label", "listed", "picture"]

_MARKS = ("Mn", "Me", "Mc")
_HIDDEN = ("Cc", "Cs", "Co", "Zl", "Zp", "")
_WITHOUT_PICTURE = ("VARIATION SELECTOR", "GRAPHEME JOINER", "FILLER", "VOWEL INHERENT")
_LISTED = 4
"""How many code points of a change are named."""
_SHOWN = 40
"""How many of them are shown as they look."""


def listed(text: str) -> str:
    """Return the code points of ``text`` with their names, the first ones of many; "deleted" for none."""
    names = " + ".join([described(character) for character in text[:_LISTED]])
    return f"{names} + {len(text) - _LISTED} more" if len(text) > _LISTED else names


def picture(text: str) -> str:
    """Return how ``text`` looks, with code points for what cannot be shown; "" for a character that shows nothing.

    A mark that leads stands on a dotted circle. There are no controls in it, so it is safe to write to a terminal.
    """
    if all(character == " " or not is_shown(character) for character in text):
        return ""
    pieces = [chars.DOTTED_CIRCLE] if is_mark(text[0]) else []
    pieces += [character if is_shown(character) else f"<{label(ord(character))}>" for character in text[:_SHOWN]]
    return "".join(pieces) + (chars.ELLIPSIS if len(text) > _SHOWN else "")


def label(code_point: int) -> str:
    """Return ``U+`` and at least four hexadecimal digits."""
    return f"U+{code_point:04X}"


def _is_shown(character: str) -> bool:
    """Return whether a character has a picture of its own, or is a plain space, and does nothing to its neighbours."""
    category = _category(ord(character))
    if category == "Zs":
        return character == " "
    if category == "Cf":  # signs such as those that enclose a number have a direction, formatting has none
        return character not in chars.BIDI_CONTROLS and unicodedata.bidirectional(character) not in ("BN", "ON", "")
    if category in _HIDDEN:
        return False
    name = unicodedata.name(character, "")
    return not any(part in name for part in _WITHOUT_PICTURE)


def _is_mark(character: str) -> bool:
    """Return whether a character is drawn on the one before it."""
    return _category(ord(character)) in _MARKS


def _category(code_point: int) -> str:
    """Return the general category in the tables of this package, "" for what is not assigned."""
    starts, ranges = _ranges()
    number = bisect_right(starts, code_point) - 1
    last, name = ranges[number]
    return name if number >= 0 and code_point <= last else ""


def _all_ranges() -> tuple[list[int], list[tuple[int, str]]]:
    found = sorted((first, last, name) for name, spans in _ucd.GENERAL_CATEGORY.items() for first, last in spans)
    return [first for first, _, _ in found], [(last, name) for _, last, name in found]


is_shown = lru_cache(maxsize=4096)(_is_shown)
is_mark = lru_cache(maxsize=4096)(_is_mark)
_ranges = lru_cache(maxsize=1)(_all_ranges)
