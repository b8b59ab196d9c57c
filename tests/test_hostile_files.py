"""Files that somebody made to do harm: names that command a terminal, bombs, links that lead out of a folder."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import random
import sys
from pathlib import Path

import pytest
from test_cli import COMMAND, MEASURE, output, posix, run
from test_cli_runs import called, fast, files_in, written

from arnorm.cli import main
from arnorm.cli.jobs import Job, Outcome, stamp_of
from arnorm.cli.sources import zstd
from arnorm.cli.state import State

NAME = f"{chr(27)}]0;owned{chr(7)}\u202e{chr(0x9B)}2J\nكتاب"
SHOWN = "[U+001B]]0;owned[U+0007][U+202E][U+009B]2J[U+000A]كتاب"
TEXT = "كـتاب\n".encode()


@posix
def test_names_of_files_command_no_terminal(tmp_path: Path) -> None:
    path = written(tmp_path / NAME, TEXT)
    raw = written(Path(os.fsdecode(os.fsencode(tmp_path) + b"/\x9b2J")), TEXT)
    bad = written(tmp_path / f"{NAME}.txt", b"\xff\n")
    for arguments, status in (
        (("inspect", path, raw), 0),
        (("diff", "--profile=clean", "--profile=search", path, raw), 0),
        (("normalize", bad), 1),
        (("normalize", tmp_path / f"{NAME}2"), 1),
        (("normalize", tmp_path / NAME / NAME), 1),
        (("normalize", "--output-dir", tmp_path / "out", bad), 1),
        (("normalize", "--output-dir", tmp_path / "out2", path, tmp_path / "." / NAME), 2),
        (("normalize", f"--{NAME}"), 2),
        (("normalize", f"--rules={NAME}"), 2),
        (("normalize", f"--profile={NAME}"), 2),
        (("normalize", f"--column={NAME}", "--from=csv", path), 1),
        (("normalize", f"--column={NAME}", f"--column={NAME}", "--from=csv", "--output-dir", tmp_path / "3", path), 1),
        (("normalize", "--errors=skip", bad), 0),
        (("explain", "--profile=search", path), 0),
    ):
        done = run(*arguments, status=status)
        shown = (done.stdout + done.stderr).decode()
        assert not [each for each in shown if not each.isprintable() and each not in "\n\u2068\u2069"], arguments
    assert SHOWN in output("inspect", path).decode()
    assert json.loads(output("inspect", "--json", path))["input"] == str(path)


@posix
def test_texts_command_no_terminal_in_reports(tmp_path: Path) -> None:
    text = f"كـتاب {chr(27)}[2J{chr(0x9B)}31m \u202e{chr(8)}{chr(0x7F)} إلى\n" * 3
    path = written(tmp_path / "a", text.encode())
    for arguments in (
        ("inspect", path),
        ("diff", "--profile=clean", "--profile=search", path),
        ("explain", "--profile=search", path),
        ("explain", "--profile=search", "--html", path),
    ):
        shown = output(*arguments).decode()
        assert not [each for each in shown if not each.isprintable() and each not in "\n\u2068\u2069"], arguments


# ------------------------------------------------------------------------------------------------------------- bombs


def bomb(path: Path, data: bytes, times: int) -> Path:
    """A small file that becomes a large one."""
    with gzip.open(path, "wb", 1) if path.suffix == ".gz" else zstd().open(path, "wb") as file:
        for _ in range(times):
            file.write(data)
    assert path.stat().st_size < len(data) * times / 100
    return path


@fast
@pytest.mark.parametrize("name", ["a.gz", "a.zst"])
@pytest.mark.parametrize("command", ["tokenize", "sentences"])
def test_a_token_without_end_is_given_up(tmp_path: Path, name: str, command: str) -> None:
    path = bomb(tmp_path / name, b"a" * 1_000_000, 70)
    said = called(command, path, "--output-dir", tmp_path / "out", status=1)
    assert "a token or a sentence has more than 67,108,864 code points" in said
    assert files_in(tmp_path / "out") == {}


@fast
def test_more_than_can_be_explained_is_refused(tmp_path: Path) -> None:
    path = bomb(tmp_path / "a.gz", b"a\n" * 500_000, 70)
    assert "it has more than 67,108,864 bytes" in called("explain", path, status=1)


@fast
def test_a_row_of_many_lines_is_given_up(tmp_path: Path) -> None:
    path = bomb(tmp_path / "a.csv.gz", b'"\n",' * 250_000, 40)
    said = called("normalize", "--column=1", path, "--output-dir", tmp_path / "out", status=1)
    assert "a row has more than 33,554,432 characters" in said
    assert files_in(tmp_path / "out") == {}


def test_a_line_of_brackets_is_a_bad_row(tmp_path: Path) -> None:
    deep = b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
    other = b'{"more": ' + b"[" * 100_000 + b"]" * 100_000 + b', "text": "a"}\n'
    path = written(tmp_path / "a.jsonl", deep + other + b'{"text": "b"}\n')
    done = run("normalize", "--field=text", "--errors=skip", path)
    assert done.stdout == b'{"text": "b"}\n'
    assert done.stderr.count(b"nested too deeply") == 2


@fast
@posix
def test_one_text_that_stands_for_many_rows_is_read_in_parts(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    rows = 4_000
    texts = arrow.DictionaryArray.from_arrays(arrow.array([0] * rows, "int32"), arrow.array(["كـ" * 50_000]))
    table = arrow.table({"text": texts.cast("large_string")})
    parquet.write_table(table, path)
    assert path.stat().st_size < table.nbytes / 100
    small = tmp_path / "small.parquet"
    parquet.write_table(table.slice(0, 10), small)
    command = (*COMMAND, "normalize", "--column=text", "--output-dir", tmp_path / "out")
    measured = run(small, path, *command, command=(sys.executable, "-Ic", MEASURE)).stdout.split()
    baseline, peak = map(int, measured)
    assert peak < baseline + table.nbytes
    assert parquet.read_metadata(tmp_path / "out" / "a.parquet").num_rows == rows


@pytest.mark.parametrize("seed", range(30))
def test_parquet_with_wrong_bytes_is_refused_or_read(tmp_path: Path, seed: int) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    parquet.write_table(arrow.table({"text": ["كـتاب", None] * 50, "id": range(100), "l": [[1, 2]] * 100}), path)
    numbers, data = random.Random(seed), bytearray(path.read_bytes())
    for _ in range(numbers.choice((1, 2, 4))):
        data[numbers.randrange(max(0, len(data) - 1_200), len(data))] = numbers.randrange(256)
    path.write_bytes(data)
    said = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stderr(said):
        status = main(["normalize", "--column=text", str(path), "--output-dir", str(tmp_path / "out")])
    said.seek(0)
    words = said.read()
    assert status in (0, 1)
    assert "cannot be written" not in words
    assert ("1 failed" in words) == (status == 1)


# -------------------------------------------------------------------------------------------------- folders and links


@posix
@pytest.mark.parametrize("name", ["", "rejects", "lock", "workers", "done.jsonl"])
def test_a_folder_that_leads_elsewhere_is_not_used(tmp_path: Path, name: str) -> None:
    """Whoever made the folder may have put links into what runs keep there, and want a file of yours to be changed."""
    path = written(tmp_path / "a", TEXT)
    victim = tmp_path / "victim"
    if name in ("", "rejects"):
        victim.mkdir()
    else:
        victim.write_bytes(b"precious without a line end")
    link = tmp_path / "out" / ".arnorm" / name
    link.parent.mkdir(parents=True)
    link.symlink_to(victim)
    said = called("normalize", path, "--output-dir", tmp_path / "out", status=1)
    assert "of an earlier run" in said
    assert (list(victim.iterdir()) if victim.is_dir() else victim.read_bytes()) in ([], b"precious without a line end")
    assert files_in(tmp_path / "out") == {}


@posix
def test_names_of_inputs_lead_nowhere_else(tmp_path: Path) -> None:
    written(tmp_path / "in" / "sub" / "..." / "a", TEXT)
    written(tmp_path / "in" / "-rf", TEXT)
    written(tmp_path / "in" / "a\\..\\b", TEXT)
    written(tmp_path / "in" / NAME, TEXT)
    called("normalize", tmp_path / "in", "--output-dir", tmp_path / "out")
    assert sorted(files_in(tmp_path / "out")) == sorted(
        ["-rf", "a\\..\\b", NAME]
    )  # names with a dot in front are left out
    for name in (".arnorm", ".ARNORM", ".Arnorm-x.part"):
        path = written(tmp_path / "own" / name, TEXT)
        assert "this is no file to be read" in called("normalize", path, "--output-dir", tmp_path / "2", status=2)
    missing = str(tmp_path / "nothing" / "..")
    assert "this is no file to be read" in called("normalize", missing, "--output-dir", tmp_path / "3", status=2)


@posix
def test_links_in_the_place_of_outputs_are_kept(tmp_path: Path) -> None:
    path, victim = written(tmp_path / "a", TEXT), written(tmp_path / "victim", b"precious")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").symlink_to(victim)
    assert "is there already" in called("normalize", path, "--output-dir", tmp_path / "out", status=2)
    said = called("normalize", path, "--output-dir", tmp_path / "out", "--resume", status=2)
    assert "was not written by an earlier run" in said
    assert victim.read_bytes() == b"precious"


def test_what_came_in_the_meantime_is_kept(tmp_path: Path) -> None:
    """So it is with ``A`` and ``a`` where a file system takes them for one name: the second finds the first."""
    source = written(tmp_path / "in", TEXT)
    out = tmp_path / "out"
    with State(str(out), "identity") as state:
        made = []
        for name in ("mine", "theirs"):
            part = written(out / f"{name}.part", TEXT)
            job = Job(str(source), str(out / name), str(part), None, "lines", len(TEXT))
            made.append(Outcome(job, None, stamp_of(source.stat()), stamp_of(part.stat()), 1, 1, 0, ()))
        written(out / "theirs", b"precious")
        mine, theirs = state.put(made)
        assert mine is not None
        assert theirs is None
        assert files_in(out) == {"mine": TEXT, "theirs": b"precious"}
        assert state.done(made[1].job) is None


def test_a_file_of_rejects_is_no_input(tmp_path: Path) -> None:
    path = written(tmp_path / "a", b"\xff\n" + TEXT)
    done = run("normalize", "--errors=skip", "--rejects", path, path, status=2)
    assert b"it is an input" in done.stderr
    assert path.read_bytes() == b"\xff\n" + TEXT


def test_a_memory_that_somebody_wrote(tmp_path: Path) -> None:
    path = written(tmp_path / "a", TEXT)
    out = tmp_path / "out"
    lines = ["[" * 100_000, "{}", '["a", 1, [], [], 2, []]', '["a", "b", [1, 2], [1, 2], "c", ["1", 2, 3, 4, 5]]', "\0"]
    written(out / ".arnorm" / "done.jsonl", "\n".join([*lines, ""]).encode())
    assert "1 file, 0 failed" in called("normalize", path, "--output-dir", out, "--resume")
