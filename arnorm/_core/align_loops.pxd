"""Where every code point of a result comes from, stage after stage: no GIL but where what is returned must grow.

For every code point of a text stands where its block starts in the source: code points of one block have the same
start, and a block ends where the next one starts. So what is deleted needs nothing written down to be part of the block
before it. A stage writes its edits down, and the starts of its result are made from those of its source: what is copied
takes its start along, what stands for several code points has the start of the first, and blocks that an edit runs into
go on from where it starts.
"""

from cpython.mem cimport PyMem_RawFree, PyMem_RawMalloc
from cpython.object cimport PyObject
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t
from libc.string cimport memcpy, memset

from arnorm._core.chunks cimport CHUNK, SPARE, Plan, cut_behind, is_still, widen
from arnorm._core.edits cimport Edit, Edits, drop_edits
from arnorm._core.map_loops cimport MANY, OPERAND, Map, entry_of, write_in
from arnorm._core.sink cimport Sink, prepare_sink, sink_place, write_sink
from arnorm._core.stages cimport Stage, run_stage_with
from arnorm._core.text_buffer cimport Text, advise, drop
from arnorm._core.widths cimport unit

cdef extern from "Python.h":
    int PyByteArray_Resize(object array, Py_ssize_t size) except -1
    char* data_of "PyByteArray_AS_STRING"(PyObject* array) noexcept nogil

cdef extern from "simd/places.h" nogil:
    Py_ssize_t arnorm_place_1(
        const uint32_t* entries, const uint8_t* source, Py_ssize_t length,
        int32_t* target, Py_ssize_t room, int32_t at, Py_ssize_t* written
    )
    Py_ssize_t arnorm_place_2(
        const uint32_t* entries, const uint16_t* source, Py_ssize_t length,
        int32_t* target, Py_ssize_t room, int32_t at, Py_ssize_t* written
    )
    Py_ssize_t arnorm_place_4(
        const uint32_t* entries, const uint32_t* source, Py_ssize_t length,
        int32_t* target, Py_ssize_t room, int32_t at, Py_ssize_t* written
    )

ctypedef fused place:
    int32_t
    int64_t

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


cdef struct Places:
    PyObject* starts            # a bytearray of native int64 if wide, else int32
    Py_ssize_t length
    Py_ssize_t room
    bint wide


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

