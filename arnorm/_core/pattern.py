"""The notation in which token patterns and contexts are written, and its parser.

==================  ===============================================================
``name``            one code point of the set ``name``
``"text"``          these code points, one after the other; ``\\"`` and ``\\\\`` escape
``.``               any one code point
``[a b]``           one code point of set ``a`` or set ``b``; a quoted text stands for each of its code points
``[^a b]``          one code point of neither
``x y``             ``x``, then ``y``
``x | y``           ``x`` or ``y``
``x* x+ x?``        any number, at least one, at most one
``x{m} x{m,n}``     exactly ``m``, between ``m`` and ``n``
``( )``             grouping
``edge``            the start or the end of the text, in contexts and in what must stand behind a token
==================  ===============================================================

White space only separates. A name is a letter followed by letters, digits, "_" and "-".
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["ANY", "EDGE", "Alternatives", "Node", "OneOf", "PatternError", "Repeat", "Sequence"]
__all__ += ["leaves", "lengths", "parse", "reverse"]

_NAME_START = frozenset(string.ascii_letters)
_NAME = _NAME_START | frozenset(string.digits + "_-")
_REPEAT_LIMIT = 64
_DEPTH_LIMIT = 64


class PatternError(ValueError):
    """A pattern that cannot be read; says where."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One code point: of any of the named sets or the literals, or with ``negated`` of none of them."""

    names: frozenset[str] = frozenset()
    literals: frozenset[int] = frozenset()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """Its parts one after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Any one of its parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """``part`` from ``least`` to ``most`` times; no upper bound where ``most`` is None."""

    part: Node
    least: int
    most: int | None


Node = OneOf | Sequence | Alternatives | Repeat

EDGE = "edge"
"""The reserved name of the set that holds the place before the first and after the last code point."""
ANY = OneOf(negated=True)


def parse(pattern: str) -> Node:
    """Parse ``pattern``; raise `PatternError` that points at the first thing that cannot be read.

    >>> parse('digit+ ("." digit+)?').parts[0]
    Repeat(part=OneOf(names=frozenset({'digit'}), literals=frozenset(), negated=False), least=1, most=None)
    """
    return _Parser(pattern).whole()


def reverse(node: Node) -> Node:
    """Return the pattern that matches the same texts read backwards."""
    match node:
        case Sequence(parts):
            return Sequence(tuple(reverse(part) for part in reversed(parts)))
        case Alternatives(parts):
            return Alternatives(tuple(reverse(part) for part in parts))
        case Repeat(part, least, most):
            return Repeat(reverse(part), least, most)
        case _:
            return node


def lengths(node: Node) -> tuple[int, int | None]:
    """Return how many code points the shortest and the longest match have, None where there is no longest.

    >>> lengths(parse('digit+ | "ab"'))
    (1, None)
    """
    match node:
        case Sequence(parts):
            bounds = [lengths(part) for part in parts]
            longest = [most for _, most in bounds if most is not None]
            return sum(least for least, _ in bounds), sum(longest) if len(longest) == len(bounds) else None
        case Alternatives(parts):
            bounds = [lengths(part) for part in parts]
            longest = [most for _, most in bounds if most is not None]
            return min(least for least, _ in bounds), max(longest) if len(longest) == len(bounds) else None
        case Repeat(part, least, times):
            shortest, most = lengths(part)
            if most == 0 or times == 0:
                return 0, 0
            return least * shortest, None if most is None or times is None else times * most
        case _:
            return 1, 1


def leaves(node: Node) -> Iterator[OneOf]:
    """Yield every symbol of a pattern."""
    match node:
        case OneOf():
            yield node
        case Repeat(part):
            yield from leaves(part)
        case Sequence(parts) | Alternatives(parts):
            for part in parts:
                yield from leaves(part)


class _Parser:
    """Recursive descent with one character of look-ahead."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._position = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._alternatives()
        if self._peek():
            raise self._error(f"unexpected {self._peek()!r}")
        return node

    def _error(self, message: str) -> PatternError:
        pointer = " " * self._position + "^"
        return PatternError(f"{message} at position {self._position}\n  {self._pattern}\n  {pointer}")

    def _peek(self) -> str:
        """Skip white space and return the next character, "" at the end."""
        while self._position < len(self._pattern) and self._pattern[self._position].isspace():
            self._position += 1
        return self._pattern[self._position : self._position + 1]

    def _take(self, expected: str) -> None:
        if self._peek() != expected:
            raise self._error(f"expected {expected!r}")
        self._position += 1

    def _deeper(self, depth: int) -> int:
        """Return the depth of what stands inside of one more bracket or repetition."""
        if depth == _DEPTH_LIMIT:
            raise self._error(f"more than {_DEPTH_LIMIT} brackets or repetitions, one inside of the other,")
        return depth + 1

    def _take_while(self, accept: Callable[[str], bool]) -> str:
        start = self._position
        while self._position < len(self._pattern) and accept(self._pattern[self._position]):
            self._position += 1
        return self._pattern[start : self._position]

    def _alternatives(self) -> Node:
        parts = [self._sequence()]
        while self._peek() == "|":
            self._position += 1
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else Alternatives(tuple(parts))

    def _sequence(self) -> Node:
        parts = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeat())
        if not parts:
            raise self._error("expected a pattern")
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _repeat(self) -> Node:
        node = self._atom()
        depth = self._depth
        while (sign := self._peek()) and sign in "*+?{":
            depth = self._deeper(depth)
            self._position += 1
            least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(sign) or self._bounds()
            node = Repeat(node, least, most)
        return node

    def _bounds(self) -> tuple[int, int]:
        least = most = self._number()
        if self._peek() == ",":
            self._position += 1
            most = self._number()
        self._take("}")
        if not least <= most <= _REPEAT_LIMIT:
            raise self._error(f"a repetition goes from a lower to a higher number, at most {_REPEAT_LIMIT},")
        return least, most

    def _number(self) -> int:
        self._peek()
        digits = self._take_while(lambda character: character in string.digits)
        if not digits:
            raise self._error("expected a number")
        return int(digits)

    def _atom(self) -> Node:
        character = self._peek()
        if character == "(":
            self._depth = self._deeper(self._depth)
            self._position += 1
            node = self._alternatives()
            self._take(")")
            self._depth -= 1
            return node
        if character == "[":
            return self._set()
        if character == ".":
            self._position += 1
            return OneOf(negated=True)
        if character == '"':
            letters = tuple(OneOf(literals=frozenset([ord(letter)])) for letter in self._quoted())
            return letters[0] if len(letters) == 1 else Sequence(letters)
        return OneOf(names=frozenset([self._name()]))

    def _set(self) -> Node:
        self._take("[")
        negated = self._peek() == "^"
        if negated:
            self._position += 1
        names: set[str] = set()
        literals: set[int] = set()
        while (character := self._peek()) not in ("]", ""):
            if character == '"':
                literals.update(map(ord, self._quoted()))
            else:
                names.add(self._name())
        self._take("]")
        if not names and not literals:
            raise self._error("an empty set")
        return OneOf(frozenset(names), frozenset(literals), negated)

    def _name(self) -> str:
        if self._peek() not in _NAME_START:
            raise self._error("expected the name of a set")
        return self._take_while(lambda character: character in _NAME)

    def _quoted(self) -> str:
        self._take('"')
        text = ""
        while True:
            text += self._take_while(lambda character: character not in '"\\')
            stop = self._pattern[self._position : self._position + 1]
            if stop == "\\" and self._position + 1 < len(self._pattern):
                text += self._pattern[self._position + 1]
                self._position += 2
            elif stop == '"':
                break
            else:
                raise self._error("a quoted text without an end")
        self._position += 1
        if not text:
            raise self._error("an empty text")
        return text
