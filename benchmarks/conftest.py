"""The ``measure`` fixture, and the ratios at the end of a run."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.measure import PASSES, Measure, Result, table

_RESULTS = pytest.StashKey[list[Result]]()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Repeat every benchmark; the scope has pytest finish one pass over all of them before the next."""
    if "timing_pass" in metafunc.fixturenames:
        passes = 1 if metafunc.config.getoption("benchmark_disable") else PASSES
        metafunc.parametrize("timing_pass", range(1, passes + 1), ids="pass {}".format, scope="session")


@pytest.fixture
def measure(benchmark: BenchmarkFixture, timing_pass: int, pytestconfig: pytest.Config) -> Measure:
    return Measure(benchmark, pytestconfig.stash.setdefault(_RESULTS, []))


@pytest.hookimpl(trylast=True)  # below the table of pytest-benchmark
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    results = config.stash.get(_RESULTS, [])
    if results:
        terminalreporter.section("ratios")
        for line in table(results):
            terminalreporter.write_line(line)
