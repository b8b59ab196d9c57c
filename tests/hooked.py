"""What tests of hooks share: the library that a hook is for, and the hook, where the library is installed."""

from __future__ import annotations

import importlib
from types import ModuleType

import optional

REQUIRED = "ARNORM_REQUIRE_HOOKS"
"""The environment variable that turns a library that is not installed into a failure."""


def library(name: str) -> ModuleType:
    """Return a module of another library; skip the tests where it is missing, or fail if it is required."""
    return optional.library(name, REQUIRED, "it is in the hooks extra")


def hook(name: str, *needed: str) -> ModuleType:
    """Return a module of ``arnorm.hooks``, and see to it that the libraries that it needs are there."""
    for each in needed or (name,):
        library(each)
    return importlib.import_module(f"arnorm.hooks.{name}")
