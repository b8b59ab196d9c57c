"""JSON that anybody may have written: read strictly, and compared with the types that its values should have."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

__all__ = ["fits", "loaded"]


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
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {twice!r} stands twice in an object")
    return found


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def fits(value: object, hint: object) -> bool:
    """Return whether a value is of a type as annotations say it: a class, a tuple of such, or one of several.

    Other than ``isinstance`` it takes no bool for a number, and it looks into tuples.

    >>> fits((1, "a"), tuple[int, str]), fits((1, True), tuple[int, ...]), fits(None, str | None)
    (True, False, True)
    """
    from types import NoneType, UnionType
    from typing import Union, get_args, get_origin

    parts = get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        return any(fits(value, part) for part in parts)
    if get_origin(hint) is tuple:
        if not isinstance(value, tuple):
            return False
        if parts[-1] is Ellipsis:
            return all(fits(item, parts[0]) for item in value)
        return len(value) == len(parts) and all(map(fits, value, parts))
    if hint is float:
        return type(value) in (int, float)
    return type(value) is (NoneType if hint is None else hint)
