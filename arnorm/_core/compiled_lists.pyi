from collections.abc import Iterable
from typing import Literal, TypeAlias, final

from typing_extensions import disjoint_base

from arnorm._core.compiled_arrow import Data
from arnorm._core.compiled_columns import Rows
from arnorm._core.compiled_scanner import Scanner

__all__ = ["join_lists", "join_spans", "share_tokens", "tokenize_part"]

_Errors: TypeAlias = Literal["strict", "replace", "keep"]

@disjoint_base
class TokenPart: ...

def tokenize_part(
    scanner: Scanner, rows: Rows, start: int, end: int, errors: _Errors, before: int, spans: bool
) -> TokenPart: ...

@final
class SharedPart:
    def __call__(self) -> None: ...
    def run(self) -> None: ...
    def result(self) -> TokenPart: ...

def share_tokens(
    scanner: Scanner, rows: Rows, threads: int, chunk: int, errors: _Errors, before: int, spans: bool
) -> SharedPart | None: ...
def join_lists(rows: Rows, parts: Iterable[TokenPart]) -> Data: ...
def join_spans(rows: Rows, parts: Iterable[TokenPart], kinds: Data) -> Data: ...
