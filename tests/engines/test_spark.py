"""Spark itself, on two cores of this machine: columns and SQL equal the way through ``str``."""

from __future__ import annotations

import doctest
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from clusters import engine, missing, printed
from engine_rows import CHOICES, COUNT, SEARCH, WORDS, Rows, made, normal, split, tokens

import arnorm
from arnorm import Normalizer, Rule, SentenceSplitter, Tokenizer, policies, profiles

pytestmark = pytest.mark.filterwarnings("ignore")  # those of Spark about versions of pandas and of itself

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.parquet.compression.codec": "gzip",  # by Java itself; others need a native library that fits the machine
    "spark.sql.execution.arrow.maxRecordsPerBatch": "7000",
}


@pytest.fixture(scope="module")
def ar() -> ModuleType:
    adapter = engine("spark")
    if shutil.which("java") is None:
        missing("there is no java, which Spark runs on: apt-get install default-jre-headless")
    return adapter


@pytest.fixture(scope="module")
def spark(ar: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session whose workers take the package that is tested, and not the folder that they are started in."""
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("spark"))
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYTHONSAFEPATH", "1")
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        builder = SparkSession.builder.master("local[2]")
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@pytest.fixture(scope="module")
def rows() -> Rows:
    return made(WORDS)


@pytest.fixture(scope="module")
def frame(spark: Any, rows: Rows) -> Any:
    import pyarrow

    found = spark.createDataFrame(pyarrow.table({"id": range(COUNT), "text": rows})).repartition(3, "id").cache()
    found.createOrReplaceTempView("texts")
    return found


def column(frame: Any, name: str) -> list[Any]:
    """Return a column in the order of ``id``."""
    values: list[Any] = frame.toArrow().sort_by("id")[name].to_pylist()
    return values


def test_workers_run_what_is_tested(ar: ModuleType, frame: Any) -> None:
    from pyspark.sql.functions import udf

    def place(_: int) -> str:
        import arnorm

        return f"{arnorm.BACKEND} {arnorm.__file__} {os.getpid()}"

    found = frame.select(udf(place, "string")("id")).distinct().collect()
    assert {row[0].rpartition(" ")[0] for row in found} == {f"{arnorm.BACKEND} {arnorm.__file__}"}
    assert os.getpid() not in {int(row[0].rpartition(" ")[2]) for row in found}


def test_columns_equal_the_str_path(ar: ModuleType, frame: Any, rows: Rows) -> None:
    result = frame.select("id", *(ar.normalize("text", choice).alias(way) for way, choice in CHOICES.items()))
    assert {kind for name, kind in result.dtypes if name != "id"} == {"string"}
    table = result.toArrow().sort_by("id")
    expected = normal(rows)
    assert expected.count(None) > 9_000
    for way in CHOICES:
        assert table[way].to_pylist() == expected, way


def test_lists_equal_the_str_path(ar: ModuleType, frame: Any, rows: Rows) -> None:
    from pyspark.sql.functions import col

    result = frame.select(
        "id",
        ar.tokenize(col("text")).alias("tokens"),
        ar.tokenize("text", policies.CAMEL).alias("camel"),
        ar.sentences("text").alias("sentences"),
    )
    assert [kind for _, kind in result.dtypes][1:] == ["array<string>"] * 3
    table = result.toArrow().sort_by("id")
    assert table["tokens"].to_pylist() == tokens(rows)
    assert table["camel"].to_pylist() == tokens(rows, Tokenizer(policies.CAMEL))
    assert table["sentences"].to_pylist() == split(rows)


def test_sql_equals_the_str_path(ar: ModuleType, spark: Any, frame: Any, rows: Rows) -> None:
    ar.register(spark)
    result = spark.sql("""
        select id, ar_normalize(text, 'search') as search, ar_normalize(text) as clean,
               ar_tokens(text) as tokens, ar_tokens(text, 'camel') as camel, ar_sentences(text) as sentences
        from texts""").toArrow()
    result = result.sort_by("id")
    assert result["search"].to_pylist() == normal(rows)
    assert result["clean"].to_pylist() == normal(rows, Normalizer(profiles.CLEAN))
    assert result["tokens"].to_pylist() == tokens(rows)
    assert result["camel"].to_pylist() == tokens(rows, Tokenizer(policies.CAMEL))
    assert result["sentences"].to_pylist() == split(rows)


def test_sql_takes_json_and_defaults_of_ones_own(ar: ModuleType, spark: Any, frame: Any, rows: Rows) -> None:
    ar.register(spark, profile=SEARCH, policy="camel", sentence_policy="uax29_sentences", prefix="our_")
    few = frame.where("id < 500")
    few.createOrReplaceTempView("few")
    result = spark.sql(
        "select id, ar_normalize(text, :json) as json, our_normalize(text) as ours, our_tokens(text) as tokens,"
        " our_sentences(text) as sentences, ar_normalize(text, null) as none from few",
        {"json": SEARCH.to_json()},
    )
    table = result.toArrow().sort_by("id")
    assert table["json"].to_pylist() == table["ours"].to_pylist() == normal(rows[:500])
    assert table["tokens"].to_pylist() == tokens(rows[:500], Tokenizer(policies.CAMEL))
    assert table["sentences"].to_pylist() == tokens(rows[:500], SentenceSplitter(policies.UAX29_SENTENCES))
    assert table["none"].to_pylist() == normal(rows[:500], Normalizer(profiles.CLEAN))


def test_large_types_of_arrow(ar: ModuleType, spark: Any, frame: Any, rows: Rows) -> None:
    setting = "spark.sql.execution.arrow.useLargeVarTypes"
    spark.conf.set(setting, "true")
    try:
        result = frame.where("id < 500").select("id", ar.normalize("text", "search"), ar.tokenize("text"))
        table = result.toArrow().sort_by("id")
    finally:
        spark.conf.unset(setting)
    assert str(table.schema.types[1]) == "large_string"
    assert table[1].to_pylist() == normal(rows[:500])
    assert table[2].to_pylist() == tokens(rows[:500])


def test_functions_of_pandas_where_spark_has_none_of_arrow(
    ar: ModuleType, spark: Any, frame: Any, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("pyspark.sql.functions.arrow_udf")
    ar.register(spark, prefix="pd_")
    few = frame.where("id < 20000")
    few.createOrReplaceTempView("few")
    selected = few.select("id", ar.normalize("text", "search").alias("text"), ar.sentences("text").alias("sentences"))
    assert column(selected, "text") == normal(rows[:20000])
    assert column(selected, "sentences") == split(rows[:20000])
    queried = spark.sql("select id, pd_normalize(text, 'search') as text, pd_tokens(text) as tokens from few")
    assert column(queried, "text") == normal(rows[:20000])
    assert column(queried, "tokens") == tokens(rows[:20000])
    nulls = spark.sql("select cast(null as string) as text").select(ar.normalize("text"), ar.tokenize("text"))
    assert nulls.collect() == [(None, None)]


def test_rules_of_ones_own_go_to_the_workers(ar: ModuleType, frame: Any, rows: Rows) -> None:
    own = [Rule.mapping({"ك": "گ"}, name="gaf"), Rule.function(lambda text: text.swapcase(), name="swap")]
    result = frame.where("id < 500").select("id", ar.normalize("text", own).alias("text"))
    assert column(result, "text") == normal(rows[:500], Normalizer(own))


def test_empty_frames_and_nulls(ar: ModuleType, spark: Any) -> None:
    empty = spark.createDataFrame([], "text string")
    assert empty.select(ar.normalize("text"), ar.tokenize("text"), ar.sentences("text")).collect() == []
    nulls = spark.createDataFrame([(None,), (None,)], "text string")
    assert nulls.select(ar.normalize("text"), ar.tokenize("text")).collect() == [(None, None)] * 2


def test_batches_go_through_map_in_arrow(ar: ModuleType, frame: Any, rows: Rows) -> None:
    def clean(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            yield SEARCH.normalize_column(batch, column="text")

    assert column(frame.mapInArrow(clean, frame.schema), "text") == normal(rows)


def test_streams(ar: ModuleType, spark: Any, frame: Any, rows: Rows, tmp_path: Path) -> None:
    frame.where("id < 5000").write.parquet(str(tmp_path / "in"))
    stream = spark.readStream.schema(frame.schema).option("maxFilesPerTrigger", 1).parquet(str(tmp_path / "in"))
    cleaned = stream.withColumn("text", ar.normalize("text", "search"))
    writer = cleaned.writeStream.format("parquet").option("checkpointLocation", str(tmp_path / "state"))
    query = writer.trigger(availableNow=True).start(str(tmp_path / "out"))
    assert query.awaitTermination(120)
    assert len(query.recentProgress) > 1
    assert column(spark.read.parquet(str(tmp_path / "out")), "text") == normal(rows[:5000])


def test_mistakes_are_told(ar: ModuleType, spark: Any, frame: Any) -> None:
    from pyspark.errors import PythonException

    with pytest.raises(ValueError, match="there is no profile called 'serach'"):
        ar.normalize("text", "serach")
    with pytest.raises(ValueError, match="there is no policy"):
        ar.register(spark, policy="serach")
    with pytest.raises(TypeError, match="must be"):
        ar.tokenize("text", 7)
    with pytest.raises(PythonException, match=r"TypeError: a column must hold strings .* cast it to string first"):
        frame.select(ar.normalize("id")).collect()
    ar.register(spark)
    with pytest.raises(PythonException, match="there is no profile called 'serach'"):
        spark.sql("select ar_normalize('a', 'serach')").collect()
    with pytest.raises(PythonException, match="must be the same in all rows"):
        spark.sql("select ar_normalize(text, if(id % 2 = 0, 'clean', 'search')) from texts").collect()


def test_bytes_that_are_no_utf8(ar: ModuleType, spark: Any) -> None:
    from pyspark.errors import PythonException
    from pyspark.sql.functions import col, hex

    frame = spark.sql("select cast(unhex('D983D980D9') as string) as text")
    for work in (ar.normalize, ar.tokenize, ar.sentences):
        with pytest.raises(PythonException, match=r"UnicodeDecodeError: .* in row 0 of the column"):
            frame.select(work("text")).collect()
    replaced = frame.select(ar.normalize("text", "search", errors="replace"))
    assert replaced.collect() == [("ك\ufffd",)]
    ar.register(spark, profile="search", prefix="replacing_", errors="replace")
    frame.createOrReplaceTempView("wrong")
    queried = spark.sql("select replacing_normalize(text) as text, replacing_tokens(text) as tokens from wrong")
    assert queried.collect() == [("ك\ufffd", ["كـ", "\ufffd"])]
    kept = frame.select(ar.normalize("text", "search", errors="keep").alias("text")).select(hex(col("text")))
    assert kept.collect() == [("D983D9",)]


def test_examples(ar: ModuleType, spark: Any) -> None:
    results = doctest.testmod(ar, extraglobs={"spark": spark})
    assert results.attempted >= 12
    assert results.failed == 0


def test_the_page(spark: Any) -> None:
    printed("Spark")
