"""The namespace ``ar`` of Polars: eager, lazy and streaming, equal to the way through ``str``."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from engine_rows import CHOICES, ROWS, SEARCH, SHORT, SMALL, Rows, elsewhere, normal, spans, split, tokens
from hypothesis import given
from hypothesis import strategies as st

from arnorm import Rule, Tokenizer, policies, rules


@pytest.fixture(scope="module")
def pl() -> ModuleType:
    module: ModuleType = pytest.importorskip("polars", reason="polars is in the polars extra")
    import arnorm.engines.polars  # noqa: F401  (it registers the namespace)

    return module


def test_rows_equal_the_str_path(pl: ModuleType, rows: Rows) -> None:
    frame = pl.DataFrame({"text": rows})
    expression = pl.col("text").ar.normalize("search")
    expected = normal(rows)
    assert frame["text"].ar.normalize("search", threads=2).to_list() == expected
    assert frame.select(expression)["text"].to_list() == expected
    lazy = frame.lazy().with_columns(clean=expression)
    for engine in ("in-memory", "streaming"):
        result = lazy.collect(engine=engine)
        assert result.schema == lazy.collect_schema() == {"text": pl.String, "clean": pl.String}
        assert result["text"].to_list() == rows
        assert result["clean"].to_list() == expected


@pytest.mark.parametrize("way", CHOICES)
def test_ways_to_choose(pl: ModuleType, way: str) -> None:
    frame = pl.DataFrame({"text": ROWS})
    assert frame["text"].ar.normalize(CHOICES[way]).to_list() == normal(ROWS)
    assert frame.select(pl.col("text").ar.normalize(CHOICES[way]))["text"].to_list() == normal(ROWS)


def test_lists_equal_the_str_path(pl: ModuleType, rows: Rows) -> None:
    rows = rows[:SMALL]
    text = pl.col("text").ar
    lazy = pl.LazyFrame({"text": rows}).select(
        tokens=text.tokenize(),
        camel=text.tokenize("camel", threads=2),
        spans=text.tokenize(spans=True),
        sentences=text.sentences(),
    )
    place = pl.Struct({"start": pl.Int32, "end": pl.Int32, "kind": pl.Categorical})
    kinds = dict.fromkeys(("tokens", "camel", "sentences"), pl.List(pl.String)) | {"spans": pl.List(place)}
    for engine in ("in-memory", "streaming"):
        result = lazy.collect(engine=engine)
        assert dict(result.schema) == dict(lazy.collect_schema()) == kinds
        assert result["tokens"].to_list() == tokens(rows)
        assert result["camel"].to_list() == tokens(rows, Tokenizer(policies.CAMEL))
        assert result["spans"].to_list() == spans(rows)
        assert result["sentences"].to_list() == split(rows)


@given(rows=SHORT, threads=st.sampled_from((None, 2)))
def test_expressions_series_and_str_agree(pl: ModuleType, rows: Rows, threads: int | None) -> None:
    series = pl.Series("name", rows, dtype=pl.String)
    calls: tuple[tuple[Callable[[Any], Any], list[Any]], ...] = (
        (lambda ar: ar.normalize("search", threads=threads), normal(rows)),
        (lambda ar: ar.tokenize(threads=threads), tokens(rows)),
        (lambda ar: ar.tokenize(spans=True), spans(rows)),
        (lambda ar: ar.sentences(), split(rows)),
    )
    for function, expected in calls:
        eager = function(series.ar)
        assert (eager.name, eager.to_list()) == ("name", expected)
        frame = series.to_frame().lazy().select(function(pl.col("name").ar))
        assert frame.collect().schema == frame.collect_schema()
        assert frame.collect().to_series().to_list() == expected


def test_files_stream_through(pl: ModuleType, rows: Rows, tmp_path: Path) -> None:
    pl.DataFrame({"id": range(len(rows)), "text": rows}).write_parquet(tmp_path / "in", row_group_size=SMALL)
    lazy = pl.scan_parquet(tmp_path / "in").with_columns(pl.col("text").ar.normalize("search"))
    lazy.sink_parquet(tmp_path / "out")
    result = pl.read_parquet(tmp_path / "out")
    assert result["text"].to_list() == normal(rows)
    assert result["id"].to_list() == list(range(len(rows)))


def test_expressions_compose(pl: ModuleType) -> None:
    frame = pl.DataFrame({"text": ROWS, "key": [1, 2] * 4})
    clean = pl.col("text").ar.normalize("search")
    expected = normal(ROWS)
    grouped = frame.group_by("key", maintain_order=True).agg(clean)
    assert grouped["text"].to_list() == [expected[::2], expected[1::2]]
    assert frame.select(clean.over("key"))["text"].to_list() == expected
    assert frame.select(clean.alias("other")).columns == ["other"]
    assert frame.lazy().filter(clean == "مدرسه").collect()["text"].to_list() == ["مَدرسة", "مـــدرسة"]
    words = frame.lazy().select(pl.col("text").ar.tokenize().explode()).collect(engine="streaming")
    assert words["text"].drop_nulls().to_list() == [word for row in tokens(ROWS) if row for word in row]
    nested = pl.DataFrame({"text": [ROWS[:3], [], None]})
    within = nested.select(pl.col("text").list.eval(pl.element().ar.normalize("search")))
    assert within["text"].to_list() == [expected[:3], [], None]
    assert frame.select(pl.lit("مَدرسة").ar.normalize("search").alias("one"))["one"].to_list() == ["مدرسه"]
    two = frame.select(pl.col("text"), pl.col("text").alias("more")).select(pl.all().ar.normalize("search"))
    assert two.to_dict(as_series=False) == {"text": expected, "more": expected}


def test_categories_become_strings(pl: ModuleType) -> None:
    series = pl.Series("text", ["مَدرسة", "مدرسة", None, "كتاب"])
    for kind in (pl.Categorical, pl.Enum(["كتاب", "مدرسة", "مَدرسة"])):
        lazy = series.cast(kind).to_frame().lazy().select(pl.col("text").ar.normalize("search"))
        assert lazy.collect_schema() == lazy.collect().schema == {"text": pl.String}
        assert lazy.collect()["text"].to_list() == ["مدرسه", "مدرسه", None, "كتاب"]
        assert series.cast(kind).ar.tokenize().dtype == pl.List(pl.String)


@pytest.mark.parametrize("values", [[], [None, None]])
def test_nothing_but_nulls(pl: ModuleType, values: list[None]) -> None:
    for dtype in (pl.Null, pl.String):
        series = pl.Series(values, dtype=dtype)
        for result, kind in (
            (series.ar.normalize(), pl.String),
            (series.ar.tokenize(), pl.List(pl.String)),
            (series.ar.sentences(), pl.List(pl.String)),
        ):
            assert result.dtype == kind
            assert result.to_list() == values


WORKER = """
import io, sys
sys.modules["cloudpickle"] = sys.modules["pyarrow"] = None
import polars as pl
lazy = pl.LazyFrame.deserialize(io.BytesIO(sys.stdin.buffer.read()))
sys.stdout.buffer.write(lazy.collect(engine="streaming").write_ipc(None).getvalue())
"""


def test_plans_go_to_other_processes(pl: ModuleType) -> None:
    """By reference: without cloudpickle, which would send the code of this library along."""
    expression = pl.col("text").ar.normalize(SEARCH)
    lazy = pl.LazyFrame({"text": ROWS}).with_columns(expression, tokens=pl.col("text").ar.tokenize("camel"))
    back = pl.read_ipc(io.BytesIO(elsewhere(WORKER, lazy.serialize())))
    assert back["text"].to_list() == normal(ROWS)
    assert back["tokens"].to_list() == tokens(ROWS, Tokenizer(policies.CAMEL))
    for copy in (pickle.loads(pickle.dumps(expression)), pl.Expr.deserialize(io.BytesIO(expression.meta.serialize()))):
        assert pl.DataFrame({"text": ROWS}).select(copy)["text"].to_list() == normal(ROWS)


def test_functions_of_python_run_too(pl: ModuleType) -> None:
    shout = Rule.function(str.upper, name="upper")
    lazy = pl.LazyFrame({"text": ["abc", None]}).select(pl.col("text").ar.normalize([shout, rules.strip_tashkeel]))
    assert lazy.collect(engine="streaming")["text"].to_list() == ["ABC", None]


def test_mistakes(pl: ModuleType) -> None:
    for column in ([1], [1.5], [True], [b"a"], [["a"]]):
        frame = pl.DataFrame({"text": column})
        for expression in (pl.col("text").ar.normalize(), pl.col("text").ar.tokenize()):
            with pytest.raises(TypeError, match="must hold strings"):
                frame.select(expression)
            with pytest.raises(TypeError, match="must hold strings"):
                frame.lazy().select(expression).collect(engine="streaming")
    with pytest.raises(TypeError, match=r"holds structs: .* struct\.field"):
        pl.DataFrame({"text": [{"a": "b"}]}).select(pl.col("text").ar.normalize())
    text: Any = pl.col("text").ar
    with pytest.raises(ValueError, match="did you mean SEARCH"):
        text.normalize("serach")
    with pytest.raises(ValueError, match="there is no policy"):
        text.tokenize("word")
    with pytest.raises(TypeError, match="must be"):
        text.normalize(7)
    with pytest.raises(ValueError, match="at least 1"):
        pl.Series(["a"]).ar.normalize(threads=0)
