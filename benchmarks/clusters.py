"""Rows and bytes per second of engines that start processes, from Parquet files to Parquet files.

``python -m benchmarks.clusters [--rows N] [--length WORDS] [--rounds R] [WORD...]`` measures the engines with all words
in their names. They read eight files, normalize their column ``text`` and write files. The seconds are those of a
processor, for this process and all that it has started, Java among them: what they are on the clock depends on how many
processors there are, and on who else wants them. The first round starts the processes, so that it takes at least two.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from arnorm import Normalizer
from benchmarks.engines import BASELINE, JOBS, Clock, Engine, main, mapped, timed
from benchmarks.engines import table as table_of
from benchmarks.peers.entry import Missing, library
from benchmarks.peers.normalization import camel_chain

__all__ = ["ENGINES"]

FILES: Final = 8
CORES: Final = 2
MARK: Final = "ARNORM_CLUSTERS"
"""An environment variable by which processes are known that this one has started."""
LIBRARIES: Final = ("pyarrow", "pyspark", "ray", "dask", "datasets", "camel-tools")
FILES_ONLY: Final = "Spark, reading and writing only"
NOTHING: Final = "Spark arrow_udf that does nothing"
SPARK: Final = "Spark arrow_udf"
CAMEL: Final = "Spark udf of CAMeL's chain"


@lru_cache
def folder() -> Path:
    """Return a folder that goes with this process."""
    path = Path(tempfile.mkdtemp(prefix="arnorm-clusters-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


@lru_cache
def shards(rows: int, length: int) -> str:
    """Write the table of so many rows and words as files with a column ``id`` besides, and return their folder."""
    pyarrow, parquet = library("pyarrow"), library("pyarrow.parquet")
    path = Path(tempfile.mkdtemp(dir=folder()))
    numbered = table_of(rows, length).add_column(0, "id", pyarrow.array(range(rows)))
    size = -(-rows // FILES)
    for number in range(FILES):
        parquet.write_table(numbered.slice(number * size, size), path / f"{number}.parquet")
    return str(path)


def processors() -> float:
    """Return the seconds for which this process and those that it has started have had a processor."""
    psutil = library("psutil")
    os.environ[MARK] = str(os.getpid())
    found = {os.getpid(), *(child.pid for child in psutil.Process().children(recursive=True))}
    total = 0.0
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.pid in found or process.environ().get(MARK) == os.environ[MARK]:  # daemons are no children
                total += sum(process.cpu_times()[:4])  # with those of its children that have ended
    return total


def to_files(table: Any, work: Callable[[str, str], object]) -> tuple[float, Any]:
    """Return how long it takes to make files of files, and their column ``text`` in the order of ``id``."""
    length = len(table["text"][0].as_py().split())
    source, target = shards(table.num_rows, length), tempfile.mkdtemp(dir=folder())
    seconds, _ = timed(lambda: work(source, f"{target}/out"))
    result = library("pyarrow.parquet").read_table(f"{target}/out", columns=["id", "text"]).sort_by("id")["text"]
    shutil.rmtree(target)
    return seconds, result


# --------------------------------------------------------------------------------------------------------------- Spark


@lru_cache
def session() -> Any:
    """Return a session of Spark on two cores, whose workers run this Python."""
    if shutil.which("java") is None:
        raise Missing("there is no java")
    os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    builder = library("pyspark.sql").SparkSession.builder.master(f"local[{CORES}]")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": "2g",
        "spark.log.level": "OFF",
    }.items():
        builder = builder.config(name, value)
    found = builder.getOrCreate()
    atexit.register(found.stop)
    return found


def spark(column: Callable[[Normalizer], Callable[[str], Any]]) -> Engine:
    def run(table: Any, normalizer: Normalizer) -> tuple[float, Any]:
        opened, made = session(), column(normalizer)

        def work(source: str, target: str) -> None:
            opened.read.parquet(source).withColumn("text", made("text")).write.parquet(target)

        return to_files(table, work)

    return run


def arrow_udf(normalizer: Normalizer) -> Callable[[str], Any]:
    adapter = library("arnorm.engines.spark")
    return lambda name: adapter.normalize(name, normalizer)


def python_udf(normalizer: Normalizer) -> Callable[[str], Any]:
    function: Callable[[str], Any] = library("pyspark.sql.functions").udf(lambda text: normalizer(text), "string")
    return function


def camel_udf(normalizer: Normalizer) -> Callable[[str], Any]:
    if normalizer != JOBS["five rules"]:
        raise Missing("it has the five rules, and not these")
    chain = camel_chain()
    function: Callable[[str], Any] = library("pyspark.sql.functions").udf(lambda text: chain(text), "string")
    return function


def idle_udf(normalizer: Normalizer) -> Callable[[str], Any]:
    function: Callable[[str], Any] = library("pyspark.sql.functions").arrow_udf(lambda column: column, "string")
    return function


def unchanged(column: Callable[[Normalizer], Callable[[str], Any]]) -> Engine:
    """What the others take besides their functions: the rows are read and written, and may go to Python and back."""

    def run(table: Any, normalizer: Normalizer) -> tuple[float, Any]:
        seconds, result = spark(column)(table, normalizer)
        if not result.equals(table["text"]):
            raise AssertionError("text that nothing was done to has changed")
        return seconds, normalizer.normalize_column(table["text"])

    return run


# ------------------------------------------------------------------------------------------------------ other engines


@lru_cache
def cluster() -> Any:
    """Return Ray, started on two cores."""
    os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DATA_DISABLE_PROGRESS_BARS": "1"}
    ray = library("ray")
    options = {"include_dashboard": False, "log_to_driver": False, "logging_level": "ERROR"}
    ray.init(num_cpus=CORES, object_store_memory=1 << 30, **options)
    ray.data.DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    atexit.register(ray.shutdown)
    return ray


def ray(table: Any, normalizer: Normalizer) -> tuple[float, Any]:
    function = library("arnorm.engines.ray").normalize("text", normalizer)
    data = cluster().data

    def work(source: str, target: str) -> None:
        options = {"batch_format": "pyarrow", "batch_size": None, "zero_copy_batch": True}
        data.read_parquet(source).map_batches(function, **options).write_parquet(target)

    return to_files(table, work)


def dask(table: Any, normalizer: Normalizer) -> tuple[float, Any]:
    library("arnorm.engines.dask")
    frames = library("dask.dataframe")

    def work(source: str, target: str) -> None:
        frame = frames.read_parquet(source)
        frame.assign(text=frame.text.ar.normalize(normalizer)).to_parquet(target)

    return to_files(table, work)


def datasets(processes: int | None) -> Engine:
    def run(table: Any, normalizer: Normalizer) -> tuple[float, Any]:
        function = library("arnorm.engines.datasets").normalize("text", normalizer)
        hf = library("datasets")
        hf.disable_progress_bars()

        def work(source: str, target: str) -> None:
            files = sorted(map(str, Path(source).iterdir()))
            data = hf.Dataset.from_parquet(files, cache_dir=f"{target}-cache").with_format("arrow")
            clean = data.map(function, batched=True, batch_size=10_000, num_proc=processes)
            Path(target).mkdir()
            clean.to_parquet(f"{target}/0.parquet")

        return to_files(table, work)

    return run


ENGINES: Final[Mapping[str, Engine]] = {
    BASELINE: mapped,
    FILES_ONLY: unchanged(lambda _: lambda name: library("pyspark.sql.functions").col(name)),
    NOTHING: unchanged(idle_udf),
    SPARK: spark(arrow_udf),
    "Spark udf of a Normalizer": spark(python_udf),
    CAMEL: spark(camel_udf),
    "Ray map_batches": ray,
    "Dask .ar, threads": dask,
    "datasets map": datasets(None),
    "datasets map, two processes": datasets(CORES),
}


def installed(name: str) -> bool:
    try:
        return bool(version(name))
    except PackageNotFoundError:
        return False


def compared() -> None:
    """Measure, and say how much less Spark takes with this library than with CAMeL Tools, end to end."""
    best: dict[str, float] = {}
    Clock.read = processors

    def remembering(name: str, engine: Engine) -> Engine:
        def run(table: Any, normalizer: Normalizer) -> tuple[float, Any]:
            seconds, result = engine(table, normalizer)
            if normalizer == JOBS["five rules"]:
                best[name] = min(seconds, best.get(name, seconds))
            return seconds, result

        return run

    engines = {name: remembering(name, engine) for name, engine in ENGINES.items()}
    main(engines, [name for name in LIBRARIES if installed(name)])
    if SPARK in best and CAMEL in best:
        times = best[CAMEL] / best[SPARK]
        print(f"\nfive rules, {SPARK} against {CAMEL}: {times:.1f} times the rows per second, where the goal is 5")
    if {NOTHING, CAMEL} <= set(best):
        times = best[CAMEL] / best[NOTHING]
        print(f"with a function that takes no time at all it would be {times:.1f} times")
    if {FILES_ONLY, SPARK, CAMEL} <= set(best):
        times = (best[CAMEL] - best[FILES_ONLY]) / (best[SPARK] - best[FILES_ONLY])
        print(f"without the time of reading and writing: {times:.1f} times")


if __name__ == "__main__":
    compared()
