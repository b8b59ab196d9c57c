"""The specification in plain Python, and the fallback where nothing could be compiled.

It reads the same tables as ``compiled`` and is written differently on purpose: the two are compared on arbitrary
tables and arbitrary text. ``plan``, ``context`` and ``automaton`` describe the tables.
"""

from __future__ import annotations

from array import array
from itertools import groupby

from arnorm._core.automaton import DROPPED, ScanTable
from arnorm._core.context import ContextTable, RunTable, SideTable
from arnorm._core.inputs import ERRORS, errors_error, text_error, texts_error, utf8_error
from arnorm._core.plan import DELETE, ONE, MapTable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Literal, TypeVar

    from typing_extensions import Buffer

    _Result = TypeVar("_Result")

__all__ = ["INSTRUCTION_SET", "Pipeline", "Scanner"]

INSTRUCTION_SET = "scalar"
_HANDLERS = {"strict": "strict", "replace": "replace", "keep": "surrogateescape"}


class _Translation(dict):  # type: ignore[type-arg]  # subscripting it would cost at import
    """A mapping for ``str.translate`` that reads the entry of a code point when it first meets it."""

    def __init__(self, table: MapTable) -> None:
        self._index = memoryview(table.index).cast("H")
        self._entries = memoryview(table.entries).cast("I")
        self._pool = memoryview(table.pool).cast("I")

    def __missing__(self, code_point: int) -> str | None:
        entry = self._entries[self._index[code_point >> 8] * 256 + (code_point & 0xFF)]
        operand = entry & 0xFFFFFF
        replacement: str | None
        if entry == DELETE:
            replacement = None
        elif entry < ONE * 2:
            replacement = chr(code_point ^ operand)
        else:
            start = operand + 1
            replacement = "".join(map(chr, self._pool[start : start + self._pool[operand]]))
        self[code_point] = replacement
        return replacement


class _Context:
    """The changes of a map where the text around them is as asked."""

    def __init__(self, table: ContextTable) -> None:
        self._table = table
        self._translation = _Translation(table.map)

    def __call__(self, text: str) -> str:
        table = self._table
        before = _holds(table.left, text)
        after = _holds(table.right, text[::-1])[::-1]
        return "".join(
            character.translate(self._translation) if (left and right) != table.unless else character
            for character, left, right in zip(text, before, after, strict=True)
        )


def _holds(side: SideTable | None, text: str) -> list[bool]:
    """Return for every code point whether the automaton accepts what was read before it."""
    if side is None:
        return [True] * len(text)
    transitions = memoryview(side.scan.transitions).cast("H")
    row = side.initial
    result = []
    for character in text:
        result.append(row >= side.scan.accept_from)
        row = transitions[row + _class(side.scan, ord(character))]
    return result


class _Run:
    """The changes of a map in long runs, from some code point of the run on."""

    def __init__(self, table: RunTable) -> None:
        self._table = table
        self._translation = _Translation(table.map)

    def __call__(self, text: str) -> str:
        result = []
        for candidate, group in groupby(text, self._run_of):
            run = "".join(group)
            if candidate and len(run) >= self._table.least:
                kept = run[: self._table.keep]
                run = kept + run[len(kept) :].translate(self._translation)
            result.append(run)
        return "".join(result)

    def _run_of(self, character: str) -> str:
        """Return what code points of one run have in common, "" for those that are in none."""
        if character.translate(self._translation) == character:
            return ""
        return "mixed" if self._table.mixed else character


def _stage(table: MapTable | ContextTable | RunTable) -> Callable[[str], str]:
    if isinstance(table, ContextTable):
        return _Context(table)
    if isinstance(table, RunTable):
        return _Run(table)
    translation = _Translation(table)
    return lambda text: text.translate(translation)


def _class(table: ScanTable, code_point: int) -> int:
    return table.classes[memoryview(table.index).cast("H")[code_point >> 8] * 256 + (code_point & 0xFF)]


class Pipeline:
    """Stages applied one after the other to text."""

    __slots__ = ("_applied",)

    def __init__(self, tables: Iterable[MapTable | ContextTable | RunTable]) -> None:
        self._applied = tuple(map(_stage, tables))

    def __call__(self, text: str) -> str:
        """Return ``text`` after every stage; the same object where no stage changed it."""
        if not isinstance(text, str):
            raise text_error(text)
        result = text
        for stage in self._applied:
            result = stage(result)
        return text if result == text else result

    def map_many(self, texts: Iterable[str]) -> list[str]:
        """Return every text after every stage."""
        return _many(self, texts)

    def map_utf8(self, data: Buffer, errors: Literal["strict", "replace", "keep"] = "strict") -> bytes:
        """Return UTF-8 ``data`` after every stage, as UTF-8."""
        if errors not in ERRORS:
            raise errors_error(errors)
        if isinstance(data, str):
            raise utf8_error(data)
        try:
            view = memoryview(data)
        except TypeError:
            raise utf8_error(data) from None
        if not view.c_contiguous:
            raise utf8_error(data)
        raw = data if type(data) is bytes else view.tobytes()
        text = str(raw, "utf-8", _HANDLERS[errors])
        result = self(text).encode("utf-8", "surrogateescape")
        return raw if result == raw else result


class Scanner:
    """The longest match of a token automaton at every position of a text."""

    __slots__ = ("_classes", "_table")

    def __init__(self, table: ScanTable) -> None:
        self._table = table
        self._classes: dict[int, int] = {}

    def __call__(self, text: str) -> list[str]:
        """Return the tokens of ``text`` as strings."""
        return [text[start:end] for start, end, _ in self._matches(text)]

    def scan_many(self, texts: Iterable[str]) -> list[list[str]]:
        """Return the tokens of every text."""
        return _many(self, texts)

    def scan_spans(self, text: str) -> tuple[bytearray, bytearray]:
        """Return spans as native int32 pairs (int64 past 2**31 - 1 code points) and a kind byte, from 0, for each."""
        wide = isinstance(text, str) and len(text) > 0x7FFFFFFF
        spans = array("q" if wide else "i")
        kinds = bytearray()
        for start, end, kind in self._matches(text):
            spans.extend((start, end))
            kinds.append(kind - 1)
        return bytearray(spans), kinds

    def _matches(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield start, end and kind of each token: the longest accepted match, or a gap of one code point."""
        if not isinstance(text, str):
            raise text_error(text)
        table = self._table
        transitions = memoryview(table.transitions).cast("H")
        position = 0
        while position < len(text):
            row, kind, end = table.start, DROPPED, position + 1
            for offset in range(position, len(text)):
                row = transitions[row + self._class(ord(text[offset]))]
                if row == 0:
                    break
                accepted = table.accepts[row >> table.shift]
                if accepted:
                    kind, end = accepted, offset + 1
            if kind != DROPPED:
                yield position, end, kind
            position = end

    def _class(self, code_point: int) -> int:
        found = self._classes.get(code_point)
        if found is None:
            found = self._classes[code_point] = _class(self._table, code_point)
        return found


def _many(function: Callable[[str], _Result], texts: Iterable[str]) -> list[_Result]:
    if isinstance(texts, str):
        raise texts_error(texts)
    try:
        items = iter(texts)
    except TypeError:
        raise texts_error(texts) from None
    results = []
    for position, text in enumerate(items):
        if not isinstance(text, str):
            raise text_error(text, f"texts[{position}]")
        results.append(function(text))
    return results
