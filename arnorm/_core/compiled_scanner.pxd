"""What other compiled modules may see of the scanner."""

from libc.stdint cimport int64_t, uint8_t

from arnorm._core.scan_loops cimport Plain, Scan
from arnorm._core.utf8 cimport Errors
from arnorm._core.vectorcall cimport Called


cdef struct Source:
    int kind                    # bytes of a code point; 0 for UTF-8
    const void* data
    Py_ssize_t length
    bint final                  # of a str
    Errors errors               # of UTF-8
    Py_ssize_t position
    Py_ssize_t invalid


cdef struct Found:
    int64_t* spans              # of the tokens of a batch of texts
    Py_ssize_t count
    Py_ssize_t room
    Py_ssize_t* ends            # how many there are up to the end of each text


cdef class Scanner:
    cdef Called _called         # what a call of the instance calls
    cdef object _table          # owns the memory that _scan points into
    cdef tuple _words           # owns that of _plains
    cdef Scan _scan
    cdef Plain _plains[2]
    cdef bint _two              # whether they differ
    cdef uint8_t* _bytes        # of the first of them, for UTF-8
    cdef int open(self, Source* source, object text) except -1
    cdef Py_ssize_t find(self, Source* source, int width, void* spans, uint8_t* kinds, Py_ssize_t room) noexcept nogil
    cdef list strings(self, object text)
    cdef tuple packed(self, Source* source)
    cdef Py_ssize_t find_all(self, list texts, Py_ssize_t start, Py_ssize_t stop, Found* found) except -1
