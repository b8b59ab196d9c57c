"""Files of rows for the command line to work through: ``python -m benchmarks.shards FOLDER``.

Rows have an ``id``, an object ``meta`` with more in it, and a ``text`` of some hundred letters from the text of
`benchmarks.corpus`. The same options give the same files. Some rows may be corrupt, each with its ``id`` in it: JSON
that is cut off, bytes that are no UTF-8, no text, a number instead of it; in Parquet bytes that are no UTF-8.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.corpus import BASE, MARKS

__all__ = ["jsonl_rows", "texts", "write_jsonl", "write_parquet"]

_TEXTS: Final = 2000
"""So many different texts are written over and over."""
_GROUP: Final = 50_000
"""Rows of a row group of Parquet."""


def texts(seed: int) -> list[str]:
    """Return texts of 100 to 1,200 letters, a third of them without anything that is often changed."""
    source = random.Random(seed)
    words = BASE.split()
    plain = [word for word in words if word.isalpha() and not set(word) & set(MARKS)]
    found = []
    for number in range(_TEXTS):
        chosen = plain if number % 3 == 0 else words
        found.append(" ".join(source.choices(chosen, k=source.randint(20, 220))))
    return found


def jsonl_rows(seed: int, corrupt: float) -> Iterator[tuple[bytes, bool]]:
    """Yield lines of JSON without end, and whether each is corrupt: so many of a hundred are."""
    source = random.Random(seed)
    written = [json.dumps(text, ensure_ascii=False) for text in texts(seed)]
    number = 0
    while True:
        number += 1
        line = (
            f'{{"id": {number}, "meta": {{"source": "made", "score": {number % 1000 / 8}, "tags": ["a", null]}},'
            f' "text": {source.choice(written)}}}\n'
        ).encode()
        if source.random() * 100 >= corrupt:
            yield line, False
            continue
        kind = source.randrange(4)
        if kind == 0:
            yield line[: len(line) * 2 // 3].rstrip(b"\n") + b"\n", True
        elif kind == 1:
            yield line.replace(b'"text": "', b'"text": "\xd8\xff '), True
        elif kind == 2:
            yield line.replace(b'"text"', b'"body"'), True
        else:
            yield f'{{"id": {number}, "text": {number}}}\n'.encode(), True


def write_jsonl(path: Path, size: int, seed: int, corrupt: float) -> tuple[int, int]:
    """Write a file of about ``size`` bytes; return how many rows it has, and how many of them are corrupt."""
    rows = bad = 0
    with path.open("wb", buffering=1 << 20) as file:
        for line, is_corrupt in jsonl_rows(seed, corrupt):
            file.write(line)
            rows += 1
            bad += is_corrupt
            size -= len(line)
            if size <= 0:
                return rows, bad
    raise AssertionError("rows have no end")


def write_parquet(path: Path, size: int, seed: int, corrupt: float) -> tuple[int, int]:
    """Write the same of about ``size`` bytes of text, in row groups as they are usual."""
    import pyarrow
    import pyarrow.parquet

    source = random.Random(seed)
    choice = [text.encode() for text in texts(seed)]
    schema = pyarrow.schema(
        [("id", pyarrow.int64()), ("score", pyarrow.float64()), ("text", pyarrow.string())],
        metadata={"made": "by benchmarks.shards"},
    )
    rows = bad = 0
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd", use_dictionary=False) as writer:
        while size > 0:
            values = [bytes(value) for value in source.choices(choice, k=_GROUP)]
            for number in range(_GROUP):
                if source.random() * 100 < corrupt:
                    values[number] = b"\xd8\xff " + values[number]
                    bad += 1
            ids = list(range(rows + 1, rows + 1 + _GROUP))
            arrays: list[Any] = [
                pyarrow.array(ids),
                pyarrow.array([number % 1000 / 8 for number in ids]),
                _as_strings(values),
            ]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
            rows += _GROUP
            size -= sum(map(len, values))
    return rows, bad


def _as_strings(values: list[bytes]) -> Any:
    """Return bytes as an array of strings, though some are no UTF-8."""
    import pyarrow

    array = pyarrow.array(values, pyarrow.binary())
    return pyarrow.StringArray.from_buffers(len(array), *array.buffers()[1:])


def _main() -> None:
    parser = argparse.ArgumentParser(description="Write files of rows.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--format", choices=("jsonl", "parquet"), default="jsonl")
    parser.add_argument("--size", type=float, default=2e9, help="bytes of all files, in Parquet those of the texts")
    parser.add_argument("--files", type=int, default=8)
    parser.add_argument("--corrupt", type=float, default=0, help="so many rows of a hundred")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    write = {"jsonl": write_jsonl, "parquet": write_parquet}[chosen.format]
    rows = bad = 0
    for number in range(chosen.files):
        path = chosen.folder / f"shard-{number:03}.{chosen.format}"
        more = write(path, int(chosen.size / chosen.files), number, chosen.corrupt)
        rows, bad = rows + more[0], bad + more[1]
    print(f"{rows:,} rows, {bad:,} of them corrupt")


if __name__ == "__main__":
    _main()
