# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: auto_pickle=False, autotestdict=False, freethreading_compatible=True
"""The loops of ``reference``, compiled: same classes, same methods, same results.

``plan`` and ``automaton`` describe the tables. A loop takes pointers and lengths, knows nothing of Python objects and
needs no GIL; the functions around it choose the storage width, own the memory and raise the errors.
"""

import os

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_RawFree
from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from arnorm._core.anchors cimport make_anchors
from arnorm._core.align_loops cimport (
    Places, Work, align_stages, align_str, compose_edits, drop_work, put, put_map, reserve_places,
)
from arnorm._core.edits cimport note
from arnorm._core.map_loops cimport (
    ABOVE, Map, choose, first_change_in, first_change_utf8, growth_in, loops, needs_width, point_at, write_in, write_utf8,
)
from arnorm._core.chunks cimport TOUCHING, Bytes, Plan, is_still, run_str, run_utf8, squeezes, widen
from arnorm._core.stages cimport CALL, CANONICAL, MAP, Stage, run_stage
from arnorm._core.tables cimport add_windows, fill_map, fill_stage
from arnorm._core.text_buffer cimport Text, append, drop
from arnorm._core.tiles cimport CHANGES, GROWS, NO_MEMORY, WIDENS, Course, Outcome, begin, give_place, run_tiles
from arnorm._core.utf8 cimport KEEP_INVALID, REPLACE, STRICT, Errors

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
    bint PyUnicode_IS_ASCII(object text)

__all__ = ["INSTRUCTION_SET", "Pipeline", "Scanner"]

cdef bytes wanted = os.environ.get("ARNORM_ISA", "").encode()
if not choose(wanted):
    raise ImportError(f"this machine, or this build, has no instruction set {wanted.decode()!r} (ARNORM_ISA)")
INSTRUCTION_SET = loops.name.decode()

cdef enum:
    SMALL = 512                 # code points up to which a result is built on the stack
    SLACK = 64                  # code points by which a short result may outgrow its source
    LONG = 1 << 14              # code points from which a loop gives up the GIL and measures before it writes


# ------------------------------------------------------------------------------ map stage: the storage widths of a str

cdef uint32_t ceiling_of(const Map* table, object text):
    """Return a bound on the code points of the result."""
    cdef int kind = PyUnicode_KIND(text)
    if kind == 1:
        return table.ceilings[0 if PyUnicode_IS_ASCII(text) else 1]
    return table.ceilings[2 if kind == 2 else 3]


cdef int width_of(uint32_t ceiling):
    return 1 if ceiling < 0x100 else 2 if ceiling < 0x10000 else 4


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


# ---------------------------------------------------------------------------------------------------- map stage: UTF-8

cdef bytes map_utf8(const Map* table, bytes data, Errors errors):
    """Return the result of one stage; ``data`` itself where nothing changed."""
    cdef const uint8_t* source = <const uint8_t*>PyBytes_AS_STRING(data)
    cdef Py_ssize_t length = PyBytes_GET_SIZE(data), start, size = 0, invalid = -1
    cdef uint8_t* target
    with nogil:
        start = first_change_utf8(table, source, length, errors)
        if start < length:
            size = write_utf8(table, source + start, length - start, NULL, errors, &invalid)
    if invalid >= 0:
        raise invalid_utf8(data, start + invalid)
    if start == length:
        return data
    result = PyBytes_FromStringAndSize(NULL, start + size)
    target = <uint8_t*>PyBytes_AS_STRING(result)
    with nogil:
        memcpy(target, source, start)
        write_utf8(table, source + start, length - start, target + start, errors, &invalid)
    return result


# --------------------------------------------------------------------------------------------------------------- stages

# ----------------------------------------------------------------------------------- stages of any kind: decoded text

cdef object planned_text(const Plan* plan, object text):
    """Return the result of a plan; ``text`` itself where nothing changed."""
    cdef int kind = PyUnicode_KIND(text), status
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    cdef const void* source = PyUnicode_DATA(text)
    cdef Text result
    result.points, result.length, result.room = NULL, 0, 0
    try:
        if length < LONG:
            status = run_str(plan, kind, source, length, &result)
        else:
            with nogil:
                status = run_str(plan, kind, source, length, &result)
        if status < 0:
            raise MemoryError
        return PyUnicode_FromKindAndData(4, result.points, result.length) if status else text
    finally:
        drop(&result)


cdef bint holds_wide(int width, const void* text, Py_ssize_t length):
    """Return whether a code point of a text fits no narrower one."""
    cdef Py_ssize_t i = 0
    cdef uint32_t lowest = 0x80 if width == 1 else 0x100 if width == 2 else 0x10000
    while i < length and point_at(width, text, i) < lowest:
        i += 1
    return i < length


