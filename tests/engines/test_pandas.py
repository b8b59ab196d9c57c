"""The accessor ``ar`` of pandas, equal to the way through ``str`` in every dtype that holds strings."""

from __future__ import annotations

import pickle
from types import ModuleType
from typing import Any

import pytest
from engine_rows import CHOICES, ROWS, SEARCH, SHORT, SMALL, Rows, elsewhere, normal, spans, split, tokens
from hypothesis import given
from hypothesis import strategies as st

from arnorm import Tokenizer, policies

MISSING = "pandas and pyarrow are in the pandas extra"
KINDS = ("str", "string", "string[python]", "object", "category", "arrow", "large", "dictionary")


@pytest.fixture(scope="module")
def pd() -> ModuleType:
    pytest.importorskip("pyarrow", reason=MISSING)
    module: ModuleType = pytest.importorskip("pandas", minversion="3", reason=MISSING)
    import arnorm.engines.pandas  # noqa: F401  (it registers the accessor)

    return module


def dtype_of(pd: ModuleType, kind: str) -> Any:
    import pyarrow as pa

    arrow = {
        "arrow": pa.string(),
        "large": pa.large_string(),
        "dictionary": pa.dictionary(pa.int32(), pa.string()),
    }
    return pd.ArrowDtype(arrow[kind]) if kind in arrow else kind


def listed(pd: ModuleType, series: Any) -> list[Any]:
    """Return the values of a Series, with None for what is missing."""
    return [None if value is None or value is pd.NA or value != value else value for value in series.tolist()]


@pytest.mark.parametrize("kind", KINDS)
def test_rows_equal_the_str_path(pd: ModuleType, rows: Rows, kind: str) -> None:
    series = pd.Series(rows, dtype=dtype_of(pd, kind))
    result = series.ar.normalize("search", threads=2)
    assert listed(pd, result) == normal(rows)
    assert result.dtype == series.dtype or kind == "category"
    assert result.dtype.name == series.dtype.name


def test_lists_equal_the_str_path(pd: ModuleType, rows: Rows) -> None:
    rows = rows[:SMALL]
    for kind in ("str", "object", "large"):
        text = pd.Series(rows, dtype=dtype_of(pd, kind)).ar
        assert listed(pd, text.tokenize()) == tokens(rows)
        assert listed(pd, text.tokenize("camel", threads=2)) == tokens(rows, Tokenizer(policies.CAMEL))
        assert listed(pd, text.tokenize(spans=True)) == spans(rows)
        assert listed(pd, text.sentences()) == split(rows)


@pytest.mark.parametrize("way", CHOICES)
def test_ways_to_choose(pd: ModuleType, way: str) -> None:
    assert listed(pd, pd.Series(ROWS).ar.normalize(CHOICES[way])) == normal(ROWS)


@given(rows=SHORT, kind=st.sampled_from(KINDS), threads=st.sampled_from((None, 2)), data=st.data())
def test_what_belongs_to_a_series_stays(
    pd: ModuleType, rows: Rows, kind: str, threads: int | None, data: st.DataObject
) -> None:
    if kind == "category" and not any(rows):
        kind = "str"  # nothing says that those are categories of strings
    start = data.draw(st.integers(0, len(rows)))
    index = pd.Index([f"row {number // 2}" for number in range(len(rows))], name="number")
    series = pd.Series(rows, index, dtype_of(pd, kind), "text")[start:]
    series.attrs["source"] = "made"
    before = series.copy()
    for result, expected in (
        (series.ar.normalize("search", threads=threads), normal(rows)),
        (series.ar.tokenize(threads=threads), tokens(rows)),
        (series.ar.sentences(), split(rows)),
    ):
        assert listed(pd, result) == expected[start:]
        assert result.index.equals(series.index)
        assert (result.index.name, result.name, result.attrs) == ("number", "text", {"source": "made"})
    pd.testing.assert_series_equal(series, before)


