"""Alignment against normalizing alone, and both on texts from ten thousand to ten million characters.

``python -m benchmarks.bench_align`` shows the second.
"""

from __future__ import annotations

import operator
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import pytest

from arnorm import Rule, profiles, rules
from arnorm._core import Pipeline
from arnorm.stages import compile_rules
from benchmarks.corpus import SIZES, TEXTS
from benchmarks.measure import LIMITS, SUBJECT, Measure

pytestmark = LIMITS

THREE: Final = (rules.strip_tashkeel, rules.strip_tatweel, rules.fold_alef)
JOBS: Final[Mapping[str, Sequence[Rule]]] = {
    "three rules": THREE,
    "with expansion": (*THREE, rules.expand_presentation_forms),
    "CLEAN": profiles.CLEAN.rules,
    "SEARCH": profiles.SEARCH.rules,
}
LENGTHS: Final = (10_000, 100_000, 1_000_000, 10_000_000)
ROUNDS: Final = 7


@lru_cache
def pipeline(job: str) -> Pipeline:
    compiled = compile_rules(JOBS[job])
    return Pipeline(compiled.tables, compiled.shortcut, compiled.cut)


@pytest.mark.parametrize("name", [SUBJECT, "normalize", "copy"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("job", JOBS)
def test_align(job: str, size: str, name: str, measure: Measure) -> None:
    text = TEXTS[size]
    if name == "copy":
        measure(f"align {job}", size, name, operator.add, text, "x")
        return
    result, starts = pipeline(job).map_aligned(text)
    assert result == pipeline(job)(text)
    assert len(starts) == 4 * len(result) + 4
    measure(f"align {job}", size, name, pipeline(job).map_aligned if name == SUBJECT else pipeline(job), text)


def fastest(function: Callable[[Any], object], text: str | bytes) -> float:
    """Return seconds of the fastest of some calls."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        function(text)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def scaling() -> Iterator[str]:
    """Yield a line for each job and length: nanoseconds for a character, the ratio and the growth.

    Beside them stands what eight bytes of new memory for each character cost, which is what the places are written to:
    a long text gets them from the system, a short one from what is already there.
    """
    yield f"{'job':16} {'characters':>11} {'normalize':>10} {'align':>8} {'memory':>8}   {'ratio':>5} {'ten times':>10}"
    text = TEXTS["megabyte"] * (LENGTHS[-1] // len(TEXTS["megabyte"]) + 1)
    for job in JOBS:
        before = 0.0
        for length in LENGTHS:
            part = text[:length]
            alone, aligned = fastest(pipeline(job), part), fastest(pipeline(job).map_aligned, part)
            growth = f"{aligned / before:10.1f}" if before else ""
            before = aligned
            memory = fastest(operator.methodcaller("__mul__", 8 * length), b"x")
            figures = f"{alone / length * 1e9:7.2f} ns {aligned / length * 1e9:5.2f} ns {memory / length * 1e9:5.2f} ns"
            yield f"{job:16} {length:11,} {figures}   {aligned / alone:5.1f} {growth}"


if __name__ == "__main__":
    for line in scaling():
        print(line)
