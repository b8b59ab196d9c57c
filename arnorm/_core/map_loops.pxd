"""The loops of a map stage, over the tables that ``plan`` describes: no Python objects, no GIL."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

from arnorm._core.utf8 cimport KEEP_INVALID, STRICT, Errors, decode
from arnorm._core.widths cimport target_unit, unit

cdef enum:
    KEEP = 1 << 24              # plan.KEEP, plan.MANY, the mask of an operand, plan.GUARD, plan.DIRECT
    MANY = 2 << 24
    OPERAND = 0xFFFFFF
    GUARD = 3 << 24
    DIRECT = 0x800

cdef extern from "simd/dispatch.h" nogil:
    ctypedef struct Window "arnorm_window":
        pass

    ctypedef struct Windows "arnorm_windows":
        uint64_t size
        Window tables[1]

    ctypedef struct Map "arnorm_map":
        const uint16_t* index
        const uint32_t* entries
        const uint32_t* pool
        uint32_t ceilings[4]
        const Windows* windows

    ctypedef struct Quiet "arnorm_quiet":
        uint8_t key
        uint8_t bound
        uint16_t first
        uint16_t span
        uint16_t least
        uint8_t equal

    ctypedef struct Loops "arnorm_loops":
        const char* name
        Py_ssize_t same_1(const Map* map, const uint8_t* source, Py_ssize_t length) noexcept nogil
        Py_ssize_t same_2(const Map* map, const uint16_t* source, Py_ssize_t length) noexcept nogil
        Py_ssize_t same_4(const Map* map, const uint32_t* source, Py_ssize_t length) noexcept nogil
        Py_ssize_t write_1(
            const Map* map, const uint8_t* source, Py_ssize_t length, uint8_t* target, Py_ssize_t* written,
            uint32_t* seen
        ) noexcept nogil
        Py_ssize_t write_2(
            const Map* map, const uint16_t* source, Py_ssize_t length, uint16_t* target, Py_ssize_t* written,
            uint32_t* seen
        ) noexcept nogil
        Py_ssize_t write_4(
            const Map* map, const uint32_t* source, Py_ssize_t length, uint32_t* target, Py_ssize_t* written,
            uint32_t* seen
        ) noexcept nogil
        Py_ssize_t same_utf8(const Map* map, const uint8_t* source, Py_ssize_t length) noexcept nogil
        Py_ssize_t write_utf8(
            const Map* map, const uint8_t* source, Py_ssize_t length, uint8_t* target, Py_ssize_t room,
            Py_ssize_t* written
        ) noexcept nogil
        Py_ssize_t decode_2(
            const uint8_t* source, Py_ssize_t length, uint16_t* target, Py_ssize_t* written
        ) noexcept nogil
        Py_ssize_t encode_2(
            const uint16_t* source, Py_ssize_t length, uint8_t* target, Py_ssize_t* written
        ) noexcept nogil
        Py_ssize_t loud_1(const uint8_t* text, Py_ssize_t length, const Quiet* quiet) noexcept nogil
        Py_ssize_t loud_2(const uint16_t* text, Py_ssize_t length, const Quiet* quiet) noexcept nogil
        Py_ssize_t loud_4(const uint32_t* text, Py_ssize_t length, const Quiet* quiet) noexcept nogil
        bint kept_1(
            const Map* map, const uint8_t* source, Py_ssize_t length, uint64_t* bits, uint64_t* several
        ) noexcept nogil
        bint kept_2(
            const Map* map, const uint16_t* source, Py_ssize_t length, uint64_t* bits, uint64_t* several
        ) noexcept nogil
        bint kept_4(
            const Map* map, const uint32_t* source, Py_ssize_t length, uint64_t* bits, uint64_t* several
        ) noexcept nogil
        void changes(const Map* map, const uint32_t* source, Py_ssize_t length, uint64_t* bits) noexcept nogil

    const Loops* loops "arnorm_chosen"
    bint choose "arnorm_choose"(const char* name)
    size_t ALIGNMENT "ARNORM_ALIGNMENT"
    void number_windows "arnorm_number_windows"(const Map* map, Windows* windows)
    void fill_windows "arnorm_fill_windows"(const Map* map, Windows* windows)
    void fill_utf8 "arnorm_fill_utf8"(const Map* map, Windows* windows)
    uint32_t entry_of "arnorm_entry"(const Map* map, uint32_t c)
    Py_ssize_t put_utf8 "arnorm_put"(
        const Map* map, uint32_t c, uint32_t entry, Py_ssize_t size, uint8_t* target, Py_ssize_t spare
    )


cdef inline uint32_t ceiling_for(const Map* table, int width, bint ascii) noexcept nogil:
    """Return a bound on the code points of a result, by how its source is stored."""
    if width == 1:
        return table.ceilings[0 if ascii else 1]
    return table.ceilings[2 if width == 2 else 3]


cdef inline Py_ssize_t first_change(const Map* table, const unit* source, Py_ssize_t length) noexcept nogil:
    """Return the position of the first code point that the table changes, ``length`` if it changes none."""
    if unit is uint8_t:
        return loops.same_1(table, source, length)
    elif unit is uint16_t:
        return loops.same_2(table, source, length)
    else:
        return loops.same_4(table, source, length)


cdef inline Py_ssize_t growth(const Map* table, const unit* source, Py_ssize_t length) noexcept nogil:
    """Return how many code points more than the source has may be needed at any place while it is written."""
    cdef Py_ssize_t i, more = 0
    cdef uint32_t entry
    for i in range(length):
        entry = entry_of(table, source[i])
        if MANY <= entry < GUARD:
            more += <Py_ssize_t>table.pool[entry & OPERAND] - 1
    return more


cdef inline Py_ssize_t write_simple(
    const Map* table, const unit* source, Py_ssize_t length, target_unit* target, Py_ssize_t* written, uint32_t* seen
) noexcept nogil:
    """Write the result of code points at the start, up to the first that needs care; return how many."""
    cdef Py_ssize_t i = 0, j = 0
    cdef uint32_t entry
    if unit is uint8_t and target_unit is uint8_t:
        return loops.write_1(table, source, length, target, written, seen)
    elif unit is uint16_t and target_unit is uint16_t:
        return loops.write_2(table, source, length, target, written, seen)
    elif unit is uint32_t and target_unit is uint32_t:
        return loops.write_4(table, source, length, target, written, seen)
    else:
        while i < length:
            entry = entry_of(table, source[i])
            if entry >= MANY:
                break
            target[j] = <target_unit>((source[i] ^ entry) & OPERAND)
            seen[0] |= target[j] & (0 - (entry >> 24))
            j += entry >> 24
            i += 1
        written[0] = j
        return i


cdef inline Py_ssize_t write(
    const Map* table, const unit* source, Py_ssize_t length, target_unit* target, Py_ssize_t room,
    Py_ssize_t* read, uint32_t* seen
) noexcept nogil:
    """Write the result and return how many code points it has, as ``~count`` up to a guarded code point if one is met.

    ``room`` is how many places there are, at least ``length``, and all may be overwritten. ``read`` is set to how much
    of the source was read: all of it, unless a replacement of several code points would have left no room for the rest,
    or a guarded code point stands there.
    ``seen`` gets the bits of all that is written.
    """
    cdef Py_ssize_t i = 0, j = 0, k, count, written
    cdef uint32_t entry
    cdef const uint32_t* replacement
    while True:
        i += write_simple(table, source + i, length - i, target + j, &written, seen)
        j += written
        read[0] = i
        if i == length:
            return j
        entry = entry_of(table, source[i])
        if entry >= GUARD:
            return ~j
        replacement = table.pool + (entry & OPERAND)
        count = replacement[0]
        if count > room - j - (length - i - 1):
            return j
        for k in range(count):
            target[j + k] = <target_unit>replacement[k + 1]
            seen[0] |= replacement[k + 1]
        j += count
        i += 1


cdef inline Py_ssize_t first_change_in(
    const Map* table, int kind, const void* source, Py_ssize_t length
) noexcept nogil:
    if kind == 1:
        return first_change(table, <const uint8_t*>source, length)
    if kind == 2:
        return first_change(table, <const uint16_t*>source, length)
    return first_change(table, <const uint32_t*>source, length)


cdef inline Py_ssize_t growth_in(const Map* table, int kind, const void* source, Py_ssize_t length) noexcept nogil:
    if kind == 1:
        return growth(table, <const uint8_t*>source, length)
    if kind == 2:
        return growth(table, <const uint16_t*>source, length)
    return growth(table, <const uint32_t*>source, length)


cdef inline Py_ssize_t write_in(
    const Map* table, int kind, const void* source, Py_ssize_t length,
    int wider, void* target, Py_ssize_t room, Py_ssize_t* read, uint32_t* seen
) noexcept nogil:
    """Write a result of width ``wider``, which is at least the width ``kind`` of its source."""
    if kind == 1:
        if wider == 1:
            return write(table, <const uint8_t*>source, length, <uint8_t*>target, room, read, seen)
        if wider == 2:
            return write(table, <const uint8_t*>source, length, <uint16_t*>target, room, read, seen)
        return write(table, <const uint8_t*>source, length, <uint32_t*>target, room, read, seen)
    if kind == 2:
        if wider == 2:
            return write(table, <const uint16_t*>source, length, <uint16_t*>target, room, read, seen)
        return write(table, <const uint16_t*>source, length, <uint32_t*>target, room, read, seen)
    return write(table, <const uint32_t*>source, length, <uint32_t*>target, room, read, seen)


cdef inline Py_ssize_t first_loud_in(int kind, const void* text, Py_ssize_t length, const Quiet* quiet) noexcept nogil:
    """Return the first place that makes text other than quiet, ``length`` if there is none but the edges."""
    if kind == 1:
        return loops.loud_1(<const uint8_t*>text, length, quiet)
    if kind == 2:
        return loops.loud_2(<const uint16_t*>text, length, quiet)
    return loops.loud_4(<const uint32_t*>text, length, quiet)


cdef inline Py_ssize_t first_change_utf8(
    const Map* table, const uint8_t* source, Py_ssize_t length, Errors errors
) noexcept nogil:
    """Return the position of the first code point that changes, or of the first ill-formed bytes that are not kept.

    It is ``length`` if all stays as it is. Positions count bytes.
    """
    cdef Py_ssize_t i = 0, size
    cdef uint32_t c = 0
    while True:
        i += loops.same_utf8(table, source + i, length - i)
        if i == length or errors != KEEP_INVALID:
            return i
        size = decode(source + i, length - i, &c)
        if size > 0:
            return i
        i -= size


cdef inline Py_ssize_t write_utf8(
    const Map* table, const uint8_t* source, Py_ssize_t length, uint8_t* target, Py_ssize_t room, Errors errors,
    Py_ssize_t* read, Py_ssize_t* invalid
) noexcept nogil:
    """Write the result and return its size in bytes, -1 as soon as a guarded code point is met.

    ``room`` is how many bytes ``target`` has, at least ``length``, and all may be overwritten. ``read`` is set to how
    many bytes of the source were read: all of them, unless a replacement would have left no room for the rest. Then
    the caller finds more room, at least a half more so that long text takes linear time, and calls again with the rest
    of the source and the rest of the room behind what was written; a call that reads nothing needs still more room.

    ``invalid`` is set to the position of the first ill-formed bytes if they are an error, else it is left alone. It
    counts from ``source`` as it was given. A short text, a row of a column, takes one call and no memory of its own.
    """
    cdef Py_ssize_t i = 0, j = 0, size, written
    cdef uint32_t c = 0
    while True:
        i += loops.write_utf8(table, source + i, length - i, target + j, room - j, &written)
        j += written
        read[0] = i
        if i == length:
            return j
        size = decode(source + i, length - i, &c)
        if size < 0:
            if errors == STRICT:
                invalid[0] = i
                return j
            size = -size
            if errors == KEEP_INVALID:
                memcpy(target + j, source + i, size)
                i += size
                j += size
                continue
            c = 0xFFFD
            written = put_utf8(table, c, entry_of(table, c), size, target + j, room - j - (length - i))
            if written >= 0:
                i += size
                j += written
                continue
        return -1 if entry_of(table, c) >= GUARD else j
