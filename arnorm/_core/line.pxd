"""Rows of a column that several threads work on, whose results stand in one line. No Python objects, no GIL.

One thread is the front: the results of all rows before its own have their place, so that it writes where they stay. The
others work ahead, in memory of their own that stays in the cache. Where the front comes to the rows of one of them,
that one stops, is told where its results begin, and copies them, while the front goes on behind them. So the front
waits for no longer than a step takes, and what it writes is written once.
"""

from cpython.mem cimport PyMem_RawCalloc, PyMem_RawFree
from cpython.pythread cimport (
    NOWAIT_LOCK, WAIT_LOCK, PyThread_acquire_lock, PyThread_allocate_lock, PyThread_free_lock, PyThread_release_lock,
    PyThread_type_lock,
)
from libc.stdint cimport int64_t

from arnorm._core.rows cimport Strings, offset_of

cdef extern from "Python.h":
    unsigned long INVALID_THREAD "PYTHREAD_INVALID_THREAD_ID"
    unsigned long PyThread_start_new_thread(void (*work)(void*) noexcept nogil, void* argument) noexcept nogil

cdef extern from "atomic.h" nogil:
    bint is_set "arnorm_is_set"(const bint* flag)
    void set_flag "arnorm_set"(bint* flag, bint value)

cdef enum:
    TRIES = 4096                # looks at a lock before a thread sleeps: most waits are shorter than to be woken takes
    ROW = 16                    # bytes that a row counts at least
    STEP = 1 << 13              # bytes that those ahead do between two looks at whether they are awaited, at most
    LEAD = 4                    # times as many that the front does, for whom nobody waits


cdef struct Ahead:
    bint busy                   # whether a thread has it
    bint awaited                # whether the front has come to its rows: read without a lock
    int64_t first               # the row that it began with, -1 once its results have their place
    int64_t last                # behind the rows that it may take
    int64_t row                 # behind those that are done
    void* part                  # their results
    PyThread_type_lock ready    # given back when they are done, for the front
    PyThread_type_lock placed   # given back when it is known where they begin
    PyThread_type_lock copied   # held while they are copied


cdef struct Kind:               # what is done with rows; a part is what a thread has for results of its own
    bint (*do)(void* shared, void* part, int64_t first, int64_t end) noexcept nogil     # the next rows, in their place
    void (*begin)(void* shared, void* part, int64_t first, int64_t end) noexcept nogil  # a part of at most these rows
    bint (*add)(void* shared, void* part, int64_t first, int64_t end) noexcept nogil    # rows to a part
    bint (*place)(void* shared, void* part, int64_t end) noexcept nogil                 # a part that ends with a row
    void (*copy)(void* shared, void* part) noexcept nogil                               # it to its place


cdef struct Line:
    const Kind* kind
    void* shared                # what its functions get
    const Strings* strings
    int64_t chunk               # bytes that a thread works on ahead, at most
    int64_t step                # and before it looks whether it is awaited
    int threads
    Ahead* ahead                # one a thread
    PyThread_type_lock lock     # that of what follows, and of what is told of those ahead
    bint led                    # whether a thread is the front
    bint ended                  # whether all rows are done, or given up
    int64_t reached             # the front has done the rows before this one, or is at work on them
    int64_t taken               # and those ahead have begun with the rows before this one
    int working                 # threads that were started for it and have not ended
    PyThread_type_lock rest     # given back when none of them is left


cdef inline void hold(PyThread_type_lock lock) noexcept nogil:
    cdef int _
    for _ in range(TRIES):
        if PyThread_acquire_lock(lock, NOWAIT_LOCK):
            return
    PyThread_acquire_lock(lock, WAIT_LOCK)


