"""The kernels: generic loops over flat tables, which know no Arabic.

``compiled`` (Cython) and ``reference`` (plain Python) define the same classes. The compiled one is used where it was
built; ``ARNORM_BACKEND=compiled`` or ``ARNORM_BACKEND=reference`` demands one of them and fails where it is missing.
``ARNORM_ISA`` does the same for the instruction set of the compiled one; plain Python counts as ``scalar``.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from arnorm._core.canonical import CanonicalTable
    from arnorm._core.context import ContextTable, RunTable
    from arnorm._core.match import MatchTable
    from arnorm._core.pairs import PairTable
    from arnorm._core.plan import MapTable

    _Table = MapTable | ContextTable | RunTable | CanonicalTable | PairTable | MatchTable | Callable[[str], str]
    """What a stage of a pipeline is made from."""

__all__ = ["BACKEND", "INSTRUCTION_SET", "Blocks", "Pipeline", "Scanner"]

_wanted = os.environ.get("ARNORM_BACKEND", "")
_wanted_set = os.environ.get("ARNORM_ISA", "")
if _wanted not in ("", "compiled", "reference"):
    raise ImportError(f'ARNORM_BACKEND must be "compiled" or "reference", not {_wanted!r}')

if TYPE_CHECKING:
    from arnorm._core import compiled as _backend
elif _wanted == "reference":
    from arnorm._core import reference as _backend
else:
    try:
        from arnorm._core import compiled as _backend
    except ImportError as error:
        if _wanted == "compiled" or "ARNORM_ISA" in str(error):  # it is there, but not with these instructions
            raise
        from arnorm._core import reference as _backend

BACKEND: Final[str] = _backend.__name__.rpartition(".")[2]
INSTRUCTION_SET: Final[str] = _backend.INSTRUCTION_SET
if _wanted_set not in ("", INSTRUCTION_SET):
    raise ImportError(f"the {BACKEND} backend has no instruction set {_wanted_set!r} (ARNORM_ISA)")
Blocks = _backend.Blocks
Pipeline = _backend.Pipeline
Scanner = _backend.Scanner
