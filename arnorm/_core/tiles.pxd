"""All stages on a long str in the width in which it is stored: no Python objects, no GIL.

The shortcut is tried on one tile of text after the other. As long as nothing changes nothing is written. Where what it
wrote is not quiet, that is mended between anchors of the stages behind it. Where it does not serve, a window of the
source goes through all stages: from an anchor, or a cut, before that place to one behind it. So the text falls into
parts which share no more than anchors, and each part has its own result.
"""

from libc.stdint cimport uint32_t
from libc.string cimport memmove

from arnorm._core.anchors cimport is_anchor
from arnorm._core.between cimport Gap, Memory, known_between, run_between
from arnorm._core.chunks cimport Plan, first_trouble, run_chunk, widen
from arnorm._core.map_loops cimport MANY, OPERAND, GUARD, Map, entry_of, first_change_in, write_in
from arnorm._core.text_buffer cimport Text, reserve
from arnorm._core.widths cimport copy_points, point_at

cdef enum:
    FIRST_TILE = 128            # code points that are tried at once; behind trouble few, then twice as many each time
    LAST_TILE = 4096
    SHORT_TILE = 256            # the same where troubles crowd: each costs something for all that was written behind it
    COUNTED = 32                # code points that are counted one by one to find a place
    FIRST_WINDOW = 4            # code points behind which a window ends as soon as it can; more where troubles crowd
    LAST_WINDOW = 1024
    CROWDED = 48

cdef enum Halt:                 # why no more tiles are worked on
    NO_MEMORY = -1
    DONE
    CHANGES                     # there has to be a place for the result
    GROWS                       # there has to be more of it
    WIDENS                      # the result does not fit the width of its place


cdef struct Course:
    int kind                    # of the source
    const char* source
    Py_ssize_t length
    int width                   # of the target, NULL as long as nothing changed
    char* target
    uint32_t limit              # the largest code point that fits
    Py_ssize_t room
    Py_ssize_t size             # of the result of what was read
    Py_ssize_t read
    Py_ssize_t checked          # how much of the result is known to be quiet but for its last pair
    Py_ssize_t base             # of what was read, and its result, from where on the map wrote all of it
    Py_ssize_t base_size
    Py_ssize_t start            # of the part of the text that the shortcut is at
    Py_ssize_t start_size       # where its result begins
    bint shared                 # whether it begins with an anchor
    Py_ssize_t mended           # in its result in front of this not all is as the map wrote it; -1 if it is
    Py_ssize_t hole             # code points in front of what is mended that are not of the result
    Py_ssize_t tile
    Py_ssize_t window
    Py_ssize_t more             # how much more room a window needs
    Text chunk
    Text other
    Memory memory


cdef inline void begin(Course* course, int kind, const void* source, Py_ssize_t length) noexcept nogil:
    course.kind, course.source, course.length = kind, <const char*>source, length
    course.width, course.target, course.room, course.limit = kind, NULL, 0, 0
    course.size = course.read = course.start = course.start_size = course.more = 0
    course.checked = course.base = course.base_size = course.hole = 0
    course.mended = -1
    course.shared = course.memory.begun = False
    course.tile, course.window = LAST_TILE, FIRST_WINDOW
    course.chunk.points, course.chunk.length, course.chunk.room = NULL, 0, 0
    course.other.points, course.other.length, course.other.room = NULL, 0, 0


cdef inline void give_place(Course* course, int width, char* target, Py_ssize_t room, uint32_t limit) noexcept nogil:
    """Let the result go to ``target``, which has no more than the result of nothing changed."""
    course.width, course.target, course.room, course.limit = width, target, room, limit
    copy_points(course.kind, course.source, course.read, width, target)


cdef inline Py_ssize_t written_for(const Map* map, uint32_t c) noexcept nogil:
    """Return how many code points a map makes of one."""
    cdef uint32_t entry = entry_of(map, c)
    return <Py_ssize_t>(entry >> 24) if entry < MANY else 0 if entry >= GUARD else map.pool[entry & OPERAND]


cdef inline bint fits(const Course* course, const uint32_t* points, Py_ssize_t count) noexcept nogil:
    """Return whether code points can be written to the result."""
    cdef Py_ssize_t i
    cdef uint32_t seen = 0
    for i in range(count):
        seen = max(seen, points[i])
    return seen <= course.limit


cdef inline bint is_source(
    const Course* course, Py_ssize_t start, const uint32_t* points, Py_ssize_t count
) noexcept nogil:
    """Return whether the source has these code points at a place."""
    cdef Py_ssize_t i
    for i in range(count):
        if point_at(course.kind, course.source, start + i) != points[i]:
            return False
    return True


cdef inline bint is_cut(const Plan* plan, const Course* course, Py_ssize_t i) noexcept nogil:
    return plan.cut >= 0 and point_at(course.kind, course.source, i - 1) == <uint32_t>plan.cut


