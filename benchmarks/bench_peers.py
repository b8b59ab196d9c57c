"""Other libraries on their own job, each beside a profile with the same output and beside SEARCH, which does more.

They are only timed where they are installed: ``pip install -r tests/oracles/requirements.txt`` and, without their
dependencies, ``pip install --no-deps -r tests/oracles/requirements-no-deps.txt``.
"""

from __future__ import annotations

from typing import Final

import pytest

from arnorm import Normalizer, profiles
from benchmarks.corpus import SIZES, TEXTS
from benchmarks.measure import LIMITS, SUBJECT, Measure
from benchmarks.peers.entry import Function, Missing, Peer
from benchmarks.peers.normalization import CAMEL_TOOLS, PYARABIC

pytestmark = LIMITS


PEERS: Final[dict[str, Peer]] = {peer.name: peer for peer in (*CAMEL_TOOLS[1:2], *PYARABIC[1:2])}


@pytest.mark.parametrize("name", [SUBJECT, "the same output", "the peer"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("peer", PEERS)
def test_peers(peer: str, size: str, name: str, measure: Measure) -> None:
    text = TEXTS[size]
    try:
        theirs = PEERS[peer].load()
    except Missing as missing:
        pytest.skip(str(missing))
    same = PEERS[peer].ours()
    assert same(text) == theirs(text)
    entrants: dict[str, Function] = {SUBJECT: Normalizer(profiles.SEARCH), "the same output": same, "the peer": theirs}
    measure(f"SEARCH and {peer}", size, name, entrants[name], text)
