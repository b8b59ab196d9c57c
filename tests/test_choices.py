"""What adapters take for a normalizer, a tokenizer or a sentence splitter."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from arnorm import Normalizer, SentenceSplitter, Tokenizer, policies, profiles, rules
from arnorm.choices import chosen_normalizer, chosen_splitter, chosen_tokenizer

SEARCH = Normalizer(profiles.SEARCH)
TWO = (rules.fold_alef, rules.strip_tatweel)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (SEARCH, SEARCH),
        (profiles.SEARCH, SEARCH),
        ("search", SEARCH),
        ("SEARCH", SEARCH),
        (SEARCH.to_json(), SEARCH),
        (f"\n {SEARCH.to_json()}", SEARCH),
        (rules.fold_alef, Normalizer(rules.fold_alef)),
        (TWO, Normalizer(TWO)),
        (list(TWO), Normalizer(TWO)),
        pytest.param(iter(TWO), Normalizer(TWO), marks=pytest.mark.thread_unsafe(reason="it is gone through once")),
        (set(TWO), Normalizer(set(TWO))),
        (frozenset(TWO), Normalizer(frozenset(TWO))),
        ("compat.camel_dediac", Normalizer(profiles.by_name("compat.camel_dediac"))),
    ],
)
def test_normalizers(choice: Any, expected: Normalizer) -> None:
    assert chosen_normalizer(choice) == expected


@pytest.mark.thread_unsafe(reason="threads that choose at once may get one each")
def test_equal_choices_are_one_object() -> None:
    assert chosen_normalizer("search") is chosen_normalizer("search")
    assert chosen_normalizer(profiles.SEARCH) is chosen_normalizer(pickle.loads(pickle.dumps(profiles.SEARCH)))
    assert chosen_tokenizer() is chosen_tokenizer(None)
    assert chosen_splitter("sentences") is chosen_splitter(policies.SENTENCES)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (None, Tokenizer()),
        ("camel", Tokenizer(policies.CAMEL)),
        (policies.CAMEL, Tokenizer(policies.CAMEL)),
        (Tokenizer(policies.CAMEL), Tokenizer(policies.CAMEL)),
    ],
)
def test_tokenizers(choice: Any, expected: Tokenizer) -> None:
    assert chosen_tokenizer(choice) == expected


def test_splitters() -> None:
    annex = SentenceSplitter(policies.UAX29_SENTENCES)
    assert chosen_splitter() == SentenceSplitter()
    assert chosen_splitter("uax29_sentences") == chosen_splitter(policies.UAX29_SENTENCES) == annex
    assert chosen_splitter(annex) is annex


@pytest.mark.parametrize("choose", [chosen_normalizer, chosen_tokenizer, chosen_splitter])
def test_mistakes(choose: Any) -> None:
    with pytest.raises(ValueError, match=r"there is no (profile|policy)"):
        choose("serach")
    with pytest.raises(TypeError, match="must be"):
        choose(7)


def test_no_json() -> None:
    with pytest.raises(ValueError, match="JSON"):
        chosen_normalizer('{"rules": []}')
    with pytest.raises(TypeError, match="not a rule"):
        chosen_normalizer(["fold_alef"])  # type: ignore[list-item]  # names of rules are no rules
