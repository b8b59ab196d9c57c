"""Rules about the Latin letters that stand in Arabic text, and about case."""

from __future__ import annotations

from arnorm import _ucd
from arnorm.rules.rule import Rule, replace

__all__ = ["casefold", "strip_latin_accents"]

casefold: Rule = replace(
    "casefold",
    {chr(code_point): folded for code_point, folded in _ucd.CASE_FOLDING.items()},
    "Write letters of all scripts without the difference of case.",
    lossy=True,
    source="full case folding of Unicode 17 (C and F), as str.casefold",
)
strip_latin_accents: Rule = replace(
    "strip_latin_accents",
    {chr(code_point): base for code_point, base in _ucd.LATIN_BASE.items()},
    "Write a Latin letter with a diacritic as the bare letter; letters that decompose to nothing else stay.",
    lossy=True,
    source="the canonical decompositions of Script=Latin in Unicode 17",
)
