"""Ray itself, on two cores of this machine: batches equal the way through ``str``."""

from __future__ import annotations

import doctest
import pickle
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from clusters import engine, printed
from engine_rows import CHOICES, COUNT, SEARCH, WORDS, Rows, made, normal, split, tokens

import arnorm
from arnorm import Normalizer, Rule, Tokenizer, policies

pytestmark = pytest.mark.filterwarnings("ignore")  # those of Ray about itself


@pytest.fixture(scope="module")
def ar() -> ModuleType:
    return engine("ray")


@pytest.fixture(scope="module")
def ray(ar: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A cluster on this machine, started away from the source tree, which its workers would import."""
    import ray

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("ray"))
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_DATA_DISABLE_PROGRESS_BARS", "1")
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=300 << 20)
        yield ray
        ray.shutdown()


@pytest.fixture(scope="module")
def rows() -> Rows:
    return made(WORDS)


@pytest.fixture(scope="module")
def data(ray: Any, rows: Rows) -> Any:
    import pyarrow

    table = pyarrow.table({"id": range(COUNT), "text": rows})
    return ray.data.from_arrow([table.slice(start, COUNT // 4) for start in range(0, COUNT, COUNT // 4)])


def mapped(data: Any, *functions: Any) -> Any:
    """Return the table that functions make of the batches, one after the other."""
    import pyarrow

    for function in functions:
        data = data.map_batches(function, batch_format="pyarrow", batch_size=None, zero_copy_batch=True)
    return pyarrow.concat_tables(data.iter_batches(batch_format="pyarrow", batch_size=None)).sort_by("id")


def test_workers_run_what_is_tested(data: Any) -> None:
    def place(batch: Any) -> Any:
        import pyarrow

        import arnorm

        return pyarrow.table({"place": [f"{arnorm.BACKEND} {arnorm.__file__}"]})

    found = data.map_batches(place, batch_format="pyarrow").take_all()
    assert {row["place"] for row in found} == {f"{arnorm.BACKEND} {arnorm.__file__}"}


def test_columns_equal_the_str_path(ar: ModuleType, data: Any, rows: Rows) -> None:
    functions = [ar.normalize("text", choice, output_column=way) for way, choice in CHOICES.items()]
    table = mapped(data, *functions)
    assert table.column_names == ["id", "text", *CHOICES]
    assert table["text"].to_pylist() == rows
    expected = normal(rows)
    for way in CHOICES:
        assert table[way].to_pylist() == expected, way
    assert mapped(data, ar.normalize("text", "search"))["text"].to_pylist() == expected


def test_lists_equal_the_str_path(ar: ModuleType, data: Any, rows: Rows) -> None:
    table = mapped(data, ar.tokenize("text"), ar.tokenize("text", "camel", output_column="camel"), ar.sentences("text"))
    assert table.column_names == ["id", "text", "tokens", "camel", "sentences"]
    assert table["tokens"].to_pylist() == tokens(rows)
    assert table["camel"].to_pylist() == tokens(rows, Tokenizer(policies.CAMEL))
    assert table["sentences"].to_pylist() == split(rows)


def test_rules_of_ones_own_go_to_the_workers(ar: ModuleType, data: Any, rows: Rows) -> None:
    own = [Rule.mapping({"ك": "گ"}, name="gaf"), Rule.function(lambda text: text.swapcase(), name="swap")]
    table = mapped(data.limit(500), ar.normalize("text", own))
    assert table["text"].to_pylist() == normal(rows[:500], Normalizer(own))


def test_files_go_through(ar: ModuleType, ray: Any, data: Any, rows: Rows, tmp_path: Path) -> None:
    data.limit(5000).write_parquet(str(tmp_path / "in"))
    read = ray.data.read_parquet(str(tmp_path / "in"))
    clean = read.map_batches(ar.normalize("text", "search"), batch_format="pyarrow", batch_size=1000)
    clean.write_parquet(str(tmp_path / "out"))
    table = mapped(ray.data.read_parquet(str(tmp_path / "out")))
    assert table["text"].to_pylist() == normal(rows[:5000])


def test_mistakes_are_told(ar: ModuleType, ray: Any, data: Any) -> None:
    few = data.limit(5)
    with pytest.raises(ValueError, match="there is no profile called 'serach'"):
        ar.normalize("text", "serach")
    with pytest.raises(TypeError, match="must be"):
        ar.tokenize("text", 7)
    for function, options, message in (
        (ar.normalize("id"), {"batch_format": "pyarrow"}, "a column must hold strings"),
        (ar.normalize("txt"), {"batch_format": "pyarrow"}, "there is no column 'txt' among 'id', 'text'"),
        (ar.normalize("text"), {}, 'not dict: give map_batches of Ray batch_format="pyarrow"'),
        (ar.normalize("text"), {"batch_format": "pandas"}, "not DataFrame: give map_batches"),
    ):
        with pytest.raises(ray.exceptions.RayTaskError, match=message):
            few.map_batches(function, **options).take_all()


def test_bytes_that_are_no_utf8(ar: ModuleType, ray: Any) -> None:
    import pyarrow

    table = pyarrow.table({"text": pyarrow.array([b"ok", b"\xd9"]).view(pyarrow.string())})
    wrong = ray.data.from_arrow(table)
    with pytest.raises(ray.exceptions.RayTaskError, match="in row 1 of the column"):
        wrong.map_batches(ar.normalize("text"), batch_format="pyarrow").take_all()
    replaced = wrong.map_batches(ar.normalize("text", errors="replace"), batch_format="pyarrow")
    assert replaced.take_all() == [{"text": "ok"}, {"text": "\ufffd"}]


def test_functions_are_values(ar: ModuleType) -> None:
    function = ar.normalize("text", "search")
    assert function == ar.normalize("text", SEARCH) == pickle.loads(pickle.dumps(function))
    assert hash(function) == hash(ar.normalize("text", SEARCH))
    assert len({function, ar.normalize("text"), ar.normalize("text", "search", output_column="clean")}) == 3
    assert "Normalizer(profiles.SEARCH)" in repr(function)


def test_examples(ar: ModuleType) -> None:
    from arnorm.engines import batches

    results = [doctest.testmod(module) for module in (ar, batches)]
    assert sum(result.attempted for result in results) >= 9
    assert sum(result.failed for result in results) == 0


def test_the_page(ray: Any) -> None:
    printed("Ray")
