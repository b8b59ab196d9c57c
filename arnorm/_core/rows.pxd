"""The strings of an Arrow array, one row at a time, read where they lie: no Python objects, no GIL.

What an array says about itself is checked once, before a row is read: nothing outside of its buffers is, as far as it
says how large they are. Only views do; what is behind the last offset of a data buffer nobody can know.
"""

from libc.stdint cimport INT64_MAX, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from arnorm._core.arrow cimport ArrowArray, bit_at

cdef enum:
    NOTHING = 0                 # arrow.layout_of: rows that are all null, offsets of 4 or 8 bytes, views
    OFFSETS = 4
    LARGE = 8
    VIEW = 16
    INLINE = 12                 # the longest string that lies in its view

cdef enum Fault:
    SOUND
    BUFFERS                     # how many there are
    MISSING                     # one that rows lie in
    ORDER                       # of offsets
    PLACE                       # of a view or a key outside of what it points into
    EXTENT                      # length or offset


cdef struct Strings:
    int layout
    int64_t length
    int64_t offset
    const uint8_t* validity     # NULL where no row is null
    const void* places          # offsets or views
    const uint8_t* data         # of offsets
    const void** buffers        # of views
    const int64_t* sizes        # and how large they are
    int64_t count               # and how many


cdef struct Keys:
    int width                   # bytes of a key; 0 where there is no dictionary
    bint unsigned
    int64_t length
    int64_t offset
    const uint8_t* validity
    const void* places


cdef inline bint is_valid(const Strings* strings, int64_t row) noexcept nogil:
    return strings.layout != NOTHING and (
        strings.validity == NULL or bit_at(strings.validity, strings.offset + row)
    )


cdef inline int64_t offset_of(const Strings* strings, int64_t row) noexcept nogil:
    """Return where a row begins, for a layout with offsets."""
    if strings.layout == LARGE:
        return (<const int64_t*>strings.places)[strings.offset + row]
    return (<const int32_t*>strings.places)[strings.offset + row]


cdef inline bint row_at(const Strings* strings, int64_t row, const uint8_t** data, Py_ssize_t* size) noexcept nogil:
    """Find the bytes of a row; return False where it is null."""
    cdef int64_t place = strings.offset + row, start
    cdef const int32_t* view
    if not is_valid(strings, row):
        return False
    if strings.layout == OFFSETS:
        start = (<const int32_t*>strings.places)[place]
        size[0] = (<const int32_t*>strings.places)[place + 1] - start
        data[0] = strings.data + start
    elif strings.layout == LARGE:
        start = (<const int64_t*>strings.places)[place]
        size[0] = (<const int64_t*>strings.places)[place + 1] - start
        data[0] = strings.data + start
    else:
        view = <const int32_t*>strings.places + 4 * place
        size[0] = view[0]
        if view[0] <= INLINE:
            data[0] = <const uint8_t*>(view + 1)
        else:
            data[0] = <const uint8_t*>strings.buffers[view[2]] + view[3]
    return True


cdef inline int64_t key_at(const Keys* keys, int64_t row) noexcept nogil:
    """Return the key of a row that is not null; one beyond 63 bits is -1."""
    cdef int64_t place = keys.offset + row
    if keys.width == 1:
        return (<const uint8_t*>keys.places)[place] if keys.unsigned else (<const int8_t*>keys.places)[place]
    if keys.width == 2:
        return (<const uint16_t*>keys.places)[place] if keys.unsigned else (<const int16_t*>keys.places)[place]
    if keys.width == 4:
        return (<const uint32_t*>keys.places)[place] if keys.unsigned else (<const int32_t*>keys.places)[place]
    return (<const int64_t*>keys.places)[place] if not keys.unsigned or (
        (<const uint64_t*>keys.places)[place] <= <uint64_t>INT64_MAX
    ) else -1


