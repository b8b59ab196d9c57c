"""All peers, by the work that they do."""

from __future__ import annotations

from typing import Final

from benchmarks.peers import cutting, lucene, normalization
from benchmarks.peers.entry import Peer

__all__ = ["PEERS", "by_name"]

PEERS: Final[tuple[Peer, ...]] = (*normalization.PEERS, *cutting.PEERS, *lucene.PEERS)


def by_name(name: str) -> Peer:
    return next(peer for peer in PEERS if peer.name == name)
