"""What CPython has for strings, bytes and lists, as all modules of the core call it.

Functions with a name of Python's own take or give an object, which Cython counts. Those with another name take or give
a pointer, whose references are counted by who has it; where nothing can fail they need no GIL.
"""

from cpython.object cimport PyObject

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    bint PyUnicode_IS_ASCII(object text)
    object PyUnicode_FromKindAndData(int kind, const void* data, Py_ssize_t size)
    object PyUnicode_New(Py_ssize_t size, Py_UCS4 ceiling)

    bint is_str "PyUnicode_Check"(PyObject* item) noexcept nogil
    bint is_ascii "PyUnicode_IS_ASCII"(PyObject* text) noexcept nogil
    int kind_of "PyUnicode_KIND"(PyObject* text) noexcept nogil
    char* data_of "(char *)PyUnicode_DATA"(PyObject* text) noexcept nogil
    Py_ssize_t length_of "PyUnicode_GET_LENGTH"(PyObject* text) noexcept nogil
    PyObject* new_str "PyUnicode_New"(Py_ssize_t size, Py_UCS4 ceiling) except NULL
    PyObject* str_from "PyUnicode_FromKindAndData"(int kind, const void* data, Py_ssize_t size) except NULL
    int resize_str "PyUnicode_Resize"(PyObject** text, Py_ssize_t length) except -1

    char* bytes_at "PyBytes_AS_STRING"(PyObject* data) noexcept nogil
    Py_ssize_t size_of "PyBytes_GET_SIZE"(PyObject* data) noexcept nogil
    PyObject* new_bytes "PyBytes_FromStringAndSize"(const char* data, Py_ssize_t size) except NULL
    int resize_bytes "_PyBytes_Resize"(PyObject** data, Py_ssize_t size) except -1
    void set_size "Py_SET_SIZE"(PyObject* data, Py_ssize_t size)

    PyObject* item_of "PyList_GET_ITEM"(object items, Py_ssize_t position) noexcept nogil
    PyObject* item_of_tuple "PyTuple_GET_ITEM"(object items, Py_ssize_t position) noexcept nogil
    void fill_item "PyList_SET_ITEM"(object items, Py_ssize_t position, PyObject* item)
    int set_item "PyList_SetItem"(object items, Py_ssize_t position, PyObject* item) except -1

    void keep "Py_INCREF"(PyObject* item)
    void let_go "Py_DECREF"(PyObject* item)
    void let_go_if_any "Py_XDECREF"(PyObject* item)
