"""Rows that several threads normalize into one result: what `line` gives out. No Python objects, no GIL."""

from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.string cimport memcpy

from arnorm._core.byte_buffer cimport Bytes, drop_bytes, no_bytes, reserve_bytes
from arnorm._core.column_loops cimport (
    DONE, NARROW, NO_MEMORY, TOO_LARGE, Job, Outcome, Texts, copy_counted, copy_rows, normalize_rows,
)
from arnorm._core.line cimport Kind, Line, PyThread_release_lock, await_copies, hold, leave, work
from arnorm._core.rows cimport LARGE, Strings, offset_of, row_at
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


cdef struct Shared:
    const Job* job
    Kind kind
    int width                   # of an end
    Line line
    bint written                # whether any row differs from its source; there is no result where none does
    Bytes data                  # from here on only the front writes, and who copies what it has given a place
    Bytes ends
    Outcome outcome
    int64_t row                 # of the first that is not well-formed
    Py_ssize_t invalid          # and where


cdef struct Piece:
    Texts texts                 # results in memory of their own
    Bytes batch                 # short rows on their way to them
    Outcome outcome
    int64_t base                # where they begin in the whole


cdef inline bint open_result(Shared* shared) noexcept nogil:
    """Ask for the memory of a result, which costs little as long as nothing is written; False where it runs out.

    The thread that also gives it back does so: what it gives back is there for the next result, with its pages.
    """
    cdef const Strings* strings = shared.line.strings
    cdef int64_t rows = strings.length, total = offset_of(strings, rows) - offset_of(strings, 0)
    total += total // 64 + 64
    if shared.width != LARGE:
        total = min(total, NARROW)
    if not reserve_bytes(&shared.data, total) or not reserve_bytes(&shared.ends, (rows + 1) * shared.width):
        return False
    advise(shared.data.data, shared.data.room)
    shared.ends.length = (rows + 1) * shared.width
    return True


cdef inline bint is_written(Shared* shared) noexcept nogil:
    cdef bint written
    hold(shared.line.lock)
    written = shared.written
    PyThread_release_lock(shared.line.lock)
    return written


cdef inline void put_end_at(const Shared* shared, int64_t row, int64_t end) noexcept nogil:
    if shared.width == LARGE:
        (<int64_t*>shared.ends.data)[row] = end
    else:
        (<int32_t*>shared.ends.data)[row] = <int32_t>end


cdef inline void begin_result(Shared* shared, int64_t rows) noexcept nogil:
    """Begin a result with some rows as they are."""
    cdef int64_t row
    cdef Py_ssize_t size = 0
    cdef const uint8_t* source = NULL
    put_end_at(shared, 0, 0)
    for row in range(rows):
        if row_at(shared.line.strings, row, &source, &size) and size:
            memcpy(shared.data.data + shared.data.length, source, size)
            shared.data.length += size
        put_end_at(shared, row + 1, shared.data.length)
    hold(shared.line.lock)
    shared.written = True
    PyThread_release_lock(shared.line.lock)


cdef inline Outcome make_room(Shared* shared, int64_t more) noexcept nogil:
    """Make room in the result, which nobody may copy to while it moves."""
    if shared.width != LARGE and shared.data.length + more > NARROW:
        return TOO_LARGE
    if shared.data.room - shared.data.length >= more:
        return DONE
    await_copies(&shared.line)
    return DONE if reserve_bytes(&shared.data, more) else NO_MEMORY


# ------------------------------------------------------------------------------------------------- what `line` asks for

cdef inline void begin_texts(void* given, void* part, int64_t first, int64_t end) noexcept nogil:
    cdef Shared* shared = <Shared*>given
    cdef Piece* piece = <Piece*>part
    cdef Texts* texts = &piece.texts
    texts.width, texts.first, texts.length = shared.width, first, end - first
    texts.data.length, texts.ends.length = 0, 0
    texts.written, texts.row, texts.invalid = False, first, -1
    piece.outcome = copy_rows(shared.line.strings, first, texts) if is_written(shared) else DONE


