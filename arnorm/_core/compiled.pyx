# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: auto_pickle=False, autotestdict=False, freethreading_compatible=True
"""The loops of ``reference``, compiled: same classes, same methods, same results.

``plan`` and ``automaton`` describe the tables. A loop takes pointers and lengths, knows nothing of Python objects and
needs no GIL; the functions around it choose the storage width, own the memory and raise the errors.
"""

import os

cimport cython
from cpython.bytearray cimport PyByteArray_Resize
from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_RawFree
from cpython.object cimport PyObject
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

from arnorm._core.align_loops cimport (
    Work, align_stages, align_str, compose_edits, drop_work, put, put_map,
)
from arnorm._core.batches cimport map_texts
from arnorm._core.blocks cimport Bits, Sides, drop_sides, end_sides, other_span, write_starts
from arnorm._core.edits cimport note
from arnorm._core.errors cimport errors_of
from arnorm._core.chunks cimport SPARE, Plan, is_quiet, widen
from arnorm._core.map_loops cimport Map, choose, first_change_in, growth_in, loops, write_in
from arnorm._core.objects cimport (
    PyUnicode_DATA, PyUnicode_FromKindAndData, PyUnicode_GET_LENGTH, PyUnicode_KIND, PyUnicode_New, data_of, let_go,
    let_go_if_any, new_str,
)
from arnorm._core.sink cimport Sink, drop_sink, finish_sink
from arnorm._core.shorten cimport shorten_text
from arnorm._core.stages cimport CALL, MAP, Stage
from arnorm._core.stored cimport ceiling_of, is_same, leaves_alone, planned_text, tiled_text
from arnorm._core.tables cimport fill_shortcut, fill_stage
from arnorm._core.text_buffer cimport LONG, SLACK, SMALL, advise
from arnorm._core.utf8 cimport KEEP_INVALID, Errors
from arnorm._core.utf8_results cimport map_utf8, planned_utf8
from arnorm._core.vectorcall cimport call_fast, called_slowly, inherit_fast_call, is_one
from arnorm._core.widths cimport needs_width, width_of

from arnorm._core.compiled_scanner import Scanner
from arnorm._core.difference import called_edits
from arnorm._core.inputs import bytes_of, check_places, filled, invalid_utf8, result_error, text_error

__all__ = ["INSTRUCTION_SET", "Blocks", "Pipeline", "Scanner"]

cdef bytes wanted = os.environ.get("ARNORM_ISA", "").encode()
if not choose(wanted):
    raise ImportError(f"this machine, or this build, has no instruction set {wanted.decode()!r} (ARNORM_ISA)")
INSTRUCTION_SET = loops.name.decode()


# ------------------------------------------------------------------------------ map stage: the storage widths of a str

cdef object map_text(const Map* table, object text):
    """Return the result of one stage; ``text`` itself where nothing changed, None where a guarded code point stands."""
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), start
    cdef const char* source = <const char*>PyUnicode_DATA(text)
    cdef uint32_t ceiling = ceiling_of(table, text)
    cdef int width = width_of(ceiling)
    if length <= SMALL and width == kind:
        return map_short(table, kind, source, length, ceiling, text)
    if length < LONG:
        start = first_change_in(table, kind, source, length)
    else:
        with nogil:
            start = first_change_in(table, kind, source, length)
    if start == length:
        return text
    result = map_long(table, kind, source, length, width, ceiling)
    return text if result is not None and is_same(result, text) else result


cdef object map_short(
    const Map* table, int kind, const char* source, Py_ssize_t length, uint32_t ceiling, object text
):
    """Write the result on the stack, and compare: that is less work than to look for the first change before."""
    cdef uint32_t stack[SMALL + SLACK]
    cdef Py_ssize_t read, written
    cdef uint32_t seen = 0
    written = write_in(table, kind, source, length, kind, stack, SMALL + SLACK, &read, &seen)
    if written < 0:
        return None
    if read < length:
        return map_long(table, kind, source, length, kind, ceiling)
    if written == length and memcmp(stack, source, length * kind) == 0:
        return text
    if not needs_width(kind, seen, ceiling):
        return PyUnicode_FromKindAndData(kind, stack, written)
    result = PyUnicode_New(written, ceiling)
    memcpy(PyUnicode_DATA(result), stack, written * kind)
    return result


