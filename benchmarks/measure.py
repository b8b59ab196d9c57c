"""How a function is timed, and the table of ratios that is shown at the end of a run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, repeat
from typing import Any, Final, NamedTuple

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import arnorm
from benchmarks.corpus import SOURCE, TEXTS, wiki

__all__ = ["LIMITS", "PASSES", "SUBJECT", "Measure", "Result", "table"]

SUBJECT: Final = "arnorm"
"""What this library is called in a group; everything else in it is compared with this."""

PASSES: Final = 3
"""How often everything is timed: a few slow seconds of the machine shall not hit all rounds of one entrant."""

LIMITS: Final = pytest.mark.benchmark(min_rounds=5, min_time=0.001, max_time=0.15)
"""Of one pass."""

# Calls per timed function, so that the harness around it costs nothing beside it.
_CALLS: Final = {"word": 1000, "sentence": 100, "document": 10, "megabyte": 1}


class Result(NamedTuple):
    """One line of the table."""

    group: str
    name: str
    seconds: float
    """Of one call, in the fastest round, because whatever else a machine does can only add time."""
    units: int
    """How much one call works through."""
    unit: str


class Measure:
    """Time calls of a function with pytest-benchmark and keep the result for the table."""

    def __init__(self, benchmark: BenchmarkFixture, results: list[Result]) -> None:
        self._benchmark = benchmark
        self._results = results

    def __call__(
        self,
        job: str,
        size: str,
        name: str,
        function: Callable[..., object],
        *arguments: Any,
        tokens: int = 0,
        text: str | None = None,
        source: str = SOURCE,
    ) -> None:
        """Time ``function(*arguments)``, of one or two arguments, on text of a size; ``tokens`` is what it finds.

        The text is the corpus's of that size where no other is given with its source.
        """
        benchmark = self._benchmark
        if text is None:
            text = TEXTS[size] if size in TEXTS else wiki()
        calls = _CALLS.get(size, 1) if benchmark.enabled else 1
        benchmark.group = f"{job}, {size}"
        benchmark.extra_info.update(
            source=source,
            characters=len(text),
            bytes=len(text.encode()),
            tokens=tokens,
            calls=calls,
            backend=arnorm.BACKEND,
            instruction_set=arnorm.INSTRUCTION_SET,
            unicode_version=arnorm.UNICODE_VERSION,
            arnorm=arnorm.__version__,
            python=sys.version.partition(" ")[0],
        )
        benchmark(_call, calls, function, *arguments)
        if benchmark.stats is not None:
            seconds = benchmark.stats.stats.min / calls
            unit = "token" if tokens else "char"
            self._results.append(Result(benchmark.group, name, seconds, tokens or len(text), unit))


def _call(calls: int, function: Callable[..., object], first: Any, *second: Any) -> None:
    """Call ``function`` as code calls it, with its arguments spelled out: ``f(*arguments)`` costs more."""
    if second:
        (other,) = second
        for _ in repeat(None, calls):
            function(first, other)
    else:
        for _ in repeat(None, calls):
            function(first)


def table(results: Iterable[Result]) -> Iterator[str]:
    """Return the lines of the table: the time of a call, the throughput and the ratio, each over all passes."""
    yield (
        f"{SUBJECT} {arnorm.BACKEND}/{arnorm.INSTRUCTION_SET}, Unicode {arnorm.UNICODE_VERSION},"
        f" Python {sys.version.partition(' ')[0]}; text: {SOURCE}; fastest rounds"
    )
    fastest: dict[tuple[str, str], Result] = {}
    for result in results:
        key = result.group, result.name
        fastest[key] = min(result, fastest.get(key, result), key=lambda result: result.seconds)
    for group, members in groupby(fastest.values(), key=lambda result: result.group):
        entrants = list(members)
        subject = next((entrant for entrant in entrants if entrant.name == SUBJECT), None)
        yield ""
        yield f"{group + ':':40} {'one call':>14} {'throughput':>17}   {SUBJECT} is faster"
        for entrant in entrants:
            rate = f"{_figure(entrant.units / entrant.seconds / 1e6)} M{entrant.unit}/s"
            ratio = "" if subject in (None, entrant) else f"{_figure(_ratio(subject, entrant))} times"
            yield f"  {entrant.name:38} {entrant.seconds * 1e9:11,.0f} ns {rate:>17}   {ratio:>16}"


def _ratio(subject: Result, other: Result) -> float:
    """Return how many times as much ``subject`` works through in the same time; below 1 it is the slower one."""
    return (subject.units / subject.seconds) / (other.units / other.seconds)


def _figure(value: float) -> str:
    """Write a figure with two or three digits that mean something."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}" if value >= 1 else f"{value:.2g}"
