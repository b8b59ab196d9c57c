# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: auto_pickle=False, autotestdict=False, freethreading_compatible=True
"""The rows of Arrow columns of ``reference.columns``, compiled: same classes, same functions, same results.

Rows are read where they lie; ``column_loops`` runs over them without the GIL.
"""

cimport cython
from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_RawCalloc, PyMem_RawFree, PyMem_RawMalloc, PyMem_RawRealloc
from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.string cimport memcpy

from arnorm._core.arrow cimport ArrowArray, make_array, own, release_array
from arnorm._core.byte_buffer cimport Bytes, drop_bytes, no_bytes
from arnorm._core.column_loops cimport (
    DONE, INVALID, NARROW, NO_MEMORY, Job, Outcome, Texts, append_some, copy_counted, copy_rows, fits,
    normalize_rows, put_end, put_view, separator_of,
)
from arnorm._core.compiled cimport Pipeline
from arnorm._core.compiled_arrow cimport Data, data_of
from arnorm._core.line cimport close_line, open_line, run_line
from arnorm._core.map_loops cimport choose
from arnorm._core.errors cimport errors_of
from arnorm._core.rows cimport (
    BUFFERS, EXTENT, LARGE, MISSING, NOTHING, OFFSETS, ORDER, PLACE, SOUND, VIEW, Fault, keyed_row, offset_of,
    open_keys, open_strings,
)
from arnorm._core.shared_loops cimport Shared, kind_of_texts, normalize_and_leave, normalize_shared, open_result

from arnorm._core.compiled import INSTRUCTION_SET
from arnorm._core.arrow import KEYS, layout_of, malformed, row_error, size_error, strings_of

__all__ = ["Rows", "join_texts", "normalize_part", "share_texts"]

choose(INSTRUCTION_SET.encode())    # of the loops that this module has for itself

cdef enum:
    MOST = 1 << 30              # bytes of the rows that one part of a column of views takes

cdef dict _faults = {
    BUFFERS: "not as many buffers as its layout has",
    MISSING: "a buffer that is missing",
    ORDER: "offsets that are negative or fall",
    PLACE: "a view or a key that points outside of what it is for",
    EXTENT: "a length or offset that cannot be",
}


