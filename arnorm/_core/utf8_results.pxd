"""From UTF-8 to UTF-8, as bytes of Python."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_RawFree
from cpython.object cimport PyObject
from libc.stdint cimport uint8_t, uint16_t
from libc.string cimport memcpy

from arnorm._core.byte_buffer cimport Bytes, no_bytes
from arnorm._core.chunks cimport Plan, is_quiet, run_utf8
from arnorm._core.map_loops cimport Map, first_change_utf8, write_utf8
from arnorm._core.objects cimport bytes_at, let_go_if_any, new_bytes, resize_bytes
from arnorm._core.shorten cimport shorten_bytes
from arnorm._core.text_buffer cimport LONG, SLACK, SMALL
from arnorm._core.transcode cimport decode_words
from arnorm._core.utf8 cimport STRICT, Errors
from arnorm._core.utf8_tiles cimport run_tiled_utf8


cdef enum:
    AHEAD = 1 << 16             # bytes by which room is asked for ahead: more than a part of a text can need


cdef inline object map_utf8(const Map* table, bytes data, Errors errors, Py_ssize_t* invalid):
    """Return the result of one stage; ``data`` itself where nothing changed, None where a guarded code point stands.

    ``invalid`` is set to the position of the first ill-formed bytes if they are an error; then the result is None.
    """
    cdef const uint8_t* source = <const uint8_t*>PyBytes_AS_STRING(data)
    cdef Py_ssize_t length = PyBytes_GET_SIZE(data), start, read, written
    cdef uint8_t stack[SMALL + SLACK]
    if length < LONG:
        start = first_change_utf8(table, source, length, errors)
    else:
        with nogil:
            start = first_change_utf8(table, source, length, errors)
    if start == length:
        return data
    if length <= SMALL:
        memcpy(stack, source, start)
        written = write_utf8(
            table, source + start, length - start, stack + start, SMALL + SLACK - start, errors, &read, invalid
        )
        if invalid[0] >= 0:
            invalid[0] += start
            return None
        if written < 0:
            return None
        if start + read == length:
            return PyBytes_FromStringAndSize(<const char*>stack, start + written)
    return map_long_utf8(table, data, start, errors, invalid)


cdef inline object map_long_utf8(
    const Map* table, bytes data, Py_ssize_t start, Errors errors, Py_ssize_t* invalid
):
    """Write the result where it stays, and give back the memory that is left; nothing changes before ``start``."""
    cdef const uint8_t* source = <const uint8_t*>PyBytes_AS_STRING(data)
    cdef Py_ssize_t length = PyBytes_GET_SIZE(data), room = length + SLACK, size = start, read = start
    cdef Py_ssize_t written, more = 0
    cdef PyObject* result = new_bytes(NULL, room)
    cdef uint8_t* target = <uint8_t*>bytes_at(result)
    try:
        memcpy(target, source, start)
        while True:
            if length < LONG:
                written = write_utf8(
                    table, source + read, length - read, target + size, room - size, errors, &more, invalid
                )
            else:
                with nogil:
                    written = write_utf8(
                        table, source + read, length - read, target + size, room - size, errors, &more, invalid
                    )
            if invalid[0] >= 0:
                invalid[0] += read
                return None
            if written < 0:
                return None
            size += written
            read += more
            if read == length:
                break
            room += room // 2
            resize_bytes(&result, room)
            target = <uint8_t*>bytes_at(result)
        shorten_bytes(&result, size)
        return <object>result
    finally:
        let_go_if_any(result)


cdef inline bytes short_utf8(const Plan* plan, bytes data):
    """Return the result of a short text by the shortcut alone, None where that does not serve."""
    cdef const uint8_t* source = <const uint8_t*>PyBytes_AS_STRING(data)
    cdef Py_ssize_t length = PyBytes_GET_SIZE(data), size = length, invalid = -1, start, read, count
    cdef uint8_t stack[SMALL + SLACK]
    cdef uint16_t words[SMALL + SLACK]
    cdef bint replaced
    start = first_change_utf8(&plan.map, source, length, STRICT)
    if start < length:
        memcpy(stack, source, start)
        size = write_utf8(
            &plan.map, source + start, length - start, stack + start, SMALL + SLACK - start, STRICT, &read, &invalid
        )
        if size < 0 or invalid >= 0 or start + read < length:
            return None
        size += start
    count = decode_words(source if start == length else stack, size, words, STRICT, &replaced, &invalid)
    if count < 0 or not is_quiet(plan, 2, words, count):
        return None
    return data if start == length else PyBytes_FromStringAndSize(<const char*>stack, size)


cdef inline int run_any_utf8(
    const Plan* plan, const uint8_t* source, Py_ssize_t length, Errors errors, Bytes* result, Py_ssize_t* invalid
) noexcept nogil:
    if plan.shortcut and plan.quiets:
        return run_tiled_utf8(plan, source, length, errors, result, invalid)
    return run_utf8(plan, source, length, errors, result, invalid)


cdef inline int run_plan_utf8(
    const Plan* plan, bytes data, Errors errors, Bytes* result, Py_ssize_t* invalid
) noexcept:
    """Take bytes of Python through a plan; return what `run_any_utf8` does."""
    cdef const uint8_t* source = <const uint8_t*>PyBytes_AS_STRING(data)
    cdef Py_ssize_t length = PyBytes_GET_SIZE(data)
    cdef int status
    if length < LONG:
        return run_any_utf8(plan, source, length, errors, result, invalid)
    with nogil:
        status = run_any_utf8(plan, source, length, errors, result, invalid)
    return status


cdef inline bytes placed_utf8(const Plan* plan, bytes data, Errors errors, Py_ssize_t* invalid):
    """Write the result of a long text where it stays; return None where it has no place there, or is an error."""
    cdef Bytes result = no_bytes()
    cdef int status
    cdef PyObject* written
    result.room, result.lent = PyBytes_GET_SIZE(data) + PyBytes_GET_SIZE(data) // 16 + AHEAD, True
    written = new_bytes(NULL, result.room)
    result.data = <uint8_t*>bytes_at(written)
    try:
        status = run_plan_utf8(plan, data, errors, &result, invalid)
        if status < 0 or invalid[0] >= 0:
            return None
        if status == 0:
            return data
        shorten_bytes(&written, result.length)
        return <bytes><object>written
    finally:
        let_go_if_any(written)


cdef inline bytes planned_utf8(const Plan* plan, bytes data, Errors errors, Py_ssize_t* invalid):
    """The same for a plan."""
    cdef Bytes result = no_bytes()
    cdef int status
    if plan.shortcut and PyBytes_GET_SIZE(data) <= SMALL:
        short = short_utf8(plan, data)
        if short is not None:
            return short
    if 0 <= plan.cut < 0x80 and PyBytes_GET_SIZE(data) >= AHEAD:
        placed = placed_utf8(plan, data, errors, invalid)
        if placed is not None or invalid[0] >= 0:
            return placed
    try:
        status = run_plan_utf8(plan, data, errors, &result, invalid)
        if invalid[0] >= 0:
            return None
        if status < 0:
            raise MemoryError
        return PyBytes_FromStringAndSize(<const char*>result.data, result.length) if status else data
    finally:
        PyMem_RawFree(result.data)
