/* The loops of `scalar` with AVX-512 (VBMI2), 32 code points at a time, each in 16 bits whatever its text stores.
 *
 * ASCII and the hot page are looked up in registers, whatever other windows a block of text touches in memory. The lanes
 * of a block that ends early, before one that needs care or at the end of the text, are masked.
 */
#ifndef ARNORM_AVX512_H
#define ARNORM_AVX512_H

#include <immintrin.h>

#include "scalar.h"

#define ARNORM_AVX512 \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,popcnt,bmi,bmi2,lzcnt")))

typedef struct {
    const arnorm_windows *windows;
    __m512i tables[12]; /* of ASCII and of the two windows of the hot page */
    __m512i hot;        /* the number of the first of them */
    int ascii;          /* whether ASCII changes */
} arnorm_z;

ARNORM_AVX512 static inline void arnorm_z_load(arnorm_z *z, const arnorm_windows *windows)
{
    int k;
    const arnorm_window *ascii = arnorm_window_of(windows, 0);
    const arnorm_window *low = arnorm_window_of(windows, 2 * windows->hot);
    const arnorm_window *high = arnorm_window_of(windows, 2 * windows->hot + 1);
    z->windows = windows;
    for (k = 0; k < 4; k++) {
        z->tables[k] = _mm512_loadu_si512(ascii->words + 32 * k);
        z->tables[4 + k] = _mm512_loadu_si512(low->words + 32 * k);
        z->tables[8 + k] = _mm512_loadu_si512(high->words + 32 * k);
    }
    z->hot = _mm512_set1_epi16((short)windows->hot);
    z->ascii = windows->number[0] != 0;
}

/* Look up what changes in the lanes of one window; `bit` has the lanes of all windows whose bit 6 is set. */
ARNORM_AVX512 static inline __m512i arnorm_z_window(const __m512i *tables, __m512i x, __mmask32 lanes, __mmask32 bit)
{
    return _mm512_or_si512(_mm512_maskz_permutex2var_epi16(lanes & ~bit, tables[0], x, tables[1]),
                           _mm512_maskz_permutex2var_epi16(lanes & bit, tables[2], x, tables[3]));
}

/* Look up what changes in lanes that are not in the windows at hand, one window after the other. */
ARNORM_AVX512 ARNORM_NOINLINE __m512i arnorm_z_rest(
    const arnorm_windows *windows, __m512i x, __m512i window, __mmask32 rest, __mmask32 bit)
{
    __m512i change = _mm512_setzero_si512();
    uint16_t numbers[32];
    _mm512_storeu_si512(numbers, window);
    do {
        const uint16_t number = numbers[_tzcnt_u32(rest)];
        const __mmask32 lanes = _mm512_mask_cmpeq_epi16_mask(rest, window, _mm512_set1_epi16((short)number));
        if (windows->number[number]) {
            const uint16_t *words = arnorm_window_of(windows, number)->words;
            __m512i tables[4];
            int k;
            for (k = 0; k < 4; k++)
                tables[k] = _mm512_loadu_si512(words + 32 * k);
            change = _mm512_or_si512(change, arnorm_z_window(tables, x, lanes, bit));
        }
        rest &= ~lanes;
    } while (rest);
    return change;
}

/* Return what changes in the `lanes` of a block, as the words of windows do. */
ARNORM_AVX512 static inline __m512i arnorm_z_change(const arnorm_z *z, __m512i x, __mmask32 lanes)
{
    const __m512i page = _mm512_srli_epi16(x, 8), window = _mm512_srli_epi16(x, 7);
    const __mmask32 bit = _mm512_test_epi16_mask(x, _mm512_set1_epi16(0x40));
    const __mmask32 half = _mm512_test_epi16_mask(x, _mm512_set1_epi16(0x80));
    const __mmask32 hot = _mm512_cmpeq_epi16_mask(page, z->hot);
    const __mmask32 ascii = _mm512_testn_epi16_mask(window, window);
    __m512i change = _mm512_or_si512(arnorm_z_window(z->tables + 4, x, hot & ~half, bit),
                                     arnorm_z_window(z->tables + 8, x, hot & half, bit));
    if (z->ascii)
        change = _mm512_or_si512(change, arnorm_z_window(z->tables, x, ascii, bit));
    if (lanes & ~(hot | ascii))
        change = _mm512_or_si512(
            change, arnorm_z_rest(z->windows, x, window, lanes & ~(hot | ascii), bit));
    return change;
}

ARNORM_AVX512 static inline __mmask32 arnorm_z_lanes(ptrdiff_t left)
{
    return left >= 32 ? 0xFFFFFFFF : (__mmask32)_bzhi_u32(0xFFFFFFFF, (unsigned)left);
}

/* Read a block in 16 bits; lanes beyond it are 0, what does not fit is U+FFFF, which needs care. */
ARNORM_AVX512 static inline __m512i arnorm_z_read_1(const uint8_t *source, __mmask32 lanes)
{
    return _mm512_cvtepu8_epi16(_mm256_maskz_loadu_epi8(lanes, source));
}

ARNORM_AVX512 static inline __m512i arnorm_z_read_2(const uint16_t *source, __mmask32 lanes)
{
    return _mm512_maskz_loadu_epi16(lanes, source);
}

