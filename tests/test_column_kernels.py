"""Arrow arrays and their rows: both kernels on arbitrary layouts, and arrays that break the rules."""

from __future__ import annotations

import gc
from array import array
from collections.abc import Callable, Iterator
from itertools import pairwise
from struct import pack
from typing import Any, Literal

import pytest
from arrays import BACKENDS, SHORT_TEXTS, Sliced, columns, read
from hypothesis import given, reject
from hypothesis import strategies as st
from strategies import SCANNED_PATTERNS, SETS, byte_strings, mapped_texts

from arnorm import Normalizer, Rule, Tokenizer, policies, profiles, rules
from arnorm._core.arrow import LARGE, VIEW, Field, string_buffers
from arnorm._core.automaton import compile_patterns
from arnorm._core.pattern import PatternError
from arnorm._core.plan import compile_map
from arnorm._core.reference import arrow as reference_arrow
from arnorm.stages import compile_rules
from arnorm.tokenizer import compile_grammar

every_backend = pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: backend.__name__)
ERRORS = st.sampled_from(("strict", "replace", "keep"))


BYTES = st.one_of(byte_strings().map(lambda data: data[:80]), SHORT_TEXTS)


def is_utf8(data: bytes) -> bool:
    return data.decode("utf-8", "replace").encode() == data


def sound(given: Sliced, errors: str) -> Sliced:
    """Return a column without what would be an error."""
    if errors != "strict":
        return given
    return given._replace(rows=[row for row in given.rows if not row[1] or is_utf8(row[0])])


def parts_of(backend: Any, rows: Any, cuts: int, work: Callable[[int, int], Any]) -> list[Any]:
    return [work(start, end) for start, end in pairwise(rows.cut(cuts, 1))]


def normalized(backend: Any, pipeline: Any, given: Sliced, errors: str, cuts: int) -> Any:
    rows = backend.rows.Rows(given.field, given.data(backend.arrow))
    parts = parts_of(backend, rows, cuts, lambda a, b: backend.rows.normalize_part(pipeline, rows, a, b, errors, 0))
    return rows, backend.rows.join_texts(rows, parts)


# ---------------------------------------------------------------------------------------------------------------- laws


@every_backend
@given(columns(SHORT_TEXTS), st.integers(1, 4))
def test_rows_are_read_back(backend: Any, given: Sliced, cuts: int) -> None:
    data = given.data(backend.arrow)
    rows = backend.rows.Rows(given.field, data)
    assert [rows[k] for k in range(rows.length)] == given.values == read(given.field, data)
    edges = rows.cut(cuts, 1)
    assert edges[0] == 0
    assert edges[-1] == len(given.rows)
    assert all(start < end for start, end in pairwise(edges)) or not given.rows
    bits, nulls = rows.validity_bits()
    assert nulls == given.values.count(None)
    assert (bits is None) == (nulls == 0)


@every_backend
@given(st.data(), columns(BYTES), ERRORS, st.integers(1, 4))
def test_rows_are_normalized_as_utf8_is(
    backend: Any, data: st.DataObject, given: Sliced, errors: Literal["strict", "replace", "keep"], cuts: int
) -> None:
    mapping, text = data.draw(mapped_texts())
    given = sound(given, errors)
    more = [(text[:60].encode("utf-8", "replace"), True), (b"", True)]
    given = given._replace(rows=more + given.rows)
    pipeline = backend.core.Pipeline([compile_map(mapping)])
    expected = [None if row is None else pipeline.map_utf8(row, errors) for row in given.values]
    rows, result = normalized(backend, pipeline, given, errors, cuts)
    assert read(given.field, result) == expected
    assert (result is rows.data) == (expected == given.values)


CONTROLS = st.text(st.sampled_from("\0\x1a\x1d\x1e\x1f\n aبـ"), max_size=8)


