# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: auto_pickle=False, autotestdict=False, freethreading_compatible=True
"""The loops of ``reference``, compiled: same classes, same methods, same results.

``plan`` and ``automaton`` describe the tables. A loop takes pointers and lengths, knows nothing of Python objects and
needs no GIL; the functions around it choose the storage width, own the memory and raise the errors.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF
from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.string cimport memcpy, memset

from arnorm._core.map_loops cimport (
    UNBOUNDED, Map, first_change_in, first_change_utf8, is_quiet_in, measure_in, needs_width, write_in, write_utf8,
)
from arnorm._core.stages cimport CALL, MAP, Stage, run_stage
from arnorm._core.tables cimport fill_map, fill_stage
from arnorm._core.text_buffer cimport Text, drop, reserve
from arnorm._core.utf8 cimport KEEP_INVALID, REPLACE, STRICT, Errors, decode_all, encode_all

from arnorm._core.compiled_scanner import Scanner
from arnorm._core.inputs import checked, errors_error, result_error, text_error, utf8_error

cdef extern from "Python.h":
    PyObject* PyUnicode_New(Py_ssize_t size, Py_UCS4 maxchar) except NULL
    object PyUnicode_FromKindAndData(int kind, const void* data, Py_ssize_t size)
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    void* data_of "PyUnicode_DATA"(PyObject* text) noexcept nogil
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    bint PyUnicode_IS_ASCII(object text)

__all__ = ["INSTRUCTION_SET", "Pipeline", "Scanner"]

INSTRUCTION_SET = "scalar"

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
    cdef bint done = False
    if length < LONG:
        start = first_change_in(table, kind, source, length)
    else:
        with nogil:
            start = first_change_in(table, kind, source, length)
    if start == length:
        return text
    ceiling = ceiling_of(table, text)
    width = width_of(ceiling)
    if length < LONG:
        result = map_short(table, kind, source, length, width, ceiling, &done)
        if done:
            return result
    return map_long(table, kind, source, length, start, width, ceiling)


cdef object map_short(
    const Map* table, int kind, const char* source, Py_ssize_t length, int width, uint32_t ceiling, bint* done
):
    """Write the result once, to scratch memory, and copy it; not done where it outgrows its source by much."""
    cdef uint32_t stack[SMALL + SLACK]
    cdef void* scratch = stack
    cdef Py_ssize_t read, written
    if length > SMALL:
        scratch = PyMem_Malloc((length + SLACK) * width)
        if scratch == NULL:
            raise MemoryError
    try:
        written = write_in(table, kind, source, length, width, scratch, length + SLACK, &read)
        done[0] = written < 0 or read == length
        if written < 0 or read < length:
            return None
        return stored(width, scratch, written, ceiling)
    finally:
        if scratch != stack:
            PyMem_Free(scratch)


cdef object stored(int width, const void* source, Py_ssize_t length, uint32_t ceiling):
    """Return a str of code points up to ``ceiling``, or fewer."""
    cdef PyObject* result
    if not needs_width(width, source, length, ceiling):
        return PyUnicode_FromKindAndData(width, source, length)
    result = PyUnicode_New(length, ceiling)
    memcpy(data_of(result), source, length * width)
    text = <object>result
    Py_DECREF(text)
    return text


cdef object map_long(
    const Map* table, int kind, const char* source, Py_ssize_t length, Py_ssize_t start, int width, uint32_t ceiling
):
    """Measure the result, then write it where it stays: no memory is touched that is not part of it.

    The first ``start`` code points are known to be unchanged.
    """
    cdef Py_ssize_t skip = start if kind == width else 0, size, read
    cdef PyObject* result
    cdef char* target
    cdef bint fits
    source += skip * kind
    with nogil:
        size = measure_in(table, kind, source, length - skip)
    if size < 0:
        return None
    size += skip
    result = PyUnicode_New(size, ceiling)
    try:
        target = <char*>data_of(result)
        with nogil:
            memcpy(target, source - skip * kind, skip * kind)
            write_in(table, kind, source, length - skip, width, target + skip * width, UNBOUNDED, &read)
            memset(target + size * width, 0, width)     # the terminator, which the loop may have overwritten
            fits = needs_width(width, target, size, ceiling)
        return <object>result if fits else PyUnicode_FromKindAndData(width, target, size)
    finally:
        Py_DECREF(<object>result)


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


cdef bytes bytes_of(object data):
    """Return ``data`` as bytes; a copy unless it is bytes: nothing else is sure to stay the same without the GIL."""
    cdef Py_buffer view
    if type(data) is bytes:
        return data
    try:
        PyObject_GetBuffer(data, &view, PyBUF_SIMPLE)
    except (TypeError, BufferError):
        raise utf8_error(data) from None
    try:
        return PyBytes_FromStringAndSize(<const char*>view.buf, view.len)
    finally:
        PyBuffer_Release(&view)


cdef object invalid_utf8(bytes data, Py_ssize_t position):
    """Return the error that Python's decoder raises, with the position in the whole data."""
    try:
        data[position:position + 4].decode("utf-8")
    except UnicodeDecodeError as error:
        return UnicodeDecodeError("utf-8", data, position + error.start, position + error.end, error.reason)
    raise AssertionError("the two decoders disagree")


# --------------------------------------------------------------------------------------------------------------- stages

# --------------------------------------------------------------------------------- stages of other kinds: decoded text

