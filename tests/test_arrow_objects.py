"""Types that break the rules of Arrow are refused, and objects of the kernels are what they were made, or nothing."""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Callable
from struct import pack
from typing import Any

import pytest
from arrays import BACKENDS
from hypothesis import given
from hypothesis import strategies as st

from arnorm import policies
from arnorm._core.arrow import DEPTH, Field, string_buffers
from arnorm._core.plan import compile_map
from arnorm._core.reference import arrow as reference_arrow
from arnorm.tokenizer import compile_grammar

every_backend = pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: backend.__name__)
GRAMMAR = compile_grammar(policies.DEFAULT)
KEYED = Field("i", dictionary=Field("u"))


def metadata(pairs: list[tuple[bytes, bytes]]) -> bytes:
    """Return the binary form of pairs."""
    parts = [pack("=i", len(part)) + part for pair in pairs for part in pair]
    return pack("=i", len(pairs)) + b"".join(parts)


def nested(depth: int) -> Field:
    field = Field("u")
    for _ in range(depth):
        field = Field("+l", children=(field,))
    return field


@every_backend
@given(st.lists(st.tuples(st.binary(max_size=5), st.binary(max_size=5)), max_size=3), st.integers(-(2**31), -1))
def test_metadata_comes_back_whole_or_is_refused(backend: Any, pairs: list[tuple[bytes, bytes]], size: int) -> None:
    field = Field("u", metadata=metadata(pairs))
    assert backend.arrow.read_schema(backend.arrow.schema_capsule(field)) == field
    for broken in (pack("=i", size), pack("=i", 1) + pack("=i", size)):
        capsule = backend.arrow.schema_capsule(Field("u", metadata=broken))
        with pytest.raises(ValueError, match="metadata with a negative"):
            backend.arrow.read_schema(capsule)


@every_backend
def test_types_are_nested_so_deep_and_no_deeper(backend: Any) -> None:
    deep = nested(DEPTH)
    assert backend.arrow.read_schema(backend.arrow.schema_capsule(deep)) == deep
    with pytest.raises(ValueError, match="nested deeper than 64"):
        backend.arrow.read_schema(backend.arrow.schema_capsule(nested(DEPTH + 1)))


@every_backend
@pytest.mark.parametrize("change", [{"format": None}, {"n_children": -1}, {"n_children": 1, "children": None}], ids=str)
def test_broken_types_are_refused(backend: Any, change: dict[str, Any]) -> None:
    capsule = reference_arrow.schema_capsule(Field("u"))
    schema = reference_arrow._opened(capsule, reference_arrow._Schema)
    kept = {name: getattr(schema, name) for name in change}
    for name, value in change.items():
        setattr(schema, name, value)
    with pytest.raises(ValueError, match=r"released or has no format|without its children"):
        backend.arrow.read_schema(capsule)
    for name, value in kept.items():
        setattr(schema, name, value)  # it is released as it was made
    assert backend.arrow.read_schema(capsule) == Field("u")


@every_backend
def test_a_released_type_is_refused(backend: Any) -> None:
    capsule = reference_arrow.schema_capsule(Field("u"))
    reference_arrow._release(reference_arrow._opened(capsule, reference_arrow._Schema))
    with pytest.raises(ValueError, match="released or has no format"):
        backend.arrow.read_schema(capsule)


@every_backend
def test_parts_have_so_many_buffers_and_no_more(backend: Any) -> None:
    data = backend.arrow.build(1, string_buffers([b"xyz"], 4))
    assert ctypes.string_at(data.buffer_address(2), 3) == b"xyz"
    for number in (-1, 3):
        with pytest.raises(IndexError, match="there are 3 buffers"):
            data.buffer_address(number)
    with pytest.raises(ValueError, match="a struct with 3 buffers"):
        backend.arrow.struct_of(data, [data])


@pytest.mark.parametrize("backend", BACKENDS[1:], ids=lambda backend: backend.__name__)
def test_a_part_that_is_nothing_can_be_no_part_of_another(backend: Any) -> None:
    nothing = backend.arrow.Data.__new__(backend.arrow.Data)
    data = backend.arrow.build(1, string_buffers([b"xyz"], 4))
    calls: list[Callable[[], object]] = [
        nothing.capsule,
        lambda: backend.arrow.struct_of(backend.arrow.build(1, [None]), [data, nothing]),
        lambda: backend.arrow.dictionary_of(data, nothing),
        lambda: backend.arrow.build(1, [None], children=[data, nothing]),
    ]
    for call in calls:
        with pytest.raises(TypeError, match="never filled"):
            call()


@every_backend
def test_rows_of_keys_have_no_array_of_their_own(backend: Any) -> None:
    values = backend.arrow.build(1, string_buffers([b"xyz"], 4))
    data = backend.arrow.build(2, [None, array("i", [0, 0]).tobytes()], dictionary=values)
    rows = backend.rows.Rows(KEYED, data)
    assert [rows[0], rows[1]] == [b"xyz"] * 2
    with pytest.raises(TypeError, match="keys stand for"):
        backend.rows.join_texts(rows, [])


@pytest.mark.parametrize("name", ["Pipeline", "Scanner", "Rows", "Stream"])
@pytest.mark.parametrize("backend", BACKENDS[1:], ids=lambda backend: backend.__name__)
def test_what_is_made_stays_as_it_is(backend: Any, name: str) -> None:
    """Others may be reading it, without the GIL."""
    field, data = Field("u"), backend.arrow.build(1, string_buffers([b"xyz"], 4))
    kind, arguments = {
        "Pipeline": (backend.core.Pipeline, ([compile_map({0x640: ""})],)),
        "Scanner": (backend.core.Scanner, (GRAMMAR,)),
        "Rows": (backend.rows.Rows, (field, data)),
        "Stream": (backend.arrow.Stream, (backend.arrow.stream_capsule(field, [data]),)),
    }[name]
    made = kind(*arguments)
    with pytest.raises(TypeError, match="cannot be changed once"):
        made.__init__(*arguments)


@pytest.mark.parametrize("backend", BACKENDS[1:], ids=lambda backend: backend.__name__)
def test_a_scanner_that_is_nothing_cuts_nothing(backend: Any) -> None:
    nothing = backend.core.Scanner.__new__(backend.core.Scanner)
    rows = backend.rows.Rows(Field("u"), backend.arrow.build(1, string_buffers([b"xyz"], 4)))
    calls: list[Callable[[], object]] = [
        lambda: nothing("xyz"),
        lambda: backend.lists.tokenize_part(nothing, rows, 0, 1, "strict", 0, False),
    ]
    for call in calls:
        with pytest.raises(TypeError, match="never initialised"):
            call()