def test_objects_keep_what_is_missing_and_surrogates(pd: ModuleType) -> None:
    values = [float("nan"), None, pd.NA, "مَدرسة", "a\ud800ُ"]
    result = pd.Series(values, dtype=object).ar.normalize("search")
    assert result.dtype == object
    assert result[0] != result[0]
    assert result[1:].tolist() == [None, pd.NA, "مدرسه", SEARCH("a\ud800ُ")]


def test_frames(pd: ModuleType) -> None:
    frame = pd.DataFrame({"text": ROWS, "key": [1, 2] * 4}, index=range(10, 18))
    clean = frame.assign(text=frame["text"].ar.normalize("search"))
    assert listed(pd, clean["text"]) == normal(ROWS)
    assert listed(pd, frame["text"]) == ROWS
    grouped = frame.groupby("key")["text"].transform(lambda texts: texts.ar.normalize("search"))
    assert grouped.equals(clean["text"])
    words = frame["text"].ar.tokenize().explode()
    assert words.index[words == "كتاب"].tolist() == [14]
    assert frame["text"].ar.tokenize().list.len().fillna(0).tolist() == [len(row or ()) for row in tokens(ROWS)]
    frame["text"] = frame["text"].astype("category")
    assert frame["text"].ar.normalize("search").value_counts()["مدرسه"] == 2


def test_nothing_but_missing_values(pd: ModuleType) -> None:
    for values in ([], [None, None]):
        for dtype in ("str", "object"):
            series = pd.Series(values, dtype=dtype)
            assert series.ar.normalize().dtype == dtype
            assert listed(pd, series.ar.normalize()) == listed(pd, series.ar.tokenize()) == values


WORKER = """
import pickle, sys
import arnorm.engines.pandas
series, choices = pickle.load(sys.stdin.buffer)
results = [series.ar.normalize(choice) for choice in choices], series.ar.tokenize()
pickle.dump(results, sys.stdout.buffer)
"""


def test_series_go_to_other_processes(pd: ModuleType) -> None:
    cleaned, words = pickle.loads(elsewhere(WORKER, pickle.dumps((pd.Series(ROWS), [*CHOICES.values()]))))
    assert [listed(pd, clean) for clean in cleaned] == [normal(ROWS)] * len(CHOICES)
    assert listed(pd, words) == tokens(ROWS)


def test_bytes_that_are_no_utf8(pd: ModuleType) -> None:
    import pyarrow as pa

    wrong = pa.array([b"abc", b"\xd9"]).view(pa.string())
    series = pd.Series(pd.ArrowDtype(pa.string()).__from_arrow__(wrong))
    for function in (series.ar.normalize, series.ar.tokenize, series.ar.sentences):
        with pytest.raises(UnicodeDecodeError, match="in row 1 of the column"):
            function()
    assert series.ar.normalize(errors="replace").tolist() == ["abc", "\ufffd"]


def test_mistakes(pd: ModuleType) -> None:
    for values in ([1], [1.5], [True], pd.to_datetime(["2026-01-01"]), pd.Categorical([1])):
        for function in (pd.Series(values).ar.normalize, pd.Series(values).ar.tokenize):
            with pytest.raises(TypeError, match="must hold strings"):
                function()
    for values, kind in (([b"a"], "bytes"), (["a", 1], "mixed-integer"), ([["a"]], "mixed"), ([1, None], "integer")):
        series = pd.Series(values, dtype=object)
        for function in (series.ar.normalize, series.ar.tokenize, series.ar.sentences):
            with pytest.raises(TypeError, match=rf'this one holds {kind}: astype\("str"\)'):
                function()
    import pyarrow as pa

    structs = pd.Series([{"a": "b"}], dtype=pd.ArrowDtype(pa.struct([("a", pa.string())])))
    with pytest.raises(TypeError, match=r"holds structs: .* struct\.field"):
        structs.ar.normalize()
    assert structs.struct.field("a").ar.normalize().tolist() == ["b"]
    with pytest.raises(ValueError, match="did you mean SEARCH"):
        pd.Series(["a"]).ar.normalize("serach")
    with pytest.raises(ValueError, match="there is no policy"):
        pd.Series(["a"]).ar.tokenize("word")
    with pytest.raises(ValueError, match="at least 1"):
        pd.Series(["a"]).ar.normalize(threads=0)
