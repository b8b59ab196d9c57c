"""Policies that cut text into sentences."""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.grammar import Grammar, Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = ["SENTENCES"]

# Invisible characters that hold no words apart.
_CONTROLS: Final = chars.ranges_of(chars.BIDI_CONTROLS | (chars.ZERO_WIDTH - {chars.ZERO_WIDTH_SPACE}))
_LINE_BREAKS = "\n\v\f\r\N{NEXT LINE}\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"
# What a sentence goes on with: anything but white space, or a stop that has no white space behind it, as in 3.5.
_PIECE = "([^soft hard space break] | soft [soft close]* [^soft hard close space break])"

SENTENCES: Final = Grammar(
    "SENTENCES",
    (
        Kind("sentence", f"{_PIECE} (space* {_PIECE})* (space* [soft hard] [soft hard close]*)?"),
        Kind("sentence", "[soft hard] [soft hard close]*"),
    ),
    (
        ("soft", chars.ranges_of(f".!?{chars.ELLIPSIS}")),
        ("hard", chars.ranges_of(chars.SENTENCE_STOPS)),
        ("close", chars.category("Pe", "Pf") + chars.ranges_of("\"'") + _CONTROLS),
        ("space", chars.ranges_of(chars.characters(_ucd.WHITE_SPACE) - set(_LINE_BREAKS))),
        ("break", chars.ranges_of(_LINE_BREAKS)),
    ),
)
"""Sentences, each with the quotation marks, brackets and controls that close behind it; a line break always ends one.

An Arabic question mark or full stop ends a sentence; ".", "!", "?" and "…" do before white space only.
"""
