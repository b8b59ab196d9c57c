"""Columns of the libraries that people have: each in its own class, and equal to the way through ``str``."""

from __future__ import annotations

import os
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import UTF8_TEXTS

import arnorm
from arnorm import Normalizer, Tokenizer, profiles, rules
from arnorm.columns import Column, ColumnStream

SEARCH = Normalizer(profiles.SEARCH)
MAP = Normalizer([rules.strip_tashkeel, rules.strip_tatweel, rules.fold_alef])
TOKENIZER = Tokenizer()
ROWS = ["مَدرسة", None, "كِتَابٌ", "", "الحَمْدُ للهِ رب العالمين، كتاب جديد", "plain ascii text", None, "مـــدرسة"]
TEXTS = st.lists(st.none() | UTF8_TEXTS.map(lambda text: text[:60]), max_size=9)
THREADS = st.sampled_from((None, 2))


def normal(rows: list[str | None], normalizer: Normalizer = SEARCH) -> list[str | None]:
    return [None if row is None else normalizer(row) for row in rows]


def cut(rows: list[str | None]) -> list[list[str] | None]:
    return [None if row is None else TOKENIZER(row) for row in rows]


def spans(rows: list[str | None]) -> list[Any]:
    return [
        None if row is None else [{"start": t.start, "end": t.end, "kind": t.kind} for t in TOKENIZER.tokens(row)]
        for row in rows
    ]


MISSING = "the libraries that columns come from are in the columns extra"


@pytest.fixture(scope="module")
def pyarrow() -> ModuleType:
    module: ModuleType = pytest.importorskip("pyarrow", reason=MISSING)
    return module


@pytest.fixture(scope="module")
def polars() -> ModuleType:
    module: ModuleType = pytest.importorskip("polars", reason=MISSING)
    return module


@pytest.fixture(scope="module")
def pandas(pyarrow: ModuleType) -> ModuleType:
    module: ModuleType = pytest.importorskip("pandas", minversion="3", reason=MISSING)
    return module


# -------------------------------------------------------------------------------------------------------------- pyarrow

LAYOUTS = ("string", "large_string", "string_view")


@pytest.mark.parametrize("layout", LAYOUTS)
@given(data=st.data())
def test_pyarrow_arrays(pyarrow: ModuleType, layout: str, data: st.DataObject) -> None:
    rows = data.draw(TEXTS)
    start = data.draw(st.integers(0, len(rows)))
    threads = data.draw(THREADS)
    kind = getattr(pyarrow, layout)()
    array = pyarrow.array(rows, kind)[start:]
    rows = rows[start:]
    for normalizer in (SEARCH, MAP):
        result = normalizer.normalize_column(array, threads=threads)
        if rows:  # of no rows, pyarrow takes its own views for wrong
            result.validate(full=True)
        assert isinstance(result, pyarrow.Array)
        assert result.type == kind
        assert result.to_pylist() == normal(rows, normalizer)
    tokens = TOKENIZER.tokenize_column(array, threads=threads)
    tokens.validate(full=True)
    assert tokens.type.value_type == kind
    assert tokens.to_pylist() == cut(rows)
    places = TOKENIZER.tokenize_column(array, threads=threads, spans=True)
    places.validate(full=True)
    assert places.to_pylist() == spans(rows)
    aligned = SEARCH.align_column(array, threads=threads)
    aligned.validate(full=True)
    assert [row and row["result"] for row in aligned.to_pylist()] == normal(rows)


@pytest.mark.parametrize("layout", LAYOUTS)
@given(parts=st.lists(TEXTS, max_size=4), threads=THREADS)
def test_pyarrow_chunks(pyarrow: ModuleType, layout: str, parts: list[list[str | None]], threads: int | None) -> None:
    kind = getattr(pyarrow, layout)()
    array = pyarrow.chunked_array([pyarrow.array(rows, kind) for rows in parts], kind)
    result = SEARCH.normalize_column(array, threads=threads)
    result.validate(full=True)
    assert isinstance(result, pyarrow.ChunkedArray)
    assert result.type == kind
    assert [chunk.to_pylist() for chunk in result.chunks] == [normal(rows) for rows in parts]
    tokens = TOKENIZER.tokenize_column(array, threads=threads)
    assert tokens.to_pylist() == [tokens for rows in parts for tokens in cut(rows)]


