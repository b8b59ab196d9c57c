/* The loops of `transcode_scalar` with AVX-512: 64 bytes, or 32 code points, at a time. */
#ifndef ARNORM_TRANSCODE_AVX512_H
#define ARNORM_TRANSCODE_AVX512_H

#include "transcode_scalar.h"
#include "utf8_avx512.h"

/* Write the code points of 32 bytes, and return how many; `starts` are their first bytes, those from 80 on `high`. */
ARNORM_AVX512 static inline ptrdiff_t arnorm_z8_points(
    const uint8_t *source, uint64_t lanes, __mmask32 starts, __mmask32 high, __mmask32 three, uint16_t *target)
{
    const __m512i six = _mm512_set1_epi16(0x3F);
    const __m512i first = _mm512_cvtepu8_epi16(_mm256_maskz_loadu_epi8((__mmask32)lanes, source));
    const __m512i second = _mm512_and_si512(
        six, _mm512_cvtepu8_epi16(_mm256_maskz_loadu_epi8((__mmask32)(lanes >> 1), source + 1)));
    const __m512i head = _mm512_slli_epi16(_mm512_and_si512(first, _mm512_set1_epi16(0x1F)), 6);
    const unsigned count = (unsigned)_mm_popcnt_u32(starts);
    __m512i points = _mm512_mask_blend_epi16(high, first, _mm512_or_si512(head, second));
    if (three) {
        const __m512i third = _mm512_and_si512(
            six, _mm512_cvtepu8_epi16(_mm256_maskz_loadu_epi8((__mmask32)(lanes >> 2), source + 2)));
        points = _mm512_mask_blend_epi16(
            three, points,
            _mm512_or_si512(_mm512_slli_epi16(first, 12), _mm512_or_si512(_mm512_slli_epi16(second, 6), third)));
    }
    _mm512_mask_storeu_epi16(
        target, _bzhi_u32(0xFFFFFFFF, count), _mm512_maskz_compress_epi16(starts, points));
    return count;
}

ARNORM_AVX512 ARNORM_NOINLINE ptrdiff_t arnorm_decode_2_avx512(
    const uint8_t *source, ptrdiff_t length, uint16_t *target, ptrdiff_t *written)
{
    uint16_t *out = target;
    ptrdiff_t i = 0, size;
    for (; i < length; i += size) {
        const ptrdiff_t left = length - i;
        const uint64_t lanes = arnorm_lanes(left);
        const __m512i x = _mm512_maskz_loadu_epi8(lanes, source + i);
        const uint64_t high = _mm512_movepi8_mask(x);
        const uint64_t trails = _mm512_cmplt_epi8_mask(x, _mm512_set1_epi8((char)0xC0));
        const uint64_t longer = ~arnorm_z8_less(x, 0xE0), two = high & ~trails & ~longer & ~arnorm_z8_less(x, 0xC2);
        uint64_t used = lanes & ~(two & arnorm_last(lanes)), three = 0;
        size = arnorm_whole(source + i, left > 64 ? 64 : left);
        if (trails != (two << 1 & lanes) || high != (two | trails)) {
            const uint64_t four = ~arnorm_z8_less(x, 0xF0);
            used = arnorm_z8_sound(x, lanes) & arnorm_below(four);
            three = longer & used;
            size = __builtin_popcountll(used);
        }
        if (size == 0)
            break;
        used &= ~trails;
        out += arnorm_z8_points(
            source + i, lanes, (__mmask32)used, (__mmask32)high, (__mmask32)three, out);
        if (lanes >> 32)
            out += arnorm_z8_points(source + i + 32, lanes >> 32, (__mmask32)(used >> 32), (__mmask32)(high >> 32),
                                    (__mmask32)(three >> 32), out);
    }
    *written = out - target;
    return i;
}

/* Write the bytes of words or of double words that are not 0 or are the first ones in theirs; return how many. */
ARNORM_AVX512 static inline ptrdiff_t arnorm_z8_bytes(__m512i x, uint64_t first, uint8_t *target)
{
    const uint64_t keep = _mm512_test_epi8_mask(x, x) | first;
    const ptrdiff_t count = __builtin_popcountll(keep);
    _mm512_mask_storeu_epi8(target, arnorm_lanes(count), _mm512_maskz_compress_epi8(keep, x));
    return count;
}

