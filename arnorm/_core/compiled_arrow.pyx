# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: auto_pickle=False, autotestdict=False, freethreading_compatible=True
"""The Arrow PyCapsule interface of ``reference.arrow``, compiled: same classes, same functions, same results.

Arrays come in and go out without their buffers being copied; ``arrow.pxd`` says who owns what.
"""

from cpython.mem cimport PyMem_RawCalloc, PyMem_RawFree
from cpython.object cimport PyObject
from cpython.pycapsule cimport PyCapsule_Destructor, PyCapsule_GetPointer, PyCapsule_IsValid, PyCapsule_New
from cpython.ref cimport Py_DECREF, Py_INCREF
from libc.errno cimport EINVAL, ENOMEM
from libc.stdint cimport INT64_MAX, int32_t, int64_t, uint8_t
from libc.string cimport memcpy, memset

from arnorm._core.arrow cimport (
    ArrowArray, ArrowArrayStream, ArrowSchema, Node, arnorm_add, bit_at, hold, let_go, make_array, own, release_array,
    release_schema, view_array,
)

from arnorm._core.arrow import DEPTH, Field, malformed

__all__ = ["Data", "Stream", "build", "dictionary_of", "read_array", "read_schema", "schema_capsule", "stream_capsule"]
__all__ += ["struct_of"]


cdef void* opened(object capsule, const char* name) except NULL:
    """Return what a capsule points to."""
    if not PyCapsule_IsValid(capsule, name):
        raise TypeError(f"expected a capsule named {name.decode()!r}, not {capsule!r}")
    return PyCapsule_GetPointer(capsule, name)


cdef object closed(void* place, const char* name, PyCapsule_Destructor drop):
    """Return a capsule of a struct that is yet to be filled: what is put there is released with it."""
    if place == NULL:
        raise MemoryError
    try:
        return PyCapsule_New(place, name, drop)
    except BaseException:
        PyMem_RawFree(place)
        raise


# --------------------------------------------------------------------------------------------------------------- schema

cdef Py_ssize_t metadata_size(const char* metadata) except -1:
    """Return how long the binary form of metadata is: a count, then for each key and value its size and itself."""
    cdef int32_t count, size
    cdef Py_ssize_t place = 4, _number
    memcpy(&count, metadata, 4)
    if count < 0:
        raise malformed("metadata with a negative count")
    for _number in range(2 * <Py_ssize_t>count):
        memcpy(&size, metadata + place, 4)
        if size < 0:
            raise malformed("metadata with a negative size")
        place += 4 + <Py_ssize_t>size
    return place


cdef object field_of(const ArrowSchema* schema, int depth):
    """Return the field that a schema says."""
    cdef int64_t k
    cdef list children = []
    if depth > DEPTH:
        raise malformed(f"a type nested deeper than {DEPTH}")
    if schema == NULL or schema.release == NULL or schema.format == NULL:
        raise malformed("a schema that is released or has no format")
    if schema.n_children < 0 or (schema.n_children and schema.children == NULL):
        raise malformed("a schema without its children")
    for k in range(schema.n_children):
        children.append(field_of(schema.children[k], depth + 1))
    metadata = None
    if schema.metadata != NULL:
        metadata = (<const uint8_t*>schema.metadata)[:metadata_size(schema.metadata)]
    return Field(
        schema.format.decode(),
        schema.name.decode() if schema.name != NULL else "",
        metadata,
        schema.flags,
        tuple(children),
        field_of(schema.dictionary, depth + 1) if schema.dictionary != NULL else None,
    )


cdef char* copied(bytes data) except NULL:
    """Return a copy with a zero behind it."""
    cdef char* place = <char*>PyMem_RawCalloc(1, len(data) + 1)
    if place == NULL:
        raise MemoryError
    memcpy(place, <const char*>data, len(data))
    return place


cdef ArrowSchema* new_schema(object field) except NULL:
    cdef ArrowSchema* schema = <ArrowSchema*>PyMem_RawCalloc(1, sizeof(ArrowSchema))
    if schema == NULL:
        raise MemoryError
    try:
        fill_schema(schema, field)
    except BaseException:
        PyMem_RawFree(schema)
        raise
    return schema


