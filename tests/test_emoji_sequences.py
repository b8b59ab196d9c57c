"""Every emoji that Unicode lists is one token, fully qualified or not."""

from __future__ import annotations

import pytest

from arnorm import Tokenizer, policies

KEYCAP = "\u20e3"
POLICIES = ["CAMEL", "CAMEL_DIGITS"]
"""The policies that keep every emoji whole."""


def listed() -> list[str]:
    """Return the emoji of the package emoji; skip the test where that is missing."""
    package = pytest.importorskip("emoji", reason="emoji is not installed: see tests/oracles/README.md")
    return sorted(package.EMOJI_DATA)


def cut_emoji(tokenizer: Tokenizer, before: str = "", after: str = "") -> list[str]:
    """Return the listed emoji that are not one token between two texts."""
    return [
        emoji
        for emoji in listed()
        if emoji not in tokenizer(f"{before}{emoji}{after}")
        or len(tokenizer(f"{before}{emoji}{after}")) != 1 + bool(before.strip()) + bool(after.strip())
    ]


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize(("before", "after"), [("", ""), (" ", " "), ("نعم ", " نعم"), ("نعم", ""), ("«", "»")])
def test_an_emoji_is_one_token(name: str, before: str, after: str) -> None:
    cut = cut_emoji(Tokenizer(getattr(policies, name)), before, after)
    # CAMeL Tools asks for a digit alone before it asks for a keycap without VARIATION SELECTOR-16.
    assert [emoji for emoji in cut if not (len(emoji) == 2 and emoji[1] == KEYCAP)] == []
