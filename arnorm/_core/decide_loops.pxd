"""The loops of decided stages, over the tables that ``context`` describes: no Python objects, no GIL.

A bit for every code point of the text says whether it changes.
"""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

from arnorm._core.map_loops cimport KEEP, MANY, OPERAND, Map, Quiet, entry_of, first_change_in, is_quiet_in
from arnorm._core.scan_loops cimport Scan, class_of


cdef struct Side:
    bint present
    Scan scan
    uint32_t initial
    const uint32_t* sync
    const uint8_t* near


cdef struct Context:
    Side left
    Side right
    bint unless


cdef struct Run:
    Py_ssize_t least
    Py_ssize_t keep
    bint mixed


cdef inline void set_bit(uint64_t* bits, Py_ssize_t i) noexcept nogil:
    bits[i >> 6] |= <uint64_t>1 << (i & 63)


cdef inline void clear_bit(uint64_t* bits, Py_ssize_t i) noexcept nogil:
    bits[i >> 6] &= ~(<uint64_t>1 << (i & 63))


cdef inline Py_ssize_t next_set(const uint64_t* bits, Py_ssize_t i, Py_ssize_t length) noexcept nogil:
    """Return the first position from ``i`` on whose bit is set, ``length`` if there is none."""
    cdef uint64_t word
    while i < length:
        word = bits[i >> 6] >> (i & 63)
        if word == 0:
            i = (i | 63) + 1
            continue
        while word & 1 == 0:
            word >>= 1
            i += 1
        return i
    return length


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


cdef inline bint may_hold(const Side* side, const uint32_t* text, Py_ssize_t i, Py_ssize_t length) noexcept nogil:
    """Return whether a side may hold whose nearest code point is at ``i``; out of the text lies its edge."""
    if 0 <= i < length:
        return side.near[class_of(&side.scan, text[i])]
    return side.initial >= side.scan.accept_from


cdef inline void look_left(const Side* side, const uint32_t* text, Py_ssize_t length, uint64_t* bits) noexcept nogil:
    """Clear the bit of every candidate that has not before it what the context asks for.

    The automaton starts at the nearest code point that synchronizes it, or where it stopped at the last candidate,
    whichever is nearer: no code point is read more than twice.
    """
    cdef Py_ssize_t i = next_set(bits, 0, length), j, known = 0
    cdef uint32_t row = side.initial
    while i < length:
        j = i
        while j > known and side.sync[class_of(&side.scan, text[j - 1])] == 0:
            j -= 1
        if j > known:
            row = side.sync[class_of(&side.scan, text[j - 1])]
        while j < i:
            row = side.scan.transitions[row + class_of(&side.scan, text[j])]
            j += 1
        known = i
        if row < side.scan.accept_from:
            clear_bit(bits, i)
        i = next_set(bits, i + 1, length)


cdef inline void look_right(const Side* side, const uint32_t* text, Py_ssize_t length, uint64_t* bits) noexcept nogil:
    """The same for what comes behind; the text is read backwards."""
    cdef Py_ssize_t i = previous_set(bits, length - 1), j, known = length - 1
    cdef uint32_t row = side.initial
    while i >= 0:
        j = i
        while j < known and side.sync[class_of(&side.scan, text[j + 1])] == 0:
            j += 1
        if j < known:
            row = side.sync[class_of(&side.scan, text[j + 1])]
        while j > i:
            row = side.scan.transitions[row + class_of(&side.scan, text[j])]
            j -= 1
        known = i
        if row < side.scan.accept_from:
            clear_bit(bits, i)
        i = previous_set(bits, i - 1)


cdef inline bint decide_context(
    const Context* context, const Map* map, const uint32_t* text, Py_ssize_t length, uint64_t* bits
) noexcept nogil:
    """Set in ``bits``, which come in clear, the bit of every code point that changes; return whether any does.

    Behind the words of ``bits`` there is room for as many more, which hold the candidates.
    """
    cdef Py_ssize_t i = first_change_in(map, 4, text, length), words = length // 64 + 1
    cdef uint64_t* candidates = bits + words
    cdef bint any = False
    if i == length:
        return False
    while i < length:
        if entry_of(map, text[i]) != KEEP:
            if context.unless:
                set_bit(candidates, i)
            if (not context.left.present or may_hold(&context.left, text, i - 1, length)) and (
                not context.right.present or may_hold(&context.right, text, i + 1, length)
            ):
                set_bit(bits, i)
                any = True
        i += 1
    if any and context.left.present:
        look_left(&context.left, text, length, bits)
    if any and context.right.present:
        look_right(&context.right, text, length, bits)
    if context.unless:
        any = True
        for i in range(words):
            bits[i] ^= candidates[i]
    return any and next_set(bits, 0, length) < length


cdef inline bint decide_run(
    const Run* run, const Map* map, const uint32_t* text, Py_ssize_t length, uint64_t* bits
) noexcept nogil:
    """The same for runs."""
    cdef Py_ssize_t i = 0, end, k
    cdef bint any = False
    cdef Quiet quiet
    quiet.key, quiet.bound, quiet.first, quiet.span, quiet.equal = 0, 0, 0, 0, True
    if not run.mixed and run.least >= 3 and is_quiet_in(4, text, length, &quiet):
        return False
    while i < length:
        end = i + 1
        if entry_of(map, text[i]) != KEEP:
            while end < length and (text[end] == text[i] or (run.mixed and entry_of(map, text[end]) != KEEP)):
                end += 1
            if end - i >= run.least:
                any = True
                for k in range(i + run.keep, end):
                    set_bit(bits, k)
        i = end
    return any


cdef inline Py_ssize_t measure_decided(
    const Map* map, const uint32_t* text, Py_ssize_t length, const uint64_t* bits
) noexcept nogil:
    """Return how many code points the result has."""
    cdef Py_ssize_t i = next_set(bits, 0, length), total = length
    cdef uint32_t entry
    while i < length:
        entry = entry_of(map, text[i])
        total += (<Py_ssize_t>(entry >> 24) if entry < MANY else <Py_ssize_t>map.pool[entry & OPERAND]) - 1
        i = next_set(bits, i + 1, length)
    return total


cdef inline void write_decided(
    const Map* map, const uint32_t* text, Py_ssize_t length, uint32_t* target, const uint64_t* bits
) noexcept nogil:
    """Write the result, which has been measured."""
    cdef Py_ssize_t i = 0, j = 0, end
    cdef uint32_t entry
    cdef const uint32_t* replacement
    while True:
        end = next_set(bits, i, length)
        memcpy(target + j, text + i, (end - i) * sizeof(uint32_t))
        j += end - i
        if end == length:
            break
        entry = entry_of(map, text[end])
        if entry >= MANY:
            replacement = map.pool + (entry & OPERAND)
            memcpy(target + j, replacement + 1, replacement[0] * sizeof(uint32_t))
            j += replacement[0]
        elif entry >= KEEP:
            target[j] = (text[end] ^ entry) & OPERAND
            j += 1
        i = end + 1
