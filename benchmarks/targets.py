"""How fast this library is meant to be, and how fast it is: each a ratio inside one run. Nothing fails for being slow.

``python -m benchmarks.targets [--seconds S] [WORD...]`` measures what has all words in its name.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from threading import Thread
from typing import Any, Final, NamedTuple

import arnorm
from arnorm import Normalizer, Tokenizer, profiles
from benchmarks.clock import Work, call, copy, decode, fastest, split
from benchmarks.corpus import sizes
from benchmarks.engines import table as table_of_rows
from benchmarks.jobs import FIVE
from benchmarks.peers.cutting import camel_tokenizer
from benchmarks.peers.entry import Missing, library
from benchmarks.peers.normalization import camel_chain
from benchmarks.texts import text_of

__all__ = ["TARGETS", "Target"]

COLUMN_CHARACTERS: Final = 8_000_000
RULES: Final = Normalizer(FIVE)
SEARCH: Final = Normalizer(profiles.SEARCH)
CLEAN: Final = Normalizer(profiles.CLEAN)


class Target(NamedTuple):
    """A line: what is measured, what it shall reach, and the two works that are compared."""

    name: str
    goal: float
    works: Callable[[], tuple[Work, Work]]
    """Make what is measured and what it is measured by, and check that their results are what they should be."""
    cost: bool = False
    """Whether the figure is the time in times of the other, which shall be at most the goal; else the throughput."""
    wall: bool = False
    """Whether it is the time on the wall, because several threads share the work."""


@lru_cache
def table() -> dict[int, str]:
    """What the five rules do to each code point that they change."""
    points = {point for rule in FIVE for point in rule.table}
    return {point: RULES(chr(point)) for point in points}


def _equal(ours: object, theirs: object) -> None:
    if ours != theirs:
        raise AssertionError("the results differ")


def against_camel() -> tuple[Work, Work]:
    text = text_of("MSA").text
    chain = camel_chain()
    _equal(RULES(text), chain(text))
    return call(RULES, text), call(chain, text)


def against_translate() -> tuple[Work, Work]:
    text = text_of("MSA").text
    _equal(RULES(text), text.translate(table()))
    return call(RULES, text), Work("x.translate(f)", table(), text, len(text))


def against_copy(kind: str, normalizer: Normalizer = RULES, size: str = "") -> Callable[[], tuple[Work, Work]]:
    def works() -> tuple[Work, Work]:
        text = sizes(text_of(kind).text)[size] if size else text_of(kind).text
        return call(normalizer, text), copy(text)

    return works


def unchanged() -> tuple[Work, Work]:
    text = text_of("MSA").text
    text = CLEAN(text)
    if CLEAN(text) is not text:
        raise AssertionError("clean text does not come back as the same object")
    return call(CLEAN, text), copy(text)


def against_seed(kind: str, utf8: bool = False) -> Callable[[], tuple[Work, Work]]:
    def works() -> tuple[Work, Work]:
        text, plain = text_of(kind).text, text_of("MSA").text
        if utf8:
            function = RULES.normalize_utf8
            return call(function, text.encode(), len(text)), call(function, plain.encode(), len(plain))
        return call(RULES, text), call(RULES, plain)

    return works


def utf8(kind: str) -> Callable[[], tuple[Work, Work]]:
    def works() -> tuple[Work, Work]:
        text = text_of(kind).text
        data = text.encode()
        _equal(RULES.normalize_utf8(data), RULES(text).encode())
        return call(RULES.normalize_utf8, data), decode(data)

    return works


@lru_cache
def lines() -> list[str]:
    text = text_of("MSA").text
    return (text * (COLUMN_CHARACTERS // len(text) + 1)).splitlines()


def column() -> Any:
    return library("pyarrow").array(lines())


def column_against_decode() -> tuple[Work, Work]:
    data = "\n".join(lines()).encode()
    return call(RULES.normalize_column, column(), len(data)), decode(data)


def series_against_map(normalizer: Normalizer) -> Callable[[], tuple[Work, Work]]:
    def works() -> tuple[Work, Work]:
        library("arnorm.engines.pandas")
        series = table_of_rows()["text"].to_pandas()
        if not series.ar.normalize(normalizer).equals(series.map(normalizer)):
            raise AssertionError("the results differ")
        return call(lambda series: series.ar.normalize(normalizer), series), call(
            lambda series: series.map(normalizer), series
        )

    return works


def two_threads(function: Callable[..., Any], texts: Callable[[], Any] = column) -> Callable[[], tuple[Work, Work]]:
    def works() -> tuple[Work, Work]:
        rows = texts()
        _equal(function(rows, threads=2), function(rows))
        one, two = (Work(f"f(x, threads={count})", function, rows, len(rows)) for count in (1, 2))
        return two, one

    return works


def halves_apart() -> tuple[Work, Work]:
    """Threads that share a column and its result, and threads that share nothing: what the machine makes of two."""
    rows = column()
    middle = len(rows) // 2
    halves = rows[:middle], rows[middle:]

    def apart(halves: tuple[Any, Any]) -> list[Any]:
        results = [halves[0], halves[1]]

        def normalize(number: int) -> None:
            results[number] = RULES.normalize_column(halves[number], threads=1)

        thread = Thread(target=normalize, args=(1,))
        thread.start()
        normalize(0)
        thread.join()
        return results

    _equal(library("pyarrow").concat_arrays(apart(halves)), RULES.normalize_column(rows, threads=2))
    return Work("f(x, threads=2)", RULES.normalize_column, rows, len(rows)), call(apart, halves, len(rows))


def tokens(kind: str, spans: bool = False) -> Callable[[], tuple[Work, Work]]:
    def works() -> tuple[Work, Work]:
        text = text_of(kind).text
        tokenizer = Tokenizer()
        count = len(tokenizer(text))
        return call(tokenizer.spans if spans else tokenizer, text, count), split(text)

    return works


def tokens_against_camel(kind: str) -> Callable[[], tuple[Work, Work]]:
    def works() -> tuple[Work, Work]:
        text = text_of(kind).text
        tokenizer = Tokenizer()
        theirs = camel_tokenizer()
        return call(tokenizer, text, len(tokenizer(text))), call(theirs, text, len(theirs(text)))

    return works


def tokens_of_lines_against_camel(kind: str) -> Callable[[], tuple[Work, Work]]:
    """The same where each line is a text of its own, and its tokens are gone before the next: as in a pipeline."""

    def works() -> tuple[Work, Work]:
        rows = text_of(kind).text.splitlines()
        tokenizer = Tokenizer()
        theirs = camel_tokenizer()

        def line_by_line(function: Callable[[str], list[str]]) -> Work:
            return Work("for row in x: f(row)", function, rows, sum(len(function(row)) for row in rows))

        return line_by_line(tokenizer), line_by_line(theirs)

    return works


TARGETS: Final = (
    Target("five rules on the seed / CAMeL's chain", 70, against_camel),
    Target("five rules on the seed / str.translate", 250, against_translate),
    Target("five rules on the seed / copy", 0.25, against_copy("MSA")),
    Target("five rules on vocalised / copy", 0.18, against_copy("vocalised")),
    Target("SEARCH on wiki / copy", 0.12, against_copy("wiki", SEARCH)),
    Target("CLEAN on clean text, same object / copy", 0.35, unchanged),
    Target("emoji every 80 / seed, characters, str", 0.45, against_seed("emoji")),
    Target("emoji every 80 / seed, characters, UTF-8", 0.45, against_seed("emoji", utf8=True)),
    Target("curly quote every 40 / seed, characters, str", 0.6, against_seed("quotes")),
    Target("curly quote every 40 / seed, characters, UTF-8", 0.6, against_seed("quotes", utf8=True)),
    Target("five rules on a sentence, in copies", 2.5, against_copy("MSA", size="sentence"), cost=True),
    Target("five rules on a word, in copies", 3, against_copy("MSA", size="word"), cost=True),
    Target("five rules on UTF-8 of the seed / decode", 2, utf8("MSA")),
    Target("five rules on an Arrow column / decode", 1.2, column_against_decode),
    Target("five rules on a million rows of pandas / Series.map", 5, series_against_map(RULES)),
    Target("five rules on an Arrow column, two threads / one", 1.6, two_threads(RULES.normalize_column), wall=True),
    Target("SEARCH on an Arrow column, two threads / one", 1.6, two_threads(SEARCH.normalize_column), wall=True),
    Target("tokens of an Arrow column, two threads / one", 1.6, two_threads(Tokenizer().tokenize_column), wall=True),
    Target("list of tokens on wiki / str.split, tokens", 1.4, tokens("wiki")),
    Target("list of tokens on the seed / str.split, tokens", 1.4, tokens("MSA")),
    Target("spans of tokens on wiki / str.split, tokens", 4.5, tokens("wiki", spans=True)),
    Target("spans of tokens on the seed / str.split, tokens", 4.5, tokens("MSA", spans=True)),
    Target("list of tokens on wiki / CAMeL's, tokens", 60, tokens_against_camel("wiki")),
    Target("tokens of each line of wiki / CAMeL's, tokens", 60, tokens_of_lines_against_camel("wiki")),
    Target("list of tokens on the seed / CAMeL's, tokens", 60, tokens_against_camel("MSA")),
    # Beside these, where a plan could fall off a cliff; the goals are those of the nearest line above.
    Target("SEARCH on a million rows of pandas / Series.map", 5, series_against_map(SEARCH)),
    Target("five rules on an Arrow column, two threads / halves", 0.9, halves_apart, wall=True),
    Target("five rules on a list, two threads / one", 1.6, two_threads(RULES.normalize_many, lines), wall=True),
    Target("SEARCH on a list, two threads / one", 1.6, two_threads(SEARCH.normalize_many, lines), wall=True),
    Target("five rules on vocalised UTF-8 / decode", 2, utf8("vocalised")),
    Target("30% Latin / seed, characters, str", 0.6, against_seed("Latin")),
    Target("messy / seed, characters, str", 0.45, against_seed("messy")),
    Target("SEARCH on the seed / copy", 0.12, against_copy("MSA", SEARCH)),
    Target("SEARCH on vocalised / copy", 0.12, against_copy("vocalised", SEARCH)),
    Target("CLEAN on wiki / copy", 0.12, against_copy("wiki", CLEAN)),
)


def report(targets: Iterator[Target], seconds: float) -> Iterator[str]:
    """Yield a line for each target as it is measured."""
    versions = f"arnorm {arnorm.__version__} {arnorm.BACKEND}/{arnorm.INSTRUCTION_SET}"
    python = sys.version.partition(" ")[0]
    yield f"{versions}, Python {python}; texts: {text_of('MSA').source}, {text_of('wiki').source}"
    yield f"{'':48} {'ratio':>7}   {'target':>8}"
    for target in targets:
        try:
            ours, theirs = target.works()
        except Missing as missing:
            yield f"{target.name:48} {'':>7}   {_goal(target):>8}   not measured: {missing}"
            continue
        ours_seconds, theirs_seconds = fastest([ours, theirs], seconds, target.wall)
        if target.cost:
            ratio = ours_seconds / theirs_seconds
        else:
            ratio = (ours.units / ours_seconds) / (theirs.units / theirs_seconds)
        reached = ratio <= target.goal if target.cost else ratio >= target.goal
        times = f"{ours_seconds * 1e9:,.0f} ns : {theirs_seconds * 1e9:,.0f} ns"
        yield f"{target.name:48} {ratio:7.3g}   {_goal(target):>8}   {'ok' if reached else '--'}   {times}"


def _goal(target: Target) -> str:
    return f"{'<=' if target.cost else '>='} {target.goal:g}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only what has all of these in its name")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each line is measured at the least")
    arguments = parser.parse_args()
    chosen = (target for target in TARGETS if all(word.lower() in target.name.lower() for word in arguments.words))
    for line in report(chosen, arguments.seconds):
        print(line, flush=True)


if __name__ == "__main__":
    main()
