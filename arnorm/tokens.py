"""Tokens: tuples whose items have names, because a text has millions of them.

A tuple is made in one call and takes no more memory than its items, where a `Value` sets one field after the other.
"""

from __future__ import annotations

from functools import partial

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Token", "places_in", "repr_of", "tokens_at"]


def repr_of(item: tuple[object, ...], names: Iterable[str]) -> str:
    """Return the code of a tuple that is made from keyword arguments with these names."""
    return f"{type(item).__name__}({', '.join(map('{}={!r}'.format, names, item))})"


class Token(tuple[str, int, int, str]):
    """A piece of text and its place: ``source[start:end] == text``, counted in code points.

    It is a tuple: it can be unpacked, equals a plain tuple of the same items, and sorts by them.

    >>> from arnorm import Tokenizer
    >>> token = Tokenizer().tokens("عام 2026")[1]
    >>> token
    Token(text='2026', start=4, end=8, kind='number')
    >>> text, start, end, kind = token
    >>> token.text == text
    True
    """

    __slots__ = ()

    def __new__(cls, text: str, start: int, end: int, kind: str) -> Token:
        """Make a token of its items."""
        return tuple.__new__(cls, (text, start, end, kind))

    @property
    def text(self) -> str:
        """The token as it stands in the source."""
        return self[0]

    @property
    def start(self) -> int:
        """Where it begins, in code points."""
        return self[1]

    @property
    def end(self) -> int:
        """Where it ends: the place behind its last code point."""
        return self[2]

    @property
    def kind(self) -> str:
        """The name of its kind, one of `Tokenizer.kinds`."""
        return self[3]

    def __repr__(self) -> str:
        return repr_of(self, ("text", "start", "end", "kind"))

    def __reduce__(self) -> tuple[type[Token], tuple[object, ...]]:
        return type(self), tuple(self)


_make: Callable[[Iterable[object]], Token] = partial(tuple.__new__, Token)  # half the time of Token(*items)


def places_in(spans: bytearray, kinds: bytearray) -> memoryview:
    """Return the starts and ends, by turn, of what a scanner found: as wide as the size of the memory says."""
    return memoryview(spans).cast("i" if len(spans) == 8 * len(kinds) else "q")


def tokens_at(text: str, spans: bytearray, kinds: bytearray, names: tuple[str, ...], offset: int = 0) -> list[Token]:
    """Return the tokens of ``text`` that a scanner found, their places counted from ``offset`` before it."""
    places = iter(places_in(spans, kinds).tolist())
    if offset:
        return [
            _make((text[start:end], start + offset, end + offset, names[kind]))
            for start, end, kind in zip(places, places, kinds, strict=True)
        ]
    return [
        _make((text[start:end], start, end, names[kind]))
        for start, end, kind in zip(places, places, kinds, strict=True)
    ]
