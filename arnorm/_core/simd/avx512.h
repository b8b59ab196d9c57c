/* The loops of `scalar` with AVX-512 (VBMI2), 32 code points at a time, each in 16 bits whatever its text stores.
 *
 * ASCII and one page of 256 code points are looked up in registers, other windows that a block of text touches in
 * memory. The page is the one that the text was last in. The last block of a text is masked.
 */
#ifndef ARNORM_AVX512_H
#define ARNORM_AVX512_H

#include <immintrin.h>

#include "lanes.h"

#define ARNORM_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,popcnt,bmi,bmi2,lzcnt")))

enum {
    ARNORM_Z_MOVES = 8,  /* lanes of another page from which on it becomes the page at hand */
    ARNORM_Z_SHORT = 16, /* code points of 32 bits, a window around some place, for which loading tables does not pay */
};

typedef struct {
    const arnorm_windows *windows;
    __m512i ascii[4];
    __m512i page[8];
    __m512i number; /* of the page */
} arnorm_z;

ARNORM_AVX512 static inline void arnorm_z_page(arnorm_z *z, unsigned page)
{
    const arnorm_window *low = arnorm_window_of(z->windows, 2 * page);
    const arnorm_window *high = arnorm_window_of(z->windows, 2 * page + 1);
    int k;
    for (k = 0; k < 4; k++) {
        z->page[k] = _mm512_loadu_si512(low->words + 32 * k);
        z->page[4 + k] = _mm512_loadu_si512(high->words + 32 * k);
    }
    z->number = _mm512_set1_epi16((short)page);
}

/* Begin with the page of a code point. */
ARNORM_AVX512 static inline void arnorm_z_load(arnorm_z *z, const arnorm_windows *windows, uint32_t c)
{
    const arnorm_window *ascii = arnorm_window_of(windows, 0);
    int k;
    z->windows = windows;
    for (k = 0; k < 4; k++)
        z->ascii[k] = _mm512_loadu_si512(ascii->words + 32 * k);
    arnorm_z_page(z, c >> 8 & 0xFF);
}

/* Look up what a window changes; `bit` has the lanes whose bit 6 is set. */
ARNORM_AVX512 static inline __m512i arnorm_z_window(const __m512i *tables, __m512i x, __mmask32 bit)
{
    return _mm512_mask_blend_epi16(bit, _mm512_permutex2var_epi16(tables[0], x, tables[1]),
                                   _mm512_permutex2var_epi16(tables[2], x, tables[3]));
}

/* Return the lane of `x` that is the first of some. */
ARNORM_AVX512 static inline uint16_t arnorm_z_lane(__m512i x, __mmask32 lanes)
{
    return (uint16_t)_mm_cvtsi128_si32(_mm512_castsi512_si128(_mm512_maskz_compress_epi16(lanes, x)));
}

/* Look up what changes in lanes that are neither ASCII nor of the page at hand, one window after the other. */
ARNORM_AVX512 ARNORM_NOINLINE __m512i arnorm_z_rest(const arnorm_windows *windows, __m512i x, __mmask32 rest)
{
    const __m512i window = _mm512_srli_epi16(x, 7);
    const __mmask32 bit = _mm512_test_epi16_mask(x, _mm512_set1_epi16(0x40));
    /* U+FFFF, which stands for all that does not fit, needs care. */
    const __mmask32 last = _mm512_cmpeq_epi16_mask(x, _mm512_set1_epi16(-1)) & rest;
    __m512i change = _mm512_maskz_set1_epi16(last, ARNORM_GONE ^ ARNORM_CARE);
    rest ^= last;
    while (rest) {
        const uint16_t number = arnorm_z_lane(window, rest);
        const __mmask32 lanes = _mm512_mask_cmpeq_epi16_mask(rest, window, _mm512_set1_epi16((short)number));
        if (windows->number[number]) {
            const uint16_t *words = arnorm_window_of(windows, number)->words;
            __m512i tables[4];
            int k;
            for (k = 0; k < 4; k++)
                tables[k] = _mm512_loadu_si512(words + 32 * k);
            change = _mm512_mask_mov_epi16(change, lanes, arnorm_z_window(tables, x, bit));
        }
        rest ^= lanes;
    }
    return change;
}

