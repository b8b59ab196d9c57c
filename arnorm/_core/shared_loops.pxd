"""Rows that several threads normalize into one result. No Python objects, no GIL.

Each thread takes some rows after those that were taken last. Where all rows in front of them have their place, it
writes their results where they stay. Otherwise it normalizes them in memory of its own that stays in the cache, waits
for its turn, tells the next one where it may begin, and copies its results. So the result is not copied again to be put
together.
"""

from cpython.pythread cimport (
    NOWAIT_LOCK, WAIT_LOCK, PyThread_acquire_lock, PyThread_release_lock, PyThread_type_lock,
)
from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.string cimport memcpy

from arnorm._core.byte_buffer cimport Bytes, no_bytes, reserve_bytes
from arnorm._core.column_loops cimport (
    DONE, NARROW, NO_MEMORY, TOO_LARGE, Job, Outcome, Texts, copy_rows, normalize_rows,
)
from arnorm._core.rows cimport LARGE, Strings, row_at
from arnorm._core.text_buffer cimport advise

cdef extern from *:
    """
    #if defined(__SSE2__)
    #include <emmintrin.h>
    #endif
    static inline void arnorm_stream(uint8_t *target, const uint8_t *source, size_t size)
    {
    #if defined(__SSE2__)
        size_t k = (size_t)(0 - (uintptr_t)target) % 64;
        k = k < size ? k : size;
        memcpy(target, source, k);
        for (; k + 64 <= size; k += 64) {
            const __m128i *from = (const __m128i *)(source + k);
            __m128i *to = (__m128i *)(target + k);
            const __m128i a = _mm_loadu_si128(from), b = _mm_loadu_si128(from + 1);
            const __m128i c = _mm_loadu_si128(from + 2), d = _mm_loadu_si128(from + 3);
            _mm_stream_si128(to, a);
            _mm_stream_si128(to + 1, b);
            _mm_stream_si128(to + 2, c);
            _mm_stream_si128(to + 3, d);
        }
        _mm_sfence();
        memcpy(target + k, source + k, size - k);
    #else
        memcpy(target, source, size);
    #endif
    }
    """
    # Copy to memory that is not read soon, past the cache: lines that are written as a whole need not be read before.
    void stream "arnorm_stream"(uint8_t* target, const uint8_t* source, size_t size) noexcept nogil


cdef enum:
    STREAMED = 1 << 22          # bytes of a column from which its result is not expected to stay in the cache
    TRIES = 256                 # looks at a lock before a thread sleeps: most waits are shorter than to be woken takes
    ROW = 16                    # bytes that a row counts at least


cdef struct Shared:
    const Job* job
    const Strings* strings
    int64_t rows                # how many there are
    int64_t chunk               # bytes that a thread takes at once
    int width                   # of an end
    int threads
    PyThread_type_lock* locks   # that of the next three, then turns, then one a thread that is held while it copies
    int64_t next                # the first row that nobody has taken
    int64_t number              # how many times some were taken
    bint written                # whether any row differs from its source; there is no result where none does
    Bytes data                  # from here on only who has the turn writes
    Bytes ends
    Outcome outcome
    int64_t row                 # of the first that is not well-formed
    Py_ssize_t invalid          # and where


cdef inline int64_t offset_of(const Strings* strings, int64_t row) noexcept nogil:
    """Return where a row begins, for a layout with offsets."""
    if strings.layout == LARGE:
        return (<const int64_t*>strings.places)[strings.offset + row]
    return (<const int32_t*>strings.places)[strings.offset + row]


cdef inline void hold(PyThread_type_lock lock) noexcept nogil:
    cdef int _
    for _ in range(TRIES):
        if PyThread_acquire_lock(lock, NOWAIT_LOCK):
            return
    PyThread_acquire_lock(lock, WAIT_LOCK)