ARNORM_AVX512 static inline __m512i arnorm_z_read_4(const uint32_t *source, __mmask32 lanes)
{
    const __m512i low = _mm512_maskz_loadu_epi32((__mmask16)lanes, source);
    const __m512i high = _mm512_maskz_loadu_epi32((__mmask16)(lanes >> 16), source + 16);
    return _mm512_inserti64x4(
        _mm512_castsi256_si512(_mm512_cvtusepi32_epi16(low)), _mm512_cvtusepi32_epi16(high), 1);
}

/* Write the first lanes of a block, and no others. */
ARNORM_AVX512 static inline void arnorm_z_write_1(uint8_t *target, __m512i x, __mmask32 lanes)
{
    _mm256_mask_storeu_epi8(target, lanes, _mm512_cvtepi16_epi8(x));
}

ARNORM_AVX512 static inline void arnorm_z_write_2(uint16_t *target, __m512i x, __mmask32 lanes)
{
    _mm512_mask_storeu_epi16(target, lanes, x);
}

ARNORM_AVX512 static inline void arnorm_z_write_4(uint32_t *target, __m512i x, __mmask32 lanes)
{
    _mm512_mask_storeu_epi32(target, (__mmask16)lanes, _mm512_cvtepu16_epi32(_mm512_castsi512_si256(x)));
    _mm512_mask_storeu_epi32(
        target + 16, (__mmask16)(lanes >> 16), _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(x, 1)));
}

/* Return the bits that are set in any lane. */
ARNORM_AVX512 static inline uint32_t arnorm_z_bits(__m512i x)
{
    const uint32_t both = (uint32_t)_mm512_reduce_or_epi32(x);
    return (both | both >> 16) & 0xFFFF;
}

#define ARNORM_AVX512_LOOPS(UNIT, WIDTH) \
    ARNORM_AVX512 ARNORM_NOINLINE ptrdiff_t arnorm_same_##WIDTH##_avx512( \
        const arnorm_map *map, const UNIT *source, ptrdiff_t length) \
    { \
        arnorm_z z; \
        ptrdiff_t i = 0; \
        arnorm_z_load(&z, map->windows); \
        while (i < length) { \
            const __mmask32 lanes = arnorm_z_lanes(length - i); \
            const __m512i x = arnorm_z_read_##WIDTH(source + i, lanes); \
            const __m512i change = arnorm_z_change(&z, x, lanes); \
            const __mmask32 changed = _mm512_mask_test_epi16_mask(lanes, change, change); \
            if (changed) { \
                i += _tzcnt_u32(changed); \
                if (arnorm_entry(map, source[i]) != ARNORM_KEEP) \
                    return i; \
                i++; \
            } else { \
                i += 32; \
            } \
        } \
        return length; \
    } \
    ARNORM_AVX512 ARNORM_NOINLINE ptrdiff_t arnorm_write_##WIDTH##_avx512( \
        const arnorm_map *map, const UNIT *source, ptrdiff_t length, UNIT *target, ptrdiff_t *written, \
        uint32_t *seen) \
    { \
        const __m512i gone = _mm512_set1_epi16((short)ARNORM_GONE), care = _mm512_set1_epi16((short)ARNORM_CARE); \
        __m512i found = _mm512_setzero_si512(); \
        arnorm_z z; \
        ptrdiff_t i = 0; \
        uint32_t others = 0; \
        UNIT *out = target; \
        arnorm_z_load(&z, map->windows); \
        while (i < length) { \
            __mmask32 lanes = arnorm_z_lanes(length - i); \
            __m512i x = arnorm_z_read_##WIDTH(source + i, lanes); \
            __mmask32 stop, keep; \
            unsigned count; \
            x = _mm512_xor_si512(x, arnorm_z_change(&z, x, lanes)); \
            stop = _mm512_mask_cmpeq_epi16_mask(lanes, x, care); \
            if (stop) \
                lanes = _blsmsk_u32(stop) >> 1; \
            keep = _mm512_mask_cmpneq_epi16_mask(lanes, x, gone); \
            count = (unsigned)_mm_popcnt_u32(keep); \
            x = _mm512_maskz_compress_epi16(keep, x); \
            found = _mm512_or_si512(found, x); \
            arnorm_z_write_##WIDTH(out, x, _bzhi_u32(0xFFFFFFFF, count)); \
            out += count; \
            if (stop) { \
                uint32_t entry; \
                i += _tzcnt_u32(stop); \
                entry = arnorm_entry(map, source[i]); \
                if (entry >= ARNORM_MANY) \
                    break; \
                *out = (UNIT)(source[i] ^ (entry & ARNORM_OPERAND)); \
                others |= *out & (0 - (entry >> 24)); \
                out += entry >> 24; \
                i++; \
            } else { \
                i += 32; \
            } \
        } \
        *written = out - target; \
        *seen |= others | arnorm_z_bits(found); \
        return i < length ? i : length; \
    }

ARNORM_AVX512_LOOPS(uint8_t, 1)
ARNORM_AVX512_LOOPS(uint16_t, 2)
ARNORM_AVX512_LOOPS(uint32_t, 4)

#endif