/* Return what changes in the `lanes` of a block, as the words of windows do. */
ARNORM_AVX512 static inline __m512i arnorm_z_change(arnorm_z *z, __m512i x, __mmask32 lanes)
{
    const __m512i pages = _mm512_srli_epi16(x, 8);
    const __mmask32 bit = _mm512_test_epi16_mask(x, _mm512_set1_epi16(0x40));
    const __mmask32 half = _mm512_test_epi16_mask(x, _mm512_set1_epi16(0x80));
    const __mmask32 ascii = _mm512_cmplt_epu16_mask(x, _mm512_set1_epi16(0x80));
    __mmask32 here = _mm512_cmpeq_epi16_mask(pages, z->number);
    __mmask32 rest = lanes & ~(ascii | here);
    __m512i change;
    if (_mm_popcnt_u32(rest) >= ARNORM_Z_MOVES) {
        const uint16_t page = arnorm_z_lane(pages, rest);
        const __mmask32 others = _mm512_mask_cmpeq_epi16_mask(rest, pages, _mm512_set1_epi16((short)page));
        if (_mm_popcnt_u32(others) >= ARNORM_Z_MOVES) {
            arnorm_z_page(z, page);
            here = _mm512_cmpeq_epi16_mask(pages, z->number);
            rest = lanes & ~(ascii | here);
        }
    }
    if (((here & half) | (ascii & bit)) == 0) { /* most text: ASCII without letters, a lower half */
        change = _mm512_maskz_mov_epi16(here, arnorm_z_window(z->page, x, bit));
        change = _mm512_mask_mov_epi16(change, ascii, _mm512_permutex2var_epi16(z->ascii[0], x, z->ascii[1]));
    } else {
        change = _mm512_mask_blend_epi16(half, arnorm_z_window(z->page, x, bit), arnorm_z_window(z->page + 4, x, bit));
        change = _mm512_maskz_mov_epi16(here, change);
        change = _mm512_mask_mov_epi16(change, ascii, arnorm_z_window(z->ascii, x, bit));
    }
    if (rest)
        change = _mm512_or_si512(change, arnorm_z_rest(z->windows, x, rest));
    return change;
}

ARNORM_AVX512 static inline __mmask32 arnorm_z_lanes(ptrdiff_t count)
{
    return _bzhi_u32(0xFFFFFFFF, (unsigned)count);
}

/* Read a block in 16 bits; what does not fit is U+FFFF, which needs care. */
ARNORM_AVX512 static inline __m512i arnorm_z_read_1(const uint8_t *source)
{
    return _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)source));
}

ARNORM_AVX512 static inline __m512i arnorm_z_read_2(const uint16_t *source)
{
    return _mm512_loadu_si512(source);
}

ARNORM_AVX512 static inline __m512i arnorm_z_read_4(const uint32_t *source)
{
    return _mm512_inserti64x4(
        _mm512_castsi256_si512(_mm512_cvtusepi32_epi16(_mm512_loadu_si512(source))),
        _mm512_cvtusepi32_epi16(_mm512_loadu_si512(source + 16)), 1);
}

/* Read the last block of a text; lanes beyond it are 0. */
ARNORM_AVX512 static inline __m512i arnorm_z_last_1(const uint8_t *source, __mmask32 lanes)
{
    return _mm512_cvtepu8_epi16(_mm256_maskz_loadu_epi8(lanes, source));
}

ARNORM_AVX512 static inline __m512i arnorm_z_last_2(const uint16_t *source, __mmask32 lanes)
{
    return _mm512_maskz_loadu_epi16(lanes, source);
}

ARNORM_AVX512 static inline __m512i arnorm_z_last_4(const uint32_t *source, __mmask32 lanes)
{
    const __m512i low = _mm512_maskz_loadu_epi32((__mmask16)lanes, source);
    const __m512i high = _mm512_maskz_loadu_epi32((__mmask16)(lanes >> 16), source + 16);
    return _mm512_inserti64x4(
        _mm512_castsi256_si512(_mm512_cvtusepi32_epi16(low)), _mm512_cvtusepi32_epi16(high), 1);
}

/* Write a block of 32 code points. */
ARNORM_AVX512 static inline void arnorm_z_write_1(uint8_t *target, __m512i x)
{
    _mm256_storeu_si256((__m256i *)target, _mm512_cvtepi16_epi8(x));
}

ARNORM_AVX512 static inline void arnorm_z_write_2(uint16_t *target, __m512i x)
{
    _mm512_storeu_si512(target, x);
}

ARNORM_AVX512 static inline void arnorm_z_write_4(uint32_t *target, __m512i x)
{
    _mm512_storeu_si512(target, _mm512_cvtepu16_epi32(_mm512_castsi512_si256(x)));
    _mm512_storeu_si512(target + 16, _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(x, 1)));
}

/* Write the first lanes of a block, and no others. */
ARNORM_AVX512 static inline void arnorm_z_some_1(uint8_t *target, __m512i x, __mmask32 lanes)
{
    _mm256_mask_storeu_epi8(target, lanes, _mm512_cvtepi16_epi8(x));
}

ARNORM_AVX512 static inline void arnorm_z_some_2(uint16_t *target, __m512i x, __mmask32 lanes)
{
    _mm512_mask_storeu_epi16(target, lanes, x);
}

