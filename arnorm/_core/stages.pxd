"""One stage of any kind, run on decoded text: no Python objects, no GIL."""

from cpython.mem cimport PyMem_RawCalloc, PyMem_RawFree
from libc.stdint cimport uint64_t

from arnorm._core.canonical_loops cimport Canonical, run_canonical
from arnorm._core.decide_loops cimport (
    Context, Run, decide_context, decide_run, measure_decided, write_decided,
)
from arnorm._core.map_loops cimport UNBOUNDED, Map, first_change_in, measure_in, write_in
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


cdef inline int run_map(const Map* map, const Text* text, Text* result) noexcept nogil:
    cdef Py_ssize_t size, read
    if first_change_in(map, 4, text.points, text.length) == text.length:
        return 0
    if not reserve(result, text.length):
        return -1
    size = write_in(map, 4, text.points, text.length, 4, result.points, text.length, &read)
    if read < text.length:
        size = measure_in(map, 4, text.points, text.length)
        if not reserve(result, size):
            return -1
        write_in(map, 4, text.points, text.length, 4, result.points, UNBOUNDED, &read)
    result.length = size
    return 1


cdef inline int run_decided(const Stage* stage, const Text* text, Text* result) noexcept nogil:
    cdef Py_ssize_t length = text.length, size
    cdef uint64_t* bits
    cdef bint any
    cdef int status = 0
    bits = <uint64_t*>PyMem_RawCalloc(length // 64 + 1, 2 * sizeof(uint64_t))
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
            status = 1
        else:
            status = -1
    PyMem_RawFree(bits)
    return status


cdef inline int run_stage(const Stage* stage, Text* text) noexcept nogil:
    """Replace the text by the result of a stage; return 1 if it may differ, 0 if not, -1 where memory runs out."""
    cdef Text result
    cdef int status
    result.points, result.length, result.room = NULL, 0, 0
    if stage.kind == MAP:
        status = run_map(&stage.map, text, &result)
    elif stage.kind == CANONICAL:
        status = run_canonical(&stage.canonical, text, &result)
    elif stage.kind == PAIRS:
        status = run_pairs(&stage.pairs, text, &result)
    elif stage.kind == MATCH:
        status = run_match(&stage.match, text, &result)
    else:
        status = run_decided(stage, text, &result)
    if status == 1:
        drop(text)
        text[0] = result
    else:
        drop(&result)
    return status
