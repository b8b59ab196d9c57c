# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: auto_pickle=False, autotestdict=False, freethreading_compatible=True
"""The lists that tokens of rows make, of ``reference.columns``, compiled: same functions, same results."""

cimport cython
from cpython.mem cimport PyMem_RawCalloc, PyMem_RawMalloc
from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.string cimport memset

from arnorm._core.arrow cimport ArrowArray, Node, arnorm_add, make_array, own, release_array
from arnorm._core.byte_buffer cimport Bytes, drop_bytes, no_bytes
from arnorm._core.column_loops cimport DONE, NARROW, Outcome, append_some, copy_counted
from arnorm._core.compiled_arrow cimport Data, data_of
from arnorm._core.compiled_columns cimport Rows, handed, listed, next_row, widen
from arnorm._core.compiled_scanner cimport Scanner
from arnorm._core.errors cimport errors_of
from arnorm._core.line cimport close_line, open_line, run_line
from arnorm._core.rows cimport INLINE, LARGE, OFFSETS, VIEW
from arnorm._core.shared_tokens cimport SharedTokens, kind_of_tokens, tokenize_and_leave, tokenize_shared
from arnorm._core.token_loops cimport Cut, Tokens, drop_tokens, open_tokens, tokenize_rows

from arnorm._core.arrow import size_error

__all__ = ["join_lists", "join_spans", "share_tokens", "tokenize_part"]


cdef class TokenPart:
    """The tokens of some rows."""

    cdef Rows rows
    cdef Tokens tokens
    cdef bint joined

    def __dealloc__(self):
        drop_tokens(&self.tokens)


cdef TokenPart new_part(Rows rows, errors, bint spans):
    """Return a part without rows."""
    cdef TokenPart part = TokenPart()
    part.rows = rows
    part.tokens.errors, part.tokens.spans, part.tokens.layout = errors_of(errors), spans, rows.layout
    part.tokens.width = LARGE if rows.layout == LARGE else OFFSETS
    part.tokens.buffer = <int32_t>rows._strings.count
    return part


cdef Cut cut_of(Scanner scanner, Rows rows) except *:
    """Return what the loops need to know of a scanner and of rows, which have to stay."""
    cdef Cut cut
    if scanner._table is None:
        raise TypeError("a scanner that was never initialised")
    cut.scan, cut.plain, cut.roles = &scanner._scan, &scanner._plains[0], scanner._bytes
    cut.keys, cut.strings = &rows._keys, &rows._strings
    return cut


def tokenize_part(
    Scanner scanner not None, Rows rows not None, int64_t start, int64_t end, errors, int64_t before, bint spans
):
    """Return the tokens of the rows from ``start`` to ``end``, or with ``spans`` their places in code points and kinds.

    Raises ``UnicodeDecodeError`` for the first row that is not well-formed where ``errors`` is ``"strict"``.
    """
    cdef Cut cut = cut_of(scanner, rows)
    cdef TokenPart part = new_part(rows, errors, spans)
    cdef Bytes scratch = no_bytes()
    cdef Outcome outcome
    rows.check_part(start, end)
    with nogil:
        outcome = open_tokens(&cut, start, end, &part.tokens)
        if outcome == DONE:
            outcome = tokenize_rows(&cut, start, end, &part.tokens, &scratch)
        drop_bytes(&scratch)
    if outcome != DONE:
        raise rows.failed(outcome, part.tokens.row, part.tokens.invalid, before)
    return part


@cython.final
cdef class SharedPart:
    """The tokens of all rows, made by several threads: each calls it, or one calls `run`."""

    cdef Scanner scanner
    cdef TokenPart part
    cdef int64_t before
    cdef Cut cut
    cdef SharedTokens shared
    cdef bint taken             # whether the part is

    def __dealloc__(self):
        close_line(&self.shared.line)

    def __call__(self):
        """Do what one of the threads does: work as long as there is some."""
        with nogil:
            tokenize_shared(&self.shared)

    def run(self):
        """Do all of it, in this thread and others that know nothing of Python and end with it."""
        with nogil:
            run_line(&self.shared.line, tokenize_and_leave)

    def result(self):
        """Return the part that all rows are, once all threads have ended."""
        if not self.shared.line.ended or self.taken:
            raise ValueError("not all rows are done, or their results were taken")
        if self.shared.outcome != DONE:
            raise self.part.rows.failed(
                self.shared.outcome, self.part.tokens.row, self.part.tokens.invalid, self.before
            )
        self.taken = True
        return self.part


def share_tokens(
    Scanner scanner not None, Rows rows not None, int threads, int64_t chunk, errors, int64_t before, bint spans
):
    """Return what threads make the tokens of all rows with, each of which takes a chunk of so many bytes at a time.

    Return None for rows that are cut in parts.
    """
    cdef SharedPart shared = SharedPart()
    if threads < 1:
        raise ValueError(f"threads must be at least 1, not {threads}")
    if rows._keys.width or not 0 < rows.layout < VIEW:
        return None
    shared.cut = cut_of(scanner, rows)
    shared.scanner, shared.part, shared.before = scanner, new_part(rows, errors, spans), before
    shared.shared.cut, shared.shared.kind, shared.shared.outcome = &shared.cut, kind_of_tokens(), DONE
    shared.shared.tokens = &shared.part.tokens
    if not open_line(&shared.shared.line, &shared.shared.kind, &shared.shared, &rows._strings, threads, chunk):
        raise MemoryError
    if open_tokens(&shared.cut, 0, rows.length, &shared.part.tokens) != DONE:
        raise MemoryError
    return shared


cdef enum Which:
    ITEMS
    ENDS
    KINDS
    DATA


