"""Text in memory that grows: what stages read and write that change more than single code points."""

from cpython.mem cimport PyMem_RawFree, PyMem_RawRealloc
from libc.stdint cimport uint32_t
from libc.string cimport memcpy

cdef extern from *:
    """
    #if defined(__linux__)
    #include <sys/mman.h>
    #endif
    static inline void arnorm_advise(void *memory, size_t size)
    {
    #if defined(__linux__) && defined(MADV_HUGEPAGE)
        const size_t page = 4096, skipped = page - (uintptr_t)memory % page;
        if (size >= (size_t)1 << 21)
            (void)madvise((char *)memory + skipped, size - skipped, MADV_HUGEPAGE);
    #else
        (void)memory;
        (void)size;
    #endif
    }
    """
    # Ask for large pages behind much new memory: the first touch of each page costs more than what is written there.
    void advise "arnorm_advise"(void* memory, size_t size) noexcept nogil


cdef enum:
    SMALL = 512                 # code points or bytes up to which a result is built on the stack
    SLACK = 64                  # those by which a short result may outgrow its source
    LONG = 1 << 14              # those from which a loop gives up the GIL


cdef struct Text:
    uint32_t* points
    Py_ssize_t length
    Py_ssize_t room


cdef inline void drop(Text* text) noexcept nogil:
    PyMem_RawFree(text.points)
    text.points, text.length, text.room = NULL, 0, 0


cdef inline bint reserve(Text* text, Py_ssize_t more) noexcept nogil:
    """Make room for ``more`` code points behind those that are there; return False where memory runs out."""
    cdef Py_ssize_t room
    cdef uint32_t* points
    if text.points != NULL and text.room - text.length >= more:
        return True
    room = max(text.length + more, text.room + text.room // 2)
    points = <uint32_t*>PyMem_RawRealloc(text.points, (room + 1) * sizeof(uint32_t))
    if points == NULL:
        return False
    advise(points, (room + 1) * sizeof(uint32_t))
    text.points, text.room = points, room
    return True


cdef inline bint append(Text* text, const uint32_t* points, Py_ssize_t count) noexcept nogil:
    """Add ``count`` code points; return False where memory runs out."""
    if not reserve(text, count):
        return False
    if count:
        memcpy(text.points + text.length, points, count * sizeof(uint32_t))
    text.length += count
    return True
