"""The rules of UAX #29 once more: whether there is a boundary at a place, asked place by place, without a grammar.

It is slow and follows the text of the annex rule by rule; it is the oracle of the policies ``UAX29`` and
``UAX29_SENTENCES``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from arnorm._ucd import GENERAL_CATEGORY, WHITE_SPACE, Ranges
from arnorm.policies._segmentation import PICTOGRAPHS, SENTENCE_BREAK, WORD_BREAK

Units = list[tuple[int, str]]
"""Where each unit begins, and the property of its first code point."""


def by_code_point(properties: Mapping[str, Ranges]) -> dict[int, str]:
    return {
        point: name for name, ranges in properties.items() for first, last in ranges for point in range(first, last + 1)
    }


WORDS = by_code_point(WORD_BREAK)
SENTENCES = by_code_point(SENTENCE_BREAK)
CATEGORIES = by_code_point(GENERAL_CATEGORY)
PICTURES = by_code_point({"picture": PICTOGRAPHS})
SPACES = by_code_point({"space": WHITE_SPACE})

LETTER = ("ALetter", "Hebrew_Letter")
IN_WORD = ("MidLetter", "MidNumLet", "Single_Quote")
IN_NUMBER = ("MidNum", "MidNumLet", "Single_Quote")
NEWLINES = ("CR", "LF", "Newline")
IGNORED_IN_WORDS = ("Extend", "Format", "ZWJ")
JOINED_BY_CONNECTORS = (*LETTER, "Numeric", "Katakana")

SEPARATORS = ("CR", "LF", "Sep")
IGNORED_IN_SENTENCES = ("Extend", "Format")
STOPS = ("ATerm", "STerm")
CASED = ("Upper", "Lower")


def segments(text: str, boundary: Callable[[str, int], bool]) -> list[str]:
    """Cut ``text`` at every place where ``boundary`` says so."""
    places = [0, *(place for place in range(1, len(text)) if boundary(text, place)), len(text)] if text else [0]
    return [text[start:end] for start, end in pairwise(places)]


def units(text: str, properties: Mapping[int, str], ignored: Sequence[str], lines: Sequence[str]) -> Units:
    """Rules WB4 and SB5: what is ignored belongs to the code point before it, if that does not end a line."""
    found: Units = []
    before = None
    for place, character in enumerate(text):
        name = properties.get(ord(character), "Other")
        if name not in ignored or before is None or before in lines:
            found.append((place, name))
        before = name
    return found


class Words:
    """The rules of word boundaries, on one text after the other."""

    def __init__(self) -> None:
        self._text = ""
        self._units: Units = []
        self._numbers: dict[int, int] = {}

    def __call__(self, text: str, place: int) -> bool:
        before, behind = (WORDS.get(ord(text[at]), "Other") for at in (place - 1, place))
        if before == "CR" and behind == "LF":  # WB3
            return False
        if before in NEWLINES or behind in NEWLINES:  # WB3a, WB3b
            return True
        if before == "ZWJ" and ord(text[place]) in PICTURES:  # WB3c
            return False
        if before == behind == "WSegSpace":  # WB3d
            return False
        if behind in IGNORED_IN_WORDS:  # WB4
            return False
        return self._between_units(text, place)

    def _between_units(self, text: str, place: int) -> bool:
        if text != self._text:
            self._text = text
            self._units = units(text, WORDS, IGNORED_IN_WORDS, NEWLINES)
            self._numbers = {start: number for number, (start, _) in enumerate(self._units)}
        number = self._numbers[place]

        def name(offset: int) -> str:
            return self._units[number + offset][1] if 0 <= number + offset < len(self._units) else ""

        left, right = name(-1), name(0)
        flags = 0
        while name(-1 - flags) == "Regional_Indicator":
            flags += 1
        joined = (
            (left in LETTER and right in LETTER)  # WB5
            or (left in LETTER and right in IN_WORD and name(1) in LETTER)  # WB6
            or (name(-2) in LETTER and left in IN_WORD and right in LETTER)  # WB7
            or (left == "Hebrew_Letter" and right == "Single_Quote")  # WB7a
            or (left == "Hebrew_Letter" and right == "Double_Quote" and name(1) == "Hebrew_Letter")  # WB7b
            or (name(-2) == "Hebrew_Letter" and left == "Double_Quote" and right == "Hebrew_Letter")  # WB7c
            or (left == "Numeric" and right == "Numeric")  # WB8
            or (left in LETTER and right == "Numeric")  # WB9
            or (left == "Numeric" and right in LETTER)  # WB10
            or (name(-2) == "Numeric" and left in IN_NUMBER and right == "Numeric")  # WB11
            or (left == "Numeric" and right in IN_NUMBER and name(1) == "Numeric")  # WB12
            or (left == right == "Katakana")  # WB13
            or (left in (*JOINED_BY_CONNECTORS, "ExtendNumLet") and right == "ExtendNumLet")  # WB13a
            or (left == "ExtendNumLet" and right in JOINED_BY_CONNECTORS)  # WB13b
            or (right == "Regional_Indicator" and flags % 2 == 1)  # WB15, WB16
        )
        return not joined  # WB999


def sentence_boundary(text: str, place: int) -> bool:
    before, behind = (SENTENCES.get(ord(text[at]), "Other") for at in (place - 1, place))
    if before == "CR" and behind == "LF":  # SB3
        return False
    if before in SEPARATORS:  # SB4
        return True
    if behind in IGNORED_IN_SENTENCES:  # SB5
        return False
    left = [name for _, name in units(text[:place], SENTENCES, IGNORED_IN_SENTENCES, SEPARATORS)]
    right = [name for _, name in units(text[place:], SENTENCES, IGNORED_IN_SENTENCES, SEPARATORS)]
    if left[-1] == "ATerm" and right[0] == "Numeric":  # SB6
        return False
    if len(left) > 1 and left[-2] in CASED and left[-1] == "ATerm" and right[0] == "Upper":  # SB7
        return False
    spaces = closes = 0
    while left[: len(left) - spaces] and left[-1 - spaces] == "Sp":
        spaces += 1
    while left[: len(left) - spaces - closes] and left[-1 - spaces - closes] == "Close":
        closes += 1
    stop = left[-1 - spaces - closes] if len(left) > spaces + closes else ""
    if stop not in STOPS:  # SB998
        return False
    coming = next((name for name in right if name in ("OLetter", *CASED, *SEPARATORS, *STOPS)), "")
    if stop == "ATerm" and coming == "Lower":  # SB8
        return False
    if right[0] in ("SContinue", *STOPS):  # SB8a
        return False
    if not spaces and right[0] in ("Close", "Sp", *SEPARATORS):  # SB9
        return False
    return right[0] not in ("Sp", *SEPARATORS)  # SB10, SB11


def words(text: str) -> list[str]:
    return segments(text, Words())


def sentences(text: str) -> list[str]:
    return segments(text, sentence_boundary)


def kind(segment: str) -> str:
    """The kind of a segment between word boundaries, by what the docstring of ``UAX29`` says."""
    found = set()
    for point in map(ord, segment):
        name, category = WORDS.get(point, "Other"), CATEGORIES.get(point, "Cn")
        if name in IGNORED_IN_WORDS:
            found.add("mark")
        elif name in (*LETTER, "Katakana") or category[0] == "L":
            found.add("word")
        elif name == "Numeric" or category[0] == "N":
            found.add("number")
        elif name == "Regional_Indicator" or point in PICTURES or category[0] == "S":
            found.add("symbol")
        elif category[0] == "P":
            found.add("punctuation")
        elif name in NEWLINES:
            found.add("break")
        else:
            found.add("space" if point in SPACES else "other")
    order = ("word", "number", "symbol", "punctuation", "space", "break", "other", "mark")
    return next(name for name in order if name in found)
