"""One function over many texts in several threads."""

from __future__ import annotations

from operator import index

from arnorm._core.inputs import checked, text_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    _Result = TypeVar("_Result")
    _Fill = Callable[[list[str], list[_Result], int, int], None]

__all__ = ["checked_threads", "fill_in_threads", "in_threads"]

_PARTS_PER_THREAD = 4
_LARGEST_PART = 4096


def checked_threads(threads: int | None) -> int:
    """Return how many threads are asked for: one where nothing is said of it.

    Raises ``TypeError`` for what is no integer, and ``ValueError`` for less than one.
    """
    if threads is None:
        return 1
    try:
        count = index(threads)
    except TypeError:
        raise TypeError(f"threads must be an int or None, not {type(threads).__name__}") from None
    if count < 1:
        raise ValueError(f"threads must be at least 1, not {count}")
    return count


def in_threads(function: Callable[[list[str]], list[_Result]], texts: Iterable[str], threads: int) -> list[_Result]:
    """Return ``function(texts)``, computed in parts by ``threads`` threads.

    The texts are checked here, because a part cannot tell the position of a wrong one.
    """
    items = list(checked(texts))
    for position, text in enumerate(items):
        if not isinstance(text, str):
            raise text_error(text, f"texts[{position}]")

    def fill(items: list[str], results: list[_Result], start: int, stop: int) -> None:
        results[start:stop] = function(items[start:stop])

    return fill_in_threads(fill, items, threads)


def fill_in_threads(fill: _Fill[_Result], texts: Iterable[str], threads: int) -> list[_Result]:
    """Return what ``fill(texts, results, start, stop)``, called in ``threads`` threads, puts into ``results``.

    Parts are given out in order, to the thread that is free. Where some fail, the error of the first is raised. An
    exception of a signal, such as ``KeyboardInterrupt``, stops the others behind the part that each of them works on.
    """
    count = checked_threads(threads)
    from collections import deque
    from threading import Thread

    items = list(checked(texts))
    results: list[_Result] = [None] * len(items)  # type: ignore[list-item]  # all are filled
    size = min(max(1, -(-len(items) // (count * _PARTS_PER_THREAD))), _LARGEST_PART)
    parts = deque((start, min(start + size, len(items))) for start in range(0, len(items), size))
    errors: list[tuple[int, BaseException]] = []

    def work() -> None:
        while parts:
            try:
                start, stop = parts.popleft()
            except IndexError:  # another thread took the last one
                return
            try:
                fill(items, results, start, stop)
            except BaseException as error:  # it is raised where all have ended
                errors.append((start, error))
                parts.clear()

    others = [Thread(target=work) for _ in range(min(count, len(parts)) - 1)]
    try:
        for thread in others:
            thread.start()
        work()
    finally:
        parts.clear()
        for thread in others:
            if thread.is_alive():  # where starting it was what failed, it is not
                thread.join()
    if errors:
        raise min(errors, key=lambda pair: pair[0])[1]
    return results
