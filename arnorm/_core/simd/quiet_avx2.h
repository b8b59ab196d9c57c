/* The loops of `quiet` with AVX2.
 *
 * Code points and those behind them are compared in registers of their own, so that no bits are carried from one block to
 * the next. Of a pair that is loud for the key the larger is not below the key, and not above it and the bound. Of a pair
 * that is loud as both are among some, the larger is among them too, counted from the first of them. So 64 of them are
 * told to be quiet by the smallest of all larger ones. Of three equal ones the last is not below `least` if it is equal to
 * the larger of that and the second. Where that fails the bits of 32 code points tell the place.
 */
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
    ARNORM_AVX2 static inline uint32_t arnorm_equal_##WIDTH##_avx2(const UNIT *text, UNIT c) \
    { \
        const __m256i one = SET1((TYPE)c); \
        return ARNORM_Y_BITS_##WIDTH(ARNORM_LOOK_EQUAL); \
    } \
    ARNORM_AVX2 static inline uint32_t arnorm_most_##WIDTH##_avx2(const UNIT *text, UNIT c) \
    { \
        const __m256i one = SET1((TYPE)c); \
        return ARNORM_Y_BITS_##WIDTH(ARNORM_LOOK_MOST); \
    } \
    ARNORM_AVX2 static inline uint32_t arnorm_among_##WIDTH##_avx2( \
        const UNIT *text, uint16_t first, uint16_t span) \
    { \
        const __m256i one = SET1((TYPE)first), last = SET1((TYPE)(span - 1)); \
        return ARNORM_Y_BITS_##WIDTH(ARNORM_LOOK_AMONG); \
    } \
    ARNORM_AVX2 static inline uint32_t arnorm_same_as_last_##WIDTH##_avx2(const UNIT *text) \
    { \
        return ARNORM_Y_BITS_##WIDTH(ARNORM_LOOK_SAME); \
    }

ARNORM_QUIET_AVX2(uint8_t, 1, _mm256_set1_epi8, char)
ARNORM_QUIET_AVX2(uint16_t, 2, _mm256_set1_epi16, short)
ARNORM_QUIET_AVX2(uint32_t, 4, _mm256_set1_epi32, int)

/* Return the first 64 code points from `i` on that may not be quiet, or fewer than these and the two behind them. What
 * `spans` and `equal` say is known where this is compiled, so that each loop has what it compares with in registers. */
