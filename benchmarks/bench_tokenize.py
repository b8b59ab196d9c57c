"""The tokenizer, against what Python offers for the simpler task of cutting at white space, and against CAMeL Tools."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import pytest

from arnorm import Tokenizer
from arnorm._core import reference
from arnorm.tokenizer import compile_grammar
from benchmarks.corpus import SIZES, TEXTS, WIKI, wiki
from benchmarks.measure import LIMITS, SUBJECT, Measure

pytestmark = LIMITS

TOKENIZER: Final = Tokenizer()
find_pieces = re.compile(r"\S+").finditer

needs_wiki = pytest.mark.skipif(not WIKI.is_file(), reason="the articles are not beside this checkout")
each_text = pytest.mark.parametrize("size", [*SIZES, pytest.param("wiki", marks=needs_wiki)])


def camel(text: str) -> list[str]:
    tokens: list[str] = pytest.importorskip("camel_tools.tokenizers.word").simple_word_tokenize(text)
    return tokens


LISTS: Final[Mapping[str, Callable[[str], list[str]]]] = {
    SUBJECT: TOKENIZER,
    "str.split": str.split,
    "CAMeL simple_word_tokenize": camel,
}
SPANS: Final[Mapping[str, Callable[[str], Any]]] = {
    SUBJECT: TOKENIZER.spans,
    "str.split": str.split,
    "re.finditer spans": lambda text: [match.span() for match in find_pieces(text)],
}
UTF8: Final[Mapping[str, Callable[[bytes], tuple[bytearray, bytearray]]]] = {
    SUBJECT: TOKENIZER.scan_spans_utf8,
    "decode, arnorm: spans of the str": lambda data: TOKENIZER.scan_spans(data.decode()),
}
LINES: Final[Mapping[str, Callable[[list[str]], list[list[str]]]]] = {
    SUBJECT: TOKENIZER.tokenize_many,
    "str.split": lambda lines: [line.split() for line in lines],
}


def text_of(size: str) -> str:
    return wiki() if size == "wiki" else TEXTS[size]


@lru_cache
def expected(size: str) -> list[str]:
    """Return the tokens that the kernel's reference finds."""
    return reference.Scanner(compile_grammar(TOKENIZER.policy))(text_of(size))


@pytest.mark.parametrize("name", LISTS)
@each_text
def test_list(size: str, name: str, measure: Measure) -> None:
    text = text_of(size)
    tokens = LISTS[name](text)
    if name == SUBJECT:
        assert tokens == expected(size)
    measure("tokens as strings", size, name, LISTS[name], text, tokens=len(tokens))


@pytest.mark.parametrize("name", LINES)
@needs_wiki
def test_lines(name: str, measure: Measure) -> None:
    lines = wiki().splitlines()
    tokens = LINES[name](lines)
    assert len(tokens) == len(lines)
    measure("tokens of each line", "wiki", name, LINES[name], lines, tokens=sum(map(len, tokens)))


@pytest.mark.parametrize("name", SPANS)
@each_text
def test_spans(size: str, name: str, measure: Measure) -> None:
    text = text_of(size)
    result = SPANS[name](text)
    if name != "str.split":
        cut = [text[start:end] for start, end in result]
        assert cut == (TOKENIZER(text) if name == SUBJECT else text.split())
    measure("tokens as spans", size, name, SPANS[name], text, tokens=len(result))


@pytest.mark.parametrize("name", UTF8)
@each_text
def test_spans_of_utf8(size: str, name: str, measure: Measure) -> None:
    text = text_of(size)
    data = text.encode()
    spans, kinds = UTF8[name](data)
    if name == SUBJECT:
        edges = memoryview(spans).cast("i").tolist()
        pieces = [data[start:end].decode() for start, end in zip(edges[::2], edges[1::2], strict=True)]
        assert pieces == TOKENIZER(text)
    measure("tokens of UTF-8 as spans", size, name, UTF8[name], data, tokens=len(kinds))
