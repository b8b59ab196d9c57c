/* The bits of the code points that a map changes, with AVX2: 32 code points at a time. */
#ifndef ARNORM_CHANGES_AVX2_H
#define ARNORM_CHANGES_AVX2_H

#include "avx2.h"

/* Clear the bits of those of some code points that only needed care. */
static inline uint64_t arnorm_changed_of(const arnorm_map *map, const uint32_t *source, uint64_t lanes, uint64_t care)
{
    for (; care; care &= care - 1) {
        const int lane = __builtin_ctzll(care);
        if (arnorm_entry(map, source[lane]) == ARNORM_KEEP)
            lanes &= ~(UINT64_C(1) << lane);
    }
    return lanes;
}

ARNORM_AVX2 ARNORM_NOINLINE void arnorm_changes_avx2(
    const arnorm_map *map, const uint32_t *source, ptrdiff_t length, uint64_t *bits)
{
    const uint32_t none = 0;
    arnorm_y_pages pages;
    ptrdiff_t i = 0;
    if (length >= 64)
        arnorm_y_begin(&pages, map->windows, source[0] >> 8 & 0xFF);
    for (; i + 64 <= length; i += 64) {
        uint64_t both = 0;
        int k;
        for (k = 0; k < 64; k += 32) {
            const arnorm_y x = arnorm_y_read_4(source + i + k);
            arnorm_y_found found;
            if (!arnorm_y_find(&pages, &x, NULL, 1, ARNORM_Y_LOWER, &found))
                arnorm_y_find(&pages, &x, &none, 1, ARNORM_Y_ANYWHERE, &found);
            /* In the last page stand those that do not fit as well. */
            both |= arnorm_changed_of(
                        map, source + i + k, arnorm_y_turn(found.changed | found.left),
                        arnorm_y_turn(found.left | (found.changed & arnorm_y_set(arnorm_y_lanes_of(x.high, 0xFF)))))
                    << k;
        }
        bits[i >> 6] = both;
    }
    arnorm_changes_scalar(map, source + i, length - i, bits + (i >> 6));
}

#endif
