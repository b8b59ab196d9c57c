# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: auto_pickle=False, autotestdict=False, freethreading_compatible=True
"""The scanner of ``reference``, compiled: same methods, same results; ``automaton`` describes its tables."""

from cpython.bytearray cimport PyByteArray_AS_STRING, PyByteArray_FromStringAndSize, PyByteArray_Resize
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.list cimport PyList_New, PyList_SET_ITEM
from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF, Py_INCREF
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

from arnorm._core.scan_loops cimport Plain, enters_first, find_tokens_in, find_tokens_utf8
from arnorm._core.tables cimport fill_plain, fill_scan
from arnorm._core.utf8 cimport KEEP_INVALID, REPLACE, STRICT

from arnorm._core.inputs import bytes_of, checked, errors_error, invalid_utf8, text_error

cdef extern from "Python.h":
    PyObject* PyUnicode_New(Py_ssize_t size, Py_UCS4 maxchar) except NULL
    object PyUnicode_FromKindAndData(int kind, const void* data, Py_ssize_t size)
    object PyUnicode_FromOrdinal(int ordinal)
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    void* data_of "PyUnicode_DATA"(PyObject* text) noexcept nogil
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    bint PyUnicode_IS_ASCII(object text)

__all__ = ["Scanner"]

cdef enum:
    BLOCK = 1024                # tokens that are found at a time on the stack
    NARROW = 0x7FFFFFFF         # the longest text whose offsets are int32
    LETTERS = 0x800             # code points below have their strings of one letter made once
    LATIN = 0x100               # Python has those of the code points below
    PLACES = 1024               # for tokens that may come again
    AGAIN = 1 << 14             # the shortest text in which they come often enough


cdef tuple _letters = tuple([PyUnicode_FromOrdinal(letter) for letter in range(LETTERS)])


cdef inline object token_of(const Source* source, bint ascii, Py_ssize_t start, Py_ssize_t end):
    """Return a piece of a str; one without a code point that the storage of the whole is for is looked through."""
    cdef int kind = source.kind
    cdef const char* place = <const char*>source.data + start * kind
    cdef PyObject* result
    cdef uint32_t first = (<const uint16_t*>place)[0] if kind == 2 else (<const uint32_t*>place)[0] if kind == 4 else 0
    if end - start == 1 and LATIN <= first < LETTERS:
        return <object>(<PyObject*>_letters[first])
    if ascii and end - start > 1:
        result = PyUnicode_New(end - start, 0x7F)
    elif kind == 2 and first >= LATIN:
        result = PyUnicode_New(end - start, 0xFFFF)
    else:
        return PyUnicode_FromKindAndData(kind, place, end - start)
    memcpy(data_of(result), place, (end - start) * kind)
    text = <object>result
    Py_DECREF(text)
    return text


cdef struct Seen:
    uint64_t low                # the first eight bytes of a token as it is stored, 0 where it has less
    uint64_t high               # and the next eight: longer ones are not kept
    PyObject* token             # borrowed from the list that holds it; NULL in a place that is free


cdef inline uint64_t first_bytes(const char* place, Py_ssize_t size) noexcept nogil:
    """Return up to eight bytes as a number."""
    cdef uint64_t bytes = 0
    memcpy(&bytes, place, min(size, 8))
    return bytes


cdef inline object token_again(const Source* source, bint ascii, Seen* seen, Py_ssize_t start, Py_ssize_t end):
    """Return the token that came before with the same letters where it is ``seen``, else make it: words are few."""
    cdef const char* place = <const char*>source.data + start * source.kind
    cdef Py_ssize_t size = (end - start) * source.kind
    cdef uint64_t low, high, slot
    if seen == NULL or size > 16:
        return token_of(source, ascii, start, end)
    low = first_bytes(place, size)
    high = first_bytes(place + 8, size - 8) if size > 8 else 0
    slot = ((low ^ high * 0x9E3779B97F4A7C15ULL) * 0xD6E8FEB86659FD93ULL) >> 32 & (PLACES - 1)
    if seen[slot].low == low and seen[slot].high == high and seen[slot].token != NULL:
        if PyUnicode_GET_LENGTH(<object>seen[slot].token) == end - start:  # U+0000 counts as well
            return <object>seen[slot].token
    token = token_of(source, ascii, start, end)
    seen[slot].low, seen[slot].high, seen[slot].token = low, high, <PyObject*>token
    return token


