"""How much text comes back from its tokens: ``python -m benchmarks.detokenized FILE...``, files of lines in UTF-8.

For each file: its lines, the share that `arnorm.detokenize` restores to the letter from the tokens of the line (runs of
white space counted as one space), and the share whose tokens stay the same. Whoever spaces punctuation otherwise than
Arabic typography asks is counted against it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from arnorm import Tokenizer, detokenize

__all__ = ["restored"]


def restored(lines: Iterable[str]) -> tuple[int, int, int]:
    """Return the number of lines that are not empty, of those restored, and of those whose tokens stay."""
    spaced = [line for line in (" ".join(line.split()) for line in lines) if line]
    tokenizer = Tokenizer()
    tokens = tokenizer.tokenize_many(spaced)
    results = list(map(detokenize, tokens))
    same = sum(map(str.__eq__, results, spaced))
    return len(spaced), same, sum(map(list.__eq__, tokenizer.tokenize_many(results), tokens))


def main(names: Iterable[str]) -> None:
    """Write a line for each file."""
    for name in names:
        count, same, stable = restored(Path(name).read_text("utf-8").splitlines())
        print(f"{name}: {count} lines, {same / count:.2%} restored, {stable / count:.2%} with the same tokens")


if __name__ == "__main__":
    main(sys.argv[1:])
