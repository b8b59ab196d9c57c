"""CCNet and datatrove, live."""

from __future__ import annotations

from pathlib import Path

import peers
import pytest

from arnorm import compat

FUNCTIONS = {
    "CCNET": ("cc_net.text_normalizer", "normalize"),
    "CCNET_DEDUP": ("cc_net.text_normalizer", "normalize_for_dedup"),
    "DATATROVE_DEDUP": ("datatrove.utils.text", "simplify_text"),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(shared: Path, name: str) -> None:
    module, function = FUNCTIONS[name]
    theirs = getattr(peers.peer(module), function)
    lines = peers.corpus(shared)
    peers.assert_equal(compat.PROFILES[name], theirs, lines)
    peers.assert_equal(
        compat.PROFILES[name], theirs, ["\n".join(lines[start : start + 9]) for start in range(0, 9000, 9)]
    )
    peers.assert_equal(compat.PROFILES[name], theirs, peers.random_texts(8))
    peers.assert_equal(compat.PROFILES[name], theirs, map(chr, filter(peers.known, range(0x110000))))
