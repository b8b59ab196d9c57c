"""Several interpreters in one process: in each of them the library works, or its import says why it cannot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

import arnorm
from arnorm import chars

pytestmark = [
    pytest.mark.skipif(sys.implementation.name != "cpython", reason="interpreters as CPython has them"),
    pytest.mark.thread_unsafe(reason="starts programs"),
]

TEXT = f"ا{chars.FATHA}لك{chars.TATWEEL * 3}تاب  «الجديد» ١٢٫٥ ﷲ"
EXPECTED = [arnorm.Normalizer(arnorm.profiles.SEARCH)(TEXT), arnorm.tokenize(TEXT)]
OWN, SHARED = "own", "shared"
OWN_LOCKS = sys.version_info >= (3, 12)
"""Whether an interpreter may have a lock of its own."""

WORK = f"""
import json
import os
try:
    import arnorm
    found = [arnorm.BACKEND, arnorm.Normalizer(arnorm.profiles.SEARCH)({TEXT!r}), arnorm.tokenize({TEXT!r})]
except ImportError as error:
    found = [str(error)]
os.write(1, json.dumps(found).encode() + b"\\n")
"""
PROGRAM = """
import sys
lock, work, *order = sys.argv[1:]
for who in order:
    if who == "main":
        exec(work)
        continue
    try:
        import _interpreters
    except ImportError:     # 3.12 and earlier
        import _xxsubinterpreters
        number = _xxsubinterpreters.create(isolated=lock == "own")
        _xxsubinterpreters.run_string(number, work)
        _xxsubinterpreters.destroy(number)
    else:
        number = _interpreters.create("isolated" if lock == "own" else "legacy")
        assert _interpreters.exec(number, work) is None
        _interpreters.destroy(number)
"""


def imported(lock: str, order: list[str], backend: str) -> list[list[Any]]:
    """Return what the main interpreter and others, each a new one, make of the library, in this order."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ARNORM_", "PYTHON"))}
    if backend:
        environment["ARNORM_BACKEND"] = backend
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROGRAM, lock, WORK, *order], env=environment, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(line) for line in done.stdout.splitlines()]


FIRST = ["compiled", "reference", "reference"]
OTHERS = ["reference", "reference", "compiled"]


@pytest.mark.parametrize(
    ("lock", "order", "cores"),
    [
        (OWN, ["main", "other", "other", "main"], [*FIRST, "compiled"]),
        (SHARED, ["main", "other", "other", "main"], [*FIRST, "compiled"]),
        (OWN, ["other", "other", "main"], OTHERS if OWN_LOCKS else FIRST),
        (SHARED, ["other", "other", "main"], FIRST),
    ],
)
def test_every_interpreter_has_a_core(lock: str, order: list[str], cores: list[str]) -> None:
    """One interpreter may have the compiled one: the first, but none that has a lock of its own and is not the main."""
    reference = arnorm.BACKEND == "reference"
    found = imported(lock, order, "reference" if reference else "")
    assert [results for _, *results in found] == [EXPECTED] * len(order)
    assert [core for core, *_ in found] == (["reference"] * len(order) if reference else cores)


@pytest.mark.skipif(arnorm.BACKEND == "reference", reason="without a compiled core there is none to ask for")
@pytest.mark.parametrize("lock", [OWN, SHARED])
def test_another_interpreter_says_that_it_cannot_have_the_compiled_core(lock: str) -> None:
    first, other, after = imported(lock, ["main", "other", "main"], "compiled")
    assert first == after == ["compiled", *EXPECTED]
    assert "subinterpreters" in other[0] or "only be loaded into one interpreter" in other[0]
