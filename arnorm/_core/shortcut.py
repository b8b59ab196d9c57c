"""A way around stages that would change nothing: most of a profile for most text.

Between maps stand stages that seldom find anything: marks out of order, a comma between digits. A shortcut is one map
that does what the first ``stages`` stages do, as long as the text holds no code point that one of those in between
might act on. These are ``GUARD`` entries of the map: where one is met, the stages run one after the other.

What is left behind the map counts or looks at neighbours. If ``quiets``, it changes nothing in a result of the map
that is **quiet**: the code point ``key`` stands neither first nor last in it nor next to one that is not above
``bound``, and if ``equal``, no code point that a stage left behind acts on stands there three times in a row. Unless
``last`` is 0, the map itself only serves where no two neighbours in its result are both from ``first`` to ``last``. If
``touching``, two may be that the canonical stages leave as they are: no map behind the first of these knows them.
"""

from __future__ import annotations

from arnorm._core.plan import MapTable
from arnorm.values import Value

__all__ = ["ShortcutTable"]


class ShortcutTable(Value):
    """A compiled shortcut; the module's docstring says what its fields mean."""

    __slots__ = ("map", "stages", "quiets", "key", "bound", "first", "last", "equal", "touching")
    map: MapTable
    stages: int
    quiets: bool
    key: int
    bound: int
    first: int
    last: int
    equal: bool
    touching: bool

    def __init__(
        self,
        map: MapTable,
        stages: int,
        quiets: bool = False,
        key: int = 0,
        bound: int = 0,
        first: int = 0,
        last: int = 0,
        equal: bool = False,
        touching: bool = False,
    ) -> None:
        self._set(map, stages, quiets, key, bound, first, last, equal, touching)
