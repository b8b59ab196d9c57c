"""Parquet on the command line: texts change, and everything else is handed on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import UTF8_TEXTS
from test_cli import output, run
from test_cli_runs import called

from arnorm import Normalizer, SentenceSplitter, Tokenizer, profiles
from arnorm.cli.rows import parquet

pyarrow = pytest.importorskip("pyarrow", reason="Parquet is read by pyarrow")
pq: Any = pytest.importorskip("pyarrow.parquet")

SEARCH = Normalizer(profiles.SEARCH)
ROWS = ["مَدرسة", None, "كِتَابٌ. نعم", "", "الحَمْدُ للهِ", "plain", None, "مـــدرسة"] * 5
TYPES = {
    "string": pyarrow.string(),
    "large_string": pyarrow.large_string(),
    "string_view": pyarrow.string_view(),
    "dictionary": pyarrow.dictionary(pyarrow.int16(), pyarrow.string()),
}
INVALID = b"\xd8\xff"


def table_of(rows: list[str | None], kind: Any) -> Any:
    text = pyarrow.array(rows, pyarrow.string())
    text = text.dictionary_encode().cast(kind) if pyarrow.types.is_dictionary(kind) else text.cast(kind)
    schema = pyarrow.schema(
        [
            pyarrow.field("id", pyarrow.int32(), False),
            pyarrow.field("النص", kind, metadata={"of": "a field"}),
            pyarrow.field("more", pyarrow.list_(pyarrow.string())),
        ],
        metadata={"of": "a table"},
    )
    return pyarrow.table([pyarrow.array(range(len(rows)), pyarrow.int32()), text, [["كـ"]] * len(rows)], schema=schema)


def broken_table(rows: list[bytes | None]) -> Any:
    array = pyarrow.array(rows, pyarrow.binary())
    text = pyarrow.StringArray.from_buffers(len(array), array.buffers()[1], array.buffers()[2], array.buffers()[0])
    return pyarrow.table({"id": list(range(len(rows))), "text": text})


@pytest.mark.parametrize("kind", TYPES)
def test_all_but_the_texts_is_handed_on(tmp_path: Path, kind: str) -> None:
    source, target = tmp_path / "a.parquet", tmp_path / "out" / "a.parquet"
    table = table_of(ROWS, TYPES[kind])
    pq.write_table(
        table,
        source,
        row_group_size=16,
        compression={"id": "gzip", "النص": "zstd", "more.list.element": "none"},
        use_dictionary=["id"],
        sorting_columns=[pq.SortingColumn(0)],
    )
    said = called("normalize", "--profile=search", "--column=النص", "--output-dir", target.parent, source)
    assert "1 file, 0 failed; 40 rows" in said
    before, after = pq.ParquetFile(source), pq.ParquetFile(target)
    assert after.schema_arrow.equals(before.schema_arrow, check_metadata=True)
    assert after.read().to_pylist() == SEARCH.normalize_column(table, column="النص").to_pylist()
    assert after.metadata.num_row_groups == before.metadata.num_row_groups == 3
    for number in range(3):
        old, new = before.metadata.row_group(number), after.metadata.row_group(number)
        assert new.num_rows == old.num_rows
        assert new.sorting_columns == old.sorting_columns
        for column in range(3):
            assert new.column(column).compression == old.column(column).compression
            assert new.column(column).encodings == old.column(column).encodings
    changed = sum(row is not None and SEARCH(row) != row for row in ROWS)
    assert f"{changed} changed" in said


def test_tokens_and_sentences_are_lists(tmp_path: Path) -> None:
    source, target = tmp_path / "a.pq", tmp_path / "out" / "a.pq"
    pq.write_table(table_of(ROWS, pyarrow.string()), source)
    for options, expected in (
        (("tokenize",), lambda row: Tokenizer()(row)),
        (("sentences",), lambda row: SentenceSplitter()(row)),
        (
            ("tokenize", "--format=jsonl"),
            lambda row: [{"start": t.start, "end": t.end, "kind": t.kind} for t in Tokenizer().tokens(row)],
        ),
    ):
        called(*options, "--column=2", "--output-dir", target.parent, source)
        found = pq.read_table(target)
        assert found.column(1).to_pylist() == [None if row is None else expected(row) for row in ROWS]
        assert found.schema.names == ["id", "النص", "more"]
        target.unlink()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_rows_that_are_no_utf8(tmp_path: Path, workers: str) -> None:
    rows: list[bytes | None] = [None if row is None else row.encode() for row in ROWS]
    rows[3], rows[20] = INVALID, "كـ".encode() + INVALID
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        pq.write_table(broken_table(rows), tmp_path / "in" / f"{name}.parquet", row_group_size=7)
    made = ("normalize", "--profile=search", "--column=text", "--workers", workers, "--glob=*.parquet", tmp_path / "in")
    rejects = tmp_path / "rejects.jsonl"
    said = called(*made, "--errors=skip", "--rejects", rejects, "--output-dir", tmp_path / "skipped")
    assert "2 files, 0 failed; 76 rows" in said
    found = [json.loads(line) for line in rejects.read_bytes().splitlines()]
    assert [(Path(row["file"]).name, row["line"], json.loads(row["row"])) for row in found] == [
        (f"{name}.parquet", number + 1, {"id": number, "text": text})
        for name in ("a", "b")
        for number, text in ((3, "\\xd8\\xff"), (20, "كـ\\xd8\\xff"))
    ]
    assert found[0]["error"] == "invalid UTF-8 at byte 0 of column 'text'"
    good = [(number, row) for number, row in enumerate(ROWS) if number not in (3, 20)]
    table = pq.read_table(tmp_path / "skipped" / "b.parquet")
    assert table.column("id").to_pylist() == [number for number, _ in good]
    assert table.column("text").to_pylist() == [None if row is None else SEARCH(row) for _, row in good]
    strict = called(*made, "--output-dir", tmp_path / "strict", status=1)
    assert strict.count("invalid UTF-8 at byte 0 of column 'text' (row 4)") == 2
    assert list((tmp_path / "strict").glob("*")) == [tmp_path / "strict" / ".arnorm"]
    called(*made, "--errors=replace", "--output-dir", tmp_path / "replaced")
    replaced = pq.read_table(tmp_path / "replaced" / "a.parquet").column("text").to_pylist()
    assert (replaced[3], replaced[20]) == ("\ufffd\ufffd", "ك\ufffd\ufffd")
    called(*made, "--errors=keep", "--output-dir", tmp_path / "kept")
    kept = parquet.strings_of(pq.read_table(tmp_path / "kept" / "a.parquet").column("text"), "surrogateescape")
    assert (kept[3], kept[20]) == ("\udcd8\udcff", "ك\udcd8\udcff")


@given(st.lists(st.none() | UTF8_TEXTS.map(lambda text: text[:50]), max_size=30), st.sampled_from(sorted(TYPES)))
def test_rows_in_parts_are_those_of_the_whole(rows: list[str | None], kind: str) -> None:
    table = table_of(rows, TYPES[kind])
    assert parquet.strings_of(table.column(1), "strict") == rows


def test_large_row_groups_go_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = tmp_path / "a.parquet", tmp_path / "out" / "a.parquet"
    table = table_of(ROWS * 10, pyarrow.string())
    pq.write_table(table, source, use_dictionary=False)
    monkeypatch.setattr(parquet, "_PART", 500)
    monkeypatch.setattr(parquet, "_MOST", 3000)
    called("normalize", "--profile=search", "--column=2", "--output-dir", target.parent, source)
    assert pq.read_table(target).equals(SEARCH.normalize_column(table, column="النص"))
    assert pq.ParquetFile(target).metadata.num_row_groups > 3


def test_a_file_without_rows(tmp_path: Path) -> None:
    for number, rows in enumerate(([], ["كـ"])):
        source = tmp_path / f"{number}.parquet"
        with pq.ParquetWriter(source, table_of(["كـ"], pyarrow.string()).schema) as writer:
            if rows:
                writer.write_table(table_of(["كـ"], pyarrow.string()).slice(1))
        called("normalize", "--column=2", "--output-dir", tmp_path / "out", source)
        found = pq.ParquetFile(tmp_path / "out" / source.name)
        assert found.read().num_rows == 0
        assert found.schema_arrow == pq.ParquetFile(source).schema_arrow


def test_reports_read_columns(tmp_path: Path) -> None:
    source = tmp_path / "a.parquet"
    rows: list[bytes | None] = [None if row is None else row.encode() for row in ROWS]
    pq.write_table(broken_table([*rows, INVALID]), source)
    found = json.loads(output("inspect", "--json", "--column=text", "--errors=keep", source))
    assert found["findings"]["surrogates"]["count"] == 2
    assert found["code_points"] == sum(len(row) for row in ROWS if row) + 2
    compared = json.loads(
        output("diff", "--profile=clean", "--profile=search", "--json", "--column=text", "--errors=replace", source)
    )
    assert compared["lines"] == len(ROWS) + 1
    broken = run("diff", "--profile=clean", "--profile=search", "--column=text", source, status=1)
    assert f"invalid UTF-8 at byte 0 of column 'text' (row {len(ROWS) + 1})".encode() in broken.stderr


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (("--column=id",), 1, "column 'id' holds no text but int64"),
        (("--column=body",), 1, "column 'body' is not there: there are 'id', 'text'"),
        ((), 2, "say --column for Parquet"),
        (("--column=text", "--from=jsonl"), 2, "say --field for JSON Lines"),
    ],
    ids=str,
)
def test_what_cannot_be_read(tmp_path: Path, options: tuple[str, ...], status: int, words: str) -> None:
    source = tmp_path / "a.parquet"
    pq.write_table(broken_table([b"a"]), source)
    assert words in called("normalize", *options, "--output-dir", tmp_path / "out", source, status=status)
    if status == 1:
        assert "say --output-dir" in called("normalize", *options, source, status=1)
        source.write_bytes(source.read_bytes()[:-9])
        broken = called("normalize", *options, "--output-dir", tmp_path / "out", source, status=1)
        assert f"{source}: " in broken.splitlines()[0]
        assert not (tmp_path / "out" / "a.parquet").exists()
