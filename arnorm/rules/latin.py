"""Rules about the Latin letters that stand in Arabic text, and about case."""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.rules.rule import Rule, conditional
from arnorm.rules.steps import Context, step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from arnorm.rules.steps import Step

__all__ = ["casefold", "strip_latin_accents"]

casefold: Rule = conditional(
    "casefold",
    lambda: (step({chr(code_point): folded for code_point, folded in _ucd.CASE_FOLDING.items()}),),
    "Write letters of all scripts without the difference of case.",
    lossy=True,
    source="full case folding of Unicode 17 (C and F), as str.casefold",
)


def _without_accents() -> Iterator[Step]:
    sets = (("latin", _ucd.LATIN_LETTERS), ("accent", _ucd.COMBINING_DIACRITICS))
    loose = dict.fromkeys(chars.characters(_ucd.COMBINING_DIACRITICS), "")
    yield step(loose, Context(left="latin accent*", sets=sets))
    yield step({chr(code_point): base for code_point, base in _ucd.LATIN_BASE.items()})


strip_latin_accents: Rule = conditional(
    "strip_latin_accents",
    _without_accents,
    "Write a Latin letter with a diacritic, composed or loose, as the bare letter; what decomposes to nothing stays.",
    lossy=True,
    source="the canonical decompositions of Script=Latin in Unicode 17, and U+0300-036F behind a letter of it",
)
