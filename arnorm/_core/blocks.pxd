"""The blocks of a text and of what became of it: a bit for every code point of both, set where a block begins.

Blocks follow each other in both, and each has something of both: the block that begins with one of the bits in the text
goes to the one that begins with the bit of the same number in the result. As long as all bits of a side are set, that
of an unchanged text or of one in which no block has more than one code point there, none are kept. No Python objects,
no GIL.
"""

from cpython.mem cimport PyMem_RawFree, PyMem_RawRealloc
from libc.stdint cimport int32_t, int64_t, uint64_t
from libc.string cimport memset

from arnorm._core.bits cimport clear_bit, next_set, set_bit
from arnorm._core.scan_loops cimport lowest_bit
from arnorm._core.text_buffer cimport advise

cdef enum:
    COUNTED = 9                 # 2 ** 9 bits lie between two places at which those that are set are counted

ctypedef fused place:
    int32_t
    int64_t


cdef struct Bits:
    uint64_t* words             # NULL as long as all bits are set; those behind the last are not
    Py_ssize_t length           # how many bits there are
    Py_ssize_t room             # how many words
    uint64_t* counts            # how many bits are set in front of every 512th; behind the words, in the same memory
    Py_ssize_t count            # how many are set in all


cdef struct Sides:
    Bits source
    Bits result


cdef inline void drop_bits(Bits* bits) noexcept nogil:
    PyMem_RawFree(bits.words)
    bits.words, bits.counts = NULL, NULL


cdef inline void drop_sides(Sides* sides) noexcept nogil:
    drop_bits(&sides.source)
    drop_bits(&sides.result)


cdef inline int ones(uint64_t word) noexcept nogil:
    """Return how many bits of a word are set."""
    word -= word >> 1 & <uint64_t>0x5555555555555555
    word = (word & <uint64_t>0x3333333333333333) + (word >> 2 & <uint64_t>0x3333333333333333)
    word = (word + (word >> 4)) & <uint64_t>0x0F0F0F0F0F0F0F0F
    return <int>(word * <uint64_t>0x0101010101010101 >> 56)


cdef inline uint64_t lower(Py_ssize_t count) noexcept nogil:
    """Return a word whose first bits are set, fewer than all."""
    return (<uint64_t>1 << count) - 1


# --------------------------------------------------------------------------------------------------------- written down

cdef inline bint resize(Bits* bits, Py_ssize_t room) noexcept nogil:
    """Make room for so many words, of which new ones are 0; return False where memory runs out."""
    cdef uint64_t* words = <uint64_t*>PyMem_RawRealloc(bits.words, room * sizeof(uint64_t))
    if words == NULL:
        return False
    if room > bits.room:
        advise(words, room * sizeof(uint64_t))
        memset(words + bits.room, 0, (room - bits.room) * sizeof(uint64_t))
    bits.words, bits.room = words, room
    return True


