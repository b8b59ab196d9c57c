/* The loops of `scalar` with AVX2, 32 code points at a time, their low and high bytes apart.
 *
 * In ASCII and the hot page only the rows of 16 that change are looked up, one after the other; in other windows that a
 * block of text touches, all eight rows. What is left over at the end is the business of the scalar loops.
 */
#ifndef ARNORM_AVX2_H
#define ARNORM_AVX2_H

#include <immintrin.h>

#include "scalar.h"

#define ARNORM_AVX2 __attribute__((target("avx2,popcnt,bmi,bmi2,lzcnt")))

/* For every set of eight lanes, the bytes that move them to the front: of lanes of two bytes, and of one. */
static uint8_t arnorm_front_2[256][16];
static uint8_t arnorm_front_1[256][8];

static void arnorm_prepare_avx2(void)
{
    int set, lane, k;
    for (set = 0; set < 256; set++) {
        k = 0;
        for (lane = 0; lane < 8; lane++) {
            if (set >> lane & 1) {
                arnorm_front_2[set][2 * k] = (uint8_t)(2 * lane);
                arnorm_front_2[set][2 * k + 1] = (uint8_t)(2 * lane + 1);
                arnorm_front_1[set][k++] = (uint8_t)lane;
            }
        }
        for (; k < 8; k++)
            arnorm_front_2[set][2 * k] = arnorm_front_2[set][2 * k + 1] = arnorm_front_1[set][k] = 0x80;
    }
}

/* A block. The bytes stand in the order in which packing leaves them: lanes 0 to 7, 16 to 23, 8 to 15, 24 to 31. */
typedef struct {
    __m256i low;
    __m256i high;
} arnorm_y;

/* Turn a set of lanes in that order into one in the order of the text. */
static inline uint32_t arnorm_y_turn(uint32_t lanes)
{
    return (lanes & 0xFF0000FF) | (lanes & 0xFF00) << 8 | (lanes >> 8 & 0xFF00);
}

ARNORM_AVX2 static inline __m256i arnorm_y_both(const uint8_t *table)
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table));
}

/* Add to `change` what a row holds for the bytes that are in it; those of other pages have to be masked. */
ARNORM_AVX2 static inline void arnorm_y_row(
    arnorm_y *change, __m256i low, uint8_t first, const uint8_t *lows, const uint8_t *highs)
{
    /* In the row, what is left is below 16; else the sum has its top bit set, and the shuffle gives 0. */
    const __m256i place =
        _mm256_adds_epu8(_mm256_xor_si256(low, _mm256_set1_epi8((char)first)), _mm256_set1_epi8(0x70));
    change->low = _mm256_xor_si256(change->low, _mm256_shuffle_epi8(arnorm_y_both(lows), place));
    change->high = _mm256_xor_si256(change->high, _mm256_shuffle_epi8(arnorm_y_both(highs), place));
}

ARNORM_AVX2 static inline arnorm_y arnorm_y_rows(const arnorm_row *row, const arnorm_row *end, __m256i low)
{
    arnorm_y change = {_mm256_setzero_si256(), _mm256_setzero_si256()};
    for (; row < end; row++)
        arnorm_y_row(&change, low, row->first, row->low, row->high);
    return change;
}

ARNORM_AVX2 static inline arnorm_y arnorm_y_masked(arnorm_y change, __m256i lanes)
{
    change.low = _mm256_and_si256(change.low, lanes);
    change.high = _mm256_and_si256(change.high, lanes);
    return change;
}

ARNORM_AVX2 static inline arnorm_y arnorm_y_xor(arnorm_y a, arnorm_y b)
{
    a.low = _mm256_xor_si256(a.low, b.low);
    a.high = _mm256_xor_si256(a.high, b.high);
    return a;
}

