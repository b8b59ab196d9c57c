/* The loops of `scalar` with AVX2, 32 code points at a time, their low and high bytes apart.
 *
 * In ASCII and in one page of 256 code points the rows of 16 that change are looked up for every block, one after the
 * other; the page is the one that the text was last in. Other windows that a block touches come after that. What is left
 * over at the end is the business of the scalar loops.
 */
#ifndef ARNORM_AVX2_H
#define ARNORM_AVX2_H

#include <immintrin.h>

#include "front.h"
#include "lanes.h"

#define ARNORM_AVX2 __attribute__((target("avx2,popcnt,bmi,bmi2,lzcnt")))

enum { ARNORM_Y_MOVES = 8 }; /* lanes of another page from which on it becomes the page at hand */

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

/* The rows of ASCII and of a page that change, in groups that a block may have nothing of. */
typedef struct {
    __m256i first[24];
    __m256i near[24];
    const arnorm_windows *windows;
    int ends[4]; /* of the groups: the page below 0x80, and from there on; ASCII below 0x40, and from there on */
    int simple;
    unsigned page;
} arnorm_y_rows;

ARNORM_AVX2 ARNORM_NOINLINE void arnorm_y_take(arnorm_y_rows *rows, unsigned page)
{
    static const uint8_t groups[4] = {0xFF, 0xFF, 0x0F, 0xF0};
    const arnorm_windows *const windows = rows->windows;
    const unsigned numbers[4] = {2 * page, 2 * page + 1, 0, 0};
    int group, count = 0;
    for (group = 0; group < 4; group++) {
        const unsigned window = numbers[group];
        uint32_t left = group == 0 && page == 0 ? 0 : windows->rows[window] & groups[group];
        for (; left; left = _blsr_u32(left)) {
            const unsigned row = 16 * _tzcnt_u32(left);
            rows->near[count] = arnorm_y_both(arnorm_window_of(windows, window)->near + row);
            rows->first[count++] = _mm256_set1_epi8((char)((window & 1) << 7 | row));
        }
        rows->ends[group] = count;
    }
    rows->page = page;
    rows->simple = windows->simple[0] && windows->simple[2 * page] && windows->simple[2 * page + 1];
    __asm__ volatile("" ::: "memory"); /* GCC 12 takes the rows for unwritten where this is called and not inlined */
}

ARNORM_AVX2 static inline __m256i arnorm_y_group(const arnorm_y_rows *rows, int row, int end, __m256i low)
{
    __m256i change = _mm256_setzero_si256();
    for (; row < end; row++) {
        /* In the row, what is left is below 16; else the sum has its top bit set, and the shuffle gives 0. */
        const __m256i place = _mm256_adds_epu8(_mm256_xor_si256(low, rows->first[row]), _mm256_set1_epi8(0x70));
        change = _mm256_xor_si256(change, _mm256_shuffle_epi8(rows->near[row], place));
    }
    return change;
}

/* Return which lanes may change that are not settled and not of the page at hand, `rest`, after taking a page of which they
 * are many. */
ARNORM_AVX2 ARNORM_NOINLINE uint32_t arnorm_y_turn_page(
    arnorm_y_rows *rows, __m256i pages, uint32_t rest, uint32_t settled)
{
    uint8_t high[32];
    _mm256_storeu_si256((__m256i *)high, pages);
    do {
        const unsigned page = high[_tzcnt_u32(rest)];
        const uint32_t lanes =
            (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(pages, _mm256_set1_epi8((char)page)));
        if (rows->windows->rows[2 * page] | rows->windows->rows[2 * page + 1]) {
            if (_mm_popcnt_u32(lanes & rest) < ARNORM_Y_MOVES)
                return rest;
            arnorm_y_take(rows, page);
            return ~(settled | lanes); /* with those of the page before */
        }
        rest &= ~lanes;
    } while (rest);
    return 0;
}

/* Replace the low bytes of a block by those of results of the same page, others by 0; return the lanes left over, without
 * those that are known to stay as they are. */
ARNORM_AVX2 static inline uint32_t arnorm_y_map(arnorm_y_rows *rows, arnorm_y x, uint32_t known, __m256i *low)
{
    const __m256i first = _mm256_cmpeq_epi8(x.high, _mm256_setzero_si256());
    const uint32_t ascii = (uint32_t)_mm256_movemask_epi8(_mm256_andnot_si256(x.low, first));
    __m256i here = _mm256_cmpeq_epi8(x.high, _mm256_set1_epi8((char)rows->page)), change;
    uint32_t lanes = (uint32_t)_mm256_movemask_epi8(here), rest = ~(ascii | lanes | known);
    if (rest) {
        rest = arnorm_y_turn_page(rows, x.high, rest, ascii | known);
        here = _mm256_cmpeq_epi8(x.high, _mm256_set1_epi8((char)rows->page));
        lanes = (uint32_t)_mm256_movemask_epi8(here);
    }
    change = arnorm_y_group(rows, 0, rows->ends[0], x.low);
    if (rows->ends[1] > rows->ends[0] && (lanes & (uint32_t)_mm256_movemask_epi8(x.low)))
        change = _mm256_xor_si256(change, arnorm_y_group(rows, rows->ends[0], rows->ends[1], x.low));
    change = _mm256_and_si256(change, here);
    if (rows->ends[3] > rows->ends[1]) {
        __m256i other = arnorm_y_group(rows, rows->ends[1], rows->ends[2], x.low);
        if (rows->ends[3] > rows->ends[2] && (ascii & (uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(x.low, 1))))
            other = _mm256_xor_si256(other, arnorm_y_group(rows, rows->ends[2], rows->ends[3], x.low));
        change = _mm256_xor_si256(change, _mm256_and_si256(other, first));
    }
    *low = _mm256_xor_si256(x.low, change);
    return rest;
}

