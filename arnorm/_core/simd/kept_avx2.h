/* The loops of `kept.h` with AVX2: 32 code points at a time. */
#ifndef ARNORM_KEPT_AVX2_H
#define ARNORM_KEPT_AVX2_H

#include "avx2.h"
#include "kept.h"

#define ARNORM_AVX2_KEPT(UNIT, WIDTH) \
    ARNORM_AVX2 ARNORM_NOINLINE int arnorm_kept_##WIDTH##_avx2( \
        const arnorm_map *map, const UNIT *source, ptrdiff_t length, uint64_t *bits, uint64_t *several) \
    { \
        const __m256i none = _mm256_setzero_si256(), ones = _mm256_set1_epi8(-1); \
        arnorm_y_rows rows; \
        ptrdiff_t i = 0; \
        uint64_t any = 0; \
        rows.windows = map->windows; \
        if (length >= 64) \
            arnorm_y_take(&rows, source[0] >> 8 & 0xFF); \
        for (; i + 64 <= length; i += 64) { \
            uint64_t both = 0, many = 0; \
            int k; \
            for (k = 0; k < 64; k += 32) { \
                const arnorm_y x = arnorm_y_read_##WIDTH(source + i + k); \
                arnorm_y result = x; \
                const uint32_t left = arnorm_y_map(&rows, x, 0, &result.low); \
                const __m256i zero = _mm256_cmpeq_epi8(result.low, none); \
                uint32_t kept = 0xFFFFFFFF, look = 0; \
                __builtin_prefetch(source + i + k + ARNORM_AHEAD); \
                if (left == 0 && rows.simple) { \
                    kept = ~(uint32_t)_mm256_movemask_epi8(_mm256_andnot_si256(_mm256_cmpeq_epi8(x.low, none), zero)); \
                } else if (left || !_mm256_testz_si256(zero, zero)) { \
                    arnorm_y exact = result; \
                    __m256i special; \
                    arnorm_y_resolve(map->windows, x, left | (uint32_t)_mm256_movemask_epi8(zero), &exact); \
                    special = _mm256_cmpeq_epi8(exact.high, ones); \
                    kept = ~(uint32_t)_mm256_movemask_epi8( \
                        _mm256_and_si256(special, _mm256_cmpeq_epi8(exact.low, ones))); \
                    look = (uint32_t)_mm256_movemask_epi8(_mm256_and_si256( \
                        special, _mm256_cmpeq_epi8(exact.low, _mm256_set1_epi8((char)(ARNORM_CARE & 0xFF))))); \
                } \
                kept = arnorm_y_turn(kept); \
                if (look) \
                    many |= (uint64_t)arnorm_look_##WIDTH(map, source + i + k, arnorm_y_turn(look), &kept) << k; \
                both |= (uint64_t)kept << k; \
            } \
            bits[i >> 6] = both; \
            several[i >> 6] = many; \
            any |= many; \
        } \
        return arnorm_kept_##WIDTH##_scalar(map, source + i, length - i, bits + (i >> 6), several + (i >> 6)) || any; \
    }

ARNORM_AVX2_KEPT(uint8_t, 1)
ARNORM_AVX2_KEPT(uint16_t, 2)
ARNORM_AVX2_KEPT(uint32_t, 4)

#endif