/* Look up what changes in the lanes of one window. */
ARNORM_AVX2 static inline arnorm_y arnorm_y_window(const arnorm_window *table, unsigned window, arnorm_y x)
{
    const __m256i page = _mm256_cmpeq_epi8(x.high, _mm256_set1_epi8((char)(window >> 1)));
    arnorm_y change = {_mm256_setzero_si256(), _mm256_setzero_si256()};
    int k;
    for (k = 0; k < 128; k += 16)
        arnorm_y_row(&change, x.low, (uint8_t)((window & 1) << 7 | k), table->low + k, table->high + k);
    return arnorm_y_masked(change, page);
}

/* Look up what changes in lanes that are not in the windows at hand, one window after the other. */
ARNORM_AVX2 ARNORM_NOINLINE arnorm_y arnorm_y_rest(const arnorm_windows *windows, arnorm_y x, uint32_t rest)
{
    arnorm_y change = {_mm256_setzero_si256(), _mm256_setzero_si256()};
    uint8_t low[32], high[32];
    _mm256_storeu_si256((__m256i *)low, x.low);
    _mm256_storeu_si256((__m256i *)high, x.high);
    do {
        const unsigned lane = _tzcnt_u32(rest), window = (unsigned)high[lane] << 1 | low[lane] >> 7;
        const __m256i page = _mm256_cmpeq_epi8(x.high, _mm256_set1_epi8((char)high[lane]));
        const uint32_t upper = (uint32_t)_mm256_movemask_epi8(x.low);
        if (windows->number[window])
            change = arnorm_y_xor(change, arnorm_y_window(arnorm_window_of(windows, window), window, x));
        rest &= ~((uint32_t)_mm256_movemask_epi8(page) & (window & 1 ? upper : ~upper));
    } while (rest);
    return change;
}

/* Return what changes in a block, as the words of windows do. */
ARNORM_AVX2 static inline arnorm_y arnorm_y_change(const arnorm_windows *windows, arnorm_y x)
{
    const arnorm_row *const ascii_end = windows->rows + windows->ascii_rows;
    const __m256i hot = _mm256_cmpeq_epi8(x.high, _mm256_set1_epi8((char)windows->hot));
    const __m256i first = _mm256_cmpeq_epi8(x.high, _mm256_setzero_si256());
    const uint32_t known =
        (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(hot, _mm256_andnot_si256(x.low, first)));
    arnorm_y change =
        arnorm_y_masked(arnorm_y_rows(ascii_end, windows->rows + windows->rows_in_all, x.low), hot);
    if (windows->ascii_rows)
        change = arnorm_y_xor(change, arnorm_y_masked(arnorm_y_rows(windows->rows, ascii_end, x.low), first));
    if (known != 0xFFFFFFFF)
        change = arnorm_y_xor(change, arnorm_y_rest(windows, x, ~known));
    return change;
}

ARNORM_AVX2 static inline arnorm_y arnorm_y_pack(__m256i first, __m256i second)
{
    const __m256i bytes = _mm256_set1_epi16(0xFF);
    const arnorm_y x = {
        _mm256_packus_epi16(_mm256_and_si256(first, bytes), _mm256_and_si256(second, bytes)),
        _mm256_packus_epi16(_mm256_srli_epi16(first, 8), _mm256_srli_epi16(second, 8)),
    };
    return x;
}

ARNORM_AVX2 static inline arnorm_y arnorm_y_read_2(const uint16_t *source)
{
    return arnorm_y_pack(_mm256_loadu_si256((const __m256i *)source),
                         _mm256_loadu_si256((const __m256i *)(source + 16)));
}

ARNORM_AVX2 static inline arnorm_y arnorm_y_read_1(const uint8_t *source)
{
    const arnorm_y x = {
        _mm256_permute4x64_epi64(_mm256_loadu_si256((const __m256i *)source), 0xD8),
        _mm256_setzero_si256(),
    };
    return x;
}

