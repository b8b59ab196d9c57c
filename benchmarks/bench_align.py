"""Alignment against normalizing alone, both on texts from ten thousand to ten million characters, and araclean's.

``python -m benchmarks.bench_align`` shows the second and the third; ``pip install araclean`` needs Python 3.12.
"""

from __future__ import annotations

import operator
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from importlib import import_module
from itertools import chain
from typing import Any, Final

import pytest

from arnorm import Alignment, Normalizer, Rule, chars, profiles, rules
from arnorm._core import Pipeline
from arnorm.stages import compile_rules
from benchmarks.corpus import BASE, SIZES, TEXTS
from benchmarks.jobs import THREE
from benchmarks.measure import LIMITS, SUBJECT, Measure

pytestmark = LIMITS

JOBS: Final[Mapping[str, Sequence[Rule]]] = {
    "three rules": THREE,
    "with expansion": (*THREE, rules.expand_presentation_forms),
    "CLEAN": profiles.CLEAN.rules,
    "SEARCH": profiles.SEARCH.rules,
}
LENGTHS: Final = (10_000, 100_000, 1_000_000, 10_000_000)
ROUNDS: Final = 7
SPANS: Final = 1_000
SPAN: Final = 5
LEAST: Final = 1_000_000


@lru_cache
def pipeline(job: str) -> Pipeline:
    return compile_rules(JOBS[job]).pipeline()