ARNORM_AVX512 static inline void arnorm_z_some_4(uint32_t *target, __m512i x, __mmask32 lanes)
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

#define ARNORM_AVX512_SAME(UNIT, WIDTH, NAME) \
    ARNORM_AVX512 ARNORM_NOINLINE ptrdiff_t NAME( \
        const arnorm_map *map, const UNIT *source, ptrdiff_t length) \
    { \
        arnorm_z z; \
        ptrdiff_t i = 0; \
        if (map->windows->hides) \
            return arnorm_same_##WIDTH##_scalar(map, source, length); \
        if (length == 0) \
            return 0; \
        arnorm_z_load(&z, map->windows, source[0]); \
        while (i < length) { \
            const int whole = length - i >= 32; \
            const __mmask32 lanes = whole ? 0xFFFFFFFF : arnorm_z_lanes(length - i); \
            const __m512i x = whole ? arnorm_z_read_##WIDTH(source + i) : arnorm_z_last_##WIDTH(source + i, lanes); \
            const __m512i change = arnorm_z_change(&z, x, lanes); \
            const uint32_t changed = _mm512_test_epi16_mask(change, change) & lanes; \
            const unsigned first = arnorm_first_changed_##WIDTH(map, source + i, changed); \
            if (first < 32) \
                return i + first; \
            i += 32; \
        } \
        return length; \
    }

#define ARNORM_AVX512_WRITE(UNIT, WIDTH) \
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
        if (length == 0) { \
            *written = 0; \
            return 0; \
        } \
        if (WIDTH == 4 && length <= ARNORM_Z_SHORT) \
            return arnorm_write_##WIDTH##_scalar(map, source, length, target, written, seen); \
        arnorm_z_load(&z, map->windows, source[0]); \
        while (i < length) { \
            const int whole = length - i >= 32; \
            __mmask32 lanes = whole ? 0xFFFFFFFF : arnorm_z_lanes(length - i); \
            __m512i x = whole ? arnorm_z_read_##WIDTH(source + i) : arnorm_z_last_##WIDTH(source + i, lanes); \
            uint32_t stop, keep, plain; \
            unsigned count; \
            x = _mm512_xor_si512(x, arnorm_z_change(&z, x, lanes)); \
            if (whole && _mm512_cmpeq_epi16_mask(x, care) == 0) { \
                /* What is deleted is too common, and too hard to foresee, for a branch. */ \
                keep = _mm512_cmpneq_epi16_mask(x, gone); \
                x = _mm512_maskz_compress_epi16(keep, x); \
                found = _mm512_or_si512(found, x); \
                arnorm_z_write_##WIDTH(out, x); \
                out += _mm_popcnt_u32(keep); \
                i += 32; \
                continue; \
            } \
            stop = _mm512_cmpeq_epi16_mask(x, care) & lanes; \
            plain = arnorm_take_plain_##WIDTH(map, source + i, &stop); \
            if (stop) \
                lanes = _blsmsk_u32(stop) >> 1; \
            keep = _mm512_cmpneq_epi16_mask(x, gone) & lanes; \
            count = (unsigned)_mm_popcnt_u32(keep); \
            x = _mm512_maskz_compress_epi16(keep, x); \
            found = _mm512_or_si512(found, x); \
            if (whole) \
                arnorm_z_write_##WIDTH(out, x); \
            else \
                arnorm_z_some_##WIDTH(out, x, arnorm_z_lanes(count)); \
            others |= arnorm_patch_##WIDTH(out, source + i, keep, plain); \
            out += count; \
            if (stop) { \
                UNIT *end; \
                i += _tzcnt_u32(stop); \
                end = arnorm_write_one_##WIDTH(map, source[i], out, &others); \
                if (end == NULL) \
                    break; \
                out = end; \
                i++; \
            } else { \
                i += 32; \
            } \
        } \
        *written = out - target; \
        *seen |= others | arnorm_z_bits(found); \
        return i < length ? i : length; \
    }

ARNORM_AVX512_SAME(uint8_t, 1, arnorm_same_1_avx512)
ARNORM_AVX512_SAME(uint16_t, 2, arnorm_z_same_2)
ARNORM_AVX512_SAME(uint32_t, 4, arnorm_same_4_avx512)
ARNORM_AVX512_WRITE(uint8_t, 1)
ARNORM_AVX512_WRITE(uint16_t, 2)
ARNORM_AVX512_WRITE(uint32_t, 4)

/* Which code points of ASCII and of a page change, a byte each. */
typedef struct {
    __m512i ascii[2];
    __m512i page[4];
    unsigned number; /* of the page */
} arnorm_z_changed;

