"""UTF-8, one code point at a time (The Unicode Standard, section 3.9, tables 3-6 and 3-7)."""

from libc.stdint cimport uint8_t, uint32_t

cdef enum Errors:
    STRICT
    REPLACE
    KEEP_INVALID


cdef inline bint continues(uint8_t byte) noexcept nogil:
    return (byte & 0xC0) == 0x80


cdef inline Py_ssize_t decode(const uint8_t* source, Py_ssize_t left, uint32_t* c) noexcept nogil:
    """Read the code point at ``source`` into ``c`` and return its size in bytes.

    Where the bytes are not well-formed, return the negated size of their maximal subpart: what one U+FFFD stands for.
    """
    cdef uint8_t lead = source[0], lowest = 0x80, highest = 0xBF
    cdef Py_ssize_t size, k
    if lead < 0x80:
        c[0] = lead
        return 1
    if 0xC2 <= lead <= 0xDF:
        if left > 1 and continues(source[1]):
            c[0] = (<uint32_t>(lead & 0x1F) << 6) | (source[1] & 0x3F)
            return 2
        return -1
    if 0xE0 <= lead <= 0xEF:
        size = 3
        c[0] = lead & 0x0F
        if lead == 0xE0:
            lowest = 0xA0
        elif lead == 0xED:
            highest = 0x9F
    elif 0xF0 <= lead <= 0xF4:
        size = 4
        c[0] = lead & 0x07
        if lead == 0xF0:
            lowest = 0x90
        elif lead == 0xF4:
            highest = 0x8F
    else:
        return -1
    if left < 2 or not lowest <= source[1] <= highest:
        return -1
    c[0] = (c[0] << 6) | (source[1] & 0x3F)
    for k in range(2, size):
        if k >= left or not continues(source[k]):
            return -k
        c[0] = (c[0] << 6) | (source[k] & 0x3F)
    return size


cdef inline Py_ssize_t encode(uint32_t c, uint8_t* target) noexcept nogil:
    """Write ``c`` and return its size in bytes."""
    if c < 0x80:
        target[0] = <uint8_t>c
        return 1
    if c < 0x800:
        target[0] = <uint8_t>(0xC0 | (c >> 6))
        target[1] = <uint8_t>(0x80 | (c & 0x3F))
        return 2
    if c < 0x10000:
        target[0] = <uint8_t>(0xE0 | (c >> 12))
        target[1] = <uint8_t>(0x80 | ((c >> 6) & 0x3F))
        target[2] = <uint8_t>(0x80 | (c & 0x3F))
        return 3
    target[0] = <uint8_t>(0xF0 | (c >> 18))
    target[1] = <uint8_t>(0x80 | ((c >> 12) & 0x3F))
    target[2] = <uint8_t>(0x80 | ((c >> 6) & 0x3F))
    target[3] = <uint8_t>(0x80 | (c & 0x3F))
    return 4
