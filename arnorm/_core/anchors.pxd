"""Where text may be cut so that no stage of a plan does anything else for it: no Python objects, no GIL.

A code point is **steady** if every stage makes one code point of it, and always the same one: its images. Two
neighbours ``y`` and ``x`` are an **anchor** if

- both are steady, and no image of one is an image of the other, so that no run holds both;
- every automaton of a context is in the same row behind them, whatever row it was in before, from either side;
- nothing behind ``x`` can be composed with it.

Of a text that holds an anchor, the part up to it and the part from it on, which both hold both of its code points, may
go through the stages one by one. The results are that of the whole, which holds the images of the anchor once.
"""

from cpython.mem cimport PyMem_RawFree, PyMem_RawMalloc
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from arnorm._core.canonical_loops cimport Canonical, mark_of
from arnorm._core.decide_loops cimport Side
from arnorm._core.map_loops cimport DIRECT, KEEP, MANY, OPERAND, entry_of
from arnorm._core.pair_loops cimport BREAK, role_of
from arnorm._core.scan_loops cimport class_of
from arnorm._core.stages cimport CANONICAL, CONTEXT, MAP, PAIRS, RUN, Stage
from arnorm._core.widths cimport point_at

cdef enum:
    STAGES = 8                  # that have bits; the last of these is that of all others too
    SIGNATURES = 64             # how many steady code points are told apart by what automata make of them
    ROWS = 256                  # of an automaton that is looked at


cdef struct Anchors:
    uint8_t signature[DIRECT]   # 0 for a code point that is not steady; those from DIRECT on are not
    uint8_t composes[DIRECT]    # whether what follows may be composed with it
    uint16_t group[DIRECT]      # the same for code points that share an image
    uint64_t fits[SIGNATURES]   # for the signature of `y` the bits of those of `x`
    uint8_t acting[DIRECT]      # the bits of the stages that do anything to text which holds it, once they are noted


cdef struct Making:
    Anchors* anchors
    uint32_t image[DIRECT]      # of every code point in front of the stage that is looked at
    uint8_t first[DIRECT]       # whether a code point begins a pair
    uint16_t known[SIGNATURES][256]
    uint32_t rows[ROWS]
    Py_ssize_t count            # of the rows
    Py_ssize_t signatures


cdef inline bint is_anchor(
    const Anchors* anchors, int kind, const void* text, Py_ssize_t i, Py_ssize_t length
) noexcept nogil:
    """Return whether the code points at ``i`` and behind it are an anchor."""
    cdef uint32_t y, x, z
    if i + 1 >= length:
        return False
    y, x = point_at(kind, text, i), point_at(kind, text, i + 1)
    if y >= DIRECT or x >= DIRECT or not anchors.signature[y] or not anchors.signature[x]:
        return False
    if anchors.group[y] == anchors.group[x] or not anchors.fits[anchors.signature[y]] >> anchors.signature[x] & 1:
        return False
    if not anchors.composes[x] or i + 2 == length:
        return True
    z = point_at(kind, text, i + 2)
    return (
        z < DIRECT and anchors.signature[z] != 0 and not anchors.composes[z] and anchors.group[z] != anchors.group[x]
    )


cdef inline uint16_t group_of(Anchors* anchors, uint32_t c) noexcept nogil:
    while anchors.group[c] != c:
        anchors.group[c] = anchors.group[anchors.group[c]]
        c = anchors.group[c]
    return <uint16_t>c


cdef inline void unite(Anchors* anchors, uint32_t a, uint32_t b) noexcept nogil:
    if a < DIRECT and b < DIRECT:
        anchors.group[group_of(anchors, a)] = group_of(anchors, b)


cdef inline void note_compositions(Making* making, const Canonical* table) noexcept nogil:
    """Find out what begins a pair, and unite it with what the pair is composed to."""
    cdef const uint32_t* pair
    cdef uint32_t slot
    memset(making.first, 0, sizeof(making.first))
    for slot in range(table.mask + 1):
        pair = table.pairs + 3 * slot
        if pair[2]:
            if pair[0] < DIRECT:
                making.first[pair[0]] = True
            unite(making.anchors, pair[0], pair[2])


cdef inline void pass_stage(Making* making, const Stage* stage) noexcept nogil:
    """Find the images behind a stage; what has none is not steady."""
    cdef Anchors* anchors = making.anchors
    cdef uint32_t c, image, entry
    cdef bint steady
    if stage.kind == CANONICAL:
        note_compositions(making, &stage.canonical)
    for c in range(DIRECT):
        if not anchors.signature[c]:
            continue
        image = making.image[c]
        if stage.kind == MAP:
            entry = entry_of(&stage.map, image)
            image = (image ^ entry) & OPERAND
            steady = entry >> 24 == KEEP >> 24 and image < DIRECT
            making.image[c] = image
            if steady:
                unite(anchors, c, image)
        elif stage.kind == CONTEXT:
            steady = entry_of(&stage.map, image) == KEEP
        elif stage.kind == RUN:
            # Of a run of steady code points the first stay, and the others go.
            entry = entry_of(&stage.map, image)
            steady = entry == KEEP or (entry >> 24 == 0 and stage.run.keep > 0 and not stage.run.mixed)
        elif stage.kind == CANONICAL:
            steady = mark_of(&stage.canonical, image) == 0
            if making.first[image] or entry_of(&stage.canonical.map, image) != KEEP:
                anchors.composes[c] = True
        elif stage.kind == PAIRS:
            steady = role_of(&stage.pairs, image) == BREAK
        else:
            steady = False
        if not steady:
            anchors.signature[c] = 0


