"""Rules about the Latin letters that stand in Arabic text, and about case."""

from __future__ import annotations

from arnorm import _canonical, _ucd
from arnorm.rules.rule import Rule, conditional, replace
from arnorm.rules.steps import SETS, Context, step

__all__ = ["casefold", "strip_latin_accents"]

casefold: Rule = replace(
    "casefold",
    {chr(code_point): folded for code_point, folded in _ucd.CASE_FOLDING.items()},
    "Write letters of all scripts without the difference of case.",
    lossy=True,
    source="full case folding of Unicode 17 (C and F), as str.casefold",
)
# The marks of which Unicode composes Latin letters.
_ACCENTS = {chr(second) for _, second, composite in _canonical.COMPOSITIONS if composite in _ucd.LATIN_BASE}
_BARE = {*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1), *map(ord, "".join(_ucd.LATIN_BASE.values()))}
_LATIN = tuple((point, point) for point in sorted({*_ucd.LATIN_BASE, *_BARE}))

strip_latin_accents: Rule = conditional(
    "strip_latin_accents",
    (
        step({chr(code_point): base for code_point, base in _ucd.LATIN_BASE.items()}),
        step(dict.fromkeys(_ACCENTS, ""), Context("latin mark*", sets=(*SETS, ("latin", _LATIN)))),
    ),
    "Write a Latin letter with a diacritic as the bare letter; letters that decompose to nothing else stay.",
    lossy=True,
    source="the canonical decompositions of Script=Latin in Unicode 17, and the marks that stand in them",
)
