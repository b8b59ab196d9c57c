"""Times of statements beside each other, for ratios inside one run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from timeit import Timer
from typing import Any, Final, NamedTuple

__all__ = ["MISSING", "Work", "call", "copy", "decode", "fastest", "split"]

ROUND: Final = 0.002
"""Seconds that a round of calls lasts at the least, so that the clock costs nothing beside it."""
ROUNDS: Final = 3
"""How many rounds there are at the least, unless they last longer than `PATIENCE`."""
PATIENCE: Final = 5.0
"""Seconds."""


class Work(NamedTuple):
    """A statement over ``f`` and ``x``, which are local variables, and how much it works through."""

    statement: str
    f: Any
    x: Any
    units: int


MISSING: Final = Work("", None, None, 0)
"""What stands in the place of work that cannot be done here."""


def call(function: Callable[[Any], object], argument: Any, units: int = 0) -> Work:
    return Work("f(x)", function, argument, units or len(argument))


def copy(text: str | bytes) -> Work:
    """Copying as ``text + "x"``, written out: a function around it would cost as much as the copy of a word."""
    return Work("x + f", "x" if isinstance(text, str) else b"x", text, len(text))


def decode(data: bytes) -> Work:
    return Work("x.decode()", None, data, len(data))


def split(text: str) -> Work:
    """Cutting at white space; the units are its pieces."""
    return Work("x.split()", None, text, len(text.split()))


def fastest(works: Sequence[Work], seconds: float = 1.0, wall: bool = False) -> list[float]:
    """Return the seconds of one execution of each statement, in the fastest of many rounds.

    Whatever else a machine does can only add time. The statements take turns, so that a slow moment hits all of them.
    It is the time for which this thread has had a processor, or, for work of several threads, that of the clock on the
    ``wall``.
    """
    clock = time.perf_counter if wall else time.thread_time
    timers = [Timer(work.statement, "f, x = work", clock, {"work": work[1:3]}) for work in works]
    calls = []
    for timer in timers:
        number, lasted = 1, timer.timeit(1)
        while lasted < ROUND:
            number = max(2 * number, int(number * ROUND / max(lasted, 1e-9)))
            lasted = timer.timeit(number)
        calls.append(number)
    best = [float("inf")] * len(works)
    start = time.perf_counter()
    rounds = 0
    while (lasted := time.perf_counter() - start) < seconds or (rounds < ROUNDS and lasted < PATIENCE):
        for place, (timer, number) in enumerate(zip(timers, calls, strict=True)):
            best[place] = min(best[place], timer.timeit(number) / number)
        rounds += 1
    return best
