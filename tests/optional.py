"""Libraries that tests need and that need not be there: without them tests are skipped, unless a run must have them."""

from __future__ import annotations

import importlib
import os
import warnings
from types import ModuleType
from typing import NoReturn

import pytest

__all__ = ["library", "missing"]


def missing(variable: str, what: str) -> NoReturn:
    """Skip the tests for want of something, or fail them where an environment variable says that it must be there."""
    if os.environ.get(variable):
        pytest.fail(f"{variable} is set, and {what}")
    pytest.skip(what, allow_module_level=True)


def library(name: str, variable: str, where: str) -> ModuleType:
    """Return a module of another library, or one of this package that loads it; ``where`` says how to install it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own, such as invalid escapes
            return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if str(error.name).startswith("arnorm"):
            raise
        missing(variable, f"{error.name} is not installed: {where}")
