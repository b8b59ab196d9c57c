"""Types that break the rules of Arrow are refused, and objects of the kernels are what they were made, or nothing."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from array import array
from collections.abc import Callable, Iterator
from struct import pack
from typing import Any

import pytest
from arrays import BACKENDS, FORMATS, buffers_of, read
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


@pytest.mark.parametrize("backend", BACKENDS[1:], ids=lambda backend: backend.__name__)
def test_parts_are_joined_in_their_order(backend: Any) -> None:
    """The memory of the result is counted from them."""
    data = backend.arrow.build(2, string_buffers([b"a", b"b"], 4))
    rows, others = backend.rows.Rows(Field("u"), data), backend.rows.Rows(Field("u"), data)
    pipeline = backend.core.Pipeline([compile_map({0x61: "x"})])
    first, last = (backend.rows.normalize_part(pipeline, rows, row, row + 1, "strict", 0) for row in (0, 1))
    strange = backend.rows.normalize_part(pipeline, others, 1, 2, "strict", 0)
    for parts in ([], [first], [last], [last, first], [first, first], [first, strange], [first, last, last]):
        with pytest.raises(ValueError, match="in their order and with none left out"):
            backend.rows.join_texts(rows, parts)
    assert read(Field("u"), backend.rows.join_texts(rows, [first, last])) == [b"x", b"b"]


INDICES = [None, array("i", [0, 0]).tobytes()]
WRONG_KEYS: dict[str, tuple[int, list[bytes | None]]] = {
    "no keys": (2, [None, None]),
    "too few buffers": (2, INDICES[:1]),
    "too many buffers": (2, [*INDICES, b""]),
    "a length below nothing": (-1, INDICES),
    "a length that cannot be": (1 << 62, INDICES),
}


@every_backend
@pytest.mark.parametrize("name", WRONG_KEYS)
def test_broken_keys_are_refused(backend: Any, name: str) -> None:
    length, buffers = WRONG_KEYS[name]
    values = backend.arrow.build(1, string_buffers([b"xyz"], 4))
    with pytest.raises(ValueError, match="malformed Arrow array"):
        backend.rows.Rows(KEYED, backend.arrow.build(length, buffers, dictionary=values))


@every_backend
@pytest.mark.parametrize("field", [Field("u"), Field("vu"), KEYED], ids=["string", "string view", "dictionary"])
def test_an_array_without_its_buffers_is_refused(backend: Any, field: Field) -> None:
    strings = reference_arrow.build(1, string_buffers([b"xyz"], 4))
    given = reference_arrow.build(2, INDICES, dictionary=strings) if field is KEYED else strings
    capsule = given.capsule()
    struct = reference_arrow._opened(capsule, reference_arrow._Array)
    struct.buffers = None
    data = backend.arrow.read_array(capsule)
    with pytest.raises(ValueError, match="malformed Arrow array"):
        backend.rows.Rows(field, data)


@every_backend
def test_an_ill_formed_row_among_many_short_ones_is_named(backend: Any) -> None:
    words = ["كِتَابٌ".encode()] * 200
    words[150] = b"\xd9"
    pipeline = backend.core.Pipeline([compile_map({0x64B: ""})])
    for layout in FORMATS:
        data = backend.arrow.build(len(words), buffers_of([(word, True) for word in words], layout))
        rows = backend.rows.Rows(Field(FORMATS[layout]), data)
        with pytest.raises(UnicodeDecodeError, match="in row 150 of the column"):
            backend.rows.normalize_part(pipeline, rows, 0, len(words), "strict", 0)


@every_backend
def test_an_error_of_a_function_is_not_one_of_the_column(backend: Any) -> None:
    """It names no row, because its bytes are none of the column's."""

    def wrong(text: str) -> str:
        return b"\xff".decode() + text

    rows = backend.rows.Rows(Field("u"), backend.arrow.build(1, string_buffers(["كتاب".encode()], 4)))
    with pytest.raises(UnicodeDecodeError, match=r"invalid start byte$") as caught:
        backend.rows.normalize_part(backend.core.Pipeline([wrong]), rows, 0, 1, "strict", 0)
    assert caught.value.object == b"\xff"


@every_backend
def test_rows_of_keys_have_no_array_of_their_own(backend: Any) -> None:
    values = backend.arrow.build(1, string_buffers([b"xyz"], 4))
    data = backend.arrow.build(2, [None, array("i", [0, 0]).tobytes()], dictionary=values)
    rows = backend.rows.Rows(KEYED, data)
    assert [rows[0], rows[1]] == [b"xyz"] * 2
    with pytest.raises(TypeError, match="keys stand for"):
        backend.rows.join_texts(rows, [])


class Unspeakable(Exception):
    """An error whose text is an error."""

    def __str__(self) -> str:
        raise KeyError("nothing to say")


@every_backend
@pytest.mark.parametrize("taker", BACKENDS, ids=lambda backend: backend.__name__)
def test_a_stream_that_fails_does_not_seem_to_end(backend: Any, taker: Any) -> None:
    """Else a column would lose its last rows in silence."""

    def arrays(error: BaseException) -> Iterator[Any]:
        yield backend.arrow.build(1, string_buffers([b"xyz"], 4))
        raise error

    for error, kind, said in (
        (Unspeakable(), RuntimeError, "error 22"),
        (ValueError("كتاب\0مدرسة"), RuntimeError, "ValueError: كتاب"),
        (MemoryError("none left"), MemoryError, "MemoryError: none left"),
    ):
        stream = taker.arrow.Stream(backend.arrow.stream_capsule(Field("u"), arrays(error)))
        next(stream)
        with pytest.raises(kind, match=said):
            next(stream)
        assert list(stream) == []


@every_backend
def test_a_stream_that_failed_fails_again(backend: Any) -> None:
    """Other libraries may ask again."""

    def arrays() -> Iterator[Any]:
        yield from ()
        raise ValueError("lost")

    capsule = backend.arrow.stream_capsule(Field("u"), arrays())
    stream = reference_arrow._opened(capsule, reference_arrow._Stream)
    array, schema = reference_arrow._Array(), reference_arrow._Schema()
    for _ in range(2):
        assert reference_arrow._FILL(stream.get_next)(ctypes.addressof(stream), ctypes.addressof(array)) == 22
        assert not array.release
    assert reference_arrow._FILL(stream.get_schema)(ctypes.addressof(stream), ctypes.addressof(schema)) == 22
    assert not schema.release
    assert b"lost" in ctypes.string_at(reference_arrow._ERROR(stream.get_last_error)(ctypes.addressof(stream)))


@every_backend
@pytest.mark.parametrize("taker", BACKENDS, ids=lambda backend: backend.__name__)
def test_a_stream_of_what_is_no_type_is_refused(backend: Any, taker: Any) -> None:
    capsule = backend.arrow.stream_capsule("u", [])
    with pytest.raises(RuntimeError, match="the stream of the column failed: AttributeError"):
        taker.arrow.Stream(capsule)


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


END = """
import gc, sys
from arnorm._core.reference import arrow
from {module} import {name} as taker

gc.collect()
gc.disable()
def given():
    return arrow.build(1, [None, bytes(8), b"abc"]).capsule()
class Node:
    pass
node = Node()
node.node, node.taken, node.untaken = node, taker.read_array(given()), given()
sys.last = node
"""


@every_backend
def test_arrays_of_plain_python_outlive_their_module(backend: Any) -> None:
    """What still holds them when the interpreter clears everything can let them go."""
    module, _, name = backend.arrow.__name__.rpartition(".")
    script = END.format(module=module, name=name)
    done = subprocess.run([sys.executable, "-Ic", script], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