ARNORM_AVX512 static inline void arnorm_z_take(arnorm_z_changed *z, const arnorm_windows *windows, unsigned page)
{
    int k;
    for (k = 0; k < 2; k++) {
        z->ascii[k] = _mm512_loadu_si512(arnorm_window_of(windows, 0)->changed + 64 * k);
        z->page[k] = _mm512_loadu_si512(arnorm_window_of(windows, 2 * page)->changed + 64 * k);
        z->page[2 + k] = _mm512_loadu_si512(arnorm_window_of(windows, 2 * page + 1)->changed + 64 * k);
    }
    z->number = page;
}

/* Return the lanes that change of those that are neither ASCII nor of the page at hand, one window after the other. */
ARNORM_AVX512 ARNORM_NOINLINE __mmask64 arnorm_z_changed_rest(
    const arnorm_windows *windows, const uint16_t *source, __m512i low, __m512i high, __mmask64 rest)
{
    const __mmask64 half = _mm512_movepi8_mask(low);
    __mmask64 changed = 0;
    do {
        const unsigned window = source[_tzcnt_u64(rest)] >> 7;
        const __mmask64 page = _mm512_mask_cmpeq_epi8_mask(rest, high, _mm512_set1_epi8((char)(window >> 1)));
        const __mmask64 lanes = page & (window & 1 ? half : ~half);
        if (windows->number[window]) {
            const uint8_t *table = arnorm_window_of(windows, window)->changed;
            changed |= lanes & _mm512_movepi8_mask(_mm512_permutex2var_epi8(
                                   _mm512_loadu_si512(table), low, _mm512_loadu_si512(table + 64)));
        }
        rest ^= lanes;
    } while (rest);
    return changed;
}

static const uint8_t arnorm_z_even[64] = {
    0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 42, 44, 46, 48, 50, 52, 54,
    56, 58, 60, 62, 64, 66, 68, 70, 72, 74, 76, 78, 80, 82, 84, 86, 88, 90, 92, 94, 96, 98, 100, 102, 104,
    106, 108, 110, 112, 114, 116, 118, 120, 122, 124, 126,
};

/* The usual width, 64 code points at a time: their low and their high bytes apart. */
ARNORM_AVX512 ARNORM_NOINLINE ptrdiff_t arnorm_same_2_avx512(
    const arnorm_map *map, const uint16_t *source, ptrdiff_t length)
{
    const arnorm_windows *const windows = map->windows;
    const __m512i even = _mm512_loadu_si512(arnorm_z_even);
    const __m512i odd = _mm512_or_si512(even, _mm512_set1_epi8(1));
    arnorm_z_changed z;
    ptrdiff_t i = 0;
    if (windows->hides)
        return arnorm_same_2_scalar(map, source, length);
    if (length >= 64)
        arnorm_z_take(&z, windows, source[0] >> 8);
    for (; i + 64 <= length; i += 64) {
        const __m512i first = _mm512_loadu_si512(source + i), second = _mm512_loadu_si512(source + i + 32);
        const __m512i low = _mm512_permutex2var_epi8(first, even, second);
        const __m512i high = _mm512_permutex2var_epi8(first, odd, second);
        const __mmask64 half = _mm512_movepi8_mask(low);
        const __mmask64 ascii = ~half & _mm512_testn_epi8_mask(high, high);
        __mmask64 here = _mm512_cmpeq_epi8_mask(high, _mm512_set1_epi8((char)z.number)), rest = ~(ascii | here), changed;
        if (_mm_popcnt_u64(rest) >= ARNORM_Z_MOVES) {
            const unsigned page = source[i + (ptrdiff_t)_tzcnt_u64(rest)] >> 8;
            const __mmask64 lanes = _mm512_cmpeq_epi8_mask(high, _mm512_set1_epi8((char)page));
            if (_mm_popcnt_u64(lanes) >= ARNORM_Z_MOVES) {
                arnorm_z_take(&z, windows, page);
                here = lanes;
                rest = ~(ascii | here);
            }
        }
        changed = _mm512_movepi8_mask(_mm512_mask_blend_epi8(
            half, _mm512_permutex2var_epi8(z.page[0], low, z.page[1]),
            _mm512_permutex2var_epi8(z.page[2], low, z.page[3])));
        changed &= here;
        changed |= ascii & _mm512_movepi8_mask(_mm512_permutex2var_epi8(z.ascii[0], low, z.ascii[1]));
        if (rest)
            changed |= arnorm_z_changed_rest(windows, source + i, low, high, rest);
        for (; changed; changed = _blsr_u64(changed)) {
            const ptrdiff_t lane = (ptrdiff_t)_tzcnt_u64(changed);
            if (arnorm_entry(map, source[i + lane]) != ARNORM_KEEP)
                return i + lane;
        }
    }
    return i + arnorm_z_same_2(map, source + i, length - i);
}

#endif