@pytest.mark.parametrize("layout", LAYOUTS[:2])
@given(rows=TEXTS)
def test_pyarrow_dictionaries(pyarrow: ModuleType, layout: str, rows: list[str | None]) -> None:
    array = pyarrow.array(rows + rows[::-1], getattr(pyarrow, layout)()).dictionary_encode()[1:]
    expected = (rows + rows[::-1])[1:]
    result = SEARCH.normalize_column(array)
    result.validate(full=True)
    assert result.type == array.type
    assert result.indices.equals(array.indices)
    assert result.to_pylist() == normal(expected)
    assert TOKENIZER.tokenize_column(array).to_pylist() == cut(expected)


def test_pyarrow_tables(pyarrow: ModuleType) -> None:
    table = pyarrow.table({"id": range(len(ROWS)), "text": ROWS}).replace_schema_metadata({"kept": "yes"})
    result = SEARCH.normalize_column(table, column="text")
    result.validate(full=True)
    assert result.schema.equals(table.schema, check_metadata=True)
    assert result["text"].to_pylist() == normal(ROWS)
    assert result["id"].equals(table["id"])
    batch = table.to_batches()[0].slice(2, 4)
    result = SEARCH.normalize_column(batch, column="text")
    result.validate(full=True)
    assert isinstance(result, pyarrow.RecordBatch)
    assert result.to_pylist() == [{"id": k, "text": row} for k, row in enumerate(normal(ROWS))][2:6]
    mask = pyarrow.array([False, True, False, False])
    struct = pyarrow.StructArray.from_arrays(batch.columns, names=["id", "text"], mask=mask)[1:]
    result = SEARCH.normalize_column(struct, column="text")
    result.validate(full=True)
    assert (
        result.to_pylist()
        == [None, *({"id": k, "text": row} for k, row in enumerate(normal(ROWS)))][0:1]
        + [{"id": k, "text": row} for k, row in enumerate(normal(ROWS))][4:6]
    )


def test_pyarrow_readers_stay_lazy(pyarrow: ModuleType) -> None:
    taken = []
    batch = pyarrow.record_batch({"text": ROWS})

    def batches() -> Any:
        for number in range(50):
            taken.append(number)
            yield batch

    reader = pyarrow.RecordBatchReader.from_batches(batch.schema, batches())
    result = SEARCH.normalize_column(reader, column="text")
    assert isinstance(result, pyarrow.RecordBatchReader)
    assert taken == []
    assert next(result)["text"].to_pylist() == normal(ROWS)
    assert len(taken) == 1
    assert sum(part.num_rows for part in result) == 49 * len(ROWS)


def test_pyarrow_buffers_are_read_where_they_lie(pyarrow: ModuleType) -> None:
    """What does not change comes back in the very buffers; what does change leaves them alone."""
    for layout in LAYOUTS:
        clean = pyarrow.array(["كتاب جديد كبير جدا", None, "نص"], getattr(pyarrow, layout)())
        before = [buffer and buffer.address for buffer in clean.buffers()]
        result = SEARCH.normalize_column(clean)
        assert [buffer and buffer.address for buffer in result.buffers()] == before
        allocated = pyarrow.total_allocated_bytes()
        array = pyarrow.array(ROWS, getattr(pyarrow, layout)())
        taken = pyarrow.total_allocated_bytes()
        SEARCH.normalize_column(array)
        assert pyarrow.total_allocated_bytes() == taken, "no library made a copy for us"
        assert array.to_pylist() == ROWS
        del array
        assert pyarrow.total_allocated_bytes() == allocated


def test_pyarrow_names_the_row_that_is_no_utf8(pyarrow: ModuleType) -> None:
    array = pyarrow.array([b"a", b"b", b"\xd9"]).view(pyarrow.string())
    chunks = pyarrow.chunked_array([array[:2], array[1:]])
    for work in (SEARCH.normalize_column, MAP.normalize_column, TOKENIZER.tokenize_column, SEARCH.align_column):
        with pytest.raises(UnicodeDecodeError, match="in row 2 of the column"):
            work(array)
        with pytest.raises(UnicodeDecodeError, match="in row 3 of the column"):
            work(chunks)
    assert MAP.normalize_column(array, errors="replace").to_pylist() == ["a", "b", "\ufffd"]


