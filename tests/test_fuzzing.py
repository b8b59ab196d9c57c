"""The laws of the tests can be given to a fuzzer, and one that is broken is found, kept and replayed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from fuzz import laws, run
from hypothesis import given
from hypothesis import strategies as st


def test_laws_are_found() -> None:
    found = laws.targets("test_map_kernels")
    assert "test_map_kernels.test_equals_translate[0]" in found
    assert laws.targets("no such law") == {}
    target = found["test_map_kernels.test_equals_translate[0]"]
    assert target(b"") is None  # of no bytes there are no values
    assert target(bytes(500))


@pytest.mark.parametrize("limit", [3, 300])
@given(text=st.text())
def _short(limit: int, text: str) -> None:
    assert len(text) < limit


def test_a_broken_law_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inner = _short.hypothesis.inner_test
    found = {f"short-{limit}": laws.target(inner, {"text": st.text()}, {"limit": limit}) for limit in (3, 300)}
    assert run.plain(found, 0.01, random.Random(1), tmp_path) == 1
    (kept,) = tmp_path.iterdir()
    assert kept.name.startswith("short-3-")
    assert "1 broken" in capsys.readouterr().out
    with pytest.raises(AssertionError):
        found["short-3"](kept.read_bytes())