cdef inline bint take_rows(Shared* shared, Texts* texts, int64_t* number, bint* written) noexcept nogil:
    """Take the next rows; return False if there are none."""
    cdef int64_t low, high, middle, first, target
    hold(shared.locks[0])
    first = shared.next
    if first < shared.rows:
        high = min(shared.rows, first + shared.chunk // ROW + 1)
        low, target = first + 1, offset_of(shared.strings, first) + shared.chunk
        while low < high:       # the first row that begins at the target or behind it
            middle = (low + high) // 2
            if offset_of(shared.strings, middle) < target:
                low = middle + 1
            else:
                high = middle
        shared.next = low
        texts.first, texts.length = first, low - first
        number[0], written[0] = shared.number, shared.written
        shared.number += 1
    PyThread_release_lock(shared.locks[0])
    return first < shared.rows


cdef inline Outcome make_room(Shared* shared, int thread, int64_t more) noexcept nogil:
    """Make room in the result, which none of the other threads may write to while it moves."""
    cdef int k
    cdef bint room = True
    cdef PyThread_type_lock* copying = shared.locks + 1 + shared.threads
    if shared.width != LARGE and shared.data.length + more > NARROW:
        return TOO_LARGE
    if shared.data.room - shared.data.length >= more:
        return DONE
    for k in range(shared.threads):
        if k != thread:
            hold(copying[k])
    room = reserve_bytes(&shared.data, more)
    for k in range(shared.threads):
        if k != thread:
            PyThread_release_lock(copying[k])
    return DONE if room else NO_MEMORY


cdef inline bint open_result(Shared* shared) noexcept nogil:
    """Ask for the memory of a result, which costs little as long as nothing is written; False where it runs out.

    The thread that also gives it back does so: what it gives back is there for the next result, with its pages.
    """
    cdef int64_t total = offset_of(shared.strings, shared.rows) - offset_of(shared.strings, 0)
    total += total // 64 + 64
    if shared.width != LARGE:
        total = min(total, NARROW)
    if not reserve_bytes(&shared.data, total) or not reserve_bytes(&shared.ends, (shared.rows + 1) * shared.width):
        return False
    advise(shared.data.data, shared.data.room)
    shared.ends.length = (shared.rows + 1) * shared.width
    return True


cdef inline void begin_result(Shared* shared, int64_t row) noexcept nogil:
    """Begin a result in which all rows in front of one are as they were."""
    cdef int64_t k
    cdef Py_ssize_t size = 0
    cdef const uint8_t* source = NULL
    for k in range(row):
        if row_at(shared.strings, k, &source, &size):
            shared.data.length += size
    hold(shared.locks[0])
    shared.written = True
    PyThread_release_lock(shared.locks[0])


cdef inline void put_end_at(const Shared* shared, int64_t row, int64_t end) noexcept nogil:
    if shared.width == LARGE:
        (<int64_t*>shared.ends.data)[row] = end
    else:
        (<int32_t*>shared.ends.data)[row] = <int32_t>end


cdef inline void copy_prefix(const Shared* shared, int64_t rows) noexcept nogil:
    """Copy the first rows as they are."""
    cdef int64_t row, place = 0
    cdef Py_ssize_t size = 0
    cdef const uint8_t* source = NULL
    for row in range(rows):
        if row_at(shared.strings, row, &source, &size) and size:
            memcpy(shared.data.data + place, source, size)
            place += size
        put_end_at(shared, row + 1, place)


cdef inline void copy_results(const Shared* shared, const Texts* texts, int64_t base) noexcept nogil:
    """Copy results to where they stay."""
    cdef int64_t k
    if texts.data.length and shared.data.room >= STREAMED:
        stream(shared.data.data + base, texts.data.data, texts.data.length)
    elif texts.data.length:
        memcpy(shared.data.data + base, texts.data.data, texts.data.length)
    if shared.width == LARGE:
        for k in range(1, texts.length + 1):
            (<int64_t*>shared.ends.data)[texts.first + k] = base + (<int64_t*>texts.ends.data)[k]
    else:
        for k in range(1, texts.length + 1):
            (<int32_t*>shared.ends.data)[texts.first + k] = <int32_t>base + (<int32_t*>texts.ends.data)[k]


cdef inline bint write_in_place(Shared* shared, const Texts* rows) noexcept nogil:
    """Write the results of rows whose turn it is where they stay; return False where that does not work out."""
    cdef Texts texts = rows[0]
    if not shared.written or shared.outcome != DONE:
        return False
    texts.data, texts.ends = shared.data, no_bytes()
    texts.ends.data = shared.ends.data + texts.first * shared.width
    texts.data.lent, texts.written = True, True
    if normalize_rows(shared.job, shared.strings, &texts) != DONE:
        return False
    shared.data.length = texts.data.length
    return True


cdef inline void settle(
    Shared* shared, int thread, PyThread_type_lock following, Texts* texts, Outcome outcome
) noexcept nogil:
    """Say where the rows behind those whose turn it is begin, and copy the results to their place."""
    cdef PyThread_type_lock copying = shared.locks[1 + shared.threads + thread]
    cdef int64_t base = 0
    cdef bint begins = False
    hold(copying)
    if shared.outcome == DONE:
        if outcome == DONE and texts.written and not shared.written:
            begins = True
            begin_result(shared, texts.first)
        elif outcome == DONE and shared.written and not texts.written:
            outcome = copy_rows(shared.strings, texts.first + texts.length, texts)
        if outcome == DONE and texts.written:
            outcome = make_room(shared, thread, texts.data.length)
        if outcome == DONE and texts.written:
            base = shared.data.length
            shared.data.length += texts.data.length
        if outcome != DONE:
            shared.outcome, shared.row, shared.invalid = outcome, texts.row, texts.invalid
            hold(shared.locks[0])
            shared.next = shared.rows
            PyThread_release_lock(shared.locks[0])
    outcome = shared.outcome
    PyThread_release_lock(following)
    if outcome == DONE and texts.written:
        if begins:
            put_end_at(shared, 0, 0)
            copy_prefix(shared, texts.first)
        copy_results(shared, texts, base)
    PyThread_release_lock(copying)


cdef inline void normalize_shared(Shared* shared, int thread, Texts* texts) noexcept nogil:
    """Do what one of the threads does; ``texts`` is memory of its own."""
    cdef PyThread_type_lock* turns = shared.locks + 1
    cdef PyThread_type_lock turn, following
    cdef int64_t number = 0
    cdef bint written = False, begun
    cdef Outcome outcome
    texts.width = shared.width
    while take_rows(shared, texts, &number, &written):
        turn, following = turns[number % shared.threads], turns[(number + 1) % shared.threads]
        texts.data.length, texts.ends.length = 0, 0
        texts.written, texts.row, texts.invalid = False, texts.first, -1
        begun = PyThread_acquire_lock(turn, NOWAIT_LOCK)
        if begun and write_in_place(shared, texts):
            PyThread_release_lock(following)
            continue
        outcome = copy_rows(shared.strings, texts.first, texts) if written else DONE
        if outcome == DONE:
            outcome = normalize_rows(shared.job, shared.strings, texts)
        if not begun:
            hold(turn)
        settle(shared, thread, following, texts, outcome)
