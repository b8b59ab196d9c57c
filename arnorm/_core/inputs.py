"""What comes in: checked in the same way by both backends, with the same errors for what is wrong with it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sized
    from typing import Final, Literal, TypeAlias, TypeVar

    from typing_extensions import Buffer

    _Item = TypeVar("_Item")
    Errors: TypeAlias = Literal["strict", "replace", "keep"]
    """What to do about invalid UTF-8; public signatures spell it out."""
    _Fill = Callable[[list[str], list[_Item], int, int], None]

__all__ = [
    "ERRORS",
    "HANDLERS",
    "bytes_of",
    "check_places",
    "checked",
    "errors_error",
    "filled",
    "invalid_utf8",
    "result_error",
]
__all__ += ["text_error", "texts_error", "utf8_error"]

HANDLERS: Final = {"strict": "strict", "replace": "replace", "keep": "surrogateescape"}
"""How Python's decoder is told what to do about invalid UTF-8, by the names that users choose from."""
ERRORS: Final = tuple(HANDLERS)


def text_error(value: object, where: str = "text") -> TypeError:
    """Return the error for a value that should have been a ``str``."""
    kind = type(value).__name__
    if isinstance(value, bytes | bytearray | memoryview):
        advice = "decode it first, or pass UTF-8 to normalize_utf8"
    elif isinstance(value, list | tuple):
        advice = "for many texts use normalize_many or tokenize_many"
    elif value is None:
        advice = 'a missing text is not an empty one; pass "" if that is what you mean'
    else:
        advice = "convert it with str() if that is what you mean"
    return TypeError(f"{where} must be a str, not {kind}: {advice}")


def texts_error(value: object) -> TypeError:
    """Return the error for a value that should have been an iterable of ``str``."""
    if isinstance(value, str):
        return TypeError("texts must be an iterable of str, not one str: call the object itself for one text")
    return TypeError(f"texts must be an iterable of str, not {type(value).__name__}")


def checked(texts: Iterable[str]) -> Iterator[str]:
    """Return an iterator over ``texts``, which must not be one ``str``."""
    if isinstance(texts, str):
        raise texts_error(texts)
    try:
        return iter(texts)
    except TypeError:
        raise texts_error(texts) from None


def check_places(start: int, stop: int, texts: Sized, results: Sized) -> None:
    """Raise ``ValueError`` where one of two lists has no places ``start`` to ``stop``."""
    if not 0 <= start <= stop <= min(len(texts), len(results)):
        raise ValueError(f"the lists have no places {start} to {stop}")


def filled(fill: _Fill[_Item], texts: Iterable[str]) -> list[_Item]:
    """Return the list that ``fill(texts, results, start, stop)`` fills."""
    items = list(checked(texts))
    results: list[_Item] = [None] * len(items)  # type: ignore[list-item]  # all are filled
    fill(items, results, 0, len(items))
    return results


def result_error(function: object, result: object) -> TypeError:
    """Return the error for a function of a rule that did not return a ``str``."""
    return TypeError(f"{function!r} must return a str, not {type(result).__name__}")


def utf8_error(value: object) -> TypeError:
    """Return the error for a value that should have been contiguous UTF-8 bytes."""
    if isinstance(value, str):
        return TypeError("data must be bytes-like, not str: call the object itself for a str")
    return TypeError(f"data must be a contiguous bytes-like object of UTF-8, not {type(value).__name__}")


def bytes_of(data: Buffer) -> bytes:
    """Return ``data`` as bytes; a copy unless it is bytes: nothing else is sure to stay the same without the GIL."""
    if isinstance(data, str):
        raise utf8_error(data)
    try:
        view = memoryview(data)
    except TypeError:
        raise utf8_error(data) from None
    if not view.c_contiguous:
        raise utf8_error(data)
    return data if type(data) is bytes else view.tobytes()


def invalid_utf8(data: bytes, position: int) -> UnicodeDecodeError:
    """Return the error that Python's decoder raises at ``position``, with its place in the whole data."""
    try:
        data[position : position + 4].decode("utf-8")
    except UnicodeDecodeError as error:
        return UnicodeDecodeError("utf-8", data, position + error.start, position + error.end, error.reason)
    raise AssertionError("the two decoders disagree")


def errors_error(value: object) -> ValueError:
    """Return the error for an unknown way to treat invalid UTF-8."""
    return ValueError(f"errors must be one of {', '.join(map(repr, ERRORS))}, not {value!r}")
