"""Texts of emoji and of what they are made of, whole and broken."""

from __future__ import annotations

import random
from collections.abc import Sequence

TONES = [chr(point) for point in range(0x1F3FB, 0x1F400)]
FLAG_LETTERS = [chr(point) for point in range(0x1F1E6, 0x1F200)]
TAGS = [chr(point) for point in (0xE0067, 0xE0062, 0xE0065, 0xE006E, 0xE0041, 0xE007F)]
JOINER, STYLE, TEXT_STYLE, KEYCAP = "\u200d", "\ufe0f", "\ufe0e", "\u20e3"
PARTS: list[str] = [
    *([JOINER] * 12), *([STYLE] * 5), TEXT_STYLE, KEYCAP, KEYCAP, *TONES, *TONES, *FLAG_LETTERS, *TAGS,
    *("1#*a٣٤ ! \u2139©❤👩🧑👨🤝👧👦💋🚀🏴🍕👍🙂" * 2), "\ud83d", "\udc4d", "12", "كتاب",
]  # fmt: skip  # laid out by hand


def emoji_texts(seed: int, count: int, emoji: Sequence[str] = ()) -> list[str]:
    """Return random texts of parts of emoji and, if any are given, of whole and halved ``emoji``."""
    source = random.Random(seed)

    def piece() -> str:
        if not emoji or source.random() < 0.5:
            return source.choice(PARTS)
        whole = source.choice(emoji)
        cut = source.randint(0, len(whole))
        halves: tuple[str, ...] = (whole, whole, whole[:cut], whole[cut:])
        return source.choice(halves)

    return ["".join(piece() for _ in range(source.randint(1, 10))) for _ in range(count)]
