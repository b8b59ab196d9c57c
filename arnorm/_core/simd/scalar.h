/* The inner loops of a map stage, eight code points at a time, for any processor.
 *
 * They stop before the first eight that hold a code point which ARNORM_DIRECT entries do not cover, or whose entry needs
 * care (a replacement of several code points, a guard), and return how many code points they have read. Everything else
 * is the business of the caller. `plan` describes the entries. As functions of their own they keep all they need in
 * registers, which they would not where the compiler inlines them.
 */
#ifndef ARNORM_SCALAR_H
#define ARNORM_SCALAR_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ARNORM_KEEP (UINT32_C(1) << 24)
#define ARNORM_MANY (UINT32_C(2) << 24)
#define ARNORM_DIRECT 0x800

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

#define ARNORM_WRITE_ONE(UNIT, K) \
    out[0] = (UNIT)(source[i + K] ^ (e##K & 0xFFFFFF)); \
    out += e##K >> 24

#define ARNORM_LOOPS(UNIT, WIDTH) \
    /* Return how many code points at the start, in steps of eight, the entries leave as they are. */ \
    ARNORM_NOINLINE ptrdiff_t arnorm_same_##WIDTH(const uint32_t *entries, const UNIT *source, ptrdiff_t length) \
    { \
        ptrdiff_t i = 0; \
        for (; i + 8 <= length && arnorm_direct_##WIDTH(source + i); i += 8) { \
            ARNORM_LOAD_EIGHT; \
            if ((e0 ^ ARNORM_KEEP) | (e1 ^ ARNORM_KEEP) | (e2 ^ ARNORM_KEEP) | (e3 ^ ARNORM_KEEP) | \
                (e4 ^ ARNORM_KEEP) | (e5 ^ ARNORM_KEEP) | (e6 ^ ARNORM_KEEP) | (e7 ^ ARNORM_KEEP)) \
                break; \
        } \
        return i; \
    } \
    /* The same for code points that entries of at most one code point cover; `total` is how many those write. */ \
    ARNORM_NOINLINE ptrdiff_t arnorm_measure_##WIDTH( \
        const uint32_t *entries, const UNIT *source, ptrdiff_t length, ptrdiff_t *total) \
    { \
        ptrdiff_t i = 0, sum = 0; \
        for (; i + 8 <= length && arnorm_direct_##WIDTH(source + i); i += 8) { \
            ARNORM_LOAD_EIGHT; \
            if ((e0 | e1 | e2 | e3 | e4 | e5 | e6 | e7) >= ARNORM_MANY) \
                break; \
            /* Eight counts of 0 or 1, each in the top byte: their sum fits it. */ \
            sum += ((e0 & ARNORM_KEEP) + (e1 & ARNORM_KEEP) + (e2 & ARNORM_KEEP) + (e3 & ARNORM_KEEP) + \
                    (e4 & ARNORM_KEEP) + (e5 & ARNORM_KEEP) + (e6 & ARNORM_KEEP) + (e7 & ARNORM_KEEP)) >> 24; \
        } \
        *total = sum; \
        return i; \
    } \
    /* Write the result of code points at the start to `target`, one more place than `written` may be touched. */ \
    ARNORM_NOINLINE ptrdiff_t arnorm_write_##WIDTH( \
        const uint32_t *entries, const UNIT *source, ptrdiff_t length, UNIT *target, ptrdiff_t *written) \
    { \
        ptrdiff_t i = 0; \
        UNIT *out = target; \
        for (; i + 8 <= length && arnorm_direct_##WIDTH(source + i); i += 8) { \
            ARNORM_LOAD_EIGHT; \
            if ((e0 | e1 | e2 | e3 | e4 | e5 | e6 | e7) >= ARNORM_MANY) \
                break; \
            ARNORM_WRITE_ONE(UNIT, 0); \
            ARNORM_WRITE_ONE(UNIT, 1); \
            ARNORM_WRITE_ONE(UNIT, 2); \
            ARNORM_WRITE_ONE(UNIT, 3); \
            ARNORM_WRITE_ONE(UNIT, 4); \
            ARNORM_WRITE_ONE(UNIT, 5); \
            ARNORM_WRITE_ONE(UNIT, 6); \
            ARNORM_WRITE_ONE(UNIT, 7); \
        } \
        *written = out - target; \
        return i; \
    } \
    /* Return whether text is quiet, as `shortcut` says, but for what the next function looks for. */ \
    ARNORM_NOINLINE int arnorm_quiet_##WIDTH( \
        const UNIT *text, ptrdiff_t length, UNIT key, UNIT bound, int equal) \
    { \
        const UNIT triples = equal ? (UNIT)-1 : 0; \
        ptrdiff_t i = 0; \
        if (length == 0) \
            return 1; \
        if (text[0] == key || text[length - 1] == key) \
            return 0; \
        for (; i + 66 <= length; i += 64) { \
            UNIT found = 0; \
            int k; \
            for (k = 0; k < 64; k++) { \
                const UNIT a = text[i + k], b = text[i + k + 1], c = text[i + k + 2]; \
                const UNIT near = (UNIT)-(((a == key) & (b <= bound)) | ((b == key) & (a <= bound))); \
                const UNIT same = (UNIT)-((a == b) & (b == c)); \
                found |= near | (same & triples); \
            } \
            if (found) \
                return 0; \
        } \
        for (; i + 1 < length; i++) { \
            if ((text[i] == key && text[i + 1] <= bound) || (text[i + 1] == key && text[i] <= bound)) \
                return 0; \
            if (equal && i + 2 < length && text[i] == text[i + 1] && text[i] == text[i + 2]) \
                return 0; \
        } \
        return 1; \
    } \
    /* Return whether no two neighbours are both among the `span` code points from `first` on. */ \
    ARNORM_NOINLINE int arnorm_apart_##WIDTH(const UNIT *text, ptrdiff_t length, UNIT first, UNIT span) \
    { \
        ptrdiff_t i = 0; \
        for (; i + 65 <= length; i += 64) { \
            UNIT found = 0; \
            int k; \
            for (k = 0; k < 64; k++) \
                found |= (UNIT)-(((UNIT)(text[i + k] - first) < span) & ((UNIT)(text[i + k + 1] - first) < span)); \
            if (found) \
                return 0; \
        } \
        for (; i + 1 < length; i++) \
            if ((UNIT)(text[i] - first) < span && (UNIT)(text[i + 1] - first) < span) \
                return 0; \
        return 1; \
    }

ARNORM_LOOPS(uint8_t, 1)
ARNORM_LOOPS(uint16_t, 2)
ARNORM_LOOPS(uint32_t, 4)

#endif
