"""Signals while a call is under way: their handlers run, what they raise comes out, and the next call is as before."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterator
from functools import partial
from types import FrameType
from typing import NoReturn

import numpy as np
import pytest
from arrays import Given, Sliced, read

import arnorm
from arnorm import Alignment, Analyzer, Normalizer, SentenceSplitter, Tokenizer, chars, profiles
from arnorm._core.columns import arrow
from arnorm.columns import Column

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="signals and timers as POSIX has them"),
    pytest.mark.thread_unsafe(reason="only the main thread gets signals"),
    # What a handler raises is lost where CPython runs it in a callback, such as one of the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

LINES = 4000 if arnorm.BACKEND == "compiled" else 40
SOON = 0.001
"""Seconds: shorter than most of the calls, so that signals find them at work."""
LINE = f"قال{chars.FATHA} الأستاذ: «إن {chars.TATWEEL * 3}العلم نور»...  ١٢٫٥ ﷲ ﻻ https://a.b/c #وسم 😀 د. جدددددا"
TEXTS = [f"{LINE} {number}" for number in range(LINES)]
TEXT = "\n".join(TEXTS)
SEARCH, DISPLAY = Normalizer(profiles.SEARCH), Normalizer(profiles.DISPLAY)
TOKENIZER = Tokenizer()
GIVEN = Sliced(4, [], [(text.encode(), number % 7 != 3) for number, text in enumerate(TEXTS)], [], True)
CALLS: dict[str, Callable[[], object]] = {
    "normalizer": partial(SEARCH, TEXT),
    "another normalizer": partial(DISPLAY, TEXT),
    "UTF-8": partial(SEARCH.normalize_utf8, TEXT.encode()),
    "alignment": partial(SEARCH.align, TEXT),
    "many": partial(SEARCH.normalize_many, TEXTS),
    "many, in threads": partial(SEARCH.normalize_many, TEXTS, 3),
    "many alignments": partial(SEARCH.align_many, TEXTS),
    "explanation": partial(SEARCH.explain, TEXT[: 10 * len(LINE)]),
    "tokenizer": partial(TOKENIZER, TEXT),
    "spans": partial(TOKENIZER.spans, TEXT),
    "tokens of many": partial(TOKENIZER.tokenize_many, TEXTS),
    "tokens of many, in threads": partial(TOKENIZER.tokenize_many, TEXTS, 3),
    "sentences": partial(SentenceSplitter(), TEXT),
    "analyzer": partial(Analyzer(TOKENIZER, SEARCH), TEXT[: 100 * len(LINE)]),
    "column": partial(SEARCH.normalize_column, Given(GIVEN.field, GIVEN.data(arrow), arrow)),
    "column, in threads": partial(SEARCH.normalize_column, Given(GIVEN.field, GIVEN.data(arrow), arrow), threads=2),
    "tokens of a column": partial(TOKENIZER.tokenize_column, Given(GIVEN.field, GIVEN.data(arrow), arrow)),
}


class Alarm(Exception):
    """What the handler of a timer raises."""


SENT: list[int] = []
"""The signals whose handlers have run."""


def handler(number: int, frame: FrameType | None) -> NoReturn:
    SENT.append(number)
    raise KeyboardInterrupt if number == signal.SIGINT else Alarm


def interrupt() -> None:
    threading.Thread(target=os.kill, args=(os.getpid(), signal.SIGINT)).start()


def ring() -> None:
    signal.setitimer(signal.ITIMER_REAL, SOON)


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    """Let both signals raise, also where a shell has started the tests in the background, where they do not."""
    before = [(number, signal.signal(number, handler)) for number in (signal.SIGINT, signal.SIGALRM)]
    gc.disable()  # most of what is lost is lost in callbacks of the collector, which other tests leave behind
    yield
    gc.enable()
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number, usual in before:
        signal.signal(number, usual)


def shown(result: object) -> object:
    """Return what can be compared of a result."""
    if isinstance(result, Column):
        return [len(result), *(read(result._field, result._data) if result._field.format == "u" else [])]
    if isinstance(result, tuple):
        return [shown(part) for part in result]
    if isinstance(result, Alignment):
        return result.result, result.source_offsets.tolist()
    return result.tolist() if isinstance(result, np.ndarray) else result


def repeat(send: Callable[[], None], call: Callable[[], object]) -> NoReturn:
    """Let a signal be sent, and call until what its handler raises comes; send it again where that was lost."""
    while True:
        SENT.clear()
        send()
        while not SENT:
            call()


@pytest.mark.parametrize("name", CALLS)
def test_interrupts(name: str) -> None:
    """An interrupt comes out of a call, which leaves no thread behind that works on."""
    call = CALLS[name]
    expected, threads = shown(call()), set(threading.enumerate())
    with pytest.raises(KeyboardInterrupt):
        repeat(interrupt, call)
    for thread in set(threading.enumerate()) - threads:
        thread.join()
    assert shown(call()) == expected


@pytest.mark.parametrize("name", CALLS)
def test_timers(name: str) -> None:
    call = CALLS[name]
    expected = shown(call())
    for _ in range(3):
        with pytest.raises(Alarm):
            repeat(ring, call)
    assert shown(call()) == expected


def handled(call: Callable[[], object], then: Callable[[], None]) -> int:
    """Return how often a handler ran while a call was under way."""
    count = depth = 0

    def handle(number: int, frame: FrameType | None) -> None:
        nonlocal count, depth
        count += 1
        if depth < 2:  # on a slow machine signals come faster than handlers end, and each may interrupt the one before
            depth += 1
            then()
            depth -= 1

    signal.signal(signal.SIGALRM, handle)
    signal.setitimer(signal.ITIMER_REAL, SOON, SOON)
    call()
    signal.setitimer(signal.ITIMER_REAL, 0)
    return count


LONG: dict[str, Callable[[int], Callable[[], object]]] = {
    "many": lambda count: partial(SEARCH.normalize_many, TEXTS * count),
    "tokens of many": lambda count: partial(TOKENIZER.tokenize_many, TEXTS * count),
    "tokenizer": lambda count: partial(TOKENIZER, TEXT * count),
}


@pytest.mark.parametrize("name", LONG)
def test_calls_that_take_long_let_handlers_run(name: str) -> None:
    """They run between batches and blocks, which are more than those around the call."""
    count = 1
    while handled(LONG[name](count), lambda: None) < 9:
        count *= 2
        assert count <= 128


@pytest.mark.parametrize("name", CALLS)
def test_handlers_may_use_the_same_objects(name: str) -> None:
    expected, found = CALLS[name](), []

    def use() -> None:
        found.append((SEARCH(LINE), TOKENIZER(LINE), SEARCH.normalize_many([LINE]), TOKENIZER.tokenize_many([LINE])))

    usual = (SEARCH(LINE), TOKENIZER(LINE), [SEARCH(LINE)], [TOKENIZER(LINE)])
    results = []
    while not found:
        handled(lambda: results.append(CALLS[name]()), use)
    assert set(map(str, found)) == {str(usual)}
    assert all(shown(result) == shown(expected) for result in results)
