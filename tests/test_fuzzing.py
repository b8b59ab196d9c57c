"""The laws of the tests can be given to a fuzzer, and one that is broken is found, kept and replayed."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fuzz import laws, run, work
from hypothesis import given
from hypothesis import strategies as st


def test_laws_are_found() -> None:
    found = laws.targets("test_map_kernels")
    assert "test_map_kernels.test_equals_translate[0]" in found
    assert laws.targets("no such law") == {}
    target = found["test_map_kernels.test_equals_translate[0]"]
    assert target(b"") is None  # of no bytes there are no values
    assert target(bytes(500))


def test_laws_in_classes_are_found() -> None:
    found = laws.targets("test_normalizer.TestLaws")
    assert found["test_normalizer.TestLaws.test_values_survive_printing_pickling_and_json"](bytes(500))
    assert any("[" in name for name in found)


@pytest.mark.parametrize("limit", [3, 300])
@given(text=st.text())
def _short(limit: int, text: str) -> None:
    assert len(text) < limit


def short_laws(folder: Path) -> work.Laws:
    inner = _short.hypothesis.inner_test
    found = {f"short-{limit}": laws.target(inner, {"text": st.text()}, {"limit": limit}) for limit in (3, 300)}
    return work.Laws(found, folder)


def test_a_broken_law_is_kept(tmp_path: Path) -> None:
    given, corpus = short_laws(tmp_path / "found"), tmp_path / "corpus"
    corpus.mkdir()
    work.plain(given, 1, random.Random(1), corpus)
    assert given.broken == {"short-3"}
    (kept,) = (tmp_path / "found").glob("short*")
    assert kept.name.startswith("short-3-")
    assert given.name_of(kept.read_bytes()) == "short-3"
    with pytest.raises(AssertionError):
        given.laws["short-3"](kept.read_bytes()[4:])
    assert {given.name_of(path.read_bytes()) for path in corpus.iterdir()} >= {"short-300"}
    results = run.Results()
    results.add(tmp_path / "found")
    assert results.executions == given.executions
    assert given.taken.total() < given.executions.total()


def test_what_ends_a_process_is_kept(tmp_path: Path) -> None:
    name = "test_plan.test_fusing_is_applying_in_turn"
    data = work.number_of(name) + b"x"
    (tmp_path / work.RUNNING).write_bytes(data)
    process = subprocess.Popen([sys.executable, "-Ic", "import os; os.abort()"], stderr=subprocess.PIPE, text=True)
    with process:
        ended = run.watched(process, tmp_path, time.monotonic())
    assert ended.startswith("ended with ")
    assert run.after(tmp_path, ended)
    assert [path.read_bytes() for path in tmp_path.glob(f"{name}-*")] == [data]
    assert not run.after(tmp_path, ended)


def test_a_run_reports(tmp_path: Path) -> None:
    program = Path(run.__file__)
    options = ["--minutes", "0.02", "--law", "test_plan.test_fusing", "--findings", str(tmp_path)]
    done = subprocess.run([sys.executable, "-P", str(program), *options], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "executions of 1 laws as 1 targets" in done.stdout
    assert done.stdout.endswith("0 findings\n")
