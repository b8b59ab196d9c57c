"""Dask itself, in threads and in processes: partitions equal the way through ``str``."""

from __future__ import annotations

import doctest
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from clusters import engine, printed
from engine_rows import CHOICES, COUNT, WORDS, Rows, made, normal, tokens

from arnorm import Rule, SentenceSplitter, Tokenizer, policies

pytestmark = pytest.mark.filterwarnings("ignore")  # those of Dask and pandas about each other
PROCESSES = {"scheduler": "processes", "num_workers": 2}


@pytest.fixture(scope="module")
def ar() -> ModuleType:
    return engine("dask")


@pytest.fixture(scope="module")
def dd(ar: ModuleType) -> Any:
    import dask.dataframe

    return dask.dataframe


@pytest.fixture(scope="module")
def pd(ar: ModuleType) -> Any:
    import pandas

    return pandas


@pytest.fixture(scope="module")
def rows() -> Rows:
    return made(WORDS)


@pytest.fixture(scope="module")
def frame(dd: Any, pd: Any, rows: Rows) -> Any:
    return dd.from_pandas(pd.DataFrame({"id": range(COUNT), "text": rows}), npartitions=4)


@pytest.fixture
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a source tree, which processes that are started there would import."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    return tmp_path


def read(series: Any) -> list[Any]:
    """Return the values of a Series of pandas, with None for what is missing."""
    return [None if missing else value for value, missing in zip(series, series.isna(), strict=True)]


def test_processes_equal_the_str_path(ar: ModuleType, frame: Any, rows: Rows, away: Path) -> None:
    wide = frame.assign(**{way: frame.text.ar.normalize(choice) for way, choice in CHOICES.items()})
    result = wide.compute(**PROCESSES)
    assert list(result["id"]) == list(range(COUNT))
    assert read(result["text"]) == rows
    expected = normal(rows)
    for way in CHOICES:
        assert read(result[way]) == expected, way


def test_lists_equal_the_str_path(ar: ModuleType, frame: Any, rows: Rows, away: Path) -> None:
    import dask

    lazy = frame.text.ar.tokenize(), frame.text.ar.tokenize("camel"), frame.text.ar.sentences()
    results = dask.compute(*lazy, **PROCESSES)
    cuts = Tokenizer(), Tokenizer(policies.CAMEL), SentenceSplitter()
    for series, result, cut in zip(lazy, results, cuts, strict=True):
        assert result.dtype == series.dtype
        assert (result.name, list(result.index)) == ("text", list(range(COUNT)))
        assert [None if row is None else list(row) for row in read(result)] == tokens(rows, cut)
    words = frame.text.ar.tokenize().explode().dropna().value_counts().compute()
    assert words["\u060c"] == sum(row.count("\u060c") for row in rows if row)


def test_what_is_known_before_it_is_computed(ar: ModuleType, frame: Any) -> None:
    clean = frame.text.ar.normalize("search")
    assert (clean.name, clean.dtype, clean.divisions) == ("text", frame.text.dtype, frame.divisions)
    assert clean.dask.keys() == frame.text.ar.normalize(CHOICES["profile"]).dask.keys()
    assert clean.dask.keys() != frame.text.ar.normalize("clean").dask.keys()


@pytest.mark.parametrize("kind", ["str", "string", "string[python]", "object", "category"])
def test_dtypes_stay(ar: ModuleType, dd: Any, pd: Any, rows: Rows, kind: str) -> None:
    import dask

    with dask.config.set({"dataframe.convert-string": False}):
        series = pd.Series(rows[:500], index=range(1000, 1500), dtype=kind, name="text")
        lazy = dd.from_pandas(series, npartitions=3).ar.normalize("search")
        result = lazy.compute(scheduler="threads")
    assert read(result) == normal(rows[:500])
    assert list(result.index) == list(series.index)
    assert result.dtype == series.dtype or kind == "category"
    assert lazy.dtype.name == result.dtype.name


def test_rules_of_ones_own_go_to_processes(ar: ModuleType, frame: Any, rows: Rows, away: Path) -> None:
    own = [Rule.mapping({"ك": "گ"}, name="gaf"), Rule.function(lambda text: text.swapcase(), name="swap")]
    few = frame.text.partitions[0].ar.normalize(own).compute(**PROCESSES)
    assert read(few)[:500] == [None if row is None else row.replace("ك", "گ").swapcase() for row in rows[:500]]


def test_files_go_through(ar: ModuleType, dd: Any, frame: Any, rows: Rows, tmp_path: Path) -> None:
    frame.to_parquet(tmp_path / "in")
    table = dd.read_parquet(tmp_path / "in")
    table.assign(text=table.text.ar.normalize("search")).to_parquet(tmp_path / "out")
    assert read(dd.read_parquet(tmp_path / "out").compute()["text"]) == normal(rows)


def test_mistakes_are_told(ar: ModuleType, dd: Any, pd: Any, frame: Any) -> None:
    with pytest.raises(ValueError, match="there is no profile called 'serach'"):
        frame.text.ar.normalize("serach")
    with pytest.raises(TypeError, match="must be"):
        frame.text.ar.tokenize(7)
    with pytest.raises(TypeError, match="a column must hold strings"):
        frame.id.ar.normalize()
    wrong = pd.arrays.ArrowExtensionArray(made_wrong())
    series = dd.from_pandas(pd.Series(wrong), npartitions=1)
    with pytest.raises(UnicodeDecodeError, match="in row 1 of the column"):
        series.ar.normalize().compute(scheduler="sync")
    assert series.ar.normalize(errors="replace").compute(scheduler="sync").to_list() == ["ok", "\ufffd"]


def made_wrong() -> Any:
    import pyarrow

    return pyarrow.array([b"ok", b"\xd9"]).view(pyarrow.string())


def test_examples(ar: ModuleType) -> None:
    results = doctest.testmod(ar)
    assert results.attempted >= 12
    assert results.failed == 0


def test_the_page(ar: ModuleType) -> None:
    printed("Dask")
