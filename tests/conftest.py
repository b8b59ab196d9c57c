"""What all tests share: how many examples are tried, and where the data lies that is not part of the project."""

from __future__ import annotations

import ast
import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("brief", settings.get_profile("default"), max_examples=20)
settings.register_profile("few", settings.get_profile("default"), max_examples=5)  # for each of several threads
settings.register_profile("thorough", settings.get_profile("default"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("ARNORM_DATA", ROOT.parent / "shared" / "data"))


def pytest_configure(config: pytest.Config) -> None:
    """Let one thread at a time parse sources where tests run in several: CPython counts the depth of all together.

    It then raises ``SystemError: AST constructor recursion depth mismatch``, in Hypothesis too. Let interrupts reach
    the programs that tests start, even where a shell runs the tests in the background, in which it has them ignored.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.getoption("parallel_threads", 1) in {1, "1"}:
        return
    lock, parse = threading.Lock(), ast.parse

    def parse_alone(*arguments: Any, **options: Any) -> Any:
        with lock:
            return parse(*arguments, **options)

    ast.parse = parse_alone


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora and recorded results that lies beside a checkout."""
    if not SHARED.is_dir():
        pytest.skip(f"no corpora: set ARNORM_DATA, or put them at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def seed(shared: Path) -> str:
    """The seed text."""
    return (shared / "seed.txt").read_text("utf-8")
