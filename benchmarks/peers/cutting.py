"""Functions of other libraries that cut text into words, sentences and stems."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from arnorm import Analyzer, Normalizer, SentenceSplitter, Tokenizer, policies, profiles
from arnorm.grammar import Grammar
from benchmarks.peers.entry import Function, Peer, library, unchanged

__all__ = ["PEERS", "camel_tokenizer"]

WORDS: Final = "words"
SENTENCES: Final = "sentences"


def pieces(ends: Iterable[int], text: str) -> list[str]:
    """Cut ``text``, from the ends of its parts in UTF-16 units."""
    data = text.encode("utf-16-le")
    parts, start = [], 0
    for end in ends:
        parts.append(data[2 * start : 2 * end].decode("utf-16-le"))
        start = end
    return parts


def stripped(parts: Iterable[str], _: str) -> list[str]:
    return [part.strip() for part in parts if part.strip()]


def camel_tokenizer() -> Function:
    function: Function = library("camel_tools.tokenizers.word").simple_word_tokenize
    return function


def pyarabic(name: str) -> Callable[[], Function]:
    def load() -> Function:
        function: Function = getattr(library("pyarabic.araby"), name)
        return function

    return load


def nltk(module: str, name: str) -> Callable[[], Function]:
    def load() -> Function:
        function: Function = getattr(library(f"nltk.tokenize.{module}"), name)().tokenize
        return function

    return load


def spacy_words() -> Function:
    function: Function = library("spacy").blank("ar").tokenizer
    return function


def spacy_sentences() -> Function:
    pipeline = library("spacy").blank("ar")
    pipeline.add_pipe("sentencizer")
    pipeline.max_length = 100_000_000
    return lambda text: list(pipeline(text).sents)


def icu(kind: str) -> Callable[[], Function]:
    def load() -> Function:
        module = library("icu")
        breaker = getattr(module.BreakIterator, f"create{kind}Instance")(module.Locale.getRoot())

        def function(text: str) -> list[int]:
            breaker.setText(text)
            return list(breaker)

        return function

    return load


def icu4py(kind: str) -> Callable[[], Function]:
    def load() -> Function:
        breaker = getattr(library("icu4py.breakers"), f"{kind}Breaker")
        return lambda text: list(breaker(text, "root").segments())

    return load


def hugging_face(name: str) -> Callable[[], Function]:
    def load() -> Function:
        function: Function = getattr(library("tokenizers").pre_tokenizers, name)().pre_tokenize_str
        return function

    return load


def pystemmer() -> Function:
    stem = library("Stemmer").Stemmer("arabic").stemWords
    return lambda text: stem(text.split())


def words_of(grammar: Callable[[], Grammar]) -> Callable[[], Function]:
    return lambda: Tokenizer(grammar())


def normalized_words() -> Function:
    return Analyzer(Tokenizer(policies.WHITESPACE), Normalizer(profiles.SEARCH))


def texts_of(result: Iterable[Any], _: str) -> list[str]:
    return [token.text for token in result if token.text.strip()]


def firsts_of(result: Iterable[Any], _: str) -> list[str]:
    return [item[0] for item in result]


def ends_of(result: Iterable[Any], text: str) -> list[str]:
    return pieces((end for _, end in result), text)


def cut_out(spans: Iterable[Any], text: str) -> list[str]:
    return [text[start:end] for start, end in spans]


def words(
    name: str,
    function: str,
    load: Callable[[], Function],
    same: str,
    grammar: Callable[[], Grammar],
    equal: bool = False,
    theirs_as: Callable[[Any, str], Any] = stripped,
) -> Peer:
    return Peer(WORDS, name, function, load, same, words_of(grammar), equal, theirs_as, counts=True)


def sentences(
    name: str,
    function: str,
    load: Callable[[], Function],
    same: str,
    grammar: Callable[[], Grammar],
    equal: bool = False,
    theirs_as: Callable[[Any, str], Any] = stripped,
    ours_as: Callable[[Any, str], Any] = stripped,
) -> Peer:
    def ours() -> SentenceSplitter:
        return SentenceSplitter(grammar())

    return Peer(SENTENCES, name, function, load, same, ours, equal, theirs_as, ours_as)


def boundaries(peer: Peer) -> Peer:
    """Return the peer beside spans as an array, because it makes no strings either."""

    def ours() -> Function:
        function: Function = peer.ours().spans  # type: ignore[attr-defined]  # of what cuts
        return function

    return peer._replace(same=f"{peer.same}, spans", ours=ours, ours_as=cut_out)


DEFAULT: Final = "policies.DEFAULT", lambda: policies.DEFAULT
SPACES: Final = "policies.WHITESPACE", lambda: policies.WHITESPACE
CAMEL: Final = "policies.CAMEL", lambda: policies.CAMEL
ANNEX: Final = "policies.UAX29", lambda: policies.UAX29
ANNEX_SENTENCES: Final = "policies.UAX29_SENTENCES", lambda: policies.UAX29_SENTENCES
OUR_SENTENCES: Final = "policies.SENTENCES", lambda: policies.SENTENCES

WORD_PEERS: Final = (
    words("CAMeL Tools", "simple_word_tokenize", camel_tokenizer, *CAMEL, equal=True),
    words("PyArabic", "tokenize", pyarabic("tokenize"), *DEFAULT),
    words("NLTK", "wordpunct", nltk("regexp", "WordPunctTokenizer"), *DEFAULT),
    words("NLTK", "toktok", nltk("toktok", "ToktokTokenizer"), *DEFAULT),
    words("spaCy", "blank Arabic tokenizer", spacy_words, *DEFAULT, theirs_as=texts_of),
    words("HF tokenizers", "BertPreTokenizer", hugging_face("BertPreTokenizer"), *DEFAULT, theirs_as=firsts_of),
    words(
        "HF tokenizers", "WhitespaceSplit", hugging_face("WhitespaceSplit"), *SPACES, equal=True, theirs_as=firsts_of
    ),
    boundaries(words("PyICU", "word BreakIterator", icu("Word"), *ANNEX, theirs_as=pieces)),
    words("icu4py", "WordBreaker", icu4py("Word"), *ANNEX, equal=True, theirs_as=ends_of),
)
SENTENCE_PEERS: Final = (
    boundaries(sentences("PyICU", "sentence BreakIterator", icu("Sentence"), *ANNEX_SENTENCES, False, pieces)),
    sentences("icu4py", "SentenceBreaker", icu4py("Sentence"), *ANNEX_SENTENCES, True, ends_of, unchanged),
    sentences("spaCy", "sentencizer", spacy_sentences, *OUR_SENTENCES, theirs_as=texts_of),
    sentences("PyArabic", "sentence_tokenize", pyarabic("sentence_tokenize"), *OUR_SENTENCES),
)
STEM_PEERS: Final = (
    Peer(
        "stems",
        "PyStemmer",
        "stemWords of str.split",
        pystemmer,
        "Analyzer, which stems nothing",
        normalized_words,
        equal=False,
        ours_as=firsts_of,
    ),
)
PEERS: Final = (*WORD_PEERS, *SENTENCE_PEERS, *STEM_PEERS)
