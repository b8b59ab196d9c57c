"""Describe the adapters to libraries that are not installed where the site is made.

Sphinx can pretend that there is such a library, but takes a class for a pretence then that a decorator of it has seen.
So the decorators of accessors are written here.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ACCESSORS = ("pandas.api.extensions", "dask.dataframe.extensions")
"""The modules that register accessors."""
OTHERS = [
    "datasets", "datatrove", "duckdb", "jiwer", "nltk", "polars", "pyarrow", "pyspark", "ray", "sklearn", "spacy",
    "tokenizers",
]  # fmt: skip
"""Libraries for Sphinx to pretend that they are there."""


def register_series_accessor(name: str) -> Callable[[type], type]:
    """Return what leaves a class as it is."""
    return lambda accessor: accessor


def stand_in() -> None:
    """Put modules with that function in the place of libraries."""
    for path in ACCESSORS:
        parent = None
        for end, part in enumerate(path.split("."), 1):
            module = sys.modules[".".join(path.split(".")[:end])] = ModuleType(part)
            if parent is not None:
                setattr(parent, part, module)
            parent = module
        module.register_series_accessor = register_series_accessor  # type: ignore[attr-defined]