cdef inline bint keyed_row(
    const Keys* keys, const Strings* strings, int64_t row, const uint8_t** data, Py_ssize_t* size, int64_t* place
) noexcept nogil:
    """Find the bytes of a row, through its key if there are keys, and its place among the strings; False for null."""
    place[0] = row
    if keys.width:
        if keys.validity != NULL and not bit_at(keys.validity, keys.offset + row):
            return False
        place[0] = key_at(keys, row)
    return row_at(strings, place[0], data, size)


cdef inline Fault check_extent(int64_t length, int64_t offset) noexcept nogil:
    return SOUND if length >= 0 and offset >= 0 and length < INT64_MAX // 32 and offset < INT64_MAX // 32 else EXTENT


cdef inline Fault check_offsets(const Strings* strings) noexcept nogil:
    """Look at the offsets of all rows, null ones too."""
    cdef int64_t k, end = strings.offset + strings.length, first, last
    cdef const int32_t* narrow = <const int32_t*>strings.places
    cdef const int64_t* wide = <const int64_t*>strings.places
    cdef bint falls = False
    if strings.layout == OFFSETS:
        for k in range(strings.offset, end):
            falls |= narrow[k] > narrow[k + 1]
        first, last = narrow[strings.offset], narrow[end]
    else:
        for k in range(strings.offset, end):
            falls |= wide[k] > wide[k + 1]
        first, last = wide[strings.offset], wide[end]
    if falls or first < 0:
        return ORDER
    return MISSING if strings.data == NULL and last > first else SOUND


cdef inline Fault check_views(const Strings* strings) noexcept nogil:
    """Look at the views of all rows that are not null."""
    cdef int64_t row
    cdef const int32_t* view
    for row in range(strings.length):
        view = <const int32_t*>strings.places + 4 * (strings.offset + row)
        if not is_valid(strings, row) or 0 <= view[0] <= INLINE:
            continue
        if view[0] < 0 or view[3] < 0 or not 0 <= view[2] < strings.count:
            return PLACE
        if strings.buffers[view[2]] == NULL or <int64_t>view[3] + view[0] > strings.sizes[view[2]]:
            return PLACE
    return SOUND


cdef inline Fault open_strings(
    Strings* strings, const ArrowArray* array, int layout, int64_t offset, int64_t length
) noexcept nogil:
    """Find what the strings of an array lie in, after looking whether it can be true."""
    cdef Fault fault = check_extent(length, offset)
    strings.layout, strings.length, strings.offset = layout, length, offset
    if fault != SOUND or layout == NOTHING:
        return fault
    if array.n_buffers != 3 if layout != VIEW else array.n_buffers < 3:
        return BUFFERS
    if array.buffers == NULL:
        return MISSING
    strings.validity = <const uint8_t*>array.buffers[0] if array.null_count else NULL
    strings.places = array.buffers[1]
    if length == 0:
        return SOUND
    if strings.places == NULL:
        return MISSING
    if layout != VIEW:
        strings.data = <const uint8_t*>array.buffers[2]
        return check_offsets(strings)
    strings.count = array.n_buffers - 3
    strings.buffers = array.buffers + 2
    strings.sizes = <const int64_t*>array.buffers[array.n_buffers - 1]
    if strings.count and strings.sizes == NULL:
        return MISSING
    return check_views(strings)


cdef inline Fault open_keys(
    Keys* keys, const ArrowArray* array, int width, bint unsigned, int64_t offset, int64_t length, int64_t strings
) noexcept nogil:
    """Find the keys of an array, after looking whether each stands for one of so many strings."""
    cdef Fault fault = check_extent(length, offset)
    cdef int64_t row, key
    keys.width, keys.unsigned, keys.length, keys.offset = width, unsigned, length, offset
    if fault != SOUND:
        return fault
    if array.n_buffers != 2:
        return BUFFERS
    if array.buffers == NULL:
        return MISSING
    keys.validity = <const uint8_t*>array.buffers[0] if array.null_count else NULL
    keys.places = array.buffers[1]
    if length and keys.places == NULL:
        return MISSING
    for row in range(length):
        if keys.validity == NULL or bit_at(keys.validity, offset + row):
            key = key_at(keys, row)
            if not 0 <= key < strings:
                return PLACE
    return SOUND
