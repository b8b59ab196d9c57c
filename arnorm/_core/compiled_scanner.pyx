# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: auto_pickle=False, autotestdict=False, freethreading_compatible=True
"""The scanner of ``reference``, compiled: same methods, same results; ``automaton`` describes its tables."""

from cpython.bytearray cimport PyByteArray_AS_STRING, PyByteArray_Resize
from libc.stdint cimport int32_t, int64_t, uint8_t

from arnorm._core.scan_loops cimport Scan, find_tokens_in
from arnorm._core.tables cimport fill_scan

from arnorm._core.inputs import checked, text_error

cdef extern from "Python.h":
    object PyUnicode_FromKindAndData(int kind, const void* data, Py_ssize_t size)
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)

__all__ = ["Scanner"]

cdef enum:
    TOKEN_BLOCK = 256           # tokens found before their strings are made


cdef class Scanner:
    """The longest match of a token automaton at every position of a text."""

    cdef object _table          # owns the memory that _scan points into
    cdef Scan _scan

    def __init__(self, table):
        if self._table is not None:
            raise TypeError("a scanner cannot be changed once it is made")
        fill_scan(&self._scan, table)
        self._table = table

    cdef object require(self, object text):
        if not isinstance(text, str):
            raise text_error(text)
        if self._table is None:
            raise TypeError("a scanner that was never initialised")

    cdef list strings(self, object text):
        """Cut ``text`` at the spans of one block of tokens after the other."""
        cdef int64_t spans[2 * TOKEN_BLOCK]
        cdef uint8_t kinds[TOKEN_BLOCK]
        cdef int kind = PyUnicode_KIND(text)
        cdef const char* source = <const char*>PyUnicode_DATA(text)
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), position = 0, count, k
        cdef list results = []
        while position < length:
            count = find_tokens_in(&self._scan, kind, source, length, &position, spans, kinds, TOKEN_BLOCK)
            for k in range(count):
                results.append(PyUnicode_FromKindAndData(
                    kind, source + spans[2 * k] * kind, spans[2 * k + 1] - spans[2 * k]
                ))
        return results

    def __call__(self, text):
        """Return the tokens of ``text`` as strings."""
        self.require(text)
        return self.strings(text)

    def scan_many(self, texts):
        """Return the tokens of every text."""
        cdef Py_ssize_t position = 0
        cdef list results = []
        self.require("")
        for text in checked(texts):
            if not isinstance(text, str):
                raise text_error(text, f"texts[{position}]")
            results.append(self.strings(text))
            position += 1
        return results

    def scan_spans(self, text):
        """Return spans as native int32 pairs (int64 past 2**31 - 1 code points) and a kind byte, from 0, for each."""
        cdef int kind
        cdef const void* source
        cdef Py_ssize_t length, position = 0, count = 0, room, width
        cdef bytearray spans, kinds
        cdef void* place
        cdef uint8_t* kind_place
        self.require(text)
        kind = PyUnicode_KIND(text)
        source = PyUnicode_DATA(text)
        length = PyUnicode_GET_LENGTH(text)
        width = sizeof(int32_t) if length <= 0x7FFFFFFF else sizeof(int64_t)
        room = length // 5 + 16
        spans, kinds = bytearray(2 * width * room), bytearray(room)
        while True:
            place = PyByteArray_AS_STRING(spans) + 2 * width * count
            kind_place = <uint8_t*>PyByteArray_AS_STRING(kinds) + count
            with nogil:
                if width == sizeof(int32_t):
                    count += find_tokens_in(
                        &self._scan, kind, source, length, &position, <int32_t*>place, kind_place, room - count
                    )
                else:
                    count += find_tokens_in(
                        &self._scan, kind, source, length, &position, <int64_t*>place, kind_place, room - count
                    )
            if position >= length:
                break
            room += room // 2
            PyByteArray_Resize(spans, 2 * width * room)
            PyByteArray_Resize(kinds, room)
        PyByteArray_Resize(spans, 2 * width * count)
        PyByteArray_Resize(kinds, count)
        return spans, kinds
