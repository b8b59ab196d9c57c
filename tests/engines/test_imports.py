"""No engine is loaded before it is asked for, and each adapter loads its own."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import arnorm.engines

ADAPTERS = sorted(path.stem for path in Path(arnorm.engines.__path__[0]).glob("[!_]*.py"))
"""They are called like the library that they load."""
ENGINES = {"dask", "datasets", "duckdb", "pandas", "polars", "pyarrow", "pyspark", "ray"}


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-Ic", code], capture_output=True, text=True)


@pytest.mark.parametrize(
    "module", ["arnorm", "arnorm.engines", "arnorm.choices", "arnorm.columns", "arnorm.containers"]
)
def test_nothing_loads_an_engine(module: str) -> None:
    done = run(f"import sys, {module}; print(*sorted({ENGINES!r} & set(sys.modules)))")
    assert (done.stdout, done.stderr) == ("\n", "")


@pytest.mark.parametrize("name", ["pandas", "polars", "pyarrow", "duckdb"])
def test_an_adapter_loads_its_engine_once(name: str) -> None:
    if find_spec(name) is None or find_spec("pyarrow") is None:
        pytest.skip(f"{name} is in the {name} extra")
    beside = {"pandas": {"pyarrow"}, "duckdb": {"pyarrow"}}.get(name, set())
    code = f"import sys, arnorm.engines.{name}, importlib; print(*({ENGINES!r} & set(sys.modules)))"
    done = run(f"import warnings; warnings.simplefilter('error'); {code}; import arnorm.engines.{name}")
    assert done.stderr == ""
    assert name in done.stdout.split()
    assert set(done.stdout.split()) <= {name} | beside
    assert name in ADAPTERS


@pytest.mark.parametrize("name", ["pandas", "polars", "pyarrow", "duckdb"])
def test_an_engine_that_is_not_there_is_named(name: str) -> None:
    done = run(f"import sys; sys.modules[{name!r}] = None; import arnorm.engines.{name}")
    assert done.returncode == 1
    assert f"ModuleNotFoundError: import of {name} halted" in done.stderr
