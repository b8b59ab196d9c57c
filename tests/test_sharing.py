"""One normalizer and one tokenizer for everybody: for threads, and for processes, forked or spawned."""

from __future__ import annotations

import multiprocessing
import sys
import sysconfig
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

import arnorm
from arnorm import Analyzer, Normalizer, SentenceSplitter, Tokenizer, chars, profiles

THREADS = 32
ROUNDS = 2 if arnorm.BACKEND == "compiled" else 1
WORDS = (
    f"ا{chars.FATHA}لك{chars.TATWEEL * 3}تاب  «الجديد» ١٢٫٥",
    "https://example.com #وسم 😀 ﷲ",
    "د. أحمد قال: نعم.\N{RIGHT-TO-LEFT MARK} ثم ذهب...",
    "plain ascii text",
)
TEXTS = [" ".join(WORDS[: 1 + number % len(WORDS)]) * (1 + number % 7) for number in range(24)]
SEARCH = Normalizer(profiles.SEARCH)
TOKENIZER = Tokenizer()


def everything(text: str) -> tuple[object, ...]:
    """Return what one object of each kind gives for a text."""
    return (
        SEARCH(text),
        SEARCH.normalize_utf8(text.encode()),
        SEARCH.align(text),
        TOKENIZER(text),
        TOKENIZER.spans(text).tolist(),
        TOKENIZER.tokens(text),
        [(token.form, token.start) for token in Analyzer(TOKENIZER, SEARCH)(text)],
        SentenceSplitter()(text),
    )


EXPECTED = list(map(everything, TEXTS))


def test_threads() -> None:
    start = threading.Barrier(THREADS)

    def work(thread: int) -> list[object]:
        start.wait()
        order = TEXTS[thread:] + TEXTS[:thread]
        return [everything(text) for _ in range(ROUNDS) for text in order]

    with ThreadPoolExecutor(THREADS) as pool:
        for thread, found in enumerate(pool.map(work, range(THREADS))):
            assert found == (EXPECTED[thread:] + EXPECTED[:thread]) * ROUNDS


def test_threads_in_threads() -> None:
    """Calls that start threads of their own, from several threads at once."""
    many = TEXTS * ROUNDS
    normalized, cut = SEARCH.normalize_many(many), TOKENIZER.tokenize_many(many)

    def work(_: int) -> bool:
        return SEARCH.normalize_many(many, threads=4) == normalized and TOKENIZER.tokenize_many(many, 4) == cut

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(8)))


METHODS = [method for method in multiprocessing.get_all_start_methods() if method != "forkserver"]


# A fork of a process that has other threads, such as those of NumPy, is what CPython warns of.
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("apply", [SEARCH, TOKENIZER], ids=["normalizer", "tokenizer"])
def test_processes(method: str, apply: Callable[[str], object]) -> None:
    """Objects are pickled to processes that are spawned, and are simply there in those that are forked."""
    with ProcessPoolExecutor(2, multiprocessing.get_context(method)) as pool:
        assert list(pool.map(apply, TEXTS, chunksize=10)) == list(map(apply, TEXTS))


def test_the_lock_of_the_interpreter_stays_off() -> None:
    """Where Python runs without its lock, importing the core does not bring it back."""
    enabled = getattr(sys, "_is_gil_enabled", lambda: True)
    if not sysconfig.get_config_var("Py_GIL_DISABLED"):
        pytest.skip("this Python always has its lock")
    assert not enabled()
