"""A bit for every code point of a text, in words of 64 bits: no Python objects, no GIL.

There is a word more than the code points fill, or one that they do not fill.
"""

from cpython.mem cimport PyMem_RawMalloc
from libc.stdint cimport uint32_t, uint64_t

from arnorm._core.map_loops cimport Map, loops
from arnorm._core.scan_loops cimport lowest_bit

cdef enum:
    STACKED = 64                # words for which no memory is asked


cdef inline uint64_t* find_changes(
    const Map* map, const uint32_t* text, Py_ssize_t length, uint64_t* stack
) noexcept nogil:
    """Return the bits of the code points that a map changes, in ``stack`` if they fit, else in memory; NULL without."""
    cdef uint64_t* bits = stack
    if length >> 6 >= STACKED:
        bits = <uint64_t*>PyMem_RawMalloc(((length >> 6) + 1) * sizeof(uint64_t))
    if bits != NULL:
        loops.changes(map, text, length, bits)
    return bits


cdef inline void set_bit(uint64_t* bits, Py_ssize_t i) noexcept nogil:
    bits[i >> 6] |= <uint64_t>1 << (i & 63)


cdef inline void clear_bit(uint64_t* bits, Py_ssize_t i) noexcept nogil:
    bits[i >> 6] &= ~(<uint64_t>1 << (i & 63))


cdef inline Py_ssize_t next_set(const uint64_t* bits, Py_ssize_t i, Py_ssize_t length) noexcept nogil:
    """Return the first position from ``i`` on whose bit is set, ``length`` if there is none."""
    cdef uint64_t word
    cdef Py_ssize_t k = i >> 6
    if i >= length:
        return length
    word = bits[k] >> (i & 63) << (i & 63)
    while word == 0:
        k += 1
        if k << 6 >= length:
            return length
        word = bits[k]
    return min(length, (k << 6) + lowest_bit(word))


cdef inline Py_ssize_t previous_set(const uint64_t* bits, Py_ssize_t i) noexcept nogil:
    """Return the last position up to ``i`` whose bit is set, -1 if there is none."""
    cdef uint64_t word
    while i >= 0:
        word = bits[i >> 6] << (63 - (i & 63))
        if word == 0:
            i = (i & ~<Py_ssize_t>63) - 1
            continue
        while word >> 63 == 0:
            word <<= 1
            i -= 1
        return i
    return -1
