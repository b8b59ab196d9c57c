"""What Python's text functions mean, as values: other systems' normalizers are written with them.

``str.lower``, ``str.strip`` and the classes of ``re`` follow the Unicode version of the interpreter. A profile must
not: it gives what the system gave on CPython 3.11, whose Unicode is 14. Characters that came later are left alone.
"""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.compat._ucd import CASE_IGNORABLE, CASED, CATEGORY_IN_14, LOWER_CASE, NEWER_THAN_14
from arnorm.rules import Rule
from arnorm.rules.rule import conditional
from arnorm.rules.steps import Context, Run, Step, step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from arnorm._ucd import Ranges

__all__ = [
    "DIGITS",
    "SETS",
    "SPACES",
    "WORD",
    "as_class",
    "category",
    "collapse_spaces",
    "keep",
    "lower",
    "strip_spaces",
]

_SOURCE: Final = "CPython 3.11, Unicode 14"
_SPACE: Final = " "


def _without(ranges: Ranges, removed: Ranges) -> Ranges:
    """Return ``ranges`` less what lies in ``removed``, both sorted."""
    left: list[tuple[int, int]] = []
    for first, last in ranges:
        for start, end in removed:
            if end < first or start > last:
                continue
            if start > first:
                left.append((first, start - 1))
            first = end + 1
        if first <= last:
            left.append((first, last))
    return tuple(left)


def category(*names: str) -> Ranges:
    """Return the code points that had one of these general categories in Unicode 14; "L" stands for all of L."""
    chosen = [key for key in _ucd.GENERAL_CATEGORY if key in names or key[0] in names]
    other = tuple((code, code) for code in CATEGORY_IN_14)
    ranges = sorted(span for key in chosen for span in _ucd.GENERAL_CATEGORY[key])
    changed = [(code, code) for code, name in CATEGORY_IN_14.items() if name in names or name[0] in names]
    return tuple(sorted([*_without(_without(tuple(ranges), NEWER_THAN_14), other), *changed]))


SPACES: Final = chars.characters(_ucd.WHITE_SPACE) | {"\x1c", "\x1d", "\x1e", "\x1f"}
r"""What ``str.isspace`` and ``\s`` hold of: White_Space and, by their bidirectional class, four separators."""
DIGITS: Final = category("Nd")
r"""What ``\d`` matches."""
WORD: Final = (*category("L", "N"), (ord("_"), ord("_")))
r"""What ``\w`` matches: no combining marks."""


def _points(characters: Iterable[str]) -> Ranges:
    return tuple((ord(character), ord(character)) for character in sorted(characters))


SETS: Final = (("space", _points(SPACES)), ("digit", DIGITS))
"""The sets that contexts of compatible rules speak of, besides their own."""


def as_class(*parts: Ranges | Iterable[str]) -> str:
    """Return code point ranges and characters as what stands between the brackets of a character class."""
    ranges = [span if isinstance(span, tuple) else (ord(span), ord(span)) for part in parts for span in part]
    return "".join(_escape(first) + (f"-{_escape(last)}" if last > first else "") for first, last in sorted(ranges))


def _escape(code_point: int) -> str:
    return f"\\U{code_point:08x}" if code_point > 0xFFFF else f"\\u{code_point:04x}"


_SIGMA: Final = "\N{GREEK CAPITAL LETTER SIGMA}"
_CASE_SETS: Final = (("cased", _without(CASED, CASE_IGNORABLE)), ("ignorable", CASE_IGNORABLE))
_LOWER: Final = (
    step(
        {_SIGMA: "\N{GREEK SMALL LETTER SIGMA}"},
        Context("cased ignorable*", "ignorable* (edge | [^ignorable cased])", unless=True, sets=_CASE_SETS),
    ),
    step({chr(code): lowered for code, lowered in LOWER_CASE.items()} | {_SIGMA: "\N{GREEK SMALL LETTER FINAL SIGMA}"}),
)
_COLLAPSE: Final = (step(dict.fromkeys(SPACES, _SPACE)), step({_SPACE: ""}, Run(2, 1)))
_STRIP: Final = (
    step(dict.fromkeys(SPACES, ""), Context("edge space*", sets=SETS)),
    step(dict.fromkeys(SPACES, ""), Context(None, "space* edge", sets=SETS)),
)


def lower(name: str) -> Rule:
    """Return the rule that does what ``str.lower`` does: final sigma, and i with a loose dot for U+0130."""
    return conditional(name, _LOWER, "Write letters in lower case, as str.lower does.", lossy=True, source=_SOURCE)


def collapse_spaces(name: str) -> Rule:
    r"""Return the rule that writes any run of white space, ``\s+``, line breaks included, as one space."""
    summary = "Write any run of white space, line breaks too, as one space."
    return conditional(name, _COLLAPSE, summary, lossy=False, source=_SOURCE)


def strip_spaces(name: str) -> Rule:
    """Return the rule that does what ``str.strip`` does: to the text, not to its lines."""
    summary = "Delete white space at the start and the end of the text."
    return conditional(name, _STRIP, summary, lossy=False, source=_SOURCE)


def keep(name: str, kept: str, replacement: str, summary: str, source: str) -> Rule:
    """Return the rule that replaces every run of characters outside the character class ``kept``."""
    return Rule.pattern(f"[^{kept}]+", replacement, name=name, summary=f"{summary} {source}")


def native(name: str, steps: Iterable[Step], summary: str, source: str, *, lossy: bool = True) -> Rule:
    """Define a rule of steps."""
    return conditional(name, steps, summary, lossy=lossy, source=source)
