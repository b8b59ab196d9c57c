"""The base of the package's immutable values.

Data classes would do the same but import ``inspect`` and ``re``, which costs more time than all of this package.
For that reason no module here imports ``typing``, ``dataclasses`` or ``re`` when it is loaded.
"""

from __future__ import annotations

from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn, TypeVar

    _Made = TypeVar("_Made")

__all__ = ["Immutable", "Value", "shared"]


def shared(kind: Callable[[Any], _Made], choice: object) -> _Made:
    """Return ``kind(choice)``, always the same object for what is equal: what takes long to compile is compiled once.

    Normalizers and tokenizers are unpickled by this too, because engines send one with every task.
    """
    made: _Made = _shared(kind, choice)
    return made


_shared = lru_cache(maxsize=64)(lambda kind, choice: kind(choice))


class Immutable:
    """An object whose fields, those in ``__slots__``, are set once."""

    __slots__: tuple[str, ...] = ()

    def _set(self, *fields: object) -> None:
        for name, field in zip(self.__slots__, fields, strict=True):
            object.__setattr__(self, name, field)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable")


class Value(Immutable):
    """Fields in ``__slots__`` that are set once; compared, hashed, printed and pickled by them.

    A subclass sets its fields with ``_set`` in ``__init__``, which takes them in the order of ``__slots__``.
    """

    __slots__: tuple[str, ...] = ()
    _compared: tuple[str, ...] | None = None
    """The fields that make two values equal; all of them where this is None."""

    def _key(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self._compared or self.__slots__)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return self._key() == other._key() if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({fields})"

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        return type(self), tuple(getattr(self, name) for name in self.__slots__)
