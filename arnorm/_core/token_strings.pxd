"""The strings of tokens: those that came before are found again, the others made of known width without a second scan.

Most tokens of a long text are words that came before. A table keeps the last that fell on each of its places, so
that they take no memory, which is what costs most. Places and strings are fetched ahead of when they are needed.
"""

from cpython.list cimport PyList_New
from cpython.mem cimport PyMem_Calloc
from cpython.object cimport PyObject
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

from arnorm._core.objects cimport data_of, fill_item, item_of_tuple, keep, let_go, new_str, set_size, str_from
from arnorm._core.widths cimport point_at, unit

cdef extern from *:
    """
    #if defined(__GNUC__) || defined(__clang__)
    #define ARNORM_FETCH(place) __builtin_prefetch(place, 1)
    #else
    #define ARNORM_FETCH(place) ((void)(place))
    #endif

    typedef struct {
        uint64_t low, high;     /* the bytes of a token as it is stored, up to 16: longer ones are not kept */
    } arnorm_key;

    /* Read the first bytes of `size`, up to 16; 16 of them must be there. */
    static inline arnorm_key arnorm_key_at(const char* place, Py_ssize_t size) {
        static const uint8_t masks[32] = {
            255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        };
        arnorm_key key, mask;
        memcpy(&key, place, 16);
        memcpy(&mask, masks + 16 - size, 16);
        key.low &= mask.low;
        key.high &= mask.high;
        return key;
    }

    /* Copy up to 16 bytes to where a new str has its data, without a branch on how many they are, which no one could
     * foresee: the 8 bytes that end with the first 8 or fewer, and the 8 that end with the last. What comes along from
     * in front of them overwrites the head of the str, which is put back. */
    static inline void arnorm_copy_few(char* data, const char* place, Py_ssize_t size) {
        const Py_ssize_t first = size < 8 ? size : 8;
        uint64_t head;
        memcpy(&head, data - 8, 8);
        memcpy(data + first - 8, place + first - 8, 8);
        memcpy(data + size - 8, place + size - 8, 8);
        memcpy(data - 8, &head, 8);
    }

    typedef struct {
        arnorm_key key;
        PyObject* token;
    } arnorm_seen;

    /* Return the token if its key is the one, else NULL; without a branch, which no one could foresee. */
    static inline PyObject* arnorm_known(const arnorm_seen* seen, const arnorm_key* key) {
        uint64_t differs = (seen->key.low ^ key->low) | (seen->key.high ^ key->high);
        return (PyObject*)((uintptr_t)seen->token & ((uintptr_t)(differs != 0) - 1));
    }
    """
    ctypedef struct Key "arnorm_key":
        uint64_t low
        uint64_t high
    ctypedef struct Seen "arnorm_seen":
        Key key
        PyObject* token         # borrowed from the list that holds it; NULL in a place that is free
    PyObject* known "arnorm_known"(const Seen* seen, const Key* key) noexcept nogil
    Key key_at "arnorm_key_at"(const char* place, Py_ssize_t size) noexcept nogil
    void copy_few "arnorm_copy_few"(char* data, const char* place, Py_ssize_t size) noexcept nogil
    void fetch "ARNORM_FETCH"(const void* place) noexcept nogil

cdef enum:
    LETTERS = 0x800             # code points below have their strings of one letter made once
    LATIN = 0x100               # code points below are stored as bytes
    PLACES = 1 << 14            # for tokens that may come again in a short text, and one more that stays free
    MOST_PLACES = 1 << 17       # and in a long one: as many as a hash tells apart
    SHARE = 24                  # code points for each of them: more than there are tokens that are not like one before
    KEY = 16                    # bytes of the longest token that is kept
    FEW = 16                    # bytes that are copied without a branch
    HEAD = 8                    # bytes in front of them that have to be there
    BLOCK = 256                 # tokens that are looked for at a time: what is fetched for them fits the nearest cache


cdef struct Pieces:             # of a str: its tokens
    int kind
    const char* data
    Py_ssize_t length           # of the str
    bint ascii
    const int64_t* spans
    Py_ssize_t count
    Seen* seen                  # NULL where no token is looked for
    uint32_t last               # of the places: the one that stays free


cdef inline PyObject* token_of(const Pieces* pieces, Py_ssize_t k, tuple letters) except NULL:
    """Return a piece of a str; one without a code point that the storage of the whole is for is looked through."""
    cdef int kind = pieces.kind
    cdef const char* place = pieces.data + pieces.spans[2 * k] * kind
    cdef Py_ssize_t length = pieces.spans[2 * k + 1] - pieces.spans[2 * k]
    cdef uint32_t first = point_at(kind, place, 0)
    cdef PyObject* result
    if length == 1 and first < LETTERS:
        result = item_of_tuple(letters, first)
        keep(result)
        return result
    if pieces.ascii and length > 1:
        result = new_str(length, 0x7F)
    elif kind == 2 and first >= LATIN:
        result = new_str(length, 0xFFFF)
    else:
        return str_from(kind, place, length)
    if length * kind <= FEW and place >= pieces.data + HEAD:
        copy_few(data_of(result), place, length * kind)
    else:
        memcpy(data_of(result), place, length * kind)
    return result


