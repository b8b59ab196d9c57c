"""The loop of a canonical stage, over the tables that ``canonical`` describes: no Python objects, no GIL."""

from cpython.mem cimport PyMem_RawFree
from libc.stdint cimport uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memset

from arnorm._core.bits cimport STACKED, find_changes, next_set
from arnorm._core.edits cimport Edits, note_difference
from arnorm._core.map_loops cimport DIRECT, KEEP, OPERAND, Map, entry_of
from arnorm._core.text_buffer cimport Text, append, drop, reserve

cdef enum:
    CLASS = 0xFF                # canonical.SECOND and the place of the rank
    SECOND = 0x100
    RANK_SHIFT = 12
    NO_RANK = 16
    FEW = 24                    # marks up to which a sequence is sorted by insertion


cdef struct Canonical:
    const uint16_t* index
    const uint16_t* marks
    const uint32_t* pairs
    uint32_t mask
    Map map
    Map marked                  # changes the code points of which anything is known


cdef inline uint32_t mark_of(const Canonical* table, uint32_t c) noexcept nogil:
    if c < DIRECT:
        return table.marks[c]
    return table.marks[(<size_t>table.index[c >> 8] << 8) | (c & 0xFF)]


cdef inline uint32_t composite_of(const Canonical* table, uint32_t first, uint32_t second) noexcept nogil:
    """Return what a pair composes to, 0 if it is none."""
    cdef uint32_t slot = (first * 31 + second) & table.mask
    cdef const uint32_t* pair = table.pairs + 3 * slot
    while pair[2]:
        if pair[0] == first and pair[1] == second:
            return pair[2]
        slot = (slot + 1) & table.mask
        pair = table.pairs + 3 * slot
    return 0


cdef inline bint out_of_order(uint32_t before, uint32_t mark) noexcept nogil:
    """Return whether a code point may not stay as it stands behind another, by what is known of both."""
    cdef uint32_t left = before & CLASS, right = mark & CLASS
    return (mark & SECOND) != 0 or (right != 0 and left != 0 and (left > right or (mark >> RANK_SHIFT) != 0))


cdef inline void sort_by(
    const Canonical* table, uint32_t* marks, Py_ssize_t count, uint32_t* spare, const uint32_t* keys
) noexcept nogil:
    """Sort by key, below 256, keeping the order of equal ones; ``keys`` NULL means the class, else a key for each."""
    cdef Py_ssize_t i, j
    cdef Py_ssize_t places[257]
    cdef uint32_t c, key
    if keys == NULL and count <= FEW:
        for i in range(1, count):
            c = marks[i]
            key = mark_of(table, c) & CLASS
            j = i
            while j > 0 and (mark_of(table, marks[j - 1]) & CLASS) > key:
                marks[j] = marks[j - 1]
                j -= 1
            marks[j] = c
        return
    memset(places, 0, sizeof(places))
    for i in range(count):
        places[(keys[i] if keys != NULL else mark_of(table, marks[i]) & CLASS) + 1] += 1
    for i in range(256):
        places[i + 1] += places[i]
    for i in range(count):
        key = keys[i] if keys != NULL else mark_of(table, marks[i]) & CLASS
        spare[places[key]] = marks[i]
        places[key] += 1
    for i in range(count):
        marks[i] = spare[i]


cdef inline bint rank_all(
    const Canonical* table, const uint32_t* marks, Py_ssize_t count, uint32_t* keys
) noexcept nogil:
    """Write for each of a sorted sequence its rank, or NO_RANK behind one of its class without; return if any moves."""
    cdef Py_ssize_t i
    cdef uint32_t mark, before = 0
    cdef bint leading = True, moves = False
    for i in range(count):
        mark = mark_of(table, marks[i])
        if (mark & CLASS) != before:
            before = mark & CLASS
            leading = True
        leading = leading and (mark >> RANK_SHIFT) != 0
        keys[i] = mark >> RANK_SHIFT if leading else NO_RANK
        moves = moves or leading
    return moves


