from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias

from typing_extensions import disjoint_base

from arnorm._core.arrow import Field
from arnorm._core.compiled import Pipeline
from arnorm._core.compiled_arrow import Data

__all__ = ["Rows", "join_texts", "normalize_part"]

_Share: TypeAlias = Callable[[Callable[[int], None], int], object]
_Errors: TypeAlias = Literal["strict", "replace", "keep"]

@disjoint_base
class Rows:
    def __init__(self, field: Field, data: Data) -> None: ...
    @property
    def data(self) -> Data: ...
    @property
    def layout(self) -> int: ...
    @property
    def length(self) -> int: ...
    def __getitem__(self, row: int) -> bytes | None: ...
    def cut(self, parts: int, least: int) -> list[int]: ...
    def validity_bits(self) -> tuple[bytes | None, int]: ...

@disjoint_base
class TextPart:
    @property
    def changed(self) -> bool: ...

def normalize_part(pipeline: Pipeline, rows: Rows, start: int, end: int, errors: _Errors, before: int) -> TextPart: ...
def join_texts(rows: Rows, parts: Iterable[TextPart], share: _Share | None = None) -> Data: ...
