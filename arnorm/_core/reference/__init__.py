"""The specification in plain Python, and the fallback where nothing could be compiled.

It reads the same tables as ``compiled`` and is written differently on purpose: the two are compared on arbitrary
tables and arbitrary text. The modules that compile the tables describe them.
"""

from __future__ import annotations

from array import array
from itertools import accumulate, groupby

from arnorm._core.inputs import ERRORS, HANDLERS, bytes_of, check_places, errors_error, filled, invalid_utf8, text_error
from arnorm._core.reference.alignment import Blocks, composed, cuts
from arnorm._core.reference.stages import Matches, stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Literal, TypeVar

    from typing_extensions import Buffer

    from arnorm._core import _Table
    from arnorm._core.automaton import ScanTable
    from arnorm._core.shortcut import ShortcutTable

    _Result = TypeVar("_Result")
    _Type = TypeVar("_Type")

__all__ = ["INSTRUCTION_SET", "Blocks", "Pipeline", "Scanner"]

INSTRUCTION_SET = "scalar"


class Pipeline:
    """Stages applied one after the other to text."""

    __slots__ = ("_applied",)

    def __init__(self, tables: Iterable[_Table], shortcut: ShortcutTable | None = None, cut: int = -1) -> None:
        """Make a pipeline; a shortcut and a cut change no result, and nothing here."""
        self._applied = tuple(map(stage, tables))

    def __call__(self, text: str) -> str:
        """Return ``text`` after every stage; the same object where no stage changed it."""
        if not isinstance(text, str):
            raise text_error(text)
        result = text
        for apply in self._applied:
            result = apply(result)
        return text if result == text else result

    def map_aligned(self, text: str) -> tuple[str, Blocks]:
        """Return ``text`` after every stage, and the blocks of both."""
        if not isinstance(text, str):
            raise text_error(text)
        result = text
        found = [(place, place) for place in range(len(text))] or [(0, 0)]
        for apply in self._applied:
            blocks = list(apply.blocks(result))
            found = composed(found, cuts(blocks))
            result = "".join(written for _, written in blocks)
        if result == text:
            return text, Blocks(len(text))
        return result, Blocks.cut(len(text), len(result), found)

    def map_many(self, texts: Iterable[str]) -> list[str]:
        """Return every text after every stage."""
        return filled(self.map_into, texts)

    def map_into(self, texts: list[str], results: list[str], start: int, stop: int) -> None:
        """Put ``texts[start:stop]`` after every stage into ``results``; no one else may change the lists."""
        _into(self, texts, results, start, stop)

    def map_utf8(self, data: Buffer, errors: Literal["strict", "replace", "keep"] = "strict") -> bytes:
        """Return UTF-8 ``data`` after every stage, as UTF-8."""
        if errors not in ERRORS:
            raise errors_error(errors)
        raw = bytes_of(data)
        text = str(raw, "utf-8", HANDLERS[errors])
        result = self(text).encode("utf-8", "surrogateescape")
        return raw if result == raw else result


class Scanner:
    """The longest match of a token automaton at every position of a text."""

    __slots__ = ("_found",)

    def __init__(self, table: ScanTable) -> None:
        self._found = Matches(table)

    def __call__(self, text: str) -> list[str]:
        """Return the tokens of ``text`` as strings."""
        return [text[start:end] for start, end, _ in self._matches(text)]

    def scan_many(self, texts: Iterable[str]) -> list[list[str]]:
        """Return the tokens of every text."""
        return filled(self.scan_into, texts)

    def scan_into(self, texts: list[str], results: list[list[str]], start: int, stop: int) -> None:
        """Put the tokens of ``texts[start:stop]`` into ``results``; no one else may change the lists."""
        _into(self, texts, results, start, stop)

    def scan_spans(self, text: str) -> tuple[bytearray, bytearray]:
        """Return spans as native int32 pairs (int64 past 2**31 - 1 code points) and a kind byte, from 0, for each."""
        matches = self._matches(text)
        return _packed(matches, len(text))

    def scan_rows(
        self, text: str, make: Callable[[tuple[int, int], _Type, bytearray], _Result], narrow: _Type, wide: _Type
    ) -> _Result:
        """Return ``make((tokens, 2), narrow, memory)`` for the spans of `scan_spans`; ``wide`` where they are int64."""
        spans, kinds = self.scan_spans(text)
        return make((len(kinds), 2), narrow if len(spans) == 8 * len(kinds) else wide, spans)

    def scan_part(self, text: str, final: bool, start: int = 0) -> tuple[bytearray, bytearray, int]:
        """Return spans and kinds of the tokens that do not depend on what follows, and where the rest begins.

        Scanning begins at ``start``, in front of which at most one code point is looked at. What follows is a text that
        goes on with ``text[rest - 1:]`` and is scanned from the second code point on; nothing follows where ``final``.
        """
        _checked_str(text)
        if not 0 <= start <= len(text):
            raise ValueError(f"start must be a position in the text, not {start}")
        matches, rest = self._found.decided(text, final, start)
        return *_packed(matches, len(text)), rest

    def scan_spans_utf8(
        self, data: Buffer, errors: Literal["strict", "replace", "keep"] = "strict"
    ) -> tuple[bytearray, bytearray]:
        """Return the same as `scan_spans` for the text that UTF-8 ``data`` is, with spans in bytes."""
        if errors not in ERRORS:
            raise errors_error(errors)
        raw = bytes_of(data)
        text = str(raw, "utf-8", "strict" if errors == "strict" else "surrogateescape")
        points = list(_located(text, errors))
        places = list(accumulate((size for _, size in points), initial=0))
        matches = self._found("".join(character for character, _ in points))
        return _packed(((places[start], places[end], kind) for start, end, kind in matches), len(raw))

    def _matches(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield start, end and kind, from 1, of each token."""
        _checked_str(text)
        return self._found(text)


def _packed(matches: Iterable[tuple[int, int, int]], length: int) -> tuple[bytearray, bytearray]:
    spans = array("q" if length > 0x7FFFFFFF else "i")
    kinds = bytearray()
    for start, end, kind in matches:
        spans.extend((start, end))
        kinds.append(kind - 1)
    return bytearray(spans), kinds


def _checked_str(text: str) -> None:
    if not isinstance(text, str):
        raise text_error(text)


def _located(text: str, errors: str) -> Iterator[tuple[str, int]]:
    """Yield every character and how many bytes of UTF-8 it was; surrogates stand for single bytes that are wrong."""
    for is_wrong, group in groupby(text, lambda character: "\ud800" <= character <= "\udfff"):
        if not is_wrong:
            yield from ((character, len(character.encode())) for character in group)
        elif errors == "keep":
            yield from ((character, 1) for character in group)
        else:
            wrong = "".join(group).encode("ascii", "surrogateescape")
            place = 0
            while place < len(wrong):
                end = invalid_utf8(wrong, place).end
                yield "\ufffd", end - place
                place = end


def _into(function: Callable[[str], _Result], texts: list[str], results: list[_Result], start: int, stop: int) -> None:
    check_places(start, stop, texts, results)
    for position in range(start, stop):
        text = texts[position]
        if not isinstance(text, str):
            raise text_error(text, f"texts[{position}]")
        results[position] = function(text)