/* What does not fit becomes U+FFFF, which needs care. */
ARNORM_AVX2 static inline __m256i arnorm_y_narrow(const uint32_t *source)
{
    return _mm256_permute4x64_epi64(
        _mm256_packus_epi32(_mm256_loadu_si256((const __m256i *)source),
                            _mm256_loadu_si256((const __m256i *)(source + 8))),
        0xD8);
}

ARNORM_AVX2 static inline arnorm_y arnorm_y_read_4(const uint32_t *source)
{
    return arnorm_y_pack(arnorm_y_narrow(source), arnorm_y_narrow(source + 16));
}

/* Write the lanes of a block that are kept, in words; return how many. Room for 32 is needed. */
ARNORM_AVX2 static inline unsigned arnorm_y_compact(uint16_t *target, arnorm_y x, uint32_t keep)
{
    const __m256i first = _mm256_unpacklo_epi8(x.low, x.high), second = _mm256_unpackhi_epi8(x.low, x.high);
    const __m128i parts[4] = {_mm256_castsi256_si128(first), _mm256_extracti128_si256(first, 1),
                              _mm256_castsi256_si128(second), _mm256_extracti128_si256(second, 1)};
    uint16_t *out = target;
    int k;
    if (keep == 0xFFFFFFFF) {
        _mm256_storeu_si256((__m256i *)target, first);
        _mm256_storeu_si256((__m256i *)(target + 16), second);
        return 32;
    }
    for (k = 0; k < 4; k++) {
        const unsigned set = keep >> (8 * k) & 0xFF;
        const __m128i front = _mm_loadu_si128((const __m128i *)arnorm_front_2[set]);
        _mm_storeu_si128((__m128i *)out, _mm_shuffle_epi8(parts[k], front));
        out += _mm_popcnt_u32(set);
    }
    return (unsigned)(out - target);
}

ARNORM_AVX2 static inline unsigned arnorm_y_write_2(uint16_t *target, arnorm_y x, uint32_t keep)
{
    return arnorm_y_compact(target, x, keep);
}

ARNORM_AVX2 static inline unsigned arnorm_y_write_4(uint32_t *target, arnorm_y x, uint32_t keep)
{
    uint16_t words[32];
    const unsigned count = arnorm_y_compact(words, x, keep);
    int k;
    for (k = 0; k < 32; k += 8)
        _mm256_storeu_si256((__m256i *)(target + k),
                            _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(words + k))));
    return count;
}

ARNORM_AVX2 static inline unsigned arnorm_y_write_1(uint8_t *target, arnorm_y x, uint32_t keep)
{
    const __m256i bytes = _mm256_permute4x64_epi64(x.low, 0xD8);
    const __m128i parts[2] = {_mm256_castsi256_si128(bytes), _mm256_extracti128_si256(bytes, 1)};
    uint8_t *out = target;
    int k;
    if (keep == 0xFFFFFFFF) {
        _mm256_storeu_si256((__m256i *)target, bytes);
        return 32;
    }
    for (k = 0; k < 4; k++) {
        const unsigned set = keep >> (8 * k) & 0xFF;
        const __m128i part = k & 1 ? _mm_srli_si128(parts[k >> 1], 8) : parts[k >> 1];
        const __m128i front = _mm_loadl_epi64((const __m128i *)arnorm_front_1[set]);
        _mm_storel_epi64((__m128i *)out, _mm_shuffle_epi8(part, front));
        out += _mm_popcnt_u32(set);
    }
    return (unsigned)(out - target);
}

/* Return the bits that are set in any byte. */
ARNORM_AVX2 static inline uint32_t arnorm_y_bits(__m256i bytes)
{
    uint8_t parts[32];
    uint32_t bits = 0;
    int k;
    _mm256_storeu_si256((__m256i *)parts, bytes);
    for (k = 0; k < 32; k++)
        bits |= parts[k];
    return bits;
}