cdef inline Halt run_window(
    const Plan* plan, Course* course, Py_ssize_t trouble, Py_ssize_t place, bint guarded
) noexcept nogil:
    """Take a window around a code point of the source through the stages.

    ``place`` is that of the code point in the result. What is ``guarded`` lies in no part that the shortcut serves.
    What the map has written of the code points behind the window moves to where its result ends.
    """
    cdef Py_ssize_t start = trouble, end = trouble + course.window, count, after, i, left, size
    cdef bint shared = course.shared, sharing = False
    cdef const uint32_t* points
    left = place
    while start > course.start:
        if left < course.mended:
            start = course.start
            break
        if is_cut(plan, course, start):
            shared = False
            break
        if start + guarded < trouble and is_anchor(plan.anchors, course.kind, course.source, start, course.length):
            shared = True
            break
        start -= 1
        if course.mended >= 0:
            left -= written_for(&plan.map, point_at(course.kind, course.source, start))
    while end < course.length and not is_cut(plan, course, end):
        if is_anchor(plan.anchors, course.kind, course.source, end, course.length):
            sharing = True
            break
        end += 1
    end = min(end, course.length)
    after = end + 2 * sharing
    if not widen(course.kind, course.source, start, after - start, &course.chunk):
        return NO_MEMORY
    if run_chunk(plan, &course.chunk, &course.other) < 0:
        return NO_MEMORY
    points = course.chunk.points + shared
    count = course.chunk.length - shared - sharing
    after = end + sharing
    if course.target == NULL:
        if after - start - shared != count or not is_source(course, start + shared, points, count):
            return CHANGES
        course.size = course.read = course.checked = after
        course.tile = FIRST_TILE
    else:
        left = place
        if start == course.start:
            place = course.start_size + shared
        else:
            for i in range(start + shared, trouble):
                place -= written_for(&plan.map, point_at(course.kind, course.source, i))
        for i in range(trouble, min(after, course.read)):
            left += written_for(&plan.map, point_at(course.kind, course.source, i))
        left = course.size - left if after < course.read else 0
        size = place + count + left
        course.more = size + course.length - max(after, course.read)
        if course.more > course.room:
            return GROWS
        if left and place + count + left != course.size:
            memmove(
                course.target + (place + count) * course.width,
                course.target + (course.size - left) * course.width,
                left * course.width,
            )
        if not fits(course, points, count):
            return WIDENS
        copy_points(4, points, count, course.width, course.target + place * course.width)
        course.size, course.read = size, max(after, course.read)
        course.base, course.base_size = after, place + count
        course.checked = place + count
        course.tile = max(course.tile >> 1, SHORT_TILE)
    course.window = min(2 * course.window, LAST_WINDOW) if trouble - course.start < CROWDED else FIRST_WINDOW
    course.start, course.shared = end, sharing
    course.start_size = course.checked - sharing
    course.mended = -1
    return DONE


cdef inline void close_up(Course* course, Py_ssize_t end) noexcept nogil:
    """Move what lies between the hole and a place behind it to where the result ends that is in front of it."""
    if course.hole:
        memmove(
            course.target + (course.mended - course.hole) * course.width,
            course.target + course.mended * course.width,
            (end - course.mended) * course.width,
        )


cdef inline void close_hole(Course* course) noexcept nogil:
    close_up(course, course.size)
    if course.hole:
        course.mended -= course.hole
        course.checked -= course.hole
        course.size -= course.hole
        course.hole = 0


cdef inline bint mend(const Plan* plan, Course* course, Py_ssize_t place) noexcept nogil:
    """Do what the stages behind the shortcut do around a place in the result; return whether that can be done."""
    cdef Gap gap
    cdef Py_ssize_t start = max(course.start_size, course.mended), size
    cdef bint last = course.read == course.length
    if plan.between == NULL:
        return False
    if not known_between(
        plan, &course.memory, course.width, course.target, start, place, course.size, &gap, &course.chunk, &course.other
    ) and not run_between(
        plan, course.width, course.target, start, place, course.window - FIRST_WINDOW + 1, course.size, last, &gap,
        &course.chunk, &course.other
    ):
        return False
    size = gap.start - course.hole
    if size + gap.count > gap.end or not fits(course, gap.points, gap.count):
        return False
    # What lies between two places that are mended moves once.
    close_up(course, gap.start)
    copy_points(4, gap.points, gap.count, course.width, course.target + size * course.width)
    course.hole = gap.end - size - gap.count
    course.mended, course.checked = gap.end, min(gap.end + 1, course.size)
    course.window = min(2 * course.window, LAST_WINDOW) if place - start < CROWDED else FIRST_WINDOW
    if gap.end == course.size:
        close_hole(course)
    return True


cdef inline void begin_part(const Plan* plan, Course* course) noexcept nogil:
    """Let a part begin behind what is mended, at an anchor near the end of what was read, if there is one."""
    cdef Py_ssize_t i = course.read, place = course.size
    while course.read - i < COUNTED:
        i -= 1
        place -= written_for(&plan.map, point_at(course.kind, course.source, i))
        if place < course.mended:
            break
        if is_anchor(plan.anchors, course.kind, course.source, i, course.length):
            course.start, course.start_size, course.shared, course.mended = i, place, True, -1
            break


