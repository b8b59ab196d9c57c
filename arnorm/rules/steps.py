"""What a rule consists of: steps, each a value that compiles to one stage of the kernel or to a call of Python.

Most are a `Step`: a mapping of single code points, applied always, in a context or in long runs.
"""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Final

    from arnorm._ucd import Ranges

__all__ = [
    "SETS",
    "WORD_END",
    "AnyStep",
    "Canonical",
    "Context",
    "Function",
    "Match",
    "Pairs",
    "Pattern",
    "Run",
    "Step",
    "step",
    "step_of",
]


SETS: Final[tuple[tuple[str, Ranges], ...]] = (
    ("letter", chars.category("Lu", "Ll", "Lt", "Lo") + chars.ranges_of({chars.SMALL_WAW, chars.SMALL_YEH})),
    (
        "arabic",
        chars.common(_ucd.ARABIC_SCRIPT, chars.category("Lo")) + chars.ranges_of({chars.SMALL_WAW, chars.SMALL_YEH}),
    ),
    ("mark", chars.category("Mn", "Mc", "Me")),
    ("plain-mark", chars.without(chars.category("Mn", "Mc", "Me"), chars.HAMZA_MARKS)),
    ("carrier", chars.ranges_of({chars.DOTTED_CIRCLE, chars.NO_BREAK_SPACE} | chars.JOINERS)),
    ("sign", chars.ranges_of(chars.QURANIC_SIGNS)),
    ("tatweel", chars.ranges_of(chars.TATWEEL)),
    ("alef", chars.ranges_of({chars.ALEF, chars.ALEF_MAKSURA})),
    ("digit", chars.category("Nd")),
    ("arabic-digit", chars.common((*_ucd.ARABIC_SCRIPT, (0x660, 0x669), (0x6F0, 0x6F9)), chars.category("Nd"))),
    ("break", chars.ranges_of(chars.LINE_BREAKS)),
    ("space", _ucd.SPACE_SEPARATORS + chars.ranges_of("\t")),
)
"""The sets of code points that the contexts of the shipped rules speak of."""
WORD_END: Final = "(edge | [^letter mark tatweel])"
"""What stands behind a word, or in front of one, as a pattern over these sets."""


class Context(Value):
    """Where a step takes place: ``left`` before and ``right`` behind the character, or ``unless`` both are so.

    Both are patterns in the notation of ``arnorm._core.pattern``, in the order of the text; None is always so.
    """

    __slots__ = ("left", "right", "unless", "sets")
    left: str | None
    right: str | None
    unless: bool
    sets: tuple[tuple[str, Ranges], ...]

    def __init__(
        self,
        left: str | None = None,
        right: str | None = None,
        unless: bool = False,
        sets: tuple[tuple[str, Ranges], ...] = SETS,
    ) -> None:
        self._set(left, right, unless, sets)


class Run(Value):
    """Where a step takes place: in runs of ``least`` or more, on what comes behind the first ``keep`` of them.

    A run is of one character, or with ``mixed`` of any characters that the step changes.
    """

    __slots__ = ("least", "keep", "mixed")
    least: int
    keep: int
    mixed: bool

    def __init__(self, least: int, keep: int, mixed: bool = False) -> None:
        self._set(least, keep, mixed)


class Step(Value):
    """A mapping from single code points to strings, and the condition on which it is applied; None is always."""

    __slots__ = ("changes", "condition")
    changes: tuple[tuple[int, str], ...]
    """Pairs of a code point and what replaces it ("" deletes it), in code point order."""
    condition: Context | Run | None

    def __init__(self, changes: tuple[tuple[int, str], ...], condition: Context | Run | None = None) -> None:
        self._set(changes, condition)


def step(mapping: Mapping[str, str], condition: Context | Run | None = None) -> Step:
    """Make a step from a mapping of characters."""
    changes = sorted((ord(character), value) for character, value in mapping.items() if value != character)
    return Step(tuple(changes), condition)


def step_of(points: Iterable[int], value: str, condition: Context | Run | None = None) -> Step:
    """Make a step from code points, which is faster where there are thousands, that are all replaced by ``value``."""
    return Step(tuple([(point, value) for point in sorted(points)]), condition)


class Canonical(Value):
    """Put combining marks into order and compose pairs (UAX #15); ``arnorm._core.canonical`` says how.

    ``leads`` gives marks that move to the front of their sequence as in UTR #53, lower ranks first.
    """

    __slots__ = ("classes", "compositions", "leads")
    classes: tuple[tuple[int, int, int], ...]
    """Inclusive ranges of code points and their combining class."""
    compositions: tuple[tuple[int, int, int], ...]
    """Two code points and what they compose to."""
    leads: tuple[tuple[int, int], ...]
    """Pairs of a code point and its rank, from 1."""

    def __init__(
        self,
        classes: tuple[tuple[int, int, int], ...],
        compositions: tuple[tuple[int, int, int], ...] = (),
        leads: tuple[tuple[int, int], ...] = (),
    ) -> None:
        self._set(classes, compositions, leads)


class Pairs(Value):
    """Write opening and closing marks that belong together in one style; ``arnorm._core.pairs`` says how."""

    __slots__ = ("marks", "solid", "transparent", "breaks", "written")
    marks: tuple[tuple[int, int, str], ...]
    """A code point, the number of its group, odd if outer, and its side ("open", "close", "either", "apostrophe")."""
    solid: Ranges
    """What words and numbers are made of: a mark in front of it opens, a mark behind it closes."""
    transparent: Ranges
    """What is looked through."""
    breaks: Ranges
    """What no pair reaches across."""
    written: tuple[str, str, str, str]
    """The outer opening and closing marks, then the inner ones."""

    def __init__(
        self,
        marks: tuple[tuple[int, int, str], ...],
        solid: Ranges,
        transparent: Ranges,
        breaks: Ranges,
        written: tuple[str, str, str, str],
    ) -> None:
        self._set(marks, solid, transparent, breaks, written)


class Match(Value):
    """Replace the longest match of patterns, from left to right; None keeps what matched."""

    __slots__ = ("patterns", "sets")
    patterns: tuple[tuple[str, str | None], ...]
    """A pattern in the notation of ``arnorm._core.pattern`` and its replacement; of equal matches the first counts."""
    sets: tuple[tuple[str, Ranges], ...]

    def __init__(
        self, patterns: tuple[tuple[str, str | None], ...], sets: tuple[tuple[str, Ranges], ...] = SETS
    ) -> None:
        self._set(patterns, sets)


class Pattern(Value):
    """Substitute a regular expression of the ``regex`` package, in Python."""

    __slots__ = ("pattern", "replacement", "timeout")
    pattern: str
    replacement: str
    timeout: float
    """Seconds for one text; ``TimeoutError`` past them."""

    def __init__(self, pattern: str, replacement: str, timeout: float) -> None:
        self._set(pattern, replacement, timeout)


class Function(Value):
    """Call a Python function from ``str`` to ``str``."""

    __slots__ = ("function",)
    function: Callable[[str], str]

    def __init__(self, function: Callable[[str], str]) -> None:
        self._set(function)

    def __repr__(self) -> str:
        return f"Function({self.function.__module__}.{self.function.__qualname__})"


AnyStep = Step | Canonical | Pairs | Match | Pattern | Function
