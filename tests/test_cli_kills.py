"""Runs that are killed or interrupted at any moment, and what a later run makes of what they leave."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import time
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest
from test_cli import COMMAND, ENVIRONMENT, posix, run
from test_cli_runs import SEARCH, called, fast, files_in, read, written

WORDS = ["كِتـابٌ", "مدرسة", "«نعم»", "١٢٣", "إنَّ", "hello", "لا", "\\n", '\\"']


def shard(seed: int, size: int) -> tuple[bytes, list[bytes]]:
    """Lines of JSON, one of a hundred of which is corrupt, and those that are."""
    source = random.Random(seed)
    rows: list[bytes] = []
    bad: list[bytes] = []
    while size > 0:
        text = " ".join(source.choices(WORDS, k=source.randint(1, 80)))
        row = f'{{"id": {len(rows)}, "score": 1.50, "meta": {{"text": "{text}"}}}}\n'.encode()
        if source.random() < 0.01:
            row = source.choice([row[: len(row) // 2] + b"\n", row.replace(b"text", b"body"), row[:-2] + b"\xff}\n"])
            bad.append(row)
        rows.append(row)
        size -= len(row)
    return b"".join(rows), bad


OPTIONS = ("normalize", "--profile=search", "--field=meta.text", "--errors=skip")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inputs of some megabytes, and what a run makes of them."""
    folder = tmp_path_factory.mktemp("runs")
    for number, name in enumerate(("a.jsonl", "b/c.jsonl.gz", "b/d.jsonl.zst", "e.jsonl")):
        written(folder / "in" / name, shard(number, 600_000 * (1 + number % 2))[0])
    called(*OPTIONS, folder / "in", "--output-dir", folder / "out", "--rejects", folder / "rejects.jsonl")
    return folder


@fast
def test_corrupt_rows_stand_with_the_rejects_and_nowhere_else(undisturbed: Path) -> None:
    rejects = [json.loads(line) for line in (undisturbed / "rejects.jsonl").read_bytes().splitlines()]
    for number, name in enumerate(("a.jsonl", "b/c.jsonl.gz", "b/d.jsonl.zst", "e.jsonl")):
        data, bad = shard(number, 600_000 * (1 + number % 2))
        rows = data.splitlines(keepends=True)
        own = [row for row in rejects if row["file"] == str(undisturbed / "in" / name)]
        raw = [row["row"].encode() if "row" in row else b64decode(row["base64"]) for row in own]
        assert raw == bad
        assert [rows[row["line"] - 1] for row in own] == bad
        good = [json.loads(row) for number, row in enumerate(rows, 1) if number not in {row["line"] for row in own}]
        found = [json.loads(row) for row in read(undisturbed / "out" / name).splitlines()]
        assert found == [{**row, "meta": {"text": SEARCH(row["meta"]["text"])}} for row in good]
        assert len(found) + len(bad) == len(rows)


def is_begun(out: Path, name: str) -> bool:
    return any(path.stat().st_size > 0 for path in out.rglob(name))


def lines_done(out: Path, count: int) -> bool:
    path = out / ".arnorm" / "done.jsonl"
    return path.exists() and path.read_bytes().count(b"\n") >= count


MOMENTS: dict[str, Callable[[Path], bool]] = {
    "the folder is there": lambda out: out.exists(),
    "a file is begun": lambda out: is_begun(out, ".arnorm-*.part"),
    "rejects are begun": lambda out: any(out.rglob("*.jsonl.part")),
    "a file is done": lambda out: lines_done(out, 1),
    "a file has its name": lambda out: any(files_in(out)),
    "two files are done": lambda out: lines_done(out, 2),
}


def started(*arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENVIRONMENT
    )


def killed(process: subprocess.Popen[bytes], moment: Callable[[], bool]) -> bool:
    """Kill a process, and nothing else, when its moment has come; return whether it was still alive."""
    end = time.monotonic() + 120
    with process:
        while process.poll() is None and not moment() and time.monotonic() < end:
            time.sleep(0.001)
        process.kill()
    return process.returncode == -signal.SIGKILL


