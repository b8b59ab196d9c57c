/* The loops of `kept.h` with AVX-512: 32 code points at a time. */
#ifndef ARNORM_KEPT_AVX512_H
#define ARNORM_KEPT_AVX512_H

#include "avx512.h"
#include "kept.h"

#define ARNORM_AVX512_KEPT(UNIT, WIDTH) \
    ARNORM_AVX512 ARNORM_NOINLINE int arnorm_kept_##WIDTH##_avx512( \
        const arnorm_map *map, const UNIT *source, ptrdiff_t length, uint64_t *bits, uint64_t *several) \
    { \
        const __m512i gone = _mm512_set1_epi16((short)ARNORM_GONE), care = _mm512_set1_epi16((short)ARNORM_CARE); \
        arnorm_z z; \
        ptrdiff_t i; \
        uint32_t any = 0; \
        if (length <= ARNORM_Z_SHORT) \
            return arnorm_kept_##WIDTH##_scalar(map, source, length, bits, several); \
        arnorm_z_load(&z, map->windows, source[0]); \
        bits[length >> 6] = several[length >> 6] = 0; \
        for (i = 0; i < length; i += 32) { \
            const int whole = length - i >= 32; \
            const __mmask32 lanes = whole ? 0xFFFFFFFF : arnorm_z_lanes(length - i); \
            __m512i x = whole ? arnorm_z_read_##WIDTH(source + i) : arnorm_z_last_##WIDTH(source + i, lanes); \
            uint32_t kept, look, many; \
            __builtin_prefetch(source + i + ARNORM_AHEAD); \
            x = _mm512_xor_si512(x, arnorm_z_change(&z, x, lanes)); \
            kept = _mm512_cmpneq_epi16_mask(x, gone) & lanes; \
            look = _mm512_cmpeq_epi16_mask(x, care) & lanes; \
            many = look ? arnorm_look_##WIDTH(map, source + i, look, &kept) : 0; \
            any |= many; \
            if (i & 32) { \
                bits[i >> 6] |= (uint64_t)kept << 32; \
                several[i >> 6] |= (uint64_t)many << 32; \
            } else { \
                bits[i >> 6] = kept; \
                several[i >> 6] = many; \
            } \
        } \
        return any != 0; \
    }

ARNORM_AVX512_KEPT(uint8_t, 1)
ARNORM_AVX512_KEPT(uint16_t, 2)
ARNORM_AVX512_KEPT(uint32_t, 4)

#endif
