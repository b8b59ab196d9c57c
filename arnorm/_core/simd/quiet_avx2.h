/* The bits that `quiet` looks at, with AVX2: of 32 code points at a time, all of which are in the text. */
#ifndef ARNORM_QUIET_AVX2_H
#define ARNORM_QUIET_AVX2_H

#include "avx2.h"
#include "quiet.h"

/* Each `LOOK` gives the result of a comparison, all ones where it holds, for the register that begins at a place. */
#define ARNORM_LOAD(PLACE) _mm256_loadu_si256((const __m256i *)(PLACE))
#define ARNORM_LOOK_EQUAL(SUFFIX, UNSIGNED, PLACE) _mm256_cmpeq_##SUFFIX(ARNORM_LOAD(PLACE), one)
#define ARNORM_LOOK_MOST(SUFFIX, UNSIGNED, PLACE) \
    _mm256_cmpeq_##SUFFIX(_mm256_min_##UNSIGNED(ARNORM_LOAD(PLACE), one), ARNORM_LOAD(PLACE))
#define ARNORM_LOOK_AMONG(SUFFIX, UNSIGNED, PLACE) \
    _mm256_cmpeq_##SUFFIX(_mm256_min_##UNSIGNED(_mm256_sub_##SUFFIX(ARNORM_LOAD(PLACE), one), last), \
                          _mm256_sub_##SUFFIX(ARNORM_LOAD(PLACE), one))
#define ARNORM_LOOK_SAME(SUFFIX, UNSIGNED, PLACE) _mm256_cmpeq_##SUFFIX(ARNORM_LOAD(PLACE), ARNORM_LOAD((PLACE)-1))

/* The bits of 32 code points: those of one, two or four registers. */
#define ARNORM_Y_BITS_1(LOOK) (uint32_t) _mm256_movemask_epi8(LOOK(epi8, epu8, text))
#define ARNORM_Y_BITS_2(LOOK) \
    (uint32_t) _mm256_movemask_epi8(_mm256_permute4x64_epi64( \
        _mm256_packs_epi16(LOOK(epi16, epu16, text), LOOK(epi16, epu16, text + 16)), 0xD8))
#define ARNORM_Y_HALF(FIRST, SECOND) _mm256_permute4x64_epi64(_mm256_packs_epi32(FIRST, SECOND), 0xD8)
#define ARNORM_Y_BITS_4(LOOK) \
    (uint32_t) _mm256_movemask_epi8(_mm256_permute4x64_epi64( \
        _mm256_packs_epi16( \
            ARNORM_Y_HALF(LOOK(epi32, epu32, text), LOOK(epi32, epu32, text + 8)), \
            ARNORM_Y_HALF(LOOK(epi32, epu32, text + 16), LOOK(epi32, epu32, text + 24))), \
        0xD8))

#define ARNORM_QUIET_AVX2(UNIT, WIDTH, SET1, TYPE) \
    ARNORM_AVX2 static inline uint32_t arnorm_equal_##WIDTH##_avx2(const UNIT *text, uint32_t lanes, UNIT c) \
    { \
        const __m256i one = SET1((TYPE)c); \
        (void)lanes; \
        return ARNORM_Y_BITS_##WIDTH(ARNORM_LOOK_EQUAL); \
    } \
    ARNORM_AVX2 static inline uint32_t arnorm_most_##WIDTH##_avx2(const UNIT *text, uint32_t lanes, UNIT c) \
    { \
        const __m256i one = SET1((TYPE)c); \
        (void)lanes; \
        return ARNORM_Y_BITS_##WIDTH(ARNORM_LOOK_MOST); \
    } \
    ARNORM_AVX2 static inline uint32_t arnorm_among_##WIDTH##_avx2( \
        const UNIT *text, uint32_t lanes, uint16_t first, uint16_t span) \
    { \
        const __m256i one = SET1((TYPE)first), last = SET1((TYPE)(span - 1)); \
        (void)lanes; \
        return ARNORM_Y_BITS_##WIDTH(ARNORM_LOOK_AMONG); \
    } \
    ARNORM_AVX2 static inline uint32_t arnorm_same_as_last_##WIDTH##_avx2(const UNIT *text, uint32_t lanes) \
    { \
        (void)lanes; \
        return ARNORM_Y_BITS_##WIDTH(ARNORM_LOOK_SAME); \
    }

ARNORM_QUIET_AVX2(uint8_t, 1, _mm256_set1_epi8, char)
ARNORM_QUIET_AVX2(uint16_t, 2, _mm256_set1_epi16, short)
ARNORM_QUIET_AVX2(uint32_t, 4, _mm256_set1_epi32, int)

ARNORM_LOUD_BITS(uint8_t, 1, avx2, ARNORM_AVX2, uint32_t, 32, 0)
ARNORM_LOUD_BITS(uint16_t, 2, avx2, ARNORM_AVX2, uint32_t, 32, 0)
ARNORM_LOUD_BITS(uint32_t, 4, avx2, ARNORM_AVX2, uint32_t, 32, 0)

#endif
