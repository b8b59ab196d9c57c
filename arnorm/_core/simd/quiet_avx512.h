/* The bits that `quiet` looks at, with AVX-512: of 64 code points at a time. */
#ifndef ARNORM_QUIET_AVX512_H
#define ARNORM_QUIET_AVX512_H

#include "avx512.h"
#include "quiet.h"

ARNORM_AVX512 static inline uint64_t arnorm_equal_1_avx512(const uint8_t *text, uint64_t lanes, uint8_t c)
{
    return _mm512_mask_cmpeq_epi8_mask(lanes, _mm512_maskz_loadu_epi8(lanes, text), _mm512_set1_epi8((char)c));
}

ARNORM_AVX512 static inline uint64_t arnorm_most_1_avx512(const uint8_t *text, uint64_t lanes, uint8_t c)
{
    return _mm512_mask_cmple_epu8_mask(lanes, _mm512_maskz_loadu_epi8(lanes, text), _mm512_set1_epi8((char)c));
}

ARNORM_AVX512 static inline uint64_t arnorm_among_1_avx512(
    const uint8_t *text, uint64_t lanes, uint16_t first, uint16_t span)
{
    (void)text;
    (void)lanes;
    (void)first;
    (void)span;
    return 0;
}

ARNORM_AVX512 static inline uint64_t arnorm_same_as_last_1_avx512(const uint8_t *text, uint64_t lanes)
{
    return _mm512_mask_cmpeq_epi8_mask(
        lanes, _mm512_maskz_loadu_epi8(lanes, text), _mm512_maskz_loadu_epi8(lanes, text - 1));
}

/* The same for wider code points, of which fewer fill a register: `LOOK` finds the bits of one. */
#define ARNORM_BITS_2(LOOK) _mm512_kunpackd(LOOK(1), LOOK(0))
#define ARNORM_BITS_4(LOOK) \
    _mm512_kunpackd(_mm512_kunpackw(LOOK(3), LOOK(2)), _mm512_kunpackw(LOOK(1), LOOK(0)))

#define ARNORM_QUIET_AVX512(UNIT, WIDTH, SUFFIX) \
    ARNORM_AVX512 static inline uint64_t arnorm_equal_##WIDTH##_avx512(const UNIT *text, uint64_t lanes, UNIT c) \
    { \
        const __m512i one = _mm512_set1_##SUFFIX((int)c); \
        return ARNORM_BITS_##WIDTH(ARNORM_LOOK_EQUAL_##WIDTH); \
    } \
    ARNORM_AVX512 static inline uint64_t arnorm_most_##WIDTH##_avx512(const UNIT *text, uint64_t lanes, UNIT c) \
    { \
        const __m512i one = _mm512_set1_##SUFFIX((int)c); \
        return ARNORM_BITS_##WIDTH(ARNORM_LOOK_MOST_##WIDTH); \
    } \
    ARNORM_AVX512 static inline uint64_t arnorm_among_##WIDTH##_avx512( \
        const UNIT *text, uint64_t lanes, uint16_t first, uint16_t span) \
    { \
        const __m512i one = _mm512_set1_##SUFFIX((int)first), end = _mm512_set1_##SUFFIX((int)span); \
        return ARNORM_BITS_##WIDTH(ARNORM_LOOK_AMONG_##WIDTH); \
    } \
    ARNORM_AVX512 static inline uint64_t arnorm_same_as_last_##WIDTH##_avx512(const UNIT *text, uint64_t lanes) \
    { \
        return ARNORM_BITS_##WIDTH(ARNORM_LOOK_SAME_##WIDTH); \
    }

#define ARNORM_LANES_2(K) (__mmask32)(lanes >> (32 * (K)))
#define ARNORM_LOAD_2(K, BACK) _mm512_maskz_loadu_epi16(ARNORM_LANES_2(K), text + 32 * (K) - (BACK))
#define ARNORM_LOOK_EQUAL_2(K) _mm512_mask_cmpeq_epi16_mask(ARNORM_LANES_2(K), ARNORM_LOAD_2(K, 0), one)
#define ARNORM_LOOK_MOST_2(K) _mm512_mask_cmple_epu16_mask(ARNORM_LANES_2(K), ARNORM_LOAD_2(K, 0), one)
#define ARNORM_LOOK_AMONG_2(K) \
    _mm512_mask_cmplt_epu16_mask(ARNORM_LANES_2(K), _mm512_sub_epi16(ARNORM_LOAD_2(K, 0), one), end)
#define ARNORM_LOOK_SAME_2(K) _mm512_mask_cmpeq_epi16_mask(ARNORM_LANES_2(K), ARNORM_LOAD_2(K, 0), ARNORM_LOAD_2(K, 1))

#define ARNORM_LANES_4(K) (__mmask16)(lanes >> (16 * (K)))
#define ARNORM_LOAD_4(K, BACK) _mm512_maskz_loadu_epi32(ARNORM_LANES_4(K), text + 16 * (K) - (BACK))
#define ARNORM_LOOK_EQUAL_4(K) _mm512_mask_cmpeq_epi32_mask(ARNORM_LANES_4(K), ARNORM_LOAD_4(K, 0), one)
#define ARNORM_LOOK_MOST_4(K) _mm512_mask_cmple_epu32_mask(ARNORM_LANES_4(K), ARNORM_LOAD_4(K, 0), one)
#define ARNORM_LOOK_AMONG_4(K) \
    _mm512_mask_cmplt_epu32_mask(ARNORM_LANES_4(K), _mm512_sub_epi32(ARNORM_LOAD_4(K, 0), one), end)
#define ARNORM_LOOK_SAME_4(K) _mm512_mask_cmpeq_epi32_mask(ARNORM_LANES_4(K), ARNORM_LOAD_4(K, 0), ARNORM_LOAD_4(K, 1))

ARNORM_QUIET_AVX512(uint16_t, 2, epi16)
ARNORM_QUIET_AVX512(uint32_t, 4, epi32)

ARNORM_LOUD_BITS(uint8_t, 1, avx512, ARNORM_AVX512, uint64_t, 64)
ARNORM_LOUD_BITS(uint16_t, 2, avx512, ARNORM_AVX512, uint64_t, 64)
ARNORM_LOUD_BITS(uint32_t, 4, avx512, ARNORM_AVX512, uint64_t, 64)

#endif
