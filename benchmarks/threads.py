"""What two threads do in the time of one, where each has half of the lines: calls of the user's own threads.

``python -m benchmarks.threads``; on ordinary Python, where strings are made one at a time, it is hardly more than one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from threading import Thread
from time import perf_counter
from typing import Any, Final

import arnorm
from arnorm import Normalizer, Tokenizer, profiles
from benchmarks.texts import text_of

CHARACTERS: Final = 8_000_000
ROUNDS: Final = 7
SEARCH: Final = Normalizer(profiles.SEARCH)
TOKENIZER: Final = Tokenizer()
CALLS: Final[dict[str, Callable[[str], object]]] = {
    "normalizer(line)": SEARCH,
    "normalizer.align(line)": SEARCH.align,
    "tokenizer(line)": TOKENIZER,
    "tokenizer.spans(line)": TOKENIZER.spans,
}


def seconds(function: Callable[[list[str]], object], lines: list[str], threads: int) -> float:
    """Return how long so many threads take, the fastest of some rounds, without that in which results are freed."""
    best = float("inf")
    parts = [lines[number::threads] for number in range(threads)]
    kept: list[Any] = []

    def work(part: list[str]) -> None:
        kept.append(function(part))

    for _ in range(ROUNDS):
        kept.clear()
        workers = [Thread(target=work, args=(part,)) for part in parts]
        start = perf_counter()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        best = min(best, perf_counter() - start)
    return best


def each(call: Callable[[str], object], part: list[str]) -> list[object]:
    return list(map(call, part))


def works() -> Iterator[tuple[str, Callable[[list[str]], object]]]:
    for name, call in CALLS.items():
        yield f"[{name} for line in part]", partial(each, call)
    yield "normalizer.normalize_many(part)", SEARCH.normalize_many
    yield "tokenizer.tokenize_many(part)", TOKENIZER.tokenize_many


def main() -> None:
    text = text_of("MSA")
    lines = (text.text * (CHARACTERS // len(text.text) + 1)).splitlines()
    lock = "with" if getattr(sys, "_is_gil_enabled", lambda: True)() else "without"
    print(
        f"arnorm {arnorm.__version__} {arnorm.BACKEND}/{arnorm.INSTRUCTION_SET}, Python {sys.version.split()[0]}",
        end="",
    )
    print(f" {lock} its lock; text: {text.source}, {len(lines):,} lines")
    for name, function in works():
        one, two = (seconds(function, lines, threads) for threads in (1, 2))
        print(f"{name:42} {one * 1e3:7.1f} ms : {two * 1e3:7.1f} ms   {one / two:.2f}", flush=True)


if __name__ == "__main__":
    main()