cdef inline uint32_t hash_of(const Key* key) noexcept nogil:
    """Return 17 bits: the highest of a product, because the last bytes of a key reach no others."""
    return <uint32_t>(((key.low ^ key.high * 0x9E3779B97F4A7C15ULL) * 0xD6E8FEB86659FD93ULL) >> 47)


cdef inline int open_places(Pieces* pieces, Py_ssize_t length) except -1:
    """Make places for the tokens of so many code points."""
    pieces.last = PLACES
    while pieces.last < MOST_PLACES and pieces.last < length // SHARE:
        pieces.last *= 2
    pieces.seen = <Seen*>PyMem_Calloc(pieces.last + 1, sizeof(Seen))
    if pieces.seen == NULL:
        raise MemoryError
    return 0


cdef inline void find_places(const Pieces* pieces, const unit* text, Key* keys, uint32_t* places) noexcept nogil:
    """Write where each of up to ``BLOCK`` tokens would be kept.

    None is that ends in U+0000, which a key would not tell from nothing.
    """
    cdef const unit* last = text + pieces.length - <Py_ssize_t>(KEY // sizeof(unit))
    cdef const unit* place
    cdef Py_ssize_t k, length
    for k in range(pieces.count):
        place = text + pieces.spans[2 * k]
        length = pieces.spans[2 * k + 1] - pieces.spans[2 * k]
        places[k] = pieces.last
        if length <= <Py_ssize_t>(KEY // sizeof(unit)) and place <= last and place[length - 1] != 0:
            keys[k] = key_at(<const char*>place, length * sizeof(unit))
            places[k] = hash_of(&keys[k]) & (pieces.last - 1)
            fetch(&pieces.seen[places[k]])


cdef inline Py_ssize_t find_known(
    const Pieces* pieces, const Key* keys, const uint32_t* places, PyObject** tokens, uint16_t* missing
) noexcept nogil:
    """Write the tokens that came before, NULL for those that are ``missing``, and return how many these are."""
    cdef Py_ssize_t count = 0, k
    for k in range(pieces.count):
        tokens[k] = known(&pieces.seen[places[k]], &keys[k])
        fetch(tokens[k])
        missing[count] = <uint16_t>k
        count += tokens[k] == NULL      # no branch: it could not be foreseen
    return count


cdef inline int add_few(const Pieces* pieces, list results, Py_ssize_t free, tuple letters) except -1:
    """Put the strings of tokens into the ``free`` places of a list from that one on, or behind its last where it is -1.
    """
    cdef PyObject* token
    cdef Py_ssize_t k
    for k in range(pieces.count):
        token = token_of(pieces, k, letters)
        if free >= 0:
            fill_item(results, free + k, token)
            continue
        try:
            results.append(<object>token)
        finally:
            let_go(token)
    return 0


cdef inline list new_list(Py_ssize_t room):
    """Return an empty list with memory for so many items."""
    cdef list results = PyList_New(room)
    set_size(<PyObject*>results, 0)
    return results


cdef inline int add_many(const Pieces* pieces, list results, Py_ssize_t room, tuple letters) except -1:
    """Put up to ``BLOCK`` tokens behind the last of a list that has ``room`` for so many in all, or more.

    Those that came before are not made again.
    """
    cdef Key keys[BLOCK]
    cdef uint32_t places[BLOCK]
    cdef PyObject* tokens[BLOCK]
    cdef uint16_t missing[BLOCK]
    cdef Seen* seen
    cdef Py_ssize_t count, made = 0, before = len(results), k
    if pieces.kind == 1:
        find_places(pieces, <const uint8_t*>pieces.data, keys, places)
    elif pieces.kind == 2:
        find_places(pieces, <const uint16_t*>pieces.data, keys, places)
    else:
        find_places(pieces, <const uint32_t*>pieces.data, keys, places)
    count = find_known(pieces, keys, places, tokens, missing)
    try:
        while made < count:
            k = missing[made]
            seen = &pieces.seen[places[k]]
            tokens[k] = known(seen, &keys[k])       # it may stand twice among these
            if tokens[k] != NULL:
                keep(tokens[k])
            else:
                tokens[k] = token_of(pieces, k, letters)
                if places[k] != pieces.last:
                    seen.key, seen.token = keys[k], tokens[k]
            made += 1
        if pieces.count <= room - before:
            for k in range(pieces.count):
                keep(tokens[k])
                fill_item(results, before + k, tokens[k])
            set_size(<PyObject*>results, before + pieces.count)
        else:
            for k in range(pieces.count):
                results.append(<object>tokens[k])
    finally:
        for k in range(made):
            let_go(tokens[missing[k]])
    return 0
