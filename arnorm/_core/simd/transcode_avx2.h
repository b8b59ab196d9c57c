/* The loops of `transcode_scalar` with AVX2: 32 bytes, or 16 code points, at a time. */
#ifndef ARNORM_TRANSCODE_AVX2_H
#define ARNORM_TRANSCODE_AVX2_H

#include "transcode_scalar.h"
#include "utf8_avx2.h"

/* Write the code points of 8 bytes, from which on 10 can be read, and return how many; see `arnorm_z8_points`. */
ARNORM_AVX2 static inline ptrdiff_t arnorm_y8_points(const uint8_t *source, unsigned starts, int three, uint16_t *target)
{
    const __m128i six = _mm_set1_epi16(0x3F);
    const __m128i first = _mm_cvtepu8_epi16(_mm_loadl_epi64((const __m128i *)source));
    const __m128i second = _mm_and_si128(six, _mm_cvtepu8_epi16(_mm_loadl_epi64((const __m128i *)(source + 1))));
    const __m128i head = _mm_slli_epi16(_mm_and_si128(first, _mm_set1_epi16(0x1F)), 6);
    const __m128i front = _mm_loadu_si128((const __m128i *)arnorm_front_2[starts]);
    __m128i points = _mm_blendv_epi8(
        first, _mm_or_si128(head, second), _mm_cmpgt_epi16(first, _mm_set1_epi16(0x7F)));
    if (three) {
        const __m128i third = _mm_and_si128(six, _mm_cvtepu8_epi16(_mm_loadl_epi64((const __m128i *)(source + 2))));
        points = _mm_blendv_epi8(
            points, _mm_or_si128(_mm_slli_epi16(first, 12), _mm_or_si128(_mm_slli_epi16(second, 6), third)),
            _mm_cmpgt_epi16(first, _mm_set1_epi16(0xDF)));
    }
    _mm_storeu_si128((__m128i *)target, _mm_shuffle_epi8(points, front));
    return _mm_popcnt_u32(starts);
}

ARNORM_AVX2 ARNORM_NOINLINE ptrdiff_t arnorm_decode_2_avx2(
    const uint8_t *source, ptrdiff_t length, uint16_t *target, ptrdiff_t *written)
{
    uint16_t *out = target;
    ptrdiff_t i = 0, size, rest;
    for (; i + 34 <= length; i += size) {
        const __m256i x = _mm256_loadu_si256((const __m256i *)(source + i));
        const uint64_t high = (uint32_t)_mm256_movemask_epi8(x), leads = arnorm_y8_from(x, 0xC0);
        const uint64_t longer = arnorm_y8_from(x, 0xE0), trails = high & ~leads;
        const uint64_t two = arnorm_y8_from(x, 0xC2) & ~longer;
        uint64_t used = arnorm_lanes(32) & ~(two & UINT64_C(0x80000000));
        int k, three = 0;
        size = arnorm_whole(source + i, 32);
        if (trails != (two << 1 & arnorm_lanes(32)) || leads != two) {
            used = arnorm_y8_sound(x, 0xFFFFFFFF) & arnorm_below(arnorm_y8_from(x, 0xF0));
            three = longer != 0;
            size = __builtin_popcountll(used);
            if (size == 0)
                break;
        }
        used &= ~trails;
        for (k = 0; k < 32; k += 8)
            out += arnorm_y8_points(source + i + k, used >> k & 0xFF, three, out);
    }
    i += arnorm_decode_2_scalar(source + i, length - i, out, &rest);
    *written = out + rest - target;
    return i;
}

ARNORM_AVX2 ARNORM_NOINLINE ptrdiff_t arnorm_encode_2_avx2(
    const uint16_t *source, ptrdiff_t length, uint8_t *target, ptrdiff_t *written)
{
    uint8_t *out = target;
    ptrdiff_t i = 0, rest, read;
    while (i + 16 <= length) {
        const __m256i x = _mm256_loadu_si256((const __m256i *)(source + i));
        const __m256i last = _mm256_or_si256(_mm256_and_si256(x, _mm256_set1_epi16(0x3F)), _mm256_set1_epi16(0x80));
        const __m256i both = _mm256_or_si256(_mm256_or_si256(_mm256_srli_epi16(x, 6), _mm256_set1_epi16(0xC0)),
                                             _mm256_slli_epi16(last, 8));
        const __m256i bytes = _mm256_blendv_epi8(both, x, _mm256_cmpeq_epi16(_mm256_and_si256(x, _mm256_set1_epi16(0x780)),
                                                                             _mm256_setzero_si256()));
        if (!_mm256_testz_si256(x, _mm256_set1_epi16((short)0xF800))) {
            read = arnorm_encode_2_scalar(source + i, 16, out, &rest);
            out += rest;
            i += read;
            if (read < 16) {
                *written = out - target;
                return i;
            }
            continue;
        }
        out += arnorm_y8_write(out, bytes, 0x55555555 | ~arnorm_y8_equal(bytes, 0));
        i += 16;
    }
    i += arnorm_encode_2_scalar(source + i, length - i, out, &rest);
    *written = out + rest - target;
    return i;
}

#endif
