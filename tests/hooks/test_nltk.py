"""The tokenizer for NLTK, in what NLTK does with one."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hooked import hook, library
from hypothesis import given
from hypothesis import strategies as st
from strategies import short_texts

from arnorm import SentenceSplitter, Tokenizer, policies

api = library("nltk.tokenize.api")
corpus_reader = library("nltk.corpus.reader.plaintext")
nltk_hook = hook("nltk")

OURS = Tokenizer()
WORDS = nltk_hook.ArabicTokenizer()


def test_it_is_one() -> None:
    assert isinstance(WORDS, api.TokenizerI)
    assert repr(WORDS) == "ArabicTokenizer(Tokenizer())"
    assert pickle.loads(pickle.dumps(WORDS)).tokenize("نعم، لا") == ["نعم", "،", "لا"]


@given(st.lists(short_texts(), max_size=4))
def test_tokens_and_places(texts: list[str]) -> None:
    expected = [OURS(text) for text in texts]
    assert [WORDS.tokenize(text) for text in texts] == expected
    assert WORDS.tokenize_sents(texts) == expected
    spans = list(WORDS.span_tokenize_sents(texts))
    assert [[text[start:end] for start, end in each] for text, each in zip(texts, spans, strict=True)] == expected
    assert all(type(span) is tuple for each in spans for span in each)


def test_a_corpus_reader_takes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library("nltk.data"), "path", [str(tmp_path)])  # NLTK reads nothing elsewhere
    text = "قال: «وُلِدَ عامَ ١٩٧٣». ثم سكت!\n\nكتاب جديد"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    reader = corpus_reader.PlaintextCorpusReader(
        str(tmp_path), r".*\.txt", word_tokenizer=WORDS, sent_tokenizer=nltk_hook.ArabicTokenizer(policies.SENTENCES)
    )
    assert list(reader.words()) == OURS(text)
    assert list(reader.sents()) == [OURS(sentence) for sentence in SentenceSplitter()(text)]


@pytest.mark.parametrize("policy", ["camel", policies.CAMEL, Tokenizer(policies.CAMEL)])
def test_choices(policy: object) -> None:
    text = "قال:«نعم»،١٢"
    assert nltk_hook.ArabicTokenizer(policy).tokenize(text) == Tokenizer(policies.CAMEL)(text)


def test_mistakes() -> None:
    with pytest.raises(ValueError, match="no policy called"):
        nltk_hook.ArabicTokenizer("serach")
    with pytest.raises(TypeError, match="str"):
        WORDS.tokenize(b"bytes")
