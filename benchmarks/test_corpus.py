"""The generated text has the composition that it is documented to have."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks import corpus
from benchmarks.corpus import SEED, generated, word_lengths

COUNTS = Counter({chr(code_point): count for code_point, count in corpus.LETTERS.items()})
for signs in (corpus.MARKS, corpus.OPENING, corpus.CLOSING, corpus.BETWEEN, corpus.NUMBERS, corpus.LONE):
    COUNTS.update(signs)


def test_generated_text_has_the_counts() -> None:
    text = generated()
    assert Counter(text) == COUNTS
    assert word_lengths(text) == corpus.WORD_LENGTHS
    assert text == generated()


@pytest.mark.skipif(not SEED.is_file(), reason="the seed is not beside this checkout")
def test_counts_are_those_of_the_seed() -> None:
    text = SEED.read_text("utf-8")
    assert Counter(text) == COUNTS
    assert word_lengths(text) == corpus.WORD_LENGTHS
    shared = set(zip(text.split(), text.split()[1:], strict=False)) & set(zip(generated().split(), generated().split()[1:], strict=False))
    assert not shared
