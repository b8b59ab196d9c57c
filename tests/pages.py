"""The programs of ``tests/docs``, each of which writes a page of the documents."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType


@cache
def generator(name: str) -> ModuleType:
    """Return the program that writes the page of a name."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", Path(__file__).parent / "docs" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
