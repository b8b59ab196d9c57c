# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: auto_pickle=False, autotestdict=False, freethreading_compatible=True
"""The loops of ``reference``, compiled: same classes, same methods, same results.

``plan`` and ``automaton`` describe the tables. A loop takes pointers and lengths, knows nothing of Python objects and
needs no GIL; the functions around it choose the storage width, own the memory and raise the errors.
"""

import os

from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_RawFree
from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF
from libc.stdint cimport int32_t, int64_t, uint32_t
from libc.string cimport memcpy, memset

from arnorm._core.align_loops cimport (
    Places, Work, align_stages, align_str, compose_edits, drop_work, put, put_map, reserve_places,
)
from arnorm._core.edits cimport note
from arnorm._core.map_loops cimport (
    Map, choose, first_change_in, growth_in, loops, needs_width, write_in,
)
from arnorm._core.chunks cimport Plan, is_still, widen
from arnorm._core.stages cimport CALL, MAP, Stage
from arnorm._core.stored cimport ceiling_of, planned_text, tiled_text, width_of
from arnorm._core.tables cimport fill_shortcut, fill_stage
from arnorm._core.text_buffer cimport LONG, SLACK, SMALL, Text, drop
from arnorm._core.utf8 cimport KEEP_INVALID, REPLACE, STRICT, Errors
from arnorm._core.utf8_results cimport map_utf8, planned_utf8

from arnorm._core.compiled_scanner import Scanner
from arnorm._core.difference import called_edits
from arnorm._core.inputs import bytes_of, checked, errors_error, invalid_utf8, result_error, text_error

cdef extern from "Python.h":
    int PyByteArray_Resize(object array, Py_ssize_t size) except -1
    PyObject* PyUnicode_New(Py_ssize_t size, Py_UCS4 maxchar) except NULL
    int PyUnicode_Resize(PyObject** text, Py_ssize_t length) except -1
    void Py_XDECREF(PyObject* value)
    object PyUnicode_FromKindAndData(int kind, const void* data, Py_ssize_t size)
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    void* data_of "PyUnicode_DATA"(PyObject* text) noexcept nogil
    Py_ssize_t PyUnicode_GET_LENGTH(object text)

__all__ = ["INSTRUCTION_SET", "Pipeline", "Scanner"]

cdef bytes wanted = os.environ.get("ARNORM_ISA", "").encode()
if not choose(wanted):
    raise ImportError(f"this machine, or this build, has no instruction set {wanted.decode()!r} (ARNORM_ISA)")
INSTRUCTION_SET = loops.name.decode()


# ------------------------------------------------------------------------------ map stage: the storage widths of a str

cdef object map_text(const Map* table, object text):
    """Return the result of one stage; ``text`` itself where nothing changed, None where a guarded code point stands."""
    cdef int kind = PyUnicode_KIND(text), width
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), start
    cdef const char* source = <const char*>PyUnicode_DATA(text)
    cdef uint32_t ceiling
    if length < LONG:
        start = first_change_in(table, kind, source, length)
    else:
        with nogil:
            start = first_change_in(table, kind, source, length)
    if start == length:
        return text
    ceiling = ceiling_of(table, text)
    width = width_of(ceiling)
    if length <= SMALL:
        return map_short(table, kind, source, length, width, ceiling)
    return map_long(table, kind, source, length, width, ceiling)


cdef object map_short(const Map* table, int kind, const char* source, Py_ssize_t length, int width, uint32_t ceiling):
    """Write the result on the stack."""
    cdef uint32_t stack[SMALL + SLACK]
    cdef Py_ssize_t read, written
    cdef uint32_t seen = 0
    written = write_in(table, kind, source, length, width, stack, SMALL + SLACK, &read, &seen)
    if written < 0:
        return None
    if read < length:
        return map_long(table, kind, source, length, width, ceiling)
    if not needs_width(width, seen, ceiling):
        return PyUnicode_FromKindAndData(width, stack, written)
    cdef PyObject* result = PyUnicode_New(written, ceiling)
    memcpy(data_of(result), stack, written * width)
    text = <object>result
    Py_DECREF(text)
    return text


cdef object map_long(const Map* table, int kind, const char* source, Py_ssize_t length, int width, uint32_t ceiling):
    """Write the result where it stays, and give back the memory that is left."""
    cdef Py_ssize_t room = length, size = 0, read = 0, written, more
    cdef uint32_t seen = 0
    cdef PyObject* result = PyUnicode_New(room, ceiling)
    cdef PyObject* larger
    cdef char* target = <char*>data_of(result)
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
                larger = PyUnicode_New(room, ceiling)
                memcpy(data_of(larger), target, size * width)
                Py_DECREF(<object>result)
                result = larger
                target = <char*>data_of(result)
        if not needs_width(width, seen, ceiling):
            return PyUnicode_FromKindAndData(width, target, size)
        if size < room:
            PyUnicode_Resize(&result, size)
        return <object>result
    finally:
        Py_XDECREF(result)


# ------------------------------------------------------------------------------------------------------------ alignment

cdef Places places_for(object text, bytearray starts, bytearray ends):
    """Return places in two empty bytearrays, with room for as many as the text has code points."""
    cdef Places places
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    places.starts, places.ends = <PyObject*>starts, <PyObject*>ends
    places.length, places.room, places.wide = 0, 0, length > 0x7FFFFFFF
    if not reserve_places(&places, length):
        raise MemoryError
    return places


cdef tuple packed(object result, const Places* places, bytearray starts, bytearray ends):
    """Return a result and its places, without the room that is left."""
    cdef Py_ssize_t size = sizeof(int64_t) if places.wide else sizeof(int32_t)
    PyByteArray_Resize(starts, places.length * size)
    PyByteArray_Resize(ends, places.length * size)
    return result, starts, ends


