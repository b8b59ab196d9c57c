"""The Arrow PyCapsule interface in plain Python, by ``ctypes``: what capsules hold, taken in and handed out.

https://arrow.apache.org/docs/format/CDataInterface.html has the structs, and who frees what.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from ctypes import POINTER, addressof, c_char_p, c_int, c_int32, c_int64, c_void_p, cast, memmove, string_at

from arnorm._core.arrow import DEPTH, MOST_ROWS, Field, bitmap, malformed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

__all__ = ["Data", "Stream", "build", "dictionary_of", "read_array", "read_schema", "schema_capsule", "stream_capsule"]
__all__ += ["struct_of"]

_FAILED, _NO_MEMORY = 22, 12  # EINVAL and ENOMEM


class _Schema(ctypes.Structure):
    format: Any
    name: Any
    metadata: Any
    flags: Any
    n_children: Any
    children: Any
    dictionary: Any
    release: Any
    private_data: Any


class _Array(ctypes.Structure):
    length: Any
    null_count: Any
    offset: Any
    n_buffers: Any
    n_children: Any
    buffers: Any
    children: Any
    dictionary: Any
    release: Any
    private_data: Any


class _Stream(ctypes.Structure):
    get_schema: Any
    get_next: Any
    get_last_error: Any
    release: Any
    private_data: Any
    _fields_ = [(name, c_void_p) for name in ("get_schema", "get_next", "get_last_error", "release", "private_data")]


_Schema._fields_ = [
    *((name, c_char_p) for name in ("format", "name")),
    *(("metadata", c_void_p), ("flags", c_int64), ("n_children", c_int64)),
    *(("children", POINTER(POINTER(_Schema))), ("dictionary", POINTER(_Schema))),
    *((name, c_void_p) for name in ("release", "private_data")),
]
_Array._fields_ = [
    *((name, c_int64) for name in ("length", "null_count", "offset", "n_buffers", "n_children")),
    *(("buffers", POINTER(c_void_p)), ("children", POINTER(POINTER(_Array))), ("dictionary", POINTER(_Array))),
    *((name, c_void_p) for name in ("release", "private_data")),
]

_RELEASE = ctypes.CFUNCTYPE(None, c_void_p)
_FILL = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p)
_ERROR = ctypes.CFUNCTYPE(c_void_p, c_void_p)

_new_capsule = ctypes.pythonapi.PyCapsule_New
_new_capsule.restype, _new_capsule.argtypes = ctypes.py_object, [c_void_p, c_char_p, c_void_p]
_is_capsule = ctypes.pythonapi.PyCapsule_IsValid
_is_capsule.argtypes = [ctypes.py_object, c_char_p]
_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype, _pointer.argtypes = c_void_p, [ctypes.py_object, c_char_p]
_pointer_in = ctypes.PYFUNCTYPE(c_void_p, c_void_p, c_char_p)(("PyCapsule_GetPointer", ctypes.pythonapi))
_increase = ctypes.pythonapi.Py_IncRef
_increase.restype, _increase.argtypes = None, [ctypes.py_object]

_kept: dict[int, object] = {}
"""What is handed out needs, until it is released, by a number that is its private data."""


def _keep(thing: object) -> int:
    number = id(thing)  # no other thing has it as long as this one is kept, whatever threads do
    _kept[number] = thing
    return number


def _for_good(callback: Any) -> Any:
    """Return a callback that is there as long as the process: C may call it when the interpreter clears this module."""
    _increase(callback)
    return callback


def _release(struct: Any) -> None:
    if struct.release:
        _RELEASE(struct.release)(addressof(struct))


def _released(kind: type[Any]) -> Any:
    """Return the release callback of a schema or an array that is handed out."""

    def release(address: int) -> None:
        struct = kind.from_address(address)
        for k in range(struct.n_children):
            _release(struct.children[k].contents)
        if struct.dictionary:
            _release(struct.dictionary.contents)
        _kept.pop(struct.private_data, None)
        struct.release = None

    return _for_good(_RELEASE(release))


def _dropped(name: bytes, kind: type[Any]) -> Any:
    """Return the destructor of a capsule: it releases what nobody took."""

    def drop(capsule: int) -> None:
        address = _pointer_in(capsule, name)
        _release(kind.from_address(address))
        _kept.pop(-address, None)

    return _for_good(ctypes.PYFUNCTYPE(None, c_void_p)(drop))


_release_schema, _release_array = _released(_Schema), _released(_Array)
_drops = {
    kind: (name, _dropped(name, kind))
    for kind, name in ((_Schema, b"arrow_schema"), (_Array, b"arrow_array"), (_Stream, b"arrow_array_stream"))
}


def _capsule(struct: Any) -> object:
    name, drop = _drops[type(struct)]
    _kept[-addressof(struct)] = struct
    return _new_capsule(addressof(struct), name, cast(drop, c_void_p))


def _opened(capsule: object, kind: type[Any]) -> Any:
    name, _ = _drops[kind]
    if not _is_capsule(capsule, name):
        raise TypeError(f"expected a capsule named {name.decode()!r}, not {capsule!r}")
    return kind.from_address(_pointer(capsule, name))


def _moved(struct: Any) -> Any:
    """Return a copy that is to be released instead of the struct."""
    copy = type(struct)()
    memmove(addressof(copy), addressof(struct), ctypes.sizeof(copy))
    struct.release = None
    return copy


# --------------------------------------------------------------------------------------------------------------- schema


def _metadata(address: int) -> bytes:
    pairs = c_int32.from_address(address).value
    if pairs < 0:
        raise malformed("metadata with a negative count")
    place = 4
    for _ in range(2 * pairs):
        size = c_int32.from_address(address + place).value
        if size < 0:
            raise malformed("metadata with a negative size")
        place += 4 + size
    return string_at(address, place)


def _field(schema: Any, depth: int = 0) -> Field:
    if depth > DEPTH:
        raise malformed(f"a type nested deeper than {DEPTH}")
    if not schema.release or schema.format is None:
        raise malformed("a schema that is released or has no format")
    if schema.n_children < 0 or (schema.n_children and not schema.children):
        raise malformed("a schema without its children")
    return Field(
        schema.format.decode(),
        (schema.name or b"").decode(),
        _metadata(schema.metadata) if schema.metadata else None,
        schema.flags,
        tuple(_field(schema.children[k].contents, depth + 1) for k in range(schema.n_children)),
        _field(schema.dictionary.contents, depth + 1) if schema.dictionary else None,
    )


def _fill_schema(schema: Any, field: Field) -> None:
    children = [_Schema() for _ in field.children]
    for place, child in zip(children, field.children, strict=True):
        _fill_schema(place, child)
    dictionary = None if field.dictionary is None else _Schema()
    if field.dictionary is not None:
        _fill_schema(dictionary, field.dictionary)
    pointers = (POINTER(_Schema) * len(children))(*map(ctypes.pointer, children))
    metadata = None if field.metadata is None else ctypes.create_string_buffer(field.metadata)
    schema.format, schema.name, schema.flags = field.format.encode(), field.name.encode(), field.flags
    schema.metadata = metadata and addressof(metadata)
    schema.n_children, schema.children = len(children), cast(pointers, POINTER(POINTER(_Schema)))
    schema.dictionary = dictionary and ctypes.pointer(dictionary)
    schema.release = cast(_release_schema, c_void_p).value
    schema.private_data = _keep((children, dictionary, pointers, metadata, schema._objects))


def read_schema(capsule: object) -> Field:
    """Return the field that a capsule of a schema holds, which stays as it is."""
    return _field(_opened(capsule, _Schema))


def schema_capsule(field: Field) -> object:
    """Return a capsule of the schema of a field."""
    schema = _Schema()
    _fill_schema(schema, field)
    return _capsule(schema)


# --------------------------------------------------------------------------------------------------------------- arrays


class _Owner:
    """Releases an array that was taken in, or keeps what one is built of, when nobody needs it."""

    def __init__(self, array: Any, kept: object = None) -> None:
        self.array, self.kept = array, kept

    def __del__(self, ends: Callable[[], bool] = sys.is_finalizing) -> None:
        if not ends():  # or the names of this module may be gone
            _release(self.array)


class Data:
    """An array, or a child, dictionary or part of one, that keeps the whole of it.

    Its buffers are never written to. ``null_count`` is -1 where nobody counted.
    """

    __slots__ = ("_array", "_owner", "length", "null_count", "offset")

    def __init__(self, owner: _Owner, array: Any) -> None:
        self._owner, self._array = owner, array
        self.length: int = array.length
        self.offset: int = array.offset
        self.null_count: int = array.null_count

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("an Arrow array cannot be pickled: pickle what a library makes of it")

    def _sibling(self, array: Any) -> Data:
        if not array or not array.contents.release:
            raise malformed("a part that is missing or released")
        return Data(self._owner, array.contents)

    def children(self, count: int) -> tuple[Data, ...]:
        """Return the children, of which there must be so many."""
        if self._array.n_children != count or (count and not self._array.children):
            raise malformed(f"{self._array.n_children} children where its type has {count}")
        return tuple(self._sibling(self._array.children[k]) for k in range(count))

    def dictionary(self) -> Data:
        """Return the array that the keys of a dictionary stand for."""
        return self._sibling(self._array.dictionary)

    def part(self, start: int, length: int) -> Data:
        """Return the rows from ``start`` on."""
        if start < 0 or length < 0 or self.offset < 0 or start + length > self.length:
            raise malformed(f"rows {start} to {start + length} of a part that has {self.length}")
        data = Data(self._owner, self._array)
        data.offset, data.length = self.offset + start, length
        data.null_count = self.null_count if length == self.length or self.null_count == 0 else -1
        return data

    def buffer_address(self, number: int) -> int:
        """Return where a buffer begins, 0 if there is none."""
        if not 0 <= number < self._array.n_buffers or not self._array.buffers:
            raise IndexError(f"there are {self._array.n_buffers} buffers")
        return self._array.buffers[number] or 0

    def buffers(self) -> int:
        """Return how many buffers there are."""
        return self._array.n_buffers if self._array.buffers else -1

    def export(self, array: Any) -> None:
        """Fill an array that shares the buffers."""
        _share(self._owner, self._array, array)
        array.length, array.offset, array.null_count = self.length, self.offset, self.null_count

    def capsule(self) -> object:
        """Return a capsule of an array that shares the buffers."""
        array = _Array()
        self.export(array)
        return _capsule(array)


def _finish(array: Any, children: list[Any], dictionary: Any, kept: object) -> None:
    pointers = (POINTER(_Array) * len(children))(*map(ctypes.pointer, children))
    array.n_children, array.children = len(children), cast(pointers, POINTER(POINTER(_Array)))
    array.dictionary = dictionary and ctypes.pointer(dictionary)
    array.release = cast(_release_array, c_void_p).value
    array.private_data = _keep((children, dictionary, pointers, kept))


def _share(owner: _Owner, source: Any, array: Any) -> None:
    array.length, array.null_count, array.offset = source.length, source.null_count, source.offset
    array.n_buffers, array.buffers = source.n_buffers, source.buffers
    children = [_Array() for _ in range(source.n_children)]
    for k, child in enumerate(children):
        _share(owner, source.children[k].contents, child)
    dictionary = _Array() if source.dictionary else None
    if dictionary is not None:
        _share(owner, source.dictionary.contents, dictionary)
    _finish(array, children, dictionary, owner)


def _exported(datas: Iterable[Data]) -> list[Any]:
    arrays = []
    for data in datas:
        arrays.append(_Array())
        data.export(arrays[-1])
    return arrays


def read_array(capsule: object) -> Data:
    """Return the array that a capsule holds, which has none from then on."""
    struct = _opened(capsule, _Array)
    if not struct.release:
        raise ValueError("the array in the capsule is released, or was consumed before")
    array = _moved(struct)
    return Data(_Owner(array), array)


def bits_at(address: int, offset: int, length: int) -> Iterator[bool]:
    """Yield the bits of a bitmap from ``offset`` on."""
    raw = string_at(address, (offset + length + 7) // 8) if length else b""
    return (bool(raw[k >> 3] >> (k & 7) & 1) for k in range(offset, offset + length))


def struct_of(data: Data, children: Iterable[Data]) -> Data:
    """Return a struct of the rows of another one, with these children for its own."""
    if not 0 <= data.length <= MOST_ROWS or not 0 <= data.offset <= MOST_ROWS:
        raise malformed("a length or offset that cannot be")
    if data._array.n_buffers != 1:
        raise malformed(f"a struct with {data._array.n_buffers} buffers")
    valid, nulls = None, 0
    if data.null_count and data.buffers() == 1 and data.buffer_address(0):
        bits = list(bits_at(data.buffer_address(0), data.offset, data.length))
        valid, nulls = bitmap(bits), bits.count(False)
    return build(data.length, [valid], children, nulls=nulls)


def dictionary_of(data: Data, values: Data) -> Data:
    """Return a dictionary with the keys of another one, which now stand for ``values``."""
    array = _Array()
    array.length, array.offset, array.null_count = data.length, data.offset, data.null_count
    array.n_buffers, array.buffers = data._array.n_buffers, data._array.buffers
    (dictionary,) = _exported([values])
    _finish(array, [], dictionary, data._owner)
    return Data(_Owner(array), array)


def build(
    length: int,
    buffers: Iterable[bytes | bytearray | None],
    children: Iterable[Data] = (),
    dictionary: Data | None = None,
    nulls: int = 0,
) -> Data:
    """Return an array of copies of these buffers, which are bytes-like or None, and of these children."""
    copies = [None if buffer is None else ctypes.create_string_buffer(bytes(buffer)) for buffer in buffers]
    pointers = (c_void_p * len(copies))(*(None if copy is None else c_void_p(addressof(copy)) for copy in copies))
    array = _Array()
    array.length, array.null_count, array.n_buffers = length, nulls, len(copies)
    array.buffers = cast(pointers, POINTER(c_void_p))
    exported = None if dictionary is None else _exported([dictionary])[0]
    _finish(array, _exported(children), exported, (copies, pointers))
    return Data(_Owner(array), array)


# -------------------------------------------------------------------------------------------------------------- streams


class Stream:
    """The arrays of a stream, one after the other."""

    __slots__ = ("_stream", "field")

    def __init__(self, capsule: object) -> None:
        self._stream: Any = None
        struct = _opened(capsule, _Stream)
        if not struct.release:
            raise ValueError("the stream in the capsule is released, or was consumed before")
        self._stream = _moved(struct)
        schema = _Schema()
        self._check(_FILL(self._stream.get_schema)(addressof(self._stream), addressof(schema)))
        try:
            self.field = _field(schema)
        finally:
            _release(schema)

    def _check(self, status: int) -> None:
        if status:
            address = _ERROR(self._stream.get_last_error)(addressof(self._stream))
            said = string_at(address).decode("utf-8", "replace") if address else f"error {status}"
            self._close()
            raise (
                MemoryError(said) if status == _NO_MEMORY else RuntimeError(f"the stream of the column failed: {said}")
            )

    def _close(self) -> None:
        if self._stream is not None:
            _release(self._stream)
            self._stream.release = None

    __del__ = _close

    def __iter__(self) -> Iterator[Data]:
        return self

    def __next__(self) -> Data:
        if not self._stream.release:
            raise StopIteration
        array = _Array()
        self._check(_FILL(self._stream.get_next)(addressof(self._stream), addressof(array)))
        if not array.release:
            self._close()
            raise StopIteration
        return Data(_Owner(array), array)


class _Outlet:
    def __init__(self, field: Field, arrays: Iterator[Data]) -> None:
        self.field, self.arrays = field, arrays
        self.message: Any = None
        self.status = 0

    def attempt(self, work: Callable[[], None]) -> int:
        if not self.status:
            try:
                work()
            except BaseException as error:
                self.status = _NO_MEMORY if isinstance(error, MemoryError) else _FAILED
                # Of its text: the number alone has to do, or the stream would seem to be at its end.
                with suppress(BaseException):
                    self.message = ctypes.create_string_buffer(
                        f"{type(error).__name__}: {error}".encode("utf-8", "replace")
                    )
        return self.status


def _outlet(address: int) -> Any:
    return _kept[_Stream.from_address(address).private_data]


def _get_schema(address: int, place: int) -> int:
    outlet = _outlet(address)
    status: int = outlet.attempt(lambda: _fill_schema(_Schema.from_address(place), outlet.field))
    return status


def _get_next(address: int, place: int) -> int:
    outlet = _outlet(address)
    array = _Array.from_address(place)
    array.release = None

    def work() -> None:
        data = next(outlet.arrays, None)
        if data is not None:
            data.export(array)

    status: int = outlet.attempt(work)
    return status


def _get_last_error(address: int) -> int | None:
    message = _outlet(address).message
    return message and addressof(message)


def _release_stream(address: int) -> None:
    struct = _Stream.from_address(address)
    _kept.pop(struct.private_data, None)
    struct.release = None


_filling = (_FILL(_get_schema), _FILL(_get_next), _ERROR(_get_last_error), _RELEASE(_release_stream))
_callbacks = tuple(map(_for_good, _filling))


def stream_capsule(field: Field, arrays: Iterable[Data]) -> object:
    """Return a capsule of a stream of arrays of one field, which are taken from an iterator as they are asked for.

    What an iterator raises ends the stream with its message as the error.
    """
    outlet = _Outlet(field, iter(arrays))
    return _capsule(_Stream(*(cast(callback, c_void_p).value for callback in _callbacks), _keep(outlet)))
