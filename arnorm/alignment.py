"""The alignment of a text with what became of it: where every code point came from, and where it went.

The kernel gives the blocks of both, and maps one span with them. For many, and for anything else, `arnorm.spans` has an
array of where the block of each code point of the result starts in the source, which is made when it is asked for.
"""

from __future__ import annotations

from arnorm._core import Blocks
from arnorm._core.inputs import text_error
from arnorm.json_text import json_text, loaded
from arnorm.spans import (
    checked_span,
    checked_spans,
    composed,
    dtype_of,
    integers,
    offsets,
    offsets_of_many,
    part_of,
    spans_to_result,
    spans_to_source,
    starts_from,
    starts_in_source,
    to_result,
    to_source,
    with_size,
)
from arnorm.units import checked_unit, edges, widths
from arnorm.values import Value

TYPE_CHECKING = False
if not TYPE_CHECKING:  # typing takes more time to import than this package
    AnyStr = None

    def overload(function):
        return function

    class _Base(Value):
        __slots__ = ()

        def __class_getitem__(cls, kind: object) -> type:
            return cls


if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, AnyStr, Generic, overload

    import numpy as np
    import numpy.typing as npt

    from arnorm.spans import _Array
    from arnorm.units import _Unit

    class _Base(Value, Generic[AnyStr]):
        def __class_getitem__(cls, kind: object) -> type: ...


__all__ = ["Alignment", "aligned", "aligned_bytes", "aligned_many"]

_FORMAT = 1
_SHOWN = 40
_POINTS: tuple[_Unit, _Unit] = ("code points", "code points")
_BYTES: tuple[_Unit, _Unit] = ("utf-8", "utf-8")
_UNKNOWN = (None, None)