/* Return 16 code points as UTF-8, each in four bytes of which the last ones may be 0. */
ARNORM_AVX512 static inline __m512i arnorm_z32_encoded(__m512i points)
{
    const __m512i six = _mm512_set1_epi32(0x3F), high = _mm512_set1_epi32(0x80);
    const __m512i last = _mm512_or_si512(_mm512_and_si512(points, six), high);
    const __m512i middle = _mm512_or_si512(_mm512_and_si512(_mm512_srli_epi32(points, 6), six), high);
    const __m512i two = _mm512_or_si512(_mm512_or_si512(_mm512_srli_epi32(points, 6), _mm512_set1_epi32(0xC0)),
                                        _mm512_slli_epi32(last, 8));
    const __m512i three = _mm512_or_si512(
        _mm512_or_si512(_mm512_srli_epi32(points, 12), _mm512_set1_epi32(0xE0)),
        _mm512_or_si512(_mm512_slli_epi32(middle, 8), _mm512_slli_epi32(last, 16)));
    const __mmask16 from_two = _mm512_cmpge_epu32_mask(points, high);
    const __mmask16 from_three = _mm512_cmpge_epu32_mask(points, _mm512_set1_epi32(0x800));
    return _mm512_mask_blend_epi32(from_three, _mm512_mask_blend_epi32(from_two, points, two), three);
}

ARNORM_AVX512 ARNORM_NOINLINE ptrdiff_t arnorm_encode_2_avx512(
    const uint16_t *source, ptrdiff_t length, uint8_t *target, ptrdiff_t *written)
{
    uint8_t *out = target;
    ptrdiff_t i = 0;
    while (i < length) {
        const ptrdiff_t left = length - i;
        const unsigned count = left > 32 ? 32 : (unsigned)left;
        const __mmask32 lanes = _bzhi_u32(0xFFFFFFFF, count);
        const __m512i x = _mm512_maskz_loadu_epi16(lanes, source + i);
        if (_mm512_cmpge_epu16_mask(x, _mm512_set1_epi16(0x800))) {
            const __mmask32 surrogates = _mm512_cmpeq_epi16_mask(
                _mm512_and_si512(x, _mm512_set1_epi16((short)0xF800)), _mm512_set1_epi16((short)0xD800));
            const unsigned sound = surrogates ? _tzcnt_u32(surrogates) : count;
            const uint64_t first = UINT64_C(0x1111111111111111) & arnorm_lanes(4 * (ptrdiff_t)sound);
            const __m512i low = arnorm_z32_encoded(_mm512_cvtepu16_epi32(_mm512_castsi512_si256(x)));
            const __m512i high = arnorm_z32_encoded(_mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(x, 1)));
            out += arnorm_z8_bytes(_mm512_maskz_mov_epi32((__mmask16)_bzhi_u32(0xFFFF, sound), low), first, out);
            if (sound > 16)
                out += arnorm_z8_bytes(
                    _mm512_maskz_mov_epi32((__mmask16)_bzhi_u32(0xFFFF, sound - 16), high),
                    UINT64_C(0x1111111111111111) & arnorm_lanes(4 * (ptrdiff_t)(sound - 16)), out);
            i += sound;
            if (surrogates)
                break;
        } else {
            const __mmask32 two = _mm512_cmpge_epu16_mask(x, _mm512_set1_epi16(0x80));
            const __m512i last = _mm512_or_si512(_mm512_and_si512(x, _mm512_set1_epi16(0x3F)), _mm512_set1_epi16(0x80));
            const __m512i both = _mm512_or_si512(_mm512_or_si512(_mm512_srli_epi16(x, 6), _mm512_set1_epi16(0xC0)),
                                                 _mm512_slli_epi16(last, 8));
            out += arnorm_z8_bytes(_mm512_mask_blend_epi16(two, x, both),
                                   UINT64_C(0x5555555555555555) & arnorm_lanes(2 * (ptrdiff_t)count), out);
            i += count;
        }
    }
    *written = out - target;
    return i;
}

#endif
