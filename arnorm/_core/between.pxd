"""What the stages behind a shortcut do between two anchors, remembered: no Python objects, no GIL.

Most of what is not quiet are a few code points of which none is above the bound, such as a space at the end of a line.
If the two code points in front of them are an anchor of those stages, and so are the two behind them, nothing else
matters to what becomes of them; and of the code points of an anchor only the signatures do, as long as something stays
in between. So it is found out once for the same code points between the same signatures.
"""

from libc.stdint cimport int8_t, uint8_t, uint64_t
from libc.string cimport memset

from arnorm._core.anchors cimport Anchors, is_anchor
from arnorm._core.chunks cimport Plan, run_stages, widen
from arnorm._core.stages cimport CONTEXT, RUN
from arnorm._core.text_buffer cimport Text
from arnorm._core.widths cimport point_at

cdef enum:
    MOST = 6                    # code points that stand between
    BITS = 6                    # of each of them, and of a signature
    SLOTS = 64
    UNKNOWN = -1                # the text has to go through the stages


cdef struct Known:
    uint64_t key                # 0 where nothing is remembered
    int8_t count                # of the code points that are left
    uint8_t points[MOST]


cdef struct Memory:
    bint begun
    Known known[SLOTS]


cdef struct Gap:
    Py_ssize_t start            # of what stands between
    Py_ssize_t end


cdef inline bint is_remembered(const Plan* plan) noexcept nogil:
    """Return whether signatures tell all that the stages behind the shortcut of a plan look at."""
    cdef Py_ssize_t k
    for k in range(plan.skipped, plan.count):
        if plan.stages[k].kind != RUN and plan.stages[k].kind != CONTEXT:
            return False
    return plan.quiets and plan.quiet.bound < 1 << BITS


cdef inline uint64_t key_of(const Anchors* anchors, int kind, const void* text, const Gap* gap) noexcept nogil:
    cdef uint64_t key = gap.end - gap.start
    cdef Py_ssize_t i
    for i in range(gap.start, gap.end):
        key = key << BITS | point_at(kind, text, i)
    for i in range(2):
        key = key << BITS | anchors.signature[point_at(kind, text, gap.start - 2 + i)]
        key = key << BITS | anchors.signature[point_at(kind, text, gap.end + i)]
    return key


cdef inline void learn(
    const Plan* plan, Known* known, int kind, const void* text, const Gap* gap, Text* chunk, Text* other
) noexcept nogil:
    """Find out what becomes of code points between anchors."""
    cdef Py_ssize_t start = gap.start - 2, count = gap.end - start + 2, left, i
    known.count = UNKNOWN
    if not widen(kind, text, start, count, chunk):
        return
    if run_stages(plan.stages + plan.skipped, plan.count - plan.skipped, chunk, other) < 0:
        return
    left = chunk.length - 4
    if not 0 < left <= count - 4:
        return
    for i in range(2):
        if chunk.points[i] != point_at(kind, text, start + i):
            return
        if chunk.points[left + 2 + i] != point_at(kind, text, gap.end + i):
            return
    for i in range(left):
        if chunk.points[2 + i] > plan.quiet.bound:
            return
        known.points[i] = <uint8_t>chunk.points[2 + i]
    known.count = <int8_t>left


cdef inline const Known* known_between(
    const Plan* plan, Memory* memory, int kind, const void* text, Py_ssize_t start, Py_ssize_t trouble,
    Py_ssize_t length, Gap* gap, Text* chunk, Text* other
) noexcept nogil:
    """Return what becomes of the code points around a trouble, and set where they stand; NULL where it is not known.

    The text from ``start`` on is what the map made of a part, quiet up to the trouble. ``chunk`` and ``other`` are
    spare memory.
    """
    cdef Py_ssize_t i = trouble, end = trouble
    cdef uint64_t key
    cdef Known* known
    while end < length and end - i <= MOST and point_at(kind, text, end) <= plan.quiet.bound:
        end += 1
    while i > start and end - i <= MOST and point_at(kind, text, i - 1) <= plan.quiet.bound:
        i -= 1
    if end == trouble or end - i > MOST or i - start < 2 or length - end < 2:
        return NULL
    if not (is_anchor(plan.between, kind, text, i - 2, i) and is_anchor(plan.between, kind, text, end, end + 2)):
        return NULL
    gap.start, gap.end = i, end
    key = key_of(plan.between, kind, text, gap)
    if not memory.begun:
        memset(memory.known, 0, sizeof(memory.known))
        memory.begun = True
    known = &memory.known[key * <uint64_t>0x9E3779B97F4A7C15 >> 58]
    if known.key != key:
        known.key = key
        learn(plan, known, kind, text, gap, chunk, other)
    return known if known.count != UNKNOWN else NULL
