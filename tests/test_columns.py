"""Columns as users hand them in: one array or a stream, of strings or of structs, with no library but this one."""

from __future__ import annotations

import gc
import pickle
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from arrays import SHORT_TEXTS, Given, GivenStream, Sliced, buffers_of, columns, read
from hypothesis import given
from hypothesis import strategies as st

import arnorm
from arnorm import Normalizer, Rule, SentenceSplitter, Tokenizer, profiles, rules
from arnorm._core.arrow import LARGE, VIEW, Field, string_buffers
from arnorm._core.reference import arrow as reference_arrow
from arnorm.columns import Column, ColumnStream

SEARCH = Normalizer(profiles.SEARCH)
MAP = Normalizer([rules.strip_tashkeel, rules.strip_tatweel, rules.fold_alef])
TOKENIZER = Tokenizer()
THREADS = st.sampled_from((None, 1, 3))


def values(result: Column) -> list[Any]:
    schema, array = result.__arrow_c_array__()
    return read(reference_arrow.read_schema(schema), reference_arrow.read_array(array))


def texts(given: Sliced) -> list[str | None]:
    return [None if row is None else row.decode() for row in given.values]


def strings(*rows: str | None) -> Any:
    """Return an array of strings."""
    encoded = [None if row is None else row.encode() for row in rows]
    return reference_arrow.build(len(rows), string_buffers(encoded, 4), nulls=rows.count(None))


@given(columns(SHORT_TEXTS), THREADS, st.sampled_from((SEARCH, MAP)))
def test_a_column_is_its_texts_normalized(given: Sliced, threads: int | None, normalizer: Normalizer) -> None:
    column = Given(given.field, given.data(reference_arrow))
    result = normalizer.normalize_column(column, threads=threads)
    expected = [None if text is None else normalizer(text).encode() for text in texts(given)]
    assert values(result) == expected
    assert len(result) == len(expected)
    assert reference_arrow.read_schema(result.__arrow_c_schema__()) == given.field
    assert values(normalizer.normalize_column(result)) == [
        None if row is None else normalizer(row.decode()).encode() for row in expected
    ]


@given(columns(SHORT_TEXTS), THREADS)
def test_a_column_is_its_texts_cut(given: Sliced, threads: int | None) -> None:
    column = Given(given.field, given.data(reference_arrow))
    for cut in (TOKENIZER.tokenize_column, SentenceSplitter().sentences_column):
        one: Any = getattr(cut, "__self__")  # noqa: B009  (types know no __self__)
        result = cut(column, threads=threads)
        assert values(result) == [None if text is None else [t.encode() for t in one(text)] for text in texts(given)]
        result = cut(column, threads=threads, spans=True)
        assert values(result) == [
            None
            if text is None
            else [{"start": t.start, "end": t.end, "kind": t.kind.encode()} for t in one.tokens(text)]
            for text in texts(given)
        ]


@given(columns(SHORT_TEXTS), THREADS)
def test_a_column_is_its_texts_aligned(given: Sliced, threads: int | None) -> None:
    result = SEARCH.align_column(Given(given.field, given.data(reference_arrow)), threads=threads)
    expected: list[Any] = []
    for text in texts(given):
        alignment = None if text is None else SEARCH.align(text)
        spans = [] if alignment is None else alignment.source_offsets.tolist()
        pairs = [{"start": start, "end": end} for start, end in spans]
        expected.append(None if alignment is None else {"result": alignment.result.encode(), "spans": pairs})
    assert values(result) == expected


@given(st.lists(columns(SHORT_TEXTS), max_size=5), st.sampled_from((4, LARGE, VIEW)), THREADS)
def test_a_stream_is_its_arrays(parts: list[Sliced], layout: int, threads: int | None) -> None:
    parts = [part._replace(layout=layout) for part in parts]
    field = Sliced(layout, [], [], [], True).field
    stream = GivenStream(field, [part.data(reference_arrow) for part in parts])
    result = MAP.normalize_column(stream, threads=threads)
    assert isinstance(result, ColumnStream)
    found = [values(column) for column in result]
    assert found == [[None if text is None else MAP(text).encode() for text in texts(part)] for part in parts]
    assert list(result) == []