cdef inline Py_ssize_t find_trouble(
    const Plan* plan, const Course* course, int kind, const void* text, Py_ssize_t size, Py_ssize_t end, bint last
) noexcept nogil:
    """Return the first place for which the part of a text from the start of the course to ``end`` is not quiet, or -1.

    All is well up to ``size``, which may be the last place of a pair; ``last`` says that the text ends there.
    """
    cdef Py_ssize_t start = max(course.start_size, course.mended), i = max(size - 2, start)
    if end == start:
        return -1
    if i == start and point_at(kind, text, start) == plan.quiet.key:
        return start
    i = first_trouble(plan, &plan.quiet, kind, text, i, end)
    if i < end:
        return i
    return end - 1 if last and point_at(kind, text, end - 1) == plan.quiet.key else -1


cdef inline void read_tile(Course* course, Py_ssize_t end) noexcept nogil:
    course.read = end
    course.tile = min(2 * course.tile, LAST_TILE)


cdef inline Halt skip_tile(const Plan* plan, Course* course) noexcept nogil:
    """Look whether anything changes in a tile."""
    cdef Py_ssize_t end = min(course.read + course.tile, course.length), stop, trouble
    cdef int kind = course.kind
    stop = course.read + first_change_in(&plan.map, kind, course.source + course.read * kind, end - course.read)
    trouble = find_trouble(plan, course, kind, course.source, course.read, stop, stop == course.length)
    if trouble >= 0:
        return run_window(plan, course, trouble, trouble, False)
    course.size = course.checked = stop
    read_tile(course, stop)
    if stop == end:
        return DONE
    if entry_of(&plan.map, point_at(kind, course.source, stop)) >= GUARD:
        return run_window(plan, course, stop, stop, True)
    return CHANGES


cdef inline Halt write_tile(const Plan* plan, Course* course) noexcept nogil:
    """Write the result of a tile, unless that of the last one is still to be looked at, and look at it."""
    cdef Py_ssize_t end = course.read, read = 0, written, place, i
    cdef int kind = course.kind, width = course.width
    cdef uint32_t seen = 0
    cdef bint guarded = False
    if course.checked == course.size:
        if course.mended >= 0:
            begin_part(plan, course)
        end = min(course.read + course.tile, course.length)
        written = write_in(
            &plan.map, kind, course.source + course.read * kind, end - course.read, width,
            course.target + course.size * width, course.room - course.size - (course.length - end), &read, &seen
        )
        guarded = written < 0
        if guarded:
            written = ~written
        course.base, course.base_size = course.read, course.size
        course.size += written
        read_tile(course, course.read + read)
    place = find_trouble(
        plan, course, width, course.target, course.checked, course.size, course.read == course.length
    )
    if place >= 0:
        if mend(plan, course, place):
            return DONE
        place -= course.hole
        close_hole(course)
        i = find_source(plan, course, &place)
        return run_window(plan, course, i, place, False)
    close_hole(course)
    course.checked = course.size
    if guarded:
        return run_window(plan, course, course.read, course.size, True)
    if course.read == end:
        return DONE
    course.more = course.size + course.length - course.read
    course.more += written_for(&plan.map, point_at(kind, course.source, course.read))
    return GROWS


cdef inline Py_ssize_t find_source(const Plan* plan, Course* course, Py_ssize_t* place) noexcept nogil:
    """Return the code point of the source that a place in the result is of, and set the place to the first of it."""
    cdef Py_ssize_t i = course.base, j = course.base_size, written, read = 0, piece
    cdef int kind = course.kind, width = course.width
    cdef uint32_t seen = 0
    # Most code points become one: so much is written once more, then what was deleted of it, and the rest is counted.
    if course.mended >= 0 or course.size - place[0] < place[0] - j:
        i, j = course.read, course.size
        while j - place[0] > COUNTED:
            piece = min(j - place[0], i - course.base)
            course.other.length = 0
            if piece == 0 or not reserve(&course.other, piece):
                break
            written = write_in(
                &plan.map, kind, course.source + (i - piece) * kind, piece, width, course.other.points, piece,
                &read, &seen
            )
            if written < 0 or read < piece or j - written < place[0]:
                break
            i -= piece
            j -= written
    while j > place[0]:
        i -= 1
        j -= written_for(&plan.map, point_at(kind, course.source, i))
    while place[0] - j > COUNTED:
        piece = min(place[0] - j, course.length - i)
        course.other.length = 0
        if not reserve(&course.other, piece):
            break
        written = write_in(
            &plan.map, kind, course.source + i * kind, piece, width, course.other.points, piece, &read, &seen
        )
        if written < 0 or read < piece or j + written > place[0]:
            break
        i += piece
        j += written
    while True:
        written = written_for(&plan.map, point_at(kind, course.source, i))
        if j + written > place[0]:
            place[0] = j
            return i
        i += 1
        j += written


cdef inline Halt run_tiles(const Plan* plan, Course* course) noexcept nogil:
    """Go on until all is read, or the caller has something to do about the place of the result."""
    cdef Halt halt = DONE
    while halt == DONE and (course.read < course.length or course.checked < course.size):
        halt = skip_tile(plan, course) if course.target == NULL else write_tile(plan, course)
    return halt
