"""Rows that go through engines, and what they have to become: by way of ``str``, one after the other."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from hypothesis import strategies as st
from strategies import UTF8_TEXTS

import arnorm
from arnorm import Normalizer, SentenceSplitter, Tokenizer, profiles

__all__ = [
    "CHOICES",
    "COUNT",
    "ROWS",
    "SEARCH",
    "SHORT",
    "SMALL",
    "Rows",
    "elsewhere",
    "made",
    "normal",
    "read",
    "spans",
    "split",
    "tokens",
]

Rows: TypeAlias = list[str | None]

COUNT: Final = 100_000 if arnorm.BACKEND == "compiled" else 1_000
"""How many rows are made: plain Python would take minutes for all of them."""
SMALL: Final = COUNT // 20
SEARCH: Final = Normalizer(profiles.SEARCH)
CHOICES: Final[Mapping[str, Any]] = {
    "name": "search",
    "profile": profiles.SEARCH,
    "rules": profiles.SEARCH.rules,
    "normalizer": SEARCH,
    "json": SEARCH.to_json(),
}
"""The ways to choose `SEARCH`."""
SHORT: Final = st.lists(st.none() | UTF8_TEXTS.map(lambda text: text[:60]), max_size=9)
ROWS: Final = ["مَدرسة", None, "كِتَابٌ", "", "الحَمْدُ للهِ رب العالمين، كتاب جديد", "plain", None, "مـــدرسة"]
WORDS: Final = (
    "كِتَابٌ", "مـــدرسة", "إلى", "القاهرة،", "«جديد»", "أحمدُ", "على", "فِي", "٢٠٢٤", "3.5", "مستشفى.", "هل؟", "الذي",
    "word", "لا!", "\ufedfﺍ", "😀", "e\u0301", "\u200fب", "a@b.co", "#وسم",
)  # fmt: skip  # laid out by hand


def made(words: Sequence[str], count: int = COUNT) -> Rows:
    """Return rows of the words: one in nine is null, one in nine empty, and some are short enough to lie in a view."""
    source = random.Random(5)
    rows: Rows = []
    for _ in range(count):
        kind = source.randrange(9)
        rows.append(None if kind == 0 else " ".join(source.choices(words, k=0 if kind == 1 else kind * kind // 3)))
    return rows


def read(shared: Path) -> list[str]:
    """Return words of the corpora, clean ones and noisy ones."""
    texts = (shared / "synthetic" / "noisy.txt").read_text("utf-8"), (shared / "seed.txt").read_text("utf-8")
    return " ".join(texts).split(" ")


def each(function: Callable[[str], Any], rows: Rows) -> list[Any]:
    return [None if row is None else function(row) for row in rows]


def normal(rows: Rows, normalizer: Normalizer = SEARCH) -> Rows:
    return each(normalizer, rows)


def tokens(rows: Rows, tokenizer: Tokenizer | None = None) -> list[Any]:
    return each(tokenizer or Tokenizer(), rows)


def split(rows: Rows) -> list[Any]:
    return each(SentenceSplitter(), rows)


def spans(rows: Rows, tokenizer: Tokenizer | None = None) -> list[Any]:
    found = (tokenizer or Tokenizer()).tokens
    return each(lambda row: [{"start": t.start, "end": t.end, "kind": t.kind} for t in found(row)], rows)


def elsewhere(code: str, data: bytes) -> bytes:
    """Return what another process writes that runs ``code`` and reads ``data``: a worker, which has loaded nothing."""
    return subprocess.run([sys.executable, "-Ic", code], input=data, stdout=subprocess.PIPE, check=True).stdout
