"""Sessions for developers, beside the gate: ``nox -s instructions`` and ``nox -s compare``."""

from __future__ import annotations

import nox

nox.options.sessions = ["instructions"]


@nox.session
def instructions(session: nox.Session) -> None:
    """Count the instructions of the main loops and print the difference to those that are kept."""
    session.install("-e", ".", env={"ARNORM_REQUIRE_EXT": "1"})
    session.run("python", "-m", "benchmarks.instructions", *session.posargs)


@nox.session
def compare(session: nox.Session) -> None:
    """Measure every other library beside this one."""
    session.install("-e", ".", env={"ARNORM_REQUIRE_EXT": "1"})
    session.install("-r", "benchmarks/peers-requirements.txt")
    session.install("--no-deps", "-r", "benchmarks/peers-requirements-no-deps.txt")
    session.run("python", "-W", "ignore", "-m", "benchmarks.compare", *session.posargs)
