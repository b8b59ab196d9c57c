"""Describe the adapters to libraries that are not installed where the site is made.

Sphinx can pretend that there is such a library, but takes a class for a pretence then that a decorator of it has seen.
So the decorators of accessors are written here.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from sphinx.util.inspect import signature, stringify_signature

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

REGISTERS = {
    "pandas.api.extensions": ("register_series_accessor",),
    "dask.dataframe.extensions": ("register_series_accessor",),
    "polars.api": ("register_expr_namespace", "register_series_namespace"),
}
"""The modules that register accessors, and by which functions."""
OTHERS = [
    "datasets", "datatrove", "duckdb", "jiwer", "nltk", "pyarrow", "pyspark", "ray", "sklearn", "spacy",
    "tokenizers",
]  # fmt: skip  # laid out by hand
"""Libraries for Sphinx to pretend that they are there."""


class Anything:
    """What has every attribute and takes every argument."""

    def __init__(self, *_: object) -> None:
        pass

    def __getattr__(self, name: str) -> Anything:
        return Anything()

    __call__ = __getattr__


def register(name: str) -> Callable[[type], type]:
    """Return what leaves a class as it is."""
    return lambda accessor: accessor


def stand_in() -> None:
    """Put modules with those functions in the place of libraries."""
    for path, functions in REGISTERS.items():
        parent = None
        for end, part in enumerate(path.split("."), 1):
            module: Any = ModuleType(part)
            sys.modules[".".join(path.split(".")[:end])] = module
            module.__getattr__ = Anything
            if parent is not None:
                setattr(parent, part, module)
            parent = module
        for function in functions:
            setattr(module, function, register)


def arguments(app: Sphinx, what: str, name: str, thing: Any, options: Any, found: str, result: str) -> Any:
    """Return the arguments of a class whose base is a pretence, which would take any."""
    if what == "class" and found and found.startswith("(*args") and "__init__" in vars(thing):
        return stringify_signature(signature(thing.__init__, bound_method=True), show_return_annotation=False), None
    return None


def setup(app: Sphinx) -> ExtensionMetadata:
    """Be asked for the arguments of classes."""
    app.connect("autodoc-process-signature", arguments)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
