/* The bits of the code points that a map changes, with AVX-512. */
#ifndef ARNORM_CHANGES_AVX512_H
#define ARNORM_CHANGES_AVX512_H

#include "avx512.h"
#include "changes_avx2.h"

ARNORM_AVX512 ARNORM_NOINLINE void arnorm_changes_avx512(
    const arnorm_map *map, const uint32_t *source, ptrdiff_t length, uint64_t *bits)
{
    arnorm_z z;
    ptrdiff_t i = 0;
    arnorm_z_load(&z, map->windows);
    bits[length >> 6] = 0;
    for (; i < length; i += 32) {
        const __mmask32 lanes = arnorm_z_lanes(length - i);
        const __m512i x = arnorm_z_read_4(source + i, lanes);
        const __m512i change = arnorm_z_change(&z, x, lanes);
        const __mmask32 care =
            _mm512_mask_cmpeq_epi16_mask(lanes, _mm512_xor_si512(x, change), _mm512_set1_epi16((short)ARNORM_CARE));
        uint32_t found = _mm512_mask_test_epi16_mask(lanes, change, change);
        if (care)
            found = arnorm_changed_of(map, source + i, found, care);
        if (i & 32)
            bits[i >> 6] |= (uint64_t)found << 32;
        else
            bits[i >> 6] = found;
    }
}

#endif
