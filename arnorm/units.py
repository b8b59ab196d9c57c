"""What positions in a text are counted in: code points, bytes of UTF-8, units of UTF-16.

Python counts code points; Rust, Go and most files count bytes; JavaScript, Java and C# count units of UTF-16.
"""

from __future__ import annotations

from arnorm._core.inputs import ERRORS, errors_error, invalid_utf8
from arnorm.lookup import choice_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, TypeAlias

    import numpy as np
    import numpy.typing as npt

    _Unit: TypeAlias = Literal["code points", "utf-8", "utf-16"]

__all__ = ["UNITS", "checked_unit", "edges", "measured", "widths"]

UNITS = ("code points", "utf-8", "utf-16")
_ESCAPED = (0xDC80, 0xDCFF)  # what Python's surrogateescape makes of bytes that are no UTF-8


def checked_unit(unit: object) -> _Unit:
    """Return ``unit``; raise ``ValueError`` where there is none of this name."""
    for known in UNITS:
        if unit == known:
            return known  # type: ignore[return-value]  # mypy does not narrow by comparison
    raise choice_error("unit", unit, UNITS)


def widths(text: str, unit: _Unit, escaped: bool = False) -> npt.NDArray[np.uint8]:
    """Return how many units each code point of ``text`` takes.

    A lone surrogate takes three bytes of UTF-8, as with the error handler ``surrogatepass``, and one unit of UTF-16.
    With ``escaped`` those that stand for a byte each take one byte, as with ``surrogateescape``.
    """
    import numpy as np

    if unit == "code points" or text.isascii():
        return np.ones(len(text), np.uint8)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))
    result = np.ones(len(points), np.uint8)
    result += points > 0xFFFF
    if unit == "utf-8":
        result += points > 0x7F
        result += points > 0x7FF
        if escaped:
            result[(points >= _ESCAPED[0]) & (points <= _ESCAPED[1])] = 1
    return result


def edges(sizes: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Return where each code point begins, and at the end where the text ends, in units."""
    import numpy as np

    result = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=result[1:])
    return result


def measured(data: bytes, errors: Literal["strict", "replace", "keep"]) -> tuple[str, npt.NDArray[np.uint8]]:
    """Return the text that UTF-8 ``data`` is, and how many bytes each of its code points is there.

    Raises ``UnicodeDecodeError`` for bytes that are no UTF-8 (``"strict"``), or takes them for U+FFFD (``"replace"``)
    or for one surrogate each (``"keep"``).
    """
    if errors not in ERRORS:
        raise errors_error(errors)
    text = data.decode("utf-8", "strict" if errors == "strict" else "surrogateescape")
    sizes = widths(text, "utf-8", escaped=True)
    if errors != "replace":
        return text, sizes
    for start, end in _escaped_runs(text, sizes):
        wrong = text[start:end].encode("ascii", "surrogateescape")
        place = 0
        while place < len(wrong):
            after = invalid_utf8(wrong, place).end
            sizes[start + place : start + after] = 0
            sizes[start + place] = after - place
            place = after
    return data.decode("utf-8", "replace"), sizes[sizes > 0]


def _escaped_runs(text: str, sizes: npt.NDArray[np.uint8]) -> list[list[int]]:
    """Return where runs of surrogates begin and end in text that is decoded UTF-8."""
    import numpy as np

    if text.isascii():
        return []
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))
    inside = np.zeros(len(sizes) + 2, np.int8)
    inside[1:-1] = (points >= _ESCAPED[0]) & (points <= _ESCAPED[1])
    changes: npt.NDArray[Any] = np.flatnonzero(np.diff(inside))
    runs: list[list[int]] = changes.reshape(-1, 2).tolist()
    return runs
