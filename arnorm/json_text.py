"""JSON: written so that it is UTF-8 whatever its text holds, and read strictly, because anybody may have written it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

__all__ = ["json_text", "loaded"]


def json_text(
    value: object, separators: tuple[str, str] | None = None, default: Callable[[object], object] | None = None
) -> str:
    """Return a value as JSON in which text stands as it is, but for lone surrogates, which are escaped.

    ``separators`` and ``default`` are those of ``json.dumps``.

    >>> print(json_text(["نص", "\\udc80"]))
    ["نص", "\\udc80"]
    """
    from json import dumps

    text = dumps(value, ensure_ascii=False, separators=separators, default=default)
    return text.encode("utf-8", "backslashreplace").decode()


def loaded(text: str | bytes) -> object:
    """Return what JSON says; raise ``ValueError`` for what is none, or says two things.

    A key that stands twice in an object, a number that JSON does not have (``NaN``, ``Infinity``) and brackets inside
    brackets by the thousand are refused.

    >>> loaded('{"a": 1, "a": 2}')
    Traceback (most recent call last):
    ValueError: the key 'a' stands twice in an object
    """
    from json import loads

    try:
        value: object = loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        from collections import Counter

        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"the key {twice!r} stands twice in an object")
    return found


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
