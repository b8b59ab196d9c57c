"""What other compiled modules may see of rows, and what they share."""

from cpython.mem cimport PyMem_RawRealloc
from libc.stdint cimport int64_t, uint8_t

from arnorm._core.byte_buffer cimport Bytes, drop_bytes, no_bytes
from arnorm._core.column_loops cimport Outcome
from arnorm._core.compiled_arrow cimport Data
from arnorm._core.rows cimport Keys, Strings


cdef class Rows:
    cdef readonly Data data
    cdef Data _values           # what the strings lie in
    cdef Strings _strings
    cdef Keys _keys
    cdef readonly int layout
    cdef readonly int64_t length
    cdef list cut_offsets(self, int64_t parts, int64_t least)
    cdef uint8_t* validity(self, int64_t* nulls) except? NULL
    cdef int check_part(self, int64_t start, int64_t end) except -1
    cdef object failed(self, Outcome outcome, int64_t row, Py_ssize_t position, int64_t before)


cdef int widen(Bytes* place, Py_ssize_t size) except -1


cdef inline list listed(object parts):
    """Return parts as a list; one is not copied, because CPython 3.11 leaks where that fails."""
    return parts if type(parts) is list else list(parts)


cdef inline int64_t next_row(Rows rows, Rows own, int64_t row, int64_t first, int64_t length) except -1:
    """Return where the next part begins, after looking whether this one follows the one before."""
    if own is not rows or first != row:
        raise ValueError("the parts are not those of these rows, in their order and with none left out")
    return row + length


cdef inline void* handed(Bytes* place) noexcept nogil:
    """Return the memory of bytes, no larger than they are, which then are nobody's."""
    cdef void* data = place.data
    if data != NULL and place.room - place.length > place.length // 8:
        data = PyMem_RawRealloc(data, place.length + 1)
        if data == NULL:
            data = place.data
    place[0] = no_bytes()
    return data
