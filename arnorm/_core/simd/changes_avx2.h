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
    const __m256i none = _mm256_setzero_si256(), ones = _mm256_set1_epi8(-1);
    arnorm_y_rows rows;
    ptrdiff_t i = 0;
    if (map->windows->hides) {
        arnorm_changes_scalar(map, source, length, bits);
        return;
    }
    rows.windows = map->windows;
    if (length >= 64)
        arnorm_y_take(&rows, source[0] >> 8 & 0xFF);
    for (; i + 64 <= length; i += 64) {
        uint64_t both = 0;
        int k;
        for (k = 0; k < 64; k += 32) {
            const arnorm_y x = arnorm_y_read_4(source + i + k);
            arnorm_y result = x;
            uint32_t left = arnorm_y_map(&rows, x, 0, &result.low), changed, wide;
            left |= (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_or_si256(x.low, result.low), none));
            if (left) {
                arnorm_y exact = result;
                arnorm_y_resolve(map->windows, x, left, &exact);
                result = exact;
            }
            changed = arnorm_y_turn(~(uint32_t)_mm256_movemask_epi8(_mm256_and_si256(
                _mm256_cmpeq_epi8(result.low, x.low), _mm256_cmpeq_epi8(result.high, x.high))));
            wide = changed & arnorm_y_turn((uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(x.high, ones)));
            if (wide)
                changed = (uint32_t)arnorm_changed_of(map, source + i + k, changed, wide);
            both |= (uint64_t)changed << k;
        }
        bits[i >> 6] = both;
    }
    arnorm_changes_scalar(map, source + i, length - i, bits + (i >> 6));
}

#endif
