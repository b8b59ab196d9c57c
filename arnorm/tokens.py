"""Tokens: tuples whose items have names, because a text has millions of them.

A tuple is made in one call and takes no more memory than its items, where a `Value` sets one field after the other.
"""

from __future__ import annotations

from functools import partial
from operator import itemgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Record", "Token", "tokens_at"]


class Record(tuple):  # type: ignore[type-arg]  # its items are those that a subclass names
    """A tuple with named items: immutable, compared, ordered, hashed, unpacked and pickled by them.

    A subclass lists the names in ``_fields``, takes the items in ``__new__`` and gives each a property.
    """

    __slots__ = ()
    _fields: tuple[str, ...] = ()

    def __repr__(self) -> str:
        items = ", ".join(f"{name}={item!r}" for name, item in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({items})"

    def __reduce__(self) -> tuple[Callable[..., Record], tuple[object, ...]]:
        return type(self), tuple(self)


class Token(Record):
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
    _fields = ("text", "start", "end", "kind")

    def __new__(cls, text: str, start: int, end: int, kind: str) -> Token:
        return tuple.__new__(cls, (text, start, end, kind))

    if TYPE_CHECKING:

        @property
        def text(self) -> str: ...
        @property
        def start(self) -> int: ...
        @property
        def end(self) -> int: ...
        @property
        def kind(self) -> str: ...
    else:
        text = property(itemgetter(0), doc="The token as it stands in the source.")
        start = property(itemgetter(1), doc="Where it begins, in code points.")
        end = property(itemgetter(2), doc="Where it ends: the place behind its last code point.")
        kind = property(itemgetter(3), doc="The name of its kind, one of `Tokenizer.kinds`.")


_make: Callable[[Iterable[object]], Token] = partial(tuple.__new__, Token)  # half the time of Token(*items)


def tokens_at(
    text: str, spans: bytearray, kinds: bytearray, names: tuple[str, ...], offset: int = 0
) -> list[Token]:
    """Return the tokens of ``text`` that a scanner found, their places counted from ``offset`` before it."""
    narrow = len(spans) == 8 * len(kinds)
    places = iter(memoryview(spans).cast("i" if narrow else "q").tolist())
    if offset:
        return [
            _make((text[start:end], start + offset, end + offset, names[kind]))
            for start, end, kind in zip(places, places, kinds, strict=True)
        ]
    return [_make((text[start:end], start, end, names[kind])) for start, end, kind in zip(places, places, kinds, strict=True)]
