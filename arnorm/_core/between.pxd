"""What the stages behind a shortcut do between two anchors of theirs: no Python objects, no GIL.

Where what the map wrote is not quiet, they only need a window of it, from an anchor before that place to one behind.

Most such places are a few code points of which none is above the bound, such as a space at the end of a line. Nothing
but these and the anchors on both sides matters to what becomes of them; and of the code points of an anchor only the
signatures do, as long as something stays in between. So it is found out once for the same code points between the same
signatures.
"""

from libc.stdint cimport int8_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memset

from arnorm._core.anchors cimport STAGES, Anchors, is_anchor
from arnorm._core.chunks cimport Plan, first_trouble, is_quiet, widen
from arnorm._core.map_loops cimport DIRECT
from arnorm._core.stages cimport CONTEXT, RUN, run_stage_with
from arnorm._core.text_buffer cimport Text, reserve
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
    Py_ssize_t count            # of what is to stand there instead
    uint32_t* points


cdef inline bint is_local(const Plan* plan) noexcept nogil:
    """Return whether signatures tell all that the stages behind the shortcut of a plan look at."""
    cdef Py_ssize_t k
    for k in range(plan.skipped, plan.count):
        if plan.stages[k].kind != RUN and plan.stages[k].kind != CONTEXT:
            return False
    return plan.quiets and plan.quiet.bound < 1 << BITS


cdef inline bint is_left_of(const Text* text, const Text* before) noexcept nogil:
    """Return whether a text is another of which no more than something was deleted."""
    cdef Py_ssize_t i, left = 0
    for i in range(before.length):
        if left < text.length and before.points[i] == text.points[left]:
            left += 1
    return left == text.length


cdef inline bint run_behind(const Plan* plan, Text* text, Text* spare) noexcept nogil:
    """Run those of the stages behind the shortcut that do anything to a text; return False where memory runs out."""
    cdef Py_ssize_t i, k
    cdef uint32_t acting = 0
    cdef int status
    for i in range(text.length):
        acting |= plan.between.acting[text.points[i]] if text.points[i] < DIRECT else 0xFF
    for k in range(plan.skipped, plan.count):
        if acting >> min(k - plan.skipped, STAGES - 1) & 1:
            status = run_stage_with(&plan.stages[k], text, spare, NULL)
            if status < 0:
                return False
            # What is quiet stays as it is, unless the stage has written what the map never does.
            if status and is_left_of(text, spare) and is_quiet(plan, 4, text.points, text.length):
                break
    return True


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
    if not run_behind(plan, chunk, other):
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


cdef inline bint known_between(
    const Plan* plan, Memory* memory, int kind, const void* text, Py_ssize_t start, Py_ssize_t trouble,
    Py_ssize_t length, Gap* gap, Text* chunk, Text* other
) noexcept nogil:
    """Set what becomes of code points around a trouble; return False where that is not known.

    The text from ``start`` on is what the map made of a part, quiet up to the trouble. ``chunk``, which the gap refers
    to, and ``other`` are spare memory.
    """
    cdef Py_ssize_t i = trouble, end = trouble, k
    cdef uint64_t key
    cdef Known* known
    while end < length and end - i <= MOST and point_at(kind, text, end) <= plan.quiet.bound:
        end += 1
    while i > start and end - i <= MOST and point_at(kind, text, i - 1) <= plan.quiet.bound:
        i -= 1
    if end == trouble or end - i > MOST or i - start < 2 or length - end < 2:
        return False
    if not (is_anchor(plan.between, kind, text, i - 2, i) and is_anchor(plan.between, kind, text, end, end + 2)):
        return False
    gap.start, gap.end = i, end
    key = key_of(plan.between, kind, text, gap)
    if not memory.begun:
        memset(memory.known, 0, sizeof(memory.known))
        memory.begun = True
    known = &memory.known[key * <uint64_t>0x9E3779B97F4A7C15 >> 58]
    if known.key != key:
        known.key = key
        learn(plan, known, kind, text, gap, chunk, other)
    if known.count == UNKNOWN or not reserve(chunk, MOST):
        return False
    gap.points, gap.count = chunk.points, known.count
    for k in range(known.count):
        gap.points[k] = known.points[k]
    return True


cdef inline bint run_between(
    const Plan* plan, int kind, const void* text, Py_ssize_t start, Py_ssize_t trouble, Py_ssize_t window,
    Py_ssize_t length, bint last, Gap* gap, Text* chunk, Text* other
) noexcept nogil:
    """The same by the stages behind the shortcut, run on a window; return False where there is none.

    ``last`` says that the text ends with its length. A window ends as soon as it can behind ``window`` code points, or
    half of those that are left.
    """
    cdef Py_ssize_t i = trouble, end = trouble + max(min(window, (length - trouble) // 2), 1), after
    cdef bint sharing
    while i > start:
        i -= 1
        if is_anchor(plan.between, kind, text, i, length):
            break
    while end < length and not is_anchor(plan.between, kind, text, end, length):
        end += 1
    sharing = end < length
    if not (sharing or last):
        return False
    after = end + 2 * sharing
    if not widen(kind, text, i, after - i, chunk):
        return False
    if plan.apart.span and first_trouble(plan, &plan.apart, 4, chunk.points, 0, chunk.length) < chunk.length:
        return False
    if not run_behind(plan, chunk, other):
        return False
    # These stages leave an anchor as it is.
    gap.start, gap.end, gap.points, gap.count = i, end, chunk.points, chunk.length - 2 * sharing
    return True
