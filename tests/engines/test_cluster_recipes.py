"""The scripts of ``docs/clusters.md`` clean shards, on Spark and on Ray, to the rows that plain Python keeps."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from clusters import code, engine, missing
from engine_rows import SEARCH, WORDS, made

from arnorm import Normalizer, Tokenizer, profiles

pytestmark = pytest.mark.filterwarnings("ignore")  # those of engines
SHARDS, ROWS = 2, 600
WRONG = b"\xd9 \xd9\x83\xd8\xaa\xd8\xa8 \xd9\x83\xd8\xaa\xd8\xa8 \xd9\x83\xd8\xaa\xd8\xa8"


@pytest.fixture(scope="module")
def rows() -> list[str | None]:
    texts = made(WORDS, SHARDS * ROWS - 1)
    return [*texts[: SHARDS * ROWS // 2], *texts[: SHARDS * ROWS // 2 - 1]]


@pytest.fixture
def shards(rows: list[str | None], tmp_path: Path) -> Path:
    """A folder of Parquet files, with rows that are doubles and one that is no UTF-8."""
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is in the engines extra")
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is in the engines extra")
    folder = tmp_path / "in"
    folder.mkdir()
    data = [None if row is None else row.encode() for row in rows]
    texts = pyarrow.array([*data, WRONG]).view(pyarrow.string())
    for shard in range(SHARDS):
        part = texts[shard * ROWS : (shard + 1) * ROWS]
        table = pyarrow.table({"id": range(shard * ROWS, (shard + 1) * ROWS), "text": part})
        parquet.write_table(table, folder / f"shard-{shard}.parquet", compression="gzip")
    return folder


def expected(rows: list[str | None]) -> set[str]:
    """Return the keys of the rows that are kept."""
    corpus, cut = Normalizer(profiles.CORPUS), Tokenizer()
    texts = [corpus(row) for row in [*rows, WRONG.decode("utf-8", "replace")] if row is not None]
    return {SEARCH(text) for text in texts if len(cut(text)) >= 3}


@pytest.mark.parametrize("name", ["spark", "ray"])
def test_scripts_clean_shards(name: str, rows: list[str | None], shards: Path, tmp_path: Path) -> None:
    engine(name)
    if name == "spark" and shutil.which("java") is None:
        missing("there is no java, which Spark runs on: apt-get install default-jre-headless")
    (script,) = [source for source, _ in code("A corpus of Parquet shards") if f"arnorm.engines.{name}" in source]
    (tmp_path / "script").mkdir()
    (tmp_path / "script" / f"clean_{name}.py").write_text(script, "utf-8")
    environment = os.environ | {
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_SUBMIT_ARGS": "--master local[2] --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=2"
        " --conf spark.sql.parquet.compression.codec=gzip pyspark-shell",
        "SPARK_LOCAL_IP": "127.0.0.1",
        "RAY_USAGE_STATS_ENABLED": "0",
    }
    command = [sys.executable, f"clean_{name}.py", str(shards), str(tmp_path / "out")]
    done = subprocess.run(
        command, cwd=tmp_path / "script", env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    keys = expected(rows)
    assert done.stdout.splitlines()[-1] == f"{SHARDS * ROWS} rows, {len(keys)} kept"
    found = read(tmp_path / "out")
    assert {SEARCH(row["text"]) for row in found} == keys
    assert len(found) == len(keys)
    corpus = Normalizer(profiles.CORPUS)
    sources = [*rows, WRONG.decode("utf-8", "replace")]
    assert all(row["text"] == corpus(sources[row["id"]] or "") for row in found)
    assert len(keys) < len(rows) // 2


def read(folder: Path) -> list[dict[str, Any]]:
    from pyarrow import parquet

    rows: list[dict[str, Any]] = parquet.read_table(folder).to_pylist()
    return rows