cdef int fill_schema(ArrowSchema* schema, object field) except -1:
    """Say what a field is; nothing is left behind where that fails."""
    memset(schema, 0, sizeof(ArrowSchema))
    schema.release = release_schema
    try:
        schema.format = copied(field.format.encode())
        schema.name = copied(field.name.encode())
        if field.metadata is not None:
            schema.metadata = copied(field.metadata)
        schema.flags = field.flags
        schema.children = <ArrowSchema**>PyMem_RawCalloc(len(field.children) + 1, sizeof(ArrowSchema*))
        if schema.children == NULL:
            raise MemoryError
        for child in field.children:
            schema.children[schema.n_children] = new_schema(child)
            schema.n_children += 1
        if field.dictionary is not None:
            schema.dictionary = new_schema(field.dictionary)
    except BaseException:
        release_schema(schema)
        raise
    return 0


def read_schema(capsule):
    """Return the field that a capsule of a schema holds, which stays as it is."""
    return field_of(<const ArrowSchema*>opened(capsule, "arrow_schema"), 0)


cdef void drop_schema(object capsule) noexcept:
    cdef ArrowSchema* schema = <ArrowSchema*>PyCapsule_GetPointer(capsule, "arrow_schema")
    if schema.release != NULL:
        schema.release(schema)
    PyMem_RawFree(schema)


def schema_capsule(field):
    """Return a capsule of the schema of a field."""
    cdef ArrowSchema* schema = <ArrowSchema*>PyMem_RawCalloc(1, sizeof(ArrowSchema))
    capsule = closed(schema, "arrow_schema", drop_schema)
    fill_schema(schema, field)
    return capsule


# --------------------------------------------------------------------------------------------------------------- arrays

cdef void drop_array(object capsule) noexcept:
    cdef ArrowArray* array = <ArrowArray*>PyCapsule_GetPointer(capsule, "arrow_array")
    if array.release != NULL:
        array.release(array)
    PyMem_RawFree(array)


cdef Data data_of(ArrowArray* array):
    """Move an array into an object that owns it; where memory runs out, the array is released."""
    cdef Data data
    try:
        data = Data.__new__(Data)
        data.holder = hold(array)
        if data.holder == NULL:
            raise MemoryError
    except BaseException:
        array.release(array)
        raise
    data.array = &data.holder.array
    data.length, data.offset, data.null_count = data.array.length, data.array.offset, data.array.null_count
    return data


cdef class Data:
    """An array, or a child, dictionary or part of one, that keeps the whole of it.

    Its buffers are never written to. ``null_count`` is -1 where nobody counted.
    """

    def __dealloc__(self):
        let_go(self.holder)

    def __reduce__(self):
        raise TypeError("an Arrow array cannot be pickled: pickle what a library makes of it")

    cdef int check(self) except -1:
        if self.array == NULL:
            raise TypeError("an array that was never filled")
        return 0

    cdef Data sibling(self, const ArrowArray* array):
        """Return an array that lies in the same holder."""
        cdef Data data = Data.__new__(Data)
        if array == NULL or array.release == NULL:
            raise malformed("a part that is missing or released")
        self.check()
        arnorm_add(&self.holder.references, 1)
        data.holder, data.array = self.holder, array
        data.length, data.offset, data.null_count = array.length, array.offset, array.null_count
        return data

    def children(self, int64_t count):
        """Return the children, of which there must be so many."""
        cdef int64_t k
        cdef list found = []    # no comprehension: Cython 3.3 lets go twice of what it has no memory to add
        self.check()
        if self.array.n_children != count or (count and self.array.children == NULL):
            raise malformed(f"{self.array.n_children} children where its type has {count}")
        for k in range(count):
            found.append(self.sibling(self.array.children[k]))
        return tuple(found)

    def dictionary(self):
        """Return the array that the keys of a dictionary stand for."""
        self.check()
        return self.sibling(self.array.dictionary)

    def part(self, int64_t start, int64_t length):
        """Return the rows from ``start`` on."""
        cdef Data data
        if start < 0 or length < 0 or self.offset < 0 or self.length < length or start > self.length - length:
            raise malformed(f"rows {start} to {start + length} of a part that has {self.length}")
        data = self.sibling(self.array)
        data.offset, data.length = self.offset + start, length
        data.null_count = self.null_count if length == self.length or self.null_count == 0 else -1
        return data

    def buffer_address(self, int64_t number):
        """Return where a buffer begins, 0 if there is none."""
        self.check()
        if not 0 <= number < self.array.n_buffers or self.array.buffers == NULL:
            raise IndexError(f"there are {self.array.n_buffers} buffers")
        return <size_t>self.array.buffers[number]

    cdef int export(self, ArrowArray* place) except -1:
        """Fill an array that shares the buffers."""
        self.check()
        if not view_array(self.holder, self.array, place):
            raise MemoryError
        place.length, place.offset, place.null_count = self.length, self.offset, self.null_count
        return 0

    def capsule(self):
        """Return a capsule of an array that shares the buffers."""
        cdef ArrowArray* array = <ArrowArray*>PyMem_RawCalloc(1, sizeof(ArrowArray))
        capsule = closed(array, "arrow_array", drop_array)
        self.export(array)
        return capsule


