"""The text that is measured, in four sizes: ``python -m benchmarks.corpus`` shows what is in it.

It is the file that ``ARNORM_CORPUS`` names, else the seed of the project where that lies beside the checkout, else
`generated`: letters in random order, in as many copies as the seed has of each.
"""

from __future__ import annotations

import os
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

__all__ = [
    "BASE",
    "COUNTS",
    "DATA",
    "MEGABYTE_CHARACTERS",
    "SEED",
    "SIZES",
    "SOURCE",
    "TEXTS",
    "WIKI",
    "WORD_LENGTHS",
    "generated",
    "sizes",
    "wiki",
    "word_lengths",
]

DATA: Final = Path(os.environ.get("ARNORM_DATA", Path(__file__).parents[2] / "shared" / "data"))
"""The folder of corpora, which lies beside the checkout."""
SEED: Final = DATA / "seed.txt"
WIKI: Final = DATA / "corpora" / "wiki_ar.txt"
"""Articles of an encyclopedia, a paragraph on each line, where they lie beside the checkout."""

WORD_LETTERS: Final = 12
SENTENCE_CHARACTERS: Final = 100
DOCUMENT_CHARACTERS: Final = 2_800
MEGABYTE_CHARACTERS: Final = 560_000  # a little over 1,000,000 bytes of UTF-8, as Arabic text with its spaces has 1.8

# ---------------------------------------------------------------------------------------------------------- statistics
# Measured from the seed: the characters with `collections.Counter`, the words with `word_lengths`. The totals are the
# seed's: 2,799 characters, 457 words. `test_corpus.py` compares them with the seed where it is there.

LETTERS: Final[Mapping[int, int]] = {
    **{0x0621: 7, 0x0622: 2, 0x0623: 68, 0x0624: 5, 0x0625: 17, 0x0626: 7, 0x0627: 322, 0x0628: 62, 0x0629: 55},
    **{0x062A: 111, 0x062B: 12, 0x062C: 31, 0x062D: 47, 0x062E: 14, 0x062F: 72, 0x0630: 16, 0x0631: 110, 0x0632: 11},
    **{0x0633: 70, 0x0634: 19, 0x0635: 19, 0x0636: 27, 0x0637: 16, 0x0638: 4, 0x0639: 51, 0x063A: 2, 0x0641: 62},
    **{0x0642: 35, 0x0643: 52, 0x0644: 248, 0x0645: 125, 0x0646: 121, 0x0647: 42, 0x0648: 151, 0x0649: 26, 0x064A: 195},
}
"""How often each letter stands in the text, by code point."""
WORD_LENGTHS: Final[Mapping[int, int]] = {
    **{1: 1, 2: 64, 3: 79, 4: 60, 5: 70, 6: 82, 7: 48, 8: 37, 9: 11, 10: 2, 11: 1, 12: 2},
}
"""How many words have so many letters."""
MARKS: Final = {"\N{ARABIC FATHATAN}": 8, "\N{ARABIC SHADDA}": 3}
OPENING: Final = {'"': 14, "«": 2}
CLOSING: Final = {'"': 14, "»": 2, "\N{ARABIC COMMA}": 33, ".": 20, ":": 2}
BETWEEN: Final = {" ": 452, "\n": 7, '"': 1}
NUMBERS: Final = {"2": 2, "4": 1, "1": 1, "5": 1, "6": 1}  # the digits of three numbers of two
LONE: Final = {"-": 1}


COUNTS: Final = sum(
    map(Counter, (MARKS, OPENING, CLOSING, BETWEEN, NUMBERS, LONE)),
    Counter({chr(code_point): count for code_point, count in LETTERS.items()}),
)
"""How often each character stands in the text."""


def word_lengths(text: str) -> Counter[int]:
    """Count the lengths of the runs of letters in ``text``, combining marks left out."""
    bare = "".join(character for character in text if unicodedata.category(character) != "Mn")
    return Counter(map(len, re.findall(r"[^\W\d_]+", bare)))


def generated(seed: int = 4) -> str:
    """Return a text with exactly the counts above: letters dealt to words at random, then signs to the words.

    The default is the first whose word of twelve letters holds an alef with hamza, as that of the project's seed does.
    """
    source = random.Random(seed)

    def shuffled(counts: Mapping[str, int]) -> Iterator[str]:
        items = list(Counter(counts).elements())
        source.shuffle(items)
        return iter(items)

    def few(counts: Mapping[str, int]) -> Iterator[tuple[int, str]]:
        """Place each of a few signs at another word."""
        return zip(source.sample(range(len(words)), sum(counts.values())), shuffled(counts), strict=True)

    letters = shuffled({chr(code_point): count for code_point, count in LETTERS.items()})
    lengths = shuffled({str(length): count for length, count in WORD_LENGTHS.items()})
    words = ["".join(next(letters) for _ in range(int(length))) for length in lengths]
    for place, mark in few(MARKS):
        after = len(words[place]) if mark == "\N{ARABIC FATHATAN}" else 2
        words[place] = words[place][:after] + mark + words[place][after:]
    for place, sign in few(OPENING):
        words[place] = sign + words[place]
    for place, sign in few(CLOSING):
        words[place] += sign
    digits = "".join(shuffled(NUMBERS))
    words += [*LONE, *(digits[start : start + 2] for start in range(0, len(digits), 2))]
    source.shuffle(words)
    return "".join(word + sign for word, sign in zip(words, [*shuffled(BETWEEN), ""], strict=True))


# --------------------------------------------------------------------------------------------------------------- sizes


def _text() -> tuple[str, str]:
    if path := os.environ.get("ARNORM_CORPUS"):
        return "ARNORM_CORPUS", Path(path).read_bytes().decode("utf-8")
    if SEED.is_file():
        return "seed", SEED.read_bytes().decode("utf-8")
    return "generated", generated()


def sizes(text: str) -> dict[str, str]:
    """Return a word, a sentence, a document and a megabyte of ``text``."""
    words = [word for word in text.split() if word.isalpha()] or text.split()
    if not words:
        raise ValueError("the text to be measured has no words")
    document = text[:DOCUMENT_CHARACTERS]
    return {
        "word": min(words, key=lambda word: abs(len(word) - WORD_LETTERS)),
        "sentence": document[:SENTENCE_CHARACTERS].rpartition(" ")[0] or document[:SENTENCE_CHARACTERS],
        "document": document,
        "megabyte": (text * (MEGABYTE_CHARACTERS // len(text) + 1))[:MEGABYTE_CHARACTERS],
    }


SOURCE, BASE = _text()
"""Where the text is from, and the text."""
TEXTS: Final[Mapping[str, str]] = sizes(BASE)
"""The text of each size: its first word of about twelve letters, its beginning, its repetition."""
SIZES: Final = tuple(TEXTS)


def wiki() -> str:
    """Return the text of ``WIKI``, which is far longer and less even than the sizes above."""
    return WIKI.read_bytes().decode("utf-8")


def _report() -> Iterator[str]:
    yield f"text: {SOURCE}"
    for size, text in TEXTS.items():
        yield f"{size:9} {len(text):8,} characters {len(text.encode()):10,} bytes {len(text.split()):7,} words"
    yield "characters of the document:"
    document = TEXTS["document"]
    for character, count in Counter(document).most_common():
        yield f"U+{ord(character):04X} {count / len(document):7.2%}  {unicodedata.name(character, '')}"
    yield "letters of its words:"
    lengths = word_lengths(document)
    for length, count in sorted(lengths.items()):
        yield f"{length:6} {count / lengths.total():7.2%}"


if __name__ == "__main__":
    for line in _report():
        print(line)
