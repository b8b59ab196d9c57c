"""What other compiled modules may see of arrays."""

from libc.stdint cimport int64_t

from arnorm._core.arrow cimport ArrowArray, Holder


cdef class Data:
    cdef Holder* holder
    cdef const ArrowArray* array        # in the holder
    cdef readonly int64_t length, offset, null_count
    cdef int check(self) except -1
    cdef Data sibling(self, const ArrowArray* array)
    cdef int export(self, ArrowArray* place) except -1


cdef Data data_of(ArrowArray* array)
