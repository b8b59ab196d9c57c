"""The loops over rows that are normalized: UTF-8 in, UTF-8 out, never a str. No Python objects, no GIL."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t
from libc.string cimport memchr, memcpy, memmove

from arnorm._core.byte_buffer cimport Bytes, append_bytes, reserve_bytes
from arnorm._core.chunks cimport Plan, run_utf8
from arnorm._core.map_loops cimport KEEP, MANY, OPERAND, Map, first_change_utf8, write_utf8
from arnorm._core.rows cimport INLINE, LARGE, VIEW, Strings, offset_of, row_at
from arnorm._core.text_buffer cimport advise
from arnorm._core.utf8 cimport Errors

cdef enum:
    SPARE = 64                  # bytes by which a result may outgrow its source before there is more room
    SHORT = 1 << 8              # bytes of a row up to which rows are worked on together
    BATCH = 1 << 13             # and of how many at once
    MANY_ROWS = 16              # from which on this is worth looking for a separator
    NARROW = 0x7FFFFFFF

cdef enum Outcome:
    DONE
    INVALID                     # a row is not well-formed
    NO_MEMORY
    TOO_LARGE                   # the result does not fit its offsets


cdef struct Job:
    const Plan* plan
    const Map* map              # the only stage, if it is a map, else NULL
    int separator               # `separator_of` the map, -1 if there is none
    Errors errors


cdef struct Texts:
    int width                   # bytes of an end
    int64_t first, length       # the rows
    bint written                # whether any row differs from its source; nothing else is filled where none does
    Bytes data
    Bytes ends                  # where the rows end in the data, with a 0 in front
    int64_t row                 # of the first that is not well-formed
    Py_ssize_t invalid          # and where


cdef inline bint append_some(Bytes* place, const uint8_t* data, Py_ssize_t count) noexcept nogil:
    """Add bytes, if there are any: where there are none, they may lie nowhere."""
    return count == 0 or append_bytes(place, data, count)


cdef inline void put_end(Texts* texts, int64_t row) noexcept nogil:
    """Write down that a row ends where the data does; there is room for all ends."""
    if texts.width == LARGE:
        (<int64_t*>texts.ends.data)[row - texts.first + 1] = texts.data.length
    else:
        (<int32_t*>texts.ends.data)[row - texts.first + 1] = <int32_t>texts.data.length


cdef inline void copy_counted(
    uint8_t* target, const uint8_t* source, int width, int64_t number, int64_t count, int64_t base
) noexcept nogil:
    """Copy offsets without their first behind so many others and theirs, counted on from a base."""
    cdef int64_t k
    if width == LARGE:
        for k in range(1, count + 1):
            (<int64_t*>target)[number + k] = base + (<const int64_t*>source)[k]
    else:
        for k in range(1, count + 1):
            (<int32_t*>target)[number + k] = <int32_t>(base + (<const int32_t*>source)[k])


cdef inline bint fits(const Texts* texts) noexcept nogil:
    return texts.width == LARGE or texts.data.length <= NARROW


cdef inline Outcome copy_rows(const Strings* strings, int64_t end, Texts* texts) noexcept nogil:
    """Begin to write: all rows in front of ``end`` as they are."""
    cdef int64_t row, total = 0
    cdef Py_ssize_t size = 0, room = texts.data.room
    cdef const uint8_t* source = NULL
    if 0 < strings.layout < VIEW:
        total = offset_of(strings, texts.first + texts.length) - offset_of(strings, texts.first)
    else:
        for row in range(texts.first, texts.first + texts.length):
            if row_at(strings, row, &source, &size):
                total += size
    if not (
        reserve_bytes(&texts.data, total + total // 64 + 64)
        and reserve_bytes(&texts.ends, (texts.length + 1) * texts.width)
    ):
        return NO_MEMORY
    if texts.data.room != room:
        advise(texts.data.data, texts.data.room)
    texts.ends.length = (texts.length + 1) * texts.width
    texts.written = True
    put_end(texts, texts.first - 1)
    for row in range(texts.first, end):
        if row_at(strings, row, &source, &size) and not append_some(&texts.data, source, size):
            return NO_MEMORY
        put_end(texts, row)
    return DONE if fits(texts) else TOO_LARGE


cdef inline bint append_mapped(
    const Job* job, const uint8_t* source, Py_ssize_t length, Py_ssize_t start, Bytes* target, Py_ssize_t* invalid
) noexcept nogil:
    """Append the result of a map, which leaves what is in front of ``start`` as it is; False where memory runs out."""
    cdef Py_ssize_t read = 0, more = SPARE
    if not reserve_bytes(target, length + more):
        return False
    memcpy(target.data + target.length, source, start)
    target.length += start
    while start < length and invalid[0] < 0:
        if not reserve_bytes(target, length - start + more):
            return False
        target.length += write_utf8(
            job.map, source + start, length - start, target.data + target.length, target.room - target.length,
            job.errors, &read, invalid,
        )
        if invalid[0] >= 0:
            invalid[0] += start
        start += read
        more = max(SPARE, length - start) if read else 2 * more     # one replacement may need more than all this
    return True


cdef inline Outcome normalize_row(const Job* job, const Strings* strings, int64_t row, Texts* texts) noexcept nogil:
    """Write the result of a row, if it or one before differs from its source."""
    cdef Py_ssize_t size = 0, start = 0, before = texts.data.length
    cdef const uint8_t* source = NULL
    cdef int status
    cdef Outcome outcome
    if row_at(strings, row, &source, &size) and size:
        if job.map != NULL:
            # Once anything is written, looking for the first change is no less work than writing.
            start = 0 if texts.written else first_change_utf8(job.map, source, size, job.errors)
            status = start < size
        else:
            status = run_utf8(job.plan, source, size, job.errors, &texts.data, &texts.invalid)
        if status < 0:
            return NO_MEMORY
        if status and texts.invalid < 0 and not texts.written:
            texts.data.length = before
            outcome = copy_rows(strings, row, texts)
            if outcome != DONE:
                return outcome
            if job.map == NULL and run_utf8(job.plan, source, size, job.errors, &texts.data, &texts.invalid) < 0:
                return NO_MEMORY
        if status and job.map != NULL:
            if not append_mapped(job, source, size, start, &texts.data, &texts.invalid):
                return NO_MEMORY
        elif not status and texts.written and not append_bytes(&texts.data, source, size):
            return NO_MEMORY
        if texts.invalid >= 0:
            texts.row = row
            return INVALID
    if texts.written:
        put_end(texts, row)
    return DONE if fits(texts) else TOO_LARGE


cdef inline bint writes(const Map* map, uint32_t entry, uint32_t sought) noexcept nogil:
    """Return whether an entry of several code points writes one that is sought."""
    cdef const uint32_t* replacement = map.pool + (entry & OPERAND)
    cdef uint32_t k
    for k in range(1, replacement[0] + 1):
        if replacement[k] == sought:
            return True
    return False


cdef inline int separator_of(const Map* map) noexcept nogil:
    """Return a control that a map keeps and writes for nothing else, -1 if there is none."""
    cdef uint32_t c, page, k, entry, separator
    cdef int block, kept = -1
    cdef bint keeps
    cdef uint32_t written = 0       # those below U+0020 that something else becomes
    for page in range(0x1100):
        block = map.index[page]
        if block == kept:
            continue
        keeps = True
        for k in range(0x100):
            c = page << 8 | k
            entry = map.entries[(<size_t>block << 8) | k]
            keeps &= entry == KEEP
            if entry >= MANY:
                for separator in range(0x20):
                    if writes(map, entry, separator):
                        written |= <uint32_t>1 << separator
            elif entry > KEEP and c ^ (entry & OPERAND) < 0x20:
                written |= <uint32_t>1 << (c ^ (entry & OPERAND))
        if keeps:
            kept = block
    for k in range(0x20):
        c = 0x1F - k
        if map.entries[c] == KEEP and not written >> c & 1:
            return c
    return -1


cdef inline int64_t gather(
    const Strings* strings, int64_t row, int64_t end, int separator, Bytes* batch
) noexcept nogil:
    """Put short rows one behind the other, each with a separator behind it; return the first that is not among them.

    Return -1 where memory runs out.
    """
    cdef Py_ssize_t size = 0
    cdef const uint8_t* source = NULL
    batch.length = 0
    if not reserve_bytes(batch, BATCH + SHORT):
        return -1
    while row < end and batch.length < BATCH:
        if not row_at(strings, row, &source, &size):
            size = 0
        if size > SHORT:
            break
        if size:
            memcpy(batch.data + batch.length, source, size)
        batch.data[batch.length + size] = <uint8_t>separator
        batch.length += size + 1
        row += 1
    return row


cdef inline bint split_batch(int64_t row, int64_t end, int separator, Py_ssize_t start, Texts* texts) noexcept nogil:
    """Take the separators out of the result of a batch, from ``start`` on; return False if they are not one a row."""
    cdef uint8_t* source = texts.data.data + start
    cdef uint8_t* found
    cdef uint8_t* last = texts.data.data + texts.data.length
    cdef Py_ssize_t length
    texts.data.length = start
    while row < end:
        found = <uint8_t*>memchr(source, separator, last - source)
        if found == NULL:
            return False
        length = found - source
        memmove(texts.data.data + texts.data.length, source, length)
        texts.data.length += length
        put_end(texts, row)
        source = found + 1
        row += 1
    return source == last


cdef inline Outcome normalize_batch(
    const Job* job, const Strings* strings, int64_t row, int64_t end, int separator, const Bytes* batch, Texts* texts
) noexcept nogil:
    """Write the results of short rows at once, because a loop is fast when it need not stop at the end of each."""
    cdef Py_ssize_t before, invalid = -1
    cdef Outcome outcome
    if not texts.written:
        if first_change_utf8(job.map, batch.data, batch.length, job.errors) == batch.length:
            return DONE
        outcome = copy_rows(strings, row, texts)
        if outcome != DONE:
            return outcome
    before = texts.data.length
    if not append_mapped(job, batch.data, batch.length, 0, &texts.data, &invalid):
        return NO_MEMORY
    if invalid < 0 and split_batch(row, end, separator, before, texts):
        return DONE if fits(texts) else TOO_LARGE
    texts.data.length = before
    while row < end:
        outcome = normalize_row(job, strings, row, texts)
        if outcome != DONE:
            return outcome
        row += 1
    return DONE


cdef inline Outcome normalize_rows(
    const Job* job, const Strings* strings, int64_t row, int64_t end, Texts* texts, Bytes* batch
) noexcept nogil:
    """Write the results of some rows behind those in front of them, from the first on that differs from its source.

    A batch is memory for the next call, which its owner drops.
    """
    cdef int64_t rest
    cdef int separator = job.separator if end - row >= MANY_ROWS else -1
    cdef Outcome outcome = DONE
    while row < end and outcome == DONE:
        rest = gather(strings, row, end, separator, batch) if separator >= 0 else row
        if rest < 0:
            outcome = NO_MEMORY
        elif rest > row:
            outcome = normalize_batch(job, strings, row, rest, separator, batch, texts)
            row = rest
        else:
            outcome = normalize_row(job, strings, row, texts)
            row += 1
    return outcome


cdef inline void put_view(
    int32_t* view, const uint8_t* data, int64_t size, int32_t buffer, int64_t place
) noexcept nogil:
    """Write the view of a string, which lies at a place of a buffer if it is too long to lie in its view."""
    view[0] = <int32_t>size
    view[1], view[2], view[3] = 0, 0, 0
    if size > INLINE:
        memcpy(view + 1, data, 4)
        view[2], view[3] = buffer, <int32_t>place
    elif size:
        memcpy(view + 1, data, size)
