"""What stands under a name, and the errors for names and choices that are none."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypeVar

    _Value = TypeVar("_Value")

__all__ = ["choice_error", "name_error", "one_of"]


def one_of(parameter: str, choice: str, table: Mapping[str, _Value]) -> _Value:
    """Return what a table has under the choice made for a parameter; raise ``ValueError`` where it has nothing.

    >>> one_of("form", "ascii", {"ascii": 1})
    1
    """
    if choice not in table:
        raise choice_error(parameter, choice, table)
    return table[choice]


def choice_error(parameter: str, choice: object, known: Iterable[str]) -> ValueError:
    """Return the error for a choice that a parameter does not have.

    >>> choice_error("form", "roman", ("ascii", "arabic"))
    ValueError("form must be one of 'ascii', 'arabic', not 'roman'")
    """
    return ValueError(f"{parameter} must be one of {', '.join(map(repr, known))}, not {choice!r}")


def name_error(kind: str, name: object, wanted: str, known: Iterable[str], prefix: str = "") -> ValueError:
    """Return the error for a name that nothing of a kind has, with near names, or with all where none is near.

    ``wanted`` is the name as it is written in ``known``; all are shown behind ``prefix``.

    >>> name_error("profile", "serach", "SERACH", ("CLEAN", "SEARCH"))
    ValueError("there is no profile called 'serach'; did you mean SEARCH?")
    """
    from difflib import get_close_matches

    names = list(known)
    near = [prefix + match for match in get_close_matches(wanted, names, n=3, cutoff=0.5)]
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(prefix + each for each in names)}"
    return ValueError(f"there is no {kind} called {name!r}; {hint}")
