"""Calls of an instance that make no tuple of their arguments (PEP 590); Cython has none for classes."""

from cpython.object cimport PyObject

cdef extern from *:
    """
    /* Let instances be called through the function that each of them keeps at this offset. */
    static void arnorm_call_fast(PyObject* type, Py_ssize_t offset) {
        ((PyTypeObject*)type)->tp_vectorcall_offset = offset;
        ((PyTypeObject*)type)->tp_flags |= Py_TPFLAGS_HAVE_VECTORCALL;
    }
    static int arnorm_is_called_as(PyObject* instance, PyObject* type) {
        return Py_TYPE(instance)->tp_call == ((PyTypeObject*)type)->tp_call;
    }
    /* Do the same for a class of Python that has the call of such a type: from 3.12 on it does so by itself. */
    static void arnorm_inherit_fast_call(PyObject* instance, PyObject* type) {
    #if PY_VERSION_HEX < 0x030C0000
        if (arnorm_is_called_as(instance, type) && !PyType_HasFeature(Py_TYPE(instance), Py_TPFLAGS_HAVE_VECTORCALL)) {
            arnorm_call_fast((PyObject*)Py_TYPE(instance), ((PyTypeObject*)type)->tp_vectorcall_offset);
            PyType_Modified(Py_TYPE(instance));
        }
    #else
        (void)instance;
        (void)type;
    #endif
    }
    static PyObject* arnorm_call_slowly(PyObject* instance, PyObject* arguments, PyObject* named) {
        return Py_TYPE(instance)->tp_call(instance, arguments, named);
    }
    """
    void call_fast "arnorm_call_fast"(object type, Py_ssize_t offset)
    bint is_called_as "arnorm_is_called_as"(object instance, object type)
    void inherit_fast_call "arnorm_inherit_fast_call"(object instance, object type)
    object call_slowly "arnorm_call_slowly"(object instance, object arguments, object named)
    Py_ssize_t PyVectorcall_NARGS(size_t count)

ctypedef object (*Called)(object, PyObject**, size_t, PyObject*)


cdef inline bint is_one(object instance, object type, size_t count, PyObject* names):
    """Return whether a call has one argument without a name, and no class of Python has put its own in its place."""
    return names == NULL and PyVectorcall_NARGS(count) == 1 and is_called_as(instance, type)


cdef inline object called_slowly(object instance, PyObject** arguments, size_t count, PyObject* names):
    """Return what a call gives that is not of one argument: an error, or what a class of Python makes of it."""
    cdef Py_ssize_t given = PyVectorcall_NARGS(count), k
    cdef list placed = []       # no comprehension: Cython 3.3 lets go twice of what it has no memory to add
    for k in range(given):
        placed.append(<object>arguments[k])
    named = None if names == NULL else {name: <object>arguments[given + k] for k, name in enumerate(<tuple>names)}
    return call_slowly(instance, tuple(placed), named or {})
