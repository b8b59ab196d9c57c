"""One function over many texts in several threads."""

from __future__ import annotations

from arnorm._core.inputs import text_error, texts_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    _Result = TypeVar("_Result")

__all__ = ["in_threads"]

_PARTS_PER_THREAD = 4


def in_threads(function: Callable[[list[str]], list[_Result]], texts: Iterable[str], threads: int) -> list[_Result]:
    """Return ``function(texts)``, computed in parts by ``threads`` threads.

    The texts are checked here, because a part cannot tell the position of a wrong one.
    """
    if threads < 1:
        raise ValueError(f"threads must be at least 1, not {threads}")
    if isinstance(texts, str):
        raise texts_error(texts)
    try:
        items = list(texts)
    except TypeError:
        raise texts_error(texts) from None
    for position, text in enumerate(items):
        if not isinstance(text, str):
            raise text_error(text, f"texts[{position}]")
    from concurrent.futures import ThreadPoolExecutor

    size = max(1, -(-len(items) // (threads * _PARTS_PER_THREAD)))
    parts = [items[start : start + size] for start in range(0, len(items), size)]
    with ThreadPoolExecutor(threads) as pool:
        return [result for results in pool.map(function, parts) for result in results]