cdef class Rows:
    """The strings of a column, or those that the keys of a dictionary stand for."""

    def __init__(self, field, Data data not None):
        cdef Fault fault = SOUND
        cdef Data values
        cdef int width, layout
        cdef bint unsigned
        if self.data is not None:
            raise TypeError("rows cannot be changed once they are made")
        data.check()
        strings = strings_of(field)
        values = data if field.dictionary is None else data.dictionary()
        layout = layout_of(strings)
        with nogil:
            fault = open_strings(&self._strings, values.array, layout, values.offset, values.length)
        if fault == SOUND and field.dictionary is not None:
            width, unsigned = KEYS[field.format], field.format.isupper()
            with nogil:
                fault = open_keys(
                    &self._keys, data.array, width, unsigned, data.offset, data.length, self._strings.length
                )
        if fault != SOUND:
            raise malformed(_faults[fault])
        self.data, self._values = data, values
        self.layout, self.length = layout, data.length

    def __getitem__(self, int64_t row):
        """Return the bytes of a row, None where it is null."""
        cdef const uint8_t* place = NULL
        cdef Py_ssize_t size = 0
        cdef int64_t number = 0
        if not 0 <= row < self.length:
            raise IndexError(f"there are {self.length} rows")
        if not keyed_row(&self._keys, &self._strings, row, &place, &size, &number):
            return None
        return PyBytes_FromStringAndSize(<const char*>place, size)

    def cut(self, int64_t parts, int64_t least):
        """Return where parts of about the same size begin and end, each of at least so many bytes if there are."""
        cdef int64_t row, total = 0, number = 0, target, done = 0
        cdef Py_ssize_t size = 0
        cdef const uint8_t* place = NULL
        cdef list edges = [0]
        if parts > 1 and self._keys.width == 0 and 0 < self.layout < VIEW and self.length:
            return self.cut_offsets(parts, least)
        if parts > 1 or self.layout == VIEW:
            with nogil:
                for row in range(self.length):
                    if keyed_row(&self._keys, &self._strings, row, &place, &size, &number):
                        total += size
            target = max(total // parts + 1, least)
            if self.layout == VIEW:
                target = min(target, MOST)
            if total > target:
                for row in range(self.length - 1):
                    if keyed_row(&self._keys, &self._strings, row, &place, &size, &number):
                        done += size
                    if done >= target:
                        edges.append(row + 1)
                        done = 0
        edges.append(self.length)
        return edges

    cdef list cut_offsets(self, int64_t parts, int64_t least):
        """The same where offsets tell it without a look at each row; what lies beneath nulls counts too."""
        cdef int64_t first = offset_of(&self._strings, 0), total = offset_of(&self._strings, self.length) - first
        cdef int64_t target = max(total // parts + 1, least), low = 0, high, middle, part, edge = 0
        cdef list edges = [0]
        for part in range(1, parts):
            high = self.length      # the first row that begins at the target or behind it
            while low < high:
                middle = (low + high) // 2
                if offset_of(&self._strings, middle) - first < part * target:
                    low = middle + 1
                else:
                    high = middle
            if edge < low < self.length:
                edges.append(low)
                edge = low
        edges.append(self.length)
        return edges

    cdef uint8_t* validity(self, int64_t* nulls) except? NULL:
        """Return which rows are not null, as bits in memory of their own, NULL if all are."""
        cdef int64_t row, place = 0, count = 0
        cdef Py_ssize_t size = 0
        cdef const uint8_t* data = NULL
        cdef uint8_t* bits
        nulls[0] = 0
        if self._strings.validity == NULL and self._keys.validity == NULL and self.layout != NOTHING:
            return NULL
        bits = <uint8_t*>PyMem_RawCalloc(self.length // 8 + 1, 1)
        if bits == NULL:
            raise MemoryError
        with nogil:
            for row in range(self.length):
                if keyed_row(&self._keys, &self._strings, row, &data, &size, &place):
                    bits[row >> 3] |= 1 << (row & 7)
                    count += 1
        nulls[0] = self.length - count
        if nulls[0] == 0:
            PyMem_RawFree(bits)
            return NULL
        return bits

    def validity_bits(self):
        """Return which rows are not null as a bitmap, or None if all are, and how many are null."""
        cdef int64_t nulls
        cdef uint8_t* bits = self.validity(&nulls)
        if bits == NULL:
            return None, 0
        try:
            return PyBytes_FromStringAndSize(<const char*>bits, (self.length + 7) // 8), nulls
        finally:
            PyMem_RawFree(bits)

    cdef int check_part(self, int64_t start, int64_t end) except -1:
        if not 0 <= start <= end <= self.length:
            raise IndexError(f"rows {start} to {end} of {self.length}")
        return 0

    cdef object failed(self, Outcome outcome, int64_t row, Py_ssize_t position, int64_t before):
        """Return the error for what went wrong; the row is counted from the start of the column."""
        if outcome == NO_MEMORY:
            return MemoryError()
        if outcome == INVALID:
            return row_error(self[row], position, before + row)
        return size_error()


# ---------------------------------------------------------------------------------------------------------------- texts

cdef class TextPart:
    """The results of some rows."""

    cdef Rows rows
    cdef Texts texts
    cdef bint joined

    def __dealloc__(self):
        drop_bytes(&self.texts.data)
        drop_bytes(&self.texts.ends)

    @property
    def changed(self):
        """Whether any differs from its source."""
        return self.texts.written


cdef int prepare(Pipeline pipeline, Job* job) except -1:
    """Set what the loops need to know of a pipeline."""
    job.plan, job.map, job.separator = &pipeline._plan, NULL, -1
    if pipeline._plan.count == 1 and pipeline._maps:
        job.map = &pipeline._plan.stages[0].map
        job.separator = separator_of(job.map)
    return 0


def normalize_part(Pipeline pipeline not None, Rows rows not None, int64_t start, int64_t end, errors, int64_t before):
    """Return the results of the rows from ``start`` to ``end``; ``before`` is how many rows stand in front of them all.

    Raises ``UnicodeDecodeError`` for the first row that is not well-formed where ``errors`` is ``"strict"``.
    """
    cdef TextPart part = TextPart()
    cdef Texts* texts = &part.texts
    cdef Job job
    cdef Bytes batch = no_bytes()
    cdef Outcome outcome
    rows.check_part(start, end)
    job.errors = errors_of(errors)
    part.rows = rows
    texts.width = LARGE if rows.layout == LARGE else OFFSETS
    texts.first, texts.length, texts.invalid = start, end - start, -1
    if pipeline._calls:
        normalize_called(pipeline, part, errors, before)
        return part
    prepare(pipeline, &job)
    with nogil:
        outcome = normalize_rows(&job, &rows._strings, start, end, texts, &batch)
        drop_bytes(&batch)
    if outcome != DONE:
        raise rows.failed(outcome, texts.row, texts.invalid, before)
    return part


@cython.final
cdef class SharedTexts:
    """The results of all rows, made by several threads: each calls it, or one calls `run`."""

    cdef Rows rows
    cdef Pipeline pipeline
    cdef int64_t before
    cdef Job job
    cdef Shared shared
    cdef bint taken             # whether the results are

    def __dealloc__(self):
        close_line(&self.shared.line)
        drop_bytes(&self.shared.data)
        drop_bytes(&self.shared.ends)

    cdef int open(self, Pipeline pipeline, Rows rows, int threads, int64_t chunk, errors, int64_t before) except -1:
        self.job.errors = errors_of(errors)
        prepare(pipeline, &self.job)
        self.rows, self.pipeline, self.before = rows, pipeline, before
        self.shared.job, self.shared.outcome, self.shared.invalid = &self.job, DONE, -1
        self.shared.width = LARGE if rows.layout == LARGE else OFFSETS
        self.shared.kind = kind_of_texts()
        if not open_line(&self.shared.line, &self.shared.kind, &self.shared, &rows._strings, threads, chunk):
            raise MemoryError
        if rows.length and not open_result(&self.shared):
            raise MemoryError
        return 0

    def __call__(self):
        """Do what one of the threads does: work as long as there is some."""
        with nogil:
            normalize_shared(&self.shared)

    def run(self):
        """Do all of it, in this thread and others that know nothing of Python and end with it."""
        with nogil:
            run_line(&self.shared.line, normalize_and_leave)

    def result(self):
        """Return the array of the results, once all threads have ended; what came in where nothing changed."""
        cdef ArrowArray array
        if not self.shared.line.ended or self.taken:
            raise ValueError("not all rows are done, or their results were taken")
        if self.shared.outcome != DONE:
            raise self.rows.failed(self.shared.outcome, self.shared.row, self.shared.invalid, self.before)
        if not self.shared.written:
            self.taken = True
            return self.rows.data
        if not make_array(&array, 3, 0, 3, False):
            raise MemoryError
        try:
            array.length = self.rows.length
            own(&array, 0, 0, self.rows.validity(&array.null_count))
            own(&array, 1, 1, handed(&self.shared.ends))
            own(&array, 2, 2, handed(&self.shared.data))
            self.taken = True
            return data_of(&array)
        except BaseException:
            if array.release != NULL:
                release_array(&array)
            raise


def share_texts(
    Pipeline pipeline not None, Rows rows not None, int threads, int64_t chunk, errors, int64_t before
):
    """Return what threads make the results of all rows with, each of which takes a chunk of so many bytes at a time.

    Return None for rows and stages that are normalized in parts.
    """
    cdef SharedTexts shared
    if threads < 1:
        raise ValueError(f"threads must be at least 1, not {threads}")
    if pipeline._calls or rows._keys.width or not 0 < rows.layout < VIEW:
        return None
    shared = SharedTexts()
    shared.open(pipeline, rows, threads, chunk, errors, before)
    return shared


cdef int normalize_called(Pipeline pipeline, TextPart part, errors, int64_t before) except -1:
    """The same for stages of which some are functions of Python."""
    cdef Texts* texts = &part.texts
    cdef int64_t row
    cdef bytes source, result
    cdef Outcome outcome = DONE
    for row in range(texts.first, texts.first + texts.length):
        source = part.rows[row]
        if source is not None:
            try:
                result = pipeline.map_utf8(source, errors)
            except UnicodeDecodeError as error:
                if error.object is not source:
                    raise
                raise row_error(source, error.start, before + row) from None
            if result is not source and not texts.written:
                outcome = copy_rows(&part.rows._strings, row, texts)
            if outcome == DONE and texts.written and not append_some(&texts.data, <const uint8_t*>result, len(result)):
                outcome = NO_MEMORY
        if texts.written and outcome == DONE:
            put_end(texts, row)
        if outcome != DONE or not fits(texts):
            raise part.rows.failed(outcome, row, -1, before)
    return 0


def join_texts(Rows rows not None, parts):
    """Return an array of the results of all rows; what came in where nothing changed. Parts can be joined once."""
    cdef ArrowArray array
    cdef list texts = listed(parts)
    cdef TextPart part
    cdef int64_t row = 0
    cdef Outcome outcome = DONE
    if rows._keys.width:
        raise TypeError("rows that keys stand for have no array of their own")
    for part in texts:
        row = next_row(rows, part.rows, row, part.texts.first, part.texts.length)
    next_row(rows, rows, row, rows.length, 0)
    for part in texts:
        if part.changed:
            break
    else:
        return rows.data
    for part in texts:
        if part.joined:
            raise ValueError("the parts were joined before")
        part.joined = True
        if not part.texts.written:
            with nogil:
                outcome = copy_rows(&rows._strings, part.texts.first + part.texts.length, &part.texts)
            if outcome != DONE:
                raise rows.failed(outcome, 0, -1, 0)
    if not make_array(&array, 3 if rows.layout != VIEW else len(texts) + 3, 0, len(texts) + 3, False):
        raise MemoryError
    try:
        array.length = rows.length
        own(&array, 0, 0, rows.validity(&array.null_count))
        if rows.layout == VIEW:
            put_views(&array, texts)
        else:
            put_offsets(&array, texts)
        return data_of(&array)
    except BaseException:
        if array.release != NULL:
            release_array(&array)
        raise


cdef int widen(Bytes* place, Py_ssize_t size) except -1:
    """Give bytes room for so many."""
    cdef void* data
    if place.data == NULL or place.room < size:
        data = PyMem_RawRealloc(place.data, size + 1)
        if data == NULL:
            raise MemoryError
        place.data, place.room = <uint8_t*>data, size
    return 0


cdef int put_offsets(ArrowArray* array, list parts) except -1:
    """Put the parts one behind the other; the first stays where it is."""
    cdef TextPart part, first = parts[0]
    cdef Texts* texts
    cdef int64_t total = 0, size = (array.length + 1) * first.texts.width
    cdef int64_t row = first.texts.length, base = first.texts.data.length
    for part in parts:
        total += part.texts.data.length
    if first.texts.width != LARGE and total > NARROW:
        raise size_error()
    if len(parts) > 1:
        widen(&first.texts.ends, size)
        widen(&first.texts.data, total)
        for part in parts[1:]:
            texts = &part.texts
            if texts.data.length:
                memcpy(first.texts.data.data + base, texts.data.data, texts.data.length)
            copy_counted(first.texts.ends.data, texts.ends.data, texts.width, row, texts.length, base)
            row += texts.length
            base += texts.data.length
        first.texts.ends.length, first.texts.data.length = size, total
    own(array, 1, 1, handed(&first.texts.ends))
    own(array, 2, 2, handed(&first.texts.data))
    return 0


cdef int put_views(ArrowArray* array, list parts) except -1:
    """Write the views of all rows; the data of each part is a buffer."""
    cdef TextPart part
    cdef Texts* texts
    cdef int32_t* views = <int32_t*>PyMem_RawMalloc(16 * array.length + 1)
    cdef int64_t* sizes
    cdef const int32_t* ends
    cdef int64_t k, row = 0
    cdef int32_t number = 0
    if views == NULL:
        raise MemoryError
    own(array, 1, 1, views)
    sizes = <int64_t*>PyMem_RawCalloc(len(parts) + 1, sizeof(int64_t))
    if sizes == NULL:
        raise MemoryError
    own(array, len(parts) + 2, 2, sizes)
    for part in parts:
        texts = &part.texts
        ends = <const int32_t*>texts.ends.data
        with nogil:
            for k in range(texts.length):
                put_view(views + 4 * row, texts.data.data + ends[k], ends[k + 1] - ends[k], number, ends[k])
                row += 1
        sizes[number] = texts.data.length
        own(array, number + 2, number + 3, handed(&texts.data))
        number += 1
    return 0
