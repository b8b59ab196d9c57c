"""The loops over rows that are cut into tokens: UTF-8 in, tokens out, never a str. No Python objects, no GIL."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t

from arnorm._core.byte_buffer cimport Bytes, append_bytes, drop_bytes, no_bytes, reserve_bytes
from arnorm._core.column_loops cimport DONE, INVALID, NARROW, NO_MEMORY, TOO_LARGE, Outcome, put_view
from arnorm._core.rows cimport LARGE, VIEW, Keys, Strings, keyed_row, offset_of
from arnorm._core.scan_loops cimport Plain, Scan
from arnorm._core.scan_utf8 cimport find_tokens_utf8
from arnorm._core.text_buffer cimport advise
from arnorm._core.utf8 cimport KEEP_INVALID, REPLACE, STRICT, Errors, continues, decode, encode

cdef enum:
    BLOCK = 512                 # tokens that are found at a time on the stack
    USUAL = 6                   # bytes of text for each of which there is a token, at first


cdef struct Cut:                # what is cut, and how
    const Scan* scan
    const Plain* plain
    const uint8_t* roles
    const Keys* keys
    const Strings* strings


cdef struct Tokens:
    int width                   # bytes of an end of a row and of a token
    int layout                  # of the strings
    bint spans                  # whether places and kinds are written, else the strings of the tokens
    int64_t first, length       # the rows
    Errors errors
    Bytes rows                  # how many tokens there are when a row ends, with a 0 in front
    Bytes items                 # ends of tokens with a 0 in front, or their views, or their starts
    Bytes ends                  # places where they end, in code points
    Bytes kinds
    Bytes data
    int64_t count               # of tokens
    int32_t buffer              # the number of the buffer that the data will be, for views
    int64_t row
    Py_ssize_t invalid


cdef inline void no_tokens(Tokens* tokens) noexcept nogil:
    tokens.rows, tokens.items, tokens.ends = no_bytes(), no_bytes(), no_bytes()
    tokens.kinds, tokens.data = no_bytes(), no_bytes()


cdef inline void drop_tokens(Tokens* tokens) noexcept nogil:
    drop_bytes(&tokens.rows)
    drop_bytes(&tokens.items)
    drop_bytes(&tokens.ends)
    drop_bytes(&tokens.kinds)
    drop_bytes(&tokens.data)


cdef inline Outcome start_tokens(Tokens* tokens, int64_t first, int64_t end) noexcept nogil:
    """Begin with the first of some rows, in the memory that there is."""
    cdef int64_t zero = 0
    tokens.first, tokens.length, tokens.count, tokens.invalid = first, end - first, 0, -1
    tokens.rows.length = tokens.items.length = tokens.ends.length = tokens.kinds.length = tokens.data.length = 0
    if not reserve_bytes(&tokens.rows, (tokens.length + 1) * tokens.width):
        return NO_MEMORY
    append_bytes(&tokens.rows, <const uint8_t*>&zero, tokens.width)
    if not tokens.spans and tokens.layout != VIEW:
        return DONE if append_bytes(&tokens.items, <const uint8_t*>&zero, tokens.width) else NO_MEMORY
    return DONE


cdef inline bint reserve_tokens(Tokens* tokens, int64_t count, int64_t size) noexcept nogil:
    """Make room for so many tokens, and so many bytes of text."""
    if tokens.spans:
        return (
            reserve_bytes(&tokens.items, 4 * count)
            and reserve_bytes(&tokens.ends, 4 * count)
            and reserve_bytes(&tokens.kinds, count)
        )
    return reserve_bytes(&tokens.items, tokens.width * count) and reserve_bytes(&tokens.data, size)


cdef inline Outcome open_tokens(const Cut* cut, int64_t first, int64_t end, Tokens* tokens) noexcept nogil:
    """Begin with the first of some rows, and ask for memory that is likely to be enough for all of them.

    It costs little as long as nothing is written, and so nothing is moved to other memory, page by page.
    """
    cdef int64_t total = 0
    cdef Outcome outcome = start_tokens(tokens, first, end)
    if outcome != DONE or first == end or cut.keys.width or not 0 < tokens.layout < VIEW:
        return outcome
    total = offset_of(cut.strings, end) - offset_of(cut.strings, first)
    if not reserve_tokens(tokens, total // USUAL + 64, total + 64):
        return NO_MEMORY
    advise(tokens.items.data, tokens.items.room)
    if not tokens.spans:
        advise(tokens.data.data, tokens.data.room)
    return DONE


cdef inline Py_ssize_t count_points(const uint8_t* data, Py_ssize_t length, Errors errors) noexcept nogil:
    """Return how many code points there are; each ill-formed byte that is kept is one."""
    cdef Py_ssize_t i = 0, count = 0, size
    cdef uint32_t c = 0
    if errors != KEEP_INVALID:
        for i in range(length):
            count += not continues(data[i])
        return count
    while i < length:
        size = decode(data + i, length - i, &c)
        count += 1 if size > 0 else -size
        i += size if size > 0 else -size
    return count


cdef inline bint sanitize(const uint8_t* source, Py_ssize_t length, Bytes* target) noexcept nogil:
    """Write a row with U+FFFD for what is ill-formed; return False where memory runs out."""
    cdef Py_ssize_t i = 0, size
    cdef uint32_t c = 0
    target.length = 0
    if not reserve_bytes(target, 3 * length):
        return False
    while i < length:
        size = decode(source + i, length - i, &c)
        if size < 0:
            size, c = -size, 0xFFFD
        i += size
        target.length += encode(c, target.data + target.length)
    return True


cdef inline bint append_tokens(
    Tokens* tokens, const uint8_t* row, const int64_t* spans, const uint8_t* kinds, Py_ssize_t count,
    int32_t buffer, int64_t place
) noexcept nogil:
    """Append the strings of tokens of a row, which lies at a place of a buffer if it is a view's."""
    cdef Py_ssize_t k
    cdef int64_t start, size
    cdef Bytes* items = &tokens.items
    if tokens.layout == VIEW:
        if not reserve_bytes(items, 16 * count):
            return False
        for k in range(count):
            start, size = spans[2 * k], spans[2 * k + 1] - spans[2 * k]
            put_view(<int32_t*>(items.data + items.length), row + start, size, buffer, place + start)
            items.length += 16
        return True
    if not reserve_bytes(items, tokens.width * count):
        return False
    for k in range(count):
        start, size = spans[2 * k], spans[2 * k + 1] - spans[2 * k]
        if not append_bytes(&tokens.data, row + start, size):
            return False
        if tokens.width == LARGE:
            (<int64_t*>(items.data + items.length))[0] = tokens.data.length
        else:
            (<int32_t*>(items.data + items.length))[0] = <int32_t>tokens.data.length
        items.length += tokens.width
    return True


