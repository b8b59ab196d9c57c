"""Rows that several threads normalize into one result: both kernels, on arbitrary columns and chunks."""

from __future__ import annotations

from functools import partial
from threading import Thread
from typing import Any

import pytest
from arrays import BACKENDS, SHORT_TEXTS, Sliced, columns, read
from hypothesis import given
from hypothesis import strategies as st
from strategies import byte_strings, mapped_texts

from arnorm import policies
from arnorm._core.arrow import LARGE, VIEW, Field, string_buffers
from arnorm._core.plan import compile_map
from arnorm.tokenizer import compile_grammar

every_backend = pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: backend.__name__)
ERRORS = st.sampled_from(("strict", "replace", "keep"))
BYTES = st.one_of(byte_strings().map(lambda data: data[:80]), SHORT_TEXTS)


def is_utf8(data: bytes) -> bool:
    return data.decode("utf-8", "replace").encode() == data


def normalized_together(
    backend: Any, pipeline: Any, rows: Any, errors: str, threads: int, chunk: int, own: bool = False
) -> Any:
    """Return what threads make of rows together; None where they do not."""
    return result_of(backend.rows.share_texts(pipeline, rows, threads, chunk, errors, 1000), threads, own)


def result_of(shared: Any, threads: int, own: bool) -> Any:
    """Let threads of Python share it, or its own."""
    if shared is None:
        return None
    if own:
        shared.run()
        return shared.result()
    workers = [Thread(target=shared) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return shared.result()


@every_backend
@given(
    mapped_texts(), columns(BYTES), ERRORS, st.integers(1, 3), st.integers(1, 200), st.integers(0, 30), st.booleans()
)
def test_threads_make_together_what_one_makes(
    backend: Any, mapped: Any, given: Sliced, errors: Any, threads: int, chunk: int, still: int, own: bool
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
            normalized_together(backend, pipeline, rows, errors, threads, chunk, own)
        assert caught.value.object == wrong[0]
        assert caught.value.reason.endswith(f"in row {1000 + given.values.index(wrong[0])} of the column")
        return
    result = normalized_together(backend, pipeline, rows, errors, threads, chunk, own)
    assert (result is None) == (given.layout == VIEW)
    if result is not None:
        expected = [None if row is None else pipeline.map_utf8(row, errors) for row in given.values]
        assert read(given.field, result) == expected
        assert (result is rows.data) == (expected == given.values)


SCANNERS = st.sampled_from([compile_grammar(policies.DEFAULT), compile_grammar(policies.SENTENCES)])


@every_backend
@given(columns(BYTES), SCANNERS, ERRORS, st.integers(1, 3), st.integers(1, 200), st.booleans(), st.booleans())
def test_threads_cut_together_what_one_cuts(
    backend: Any, given: Sliced, table: Any, errors: Any, threads: int, chunk: int, spans: bool, own: bool
) -> None:
    scanner = backend.core.Scanner(table)
    given = given._replace(rows=given.rows * 5)
    rows = backend.rows.Rows(given.field, given.data(backend.arrow))
    kinds = backend.arrow.build(256, string_buffers([b"%d" % kind for kind in range(256)], 4))
    item = Field(given.field.format)
    if spans:
        kind = Field("c", "kind", dictionary=Field("u"))
        item = Field("+s", "item", children=(Field("i", "start"), Field("i", "end"), kind))

    def joined(part: Any) -> Any:
        data = backend.lists.join_spans(rows, [part], kinds) if spans else backend.lists.join_lists(rows, [part])
        return read(Field("+L" if given.layout == LARGE else "+l", children=(item,)), data)

    shared = backend.lists.share_tokens(scanner, rows, threads, chunk, errors, 1000, spans)
    assert (shared is None) == (given.layout == VIEW)
    if shared is None:
        return

    def alone() -> Any:
        return backend.lists.tokenize_part(scanner, rows, 0, rows.length, errors, 1000, spans)

    if errors == "strict" and not all(row is None or is_utf8(row) for row in given.values):
        raised = []
        for make in (alone, partial(result_of, shared, threads, own)):
            with pytest.raises(UnicodeDecodeError) as caught:
                make()
            raised.append(caught.value.args)
        assert raised[0] == raised[1]
    else:
        assert joined(result_of(shared, threads, own)) == joined(alone())


@every_backend
@pytest.mark.parametrize("own", [False, True])
def test_more_tokens_than_are_usual(backend: Any, own: bool) -> None:
    """There is room for some before threads begin; where there are more, they wait for each other."""
    scanner = backend.core.Scanner(compile_grammar(policies.DEFAULT))
    for texts in ([b".!?" * (k % 9) for k in range(3000)], [b"\xd9" * (k % 9) + b"." for k in range(3000)]):
        given = Sliced(4, [], [(text, True) for text in texts], [], True)
        rows = backend.rows.Rows(given.field, given.data(backend.arrow))
        shared = backend.lists.share_tokens(scanner, rows, 3, 200, "replace", 0, False)
        found = read(Field("+l", children=(given.field,)), backend.lists.join_lists(rows, [result_of(shared, 3, own)]))
        assert found == [[token.encode() for token in scanner(text.decode("utf-8", "replace"))] for text in texts]


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
def test_the_result_is_there_when_the_threads_end_and_taken_once(backend: Any) -> None:
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
    with pytest.raises(ValueError, match="were taken"):
        shared.result()
    scanner = backend.core.Scanner(compile_grammar(policies.DEFAULT))
    with pytest.raises(ValueError, match="at least 1, not 0"):
        backend.lists.share_tokens(scanner, rows, 0, 1, "strict", 0, False)
    shared = backend.lists.share_tokens(scanner, rows, 2, 1, "strict", 0, False)
    with pytest.raises(ValueError, match="not all rows are done"):
        shared.result()
    shared()
    assert read(Field("+l", children=(given.field,)), backend.lists.join_lists(rows, [shared.result()])) == [[b"a"]] * 3
    with pytest.raises(ValueError, match="were taken"):
        shared.result()
