"""Many files into a folder: where each goes, what a kill leaves, and what a later run makes of it."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from test_cli import COMMAND, ENVIRONMENT, INVALID, MEASURE, TEXT, posix, run

import arnorm
from arnorm import Normalizer, profiles
from arnorm.cli import main
from arnorm.cli.sources import compression_of, zstd

SEARCH = Normalizer(profiles.SEARCH)
STRIP = "--rules=strip_tatweel"
fast = pytest.mark.skipif(arnorm.BACKEND == "reference", reason="takes minutes in plain Python")


def called(*arguments: str | Path, status: int = 0) -> str:
    """What the command says on standard error, called in this process; it writes nothing on standard output."""
    said, written = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(written):
        try:
            found = main([*map(str, arguments)])
        except SystemExit as error:
            found = int(str(error.code))
    said.seek(0)
    written.seek(0)
    assert (found, written.read()) == (status, "")
    return said.read()


def files_in(folder: Path) -> dict[str, bytes]:
    """The files below a folder, but for those that it keeps for itself."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".arnorm" not in path.relative_to(folder).parts
    }


def written(path: Path, data: bytes) -> Path:
    """A new file, compressed as its name says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = compression_of(path.name)
    path.write_bytes(gzip.compress(data) if kind == "gzip" else zstd().compress(data) if kind == "zstd" else data)
    return path


def read(path: Path) -> bytes:
    data = path.read_bytes()
    kind = compression_of(path.name)
    return gzip.decompress(data) if kind == "gzip" else zstd().decompress(data) if kind == "zstd" else data


# ------------------------------------------------------------------------------------------------------------- the tree


def test_the_tree_is_mirrored(tmp_path: Path) -> None:
    rows, table = b'{"text": "\xd9\x83\xd9\x80"}\n', b"id,text\n1,\xd9\x83\xd9\x80\n"
    places = {
        "a.jsonl": rows,
        "نص/b.jsonl.gz": rows,
        "نص/deep/c.ndjson.zst": rows,
        "d.csv": table,
        "e.tsv.gz": table.replace(b",", b"\t"),
        "f.JSON": rows,
        "empty.jsonl.gz": b"",
    }
    for name, data in places.items():
        written(tmp_path / "in" / name, data)
    for name in (".hidden", "_SUCCESS", ".git/x", "_temporary/y"):
        written(tmp_path / "in" / name, b"\xff")
    inside = tmp_path / "in" / "results"  # which is no input
    options = ("normalize", "--rules=strip_tatweel", "--field=text", "--column=text", tmp_path / "in")
    assert "7 files, 0 failed" in called(*options, "--output-dir", inside)
    found = files_in(inside)
    assert found.keys() == places.keys()
    for name in found:
        assert read(inside / name) == places[name].replace("ـ".encode(), b"")
    assert "7 files (7 done before)" in called(*options, "--output-dir", inside, "--resume")
    out = tmp_path / "out"  # and what is in such a folder is none for another run
    assert "4 files, 0 failed" in called(*options, "--glob=*.[jn]*", "--output-dir", out)
    assert sorted(files_in(out)) == ["a.jsonl", "empty.jsonl.gz", "نص/b.jsonl.gz", "نص/deep/c.ndjson.zst"]


def test_formats_are_told_by_names_and_options(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", b"a,b\n")
    both = called("normalize", "--field=a", "--column=a", path, "--output-dir", tmp_path / "out", status=2)
    assert both == f"arnorm: {path}: it cannot be told what this is: say --from\n"
    lines = called("normalize", "--field=a", "--column=a", "--from=lines", path, "--output-dir", tmp_path / "out")
    assert "1 file, 0 failed; 1 rows" in lines
    assert run("tokenize", "--column=b", path).stdout == b"a,b\n"


def test_lines_compressed_and_not(tmp_path: Path) -> None:
    for name in ("a", "b.gz", "c.zst"):
        written(tmp_path / "in" / name, TEXT)
    for command in (("normalize",), ("tokenize",), ("tokenize", "--format=jsonl"), ("sentences",)):
        out = tmp_path / "-".join(command)
        called(*command, tmp_path / "in", "--output-dir", out)
        expected = run(*command, tmp_path / "in" / "a").stdout
        assert {read(out / name) for name in ("a", "b.gz", "c.zst")} == {expected}
        assert run(*command, *(tmp_path / "in" / name for name in ("a", "b.gz", "c.zst"))).stdout == expected * 3
    again = tmp_path / "again"
    called("normalize", tmp_path / "in", "--output-dir", again)
    assert files_in(again) == files_in(tmp_path / "normalize")  # byte for byte, compressed ones too


@pytest.mark.parametrize("name", ["a.gz", "a.zst"])
def test_compressed_files_that_are_broken(tmp_path: Path, name: str) -> None:
    path = written(tmp_path / name, TEXT * 20)
    whole = path.read_bytes()
    for data in (whole[:-9], whole[: len(whole) // 2], b"nothing of the kind", whole + b"rubbish"):
        path.write_bytes(data)
        said = called("normalize", path, "--output-dir", tmp_path / "out", status=1)
        assert said.startswith(f"arnorm: {path}: ")
        assert "0 files, 1 failed" in said
        assert files_in(tmp_path / "out") == {}
        done = run("normalize", path, status=1)
        assert done.stderr.startswith(f"arnorm: {path}: ".encode())
        assert Normalizer().normalize_utf8(TEXT * 20).startswith(done.stdout)


@posix
def test_a_small_file_that_grows_without_end_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    with gzip.open(path, "wb", 1) as file:
        for _ in range(80):
            file.write(b"a" * 1_000_000)
    assert path.stat().st_size < 1_000_000
    said = called("normalize", path, "--output-dir", tmp_path / "out", status=1)
    assert "line 1 has more than 67,108,864 bytes" in said
    said = called("normalize", path, "--field=text", "--output-dir", tmp_path / "out", status=1)
    assert "line 1 has more than 33,554,432 bytes" in said
    assert files_in(tmp_path / "out") == {}


# -------------------------------------------------------------------------------------------------- what is not written


@posix
def test_inputs_are_never_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    path = written(folder / "sub" / "a", TEXT)
    link = tmp_path / "link"
    link.symlink_to(folder)
    for inputs, out in (
        ((path,), path.parent),
        ((folder,), folder),
        ((folder,), link),
        ((folder / "sub",), folder / "sub"),
        ((folder / ".",), tmp_path / "in" / "sub" / ".."),
        ((folder / "sub" / "a", written(tmp_path / "other" / "sub" / "x", b"")), folder / "sub"),
    ):
        said = called("normalize", *inputs, "--output-dir", out, "--resume", status=2)
        assert "nothing is changed in place" in said
    assert files_in(folder) == {"sub/a": TEXT}


def test_what_is_there_is_kept(tmp_path: Path) -> None:
    path, out = written(tmp_path / "a", TEXT), tmp_path / "out"
    written(out / "a", b"precious")
    assert "is there already: --resume goes on" in called("normalize", path, "--output-dir", out, status=2)
    assert "was not written by an earlier run" in called("normalize", path, "--output-dir", out, "--resume", status=2)
    assert files_in(out) == {"a": b"precious"}
    (out / "a").unlink()
    called("normalize", path, "--output-dir", out)
    with (out / "a").open("ab") as file:
        file.write(b"by hand")
    path.write_bytes(b"other")
    assert "or was changed since" in called("normalize", path, "--output-dir", out, "--resume", status=2)
    assert (out / "a").read_bytes().endswith(b"by hand")


@posix
def test_nothing_is_written_outside_of_the_folder(tmp_path: Path) -> None:
    written(tmp_path / "in" / "sub" / "a", TEXT)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "sub").symlink_to(tmp_path / "elsewhere")
    said = called("normalize", tmp_path / "in", "--output-dir", tmp_path / "out", status=2)
    assert "leads out of" in said
    (tmp_path / "in" / "link").symlink_to(tmp_path / "elsewhere")  # a folder, which is not gone into
    written(tmp_path / "elsewhere" / "b", TEXT)
    (tmp_path / "out" / "sub").unlink()
    called("normalize", tmp_path / "in", "--output-dir", tmp_path / "out")
    assert list(files_in(tmp_path / "out")) == ["sub/a"]
    called("normalize", f"{tmp_path}/in/../in/sub/../sub/a", "--output-dir", tmp_path / "out2")
    assert list(files_in(tmp_path / "out2")) == ["a"]


def test_two_inputs_with_one_name(tmp_path: Path) -> None:
    one, other = written(tmp_path / "1" / "a", TEXT), written(tmp_path / "2" / "a", TEXT)
    said = called("normalize", one, other, "--output-dir", tmp_path / "out", status=2)
    assert f"{one} and {other} would both be written to" in said
    nested = written(tmp_path / "3" / "a" / "b", TEXT)
    said = called("normalize", one, nested.parents[1], "--output-dir", tmp_path / "out", status=2)
    assert "where a folder is wanted" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--resume",), "--resume wants --output-dir"),
        (("--workers=2",), "--workers wants --output-dir"),
        (("--glob=*",), "--glob wants --output-dir"),
        (("--workers=0", "--output-dir=out"), "'0' is not a number of processes"),
        (("--rejects=x",), "--rejects wants --errors skip"),
        (("--output-dir=out", "-"), "not standard input"),
        (("--output-dir=out",), "not standard input"),
        (("--field=a", "--field=a.b"), "lies in another one"),
        (("--column=0",), "columns are counted from 1"),
        (("--delimiter=ab", "--column=a"), "is not one character"),
        (("--from=parquet",), "say --column for Parquet"),
        (("--from=jsonl",), "say --field for JSON Lines"),
        (("--from=csv",), "say --column for CSV"),
    ],
    ids=str,
)
def test_options_that_do_not_go_together(options: tuple[str, ...], words: str) -> None:
    status = 1 if options[0].startswith("--from") else 2
    assert words in called("normalize", *options, *(["-"] if status == 1 else []), status=status)


def test_a_file_that_fails_leaves_nothing_and_the_others_go_on(tmp_path: Path) -> None:
    good, bad = written(tmp_path / "good", TEXT), written(tmp_path / "bad", TEXT * 30 + INVALID)
    missing = tmp_path / "missing"
    said = called("normalize", bad, missing, good, "--output-dir", tmp_path / "out", status=1)
    lines = said.splitlines()
    assert re.fullmatch(rf"arnorm: {re.escape(str(bad))}: invalid UTF-8 at byte \d+ \(line \d+\)", lines[0])
    assert lines[1].startswith(f"arnorm: {missing}: No such file")
    assert "1 file, 2 failed" in lines[2]
    assert files_in(tmp_path / "out") == {"good": Normalizer().normalize_utf8(TEXT)}
    bad.write_bytes(TEXT)
    missing.write_bytes(TEXT)
    said = called("normalize", bad, missing, good, "--output-dir", tmp_path / "out", "--resume")
    assert "3 files (1 done before), 0 failed" in said
    assert len(set(files_in(tmp_path / "out").values())) == 1


@pytest.mark.skipif(
    not Path("/dev/full").exists() or os.geteuid() != 0, reason="needs a full file system to be mounted"
)
def test_a_disk_that_is_full(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "none", small], capture_output=True)
    if mounted.returncode:
        pytest.skip("cannot mount a file system")
    try:
        path = written(tmp_path / "a", TEXT * (600_000 // len(TEXT)))
        said = called("normalize", path, "--output-dir", small, status=1)
        assert said.splitlines()[0] == f"arnorm: {path}: cannot be written: No space left on device"
        assert files_in(small) == {}
    finally:
        subprocess.run(["umount", small], check=True)


# ------------------------------------------------------------------------------------------------------------ to resume


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    one, other = written(tmp_path / "1", TEXT), written(tmp_path / "2", TEXT)
    out = tmp_path / "out"
    options = (one, other, "--output-dir", out)
    called("normalize", *options)
    times = {path: path.stat().st_mtime_ns for path in (out / "1", out / "2")}
    assert "2 files (2 done before), 0 failed" in called("normalize", *options, "--resume")
    assert times == {path: path.stat().st_mtime_ns for path in times}
    other.write_bytes(TEXT + b"more\n")
    assert "2 files (1 done before), 0 failed" in called("normalize", *options, "--resume")
    assert (out / "2").read_bytes() == Normalizer().normalize_utf8(TEXT + b"more\n")
    assert "2 files, 0 failed" in called("normalize", *options, "--resume", "--profile=search")  # other rules
    assert (out / "1").read_bytes() == SEARCH.normalize_utf8(TEXT)
    (out / "1").unlink()
    assert "2 files (1 done before)" in called("normalize", *options, "--resume", "--profile=search")
    assert "2 files, 0 failed" in called("tokenize", *options, "--resume")
    assert "2 files, 0 failed" in called("tokenize", *options, "--resume", "--policy=search")
    assert "2 files, 0 failed" in called("tokenize", *options, "--resume", "--policy=search", "--format=tokens")
    assert "2 files (2 done" in called("tokenize", *options, "--resume", "--policy=search", "--format=tokens")


def test_memory_of_a_folder_that_was_cut_off(tmp_path: Path) -> None:
    paths = [written(tmp_path / name, TEXT) for name in "abc"]
    out = tmp_path / "out"
    called("normalize", *paths, "--output-dir", out)
    memory = out / ".arnorm" / "done.jsonl"
    whole = memory.read_bytes()
    first = whole.index(b"\n") + 1
    for size in (0, 5, first - 1, first, first + 1, len(whole) - 1):
        memory.write_bytes(whole[:size])
        lines = whole[:size].count(b"\n")
        for name in "abc"[lines:]:
            (out / name).unlink(missing_ok=True)
        said = called("normalize", *paths, "--output-dir", out, "--resume")
        assert f"({lines} done before)" in said or (not lines and "done before" not in said)
        assert {json.loads(line)[0] for line in memory.read_bytes().splitlines()} == set("abc")
        whole = memory.read_bytes()
        first = whole.index(b"\n") + 1


def test_rejects_are_those_of_the_file_that_was_read(tmp_path: Path) -> None:
    path, out, rejects = tmp_path / "a.jsonl", tmp_path / "out", tmp_path / "rejects"
    other = written(tmp_path / "b.jsonl", b'{"text": "b"}\nb\n')
    command = ("normalize", "--field=text", "--errors=skip", path, other, "--output-dir", out, "--resume")

    def skipped(data: bytes, *more: str | Path, status: int = 0) -> list[str] | None:
        path.write_bytes(data)
        called(*command, *more, status=status)
        if not more:
            return None
        return [json.loads(line)["row"] for line in rejects.read_bytes().splitlines()]

    with_rejects = ("--rejects", rejects)
    assert skipped(b"1\n", *with_rejects) == ["1\n", "b\n"]
    assert skipped(b"1\n", *with_rejects) == ["1\n", "b\n"]
    assert skipped(b'{"text": "a"}\n', *with_rejects) == ["b\n"]
    assert skipped(b"1\n2\n", *with_rejects) == ["1\n", "2\n", "b\n"]
    skipped(b"1\n2\n3\n")  # nobody asks for them
    assert skipped(b"1\n2\n3\n", *with_rejects) == ["1\n", "2\n", "3\n", "b\n"]
    path.unlink()
    called(*command, *with_rejects, status=1)
    assert [json.loads(line)["row"] for line in rejects.read_bytes().splitlines()] == ["b\n"]
    assert "cannot be the file of rejects" in called(*command, "--rejects", other, status=2)
    assert "cannot be the file of rejects" in called(*command, "--rejects", out / "b.jsonl", status=2)


@posix
def test_one_run_at_a_time(tmp_path: Path) -> None:
    import fcntl

    path, out = written(tmp_path / "a", TEXT), tmp_path / "out"
    (out / ".arnorm").mkdir(parents=True)
    with (out / ".arnorm" / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = called("normalize", path, "--output-dir", out, status=1)
    assert said == f"arnorm: {out}: another run writes into this folder\n"
    called("normalize", path, "--output-dir", out)


# -------------------------------------------------------------------------------------------- standard output, progress


def test_rows_go_through_standard_output(tmp_path: Path) -> None:
    rows = '{"a": {"b": "كـ"}}\n'.encode() + b"{\n" + '{"a": {"b": "لـ"}}\n'.encode()
    rejects = tmp_path / "rejects"
    done = run("normalize", STRIP, "--field=a.b", "--errors=skip", "--rejects", rejects, "-", input=rows)
    assert done.stdout == '{"a": {"b": "ك"}}\n{"a": {"b": "ل"}}\n'.encode()
    assert done.stderr.decode().startswith("arnorm: standard input: skipped: no JSON: Expecting ")
    assert json.loads(rejects.read_bytes())["row"] == "{\n"
    done = run("normalize", STRIP, "--field=a.b", input=rows, status=1)
    assert done.stdout == '{"a": {"b": "ك"}}\n'.encode()
    assert b"(line 2)" in done.stderr
    assert (
        run("tokenize", "--column=2", "--delimiter=;", input="1;كتاب جديد\n".encode()).stdout.decode()
        == "1;كتاب جديد\n"
    )
    assert run("sentences", "--field=a.b", "--errors=skip", input=rows[:-1]).stdout.count(b"\n") == 1


def test_reports_read_fields(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl.gz", '{"text": "كـ"}\n{"text": "«لا»"}\n{}\n'.encode())
    done = run("inspect", "--json", "--field=text", "--errors=skip", path)
    assert json.loads(done.stdout)["code_points"] == 6
    assert b"skipped: no field 'text' (line 3)" in done.stderr
    done = run("diff", "--profile=clean", "--profile=search", "--json", "--field=text", "--errors=skip", path)
    found = json.loads(done.stdout)
    assert (found["lines"], found["differing"]) == (2, 2)
    assert "say --field" in run("inspect", path, status=1).stderr.decode()


@posix
def test_progress_is_for_terminals(tmp_path: Path) -> None:
    pytest.importorskip("tqdm")
    import pty
    import termios

    path = written(tmp_path / "a", TEXT * (2_000_000 // len(TEXT)))
    primary, secondary = pty.openpty()
    termios.tcsetwinsize(secondary, (24, 80))
    with subprocess.Popen(
        [*COMMAND, "normalize", str(path), "--output-dir", str(tmp_path / "out")], stderr=secondary, env=ENVIRONMENT
    ) as process:
        os.close(secondary)
        said = b""
        with contextlib.suppress(OSError):  # that is how the end of a terminal is said
            while more := os.read(primary, 4096):
                said += more
        assert process.wait(60) == 0
    os.close(primary)
    assert b"%|" in said
    assert said.rstrip().endswith(b" s")
    quiet = run("normalize", path, "--output-dir", tmp_path / "quiet")
    assert quiet.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("module", "name", "words"),
    [("pyarrow", "a.parquet", "pip install 'arnorm[parquet]'"), ("backports", "a.zst", "pip install 'arnorm[cli]'")],
)
def test_a_library_that_is_not_there(tmp_path: Path, module: str, name: str, words: str) -> None:
    if module == "backports" and sys.version_info >= (3, 14):
        pytest.skip("Zstandard is part of Python")
    path = tmp_path / name
    path.write_bytes(b"")
    code = "import sys; sys.modules[sys.argv[1]] = None; from arnorm.cli import main; sys.exit(main(sys.argv[2:]))"
    options: tuple[Any, ...] = ("normalize", "--column=a", "--from", "parquet" if module == "pyarrow" else "csv", path)
    for more in ((), ("--output-dir", tmp_path / "out")):
        if module == "pyarrow" and not more:
            continue
        done = run(module, *options, *more, command=(sys.executable, "-Ic", code), status=1)
        assert words in done.stderr.decode()
        assert done.stderr.count(b"\n") == 1


@posix
@fast
@pytest.mark.parametrize(("name", "option"), [("jsonl", "--field=text"), ("csv", "--column=text")])
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, name: str, option: str) -> None:
    head, row = {
        "jsonl": (b"", b'{"id": 1, "text": "' + "كِتـابٌ ".encode() * 40 + b'"}\n'),
        "csv": (b"id,text\n", b'1,"' + "كِتـابٌ ".encode() * 40 + b'"\n'),
    }[name]
    small, huge = tmp_path / f"small.{name}", tmp_path / f"huge.{name}"
    for path, size in ((small, 2_000_000), (huge, 30_000_000)):
        with path.open("wb") as file:
            file.write(head)
            for _ in range(size // len(row) // 100):
                file.write(row * 100)
    command = (*COMMAND, "normalize", "--profile=search", option)
    measured = run(small, huge, *command, command=(sys.executable, "-Ic", MEASURE)).stdout.split()
    baseline, peak = map(int, measured)
    assert peak < baseline + 8_000_000
