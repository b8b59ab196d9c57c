"""The loops of a map stage, over the tables that ``plan`` describes: no Python objects, no GIL."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.string cimport memcpy

from arnorm._core.utf8 cimport KEEP_INVALID, REPLACE, STRICT, Errors, decode, encode, encoded_size

cdef enum:
    KEEP = 1 << 24              # plan.KEEP, plan.MANY, the mask of an operand, plan.GUARD, plan.DIRECT
    MANY = 2 << 24
    OPERAND = 0xFFFFFF
    GUARD = 3 << 24
    DIRECT = 0x800

cdef extern from *:
    """
    #define ARNORM_UNBOUNDED PY_SSIZE_T_MAX
    """
    const Py_ssize_t UNBOUNDED "ARNORM_UNBOUNDED"

cdef extern from "simd/scalar.h" nogil:
    Py_ssize_t arnorm_same_1(const uint32_t* entries, const uint8_t* source, Py_ssize_t length)
    Py_ssize_t arnorm_same_2(const uint32_t* entries, const uint16_t* source, Py_ssize_t length)
    Py_ssize_t arnorm_same_4(const uint32_t* entries, const uint32_t* source, Py_ssize_t length)
    bint arnorm_quiet_1(const uint8_t* text, Py_ssize_t length, uint8_t key, uint8_t bound, bint equal)
    bint arnorm_quiet_2(const uint16_t* text, Py_ssize_t length, uint16_t key, uint16_t bound, bint equal)
    bint arnorm_apart_2(const uint16_t* text, Py_ssize_t length, uint16_t first, uint16_t span)
    bint arnorm_quiet_4(const uint32_t* text, Py_ssize_t length, uint32_t key, uint32_t bound, bint equal)
    bint arnorm_apart_4(const uint32_t* text, Py_ssize_t length, uint32_t first, uint32_t span)
    Py_ssize_t arnorm_measure_1(const uint32_t* entries, const uint8_t* source, Py_ssize_t length, Py_ssize_t* total)
    Py_ssize_t arnorm_measure_2(const uint32_t* entries, const uint16_t* source, Py_ssize_t length, Py_ssize_t* total)
    Py_ssize_t arnorm_measure_4(const uint32_t* entries, const uint32_t* source, Py_ssize_t length, Py_ssize_t* total)
    Py_ssize_t arnorm_write_1(
        const uint32_t* entries, const uint8_t* source, Py_ssize_t length, uint8_t* target, Py_ssize_t* written
    )
    Py_ssize_t arnorm_write_2(
        const uint32_t* entries, const uint16_t* source, Py_ssize_t length, uint16_t* target, Py_ssize_t* written
    )
    Py_ssize_t arnorm_write_4(
        const uint32_t* entries, const uint32_t* source, Py_ssize_t length, uint32_t* target, Py_ssize_t* written
    )

ctypedef fused unit:
    uint8_t
    uint16_t
    uint32_t

ctypedef fused target_unit:
    uint8_t
    uint16_t
    uint32_t


cdef struct Map:
    const uint16_t* index
    const uint32_t* entries
    const uint32_t* pool
    uint32_t ceilings[4]


cdef inline uint32_t entry_of(const Map* table, uint32_t c) noexcept nogil:
    if c < DIRECT:
        return table.entries[c]
    return table.entries[(<size_t>table.index[c >> 8] << 8) | (c & 0xFF)]


cdef inline Py_ssize_t same_eights(const Map* table, const unit* source, Py_ssize_t length) noexcept nogil:
    """Return how many code points at the start, in steps of eight, are surely unchanged."""
    if unit is uint8_t:
        return arnorm_same_1(table.entries, source, length)
    elif unit is uint16_t:
        return arnorm_same_2(table.entries, source, length)
    else:
        return arnorm_same_4(table.entries, source, length)


cdef inline Py_ssize_t measure_eights(
    const Map* table, const unit* source, Py_ssize_t length, Py_ssize_t* total
) noexcept nogil:
    """Count what code points at the start write, in steps of eight, up to those that need care; return how many."""
    if unit is uint8_t:
        return arnorm_measure_1(table.entries, source, length, total)
    elif unit is uint16_t:
        return arnorm_measure_2(table.entries, source, length, total)
    else:
        return arnorm_measure_4(table.entries, source, length, total)


cdef inline Py_ssize_t write_eights(
    const Map* table, const unit* source, Py_ssize_t length, target_unit* target, Py_ssize_t* written
) noexcept nogil:
    """Write the result of code points at the start, in steps of eight, up to those that need care; return how many."""
    if unit is uint8_t and target_unit is uint8_t:
        return arnorm_write_1(table.entries, source, length, target, written)
    elif unit is uint16_t and target_unit is uint16_t:
        return arnorm_write_2(table.entries, source, length, target, written)
    elif unit is uint32_t and target_unit is uint32_t:
        return arnorm_write_4(table.entries, source, length, target, written)
    else:
        written[0] = 0
        return 0


cdef inline Py_ssize_t first_change(const Map* table, const unit* source, Py_ssize_t length) noexcept nogil:
    """Return the position of the first code point that the table changes, ``length`` if it changes none."""
    cdef Py_ssize_t i = 0, stop
    while i < length:
        i += same_eights(table, source + i, length - i)
        stop = min(i + 8, length)
        while i < stop:
            if entry_of(table, source[i]) != KEEP:
                return i
            i += 1
    return length


cdef inline Py_ssize_t measure(const Map* table, const unit* source, Py_ssize_t length) noexcept nogil:
    """Return how many code points the result has, -1 if a guarded one stands in the text."""
    cdef Py_ssize_t i = 0, total = 0, part = 0, stop
    cdef uint32_t entry
    while i < length:
        i += measure_eights(table, source + i, length - i, &part)
        total += part
        stop = min(i + 8, length)
        while i < stop:
            entry = entry_of(table, source[i])
            if entry < MANY:
                total += entry >> 24
            elif entry >= GUARD:
                return -1
            else:
                total += table.pool[entry & OPERAND]
            i += 1
    return total


cdef inline Py_ssize_t write(
    const Map* table, const unit* source, Py_ssize_t length, target_unit* target, Py_ssize_t room, Py_ssize_t* read
) noexcept nogil:
    """Write the result and return how many code points it has; one more place than that may be overwritten.

    Return -1 as soon as a guarded code point is met.

    ``room`` is how many places there are, at least ``length``, or UNBOUNDED where they are known to be enough.
    ``read`` is set to how much of the source was read: all of it, unless a replacement of several code points would
    have left no room for the rest.
    """
    cdef Py_ssize_t i = 0, j = 0, k, count, stop, written
    cdef uint32_t entry
    cdef const uint32_t* replacement
    while i < length:
        i += write_eights(table, source + i, length - i, target + j, &written)
        j += written
        stop = min(i + 8, length)
        while i < stop:
            entry = entry_of(table, source[i])
            if entry < MANY:
                target[j] = <target_unit>((source[i] ^ entry) & OPERAND)
                j += entry >> 24
            elif entry >= GUARD:
                read[0] = i
                return -1
            else:
                replacement = table.pool + (entry & OPERAND)
                count = replacement[0]
                if count > room - j - (length - i - 1):
                    read[0] = i
                    return j
                for k in range(count):
                    target[j + k] = <target_unit>replacement[k + 1]
                j += count
            i += 1
    read[0] = i
    return j


cdef inline bint reaches(const unit* text, Py_ssize_t length, uint32_t bound) noexcept nogil:
    """Return whether any code point is at or above ``bound``, a power of two."""
    cdef Py_ssize_t i = 0, stop
    cdef uint32_t seen = 0
    while i < length:
        stop = min(i + 64, length)
        while i < stop:
            seen |= text[i]
            i += 1
        if seen >= bound:
            return True
    return False


cdef inline Py_ssize_t first_change_in(
    const Map* table, int kind, const void* source, Py_ssize_t length
) noexcept nogil:
    if kind == 1:
        return first_change(table, <const uint8_t*>source, length)
    if kind == 2:
        return first_change(table, <const uint16_t*>source, length)
    return first_change(table, <const uint32_t*>source, length)


cdef inline Py_ssize_t measure_in(const Map* table, int kind, const void* source, Py_ssize_t length) noexcept nogil:
    if kind == 1:
        return measure(table, <const uint8_t*>source, length)
    if kind == 2:
        return measure(table, <const uint16_t*>source, length)
    return measure(table, <const uint32_t*>source, length)


cdef inline Py_ssize_t write_in(
    const Map* table, int kind, const void* source, Py_ssize_t length,
    int wider, void* target, Py_ssize_t room, Py_ssize_t* read
) noexcept nogil:
    """Write a result of width ``wider``, which is at least the width ``kind`` of its source."""
    if kind == 1:
        if wider == 1:
            return write(table, <const uint8_t*>source, length, <uint8_t*>target, room, read)
        if wider == 2:
            return write(table, <const uint8_t*>source, length, <uint16_t*>target, room, read)
        return write(table, <const uint8_t*>source, length, <uint32_t*>target, room, read)
    if kind == 2:
        if wider == 2:
            return write(table, <const uint16_t*>source, length, <uint16_t*>target, room, read)
        return write(table, <const uint16_t*>source, length, <uint32_t*>target, room, read)
    return write(table, <const uint32_t*>source, length, <uint32_t*>target, room, read)


cdef struct Quiet:
    uint8_t key
    uint8_t bound
    uint16_t first
    uint16_t span
    bint equal


cdef inline bint is_quiet_in(int kind, const void* text, Py_ssize_t length, const Quiet* quiet) noexcept nogil:
    """Return whether text is quiet, as ``shortcut`` says."""
    if kind == 1:
        return arnorm_quiet_1(<const uint8_t*>text, length, quiet.key, quiet.bound, quiet.equal)
    if kind == 2:
        return arnorm_quiet_2(<const uint16_t*>text, length, quiet.key, quiet.bound, quiet.equal) and (
            quiet.span == 0 or arnorm_apart_2(<const uint16_t*>text, length, quiet.first, quiet.span)
        )
    return arnorm_quiet_4(<const uint32_t*>text, length, quiet.key, quiet.bound, quiet.equal) and (
        quiet.span == 0 or arnorm_apart_4(<const uint32_t*>text, length, quiet.first, quiet.span)
    )


cdef inline bint needs_width(int kind, const void* text, Py_ssize_t length, uint32_t ceiling) noexcept nogil:
    """Return whether a text stored for code points up to ``ceiling`` would fit nothing narrower."""
    if kind == 4:
        return reaches(<const uint32_t*>text, length, 0x10000)
    if kind == 2:
        return reaches(<const uint16_t*>text, length, 0x100)
    return ceiling < 0x80 or reaches(<const uint8_t*>text, length, 0x80)


cdef inline Py_ssize_t decode_short(const uint8_t* source, Py_ssize_t left, uint32_t* c) noexcept nogil:
    """Read a code point of one or two bytes, without a call; return 0 where it is longer or not well-formed."""
    cdef uint8_t lead = source[0]
    if lead < 0x80:
        c[0] = lead
        return 1
    if 0xC2 <= lead <= 0xDF and left > 1 and (source[1] & 0xC0) == 0x80:
        c[0] = (<uint32_t>(lead & 0x1F) << 6) | (source[1] & 0x3F)
        return 2
    return 0


cdef inline Py_ssize_t write_utf8(
    const Map* table, const uint8_t* source, Py_ssize_t length, uint8_t* target, Errors errors, Py_ssize_t* invalid
) noexcept nogil:
    """Write the result to ``target``, or only measure it where that is NULL; return its size in bytes.

    ``invalid`` is set to the position of the first ill-formed bytes if they are an error, else it is left alone.
    """
    cdef Py_ssize_t i = 0, j = 0, k, size
    cdef uint32_t c = 0, entry
    cdef const uint32_t* replacement
    while i < length:
        size = decode_short(source + i, length - i, &c)
        if size:
            entry = table.entries[c]
            if entry == KEEP:
                if target != NULL:
                    target[j] = source[i]
                    target[j + size - 1] = source[i + size - 1]
                i += size
                j += size
                continue
        else:
            size = decode(source + i, length - i, &c)
            if size < 0:
                if errors == STRICT:
                    invalid[0] = i
                    return j
                size = -size
                if errors == KEEP_INVALID:
                    if target != NULL:
                        memcpy(target + j, source + i, size)
                    i += size
                    j += size
                    continue
                c = 0xFFFD
            entry = entry_of(table, c)
        i += size
        if entry >= MANY:
            replacement = table.pool + (entry & OPERAND)
            for k in range(1, <Py_ssize_t>replacement[0] + 1):
                j += encoded_size(replacement[k]) if target == NULL else encode(replacement[k], target + j)
        elif entry >= KEEP:
            c ^= entry & OPERAND
            j += encoded_size(c) if target == NULL else encode(c, target + j)
    return j


cdef inline Py_ssize_t first_change_utf8(
    const Map* table, const uint8_t* source, Py_ssize_t length, Errors errors
) noexcept nogil:
    """Return the position of the first code point that is changed, or of the first bytes that need care."""
    cdef Py_ssize_t i = 0, size
    cdef uint32_t c = 0
    while i < length:
        size = decode_short(source + i, length - i, &c) or decode(source + i, length - i, &c)
        if size > 0:
            if entry_of(table, c) != KEEP:
                break
        elif errors == KEEP_INVALID:
            size = -size
        else:
            break
        i += size
    return i
