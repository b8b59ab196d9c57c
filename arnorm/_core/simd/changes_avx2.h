/* The bits of the code points that a map changes, with AVX2. */
#ifndef ARNORM_CHANGES_AVX2_H
#define ARNORM_CHANGES_AVX2_H

#include "avx2.h"

/* Clear the bits of code points that only needed care. */
static inline uint32_t arnorm_changed_of(const arnorm_map *map, const uint32_t *source, uint32_t lanes, uint32_t care)
{
    for (care &= lanes; care; care &= care - 1) {
        const int lane = __builtin_ctz(care);
        if (arnorm_entry(map, source[lane]) == ARNORM_KEEP)
            lanes &= ~(UINT32_C(1) << lane);
    }
    return lanes;
}

ARNORM_AVX2 ARNORM_NOINLINE void arnorm_changes_avx2(
    const arnorm_map *map, const uint32_t *source, ptrdiff_t length, uint64_t *bits)
{
    ptrdiff_t i = 0;
    for (; i + 64 <= length; i += 64) {
        uint32_t found[2];
        int k;
        for (k = 0; k < 2; k++) {
            const uint32_t *block = source + i + 32 * k;
            const arnorm_y x = arnorm_y_read_4(block);
            const arnorm_y change = arnorm_y_change(map->windows, x);
            const __m256i either = _mm256_or_si256(change.low, change.high);
            const __m256i top = _mm256_cmpeq_epi8(_mm256_xor_si256(x.high, change.high), _mm256_set1_epi8(-1));
            found[k] = arnorm_y_turn(
                ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(either, _mm256_setzero_si256())));
            found[k] = arnorm_changed_of(map, block, found[k], arnorm_y_turn((uint32_t)_mm256_movemask_epi8(top)));
        }
        bits[i >> 6] = found[0] | (uint64_t)found[1] << 32;
    }
    arnorm_changes_scalar(map, source + i, length - i, bits + (i >> 6));
}

#endif