cdef inline bint reserve_bits(Bits* bits, Py_ssize_t more) noexcept nogil:
    """Make room for ``more`` bits behind those that are there; return False where memory runs out."""
    cdef Py_ssize_t room = (bits.length + more >> 6) + 2
    return room <= bits.room or resize(bits, max(room, bits.room + bits.room // 2))


cdef inline void set_bits(uint64_t* words, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    cdef Py_ssize_t k
    if start >> 6 == end >> 6:
        words[start >> 6] |= lower(end - start) << (start & 63)
        return
    words[start >> 6] |= ~lower(start & 63)
    for k in range((start >> 6) + 1, end >> 6):
        words[k] = ~<uint64_t>0
    words[end >> 6] |= lower(end & 63)


cdef inline bint hold(Bits* bits, Py_ssize_t total) noexcept nogil:
    """Keep bits from here on, at best for as many as there will be; return False where memory runs out."""
    cdef Py_ssize_t words = (max(bits.length, total) >> 6) + 2
    if bits.words != NULL:
        return True
    bits.room = 0
    if not resize(bits, words + (words >> (COUNTED - 6)) + 1):
        return False
    set_bits(bits.words, 0, bits.length)
    return True


cdef inline bint append_ones(Bits* bits, Py_ssize_t count) noexcept nogil:
    """Add bits that are set; return False where memory runs out."""
    if bits.words != NULL:
        if not reserve_bits(bits, count):
            return False
        set_bits(bits.words, bits.length, bits.length + count)
    bits.length += count
    return True


cdef inline bint append_zeros(Bits* bits, Py_ssize_t count, Py_ssize_t total) noexcept nogil:
    """Add bits that are not set, of a ``total`` that there will be; return False where memory runs out."""
    if not (hold(bits, total) and reserve_bits(bits, count)):
        return False
    bits.length += count
    return True


cdef inline bint append_bits(Bits* bits, const uint64_t* others, Py_ssize_t count, Py_ssize_t total) noexcept nogil:
    """Add bits that begin a word, of a ``total`` that there will be; return False where memory runs out."""
    cdef Py_ssize_t k = 0, first = bits.length >> 6, words = count >> 6
    cdef int shift = bits.length & 63
    if bits.words == NULL:
        while k < words and ~others[k] == 0:
            k += 1
        if k == words and others[k] == lower(count & 63):
            bits.length += count
            return True
    if not append_zeros(bits, count, total):
        return False
    for k in range(words + 1):
        bits.words[first + k] |= others[k] << shift
        if shift:
            bits.words[first + k + 1] |= others[k] >> (64 - shift)
    return True


cdef inline bint count_bits(Bits* bits) noexcept nogil:
    """Count the bits of a side to which nothing is added any more; return False where memory runs out.

    Where all are set none are kept.
    """
    cdef Py_ssize_t words = (bits.length >> 6) + 1, count = 0, room, k
    bits.count = bits.length
    if bits.words == NULL:
        return True
    room = words + (bits.length >> COUNTED) + 1
    if not (room <= bits.room <= room + room // 8 + 8 or resize(bits, room)):
        return False
    bits.counts = bits.words + words
    for k in range(words):
        if k & lower(COUNTED - 6) == 0:
            bits.counts[k >> (COUNTED - 6)] = count
        count += ones(bits.words[k])
    bits.count = count
    if count == bits.length:
        drop_bits(bits)
    return True


cdef inline bint end_sides(Sides* sides) noexcept nogil:
    """End what is written down; return False where memory runs out. What is deleted at the start begins a block."""
    cdef Bits* source = &sides.source
    if source.length == 0 or sides.result.length == 0:
        drop_sides(sides)
        return True
    if source.words != NULL and source.words[0] & 1 == 0:
        clear_bit(source.words, next_set(source.words, 0, source.length))
        set_bit(source.words, 0)
    return count_bits(source) and count_bits(&sides.result)


# -------------------------------------------------------------------------------------------------------- and looked up

cdef inline Py_ssize_t begun(const Bits* bits, Py_ssize_t end) noexcept nogil:
    """Return how many blocks begin in front of a place."""
    cdef Py_ssize_t k, found
    if bits.words == NULL:
        return end
    found = <Py_ssize_t>bits.counts[end >> COUNTED]
    for k in range(end >> COUNTED << (COUNTED - 6), end >> 6):
        found += ones(bits.words[k])
    return found + ones(bits.words[end >> 6] & lower(end & 63))


cdef inline Py_ssize_t begin_of(const Bits* bits, Py_ssize_t number) noexcept nogil:
    """Return where the block of a number begins; the length behind the last."""
    cdef Py_ssize_t low = 0, high = (bits.length >> COUNTED) + 1, middle, k
    cdef uint64_t word
    cdef int more
    if number >= bits.count:
        return bits.length
    if bits.words == NULL:
        return number
    while high - low > 1:
        middle = (low + high) // 2
        if <Py_ssize_t>bits.counts[middle] <= number:
            low = middle
        else:
            high = middle
    number -= <Py_ssize_t>bits.counts[low]
    k = low << (COUNTED - 6)
    more = ones(bits.words[k])
    while number >= more:
        number -= more
        k += 1
        more = ones(bits.words[k])
    word = bits.words[k]
    while number:
        word &= word - 1
        number -= 1
    return (k << 6) + lowest_bit(word)


cdef inline void other_span(
    const Bits* here, const Bits* there, Py_ssize_t start, Py_ssize_t end, Py_ssize_t* first, Py_ssize_t* last
) noexcept nogil:
    """Find where the blocks of a span lie on the other side: that of its start to that of its end."""
    first[0], last[0] = 0, there.length
    if here.length and there.length:
        first[0] = there.length if start == here.length else begin_of(there, begun(here, start + 1) - 1)
        last[0] = begin_of(there, begun(here, end))


cdef inline void write_begins(const Bits* bits, place* target) noexcept nogil:
    """Write where all blocks of a side begin."""
    cdef Py_ssize_t k, i, count = 0
    cdef uint64_t word
    if bits.words == NULL:
        for k in range(bits.length):
            target[k] = <place>k
        return
    for k in range((bits.length >> 6) + 1):
        word, i = bits.words[k], k << 6
        if ~word == 0:
            for i in range(i, i + 64):
                target[count] = <place>i
                count += 1
            continue
        while word:
            target[count] = <place>(i + lowest_bit(word))
            count += 1
            word &= word - 1


cdef inline void write_starts(const Sides* sides, place* starts) noexcept nogil:
    """Write for each code point of the result where its block begins in the source, and behind them where it ends."""
    cdef Py_ssize_t length = sides.result.length, i
    cdef const place* begin
    starts[length] = <place>sides.source.length
    if length == 0 or sides.source.length == 0:
        memset(starts, 0, length * sizeof(place))
        return
    write_begins(&sides.source, starts + length - sides.source.count)
    if sides.result.words != NULL:
        # In place: as many blocks begin behind a code point as there are code points at most.
        begin = starts + length - sides.source.count - 1
        for i in range(length):
            begin += sides.result.words[i >> 6] >> (i & 63) & 1
            starts[i] = begin[0]
