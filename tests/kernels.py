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


EVERY_CODE_POINT = (
    [*range(0x110000)]
    if len(KERNELS) == 2
    else [*range(0x3100), *range(0xF900, 0x11000), *range(0x1EC00, 0x1FB00), *range(0xE0000, 0xE0200)]
)
"""All of them; for plain Python, which takes minutes, those of the blocks in which nearly all that rules know lies."""
