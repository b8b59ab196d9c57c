"""Arrow columns: the compiled functions where they were built, else those of plain Python.

It is loaded when the first column comes, because nothing else needs it.
"""

from __future__ import annotations

from arnorm._core import BACKEND

TYPE_CHECKING = False
if TYPE_CHECKING or BACKEND == "compiled":
    from arnorm._core import compiled_arrow as arrow
    from arnorm._core import compiled_columns as rows
    from arnorm._core import compiled_lists as lists
else:
    from arnorm._core.reference import arrow
    from arnorm._core.reference import columns as lists
    from arnorm._core.reference import columns as rows

__all__ = ["arrow", "lists", "rows"]
