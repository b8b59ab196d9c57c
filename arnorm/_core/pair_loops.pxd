"""The loop of a stage that pairs marks, over the tables that ``pairs`` describes: no Python objects, no GIL."""

from cpython.mem cimport PyMem_RawFree, PyMem_RawMalloc
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memset

from arnorm._core.bits cimport STACKED, find_changes, next_set
from arnorm._core.map_loops cimport DIRECT, Map
from arnorm._core.text_buffer cimport Text, append

cdef enum:
    SOLID = 1                   # pairs.SOLID and the other roles
    TRANSPARENT = 2
    BREAK = 3
    ROUNDS = 8
    MARK = 0x10
    SIDE = 0x0F
    OPEN = 1
    CLOSE = 2
    EITHER = 3
    APOSTROPHE = 4


cdef struct Pairs:
    const uint16_t* index
    const uint8_t* roles
    uint32_t written[4]
    Map marked                  # changes marks and breaks


cdef struct Mark:
    Py_ssize_t place
    Py_ssize_t partner          # the number of the mark that closes the pair, -1 as long as there is none
    uint8_t role
    bint inner


cdef inline uint8_t role_of(const Pairs* table, uint32_t c) noexcept nogil:
    if c < DIRECT:
        return table.roles[c]
    return table.roles[(<size_t>table.index[c >> 8] << 8) | (c & 0xFF)]


cdef inline Py_ssize_t count_marks(const Pairs* table, const Text* text, const uint64_t* bits) noexcept nogil:
    cdef Py_ssize_t i = next_set(bits, 0, text.length), count = 0
    while i < text.length:
        count += role_of(table, text.points[i]) > SIDE
        i = next_set(bits, i + 1, text.length)
    return count


cdef inline int side_of(
    const Pairs* table, const Text* text, Py_ssize_t place, uint8_t role, bint is_open
) noexcept nogil:
    """Return on which side of a pair the mark stands, 0 for none."""
    cdef Py_ssize_t i = place - 1
    cdef bint before, behind
    cdef int side = role & SIDE
    if side < EITHER:
        return side
    while i >= 0 and role_of(table, text.points[i]) == TRANSPARENT:
        i -= 1
    before = i >= 0 and role_of(table, text.points[i]) == SOLID
    i = place + 1
    while i < text.length and role_of(table, text.points[i]) == TRANSPARENT:
        i += 1
    behind = i < text.length and role_of(table, text.points[i]) == SOLID
    if before != behind:
        return OPEN if behind else CLOSE
    if side == APOSTROPHE and before:
        return 0
    return CLOSE if is_open else OPEN


cdef inline Py_ssize_t find_pairs(
    const Pairs* table, const Text* text, const uint64_t* bits, Mark* marks, Py_ssize_t* stack
) noexcept nogil:
    """Write every mark of the text, the number of its partner where it opens a pair; return how many marks close one.

    ``bits`` are set where marks and breaks stand. ``stack`` holds the numbers of the marks that are open; a counter for
    each group says whether looking is worth it.
    """
    cdef Py_ssize_t i = next_set(bits, 0, text.length), place, number = 0, depth = 0, opened, found = 0
    cdef Py_ssize_t of_group[16]
    cdef uint8_t role
    cdef int side, group
    memset(of_group, 0, sizeof(of_group))
    while i < text.length:
        place = i
        i = next_set(bits, i + 1, text.length)
        role = role_of(table, text.points[place])
        if role == BREAK:
            depth = 0
            memset(of_group, 0, sizeof(of_group))
        if role <= SIDE:
            continue
        group = role // MARK
        marks[number].place, marks[number].partner, marks[number].role = place, -1, role
        side = side_of(table, text, place, role, of_group[group] != 0)
        if side == OPEN:
            stack[depth] = number
            depth += 1
            of_group[group] += 1
        elif side == CLOSE and of_group[group]:
            while True:
                depth -= 1
                opened = stack[depth]
                of_group[marks[opened].role // MARK] -= 1
                if marks[opened].role // MARK == group:
                    break
            marks[opened].partner = number
            found += 1
        number += 1
    return found


cdef inline bint write_at(Text* text, Py_ssize_t place, uint32_t c) noexcept nogil:
    """Write a code point; return whether it is another one."""
    cdef bint other = text.points[place] != c
    text.points[place] = c
    return other


cdef inline bint write_pairs(
    const Pairs* table, Text* text, Mark* marks, Py_ssize_t count, Py_ssize_t* stack
) noexcept nogil:
    """Write the marks of every pair over the old ones; return if any changes. ``stack`` holds the pairs around one."""
    cdef Py_ssize_t number, depth = 0
    cdef bint changed = False
    cdef Mark* mark
    for number in range(count):
        mark = &marks[number]
        while depth and marks[stack[depth - 1]].partner <= number:
            depth -= 1
        if mark.partner < 0:
            continue
        mark.inner = not marks[stack[depth - 1]].inner if depth else mark.role // MARK % 2 == 0
        stack[depth] = number
        depth += 1
        changed |= write_at(text, mark.place, table.written[2 * mark.inner])
        changed |= write_at(text, marks[mark.partner].place, table.written[2 * mark.inner + 1])
    return changed


cdef inline int run_pairs(const Pairs* table, const Text* text, Text* result) noexcept nogil:
    """Write the result; return 1 if there are pairs, 0 if not (then ``result`` is empty), -1 where memory runs out."""
    cdef uint64_t words[STACKED]
    cdef uint64_t* bits = find_changes(&table.marked, text.points, text.length, words)
    cdef Py_ssize_t count
    cdef Mark* marks
    cdef Py_ssize_t* stack
    cdef int status = 0, round = 1
    if bits == NULL:
        return -1
    count = count_marks(table, text, bits)
    if count < 2:
        if bits != words:
            PyMem_RawFree(bits)
        return 0
    marks = <Mark*>PyMem_RawMalloc(count * sizeof(Mark))
    stack = <Py_ssize_t*>PyMem_RawMalloc(count * sizeof(Py_ssize_t))
    if marks == NULL or stack == NULL:
        status = -1
    elif find_pairs(table, text, bits, marks, stack):
        if append(result, text.points, text.length):
            status = write_pairs(table, result, marks, count, stack)
            while (
                status
                and round < ROUNDS
                and find_pairs(table, result, bits, marks, stack)
                and write_pairs(table, result, marks, count_marks(table, result, bits), stack)
            ):
                round += 1
        else:
            status = -1
    PyMem_RawFree(marks)
    PyMem_RawFree(stack)
    if bits != words:
        PyMem_RawFree(bits)
    return status
