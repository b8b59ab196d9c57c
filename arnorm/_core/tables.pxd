"""From the tables of Python to the structs of the loops; a struct points into tables that its owner keeps."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.string cimport memcpy
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t

from arnorm._core.anchors cimport make_anchors, note_acting
from arnorm._core.between cimport is_local
from arnorm._core.canonical_loops cimport Canonical
from arnorm._core.chunks cimport TOUCHING, Plan, squeezes
from arnorm._core.decide_loops cimport Side
from arnorm._core.map_loops cimport ALIGNMENT, DIRECT, KEEP, Map, Windows, fill_utf8, fill_windows, number_windows
from arnorm._core.match_loops cimport Match
from arnorm._core.pair_loops cimport BREAK, Pairs
from arnorm._core.scan_loops cimport Plain, Scan
from arnorm._core.stages cimport CALL, CANONICAL, CONTEXT, MAP, MATCH, PAIRS, RUN, Stage, run_stage
from arnorm._core.text_buffer cimport Text, append, drop


cdef inline void fill_map(Map* place, object table):
    place.index = <const uint16_t*>PyBytes_AS_STRING(table.index)
    place.entries = <const uint32_t*>PyBytes_AS_STRING(table.entries)
    place.pool = <const uint32_t*>PyBytes_AS_STRING(table.pool)
    place.ceilings = table.ceilings
    place.windows = NULL


cdef inline bytes add_windows(Map* place, bint utf8):
    """Give a map its windows, with those for UTF-8 if it is to run on that; return the memory that they lie in."""
    cdef Windows head
    number_windows(place, &head)
    memory = PyBytes_FromStringAndSize(NULL, head.size + ALIGNMENT - 1)
    cdef size_t address = <size_t>PyBytes_AS_STRING(memory)
    cdef Windows* windows = <Windows*>((address + ALIGNMENT - 1) // ALIGNMENT * ALIGNMENT)
    memcpy(windows, &head, sizeof(Windows) - sizeof(head.tables))
    fill_windows(place, windows)
    if utf8:
        fill_utf8(place, windows)
    place.windows = windows
    return memory


cdef inline void fill_scan(Scan* place, object table):
    place.index = <const uint16_t*>PyBytes_AS_STRING(table.index)
    place.classes = <const uint8_t*>PyBytes_AS_STRING(table.classes)
    place.transitions = <const uint32_t*>PyBytes_AS_STRING(table.transitions)
    place.starts = <const uint32_t*>PyBytes_AS_STRING(table.starts) if table.starts else NULL
    place.width = table.width
    place.start = table.start
    place.accept_from = table.accept_from
    place.edge = table.edge


cdef inline void fill_plain(Plain* place, object table):
    place.direct = <const uint8_t*>PyBytes_AS_STRING(table.direct)
    place.stays = <const uint8_t*>PyBytes_AS_STRING(table.stays)
    place.classes = <const uint8_t*>PyBytes_AS_STRING(table.classes)
    place.kind = table.kind
    place.firsts = <const uint8_t*>PyBytes_AS_STRING(table.firsts)
    place.lasts = <const uint8_t*>PyBytes_AS_STRING(table.lasts)
    place.longs = <const uint8_t*>PyBytes_AS_STRING(table.longs)


cdef inline void fill_side(Side* place, object side):
    place.present = side is not None
    if place.present:
        fill_scan(&place.scan, side.scan)
        place.initial = side.initial
        place.sync = <const uint32_t*>PyBytes_AS_STRING(side.sync)
        place.near = <const uint8_t*>PyBytes_AS_STRING(side.near)


cdef inline bytes fill_marked(Map* place, object index, object values, int size, uint32_t least):
    """Fill a map that changes the code points whose value in a table is ``least`` or more; return its entries."""
    cdef Py_ssize_t i, count = PyBytes_GET_SIZE(values) // size
    cdef const uint8_t* single = <const uint8_t*>PyBytes_AS_STRING(values)
    cdef const uint16_t* double = <const uint16_t*>PyBytes_AS_STRING(values)
    entries = PyBytes_FromStringAndSize(NULL, count * sizeof(uint32_t))
    cdef uint32_t* target = <uint32_t*>PyBytes_AS_STRING(entries)
    for i in range(count):
        target[i] = 0 if (single[i] if size == 1 else double[i]) >= least else KEEP
    place.index, place.entries, place.pool = <const uint16_t*>PyBytes_AS_STRING(index), target, NULL
    return entries


cdef inline void fill_canonical(Canonical* place, object table):
    place.index = <const uint16_t*>PyBytes_AS_STRING(table.index)
    place.marks = <const uint16_t*>PyBytes_AS_STRING(table.marks)
    place.pairs = <const uint32_t*>PyBytes_AS_STRING(table.pairs)
    place.mask = <uint32_t>(PyBytes_GET_SIZE(table.pairs) // 12 - 1)
    fill_map(&place.map, table.map)


cdef inline void fill_pairs(Pairs* place, object table):
    place.index = <const uint16_t*>PyBytes_AS_STRING(table.index)
    place.roles = <const uint8_t*>PyBytes_AS_STRING(table.roles)
    place.written = table.written


cdef inline void fill_match(Match* place, object table):
    fill_scan(&place.scan, table.scan)
    place.replacements = <const uint32_t*>PyBytes_AS_STRING(table.replacements)


cdef inline int fill_stage(Stage* place, object table, list owned) except -1:
    """Fill a stage from a table, which is told by its class's name so that no class need be imported.

    ``owned`` gets what has to live as long as the stage.
    """
    cdef str name = type(table).__name__
    if name == "MapTable":
        place.kind = MAP
        fill_map(&place.map, table)
        owned.append(add_windows(&place.map, True))
    elif name == "ContextTable":
        place.kind = CONTEXT
        fill_map(&place.map, table.map)
        owned.append(add_windows(&place.map, False))
        fill_side(&place.context.left, table.left)
        fill_side(&place.context.right, table.right)
        place.context.unless = table.unless
    elif name == "RunTable":
        place.kind = RUN
        fill_map(&place.map, table.map)
        owned.append(add_windows(&place.map, False))
        place.run.least, place.run.keep, place.run.mixed = table.least, table.keep, table.mixed
    elif name == "CanonicalTable":
        place.kind = CANONICAL
        fill_canonical(&place.canonical, table)
        owned.append(fill_marked(&place.canonical.marked, table.index, table.marks, 2, 1))
        owned.append(add_windows(&place.canonical.marked, False))
    elif name == "PairTable":
        place.kind = PAIRS
        fill_pairs(&place.pairs, table)
        owned.append(fill_marked(&place.pairs.marked, table.index, table.roles, 1, BREAK))
        owned.append(add_windows(&place.pairs.marked, False))
    elif name == "MatchTable":
        place.kind = MATCH
        fill_match(&place.match, table)
    elif callable(table):
        place.kind = CALL
    else:
        raise TypeError(f"{table!r} is no table of a stage")
    return 0


cdef inline int find_touching(Plan* plan) except -1:
    """Find out which code points that have to stand apart the canonical stages leave as they are where they touch."""
    cdef Py_ssize_t a, b, k
    cdef uint32_t points[2]
    cdef Text text
    cdef int status
    if plan.quiet.span > TOUCHING:
        return 0
    text.points, text.length, text.room = NULL, 0, 0
    for a in range(plan.quiet.span):
        for b in range(plan.quiet.span):
            points[0], points[1] = plan.quiet.first + a, plan.quiet.first + b
            text.length = 0
            status = 0 if append(&text, points, 2) else -1
            for k in range(plan.skipped):
                if status == 0 and plan.stages[k].kind == CANONICAL:
                    status = run_stage(&plan.stages[k], &text, NULL)
            if status < 0:
                drop(&text)
                raise MemoryError
            if status == 0:
                plan.touching[a] |= <uint64_t>1 << b
    drop(&text)
    return 0


cdef inline int fill_shortcut(Plan* plan, object shortcut, list owned) except -1:
    """Fill what a plan knows of its shortcut, from its table; the stages are there already."""
    fill_map(&plan.map, shortcut.map)
    owned.append(add_windows(&plan.map, True))
    plan.skipped = shortcut.stages
    plan.quiets = shortcut.quiets
    plan.quiet.key, plan.quiet.bound = shortcut.key, shortcut.bound
    plan.quiet.first, plan.quiet.equal = shortcut.first, shortcut.equal
    plan.quiet.span = shortcut.last - shortcut.first + 1 if shortcut.last else 0
    if shortcut.equal:
        while plan.quiet.least < DIRECT and not squeezes(plan, plan.quiet.least):
            plan.quiet.least += 1
    plan.apart.first, plan.apart.span = plan.quiet.first, plan.quiet.span
    if shortcut.touching:
        find_touching(plan)
    plan.anchors = make_anchors(plan.stages, plan.count, plan.quiet.key)
    if plan.anchors == NULL:
        raise MemoryError
    if is_local(plan):
        plan.between = make_anchors(plan.stages + plan.skipped, plan.count - plan.skipped, plan.quiet.key)
        if plan.between == NULL:
            raise MemoryError
        note_acting(plan.between, plan.stages + plan.skipped, plan.count - plan.skipped)
    return 0
