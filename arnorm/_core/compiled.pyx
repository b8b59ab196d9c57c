# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: auto_pickle=False, autotestdict=False, freethreading_compatible=True
"""The loops of ``reference``, compiled: same classes, same methods, same results.

``plan`` and ``automaton`` describe the tables. A loop takes pointers and lengths, knows nothing of Python objects and
needs no GIL; the functions around it choose the storage width, own the memory and raise the errors.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytearray cimport PyByteArray_AS_STRING, PyByteArray_Resize
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc, PyMem_RawCalloc, PyMem_RawFree, PyMem_RawMalloc
from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t
from libc.string cimport memcpy, memset

from arnorm._core.map_loops cimport (
    UNBOUNDED, Map, first_change_in, first_change_utf8, measure_in, needs_width, write_in, write_utf8,
)
from arnorm._core.decide_loops cimport (
    ALWAYS, CONTEXT, RUN, Side, Stage, decide_in, measure_decided_in, write_decided_in,
)
from arnorm._core.scan_loops cimport Scan, find_tokens_in
from arnorm._core.utf8 cimport KEEP_INVALID, REPLACE, STRICT, Errors, decode_all, encode_all

from arnorm._core.context import ContextTable, RunTable
from arnorm._core.inputs import errors_error, text_error, texts_error, utf8_error

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
    TOKEN_BLOCK = 256           # tokens found before their strings are made


cdef struct Scratch:
    uint32_t* text
    Py_ssize_t length


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
    """Return the result of one stage; ``text`` itself where nothing changed."""
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
    if length < LONG:
        result = map_short(table, kind, source, length, width)
        if result is not None:
            return result
    return map_long(table, kind, source, length, start, width, ceiling)


cdef object map_short(const Map* table, int kind, const char* source, Py_ssize_t length, int width):
    """Write the result once, to scratch memory, and copy it; return None where it outgrows its source by much."""
    cdef uint32_t stack[SMALL + SLACK]
    cdef void* scratch = stack
    cdef Py_ssize_t read, written
    if length > SMALL:
        scratch = PyMem_Malloc((length + SLACK) * width)
        if scratch == NULL:
            raise MemoryError
    try:
        written = write_in(table, kind, source, length, width, scratch, length + SLACK, &read)
        return PyUnicode_FromKindAndData(width, scratch, written) if read == length else None
    finally:
        if scratch != stack:
            PyMem_Free(scratch)


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
        size = skip + measure_in(table, kind, source, length - skip)
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


cdef object decided_text(const Stage* stage, object text):
    """Return the result of a decided stage; ``text`` itself where nothing changed."""
    cdef int kind = PyUnicode_KIND(text), width
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), count, size
    cdef const void* source = PyUnicode_DATA(text)
    cdef uint32_t ceiling
    cdef uint8_t* bits
    cdef PyObject* result
    cdef char* target
    cdef bint fits
    if first_change_in(&stage.map, kind, source, length) == length:
        return text
    bits = <uint8_t*>PyMem_Calloc(length // 8 + 1, 1)
    if bits == NULL:
        raise MemoryError
    try:
        with nogil:
            count = decide_in(stage, kind, source, length, bits)
            size = measure_decided_in(stage, kind, source, length, bits) if count else length
        if not count:
            return text
        ceiling = ceiling_of(&stage.map, text)
        width = width_of(ceiling)
        result = PyUnicode_New(size, ceiling)
        try:
            target = <char*>data_of(result)
            with nogil:
                write_decided_in(stage, kind, source, length, width, target, bits)
                fits = needs_width(width, target, size, ceiling)
            return <object>result if fits else PyUnicode_FromKindAndData(width, target, size)
        finally:
            Py_DECREF(<object>result)
    finally:
        PyMem_Free(bits)


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


cdef bytes staged_utf8(const Stage* stages, Py_ssize_t count, bytes data, Errors errors):
    """Return the result of all stages, which run on decoded scratch memory; ``data`` itself where nothing changed."""
    cdef const uint8_t* source = <const uint8_t*>PyBytes_AS_STRING(data)
    cdef Py_ssize_t size = PyBytes_GET_SIZE(data), invalid = -1, k
    cdef Scratch scratch
    cdef bint changed = False, enough
    scratch.text = <uint32_t*>PyMem_RawMalloc((size + 1) * sizeof(uint32_t))
    if scratch.text == NULL:
        raise MemoryError
    try:
        with nogil:
            scratch.length = decode_all(source, size, scratch.text, errors, &changed, &invalid)
        if invalid >= 0:
            raise invalid_utf8(data, invalid)
        with nogil:
            enough = True
            for k in range(count):
                enough = run_stage(&stages[k], &scratch, &changed)
                if not enough:
                    break
            size = encode_all(scratch.text, scratch.length, NULL)
        if not enough:
            raise MemoryError
        if not changed:
            return data
        result = PyBytes_FromStringAndSize(NULL, size)
        source = <const uint8_t*>PyBytes_AS_STRING(result)
        with nogil:
            encode_all(scratch.text, scratch.length, <uint8_t*>source)
        return result
    finally:
        PyMem_RawFree(scratch.text)


cdef bint run_stage(const Stage* stage, Scratch* scratch, bint* changed) noexcept nogil:
    """Replace the scratch text by the result of a stage; return False where memory ran out."""
    cdef Py_ssize_t length = scratch.length, size, read
    cdef uint32_t* target
    cdef uint8_t* bits = NULL
    if first_change_in(&stage.map, 4, scratch.text, length) == length:
        return True
    if stage.decider == ALWAYS:
        size = measure_in(&stage.map, 4, scratch.text, length)
    else:
        bits = <uint8_t*>PyMem_RawCalloc(length // 8 + 1, 1)
        if bits == NULL:
            return False
        if not decide_in(stage, 4, scratch.text, length, bits):
            PyMem_RawFree(bits)
            return True
        size = measure_decided_in(stage, 4, scratch.text, length, bits)
    target = <uint32_t*>PyMem_RawMalloc((size + 1) * sizeof(uint32_t))
    if target != NULL:
        if stage.decider == ALWAYS:
            write_in(&stage.map, 4, scratch.text, length, 4, target, UNBOUNDED, &read)
        else:
            write_decided_in(stage, 4, scratch.text, length, 4, target, bits)
        PyMem_RawFree(scratch.text)
        scratch.text, scratch.length = target, size
        changed[0] = True
    PyMem_RawFree(bits)
    return target != NULL


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

cdef void fill_map(Map* place, object table):
    place.index = <const uint16_t*>PyBytes_AS_STRING(table.index)
    place.entries = <const uint32_t*>PyBytes_AS_STRING(table.entries)
    place.pool = <const uint32_t*>PyBytes_AS_STRING(table.pool)
    place.ceilings = table.ceilings


cdef void fill_scan(Scan* place, object table):
    place.index = <const uint16_t*>PyBytes_AS_STRING(table.index)
    place.classes = <const uint8_t*>PyBytes_AS_STRING(table.classes)
    place.transitions = <const uint16_t*>PyBytes_AS_STRING(table.transitions)
    place.accepts = <const uint8_t*>PyBytes_AS_STRING(table.accepts)
    place.shift = table.shift
    place.start = table.start
    place.accept_from = table.accept_from


cdef void fill_side(Side* place, object side):
    place.present = side is not None
    if place.present:
        fill_scan(&place.scan, side.scan)
        place.initial = side.initial
        place.sync = <const uint16_t*>PyBytes_AS_STRING(side.sync)


cdef void fill_stage(Stage* place, object table):
    place.decider = ALWAYS
    if isinstance(table, ContextTable):
        place.decider = CONTEXT
        fill_side(&place.left, table.left)
        fill_side(&place.right, table.right)
        place.unless = table.unless
    elif isinstance(table, RunTable):
        place.decider = RUN
        place.least, place.keep, place.mixed = table.least, table.keep, table.mixed
    fill_map(&place.map, table if place.decider == ALWAYS else table.map)


cdef class Pipeline:
    """Stages applied one after the other to text."""

    cdef tuple _tables          # owns the memory that _stages points into
    cdef Stage* _stages
    cdef Py_ssize_t _count
    cdef bint _decides

    def __init__(self, tables):
        cdef Py_ssize_t k
        if self._stages != NULL:
            raise TypeError("a pipeline cannot be changed once it is made")
        self._tables = tuple(tables)
        self._stages = <Stage*>PyMem_Malloc(max(1, len(self._tables)) * sizeof(Stage))
        if self._stages == NULL:
            raise MemoryError
        for k, table in enumerate(self._tables):
            fill_stage(&self._stages[k], table)
            self._decides |= self._stages[k].decider != ALWAYS
        self._count = len(self._tables)

    def __dealloc__(self):
        PyMem_Free(self._stages)

    cdef object apply(self, object text):
        cdef Py_ssize_t k
        for k in range(self._count):
            if self._stages[k].decider == ALWAYS:
                text = map_text(&self._stages[k].map, text)
            else:
                text = decided_text(&self._stages[k], text)
        return text

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
        result = bytes_of(data)
        if self._decides:
            return staged_utf8(self._stages, self._count, result, policy)
        for k in range(self._count):
            result = map_utf8(&self._stages[k].map, result, policy)
        return result


cdef object checked(object texts):
    if isinstance(texts, str):
        raise texts_error(texts)
    try:
        return iter(texts)
    except TypeError:
        raise texts_error(texts) from None


# --------------------------------------------------------------------------------------------------------------- tokens

cdef class Scanner:
    """The longest match of a token automaton at every position of a text."""

    cdef object _table          # owns the memory that _scan points into
    cdef Scan _scan

    def __init__(self, table):
        if self._table is not None:
            raise TypeError("a scanner cannot be changed once it is made")
        fill_scan(&self._scan, table)
        self._table = table

    cdef object require(self, object text):
        if not isinstance(text, str):
            raise text_error(text)
        if self._table is None:
            raise TypeError("a scanner that was never initialised")

    cdef list strings(self, object text):
        """Cut ``text`` at the spans of one block of tokens after the other."""
        cdef int64_t spans[2 * TOKEN_BLOCK]
        cdef uint8_t kinds[TOKEN_BLOCK]
        cdef int kind = PyUnicode_KIND(text)
        cdef const char* source = <const char*>PyUnicode_DATA(text)
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), position = 0, count, k
        cdef list results = []
        while position < length:
            count = find_tokens_in(&self._scan, kind, source, length, &position, spans, kinds, TOKEN_BLOCK)
            for k in range(count):
                results.append(PyUnicode_FromKindAndData(
                    kind, source + spans[2 * k] * kind, spans[2 * k + 1] - spans[2 * k]
                ))
        return results

    def __call__(self, text):
        """Return the tokens of ``text`` as strings."""
        self.require(text)
        return self.strings(text)

    def scan_many(self, texts):
        """Return the tokens of every text."""
        cdef Py_ssize_t position = 0
        cdef list results = []
        self.require("")
        for text in checked(texts):
            if not isinstance(text, str):
                raise text_error(text, f"texts[{position}]")
            results.append(self.strings(text))
            position += 1
        return results

    def scan_spans(self, text):
        """Return spans as native int32 pairs (int64 past 2**31 - 1 code points) and a kind byte, from 0, for each."""
        cdef int kind
        cdef const void* source
        cdef Py_ssize_t length, position = 0, count = 0, room, width
        cdef bytearray spans, kinds
        cdef void* place
        cdef uint8_t* kind_place
        self.require(text)
        kind = PyUnicode_KIND(text)
        source = PyUnicode_DATA(text)
        length = PyUnicode_GET_LENGTH(text)
        width = sizeof(int32_t) if length <= 0x7FFFFFFF else sizeof(int64_t)
        room = length // 5 + 16
        spans, kinds = bytearray(2 * width * room), bytearray(room)
        while True:
            place = PyByteArray_AS_STRING(spans) + 2 * width * count
            kind_place = <uint8_t*>PyByteArray_AS_STRING(kinds) + count
            with nogil:
                if width == sizeof(int32_t):
                    count += find_tokens_in(
                        &self._scan, kind, source, length, &position, <int32_t*>place, kind_place, room - count
                    )
                else:
                    count += find_tokens_in(
                        &self._scan, kind, source, length, &position, <int64_t*>place, kind_place, room - count
                    )
            if position >= length:
                break
            room += room // 2
            PyByteArray_Resize(spans, 2 * width * room)
            PyByteArray_Resize(kinds, room)
        PyByteArray_Resize(spans, 2 * width * count)
        PyByteArray_Resize(kinds, count)
        return spans, kinds
