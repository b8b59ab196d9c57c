"""One stage of any kind, run on decoded text: no Python objects, no GIL."""

from cpython.mem cimport PyMem_RawFree, PyMem_RawMalloc
from libc.stdint cimport uint32_t, uint64_t

from arnorm._core.bits cimport STACKED, next_set
from arnorm._core.canonical_loops cimport Canonical, run_canonical
from arnorm._core.decide_loops cimport (
    Context, Run, decide_context, decide_run, measure_decided, write_decided,
)
from arnorm._core.edits cimport Edits, note
from arnorm._core.map_loops cimport (
    KEEP, MANY, OPERAND, Map, entry_of, first_change_in, growth_in, write_in,
)
from arnorm._core.match_loops cimport Match, run_match
from arnorm._core.pair_loops cimport Pairs, run_pairs
from arnorm._core.text_buffer cimport Text, drop, reserve

cdef enum Kind:
    MAP
    CONTEXT
    RUN
    CANONICAL
    PAIRS
    MATCH
    CALL                        # of a function of Python: not for `run_stage`


cdef struct Stage:
    Kind kind
    Map map
    Context context
    Run run
    Canonical canonical
    Pairs pairs
    Match match


cdef inline Py_ssize_t written_for(const Map* map, uint32_t entry) noexcept nogil:
    """Return how many code points an entry writes."""
    return <Py_ssize_t>(entry >> 24) if entry < MANY else <Py_ssize_t>map.pool[entry & OPERAND]


cdef inline bint note_mapped(const Map* map, const Text* text, Edits* edits) noexcept nogil:
    """Write down what a map does that is not one for one; return False where memory runs out."""
    cdef Py_ssize_t i
    cdef uint32_t entry
    for i in range(text.length):
        entry = entry_of(map, text.points[i])
        if entry >> 24 != KEEP >> 24 and not note(edits, i, i + 1, written_for(map, entry)):
            return False
    return True


cdef inline bint note_decided(const Map* map, const Text* text, const uint64_t* bits, Edits* edits) noexcept nogil:
    """The same, only where the bit of a code point is set."""
    cdef Py_ssize_t i = next_set(bits, 0, text.length)
    cdef uint32_t entry
    while i < text.length:
        entry = entry_of(map, text.points[i])
        if entry >> 24 != KEEP >> 24 and not note(edits, i, i + 1, written_for(map, entry)):
            return False
        i = next_set(bits, i + 1, text.length)
    return True


cdef inline int run_map(const Map* map, const Text* text, Text* result, Edits* edits) noexcept nogil:
    cdef Py_ssize_t start = 0, read, left
    cdef uint32_t seen = 0
    if first_change_in(map, 4, text.points, text.length) == text.length:
        return 0
    if not reserve(result, text.length):
        return -1
    while start < text.length:
        left = text.length - start
        result.length += write_in(
            map, 4, text.points + start, left,
            4, result.points + result.length, result.room - result.length, &read, &seen
        )
        start += read
        left -= read
        if left and not reserve(result, left + growth_in(map, 4, text.points + start, left)):
            return -1
    return 1 if edits == NULL or note_mapped(map, text, edits) else -1


cdef inline int run_decided(const Stage* stage, const Text* text, Text* result, Edits* edits) noexcept nogil:
    cdef Py_ssize_t length = text.length, size
    cdef uint64_t stack[STACKED]
    cdef uint64_t* bits = stack
    cdef bint any
    cdef int status = 0
    if 2 * (length // 64 + 1) > STACKED:
        bits = <uint64_t*>PyMem_RawMalloc((length // 64 + 1) * 2 * sizeof(uint64_t))
        if bits == NULL:
            return -1
    if stage.kind == CONTEXT:
        any = decide_context(&stage.context, &stage.map, text.points, length, bits)
    else:
        any = decide_run(&stage.run, &stage.map, text.points, length, bits)
    if any:
        size = measure_decided(&stage.map, text.points, length, bits)
        if reserve(result, size):
            write_decided(&stage.map, text.points, length, result.points, bits)
            result.length = size
            status = 1 if edits == NULL or note_decided(&stage.map, text, bits, edits) else -1
        else:
            status = -1
    if bits != stack:
        PyMem_RawFree(bits)
    return status


cdef inline int run_stage_with(const Stage* stage, Text* text, Text* spare, Edits* edits) noexcept nogil:
    """Replace the text by the result of a stage; return 1 if it may differ, 0 if not, -1 where memory runs out.

    ``spare`` is memory for the result, and gets that of the text in its place. ``edits`` says what was changed
    otherwise than one for one, if it is not NULL.
    """
    cdef int status
    spare.length = 0
    if stage.kind == MAP:
        status = run_map(&stage.map, text, spare, edits)
    elif stage.kind == CANONICAL:
        status = run_canonical(&stage.canonical, text, spare, edits)
    elif stage.kind == PAIRS:
        status = run_pairs(&stage.pairs, text, spare)
    elif stage.kind == MATCH:
        status = run_match(&stage.match, text, spare, edits)
    else:
        status = run_decided(stage, text, spare, edits)
    if status == 1:
        text[0], spare[0] = spare[0], text[0]
    return status


cdef inline int run_stage(const Stage* stage, Text* text, Edits* edits) noexcept nogil:
    """The same without spare memory."""
    cdef Text spare
    cdef int status
    spare.points, spare.length, spare.room = NULL, 0, 0
    status = run_stage_with(stage, text, &spare, edits)
    drop(&spare)
    return status
