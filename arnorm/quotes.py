"""What `rules.convert_quotes` leaves alone, reported."""

from __future__ import annotations

from functools import lru_cache

from arnorm import chars
from arnorm.rules.quotes import UNPAIRED
from arnorm.stages import compile_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arnorm._core import Pipeline

__all__ = ["unpaired_quotes"]


def _make_marker() -> Pipeline:
    """Return the pipeline that writes every mark of a pair as NUL, which is no mark."""
    return compile_rules((UNPAIRED,)).pipeline()


_marker = lru_cache(maxsize=1)(_make_marker)


def unpaired_quotes(text: str) -> list[int]:
    """Return where quotation marks stand that have no partner on their line, as code point offsets into ``text``.

    These are the marks that the styles of `rules.convert_quotes` other than "ascii" leave as they are. Apostrophes
    inside words and primes are no quotation marks.

    Raises ``TypeError`` where ``text`` is not a ``str``.

    >>> from arnorm import unpaired_quotes
    >>> unpaired_quotes('قال: "نعم" ثم «لا')
    [14]
    """
    marked = _marker()(text)
    return [
        place
        for place, (before, after) in enumerate(zip(text, marked, strict=True))
        if before == after and before in chars.QUOTATION_MARKS and not _inside_word(text, place)
    ]


def _inside_word(text: str, place: int) -> bool:
    """Return whether a mark is an apostrophe between two letters or digits."""
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return text[place] in chars.APOSTROPHES and len(around) == 2 and all(map(_is_solid, around))


def _is_solid(character: str) -> bool:
    from arnorm.rules.quotes import SOLID

    return any(first <= ord(character) <= last for first, last in SOLID)
