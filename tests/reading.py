"""How much of a text a scan reads, to show that time is linear without measuring any."""

from __future__ import annotations

from arnorm._core.reference import Scanner


class _Counting(str):
    __slots__ = ("reads",)
    reads: int

    def __getitem__(self, index: object) -> str:
        self.reads += 1
        return str.__getitem__(self, index)  # type: ignore[index]  # of any index


def reads(scanner: Scanner, text: str) -> int:
    """Return how many code points the reference scanner looks at, those counted again that it reads again."""
    counting = _Counting(text)
    counting.reads = 0
    scanner(counting)
    return counting.reads
