"""A str that is written from start to end, in the storage width that it needs: no GIL but where it must grow."""

from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF
from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.string cimport memcpy, memset

from arnorm._core.map_loops cimport needs_width, target_unit
from arnorm._core.text_buffer cimport advise

cdef extern from "Python.h":
    PyObject* PyUnicode_New(Py_ssize_t size, Py_UCS4 maxchar) except NULL
    int PyUnicode_Resize(PyObject** text, Py_ssize_t length) except -1
    void Py_XDECREF(PyObject* value)
    object PyUnicode_FromKindAndData(int kind, const void* data, Py_ssize_t size)
    char* data_of "(char *)PyUnicode_DATA"(PyObject* text) noexcept nogil


cdef struct Sink:
    PyObject* text              # with room for as many code points, NULL before anything is written
    int width                   # of each of them, in bytes
    Py_ssize_t length           # how many are written
    uint32_t seen               # the bits of all of them
    Py_ssize_t room


cdef inline void drop_sink(Sink* sink) noexcept:
    Py_XDECREF(sink.text)
    sink.text = NULL


cdef inline char* sink_place(const Sink* sink) noexcept nogil:
    """Return where the next code point is written."""
    return data_of(sink.text) + sink.length * sink.width


cdef inline void copy_units(int width, const void* source, Py_ssize_t length, target_unit* target) noexcept nogil:
    cdef Py_ssize_t i
    if width == 1:
        for i in range(length):
            target[i] = (<const uint8_t*>source)[i]
    elif width == 2:
        for i in range(length):
            target[i] = <target_unit>(<const uint16_t*>source)[i]
    else:
        for i in range(length):
            target[i] = <target_unit>(<const uint32_t*>source)[i]


cdef inline void copy_in(int width, const void* source, Py_ssize_t length, int wider, void* target) noexcept nogil:
    """Copy code points to memory of another storage width, into which they fit."""
    if wider == 1:
        copy_units(width, source, length, <uint8_t*>target)
    elif wider == 2:
        copy_units(width, source, length, <uint16_t*>target)
    else:
        copy_units(width, source, length, <uint32_t*>target)


cdef inline bint prepare_sink(Sink* sink, int width, Py_ssize_t more) noexcept nogil:
    """Make room for ``more`` code points of a width behind those that are there; return False where memory runs out."""
    cdef Py_ssize_t room = sink.room
    cdef PyObject* text
    if sink.text != NULL and width <= sink.width and room - sink.length >= more:
        return True
    if room - sink.length < more:
        room = max(sink.length + more, room + room // 2)
    width = max(width, sink.width)
    with gil:
        try:
            text = PyUnicode_New(room, 0xFF if width == 1 else 0xFFFF if width == 2 else 0x10FFFF)
        except MemoryError:
            return False
        advise(data_of(text), room * width)
        if sink.text != NULL:
            copy_in(sink.width, data_of(sink.text), sink.length, width, data_of(text))
        Py_XDECREF(sink.text)
    sink.text, sink.width, sink.room = text, width, room
    return True


cdef inline bint write_sink(Sink* sink, const uint32_t* points, Py_ssize_t count) noexcept nogil:
    """Add code points; return False where memory runs out."""
    cdef Py_ssize_t i
    cdef uint32_t seen = 0
    for i in range(count):
        seen |= points[i]
    if not prepare_sink(sink, 1 if seen < 0x100 else 2 if seen < 0x10000 else 4, count):
        return False
    copy_in(4, points, count, sink.width, sink_place(sink))
    sink.length += count
    sink.seen |= seen
    return True


cdef inline object finish_sink(Sink* sink):
    """Return what was written; the sink is empty then."""
    cdef Py_ssize_t length = sink.length
    cdef PyObject* text = sink.text
    if length == 0:
        return ""
    if not needs_width(sink.width, sink.seen, 0xFF):
        return PyUnicode_FromKindAndData(sink.width, data_of(text), length)
    if length < sink.room:
        PyUnicode_Resize(&sink.text, length)
    else:
        memset(sink_place(sink), 0, sink.width)     # the terminator, which a loop may have overwritten
    result = <object>sink.text
    drop_sink(sink)
    return result