cdef Bytes* bytes_in(TokenPart part, Which which) noexcept:
    if which == ITEMS:
        return &part.tokens.items
    if which == ENDS:
        return &part.tokens.ends
    if which == KINDS:
        return &part.tokens.kinds
    return &part.tokens.data


cdef void* gathered(list parts, Which which) except? NULL:
    """Return the bytes of all parts one behind the other; the parts have them no more."""
    cdef TokenPart part
    cdef Bytes* target = bytes_in(parts[0], which)
    cdef Py_ssize_t total = 0
    for part in parts:
        total += bytes_in(part, which).length
    for part in parts[1:]:
        widen(target, total)
        append_some(target, bytes_in(part, which).data, bytes_in(part, which).length)
        drop_bytes(bytes_in(part, which))
    return handed(target)


cdef void* counted(list parts, bint rows, int64_t count) except NULL:
    """Return offsets of so many rows or tokens, which each part counts from its own start."""
    cdef TokenPart part = parts[0]
    cdef int width = part.tokens.width
    cdef Bytes* ends
    cdef uint8_t* place
    cdef int64_t size, base = 0, done = 0
    if len(parts) == 1:
        return handed(&part.tokens.rows if rows else &part.tokens.items)
    place = <uint8_t*>PyMem_RawMalloc((count + 1) * width)
    if place == NULL:
        raise MemoryError
    memset(place, 0, width)
    for part in parts:
        ends = &part.tokens.rows if rows else &part.tokens.items
        size = part.tokens.length if rows else part.tokens.count
        copy_counted(place, ends.data, width, done, size, base)
        done += size
        base += part.tokens.count if rows else part.tokens.data.length
    return place


cdef int start_list(ArrowArray* array, Rows rows, list parts, bint spans) except -1:
    """Make a list for each row, whose one child has yet to be filled; what the parts hold can be taken once."""
    cdef TokenPart part
    cdef int64_t count = 0, data = 0
    cdef int64_t row = 0
    if not parts:
        raise ValueError("no part is to be joined")
    for part in parts:
        if part.joined or part.tokens.spans != spans:
            raise ValueError("the parts were joined before, or hold something else than is to be joined")
        part.joined = True
        row = next_row(rows, part.rows, row, part.tokens.first, part.tokens.length)
        count += part.tokens.count
        data += part.tokens.data.length
    next_row(rows, rows, row, rows.length, 0)
    part = parts[0]
    if part.tokens.width != LARGE and (count > NARROW or (data > NARROW and rows.layout != VIEW)):
        raise size_error()
    if not make_array(array, 2, 1, 2, False):
        raise MemoryError
    try:
        array.length = rows.length
        own(array, 0, 0, rows.validity(&array.null_count))
        own(array, 1, 1, counted(parts, True, rows.length))
    except BaseException:
        release_array(array)
        raise
    array.children[0].length = count
    return 0


def join_lists(Rows rows not None, parts):
    """Return an array of the lists of tokens of all rows; long tokens of views lie where their rows do."""
    cdef ArrowArray array
    cdef ArrowArray* child
    cdef list found = listed(parts)
    cdef int64_t count
    start_list(&array, rows, found, False)
    try:
        child = array.children[0]
        count = child.length
        if rows.layout == VIEW:
            put_token_views(child, rows, found)
        else:
            if not make_array(child, 3, 0, 2, False):
                raise MemoryError
            own(child, 1, 0, counted(found, False, count))
            own(child, 2, 1, gathered(found, DATA))
        child.length = count
        return data_of(&array)
    except BaseException:
        if array.release != NULL:
            release_array(&array)
        raise


cdef int put_token_views(ArrowArray* child, Rows rows, list parts) except -1:
    """Fill the strings of tokens; behind the buffers of the rows stands one for each part."""
    cdef int64_t shared = rows._strings.count, k, number = 0
    cdef int64_t* sizes
    cdef int32_t* view
    cdef TokenPart part
    if not make_array(child, shared + len(parts) + 3, 0, len(parts) + 2, False):
        raise MemoryError
    (<Node*>child.private_data).shared = rows._values.holder
    arnorm_add(&rows._values.holder.references, 1)
    sizes = <int64_t*>PyMem_RawCalloc(shared + len(parts) + 1, sizeof(int64_t))
    if sizes == NULL:
        raise MemoryError
    own(child, shared + len(parts) + 2, 0, sizes)
    for k in range(shared):
        child.buffers[k + 2] = rows._strings.buffers[k]
        sizes[k] = rows._strings.sizes[k]
    for part in parts:
        for k in range(part.tokens.count):
            view = <int32_t*>part.tokens.items.data + 4 * k
            if view[0] > INLINE and view[2] >= shared:
                view[2] += <int32_t>number
        sizes[shared + number] = part.tokens.data.length
        own(child, shared + number + 2, number + 2, handed(&part.tokens.data))
        number += 1
    own(child, 1, 1, gathered(parts, ITEMS))
    return 0


def join_spans(Rows rows not None, parts, Data kinds not None):
    """Return an array of the places of all tokens: lists of structs of start, end and kind, which is a key of kinds."""
    cdef ArrowArray array
    cdef ArrowArray* child
    cdef list found = listed(parts)
    cdef int64_t count
    cdef int k
    start_list(&array, rows, found, True)
    try:
        child = array.children[0]
        count = child.length
        if not make_array(child, 1, 3, 0, False):
            raise MemoryError
        child.length = count
        for k in range(3):
            if not make_array(child.children[k], 2, 0, 1, k == 2):
                raise MemoryError
            child.children[k].length = count
            own(child.children[k], 1, 0, gathered(found, <Which>k))
        kinds.export(child.children[2].dictionary)
        return data_of(&array)
    except BaseException:
        if array.release != NULL:
            release_array(&array)
        raise
