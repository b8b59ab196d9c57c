"""Every engine gives the result that is expected of it, and one that does not is found out."""

from __future__ import annotations

from typing import Any

import pytest

from arnorm import Normalizer
from benchmarks.engines import BASELINE, ENGINES, JOBS, report, table, timed

pytest.importorskip("pyarrow", reason="pyarrow is in the columns extra")


def test_engines() -> None:
    lines = list(report(ENGINES, 500, 1, ["pyarrow"]))
    for name in ENGINES:
        assert sum(line.startswith(f"{name} ") for line in lines) == len(JOBS)
    pytest.importorskip("pandas", reason="pandas is in the columns extra")
    assert any(line.startswith(BASELINE) and line.endswith(" 1.00") for line in lines)


def test_an_engine_that_does_something_else_is_found_out() -> None:
    def idle(table: Any, normalizer: Normalizer) -> tuple[float, Any]:
        return timed(lambda: table["text"])

    with pytest.raises(AssertionError, match="idle: the result of five rules differs"):
        list(report({"idle": idle}, 500, 1, []))


def test_tables() -> None:
    assert table(70).num_rows == 70
    assert len(set(table(70)["text"].to_pylist())) > 60
    assert all(len(text.split()) == 10 for text in table(70)["text"].to_pylist())
