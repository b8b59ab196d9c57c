"""``docs/moving.md`` says what other libraries give, and what is given here."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import peers
import pytest
from pages import generator

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "moving.md"
MOVING = generator("moving")


def lines(system: Any) -> list[str]:
    """Return the rows of the table about a library."""
    text = PAGE.read_text("utf-8").partition(f"## {system.title}\n")[2].partition("\n## ")[0]
    return [line for line in text.splitlines() if line.startswith("| `")]


@pytest.mark.parametrize("system", MOVING.SYSTEMS, ids=lambda system: system.title)
def test_what_is_given_here(system: Any) -> None:
    found = lines(system)
    assert len(found) == len(system.rows) > 0
    for row, line in zip(system.rows, found, strict=True):
        assert line.startswith(f"| `{row.theirs}` | `{row.here}` | {MOVING.cell(row.text)} | ")
        theirs, here = line.removesuffix(" |").split(" | ")[-2:] if "\\|" not in line else (None, None)
        given = MOVING.cell(MOVING.ours(row))
        if theirs is None:
            assert line.endswith((f" | {given} |", f" | {given} | the same |"))
        else:
            assert given == (theirs if here == "the same" else here), line


@pytest.mark.parametrize("system", MOVING.SYSTEMS, ids=lambda system: system.title)
def test_what_they_give(system: Any) -> None:
    if system.module in ("maha", "tnkeeh"):  # no other test needs them: they are in benchmarks/peers-requirements
        pytest.importorskip(system.module, reason=f"{system.module} is in benchmarks/peers-requirements-no-deps.txt")
    peers.peer(system.module)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # their own, such as invalid escapes
        assert [MOVING.line(row) for row in system.rows] == lines(system)
