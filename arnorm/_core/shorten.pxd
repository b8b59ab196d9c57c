"""Strings and bytes that are made larger than needed, and then as long as what was written into them.

Memory that is hardly larger than what is in it is kept as it is. To give a little back would leave a block that is
smaller than the next result asks for: the malloc of glibc maps and unmaps the memory of each result then, and every
page of it costs more than what is written there.
"""

from cpython.object cimport PyObject
from libc.string cimport memset

from arnorm._core.objects cimport bytes_at, data_of, kind_of, length_of, resize_bytes, resize_str, set_size, size_of

cdef extern from *:
    """
    static inline void arnorm_set_length(PyObject *text, Py_ssize_t length)
    {
        ((PyASCIIObject *)text)->length = length;
    #if PY_VERSION_HEX < 0x030C0000 /* which keeps it a second time where wchar_t is as wide as the text */
        if (!PyUnicode_IS_ASCII(text) && ((PyASCIIObject *)text)->wstr == PyUnicode_DATA(text))
            ((PyCompactUnicodeObject *)text)->wstr_length = length;
    #endif
    }
    """
    void set_length "arnorm_set_length"(PyObject* text, Py_ssize_t length) noexcept

cdef enum:
    LEAST = 1 << 16             # bytes; smaller blocks come from where nothing is mapped
    SHARE = 8                   # up to this part of a block may be kept and be unused


cdef inline bint hardly_smaller(Py_ssize_t size, Py_ssize_t room) noexcept nogil:
    return room >= LEAST and 0 < room - size <= room // SHARE


cdef inline int shorten_text(PyObject** text, Py_ssize_t length) except -1:
    """Make a str that nobody else has seen as short as what was written into it; NULL where memory runs out."""
    cdef int kind = kind_of(text[0])
    if hardly_smaller(length * kind, length_of(text[0]) * kind):
        set_length(text[0], length)
        memset(data_of(text[0]) + length * kind, 0, kind)
        return 0
    return resize_str(text, length)


cdef inline int shorten_bytes(PyObject** data, Py_ssize_t size) except -1:
    """The same for bytes."""
    if hardly_smaller(size, size_of(data[0])):
        set_size(data[0], size)
        bytes_at(data[0])[size] = 0
        return 0
    return resize_bytes(data, size)
