/* Whether text is quiet, as `shortcut` says: plain loops, which the compiler makes vector loops for a `TARGET`. */
#ifndef ARNORM_QUIET_H
#define ARNORM_QUIET_H

#include "scalar.h"

#define ARNORM_QUIET_LOOPS(UNIT, WIDTH, SET, TARGET) \
    /* Return whether text is quiet, as `shortcut` says, but for what the next function looks for. */ \
    TARGET ARNORM_NOINLINE int arnorm_quiet_##WIDTH##_##SET( \
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
    TARGET ARNORM_NOINLINE int arnorm_apart_##WIDTH##_##SET(const UNIT *text, ptrdiff_t length, UNIT first, UNIT span) \
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

#define ARNORM_QUIET(SET, TARGET) \
    ARNORM_QUIET_LOOPS(uint8_t, 1, SET, TARGET) \
    ARNORM_QUIET_LOOPS(uint16_t, 2, SET, TARGET) \
    ARNORM_QUIET_LOOPS(uint32_t, 4, SET, TARGET)

#endif