def free_memory() -> int:
    """Return how many bytes of memory nobody uses, 0 where the system does not say."""
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError):
        return 0


@pytest.mark.skipif(arnorm.BACKEND == "reference", reason="plain Python takes half a minute for two gigabytes")
@pytest.mark.skipif(free_memory() < 6 << 30, reason="it takes four gigabytes of memory")
def test_a_result_too_large_for_its_offsets_is_refused(pyarrow: ModuleType) -> None:
    grow = Normalizer([rules.Rule.mapping({"x": "y" * 60_000}, name="grow")])
    with pytest.raises(OverflowError, match="cast the column to large_string"):
        grow.normalize_column(pyarrow.array(["x" * 1000] * 40))


# --------------------------------------------------------------------------------------------------------------- Polars


@given(rows=TEXTS, threads=THREADS)
def test_polars_series(polars: ModuleType, rows: list[str | None], threads: int | None) -> None:
    series = polars.Series("name", rows, dtype=polars.String)
    result = SEARCH.normalize_column(series, threads=threads)
    assert isinstance(result, polars.Series)
    assert (result.name, result.dtype) == ("name", polars.String)
    assert result.to_list() == normal(rows)
    tokens = TOKENIZER.tokenize_column(series, threads=threads)
    assert tokens.dtype == polars.List(polars.String)
    assert tokens.to_list() == cut(rows)
    assert TOKENIZER.tokenize_column(series, spans=True).to_list() == spans(rows)


def test_polars_frames_chunks_and_categories(polars: ModuleType) -> None:
    frame = polars.DataFrame({"id": range(len(ROWS)), "text": ROWS})
    result = SEARCH.normalize_column(frame, column="text")
    assert isinstance(result, polars.DataFrame)
    assert result.schema == frame.schema
    assert result["text"].to_list() == normal(ROWS)
    chunks = polars.concat([frame["text"], frame["text"].slice(3)], rechunk=False)
    assert SEARCH.normalize_column(chunks).to_list() == normal(ROWS + ROWS[3:])
    category = frame["text"].cast(polars.Categorical)
    assert SEARCH.normalize_column(category).to_list() == normal(ROWS)
    enum = category.cast(polars.Enum(sorted({row for row in ROWS if row is not None})))
    for column in (enum, polars.from_arrow(SEARCH.normalize_column(enum.to_frame().to_arrow(), column="text"))["text"]):
        assert SEARCH.normalize_column(column).to_list() == normal(ROWS), "no value is lost for being another one"
    assert SEARCH.normalize_column(enum).dtype == polars.Categorical
    with pytest.raises(TypeError, match=r"collect\(\) it"):
        SEARCH.normalize_column(frame.lazy())
    with pytest.raises(ValueError, match="'id', 'text'"):
        SEARCH.normalize_column(frame)


def test_polars_expressions(polars: ModuleType) -> None:
    lazy = polars.LazyFrame({"text": ROWS * 1000}).with_columns(
        polars.col("text").map_batches(SEARCH.normalize_column, return_dtype=polars.String, is_elementwise=True)
    )
    assert lazy.collect(engine="streaming")["text"].to_list() == normal(ROWS) * 1000


# --------------------------------------------------------------------------------------------------------------- pandas


@pytest.mark.parametrize("kind", ["str", "string", "string[python]", "string[pyarrow]", "large", "category", "object"])
def test_pandas_series(pandas: ModuleType, pyarrow: ModuleType, kind: str) -> None:
    dtype = pandas.ArrowDtype(pyarrow.large_string()) if kind == "large" else kind
    series = pandas.Series(ROWS, index=[*"abcdefgh"], name="text", dtype=dtype)
    result = SEARCH.normalize_column(series)
    assert isinstance(result, pandas.Series)
    assert result.name == "text"
    assert result.index.equals(series.index)
    assert [None if pandas.isna(row) else row for row in result] == normal(ROWS)
    assert result.dtype == series.dtype or kind == "category"
    assert result.dtype.name == series.dtype.name
    tokens = TOKENIZER.tokenize_column(series)
    assert tokens.index.equals(series.index)
    assert [row if row is None or row is pandas.NA else list(row) for row in tokens] == [
        pandas.NA if row is None else row for row in cut(ROWS)
    ]


