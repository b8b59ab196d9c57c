"""Laws of the policies CAMEL, CAMEL_DIGITS and WHITESPACE that need no other system."""

from __future__ import annotations

import pickle
from itertools import product

import pytest
from emoji_texts import emoji_texts
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from arnorm import Tokenizer, _emoji, _ucd, chars, policies
from arnorm.compat._ucd import NEWER_THAN_14
from arnorm.patterns import EMOJI_SETS
from arnorm.policies import _emoji_sequences as data

CAMEL = Tokenizer(policies.CAMEL)
DIGITS = Tokenizer(policies.CAMEL_DIGITS)
WHITESPACE = Tokenizer(policies.WHITESPACE)
each = pytest.mark.parametrize("tokenizer", [CAMEL, DIGITS], ids=["CAMEL", "CAMEL_DIGITS"])

JOINER, STYLE, KEYCAP, TAG_END = "\u200d", "\ufe0f", "\u20e3", "\U000e007f"
TAGS = {chr(point) for point in range(0xE0020, 0xE007F)}
TONES = chars.characters(_emoji.EMOJI_MODIFIERS)
REGIONAL = chars.characters(_emoji.REGIONAL_INDICATORS)
SINGLE = chars.characters(_emoji.EMOJI + _emoji.TEXT_EMOJI + _emoji.EMOJI_MODIFIERS + data.NEWER)
EMOJI = SINGLE | REGIONAL | set("0123456789#*")
LATER = chars.characters(NEWER_THAN_14)
MARKS = {
    letter: chars.characters(chars.category(*(name for name in _ucd.GENERAL_CATEGORY if name[0] == letter))) - LATER
    for letter in "PS"
}
FIGURES = chars.characters(chars.category("Nd"))


def spelled(pattern: str) -> set[str]:
    """Return the texts that a pattern of the table matches."""
    sets = {name: chars.characters(ranges) for name, ranges in (*EMOJI_SETS, *data.SETS)}
    return {
        "".join(letters)
        for alternative in pattern.split("|")
        for letters in product(*(sets[name] for name in alternative.split()))
    }


LISTED = (
    SINGLE
    | spelled(data.FLAGS)
    | spelled(data.TAGGED)
    | {sign + STYLE + KEYCAP for sign in "0123456789#*"}
    | {emoji for _, pattern in data.SEQUENCES for emoji in spelled(pattern)}
)
PIECES = st.lists(
    st.one_of(st.sampled_from(sorted(LISTED)), st.sampled_from([JOINER, STYLE, KEYCAP, *sorted(TONES), "1", "ب", " "])),
    max_size=8,
).map("".join)


def one_emoji(text: str, start: int) -> int:
    """Return where the longest possible emoji of UTS #51 ends that begins at ``start``, ``start`` if there is none."""
    if text[start] in REGIONAL and text[start + 1 : start + 2] in REGIONAL:
        return start + 2
    if text[start] not in EMOJI:
        return start
    end = start + 1
    following = text[end : end + 1]
    if following and following in TONES:
        end += 1
    elif following == STYLE:
        end += 2 if text[end + 1 : end + 2] == KEYCAP else 1
    else:
        last = end
        while text[last : last + 1] in TAGS and last < len(text):
            last += 1
        if last > end and text[last : last + 1] == TAG_END:
            end = last + 1
    return end


def possible_emoji(text: str, start: int) -> int:
    """Return where the emoji that are joined from ``start`` on end."""
    end = one_emoji(text, start)
    if text[start] in REGIONAL and end == start + 2 and text[end - 1] in REGIONAL:
        return end
    while end > start and text[end : end + 1] == JOINER and end + 1 < len(text):
        joined = one_emoji(text, end + 1)
        if joined == end + 1:
            break
        end = joined
    return end


def restated(text: str, split_digits: bool) -> list[str]:
    tokens: list[str] = []
    for piece in text.split():
        start = position = 0
        while position < len(piece):
            end = max(possible_emoji(piece, position), position + 1)
            found = piece[position:end]
            if found not in LISTED and not (len(found) == 1 and (found in MARKS["P"] or found in MARKS["S"])):
                end = position
                while split_digits and end < len(piece) and piece[end] in FIGURES:
                    end += 1
            if end > position:
                tokens += [piece[start:position]] if position > start else []
                tokens.append(piece[position:end])
                start = position = end
            else:
                position += 1
        tokens += [piece[start:]] if start < len(piece) else []
    return tokens


@given(st.one_of(texts(), PIECES))
def test_tokens_are_those_of_a_restatement(text: str) -> None:
    assert CAMEL(text) == restated(text, False)
    assert DIGITS(text) == restated(text, True)


def test_broken_emoji_are_cut_as_a_restatement_cuts_them() -> None:
    for text in emoji_texts(1, 3000, sorted(LISTED)):
        assert CAMEL(text) == restated(text, False), ascii(text)
        assert DIGITS(text) == restated(text, True), ascii(text)


@each
@given(text=st.one_of(texts(), PIECES))
def test_all_text_but_white_space_is_in_tokens(tokenizer: Tokenizer, text: str) -> None:
    assert "".join(tokenizer(text)) == "".join(text.split())


@each
@given(text=st.one_of(texts(), PIECES))
def test_kinds_say_what_tokens_are(tokenizer: Tokenizer, text: str) -> None:
    for token in tokenizer.tokens(text):
        match token.kind:
            case "punctuation":
                assert token.text in MARKS["P"]
            case "symbol":
                assert token.text in MARKS["S"]
            case "emoji":
                assert token.text in LISTED
            case "number":
                assert set(token.text) <= FIGURES
            case _:
                assert token.kind == "word"
                assert set(token.text) & (MARKS["P"] | MARKS["S"]) <= EMOJI
                assert not set(token.text) <= FIGURES


def test_a_word_may_begin_with_an_emoji_that_is_joined_to_what_it_is_not_drawn_with() -> None:
    assert CAMEL("👍\u200d1") == ["👍\u200d1"]
    assert CAMEL("نعم👍\u200d😀") == ["نعم👍\u200d", "😀"]
    assert CAMEL("👩\u200d🚀\u200d👩\u200d🚀") == ["👩\u200d🚀\u200d", "👩\u200d🚀"]
    assert DIGITS("👍\u200d1") == ["👍\u200d", "1"]


@given(texts())
def test_white_space_is_that_of_split(text: str) -> None:
    assert WHITESPACE(text) == text.split()


def test_white_space_is_every_code_point_that_split_cuts_at() -> None:
    characters = list(map(chr, range(0x110000)))
    assert WHITESPACE("a".join(characters)) == "a".join(characters).split()


@pytest.mark.parametrize("name", ["CAMEL", "CAMEL_DIGITS", "WHITESPACE"])
def test_policies_are_values(name: str) -> None:
    policy = getattr(policies, name)
    assert pickle.loads(pickle.dumps(policy)) == policy
    assert repr(policy) == f"policies.{name}"
    assert eval(repr(policy), {"policies": policies}) == policy


@each
def test_kinds_can_be_left_out(tokenizer: Tokenizer) -> None:
    words = Tokenizer(tokenizer.policy.only("word"))
    assert words("نعم👍\u200d😀، لا") == ["نعم👍\u200d", "لا"]
