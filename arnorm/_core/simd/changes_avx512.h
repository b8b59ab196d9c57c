/* The bits of the code points that a map changes, with AVX-512: 64 code points at a time. */
#ifndef ARNORM_CHANGES_AVX512_H
#define ARNORM_CHANGES_AVX512_H

#include "avx512.h"
#include "changes_avx2.h"

/* Read 32 code points in 16 bits; what does not fit is U+FFFF, lanes beyond the text are 0. */
ARNORM_AVX512 static inline __m512i arnorm_z_words(const uint32_t *source, uint32_t lanes)
{
    return lanes == 0xFFFFFFFF ? arnorm_z_read_4(source) : arnorm_z_last_4(source, lanes);
}

ARNORM_AVX512 ARNORM_NOINLINE void arnorm_changes_avx512(
    const arnorm_map *map, const uint32_t *source, ptrdiff_t length, uint64_t *bits)
{
    const arnorm_windows *const windows = map->windows;
    const __m512i even = _mm512_loadu_si512(arnorm_z_even);
    const __m512i odd = _mm512_or_si512(even, _mm512_set1_epi8(1));
    const int ascii_changes = windows->number[0] != 0;
    arnorm_z_changed z;
    ptrdiff_t i = 0;
    if (windows->hides || length <= ARNORM_Z_SHORT) {
        arnorm_changes_scalar(map, source, length, bits);
        return;
    }
    bits[length >> 6] = 0;
    if (length)
        arnorm_z_take(&z, windows, source[0] >> 8 & 0xFF);
    for (; i < length; i += 64) {
        const uint64_t lanes = length - i >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << (length - i)) - 1;
        const __m512i first = arnorm_z_words(source + i, (uint32_t)lanes);
        const __m512i second = arnorm_z_words(source + i + 32, (uint32_t)(lanes >> 32));
        const __m512i low = _mm512_permutex2var_epi8(first, even, second);
        const __m512i high = _mm512_permutex2var_epi8(first, odd, second);
        const __mmask64 half = _mm512_movepi8_mask(low);
        const __mmask64 ascii = ~half & _mm512_testn_epi8_mask(high, high);
        __mmask64 here = _mm512_cmpeq_epi8_mask(high, _mm512_set1_epi8((char)z.number));
        __mmask64 rest = lanes & ~(ascii | here), changed, wide;
        if (rest) {
            uint16_t words[64];
            _mm512_storeu_si512(words, first);
            _mm512_storeu_si512(words + 32, second);
            if (_mm_popcnt_u64(rest) >= ARNORM_Z_MOVES) {
                const unsigned page = words[_tzcnt_u64(rest)] >> 8;
                const __mmask64 others = _mm512_cmpeq_epi8_mask(high, _mm512_set1_epi8((char)page));
                if (_mm_popcnt_u64(others) >= ARNORM_Z_MOVES) {
                    arnorm_z_take(&z, windows, page);
                    here = others;
                    rest = lanes & ~(ascii | here);
                }
            }
            changed = rest ? arnorm_z_changed_rest(windows, words, low, high, rest) : 0;
        } else {
            changed = 0;
        }
        changed |= here & _mm512_movepi8_mask(_mm512_mask_blend_epi8(
                              half, _mm512_permutex2var_epi8(z.page[0], low, z.page[1]),
                              _mm512_permutex2var_epi8(z.page[2], low, z.page[3])));
        if (ascii_changes)
            changed |= ascii & _mm512_movepi8_mask(_mm512_permutex2var_epi8(z.ascii[0], low, z.ascii[1]));
        changed &= lanes;
        wide = changed & _mm512_cmpeq_epi8_mask(high, _mm512_set1_epi8(-1));
        bits[i >> 6] = wide ? arnorm_changed_of(map, source + i, changed, wide) : changed;
    }
}

#endif
