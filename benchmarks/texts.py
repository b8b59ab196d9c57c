"""Texts of several kinds that speed is measured on, each read where it lies beside the checkout or else made.

What is made comes from the text of `benchmarks.corpus` by putting something into it, always in the same way.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import cycle
from typing import Final, NamedTuple

from arnorm import chars
from benchmarks.corpus import BASE, DATA, MEGABYTE_CHARACTERS, SOURCE, sizes

__all__ = ["KINDS", "Text", "text_of", "texts"]

Function = Callable[[str], str]

EMOJI: Final = "\N{SMILING FACE WITH SMILING EYES}"
EMOJI_DISTANCE: Final = 80
QUOTES: Final = "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"
QUOTE_DISTANCE: Final = 40
LATIN_SHARE: Final = 0.3
MARKED_SHARE: Final = 0.22
"""Of the characters of vocalised verse that are marks, counted in the corpus of it."""


class Text(NamedTuple):
    """A text and where it is from: the name of a file, or what it was made of."""

    text: str
    source: str


def every(distance: int, signs: Iterator[str], text: str) -> str:
    """Put the next of ``signs`` behind each ``distance`` characters of ``text``."""
    return "".join(text[start : start + distance] + next(signs) for start in range(0, len(text), distance))


def emoji(text: str) -> str:
    """One character in 81 is an emoji, so that Python stores all of them four bytes to a code point."""
    return every(EMOJI_DISTANCE, cycle(EMOJI), text)


def quotes(text: str) -> str:
    """One character in 41 is a curly quotation mark, which opens and closes in turn."""
    return every(QUOTE_DISTANCE, cycle(QUOTES), text)


def latin(text: str) -> str:
    """Words of Latin letters stand among the others until they are 30% of the characters."""
    source = random.Random(6)
    out: list[str] = []
    characters = letters = 0
    for word in text.split(" "):
        out.append(word)
        characters += len(word) + 1
        while letters < LATIN_SHARE * characters:
            out.append("".join(source.choices("etaoinshrdlucmfw", k=source.randint(2, 9))))
            letters += len(out[-1])
            characters += len(out[-1]) + 1
    return " ".join(out)


def vocalised(text: str) -> str:
    """Marks stand on letters until they are as many as in verse."""
    source = random.Random(7)
    harakat = sorted(chars.HARAKAT)
    letters = sum(map(str.isalpha, text))
    share = MARKED_SHARE / (1 - MARKED_SHARE) * len(text) / letters
    return "".join(
        character + source.choice(harakat) if character.isalpha() and source.random() < share else character
        for character in text
    )


def _after_first(sign: str) -> Function:
    return lambda word: word[:1] + sign + word[1:]


def _around(before: str = "", behind: str = "") -> Function:
    return lambda word: f"{before}{word}{behind}"


def _decomposed(word: str) -> str:
    return unicodedata.normalize("NFD", word)


ADDITIONS: Final[tuple[Function, ...]] = (
    vocalised,
    _decomposed,
    _after_first(chars.TATWEEL),
    _after_first("\N{ZERO WIDTH SPACE}"),
    _around("\N{RIGHT-TO-LEFT MARK}"),
    _around("\N{RIGHT-TO-LEFT EMBEDDING}", "\N{POP DIRECTIONAL FORMATTING}"),
    _around(behind=f" {EMOJI}"),
    _around(behind=" https://example.org/a?b=c"),
    _around(behind="!!!"),
)


def messy(text: str) -> str:
    """Three words of ten have what the web does to words: `ADDITIONS`."""
    source = random.Random(8)
    return " ".join(
        source.choice(ADDITIONS)(word) if any(map(str.isalpha, word)) and source.random() < 0.3 else word
        for word in text.split(" ")
    )


MADE: Final[Mapping[str, Function]] = {
    "MSA": str,
    "vocalised": vocalised,
    "messy": messy,
    "Latin": latin,
    "emoji": emoji,
    "quotes": quotes,
    "wiki": str,
}
"""How a text of each kind is made where there is none to read."""
FILES: Final[Mapping[str, str]] = {
    "vocalised": "corpora/poetry_vocalised.txt",
    "messy": "synthetic/noisy.txt",
    "wiki": "corpora/wiki_ar.txt",
}
KINDS: Final = tuple(MADE)


@lru_cache
def text_of(kind: str) -> Text:
    """Return a long text of one of `KINDS`: a megabyte of UTF-8 or more."""
    if SOURCE == "seed" and kind in FILES and (path := DATA / FILES[kind]).is_file():
        return Text(path.read_bytes().decode("utf-8"), path.name)
    times = max(1, MEGABYTE_CHARACTERS // len(BASE))
    make = MADE[kind]
    return Text(make(BASE * times), f"{'' if make is str else 'made of '}{SOURCE} * {times}")


@lru_cache
def texts(kind: str) -> Mapping[str, str]:
    """Return a word, a sentence, a document and a megabyte of one of `KINDS`."""
    return sizes(text_of(kind).text)