cdef object map_long(const Map* table, int kind, const char* source, Py_ssize_t length, int width, uint32_t ceiling):
    """Write the result where it stays, and give back the memory that is left."""
    cdef Py_ssize_t room = length, size = 0, read = 0, written, more
    cdef uint32_t seen = 0
    cdef PyObject* result = new_str(room, ceiling)
    cdef PyObject* larger
    cdef char* target = data_of(result)
    advise(target, room * width)
    try:
        while read < length:
            if length < LONG:
                written = write_in(
                    table, kind, source + read * kind, length - read,
                    width, target + size * width, room - size, &more, &seen
                )
            else:
                with nogil:
                    written = write_in(
                        table, kind, source + read * kind, length - read,
                        width, target + size * width, room - size, &more, &seen
                    )
            if written < 0:
                return None
            size += written
            read += more
            if read < length:
                with nogil:
                    room = size + length - read + growth_in(table, kind, source + read * kind, length - read)
                larger = new_str(room, ceiling)
                memcpy(data_of(larger), target, size * width)
                let_go(result)
                result = larger
                target = data_of(result)
        if not needs_width(width, seen, ceiling):
            return PyUnicode_FromKindAndData(width, target, size)
        if size < room:
            shorten_text(&result, size)
        return <object>result
    finally:
        let_go_if_any(result)


# ------------------------------------------------------------------------------------------------------------ alignment

@cython.final
cdef class Blocks:
    """The blocks of a source and of its result, in order: each has something of both, and they leave nothing out."""

    cdef Sides _sides

    def __cinit__(self, Py_ssize_t size=0):
        """Make those of an unchanged text: one for each of its code points."""
        if size < 0:
            raise ValueError(f"a text has no {size} code points")
        self._sides.source.length = self._sides.source.count = size
        self._sides.result.length = self._sides.result.count = size

    def __dealloc__(self):
        drop_sides(&self._sides)

    @property
    def size(self):
        """How many code points the source has."""
        return self._sides.source.length

    @property
    def count(self):
        """How many code points the result has."""
        return self._sides.result.length

    def to_source(self, Py_ssize_t start, Py_ssize_t end):
        """Return where the blocks of a span of the result lie in the source."""
        return span_behind(&self._sides.result, &self._sides.source, start, end)

    def to_result(self, Py_ssize_t start, Py_ssize_t end):
        """Return where the blocks of a span of the source lie in the result."""
        return span_behind(&self._sides.source, &self._sides.result, start, end)

    def starts(self, int width):
        """Return for each code point of the result where its block starts in the source, and behind them its size.

        They are native integers of ``width`` bytes, 4 or 8.
        """
        cdef Py_ssize_t length = self._sides.result.length
        cdef bytearray starts = bytearray()
        cdef char* target
        if width != 4 and width != 8:
            raise ValueError(f"integers of 4 or 8 bytes, not {width}")
        PyByteArray_Resize(starts, (length + 1) * width)
        target = starts
        advise(target, (length + 1) * width)
        if length < LONG:
            write_starts_in(&self._sides, width, target)
        else:
            with nogil:
                write_starts_in(&self._sides, width, target)
        return starts

    def __sizeof__(self):
        return sizeof(PyObject) + sizeof(Sides) + sizeof(uint64_t) * (
            (self._sides.source.room if self._sides.source.words != NULL else 0)
            + (self._sides.result.room if self._sides.result.words != NULL else 0)
        )


cdef tuple span_behind(const Bits* here, const Bits* there, Py_ssize_t start, Py_ssize_t end):
    cdef Py_ssize_t first, last
    if not 0 <= start <= end <= here.length:
        raise IndexError(f"no span ({start}, {end}) lies in {here.length} code points")
    other_span(here, there, start, end, &first, &last)
    return first, last


cdef void write_starts_in(const Sides* sides, int width, char* starts) noexcept nogil:
    if width == 4:
        write_starts(sides, <int32_t*>starts)
    else:
        write_starts(sides, <int64_t*>starts)


cdef tuple ended(object result, Blocks blocks):
    """Return a result and its blocks, to which nothing is added any more."""
    if not end_sides(&blocks._sides):
        raise MemoryError
    return result, blocks


cdef tuple aligned_same(object text):
    """Return a text as its own result."""
    return text, Blocks.__new__(Blocks, PyUnicode_GET_LENGTH(text))


