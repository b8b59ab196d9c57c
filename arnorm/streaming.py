"""Text that comes in parts, cut as it comes."""

from __future__ import annotations

from functools import partial

from arnorm._core.inputs import text_error
from arnorm.tokens import Token, tokens_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from _typeshed import SupportsRead

    from arnorm._core import Scanner

__all__ = ["Cutter", "parts_of"]

_BLOCK: Final = 1 << 16
"""Code points that are read, or cut, at once: so many tokens wait for the one who asks for them."""


class Cutter:
    """Gives the tokens of a text that is fed to it in parts: those of the whole text.

    What lies behind the last token that is sure waits for more, with the code point before it. It is scanned again when
    it has become twice as long: a token of any length that comes in parts of any size costs linear time.
    """

    __slots__ = ("_length", "_names", "_offset", "_scanner", "_start", "_waiting", "_wanted")

    def __init__(self, scanner: Scanner, names: tuple[str, ...]) -> None:
        self._scanner = scanner
        self._names = names
        self._waiting: list[str] = []
        self._length = 0  # of what waits
        self._wanted = 0  # before it is scanned again
        self._offset = 0  # of what waits, from the start of the text
        self._start = 0  # where the next scan begins in it: behind the code point before, which may decide

    @property
    def waiting(self) -> int:
        """How many code points wait for more text."""
        return self._length

    def feed(self, part: str) -> list[Token]:
        """Return the tokens that ``part`` makes sure."""
        self._waiting.append(part)
        self._length += len(part)
        return self._scan(final=False) if self._length >= self._wanted else []

    def finish(self) -> list[Token]:
        """Return the tokens that the end of the text makes sure; what is fed then begins another text."""
        tokens = self._scan(final=True)
        self._waiting.clear()
        self._length = self._wanted = self._offset = self._start = 0
        return tokens

    def _scan(self, final: bool) -> list[Token]:
        text = "".join(self._waiting)
        spans, kinds, position = self._scanner.scan_part(text, final, self._start)
        tokens = tokens_at(text, spans, kinds, self._names, self._offset)
        self._start = min(position, 1)
        done = position - self._start
        self._offset += done
        self._waiting = [text[done:]]
        self._length = len(text) - done
        self._wanted = 2 * self._length
        return tokens


def parts_of(source: Iterable[str] | SupportsRead[str]) -> Iterator[str]:
    """Return an iterator over the parts of a text, long ones cut to blocks; each is checked when its turn comes.

    Raises ``TypeError`` at once for one ``str``, and for what is neither iterable nor a file.
    """
    parts: Iterable[str]
    if isinstance(source, str):
        raise TypeError("parts must be an iterable of str or a file, not one str: call tokens for a text that is whole")
    read = getattr(source, "read", None)
    if read is not None:
        parts = iter(partial(read, _BLOCK), "")
    else:
        try:
            parts = iter(source)  # type: ignore[arg-type]  # where it has no read
        except TypeError:
            raise TypeError(f"parts must be an iterable of str or a file, not {type(source).__name__}") from None
    return _checked(parts)


def _checked(parts: Iterable[str]) -> Iterator[str]:
    for position, part in enumerate(parts):
        if not isinstance(part, str):
            raise text_error(part, f"parts[{position}]")
        for start in range(0, len(part), _BLOCK):
            yield part[start : start + _BLOCK]