class Alignment(_Base[AnyStr]):
    """A text, what a normalizer made of it, and for every code point of the result the span that it came from.

    `Normalizer.align` makes it. ``starts`` and ``ends`` hold an integer for each code point of ``result``: where its
    span begins and ends in ``source``. Both are in order, and the spans together leave nothing of the source out, but
    where the result is empty. Positions are those of Python, counted in code points; `in_units` counts them in others.
    An alignment of bytes counts bytes and has a span for each byte; `Normalizer.align_utf8` makes that.

    Text is mapped in blocks. Where a rule deletes, expands, composes or reorders, all that took part is one block, and
    every code point of its result has the whole source of it. Deleted text is part of the block before it, and at the
    start of a text of the one behind it: a mark that is deleted belongs to its base, and to every letter of it where
    the base is a ligature. So is what is put in where nothing was. Spans that are given and overlap are made one.

    An alignment is immutable: it may be shared by threads, compared, hashed and pickled. NumPy is loaded when arrays
    are asked for; one span needs none.

    Raises ``TypeError`` where an argument has the wrong type, and ``ValueError`` where the spans break what is said
    above.

    >>> from arnorm import Normalizer, profiles
    >>> alignment = Normalizer(profiles.SEARCH).align("كِتَابٌ ﷲ")
    >>> alignment
    Alignment('كِتَابٌ ﷲ', 'كتاب الله', [0, 2, 4, 5, 7, 8, 8, 8, 8], [2, 4, 5, 7, 8, 9, 9, 9, 9])
    >>> alignment.to_source(0, 4)
    (0, 7)
    >>> alignment.to_result(8, 9)
    (5, 9)
    """

    __slots__ = ("source", "result", "units", "_blocks", "_starts", "_offsets")
    source: AnyStr
    """The text that was normalized."""
    result: AnyStr
    """What became of it."""
    units: tuple[_Unit, _Unit]
    """What positions in the source are counted in, and those in the result."""
    _blocks: Blocks | None  # what the kernel gave, if it did
    _starts: _Array | None  # the array of it, as soon as it is needed
    _offsets: tuple[_Array | None, _Array | None]  # of the source and of the result, once they were asked for

    def __init__(
        self,
        source: AnyStr,
        result: AnyStr,
        starts: npt.ArrayLike,
        ends: npt.ArrayLike,
        units: tuple[_Unit, _Unit] | None = None,
    ) -> None:
        usual = _usual(source, result)
        counted = usual if units is None else (checked_unit(units[0]), checked_unit(units[1]))
        if isinstance(source, bytes) and counted != usual:
            raise ValueError(f"positions in bytes are counted in 'utf-8', not in {counted!r}")
        size, count = _size(source, counted[0]), _size(result, counted[1])
        found = starts_from(integers(starts, "starts"), integers(ends, "ends"), size, count)
        self._set(source, result, counted, None, found, _UNKNOWN)

    @classmethod
    def identity(cls, text: AnyStr) -> Alignment[AnyStr]:
        """Return the alignment of a text with itself; with `in_units` it converts positions of any text.

        >>> from arnorm import Alignment
        >>> Alignment.identity("😀 نص").in_units(result="utf-16").to_result([(0, 1), (2, 4)]).tolist()
        [[0, 2], [3, 5]]
        """
        return aligned(text, text, Blocks(len(text)), _usual(text, text))

    @property
    def source_offsets(self) -> npt.NDArray[np.int32 | np.int64]:
        """The span of the source that each code point of the result came from: an array of shape (code points, 2).

        It is read-only, of int32, or int64 where positions need it. A row per unit where the result is counted in units
        other than code points.

        >>> from arnorm import Normalizer, rules
        >>> Normalizer(rules.strip_tashkeel).align("كِتاب").source_offsets.tolist()
        [[0, 2], [2, 3], [3, 4], [4, 5]]
        """
        known, other = self._offsets
        if known is None:
            known = offsets(self._array())
            object.__setattr__(self, "_offsets", (known, other))
        return known

    @property
    def result_offsets(self) -> npt.NDArray[np.int32 | np.int64]:
        """The span of the result that each code point of the source went to: an array of shape (code points, 2).

        Deleted text has the span of the code point to which it belongs.

        >>> from arnorm import Normalizer, rules
        >>> Normalizer(rules.strip_tashkeel).align("كِتاب").result_offsets.tolist()
        [[0, 1], [0, 1], [1, 2], [2, 3], [3, 4]]
        """
        other, known = self._offsets
        if known is None:
            known = offsets(starts_in_source(self._array(), self._size))
            object.__setattr__(self, "_offsets", (other, known))
        return known

    @overload
    def to_source(self, start: int, end: int) -> tuple[int, int]: ...
    @overload
    def to_source(self, start: npt.ArrayLike, end: None = None) -> npt.NDArray[np.int32 | np.int64]: ...
    def to_source(
        self, start: int | npt.ArrayLike, end: int | None = None
    ) -> tuple[int, int] | npt.NDArray[np.int32 | np.int64]:
        """Return the span of the source from which a span of the result came, or those of an array of spans.

        Two integers give a tuple of two; an array of shape (spans, 2), or anything that NumPy makes one of, gives an
        array of that shape. Neither takes time in the length of the text, of which no more is read than a search needs.
        An empty span gives the place where it stands, or the block in whose result it stands.

        Raises ``IndexError`` for a span outside the result, and ``ValueError`` where a start lies behind its end, or an
        array has another shape or holds no integers.

        >>> from arnorm import Normalizer, profiles
        >>> alignment = Normalizer(profiles.SEARCH).align("الكِتَابُ والقَلَمُ")
        >>> start = alignment.result.index("كتاب")
        >>> start, end = alignment.to_source(start, start + 4)
        >>> alignment.source[start:end]
        'كِتَابُ'
        >>> alignment.to_source([(0, 6), (7, 13)]).tolist()
        [[0, 9], [10, 19]]
        """
        if end is None:
            starts = self._array()
            return spans_to_source(starts, *checked_spans(start, len(starts) - 1, f"{self.units[1]} of the result"))
        blocks = self._blocks
        if blocks is not None:
            return blocks.to_source(*checked_span(start, end, blocks.count, f"{self.units[1]} of the result"))
        starts = self._array()
        return to_source(starts, *checked_span(start, end, len(starts) - 1, f"{self.units[1]} of the result"))

    @overload
    def to_result(self, start: int, end: int) -> tuple[int, int]: ...
    @overload
    def to_result(self, start: npt.ArrayLike, end: None = None) -> npt.NDArray[np.int32 | np.int64]: ...
    def to_result(
        self, start: int | npt.ArrayLike, end: int | None = None
    ) -> tuple[int, int] | npt.NDArray[np.int32 | np.int64]:
        """Return the span of the result that holds what became of a span of the source; otherwise as `to_source`.

        >>> from arnorm import Normalizer, profiles
        >>> alignment = Normalizer(profiles.SEARCH).align("الكِتَابُ والقَلَمُ")
        >>> alignment.to_result(10, 18)
        (7, 13)
        """
        if end is None:
            return spans_to_result(self._array(), *checked_spans(start, self._size, f"{self.units[0]} of the source"))
        span = checked_span(start, end, self._size, f"{self.units[0]} of the source")
        blocks = self._blocks
        return to_result(self._array(), *span) if blocks is None else blocks.to_result(*span)

    def then(self, second: Alignment[AnyStr]) -> Alignment[AnyStr]:
        """Return the alignment of the source with the result of ``second``, which began with the result of this one.

        Raises ``TypeError`` for anything but an alignment, and ``ValueError`` where the source of ``second`` is not the
        result of this one, or is counted in another unit.

        >>> from arnorm import Normalizer, rules
        >>> first = Normalizer(rules.strip_tashkeel).align("أُمّ")
        >>> both = first.then(Normalizer(rules.fold_alef).align(first.result))
        >>> both
        Alignment('أُمّ', 'ام', [0, 2], [2, 4])
        """
        if not isinstance(second, Alignment):
            raise TypeError(f"an alignment goes on with an Alignment, not {type(second).__name__}")
        if second.source != self.result:
            raise ValueError("the second alignment must begin with the text with which the first one ends")
        if second.units[0] != self.units[1]:
            raise ValueError(f"the text between is counted in {self.units[1]!r} here, in {second.units[0]!r} there")
        units = (self.units[0], second.units[1])
        return _made(self.source, second.result, units, composed(self._array(), second._array()))

    def __getitem__(self, part: slice) -> Alignment[AnyStr]:
        """Return the alignment of a part of the result with what it came from; positions are counted from its start.

        For a part of the source say ``alignment[slice(*alignment.to_result(start, end))]``. Where units other than code
        points are counted, a part is as large as the code points that it touches.

        Raises ``TypeError`` for what is not a slice, and ``ValueError`` for a step.

        >>> from arnorm import Normalizer, rules
        >>> Normalizer(rules.strip_tashkeel).align("هٰذا كِتاب")[4:]
        Alignment('كِتاب', 'كتاب', [0, 2, 3, 4], [2, 3, 4, 5])
        """
        if not isinstance(part, slice):
            raise TypeError(f"an alignment is sliced, as in alignment[2:5]; {part!r} is not a slice")
        starts = self._array()
        first, last, step = part.indices(len(starts) - 1)
        if step != 1:
            raise ValueError(f"a part of an alignment has no step, and this one has {step}")
        last = max(first, last)
        if isinstance(self.source, str) and self.units != _POINTS:
            if self.units[1] != "code points":
                places = edges(widths(self.result, self.units[1]))
                last = int(places.searchsorted(last, "left"))
                first = min(int(places.searchsorted(first, "right")) - 1, last)
            return self.in_units("code points", "code points")[first:last].in_units(*self.units)
        start, end, found = part_of(starts, first, last)
        return _made(self.source[start:end], self.result[first:last], self.units, found)

    def in_units(self, source: _Unit | None = None, result: _Unit | None = None) -> Alignment[AnyStr]:
        """Return the same alignment with positions in the source, in the result or in both counted otherwise.

        ``"code points"`` is what Python counts, ``"utf-8"`` are bytes, ``"utf-16"`` is what JavaScript and Java count;
        ``None`` leaves a side as it is. The texts stay what they are. A position inside a code point stands for the
        whole of it. A lone surrogate counts as in ``str.encode`` with ``surrogatepass``.

        Raises ``ValueError`` for any other unit, and for an alignment of bytes, which have no other.

        >>> from arnorm import Normalizer, rules
        >>> alignment = Normalizer(rules.strip_tashkeel).align("😀 كِتاب")
        >>> alignment.to_source(2, 6)
        (2, 7)
        >>> alignment.in_units(source="utf-16").to_source(2, 6)
        (3, 8)
        >>> alignment.in_units("utf-8", "utf-8").to_source(5, 13)
        (5, 15)
        """
        units = (
            self.units[0] if source is None else checked_unit(source),
            self.units[1] if result is None else checked_unit(result),
        )
        if units == self.units:
            return self
        if not isinstance(self.source, str) or not isinstance(self.result, str):
            raise ValueError("an alignment of bytes counts bytes; align the decoded text to count anything else")
        starts = self._in_points(self.source, self.result)
        sizes, places = widths(self.result, units[1]), edges(widths(self.source, units[0]))
        return _made(self.source, self.result, units, _spread(starts, sizes, places))

    def to_json(self) -> str:
        """Return texts and spans as JSON that `from_json` reads.

        ``spans`` is a list of runs: how long each span of a run is, how far it begins before the end of the span in
        front of it, and how many spans there are. Unchanged text of any length is one run ``[1, 0, length]``.

        >>> from arnorm import Normalizer, rules
        >>> print(Normalizer(rules.strip_tashkeel).align("كِتاب").to_json())
        {"format":1,"source":"كِتاب","result":"كتاب","units":["code points","code points"],"spans":[[2,0,1],[1,0,3]]}
        """
        import numpy as np

        starts, ends = self.source_offsets.T
        pairs = np.stack([ends - starts, np.append(0, ends[:-1]) - starts if len(ends) else ends], axis=1)
        changes = np.ones(len(pairs), bool)
        changes[1:] = (pairs[1:] != pairs[:-1]).any(axis=1)
        places = np.flatnonzero(changes)
        counts = np.diff(places, append=len(pairs))
        spec = {
            "format": _FORMAT,
            "source": _text_spec(self.source),
            "result": _text_spec(self.result),
            "units": list(self.units),
            "spans": np.column_stack([pairs[places], counts]).tolist(),
        }
        if isinstance(self.source, bytes):
            spec["bytes"] = True
        return json_text(spec, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Alignment[Any]:
        """Return the alignment that `to_json` wrote; raise ``ValueError`` for anything else.

        >>> from arnorm import Alignment, Normalizer, rules
        >>> alignment = Normalizer(rules.strip_tashkeel).align("كِتاب")
        >>> Alignment.from_json(alignment.to_json()) == alignment
        True
        """
        import numpy as np

        spec = loaded(text)
        if not isinstance(spec, dict) or spec.get("format") != _FORMAT:
            raise ValueError(f"this is not the JSON of an alignment in format {_FORMAT}")
        try:
            source, result = "".join(spec["source"]), "".join(spec["result"])
            units = (checked_unit(spec["units"][0]), checked_unit(spec["units"][1]))
            runs = np.array(spec["spans"], np.int64).reshape(-1, 3)
        except (KeyError, IndexError, TypeError, OverflowError) as error:
            raise ValueError(f"this is not the JSON of an alignment: {error!r}") from None
        texts: tuple[Any, Any] = (source, result)
        if spec.get("bytes"):
            texts = (source.encode("utf-8", "surrogateescape"), result.encode("utf-8", "surrogateescape"))
        count = _size(texts[1], units[1])
        if (runs[:, 2] < 0).any() or sum(runs[:, 2].tolist()) != count:
            raise ValueError(f"the runs of spans must be as many spans as the result is long: {count}")
        lengths, overlaps = np.repeat(runs[:, :2], runs[:, 2], axis=0).T
        ends = np.cumsum(lengths - overlaps)
        return cls(*texts, ends - lengths, ends, units)

    @property
    def _size(self) -> int:
        """How large the source is, in units."""
        return int(self._array()[-1]) if self._blocks is None else self._blocks.size

    def _array(self) -> _Array:
        """Return where blocks start, as `arnorm.spans` says."""
        starts = self._starts
        if starts is None:
            assert self._blocks is not None
            starts = _array_of(self._blocks)
            starts.flags.writeable = False
            object.__setattr__(self, "_starts", starts)
        return starts

    def _in_points(self, source: str, result: str) -> _Array:
        """Return where the block of each code point starts, counted in code points."""
        starts = self._array()[:-1]
        if self.units[1] != "code points":
            starts = starts[edges(widths(result, self.units[1]))[:-1]]
        if self.units[0] != "code points":
            starts = edges(widths(source, self.units[0])).searchsorted(starts, "right") - 1
        return starts

    def __eq__(self, other: object) -> bool:
        if self is other or not isinstance(other, Alignment):
            return True if self is other else NotImplemented
        same = (self.source, self.result, self.units) == (other.source, other.result, other.units)
        return same and bool((self._array() == other._array()).all())

    def __hash__(self) -> int:
        return hash((self.source, self.result, self.units))

    def __repr__(self) -> str:
        if max(len(self.source), len(self.result)) > _SHOWN:
            kind = "bytes" if isinstance(self.source, bytes) else "code points"
            return f"<Alignment of {len(self.source)} {kind} with {len(self.result)}>"
        starts, ends = self.source_offsets.T.tolist()
        units = "" if self.units == _usual(self.source, self.result) else f", {self.units!r}"
        return f"Alignment({self.source!r}, {self.result!r}, {starts}, {ends}{units})"

    def __reduce__(self) -> tuple[Callable[..., Alignment[AnyStr]], tuple[object, ...]]:
        return _made, (self.source, self.result, self.units, self._array())


def _array_of(blocks: Blocks) -> _Array:
    """Return the array of what the kernel gave."""
    import numpy as np

    dtype = dtype_of(blocks.size)
    return np.frombuffer(blocks.starts(dtype.itemsize), dtype)


def aligned(source: AnyStr, result: AnyStr, blocks: Blocks, units: tuple[_Unit, _Unit] = _POINTS) -> Alignment[AnyStr]:
    """Return the alignment of a source and a result that have these blocks."""
    alignment: Alignment[AnyStr] = object.__new__(Alignment)
    alignment._set(source, result, units, blocks, None, _UNKNOWN)
    return alignment


def aligned_many(parts: list[Blocks]) -> tuple[_Array, npt.NDArray[np.int64]]:
    """Return the source offsets of many texts in one array, and where those of each text begin."""
    import numpy as np

    places = np.zeros(len(parts) + 1, np.int64)
    np.cumsum([blocks.count for blocks in parts], out=places[1:])
    starts = np.concatenate([np.empty(0, np.int32), *map(_array_of, parts)])
    return offsets_of_many(starts, places + np.arange(len(places))), places


def aligned_bytes(data: bytes, sizes: npt.NDArray[np.uint8], alignment: Alignment[str]) -> Alignment[bytes]:
    """Return an alignment of decoded text as one of the bytes that it was, each code point as many as ``sizes`` says.

    Surrogates in the result stand for bytes that were no UTF-8.
    """
    result = alignment.result
    lengths = widths(result, "utf-8", escaped=True)
    raw = result.encode("utf-8", "surrogateescape")
    return _made(data, raw, _BYTES, _spread(alignment._array()[:-1], lengths, edges(sizes)))


def _made(source: AnyStr, result: AnyStr, units: tuple[_Unit, _Unit], starts: _Array) -> Alignment[AnyStr]:
    alignment: Alignment[AnyStr] = object.__new__(Alignment)
    starts.flags.writeable = False
    alignment._set(source, result, units, None, starts, _UNKNOWN)
    return alignment


def _spread(starts: _Array, sizes: npt.NDArray[np.uint8], places: npt.NDArray[np.int64]) -> _Array:
    """Return starts in units: how many each code point of the result takes, where each of the source lies."""
    return with_size(places[starts].repeat(sizes), int(places[-1]))


def _usual(source: object, result: object) -> tuple[_Unit, _Unit]:
    if isinstance(source, bytes) and isinstance(result, bytes):
        return _BYTES
    for text, name in ((source, "source"), (result, "result")):
        if not isinstance(text, str):
            raise text_error(text, name)
    return _POINTS


def _size(text: str | bytes, unit: _Unit) -> int:
    return len(text) if isinstance(text, bytes) or unit == "code points" else int(widths(text, unit).sum())


def _text_spec(text: str | bytes) -> str | list[str]:
    """Return a text as JSON can hold it: one by one where two lone surrogates would be read as one character."""
    if isinstance(text, bytes):
        return text.decode("utf-8", "surrogateescape")
    pairs_joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    return text if pairs_joined == text else list(text)
