"""How much of a text a scan reads, to show that time is linear without measuring any."""

from __future__ import annotations

from arnorm._core.reference import Scanner


class _Counting(str):
    __slots__ = ()
    reads = 0

    def __getitem__(self, index: object) -> str:
        _Counting.reads += 1
        return str.__getitem__(self, index)  # type: ignore[index]


def reads(scanner: Scanner, text: str) -> int:
    """Return how many code points the reference scanner looks at, those counted again that it reads again."""
    _Counting.reads = 0
    scanner(_Counting(text))
    return _Counting.reads
