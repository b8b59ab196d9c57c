"""The analyzer: forms that are equal for query and document, in the places of the original."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from strategies import short_texts, texts

from arnorm import AnalyzedToken, Analyzer, Normalizer, SentenceSplitter, Tokenizer, policies, profiles, rules

SEARCH = Normalizer(profiles.SEARCH)
DROP = Analyzer(Tokenizer(), SEARCH)
KEEP = Analyzer(Tokenizer(), SEARCH, empty="keep")


class TestLaws:
    @given(texts())
    def test_places_are_those_of_the_original(self, text: str) -> None:
        tokens = {(token.start, token.end): token for token in Tokenizer().tokens(text)}
        for token in DROP(text):
            source = tokens[token.start, token.end]
            assert text[token.start : token.end] == token.text == source.text
            assert token.kind == source.kind
            assert token.form

    @given(texts())
    def test_forms_are_those_of_the_tokens_alone(self, text: str) -> None:
        expected = []
        for token in Tokenizer().tokens(text):
            form = SEARCH(token.text)
            forms = (form.split() or [""]) if " " in form else [form]
            expected += [AnalyzedToken(form, *token) for form in forms]
        assert KEEP(text) == expected
        assert DROP(text) == [token for token in expected if token.form]

    @given(texts())
    def test_a_token_has_one_form_wherever_it_stands(self, text: str) -> None:
        for token in DROP(text)[:10]:
            assert token.form in [other.form for other in DROP(token.text)]

    @given(texts(), texts())
    def test_many_texts_are_each_analyzed(self, one: str, other: str) -> None:
        expected = [DROP(one), DROP(other)]
        assert DROP.analyze_many(iter([one, other])) == DROP.analyze_many([one, other], threads=2) == expected

    @given(short_texts())
    def test_tokens_that_hold_spaces_are_not_taken_apart(self, text: str) -> None:
        analyze = Analyzer(SentenceSplitter(), Normalizer(rules.strip_tatweel), "keep")
        assert [token.text for token in analyze(text)] == SentenceSplitter()(text)


class TestExamples:
    def test_spellings_of_a_word_have_one_form(self) -> None:
        spellings = ["كتاب", "كِتَابٌ", "كتـــاب", "ﻛﺘﺎﺏ", "كتاب\u200f"]
        assert {token.form for spelling in spellings for token in DROP(spelling)} == {"كتاب"}

    def test_what_vanishes_is_dropped_or_kept(self) -> None:
        assert [token.form for token in DROP("نعم ــ لا")] == ["نعم", "لا"]
        assert KEEP("نعم ــ لا")[1] == AnalyzedToken("", "ــ", 4, 6, "word")

    def test_a_ligature_of_words_gives_each_in_its_place(self) -> None:
        tokens = DROP("قال ﷺ")
        assert [token.form for token in tokens] == ["قال", "صلي", "الله", "عليه", "وسلم"]
        assert {(token.text, token.start, token.end) for token in tokens[1:]} == {("ﷺ", 4, 5)}


class TestValue:
    def test_it_is_a_value(self) -> None:
        assert DROP == Analyzer(Tokenizer(), SEARCH) == pickle.loads(pickle.dumps(DROP))
        assert hash(DROP) == hash(Analyzer(Tokenizer(), SEARCH))
        assert DROP != KEEP
        assert Analyzer(Tokenizer(), Normalizer(profiles.CLEAN)) != DROP
        names = {"Analyzer": Analyzer, "Tokenizer": Tokenizer, "Normalizer": Normalizer, "profiles": profiles}
        assert eval(repr(KEEP), names) == KEEP
        with pytest.raises(AttributeError, match="immutable"):
            DROP.empty = "keep"

    def test_its_tokens_are_tuples(self) -> None:
        token = AnalyzedToken("كتاب", "كِتاب", 3, 8, "word")
        assert (token.form, token.text, token.start, token.end, token.kind) == token
        assert eval(repr(token), {"AnalyzedToken": AnalyzedToken}) == token == pickle.loads(pickle.dumps(token))

    def test_threads_share_it(self) -> None:
        inputs = ["كِتَابٌ جديد ﷺ. " * times for times in (1, 50, 1000)] * 5
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(DROP, inputs)) == [DROP(text) for text in inputs]

    def test_bad_input(self) -> None:
        with pytest.raises(TypeError, match="tokenizer must be a Tokenizer, not Grammar"):
            Analyzer(policies.DEFAULT, SEARCH)  # type: ignore[arg-type]  # wrong on purpose
        with pytest.raises(TypeError, match="normalizer must be a Normalizer, not Profile"):
            Analyzer(Tokenizer(), profiles.SEARCH)  # type: ignore[arg-type]  # wrong on purpose
        with pytest.raises(ValueError, match="empty must be one of 'drop', 'keep', not 'gap'"):
            Analyzer(Tokenizer(), SEARCH, "gap")  # type: ignore[arg-type]  # wrong on purpose
        for wrong in (None, 1, b"abc", ["abc"]):
            with pytest.raises(TypeError, match="text must be a str, not"):
                DROP(wrong)  # type: ignore[arg-type]  # wrong on purpose
        for threads in (None, 2):
            with pytest.raises(TypeError, match=r"texts\[1\] must be a str, not int"):
                DROP.analyze_many(["a", 2], threads)  # type: ignore[list-item]  # wrong on purpose
            with pytest.raises(TypeError, match="texts must be an iterable of str, not"):
                DROP.analyze_many("text", threads)
