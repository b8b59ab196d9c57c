"""Gold words of treebanks, and how well a tokenizer finds them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

Span = tuple[int, int]


class Score(NamedTuple):
    """How many spans are right, there and found, and those that are not both there and found."""

    right: int
    there: int
    found: int
    wrong: list[tuple[str, list[str], list[str]]]
    """A text, the gold words that are not found in it, and what is found that is no gold word."""

    @property
    def f1(self) -> float:
        """In percent; a span counts if both its ends are right."""
        return 200 * self.right / (self.there + self.found)


def words(tokens: Iterable[tuple[int, int, str, str, list[str]]]) -> Iterator[Span]:
    """Yield the spans of words: tokens that touch are the clitics of one word, but for punctuation marks."""
    start = end = -1
    for token_start, token_end, _, category, _ in tokens:
        if category == "PUNCT" or token_start != end:
            if start >= 0:
                yield start, end
            start = token_start
        end = token_end
        if category == "PUNCT":
            yield start, end
            start = end = -1
    if start >= 0:
        yield start, end


def sentences(path: Path) -> Iterator[tuple[str, list[Span]]]:
    """Yield the text of every sentence of a treebank and the spans of its words."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield row["text"], list(words(row["tokens"]))


def score(path: Path, spans: Callable[[str], Iterable[Iterable[int]]]) -> Score:
    """Compare what a tokenizer finds in every sentence of a treebank with its gold words."""
    right = there = found = 0
    wrong = []
    for text, gold in sentences(path):
        ours = {(start, end) for start, end in spans(text)}
        missed, extra = sorted(set(gold) - ours), sorted(ours - set(gold))
        right += len(gold) - len(missed)
        there += len(gold)
        found += len(ours)
        if missed or extra:
            wrong.append((text, [text[a:b] for a, b in missed], [text[a:b] for a, b in extra]))
    return Score(right, there, found, wrong)
