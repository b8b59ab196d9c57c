"""The generated text has the composition that it is documented to have."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from benchmarks.corpus import COUNTS, SEED, WORD_LENGTHS, generated, word_lengths


def test_generated_text_has_the_counts() -> None:
    text = generated()
    assert Counter(text) == COUNTS
    assert word_lengths(text) == WORD_LENGTHS
    assert text == generated()


@pytest.mark.skipif(not SEED.is_file(), reason="the seed is not beside this checkout")
def test_counts_are_those_of_the_seed() -> None:
    text = SEED.read_text("utf-8")
    assert Counter(text) == COUNTS
    assert word_lengths(text) == WORD_LENGTHS


@pytest.mark.skipif(not SEED.is_file(), reason="the seed is not beside this checkout")
def test_generated_text_copies_no_two_words() -> None:
    pairs = set(pairwise(generated().split()))
    assert pairs.isdisjoint(pairwise(SEED.read_text("utf-8").split()))
