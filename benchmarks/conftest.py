"""The ``measure`` fixture, and the ratios at the end of a run."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.measure import Measure, Result, table

_RESULTS = pytest.StashKey[list[Result]]()


@pytest.fixture
def measure(benchmark: BenchmarkFixture, pytestconfig: pytest.Config) -> Measure:
    return Measure(benchmark, pytestconfig.stash.setdefault(_RESULTS, []))


@pytest.hookimpl(trylast=True)  # below the table of pytest-benchmark
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    results = config.stash.get(_RESULTS, [])
    if results:
        terminalreporter.section("ratios")
        for line in table(results):
            terminalreporter.write_line(line)
