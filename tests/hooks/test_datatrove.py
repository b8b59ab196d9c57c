"""The tokenizer and the formatter for datatrove, in its pipelines."""

from __future__ import annotations

import copy
import json
import pickle
from functools import partial
from pathlib import Path

import pytest
from documents import TEXTS, source, write
from hooked import hook, library
from hypothesis import given
from strategies import CHARACTERS, short_texts

from arnorm import Normalizer, SentenceSplitter, Tokenizer, policies, profiles

word_tokenizers = library("datatrove.utils.word_tokenizers")
LocalPipelineExecutor = library("datatrove.executor.local").LocalPipelineExecutor
GopherQualityFilter = library("datatrove.pipeline.filters").GopherQualityFilter
datatrove_hook = hook("datatrove")

WORDS, SENTENCES = Tokenizer(), SentenceSplitter()


@given(short_texts())
def test_words_and_sentences(text: str) -> None:
    loaded = word_tokenizers.load_word_tokenizer(datatrove_hook.ArabicWordTokenizer())
    assert loaded.word_tokenize(text) == WORDS(text)
    assert loaded.sent_tokenize(text) == SENTENCES(text)
    spans = loaded.span_tokenize(text)
    assert [text[start:end] for start, end in spans] == SENTENCES(text)
    assert all(type(span) is tuple for span in spans)


@given(short_texts(CHARACTERS))
def test_no_token_is_space(text: str) -> None:
    """As with the tokenizers of datatrove, which strip what they give."""
    text = text.translate(dict.fromkeys(range(0x1C, 0x20)))  # space to Python, but not to Unicode
    for pieces in (datatrove_hook.ArabicWordTokenizer().word_tokenize(text), SENTENCES(text)):
        assert word_tokenizers.strip_strings(pieces) == pieces


def test_equal_ones_are_kept_once() -> None:
    load, make = word_tokenizers.load_word_tokenizer, datatrove_hook.ArabicWordTokenizer
    first = make("camel")
    assert first == make(policies.CAMEL) == pickle.loads(pickle.dumps(first)) == copy.deepcopy(first)
    assert load(first) is load(make("camel"))
    assert first != make()
    assert first != make("camel", "uax29_sentences")
    assert first != "camel"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_pipeline(tmp_path: Path, workers: int) -> None:
    tokenizer = datatrove_hook.ArabicWordTokenizer()
    executor = LocalPipelineExecutor(
        [
            source,
            datatrove_hook.NormalizingFormatter("search"),
            GopherQualityFilter(
                min_doc_words=50, max_non_alpha_words_ratio=None, min_stop_words=None, language=tokenizer
            ),
            partial(write, tmp_path),
        ],
        tasks=workers,
        workers=workers,
        logging_dir=str(tmp_path / "logs"),
    )
    executor.run()
    written = [text for rank in range(workers) for text in json.loads((tmp_path / str(rank)).read_text("utf-8"))]
    search = Normalizer(profiles.SEARCH)
    expected = [search(text) for text in TEXTS]
    assert sorted(written) == sorted(text for text in expected if len(WORDS(text)) >= 50)
    assert len(written) == 2


def test_mistakes() -> None:
    with pytest.raises(ValueError, match="no policy called"):
        datatrove_hook.ArabicWordTokenizer("arb_Arab")
    with pytest.raises(ValueError, match="no profile called"):
        datatrove_hook.NormalizingFormatter("serach")
