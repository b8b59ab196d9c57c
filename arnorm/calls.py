"""The functions of Python that stages call, as far as they can say what they change in a text."""

from __future__ import annotations

from functools import lru_cache

from arnorm import _canonical
from arnorm._core.difference import Editor
from arnorm.rules import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    import regex

__all__ = ["Substitution", "normalization"]

_HANGUL = (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))
"""The vowels and final consonants that compose with what is before them by rule (the Unicode Standard, 3.12)."""


class Substitution(Editor):
    """The substitution of a pattern; what it replaces are its matches."""

    def __init__(self, pattern: str, replacement: str, timeout: float) -> None:
        import regex

        self._compiled: regex.Pattern[str] = regex.compile(pattern)
        self._pattern = pattern
        self._replacement = replacement
        self._timeout = timeout

    def __call__(self, text: str) -> str:
        """Return the text with all matches replaced."""
        return self._substituted(self._replacement, text)

    def edits(self, text: str) -> list[tuple[int, int, str]]:
        """Return every match and what replaces it."""
        found: list[tuple[int, int, str]] = []

        def written(match: regex.Match[str]) -> str:
            found.append((*match.span(), match.expand(self._replacement)))
            return ""

        self._substituted(written, text)
        return sorted(found, key=lambda edit: edit[:2])  # a pattern may ask to be looked for backwards

    def _substituted(self, replacement: str | Callable[[regex.Match[str]], str], text: str) -> str:
        try:
            return self._compiled.sub(replacement, text, timeout=self._timeout)
        except TimeoutError:
            raise TimeoutError(
                f"the pattern {self._pattern!r} took more than {self._timeout} s on {len(text):,} code points"
            ) from None


class _Normalization(Editor):
    """A normalization form; what it replaces are parts that no composition and no reordering reaches out of."""

    def __init__(self, function: Callable[[str], str]) -> None:
        self._function = function
        self._starts: dict[str, bool] = {}

    def __call__(self, text: str) -> str:
        return self._function(text)

    def edits(self, text: str) -> list[tuple[int, int, str]]:
        result = self(text)
        found: list[tuple[int, int, str]] = []
        if result == text:
            return found
        parts = []
        starts = {character for character in set(text) if self._starts_part(character)}
        places = [place for place, character in enumerate(text) if character in starts]
        begin = 0
        for end in [*places, len(text)]:
            part = text[begin:end]
            written = self(part)
            parts.append(written)
            if written != part:
                found.append((begin, end, written))
            begin = end
        # An interpreter that knows a later Unicode may compose more.
        return found if "".join(parts) == result else [(0, len(text), result)]

    def _starts_part(self, character: str) -> bool:
        """Return whether no code point before this one changes what it becomes."""
        if character not in self._starts:
            from unicodedata import combining, normalize

            first = normalize("NFKD", character)[0]
            self._starts[character] = not combining(first) and ord(first) not in _seconds()
        return self._starts[character]


def _find_seconds() -> frozenset[int]:
    """Return the code points that compose with one before them."""
    return frozenset((*_HANGUL, *(second for _, second, _ in _canonical.COMPOSITIONS)))


_seconds = lru_cache(maxsize=1)(_find_seconds)


_FORMS: dict[Callable[[str], str], Callable[[str], str]] = {
    canonical.to_nfc: _Normalization(canonical.to_nfc),
    canonical.to_nfd: _Normalization(canonical.to_nfd),
    canonical.to_nfkc: _Normalization(canonical.to_nfkc),
    canonical.to_nfkd: _Normalization(canonical.to_nfkd),
}


def normalization(function: Callable[[str], str]) -> Callable[[str], str]:
    """Return the function, or for that of a normalization form one that does the same and says what it changes."""
    return _FORMS.get(function, function)
