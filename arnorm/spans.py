"""What an alignment keeps: for each side one array that maps spans of it to the other.

The end in front of a position and the start behind it lie side by side::

    position p      0       1       2             n
    array        [ e0 s0 | e1 s1 | e2 s2 |  ... | en sn ]

A span from position a to position b of this side maps to ``s[a]`` to ``e[b]`` of the other, whether it is empty or not;
all but the first and last item are the rows of an array of spans, one for each code point.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    import numpy as np
    import numpy.typing as npt

    _Array: TypeAlias = npt.NDArray[np.int32 | np.int64]

__all__ = [
    "check_spans",
    "ended",
    "integers",
    "interleaved",
    "inverted",
    "joined",
    "mapped_span",
    "mapped_spans",
    "rows",
]

_NARROW = 0x7FFFFFFF


def _dtype(largest: int) -> np.dtype[np.int32 | np.int64]:
    import numpy as np

    return np.dtype(np.int32 if largest <= _NARROW else np.int64)


def integers(value: npt.ArrayLike, name: str) -> npt.NDArray[np.int64]:
    """Return ``value`` as an array; raise ``TypeError`` with its ``name`` where it is no row of integers."""
    import numpy as np

    array = np.asarray(value)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise TypeError(f"{name} must be integers in one row, not an array of {array.dtype} of shape {array.shape}")
    return array.astype(np.int64)


def check_spans(starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], size: int, count: int) -> None:
    """Raise ``ValueError`` where spans of ``count`` code points do not cover a source of this size in order."""
    if not len(starts) == len(ends) == count:
        raise ValueError(f"a result of {count} units has as many starts and ends, not {len(starts)} and {len(ends)}")
    if not count:
        return
    if (starts > ends).any() or (starts[1:] < starts[:-1]).any() or (ends[1:] < ends[:-1]).any():
        raise ValueError("starts and ends must each be in order, and no start behind its end")
    if starts[0] != 0 or ends[-1] != size or (starts[1:] > ends[:-1]).any():
        raise ValueError(f"the spans must cover the source from 0 to {size} and leave nothing out")


def joined(starts: _Array, ends: _Array) -> tuple[_Array, _Array]:
    """Return spans of which no two overlap: those that did are one, and so are an empty one and that in front of it.

    Empty ones at the start are one with the first that is not.
    """
    import numpy as np

    begins = np.ones(len(starts), bool)  # whether a block begins there
    begins[1:] = (starts[1:] >= ends[:-1]) & (ends[:-1] > 0) & (ends[1:] > starts[1:])
    heads = np.flatnonzero(begins)
    counts = np.diff(heads, append=len(starts))
    return starts[heads].repeat(counts), ends[heads + counts - 1].repeat(counts)


def ended(starts: _Array, size: int) -> _Array:
    """Return where the blocks end whose starts are given, in a source of this size: each where the next one starts."""
    import numpy as np

    heads = np.flatnonzero(starts[1:] != starts[:-1]) + 1
    counts = np.diff(heads, prepend=0, append=len(starts))
    return np.append(starts[heads], size).astype(starts.dtype).repeat(counts)


def interleaved(starts: _Array, ends: _Array, size: int) -> _Array:
    """Return the array for the positions of a result, from the spans of its code points in a source of this size."""
    import numpy as np

    flat: _Array = np.empty(2 * len(starts) + 2, _dtype(size))
    flat[0], flat[-1] = (0, size) if len(starts) else (size, 0)  # where nothing is left, it came from everything
    flat[1:-1:2], flat[2::2] = starts, ends
    flat.flags.writeable = False
    return flat


def inverted(flat: _Array, size: int) -> _Array:
    """Return for the positions of the source what ``flat`` is for those of the result.

    What touches a span of the source begins with the first span that ends behind its start, and ends with the last that
    starts before its end. A span is empty only where the source is, and counts at both its sides.
    """
    import numpy as np

    starts, ends = flat[1:-1:2], flat[2::2]
    ended, started = np.bincount(ends, minlength=size + 1), np.bincount(starts, minlength=size + 1)
    np.cumsum(ended, out=ended)  # how many spans end at a position or before it
    np.cumsum(started, out=started)  # how many start there or before it
    result: _Array = np.empty(2 * size + 2, _dtype(len(starts)))
    result[:2] = ended[0], 0
    np.maximum(started[:-1], ended[1:], out=result[2::2], casting="same_kind")
    np.minimum(started[:-1], ended[1:], out=result[3::2], casting="same_kind")
    result.flags.writeable = False
    return result


def rows(flat: _Array) -> _Array:
    """Return the spans of the single code points: a view."""
    return flat[1:-1].reshape(-1, 2)


def mapped_span(flat: _Array, start: npt.ArrayLike, end: int, where: str) -> tuple[int, int]:
    """Return the span to which one span belongs; ``where`` says of what, for errors."""
    from operator import index

    first, last, size = index(start), index(end), len(flat) // 2 - 1  # type: ignore[arg-type]
    if first > last:
        raise ValueError(f"the span ({first}, {last}) starts behind its end")
    if first < 0 or last > size:
        raise IndexError(f"the span ({first}, {last}) lies outside the {where}, which are 0 to {size}")
    return int(flat[2 * first + 1]), int(flat[2 * last])


def mapped_spans(flat: _Array, value: npt.ArrayLike, where: str) -> _Array:
    """Return the same for every row of an array of spans."""
    import numpy as np

    spans, size = np.asarray(value), len(flat) // 2 - 1
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
    result: _Array = np.empty(spans.shape, flat.dtype)
    result[:, 0], result[:, 1] = flat[1::2][starts], flat[0::2][ends]
    return result