cdef class Scanner:
    """The longest match of a token automaton at every position of a text."""

    def __init__(self, table):
        from arnorm._core.plain import compile_plain

        if self._table is not None:
            raise TypeError("a scanner cannot be changed once it is made")
        self._words = compile_plain(table)
        fill_plain(&self._plains[0], self._words[0])
        self._two = len(self._words) == 2
        if self._two:
            fill_plain(&self._plains[1], self._words[1])
        fill_scan(&self._scan, table)
        self._table = table

    cdef int open(self, Source* source, object text) except -1:
        if not isinstance(text, str):
            raise text_error(text)
        if self._table is None:
            raise TypeError("a scanner that was never initialised")
        source.kind = PyUnicode_KIND(text)
        source.data = PyUnicode_DATA(text)
        source.length = PyUnicode_GET_LENGTH(text)
        source.final, source.errors = True, STRICT
        source.position, source.front, source.invalid = 0, self._scan.edge, -1
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
                &self._scan, plain, <const uint8_t*>source.data, source.length, source.errors,
                &source.position, &source.front, &source.invalid, <int32_t*>spans, kinds, room,
            )
        return find_tokens_utf8(
            &self._scan, plain, <const uint8_t*>source.data, source.length, source.errors,
            &source.position, &source.front, &source.invalid, <int64_t*>spans, kinds, room,
        )

    cdef list strings(self, object text):
        """Cut ``text`` at the spans of one block of tokens after the other."""
        cdef Source source
        cdef int64_t spans[2 * BLOCK]
        cdef uint8_t kinds[BLOCK]
        cdef Py_ssize_t count = BLOCK, k
        cdef bint ascii = PyUnicode_IS_ASCII(text)
        cdef Seen* seen
        cdef list results
        self.open(&source, text)
        count = self.find(&source, 2 * sizeof(int64_t), spans, kinds, BLOCK)
        results = PyList_New(count)
        seen = NULL
        if source.length >= AGAIN:
            seen = <Seen*>PyMem_Calloc(PLACES, sizeof(Seen))
            if seen == NULL:
                raise MemoryError
        try:
            for k in range(count):
                token = token_again(&source, ascii, seen, spans[2 * k], spans[2 * k + 1])
                Py_INCREF(token)
                PyList_SET_ITEM(results, k, token)
            while count == BLOCK:
                count = self.find(&source, 2 * sizeof(int64_t), spans, kinds, BLOCK)
                for k in range(count):
                    results.append(token_again(&source, ascii, seen, spans[2 * k], spans[2 * k + 1]))
        finally:
            PyMem_Free(seen)
        return results

    cdef tuple packed(self, Source* source):
        """Return the spans and the kinds of all tokens, in memory that is hardly larger than they are."""
        cdef int64_t few_spans[2 * BLOCK]
        cdef uint8_t few_kinds[BLOCK]
        cdef int width = 2 * (sizeof(int32_t) if source.length <= NARROW else sizeof(int64_t))
        cdef Py_ssize_t count = self.find(source, width, few_spans, few_kinds, BLOCK), found, room
        cdef bytearray spans, kinds
        cdef char* place
        cdef char* kind_place
        if count < BLOCK:
            return (
                PyByteArray_FromStringAndSize(<char*>few_spans, width * count),
                PyByteArray_FromStringAndSize(<char*>few_kinds, count),
            )
        room = 2 * BLOCK + (source.length - source.position) // (5 if source.kind else 9)
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

    def scan_many(self, texts):
        """Return the tokens of every text."""
        cdef Py_ssize_t position = 0
        cdef list results = []
        cdef Source source
        self.open(&source, "")
        for text in checked(texts):
            if not isinstance(text, str):
                raise text_error(text, f"texts[{position}]")
            results.append(self.strings(text))
            position += 1
        return results

    def scan_spans(self, text):
        """Return spans as native int32 pairs (int64 past 2**31 - 1 code points) and a kind byte, from 0, for each."""
        cdef Source source
        self.open(&source, text)
        return self.packed(&source)

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
        if errors == "strict":
            source.errors = STRICT
        elif errors == "replace":
            source.errors = REPLACE
        elif errors == "keep":
            source.errors = KEEP_INVALID
        else:
            raise errors_error(errors)
        data = data if type(data) is bytes else bytes_of(data)
        source.kind, source.data, source.length = 0, PyBytes_AS_STRING(data), PyBytes_GET_SIZE(data)
        result = self.packed(&source)
        if source.invalid >= 0:
            raise invalid_utf8(data, source.invalid)
        return result