cdef inline bint find_rows(Making* making, const Side* side) noexcept nogil:
    """Find every row that an automaton may be in; return False where they are too many."""
    cdef Py_ssize_t k = 0, known
    cdef uint32_t row, number
    making.rows[0], making.count = side.initial, 1
    while k < making.count:
        for number in range(side.scan.edge):
            row = side.scan.transitions[making.rows[k] + number]
            known = 0
            while known < making.count and making.rows[known] != row:
                known += 1
            if known == making.count:
                if known == ROWS:
                    return False
                making.rows[known] = row
                making.count += 1
        k += 1
    return True


cdef inline bint is_one_row(const Making* making, const Side* side, uint32_t first, uint32_t second) noexcept nogil:
    """Return whether an automaton is in one row behind code points of two classes, wherever it was before."""
    cdef const uint32_t* rows = side.scan.transitions
    cdef uint32_t row = rows[rows[making.rows[0] + first] + second]
    cdef Py_ssize_t k
    for k in range(1, making.count):
        if rows[rows[making.rows[k] + first] + second] != row:
            return False
    return True


cdef inline void divide(Making* making, const Side* side) noexcept nogil:
    """Give code points that an automaton tells apart different signatures; those that are too many are not steady."""
    cdef Anchors* anchors = making.anchors
    cdef uint32_t c
    cdef uint16_t* known
    memset(making.known, 0, sizeof(making.known))
    making.signatures = 1
    for c in range(DIRECT):
        if not anchors.signature[c]:
            continue
        known = &making.known[anchors.signature[c]][class_of(&side.scan, making.image[c])]
        if known[0] == 0 and making.signatures < SIGNATURES:
            known[0] = <uint16_t>making.signatures
            making.signatures += 1
        anchors.signature[c] = <uint8_t>known[0]


cdef inline void restrict(Making* making, const Side* side, const uint32_t* ones, bint backwards) noexcept nogil:
    """Clear the bits of pairs of signatures behind which an automaton may be in several rows."""
    cdef Anchors* anchors = making.anchors
    cdef Py_ssize_t y, x
    cdef uint32_t first, second
    cdef bint found = find_rows(making, side)
    for y in range(1, making.signatures):
        for x in range(1, making.signatures):
            first, second = class_of(&side.scan, ones[y]), class_of(&side.scan, ones[x])
            if backwards:
                first, second = second, first
            if not (found and is_one_row(making, side, first, second)):
                anchors.fits[y] &= ~(<uint64_t>1 << x)


cdef inline void note_acting(Anchors* anchors, const Stage* stages, Py_ssize_t count) noexcept nogil:
    """Find which runs and contexts do anything to a code point or, further on, to what becomes of it."""
    cdef Py_ssize_t k
    cdef uint32_t c, entry, image
    cdef uint8_t later[DIRECT]
    memset(anchors.acting, 0, sizeof(anchors.acting))
    for k in range(count - 1, -1, -1):
        memcpy(later, anchors.acting, sizeof(later))
        for c in range(DIRECT):
            entry = entry_of(&stages[k].map, c)
            if entry == KEEP:
                continue
            image = (c ^ entry) & OPERAND
            if entry >= MANY or (entry >= KEEP and image >= DIRECT):
                anchors.acting[c] = 0xFF
            elif entry >= KEEP:
                anchors.acting[c] |= later[image]
            anchors.acting[c] |= 1 << min(k, STAGES - 1)


cdef inline void make_with(Making* making, const Stage* stages, Py_ssize_t count, uint32_t key) noexcept nogil:
    cdef Anchors* anchors = making.anchors
    cdef uint32_t ones[SIGNATURES]
    cdef uint32_t c, k, entry
    memset(ones, 0, sizeof(ones))
    memset(anchors, 0, sizeof(Anchors))
    memset(anchors.fits, 0xFF, sizeof(anchors.fits))
    making.signatures = 2
    for c in range(DIRECT):
        anchors.signature[c] = 1
        anchors.group[c] = <uint16_t>c
        making.image[c] = c
    for k in range(count):
        for c in range(DIRECT):
            if making.image[c] == key:
                anchors.signature[c] = 0
        if stages[k].kind == CONTEXT:
            if stages[k].context.left.present:
                divide(making, &stages[k].context.left)
            if stages[k].context.right.present:
                divide(making, &stages[k].context.right)
        pass_stage(making, &stages[k])
    for c in range(DIRECT):
        anchors.group[c] = group_of(anchors, c)
        making.image[c] = c
        ones[anchors.signature[c]] = c
    # Once more through the stages, with one code point for each signature.
    for k in range(count):
        if stages[k].kind == CONTEXT:
            if stages[k].context.left.present:
                restrict(making, &stages[k].context.left, ones, False)
            if stages[k].context.right.present:
                restrict(making, &stages[k].context.right, ones, True)
        elif stages[k].kind == MAP:
            for c in range(1, SIGNATURES):
                entry = entry_of(&stages[k].map, ones[c])
                if entry >> 24 == KEEP >> 24:
                    ones[c] = (ones[c] ^ entry) & OPERAND


cdef inline Anchors* make_anchors(const Stage* stages, Py_ssize_t count, uint32_t key) noexcept nogil:
    """Return the anchors of stages, none of which holds an image ``key``; NULL where memory runs out."""
    cdef Anchors* anchors = <Anchors*>PyMem_RawMalloc(sizeof(Anchors))
    cdef Making* making = <Making*>PyMem_RawMalloc(sizeof(Making))
    if anchors != NULL and making != NULL:
        making.anchors = anchors
        make_with(making, stages, count, key)
    else:
        PyMem_RawFree(anchors)
        anchors = NULL
    PyMem_RawFree(making)
    return anchors
