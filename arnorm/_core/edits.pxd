"""What a stage changed in a text, written down while it runs: no Python objects, no GIL.

An edit is a part of the source and how many code points stand for it in the result; what lies between edits is copied
code point by code point. A loop is given NULL instead where nobody asks.
"""

from cpython.mem cimport PyMem_RawFree, PyMem_RawRealloc
from libc.stdint cimport uint32_t


cdef struct Edit:
    Py_ssize_t start
    Py_ssize_t end
    Py_ssize_t count


cdef struct Edits:
    Edit* items
    Py_ssize_t length
    Py_ssize_t room


cdef inline void drop_edits(Edits* edits) noexcept nogil:
    PyMem_RawFree(edits.items)
    edits.items, edits.length, edits.room = NULL, 0, 0


cdef inline bint note(Edits* edits, Py_ssize_t start, Py_ssize_t end, Py_ssize_t count) noexcept nogil:
    """Add an edit; return False where memory runs out."""
    cdef Py_ssize_t room
    cdef Edit* items
    if edits == NULL:
        return True
    if edits.length == edits.room:
        room = max(64, edits.room + edits.room // 2)
        items = <Edit*>PyMem_RawRealloc(edits.items, room * sizeof(Edit))
        if items == NULL:
            return False
        edits.items, edits.room = items, room
    edits.items[edits.length].start = start
    edits.items[edits.length].end = end
    edits.items[edits.length].count = count
    edits.length += 1
    return True


cdef inline bint note_difference(
    Edits* edits, Py_ssize_t start, const uint32_t* old, Py_ssize_t length, const uint32_t* new, Py_ssize_t count
) noexcept nogil:
    """Add what differs of a part of the source, without what is the same at its start and its end."""
    cdef Py_ssize_t same = 0, shorter = min(length, count)
    if edits == NULL:
        return True
    while same < shorter and old[same] == new[same]:
        same += 1
    while length > same and count > same and old[length - 1] == new[count - 1]:
        length -= 1
        count -= 1
    return same == length == count or note(edits, start + same, start + length, count - same)
