"""AraBERT, live."""

from __future__ import annotations

import random
from pathlib import Path

import peers

from arnorm import compat


def test_preprocess(shared: Path) -> None:
    theirs = peers.peer("arabert.preprocess").ArabertPreprocessor("bert-base-arabertv02").preprocess
    lines = peers.corpus(shared)
    peers.assert_equal(compat.ARABERT_V2, theirs, lines)
    peers.assert_equal(compat.ARABERT_V2, theirs, ["\n".join(lines[start : start + 9]) for start in range(0, 3000, 9)])
    peers.assert_equal(compat.ARABERT_V2, theirs, peers.random_texts(4))


def test_what_its_expressions_turn_on() -> None:
    theirs = peers.peer("arabert.preprocess").ArabertPreprocessor("bert-base-arabertv02").preprocess
    source = random.Random(5)
    alphabets = (
        list("123كبab[] ."),
        ["www.", "a", ".", "com", "net/", "?", "&", "~", "@", "é", "ب", "_", "1", ":", "//", "https://", "http", "-",
         "\n", " ", "<br />", "</", ">"],
    )  # fmt: skip  # laid out by hand
    for alphabet in alphabets:
        texts = ["".join(source.choices(alphabet, k=source.randint(0, 14))) for _ in range(20_000)]
        peers.assert_equal(compat.ARABERT_V2, theirs, texts)
