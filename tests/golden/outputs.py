"""What profiles and policies give, as hashes: of contexts of all code points, and of the corpora where they are there.

From the repository root, for a release or while one is made:

    python tests/golden/outputs.py > tests/golden/0.1.0.json

`tests/test_golden.py` compares with the files of all versions.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import arnorm
from arnorm import Normalizer, Rule, Tokenizer, _ucd, compat, policies, profiles, rules

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("ARNORM_DATA", ROOT.parent / "shared" / "data"))
PICKLED = 4
"""The protocol of pickles: the oldest that all supported Pythons write by default."""

LINES = 200
"""How many lines of each corpus profiles that reproduce other systems are tried on: some run in Python."""

Output = Callable[[str], bytes]


def in_contexts(points: Iterable[int]) -> Iterator[str]:
    """Yield texts in which code points stand alone, in a word, between digits, twice, and at both ends of a line."""
    lines = []
    for number, point in enumerate(points, 1):
        c = chr(point)
        lines.append(f"{c} ب{c}ت 1{c}2 x{c}{c}")
        if number % 64 == 0:
            yield "\n".join(lines)
            lines.clear()
    yield "\n".join(lines)


@lru_cache
def all_points() -> tuple[str, ...]:
    """Return the contexts of all code points, lone surrogates too."""
    return tuple(in_contexts(range(0x110000)))


@lru_cache
def arabic_points() -> tuple[str, ...]:
    """Return the contexts of Arabic, ASCII, Latin-1 and general punctuation.

    Profiles that reproduce other systems may call what comes with Python, whose Unicode is that of its version: this is
    where all have the same.
    """
    arabic = [point for first, last in _ucd.ARABIC_SCRIPT for point in range(first, last + 1)]
    return tuple(in_contexts([*range(0x100), *arabic, *range(0x2000, 0x2070)]))


@lru_cache
def corpora(folder: Path) -> tuple[tuple[str, ...], ...]:
    """Return the lines of each corpus, in the order of their names."""
    return tuple(tuple(path.read_text("utf-8").splitlines()) for path in sorted(folder.glob("*.txt")))


def digest(output: Output, texts: Iterable[str]) -> str:
    """Return the SHA-256 of what becomes of texts, in hexadecimal digits."""
    found = hashlib.sha256()
    for text in texts:
        found.update(output(text))
    return found.hexdigest()


def outputs() -> dict[str, Output]:
    """Return what is watched: functions of a text to what becomes of it."""
    found: dict[str, Output] = {}
    for home, known in (("profiles", profiles.PROFILES), ("compat", compat.PROFILES)):
        found |= {f"{home}.{name}": normalized(Normalizer(profile)) for name, profile in known.items()}
    named = [name for name in policies.__all__ if name.isupper()]
    return found | {f"policies.{name}": cut(Tokenizer(policies.by_name(name))) for name in named}


def normalized(normalizer: Normalizer) -> Output:
    return lambda text: normalizer(text).encode("utf-8", "surrogatepass") + b"\0"


def cut(tokenizer: Tokenizer) -> Output:
    """Return a function of a text to its tokens: their places, little-endian, and their kinds in alphabetical order."""
    numbers = bytes(sorted(range(len(tokenizer.kinds)), key=tokenizer.kinds.__getitem__))
    orders = bytes(map(numbers.index, range(len(numbers)))).ljust(256, b"\0")

    def output(text: str) -> bytes:
        spans, kinds = tokenizer.spans_and_kinds(text)
        return spans.astype("<i4").tobytes() + kinds.tobytes().translate(orders) + b"\0"

    return output


def of_points(name: str, output: Output) -> str:
    """Return the hash of what is watched by a name on contexts of code points."""
    return digest(output, arabic_points() if name.startswith("compat.") else all_points())


def of_corpora(name: str, output: Output) -> str:
    """Return the hash of what is watched by a name on the corpora."""
    most = LINES if name.startswith("compat.") else None
    return digest(output, (line for lines in corpora(SHARED / "corpora") for line in lines[:most]))


def values() -> dict[str, object]:
    """Return some values that others keep as pickles, or as JSON where there is one, by the code that they print as."""
    mine = Rule.mapping({"ڤ": "ف", "ـ": ""}, name="mine")
    named = [
        *map(Normalizer, profiles.PROFILES.values()),
        Normalizer(compat.CAMEL_DEDIAC),
        Normalizer([mine, rules.squeeze_elongation(2), rules.convert_quotes("curly")]),
        Tokenizer(),
        Tokenizer(policies.WHITESPACE),
        Tokenizer(policies.PARAGRAPHS.named("mine")),
        Normalizer(profiles.SEARCH).align("كِتَابٌ ﷲ"),
        Normalizer(profiles.SEARCH).align_utf8("كِتَابٌ ﷲ".encode()),
        Tokenizer().tokens("كتاب")[0],
        mine,
        profiles.CLEAN + mine,
    ]
    return {repr(value): value for value in named}


def golden() -> dict[str, Any]:
    """Return the content of the file of this version."""
    kept = values()
    watched = outputs()
    return {
        "arnorm": arnorm.__version__,
        "unicode": arnorm.UNICODE_VERSION,
        "code points": {name: of_points(name, output) for name, output in watched.items()},
        "corpora": {name: of_corpora(name, output) for name, output in watched.items()},
        "json": {name: value.to_json() for name, value in kept.items() if isinstance(value, Normalizer)},
        "pickles": {name: base64.b64encode(pickle.dumps(value, PICKLED)).decode() for name, value in kept.items()},
    }


if __name__ == "__main__":
    print(json.dumps(golden(), ensure_ascii=False, indent=1))
