/* The loops of `kept.h` with AVX2: 32 code points at a time. */
#ifndef ARNORM_KEPT_AVX2_H
#define ARNORM_KEPT_AVX2_H

#include "avx2.h"
#include "kept.h"

#define ARNORM_AVX2_KEPT(UNIT, WIDTH) \
    /* Find what of a block is kept, and of that, what becomes several. */ \
    ARNORM_AVX2 ARNORM_INLINE uint32_t arnorm_y_kept_##WIDTH( \
        const arnorm_map *map, arnorm_y_pages *pages, const UNIT *source, uint32_t *several) \
    { \
        const arnorm_y x = arnorm_y_read_##WIDTH(source); \
        const uint32_t wide = arnorm_y_wide_##WIDTH(map, source, x); \
        arnorm_y result; \
        arnorm_y_found found; \
        __m256i gone; \
        uint32_t kept, look = 0; \
        *several = 0; \
        if (!arnorm_y_find(pages, &x, NULL, 1, ARNORM_Y_LOWER, &found)) \
            arnorm_y_find(pages, &x, &wide, 1, ARNORM_Y_ANYWHERE, &found); \
        if ((found.changed | found.left) == 0) \
            return 0xFFFFFFFF; \
        arnorm_y_change(pages, &x, &found, 1, &result, &gone); \
        kept = ~arnorm_y_set(gone); \
        if (found.left || (~kept && arnorm_y_looks(pages, x.low, &found, gone))) { \
            __m256i special; \
            arnorm_y_resolve(map->windows, x, found.left | ~kept, &result); \
            special = _mm256_cmpeq_epi8(result.high, _mm256_set1_epi8(-1)); \
            kept = ~arnorm_y_set(_mm256_and_si256(special, _mm256_cmpeq_epi8(result.low, _mm256_set1_epi8(-1)))) | wide; \
            look = ~wide & arnorm_y_set(_mm256_and_si256( \
                special, _mm256_cmpeq_epi8(result.low, _mm256_set1_epi8((char)(ARNORM_CARE & 0xFF))))); \
        } \
        kept = arnorm_y_turn(kept); \
        if (look) \
            *several = arnorm_look_##WIDTH(map, source, arnorm_y_turn(look), &kept); \
        return kept; \
    } \
    ARNORM_AVX2 ARNORM_NOINLINE int arnorm_kept_##WIDTH##_avx2( \
        const arnorm_map *map, const UNIT *source, ptrdiff_t length, uint64_t *bits, uint64_t *several) \
    { \
        arnorm_y_pages pages; \
        ptrdiff_t i = 0; \
        uint64_t any = 0; \
        if (length >= 64) \
            arnorm_y_begin(&pages, map->windows, source[0] >> 8 & 0xFF); \
        for (; i + 64 <= length; i += 64) { \
            uint32_t many[2]; \
            __builtin_prefetch(source + i + ARNORM_AHEAD); \
            bits[i >> 6] = arnorm_y_kept_##WIDTH(map, &pages, source + i, &many[0]); \
            bits[i >> 6] |= (uint64_t)arnorm_y_kept_##WIDTH(map, &pages, source + i + 32, &many[1]) << 32; \
            several[i >> 6] = many[0] | (uint64_t)many[1] << 32; \
            any |= several[i >> 6]; \
        } \
        return arnorm_kept_##WIDTH##_scalar(map, source + i, length - i, bits + (i >> 6), several + (i >> 6)) || any; \
    }

ARNORM_AVX2_KEPT(uint8_t, 1)
ARNORM_AVX2_KEPT(uint16_t, 2)
ARNORM_AVX2_KEPT(uint32_t, 4)

#endif
