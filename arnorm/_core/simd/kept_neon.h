/* The loops of `kept.h` with NEON: 16 code points at a time. */
#ifndef ARNORM_KEPT_NEON_H
#define ARNORM_KEPT_NEON_H

#include "kept.h"
#include "neon.h"

#define ARNORM_NEON_KEPT(UNIT, WIDTH) \
    ARNORM_NOINLINE int arnorm_kept_##WIDTH##_neon( \
        const arnorm_map *map, const UNIT *source, ptrdiff_t length, uint64_t *bits, uint64_t *several) \
    { \
        const uint8x16_t ones = vdupq_n_u8(0xFF); \
        arnorm_n_rows rows; \
        ptrdiff_t i = 0; \
        uint64_t any = 0; \
        rows.windows = map->windows; \
        if (length >= 64) \
            arnorm_n_take(&rows, source[0] >> 8 & 0xFF); \
        for (; i + 64 <= length; i += 64) { \
            uint64_t all = ~UINT64_C(0), many = 0; \
            int k; \
            for (k = 0; k < 64; k += 16) { \
                arnorm_n x = arnorm_n_read_##WIDTH(source + i + k); \
                uint8x16_t special; \
                x = arnorm_n_xor(x, arnorm_n_change(&rows, x)); \
                special = vceqq_u8(x.high, ones); \
                if (arnorm_n_any(special)) { \
                    uint32_t kept = ~arnorm_n_set(vandq_u8(special, vceqq_u8(x.low, ones))); \
                    const uint32_t look = \
                        arnorm_n_set(vandq_u8(special, vceqq_u8(x.low, vdupq_n_u8(ARNORM_CARE & 0xFF)))); \
                    if (look) \
                        many |= (uint64_t)arnorm_look_##WIDTH(map, source + i + k, look, &kept) << k; \
                    all &= ~((uint64_t)(~kept & 0xFFFF) << k); \
                } \
            } \
            bits[i >> 6] = all; \
            several[i >> 6] = many; \
            any |= many; \
        } \
        return arnorm_kept_##WIDTH##_scalar(map, source + i, length - i, bits + (i >> 6), several + (i >> 6)) || any; \
    }

ARNORM_NEON_KEPT(uint8_t, 1)
ARNORM_NEON_KEPT(uint16_t, 2)
ARNORM_NEON_KEPT(uint32_t, 4)

#endif