cdef inline bint add_texts(void* given, void* part, int64_t first, int64_t end) noexcept nogil:
    cdef Shared* shared = <Shared*>given
    cdef Piece* piece = <Piece*>part
    if piece.outcome == DONE:
        piece.outcome = normalize_rows(shared.job, shared.line.strings, first, end, &piece.texts, &piece.batch)
    return piece.outcome == DONE


cdef inline bint place_texts(void* given, void* part, int64_t end) noexcept nogil:
    """Give results the place behind all that have one."""
    cdef Shared* shared = <Shared*>given
    cdef Piece* piece = <Piece*>part
    cdef Texts* texts = &piece.texts
    texts.length = end - texts.first
    if piece.outcome == DONE and texts.written and not shared.written:
        begin_result(shared, texts.first)
    elif piece.outcome == DONE and shared.written and not texts.written:
        piece.outcome = copy_rows(shared.line.strings, end, texts)
    if piece.outcome == DONE and texts.written:
        piece.outcome = make_room(shared, texts.data.length)
    piece.base = shared.data.length
    if piece.outcome != DONE:
        shared.outcome, shared.row, shared.invalid = piece.outcome, texts.row, texts.invalid
    elif texts.written:
        shared.data.length += texts.data.length
    return piece.outcome == DONE


cdef inline void copy_texts(void* given, void* part) noexcept nogil:
    cdef const Shared* shared = <const Shared*>given
    cdef const Piece* piece = <const Piece*>part
    cdef const Texts* texts = &piece.texts
    if shared.outcome != DONE or not texts.written:
        return
    if texts.data.length and shared.data.room >= STREAMED:
        stream(shared.data.data + piece.base, texts.data.data, texts.data.length)
    elif texts.data.length:
        memcpy(shared.data.data + piece.base, texts.data.data, texts.data.length)
    copy_counted(shared.ends.data, texts.ends.data, shared.width, texts.first, texts.length, piece.base)


cdef inline bint write_in_place(Shared* shared, int64_t first, int64_t end, Bytes* batch) noexcept nogil:
    """Write the results of the next rows where they stay; return False where that does not work out."""
    cdef Texts texts
    if not shared.written:
        return False
    texts.width, texts.first, texts.length = shared.width, first, end - first
    texts.data, texts.ends = shared.data, no_bytes()
    texts.ends.data = shared.ends.data + first * shared.width
    texts.data.lent, texts.written, texts.row, texts.invalid = True, True, first, -1
    if normalize_rows(shared.job, shared.line.strings, first, end, &texts, batch) != DONE:
        return False
    shared.data.length = texts.data.length
    return True


cdef inline bint do_texts(void* given, void* part, int64_t first, int64_t end) noexcept nogil:
    if write_in_place(<Shared*>given, first, end, &(<Piece*>part).batch):
        return True
    begin_texts(given, part, first, end)
    add_texts(given, part, first, end)
    if not place_texts(given, part, end):
        return False
    copy_texts(given, part)
    return True


cdef inline Kind kind_of_texts() noexcept nogil:
    cdef Kind kind
    kind.do, kind.begin, kind.add, kind.place, kind.copy = do_texts, begin_texts, add_texts, place_texts, copy_texts
    return kind


cdef inline void normalize_shared(Shared* shared) noexcept nogil:
    """Do what one of the threads does."""
    cdef Piece piece
    piece.texts.data, piece.texts.ends, piece.batch = no_bytes(), no_bytes(), no_bytes()
    work(&shared.line, &piece)
    drop_bytes(&piece.texts.data)
    drop_bytes(&piece.texts.ends)
    drop_bytes(&piece.batch)


cdef inline void normalize_and_leave(void* shared) noexcept nogil:
    normalize_shared(<Shared*>shared)
    leave(&(<Shared*>shared).line)