#define ARNORM_SKIP_QUIET_AVX2(UNIT, WIDTH, SUFFIX, UNSIGNED, SET1, TYPE) \
    ARNORM_AVX2 ARNORM_INLINE ptrdiff_t arnorm_skip_quiet_of_##WIDTH##_avx2( \
        const UNIT *text, ptrdiff_t i, ptrdiff_t length, const arnorm_quiet *quiet, int spans, int equal) \
    { \
        const uint8_t key = quiet->key, reach = quiet->bound > key ? quiet->bound - key : 0; \
        const __m256i first = SET1((TYPE)quiet->first), last = SET1((TYPE)(quiet->span - 1)); \
        const __m256i keys = SET1((TYPE)key), most = SET1((TYPE)reach); \
        const __m256i least = SET1((TYPE)(quiet->least > (UNIT)-1 ? (UNIT)-1 : (UNIT)quiet->least)); \
        for (; length - i >= 66; i += 64) { \
            const UNIT *const from = text + i; \
            __m256i low = _mm256_set1_epi8(-1), near = low, loud = _mm256_setzero_si256(); \
            int k; \
            _Pragma("GCC unroll 8") for (k = 0; k < 64; k += 32 / WIDTH) \
            { \
                const __m256i a = ARNORM_LOAD(from + k), b = ARNORM_LOAD(from + k + 1); \
                low = _mm256_min_##UNSIGNED(low, _mm256_sub_##SUFFIX(_mm256_max_##UNSIGNED(a, b), keys)); \
                if (spans) \
                    near = _mm256_min_##UNSIGNED(near, _mm256_max_##UNSIGNED(_mm256_sub_##SUFFIX(a, first), \
                                                                             _mm256_sub_##SUFFIX(b, first))); \
                if (equal) \
                    loud = _mm256_or_si256( \
                        loud, _mm256_and_si256(_mm256_cmpeq_##SUFFIX(a, b), \
                                               _mm256_cmpeq_##SUFFIX(_mm256_max_##UNSIGNED(b, least), \
                                                                     ARNORM_LOAD(from + k + 2)))); \
            } \
            loud = _mm256_or_si256(loud, _mm256_cmpeq_##SUFFIX(_mm256_min_##UNSIGNED(low, most), low)); \
            if (spans) \
                loud = _mm256_or_si256(loud, _mm256_cmpeq_##SUFFIX(_mm256_min_##UNSIGNED(near, last), near)); \
            if (!_mm256_testz_si256(loud, loud)) \
                break; \
        } \
        return i; \
    } \
    ARNORM_AVX2 ARNORM_INLINE ptrdiff_t arnorm_skip_quiet_##WIDTH##_avx2( \
        const UNIT *text, ptrdiff_t i, ptrdiff_t length, const arnorm_quiet *quiet) \
    { \
        if (WIDTH > 1 && quiet->span) \
            return quiet->equal ? arnorm_skip_quiet_of_##WIDTH##_avx2(text, i, length, quiet, 1, 1) \
                                : arnorm_skip_quiet_of_##WIDTH##_avx2(text, i, length, quiet, 1, 0); \
        return quiet->equal ? arnorm_skip_quiet_of_##WIDTH##_avx2(text, i, length, quiet, 0, 1) \
                            : arnorm_skip_quiet_of_##WIDTH##_avx2(text, i, length, quiet, 0, 0); \
    } \
    /* Return which of 32 code points, behind which there are two, are such places. */ \
    ARNORM_AVX2 static inline uint32_t arnorm_loud_bits_##WIDTH##_avx2(const UNIT *text, const arnorm_quiet *quiet) \
    { \
        const uint32_t low = arnorm_most_##WIDTH##_avx2(text, quiet->bound); \
        const uint32_t next = arnorm_most_##WIDTH##_avx2(text + 1, quiet->bound); \
        uint32_t bits = (low & arnorm_equal_##WIDTH##_avx2(text + 1, quiet->key)) | \
                        (next & arnorm_equal_##WIDTH##_avx2(text, quiet->key)); \
        if (WIDTH > 1 && quiet->span) \
            bits |= arnorm_among_##WIDTH##_avx2(text, quiet->first, quiet->span) & \
                    arnorm_among_##WIDTH##_avx2(text + 1, quiet->first, quiet->span); \
        if (quiet->equal) \
            bits |= arnorm_same_as_last_##WIDTH##_avx2(text + 1) & arnorm_same_as_last_##WIDTH##_avx2(text + 2) & \
                    ~(quiet->least ? arnorm_most_##WIDTH##_avx2(text, ARNORM_BELOW(UNIT, quiet->least)) : 0); \
        return bits; \
    } \
    ARNORM_AVX2 ARNORM_NOINLINE ptrdiff_t arnorm_loud_##WIDTH##_avx2( \
        const UNIT *text, ptrdiff_t length, const arnorm_quiet *quiet) \
    { \
        ptrdiff_t i = 0; \
        if (length < 34) \
            return arnorm_loud_from_##WIDTH(text, 0, length, quiet); \
        for (;;) { \
            int k; \
            i = arnorm_skip_quiet_##WIDTH##_avx2(text, i, length, quiet); \
            for (k = 0; k < 2 && length - i > 2; k++) { \
                uint32_t bits; \
                if (length - i < 34) \
                    i = length - 34; \
                bits = arnorm_loud_bits_##WIDTH##_avx2(text + i, quiet); \
                if (bits) \
                    return i + _tzcnt_u32(bits); \
                i += 32; \
            } \
            if (length - i < 3) \
                return arnorm_loud_from_##WIDTH(text, i, length, quiet); \
        } \
    }

ARNORM_SKIP_QUIET_AVX2(uint8_t, 1, epi8, epu8, _mm256_set1_epi8, char)
ARNORM_SKIP_QUIET_AVX2(uint16_t, 2, epi16, epu16, _mm256_set1_epi16, short)
ARNORM_SKIP_QUIET_AVX2(uint32_t, 4, epi32, epu32, _mm256_set1_epi32, int)

#endif
