from collections.abc import Iterable

from typing_extensions import disjoint_base

from arnorm._core.automaton import ScanTable

__all__ = ["Scanner"]

@disjoint_base
class Scanner:
    def __init__(self, table: ScanTable) -> None: ...
    def __call__(self, text: str) -> list[str]: ...
    def scan_many(self, texts: Iterable[str]) -> list[list[str]]: ...
    def scan_spans(self, text: str) -> tuple[bytearray, bytearray]: ...
