"""The loops of ``scan_loops`` over UTF-8: spans are in bytes, and what is not well-formed is an error or read as one.

Nearly all text is made of code points of one or two bytes. ``roles`` has what these are at the number that two bytes
make, whatever they are; it has 0 where no such code point begins. So the bits of 64 bytes, whether they belong to code
points that stay, are found without a look at where those begin.
"""

from libc.stdint cimport uint8_t, uint32_t, uint64_t

from arnorm._core.scan_loops cimport (
    DROPPED, ENTER, GAP, LEAVE, LONG, STAY, Plain, Scan, Stays, class_of, lasts_of, lowest_bit, offset, put_token,
    roles_of,
)
from arnorm._core.utf8 cimport KEEP_INVALID, STRICT, Errors, continues, decode

cdef extern from *:
    """
    static inline uint32_t arnorm_pair(const uint8_t* bytes) {
    #if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        uint16_t pair;
        memcpy(&pair, bytes, 2);
        return pair;
    #else
        return bytes[0] | (uint32_t)bytes[1] << 8;
    #endif
    }
    """
    uint32_t pair_number "arnorm_pair"(const uint8_t* bytes) noexcept nogil

cdef enum RoleOfBytes:
    STAYS = 1
    STAYS_TWO = 2               # and so does the second byte
    ENTERS = 4
    LEAVES = 8
    GAPS = 16
    TWO = 32
    PAIRS = 1 << 16


cdef inline Py_ssize_t read_point(
    const uint8_t* data, Py_ssize_t left, Errors errors, uint32_t* c
) noexcept nogil:
    """Read a code point, as `decode_all` does, and return its size in bytes; 0 for an error under STRICT."""
    cdef Py_ssize_t size = decode(data, left, c)
    if size > 0:
        return size
    if errors == STRICT:
        return 0
    if errors == KEEP_INVALID:
        c[0] = 0xDC00 + data[0]
        return 1
    c[0] = 0xFFFD
    return -size


cdef inline Py_ssize_t past_points(
    const uint8_t* data, Py_ssize_t length, Py_ssize_t i, Py_ssize_t count, Errors errors
) noexcept nogil:
    """Return the position ``count`` code points behind ``i``."""
    cdef uint32_t c
    while count > 0:
        i += read_point(data + i, length - i, errors, &c)
        count -= 1
    return i


cdef inline uint8_t longest_match_utf8(
    const Scan* table, const uint8_t* data, Py_ssize_t length, Errors errors, uint32_t front,
    Py_ssize_t* position, Py_ssize_t* invalid,
) noexcept nogil:
    """Move ``position`` past the longest match and return its kind, or past one code point: ``DROPPED``.

    ``front`` is the class of what stands in front.
    """
    cdef Py_ssize_t i = position[0], end = -1, size = 0, points = 0, count = 0
    cdef uint32_t row = table.starts[front] if table.starts != NULL else table.start, accepted = 0, ended, c
    while i < length:
        size = read_point(data + i, length - i, errors, &c)
        if size == 0:
            invalid[0] = i
            return DROPPED
        row = table.transitions[row + class_of(table, c)]
        i += size
        points += 1
        if end < 0:
            end = i
        if row >= table.accept_from:
            accepted = row
            end = i
            count = points
        elif row == 0:
            break
    if row != 0:
        row = table.transitions[row + table.edge]
        if row >= table.accept_from:
            accepted = row
            count = points + 1
    if accepted == 0:
        position[0] = end
        return DROPPED
    ended = table.transitions[accepted + table.width - 1]
    if ended < 0x100:
        position[0] = end
    else:
        position[0] = past_points(data, length, position[0], count - (ended >> 8), errors)
    return <uint8_t>ended


cdef inline uint8_t as_bytes(uint8_t role, bint two) noexcept nogil:
    """Return the role of a code point of one or two bytes, as ``roles`` has it."""
    return (
        (STAYS if role & STAY else 0) | (STAYS_TWO if role & STAY and two else 0) | (ENTERS if role & ENTER else 0)
        | (LEAVES if role & LEAVE else 0) | (GAPS if role & GAP else 0) | (TWO if two else 0)
    )


cdef inline void fill_roles_of_bytes(const Plain* plain, uint8_t* roles) noexcept nogil:
    """Write the ``PAIRS`` of ``roles``."""
    cdef uint32_t first, second
    for second in range(0x100):
        for first in range(0x80):
            roles[second << 8 | first] = as_bytes(plain.direct[first], False)
        for first in range(0x80, 0x100):
            roles[second << 8 | first] = 0
            if 0xC2 <= first <= 0xDF and continues(<uint8_t>second):
                roles[second << 8 | first] = as_bytes(plain.direct[(first & 0x1F) << 6 | (second & 0x3F)], True)


cdef inline uint8_t roles_at(const uint8_t* roles, const uint8_t* data, Py_ssize_t length, Py_ssize_t i) noexcept nogil:
    """Return the roles at a position of the text."""
    return roles[pair_number(data + i) if i + 1 < length else data[i]]