cdef object tiled_text(const Plan* plan, object text):
    """The same by way of the shortcut, in the width in which the text is stored."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), room
    cdef uint32_t ceiling = ceiling_of(&plan.map, text)
    cdef int width = width_of(ceiling)
    cdef uint32_t limit = 0x7F if ceiling < 0x80 else 0xFF if width == 1 else 0xFFFF if width == 2 else 0x10FFFF
    cdef PyObject* result = NULL
    cdef PyObject* larger
    cdef Course course
    cdef Outcome outcome
    begin(&course, PyUnicode_KIND(text), PyUnicode_DATA(text), length)
    try:
        while True:
            if length < LONG:
                outcome = run_tiles(plan, &course)
            else:
                with nogil:
                    outcome = run_tiles(plan, &course)
            if outcome == CHANGES:
                room = length + SLACK
                result = PyUnicode_New(room, ceiling)
                give_place(&course, width, <char*>data_of(result), room, limit)
            elif outcome == GROWS:
                room = max(course.more, course.room + course.room // 8) + SLACK
                larger = PyUnicode_New(room, ceiling)
                memcpy(data_of(larger), course.target, course.size * width)
                Py_DECREF(<object>result)
                result = larger
                course.target, course.room = <char*>data_of(result), room
            elif outcome == WIDENS:
                return planned_text(plan, text)
            elif outcome == NO_MEMORY:
                raise MemoryError
            else:
                break
        if result == NULL:
            return text
        if course.size == 0 or not (ceiling < 0x80 or holds_wide(width, course.target, course.size)):
            return PyUnicode_FromKindAndData(width, course.target, course.size)
        PyUnicode_Resize(&result, course.size)
        return <object>result
    finally:
        drop(&course.chunk)
        drop(&course.other)
        Py_XDECREF(result)


cdef bytes planned_utf8(const Plan* plan, bytes data, Errors errors):
    """Return the result of a plan as UTF-8; ``data`` itself where nothing changed."""
    cdef const uint8_t* source = <const uint8_t*>PyBytes_AS_STRING(data)
    cdef Py_ssize_t length = PyBytes_GET_SIZE(data), invalid = -1
    cdef Bytes result
    cdef int status
    result.data, result.length, result.room = NULL, 0, 0
    try:
        with nogil:
            status = run_utf8(plan, source, length, errors, &result, &invalid)
        if invalid >= 0:
            raise invalid_utf8(data, invalid)
        if status < 0:
            raise MemoryError
        return PyBytes_FromStringAndSize(<const char*>result.data, result.length) if status else data
    finally:
        PyMem_RawFree(result.data)


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
            fill_map(&self._plan.map, shortcut.map)
            self._windows.append(add_windows(&self._plan.map))
            self._plan.skipped = shortcut.stages
            self._plan.quiets = shortcut.quiets
            self._plan.quiet.key, self._plan.quiet.bound = shortcut.key, shortcut.bound
            self._plan.quiet.first, self._plan.quiet.equal = shortcut.first, shortcut.equal
            self._plan.quiet.span = shortcut.last - shortcut.first + 1 if shortcut.last else 0
            if shortcut.equal and not any([squeezes(&self._plan, c) for c in range(self._plan.quiet.bound + 1)]):
                self._plan.quiet.equal = ABOVE
            self._plan.apart.first, self._plan.apart.span = self._plan.quiet.first, self._plan.quiet.span
            if shortcut.settled:
                find_touching(&self._plan)
            self._plan.anchors = make_anchors(self._plan.stages, self._plan.count, self._plan.quiet.key)
            if self._plan.anchors == NULL:
                raise MemoryError

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
        cdef Py_ssize_t k
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
                result = map_utf8(&self._plan.stages[k].map, result, policy)
        else:
            result = planned_utf8(&self._plan, source, policy)
        return source if result == source else result


cdef bint is_quiet(const Plan* plan, object text):
    return is_still(plan, PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text))


cdef int find_touching(Plan* plan) except -1:
    """Find out which code points that have to stand apart the canonical stages leave as they are where they touch."""
    cdef Py_ssize_t a, b, k
    cdef uint32_t points[2]
    cdef Text text
    cdef int status
    if plan.quiet.span > TOUCHING:
        return 0
    text.points, text.length, text.room = NULL, 0, 0
    for a in range(plan.quiet.span):
        for b in range(plan.quiet.span):
            points[0], points[1] = plan.quiet.first + a, plan.quiet.first + b
            text.length = 0
            status = 0 if append(&text, points, 2) else -1
            for k in range(plan.skipped):
                if status == 0 and plan.stages[k].kind == CANONICAL:
                    status = run_stage(&plan.stages[k], &text, NULL)
            if status < 0:
                drop(&text)
                raise MemoryError
            if status == 0:
                plan.touching[a] |= <uint64_t>1 << b
    drop(&text)
    return 0


cdef object called(object function, object text):
    result = function(text)
    if not isinstance(result, str):
        raise result_error(function, result)
    return result
