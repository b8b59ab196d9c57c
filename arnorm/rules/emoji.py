"""The rule about emoji."""

from __future__ import annotations

from arnorm import _emoji, chars
from arnorm.rules.rule import Rule, conditional
from arnorm.rules.steps import Match

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from arnorm._ucd import Ranges

__all__ = ["EMOJI_SEQUENCES", "EMOJI_SETS", "strip_emoji"]

EMOJI_SETS: Final[tuple[tuple[str, Ranges], ...]] = (
    ("emoji", _emoji.EMOJI),
    ("text-emoji", _emoji.TEXT_EMOJI),
    ("skin-tone", _emoji.EMOJI_MODIFIERS),
    ("regional", _emoji.REGIONAL_INDICATORS),
    ("keycap-base", ((0x23, 0x23), (0x2A, 0x2A), (0x30, 0x39))),
    ("keycap", ((0x20E3, 0x20E3),)),
    ("emoji-style", ((0xFE0F, 0xFE0F),)),
    ("text-style", ((0xFE0E, 0xFE0E),)),
    ("joiner", ((ord(chars.ZERO_WIDTH_JOINER), ord(chars.ZERO_WIDTH_JOINER)),)),
    ("tag", ((0xE0020, 0xE007E),)),
    ("tag-end", ((0xE007F, 0xE007F),)),
)
"""The sets that `EMOJI_SEQUENCES` speaks of."""

_TAGS = "tag* tag-end?"
_ENDING = f"(emoji-style keycap?)? skin-tone? emoji-style? {_TAGS}"
_PART = f"([emoji text-emoji] {_ENDING} | regional regional)"
_JOINED = f"(joiner {_PART})* joiner?"
EMOJI_SEQUENCES: Final = (
    f"emoji {_ENDING} {_JOINED}"
    f" | text-emoji (emoji-style keycap? skin-tone? | skin-tone emoji-style?) {_TAGS} {_JOINED}"
    f" | text-emoji (joiner {_PART})+ joiner?"
    f" | regional regional? {_JOINED}"
    " | keycap-base emoji-style? keycap"
    " | skin-tone"
)
"""A pattern of everything that is shown as one picture, and of a joiner or tags behind it that join nothing."""

strip_emoji: Rule = conditional(
    "strip_emoji",
    (Match(((EMOJI_SEQUENCES, ""), ("[emoji text-emoji] text-style", None)), EMOJI_SETS),),
    "Delete emoji with all that belongs to them: skin tones, flags, keycaps, joined families; signs of text stay.",
    lossy=True,
    source="the sequences of UTS #51 over the emoji data of Unicode 17",
)
