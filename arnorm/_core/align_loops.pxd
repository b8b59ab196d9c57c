"""Where every code point of a result comes from, stage after stage: no Python objects, no GIL.

For every code point of a text stands where its block starts in the source: code points of one block have the same
start, and a block ends where the next one starts. So what is deleted needs nothing written down to be part of the block
before it. A stage writes its edits down, and the starts of its result are made from those of its source: what is copied
takes its start along, what stands for several code points has the start of the first, and blocks that an edit runs into
go on from where it starts. What is known in the end of a part of the source becomes bits, as `blocks` keeps them.
"""

from cpython.mem cimport PyMem_RawFree, PyMem_RawMalloc
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from arnorm._core.bits cimport set_bit
from arnorm._core.blocks cimport Bits, Sides, append_bits, append_ones, append_zeros, lower, ones
from arnorm._core.chunks cimport CHUNK, SPARE, Plan, cut_behind, is_quiet, widen
from arnorm._core.edits cimport Edit, Edits, drop_edits
from arnorm._core.map_loops cimport OPERAND, Map, entry_of, loops, write_in
from arnorm._core.scan_loops cimport lowest_bit
from arnorm._core.sink cimport Sink, prepare_sink, sink_place, write_sink
from arnorm._core.stages cimport Stage, run_stage_with
from arnorm._core.text_buffer cimport Text, advise, drop
from arnorm._core.widths cimport point_at

cdef enum:
    TILE = 4096                 # code points on which the shortcut is tried at once
    IN_FRONT = -1               # the start of what belongs to the block before a part of the source


cdef struct Origins:
    Py_ssize_t* starts
    Py_ssize_t length
    Py_ssize_t room


cdef struct Work:
    Text text
    Text other                  # spare memory, as the other origins
    Origins origins             # of the text; not filled in as long as it is the source
    bint filled
    Origins spare
    Edits edits


cdef inline void drop_work(Work* work) noexcept nogil:
    drop(&work.text)
    drop(&work.other)
    drop_edits(&work.edits)
    PyMem_RawFree(work.origins.starts)
    PyMem_RawFree(work.spare.starts)
    work.origins.starts = work.spare.starts = NULL


cdef inline bint make_room(Origins* origins, Py_ssize_t length) noexcept nogil:
    """Make room for new contents of a length; return False where memory runs out."""
    cdef Py_ssize_t* memory
    cdef size_t size = (length + 1) * sizeof(Py_ssize_t)
    if origins.starts == NULL or origins.room < length:
        memory = <Py_ssize_t*>PyMem_RawMalloc(size)
        if memory == NULL:
            return False
        advise(memory, size)
        PyMem_RawFree(origins.starts)
        origins.starts, origins.room = memory, length
    origins.length = length
    return True


cdef inline bint fill(Work* work, Py_ssize_t length) noexcept nogil:
    """Let every code point have its own place, unless there are origins; return False where memory runs out."""
    cdef Py_ssize_t i
    if work.filled:
        return True
    if not make_room(&work.origins, length):
        return False
    for i in range(length):
        work.origins.starts[i] = i
    work.filled = True
    return True


cdef inline void begin_at(Origins* origins, Py_ssize_t i, Py_ssize_t start) noexcept nogil:
    """Let what is left of a block from ``i`` on start at ``start``: no start is lowered twice by one stage."""
    cdef Py_ssize_t before
    if i < origins.length:
        before = origins.starts[i]
        while i < origins.length and origins.starts[i] == before:
            origins.starts[i] = start
            i += 1


cdef inline void copy_origins(
    const Origins* old, Py_ssize_t start, Py_ssize_t end, Origins* new, Py_ssize_t place
) noexcept nogil:
    memcpy(new.starts + place, old.starts + start, (end - start) * sizeof(Py_ssize_t))


