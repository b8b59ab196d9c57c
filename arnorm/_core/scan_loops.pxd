"""The loops of a token automaton, over the tables that ``automaton`` and ``plain`` describe: no Python objects, no GIL.

A scan of a part of a text, which is not ``final``, stops before the first match that may be longer in the whole.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from arnorm._core.widths cimport point_at, unit

cdef extern from *:
    """
    #include <stdint.h>
    #if defined(_MSC_VER)
    #include <intrin.h>
    static inline int arnorm_lowest_bit(uint64_t bits) {
        unsigned long place;
        if (_BitScanForward(&place, (uint32_t)bits)) return (int)place;
        _BitScanForward(&place, (uint32_t)(bits >> 32));
        return (int)place + 32;
    }
    #else
    static inline int arnorm_lowest_bit(uint64_t bits) { return __builtin_ctzll(bits); }
    #endif
    """
    int lowest_bit "arnorm_lowest_bit"(uint64_t bits) noexcept nogil

cdef enum:
    DROPPED = 255               # automaton.DROPPED
    UNDECIDED = 0               # the kind of a match that may go on behind the part that is scanned
    DIRECT_CLASSES = 0x800      # plan.DIRECT
    LONG = 5                    # plain.LONG
    SAMPLE = 64                 # code points that tell which script a text is in

cdef enum Role:                 # as in plain
    STAY = 1
    ENTER = 2
    LEAVE = 4
    GAP = 8

ctypedef fused offset:
    int32_t
    int64_t


cdef struct Scan:
    const uint16_t* index
    const uint8_t* classes
    const uint32_t* transitions
    const uint32_t* starts      # NULL where every scan begins in the row start
    uint32_t width
    uint32_t start
    uint32_t accept_from
    uint32_t edge


cdef struct Plain:
    const uint8_t* direct
    const uint8_t* stays
    const uint8_t* classes
    const uint8_t* firsts
    const uint8_t* lasts
    const uint8_t* longs
    uint8_t kind


cdef struct Stays:
    Py_ssize_t start
    uint64_t bits               # which of the 64 code points from there on stay


cdef inline uint32_t class_of(const Scan* table, uint32_t c) noexcept nogil:
    if c < DIRECT_CLASSES:
        return table.classes[c]
    return table.classes[(<size_t>table.index[c >> 8] << 8) | (c & 0xFF)]


cdef inline uint8_t roles_of(const Scan* table, const Plain* plain, uint32_t c) noexcept nogil:
    if c < DIRECT_CLASSES:
        return plain.direct[c]
    return plain.classes[class_of(table, c)]


cdef inline size_t pair_of(const Scan* table, uint32_t first, uint32_t second) noexcept nogil:
    """Return the place of two code points in ``firsts`` and ``lasts``."""
    return <size_t>class_of(table, first) * table.width + class_of(table, second)


cdef inline const uint8_t* lasts_of(const Plain* plain, bint long) noexcept nogil:
    """Return what tells whether a word ends in front of two code points, which is ``long`` or may be short."""
    return plain.longs if long else plain.lasts


# ---------------------------------------------------------------------------------------------- the units of a str

cdef inline uint8_t longest_match(
    const Scan* table, const unit* text, Py_ssize_t length, bint final, Py_ssize_t* position
) noexcept nogil:
    """Move ``position`` past the longest match and return its kind, or past one code point: ``DROPPED``.

    A match that is ``UNDECIDED`` moves nothing.
    """
    cdef Py_ssize_t i = position[0], end = i + 1
    cdef uint32_t row = table.start, accepted = 0, ended
    if table.starts != NULL:
        row = table.starts[class_of(table, text[i - 1]) if i else table.edge]
    while i < length:
        row = table.transitions[row + class_of(table, text[i])]
        i += 1
        if row >= table.accept_from:
            accepted = row
            end = i
        elif row == 0:
            break
    if row != 0:
        if not final:
            return UNDECIDED
        row = table.transitions[row + table.edge]
        if row >= table.accept_from:
            accepted = row
            end = length + 1
    if accepted == 0:
        position[0] = end
        return DROPPED
    ended = table.transitions[accepted + table.width - 1]
    position[0] = end - (ended >> 8)
    return <uint8_t>ended


cdef inline uint64_t stays_from(
    const Scan* table, const Plain* plain, const unit* text, Py_ssize_t count
) noexcept nogil:
    """Return which of the next code points, up to 64, stay."""
    cdef uint64_t bits = 0
    cdef uint32_t any, part
    cdef Py_ssize_t i = 0, k
    while i + 8 <= count:
        any = part = 0
        for k in range(8):
            any |= text[i + k]
        if any < DIRECT_CLASSES:
            for k in range(8):
                part |= plain.stays[k * DIRECT_CLASSES + text[i + k]]
        else:
            for k in range(8):
                part |= <uint32_t>(roles_of(table, plain, text[i + k]) & STAY) << k
        bits |= <uint64_t>part << i
        i += 8
    for i in range(i, count):
        bits |= <uint64_t>(roles_of(table, plain, text[i]) & STAY) << i
    return bits


cdef inline Py_ssize_t end_of_stay(
    const Scan* table, const Plain* plain, const unit* text, Py_ssize_t length, Py_ssize_t i, Stays* stays
) noexcept nogil:
    """Return the first position from ``i`` on of a code point that does not stay, ``length`` if there is none."""
    cdef uint64_t others
    while i < length:
        if i >= stays.start + 64:
            stays.start = i
            stays.bits = stays_from(table, plain, text + i, min(length - i, 64))
        others = ~stays.bits >> (i - stays.start)
        if others:
            return i + lowest_bit(others)
        i = stays.start + 64
    return length


cdef inline void put_token(
    offset* spans, uint8_t* kinds, Py_ssize_t count, Py_ssize_t start, Py_ssize_t end, uint8_t kind
) noexcept nogil:
    """Write a token behind ``count`` others; kinds are written from 0 on."""
    spans[2 * count] = <offset>start
    spans[2 * count + 1] = <offset>end
    kinds[count] = kind - 1


cdef inline Py_ssize_t find_tokens(
    const Scan* table, const Plain* plain, const unit* text, Py_ssize_t length, bint final,
    Py_ssize_t* position, offset* spans, uint8_t* kinds, Py_ssize_t room,
) noexcept nogil:
    """Write the start, end and kind (from 0) of up to ``room`` tokens from ``position`` on; return how many."""
    cdef Py_ssize_t count = 0, start = position[0], end
    cdef uint8_t roles, kind
    cdef Stays stays
    stays.start, stays.bits = start - 64, 0
    while count < room and start < length:
        roles = roles_of(table, plain, text[start])
        if roles & GAP and start + 1 < length and roles_of(table, plain, text[start + 1]) & ENTER:
            start += 1
            roles = ENTER
        if roles & ENTER:
            end = end_of_stay(table, plain, text, length, start + 1, &stays)
            if end < length and (
                roles_of(table, plain, text[end]) & LEAVE
                or (
                    end + 1 < length
                    and lasts_of(plain, end - start >= LONG)[pair_of(table, text[end], text[end + 1])]
                )
            ):
                put_token(spans, kinds, count, start, end, plain.kind)
                count += 1
                start = end
                continue
        elif start + 1 < length:
            kind = plain.firsts[pair_of(table, text[start], text[start + 1])]
            if kind != 0:
                if kind != DROPPED:
                    put_token(spans, kinds, count, start, start + 1, kind)
                    count += 1
                start += 1
                continue
        end = start
        kind = longest_match(table, text, length, final, &end)
        if kind == UNDECIDED:
            break
        if kind != DROPPED:
            put_token(spans, kinds, count, start, end, kind)
            count += 1
        start = end
    position[0] = start
    return count


cdef inline Py_ssize_t find_tokens_in(
    const Scan* table, const Plain* plain, int kind, const void* text, Py_ssize_t length, bint final,
    Py_ssize_t* position, offset* spans, uint8_t* kinds, Py_ssize_t room,
) noexcept nogil:
    if kind == 1:
        return find_tokens(table, plain, <const uint8_t*>text, length, final, position, spans, kinds, room)
    if kind == 2:
        return find_tokens(table, plain, <const uint16_t*>text, length, final, position, spans, kinds, room)
    return find_tokens(table, plain, <const uint32_t*>text, length, final, position, spans, kinds, room)


cdef inline bint enters_first(
    const Scan* table, const Plain* first, const Plain* second, int kind, const void* text, Py_ssize_t start,
    Py_ssize_t length,
) noexcept nogil:
    """Return whether no more of the next code points enter the second set of plain states than the first."""
    cdef Py_ssize_t i, more = 0
    cdef uint32_t c
    for i in range(start, min(length, start + SAMPLE)):
        c = point_at(kind, text, i)
        more += (roles_of(table, first, c) & ENTER) - (roles_of(table, second, c) & ENTER)
    return more >= 0
