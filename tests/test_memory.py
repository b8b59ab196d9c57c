"""Memory that runs out, at any allocation: MemoryError, nothing that stays behind, and the next call is as before."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from types import ModuleType
from typing import Any

import pytest
from arrays import Given, buffers_of

import arnorm
from arnorm import Normalizer, SentenceSplitter, Tokenizer, policies, profiles
from arnorm._core import Blocks
from arnorm._core.arrow import LARGE, VIEW, Field
from arnorm._core.reference import arrow as reference_arrow
from arnorm.columns import Column

pytestmark = pytest.mark.skipif(
    arnorm.BACKEND == "reference", reason="the reference core has no memory of its own: Python sees to it"
)

SENTENCE = (
    "قَالَ الأُسْتَاذُ: «إنّ ٱلعِلمَ نُورٌ»،  ثم   قــال...!!! ١٢٫٥ ﷲ ﻻ \u064b \u202bx\u202c "
    "https://a.b/c #و_ع 😀 'q' آا جدددددا \n"
)
TEXTS = {"word": "كِتَابٌ ﷲ", "line": SENTENCE, "book": SENTENCE * 200, "plain": "ذهب الولد. " * 2000}
ROWS = [text.encode() for text in (*TEXTS.values(), "", "نصّ")]
ALL = 40
"""So many allocations fail one by one; of those behind them, every so many more."""

LEAST = 2048
"""Bytes: a text, or the scratch memory of a call, that stays behind is more."""

Call = Callable[[], object]


def steps() -> Iterator[int]:
    """Yield how many allocations are made before one fails."""
    number = 0
    while True:
        yield number
        number += 1 + max(number - ALL, 0) // 2


def failing(nomemory: ModuleType, call: Call, first: int, last: int) -> object:
    """Return what a call gives while allocations fail behind the first so many, up to the last; 0 is no last one."""
    nomemory.set_nomemory(first, last)
    try:
        return call()
    except MemoryError:
        return MemoryError
    finally:
        nomemory.remove_mem_hooks()


def refusals(nomemory: ModuleType, call: Call) -> int:
    """Let allocations of a call fail, one alone and all from one on; return how often that was a MemoryError."""
    expected = shown(call())
    found = 0
    for number in steps():
        for last in (number + 1, 0):
            result = failing(nomemory, call, number, last)
            if result is MemoryError:
                found += 1
            else:
                assert shown(result) == expected
                if last == 0:  # there were not so many
                    return found
    raise AssertionError


def shown(result: Any) -> object:
    """Return what can be compared of a result."""
    if isinstance(result, Column):
        return len(result)
    if isinstance(result, Blocks):
        return result.starts(8)
    if isinstance(result, tuple):
        return [shown(part) for part in result]
    return result.tolist() if hasattr(result, "tolist") else result


def column(layout: int) -> Column:
    rows = [(row, number % 3 != 1) for number, row in enumerate(ROWS * 3)]
    field = Field({4: "u", LARGE: "U", VIEW: "vu"}[layout])
    nulls = sum(not valid for _, valid in rows)
    given = Given(field, reference_arrow.build(len(rows), buffers_of(rows, layout), nulls=nulls))
    made = Normalizer(profiles.CLEAN).normalize_column(given)
    assert isinstance(made, Column)
    return made


def kernel_calls() -> Iterator[tuple[str, Call]]:
    """Yield calls that go straight into the core."""
    texts = list(TEXTS.values())
    for profile in (profiles.CLEAN, profiles.SEARCH, profiles.DISPLAY):
        normalizer = Normalizer(profile)
        for size, text in TEXTS.items():
            name, data = f"{profile.name}, {size}", text.encode()
            yield name, partial(normalizer, text)
            yield f"{name}, aligned", partial(normalizer.map_aligned, text)
            yield f"{name}, UTF-8", partial(normalizer.normalize_utf8, data)
            yield f"{name}, no UTF-8", partial(normalizer.normalize_utf8, data + b"\xff", "keep")
        yield f"{profile.name}, many", partial(normalizer.map_many, texts * 3)
    for policy in (policies.DEFAULT, policies.CAMEL, policies.SENTENCES):
        tokenizer = Tokenizer(policy)
        for size, text in TEXTS.items():
            name, data = f"{policy.name}, {size}", text.encode()
            yield name, partial(tokenizer, text)
            yield f"{name}, spans", partial(tokenizer.scan_spans, text)
            yield f"{name}, UTF-8", partial(tokenizer.scan_spans_utf8, data, "strict")
        yield f"{policy.name}, many", partial(tokenizer.scan_many, texts * 3)


def other_calls() -> Iterator[tuple[str, Call]]:
    """Yield calls of functions in Python: CPython itself may crash where one of its frames has no memory."""
    tokenizer, splitter, normalizer = Tokenizer(), SentenceSplitter(), Normalizer(profiles.SEARCH)
    yield "tokens", partial(tokenizer.tokens, TEXTS["book"])
    yield "spans", partial(tokenizer.spans, TEXTS["book"])
    yield "alignment", partial(normalizer.align, TEXTS["line"])
    yield "lists of alignments", partial(normalizer.align_many, list(TEXTS.values()))
    for layout in (4, LARGE, VIEW):
        given = column(layout)
        yield f"column {layout}", partial(normalizer.normalize_column, given)
        yield f"column {layout}, tokens", partial(tokenizer.tokenize_column, given, spans=True)
        yield f"column {layout}, sentences", partial(splitter.sentences_column, given)


KERNEL_CALLS = dict(kernel_calls()) if arnorm.BACKEND == "compiled" else {}
OTHER_CALLS = dict(other_calls()) if arnorm.BACKEND == "compiled" else {}


@pytest.fixture(scope="module", autouse=True)
def _only_what_is_new() -> Iterator[None]:
    """Let the garbage collector leave aside what other tests have left, which takes it long to look through."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="module")
def nomemory() -> ModuleType:
    """The module of CPython that lets allocations fail."""
    module: ModuleType = pytest.importorskip("_testcapi", reason="this Python comes without its module of tests")
    return module


@pytest.mark.parametrize("name", KERNEL_CALLS)
def test_memory_of_the_core_runs_out(nomemory: ModuleType, name: str) -> None:
    call = KERNEL_CALLS[name]
    refusals(nomemory, call)
    kept = []
    tracemalloc.start()
    try:
        for _ in range(4):
            assert refusals(nomemory, call) > 0
            gc.collect()
            kept.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert min(after - before for before, after in pairwise(kept)) < LEAST  # what leaks does so every time


def test_memory_that_stays_behind_is_seen(nomemory: ModuleType) -> None:
    behind: list[bytes] = []
    tracemalloc.start()
    try:
        refusals(nomemory, lambda: behind.append(bytes(2 * LEAST)))
        assert tracemalloc.get_traced_memory()[0] > LEAST
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", KERNEL_CALLS | OTHER_CALLS)
def test_memory_is_flat(name: str) -> None:
    call = (KERNEL_CALLS | OTHER_CALLS)[name]
    call()
    tracemalloc.start()
    try:
        call()
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(9):
            call()
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] - before < LEAST
    finally:
        tracemalloc.stop()
