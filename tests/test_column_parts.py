"""What became of parts of a column is joined as a whole, in order, and once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from arrays import BACKENDS, Sliced

from arnorm import policies
from arnorm._core.arrow import LARGE, VIEW, string_buffers
from arnorm._core.plan import compile_map
from arnorm.tokenizer import compile_grammar

every_backend = pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: backend.__name__)
WORDS = compile_grammar(policies.DEFAULT)


@every_backend
def test_parts_belong_together(backend: Any) -> None:
    given = Sliced(4, [], [(b"a", True), (b"b", True)], [], True)
    rows = backend.rows.Rows(given.field, given.data(backend.arrow))
    pipeline = backend.core.Pipeline([compile_map({0x61: "x"})])
    for start, end in ((-1, 1), (0, 3), (2, 1)):
        with pytest.raises(IndexError):
            backend.rows.normalize_part(pipeline, rows, start, end, "strict", 0)
    with pytest.raises(ValueError, match="errors must be one of"):
        backend.rows.normalize_part(pipeline, rows, 0, 1, "ignore", 0)
    for row in (-1, 2):
        with pytest.raises(IndexError):
            rows[row]


@every_backend
@pytest.mark.parametrize("layout", [4, LARGE, VIEW])
def test_parts_are_joined_once_and_with_their_like(backend: Any, layout: int) -> None:
    """What took the rows of an array apart gives its memory away when they are joined."""
    given = Sliced(layout, [], [(f"{number} كـتاب".encode() * 9, True) for number in (1, 2)], [], True)
    rows, other = (backend.rows.Rows(given.field, given.data(backend.arrow)) for _ in range(2))
    pipeline, scanner = backend.core.Pipeline([compile_map({0x640: ""})]), backend.core.Scanner(WORDS)
    kinds = backend.arrow.build(1, string_buffers([b"kind"], 4))

    def cut(spans: bool, start: int, end: int) -> Any:
        return backend.lists.tokenize_part(scanner, rows, start, end, "strict", 0, spans)

    ways: tuple[tuple[Callable[..., Any], Callable[[int, int], Any]], ...] = (
        (backend.rows.join_texts, lambda a, b: backend.rows.normalize_part(pipeline, rows, a, b, "strict", 0)),
        (backend.lists.join_lists, partial(cut, False)),
        (partial(backend.lists.join_spans, kinds=kinds), partial(cut, True)),
    )
    for join, work in ways:
        for parts in ([work(0, 1)], [work(1, 2)], [work(1, 2), work(0, 1)], [work(0, 2), work(0, 2)]):
            with pytest.raises(ValueError, match="not those of these rows"):
                join(rows, parts)
        with pytest.raises(ValueError, match="not those of these rows"):
            join(other, [work(0, 2)])
        parts = [work(0, 1), work(1, 2)]
        assert join(rows, parts).length == 2
        with pytest.raises(ValueError, match="joined before"):
            join(rows, parts)
    with pytest.raises(ValueError, match="something else"):
        backend.lists.join_lists(rows, [cut(True, 0, 2)])
    nothing = backend.rows.Rows(given.field, given.data(backend.arrow).part(0, 0))
    assert backend.rows.join_texts(nothing, []) is nothing.data
    for join in (backend.lists.join_lists, partial(backend.lists.join_spans, kinds=kinds)):
        with pytest.raises(ValueError, match="no part"):
            join(nothing, [])
    with pytest.raises(ValueError, match="something else"):
        backend.lists.join_spans(rows, [cut(False, 0, 2)], kinds)