cdef inline bint append_places(
    Tokens* tokens, const uint8_t* row, const int64_t* spans, const uint8_t* kinds, Py_ssize_t count,
    int64_t* position, int64_t* points
) noexcept nogil:
    """Append the places of tokens in code points, counted on from a position in bytes, and their kinds."""
    cdef Py_ssize_t k
    cdef int32_t* starts
    cdef int32_t* ends
    if not (
        reserve_bytes(&tokens.items, 4 * count)
        and reserve_bytes(&tokens.ends, 4 * count)
        and append_bytes(&tokens.kinds, kinds, count)
    ):
        return False
    starts = <int32_t*>(tokens.items.data + tokens.items.length)
    ends = <int32_t*>(tokens.ends.data + tokens.ends.length)
    for k in range(count):
        points[0] += count_points(row + position[0], spans[2 * k] - position[0], tokens.errors)
        starts[k] = <int32_t>points[0]
        points[0] += count_points(row + spans[2 * k], spans[2 * k + 1] - spans[2 * k], tokens.errors)
        ends[k] = <int32_t>points[0]
        position[0] = spans[2 * k + 1]
    tokens.items.length += 4 * count
    tokens.ends.length += 4 * count
    return True


cdef inline Outcome tokenize_row(
    const Cut* cut, const uint8_t* row, Py_ssize_t size, int32_t buffer, int64_t place, Tokens* tokens
) noexcept nogil:
    cdef int64_t spans[2 * BLOCK]
    cdef uint8_t kinds[BLOCK]
    cdef Py_ssize_t position = 0, count = BLOCK
    cdef int64_t counted = 0, points = 0
    cdef Errors errors = STRICT if tokens.errors == REPLACE else tokens.errors
    cdef bint room
    while count == BLOCK:
        count = find_tokens_utf8(
            cut.scan, cut.plain, cut.roles, row, size, errors, &position, &tokens.invalid, spans, kinds, BLOCK
        )
        if tokens.invalid >= 0:
            return INVALID
        if tokens.spans:
            room = append_places(tokens, row, spans, kinds, count, &counted, &points)
        else:
            room = append_tokens(tokens, row, spans, kinds, count, buffer, place)
        if not room:
            return NO_MEMORY
        tokens.count += count
        if points > NARROW or (tokens.width != LARGE and (tokens.count > NARROW or tokens.data.length > NARROW)):
            return TOO_LARGE
    return DONE