cdef tuple aligned_map(const Map* map, object text, object result):
    """Return the result of a map and its blocks."""
    if result is text:
        return aligned_same(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    cdef const void* source = PyUnicode_DATA(text)
    cdef Blocks blocks = Blocks.__new__(Blocks)
    cdef bint done
    if length < LONG:
        done = put_map(&blocks._sides, map, kind, source, length, length)
    else:
        with nogil:
            done = put_map(&blocks._sides, map, kind, source, length, length)
    if not done:
        raise MemoryError
    return ended(result, blocks)


cdef tuple aligned_plan(const Plan* plan, object text):
    """Align stages of any kind but functions of Python."""
    cdef int kind = PyUnicode_KIND(text), status
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    cdef const void* source = PyUnicode_DATA(text)
    cdef Blocks blocks
    cdef Sink sink
    if plan.shortcut and plan.quiets and length < LONG:
        result = map_text(&plan.map, text)
        if result is not None and is_quiet_str(plan, result):
            return aligned_map(&plan.map, text, result)
    elif plan.quiets and leaves_alone(plan, text):
        return aligned_same(text)
    blocks = Blocks.__new__(Blocks)
    sink.text, sink.length, sink.room, sink.seen = NULL, 0, length + SPARE, 0
    sink.width = max(kind, width_of(ceiling_of(&plan.map, text))) if plan.shortcut else kind
    try:
        if length < LONG:
            status = align_str(plan, kind, source, length, &sink, &blocks._sides)
        else:
            with nogil:
                status = align_str(plan, kind, source, length, &sink, &blocks._sides)
        if status < 0:
            raise MemoryError
        return ended(finish_sink(&sink), blocks)
    finally:
        drop_sink(&sink)


cdef tuple aligned_calls(const Plan* plan, tuple tables, object text):
    """Align stages of which some are functions of Python: from one of them to the next, the text as a whole."""
    cdef Py_ssize_t k = 0, count, start, end, written, length, source = PyUnicode_GET_LENGTH(text)
    cdef Blocks blocks = Blocks.__new__(Blocks)
    cdef Work work
    cdef int status
    memset(&work, 0, sizeof(Work))
    try:
        while k < plan.count:
            length = PyUnicode_GET_LENGTH(text)
            if plan.stages[k].kind == CALL:
                text, edits = called_edits(tables[k], text)
                work.edits.length = 0
                for start, end, written in edits:
                    if not note(&work.edits, start, end, written):
                        raise MemoryError
                work.text.length = PyUnicode_GET_LENGTH(text)
                if work.edits.length and not compose_edits(&work, length, True):
                    raise MemoryError
                k += 1
                continue
            if not widen(PyUnicode_KIND(text), PyUnicode_DATA(text), 0, length, &work.text):
                raise MemoryError
            count = 0
            while k + count < plan.count and plan.stages[k + count].kind != CALL:
                count += 1
            with nogil:
                status = align_stages(plan.stages + k, count, &work, True)
            if status < 0:
                raise MemoryError
            if status:
                text = PyUnicode_FromKindAndData(4, work.text.points, work.text.length)
            k += count
        if not put(&blocks._sides, &work, source, source):
            raise MemoryError
        return ended(text, blocks)
    finally:
        drop_work(&work)


# ------------------------------------------------------------------------------------------------------------- pipeline

cdef class Pipeline:
    """Stages applied one after the other to text."""

    def __cinit__(self):
        self._called = &call_pipeline

    def __init__(self, tables, shortcut=None, cut=-1):
        cdef Py_ssize_t k
        inherit_fast_call(self, Pipeline)
        if self._plan.stages != NULL:
            raise TypeError("a pipeline cannot be changed once it is made")
        self._tables = tuple(tables)
        self._plan.stages = <Stage*>PyMem_Malloc(max(1, len(self._tables)) * sizeof(Stage))
        if self._plan.stages == NULL:
            raise MemoryError
        self._maps = True
        self._windows = []
        for k, table in enumerate(self._tables):
            fill_stage(&self._plan.stages[k], table, self._windows)
            self._maps &= self._plan.stages[k].kind == MAP
            self._calls |= self._plan.stages[k].kind == CALL
        self._plan.count = len(self._tables)
        self._plan.cut = cut
        self._shortcut = shortcut
        self._plan.shortcut = shortcut is not None
        if shortcut is not None:
            fill_shortcut(&self._plan, shortcut, self._windows)

    def __dealloc__(self):
        PyMem_Free(self._plan.stages)
        PyMem_RawFree(self._plan.anchors)
        PyMem_RawFree(self._plan.between)

    cdef object apply(self, object text):
        """Return the result; the same object where nothing changed."""
        cdef Py_ssize_t k
        if self._maps and self._plan.count == 1:
            return map_text(&self._plan.stages[0].map, text)
        result = text
        if self._maps:
            for k in range(self._plan.count):
                result = map_text(&self._plan.stages[k].map, result)
        elif self._calls:
            result = self.with_calls(text)
        else:
            if self._plan.shortcut and PyUnicode_GET_LENGTH(text) < LONG:
                result = map_text(&self._plan.map, text)
                if result is not None and is_quiet_str(&self._plan, result):
                    return result
            if self._plan.quiets:
                result = tiled_text(&self._plan, text)
            else:
                result = planned_text(&self._plan, text)
        return text if is_same(result, text) else result

    cdef object with_calls(self, object text):
        """Return the result of stages of which some are functions of Python: from one of them to the next."""
        cdef Plan part
        cdef Py_ssize_t k = 0
        part.shortcut, part.cut = False, -1
        while k < self._plan.count:
            if self._plan.stages[k].kind == CALL:
                text = called(self._tables[k], text)
                k += 1
                continue
            part.stages, part.count = self._plan.stages + k, 0
            while k < self._plan.count and self._plan.stages[k].kind != CALL:
                part.count += 1
                k += 1
            text = planned_text(&part, text)
        return text

    def __call__(self, text):
        """Return ``text`` after every stage; the same object where no stage changed it."""
        if not isinstance(text, str):
            raise text_error(text)
        return self.apply(text)

    def map_aligned(self, text):
        """Return ``text`` after every stage, and the blocks of both."""
        if not isinstance(text, str):
            raise text_error(text)
        if self._maps and self._plan.count == 1:
            return aligned_map(&self._plan.stages[0].map, text, map_text(&self._plan.stages[0].map, text))
        aligned = aligned_calls(&self._plan, self._tables, text) if self._calls else aligned_plan(&self._plan, text)
        return aligned_same(text) if is_same(<object>aligned[0], text) else aligned

    def map_many(self, texts):
        """Return every text after every stage."""
        return filled(self.map_into, texts)

    def map_into(self, list texts, list results, Py_ssize_t start, Py_ssize_t stop):
        """Put ``texts[start:stop]`` after every stage into ``results``; no one else may change the lists."""
        check_places(start, stop, texts, results)
        if not self._calls:
            start = map_texts(&self._plan, self._maps, texts, results, start, stop)
        for start in range(start, stop):
            text = texts[start]
            if not isinstance(text, str):
                raise text_error(text, f"texts[{start}]")
            results[start] = self.apply(text)

    def map_utf8(self, data, errors="strict"):
        """Return UTF-8 ``data`` after every stage, as UTF-8."""
        cdef Py_ssize_t k, invalid = -1
        cdef Errors policy = errors_of(errors)
        source = result = data if type(data) is bytes else bytes_of(data)
        if self._calls:
            handler = "surrogateescape" if policy == KEEP_INVALID else errors
            result = self.apply(source.decode("utf-8", handler)).encode("utf-8", "surrogateescape")
        elif self._maps:
            for k in range(self._plan.count):
                result = map_utf8(&self._plan.stages[k].map, result, policy, &invalid)
                if invalid >= 0:
                    break
        else:
            result = planned_utf8(&self._plan, source, policy, &invalid)
        if invalid >= 0:
            raise invalid_utf8(source, invalid)
        return source if result == source else result


cdef object call_pipeline(object self, PyObject** arguments, size_t count, PyObject* names):
    if is_one(self, Pipeline, count, names) and isinstance(<object>arguments[0], str):
        return (<Pipeline>self).apply(<object>arguments[0])
    return called_slowly(self, arguments, count, names)


cdef Pipeline _some = Pipeline.__new__(Pipeline)     # tells where the members of all lie
call_fast(Pipeline, <char*>&_some._called - <char*><PyObject*>_some)


cdef bint is_quiet_str(const Plan* plan, object text):
    return is_quiet(plan, PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text))


cdef object called(object function, object text):
    result = function(text)
    if not isinstance(result, str):
        raise result_error(function, result)
    return result
