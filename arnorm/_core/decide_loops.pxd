"""The loops of decided stages, over the tables that ``context`` describes: no Python objects, no GIL.

A bit for every code point of the text says whether it changes.
"""

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from arnorm._core.bits cimport clear_bit, next_set, previous_set, set_bit
from arnorm._core.map_loops cimport KEEP, MANY, OPERAND, Map, Quiet, entry_of, loops
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
    """Set in ``bits`` the bit of every code point that changes; return whether any does.

    Behind the words of ``bits`` there is room for as many more, which hold the candidates.
    """
    cdef Py_ssize_t i, words = length // 64 + 1
    cdef uint64_t* candidates = bits + words
    cdef bint any = False
    loops.changes(map, text, length, bits)
    i = next_set(bits, 0, length)
    if i == length:
        return False
    if context.unless:
        memcpy(candidates, bits, words * sizeof(uint64_t))
    while i < length:
        if (not context.left.present or may_hold(&context.left, text, i - 1, length)) and (
            not context.right.present or may_hold(&context.right, text, i + 1, length)
        ):
            any = True
        else:
            clear_bit(bits, i)
        i = next_set(bits, i + 1, length)
    if any and context.left.present:
        look_left(&context.left, text, length, bits)
    if any and context.right.present:
        look_right(&context.right, text, length, bits)
    if context.unless:
        any = True
        for i in range(words):
            bits[i] ^= candidates[i]
    return any and next_set(bits, 0, length) < length


cdef inline bint set_run(const Run* run, Py_ssize_t start, Py_ssize_t end, uint64_t* bits) noexcept nogil:
    """Set the bits of what changes in a run; return whether anything does."""
    cdef Py_ssize_t i
    if end - start < run.least:
        return False
    for i in range(start + run.keep, end):
        set_bit(bits, i)
    return True


cdef inline bint decide_equal(
    const Run* run, const Map* map, const uint32_t* text, Py_ssize_t length, uint64_t* bits
) noexcept nogil:
    """The same for runs of three or more equal code points, of which there are few in text."""
    cdef Py_ssize_t i = 0, end
    cdef bint any = False
    cdef Quiet quiet
    quiet.key, quiet.bound, quiet.first, quiet.span, quiet.least, quiet.equal = 0, 0, 0, 0, 0, True
    while i < length:
        i += loops.loud_4(text + i, length - i, &quiet)
        end = i + 1
        while end < length and text[end] == text[i]:
            end += 1
        if i < length and entry_of(map, text[i]) != KEEP:
            any |= set_run(run, i, end, bits)
        i = end
    return any


cdef inline bint decide_run(
    const Run* run, const Map* map, const uint32_t* text, Py_ssize_t length, uint64_t* bits
) noexcept nogil:
    """The same for runs."""
    cdef Py_ssize_t i, end, words = length // 64 + 1
    cdef uint64_t* candidates = bits + words
    cdef bint any = False
    memset(bits, 0, words * sizeof(uint64_t))
    if not run.mixed and run.least >= 3:
        return decide_equal(run, map, text, length, bits)
    loops.changes(map, text, length, candidates)
    i = next_set(candidates, 0, length)
    while i < length:
        end = i + 1
        while end < length and candidates[end >> 6] >> (end & 63) & 1 and (run.mixed or text[end] == text[i]):
            end += 1
        any |= set_run(run, i, end, bits)
        i = next_set(candidates, end, length)
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
