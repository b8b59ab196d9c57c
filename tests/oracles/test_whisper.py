"""Whisper's normalizers, live: their file alone, without the PyTorch that the package imports."""

from __future__ import annotations

from pathlib import Path

import peers
import pytest

from arnorm import compat


@pytest.mark.parametrize(
    ("name", "delete"), [("WHISPER_BASIC", False), ("WHISPER_BASIC_DIACRITICS", True)], ids=["keep", "delete"]
)
def test_basic_text_normalizer(shared: Path, name: str, delete: bool) -> None:
    theirs = peers.peer_file("whisper", "normalizers/basic.py").BasicTextNormalizer(remove_diacritics=delete)
    lines = peers.corpus(shared)
    peers.assert_equal(compat.PROFILES[name], theirs, lines)
    peers.assert_equal(
        compat.PROFILES[name], theirs, ["\n".join(lines[start : start + 9]) for start in range(0, 9000, 9)]
    )
    peers.assert_equal(compat.PROFILES[name], theirs, peers.random_texts(7))
    peers.assert_equal(compat.PROFILES[name], theirs, map(chr, filter(peers.known, range(0x110000))))