@given(st.data(), columns(SHORT_TEXTS), THREADS)
def test_keys_of_a_dictionary_stay(data: st.DataObject, given: Sliced, threads: int | None) -> None:
    given = given._replace(rows=[*given.rows, ("كـتاب".encode(), True)])
    keys = data.draw(st.lists(st.none() | st.integers(0, len(given.rows) - 1), min_size=1, max_size=12))
    field = Field("c", dictionary=given.field)
    source = given.keyed(reference_arrow, keys, "c")
    result = MAP.normalize_column(Given(field, source), threads=threads)
    expected = [None if key is None else texts(given)[key] for key in keys]
    assert values(result) == [None if text is None else MAP(text).encode() for text in expected]
    _, capsule = result.__arrow_c_array__()
    assert reference_arrow.read_array(capsule).buffer_address(1) == source.buffer_address(1)
    tokens = TOKENIZER.tokenize_column(Given(field, source), threads=threads)
    assert values(tokens) == [None if text is None else [t.encode() for t in TOKENIZER(text)] for text in expected]


@given(columns(SHORT_TEXTS), st.lists(st.booleans(), max_size=3), THREADS)
def test_a_struct_has_one_column_replaced(given: Sliced, before: list[bool], threads: int | None) -> None:
    whole = [*given.before, *given.rows, *given.after]
    inner = reference_arrow.build(len(whole), buffers_of(whole, given.layout), nulls=-1)
    first = given.data(reference_arrow)
    length = min(len(given.rows), len(whole) - 1)
    if length < 0:
        return
    struct = reference_arrow.build(length, [None], [first.part(0, length), inner.part(0, length)]).part(0, length)
    rest = struct.part(length // 3, length - length // 3)
    field = Field("+s", children=(Field(given.field.format, "other"), given.field))
    column = Given(field, rest)
    result = MAP.normalize_column(column, column="text", threads=threads)
    other = read(field, rest)
    assert values(result) == [
        {"other": row["other"], "text": None if row["text"] is None else MAP(row["text"].decode()).encode()}
        for row in other
    ]
    tokens = TOKENIZER.tokenize_column(column, column="text")
    assert [row["other"] for row in values(tokens)] == [row["other"] for row in other]


def test_nulls_of_a_struct_stay() -> None:
    field = Field("+s", children=(Field("u", "text"),))
    struct = reference_arrow.build(3, [b"\x05"], [strings("كـ", "ب", None)], nulls=1)
    result = MAP.normalize_column(Given(field, struct.part(1, 2)), column="text")
    assert values(result) == [None, {"text": None}]


def test_what_does_not_change_keeps_its_buffers() -> None:
    for layout in (4, LARGE, VIEW):
        given = Sliced(layout, [], [("كتاب جديد كبير".encode(), True), (b"", False)], [], True)
        source = given.data(reference_arrow)
        result = MAP.normalize_column(Given(given.field, source))
        _, capsule = result.__arrow_c_array__()
        array = reference_arrow.read_array(capsule)
        assert [array.buffer_address(k) for k in range(3)] == [source.buffer_address(k) for k in range(3)]


@pytest.mark.skipif(arnorm.BACKEND == "reference", reason="plain Python makes strings of its own")
def test_long_tokens_of_views_lie_where_their_rows_do() -> None:
    given = Sliced(VIEW, [], [("الاستقلالية والمسؤولية".encode(), True)], [], True)
    source = given.data(reference_arrow)
    result = TOKENIZER.tokenize_column(Given(given.field, source))
    _, capsule = result.__arrow_c_array__()
    (strings,) = reference_arrow.read_array(capsule).children(1)
    assert strings.buffer_address(2) == source.buffer_address(2)


def test_a_stream_is_read_as_it_is_asked_for() -> None:
    datas = [strings(f"كـتاب {number}") for number in range(20)]
    for threads, ahead in ((None, 1), (2, 3)):
        stream = GivenStream(Field("u"), datas)
        result = MAP.normalize_column(stream, threads=threads)
        assert stream.taken == 0
        first = next(iter(result))
        assert values(first) == ["كتاب 0".encode()]
        assert stream.taken == ahead
        assert len(list(result)) == 19


def test_memory_is_bounded_on_streams() -> None:
    """However many arrays there are, a few of them are held."""
    text = "كِـتابٌ " * 100

    def arrays() -> Iterator[Any]:
        for _ in range(50):
            yield strings(text)

    before = len(reference_arrow._kept)
    most = 0
    for column in SEARCH.normalize_column(GivenStream(Field("u"), arrays())):
        assert len(column) == 1
        most = max(most, len(reference_arrow._kept) - before)
    assert most <= 10


def test_threads_share_a_long_column() -> None:
    rows = ["كـتابٌ جديد", None, "", "الحمد لله"] * (20_000 if arnorm.BACKEND == "compiled" else 1_500)
    for layout in (4, LARGE, VIEW):
        encoded = [None if row is None else row.encode() for row in rows]
        data = reference_arrow.build(len(rows), string_buffers(encoded, layout), nulls=-1)
        field = Sliced(layout, [], [], [], True).field
        single = values(MAP.normalize_column(Given(field, data)))
        assert single == [None if row is None else MAP(row).encode() for row in rows]
        assert values(MAP.normalize_column(Given(field, data), threads=3)) == single
        cut = values(TOKENIZER.tokenize_column(Given(field, data)))
        assert values(TOKENIZER.tokenize_column(Given(field, data), threads=3)) == cut
        assert cut[:4] == [None if row is None else [t.encode() for t in TOKENIZER(row)] for row in rows[:4]]


# --------------------------------------------------------------------------------------------------------------- errors

WRONG = [b"a", None, b"\xd9", b"b"]


def wrong() -> Given:
    return Given(Field("u"), reference_arrow.build(4, string_buffers(WRONG, 4), nulls=1))


@pytest.mark.parametrize(
    "work",
    [
        MAP.normalize_column,
        SEARCH.normalize_column,
        Normalizer(Rule.function(str.upper, name="upper")).normalize_column,
        TOKENIZER.tokenize_column,
        MAP.align_column,
    ],
)
def test_bytes_that_are_no_utf8(work: Any) -> None:
    for threads in (None, 2):
        with pytest.raises(UnicodeDecodeError, match="in row 2 of the column") as caught:
            work(wrong(), threads=threads)
        assert (caught.value.object, caught.value.start) == (b"\xd9", 0)
    with pytest.raises(ValueError, match="errors must be one of 'strict', 'replace', 'keep', not 'ignore'"):
        work(wrong(), errors="ignore")
    stream = GivenStream(Field("u"), [strings("a", "b"), reference_arrow.build(4, string_buffers(WRONG, 4), nulls=1)])
    with pytest.raises(UnicodeDecodeError, match="in row 4 of the column"):
        list(work(stream))


def test_bytes_that_are_no_utf8_are_replaced_or_kept() -> None:
    assert values(MAP.normalize_column(wrong(), errors="replace")) == [b"a", None, "\ufffd".encode(), b"b"]
    assert values(MAP.normalize_column(wrong(), errors="keep")) == WRONG
    assert values(TOKENIZER.tokenize_column(wrong(), errors="replace")) == [[b"a"], None, ["\ufffd".encode()], [b"b"]]
    aligned = values(MAP.align_column(wrong(), errors="keep"))
    assert aligned[2] == {"result": b"\xd9", "spans": [{"start": 0, "end": 1}]}


def test_bytes_in_a_dictionary_that_are_no_utf8() -> None:
    data = reference_arrow.build(1, [None, b"\0"], (), reference_arrow.build(1, string_buffers([b"\xd9"], 4)))
    with pytest.raises(UnicodeDecodeError, match="in row 0 of its dictionary"):
        MAP.normalize_column(Given(Field("c", dictionary=Field("u")), data))


def test_the_reader_of_a_stream_is_told_the_error() -> None:
    stream = GivenStream(Field("u"), [reference_arrow.build(4, string_buffers(WRONG, 4), nulls=1)])
    result = MAP.normalize_column(stream)
    reader = reference_arrow.Stream(result.__arrow_c_stream__())
    with pytest.raises(RuntimeError, match=r"UnicodeDecodeError.*in row 2"):
        next(reader)


@pytest.mark.parametrize("value", [["كتاب"], "كتاب", None, 5, object()])
def test_what_is_no_column_is_refused(value: object) -> None:
    for work in (MAP.normalize_column, TOKENIZER.tokenize_column, MAP.align_column):
        with pytest.raises(TypeError, match="a column must be an Arrow object"):
            work(value)


def test_columns_that_are_no_strings_are_refused() -> None:
    for work in (MAP.normalize_column, TOKENIZER.tokenize_column, MAP.align_column):
        with pytest.raises(TypeError, match=r"must hold strings.*cast it to string"):
            work(Given(Field("i"), reference_arrow.build(0, [None, None])))
        with pytest.raises(TypeError, match="must hold strings"):
            work(GivenStream(Field("i"), []))


def test_a_struct_has_to_say_which_column() -> None:
    field = Field("+s", children=(Field("u", "text"), Field("u", "twice"), Field("u", "twice")))
    struct = Given(field, reference_arrow.build(1, [None], [strings("a")] * 3))
    for name in (None, "missing", "twice"):
        with pytest.raises(ValueError, match="'text', 'twice'"):
            MAP.normalize_column(struct, column=name)
    with pytest.raises(ValueError, match="one column and no struct"):
        MAP.normalize_column(Given(Field("u"), strings("a")), column="text")


def test_threads_are_at_least_one() -> None:
    with pytest.raises(ValueError, match="threads must be at least 1"):
        MAP.normalize_column(Given(Field("u"), strings("a")), threads=0)


def test_an_error_of_the_stream_is_passed_on() -> None:
    def arrays() -> Iterator[Any]:
        yield strings("كـ")
        raise OSError("the disk is gone")

    result = iter(MAP.normalize_column(GivenStream(Field("u"), arrays())))
    assert values(next(result)) == ["ك".encode()]
    with pytest.raises(RuntimeError, match="the disk is gone"):
        next(result)


def test_an_error_of_a_rule_is_passed_on() -> None:
    def broken(text: str) -> str:
        raise KeyError(text)

    with pytest.raises(KeyError):
        Normalizer(Rule.function(broken, name="broken")).normalize_column(Given(Field("u"), strings("a")))


# -------------------------------------------------------------------------------------------------------------- objects


def test_a_column_is_immutable_and_can_be_used_often() -> None:
    column = MAP.normalize_column(Given(Field("u", "text"), strings("كـ", None)))
    assert repr(column) == "<Column of 2 rows, string>"
    assert values(column) == values(column)
    for name in ("_data", "other"):
        with pytest.raises(AttributeError, match="immutable"):
            setattr(column, name, None)
    with pytest.raises(AttributeError, match="immutable"):
        del column._field
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(column)
    reader = reference_arrow.Stream(column.__arrow_c_stream__())
    assert [read(reader.field, data) for data in reader] == [["ك".encode(), None]]
    stream = MAP.normalize_column(GivenStream(Field("u"), []))
    assert repr(stream) == "<ColumnStream of string>"
    assert reference_arrow.read_schema(stream.__arrow_c_schema__()) == Field("u")


def test_a_result_outlives_its_source() -> None:
    given = Sliced(VIEW, [], [("الاستقلالية والمسؤولية".encode(), True)], [], True)
    column: Any = Given(given.field, given.data(reference_arrow))
    tokens = TOKENIZER.tokenize_column(column)
    same = MAP.normalize_column(column)
    del column
    gc.collect()
    assert values(tokens) == [["الاستقلالية".encode(), "والمسؤولية".encode()]]
    assert values(same) == given.values


def test_columns_are_loaded_when_they_are_used() -> None:
    code = (
        "import sys, arnorm; arnorm.Normalizer()\n"
        "loaded = {'pyarrow', 'polars', 'pandas', 'ctypes', 'numpy'} & sys.modules.keys()\n"
        "assert not loaded and 'arnorm.columns' not in sys.modules, loaded"
    )
    subprocess.run([sys.executable, "-Ic", code], check=True)
