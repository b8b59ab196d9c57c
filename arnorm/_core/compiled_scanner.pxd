"""What other compiled modules may see of the scanner."""

from libc.stdint cimport uint8_t, uint32_t

from arnorm._core.scan_loops cimport Plain, Scan
from arnorm._core.utf8 cimport Errors


cdef struct Source:
    int kind                    # bytes of a code point; 0 for UTF-8
    const void* data
    Py_ssize_t length
    bint final                  # of a str
    Errors errors               # of UTF-8
    Py_ssize_t position
    uint32_t front              # of UTF-8: the class of what stands in front of the position
    Py_ssize_t invalid


cdef class Scanner:
    cdef object _table          # owns the memory that _scan points into
    cdef tuple _words           # owns that of _plains
    cdef Scan _scan
    cdef Plain _plains[2]
    cdef bint _two              # whether they differ
    cdef int open(self, Source* source, object text) except -1
    cdef Py_ssize_t find(self, Source* source, int width, void* spans, uint8_t* kinds, Py_ssize_t room) noexcept nogil
    cdef list strings(self, object text)
    cdef tuple packed(self, Source* source)
