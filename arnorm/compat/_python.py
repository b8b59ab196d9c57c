"""What Python's text functions mean, as values: other systems' normalizers are written with them.

``str.lower``, ``str.strip`` and the classes of ``re`` follow the Unicode version of the interpreter. A profile must
not: it gives what the system gives on CPython 3.11, whose Unicode is 14. Characters that came later are left alone.
Only the normalization forms are the interpreter's own.
"""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.compat._ucd import CASE_IGNORABLE, CASED, CATEGORY_IN_14, LOWER_CASE, NEWER_THAN_14
from arnorm.rules import Rule
from arnorm.rules.rule import conditional
from arnorm.rules.steps import Context, Match, Run, step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from arnorm._ucd import Ranges

__all__ = [
    "DATE",
    "DIGITS",
    "SETS",
    "SPACES",
    "WORD",
    "category",
    "collapse_spaces",
    "keep",
    "lower",
    "span",
    "strip_spaces",
]

DATE: Final = "2026-11-22"
"""When the rules of the compatible profiles were last changed."""
PYTHON: Final = "CPython 3.11, Unicode 14"
_SPACE: Final = " "


def category(*names: str) -> Ranges:
    """Return what had one of these general categories in Unicode 14; "L" stands for all that begin with it."""
    keys = [key for key in _ucd.GENERAL_CATEGORY if key in names or key[0] in names]
    ranges = tuple(sorted(span for key in keys for span in _ucd.GENERAL_CATEGORY[key]))
    changed = tuple((code, code) for code in CATEGORY_IN_14)
    then = tuple((code, code) for code, key in CATEGORY_IN_14.items() if key in names or key[0] in names)
    return tuple(sorted(chars.apart(chars.apart(ranges, NEWER_THAN_14), changed) + then))


def span(first: int, last: int) -> frozenset[str]:
    """Return the characters from ``first`` to ``last``, which is one of them."""
    return chars.characters([(first, last)])


SPACES: Final = chars.characters(_ucd.WHITE_SPACE) | {"\x1c", "\x1d", "\x1e", "\x1f"}
r"""What ``str.isspace`` and ``\s`` hold of: White_Space and, by their bidirectional class, four separators."""
DIGITS: Final = category("Nd")
r"""What ``\d`` matches."""
WORD: Final = (*category("L", "N"), (ord("_"), ord("_")))
r"""What ``\w`` matches: no combining marks."""
SETS: Final = (("space", chars.ranges_of(SPACES)), ("digit", DIGITS), ("word", WORD))
"""The sets that the steps of compatible rules speak of, besides their own."""

_SIGMA: Final = "\N{GREEK CAPITAL LETTER SIGMA}"
_CASE: Final = (("cased", chars.apart(CASED, CASE_IGNORABLE)), ("ignorable", CASE_IGNORABLE))
_LOWER: Final = (
    step(
        {_SIGMA: "\N{GREEK SMALL LETTER SIGMA}"},
        Context("cased ignorable*", "ignorable* (edge | [^ignorable cased])", unless=True, sets=_CASE),
    ),
    step({chr(code): lowered for code, lowered in LOWER_CASE.items()} | {_SIGMA: "\N{GREEK SMALL LETTER FINAL SIGMA}"}),
)
_COLLAPSE: Final = (step(dict.fromkeys(SPACES, _SPACE)), step({_SPACE: ""}, Run(2, 1)))
_STRIP: Final = (
    step(dict.fromkeys(SPACES, ""), Context("edge space*", sets=SETS[:1])),
    step(dict.fromkeys(SPACES, ""), Context(None, "space* edge", sets=SETS[:1])),
)


def lower(name: str) -> Rule:
    """Return the rule that does what ``str.lower`` does, with final sigma, and i and a loose dot for U+0130."""
    return conditional(name, _LOWER, "Write letters in lower case, as str.lower does.", lossy=True, source=PYTHON)


def collapse_spaces(name: str) -> Rule:
    """Return the rule that writes any run of white space, line breaks included, as one space."""
    summary = "Write any run of white space, line breaks too, as one space."
    return conditional(name, _COLLAPSE, summary, lossy=False, source=PYTHON)


def strip_spaces(name: str) -> Rule:
    """Return the rule that does what ``str.strip`` does: to the text, not to its lines."""
    summary = "Delete white space at the start and the end of the text."
    return conditional(name, _STRIP, summary, lossy=False, source=PYTHON)


def keep(name: str, kept: Ranges, replacement: str, summary: str, source: str) -> Rule:
    """Return the rule that writes every run of code points outside ``kept`` as ``replacement``."""
    only = Match((("[^kept]+", replacement),), (("kept", kept),))
    return Rule(name, (only,), summary, True, source)
