"""The word tokenizer of CAMeL Tools, live."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import peers
import pytest
from emoji_texts import emoji_texts

from arnorm import Tokenizer, policies

each_policy = pytest.mark.parametrize("name", ["CAMEL", "CAMEL_DIGITS"])


def assert_equal(name: str, texts: Iterable[str]) -> None:
    theirs = peers.peer("camel_tools.tokenizers.word").simple_word_tokenize
    ours = Tokenizer(getattr(policies, name))
    different = [
        f"{text!a}\n  ours   {tokens!a}\n  theirs {expected!a}"
        for text in texts
        if (tokens := ours(text)) != (expected := theirs(text, split_digits=name == "CAMEL_DIGITS"))
    ]
    assert not different, f"{name}: {len(different)} texts differ\n" + "\n".join(different[:3])


@each_policy
def test_every_line_of_the_corpora(shared: Path, name: str) -> None:
    assert_equal(name, peers.corpus(shared))


@each_policy
def test_random_texts(name: str) -> None:
    assert_equal(name, peers.random_texts(3))


@each_policy
def test_texts_of_whole_and_broken_emoji(name: str) -> None:
    listed = sorted(peers.peer("emoji").EMOJI_DATA)
    assert_equal(name, listed)
    assert_equal(name, emoji_texts(4, peers.RANDOM_TEXTS, listed))
    joined = [emoji for emoji in listed if "\u200d" in emoji]
    assert_equal(name, emoji_texts(5, peers.RANDOM_TEXTS, joined))


@each_policy
def test_every_code_point_alone_and_in_a_word(name: str) -> None:
    known = [chr(point) for point in range(0x110000) if peers.known(point)]
    assert_equal(name, known)
    assert_equal(name, [f"a{character}1" for character in known])
