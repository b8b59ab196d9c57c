"""The prelude of Snowball's Arabic stemmer, live: the plain Python that its compiler generates."""

from __future__ import annotations

from pathlib import Path

import peers

from arnorm import compat


def test_prelude(shared: Path) -> None:
    stemmer = peers.peer("snowballstemmer.arabic_stemmer").ArabicStemmer()
    prelude = stemmer._ArabicStemmer__r_Normalize_pre

    def theirs(text: str) -> str:
        stemmer.set_current(text)
        prelude()
        return "".join(stemmer.current)

    lines = peers.corpus(shared)
    words = sorted({word for line in lines for word in line.split()})
    assert len(words) > 200_000
    peers.assert_equal(compat.SNOWBALL_ARABIC, theirs, words)
    peers.assert_equal(compat.SNOWBALL_ARABIC, theirs, lines[::100])
    peers.assert_equal(compat.SNOWBALL_ARABIC, theirs, peers.random_texts(6))