cdef inline Outcome tokenize_sanitized(
    const Cut* cut, const uint8_t* row, Py_ssize_t size, Tokens* tokens, Bytes* scratch
) noexcept nogil:
    """Cut a row with U+FFFD for what is ill-formed; the strings of its views lie in the data of the tokens."""
    cdef int64_t place = tokens.data.length
    tokens.invalid = -1
    if not sanitize(row, size, scratch):
        return NO_MEMORY
    if tokens.layout == VIEW and not tokens.spans and not append_bytes(&tokens.data, scratch.data, scratch.length):
        return NO_MEMORY
    return tokenize_row(cut, scratch.data, scratch.length, tokens.buffer, place, tokens)


cdef inline Outcome tokenize_rows(
    const Cut* cut, int64_t first, int64_t end, Tokens* tokens, Bytes* scratch
) noexcept nogil:
    """Append the tokens of some rows to those of the rows in front of them."""
    cdef int64_t row, place = 0, count
    cdef Py_ssize_t size = 0, items, ends, kinds, data
    cdef const uint8_t* source = NULL
    cdef const int32_t* view
    cdef int32_t buffer = 0
    cdef Outcome outcome
    if not reserve_bytes(&tokens.rows, (end - first) * tokens.width):
        return NO_MEMORY
    for row in range(first, end):
        if keyed_row(cut.keys, cut.strings, row, &source, &size, &place):
            count, items, ends = tokens.count, tokens.items.length, tokens.ends.length
            kinds, data = tokens.kinds.length, tokens.data.length
            if cut.strings.layout == VIEW:
                view = <const int32_t*>cut.strings.places + 4 * (cut.strings.offset + place)
                buffer = view[2]
                place = view[3]
            outcome = tokenize_row(cut, source, size, buffer, place, tokens)
            if outcome == INVALID and tokens.errors == REPLACE:
                tokens.count, tokens.items.length, tokens.ends.length = count, items, ends
                tokens.kinds.length, tokens.data.length = kinds, data
                outcome = tokenize_sanitized(cut, source, size, tokens, scratch)
            if outcome != DONE:
                tokens.row = row
                return outcome
        if tokens.width == LARGE:
            (<int64_t*>(tokens.rows.data + tokens.rows.length))[0] = tokens.count
        else:
            (<int32_t*>(tokens.rows.data + tokens.rows.length))[0] = <int32_t>tokens.count
        tokens.rows.length += tokens.width
    return DONE
