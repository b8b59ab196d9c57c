"""The loop of a stage that replaces matches, over the tables that ``match`` describes: no Python objects, no GIL."""

from libc.stdint cimport uint32_t

from arnorm._core.edits cimport Edits, note
from arnorm._core.scan_loops cimport DROPPED, Scan, longest_match
from arnorm._core.text_buffer cimport Text, append, reserve


cdef struct Match:
    Scan scan
    const uint32_t* replacements


cdef inline int run_match(const Match* table, const Text* text, Text* result, Edits* edits) noexcept nogil:
    """Write the result; return 1 if anything matched, 0 if not (then ``result`` is empty), -1 where memory runs out."""
    cdef Py_ssize_t position = 0, start, copied = 0
    cdef uint32_t kind, place
    cdef int status = 0
    while position < text.length:
        start = position
        kind = longest_match(&table.scan, <const uint32_t*>text.points, text.length, True, &position)
        if kind == DROPPED:
            continue
        place = table.replacements[kind - 1]
        if place == 0:
            continue
        if status == 0 and not reserve(result, text.length):
            return -1
        if not (
            append(result, text.points + copied, start - copied)
            and append(result, table.replacements + place + 1, table.replacements[place])
            and note(edits, start, position, table.replacements[place])
        ):
            return -1
        copied = position
        status = 1
    if status and not append(result, text.points + copied, text.length - copied):
        return -1
    return status