/* Look up the results of some lanes of a block whatever they are, a row at a time. */
ARNORM_AVX2 ARNORM_NOINLINE void arnorm_y_resolve(
    const arnorm_windows *windows, arnorm_y x, uint32_t lanes, arnorm_y *result)
{
    const __m256i half = _mm256_set1_epi8((char)0xF0), row = _mm256_and_si256(x.low, half);
    uint8_t low[32], high[32];
    _mm256_storeu_si256((__m256i *)low, x.low);
    _mm256_storeu_si256((__m256i *)high, x.high);
    do {
        const unsigned lane = _tzcnt_u32(lanes), page = high[lane], first = low[lane] & 0xF0;
        const unsigned window = page << 1 | first >> 7;
        const __m256i same = _mm256_and_si256(_mm256_cmpeq_epi8(row, _mm256_set1_epi8((char)first)),
                                              _mm256_cmpeq_epi8(x.high, _mm256_set1_epi8((char)page)));
        if (windows->rows[window] >> (first >> 4 & 7) & 1) {
            const arnorm_window *const table = arnorm_window_of(windows, window);
            const __m256i place = _mm256_andnot_si256(half, x.low);
            const __m256i lows = _mm256_shuffle_epi8(arnorm_y_both(table->low + (first & 0x70)), place);
            const __m256i highs = _mm256_shuffle_epi8(arnorm_y_both(table->high + (first & 0x70)), place);
            result->low = _mm256_blendv_epi8(result->low, _mm256_xor_si256(x.low, lows), same);
            result->high = _mm256_blendv_epi8(result->high, _mm256_xor_si256(x.high, highs), same);
        }
        lanes &= ~(uint32_t)_mm256_movemask_epi8(same);
    } while (lanes);
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

/* Write the bytes of a block that are kept, and return how many. Room for 32 is needed. */
ARNORM_AVX2 static inline unsigned arnorm_y_bytes(uint8_t *target, __m256i bytes, uint32_t keep)
{
    const __m128i parts[2] = {_mm256_castsi256_si128(bytes), _mm256_extracti128_si256(bytes, 1)};
    uint8_t *out = target;
    int k;
    if ((keep & (keep + 1)) == 0) {
        _mm256_storeu_si256((__m256i *)target, bytes);
        return (unsigned)_mm_popcnt_u32(keep);
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

ARNORM_AVX2 static inline unsigned arnorm_y_write_1(uint8_t *target, arnorm_y x, uint32_t keep)
{
    return arnorm_y_bytes(target, _mm256_permute4x64_epi64(x.low, 0xD8), keep);
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

/* Return the lanes of a block that did not fit, in its own order, if all of them stay as they are. */
#define ARNORM_AVX2_WIDE(UNIT, WIDTH) \
    ARNORM_AVX2 static inline uint32_t arnorm_y_wide_##WIDTH(const arnorm_map *map, const UNIT *source, arnorm_y x) \
    { \
        uint32_t lanes, left; \
        if (WIDTH < 4) \
            return 0; \
        lanes = (uint32_t)_mm256_movemask_epi8( \
            _mm256_cmpeq_epi8(_mm256_and_si256(x.low, x.high), _mm256_set1_epi8(-1))); \
        left = arnorm_y_turn(lanes); \
        arnorm_take_plain_##WIDTH(map, source, &left); \
        return left ? 0 : lanes; \
    }

#define ARNORM_AVX2_LOOPS(UNIT, WIDTH) \
    ARNORM_AVX2 ARNORM_NOINLINE ptrdiff_t arnorm_same_##WIDTH##_avx2( \
        const arnorm_map *map, const UNIT *source, ptrdiff_t length) \
    { \
        const __m256i none = _mm256_setzero_si256(); \
        arnorm_y_rows rows; \
        ptrdiff_t i = 0; \
        if (map->windows->hides) \
            return arnorm_same_##WIDTH##_scalar(map, source, length); \
        rows.windows = map->windows; \
        if (length >= 32) \
            arnorm_y_take(&rows, source[0] >> 8 & 0xFF); \
        while (i + 32 <= length) { \
            const arnorm_y x = arnorm_y_read_##WIDTH(source + i); \
            arnorm_y result = x; \
            uint32_t left = arnorm_y_map(&rows, x, 0, &result.low), changed; \
            unsigned first; \
            left |= (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_or_si256(x.low, result.low), none)); \
            if (left) { \
                arnorm_y exact = result; \
                arnorm_y_resolve(map->windows, x, left, &exact); \
                result = exact; \
            } \
            changed = ~(uint32_t)_mm256_movemask_epi8(_mm256_and_si256( \
                _mm256_cmpeq_epi8(result.low, x.low), _mm256_cmpeq_epi8(result.high, x.high))); \
            if (changed == 0) { \
                i += 32; \
                continue; \
            } \
            first = arnorm_first_changed_##WIDTH(map, source + i, arnorm_y_turn(changed)); \
            if (first < 32) \
                return i + first; \
            i += 32; \
        } \
        return i + arnorm_same_##WIDTH##_scalar(map, source + i, length - i); \
    } \
    ARNORM_AVX2 ARNORM_NOINLINE ptrdiff_t arnorm_write_##WIDTH##_avx2( \
        const arnorm_map *map, const UNIT *source, ptrdiff_t length, UNIT *target, ptrdiff_t *written, \
        uint32_t *seen) \
    { \
        const __m256i none = _mm256_setzero_si256(), ones = _mm256_set1_epi8(-1); \
        arnorm_y found = {none, none}; \
        arnorm_y_rows rows; \
        ptrdiff_t i = 0, rest = 0; \
        uint32_t others = 0; \
        UNIT *out = target; \
        rows.windows = map->windows; \
        if (length >= 32) \
            arnorm_y_take(&rows, source[0] >> 8 & 0xFF); \
        while (i + 32 <= length) { \
            const arnorm_y x = arnorm_y_read_##WIDTH(source + i); \
            arnorm_y result = x; \
            const uint32_t wide = arnorm_y_wide_##WIDTH(map, source + i, x); \
            uint32_t keep = 0xFFFFFFFF, stop = 0, left = arnorm_y_map(&rows, x, wide, &result.low); \
            const __m256i zero = _mm256_cmpeq_epi8(result.low, none); \
            if (left || !_mm256_testz_si256(zero, zero)) { \
                __m256i gone; \
                if (left == 0 && rows.simple) { \
                    gone = _mm256_andnot_si256(_mm256_cmpeq_epi8(x.low, none), zero); \
                } else { \
                    arnorm_y exact = result; \
                    arnorm_y_resolve(map->windows, x, left | wide | (uint32_t)_mm256_movemask_epi8(zero), &exact); \
                    result = exact; \
                    gone = _mm256_cmpeq_epi8(_mm256_and_si256(result.low, result.high), ones); \
                    stop = (uint32_t)_mm256_movemask_epi8(_mm256_and_si256( \
                        _mm256_cmpeq_epi8(result.high, ones), \
                        _mm256_cmpeq_epi8(result.low, _mm256_set1_epi8((char)(ARNORM_CARE & 0xFF))))); \
                } \
                keep = arnorm_y_turn(~(uint32_t)_mm256_movemask_epi8(gone)); \
                result.low = _mm256_andnot_si256(gone, result.low); \
                result.high = _mm256_andnot_si256(gone, result.high); \
            } \
            if (stop) { \
                uint32_t plain, place; \
                UNIT *end; \
                stop = arnorm_y_turn(stop); \
                plain = arnorm_take_plain_##WIDTH(map, source + i, &stop); \
                place = _tzcnt_u32(stop); /* 32 if all is well */ \
                keep = _bzhi_u32(keep, place); \
                end = out + arnorm_y_write_##WIDTH(out, result, keep); \
                others |= arnorm_patch_##WIDTH(out, source + i, keep, plain); \
                i += place; \
                if (stop == 0) { \
                    /* What is seen in place of those is nothing beside them. */ \
                    found.low = _mm256_or_si256(found.low, result.low); \
                    found.high = _mm256_or_si256(found.high, result.high); \
                    out = end; \
                    continue; \
                } \
                while (out < end) \
                    others |= *out++; \
                end = arnorm_write_one_##WIDTH(map, source[i], out, &others); \
                if (end == NULL) \
                    goto done; \
                out = end; \
                i++; \
                continue; \
            } \
            found.low = _mm256_or_si256(found.low, result.low); \
            found.high = _mm256_or_si256(found.high, result.high); \
            { \
                const unsigned count = arnorm_y_write_##WIDTH(out, result, keep); \
                if (wide) \
                    others |= arnorm_patch_##WIDTH(out, source + i, keep, arnorm_y_turn(wide)); \
                out += count; \
            } \
            i += 32; \
        } \
        i += arnorm_write_##WIDTH##_scalar(map, source + i, length - i, out, &rest, seen); \
        out += rest; \
    done: \
        *written = out - target; \
        *seen |= others | arnorm_y_bits(found.low) | arnorm_y_bits(found.high) << 8; \
        return i; \
    }

ARNORM_AVX2_WIDE(uint8_t, 1)
ARNORM_AVX2_WIDE(uint16_t, 2)
ARNORM_AVX2_WIDE(uint32_t, 4)
ARNORM_AVX2_LOOPS(uint8_t, 1)
ARNORM_AVX2_LOOPS(uint16_t, 2)
ARNORM_AVX2_LOOPS(uint32_t, 4)

#endif
