"""The rule about emoji."""

from __future__ import annotations

from arnorm.patterns import EMOJI_SEQUENCES, EMOJI_SETS
from arnorm.rules.rule import Rule, conditional
from arnorm.rules.steps import Match

__all__ = ["strip_emoji"]

strip_emoji: Rule = conditional(
    "strip_emoji",
    (Match(((EMOJI_SEQUENCES, ""), ("[emoji text-emoji] text-style", None)), EMOJI_SETS),),
    "Delete emoji with all that belongs to them: skin tones, flags, keycaps, joined families; signs of text stay.",
    lossy=True,
    source="the sequences of UTS #51 over the emoji data of Unicode 17",
)
