"""All stages on text of any length, a chunk at a time: no Python objects, no GIL.

Text is cut behind a code point that no stage looks past, so that one place that needs the slow way does not slow the
rest down, and what is worked on stays in the cache. ``shortcut`` describes the shortcut.
"""

from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy

from arnorm._core.anchors cimport Anchors
from arnorm._core.byte_buffer cimport Bytes, append_bytes, append_encoded, reserve_bytes
from arnorm._core.map_loops cimport KEEP, Map, Quiet, entry_of, first_loud_in, write_in
from arnorm._core.stages cimport RUN, Stage, run_stage_with
from arnorm._core.text_buffer cimport Text, append, drop, reserve
from arnorm._core.transcode cimport decode_all
from arnorm._core.utf8 cimport Errors
from arnorm._core.widths cimport copy_points, point_at

cdef enum:
    CHUNK = 256                 # code points or bytes behind which text is cut as soon as it can be
    SPARE = 64                  # code points by which a chunk may grow on the shortcut
    TOUCHING = 64               # code points that have to stand apart, for some of which that need not be


cdef struct Plan:
    Stage* stages
    Py_ssize_t count
    bint shortcut               # whether what follows means anything
    Map map
    Py_ssize_t skipped          # the stages that the map stands for
    bint quiets                 # whether the others change nothing in quiet text
    Quiet quiet
    Quiet apart                 # of it, only what has to stand apart
    uint64_t touching[TOUCHING]       # for each of these the bits of those that may stand behind it all the same
    Anchors* anchors
    Anchors* between            # those of the stages behind the shortcut; NULL if ``between`` does not serve
    int32_t cut                 # the code point behind which text may be cut, -1 if there is none


cdef inline int run_stages(const Stage* stages, Py_ssize_t count, Text* text, Text* spare) noexcept nogil:
    """Run stages on decoded text; return 1 if it may have changed, 0 if not, -1 where memory runs out."""
    cdef Py_ssize_t k
    cdef int status, changed = 0
    for k in range(count):
        status = run_stage_with(&stages[k], text, spare, NULL)
        if status < 0:
            return status
        changed |= status
    return changed


cdef inline bint squeezes(const Plan* plan, uint32_t c) noexcept nogil:
    """Return whether a stage behind the shortcut changes anything in a run of equal code points."""
    cdef Py_ssize_t k
    for k in range(plan.skipped, plan.count):
        if plan.stages[k].kind == RUN and not plan.stages[k].run.mixed and entry_of(&plan.stages[k].map, c) != KEEP:
            return True
    return False


cdef inline bint is_harmless(
    const Plan* plan, const Quiet* quiet, int kind, const void* text, Py_ssize_t i, Py_ssize_t length
) noexcept nogil:
    """Return whether what is loud at a place makes no difference after all."""
    cdef uint32_t a = point_at(kind, text, i), b = point_at(kind, text, i + 1)
    if (a == quiet.key and b <= quiet.bound) or (b == quiet.key and a <= quiet.bound):
        return False
    if kind > 1 and a - quiet.first < quiet.span and b - quiet.first < quiet.span:
        if quiet.span > TOUCHING or not plan.touching[a - quiet.first] >> (b - quiet.first) & 1:
            return False
        return i + 2 == length or point_at(kind, text, i + 2) - quiet.first >= quiet.span
    return not squeezes(plan, a)


cdef inline Py_ssize_t first_trouble(
    const Plan* plan, const Quiet* quiet, int kind, const void* text, Py_ssize_t start, Py_ssize_t length
) noexcept nogil:
    """Return the first place from ``start`` on that is loud and not harmless, ``length`` if there is none.

    The edges of the text are left to the caller.
    """
    cdef Py_ssize_t i = start
    while i < length:
        i += first_loud_in(kind, <const char*>text + i * kind, length - i, quiet)
        if i >= length or not is_harmless(plan, quiet, kind, text, i, length):
            break
        i += 1
    return i


cdef inline bint is_quiet(const Plan* plan, int kind, const void* text, Py_ssize_t length) noexcept nogil:
    """Return whether the stages behind the shortcut change nothing in a text, as far as can be told at a glance."""
    return length == 0 or (
        plan.quiets
        and point_at(kind, text, 0) != plan.quiet.key
        and point_at(kind, text, length - 1) != plan.quiet.key
        and first_trouble(plan, &plan.quiet, kind, text, 0, length) == length
    )


