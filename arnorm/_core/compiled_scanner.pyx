# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: auto_pickle=False, autotestdict=False, freethreading_compatible=True
"""The scanner of ``reference``, compiled: same methods, same results; ``automaton`` describes its tables."""

from sys import intern

from cpython.bytearray cimport PyByteArray_AS_STRING, PyByteArray_FromStringAndSize, PyByteArray_Resize
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.exc cimport PyErr_CheckSignals
from cpython.list cimport PyList_New
from cpython.object cimport PyObject
from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_RawFree, PyMem_RawMalloc, PyMem_RawRealloc
from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.string cimport memcpy

from arnorm._core.errors cimport errors_of
from arnorm._core.objects cimport (
    PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_IS_ASCII, PyUnicode_KIND, data_of, item_of,
    kind_of, length_of,
)
from arnorm._core.scan_loops cimport Plain, enters_first, find_tokens_in
from arnorm._core.scan_utf8 cimport PAIRS, fill_roles_of_bytes, find_tokens_utf8
from arnorm._core.tables cimport fill_plain, fill_scan
from arnorm._core.token_strings cimport BLOCK, LETTERS, Pieces, add_few, add_many, new_list, open_places
from arnorm._core.utf8 cimport STRICT
from arnorm._core.vectorcall cimport call_fast, called_slowly, inherit_fast_call, is_one

from arnorm._core.inputs import bytes_of, check_places, filled, invalid_utf8, text_error

__all__ = ["Scanner"]

cdef enum:
    FEW = 1024                  # tokens that are found on the stack
    NARROW = 0x7FFFFFFF         # the longest text whose offsets are int32
    BATCH = 1 << 17             # code points behind which a batch of texts ends
    AGAIN = 1 << 17             # the shortest text in which tokens that come again are looked for


# Interned, they count no references where Python has no lock: threads would wait for each other to count those.
cdef tuple _letters = tuple(map(intern, map(chr, range(LETTERS))))


cdef list strings_of(object text, Pieces* pieces, const int64_t* spans, Py_ssize_t count):
    """Cut ``text`` at spans."""
    cdef list results = PyList_New(count) if pieces.seen == NULL else new_list(count)
    cdef Py_ssize_t k = 0
    pieces.kind, pieces.data, pieces.length = (
        PyUnicode_KIND(text), <const char*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text)
    )
    pieces.ascii = PyUnicode_IS_ASCII(text)
    while k < count:
        pieces.spans, pieces.count = spans + 2 * k, min(count - k, BLOCK)
        if pieces.seen == NULL:
            add_few(pieces, results, k, _letters)
        else:
            add_many(pieces, results, count, _letters)
        k += pieces.count
    return results