@pytest.mark.parametrize("name", [SUBJECT, "normalize", "copy"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("job", JOBS)
def test_align(job: str, size: str, name: str, measure: Measure) -> None:
    text = TEXTS[size]
    if name == "copy":
        measure(f"align {job}", size, name, operator.add, text, "x")
        return
    result, blocks = pipeline(job).map_aligned(text)
    assert result == pipeline(job)(text)
    assert (blocks.size, blocks.count) == (len(text), len(result))
    measure(f"align {job}", size, name, pipeline(job).map_aligned if name == SUBJECT else pipeline(job), text)


LIGATURE: Final = "\N{ARABIC LIGATURE ALLAH ISOLATED FORM}"
DELETED: Final = frozenset({chars.FATHA, chars.DAMMA, chars.KASRA, chars.SHADDA, chars.TATWEEL, chars.FATHATAN})
PEER_LENGTH: Final = 12_000
PEER_RULES: Final = (
    rules.expand_presentation_forms,
    rules.strip_tatweel,
    rules.strip_tashkeel,
    rules.fold_alef,
    rules.fold_teh_marbuta,
    rules.fold_alef_maksura,
    rules.convert_digits("ascii"),
)
"""Those that do the same as the steps of araclean that `peer` takes, on text of the usual letters and marks."""


def peer() -> Any:
    """Return the pipeline of araclean that has the same output, an object with ``apply_aligned``."""
    araclean = pytest.importorskip("araclean", reason="araclean is not installed (it needs Python 3.12)")
    names = (
        "FoldPresentationForms",
        "RemoveTatweel",
        "RemoveTashkeel",
        "FoldAlef",
        "FoldTehMarbuta",
        "FoldAlefMaqsura",
    )
    return araclean.Pipeline([*(getattr(araclean, name)() for name in names), araclean.MapDigits()])


def vocalised(length: int) -> str:
    """Return the text that is measured with a mark on each third letter, a tatweel here and there, and a ligature."""
    signs = (chars.FATHA, chars.KASRA, chars.SHADDA + chars.FATHA, chars.TATWEEL)
    letters = TEXTS["megabyte"][:length]
    marked = [
        letter + signs[place // 3 % len(signs)] if place % 3 == 0 and letter.isalpha() else letter
        for place, letter in enumerate(letters)
    ]
    return (chars.TATWEEL + "".join(marked[:9]) + LIGATURE + chars.DAMMA + "".join(marked[9:]))[:length]


def test_araclean() -> None:
    """The spans are equal but for deleted text, which araclean leaves out and which belongs to a neighbour here."""
    text = vocalised(2_000)
    result, offsets = peer().apply_aligned(text)
    alignment = Normalizer(PEER_RULES).align(text)
    assert alignment.result == result
    equal = 0
    for place, (start, end) in enumerate(alignment.source_offsets.tolist()):
        first, last = offsets.to_original((place, place + 1))
        assert start <= first <= last <= end
        assert set(text[start:first] + text[last:end]) <= DELETED
        equal += (start, end) == (first, last)
        assert (start, end) == (first, last) or DELETED.intersection(text[start:end])
    assert equal > len(result) // 2
    for match in re.finditer(r"\w+", result):  # the end of a word: without its last mark there, with it here
        (start, end), (first, last) = alignment.to_source(*match.span()), offsets.to_original(match.span())
        assert (text[start:first] + text[last:end]).strip("".join(DELETED)) == ""
        assert result[slice(*alignment.to_result(first, last))] == match.group()


def offsets_of(normalizer: Normalizer, text: str) -> object:
    return normalizer.align(text).source_offsets


def beside_araclean() -> Iterator[str]:
    """Yield what aligning a text takes here and with araclean, whose time may grow with the square of the length."""
    try:
        theirs = peer().apply_aligned
    except pytest.skip.Exception as reason:
        yield f"{reason}"
        return
    araclean = import_module("araclean")
    search = araclean.Pipeline.from_profile(araclean.SEARCH).apply_aligned
    yield f"{'':16} {'characters':>11} {'here':>12} {'araclean':>12}"
    for name, chosen, function in (("seven rules", PEER_RULES, theirs), ("SEARCH of each", profiles.SEARCH, search)):
        ours = Normalizer(chosen)
        for length in (PEER_LENGTH // 4, PEER_LENGTH // 2, PEER_LENGTH):
            text = vocalised(length)
            here, there = fastest(partial(offsets_of, ours), text), fastest(function, text, rounds=1)
            figures = f"{here * 1e6:9.1f} µs {there * 1e6:9,.0f} µs"
            yield f"{name:16} {length:11,} {figures}   {there / here:,.0f} times"


def fastest(function: Callable[[Any], object], text: str | bytes, rounds: int = ROUNDS) -> float:
    """Return seconds of processor time of a call: of the fastest of some rounds, each long enough to be measured."""
    calls = range(max(1, LEAST // len(text)) if rounds > 1 else 1)
    seconds = []
    for _ in range(rounds):
        start = time.thread_time()
        for _ in calls:
            function(text)
        seconds.append((time.thread_time() - start) / len(calls))
    return min(seconds)


def texts() -> Iterator[tuple[str, str]]:
    """Yield what is repeated to any length: a text of a few thousand code points, as it is and with marks."""
    yield "as it is", BASE
    yield "with marks", vocalised(len(BASE))


def spanned(alignment: Alignment[str]) -> float:
    """Return seconds that one span takes, as a mean of spans from all parts of the result."""
    size = len(alignment.result)
    places = range(0, size - SPAN, size // SPANS)
    start = time.thread_time()
    for place in places:
        alignment.to_source(place, place + SPAN)
    return (time.thread_time() - start) / len(places)


def scaling() -> Iterator[str]:
    """Yield a line for each job, text and length: nanoseconds for a code point, the ratio and the growth.

    A length is that of as many whole copies of a text as come nearest to it, so that all lengths hold the same. The
    growth is what ten times the text costs: ten times the nanoseconds of one code point, over those of the length
    before. The last column is what the source of one span costs after that.

    A process that has not had and given back a longer text asks the system for the memory of every long result anew,
    whether it aligns or not, and each page that is touched first costs time. So the longest text comes once before.
    """
    columns = ("normalize", "align", "ratio", "ten times", "a span")
    yield f"{'job':16} {'text':12} {'characters':>11} " + " ".join(f"{column:>10}" for column in columns)
    for job in JOBS:
        for kind, text in texts():
            before = 0.0
            pipeline(job).map_aligned(text * round(LENGTHS[-1] / len(text)))
            for length in LENGTHS:
                part = text * round(length / len(text))
                alone, aligned = (fastest(run, part) / len(part) for run in (pipeline(job), pipeline(job).map_aligned))
                growth = f"{10 * aligned / before:10.1f}" if before else " " * 10
                before = aligned
                span = min(spanned(Normalizer(JOBS[job]).align(part)) for _ in range(ROUNDS))
                figures = f"{alone * 1e9:7.2f} ns {aligned * 1e9:7.2f} ns {aligned / alone:10.1f} {growth}"
                yield f"{job:16} {kind:12} {len(part):11,} {figures} {span * 1e9:7.0f} ns"


if __name__ == "__main__":
    for line in chain(scaling(), [""], beside_araclean()):
        print(line)