@every_backend
@given(
    st.dictionaries(st.sampled_from("\0\x1e\x1fabبـ"), st.one_of(CONTROLS, st.just("x" * 80)), max_size=5),
    st.lists(st.one_of(CONTROLS, st.just("بـ" * 200)), min_size=1, max_size=6),
    columns(BYTES),
    ERRORS,
)
def test_many_short_rows_are_normalized_as_each_is(
    backend: Any, mapping: dict[str, str], texts: list[str], given: Sliced, errors: Literal["strict", "replace", "keep"]
) -> None:
    """Controls stand between rows that are worked on together: rows and results that hold them are none the worse."""
    given = sound(given, errors)
    rows = [*given.rows, *((text.encode(), True) for text in texts)]
    given = given._replace(rows=rows * (1 + 40 // len(rows)))
    pipeline = backend.core.Pipeline([compile_map({ord(key): value for key, value in mapping.items()})])
    expected = [None if row is None else pipeline.map_utf8(row, errors) for row in given.values]
    found, result = normalized(backend, pipeline, given, errors, 1)
    assert read(given.field, result) == expected
    assert (result is found.data) == (expected == given.values)


@every_backend
def test_no_control_may_be_free(backend: Any) -> None:
    pipeline = backend.core.Pipeline([compile_map(dict.fromkeys(range(32), "") | {0x61: "".join(map(chr, range(32)))})])
    given = Sliced(4, [], [(b"a\x1eb", True), (b"\x1f", True)] * 20, [], True)
    _, result = normalized(backend, pipeline, given, "strict", 1)
    assert read(given.field, result) == [bytes(range(32)) + b"b", b""] * 20


PLANS = [
    profiles.SEARCH.rules,
    profiles.CLEAN.rules,
    (rules.strip_tatweel, Rule.function(str.upper, name="upper"), rules.squeeze_spaces),
    (),
]
COMPILED = [compile_rules(tuple(plan)) for plan in PLANS]


@every_backend
@given(columns(BYTES), st.sampled_from(COMPILED), ERRORS, st.integers(1, 3))
def test_rows_are_normalized_by_stages_of_any_kind(
    backend: Any, given: Sliced, plan: Any, errors: Literal["strict", "replace", "keep"], cuts: int
) -> None:
    given = sound(given, errors)
    pipeline = backend.core.Pipeline(plan.tables, plan.shortcut, plan.cut)
    expected = [None if row is None else pipeline.map_utf8(row, errors) for row in given.values]
    _, result = normalized(backend, pipeline, given, errors, cuts)
    assert read(given.field, result) == expected


@every_backend
@given(columns(SHORT_TEXTS), SCANNED_PATTERNS, st.integers(1, 3))
def test_rows_are_cut_as_utf8_is(backend: Any, given: Sliced, patterns: Any, cuts: int) -> None:
    try:
        table = compile_patterns(patterns, SETS)
    except PatternError:
        reject()
    scanner = backend.core.Scanner(table)
    check_tokens(backend, scanner, given, "strict", cuts)


SCANNERS = [compile_grammar(policies.DEFAULT), compile_grammar(policies.SENTENCES)]


@every_backend
@given(columns(BYTES), st.sampled_from(SCANNERS), ERRORS)
def test_rows_are_cut_by_errors(
    backend: Any, given: Sliced, table: Any, errors: Literal["strict", "replace", "keep"]
) -> None:
    scanner = backend.core.Scanner(table)
    check_tokens(backend, scanner, sound(given, errors), errors, 2)


def check_tokens(backend: Any, scanner: Any, given: Sliced, errors: str, cuts: int) -> None:
    handler = {"strict": "strict", "replace": "replace", "keep": "surrogateescape"}[errors]
    texts = [None if row is None else row.decode("utf-8", handler) for row in given.values]
    rows = backend.rows.Rows(given.field, given.data(backend.arrow))

    def cut(spans: bool) -> list[Any]:
        return parts_of(
            backend, rows, cuts, lambda a, b: backend.lists.tokenize_part(scanner, rows, a, b, errors, 0, spans)
        )

    item = Field(given.field.format, "item")
    lists = Field("+L" if given.layout == LARGE else "+l", children=(item,))
    found = read(lists, backend.lists.join_lists(rows, cut(False)))
    assert found == [
        None if text is None else [token.encode("utf-8", "surrogateescape") for token in scanner(text)]
        for text in texts
    ]
    kinds = backend.arrow.build(256, string_buffers([b"%d" % kind for kind in range(256)], 4))
    kind = Field("c", "kind", dictionary=Field("u"))
    struct = Field("+s", "item", children=(Field("i", "start"), Field("i", "end"), kind))
    lists = Field(lists.format, children=(struct,))
    found = read(lists, backend.lists.join_spans(rows, cut(True), kinds))
    expected: list[Any] = []
    for text in texts:
        if text is None:
            expected.append(None)
            continue
        spans, numbers = scanner.scan_spans(text)
        places = array("i", bytes(spans)).tolist()
        expected.append(
            [
                {"start": start, "end": end, "kind": b"%d" % number}
                for start, end, number in zip(places[::2], places[1::2], numbers, strict=True)
            ]
        )
    assert found == expected


@every_backend
@given(st.data(), columns(SHORT_TEXTS), st.sampled_from("cCsSiIlL"))
def test_keys_stand_for_rows(backend: Any, data: st.DataObject, given: Sliced, code: str) -> None:
    given = given._replace(rows=[*given.rows, (b"end", True)])
    keys = data.draw(st.lists(st.none() | st.integers(0, len(given.rows) - 1), max_size=12))
    field = Field(code, dictionary=given.field)
    dictionary = given.keyed(backend.arrow, keys, code)
    rows = backend.rows.Rows(field, dictionary)
    expected = [None if key is None else given.values[key] for key in keys]
    assert [rows[k] for k in range(rows.length)] == expected == read(field, dictionary)
    scanner = backend.core.Scanner(SCANNERS[0])
    part = backend.lists.tokenize_part(scanner, rows, 0, rows.length, "strict", 0, False)
    lists = Field("+L" if given.layout == LARGE else "+l", children=(given.field,))
    assert read(lists, backend.lists.join_lists(rows, [part])) == [
        None if row is None else [token.encode() for token in scanner(row.decode())] for row in expected
    ]


@every_backend
@given(columns(BYTES), st.integers(1, 3))
def test_bytes_that_are_no_utf8_are_named_by_row(backend: Any, given: Sliced, cuts: int) -> None:
    pipeline = backend.core.Pipeline([compile_map({0x640: ""})])
    scanner = backend.core.Scanner(SCANNERS[0])
    rows = backend.rows.Rows(given.field, given.data(backend.arrow))
    wrong = [k for k, row in enumerate(given.values) if row is not None and not is_utf8(row)]
    works = (
        lambda a, b: backend.rows.normalize_part(pipeline, rows, a, b, "strict", 1000),
        lambda a, b: backend.lists.tokenize_part(scanner, rows, a, b, "strict", 1000, False),
    )
    for work in works:
        if not wrong:
            parts_of(backend, rows, cuts, work)
            continue
        with pytest.raises(UnicodeDecodeError) as caught:
            parts_of(backend, rows, cuts, work)
        row = given.values[wrong[0]]
        assert row is not None
        assert caught.value.object == row
        assert caught.value.reason.endswith(f"in row {1000 + wrong[0]} of the column")
        with pytest.raises(UnicodeDecodeError) as plain:
            row.decode()
        assert caught.value.start == plain.value.start


# ------------------------------------------------------------------------------------------------------- the interface


@every_backend
@given(columns(SHORT_TEXTS), st.binary(max_size=5), st.integers(0, 7))
def test_fields_and_arrays_pass_through_capsules(backend: Any, given: Sliced, name: bytes, flags: int) -> None:
    metadata = pack("=i", 1) + pack("=i", 1) + b"k" + pack("=i", len(name)) + name
    field = Field("+s", "n\u0627", metadata, flags, (given.field, Field("i", dictionary=given.field)))
    assert backend.arrow.read_schema(backend.arrow.schema_capsule(field)) == field
    data = given.data(backend.arrow)
    again = backend.arrow.read_array(data.capsule())
    assert read(given.field, again) == given.values
    if given.rows:
        assert again.buffer_address(1) == data.buffer_address(1), "the buffers are shared"


@every_backend
def test_an_array_is_taken_once(backend: Any) -> None:
    capsule = backend.arrow.build(1, string_buffers([b"x"], 4)).capsule()
    backend.arrow.read_array(capsule)
    with pytest.raises(ValueError, match="consumed"):
        backend.arrow.read_array(capsule)
    stream = backend.arrow.stream_capsule(Field("u"), [])
    assert list(backend.arrow.Stream(stream)) == []
    with pytest.raises(ValueError, match="consumed"):
        backend.arrow.Stream(stream)
    with pytest.raises(TypeError, match="capsule named 'arrow_array'"):
        backend.arrow.read_array(stream)
    with pytest.raises(TypeError, match="capsule named 'arrow_schema'"):
        backend.arrow.read_schema("text")


@every_backend
def test_a_stream_gives_arrays_and_its_error(backend: Any) -> None:
    def arrays() -> Iterator[Any]:
        yield backend.arrow.build(1, string_buffers([b"x"], 4))
        raise KeyError("lost")

    stream = backend.arrow.Stream(backend.arrow.stream_capsule(Field("u", "text"), arrays()))
    assert stream.field == Field("u", "text")
    assert read(stream.field, next(stream)) == [b"x"]
    with pytest.raises(RuntimeError, match=r"KeyError: 'lost'"):
        next(stream)
    assert list(stream) == []


@every_backend
@pytest.mark.parametrize("taker", BACKENDS, ids=lambda backend: backend.__name__)
def test_everything_is_released_once(backend: Any, taker: Any) -> None:
    """What plain Python hands out stays on a list until it is released."""
    gc.collect()
    before = len(reference_arrow._kept)
    given = Sliced(VIEW, [], [("كـتاب كبير جدا".encode(), True), (b"", False)] * 3, [], True)
    pipeline = taker.core.Pipeline([compile_map({0x640: ""})])
    scanner = taker.core.Scanner(SCANNERS[0])

    def use() -> None:
        source = given.data(reference_arrow)
        untaken = source.capsule()
        data = taker.arrow.read_array(source.capsule())
        rows = taker.rows.Rows(given.field, data)
        text = taker.rows.join_texts(rows, [taker.rows.normalize_part(pipeline, rows, 0, 6, "strict", 0)])
        part = taker.lists.tokenize_part(scanner, rows, 0, 6, "strict", 0, False)
        tokens = taker.lists.join_lists(rows, [part])
        del source, data, rows, untaken, part
        results = [backend.arrow.read_array(array.capsule()) for array in (text, tokens, text)]
        stream = backend.arrow.Stream(taker.arrow.stream_capsule(given.field, [text, text]))
        results.append(next(stream))
        results.append(taker.arrow.struct_of(taker.arrow.build(6, [None]), [text, text]))
        results.append(taker.arrow.dictionary_of(text, text))
        del text, tokens
        assert read(given.field, results[0])[0] == "كتاب كبير جدا".encode()
        with pytest.raises(ValueError, match="malformed"):
            results[0].children(1)

    use()
    gc.collect()
    assert len(reference_arrow._kept) == before


# ------------------------------------------------------------------------------------------------------- broken arrays

VALID = b"\xff"


def offsets(*numbers: int) -> bytes:
    return array("i", numbers).tobytes()


def view(size: int, buffer: int, place: int) -> bytes:
    return pack("=i4sii", size, b"abcd", buffer, place)


SIZES = array("q", [20]).tobytes()
BROKEN: dict[str, tuple[str, int, list[bytes | None]]] = {
    "offsets that fall": ("u", 2, [None, offsets(0, 3, 2), b"abc"]),
    "a negative offset": ("u", 2, [None, offsets(-1, 1, 2), b"abc"]),
    "offsets that fall under a null": ("u", 2, [b"\x01", offsets(0, 3, 2), b"abc"]),
    "large offsets that fall": ("U", 1, [None, array("q", [5, 1]).tobytes(), b"abcde"]),
    "no offsets": ("u", 1, [None, None, b"abc"]),
    "no data": ("u", 1, [None, offsets(0, 3), None]),
    "too few buffers": ("u", 1, [None, offsets(0, 3)]),
    "too many buffers": ("u", 1, [None, offsets(0, 3), b"abc", b""]),
    "too few buffers of views": ("vu", 1, [None, view(3, 0, 0)]),
    "no views": ("vu", 1, [None, None, b"x" * 20, SIZES]),
    "a view of a negative size": ("vu", 1, [None, view(-1, 0, 0), b"x" * 20, SIZES]),
    "a view of no buffer": ("vu", 1, [None, view(13, 1, 0), b"x" * 20, SIZES]),
    "a view of a negative buffer": ("vu", 1, [None, view(13, -1, 0), b"x" * 20, SIZES]),
    "a view of a negative place": ("vu", 1, [None, view(13, 0, -1), b"x" * 20, SIZES]),
    "a view past the end": ("vu", 1, [None, view(13, 0, 8), b"x" * 20, SIZES]),
    "a view of a missing buffer": ("vu", 1, [None, view(13, 0, 0), None, SIZES]),
    "no sizes": ("vu", 1, [None, view(13, 0, 0), b"x" * 20, None]),
}


@every_backend
@pytest.mark.parametrize("name", BROKEN)
def test_broken_arrays_are_refused(backend: Any, name: str) -> None:
    kind, length, buffers = BROKEN[name]
    with pytest.raises(ValueError, match="malformed Arrow array"):
        backend.rows.Rows(Field(kind), backend.arrow.build(length, buffers, nulls=-1))


PLACES = st.one_of(st.integers(-2, 45), st.sampled_from((-(1 << 31), (1 << 31) - 1)))
DATA = bytes(range(1, 49))
"""As long as the largest offset that is drawn and is no extreme."""


@st.composite
def any_arrays(draw: st.DrawFn) -> tuple[Field, Callable[[Any], Any]]:
    """A field, and a function that builds an array that may or may not keep its rules."""
    length, offset = draw(st.integers(0, 5)), draw(st.integers(0, 3))
    whole = length + offset
    valid = draw(st.sampled_from((None, b"\0", b"\xff", b"\xa5")))
    nulls = draw(st.sampled_from((-1, 0, 1)))
    kind = draw(st.sampled_from(("u", "U", "vu")))
    buffers: list[bytes | None]
    if kind == "vu":
        views = b"".join(
            pack("=4i", draw(PLACES), draw(PLACES), draw(st.integers(-1, 2)), draw(PLACES)) for _ in range(whole)
        )
        sizes = draw(st.sampled_from((None, array("q", [48, 20]).tobytes())))
        buffers = [valid, views, draw(st.sampled_from((None, DATA))), DATA[:20], sizes]
    else:
        numbers = [min(place, 48) for place in draw(st.lists(PLACES, min_size=whole + 1, max_size=whole + 1))]
        numbers = sorted(numbers) if draw(st.booleans()) else numbers
        offsets = array("i" if kind == "u" else "q", numbers).tobytes()
        buffers = [valid, offsets, draw(st.sampled_from((None, DATA, DATA)))]
    buffers = buffers[: draw(st.sampled_from((len(buffers), len(buffers), len(buffers), 2, 0)))]
    keys = draw(st.none() | st.lists(st.integers(-1, 5), min_size=4, max_size=4))

    def made(arrow: Any) -> Any:
        strings = arrow.build(whole, buffers, nulls=nulls).part(offset, length)
        if keys is None:
            return strings
        return arrow.build(4, [valid, array("b", keys).tobytes()], (), strings, nulls=nulls).part(1, 3)

    return Field(kind) if keys is None else Field("c", dictionary=Field(kind)), made


@given(any_arrays())
def test_any_array_is_read_or_refused(given: tuple[Field, Callable[[Any], Any]]) -> None:
    field, made = given
    found: list[Any] = []
    for backend in BACKENDS:
        try:
            rows = backend.rows.Rows(field, made(backend.arrow))
        except ValueError:
            found.append(None)
            continue
        found.append([rows[row] for row in range(rows.length)])
        scanner = backend.core.Scanner(SCANNERS[0])
        part = backend.lists.tokenize_part(scanner, rows, 0, rows.length, "replace", 0, False)
        backend.lists.join_lists(rows, [part])
    assert all(rows == found[0] for rows in found)


@every_backend
def test_lengths_that_cannot_be_are_refused(backend: Any) -> None:
    for length in (-1, 1 << 62):
        data = backend.arrow.build(length, [None, offsets(0, 1), b"a"])
        with pytest.raises(ValueError, match="malformed"):
            backend.rows.Rows(Field("u"), data)
        with pytest.raises(ValueError, match="malformed"):
            backend.arrow.struct_of(backend.arrow.build(length, [None]), [])
    with pytest.raises(ValueError, match="malformed"):
        backend.arrow.build(2, [None, offsets(0, 1, 1), b"a"]).part(1, 2)


@every_backend
@pytest.mark.parametrize("keys", [[1], [-1], [0, 127]])
def test_keys_without_a_string_are_refused(backend: Any, keys: list[int]) -> None:
    strings = backend.arrow.build(1, string_buffers([b"x"], 4))
    data = backend.arrow.build(len(keys), [None, array("b", keys).tobytes()], (), strings)
    with pytest.raises(ValueError, match="malformed"):
        backend.rows.Rows(Field("c", dictionary=Field("u")), data)
    with pytest.raises(ValueError, match="malformed"):
        backend.rows.Rows(Field("c", dictionary=Field("u")), strings)


@every_backend
@pytest.mark.parametrize("kind", ["z", "i", "+l", "+s", "tsu:", "+r"])
def test_what_holds_no_strings_is_refused(backend: Any, kind: str) -> None:
    with pytest.raises(TypeError, match="must hold strings"):
        backend.rows.Rows(Field(kind), backend.arrow.build(0, [None, None]))
    with pytest.raises(TypeError, match="must hold strings"):
        backend.rows.Rows(Field("c", dictionary=Field(kind)), backend.arrow.build(0, [None, None]))


@every_backend
def test_null_arrays_have_null_rows(backend: Any) -> None:
    data = backend.arrow.build(3, [], nulls=3)
    rows = backend.rows.Rows(Field("n"), data)
    pipeline = backend.core.Pipeline([compile_map({0x61: "x"})])
    part = backend.rows.normalize_part(pipeline, rows, 0, 3, "strict", 0)
    assert backend.rows.join_texts(rows, [part]) is data
    scanner = backend.core.Scanner(SCANNERS[0])
    lists = backend.lists.join_lists(rows, [backend.lists.tokenize_part(scanner, rows, 0, 3, "strict", 0, False)])
    assert read(Field("+l", children=(Field("u"),)), lists) == [None, None, None]


@every_backend
def test_arrays_cannot_be_made_of_nothing(backend: Any) -> None:
    if backend.__name__ == "reference":
        return
    empty = backend.arrow.Data.__new__(backend.arrow.Data)
    for use in (empty.capsule, empty.dictionary, lambda: empty.children(0), lambda: empty.buffer_address(0)):
        with pytest.raises(TypeError, match="never filled"):
            use()
    with pytest.raises(TypeError, match="never filled"):
        backend.rows.Rows(Field("u"), empty)


def test_normalizer_and_tokenizer_are_a_pipeline_and_a_scanner() -> None:
    """What the kernels above take."""
    assert isinstance(Normalizer(), BACKENDS[-1].core.Pipeline)
    assert isinstance(Tokenizer(), BACKENDS[-1].core.Scanner)
