"""Memory that runs out, at any allocation: MemoryError, nothing that stays behind, and the next call is as before."""

from __future__ import annotations

import gc
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from arrays import BACKENDS
from memory.calls import Call, failing, kernel_calls, other_calls, refusals

import arnorm
from arnorm._core.arrow import Field

pytestmark = pytest.mark.skipif(
    arnorm.BACKEND == "reference", reason="the reference core has no memory of its own: Python sees to it"
)

LEAST = 2048
"""Bytes: a text, or the scratch memory of a call, that stays behind is more."""
CALLS = 9

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
            assert refusals(nomemory, call)[1] > 0
            gc.collect()
            kept.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert min(after - before for before, after in pairwise(kept)) < LEAST  # what leaks does so every time


HANDED: dict[str, Callable[[Any, Any], Call]] = {
    "capsule of an array": lambda arrow, data: data.capsule,
    "capsule of a stream": lambda arrow, data: partial(arrow.stream_capsule, Field("u"), (data,)),
    "array of a stream": lambda arrow, data: partial(next, arrow.Stream(arrow.stream_capsule(Field("u"), (data,)))),
    "array of a capsule": lambda arrow, data: partial(arrow.read_array, data.capsule()),
    "struct": lambda arrow, data: partial(arrow.struct_of, arrow.build(1, [bytes(1)], nulls=1), (data,)),
    "array with a child": lambda arrow, data: partial(arrow.build, 1, [bytes(1 << 16)], (data,)),
}


@pytest.mark.parametrize("name", HANDED)
def test_arrays_that_are_not_handed_on_are_let_go(nomemory: ModuleType, name: str) -> None:
    arrow = BACKENDS[-1].arrow
    tracemalloc.start()
    try:
        for number in range(20):
            data = arrow.build(1, [None, bytes(8), bytes(1 << 16)])
            call = HANDED[name](arrow, data)
            failing(nomemory, call, number, 0)
            del call, data
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] < 1 << 16
    finally:
        tracemalloc.stop()


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
        kept = []
        for _ in range(4):
            for _ in range(CALLS):
                call()
            gc.collect()
            kept.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    # What leaks does so in each call; CPython itself keeps some objects for the next ones, up to a number.
    assert min(after - before for before, after in pairwise(kept)) < CALLS * LEAST


def test_many_calls_take_no_more_than_a_few() -> None:
    """The program that does so a million times, with fewer."""
    program = Path(__file__).with_name("memory") / "run.py"
    done = subprocess.run(
        [sys.executable, "-P", str(program), "--calls", "2000", "--of", "word"],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 that grew" in done.stdout
