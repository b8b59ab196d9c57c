"""The loops of decided stages, over the tables that ``context`` describes: no Python objects, no GIL.

A bit for every code point of the text says whether it changes.
"""

from libc.stdint cimport uint8_t, uint16_t, uint32_t

from arnorm._core.map_loops cimport KEEP, MANY, OPERAND, Map, entry_of
from arnorm._core.scan_loops cimport Scan, class_of


cdef struct Side:
    bint present
    Scan scan
    uint32_t initial
    const uint16_t* sync


cdef struct Context:
    Side left
    Side right
    bint unless


cdef struct Run:
    Py_ssize_t least
    Py_ssize_t keep
    bint mixed


cdef inline bint is_set(const uint8_t* bits, Py_ssize_t i) noexcept nogil:
    return (bits[i >> 3] >> (i & 7)) & 1


cdef inline Py_ssize_t next_set(const uint8_t* bits, Py_ssize_t i, Py_ssize_t length) noexcept nogil:
    """Return the first position from ``i`` on whose bit is set, ``length`` if there is none."""
    while i < length:
        if i & 7 == 0 and bits[i >> 3] == 0:
            i += 8
        elif is_set(bits, i):
            return i
        else:
            i += 1
    return length


cdef inline Py_ssize_t previous_set(const uint8_t* bits, Py_ssize_t i) noexcept nogil:
    """Return the last position up to ``i`` whose bit is set, -1 if there is none."""
    while i >= 0:
        if i & 7 == 7 and bits[i >> 3] == 0:
            i -= 8
        elif is_set(bits, i):
            return i
        else:
            i -= 1
    return -1


cdef inline void look_left(const Side* side, const uint32_t* text, Py_ssize_t length, uint8_t* bits) noexcept nogil:
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
            bits[i >> 3] &= ~(1 << (i & 7))
        i = next_set(bits, i + 1, length)


cdef inline void look_right(const Side* side, const uint32_t* text, Py_ssize_t length, uint8_t* bits) noexcept nogil:
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
            bits[i >> 3] &= ~(1 << (i & 7))
        i = previous_set(bits, i - 1)


cdef inline bint decide_context(
    const Context* context, const Map* map, const uint32_t* text, Py_ssize_t length, uint8_t* bits
) noexcept nogil:
    """Set in ``bits``, which come in clear, the bit of every code point that changes; return whether any does."""
    cdef Py_ssize_t i
    for i in range(length):
        bits[i >> 3] |= (entry_of(map, text[i]) != KEEP) << (i & 7)
    if context.left.present:
        look_left(&context.left, text, length, bits)
    if context.right.present:
        look_right(&context.right, text, length, bits)
    if context.unless:
        for i in range(length):
            bits[i >> 3] ^= (entry_of(map, text[i]) != KEEP) << (i & 7)
    return next_set(bits, 0, length) < length


cdef inline bint decide_run(
    const Run* run, const Map* map, const uint32_t* text, Py_ssize_t length, uint8_t* bits
) noexcept nogil:
    """The same for runs."""
    cdef Py_ssize_t i = 0, end, k
    cdef bint any = False
    while i < length:
        end = i + 1
        if entry_of(map, text[i]) != KEEP:
            while end < length and (text[end] == text[i] or (run.mixed and entry_of(map, text[end]) != KEEP)):
                end += 1
            if end - i >= run.least:
                any = True
                for k in range(i + run.keep, end):
                    bits[k >> 3] |= 1 << (k & 7)
        i = end
    return any


cdef inline Py_ssize_t measure_decided(
    const Map* map, const uint32_t* text, Py_ssize_t length, const uint8_t* bits
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
    const Map* map, const uint32_t* text, Py_ssize_t length, uint32_t* target, const uint8_t* bits
) noexcept nogil:
    """Write the result, which has been measured."""
    cdef Py_ssize_t i, j = 0, k
    cdef uint32_t entry
    cdef const uint32_t* replacement
    for i in range(length):
        if not is_set(bits, i):
            target[j] = text[i]
            j += 1
            continue
        entry = entry_of(map, text[i])
        if entry >= MANY:
            replacement = map.pool + (entry & OPERAND)
            for k in range(1, <Py_ssize_t>replacement[0] + 1):
                target[j] = replacement[k]
                j += 1
        elif entry >= KEEP:
            target[j] = (text[i] ^ entry) & OPERAND
            j += 1
