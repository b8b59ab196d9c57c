"""What tests of Spark, Ray, Dask and datasets share: the engines, and the code of ``docs/clusters.md``."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NoReturn

import optional

__all__ = ["code", "engine", "missing", "printed"]

REQUIRED: Final = "ARNORM_REQUIRE_ENGINES"
"""The environment variable that turns an engine that is not installed into a failure."""
PAGE: Final = Path(__file__).parent.parent / "docs" / "clusters.md"


def missing(what: str) -> NoReturn:
    """Skip the test for want of something, or fail it where a run must have it."""
    optional.missing(REQUIRED, what)


def engine(name: str) -> ModuleType:
    """Return the adapter of an engine; skip the test where that is not installed, or fail if it is required."""
    return optional.library(f"arnorm.engines.{name}", REQUIRED, "it is in the engines extra")


def code(heading: str) -> list[tuple[str, str]]:
    """Return the code of a section of the page, block by block, each with the output that stands behind it."""
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE.read_text("utf-8"), re.M | re.S)
    found = re.findall(r"^```python\n(.*?)^```\n(?:\n^```text\n(.*?)^```$)?", section, re.M | re.S)
    assert found, f"{PAGE.name} has no code under {heading}"
    return found


def printed(heading: str) -> None:
    """Run the code of a section in one namespace, and compare what it prints with what the page says."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for source, output in code(heading):
        with contextlib.redirect_stdout(io.StringIO()) as stream:
            exec(compile(source, PAGE.name, "exec"), names)
        assert stream.getvalue() == output
