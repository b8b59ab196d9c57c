"""How many words of treebanks tokenizers find: ``python -m benchmarks.gold_words`` prints a table.

The treebanks lie where ``ARNORM_DATA`` says, or beside the checkout; other tokenizers take part where they are
installed, as for ``bench_peers``.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple

from arnorm import Tokenizer, policies
from benchmarks.corpus import DATA

__all__ = ["NAMES", "rows"]

FOLDER: Final = DATA / "gold"
NAMES: Final = {
    "ar_pud": "Arabic PUD",
    "ajp_madar": "South Levantine MADAR",
    "fa_seraji": "Persian Seraji",
    "ps_sikaram": "Pashto Sikaram",
    "sd_isra": "Sindhi Isra",
    "ug_udt": "Uyghur UDT",
}
Span = tuple[int, int]
Cut = Callable[[str], Iterable[str]]


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


def places(text: str, tokens: Iterable[str]) -> Iterator[Span]:
    """Yield where tokens stand in a text, each behind the one before it; those that are changed are nowhere."""
    position = 0
    for token in tokens:
        found = text.find(token, position)
        if found >= 0:
            position = found + len(token)
            yield found, position


class Score(NamedTuple):
    """How well a tokenizer finds the words of a treebank."""

    f1: float
    """Of exact spans, in percent."""
    wrong: list[tuple[list[str], list[str]]]
    """For each sentence that is not right: the words that are not found, and what is found instead."""


def score(path: Path, cut: Cut) -> Score:
    """Compare what a tokenizer finds in every sentence with its words."""
    right = there = found = 0
    wrong = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        text, gold, ours = row["text"], set(words(row["tokens"])), set(places(row["text"], cut(row["text"])))
        right += len(gold & ours)
        there += len(gold)
        found += len(ours)
        if gold != ours:
            wrong.append(([text[a:b] for a, b in sorted(gold - ours)], [text[a:b] for a, b in sorted(ours - gold)]))
    return Score(200 * right / (there + found), wrong)


def camel() -> Cut:
    cut: Cut = import_module("camel_tools.tokenizers.word").simple_word_tokenize
    return cut


def pyarabic() -> Cut:
    cut: Cut = import_module("pyarabic.araby").tokenize
    return cut


def entrants() -> dict[str, Callable[[], Cut]]:
    """Return functions that return the tokenizers; some are not installed everywhere."""
    annex = Tokenizer(policies.UAX29)
    return {
        "DEFAULT": Tokenizer,
        "UAX29": lambda: lambda text: [token for token in annex(text) if not token.isspace()],
        "CAMeL Tools": camel,
        "PyArabic": pyarabic,
        r"\w+|[^\w\s]": lambda: re.compile(r"\w+|[^\w\s]").findall,
    }


def rows() -> Iterator[list[str]]:
    """Yield for every treebank its name and the F1 of each tokenizer, or nothing for one that is not installed."""
    for name, title in NAMES.items():
        row = [title]
        for make in entrants().values():
            try:
                cut = make()
            except ImportError:
                row.append("")
                continue
            row.append(f"{score(FOLDER / f'{name}-ud-test.jsonl', cut).f1:.2f}")
        yield row


def main() -> None:
    if not FOLDER.is_dir():
        sys.exit(f"no treebanks: set ARNORM_DATA, or put them at {FOLDER}")
    print(f"{'F1 in percent':24}", *(f"{name:>14}" for name in entrants()))
    for title, *figures in rows():
        print(f"{title:24}", *(f"{figure:>14}" for figure in figures))


if __name__ == "__main__":
    main()
