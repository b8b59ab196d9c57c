"""The tokenizer, against what Python offers for the simpler task of cutting at white space."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest

from arnorm import Tokenizer
from benchmarks.corpus import SIZES, TEXTS
from benchmarks.measure import LIMITS, SUBJECT, Measure

pytestmark = LIMITS

TOKENIZER: Final = Tokenizer()
find_pieces = re.compile(r"\S+").finditer

LISTS: Final[Mapping[str, Callable[[str], list[str]]]] = {SUBJECT: TOKENIZER, "str.split": str.split}
SPANS: Final[Mapping[str, Callable[[str], Any]]] = {
    SUBJECT: TOKENIZER.spans,
    "str.split": str.split,
    "re.finditer spans": lambda text: [match.span() for match in find_pieces(text)],
}


def tokens_of_pieces(text: str) -> list[str]:
    """Tokenize the pieces between white space one by one: no token holds any, so this gives the same tokens."""
    return [token for piece in text.split() for token in TOKENIZER(piece)]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("size", SIZES)
def test_list(size: str, name: str, measure: Measure) -> None:
    text = TEXTS[size]
    tokens = LISTS[name](text)
    if name == SUBJECT:
        assert tokens == tokens_of_pieces(text)
    measure("tokens as strings", size, name, LISTS[name], text, tokens=len(tokens))


@pytest.mark.parametrize("name", SPANS)
@pytest.mark.parametrize("size", SIZES)
def test_spans(size: str, name: str, measure: Measure) -> None:
    text = TEXTS[size]
    result = SPANS[name](text)
    if name != "str.split":
        cut = [text[start:end] for start, end in result]
        assert cut == (TOKENIZER(text) if name == SUBJECT else text.split())
    measure("tokens as spans", size, name, SPANS[name], text, tokens=len(result))
