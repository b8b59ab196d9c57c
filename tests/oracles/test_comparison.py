"""``docs/comparison.md`` says what each library answers."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import peers
import pytest
from pages import generator

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "comparison.md"
COMPARISON = generator("comparison")


def column(title: str) -> list[str]:
    """Return what the page says in the column of a library, without its head."""
    rows = [line.removesuffix(" |").split(" | ") for line in PAGE.read_text("utf-8").splitlines() if line[:1] == "|"]
    place = rows[0].index(title)
    return [row[place] for row in rows[2:]]


@pytest.mark.parametrize("system", COMPARISON.SYSTEMS, ids=lambda system: system.title)
def test_answers(system: Any) -> None:
    for name in system.modules:
        package = name.split(".")[0]
        if package in ("maha", "tnkeeh", "sinatools"):  # tests/oracles/requirements.txt does without them
            pytest.importorskip(package, reason=f"{package} is in benchmarks/peers-requirements-no-deps.txt")
        else:
            peers.peer(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # their own, such as invalid escapes
        assert COMPARISON.cells(system) == column(system.title)


def test_every_question_is_answered_here() -> None:
    questions = COMPARISON.QUESTIONS
    assert {name for name, question in questions.items() if "arnorm" not in question.answers} == {
        "A number is written in words"
    }
    assert len(column("arnorm")) == len(questions) + 1
