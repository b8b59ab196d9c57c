"""One normalizer and one tokenizer for everybody: for threads, and for processes, forked or spawned."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from arrays import Given, Row, Sliced, read

import arnorm
from arnorm import Analyzer, Normalizer, SentenceSplitter, Tokenizer, calls, chars, profiles
from arnorm._core.arrow import LARGE, VIEW
from arnorm._core.columns import arrow
from arnorm._core.difference import Editor
from arnorm.rules import canonical

pytestmark = pytest.mark.thread_unsafe(reason="starts threads and processes itself")

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


def test_columns_in_threads() -> None:
    """Several threads take one array, each with threads of its own that write into one result."""
    rows: list[Row] = [(text.encode(), number % 7 != 3) for number, text in enumerate(TEXTS * 40)]
    columns = [Sliced(layout, [], rows, [], True) for layout in (4, LARGE, VIEW)]
    given = [Given(column.field, column.data(arrow), arrow) for column in columns]
    expected = [None if row is None else SEARCH.normalize_utf8(row) for row in columns[0].values]
    tokens = [len(TOKENIZER.tokenize_column(column)) for column in given]

    def work(number: int) -> bool:
        results = [SEARCH.normalize_column(column, threads=1 + number % 3) for column in given]
        found = [len(TOKENIZER.tokenize_column(column, threads=2, spans=number % 2 == 1)) for column in given]
        return found == tokens and all(read(result._field, result._data) == expected for result in results)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(6)))


FIRST = """
import json, sys, threading
sys.setswitchinterval(1e-6)
texts = json.loads(sys.argv[1])
start, found = threading.Barrier(int(sys.argv[2])), []


def work():
    start.wait()
    import arnorm
    from arnorm import Normalizer, rules

    every, form = Normalizer(arnorm.profiles.SEARCH), Normalizer(rules.nfkc)
    start.wait()
    for text in texts:
        alignment, explanation = form.align(text), every.explain(text)
        found.append(
            [
                arnorm.normalize(text), arnorm.dediacritize(text), arnorm.tokenize(text), arnorm.sentences(text),
                alignment.result, alignment.source_offsets.tolist(), str(explanation), explanation.to_html(),
                arnorm.inspect(text).to_json(),
            ]
        )


threads = [threading.Thread(target=work) for _ in range(int(sys.argv[2]))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps(found))
"""


def test_what_is_made_once_is_made_by_many_threads_at_once() -> None:
    """The library is imported, compiles its tables and looks things up for the first time, in all threads."""
    composed = "\N{TIRHUTA VOWEL SIGN E}\N{TIRHUTA VOWEL SIGN SHORT E}"
    texts = [f"{composed} {text}" for text in TEXTS[1:3]]

    def found(threads: int) -> list[object]:
        command = [sys.executable, "-I", "-c", FIRST, json.dumps(texts), str(threads)]
        results: list[object] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        return results

    alone, together = found(1), found(4)
    assert len(together) == 4 * len(alone)
    assert all(result in alone for result in together)


def test_what_a_form_looks_up_is_looked_up_as_a_whole() -> None:
    """No thread sees half of what composes with a code point before it, and remembers what is not in that half."""
    text = "\N{TIRHUTA VOWEL SIGN E}\N{TIRHUTA VOWEL SIGN SHORT E} a"
    usual = calls.normalization(canonical.to_nfkc)
    assert isinstance(usual, Editor)

    def found(form: Editor, start: threading.Barrier) -> list[object]:
        start.wait()
        return list(form.edits(text))

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            for _ in range(30):
                calls._seconds.cache_clear()
                form, start = calls._Normalization(canonical.to_nfkc), threading.Barrier(8)
                results = [call.result() for call in [pool.submit(found, form, start) for _ in range(8)]]
                assert results == [list(usual.edits(text))] * 8
    finally:
        sys.setswitchinterval(before)


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
