"""What an alignment keeps: for each code point of the result where its block starts in the source, and the end of it.

The source and the result are cut into blocks in the same order, and each block has something of both. So where blocks
start says everything: an array of as many starts as the result has code points, in order, equal ones for those of one
block, and behind them the size of the source, where the last block ends. A span of either side maps to the blocks that
it touches on the other; an empty one to the place where it stands, or the block in which it stands.

Where the result is empty the array holds the size alone; where the source is empty all of it is 0.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    import numpy as np
    import numpy.typing as npt

    _Array: TypeAlias = npt.NDArray[np.int32 | np.int64]
    _Starts: TypeAlias = Sequence[int] | _Array

__all__ = [
    "checked_span",
    "checked_spans",
    "composed",
    "dtype_of",
    "integers",
    "offsets",
    "offsets_of_many",
    "part_of",
    "spans_to_result",
    "spans_to_source",
    "starts_from",
    "starts_in_source",
    "to_result",
    "to_source",
    "with_size",
]

_NARROW = 0x7FFFFFFF


def dtype_of(largest: int) -> np.dtype[np.int32 | np.int64]:
    """Return the type of arrays of positions of which this is the largest."""
    import numpy as np

    return np.dtype(np.int32 if largest <= _NARROW else np.int64)


def integers(value: npt.ArrayLike, name: str) -> npt.NDArray[np.int64]:
    """Return ``value`` as an array; raise ``TypeError`` with its ``name`` where it is no row of integers."""
    import numpy as np

    array = np.asarray(value)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise TypeError(f"{name} must be integers in one row, not an array of {array.dtype} of shape {array.shape}")
    return array.astype(np.int64)


def with_size(starts: _Array, size: int) -> _Array:
    """Return the array of an alignment: the starts of its code points, and behind them the size of the source."""
    import numpy as np

    found: _Array = np.empty(len(starts) + 1, dtype_of(size))
    found[:-1] = starts
    found[-1] = size
    found.flags.writeable = False
    return found


def starts_from(starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], size: int, count: int) -> _Array:
    """Return the same from spans of ``count`` code points; those that overlap, or are empty, become one with others.

    Raises ``ValueError`` where they do not cover a source of this size in order.
    """
    import numpy as np

    if not len(starts) == len(ends) == count:
        raise ValueError(f"a result of {count} units has as many starts and ends, not {len(starts)} and {len(ends)}")
    if not count:
        return with_size(starts, size)
    if (starts > ends).any() or (starts[1:] < starts[:-1]).any() or (ends[1:] < ends[:-1]).any():
        raise ValueError("starts and ends must each be in order, and no start behind its end")
    if starts[0] != 0 or ends[-1] != size or (starts[1:] > ends[:-1]).any():
        raise ValueError(f"the spans must cover the source from 0 to {size} and leave nothing out")
    begins = np.ones(count, bool)
    begins[1:] = (starts[1:] >= ends[:-1]) & (ends[:-1] > 0) & (ends[1:] > starts[1:])
    return with_size(np.maximum.accumulate(np.where(begins, starts, 0)), size)


def composed(first: _Array, second: _Array) -> _Array:
    """Return the array of two alignments in turn: a block begins where both have one begin in the text between."""
    import numpy as np

    middle, size = second[:-1], int(first[-1])
    if len(first) == 1:  # nothing was left
        return with_size(np.zeros(len(middle), np.int32), size)
    begins = np.ones(len(middle), bool)
    begins[1:] = (middle[1:] != middle[:-1]) & (first[middle[1:]] != first[middle[1:] - 1])
    return with_size(np.maximum.accumulate(np.where(begins, first[middle], 0)), size)


def starts_in_source(starts: _Array, count: int) -> _Array:
    """Return for each of ``count`` code points of the source where its block starts in the result, and the end of it.

    That is the array of the alignment the other way round, but where one of the texts is empty.
    """
    import numpy as np

    size = len(starts) - 1
    if not size:
        return np.zeros(count + 1, np.int32)
    heads = np.flatnonzero(starts[1:] != starts[:-1]) + 1
    heads = np.concatenate([[0], heads[:-1] if len(heads) else []]).astype(np.int64)
    found: _Array = heads.astype(dtype_of(size)).repeat(np.diff(starts[heads], append=starts[-1]))
    return with_size(found, size)


def offsets(starts: _Array) -> _Array:
    """Return the span of every code point: an array of shape (code points, 2) that cannot be written to."""
    import numpy as np

    size = len(starts) - 1
    found: _Array = np.empty((size, 2), starts.dtype)
    found[:, 0] = starts[:-1]
    if size:
        tails = np.flatnonzero(starts[1:] != starts[:-1]) + 1 if starts[-1] else np.array([size])
        found[:, 1] = starts[tails].repeat(np.diff(tails, prepend=0))
    found.flags.writeable = False
    return found


def offsets_of_many(starts: _Array, places: npt.NDArray[np.int64]) -> _Array:
    """Return the same for the arrays of many alignments in one, each from one of ``places`` to the next."""
    import numpy as np

    begins = np.zeros(len(starts) + 1, bool)
    begins[1:-1] = starts[1:] != starts[:-1]
    begins[places] = True
    heads = np.flatnonzero(begins)
    ends = np.append(starts[heads[1:-1]], 0).astype(starts.dtype).repeat(np.diff(heads)) if len(starts) else starts
    rows = np.ones(len(starts), bool)
    rows[places[1:] - 1] = False
    return np.column_stack([starts[rows], ends[rows]])


def part_of(starts: _Array, first: int, last: int) -> tuple[int, int, _Array]:
    """Return the span of the source of a part of the result, and the array of that part."""
    start, end = to_source(starts, first, last)
    return start, end, with_size(starts[first:last] - start, end - start)


# ------------------------------------------------------------------------------------------------------------ one span


def to_source(starts: _Starts, start: int, end: int) -> tuple[int, int]:
    """Return the span of the source to which one of the result belongs."""
    from bisect import bisect_right

    if len(starts) == 1:
        return 0, int(starts[0])
    first, last = int(starts[start]), int(starts[end])
    before = int(starts[end - 1]) if end else 0
    if end and last == before and before < starts[-1]:
        last = int(starts[bisect_right(starts, before, end)])
    return first, last if end else 0


def to_result(starts: _Starts, start: int, end: int) -> tuple[int, int]:
    """Return the span of the result that became of one of the source."""
    from bisect import bisect_left, bisect_right

    size = len(starts) - 1
    if not starts[-1]:
        return 0, size
    block = bisect_right(starts, start) - 1
    first = bisect_left(starts, starts[block], 0, block) if block > 0 else 0
    return first, bisect_right(starts, end - 1, 0, size) if end else 0


def checked_span(start: npt.ArrayLike, end: int, size: int, where: str) -> tuple[int, int]:
    """Return a span as two integers; raise an error that says of ``where`` it is if it lies outside."""
    from operator import index

    first, last = index(start), index(end)  # type: ignore[arg-type]  # the error says what else it is
    if first > last:
        raise ValueError(f"the span ({first}, {last}) starts behind its end")
    if first < 0 or last > size:
        raise IndexError(f"the span ({first}, {last}) lies outside the {where}, which are 0 to {size}")
    return first, last


# --------------------------------------------------------------------------------------------------------- many of them


def spans_to_source(starts: _Array, firsts: _Array, lasts: _Array) -> _Array:
    """Return what `to_source` does for every span, as rows."""
    import numpy as np

    found: _Array = np.empty((len(firsts), 2), starts.dtype)
    if len(starts) == 1:
        found[:] = 0, starts[0]
        return found
    before = starts[np.maximum(lasts - 1, 0)]
    found[:, 0], found[:, 1] = starts[firsts], starts[lasts]
    inside = np.flatnonzero((found[:, 1] == before) & (before < starts[-1]))
    found[inside, 1] = starts[starts.searchsorted(before[inside], "right")]
    found[lasts == 0, 1] = 0
    return found


def spans_to_result(starts: _Array, firsts: _Array, lasts: _Array) -> _Array:
    """Return what `to_result` does for every span, as rows."""
    import numpy as np

    size = len(starts) - 1
    found: _Array = np.empty((len(firsts), 2), dtype_of(size))
    if not starts[-1]:
        found[:] = 0, size
        return found
    in_blocks = starts[np.maximum(starts.searchsorted(firsts, "right") - 1, 0)]
    found[:, 0] = starts.searchsorted(in_blocks, "left")
    found[:, 1] = starts[:-1].searchsorted(lasts - 1, "right")
    return found


def checked_spans(value: npt.ArrayLike, size: int, where: str) -> tuple[_Array, _Array]:
    """Return starts and ends of spans; raise an error that names the first row that `checked_span` refuses."""
    import numpy as np

    spans = np.asarray(value)
    if spans.shape == (0,):
        spans = np.empty((0, 2), np.int64)
    if spans.ndim != 2 or spans.shape[1] != 2:
        raise ValueError(f"spans have the shape (n, 2), not {spans.shape}; for one span give its start and its end")
    if spans.size and spans.dtype.kind not in "iu":
        raise ValueError(f"spans are integers, not {spans.dtype}")
    starts, ends = spans.astype(np.int64).T
    wrong = (spans < 0) | (spans > size)
    if wrong.any():
        row = int(wrong.any(axis=1).argmax())
        span = tuple(spans[row].tolist())
        raise IndexError(f"the span {span} in row {row} lies outside the {where}, which are 0 to {size}")
    if (starts > ends).any():
        row = int((starts > ends).argmax())
        raise ValueError(f"the span {tuple(spans[row].tolist())} in row {row} starts behind its end")
    return starts, ends
