"""Every emoji that Unicode lists is one token, fully qualified or not."""

from __future__ import annotations

import pytest
from peers import peer

from arnorm import Tokenizer, policies

KEYCAP = "\u20e3"
POLICIES = ["DEFAULT", "SOCIAL", "CAMEL", "CAMEL_DIGITS"]
"""The policies that keep every emoji whole."""


def listed() -> list[str]:
    """Return the emoji of the package emoji; skip the test where that is missing."""
    return sorted(peer("emoji").EMOJI_DATA)


def cut_emoji(tokenizer: Tokenizer, before: str = "", after: str = "") -> list[str]:
    """Return the listed emoji that are not one token between two texts."""
    return [
        emoji
        for emoji in listed()
        if emoji not in tokenizer(f"{before}{emoji}{after}")
        or len(tokenizer(f"{before}{emoji}{after}")) != 1 + bool(before.strip()) + bool(after.strip())
    ]


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize(("before", "after"), [("", ""), (" ", " "), ("نعم ", " نعم"), ("«", "»")])
def test_an_emoji_is_one_token(name: str, before: str, after: str) -> None:
    cut = cut_emoji(Tokenizer(getattr(policies, name)), before, after)
    if name.startswith("CAMEL"):  # CAMeL Tools never sees a keycap without VARIATION SELECTOR-16
        cut = [emoji for emoji in cut if not (len(emoji) == 2 and emoji[1] == KEYCAP)]
    assert cut == []


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name, marks=pytest.mark.xfail(strict=True, reason="the digit of a keycap goes to the word before it")
        )
        if name in ("DEFAULT", "SOCIAL")
        else name
        for name in POLICIES
    ],
)
def test_an_emoji_behind_a_word_is_one_token(name: str) -> None:
    cut = cut_emoji(Tokenizer(getattr(policies, name)), "نعم")
    if name.startswith("CAMEL"):
        cut = [emoji for emoji in cut if not (len(emoji) == 2 and emoji[1] == KEYCAP)]
    assert cut == []
