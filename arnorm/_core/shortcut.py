"""A way around stages that would change nothing: most of a profile for most text.

Between maps stand stages that seldom find anything: marks out of order, a comma between digits. A shortcut is one map
that does what the first ``stages`` stages do, as long as the text holds no code point that one of those in between
might act on. These are ``GUARD`` entries of the map: where one is met, the stages run one after the other.

What is left behind the map counts or looks at neighbours. It changes nothing if the result of the map is **quiet**: its
first and its last code point and one of any two neighbours are above ``bound``, and, unless ``equal`` is 0, no code
point stands there three times in a row. A ``bound`` of -2 says that this cannot be known; -1, that any neighbours will
do.
"""

from __future__ import annotations

from arnorm._core.plan import MapTable
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = ["NEVER_QUIET", "ShortcutTable"]

NEVER_QUIET: Final = -2


class ShortcutTable(Value):
    """A compiled shortcut; the module's docstring says what its fields mean."""

    __slots__ = ("map", "stages", "bound", "equal")
    map: MapTable
    stages: int
    bound: int
    equal: bool

    def __init__(self, map: MapTable, stages: int, bound: int, equal: bool) -> None:
        self._set(map, stages, bound, equal)
