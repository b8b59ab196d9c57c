"""Sessions for developers, beside the gate: ``nox --list`` names them."""

from __future__ import annotations

import shutil
from pathlib import Path

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


@nox.session
def sanitize(session: nox.Session) -> None:
    """Run the tests on a core that looks for reads and writes out of bounds and for undefined behaviour (gcc)."""
    session.install(".[test,columns]", env={"ARNORM_SANITIZE": "1", "ARNORM_REQUIRE_EXT": "1"})
    libraries = [
        session.run("gcc", f"-print-file-name=lib{name}.so", external=True, silent=True) for name in ("asan", "ubsan")
    ]
    environment = {
        "LD_PRELOAD": " ".join(str(library).strip() for library in libraries),
        "PYTHONMALLOC": "malloc",  # so that every object has bounds of its own
        "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1",  # CPython keeps much to its end
        "HYPOTHESIS_PROFILE": "brief",
    }
    # What compiles something itself, or starts a browser, does not go with a library that is loaded before all others.
    ignored = ("tests/browser", "tests/test_packaging.py", "tests/test_memory.py", "tests/test_instruction_sets.py")
    options = [option for path in ignored for option in ("--ignore", path)]
    session.run("python", "-Im", "pytest", *(session.posargs or ["tests"]), *options, env=environment)


@nox.session
def coverage(session: nox.Session) -> None:
    """Say which lines of Python, of Cython and of C no test runs, and fail where they are many (gcc)."""
    # What counts lines is built and tested in a copy, so that nothing of it stays among the sources.
    folder = Path(session.virtualenv.location, "project")
    shutil.rmtree(folder, ignore_errors=True)
    ignored = shutil.ignore_patterns(".git", ".nox", ".*_cache", "__pycache__", "*.so", "*.egg-info", "build", "dist")
    shutil.copytree(Path(__file__).parent, folder, ignore=ignored)
    session.chdir(folder)
    built = {"ARNORM_COVERAGE": "1", "ARNORM_REQUIRE_EXT": "1"}
    session.install(".[coverage,columns,engines,hooks,test]", env=built)
    # Without corpora, whose tests take long, and without tests of the project rather than of what it does.
    apart = (
        "oracles",
        "site",
        "browser",
        "golden",
        "ucd",
        "test_layers",
        "test_literals",
        "test_packaging",
        "test_typing",
    )
    run = ["python", "-Im", "coverage", "run", "-m", "pytest", *(session.posargs or ["tests"])]
    run += [f"--ignore-glob=tests/{name}*" for name in apart]
    environment = {"HYPOTHESIS_PROFILE": "brief", "ARNORM_DATA": "none"}
    # Counting takes memory and time, which some tests measure. The gate says if tests pass; here they only have to run.
    failing = [0, 1]
    session.run(*run, env=environment, success_codes=failing)
    # Libraries call the reference as they call the compiled core.
    session.run(
        *run,
        *(f"--ignore=tests/{name}" for name in ("engines", "hooks", "test_cli_kills.py", "test_memory.py")),
        env={**environment, "ARNORM_BACKEND": "reference"},
        success_codes=failing,
    )
    session.run("python", "tests/covered.py", ".")


@nox.session
def fuzz(session: nox.Session) -> None:
    """Give the laws of the tests to a plain fuzzer for a while: ``nox -s fuzz -- --minutes 30``."""
    session.install(".[test]", env={"ARNORM_REQUIRE_EXT": "1"})
    session.run("python", "-P", "tests/fuzz/run.py", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site in docs/_build/html, where every warning is an error, and look at it."""
    session.install("-e", ".[docs]", env={"ARNORM_REQUIRE_EXT": "1"})
    session.run("python", "-m", "sphinx", "-W", "--keep-going", "docs", "docs/_build/html")
    session.run("python", "-Im", "pytest", "tests/site", *session.posargs, env={"ARNORM_SITE": "docs/_build/html"})