cdef inline Py_ssize_t compose(const Canonical* table, uint32_t* points, Py_ssize_t count) noexcept nogil:
    """Compose in place what is in order; return how many code points are left."""
    cdef Py_ssize_t i, j = 0, base = -1
    cdef uint32_t mark, last = 0, composite
    for i in range(count):
        mark = mark_of(table, points[i])
        if (mark & SECOND) and base >= 0 and (base == j - 1 or 0 < last < (mark & CLASS)):
            composite = composite_of(table, points[base], points[i])
            if composite:
                points[base] = composite
                continue
        points[j] = points[i]
        last = mark & CLASS
        if last == 0:
            base = j
        j += 1
    return j


cdef inline bint rewrite(
    const Canonical* table, const uint32_t* piece, Py_ssize_t count, Text* work
) noexcept nogil:
    """Write a piece of text decomposed, sorted and composed to ``work``; return False where memory runs out."""
    cdef Py_ssize_t i, end, size
    cdef uint32_t entry
    cdef const uint32_t* decomposition
    work.length = 0
    for i in range(count):
        entry = entry_of(&table.map, piece[i])
        if entry == KEEP:
            if not append(work, &piece[i], 1):
                return False
        else:
            decomposition = table.map.pool + (entry & OPERAND)
            if not append(work, decomposition + 1, decomposition[0]):
                return False
    size = work.length
    if not reserve(work, 2 * size):     # behind the text: spare memory for sorting, and keys
        return False
    i = 0
    while i < size:
        end = i
        while end < size and (mark_of(table, work.points[end]) & CLASS) != 0:
            end += 1
        if end > i + 1:
            sort_by(table, work.points + i, end - i, work.points + size, NULL)
            if rank_all(table, work.points + i, end - i, work.points + 2 * size):
                sort_by(table, work.points + i, end - i, work.points + size, work.points + 2 * size)
        i = end + 1
    work.length = compose(table, work.points, size)
    return True


cdef inline int run_canonical(
    const Canonical* table, const Text* text, Text* result, Edits* edits
) noexcept nogil:
    """Write the result; return 1 if anything changed, 0 if not (then ``result`` is empty), -1 where memory runs out."""
    cdef Py_ssize_t i = 0, start = 0, end, copied = 0, length = text.length
    cdef const uint32_t* points = text.points
    cdef uint32_t mark, before = 0, seen = 0
    cdef uint64_t stack[STACKED]
    cdef uint64_t* bits = find_changes(&table.marked, points, length, stack)
    cdef Text work
    cdef int status = 0
    work.points, work.length, work.room = NULL, 0, 0
    if bits == NULL:
        return -1
    while i < length:
        mark = mark_of(table, points[i])
        if mark == 0:
            i = next_set(bits, i + 1, length)
            start = i - 1
            before = seen = 0
            continue
        elif out_of_order(before, mark):
            seen |= mark
            end = i + 1
            while end < length:
                mark = mark_of(table, points[end])
                if mark & (CLASS | SECOND) == 0:
                    break
                seen |= mark
                end += 1
            if seen < SECOND and end - start <= FEW and entry_of(&table.map, points[start]) == KEEP:
                # A class falls, but nothing composes, decomposes or moves to the front.
                if not (reserve(result, length - copied) and append(result, points + copied, end - copied)):
                    status = -1
                    break
                sort_by(table, result.points + result.length - (end - start), end - start, NULL, NULL)
                if not note_difference(
                    edits, start, points + start, end - start,
                    result.points + result.length - (end - start), end - start,
                ):
                    status = -1
                    break
                status = 1
                copied = end
            elif not rewrite(table, points + start, end - start, &work):
                status = -1
                break
            elif work.length != end - start or memcmp(work.points, points + start, work.length * sizeof(uint32_t)):
                if (status == 0 and not reserve(result, length + 16)) or not (
                    append(result, points + copied, start - copied)
                    and append(result, work.points, work.length)
                    and note_difference(edits, start, points + start, end - start, work.points, work.length)
                ):
                    status = -1
                    break
                status = 1
                copied = end
            i = end
            start = end
            before = seen = 0
            continue
        before = mark
        seen |= mark
        i += 1
    if status == 1 and not append(result, points + copied, length - copied):
        status = -1
    drop(&work)
    if bits != stack:
        PyMem_RawFree(bits)
    return status
