"""A str that is written from start to end, in the storage width that it needs: no GIL but where it must grow."""

from cpython.object cimport PyObject
from libc.stdint cimport uint32_t

from arnorm._core.objects cimport PyUnicode_FromKindAndData, data_of, let_go_if_any, new_str
from arnorm._core.shorten cimport shorten_text
from arnorm._core.text_buffer cimport advise
from arnorm._core.widths cimport copy_points, needs_width, width_of


cdef struct Sink:
    PyObject* text              # with room for as many code points, NULL before anything is written
    int width                   # of each of them, in bytes
    Py_ssize_t length           # how many are written
    uint32_t seen               # the bits of all of them
    Py_ssize_t room


cdef inline void drop_sink(Sink* sink) noexcept:
    let_go_if_any(sink.text)
    sink.text = NULL


cdef inline char* sink_place(const Sink* sink) noexcept nogil:
    """Return where the next code point is written."""
    return data_of(sink.text) + sink.length * sink.width


cdef inline bint prepare_sink(Sink* sink, int width, Py_ssize_t more) noexcept nogil:
    """Make room for ``more`` code points of a width behind those that are there; return False where memory runs out."""
    cdef Py_ssize_t room = sink.room
    cdef PyObject* text = NULL
    if sink.text != NULL and width <= sink.width and room - sink.length >= more:
        return True
    if room - sink.length < more:
        room = max(sink.length + more, room + room // 2)
    width = max(width, sink.width)
    with gil:
        try:
            text = new_str(room, 0xFF if width == 1 else 0xFFFF if width == 2 else 0x10FFFF)
        except MemoryError:
            pass            # no return from here: Cython takes it that there was memory for a traceback
        if text != NULL:
            advise(data_of(text), room * width)
            if sink.text != NULL:
                copy_points(sink.width, data_of(sink.text), sink.length, width, data_of(text))
            let_go_if_any(sink.text)
            sink.text, sink.width, sink.room = text, width, room
    return text != NULL


cdef inline bint write_sink(Sink* sink, const uint32_t* points, Py_ssize_t count) noexcept nogil:
    """Add code points; return False where memory runs out."""
    cdef Py_ssize_t i
    cdef uint32_t seen = 0
    for i in range(count):
        seen |= points[i]
    if not prepare_sink(sink, width_of(seen), count):
        return False
    copy_points(4, points, count, sink.width, sink_place(sink))
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
        shorten_text(&sink.text, length)
    result = <object>sink.text
    drop_sink(sink)
    return result