def test_pandas_categories_keep_their_order(pandas: ModuleType) -> None:
    kind = pandas.CategoricalDtype(["ي", "أ", "ا", "ب"], ordered=True)
    series = pandas.Series(["ا", "أ", None, "ي", "ا"], dtype=kind)
    result = SEARCH.normalize_column(series)
    assert result.dtype == pandas.CategoricalDtype(["ي", "ا", "ب"], ordered=True)
    assert result.tolist()[:2] == ["ا", "ا"]
    assert pandas.isna(result[2])
    assert result.min() == "ي"
    for nothing in (series[:0], series[2:3]):
        assert SEARCH.normalize_column(nothing).isna().all()
        assert SEARCH.normalize_column(nothing).dtype == result.dtype


def test_pandas_frames(pandas: ModuleType) -> None:
    frame = pandas.DataFrame({"text": ROWS, "id": range(len(ROWS))}, index=range(10, 18))
    result = SEARCH.normalize_column(frame, column="text")
    assert [None if pandas.isna(row) else row for row in result["text"]] == normal(ROWS)
    assert result.index.equals(frame.index)
    assert result["id"].equals(frame["id"])
    assert frame["text"].iloc[0] == ROWS[0]
    for name in (None, "missing"):
        with pytest.raises(ValueError, match="'text', 'id'"):
            SEARCH.normalize_column(frame, column=name)
    assert SEARCH.normalize_column(frame["text"].iloc[2:5]).tolist() == normal(ROWS)[2:5]


# ----------------------------------------------------------------------------------------- nanoarrow, arro3 and DuckDB


def test_nanoarrow(pyarrow: ModuleType) -> None:
    nanoarrow: Any = pytest.importorskip("nanoarrow", reason=MISSING)
    source = pyarrow.array(ROWS)
    result = SEARCH.normalize_column(nanoarrow.Array(source))
    assert isinstance(result, nanoarrow.Array)
    assert result.to_pylist() == normal(ROWS)
    bare = SEARCH.normalize_column(nanoarrow.c_array(source)[2:])
    assert nanoarrow.Array(bare).to_pylist() == normal(ROWS)[2:]
    stream = SEARCH.normalize_column(nanoarrow.ArrayStream(pyarrow.chunked_array([source, source])))
    assert isinstance(stream, nanoarrow.ArrayStream)
    assert [list(part.iter_py()) for part in stream] == [normal(ROWS)] * 2


def test_arro3(pyarrow: ModuleType) -> None:
    core: Any = pytest.importorskip("arro3.core", reason=MISSING)
    source = pyarrow.array(ROWS)
    table = pyarrow.table({"id": range(len(ROWS)), "text": ROWS})
    result = SEARCH.normalize_column(core.Array.from_arrow(source))
    assert isinstance(result, core.Array)
    assert pyarrow.array(result).to_pylist() == normal(ROWS)
    result = SEARCH.normalize_column(core.ChunkedArray.from_arrow(pyarrow.chunked_array([source])))
    assert isinstance(result, core.ChunkedArray)
    assert pyarrow.chunked_array(result).to_pylist() == normal(ROWS)
    result = SEARCH.normalize_column(core.Table.from_arrow(table), column="text")
    assert isinstance(result, core.Table)
    assert pyarrow.table(result)["text"].to_pylist() == normal(ROWS)


def test_duckdb(pyarrow: ModuleType) -> None:
    duckdb: Any = pytest.importorskip("duckdb", reason=MISSING)
    connection = duckdb.connect()
    relation = connection.sql("select unnest(range(5000)) as id, 'كـتابٌ ' || id as text")
    result = SEARCH.normalize_column(relation, column="text", threads=2)
    assert isinstance(result, ColumnStream)
    other = duckdb.connect()
    found = other.sql("select id, text from result order by id").fetchall()
    assert found == [(number, f"كتاب {number}") for number in range(5000)]


def test_what_has_no_class_of_its_own_becomes_a_column(pyarrow: ModuleType) -> None:
    class Plain:
        def __arrow_c_array__(self, requested_schema: object = None) -> Any:
            return pyarrow.array(ROWS).__arrow_c_array__()

    result = SEARCH.normalize_column(Plain())
    assert isinstance(result, Column)
    assert pyarrow.array(result).to_pylist() == pyarrow.array(result).to_pylist() == normal(ROWS)
    assert isinstance(SEARCH.normalize_column(result), Column)