cdef inline uint64_t stays_at(
    const uint8_t* roles, const uint8_t* data, Py_ssize_t length, Py_ssize_t start, uint32_t* carried
) noexcept nogil:
    """Return which of the next 64 bytes belong to code points that stay; ``carried`` is whether the first does anyway.

    It becomes whether the one behind them does.
    """
    cdef uint64_t bits = carried[0]
    cdef uint32_t part = 0, role
    cdef Py_ssize_t i = 0, k
    if start + 64 < length:
        while i < 64:
            part = 0
            for k in range(16):
                part |= (roles[pair_number(data + start + i + k)] & (STAYS | STAYS_TWO)) << k
            bits |= <uint64_t>part << i
            i += 16
        carried[0] = part >> 16
        return bits
    for i in range(length - start):
        role = roles_at(roles, data, length, start + i)
        bits |= <uint64_t>(role & (STAYS | STAYS_TWO)) << i
    carried[0] = 0
    return bits


cdef inline Py_ssize_t end_of_stay_utf8(
    const uint8_t* roles, const uint8_t* data, Py_ssize_t length, Py_ssize_t i, Stays* stays, uint32_t* carried
) noexcept nogil:
    """Return where the first code point from ``i`` on begins that does not stay or has more than two bytes."""
    cdef uint64_t others
    while i < length:
        if i >= stays.start + 64:
            if i > stays.start + 64:
                carried[0] = 0
            stays.start = i
            stays.bits = stays_at(roles, data, length, i, carried)
        others = ~stays.bits >> (i - stays.start)
        if others:
            return min(i + lowest_bit(others), length)
        i = stays.start + 64
    return length


cdef inline uint32_t front_of(const Scan* table, const uint8_t* data, Py_ssize_t start, Errors errors) noexcept nogil:
    """Return the class of what stands in front of a position where a code point begins."""
    cdef Py_ssize_t i = start - 1
    cdef uint32_t c = 0
    if start == 0:
        return table.edge
    while i > 0 and start - i < 4 and continues(data[i]):
        i -= 1
    if decode(data + i, start - i, &c) == start - i:
        return class_of(table, c)
    return class_of(table, 0xDC00 + data[start - 1] if errors == KEEP_INVALID else 0xFFFD)


cdef inline size_t pair_at(const Scan* table, const uint8_t* data, Py_ssize_t length, Py_ssize_t i) noexcept nogil:
    """Return the place of the next two code points in ``firsts`` and ``lasts``; 0 where no two well-formed ones stand.

    That place is one of the first class twice: what it says is not asked, which costs time and is never wrong.
    """
    cdef uint32_t first = 0, second = 0
    cdef Py_ssize_t size = decode(data + i, length - i, &first)
    if size <= 0 or i + size >= length or decode(data + i + size, length - i - size, &second) <= 0:
        return 0
    return <size_t>class_of(table, first) * table.width + class_of(table, second)


cdef inline bint is_long(const uint8_t* data, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """Return whether a part of a text has ``LONG`` code points or more."""
    cdef Py_ssize_t i, count = 0
    for i in range(start, end):
        count += not continues(data[i])
    return count >= LONG


cdef inline Py_ssize_t find_tokens_utf8(
    const Scan* table, const Plain* plain, const uint8_t* roles, const uint8_t* data, Py_ssize_t length, Errors errors,
    Py_ssize_t* position, Py_ssize_t* invalid, offset* spans, uint8_t* kinds, Py_ssize_t room,
) noexcept nogil:
    """Write the start, end and kind (from 0) of up to ``room`` tokens from ``position`` on; return how many.

    ``invalid`` becomes the position of bytes that are not well-formed, if they are an error.
    """
    cdef Py_ssize_t count = 0, start = position[0], end, size
    cdef uint32_t c = 0
    cdef uint32_t carried = 0
    cdef uint8_t role, kind
    cdef size_t pair
    cdef Stays stays
    stays.start, stays.bits = start - 65, 0
    while count < room and start < length:
        role = roles_at(roles, data, length, start)
        if role & GAPS and start + 1 + (role & TWO != 0) < length:
            end = start + 1 + (role & TWO != 0)
            kind = roles_at(roles, data, length, end)
            if kind & ENTERS:
                start = end
                role = kind
        if role & ENTERS:
            end = end_of_stay_utf8(roles, data, length, start + 1 + (role & TWO != 0), &stays, &carried)
            while end < length and data[end] >= 0xE0:
                size = decode(data + end, length - end, &c)
                if size <= 0 or not roles_of(table, plain, c) & STAY:
                    break
                end = end_of_stay_utf8(roles, data, length, end + size, &stays, &carried)
            if end < length:
                if not roles_at(roles, data, length, end) & LEAVES:
                    pair = pair_at(table, data, length, end)
                    if not (pair and lasts_of(plain, is_long(data, start, end))[pair]):
                        end = length
                if end < length:
                    put_token(spans, kinds, count, start, end, plain.kind)
                    count += 1
                    start = end
                    continue
        else:
            pair = pair_at(table, data, length, start)
            kind = plain.firsts[pair] if pair else 0
            if kind != 0:
                end = start + decode(data + start, length - start, &c)
                if kind != DROPPED:
                    put_token(spans, kinds, count, start, end, kind)
                    count += 1
                start = end
                continue
        end = start
        kind = longest_match_utf8(
            table, data, length, errors, front_of(table, data, start, errors) if table.starts != NULL else 0, &end,
            invalid,
        )
        if invalid[0] >= 0:
            break
        if kind != DROPPED:
            put_token(spans, kinds, count, start, end, kind)
            count += 1
        start = end
    position[0] = start
    return count
