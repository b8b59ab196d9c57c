"""The tokenizer and the components for spaCy, in its pipelines, saved and loaded, and in other processes."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hooked import hook, library
from hypothesis import example, given
from strategies import CHARACTERS, short_texts

from arnorm import Normalizer, SentenceSplitter, Tokenizer, policies, profiles, rules

spacy = library("spacy")
Matcher = library("spacy.matcher").Matcher
DocBin = library("spacy.tokens").DocBin
spacy_hook = hook("spacy")

WORDS, SEARCH, SENTENCES = Tokenizer(), Normalizer(profiles.SEARCH), SentenceSplitter()
TEXT = "وَالْعَرَبِيَّةُ لُغَةٌ  جَمِيلَةٌ،\n أليس كذلك؟ نعم. "


def blank(**tokenizer: str) -> Any:
    settings = {"@tokenizers": "arnorm.Tokenizer.v1", **tokenizer}
    return spacy.blank("ar", config={"nlp": {"tokenizer": settings}})


def pipeline(normalizer: str = "search") -> Any:
    nlp = blank(policy="default")
    nlp.add_pipe("arnorm_norms", config={"profile": normalizer})
    nlp.add_pipe("arnorm_sentences")
    return nlp


NLP = pipeline()


def seen(doc: Any) -> list[tuple[str, str, str, bool]]:
    return [(token.text, token.whitespace_, token.norm_, token.is_sent_start) for token in doc]


@given(short_texts(CHARACTERS))
@example("")
@example(" ")
@example("  a  b  ")
@example(" \n كتاب\u200b \t")
def test_documents(text: str) -> None:
    doc = NLP(text)
    assert doc.text == text
    tokens = {(token.idx, token.idx + len(token)): token for token in doc}
    ours = WORDS.tokens(text)
    assert [tokens[token.start, token.end].text for token in ours] == WORDS(text)
    for token in doc:
        norm = SEARCH(token.text)
        assert token.norm_ == norm or not norm
        assert token.whitespace_ == "" or text[token.idx + len(token)] == " "
    gaps = [token for place, token in tokens.items() if place not in {(each.start, each.end) for each in ours}]
    assert all(not WORDS(token.text) for token in gaps)
    starts = {next(token.idx for token in doc if token.idx + len(token) > start) for start in sentence_starts(text)}
    assert [sentence.start_char for sentence in doc.sents] == sorted(starts | {token.idx for token in doc[:1]})


def sentence_starts(text: str) -> list[int]:
    """Return where sentences begin, but for the first, which takes the space before it."""
    starts: list[int] = SENTENCES.spans(text)[1:, 0].tolist()
    return starts


def test_white_space_is_as_in_spacy() -> None:
    text = " a  b \n c   "
    theirs, ours = spacy.blank("ar")(text), NLP(text)
    assert [(token.text, token.whitespace_) for token in ours] == [(token.text, token.whitespace_) for token in theirs]


def test_sentences() -> None:
    text = "وصل د. سمير في ٣.٥.٢٠٢٤. ثم غادر...  هل رأيته؟\nلا."
    assert [sentence.text.strip() for sentence in NLP(text).sents] == SENTENCES(text)


def test_a_token_of_which_nothing_is_left() -> None:
    nlp = blank()
    nlp.add_pipe("arnorm_norms", config={"profile": Normalizer(rules.fold_dashes).to_json()})
    assert [token.norm_ for token in nlp("ـ")] == ["ـ"]
    assert [token.norm_ for token in NLP("ـ")] == ["ـ"]
    assert SEARCH("ـ") == ""


def test_a_matcher_reads_norms() -> None:
    matcher = Matcher(NLP.vocab)
    matcher.add("SCHOOL", [[{"NORM": "مدرسه"}]])
    doc = NLP("مَدرسةٌ ومدرسه و مدرسة")
    assert [doc[start:end].text for _, start, end in matcher(doc)] == ["مَدرسةٌ", "مدرسة"]


@pytest.mark.parametrize("normalizer", ["search", SEARCH.to_json(), Normalizer(rules.strip_tatweel).to_json()])
def test_saved_and_loaded(tmp_path: Path, normalizer: str) -> None:
    nlp = pipeline(normalizer)
    nlp.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    assert isinstance(loaded.tokenizer, spacy_hook.DocTokenizer)
    assert loaded.config.to_str() == nlp.config.to_str()
    from_bytes = pipeline(normalizer).from_bytes(nlp.to_bytes())
    for other in (loaded, from_bytes, pickle.loads(pickle.dumps(nlp))):
        assert seen(other(TEXT)) == seen(nlp(TEXT))


def test_another_process_finds_it_without_an_import(tmp_path: Path) -> None:
    pipeline().to_disk(tmp_path)
    code = (
        "import spacy, sys; nlp = spacy.load(sys.argv[1]); doc = nlp('قرأتُ الكِتَابَ.')\n"
        "print(ascii([token.norm_ for token in doc]), type(nlp.tokenizer).__module__)"
    )
    run = [sys.executable, "-I", "-W", "ignore", "-c", code, str(tmp_path)]
    output = subprocess.run(run, capture_output=True, check=True, text=True).stdout
    assert output.strip() == f"{['قرات', 'الكتاب', '.']!a} arnorm.hooks.spacy"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("processes", [1, 2])
def test_many_texts(processes: int) -> None:
    texts = [TEXT, "", "كتاب", "مَدرسةٌ!  "] * 25
    docs = list(NLP.pipe(texts, n_process=processes, batch_size=10))
    assert [seen(doc) for doc in docs] == [seen(NLP(text)) for text in texts]
    assert [doc.text for doc in docs] == texts


def test_documents_are_saved() -> None:
    docs = [NLP(TEXT), NLP("كتاب")]
    data = DocBin(attrs=["ORTH", "SPACY", "NORM", "SENT_START"], docs=docs).to_bytes()
    again = list(DocBin().from_bytes(data).get_docs(NLP.vocab))
    assert [seen(doc) for doc in again] == [seen(doc) for doc in docs]


def test_choices() -> None:
    text = "قال:«نعم»،١٢"
    expected = Tokenizer(policies.CAMEL)(text)
    assert [token.text for token in blank(policy="camel")(text)] == expected
    nlp = spacy.blank("ar")
    nlp.tokenizer = spacy_hook.DocTokenizer(nlp.vocab, policies.CAMEL)
    assert [token.text for token in nlp(text)] == expected


def test_mistakes() -> None:
    with pytest.raises(ValueError, match="no policy called"):
        blank(policy="serach")
    with pytest.raises(ValueError, match="no profile called"):
        blank().add_pipe("arnorm_norms", config={"profile": "serach"})
    with pytest.raises(ValueError, match="profile"):
        blank().add_pipe("arnorm_norms", config={"profile": 7})
    with pytest.raises(ValueError, match="no policy called"):
        blank().add_pipe("arnorm_sentences", config={"policy": "serach"})
