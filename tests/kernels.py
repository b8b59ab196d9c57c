"""Both kernels, for tests that run on each or compare them."""

from __future__ import annotations

import importlib
import os
from types import ModuleType

from arnorm._core import reference

# A hard import: where the extension should have been built, its absence is an error and not a skipped test.
KERNELS: tuple[ModuleType, ...] = (reference,)
if os.environ.get("ARNORM_BACKEND") != "reference":
    KERNELS += (importlib.import_module("arnorm._core.compiled"),)


def kernel_name(kernel: ModuleType) -> str:
    return kernel.__name__.rpartition(".")[2]
