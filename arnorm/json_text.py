"""Values as JSON that can be written as UTF-8, whatever their text holds."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["json_text"]


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
