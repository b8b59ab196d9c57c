"""Functions of SQL in DuckDB, equal to the way through ``str``."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from engine_rows import CHOICES, ROWS, SHORT, SMALL, Rows, normal, split, tokens
from hypothesis import given

from arnorm import Normalizer, Tokenizer, policies

MISSING = "duckdb and pyarrow are in the duckdb extra"


@pytest.fixture
def connection() -> Iterator[Any]:
    yield from opened()


@pytest.fixture(scope="module")
def lasting() -> Iterator[Any]:
    yield from opened()


def opened() -> Iterator[Any]:
    pytest.importorskip("pyarrow", reason=MISSING)
    duckdb: Any = pytest.importorskip("duckdb", reason=MISSING)
    from arnorm.engines.duckdb import register

    with duckdb.connect() as connection:
        register(connection)
        yield connection


def load(connection: Any, rows: Rows) -> None:
    import pyarrow as pa

    connection.register("source", pa.table({"id": range(len(rows)), "text": pa.array(rows, "string")}))
    connection.execute("create or replace table texts as select * from source")


def column(connection: Any, expression: str, *parameters: object) -> list[Any]:
    found = connection.execute(f"select {expression} from texts order by id", parameters).fetchall()
    return [row[0] for row in found]


def test_rows_equal_the_str_path(connection: Any, rows: Rows) -> None:
    load(connection, rows)
    for threads in (1, 2):
        connection.execute(f"set threads = {threads}")
        assert column(connection, "ar_normalize(text, 'search')") == normal(rows)
    rows = rows[:SMALL]
    load(connection, rows)
    assert column(connection, "ar_tokens(text)") == tokens(rows)
    assert column(connection, "ar_tokens(text, 'camel')") == tokens(rows, Tokenizer(policies.CAMEL))
    assert column(connection, "ar_sentences(text)") == split(rows)


@given(rows=SHORT)
def test_small_columns(lasting: Any, rows: Rows) -> None:
    load(lasting, rows)
    assert column(lasting, "ar_normalize(text)") == normal(rows, Normalizer())
    assert column(lasting, "ar_tokens(text)") == tokens(rows)
    assert column(lasting, "ar_sentences(text)") == split(rows)


@pytest.mark.parametrize("way", CHOICES)
def test_ways_to_choose(connection: Any, way: str) -> None:
    from arnorm.engines.duckdb import register

    load(connection, ROWS)
    choice = CHOICES[way]
    register(connection, profile=choice, prefix="other_")
    assert column(connection, "other_normalize(text)") == normal(ROWS)
    assert column(connection, "ar_normalize(text)") == normal(ROWS, Normalizer())
    if isinstance(choice, str):
        assert column(connection, "ar_normalize(text, ?)", choice) == normal(ROWS)
    register(connection, profile=choice, policy="camel", sentence_policy="clauses")
    assert column(connection, "ar_normalize(text)") == column(connection, "ar_normalize(text, NULL)") == normal(ROWS)
    assert column(connection, "ar_tokens(text)") == tokens(ROWS, Tokenizer(policies.CAMEL))
    assert column(connection, "ar_sentences(text)") == tokens(ROWS, Tokenizer(policies.CLAUSES))


def test_queries(connection: Any, tmp_path: Path) -> None:
    load(connection, ROWS)
    words = connection.sql("select id, unnest(ar_tokens(text)) as word from texts order by id").fetchall()
    assert words == [(number, word) for number, row in enumerate(tokens(ROWS)) for word in row or ()]
    found = connection.sql("select id from texts where ar_normalize(text, 'search') = 'مدرسه' order by id").fetchall()
    assert found == [(0,), (7,)]
    counts = connection.sql(
        "select ar_normalize(text, 'search') as clean, count(*) from texts group by clean having count(*) > 1"
    ).fetchall()
    assert sorted(counts, key=str) == [("مدرسه", 2), (None, 2)]
    path = tmp_path / "out.parquet"
    connection.execute(f"copy (select id, ar_normalize(text, 'search') as text from texts) to '{path}'")
    connection.execute(f"create or replace table texts as from '{path}'")
    assert column(connection, "text") == normal(ROWS)
    assert connection.sql("select ar_normalize('مَدرسة', 'search'), ar_tokens(NULL)").fetchall() == [("مدرسه", None)]
    connection.execute("create type word as enum ('مَدرسة', 'مدرسة')")
    found = connection.sql("select ar_normalize(unnest(['مَدرسة', 'مدرسة', NULL]::word[]), 'search')").fetchall()
    assert found == [("مدرسه",), ("مدرسه",), (None,)]


def test_threads_share_a_database(connection: Any, rows: Rows) -> None:
    load(connection, rows[:SMALL])

    def clean(_: int) -> list[Any]:
        with connection.cursor() as cursor:
            return column(cursor, "ar_normalize(text, 'search')")

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(clean, range(8))) == [normal(rows[:SMALL])] * 8


def test_registering_again(connection: Any) -> None:
    from arnorm.engines.duckdb import register

    for profile in ("clean", "search", "search"):
        register(connection, profile=profile)
    assert connection.sql("select ar_normalize('مَدرسة')").fetchall() == [("مدرسه",)]
    with connection.cursor() as other, pytest.raises(ValueError, match="this database has ar_normalize"):
        register(other)


def test_mistakes(connection: Any) -> None:
    import duckdb

    from arnorm.engines.duckdb import register

    load(connection, ROWS)
    for expression, message in (
        ("ar_normalize(id)", "TypeError: a column must hold strings .* not int64"),
        ("ar_tokens([text])", "TypeError: a column must hold strings .* not list"),
        ("ar_sentences({'a': text})", "TypeError: it takes strings, and this column holds structs"),
        ("ar_normalize(text, 'serach')", "ValueError: there is no profile called 'serach'; did you mean SEARCH"),
        ("ar_tokens(text, 'word')", "ValueError: there is no policy"),
        ("ar_normalize(text, 7)", "TypeError: rules must be"),
        ("ar_normalize(text, if(id = 1, 'clean', 'search'))", "ValueError: .* the same in all rows"),
        ("ar_normalize(text, 'clean', 'search')", "TypeError: .* not 3 arguments"),
    ):
        with pytest.raises(duckdb.InvalidInputException, match=message):
            column(connection, expression)
    with pytest.raises(duckdb.BinderException, match="No function matches"):
        connection.sql("select ar_normalize()")
    with pytest.raises(ValueError, match="did you mean SEARCH"):
        register(connection, profile="serach")