cdef tuple aligned_same(object text):
    """Return a text as its own result: every code point has its own place."""
    cdef bytearray starts = bytearray(), ends = bytearray()
    cdef Places places = places_for(text, starts, ends)
    cdef Work work
    memset(&work, 0, sizeof(Work))
    with nogil:
        put(&places, &work, 0, places.room)
    return packed(text, &places, starts, ends)


cdef tuple aligned_map(const Map* map, object text):
    """Align one map stage: its result is measured, so the places are written where they stay."""
    result = map_text(map, text)
    if result is text:
        return aligned_same(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), size = PyUnicode_GET_LENGTH(result)
    cdef const void* source = PyUnicode_DATA(text)
    cdef bytearray starts = bytearray(), ends = bytearray()
    cdef Places places = places_for(text, starts, ends)
    if not reserve_places(&places, size):
        raise MemoryError
    if length < LONG:
        put_map(&places, map, kind, source, length, size, 0)
    else:
        with nogil:
            put_map(&places, map, kind, source, length, size, 0)
    return packed(result, &places, starts, ends)


cdef tuple aligned_plan(const Plan* plan, object text):
    """Align stages of any kind but functions of Python."""
    cdef int kind = PyUnicode_KIND(text), status
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    cdef const void* source = PyUnicode_DATA(text)
    cdef Text result
    cdef bytearray starts = bytearray(), ends = bytearray()
    cdef Places places = places_for(text, starts, ends)
    result.points, result.length, result.room = NULL, 0, 0
    try:
        if length < LONG:
            status = align_str(plan, kind, source, length, &result, &places)
        else:
            with nogil:
                status = align_str(plan, kind, source, length, &result, &places)
        if status < 0:
            raise MemoryError
        if status:
            text = PyUnicode_FromKindAndData(4, result.points, result.length)
        return packed(text, &places, starts, ends)
    finally:
        drop(&result)


cdef tuple aligned_calls(const Plan* plan, tuple tables, object text):
    """Align stages of which some are functions of Python: from one of them to the next, the text as a whole."""
    cdef Py_ssize_t k = 0, count, start, end, written, length, source = PyUnicode_GET_LENGTH(text)
    cdef bytearray starts = bytearray(), ends = bytearray()
    cdef Places places = places_for(text, starts, ends)
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
                if work.edits.length and not compose_edits(&work, length, source, True):
                    raise MemoryError
                k += 1
                continue
            if not widen(PyUnicode_KIND(text), PyUnicode_DATA(text), 0, length, &work.text):
                raise MemoryError
            count = 0
            while k + count < plan.count and plan.stages[k + count].kind != CALL:
                count += 1
            with nogil:
                status = align_stages(plan.stages + k, count, &work, source, True)
            if status < 0:
                raise MemoryError
            if status:
                text = PyUnicode_FromKindAndData(4, work.text.points, work.text.length)
            k += count
        if not put(&places, &work, 0, source):
            raise MemoryError
        return packed(text, &places, starts, ends)
    finally:
        drop_work(&work)


# ------------------------------------------------------------------------------------------------------------- pipeline

cdef class Pipeline:
    """Stages applied one after the other to text."""

    cdef tuple _tables          # own the memory that _plan points into
    cdef object _shortcut
    cdef list _windows
    cdef Plan _plan
    cdef bint _maps, _calls     # whether all stages are maps, whether any is a function of Python

    def __init__(self, tables, shortcut=None, cut=-1):
        cdef Py_ssize_t k
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

    cdef object apply(self, object text):
        """Return the result; the same object where nothing changed."""
        cdef Py_ssize_t k
        result = text
        if self._maps:
            for k in range(self._plan.count):
                result = map_text(&self._plan.stages[k].map, result)
        elif self._calls:
            result = self.with_calls(text)
        else:
            if self._plan.shortcut and PyUnicode_GET_LENGTH(text) < LONG:
                result = map_text(&self._plan.map, text)
                if result is not None and is_quiet(&self._plan, result):
                    return result
            if self._plan.quiets:
                result = tiled_text(&self._plan, text)
            else:
                result = planned_text(&self._plan, text)
        return text if result is not text and result == text else result

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

    def align(self, text):
        """Return ``text`` after every stage, and where the span of each of its code points starts and ends in ``text``.

        Starts and ends are native int32, or int64 if the text has more than 2**31 - 1 code points.
        """
        if not isinstance(text, str):
            raise text_error(text)
        if self._calls:
            aligned = aligned_calls(&self._plan, self._tables, text)
        elif self._maps and self._plan.count == 1:
            aligned = aligned_map(&self._plan.stages[0].map, text)
        else:
            aligned = aligned_plan(&self._plan, text)
        return aligned_same(text) if aligned[0] == text else aligned

    def map_many(self, texts):
        """Return every text after every stage."""
        cdef Py_ssize_t position = 0
        cdef list results = []
        for text in checked(texts):
            if not isinstance(text, str):
                raise text_error(text, f"texts[{position}]")
            results.append(self.apply(text))
            position += 1
        return results

    def map_utf8(self, data, errors="strict"):
        """Return UTF-8 ``data`` after every stage, as UTF-8."""
        cdef Py_ssize_t k, invalid = -1
        cdef Errors policy
        if errors == "strict":
            policy = STRICT
        elif errors == "replace":
            policy = REPLACE
        elif errors == "keep":
            policy = KEEP_INVALID
        else:
            raise errors_error(errors)
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


cdef bint is_quiet(const Plan* plan, object text):
    return is_still(plan, PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text))


cdef object called(object function, object text):
    result = function(text)
    if not isinstance(result, str):
        raise result_error(function, result)
    return result
