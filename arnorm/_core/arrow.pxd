"""Arrays of the Arrow C data interface: who owns them, and how they are handed on. No Python objects, no GIL.

An array that came in is moved into a ``Holder``, which counts who needs it; the last one releases it. Every array that
goes out, and every child of it, is a ``Node`` that is released on its own: it frees what it owns and lets go of the
holder that its other buffers lie in. Nothing here asks the interpreter, because any thread may release an array.
"""

from cpython.mem cimport PyMem_RawCalloc, PyMem_RawFree, PyMem_RawMalloc
from libc.stdint cimport int64_t, uint8_t
from libc.string cimport memset

cdef extern from "atomic.h" nogil:
    long arnorm_add(long* count, long more)

cdef extern from "arrow.h" nogil:
    struct ArrowSchema:
        const char* format
        const char* name
        const char* metadata
        int64_t flags
        int64_t n_children
        ArrowSchema** children
        ArrowSchema* dictionary
        void (*release)(ArrowSchema*) noexcept nogil
        void* private_data

    struct ArrowArray:
        int64_t length
        int64_t null_count
        int64_t offset
        int64_t n_buffers
        int64_t n_children
        const void** buffers
        ArrowArray** children
        ArrowArray* dictionary
        void (*release)(ArrowArray*) noexcept nogil
        void* private_data

    struct ArrowArrayStream:
        int (*get_schema)(ArrowArrayStream*, ArrowSchema*) noexcept nogil
        int (*get_next)(ArrowArrayStream*, ArrowArray*) noexcept nogil
        const char* (*get_last_error)(ArrowArrayStream*) noexcept nogil
        void (*release)(ArrowArrayStream*) noexcept nogil
        void* private_data


cdef struct Holder:
    long references
    ArrowArray array


cdef struct Node:
    Holder* shared              # what the buffers that are not owned lie in, or NULL
    int64_t count               # of what is owned
    void** owned                # what is freed with the node


cdef inline Holder* hold(ArrowArray* array) noexcept nogil:
    """Move an array into a holder with one reference; return NULL, and leave the array, where memory runs out."""
    cdef Holder* holder = <Holder*>PyMem_RawMalloc(sizeof(Holder))
    if holder != NULL:
        holder.references = 1
        holder.array = array[0]
        array.release = NULL
    return holder


cdef inline void let_go(Holder* holder) noexcept nogil:
    if holder != NULL and arnorm_add(&holder.references, -1) == 0:
        if holder.array.release != NULL:
            holder.array.release(&holder.array)
        PyMem_RawFree(holder)


cdef inline void release_array(ArrowArray* array) noexcept nogil:
    """What an array that goes out has as its release callback."""
    cdef Node* node = <Node*>array.private_data
    cdef int64_t k
    for k in range(array.n_children):
        if array.children[k].release != NULL:
            array.children[k].release(array.children[k])
        PyMem_RawFree(array.children[k])
    if array.dictionary != NULL:
        if array.dictionary.release != NULL:
            array.dictionary.release(array.dictionary)
        PyMem_RawFree(array.dictionary)
    for k in range(node.count):
        PyMem_RawFree(node.owned[k])
    let_go(node.shared)
    PyMem_RawFree(node)
    array.release = NULL


cdef inline void release_schema(ArrowSchema* schema) noexcept nogil:
    """What a type that goes out has as its release callback."""
    cdef int64_t k
    for k in range(schema.n_children):
        if schema.children[k] != NULL:
            if schema.children[k].release != NULL:
                schema.children[k].release(schema.children[k])
            PyMem_RawFree(schema.children[k])
    PyMem_RawFree(schema.children)
    if schema.dictionary != NULL:
        if schema.dictionary.release != NULL:
            schema.dictionary.release(schema.dictionary)
        PyMem_RawFree(schema.dictionary)
    PyMem_RawFree(<void*>schema.format)
    PyMem_RawFree(<void*>schema.name)
    PyMem_RawFree(<void*>schema.metadata)
    schema.release = NULL


cdef inline bint make_array(
    ArrowArray* array, int64_t buffers, int64_t children, int64_t owned, bint dictionary
) noexcept nogil:
    """Fill an array with room for its buffers, released children and what it is to own; False where memory runs out."""
    cdef int64_t k
    cdef Node* node = <Node*>PyMem_RawCalloc(1, sizeof(Node) + (buffers + children + owned) * sizeof(void*))
    memset(array, 0, sizeof(ArrowArray))
    if node == NULL:
        return False
    array.buffers = <const void**>(node + 1)
    array.children = <ArrowArray**>(array.buffers + buffers)
    node.owned = <void**>(array.children + children)
    node.count = owned
    array.n_buffers = buffers
    array.private_data = node
    array.release = release_array
    for k in range(children):
        array.children[k] = <ArrowArray*>PyMem_RawCalloc(1, sizeof(ArrowArray))
        if array.children[k] == NULL:
            release_array(array)
            return False
        array.n_children = k + 1
    if dictionary:
        array.dictionary = <ArrowArray*>PyMem_RawCalloc(1, sizeof(ArrowArray))
        if array.dictionary == NULL:
            release_array(array)
            return False
    return True


cdef inline bint view_array(Holder* holder, const ArrowArray* source, ArrowArray* array) noexcept nogil:
    """Fill an array that shares the buffers of another, which lies in ``holder``; False where memory runs out."""
    cdef int64_t k
    if not make_array(array, 0, source.n_children, 0, source.dictionary != NULL):
        return False
    (<Node*>array.private_data).shared = holder
    arnorm_add(&holder.references, 1)
    array.length, array.null_count, array.offset = source.length, source.null_count, source.offset
    array.n_buffers, array.buffers = source.n_buffers, source.buffers
    for k in range(source.n_children):
        if not view_array(holder, source.children[k], array.children[k]):
            release_array(array)
            return False
    if source.dictionary != NULL and not view_array(holder, source.dictionary, array.dictionary):
        release_array(array)
        return False
    return True


cdef inline void own(ArrowArray* array, int64_t buffer, int64_t place, void* data) noexcept nogil:
    """Make ``data`` a buffer that is freed with the array, at a place among those that are."""
    array.buffers[buffer] = data
    (<Node*>array.private_data).owned[place] = data


cdef inline bint bit_at(const uint8_t* bits, int64_t place) noexcept nogil:
    return (bits[place >> 3] >> (place & 7)) & 1
