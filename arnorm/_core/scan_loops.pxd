"""The loops of a token automaton, over the tables that ``automaton`` describes: no Python objects, no GIL."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t

cdef enum:
    DROPPED = 255               # automaton.DROPPED
    DIRECT_CLASSES = 0x800      # plan.DIRECT

ctypedef fused scanned_unit:
    uint8_t
    uint16_t
    uint32_t

ctypedef fused offset:
    int32_t
    int64_t


cdef struct Scan:
    const uint16_t* index
    const uint8_t* classes
    const uint16_t* transitions
    const uint8_t* accepts
    const uint8_t* backs
    const uint16_t* starts      # NULL where every scan begins in the row start
    int shift
    uint32_t start
    uint32_t accept_from
    uint32_t edge


cdef inline uint32_t class_of(const Scan* table, uint32_t c) noexcept nogil:
    if c < DIRECT_CLASSES:
        return table.classes[c]
    return table.classes[(<size_t>table.index[c >> 8] << 8) | (c & 0xFF)]


cdef inline uint8_t longest_match(
    const Scan* table, const scanned_unit* text, Py_ssize_t length, Py_ssize_t* position
) noexcept nogil:
    """Move ``position`` past the longest match and return its kind, or past one code point: ``DROPPED``."""
    cdef Py_ssize_t i = position[0], end = i + 1
    cdef uint32_t row = table.start, accepted = 0
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
        row = table.transitions[row + table.edge]
        if row >= table.accept_from:
            accepted = row
            end = length + 1
    position[0] = end - table.backs[accepted >> table.shift]
    return table.accepts[accepted >> table.shift] if accepted else DROPPED


cdef inline Py_ssize_t find_tokens(
    const Scan* table, const scanned_unit* text, Py_ssize_t length, Py_ssize_t* position,
    offset* spans, uint8_t* kinds, Py_ssize_t room,
) noexcept nogil:
    """Write the start, end and kind (from 0) of up to ``room`` tokens from ``position`` on; return how many."""
    cdef Py_ssize_t count = 0, start
    cdef uint8_t kind
    while count < room and position[0] < length:
        start = position[0]
        kind = longest_match(table, text, length, position)
        if kind != DROPPED:
            spans[2 * count] = <offset>start
            spans[2 * count + 1] = <offset>position[0]
            kinds[count] = kind - 1
            count += 1
    return count


cdef inline Py_ssize_t find_tokens_in(
    const Scan* table, int kind, const void* text, Py_ssize_t length, Py_ssize_t* position,
    offset* spans, uint8_t* kinds, Py_ssize_t room,
) noexcept nogil:
    if kind == 1:
        return find_tokens(table, <const uint8_t*>text, length, position, spans, kinds, room)
    if kind == 2:
        return find_tokens(table, <const uint16_t*>text, length, position, spans, kinds, room)
    return find_tokens(table, <const uint32_t*>text, length, position, spans, kinds, room)