cdef inline bint reserve_places(Places* places, Py_ssize_t more) noexcept nogil:
    """Make room for ``more`` behind those that are there; return False where memory runs out."""
    cdef Py_ssize_t size = sizeof(int64_t) if places.wide else sizeof(int32_t), room
    if places.room - places.length >= more:
        return True
    room = max(places.length + more, places.room + places.room // 2)
    with gil:
        try:
            PyByteArray_Resize(<object>places.starts, room * size)
        except MemoryError:
            return False
    advise(data_of(places.starts), room * size)
    places.room = room
    return True


cdef inline void begin_text(place* starts, Py_ssize_t count) noexcept nogil:
    """Let the first block of all start where the text starts: what is deleted in front of it is part of it."""
    cdef Py_ssize_t i = 0
    cdef place before
    if count and starts[0]:
        before = starts[0]
        while i < count and starts[i] == before:
            starts[i] = 0
            i += 1


cdef inline void put_into(
    place* starts, const Work* work, Py_ssize_t start, Py_ssize_t count, place front
) noexcept nogil:
    """Write ``count`` origins of a part of the source; ``front`` is where the block in front of it starts."""
    cdef Py_ssize_t i = 0
    if not work.filled:
        for i in range(count):
            starts[i] = <place>(start + i)
        return
    while i < count and work.origins.starts[i] < 0:
        starts[i] = front
        i += 1
    for i in range(i, count):
        starts[i] = <place>(start + work.origins.starts[i])


cdef inline bint put(Places* places, const Work* work, Py_ssize_t start, Py_ssize_t length) noexcept nogil:
    """Add the origins of a part of the source, which starts at ``start``; return False where memory runs out."""
    cdef Py_ssize_t count = work.origins.length if work.filled else length, size = places.length
    cdef int32_t* narrow
    cdef int64_t* wide
    if not reserve_places(places, count):
        return False
    if places.wide:
        wide = <int64_t*>data_of(places.starts)
        put_into(wide + size, work, start, count, wide[size - 1] if size else 0)
        if size == 0:
            begin_text(wide, count)
    else:
        narrow = <int32_t*>data_of(places.starts)
        put_into(narrow + size, work, start, count, narrow[size - 1] if size else 0)
        if size == 0:
            begin_text(narrow, count)
    places.length += count
    return True


cdef inline bint end_places(Places* places, Py_ssize_t length) noexcept nogil:
    """Add the length of the source, where the last block ends; return False where memory runs out."""
    if not reserve_places(places, 1):
        return False
    if places.wide:
        (<int64_t*>data_of(places.starts))[places.length] = length
    else:
        (<int32_t*>data_of(places.starts))[places.length] = <int32_t>length
    places.length += 1
    return True


cdef inline Py_ssize_t place_eights(
    const Map* map, const unit* source, Py_ssize_t length, place* starts, Py_ssize_t room, Py_ssize_t at,
    Py_ssize_t* written
) noexcept nogil:
    """Write the places of code points at the start, in steps of eight, up to those that need care; return how many."""
    if place is int64_t:
        written[0] = 0
        return 0
    elif unit is uint8_t:
        return arnorm_place_1(map.entries, source, length, starts, room, <int32_t>at, written)
    elif unit is uint16_t:
        return arnorm_place_2(map.entries, source, length, starts, room, <int32_t>at, written)
    else:
        return arnorm_place_4(map.entries, source, length, starts, room, <int32_t>at, written)


cdef inline void place_map(
    const Map* map, const unit* source, Py_ssize_t length, place* starts, Py_ssize_t size, Py_ssize_t offset
) noexcept nogil:
    """Write the places of the result of a map, of ``size`` code points, where the source starts at ``offset``."""
    cdef Py_ssize_t i = 0, j = 0, k, count, stop, written
    cdef uint32_t entry
    while j < size:
        i += place_eights(map, source + i, length - i, starts + j, size - j, offset + i, &written)
        j += written
        stop = min(i + 8, length)
        while i < stop and j < size:
            entry = entry_of(map, source[i])
            starts[j] = <place>(offset + i)
            if entry < MANY:
                j += entry >> 24
            else:
                count = map.pool[entry & OPERAND]
                for k in range(j, j + count):
                    starts[k] = <place>(offset + i)
                j += count
            i += 1


cdef inline void place_map_in(
    const Map* map, int kind, const void* source, Py_ssize_t length, place* starts, Py_ssize_t size, Py_ssize_t offset
) noexcept nogil:
    if kind == 1:
        place_map(map, <const uint8_t*>source, length, starts, size, offset)
    elif kind == 2:
        place_map(map, <const uint16_t*>source, length, starts, size, offset)
    else:
        place_map(map, <const uint32_t*>source, length, starts, size, offset)


cdef inline void put_map(
    Places* places, const Map* map, int kind, const void* source, Py_ssize_t length, Py_ssize_t count, Py_ssize_t start
) noexcept nogil:
    """Add the places of ``count`` code points that a map makes of a part of the source, for which there is room."""
    cdef Py_ssize_t size = places.length
    cdef int32_t* narrow
    cdef int64_t* wide
    if places.wide:
        wide = <int64_t*>data_of(places.starts)
        place_map_in(map, kind, source, length, wide + size, count, start)
        if size == 0:
            begin_text(wide, count)
    else:
        narrow = <int32_t*>data_of(places.starts)
        place_map_in(map, kind, source, length, narrow + size, count, start)
        if size == 0:
            begin_text(narrow, count)
    places.length += count


cdef inline int align_short(
    const Plan* plan, int kind, const void* source, Py_ssize_t length, Py_ssize_t start, Sink* sink, Places* places
) noexcept nogil:
    """Write the result of a part of the source and its places if the shortcut serves.

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
    if written < 0 or read < length or not is_still(plan, sink.width, sink_place(sink), written):
        return 0
    if not reserve_places(places, written):
        return -1
    put_map(places, &plan.map, kind, source, length, written, start)
    sink.length += written
    sink.seen |= seen
    return 1


cdef inline int align_chunk(
    const Plan* plan, int kind, const void* source, Py_ssize_t start, Py_ssize_t end,
    Work* work, Sink* sink, Places* places
) noexcept nogil:
    """Write places and the result of a part of the source by way of the stages; return 0, or -1 without memory."""
    work.filled = False
    if (
        widen(kind, source, start, end - start, &work.text)
        and align_stages(plan.stages, plan.count, work, start == 0) >= 0
        and put(places, work, start, end - start)
        and write_sink(sink, work.text.points, work.text.length)
    ):
        return 0
    return -1


cdef inline int align_str(
    const Plan* plan, int kind, const void* source, Py_ssize_t length, Sink* sink, Places* places
) noexcept nogil:
    """Write places and the result; return 0, or -1 where memory runs out.

    The shortcut is tried on as much text as the cache holds, and where it does not serve on the chunks of that.
    """
    cdef Work work
    cdef Py_ssize_t start = 0, tile, end
    cdef int status = 0
    cdef bint whole
    memset(&work, 0, sizeof(Work))
    while start < length and status >= 0:
        tile = cut_behind(plan.cut, kind, source, min(start + TILE - CHUNK, length), length)
        status = align_short(plan, kind, <const char*>source + start * kind, tile - start, start, sink, places)
        if status > 0:
            start = tile
        whole = True
        while start < tile and status >= 0:
            end = cut_behind(plan.cut, kind, source, start, tile)
            whole = whole and end == tile
            status = 0 if whole else align_short(
                plan, kind, <const char*>source + start * kind, end - start, start, sink, places
            )
            if status == 0:
                status = align_chunk(plan, kind, source, start, end, &work, sink, places)
            start = end
            whole = False
    drop_work(&work)
    return min(status, 0)
