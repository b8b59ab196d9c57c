"""Where every code point of a result comes from, stage after stage: no GIL but where what is returned must grow.

A table of origins holds for every code point of a text where its span of the source starts and where it ends. A stage
writes its edits down, and the table of its result is made from that of its source: what is copied takes its entry
along, what stands for several code points has the start of the first and the end of the last. What is deleted belongs
to what is before it, whose end moves; what is put in has the span of what is before it. At the start both go to what is
behind.
"""

from cpython.mem cimport PyMem_RawFree, PyMem_RawMalloc
from cpython.object cimport PyObject
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t
from libc.string cimport memcmp, memcpy, memset

from arnorm._core.chunks cimport SPARE, Plan, cut_behind, widen
from arnorm._core.edits cimport Edit, Edits, drop_edits
from arnorm._core.map_loops cimport MANY, OPERAND, Map, entry_of, is_quiet_in, unit, write_in
from arnorm._core.stages cimport Stage, run_stage
from arnorm._core.text_buffer cimport Text, append, drop, reserve

cdef extern from "Python.h":
    int PyByteArray_Resize(object array, Py_ssize_t size) except -1
    char* data_of "PyByteArray_AS_STRING"(PyObject* array) noexcept nogil

ctypedef fused place:
    int32_t
    int64_t


cdef enum:
    BOTH = 1 | 1 << 2           # the bits of the actions that delete and that write several


cdef struct Origins:
    Py_ssize_t* starts          # the memory of both
    Py_ssize_t* ends
    Py_ssize_t length
    Py_ssize_t room


cdef struct Work:
    Text text
    Origins origins             # of the text; not filled in as long as it is the source
    bint filled
    Origins spare
    Edits edits


cdef struct Places:
    PyObject* starts            # bytearrays of native int64 if wide, else int32
    PyObject* ends
    Py_ssize_t length
    Py_ssize_t room
    bint wide


cdef inline void drop_work(Work* work) noexcept nogil:
    drop(&work.text)
    drop_edits(&work.edits)
    PyMem_RawFree(work.origins.starts)
    PyMem_RawFree(work.spare.starts)
    work.origins.starts = work.spare.starts = NULL


cdef inline bint make_room(Origins* origins, Py_ssize_t length) noexcept nogil:
    """Make room for new contents of a length; return False where memory runs out."""
    cdef Py_ssize_t* memory
    if origins.starts == NULL or origins.room < length:
        memory = <Py_ssize_t*>PyMem_RawMalloc((length + 1) * 2 * sizeof(Py_ssize_t))
        if memory == NULL:
            return False
        PyMem_RawFree(origins.starts)
        origins.starts, origins.ends, origins.room = memory, memory + length, length
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
        work.origins.ends[i] = i + 1
    work.filled = True
    return True


cdef inline void copy_origins(
    const Origins* old, Py_ssize_t start, Py_ssize_t end, Origins* new, Py_ssize_t place
) noexcept nogil:
    memcpy(new.starts + place, old.starts + start, (end - start) * sizeof(Py_ssize_t))
    memcpy(new.ends + place, old.ends + start, (end - start) * sizeof(Py_ssize_t))


cdef inline void spread(
    Origins* new, Py_ssize_t place, Py_ssize_t count, Py_ssize_t start, Py_ssize_t end
) noexcept nogil:
    """Write the same span ``count`` times."""
    cdef Py_ssize_t i
    for i in range(place, place + count):
        new.starts[i] = start
        new.ends[i] = end


cdef inline bint compose_edits(Work* work, Py_ssize_t length, Py_ssize_t source, bint first) noexcept nogil:
    """Make the origins of the text from those before its last edits; return False where memory runs out.

    ``length`` is how long the text was before, ``source`` how long it was at the beginning. ``first`` says that nothing
    stands in front of it, so that what is deleted at its start belongs to what is behind.
    """
    cdef Origins* new = &work.spare
    cdef Origins* old = &work.origins
    cdef const Edit* edit
    cdef Py_ssize_t i = 0, j = 0, k, leading = 0
    if not (fill(work, length) and make_room(new, work.text.length)):
        return False
    for k in range(work.edits.length):
        edit = &work.edits.items[k]
        copy_origins(old, i, edit.start, new, j)
        j += edit.start - i
        i = edit.end
        if edit.start == edit.end:
            if j == leading:
                leading += edit.count
            else:
                spread(new, j, edit.count, new.starts[j - 1], new.ends[j - 1])
        elif edit.count:
            spread(new, j, edit.count, old.starts[edit.start], old.ends[edit.end - 1])
        elif j > leading:
            new.ends[j - 1] = old.ends[edit.end - 1]
        j += edit.count
    copy_origins(old, i, length, new, j)
    if first and leading < new.length:
        new.starts[leading] = 0
    if leading:
        spread(
            new, 0, leading,
            new.starts[leading] if leading < new.length else 0, new.ends[leading] if leading < new.length else source,
        )
    work.origins, work.spare = work.spare, work.origins
    return True


