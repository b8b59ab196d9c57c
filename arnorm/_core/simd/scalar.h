/* The inner loops of a map stage for any processor, eight code points at a time where that is possible.
 *
 * Every instruction set has the same functions, one for each storage width of a str:
 *
 * `same` returns how many code points at the start the map leaves as they are.
 *
 * `write` writes the result of code points at the start to `target` and returns how many code points it has read: all of
 * them, or up to the first whose entry needs care (a replacement of several code points, a guard). `written` is how many
 * it has written; `seen` gets bits of them, by which it can be told whether a narrower str could hold them. There is room
 * in `target` for as many code points as the source has, all of which may be overwritten.
 */
#ifndef ARNORM_SCALAR_H
#define ARNORM_SCALAR_H

#include "windows.h"

#if defined(_MSC_VER)
#define ARNORM_NOINLINE static __declspec(noinline)
#else
#define ARNORM_NOINLINE static __attribute__((noinline, unused))
#endif

static inline int arnorm_direct_1(const uint8_t *source)
{
    (void)source;
    return 1;
}

static inline int arnorm_direct_2(const uint16_t *source)
{
    uint64_t low, high;
    memcpy(&low, source, 8);
    memcpy(&high, source + 4, 8);
    return ((low | high) & UINT64_C(0xF800F800F800F800)) == 0;
}

static inline int arnorm_direct_4(const uint32_t *source)
{
    return (source[0] | source[1] | source[2] | source[3] | source[4] | source[5] | source[6] | source[7]) <
           ARNORM_DIRECT;
}

#define ARNORM_LOAD_EIGHT \
    const uint32_t e0 = entries[source[i]], e1 = entries[source[i + 1]], e2 = entries[source[i + 2]], \
                   e3 = entries[source[i + 3]], e4 = entries[source[i + 4]], e5 = entries[source[i + 5]], \
                   e6 = entries[source[i + 6]], e7 = entries[source[i + 7]]

#define ARNORM_WRITE_ONE(UNIT, C, ENTRY) \
    { \
        const uint32_t count = (ENTRY) >> 24; \
        const UNIT result = (UNIT)((C) ^ ((ENTRY) & ARNORM_OPERAND)); \
        *out = result; \
        out += count; \
    }

#define ARNORM_LOOPS(UNIT, WIDTH) \
    ARNORM_NOINLINE ptrdiff_t arnorm_same_##WIDTH##_scalar( \
        const arnorm_map *map, const UNIT *source, ptrdiff_t length) \
    { \
        const uint32_t *const entries = map->entries; \
        ptrdiff_t i = 0, stop; \
        for (;;) { \
            for (; i + 8 <= length && arnorm_direct_##WIDTH(source + i); i += 8) { \
                ARNORM_LOAD_EIGHT; \
                if ((e0 ^ ARNORM_KEEP) | (e1 ^ ARNORM_KEEP) | (e2 ^ ARNORM_KEEP) | (e3 ^ ARNORM_KEEP) | \
                    (e4 ^ ARNORM_KEEP) | (e5 ^ ARNORM_KEEP) | (e6 ^ ARNORM_KEEP) | (e7 ^ ARNORM_KEEP)) \
                    break; \
            } \
            for (stop = length - i > 8 ? i + 8 : length; i < stop; i++) \
                if (arnorm_entry(map, source[i]) != ARNORM_KEEP) \
                    return i; \
            if (i == length) \
                return length; \
        } \
    } \
    ARNORM_NOINLINE ptrdiff_t arnorm_write_##WIDTH##_scalar( \
        const arnorm_map *map, const UNIT *source, ptrdiff_t length, UNIT *target, ptrdiff_t *written, \
        uint32_t *seen) \
    { \
        const uint32_t *const entries = map->entries; \
        ptrdiff_t i = 0, stop; \
        uint32_t found = 0; \
        UNIT *out = target; \
        for (;;) { \
            for (; i + 8 <= length && arnorm_direct_##WIDTH(source + i); i += 8) { \
                ARNORM_LOAD_EIGHT; \
                if ((e0 | e1 | e2 | e3 | e4 | e5 | e6 | e7) >= ARNORM_MANY) \
                    break; \
                ARNORM_WRITE_ONE(UNIT, source[i], e0) \
                ARNORM_WRITE_ONE(UNIT, source[i + 1], e1) \
                ARNORM_WRITE_ONE(UNIT, source[i + 2], e2) \
                ARNORM_WRITE_ONE(UNIT, source[i + 3], e3) \
                ARNORM_WRITE_ONE(UNIT, source[i + 4], e4) \
                ARNORM_WRITE_ONE(UNIT, source[i + 5], e5) \
                ARNORM_WRITE_ONE(UNIT, source[i + 6], e6) \
                ARNORM_WRITE_ONE(UNIT, source[i + 7], e7) \
            } \
            for (stop = length - i > 8 ? i + 8 : length; i < stop; i++) { \
                const uint32_t entry = arnorm_entry(map, source[i]); \
                if (entry >= ARNORM_MANY) \
                    goto done; \
                ARNORM_WRITE_ONE(UNIT, source[i], entry) \
            } \
            if (i == length) \
                break; \
        } \
    done: \
        *written = out - target; \
        for (stop = 0; stop < out - target; stop++) \
            found |= target[stop]; \
        *seen |= found; \
        return i; \
    }

ARNORM_LOOPS(uint8_t, 1)
ARNORM_LOOPS(uint16_t, 2)
ARNORM_LOOPS(uint32_t, 4)

/* Set the bits of the code points that a map changes, and clear all others of the words up to the one for `length`. */
ARNORM_NOINLINE void arnorm_changes_scalar(const arnorm_map *map, const uint32_t *source, ptrdiff_t length, uint64_t *bits)
{
    ptrdiff_t i;
    for (i = 0; i <= length; i += 64) {
        const ptrdiff_t end = length - i < 64 ? length - i : 64;
        uint64_t changed = 0;
        ptrdiff_t k;
        for (k = 0; k < end; k++)
            changed |= (uint64_t)(arnorm_entry(map, source[i + k]) != ARNORM_KEEP) << k;
        bits[i >> 6] = changed;
    }
}

#endif
