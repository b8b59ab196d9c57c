"""Rules about spaces, controls and characters without a picture of their own."""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.rules.rule import Rule, conditional, fold, strip
from arnorm.rules.steps import Context, Run, step

__all__ = [
    "fold_spaces",
    "squeeze_spaces",
    "strip_bidi_controls",
    "strip_controls",
    "strip_joiners",
    "strip_zero_width",
    "trim",
]

_SPACE = " "
_HORIZONTAL = chars.characters(_ucd.SPACE_SEPARATORS) | {"\t"}

strip_controls: Rule = strip(
    "strip_controls",
    chars.characters(_ucd.GENERAL_CATEGORY["Cc"]) - chars.characters(_ucd.WHITE_SPACE),
    "Delete control characters, NUL among them; tab, line feed and the other controls that are white space stay.",
    lossy=False,
    source="general category Cc of Unicode 17 less White_Space: a form feed or a carriage return holds words apart",
)
strip_bidi_controls: Rule = strip(
    "strip_bidi_controls",
    chars.BIDI_CONTROLS,
    "Delete the invisible marks, embeddings, overrides and isolates of bidirectional text.",
    lossy=False,
    source="the property Bidi_Control (UAX #9)",
)
strip_zero_width: Rule = strip(
    "strip_zero_width",
    chars.ZERO_WIDTH,
    "Delete zero width spaces, word joiners, soft hyphens and the byte order mark; joiners stay.",
    lossy=False,
    source="Unicode names (U+00AD, 200B, 2060, FEFF)",
)
strip_joiners: Rule = strip(
    "strip_joiners",
    chars.JOINERS,
    "Delete ZWNJ and ZWJ, which belong to the spelling in Persian, Kurdish and Urdu and hold emoji together.",
    lossy=True,
    source="Unicode names (U+200C, 200D)",
)
fold_spaces: Rule = fold(
    "fold_spaces",
    {_SPACE: chars.characters(_ucd.SPACE_SEPARATORS) - {_SPACE}},
    "Write no-break, thin, ideographic and all other spaces as the plain one; line breaks and tabs stay.",
    lossy=False,
    source="general category Zs of Unicode 17",
)
squeeze_spaces: Rule = conditional(
    "squeeze_spaces",
    (step(dict.fromkeys(_HORIZONTAL, ""), Run(2, 1, mixed=True)),),
    "Keep only the first of several spaces and tabs in a row; line breaks stay.",
    lossy=False,
    source="general category Zs of Unicode 17 and the tab",
)
trim: Rule = conditional(
    "trim",
    (
        step(dict.fromkeys(_HORIZONTAL, ""), Context(left="(edge | break) space*")),
        step(dict.fromkeys(_HORIZONTAL, ""), Context(right="space* (edge | break)")),
    ),
    "Delete spaces and tabs at the start and the end of every line; the line breaks stay.",
    lossy=False,
    source="general category Zs of Unicode 17 and the tab; lines end at the mandatory breaks of UAX #14",
)
