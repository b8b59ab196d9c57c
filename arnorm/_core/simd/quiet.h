/* Where text is not quiet, as `shortcut` says.
 *
 * `loud` returns the first place in text where the key touches a code point that is not above the bound, where two
 * neighbours are both among the `span` code points from `first` on, or, if `equal`, where a code point that is not below
 * `least` stands for the first of three times in a row; `length` where there is no such place. Blocks are looked at by
 * their bits, one for each code point, and the last bits of the block before are taken along.
 */
#ifndef ARNORM_QUIET_H
#define ARNORM_QUIET_H

#include "scalar.h"

typedef struct {
    uint8_t key;
    uint8_t bound;
    uint16_t first;
    uint16_t span; /* 0 where nothing has to stand apart; never in text of one byte */
    uint16_t least;
    uint8_t equal;
} arnorm_quiet;

#define ARNORM_FEW 17 /* code points of 32 bits, a window around some place, from which on blocks pay */

#define ARNORM_LOUD_SCALAR(UNIT, WIDTH) \
    /* Go on from `i`, one code point at a time. */ \
    static inline ptrdiff_t arnorm_loud_from_##WIDTH( \
        const UNIT *text, ptrdiff_t i, ptrdiff_t length, const arnorm_quiet *quiet) \
    { \
        const uint32_t span = WIDTH == 1 ? 0 : quiet->span; \
        for (; i + 1 < length; i++) { \
            const uint32_t a = text[i], b = text[i + 1]; \
            if ((a == quiet->key && b <= quiet->bound) || (b == quiet->key && a <= quiet->bound)) \
                return i; \
            if (a - quiet->first < span && b - quiet->first < span) \
                return i; \
            if (quiet->equal && a == b && a >= quiet->least && i + 2 < length && a == text[i + 2]) \
                return i; \
        } \
        return length; \
    }

ARNORM_LOUD_SCALAR(uint8_t, 1)
ARNORM_LOUD_SCALAR(uint16_t, 2)
ARNORM_LOUD_SCALAR(uint32_t, 4)

/* For any processor: a plain loop over a block, which the compiler makes a vector loop for a `TARGET`. */
#define ARNORM_LOUD_PLAIN(UNIT, WIDTH, SET, TARGET) \
    TARGET ARNORM_NOINLINE ptrdiff_t arnorm_loud_##WIDTH##_##SET( \
        const UNIT *text, ptrdiff_t length, const arnorm_quiet *quiet) \
    { \
        const UNIT key = quiet->key, bound = quiet->bound, least = (UNIT)quiet->least; \
        const UNIT triples = quiet->equal && least == quiet->least ? (UNIT)-1 : 0; \
        const UNIT first = (UNIT)quiet->first, span = WIDTH == 1 ? 0 : (UNIT)quiet->span; \
        ptrdiff_t i = 0; \
        for (; i + 66 <= length; i += 64) { \
            UNIT found = 0; \
            int k; \
            for (k = 0; k < 64; k++) { \
                const UNIT a = text[i + k], b = text[i + k + 1], c = text[i + k + 2]; \
                const UNIT near = (UNIT)-(((a == key) & (b <= bound)) | ((b == key) & (a <= bound))); \
                const UNIT both = (UNIT)-(((UNIT)(a - first) < span) & ((UNIT)(b - first) < span)); \
                const UNIT same = (UNIT)-((a == b) & (b == c) & (b >= least)); \
                found |= near | both | (same & triples); \
            } \
            if (found) \
                break; \
        } \
        return arnorm_loud_from_##WIDTH(text, i, length, quiet); \
    }

#define ARNORM_QUIET(SET, TARGET) \
    ARNORM_LOUD_PLAIN(uint8_t, 1, SET, TARGET) \
    ARNORM_LOUD_PLAIN(uint16_t, 2, SET, TARGET) \
    ARNORM_LOUD_PLAIN(uint32_t, 4, SET, TARGET)

/* The largest code point of a text that is below one, which is not 0. */
#define ARNORM_BELOW(UNIT, LEAST) ((LEAST) > (UNIT)-1 ? (UNIT)-1 : (UNIT)((LEAST)-1))

/* By the bits of blocks, which functions of an instruction set find: those of the code points that are equal to one, not
 * above one, among some, and equal to the one before. `lanes` has the bits of those that are in the text.
 */
#define ARNORM_LOUD_BITS(UNIT, WIDTH, SET, TARGET, BITS, BLOCK) \
    TARGET ARNORM_NOINLINE ptrdiff_t arnorm_loud_##WIDTH##_##SET( \
        const UNIT *text, ptrdiff_t length, const arnorm_quiet *quiet) \
    { \
        BITS low_before, mark_before, same_before = 0; \
        ptrdiff_t i = 1; \
        if (length < (WIDTH == 4 ? ARNORM_FEW : 2)) \
            return arnorm_loud_from_##WIDTH(text, 0, length, quiet); \
        low_before = text[0] <= quiet->bound; \
        mark_before = (uint32_t)text[0] - quiet->first < quiet->span; \
        while (i < length) { \
            BITS lanes = ~(BITS)0, key, low, pairs, triples = 0; \
            if (length - i < BLOCK) \
                lanes = ((BITS)1 << (length - i)) - 1; \
            low = arnorm_most_##WIDTH##_##SET(text + i, lanes, quiet->bound); \
            key = arnorm_equal_##WIDTH##_##SET(text + i, lanes, quiet->key); \
            pairs = (key & (low << 1 | low_before)) | (low & (key << 1 | (text[i - 1] == quiet->key))); \
            low_before = low >> (BLOCK - 1); \
            if (WIDTH > 1 && quiet->span) { \
                const BITS mark = arnorm_among_##WIDTH##_##SET(text + i, lanes, quiet->first, quiet->span); \
                pairs |= mark & (mark << 1 | mark_before); \
                mark_before = mark >> (BLOCK - 1); \
            } \
            if (quiet->equal) { \
                const BITS same = arnorm_same_as_last_##WIDTH##_##SET(text + i, lanes); \
                triples = same & (same << 1 | same_before); \
                same_before = same >> (BLOCK - 1); \
                if (triples && quiet->least) \
                    triples &= ~arnorm_most_##WIDTH##_##SET(text + i, lanes, ARNORM_BELOW(UNIT, quiet->least)); \
            } \
            if (pairs | triples) { \
                const ptrdiff_t pair = pairs ? i - 1 + __builtin_ctzll(pairs) : length; \
                const ptrdiff_t triple = triples ? i - 2 + __builtin_ctzll(triples) : length; \
                return pair < triple ? pair : triple; \
            } \
            i += BLOCK; \
        } \
        return length; \
    }

#endif