@fast
@posix
@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_run_is_resumed(tmp_path: Path, undisturbed: Path, moment: str, workers: str) -> None:
    out, rejects = tmp_path / "out", tmp_path / "rejects.jsonl"
    command = (*OPTIONS, undisturbed / "in", "--output-dir", out, "--rejects", rejects, "--workers", workers)
    for _ in range(5):
        if killed(started(*command), lambda: _reached(moment, out)) and not rejects.exists():
            break
        # On a busy machine a run may be over, and have its rejects, before anybody has seen its moment.
        shutil.rmtree(out)
        rejects.unlink(missing_ok=True)
    else:
        pytest.fail(f"no run was killed when {moment}")
    whole = files_in(undisturbed / "out")
    assert all(whole[name] == data for name, data in files_in(out).items() if not name.endswith(".part"))
    said = called(*command[:-1], "1", "--resume")
    assert "4 files" in said
    assert files_in(out) == whole
    assert rejects.read_bytes() == (undisturbed / "rejects.jsonl").read_bytes()
    assert _total(said) == _total(called(*command, "--resume"))


def _reached(moment: str, out: Path) -> bool:
    try:
        return MOMENTS[moment](out)
    except FileNotFoundError:  # a file got its name in the meantime
        return False


def _total(said: str) -> str:
    """The counts of the rows in the last line."""
    found = re.search(r"failed; (.*;.*);", said.splitlines()[-1])
    assert found
    return found[1]


@fast
@posix
def test_a_run_that_is_killed_again_and_again_comes_to_its_end(tmp_path: Path, undisturbed: Path) -> None:
    out, rejects = tmp_path / "out", tmp_path / "rejects.jsonl"
    command = (*OPTIONS, undisturbed / "in", "--output-dir", out, "--rejects", rejects, "--workers=2", "--resume")
    source = random.Random(1)
    for count in range(1, 4):
        wait = source.random() * 0.05

        def moment(count: int = count, wait: float = wait) -> bool:
            if lines_done(out, count):
                time.sleep(wait)
                return True
            return False

        killed(started(*command), moment)
    run(*command)
    assert files_in(out) == files_in(undisturbed / "out")
    assert rejects.read_bytes() == (undisturbed / "rejects.jsonl").read_bytes()


@fast
def test_workers_write_what_one_process_writes(tmp_path: Path, undisturbed: Path) -> None:
    out, rejects = tmp_path / "out", tmp_path / "rejects.jsonl"
    done = run(*OPTIONS, undisturbed / "in", "--output-dir", out, "--rejects", rejects, "--workers=3")
    assert files_in(out) == files_in(undisturbed / "out")
    assert rejects.read_bytes() == (undisturbed / "rejects.jsonl").read_bytes()
    assert done.stdout == b""
    assert done.stderr.count(b"\n") < 20


@fast
@posix
@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interrupted_run_leaves_nothing_half_done(tmp_path: Path, undisturbed: Path, workers: str) -> None:
    out = tmp_path / "out"
    with started(*OPTIONS, undisturbed / "in", "--output-dir", out, "--workers", workers) as process:
        while process.poll() is None and not _reached("a file is begun", out):
            time.sleep(0.001)
        process.send_signal(signal.SIGINT)
        assert process.stderr
        assert process.stderr.read() == b""
        assert process.wait(60) == 130
    whole = files_in(undisturbed / "out")
    found = files_in(out)
    assert all(whole.get(name) == data for name, data in found.items())
    assert not [*out.rglob("*.part")]
    called(*OPTIONS, undisturbed / "in", "--output-dir", out, "--resume")
    assert files_in(out) == whole


@fast
@posix
def test_a_worker_that_dies_is_reported(tmp_path: Path, undisturbed: Path) -> None:
    out = tmp_path / "out"
    with started(*OPTIONS, undisturbed / "in", "--output-dir", out, "--workers=2") as process:
        while process.poll() is None and not _reached("a file is begun", out):
            time.sleep(0.001)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        if not children.exists():
            process.kill()
            pytest.skip("the system does not tell which processes a process has started")
        for number in children.read_text().split():
            if b"spawn_main" in Path(f"/proc/{number}/cmdline").read_bytes():
                os.kill(int(number), signal.SIGKILL)
        assert process.stderr
        assert process.stderr.read().decode() == "arnorm: a worker process died; fewer of them need less memory\n"
        assert process.wait(60) == 1
    called(*OPTIONS, undisturbed / "in", "--output-dir", out, "--resume")
    assert files_in(out) == files_in(undisturbed / "out")
