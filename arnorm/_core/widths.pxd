"""The storage of a str: one, two or four bytes for each code point, as few as the largest of them needs."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.string cimport memcpy

ctypedef fused unit:
    uint8_t
    uint16_t
    uint32_t

ctypedef fused target_unit:
    uint8_t
    uint16_t
    uint32_t


cdef inline int width_of(uint32_t bound) noexcept nogil:
    """Return the bytes of a code point in text without any above ``bound``."""
    return 1 if bound < 0x100 else 2 if bound < 0x10000 else 4


cdef inline uint32_t largest_like(uint32_t bound) noexcept nogil:
    """Return the largest code point that text without any above ``bound`` is stored for."""
    return 0x7F if bound < 0x80 else 0xFF if bound < 0x100 else 0xFFFF if bound < 0x10000 else 0x10FFFF


cdef inline bint needs_width(int width, uint32_t seen, uint32_t ceiling) noexcept nogil:
    """Return whether text stored for code points up to ``ceiling`` fits nothing narrower; ``seen`` has its bits."""
    return seen >= 0x10000 if width == 4 else seen >= 0x100 if width == 2 else ceiling < 0x80 or seen >= 0x80


cdef inline uint32_t point_at(int width, const void* text, Py_ssize_t i) noexcept nogil:
    if width == 1:
        return (<const uint8_t*>text)[i]
    if width == 2:
        return (<const uint16_t*>text)[i]
    return (<const uint32_t*>text)[i]


cdef inline void put_point(int width, void* text, Py_ssize_t i, uint32_t c) noexcept nogil:
    if width == 1:
        (<uint8_t*>text)[i] = <uint8_t>c
    elif width == 2:
        (<uint16_t*>text)[i] = <uint16_t>c
    else:
        (<uint32_t*>text)[i] = c


cdef inline void copy_units(const unit* source, Py_ssize_t length, target_unit* target) noexcept nogil:
    cdef Py_ssize_t i
    for i in range(length):
        target[i] = <target_unit>source[i]


cdef inline void copy_from(const unit* source, Py_ssize_t length, int width, void* target) noexcept nogil:
    if width == 1:
        copy_units(source, length, <uint8_t*>target)
    elif width == 2:
        copy_units(source, length, <uint16_t*>target)
    else:
        copy_units(source, length, <uint32_t*>target)


cdef inline void copy_points(
    int width, const void* source, Py_ssize_t length, int other, void* target
) noexcept nogil:
    """Copy code points to memory of ``other`` bytes for each, into which they fit."""
    if width == other:
        memcpy(target, source, length * width)
    elif width == 1:
        copy_from(<const uint8_t*>source, length, other, target)
    elif width == 2:
        copy_from(<const uint16_t*>source, length, other, target)
    else:
        copy_from(<const uint32_t*>source, length, other, target)
