"""Bytes in memory that grows: the UTF-8 of results, and what rows of columns are made of."""

from cpython.mem cimport PyMem_RawFree, PyMem_RawRealloc
from libc.stdint cimport uint8_t
from libc.string cimport memcpy

from arnorm._core.text_buffer cimport Text
from arnorm._core.transcode cimport encode_all


cdef struct Bytes:
    uint8_t* data
    Py_ssize_t length
    Py_ssize_t room
    bint lent                   # whether the memory is part of other memory, and cannot grow


cdef inline Bytes no_bytes() noexcept nogil:
    cdef Bytes place
    place.data, place.length, place.room, place.lent = NULL, 0, 0, False
    return place


cdef inline void drop_bytes(Bytes* place) noexcept nogil:
    PyMem_RawFree(place.data)
    place[0] = no_bytes()


cdef inline bint reserve_bytes(Bytes* place, Py_ssize_t more) noexcept nogil:
    """Make room for ``more`` bytes behind those that are there; return False where memory runs out."""
    cdef Py_ssize_t room
    cdef uint8_t* data
    if place.data != NULL and place.room - place.length >= more:
        return True
    if place.lent:
        return False
    room = max(place.length + more, place.room + place.room // 2)
    data = <uint8_t*>PyMem_RawRealloc(place.data, room + 1)
    if data == NULL:
        return False
    place.data, place.room = data, room
    return True


cdef inline bint append_bytes(Bytes* place, const uint8_t* data, Py_ssize_t count) noexcept nogil:
    """Add ``count`` bytes; return False where memory runs out."""
    if not reserve_bytes(place, count):
        return False
    memcpy(place.data + place.length, data, count)
    place.length += count
    return True


cdef inline bint append_encoded(Bytes* place, const Text* text) noexcept nogil:
    """Add text; return False where memory runs out."""
    if not reserve_bytes(place, 4 * text.length):
        return False
    place.length += encode_all(text.points, text.length, place.data + place.length)
    return True
