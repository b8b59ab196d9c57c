"""The tokenizer and the sentence splitter as their users meet them."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import reads
from strategies import texts

import arnorm
from arnorm import SentenceSplitter, Token, Tokenizer, _ucd, chars, policies
from arnorm._core.reference import Scanner
from arnorm.grammar import Grammar, Kind
from arnorm.policies import DEFAULT
from arnorm.tokenizer import compile_grammar

WORD = Tokenizer()
SENTENCE = SentenceSplitter()
each = pytest.mark.parametrize("tokenizer", [WORD, SENTENCE], ids=["words", "sentences"])
MARKS = chars.characters(span for category in ("Mn", "Mc", "Me") for span in _ucd.GENERAL_CATEGORY[category])
SPACES = chars.characters(_ucd.WHITE_SPACE)


class TestLaws:
    @each
    @given(text=texts())
    def test_tokens_and_gaps_are_the_text(self, tokenizer: Tokenizer, text: str) -> None:
        spans, kinds = tokenizer.spans_and_kinds(text)
        rebuilt, position = "", 0
        for start, end in spans.tolist():
            assert position <= start < end
            rebuilt += text[position:start] + text[start:end]
            position = end
        assert rebuilt + text[position:] == text
        assert len(spans) == len(kinds)
        assert set(kinds.tolist()) <= set(range(len(tokenizer.kinds)))

    @each
    @given(text=texts())
    def test_every_interface_gives_the_same_tokens(self, tokenizer: Tokenizer, text: str) -> None:
        tokens = tokenizer(text)
        spans, kinds = tokenizer.spans_and_kinds(text)
        assert tokens == [text[start:end] for start, end in spans.tolist()]
        assert np.array_equal(tokenizer.spans(text), spans)
        assert tokenizer.tokens(text) == [
            Token(token, start, end, tokenizer.kinds[kind])
            for token, (start, end), kind in zip(tokens, spans.tolist(), kinds.tolist(), strict=True)
        ]
        assert tokenizer.tokenize_many([text, text]) == tokenizer.tokenize_many([text, text], threads=2) == [tokens] * 2

    @given(texts())
    def test_no_token_begins_inside_a_letter_with_marks(self, text: str) -> None:
        for start, end in WORD.spans(text).tolist():
            if text[start] in MARKS:
                assert start == 0 or (start, end) not in {(start, start)}
                previous = text[start - 1 : start]
                assert previous == "" or previous not in MARKS
                assert not (previous and previous.isalpha()), (text[start - 1 : end], start)

    @given(texts())
    def test_white_space_is_in_no_word(self, text: str) -> None:
        assert not any(SPACES & set(token) for token in WORD(text))

    @given(texts())
    def test_sentences_have_no_white_space_around_them_and_no_line_break_inside(self, text: str) -> None:
        for sentence in SENTENCE(text):
            assert sentence[0] not in SPACES
            assert sentence[-1] not in SPACES
            assert len(sentence.splitlines()) == 1 or set("\x1c\x1d\x1e") & set(sentence)

    @given(texts())
    def test_no_text_is_lost_between_sentences(self, text: str) -> None:
        kept = "".join(SENTENCE(text))
        assert [c for c in kept if c not in SPACES] == [c for c in text if c not in SPACES]

    @given(texts(), st.sampled_from(" \n"))
    def test_words_do_not_depend_on_what_follows_the_space(self, text: str, space: str) -> None:
        assert WORD(f"كتاب{space}{text}") == ["كتاب", *WORD(f"{space}{text}")]


class TestInterface:
    def test_spans_are_writable_int32_arrays(self) -> None:
        spans, kinds = WORD.spans_and_kinds("كتاب جديد")
        assert spans.dtype == np.int32
        assert spans.shape == (2, 2)
        assert kinds.dtype == np.uint8
        spans += 1
        assert WORD.spans("").shape == (0, 2)

    def test_values(self) -> None:
        assert Tokenizer() == Tokenizer(DEFAULT) == pickle.loads(pickle.dumps(Tokenizer()))
        assert SentenceSplitter() == pickle.loads(pickle.dumps(SentenceSplitter()))
        assert pickle.loads(pickle.dumps(Tokenizer())) is pickle.loads(pickle.dumps(Tokenizer()))
        assert type(pickle.loads(pickle.dumps(SentenceSplitter()))) is SentenceSplitter
        assert hash(Tokenizer()) == hash(Tokenizer(DEFAULT))
        assert Tokenizer() != SentenceSplitter()
        assert repr(Tokenizer()) == "Tokenizer()"
        assert repr(SentenceSplitter()) == "SentenceSplitter()"

    def test_a_grammar_of_ones_own(self) -> None:
        hexadecimal = Grammar(
            "HEX",
            (Kind("byte", "hex hex"), Kind("stop", '";"'), Kind("blank", "blank+")),
            (("hex", ((0x30, 0x39), (0x41, 0x46))), ("blank", ((0x20, 0x20),))),
            frozenset({"blank"}),
        )
        tokenizer = Tokenizer(hexadecimal)
        assert tokenizer("0F 1A;G 7") == ["0F", "1A", ";"]
        assert tokenizer.kinds == ("byte", "stop")
        assert pickle.loads(pickle.dumps(tokenizer)) == tokenizer
        assert eval(repr(tokenizer), {"Tokenizer": Tokenizer, "Grammar": Grammar, "Kind": Kind}) == tokenizer
        with pytest.raises(ValueError, match="HEX drops kinds that it does not have: space"):
            Grammar("HEX", hexadecimal.kinds, hexadecimal.sets, frozenset({"space"}))
        with pytest.raises(ValueError, match="at most 254 fit"):
            Tokenizer(Grammar("MANY", tuple(Kind(f"kind{n}", "hex") for n in range(255)), hexadecimal.sets))

    def test_bad_input(self) -> None:
        with pytest.raises(
            TypeError, match=r"policy must be a Grammar or None, not str: say policies\.by_name\('words'\)"
        ):
            Tokenizer("words")  # type: ignore[arg-type]  # wrong on purpose
        for method in (WORD, WORD.tokens, WORD.spans, SENTENCE):
            for wrong in (None, 1, b"abc", ["abc"]):
                with pytest.raises(TypeError, match="text must be a str, not"):
                    method(wrong)  # type: ignore[arg-type]  # wrong on purpose
        with pytest.raises(TypeError, match=r"texts\[1\] must be a str"):
            WORD.tokenize_many(["a", 2], threads=2)  # type: ignore[list-item]  # wrong on purpose

    def test_threads_share_a_tokenizer(self) -> None:
        inputs = ["كتاب جديد. " * times for times in (1, 50, 3000)] * 20
        with ThreadPoolExecutor(32) as pool:
            assert list(pool.map(WORD, inputs)) == [WORD(text) for text in inputs]


class TestCorpora:
    def test_seed(self, seed: str) -> None:
        tokens = WORD(seed)
        assert "".join(tokens) == "".join(seed.split())
        assert arnorm.sentences(seed)[1].startswith('وورد في البيان الروسي على وجه الخصوص ما يلي: "')
        assert any(sentence.endswith('ضرر."') is False and sentence.endswith('أقل."') for sentence in SENTENCE(seed))

    def test_corpora_are_covered(self, shared: Path) -> None:
        for file in sorted((shared / "corpora").glob("*.txt")):
            text = file.read_text("utf-8")[:200_000]
            spans = WORD.spans(text)
            covered = np.zeros(len(text), bool)
            for start, end in spans.tolist():
                assert not covered[start:end].any()
                covered[start:end] = True
            gaps = {text[position] for position in np.flatnonzero(~covered).tolist()}
            assert not any(character.isalnum() for character in gaps), file.name
            assert SENTENCE(text)


UNITS = (
    *("_", "_\u200d", "\u064e\u200d", "ـ", "1", "1,", "َ", "a'", "\u200e", "\u200d", "👩\u200d", ".", '."', ". ", "؟"),
    *(" ", "a_", "a.", "a-", "a+", "a@", "a@b.", "1.a.", "1-", "$", "%", "-", "!", "؟!", "..", "#", "#a", "@", "@a"),
    *(":)", ":", "http://", "http://a!", "http://a(", "www.", "د.", "ج.م.", "A.", "e.g.", 'א"', "ア", "東", "🇸"),
    *("1\ufe0f", "\U000e0067", "ـ1", "ـa", "١٫", "«", '"', "«a. ", "(", "1. ", "أ. ", "، ", "... ", "a.\n", "\n\n"),
)


@pytest.mark.parametrize("name", [name for name in policies.__all__ if name.isupper()])
def test_scanning_time_is_linear(name: str) -> None:
    """What a scan reads beyond a match and gives back is bounded, so that no input costs quadratic time."""
    scanner = Scanner(compile_grammar(getattr(policies, name)))
    for start in ("", "a", "«", "http://a"):
        for unit in UNITS:
            costs = [reads(scanner, start + unit * times) for times in (60, 600)]
            assert costs[1] < 14 * costs[0], (start, unit, costs)
