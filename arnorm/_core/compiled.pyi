from collections.abc import Iterable
from typing import Final, Literal

from typing_extensions import Buffer, disjoint_base

from arnorm._core import _Table
from arnorm._core.compiled_scanner import Scanner as Scanner
from arnorm._core.shortcut import ShortcutTable

__all__ = ["INSTRUCTION_SET", "Pipeline", "Scanner"]

INSTRUCTION_SET: Final[str]

@disjoint_base
class Pipeline:
    def __init__(self, tables: Iterable[_Table], shortcut: ShortcutTable | None = None, cut: int = -1) -> None: ...
    def __call__(self, text: str) -> str: ...
    def map_aligned(self, text: str) -> tuple[str, bytearray]: ...
    def map_many(self, texts: Iterable[str]) -> list[str]: ...
    def map_into(self, texts: list[str], results: list[str], start: int, stop: int) -> None: ...
    def map_utf8(self, data: Buffer, errors: Literal["strict", "replace", "keep"] = "strict") -> bytes: ...
