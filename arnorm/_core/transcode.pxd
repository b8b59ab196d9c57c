"""Text from UTF-8 to code points and back, mostly by the loops of an instruction set."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t

from arnorm._core.map_loops cimport loops
from arnorm._core.utf8 cimport REPLACE, STRICT, Errors, decode, encode
from arnorm._core.widths cimport copy_points, unit

cdef enum:
    PIECE = 512                 # bytes that are decoded at once
    FEW = 64                    # code points that are encoded at once: those behind one that stops it are for nothing


cdef inline Py_ssize_t put_invalid(
    const uint8_t* source, Py_ssize_t size, Errors errors, unit* target, bint* changed
) noexcept nogil:
    """Write what stands for ``size`` bytes that are not well-formed and no error; return how many code points."""
    cdef Py_ssize_t k
    if errors == REPLACE:
        changed[0] = True
        target[0] = <unit>0xFFFD
        return 1
    for k in range(size):
        target[k] = <unit>(0xDC00 + source[k])
    return size


cdef inline Py_ssize_t decode_all(
    const uint8_t* source, Py_ssize_t length, uint32_t* target, Errors errors, bint* changed, Py_ssize_t* invalid
) noexcept nogil:
    """Write the code points of ``source`` to ``target`` and return how many there are.

    Bytes that are not well-formed set ``invalid`` (STRICT), become U+FFFD and set ``changed`` (REPLACE), or become
    the lone surrogates U+DC80 to U+DCFF that `encode_all` writes as these bytes again (KEEP_INVALID).
    """
    cdef uint16_t words[PIECE]
    cdef Py_ssize_t i = 0, j = 0, size, written
    while i < length:
        i += loops.decode_2(source + i, min(length - i, PIECE), words, &written)
        copy_points(2, words, written, 4, target + j)
        j += written
        if i == length:
            break
        size = decode(source + i, length - i, &target[j])
        if size > 0:
            i += size
            j += 1
            continue
        if errors == STRICT:
            invalid[0] = i
            return j
        j += put_invalid(source + i, -size, errors, target + j, changed)
        i -= size
    return j


cdef inline Py_ssize_t encode_all(const uint32_t* source, Py_ssize_t length, uint8_t* target) noexcept nogil:
    """Write the text to ``target``, which has four bytes for each code point, and return its size in bytes."""
    cdef uint16_t words[FEW]
    cdef Py_ssize_t i = 0, j = 0, k, piece, written
    while i < length:
        piece = min(length - i, FEW)
        for k in range(piece):
            words[k] = <uint16_t>source[i + k] if source[i + k] < 0x10000 else 0xD800
        k = loops.encode_2(words, piece, target + j, &written)
        i += k
        j += written
        if k == piece:
            continue
        if 0xDC80 <= source[i] <= 0xDCFF:
            target[j] = <uint8_t>(source[i] - 0xDC00)
            j += 1
        else:
            j += encode(source[i], target + j)
        i += 1
    return j


cdef inline Py_ssize_t decode_words(
    const uint8_t* source, Py_ssize_t length, uint16_t* target, Errors errors, bint* changed, Py_ssize_t* invalid
) noexcept nogil:
    """Do what `decode_all` does in 16 bits; return -1 where a code point does not fit."""
    cdef Py_ssize_t i = 0, j = 0, size, written
    cdef uint32_t c = 0
    while True:
        i += loops.decode_2(source + i, length - i, target + j, &written)
        j += written
        if i == length:
            return j
        size = decode(source + i, length - i, &c)
        if size > 0:
            return -1
        if errors == STRICT:
            invalid[0] = i
            return j
        j += put_invalid(source + i, -size, errors, target + j, changed)
        i -= size


cdef inline Py_ssize_t encode_words(const uint16_t* source, Py_ssize_t length, uint8_t* target) noexcept nogil:
    """Do what `encode_all` does from 16 bits; ``target`` has three bytes for each code point."""
    cdef Py_ssize_t i = 0, j = 0, written
    while True:
        i += loops.encode_2(source + i, length - i, target + j, &written)
        j += written
        if i == length:
            return j
        target[j] = <uint8_t>source[i]
        i += 1
        j += 1
