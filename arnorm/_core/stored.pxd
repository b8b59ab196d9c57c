"""From a str to the str that stages of any kind make of it: its width, its memory, the GIL."""

from cpython.object cimport PyObject
from libc.stdint cimport uint32_t
from libc.string cimport memcmp, memcpy

from arnorm._core.chunks cimport SPARE, Plan, run_str
from arnorm._core.map_loops cimport Map, ceiling_for
from arnorm._core.objects cimport (
    PyUnicode_DATA, PyUnicode_FromKindAndData, PyUnicode_GET_LENGTH, PyUnicode_IS_ASCII, PyUnicode_KIND, data_of,
    let_go, let_go_if_any, new_str,
)
from arnorm._core.shorten cimport shorten_text
from arnorm._core.text_buffer cimport LONG, Text, advise, drop
from arnorm._core.tiles cimport (
    CHANGES, DONE, GROWS, NO_MEMORY, WIDENS, Course, Halt, begin, give_place, run_tiles,
)
from arnorm._core.widths cimport largest_like, point_at, width_of


cdef inline uint32_t ceiling_of(const Map* table, object text):
    """Return a bound on the code points of the result."""
    return ceiling_for(table, PyUnicode_KIND(text), PyUnicode_IS_ASCII(text))


cdef inline bint is_same(object one, object other):
    """Return whether two texts are equal, by their memory: their order would be found code point by code point."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(one)
    cdef int kind = PyUnicode_KIND(one)
    return one is other or (
        length == PyUnicode_GET_LENGTH(other)
        and kind == PyUnicode_KIND(other)
        and memcmp(PyUnicode_DATA(one), PyUnicode_DATA(other), length * kind) == 0
    )


cdef inline object planned_text(const Plan* plan, object text):
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


cdef inline bint holds_wide(int width, const void* text, Py_ssize_t length):
    """Return whether a code point of a text fits no narrower one."""
    cdef Py_ssize_t i = 0
    cdef uint32_t lowest = 0x80 if width == 1 else 0x100 if width == 2 else 0x10000
    while i < length and point_at(width, text, i) < lowest:
        i += 1
    return i < length


cdef inline bint leaves_alone(const Plan* plan, object text):
    """Return whether a plan that has a shortcut changes nothing in a text."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    cdef Course course
    cdef Halt halt
    begin(&course, PyUnicode_KIND(text), PyUnicode_DATA(text), length)
    with nogil:
        halt = run_tiles(plan, &course)
        drop(&course.chunk)
        drop(&course.other)
    if halt == NO_MEMORY:
        raise MemoryError
    return halt == DONE


cdef inline object tiled_text(const Plan* plan, object text):
    """The same by way of the shortcut, in the width in which the text is stored."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), room
    cdef uint32_t ceiling = ceiling_of(&plan.map, text)
    cdef int width = width_of(ceiling)
    cdef PyObject* result = NULL
    cdef PyObject* larger
    cdef Course course
    cdef Halt halt
    begin(&course, PyUnicode_KIND(text), PyUnicode_DATA(text), length)
    try:
        while True:
            if length < LONG:
                halt = run_tiles(plan, &course)
            else:
                with nogil:
                    halt = run_tiles(plan, &course)
            if halt == CHANGES:
                room = length + SPARE
                result = new_str(room, ceiling)
                advise(data_of(result), room * width)
                give_place(&course, width, data_of(result), room, largest_like(ceiling))
            elif halt == GROWS:
                room = max(course.more, course.room + course.room // 8) + SPARE
                larger = new_str(room, ceiling)
                memcpy(data_of(larger), course.target, course.size * width)
                let_go(result)
                result = larger
                course.target, course.room = data_of(result), room
            elif halt == WIDENS:
                return planned_text(plan, text)
            elif halt == NO_MEMORY:
                raise MemoryError
            else:
                break
        if result == NULL:
            return text
        if course.size == 0 or not (ceiling < 0x80 or holds_wide(width, course.target, course.size)):
            return PyUnicode_FromKindAndData(width, course.target, course.size)
        shorten_text(&result, course.size)
        return <object>result
    finally:
        drop(&course.chunk)
        drop(&course.other)
        let_go_if_any(result)