#define ARNORM_AVX2_LOOPS(UNIT, WIDTH) \
    ARNORM_AVX2 ARNORM_NOINLINE ptrdiff_t arnorm_same_##WIDTH##_avx2( \
        const arnorm_map *map, const UNIT *source, ptrdiff_t length) \
    { \
        ptrdiff_t i = 0; \
        while (i + 32 <= length) { \
            const arnorm_y x = arnorm_y_read_##WIDTH(source + i); \
            const arnorm_y change = arnorm_y_change(map->windows, x); \
            const __m256i either = _mm256_or_si256(change.low, change.high); \
            if (_mm256_testz_si256(either, either)) { \
                i += 32; \
                continue; \
            } \
            i += _tzcnt_u32(arnorm_y_turn( \
                ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(either, _mm256_setzero_si256())))); \
            if (arnorm_entry(map, source[i]) != ARNORM_KEEP) \
                return i; \
            i++; \
        } \
        return i + arnorm_same_##WIDTH##_scalar(map, source + i, length - i); \
    } \
    ARNORM_AVX2 ARNORM_NOINLINE ptrdiff_t arnorm_write_##WIDTH##_avx2( \
        const arnorm_map *map, const UNIT *source, ptrdiff_t length, UNIT *target, ptrdiff_t *written, \
        uint32_t *seen) \
    { \
        const __m256i ones = _mm256_set1_epi8(-1); \
        arnorm_y found = {_mm256_setzero_si256(), _mm256_setzero_si256()}; \
        ptrdiff_t i = 0, rest = 0; \
        uint32_t others = 0; \
        UNIT *out = target; \
        while (i + 32 <= length) { \
            arnorm_y x = arnorm_y_read_##WIDTH(source + i); \
            uint32_t special, keep = 0xFFFFFFFF, stop = 0; \
            x = arnorm_y_xor(x, arnorm_y_change(map->windows, x)); \
            special = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(x.high, ones)); \
            if (special) { \
                const __m256i gone = _mm256_cmpeq_epi8(_mm256_and_si256(x.low, x.high), ones); \
                const __m256i care = _mm256_cmpeq_epi8(x.low, _mm256_set1_epi8((char)(ARNORM_CARE & 0xFF))); \
                keep = arnorm_y_turn(~(uint32_t)_mm256_movemask_epi8(gone)); \
                stop = arnorm_y_turn((uint32_t)_mm256_movemask_epi8(care) & special); \
                x.low = _mm256_andnot_si256(gone, x.low); \
                x.high = _mm256_andnot_si256(gone, x.high); \
            } \
            if (stop) { \
                const UNIT *const end = out + arnorm_y_write_##WIDTH(out, x, keep & (_blsmsk_u32(stop) >> 1)); \
                uint32_t entry; \
                while (out < end) \
                    others |= *out++; \
                i += _tzcnt_u32(stop); \
                entry = arnorm_entry(map, source[i]); \
                if (entry >= ARNORM_MANY) \
                    goto done; \
                *out = (UNIT)(source[i] ^ (entry & ARNORM_OPERAND)); \
                others |= *out & (0 - (entry >> 24)); \
                out += entry >> 24; \
                i++; \
                continue; \
            } \
            found.low = _mm256_or_si256(found.low, x.low); \
            found.high = _mm256_or_si256(found.high, x.high); \
            out += arnorm_y_write_##WIDTH(out, x, keep); \
            i += 32; \
        } \
        i += arnorm_write_##WIDTH##_scalar(map, source + i, length - i, out, &rest, seen); \
        out += rest; \
    done: \
        *written = out - target; \
        *seen |= others | arnorm_y_bits(found.low) | arnorm_y_bits(found.high) << 8; \
        return i; \
    }

ARNORM_AVX2_LOOPS(uint8_t, 1)
ARNORM_AVX2_LOOPS(uint16_t, 2)
ARNORM_AVX2_LOOPS(uint32_t, 4)

#endif
