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


# What goes with no library that is loaded before all others, or measures what that library changes.
NOT_SANITIZED = (
    "--ignore=tests/browser",  # starts Chromium
    "--ignore=tests/site",  # builds the site, and starts Chromium
    "--ignore=tests/engines",  # starts clusters, one of them in Java
    "--ignore=tests/test_packaging.py",  # compiles
    "--deselect=tests/test_instruction_sets.py::test_harness",  # compiles, and so do the next two
    "--deselect=tests/test_instruction_sets.py::test_harness_with_sanitizers",  # that has sanitizers of its own
    "--deselect=tests/test_instruction_sets.py::test_harness_on_aarch64",
    "-k=not memory_does_not_grow",  # of a process: it grows by the freed memory that is kept to be watched
)


def sanitized(session: nox.Session, extras: str) -> dict[str, str]:
    """Install a core that looks for reads and writes out of bounds; return what Python needs to run with it (gcc)."""
    session.install(f".[{extras}]", env={"ARNORM_SANITIZE": "1", "ARNORM_REQUIRE_EXT": "1"})
    libraries = [
        session.run("gcc", f"-print-file-name=lib{name}.so", external=True, silent=True) for name in ("asan", "ubsan")
    ]
    return {
        "LD_PRELOAD": " ".join(str(library).strip() for library in libraries),
        "PYTHONMALLOC": "malloc",  # so that every object has bounds of its own
        "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1",  # what only a frame of CPython holds is no leak
        "HYPOTHESIS_PROFILE": "brief",
    }


@nox.session
def sanitize(session: nox.Session) -> None:
    """Run the tests on a core that looks for reads and writes out of bounds and for undefined behaviour (gcc)."""
    environment = sanitized(session, "test,columns")
    session.run("python", "-Im", "pytest", *NOT_SANITIZED, *(session.posargs or ["tests"]), env=environment)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Give the laws of the tests to a plain fuzzer for a while: ``nox -s fuzz -- --minutes 30``."""
    session.install(".[test]", env={"ARNORM_REQUIRE_EXT": "1"})
    session.run("python", "-P", "tests/fuzz/run.py", *session.posargs)


@nox.session
def fuzz_sanitized(session: nox.Session) -> None:
    """Do the same with a core that looks for reads and writes out of bounds and for undefined behaviour (gcc)."""
    environment = sanitized(session, "test")
    session.run("python", "-P", "tests/fuzz/run.py", *session.posargs, env=environment)


@nox.session
def fuzz_guided(session: nox.Session) -> None:
    """Do the same with Atheris, guided by the edges of the compiled core, and with AddressSanitizer (clang)."""
    session.install("atheris")
    building = {"CC": "clang", "LDSHARED": "clang -shared", "ARNORM_SANITIZE": "address,fuzzer-no-link"}
    session.install(".[test]", env={**building, "ARNORM_REQUIRE_EXT": "1"})
    folder = session.run("python", "-Ic", "import atheris; print(atheris.path())", silent=True)
    environment = {
        "LD_PRELOAD": f"{str(folder).strip()}/asan_with_fuzzer.so",
        "PYTHONMALLOC": "malloc",
        "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1",
    }
    session.run("python", "-P", "tests/fuzz/run.py", "--atheris", *session.posargs, env=environment)


@nox.session
def memory(session: nox.Session) -> None:
    """Repeat all kinds of calls a million times, then let their allocations fail."""
    session.install(".[test]", env={"ARNORM_REQUIRE_EXT": "1"})
    session.run("python", "-P", "tests/memory/run.py", *session.posargs)
    session.run("python", "-P", "tests/memory/run.py", "--failures")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site in docs/_build/html, where every warning is an error, and look at it."""
    session.install("-e", ".[docs]", env={"ARNORM_REQUIRE_EXT": "1"})
    session.run("python", "-m", "sphinx", "-W", "--keep-going", "docs", "docs/_build/html")
    session.run("python", "-Im", "pytest", "tests/site", *session.posargs, env={"ARNORM_SITE": "docs/_build/html"})