cdef class Scanner:
    """The longest match of a token automaton at every position of a text."""

    def __cinit__(self):
        self._called = &call_scanner

    def __init__(self, table):
        from arnorm._core.plain import compile_plain

        inherit_fast_call(self, Scanner)
        if self._table is not None:
            raise TypeError("a scanner cannot be changed once it is made")
        self._words = compile_plain(table)
        fill_plain(&self._plains[0], self._words[0])
        self._two = len(self._words) == 2
        if self._two:
            fill_plain(&self._plains[1], self._words[1])
        fill_scan(&self._scan, table)
        self._bytes = <uint8_t*>PyMem_Malloc(PAIRS)
        if self._bytes == NULL:
            raise MemoryError
        fill_roles_of_bytes(&self._plains[0], self._bytes)
        self._table = table

    def __dealloc__(self):
        PyMem_Free(self._bytes)

    cdef int open(self, Source* source, object text) except -1:
        if not isinstance(text, str):
            raise text_error(text)
        if self._table is None:
            raise TypeError("a scanner that was never initialised")
        source.kind = PyUnicode_KIND(text)
        source.data = PyUnicode_DATA(text)
        source.length = PyUnicode_GET_LENGTH(text)
        source.final, source.errors = True, STRICT
        source.position, source.invalid = 0, -1
        return 0

    cdef Py_ssize_t find(
        self, Source* source, int width, void* spans, uint8_t* kinds, Py_ssize_t room
    ) noexcept nogil:
        """Find ``room`` more tokens or all there are, write spans of ``width`` bytes, and return how many."""
        cdef const Plain* plain = &self._plains[0]
        if self._two and source.kind and not enters_first(
            &self._scan, plain, &self._plains[1], source.kind, source.data, source.position, source.length
        ):
            plain = &self._plains[1]
        if source.kind:
            if width == 2 * sizeof(int32_t):
                return find_tokens_in(
                    &self._scan, plain, source.kind, source.data, source.length, source.final,
                    &source.position, <int32_t*>spans, kinds, room,
                )
            return find_tokens_in(
                &self._scan, plain, source.kind, source.data, source.length, source.final,
                &source.position, <int64_t*>spans, kinds, room,
            )
        if width == 2 * sizeof(int32_t):
            return find_tokens_utf8(
                &self._scan, plain, self._bytes, <const uint8_t*>source.data, source.length, source.errors,
                &source.position, &source.invalid, <int32_t*>spans, kinds, room,
            )
        return find_tokens_utf8(
            &self._scan, plain, self._bytes, <const uint8_t*>source.data, source.length, source.errors,
            &source.position, &source.invalid, <int64_t*>spans, kinds, room,
        )

    cdef list strings(self, object text):
        """Cut ``text`` at the spans of one block of tokens after the other."""
        cdef Source source
        cdef int64_t spans[2 * BLOCK]
        cdef uint8_t kinds[BLOCK]
        cdef Pieces pieces
        cdef list results
        cdef Py_ssize_t room
        self.open(&source, text)
        pieces.kind, pieces.data, pieces.length = source.kind, <const char*>source.data, source.length
        pieces.ascii = PyUnicode_IS_ASCII(text)
        pieces.spans = spans
        pieces.count = self.find(&source, 2 * sizeof(int64_t), spans, kinds, BLOCK)
        pieces.seen = NULL
        if source.length < AGAIN:
            results = PyList_New(pieces.count)
            add_few(&pieces, results, 0, _letters)
            while pieces.count == BLOCK:
                pieces.count = self.find(&source, 2 * sizeof(int64_t), spans, kinds, BLOCK)
                add_few(&pieces, results, -1, _letters)
            return results
        try:
            open_places(&pieces, source.length)
            room = pieces.count * (source.length // max(source.position, 1))    # for all, if they go on as they begin
            results = new_list(room)
            add_many(&pieces, results, room, _letters)
            while pieces.count == BLOCK:
                PyErr_CheckSignals()
                pieces.count = self.find(&source, 2 * sizeof(int64_t), spans, kinds, BLOCK)
                add_many(&pieces, results, room, _letters)
        finally:
            PyMem_Free(pieces.seen)
        return results if room - len(results) <= len(results) // 8 else results[:]

    cdef tuple packed(self, Source* source):
        """Return the spans and the kinds of all tokens, in memory that is hardly larger than they are."""
        cdef int64_t few_spans[2 * FEW]
        cdef uint8_t few_kinds[FEW]
        cdef int width = 2 * (sizeof(int32_t) if source.length <= NARROW else sizeof(int64_t))
        cdef Py_ssize_t count = self.find(source, width, few_spans, few_kinds, FEW), found, room
        cdef bytearray spans, kinds
        cdef char* place
        cdef char* kind_place
        if count < FEW:
            return (
                PyByteArray_FromStringAndSize(<char*>few_spans, width * count),
                PyByteArray_FromStringAndSize(<char*>few_kinds, count),
            )
        room = 2 * FEW + (source.length - source.position) // (5 if source.kind else 9)
        spans = PyByteArray_FromStringAndSize(NULL, width * room)
        kinds = PyByteArray_FromStringAndSize(NULL, room)
        memcpy(PyByteArray_AS_STRING(spans), few_spans, width * count)
        memcpy(PyByteArray_AS_STRING(kinds), few_kinds, count)
        while True:
            place = PyByteArray_AS_STRING(spans) + width * count
            kind_place = PyByteArray_AS_STRING(kinds) + count
            with nogil:
                found = self.find(source, width, place, <uint8_t*>kind_place, room - count)
            count += found
            if count < room:
                break
            room += room // 2
            PyByteArray_Resize(spans, width * room)
            PyByteArray_Resize(kinds, room)
        if room - count > count // 8:
            return spans[:width * count], kinds[:count]
        PyByteArray_Resize(spans, width * count)
        PyByteArray_Resize(kinds, count)
        return spans, kinds

    def __call__(self, text):
        """Return the tokens of ``text`` as strings."""
        if not isinstance(text, str):
            raise text_error(text)
        return self.strings(text)

    cdef Py_ssize_t find_all(self, list texts, Py_ssize_t start, Py_ssize_t stop, Found* found) except -1:
        """Find the tokens of a batch of texts without the GIL; return where it ends: at what is no str at latest."""
        cdef Source source
        cdef uint8_t kinds[BLOCK]
        cdef Py_ssize_t k, count, points = 0
        cdef int64_t* spans
        self.open(&source, "")
        found.count = 0
        for k in range(start, stop):
            text = <object>item_of(texts, k)
            if points >= BATCH or not isinstance(text, str):
                stop = k
                break
            points += PyUnicode_GET_LENGTH(text)
        with nogil:
            for k in range(start, stop):
                source.kind = kind_of(item_of(texts, k))
                source.data = data_of(item_of(texts, k))
                source.length = length_of(item_of(texts, k))
                source.position = 0
                count = BLOCK
                while count == BLOCK:
                    if found.room - found.count < BLOCK:
                        found.room += found.room + BLOCK
                        spans = <int64_t*>PyMem_RawRealloc(found.spans, 2 * found.room * sizeof(int64_t))
                        if spans == NULL:
                            with gil:
                                raise MemoryError
                        found.spans = spans
                    count = self.find(&source, 2 * sizeof(int64_t), found.spans + 2 * found.count, kinds, BLOCK)
                    found.count += count
                found.ends[k - start] = found.count
        return stop

    def scan_into(self, list texts, list results, Py_ssize_t start, Py_ssize_t stop):
        """Put the tokens of ``texts[start:stop]`` into ``results``; no one else may change the lists."""
        cdef Found found
        cdef Pieces pieces
        cdef Py_ssize_t end, k, begin
        check_places(start, stop, texts, results)
        pieces.seen = NULL
        found.spans, found.room = NULL, 0
        found.ends = <Py_ssize_t*>PyMem_RawMalloc(max(stop - start, 1) * sizeof(Py_ssize_t))
        if found.ends == NULL:
            raise MemoryError
        try:
            while start < stop:
                PyErr_CheckSignals()
                end = self.find_all(texts, start, stop, &found)
                if end == start:
                    raise text_error(texts[start], f"texts[{start}]")
                if pieces.seen == NULL and end < stop:      # one batch has hardly more than a text that is long enough
                    open_places(&pieces, BATCH)
                begin = 0
                for k in range(start, end):
                    results[k] = strings_of(texts[k], &pieces, found.spans + 2 * begin, found.ends[k - start] - begin)
                    begin = found.ends[k - start]
                start = end
        finally:
            PyMem_RawFree(found.ends)
            PyMem_RawFree(found.spans)
            PyMem_Free(pieces.seen)

    def scan_many(self, texts):
        """Return the tokens of every text."""
        return filled(self.scan_into, texts)

    def scan_spans(self, text):
        """Return spans as native int32 pairs (int64 past 2**31 - 1 code points) and a kind byte, from 0, for each."""
        cdef Source source
        self.open(&source, text)
        return self.packed(&source)

    def scan_rows(self, text, make, narrow, wide):
        """Return ``make((tokens, 2), narrow, memory)`` for the spans of `scan_spans`; ``wide`` where they are int64."""
        cdef Source source
        cdef Py_ssize_t count
        cdef bytearray spans, kinds
        self.open(&source, text)
        spans, kinds = self.packed(&source)
        count = len(kinds)
        return make((count, 2), narrow if len(spans) == 8 * count else wide, spans)

    def scan_part(self, text, bint final, Py_ssize_t start=0):
        """Return spans and kinds of the tokens that do not depend on what follows, and where the rest begins.

        Scanning begins at ``start``, in front of which at most one code point is looked at. What follows is a text that
        goes on with ``text[rest - 1:]`` and is scanned from the second code point on; nothing follows where ``final``.
        """
        cdef Source source
        self.open(&source, text)
        if not 0 <= start <= source.length:
            raise ValueError(f"start must be a position in the text, not {start}")
        source.final, source.position = final, start
        spans, kinds = self.packed(&source)
        return spans, kinds, source.position

    def scan_spans_utf8(self, data, errors="strict"):
        """Return the same as `scan_spans` for the text that UTF-8 ``data`` is, with spans in bytes."""
        cdef Source source
        self.open(&source, "")
        source.errors = errors_of(errors)
        data = data if type(data) is bytes else bytes_of(data)
        source.kind, source.data, source.length = 0, PyBytes_AS_STRING(data), PyBytes_GET_SIZE(data)
        result = self.packed(&source)
        if source.invalid >= 0:
            raise invalid_utf8(data, source.invalid)
        return result


cdef object call_scanner(object self, PyObject** arguments, size_t count, PyObject* names):
    if is_one(self, Scanner, count, names) and isinstance(<object>arguments[0], str):
        return (<Scanner>self).strings(<object>arguments[0])
    return called_slowly(self, arguments, count, names)


cdef Scanner _some = Scanner.__new__(Scanner)     # tells where the members of all lie
call_fast(Scanner, <char*>&_some._called - <char*><PyObject*>_some)
