"""ICU, live: its word and sentence boundaries are those of UAX #29 where it asks no dictionary."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import peers
import pytest

from arnorm import SentenceSplitter, Tokenizer
from arnorm.policies import UAX29, UAX29_SENTENCES

# Blocks of scripts whose words ICU looks up: from Thai to ideographs and Hangul.
LOOKED_UP = (
    *((0x0E00, 0x0EFF), (0x1000, 0x11FF), (0x1780, 0x17FF), (0x1950, 0x19DF), (0x1A20, 0x1AAF), (0x2E80, 0x9FFF)),
    *((0xA960, 0xA97F), (0xA9E0, 0xA9FF), (0xAA60, 0xAADF), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFF65, 0xFF9F)),
    *((0x11700, 0x1174F), (0x16FE0, 0x18DFF), (0x1AFF0, 0x1B2FF), (0x1F200, 0x1F2FF), (0x20000, 0x3FFFF)),
)
ALPHABETS = ("aא1_:,.'\"\u0308\u200d\u24c2👩🇸 \r\n", "aAا1.!), \u0308-\r\n\u2029=")


def segments(breaker: Callable[[str, str], Any], text: str) -> list[str]:
    """Cut ``text``, from the UTF-16 offsets that ICU gives."""
    data = text.encode("utf-16-le")
    return [data[2 * start : 2 * end].decode("utf-16-le") for start, end in breaker(text, "root").segments()]


def random_texts() -> list[str]:
    source = random.Random(7)
    hard = ["".join(source.choices(alphabet, k=12)) for alphabet in ALPHABETS for _ in range(peers.RANDOM_TEXTS)]
    return hard + peers.random_texts(8)


def asked(texts: Iterable[str]) -> list[str]:
    """Leave out what ICU looks up."""
    gone = dict.fromkeys(point for first, last in LOOKED_UP for point in range(first, last + 1))
    return [text.translate(gone) for text in texts]


@pytest.mark.parametrize(
    ("name", "ours"), [("WordBreaker", Tokenizer(UAX29)), ("SentenceBreaker", SentenceSplitter(UAX29_SENTENCES))]
)
def test_boundaries(shared: Path, name: str, ours: Tokenizer) -> None:
    if peers.peer("icu4py").icu_version.split(".")[0] != "78":
        pytest.skip("another version of Unicode: ICU 78 has Unicode 17")
    breaker = getattr(peers.peer("icu4py.breakers"), name)
    sources = asked([*peers.corpus(shared), *random_texts()])
    results = [(text, ours(text), segments(breaker, text)) for text in sources if text]
    different = [(text, cut, theirs) for text, cut, theirs in results if cut != theirs]
    assert not different, f"{len(different)} of {len(sources)} texts differ: {different[:3]!a}"
