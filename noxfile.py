"""Sessions for developers, beside the gate: ``nox --list`` names them."""

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


# What starts programs, reads sources or asks other libraries, and what sets hooks for the whole process.
ALONE = ("cli", "docs_", "fuzzing", "instruction_sets", "layers", "literals", "memory", "packaging", "typing", "ucd")
FOLDERS = ("browser", "docs", "engines", "hooks", "oracles", "site")


def run_in_threads(session: nox.Session) -> None:
    """Run each test in four threads at once; what is marked ``thread_unsafe`` runs in one."""
    ignored = [f"--ignore-glob=tests/test_{name}*.py" for name in ALONE]
    ignored += [f"--ignore=tests/{name}" for name in FOLDERS]
    # One counts the memory of all threads, and the other starts programs that take long.
    alone = "thread_unsafe_functions=tracemalloc.start\nsubprocess.run\ndoctest.testfile\ndoctest.DocTestFinder"
    options = [*(session.posargs or ["tests"]), "--parallel-threads=4", "-o", alone, *ignored]
    session.run("python", "-Im", "pytest", *options, env={"HYPOTHESIS_PROFILE": "few"})


@nox.session
def parallel(session: nox.Session) -> None:
    """Run the tests in several threads at once."""
    session.install(".[test]", "pytest-run-parallel>=0.10", env={"ARNORM_REQUIRE_EXT": "1"})
    run_in_threads(session)


@nox.session(python=["3.13t", "3.14t"])
def freethreaded(session: nox.Session) -> None:
    """Do the same where Python has no lock: ``pyenv install 3.14t``, or ``./configure --disable-gil`` of CPython."""
    # Some releases of NumPy and regex have wheels for it, and not always the last.
    session.install("--prefer-binary", ".[test]", "pytest-run-parallel>=0.10", env={"ARNORM_REQUIRE_EXT": "1"})
    session.run("python", "-W", "error", "-c", "import sys, arnorm, numpy, regex; assert not sys._is_gil_enabled()")
    run_in_threads(session)


@nox.session
def races(session: nox.Session) -> None:
    """Run threads on a core that looks for memory that two of them use at once, and one of them writes (gcc)."""
    session.install(".[test]", env={"ARNORM_SANITIZE": "thread", "ARNORM_REQUIRE_EXT": "1"})
    library = session.run("gcc", "-print-file-name=libtsan.so", external=True, silent=True)
    environment = {"LD_PRELOAD": str(library).strip(), "TSAN_OPTIONS": "report_signal_unsafe=0 history_size=7"}
    tests = ["tests/test_sharing.py", "tests/test_column_threads.py", "-k", "threads and not made"]
    # Addresses that are drawn at random do not go with it everywhere.
    command = ["setarch", "-R", "python", "-Im", "pytest", *(session.posargs or tests)]
    session.run(*command, external=True, env={**environment, "HYPOTHESIS_PROFILE": "brief"})


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
