"""All stages on UTF-8 by way of the shortcut: no Python objects, no GIL.

A part of the text after the other is decoded, to 16 bits if it can be, goes through ``tiles``, and is encoded again.
"""

from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t
from libc.string cimport memchr

from cpython.mem cimport PyMem_RawFree

from arnorm._core.byte_buffer cimport Bytes, append_bytes, no_bytes, reserve_bytes
from arnorm._core.chunks cimport SPARE, Plan
from arnorm._core.text_buffer cimport drop
from arnorm._core.tiles cimport CHANGES, GROWS, NO_MEMORY, WIDENS, Course, Halt, begin, give_place, run_tiles
from arnorm._core.transcode cimport decode_all, decode_words, encode_all, encode_words
from arnorm._core.utf8 cimport Errors

cdef enum:
    PART = 1 << 14              # bytes behind which text is cut as soon as it can be


cdef struct Part:
    Bytes points                # the code points of the source, and what becomes of them
    Bytes target
    int width                   # of the result
    const void* result
    Py_ssize_t size             # of it, in code points


cdef inline Py_ssize_t part_behind(
    int32_t cut, const uint8_t* source, Py_ssize_t start, Py_ssize_t length
) noexcept nogil:
    """Return where the part from ``start`` on ends."""
    cdef const void* found = NULL
    if 0 <= cut < 0x80 and length - start > PART:
        found = memchr(source + start + PART, cut, length - start - PART)
    return length if found == NULL else <const uint8_t*>found - source + 1


cdef inline bint has_place(Part* part, Py_ssize_t size, Py_ssize_t room, int width) noexcept nogil:
    """Make room for code points of which ``size`` are there; return False where memory runs out."""
    part.target.length = size * width
    return reserve_bytes(&part.target, (room - size) * width)


cdef inline int run_points(const Plan* plan, Part* part, int kind, Py_ssize_t count) noexcept nogil:
    """Take a decoded part through the stages; return 1 if it may differ, 0 if not, 2 if it fits no 16 bits, or -1."""
    cdef int width = 2 if kind == 2 and plan.map.ceilings[2] < 0x10000 else 4, status = -1
    cdef Py_ssize_t room
    cdef Course course
    cdef Halt halt
    begin(&course, kind, part.points.data, count)
    while True:
        halt = run_tiles(plan, &course)
        if halt == CHANGES:
            room = count + SPARE
            if not has_place(part, 0, room, width):
                break
            give_place(&course, width, <char*>part.target.data, room, 0xFFFF if width == 2 else 0x10FFFF)
        elif halt == GROWS:
            room = max(course.more, course.room + course.room // 8) + SPARE
            if not has_place(part, course.size, room, width):
                break
            course.target, course.room = <char*>part.target.data, room
        else:
            status = -1 if halt == NO_MEMORY else 2 if halt == WIDENS else course.target != NULL
            break
    part.width, part.result, part.size = width, course.target, course.size
    if course.target == NULL:
        part.width, part.result, part.size = kind, part.points.data, count
    drop(&course.chunk)
    drop(&course.other)
    return status


cdef inline int run_part(
    const Plan* plan, Part* part, const uint8_t* source, Py_ssize_t length, Errors errors, Py_ssize_t* invalid
) noexcept nogil:
    """Take a part through the stages; return 1 if it may differ, 0 if not, -1 where memory runs out."""
    cdef Py_ssize_t count
    cdef bint replaced = False
    cdef int status = 2
    part.points.length = 0
    if not reserve_bytes(&part.points, length * sizeof(uint32_t)):
        return -1
    count = decode_words(source, length, <uint16_t*>part.points.data, errors, &replaced, invalid)
    if count >= 0 and invalid[0] < 0:
        status = run_points(plan, part, 2, count)
    if status == 2 and invalid[0] < 0:
        count = decode_all(source, length, <uint32_t*>part.points.data, errors, &replaced, invalid)
        if invalid[0] < 0:
            status = run_points(plan, part, 4, count)
    return status | replaced if status >= 0 else status


cdef inline bint append_part(Bytes* result, const Part* part) noexcept nogil:
    """Add the result of a part; return False where memory runs out."""
    if not reserve_bytes(result, part.size * (3 if part.width == 2 else 4)):
        return False
    if part.width == 2:
        result.length += encode_words(<const uint16_t*>part.result, part.size, result.data + result.length)
    else:
        result.length += encode_all(<const uint32_t*>part.result, part.size, result.data + result.length)
    return True


cdef inline int run_tiled_utf8(
    const Plan* plan, const uint8_t* source, Py_ssize_t length, Errors errors, Bytes* result, Py_ssize_t* invalid
) noexcept nogil:
    """Write the result; return 1 if it may differ, 0 if not (then it is incomplete), -1 without memory.

    ``invalid`` is set to the position of the first ill-formed bytes if they are an error.
    """
    cdef Part part
    cdef Py_ssize_t start = 0, end
    cdef int status = 0, changed = 0
    part.points, part.target = no_bytes(), no_bytes()
    while start < length and status >= 0:
        end = part_behind(plan.cut, source, start, length)
        status = run_part(plan, &part, source + start, end - start, errors, invalid)
        if invalid[0] >= 0:
            invalid[0] += start
            break
        if status > 0 and not changed:
            changed = 1
            if not (reserve_bytes(result, length) and append_bytes(result, source, start)):
                status = -1
        if status > 0:
            if not append_part(result, &part):
                status = -1
        elif status == 0 and changed and not append_bytes(result, source + start, end - start):
            status = -1
        start = end
    PyMem_RawFree(part.points.data)
    PyMem_RawFree(part.target.data)
    return status if status < 0 else changed