cdef inline bint compose_edits(Work* work, Py_ssize_t length, bint first) noexcept nogil:
    """Make the origins of the text from those before its last edits; return False where memory runs out.

    ``length`` is how long the text was before. ``first`` says that nothing stands in front of it, so that what is
    deleted or put in at its start belongs to what is behind.
    """
    cdef Origins* new = &work.spare
    cdef Origins* old = &work.origins
    cdef const Edit* edit
    cdef Py_ssize_t i = 0, j = 0, k, m, start
    if not (fill(work, length) and make_room(new, work.text.length)):
        return False
    for k in range(work.edits.length):
        edit = &work.edits.items[k]
        copy_origins(old, i, edit.start, new, j)
        j += edit.start - i
        i = edit.end
        if edit.count and edit.start < edit.end:
            start = old.starts[edit.start]
        elif j:
            start = new.starts[j - 1]
        else:
            start = 0 if first else IN_FRONT
        for m in range(j, j + edit.count):
            new.starts[m] = start
        j += edit.count
        if 0 < i < length and old.starts[i] == old.starts[i - 1] and old.starts[i] > start:
            begin_at(old, i, start)
    copy_origins(old, i, length, new, j)
    if first and new.length and new.starts[0] > 0:
        begin_at(new, 0, 0)
    work.origins, work.spare = work.spare, work.origins
    return True


cdef inline int align_stages(const Stage* stages, Py_ssize_t count, Work* work, bint first) noexcept nogil:
    """Run stages on the text and compose its origins; return 1 if it may differ, 0 if not, -1 where memory runs out."""
    cdef Py_ssize_t k, length
    cdef int status, changed = 0
    for k in range(count):
        length = work.text.length
        work.edits.length = 0
        status = run_stage_with(&stages[k], &work.text, &work.other, &work.edits)
        if status < 0 or (status and work.edits.length and not compose_edits(work, length, first)):
            return -1
        changed |= status
    return changed


# ----------------------------------------------------------------------------------------------------- what is returned

cdef inline bint put(Sides* sides, const Work* work, Py_ssize_t length, Py_ssize_t total) noexcept nogil:
    """Add the blocks of a part of the source of so many code points; return False where memory runs out.

    ``total`` is how many the whole source has.
    """
    cdef Py_ssize_t place = sides.source.length, target = sides.result.length, before = IN_FRONT, start, i
    cdef Py_ssize_t here = place >> 6, there = target >> 6
    cdef uint64_t source = 0, result = 0        # bits of the words at hand
    if not work.filled:
        return append_ones(&sides.source, length) and append_ones(&sides.result, length)
    if not (
        append_zeros(&sides.source, length, total) and append_zeros(&sides.result, work.origins.length, total)
    ):
        return False
    for i in range(target, target + work.origins.length):
        start = work.origins.starts[i - target]
        if i >> 6 != there:
            sides.result.words[there] |= result
            there, result = i >> 6, 0
        if start == before:
            continue
        before = start
        result |= <uint64_t>1 << (i & 63)
        start += place
        if start >> 6 != here:
            sides.source.words[here] |= source
            here, source = start >> 6, 0
        source |= <uint64_t>1 << (start & 63)
    sides.source.words[here] |= source
    sides.result.words[there] |= result
    if target == 0 and work.origins.length and work.origins.starts[0] == IN_FRONT:
        set_bit(sides.source.words, 0)
        set_bit(sides.result.words, 0)
    return True


cdef inline bint kept_in(
    const Map* map, int kind, const void* source, Py_ssize_t length, uint64_t* bits, uint64_t* several
) noexcept nogil:
    """Set the bits of code points that a map does not delete, and of those that become several, if it returns True."""
    if kind == 1:
        return loops.kept_1(map, <const uint8_t*>source, length, bits, several)
    if kind == 2:
        return loops.kept_2(map, <const uint16_t*>source, length, bits, several)
    return loops.kept_4(map, <const uint32_t*>source, length, bits, several)