cdef inline bint open_line(
    Line* line, const Kind* kind, void* shared, const Strings* strings, int threads, int64_t chunk
) noexcept:
    """Begin with the first row; return False where memory runs out. What was made is given back by `close_line`."""
    cdef int k
    cdef Ahead* ahead
    line.kind, line.shared = kind, shared
    line.strings, line.threads, line.chunk, line.step = strings, threads, max(chunk, 1), min(chunk // 8, STEP)
    line.lock, line.rest = PyThread_allocate_lock(), PyThread_allocate_lock()
    line.ahead = <Ahead*>PyMem_RawCalloc(threads, sizeof(Ahead))
    if line.lock == NULL or line.rest == NULL or line.ahead == NULL:
        return False
    PyThread_acquire_lock(line.rest, NOWAIT_LOCK)
    for k in range(threads):
        ahead = &line.ahead[k]
        ahead.first = -1
        ahead.ready, ahead.placed = PyThread_allocate_lock(), PyThread_allocate_lock()
        ahead.copied = PyThread_allocate_lock()
        if ahead.ready == NULL or ahead.placed == NULL or ahead.copied == NULL:
            return False
        PyThread_acquire_lock(ahead.ready, NOWAIT_LOCK)
        PyThread_acquire_lock(ahead.placed, NOWAIT_LOCK)
    return True


cdef inline void free_lock(PyThread_type_lock lock) noexcept:
    if lock != NULL:
        PyThread_free_lock(lock)


cdef inline void close_line(Line* line) noexcept:
    cdef int k
    if line.ahead != NULL:
        for k in range(line.threads):
            free_lock(line.ahead[k].ready)
            free_lock(line.ahead[k].placed)
            free_lock(line.ahead[k].copied)
    free_lock(line.lock)
    free_lock(line.rest)
    PyMem_RawFree(line.ahead)
    line.ahead, line.lock, line.rest = NULL, NULL, NULL


cdef inline int64_t row_behind(const Line* line, int64_t row, int64_t size) noexcept nogil:
    """Return the first row that begins so many bytes behind another, at least the next."""
    cdef int64_t low = row + 1, high = min(line.strings.length, row + size // ROW + 1), middle, target
    if row >= line.strings.length:
        return line.strings.length
    target = offset_of(line.strings, row) + size
    while low < high:
        middle = (low + high) // 2
        if offset_of(line.strings, middle) < target:
            low = middle + 1
        else:
            high = middle
    return low


# --------------------------------------------------------------------------------------------------------- of the front

cdef inline bint take_lead(Line* line) noexcept nogil:
    """Become the front, where there is none."""
    cdef bint led
    hold(line.lock)
    led = line.led
    line.led = True
    PyThread_release_lock(line.lock)
    return not led


cdef inline Ahead* next_rows(Line* line, int64_t* first, int64_t* end) noexcept nogil:
    """Set which rows the front does next, none where none are left; or return whose rows are done instead."""
    cdef int k
    cdef Ahead* found = NULL
    hold(line.lock)
    first[0] = end[0] = line.reached
    for k in range(line.threads):
        if line.ahead[k].first >= 0 and (found == NULL or line.ahead[k].first < found.first):
            found = &line.ahead[k]
    if found == NULL or found.first > line.reached:
        end[0] = row_behind(line, line.reached, LEAD * line.step)
        if found != NULL:
            end[0] = min(end[0], found.first)
        line.reached, found = end[0], NULL
    else:
        set_flag(&found.awaited, True)
    PyThread_release_lock(line.lock)
    if found != NULL:
        hold(found.ready)
    return found


cdef inline void go_on_behind(Line* line, Ahead* ahead) noexcept nogil:
    """Let another thread copy its results, whose place it can know now, and go on behind them."""
    cdef int k
    hold(ahead.copied)
    hold(line.lock)
    ahead.first = -1
    line.reached = ahead.row
    for k in range(line.threads):
        if line.ahead[k].first >= 0:
            break
    else:
        line.taken = line.reached       # the front does what that one left
    PyThread_release_lock(line.lock)
    PyThread_release_lock(ahead.placed)


cdef inline void await_copies(const Line* line) noexcept nogil:
    """Wait until nobody copies any more."""
    cdef int k
    for k in range(line.threads):
        hold(line.ahead[k].copied)
        PyThread_release_lock(line.ahead[k].copied)


cdef inline void end_line(Line* line) noexcept nogil:
    """Give out no more rows, and let those go who are ahead."""
    cdef int k
    hold(line.lock)
    line.ended = True
    line.reached = line.taken = line.strings.length
    for k in range(line.threads):
        set_flag(&line.ahead[k].awaited, True)
    PyThread_release_lock(line.lock)
    for k in range(line.threads):
        if line.ahead[k].first >= 0:
            hold(line.ahead[k].ready)
            line.ahead[k].row = line.strings.length
            go_on_behind(line, &line.ahead[k])


# ----------------------------------------------------------------------------------------------- of those who are ahead

cdef inline Ahead* begin_ahead(Line* line, void* part) noexcept nogil:
    """Begin with rows ahead of the front, whose results will be in a part; return NULL where none are left."""
    cdef int k
    cdef int64_t chunk, row
    cdef Ahead* found = NULL
    hold(line.lock)
    for k in range(line.threads):
        if not line.ahead[k].busy:
            found = &line.ahead[k]
    row = max(line.reached, line.taken)
    if found == NULL or line.ended or row >= line.strings.length:
        found = NULL
    else:
        # Between any two who are ahead there is room for the front to do its share; near the end all take less.
        chunk = (offset_of(line.strings, line.strings.length) - offset_of(line.strings, row)) // (2 * line.threads)
        chunk = min(max(chunk, line.step), line.chunk)
        row = row_behind(line, row, chunk // max(line.threads - 1, 1))
        if row >= line.strings.length:
            found = NULL
        else:
            found.busy, found.part = True, part
            set_flag(&found.awaited, False)
            if line.threads == 2:
                chunk *= 2          # it comes in nobody's way, and goes on until it is awaited
            found.first, found.row, found.last = row, row, row_behind(line, row, chunk)
            line.taken = found.last
    PyThread_release_lock(line.lock)
    return found


cdef inline int64_t step_behind(Line* line, const Ahead* ahead) noexcept nogil:
    """Return behind which row the next step ends: where the last one ended, if there is no time for another."""
    return ahead.row if is_set(&ahead.awaited) else min(row_behind(line, ahead.row, line.step), ahead.last)


cdef inline void await_place(Ahead* ahead) noexcept nogil:
    """Let the front have the results, and wait until it has said where they begin."""
    PyThread_release_lock(ahead.ready)
    hold(ahead.placed)


cdef inline void end_ahead(Line* line, Ahead* ahead) noexcept nogil:
    """Say that the results are copied."""
    PyThread_release_lock(ahead.copied)
    hold(line.lock)
    ahead.busy = False
    PyThread_release_lock(line.lock)


# ------------------------------------------------------------------------------------------------------ what threads do

cdef inline void lead(Line* line, void* part) noexcept nogil:
    """Do the rows that nobody else does, and give all their place, until there are no more or something fails."""
    cdef int64_t first = 0, end = 0
    cdef bint sound = True
    cdef Ahead* ahead
    while sound:
        ahead = next_rows(line, &first, &end)
        if ahead != NULL:
            sound = line.kind.place(line.shared, ahead.part, ahead.row)
            go_on_behind(line, ahead)
        elif first == end:
            break
        else:
            sound = line.kind.do(line.shared, part, first, end)
    end_line(line)


cdef inline void work_ahead(Line* line, Ahead* ahead) noexcept nogil:
    cdef int64_t end
    cdef bint sound = True
    line.kind.begin(line.shared, ahead.part, ahead.first, ahead.last)
    while sound:
        end = step_behind(line, ahead)
        if end == ahead.row:
            break
        sound = line.kind.add(line.shared, ahead.part, ahead.row, end)
        ahead.row = end
    await_place(ahead)
    line.kind.copy(line.shared, ahead.part)
    end_ahead(line, ahead)


cdef inline void work(Line* line, void* part) noexcept nogil:
    """Do what one of the threads does: work as long as there is some."""
    cdef Ahead* ahead
    if take_lead(line):
        lead(line, part)
        return
    while True:
        ahead = begin_ahead(line, part)
        if ahead == NULL:
            break
        work_ahead(line, ahead)


cdef inline void leave(Line* line) noexcept nogil:
    """Say that a thread ends: the last thing that it does."""
    cdef bint last
    hold(line.lock)
    line.working -= 1
    last = line.working == 0
    PyThread_release_lock(line.lock)
    if last:
        PyThread_release_lock(line.rest)


cdef inline void run_line(Line* line, void (*thread)(void*) noexcept nogil) noexcept nogil:
    """Do it all, in this thread and others that are started for it, know nothing of Python and end before this returns.

    What each does, which gets what functions of the kind get, ends with `leave`. Fewer threads than are meant to be are
    no error: the others do what they would have done.
    """
    hold(line.lock)
    line.working = 1
    while line.working < line.threads and PyThread_start_new_thread(thread, line.shared) != INVALID_THREAD:
        line.working += 1
    PyThread_release_lock(line.lock)
    thread(line.shared)
    hold(line.rest)