cdef bint load(object text, Text* place):
    """Write the code points of a str; return False where memory runs out."""
    cdef Py_ssize_t i, length = PyUnicode_GET_LENGTH(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef const void* source = PyUnicode_DATA(text)
    if not reserve(place, length):
        return False
    place.length = length
    if kind == 1:
        for i in range(length):
            place.points[i] = (<const uint8_t*>source)[i]
    elif kind == 2:
        for i in range(length):
            place.points[i] = (<const uint16_t*>source)[i]
    else:
        memcpy(place.points, source, length * sizeof(uint32_t))
    return True


cdef int run_stages(const Stage* stages, Py_ssize_t count, Text* place) noexcept nogil:
    """Run stages on decoded text; return 1 if it may have changed, 0 if not, -1 where memory runs out."""
    cdef Py_ssize_t k
    cdef int status, changed = 0
    for k in range(count):
        status = run_stage(&stages[k], place)
        if status < 0:
            return status
        changed |= status
    return changed


cdef object staged_text(const Stage* stages, Py_ssize_t count, object text):
    """Return the result of stages; ``text`` itself where none changed anything."""
    cdef Text place
    cdef int status
    place.points, place.length, place.room = NULL, 0, 0
    try:
        if not load(text, &place):
            raise MemoryError
        if place.length < LONG:
            status = run_stages(stages, count, &place)
        else:
            with nogil:
                status = run_stages(stages, count, &place)
        if status < 0:
            raise MemoryError
        return PyUnicode_FromKindAndData(4, place.points, place.length) if status else text
    finally:
        drop(&place)


cdef bytes staged_utf8(const Stage* stages, Py_ssize_t count, bytes data, Errors errors):
    """Return the result of all stages as UTF-8; ``data`` itself where nothing changed."""
    cdef const uint8_t* source = <const uint8_t*>PyBytes_AS_STRING(data)
    cdef Py_ssize_t size = PyBytes_GET_SIZE(data), invalid = -1
    cdef Text place
    cdef bint replaced = False
    cdef int status
    place.points, place.length, place.room = NULL, 0, 0
    try:
        if not reserve(&place, size):
            raise MemoryError
        with nogil:
            place.length = decode_all(source, size, place.points, errors, &replaced, &invalid)
        if invalid >= 0:
            raise invalid_utf8(data, invalid)
        with nogil:
            status = run_stages(stages, count, &place)
            size = encode_all(place.points, place.length, NULL)
        if status < 0:
            raise MemoryError
        if not status and not replaced:
            return data
        result = PyBytes_FromStringAndSize(NULL, size)
        source = <const uint8_t*>PyBytes_AS_STRING(result)
        with nogil:
            encode_all(place.points, place.length, <uint8_t*>source)
        return data if result == data else result
    finally:
        drop(&place)


# ------------------------------------------------------------------------------------------------------------- pipeline

cdef class Pipeline:
    """Stages applied one after the other to text."""

    cdef tuple _tables          # owns the memory that _stages points into
    cdef Stage* _stages
    cdef Py_ssize_t _count
    cdef bint _maps, _calls     # whether all stages are maps, whether any is a function of Python
    cdef object _shortcut       # owns the memory that _map points into
    cdef Map _map
    cdef Py_ssize_t _skipped    # stages that the shortcut does
    cdef uint32_t _limit        # of quiet text; meaningless unless _quiets
    cdef bint _quiets, _equal

    def __init__(self, tables, shortcut=None):
        cdef Py_ssize_t k
        if self._stages != NULL:
            raise TypeError("a pipeline cannot be changed once it is made")
        self._tables = tuple(tables)
        self._stages = <Stage*>PyMem_Malloc(max(1, len(self._tables)) * sizeof(Stage))
        if self._stages == NULL:
            raise MemoryError
        self._maps = True
        for k, table in enumerate(self._tables):
            fill_stage(&self._stages[k], table)
            self._maps &= self._stages[k].kind == MAP
            self._calls |= self._stages[k].kind == CALL
        self._count = len(self._tables)
        self._shortcut = shortcut
        if shortcut is not None:
            fill_map(&self._map, shortcut.map)
            self._skipped = shortcut.stages
            self._quiets = shortcut.bound >= -1
            self._limit = shortcut.bound + 1 if self._quiets else 0
            self._equal = shortcut.equal

    def __dealloc__(self):
        PyMem_Free(self._stages)

    cdef object apply(self, object text):
        cdef Py_ssize_t k = 0, end
        result = text
        if self._shortcut is not None:
            result = map_text(&self._map, text)
            if result is None:
                result = text
            elif self._quiets and is_quiet(result, self._limit, self._equal):
                k = self._count
            else:
                k = self._skipped
        while k < self._count:
            if self._stages[k].kind == MAP:
                result = map_text(&self._stages[k].map, result)
                k += 1
            elif self._stages[k].kind == CALL:
                result = called(self._tables[k], result)
                k += 1
            else:
                end = k + 1
                while end < self._count and self._stages[end].kind != CALL:
                    end += 1
                result = staged_text(&self._stages[k], end - k, result)
                k = end
        return text if result is not text and result == text else result

    def __call__(self, text):
        """Return ``text`` after every stage; the same object where no stage changed it."""
        if not isinstance(text, str):
            raise text_error(text)
        return self.apply(text)

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
        source = result = bytes_of(data)
        if self._calls:
            handler = "surrogateescape" if policy == KEEP_INVALID else errors
            result = self.apply(source.decode("utf-8", handler)).encode("utf-8", "surrogateescape")
        elif self._maps:
            for k in range(self._count):
                result = map_utf8(&self._stages[k].map, result, policy)
        else:
            return staged_utf8(self._stages, self._count, source, policy)
        return source if result == source else result


cdef bint is_quiet(object text, uint32_t limit, bint equal):
    return is_quiet_in(PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text), limit, equal)


cdef object called(object function, object text):
    result = function(text)
    if not isinstance(result, str):
        raise result_error(function, result)
    return result