cdef inline int align_stages(
    const Stage* stages, Py_ssize_t count, Work* work, Py_ssize_t source, bint first
) noexcept nogil:
    """Run stages on the text and compose its origins; return 1 if it may differ, 0 if not, -1 where memory runs out."""
    cdef Py_ssize_t k, length
    cdef int status, changed = 0
    for k in range(count):
        length = work.text.length
        work.edits.length = 0
        status = run_stage(&stages[k], &work.text, &work.edits)
        if status < 0 or (status and work.edits.length and not compose_edits(work, length, source, first)):
            return -1
        changed |= status
    return changed


# ----------------------------------------------------------------------------------------------------- what is returned

cdef inline void copy_places(
    place* target, const Py_ssize_t* source, Py_ssize_t count, Py_ssize_t offset
) noexcept nogil:
    cdef Py_ssize_t i
    for i in range(count):
        target[i] = <place>(source[i] + offset)


cdef inline void count_places(place* target, Py_ssize_t count, Py_ssize_t start) noexcept nogil:
    """Write ``start`` and the numbers behind it."""
    cdef Py_ssize_t i
    for i in range(count):
        target[i] = <place>(start + i)


cdef inline bint reserve_places(Places* places, Py_ssize_t more) noexcept nogil:
    """Make room for ``more`` behind those that are there; return False where memory runs out."""
    cdef Py_ssize_t size = sizeof(int64_t) if places.wide else sizeof(int32_t), room
    if places.room - places.length >= more:
        return True
    room = max(places.length + more, places.room + places.room // 2)
    with gil:
        try:
            PyByteArray_Resize(<object>places.starts, room * size)
            PyByteArray_Resize(<object>places.ends, room * size)
        except MemoryError:
            return False
    places.room = room
    return True


cdef inline void put_into(
    place* starts, place* ends, const Work* work, Py_ssize_t start, Py_ssize_t count
) noexcept nogil:
    """Write ``count`` origins, of a part of the source that starts at ``start``."""
    if work.filled:
        copy_places(starts, work.origins.starts, count, start)
        copy_places(ends, work.origins.ends, count, start)
    else:
        count_places(starts, count, start)
        count_places(ends, count, start + 1)


cdef inline bint put(Places* places, const Work* work, Py_ssize_t start, Py_ssize_t length) noexcept nogil:
    """Add the origins of a part of the source, which starts at ``start``; return False where memory runs out."""
    cdef Py_ssize_t count = work.origins.length if work.filled else length, size = places.length, before
    if not reserve_places(places, count):
        return False
    cdef char* starts = data_of(places.starts)
    cdef char* ends = data_of(places.ends)
    # What was deleted at the start of the part belongs to what is before it.
    before = start + (0 if not work.filled else work.origins.starts[0] if count else length)
    if places.wide:
        if size:
            (<int64_t*>ends)[size - 1] = before
        put_into(<int64_t*>starts + size, <int64_t*>ends + size, work, start, count)
    else:
        if size:
            (<int32_t*>ends)[size - 1] = <int32_t>before
        put_into(<int32_t*>starts + size, <int32_t*>ends + size, work, start, count)
    places.length += count
    return True


cdef inline uint32_t place_map(
    const Map* map, const unit* source, Py_ssize_t length, Py_ssize_t size, Py_ssize_t offset,
    place* starts, place* ends
) noexcept nogil:
    """Write the places of the result of a map, of ``size`` code points, where the source starts at ``offset``.

    Return a bit for each action that was met. What is deleted at the start is left to the caller.
    """
    cdef Py_ssize_t i = 0, j = 0, k, count
    cdef uint32_t entry, seen = 0
    while i < length:
        entry = entry_of(map, source[i])
        if entry >> 24:
            break
        seen = 1
        i += 1
    while j < size:
        entry = entry_of(map, source[i])
        seen |= <uint32_t>1 << (entry >> 24)
        starts[j] = <place>(offset + i)
        if entry < MANY:
            j += entry >> 24
            ends[j - 1] = <place>(offset + i + 1)
        else:
            count = map.pool[entry & OPERAND]
            for k in range(count):
                starts[j + k] = <place>(offset + i)
                ends[j + k] = <place>(offset + i + 1)
            j += count
        i += 1
    if size and i < length:
        seen |= 1
        ends[size - 1] = <place>(offset + length)
    return seen


cdef inline uint32_t place_map_in(
    const Map* map, int kind, const void* source, Py_ssize_t length, Py_ssize_t size, Py_ssize_t offset,
    place* starts, place* ends
) noexcept nogil:
    if kind == 1:
        return place_map(map, <const uint8_t*>source, length, size, offset, starts, ends)
    if kind == 2:
        return place_map(map, <const uint16_t*>source, length, size, offset, starts, ends)
    return place_map(map, <const uint32_t*>source, length, size, offset, starts, ends)


cdef inline uint32_t put_map(
    Places* places, const Map* map, int kind, const void* source, Py_ssize_t length, Py_ssize_t count, Py_ssize_t start
) noexcept nogil:
    """Add the places of ``count`` code points that a map makes of a part of the source, for which there is room.

    Return a bit for each action of the map that was met.
    """
    cdef char* starts = data_of(places.starts)
    cdef char* ends = data_of(places.ends)
    cdef Py_ssize_t size = places.length
    cdef uint32_t seen
    if places.wide:
        seen = place_map_in(
            map, kind, source, length, count, start, <int64_t*>starts + size, <int64_t*>ends + size
        )
        if size:
            (<int64_t*>ends)[size - 1] = (<int64_t*>starts)[size] if count else start + length
        elif count:
            (<int64_t*>starts)[0] = 0
    else:
        seen = place_map_in(
            map, kind, source, length, count, start, <int32_t*>starts + size, <int32_t*>ends + size
        )
        if size:
            (<int32_t*>ends)[size - 1] = (<int32_t*>starts)[size] if count else <int32_t>(start + length)
        elif count:
            (<int32_t*>starts)[0] = 0
    places.length += count
    return seen


cdef inline int align_short(
    const Plan* plan, const Text* chunk, Text* other, Places* places, Py_ssize_t start
) noexcept nogil:
    """Write the result of a chunk to ``other`` if the shortcut serves, and its places.

    Return 1 if it does, 0 if it does not, -1 where memory runs out. It does not where something is deleted and
    something expanded: which of the stages comes first then makes a difference.
    """
    cdef Py_ssize_t written, read
    cdef uint32_t seen = 0
    other.length = 0
    if not (plan.shortcut and plan.quiets):
        return 0
    if not reserve(other, chunk.length + SPARE):
        return -1
    written = write_in(&plan.map, 4, chunk.points, chunk.length, 4, other.points, chunk.length + SPARE, &read, &seen)
    if written < 0 or read < chunk.length or not is_quiet_in(4, other.points, written, &plan.quiet):
        return 0
    if not reserve_places(places, written):
        return -1
    if put_map(places, &plan.map, 4, chunk.points, chunk.length, written, start) & BOTH == BOTH:
        places.length -= written
        return 0
    other.length = written
    return 1


cdef inline int align_str(
    const Plan* plan, int kind, const void* source, Py_ssize_t length, Text* result, Places* places
) noexcept nogil:
    """Write places and the result; return 1 if it may differ, 0 if not (then it is incomplete), -1 without memory."""
    cdef Work work
    cdef Text other
    cdef Text* made
    cdef Py_ssize_t start = 0, end
    cdef int status, changed = 0
    memset(&work, 0, sizeof(Work))
    other.points, other.length, other.room = NULL, 0, 0
    while start < length and changed >= 0:
        end = cut_behind(plan.cut, kind, source, start, length)
        work.filled = False
        made = &other
        status = -1
        if widen(kind, source, start, end - start, &work.text):
            status = align_short(plan, &work.text, &other, places, start)
            if status == 0:
                made = &work.text
                status = align_stages(plan.stages, plan.count, &work, end - start, start == 0)
                if status >= 0 and not put(places, &work, start, end - start):
                    status = -1
            elif status > 0:
                status = work.text.length != other.length or memcmp(
                    work.text.points, other.points, other.length * sizeof(uint32_t)
                ) != 0
        if status > 0 and not changed:
            changed = 1
            if not (reserve(result, length) and widen(kind, source, 0, start, result)):
                status = -1
        if status < 0 or (changed and not append(result, made.points, made.length)):
            changed = -1
        start = end
    drop_work(&work)
    drop(&other)
    return changed
