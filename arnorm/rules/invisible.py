"""Rules about spaces, controls and characters without a picture of their own."""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.rules.rule import Rule, fold, strip

__all__ = ["fold_spaces", "strip_bidi_controls", "strip_controls", "strip_joiners", "strip_zero_width"]

_SPACE = " "

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
