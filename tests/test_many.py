"""Many texts at a time, in one thread and in several: what each of them gives when it is alone."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from sys import getsizeof
from types import ModuleType
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from kernels import KERNELS, kernel_name
from strategies import SCANNED_PATTERNS, SCANNED_TEXTS, SETS, mapped_texts, texts

from arnorm import Normalizer, Tokenizer, profiles
from arnorm._core.automaton import Pattern, compile_patterns
from arnorm._core.pattern import PatternError
from arnorm._core.plan import compile_map
from arnorm.threads import fill_in_threads

each_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=kernel_name)
PROFILES = {profile.name: Normalizer(profile) for profile in (profiles.CLEAN, profiles.SEARCH, profiles.CORPUS)}
CLEAN, SEARCH = PROFILES["CLEAN"], PROFILES["SEARCH"]


def assert_same(results: list[str], sources: list[str], alone: list[str]) -> None:
    """Assert that results are those of the texts alone: equal, as narrow, and the texts themselves where unchanged."""
    assert results == alone
    for result, source, expected in zip(results, sources, alone, strict=True):
        assert (result is source) == (expected is source)
        copy = "".join(list(result))
        # a str of one letter is shared, and may hold its UTF-8 as well
        assert result is source or len(result) == 1 or result.__sizeof__() == copy.__sizeof__()


@each_kernel
@given(st.lists(mapped_texts(), min_size=1, max_size=5), st.integers(1, 2))
def test_maps(kernel: ModuleType, cases: list[tuple[dict[int, str], str]], stages: int) -> None:
    pipeline = kernel.Pipeline([compile_map(mapping) for mapping, _ in cases[:stages]])
    sources = [text for _, text in cases] * 2
    assert_same(pipeline.map_many(sources), sources, [pipeline(text) for text in sources])


@pytest.mark.parametrize("name", PROFILES)
@given(st.lists(texts(), max_size=8))
def test_profiles(name: str, sources: list[str]) -> None:
    normalizer = PROFILES[name]
    assert_same(normalizer.map_many(sources), sources, list(map(normalizer, sources)))


@each_kernel
@given(SCANNED_PATTERNS, st.lists(SCANNED_TEXTS, max_size=6))
def test_tokens(kernel: ModuleType, patterns: list[Pattern], sources: list[str]) -> None:
    try:
        scanner = kernel.Scanner(compile_patterns(patterns, SETS))
    except PatternError:
        assume(False)
    assert scanner.scan_many(sources) == [scanner(text) for text in sources]


MIXED = ["مُدَرِّسَةٌ", "", "abc", "إسلام 😀", "é", "ـ" * 40, "ﷲ ﷺ" * 3, "نص نظيف"]


@pytest.mark.parametrize("threads", [None, 1, 2, 7])
def test_many_batches(threads: int | None) -> None:
    """The texts of a list fill more than one batch, and one of them is larger than a batch."""
    sources = [*MIXED * 3000, "كتابٌ " * 40_000, *MIXED]
    tokenizer = Tokenizer()
    assert_same(SEARCH.normalize_many(sources, threads), sources, list(map(SEARCH, sources)))
    found = tokenizer.tokenize_many(sources, threads)
    assert found == list(map(tokenizer, sources))
    tokens = [token for tokens in found[:100] for token in tokens if len(token) > 1]
    assert list(map(getsizeof, tokens)) == [getsizeof("".join(list(token))) for token in tokens]


@pytest.mark.parametrize("threads", [None, 1, 2, 7])
def test_the_first_wrong_item_is_named(threads: int | None) -> None:
    wrong: list[Any] = [*MIXED * 2000]
    wrong[9000] = wrong[12_345] = wrong[-1] = None
    earlier: list[Any] = [b"a"]
    for many in (CLEAN.normalize_many, Tokenizer().tokenize_many):
        with pytest.raises(TypeError, match=r"texts\[9000\] must be a str, not NoneType"):
            many(wrong, threads)
        with pytest.raises(TypeError, match=r"texts\[0\] must be a str, not bytes"):
            many([*earlier, *wrong], threads)


def test_texts_may_come_from_an_iterator_that_fails() -> None:
    def failing() -> Iterator[str]:
        yield "a"
        raise KeyError("no more")

    for threads in (None, 2):
        with pytest.raises(KeyError, match="no more"):
            SEARCH.normalize_many(failing(), threads)


@each_kernel
def test_places_that_are_not_there(kernel: ModuleType) -> None:
    pipeline = kernel.Pipeline([compile_map({0x61: "b"})])
    scanner = kernel.Scanner(compile_patterns([('"a"', 1)], {}))
    results: list[object] = [None] * 3
    for fill in (pipeline.map_into, scanner.scan_into):
        for start, stop in ((-1, 2), (2, 1), (0, 4)):
            with pytest.raises(ValueError, match=f"the lists have no places {start} to {stop}"):
                fill(["a"] * 4, results, start, stop)
        assert results == [None] * 3
    pipeline.map_into(["a"] * 4, results, 1, 2)
    assert results == [None, "b", None]


def test_the_error_of_the_first_part_is_raised() -> None:
    def fill(items: list[str], results: list[str], start: int, stop: int) -> None:
        raise OSError(f"part at {start}")

    with pytest.raises(OSError, match="part at 0"):
        fill_in_threads(fill, ["a"] * 100, 4)


@each_kernel
def test_memory_stays_flat(kernel: ModuleType) -> None:
    pipeline = kernel.Pipeline([compile_map({0x61: "", 0x62: "xyz", 0x63: "\u0640"})])
    scanner = kernel.Scanner(compile_patterns([('[^" "]+', 1)], {}))
    sources = ["abc", "abc" * 300, "b" * 600, "ddd", "é" * 700 + "a", "ab cd " * 200]
    long = [*sources * 20, "ab cد " * 30_000]

    def run(times: int) -> int:
        for _ in range(times):
            pipeline.map_many(sources)
            scanner.scan_many(sources)
        if kernel_name(kernel) == "compiled":
            scanner.scan_many(long)
            scanner.scan_many(long[::-1])
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = run(10)
        assert run(50) - before < 2_000
    finally:
        tracemalloc.stop()