cdef inline bint put_results(
    Bits* result, const Map* map, int kind, const void* source, Py_ssize_t length,
    const uint64_t* bits, const uint64_t* several, Py_ssize_t total
) noexcept nogil:
    """Add the blocks of the result of some code points, whose bits are given; ``several`` is NULL if none are."""
    cdef Py_ssize_t count = result.length, k, more
    cdef uint64_t rest
    cdef int lane
    for k in range((length >> 6) + 1):
        rest = 0 if several == NULL else several[k]
        while rest:
            lane = lowest_bit(rest)
            more = <Py_ssize_t>map.pool[entry_of(map, point_at(kind, source, (k << 6) + lane)) & OPERAND] - 1
            if not (
                append_ones(result, count + ones(bits[k] & lower(lane)) + 1 - result.length)
                and append_zeros(result, more, total)
            ):
                return False
            count += more
            rest &= rest - 1
        count += ones(bits[k])
    return append_ones(result, count - result.length)


cdef inline bint put_map(
    Sides* sides, const Map* map, int kind, const void* source, Py_ssize_t length, Py_ssize_t total
) noexcept nogil:
    """The same as `put` for a part through which a map goes, which meets nothing that is guarded."""
    cdef uint64_t bits[(TILE >> 6) + 1]
    cdef uint64_t several[(TILE >> 6) + 1]
    cdef const char* part = <const char*>source
    cdef Py_ssize_t size
    cdef bint any
    while length:
        size = min(length, TILE)
        any = kept_in(map, kind, part, size, bits, several)
        if not (
            append_bits(&sides.source, bits, size, total)
            and put_results(&sides.result, map, kind, part, size, bits, several if any else NULL, total)
        ):
            return False
        part += size * kind
        length -= size
    return True


cdef inline int align_short(
    const Plan* plan, int kind, const void* source, Py_ssize_t length, Py_ssize_t total, Sink* sink, Sides* sides
) noexcept nogil:
    """Write the result of a part of the source and its blocks if the shortcut serves.

    Return 1 if it does, 0 if it does not, -1 where memory runs out.
    """
    cdef Py_ssize_t written, read = 0
    cdef uint32_t seen = 0
    if not (plan.shortcut and plan.quiets):
        return 0
    if not prepare_sink(sink, sink.width, length + SPARE):
        return -1
    written = write_in(
        &plan.map, kind, source, length, sink.width, sink_place(sink), sink.room - sink.length, &read, &seen
    )
    if written < 0 or read < length or not is_quiet(plan, sink.width, sink_place(sink), written):
        return 0
    if not put_map(sides, &plan.map, kind, source, length, total):
        return -1
    sink.length += written
    sink.seen |= seen
    return 1


cdef inline int align_chunk(
    const Plan* plan, int kind, const void* source, Py_ssize_t start, Py_ssize_t end, Py_ssize_t total,
    Work* work, Sink* sink, Sides* sides
) noexcept nogil:
    """Write blocks and the result of a part of the source by way of the stages; return 0, or -1 without memory."""
    work.filled = False
    if (
        widen(kind, source, start, end - start, &work.text)
        and align_stages(plan.stages, plan.count, work, start == 0) >= 0
        and put(sides, work, end - start, total)
        and write_sink(sink, work.text.points, work.text.length)
    ):
        return 0
    return -1


cdef inline int align_str(
    const Plan* plan, int kind, const void* source, Py_ssize_t length, Sink* sink, Sides* sides
) noexcept nogil:
    """Write blocks and the result; return 0, or -1 where memory runs out.

    The shortcut is tried on as much text as the cache holds, and where it does not serve on the chunks of that.
    """
    cdef Work work
    cdef Py_ssize_t start = 0, tile, end
    cdef int status = 0
    cdef bint whole
    memset(&work, 0, sizeof(Work))
    while start < length and status >= 0:
        tile = cut_behind(plan.cut, kind, source, min(start + TILE - CHUNK, length), length)
        status = align_short(plan, kind, <const char*>source + start * kind, tile - start, length, sink, sides)
        if status > 0:
            start = tile
        whole = True
        while start < tile and status >= 0:
            end = cut_behind(plan.cut, kind, source, start, tile)
            whole = whole and end == tile
            status = 0 if whole else align_short(
                plan, kind, <const char*>source + start * kind, end - start, length, sink, sides
            )
            if status == 0:
                status = align_chunk(plan, kind, source, start, end, length, &work, sink, sides)
            start = end
            whole = False
    drop_work(&work)
    return min(status, 0)
