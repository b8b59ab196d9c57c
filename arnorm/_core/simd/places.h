/* The inner loop that writes down where the code points of a map's result come from, for any processor.
 *
 * It goes eight code points at a time and stops before the first eight that `scalar.h` would stop before as well, or for
 * which there is no room; it returns how many code points it has read. Everything else is the business of the caller.
 */
#ifndef ARNORM_PLACES_H
#define ARNORM_PLACES_H

#include "simd/scalar.h"

#define ARNORM_PLACE_ONE(K) \
    out[0] = at + K; \
    out += e##K >> 24

#define ARNORM_PLACES(UNIT, WIDTH) \
    /* Write for each code point of the result the place of the one it is made from; the first has the place `at`. */ \
    ARNORM_NOINLINE ptrdiff_t arnorm_place_##WIDTH( \
        const uint32_t *entries, const UNIT *source, ptrdiff_t length, \
        int32_t *target, ptrdiff_t room, int32_t at, ptrdiff_t *written) \
    { \
        ptrdiff_t i = 0; \
        int32_t *out = target; \
        for (; i + 8 <= length && out - target <= room - 8 && arnorm_direct_##WIDTH(source + i); i += 8, at += 8) { \
            ARNORM_LOAD_EIGHT; \
            if ((e0 | e1 | e2 | e3 | e4 | e5 | e6 | e7) >= ARNORM_MANY) \
                break; \
            ARNORM_PLACE_ONE(0); \
            ARNORM_PLACE_ONE(1); \
            ARNORM_PLACE_ONE(2); \
            ARNORM_PLACE_ONE(3); \
            ARNORM_PLACE_ONE(4); \
            ARNORM_PLACE_ONE(5); \
            ARNORM_PLACE_ONE(6); \
            ARNORM_PLACE_ONE(7); \
        } \
        *written = out - target; \
        return i; \
    }

ARNORM_PLACES(uint8_t, 1)
ARNORM_PLACES(uint16_t, 2)
ARNORM_PLACES(uint32_t, 4)

#endif