cdef inline int run_chunk(const Plan* plan, Text* chunk, Text* other) noexcept nogil:
    """The same for all stages of a plan, by the shortcut where it serves; ``other`` is spare memory."""
    cdef Py_ssize_t written, read, start = 0
    cdef uint32_t seen = 0
    cdef int status, changed = 0
    cdef bint quiet
    if plan.shortcut:
        other.length = 0
        if not reserve(other, chunk.length + SPARE):
            return -1
        written = write_in(
            &plan.map, 4, chunk.points, chunk.length, 4, other.points, chunk.length + SPARE, &read, &seen
        )
        if written >= 0 and read == chunk.length:
            quiet = is_quiet(plan, 4, other.points, written)
            if (
                quiet
                or plan.quiet.span == 0
                or first_trouble(plan, &plan.apart, 4, other.points, 0, written) == written
            ):
                other.length = written
                start = plan.skipped
                if written != chunk.length or memcmp(other.points, chunk.points, written * sizeof(uint32_t)):
                    changed = 1
                    chunk[0], other[0] = other[0], chunk[0]
            if quiet:
                return changed
    status = run_stages(plan.stages + start, plan.count - start, chunk, other)
    return status if status < 0 else status | changed


cdef inline Py_ssize_t cut_behind(
    int32_t cut, int kind, const void* source, Py_ssize_t start, Py_ssize_t length
) noexcept nogil:
    """Return where the chunk from ``start`` on ends."""
    cdef Py_ssize_t i = start + CHUNK
    if cut < 0 or i >= length:
        return length
    if kind == 1:
        while i < length and (<const uint8_t*>source)[i - 1] != cut:
            i += 1
    elif kind == 2:
        while i < length and (<const uint16_t*>source)[i - 1] != cut:
            i += 1
    else:
        while i < length and (<const uint32_t*>source)[i - 1] != <uint32_t>cut:
            i += 1
    return i


cdef inline bint widen(int kind, const void* source, Py_ssize_t start, Py_ssize_t length, Text* text) noexcept nogil:
    """Write the code points of a part of a str to ``text``; return False where memory runs out."""
    text.length = 0
    if not reserve(text, length):
        return False
    text.length = length
    copy_points(kind, <const char*>source + start * kind, length, 4, text.points)
    return True


cdef inline int run_str(
    const Plan* plan, int kind, const void* source, Py_ssize_t length, Text* result
) noexcept nogil:
    """Write the result of a str; return 1 if it may differ, 0 if not (then it is incomplete), -1 without memory."""
    cdef Text chunk, other
    cdef Py_ssize_t start = 0, end
    cdef int status = 0, changed = 0
    chunk.points, chunk.length, chunk.room = NULL, 0, 0
    other.points, other.length, other.room = NULL, 0, 0
    while start < length and status >= 0:
        end = cut_behind(plan.cut, kind, source, start, length)
        status = run_chunk(plan, &chunk, &other) if widen(kind, source, start, end - start, &chunk) else -1
        if status > 0 and not changed:
            changed = 1
            if not (reserve(result, length) and widen(kind, source, 0, start, result)):
                status = -1
        if status >= 0 and changed and not append(result, chunk.points, chunk.length):
            status = -1
        start = end
    drop(&chunk)
    drop(&other)
    return status if status < 0 else changed


cdef inline int run_utf8(
    const Plan* plan, const uint8_t* source, Py_ssize_t length, Errors errors, Bytes* result, Py_ssize_t* invalid
) noexcept nogil:
    """The same for UTF-8; ``invalid`` is set to the position of the first ill-formed bytes if they are an error."""
    cdef Text chunk, other
    cdef Py_ssize_t start = 0, end
    cdef int32_t cut = plan.cut if plan.cut < 0x80 else -1
    cdef int status = 0, changed = 0
    cdef bint replaced
    chunk.points, chunk.length, chunk.room = NULL, 0, 0
    other.points, other.length, other.room = NULL, 0, 0
    while start < length and status >= 0:
        end = cut_behind(cut, 1, source, start, length)
        replaced = False
        chunk.length = 0
        if reserve(&chunk, end - start):
            chunk.length = decode_all(source + start, end - start, chunk.points, errors, &replaced, invalid)
            if invalid[0] >= 0:
                invalid[0] += start
                break
            status = run_chunk(plan, &chunk, &other)
        else:
            status = -1
        if status >= 0 and (status or replaced) and not changed:
            changed = 1
            if not (reserve_bytes(result, length) and append_bytes(result, source, start)):
                status = -1
        if status >= 0 and changed:
            if status or replaced:
                if not append_encoded(result, &chunk):
                    status = -1
            elif not append_bytes(result, source + start, end - start):
                status = -1
        start = end
    drop(&chunk)
    drop(&other)
    return status if status < 0 else changed