def read_array(capsule):
    """Return the array that a capsule holds, which has none from then on."""
    cdef ArrowArray* array = <ArrowArray*>opened(capsule, "arrow_array")
    if array.release == NULL:
        raise ValueError("the array in the capsule is released, or was consumed before")
    return data_of(array)


cdef void* copied_bits(const uint8_t* bits, int64_t offset, int64_t length, int64_t* nulls) except NULL:
    """Return the bits from ``offset`` on in bytes of their own, and count those that are not set."""
    cdef uint8_t* place = <uint8_t*>PyMem_RawCalloc(length // 8 + 1, 1)
    cdef int64_t k, count = 0
    cdef bint bit
    if place == NULL:
        raise MemoryError
    with nogil:
        for k in range(length):
            bit = bit_at(bits, offset + k)
            place[k >> 3] |= bit << (k & 7)
            count += bit
    nulls[0] = length - count
    return place


def struct_of(Data data not None, children):
    """Return a struct of the rows of another one, with these children for its own."""
    cdef ArrowArray array
    cdef int64_t k = 0
    cdef Data child
    data.check()
    children = tuple(children)
    if data.length < 0 or data.offset < 0 or data.length > INT64_MAX // 32 or data.offset > INT64_MAX // 32:
        raise malformed("a length or offset that cannot be")
    if data.array.n_buffers != 1:
        raise malformed(f"a struct with {data.array.n_buffers} buffers")
    if not make_array(&array, 1, len(children), 1, False):
        raise MemoryError
    try:
        array.length = data.length
        if data.null_count and data.array.buffers != NULL and data.array.buffers[0] != NULL:
            own(&array, 0, 0, copied_bits(
                <const uint8_t*>data.array.buffers[0], data.offset, data.length, &array.null_count
            ))
        for child in children:
            child.export(array.children[k])
            k += 1
        return data_of(&array)
    except BaseException:
        if array.release != NULL:
            release_array(&array)
        raise


def dictionary_of(Data data not None, Data values not None):
    """Return a dictionary with the keys of another one, which now stand for ``values``."""
    cdef ArrowArray array
    data.check()
    if not make_array(&array, 0, 0, 0, True):
        raise MemoryError
    (<Node*>array.private_data).shared = data.holder
    arnorm_add(&data.holder.references, 1)
    array.length, array.offset, array.null_count = data.length, data.offset, data.null_count
    array.n_buffers, array.buffers = data.array.n_buffers, data.array.buffers
    try:
        values.export(array.dictionary)
        return data_of(&array)
    except BaseException:
        if array.release != NULL:
            release_array(&array)
        raise


def build(int64_t length, buffers, children=(), Data dictionary=None, int64_t nulls=0):
    """Return an array of copies of these buffers, which are bytes-like or None, and of these children."""
    cdef ArrowArray array
    cdef int64_t k = 0
    cdef Data child
    buffers, children = tuple(buffers), tuple(children)
    if not make_array(&array, len(buffers), len(children), len(buffers), dictionary is not None):
        raise MemoryError
    try:
        array.length, array.null_count = length, nulls
        for k, buffer in enumerate(buffers):
            if buffer is not None:
                own(&array, k, k, copied(bytes(buffer)))
        for k, child in enumerate(children):
            child.export(array.children[k])
        if dictionary is not None:
            dictionary.export(array.dictionary)
        return data_of(&array)
    except BaseException:
        if array.release != NULL:
            release_array(&array)
        raise


# -------------------------------------------------------------------------------------------------------------- streams

cdef class Stream:
    """The arrays of a stream, one after the other."""

    cdef ArrowArrayStream stream
    cdef readonly object field

    def __init__(self, capsule):
        cdef ArrowArrayStream* stream = <ArrowArrayStream*>opened(capsule, "arrow_array_stream")
        cdef ArrowSchema schema
        cdef int status
        if self.stream.release != NULL:
            raise TypeError("a stream cannot be changed once it is made")
        if stream.release == NULL:
            raise ValueError("the stream in the capsule is released, or was consumed before")
        self.stream = stream[0]
        stream.release = NULL
        memset(&schema, 0, sizeof(schema))
        with nogil:
            status = self.stream.get_schema(&self.stream, &schema)
        if status:
            error = self.error(status)
            self.close()
            raise error
        try:
            self.field = field_of(&schema, 0)
        finally:
            if schema.release != NULL:
                schema.release(&schema)

    def __dealloc__(self):
        self.close()

    cdef object error(self, int status):
        cdef const char* message = self.stream.get_last_error(&self.stream)
        said = message.decode("utf-8", "replace") if message != NULL else f"error {status}"
        return MemoryError(said) if status == ENOMEM else RuntimeError(f"the stream of the column failed: {said}")

    cdef void close(self) noexcept:
        if self.stream.release != NULL:
            self.stream.release(&self.stream)
            self.stream.release = NULL

    def __iter__(self):
        return self

    def __next__(self):
        cdef ArrowArray array
        cdef int status
        if self.stream.release == NULL:
            raise StopIteration
        memset(&array, 0, sizeof(array))
        with nogil:
            status = self.stream.get_next(&self.stream, &array)
        if status:
            error = self.error(status)
            self.close()
            raise error
        if array.release == NULL:
            self.close()
            raise StopIteration
        return data_of(&array)


cdef struct Outlet:
    PyObject* field
    PyObject* arrays            # an iterator
    char* message               # of the error that ended the stream, or NULL
    int status


cdef void keep_error(Outlet* outlet, object error) noexcept:
    """Remember an error of Python for the one who reads the stream."""
    outlet.status = ENOMEM if isinstance(error, MemoryError) else EINVAL
    PyMem_RawFree(outlet.message)
    outlet.message = NULL
    try:
        outlet.message = copied(f"{type(error).__name__}: {error}".encode("utf-8", "replace").replace(b"\0", b"?"))
    except BaseException:       # of its text: the number alone has to do, or the stream would seem to be at its end
        pass


cdef int outlet_schema(ArrowArrayStream* stream, ArrowSchema* place) noexcept with gil:
    cdef Outlet* outlet = <Outlet*>stream.private_data
    if outlet.status:
        return outlet.status
    try:
        fill_schema(place, <object>outlet.field)
    except BaseException as error:
        keep_error(outlet, error)   # no return from here: Cython takes it that there was memory for a traceback
    return outlet.status


cdef int outlet_next(ArrowArrayStream* stream, ArrowArray* place) noexcept with gil:
    cdef Outlet* outlet = <Outlet*>stream.private_data
    memset(place, 0, sizeof(ArrowArray))
    if outlet.status:
        return outlet.status
    try:
        data = next(<object>outlet.arrays, None)
        if data is not None:
            (<Data?>data).export(place)
    except BaseException as error:
        keep_error(outlet, error)
    return outlet.status


cdef const char* outlet_error(ArrowArrayStream* stream) noexcept nogil:
    return (<Outlet*>stream.private_data).message


cdef void release_outlet(ArrowArrayStream* stream) noexcept with gil:
    cdef Outlet* outlet = <Outlet*>stream.private_data
    Py_DECREF(<object>outlet.field)
    Py_DECREF(<object>outlet.arrays)
    PyMem_RawFree(outlet.message)
    PyMem_RawFree(outlet)
    stream.release = NULL


cdef void drop_stream(object capsule) noexcept:
    cdef ArrowArrayStream* stream = <ArrowArrayStream*>PyCapsule_GetPointer(capsule, "arrow_array_stream")
    if stream.release != NULL:
        stream.release(stream)
    PyMem_RawFree(stream)


def stream_capsule(field, arrays):
    """Return a capsule of a stream of arrays of one field, which are taken from an iterator as they are asked for.

    What an iterator raises ends the stream with its message as the error.
    """
    cdef ArrowArrayStream* stream
    cdef Outlet* outlet
    arrays = iter(arrays)
    stream = <ArrowArrayStream*>PyMem_RawCalloc(1, sizeof(ArrowArrayStream))
    capsule = closed(stream, "arrow_array_stream", drop_stream)
    outlet = <Outlet*>PyMem_RawCalloc(1, sizeof(Outlet))
    if outlet == NULL:
        raise MemoryError
    Py_INCREF(field)
    Py_INCREF(arrays)
    outlet.field, outlet.arrays = <PyObject*>field, <PyObject*>arrays
    stream.get_schema, stream.get_next = outlet_schema, outlet_next
    stream.get_last_error, stream.release = outlet_error, release_outlet
    stream.private_data = outlet
    return capsule
