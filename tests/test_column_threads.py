"""Rows that several threads normalize into one result: both kernels, on arbitrary columns and chunks."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from arrays import BACKENDS, SHORT_TEXTS, Sliced, columns, read
from hypothesis import given
from hypothesis import strategies as st
from strategies import byte_strings, mapped_texts

from arnorm._core.arrow import LARGE, VIEW
from arnorm._core.plan import compile_map

every_backend = pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: backend.__name__)
ERRORS = st.sampled_from(("strict", "replace", "keep"))
BYTES = st.one_of(byte_strings().map(lambda data: data[:80]), SHORT_TEXTS)


def is_utf8(data: bytes) -> bool:
    return data.decode("utf-8", "replace").encode() == data


def normalized_together(backend: Any, pipeline: Any, rows: Any, errors: str, threads: int, chunk: int) -> Any:
    """Return what threads make of rows together; None where they do not."""
    shared = backend.rows.share_texts(pipeline, rows, threads, chunk, errors, 1000)
    if shared is None:
        return None
    workers = [Thread(target=shared) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return shared.result()


@every_backend
@given(mapped_texts(), columns(BYTES), ERRORS, st.integers(1, 3), st.integers(1, 200), st.integers(0, 30))
def test_threads_make_together_what_one_makes(
    backend: Any, mapped: Any, given: Sliced, errors: Any, threads: int, chunk: int, still: int
) -> None:
    """Whether they work together depends on the layout; which rows come first does not matter, nor where chunks end."""
    mapping, text = mapped
    pipeline = backend.core.Pipeline([compile_map(mapping)])
    some = [(text[:60].encode("utf-8", "replace"), True), *given.rows]
    given = given._replace(rows=[(b"", True)] * still + some * 4)
    wrong = [row for row in given.values if row is not None and not is_utf8(row)] if errors == "strict" else []
    rows = backend.rows.Rows(given.field, given.data(backend.arrow))
    if wrong and given.layout != VIEW:
        with pytest.raises(UnicodeDecodeError) as caught:
            normalized_together(backend, pipeline, rows, errors, threads, chunk)
        assert caught.value.object == wrong[0]
        assert caught.value.reason.endswith(f"in row {1000 + given.values.index(wrong[0])} of the column")
        return
    result = normalized_together(backend, pipeline, rows, errors, threads, chunk)
    assert (result is None) == (given.layout == VIEW)
    if result is not None:
        expected = [None if row is None else pipeline.map_utf8(row, errors) for row in given.values]
        assert read(given.field, result) == expected
        assert (result is rows.data) == (expected == given.values)


@every_backend
def test_a_result_grows_while_threads_fill_it(backend: Any) -> None:
    pipeline = backend.core.Pipeline([compile_map({0x61: "ab" * 40})])
    texts = [b"c" * 50] * 20 + [b"a" * (k % 7) for k in range(400)]
    for layout, rest in ((4, []), (LARGE, [(b"a", False)] * 3)):
        given = Sliced(layout, [], [*((text, True) for text in texts), *rest], [], True)
        rows = backend.rows.Rows(given.field, given.data(backend.arrow))
        result = normalized_together(backend, pipeline, rows, "strict", 3, 100)
        assert read(given.field, result) == [*(text.replace(b"a", b"ab" * 40) for text in texts), *(None for _ in rest)]


@every_backend
@pytest.mark.parametrize("chunk", [5000, 1 << 17, 1 << 20])
def test_a_result_larger_than_a_cache(backend: Any, chunk: int) -> None:
    mapping = {0x61: "", 0x62: "\u0628"}
    pipeline = backend.core.Pipeline([compile_map(mapping)])
    texts = [("abc d" * (1 + 37 * k % 101))[k % 5 :].encode() for k in range(20_000)]
    given = Sliced(4, [], [(text, True) for text in texts], [], True)
    rows = backend.rows.Rows(given.field, given.data(backend.arrow))
    result = normalized_together(backend, pipeline, rows, "strict", 2, chunk)
    assert read(given.field, result) == [text.decode().translate(mapping).encode() for text in texts]


@every_backend
def test_the_result_is_there_when_the_threads_end(backend: Any) -> None:
    pipeline = backend.core.Pipeline([compile_map({0x61: "b"})])
    given = Sliced(4, [], [(b"a", True)] * 3, [], True)
    rows = backend.rows.Rows(given.field, given.data(backend.arrow))
    with pytest.raises(ValueError, match="at least 1, not 0"):
        backend.rows.share_texts(pipeline, rows, 0, 1, "strict", 0)
    shared = backend.rows.share_texts(pipeline, rows, 2, 1, "strict", 0)
    with pytest.raises(ValueError, match="not all rows are done"):
        shared.result()
    shared()
    assert read(given.field, shared.result()) == [b"b"] * 3
