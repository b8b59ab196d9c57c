"""Rows and bytes per second of each engine that runs in this process, beside ``pandas.Series.map`` of a normalizer.

``python -m benchmarks.engines [--rows N] [--length WORDS] [--rounds R] [WORD...]`` measures the engines with all words
in their names.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from typing import Any, Final, TypeAlias

import arnorm
from arnorm import Normalizer, profiles
from benchmarks.jobs import FIVE
from benchmarks.peers.entry import Missing, library
from benchmarks.texts import text_of

__all__ = ["BASELINE", "ENGINES", "JOBS", "Engine", "report", "table", "timed"]

Engine: TypeAlias = Callable[[Any, Normalizer], tuple[float, Any]]
"""Takes a table of pyarrow with the column ``text``; gives the seconds that it took, and the result as an Arrow column.

What an engine does before it has the rows and after it has the result in its own form is not timed.
"""
JOBS: Final[Mapping[str, Normalizer]] = {"five rules": Normalizer(FIVE), "SEARCH": Normalizer(profiles.SEARCH)}
ROWS: Final = 1_000_000
WORDS: Final = 10
DIFFERENT: Final = 50_000
"""How many rows differ; the others are the same once more."""
BASELINE: Final = "pandas Series.map"


@lru_cache
def table(rows: int = ROWS, length: int = WORDS) -> Any:
    """Return a table of so many rows of so many words, drawn at random from the text that is measured elsewhere."""
    pyarrow = library("pyarrow")
    words = text_of("MSA").text.split()
    source = random.Random(8)
    texts = [" ".join(source.choices(words, k=length)) for _ in range(min(rows, DIFFERENT))]
    column = pyarrow.concat_arrays([pyarrow.array(texts)] * -(-rows // len(texts)))[:rows]
    return pyarrow.table({"text": column})


class Clock:
    """What `timed` reads: the clock on the wall, or the time for which threads of this process had a processor."""

    read: Callable[[], float] = time.perf_counter


def timed(function: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that a call takes, and its result."""
    start = Clock.read()
    result = function()
    return Clock.read() - start, result


def series_of(table: Any) -> Any:
    library("pandas")
    return table["text"].to_pandas()


def mapped(table: Any, normalizer: Normalizer) -> tuple[float, Any]:
    series = series_of(table)
    return timed(lambda: series.map(normalizer))


def pandas(threads: int) -> Engine:
    def run(table: Any, normalizer: Normalizer) -> tuple[float, Any]:
        series = series_of(table)
        library("arnorm.engines.pandas")
        return timed(lambda: series.ar.normalize(normalizer, threads=threads))

    return run


def polars(engine: str) -> Engine:
    def run(table: Any, normalizer: Normalizer) -> tuple[float, Any]:
        pl = library("polars")
        library("arnorm.engines.polars")
        frame = pl.DataFrame(table)
        text = pl.col("text").ar.normalize(normalizer)
        if not engine:
            seconds, result = timed(lambda: frame.select(text))
        else:
            seconds, result = timed(lambda: frame.lazy().select(text).collect(engine=engine))
        return seconds, result["text"]

    return run


def column(threads: int) -> Engine:
    def run(table: Any, normalizer: Normalizer) -> tuple[float, Any]:
        return timed(lambda: normalizer.normalize_column(table["text"], threads=threads))

    return run


def pyarrow(table: Any, normalizer: Normalizer) -> tuple[float, Any]:
    compute = library("pyarrow.compute")
    prefix = normalizer.fingerprint
    library("arnorm.engines.pyarrow").register(profile=normalizer, prefix=prefix)
    return timed(lambda: compute.call_function(f"{prefix}normalize", [table["text"]]))


def duckdb(table: Any, normalizer: Normalizer) -> tuple[float, Any]:
    with library("duckdb").connect() as connection:
        library("arnorm.engines.duckdb").register(connection, profile=normalizer)
        connection.register("given", table)
        connection.execute("create table texts as from given")
        seconds, _ = timed(lambda: connection.execute("create table clean as select ar_normalize(text) t from texts"))
        return seconds, connection.table("clean").to_arrow_table()["t"]


ENGINES: Final[Mapping[str, Engine]] = {
    BASELINE: mapped,
    "pandas .ar": pandas(1),
    "pandas .ar, two threads": pandas(2),
    "Polars, eager": polars(""),
    "Polars, streaming": polars("streaming"),
    "pyarrow normalize_column": column(1),
    "pyarrow normalize_column, two threads": column(2),
    "pyarrow call_function": pyarrow,
    "DuckDB": duckdb,
}


def report(
    engines: Mapping[str, Engine], rows: int, rounds: int, libraries: Sequence[str], length: int = WORDS
) -> Iterator[str]:
    """Yield a line for each engine and job: the fastest of the rounds, in which engines take turns."""
    given = table(rows, length)
    compute = library("pyarrow.compute")
    size = compute.sum(compute.binary_length(given["text"])).as_py()
    python = sys.version.partition(" ")[0]
    yield f"arnorm {arnorm.__version__} {arnorm.BACKEND}/{arnorm.INSTRUCTION_SET}, Python {python}, " + ", ".join(
        f"{name} {version(name)}" for name in libraries
    )
    what = "on the clock" if Clock.read is time.perf_counter else "of all threads on processors"
    yield f"{rows:,} rows of {length} words, {size:,} bytes of UTF-8, made of {text_of('MSA').source}"
    yield f"{rounds} rounds, seconds {what}"
    for job, normalizer in JOBS.items():
        expected = normalizer.normalize_column(given["text"])
        best: dict[str, float] = {}
        missing: dict[str, str] = {}
        for _ in range(rounds):
            for name in [name for name in engines if name not in missing]:
                try:
                    seconds, result = engines[name](given, normalizer)
                except Missing as reason:
                    missing[name] = str(reason)
                    continue
                if not same(result, expected):
                    raise AssertionError(f"{name}: the result of {job} differs")
                best[name] = min(seconds, best.get(name, seconds))
        yield ""
        yield f"{job:38} {'s':>8} {'rows/s':>12} {'MB/s':>8} {f'times {BASELINE}':>24}"
        for name in engines:
            if name in missing:
                yield f"{name:38} not measured: {missing[name]}"
                continue
            seconds = best[name]
            times = f"{best[BASELINE] / seconds:.2f}" if BASELINE in best else ""
            yield f"{name:38} {seconds:8.3f} {rows / seconds:12,.0f} {size / seconds / 1e6:8,.0f} {times:>24}"


def same(result: Any, expected: Any) -> bool:
    """Return whether an engine's column holds the same strings as another."""
    pyarrow = library("pyarrow")
    strings = pyarrow.chunked_array(result) if hasattr(result, "__arrow_c_stream__") else pyarrow.array(result)
    return bool(strings.cast(pyarrow.string()).equals(expected.cast(pyarrow.string())))


def main(
    engines: Mapping[str, Engine] = ENGINES, libraries: Sequence[str] = ("pyarrow", "pandas", "polars", "duckdb")
) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only what has all of these in its name")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--length", type=int, default=WORDS, help="words in a row")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--processor", action="store_true", help="the time of all threads on processors, for a machine that is busy"
    )
    arguments = parser.parse_args()
    if arguments.processor:
        Clock.read = time.process_time
    chosen = {
        name: engine
        for name, engine in engines.items()
        if all(word.lower() in name.lower() for word in arguments.words)
    }
    for line in report(chosen, arguments.rows, arguments.rounds, libraries, arguments.length):
        print(line, flush=True)


if __name__ == "__main__":
    main()
