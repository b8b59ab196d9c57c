"""The transforms for jiwer, in the rates that jiwer computes."""

from __future__ import annotations

import pickle

import pytest
from hooked import hook, library
from hypothesis import given
from hypothesis import strategies as st
from strategies import CHARACTERS, short_texts

from arnorm import Normalizer, Tokenizer, profiles

jiwer = library("jiwer")
jiwer_hook = hook("jiwer")

RELAXED = Normalizer(profiles.ASR_RELAXED)
TEXTS = st.lists(short_texts(CHARACTERS), min_size=1, max_size=4)
WORDS = jiwer.ReduceToListOfListOfWords()
LETTERS = jiwer.ReduceToListOfListOfChars()


@given(TEXTS)
def test_transforms(texts: list[str]) -> None:
    normalize = jiwer_hook.Normalize("asr_relaxed")
    assert normalize(texts) == [normalize(text) for text in texts] == [RELAXED(text) for text in texts]
    assert jiwer.Compose([normalize, WORDS])(texts) == WORDS([RELAXED(text) for text in texts])
    tokens = jiwer_hook.ReduceToListOfListOfTokens()
    assert tokens(texts) == [tokens(text)[0] for text in texts] == [Tokenizer()(text) for text in texts]


def test_of_nothing() -> None:
    assert jiwer_hook.ReduceToListOfListOfTokens()([]) == WORDS([]) == [[]]
    assert jiwer_hook.ReduceToListOfListOfTokens()("") == WORDS("") == [[]]


@given(TEXTS, TEXTS)
def test_rates(references: list[str], hypotheses: list[str]) -> None:
    """A rate with the transform is that of texts that were normalized before."""
    count = min(len(references), len(hypotheses))
    pairs = [
        (reference, hypothesis)
        for reference, hypothesis in zip(references[:count], hypotheses[:count], strict=True)
        if RELAXED(reference)  # jiwer refuses an empty reference
    ]
    if not pairs:
        return
    ours, theirs = ([pair[side] for pair in pairs] for side in (0, 1))
    before = ([RELAXED(text) for text in ours], [RELAXED(text) for text in theirs])
    for measure, last in ((jiwer.wer, WORDS), (jiwer.cer, LETTERS)):
        steps = jiwer.Compose([jiwer_hook.Normalize("asr_relaxed"), last])
        assert measure(ours, theirs, steps, steps) == measure(*before, last, last)
    cut = jiwer.Compose([jiwer_hook.Normalize("asr_relaxed"), jiwer_hook.ReduceToListOfListOfTokens()])
    if all(map(Tokenizer(), before[0])):
        joined = ([" ".join(Tokenizer()(text)) for text in side] for side in before)
        assert jiwer.wer(ours, theirs, cut, cut) == jiwer.wer(*joined, WORDS, WORDS)


def test_what_is_forgiven() -> None:
    rates = {}
    for profile in ("clean", "asr", "asr_relaxed"):
        words = jiwer.Compose([jiwer_hook.Normalize(profile), WORDS])
        rates[profile] = jiwer.wer("إلى المدرسةِ!", "الى المدرسة", words, words)
    assert rates == {"clean": 1.0, "asr": 0.5, "asr_relaxed": 0.0}


def test_pickles() -> None:
    for transform in (jiwer_hook.Normalize("search"), jiwer_hook.ReduceToListOfListOfTokens("camel")):
        text = "إلى المدرسةِ."
        assert pickle.loads(pickle.dumps(transform))(text) == transform(text)


def test_mistakes() -> None:
    with pytest.raises(ValueError, match="no profile called"):
        jiwer_hook.Normalize("serach")
    with pytest.raises(TypeError, match=r"texts\[1\]"):
        jiwer_hook.Normalize()(["نعم", 7])
