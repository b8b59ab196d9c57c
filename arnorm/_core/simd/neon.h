/* The loops of `scalar` with NEON, 16 code points at a time, their low and high bytes apart.
 *
 * As in `avx2`, the rows of ASCII and of the page that the text was last in are looked up for every block, those of other
 * windows where a block touches them. A lookup beyond a row of 16 gives 0, and so changes nothing.
 */
#ifndef ARNORM_NEON_H
#define ARNORM_NEON_H

#include <arm_neon.h>

#include "front.h"
#include "lanes.h"

enum { ARNORM_N_MOVES = 6 }; /* lanes of another page from which on it becomes the page at hand */

typedef struct {
    uint8x16_t low;
    uint8x16_t high;
} arnorm_n;

/* Return whether any bit is set. */
static inline int arnorm_n_any(uint8x16_t lanes)
{
    return vmaxvq_u32(vreinterpretq_u32_u8(lanes)) != 0;
}

/* Return the set of lanes whose bytes are 0xFF, one bit for each; others have to be 0. */
static inline uint32_t arnorm_n_set(uint8x16_t lanes)
{
    static const uint8_t bits[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t each = vandq_u8(lanes, vld1q_u8(bits));
    return vaddv_u8(vget_low_u8(each)) | (uint32_t)vaddv_u8(vget_high_u8(each)) << 8;
}

static inline unsigned arnorm_n_first(uint32_t set)
{
    return (unsigned)__builtin_ctz(set);
}

static inline unsigned arnorm_n_count(uint32_t set)
{
    return (unsigned)__builtin_popcount(set);
}

/* The rows of a page and of ASCII that change, in groups that a block may have nothing of. */
typedef struct {
    uint8x16_t first[24];
    uint8x16_t low[24];
    uint8x16_t high[24];
    const arnorm_windows *windows;
    int ends[4]; /* of the groups: the page below 0x80, and from there on; ASCII below 0x40, and from there on */
    unsigned page;
} arnorm_n_rows;

ARNORM_NOINLINE void arnorm_n_take(arnorm_n_rows *rows, unsigned page)
{
    static const uint8_t groups[4] = {0xFF, 0xFF, 0x0F, 0xF0};
    const unsigned numbers[4] = {2 * page, 2 * page + 1, 0, 0};
    int group, count = 0;
    for (group = 0; group < 4; group++) {
        const unsigned window = numbers[group];
        const arnorm_window *const table = arnorm_window_of(rows->windows, window);
        uint32_t left = group == 0 && page == 0 ? 0 : rows->windows->rows[window] & groups[group];
        for (; left; left &= left - 1) {
            const unsigned row = 16 * arnorm_n_first(left);
            rows->first[count] = vdupq_n_u8((uint8_t)((window & 1) << 7 | row));
            rows->low[count] = vld1q_u8(table->low + row);
            rows->high[count++] = vld1q_u8(table->high + row);
        }
        rows->ends[group] = count;
    }
    rows->page = page;
}

static inline arnorm_n arnorm_n_xor(arnorm_n a, arnorm_n b)
{
    const arnorm_n both = {veorq_u8(a.low, b.low), veorq_u8(a.high, b.high)};
    return both;
}

/* Return what changes in the `lanes` of one page, by some of the rows. */
static inline arnorm_n arnorm_n_group(const arnorm_n_rows *rows, int row, int end, uint8x16_t low, uint8x16_t lanes)
{
    arnorm_n change = {vdupq_n_u8(0), vdupq_n_u8(0)};
    for (; row < end; row++) {
        const uint8x16_t place = veorq_u8(low, rows->first[row]);
        change.low = veorq_u8(change.low, vqtbl1q_u8(rows->low[row], place));
        change.high = veorq_u8(change.high, vqtbl1q_u8(rows->high[row], place));
    }
    change.low = vandq_u8(change.low, lanes);
    change.high = vandq_u8(change.high, lanes);
    return change;
}

/* Take the page of a lane that is neither ASCII nor of the page at hand, where many lanes of a block are of it. */
ARNORM_NOINLINE void arnorm_n_turn_page(arnorm_n_rows *rows, uint8x16_t pages, uint32_t rest)
{
    uint8_t high[16];
    unsigned page;
    vst1q_u8(high, pages);
    page = high[arnorm_n_first(rest)];
    if (arnorm_n_count(rest & arnorm_n_set(vceqq_u8(pages, vdupq_n_u8((uint8_t)page)))) >= ARNORM_N_MOVES)
        arnorm_n_take(rows, page);
}

/* Return what changes in lanes that are neither ASCII nor of the page at hand, one row after the other. */
ARNORM_NOINLINE arnorm_n arnorm_n_rest(const arnorm_windows *windows, arnorm_n x, uint32_t rest)
{
    const uint8x16_t row = vandq_u8(x.low, vdupq_n_u8(0xF0)), place = vandq_u8(x.low, vdupq_n_u8(0x0F));
    arnorm_n change = {vdupq_n_u8(0), vdupq_n_u8(0)};
    uint8_t low[16], high[16];
    vst1q_u8(low, x.low);
    vst1q_u8(high, x.high);
    do {
        const unsigned lane = arnorm_n_first(rest), page = high[lane], first = low[lane] & 0xF0;
        const unsigned window = page << 1 | first >> 7;
        const uint8x16_t same =
            vandq_u8(vceqq_u8(row, vdupq_n_u8((uint8_t)first)), vceqq_u8(x.high, vdupq_n_u8((uint8_t)page)));
        if (windows->rows[window] >> (first >> 4 & 7) & 1) {
            const arnorm_window *const table = arnorm_window_of(windows, window);
            const uint8x16_t lows = vld1q_u8(table->low + (first & 0x70)), highs = vld1q_u8(table->high + (first & 0x70));
            change.low = vbslq_u8(same, vqtbl1q_u8(lows, place), change.low);
            change.high = vbslq_u8(same, vqtbl1q_u8(highs, place), change.high);
        }
        rest &= ~arnorm_n_set(same);
    } while (rest);
    return change;
}

/* Return what changes in a block, as the words of windows do. */
static inline arnorm_n arnorm_n_change(arnorm_n_rows *rows, arnorm_n x)
{
    const uint8x16_t first = vceqzq_u8(x.high), ascii = vandq_u8(first, vcltq_u8(x.low, vdupq_n_u8(0x80)));
    uint8x16_t here = vceqq_u8(x.high, vdupq_n_u8((uint8_t)rows->page));
    uint8x16_t others = vmvnq_u8(vorrq_u8(ascii, here));
    arnorm_n change;
    if (arnorm_n_any(others)) {
        arnorm_n_turn_page(rows, x.high, arnorm_n_set(others));
        here = vceqq_u8(x.high, vdupq_n_u8((uint8_t)rows->page));
        others = vmvnq_u8(vorrq_u8(ascii, here));
    }
    change = arnorm_n_group(rows, 0, rows->ends[0], x.low, here);
    if (rows->ends[1] > rows->ends[0] && arnorm_n_any(vandq_u8(here, vshrq_n_u8(x.low, 7))))
        change = arnorm_n_xor(change, arnorm_n_group(rows, rows->ends[0], rows->ends[1], x.low, here));
    if (rows->ends[3] > rows->ends[1] && arnorm_n_any(ascii)) {
        change = arnorm_n_xor(change, arnorm_n_group(rows, rows->ends[1], rows->ends[2], x.low, first));
        if (rows->ends[3] > rows->ends[2] && arnorm_n_any(vandq_u8(ascii, vshlq_n_u8(x.low, 1))))
            change = arnorm_n_xor(change, arnorm_n_group(rows, rows->ends[2], rows->ends[3], x.low, first));
    }
    if (arnorm_n_any(others))
        change = arnorm_n_xor(change, arnorm_n_rest(rows->windows, x, arnorm_n_set(others)));
    return change;
}

static inline arnorm_n arnorm_n_read_1(const uint8_t *source)
{
    const arnorm_n x = {vld1q_u8(source), vdupq_n_u8(0)};
    return x;
}

static inline arnorm_n arnorm_n_read_2(const uint16_t *source)
{
    const uint8x16x2_t bytes = vld2q_u8((const uint8_t *)source);
    const arnorm_n x = {bytes.val[0], bytes.val[1]};
    return x;
}

/* What does not fit becomes U+FFFF, which needs care. */
static inline uint8x16_t arnorm_n_narrow(const uint32_t *source)
{
    return vreinterpretq_u8_u16(vcombine_u16(vqmovn_u32(vld1q_u32(source)), vqmovn_u32(vld1q_u32(source + 4))));
}

static inline arnorm_n arnorm_n_read_4(const uint32_t *source)
{
    const uint8x16_t first = arnorm_n_narrow(source), second = arnorm_n_narrow(source + 8);
    const arnorm_n x = {vuzp1q_u8(first, second), vuzp2q_u8(first, second)};
    return x;
}

/* Write the lanes of a block that are kept; return how many. Room for 16 is needed. */
static inline unsigned arnorm_n_write_1(uint8_t *target, arnorm_n x, uint32_t keep)
{
    const unsigned count = arnorm_n_count(keep & 0xFF);
    vst1_u8(target, vqtbl1_u8(x.low, vld1_u8(arnorm_front_1[keep & 0xFF])));
    vst1_u8(target + count, vtbl1_u8(vget_high_u8(x.low), vld1_u8(arnorm_front_1[keep >> 8])));
    return count + arnorm_n_count(keep >> 8);
}

static inline unsigned arnorm_n_write_2(uint16_t *target, arnorm_n x, uint32_t keep)
{
    const unsigned count = arnorm_n_count(keep & 0xFF);
    vst1q_u8((uint8_t *)target, vqtbl1q_u8(vzip1q_u8(x.low, x.high), vld1q_u8(arnorm_front_2[keep & 0xFF])));
    vst1q_u8((uint8_t *)(target + count), vqtbl1q_u8(vzip2q_u8(x.low, x.high), vld1q_u8(arnorm_front_2[keep >> 8])));
    return count + arnorm_n_count(keep >> 8);
}

static inline void arnorm_n_widen(uint32_t *target, uint16x8_t words)
{
    vst1q_u32(target, vmovl_u16(vget_low_u16(words)));
    vst1q_u32(target + 4, vmovl_high_u16(words));
}

static inline unsigned arnorm_n_write_4(uint32_t *target, arnorm_n x, uint32_t keep)
{
    uint16_t words[16];
    const unsigned count = arnorm_n_write_2(words, x, keep);
    arnorm_n_widen(target, vld1q_u16(words));
    arnorm_n_widen(target + 8, vld1q_u16(words + 8));
    return count;
}

/* Write all lanes of a block. */
static inline void arnorm_n_store_1(uint8_t *target, arnorm_n x)
{
    vst1q_u8(target, x.low);
}

static inline void arnorm_n_store_2(uint16_t *target, arnorm_n x)
{
    const uint8x16x2_t bytes = {{x.low, x.high}};
    vst2q_u8((uint8_t *)target, bytes);
}

static inline void arnorm_n_store_4(uint32_t *target, arnorm_n x)
{
    arnorm_n_widen(target, vreinterpretq_u16_u8(vzip1q_u8(x.low, x.high)));
    arnorm_n_widen(target + 8, vreinterpretq_u16_u8(vzip2q_u8(x.low, x.high)));
}

/* Return the bits that are set in any byte. */
static inline uint32_t arnorm_n_bits(uint8x16_t bytes)
{
    const uint64x2_t parts = vreinterpretq_u64_u8(bytes);
    uint64_t bits = vgetq_lane_u64(parts, 0) | vgetq_lane_u64(parts, 1);
    bits |= bits >> 32;
    bits |= bits >> 16;
    return (uint32_t)(bits | bits >> 8) & 0xFF;
}

#define ARNORM_NEON_LOOPS(UNIT, WIDTH) \
    ARNORM_NOINLINE ptrdiff_t arnorm_same_##WIDTH##_neon(const arnorm_map *map, const UNIT *source, ptrdiff_t length) \
    { \
        arnorm_n_rows rows; \
        ptrdiff_t i = 0; \
        if (map->windows->hides) \
            return arnorm_same_##WIDTH##_scalar(map, source, length); \
        rows.windows = map->windows; \
        if (length >= 16) \
            arnorm_n_take(&rows, source[0] >> 8 & 0xFF); \
        for (; i + 16 <= length; i += 16) { \
            const arnorm_n change = arnorm_n_change(&rows, arnorm_n_read_##WIDTH(source + i)); \
            const uint8x16_t either = vorrq_u8(change.low, change.high); \
            unsigned first; \
            if (!arnorm_n_any(either)) \
                continue; \
            first = arnorm_first_changed_##WIDTH(map, source + i, arnorm_n_set(vtstq_u8(either, either))); \
            if (first < 32) \
                return i + first; \
        } \
        return i + arnorm_same_##WIDTH##_scalar(map, source + i, length - i); \
    } \
    ARNORM_NOINLINE ptrdiff_t arnorm_write_##WIDTH##_neon( \
        const arnorm_map *map, const UNIT *source, ptrdiff_t length, UNIT *target, ptrdiff_t *written, \
        uint32_t *seen) \
    { \
        const uint8x16_t ones = vdupq_n_u8(0xFF); \
        arnorm_n found = {vdupq_n_u8(0), vdupq_n_u8(0)}; \
        arnorm_n_rows rows; \
        ptrdiff_t i = 0, rest = 0; \
        uint32_t others = 0; \
        UNIT *out = target; \
        rows.windows = map->windows; \
        if (length >= 16) \
            arnorm_n_take(&rows, source[0] >> 8 & 0xFF); \
        while (i + 16 <= length) { \
            arnorm_n x = arnorm_n_read_##WIDTH(source + i); \
            uint8x16_t special, gone; \
            uint32_t keep, stop, plain; \
            x = arnorm_n_xor(x, arnorm_n_change(&rows, x)); \
            special = vceqq_u8(x.high, ones); \
            if (!arnorm_n_any(special)) { \
                found.low = vorrq_u8(found.low, x.low); \
                found.high = vorrq_u8(found.high, x.high); \
                arnorm_n_store_##WIDTH(out, x); \
                out += 16; \
                i += 16; \
                continue; \
            } \
            gone = vandq_u8(special, vceqq_u8(x.low, ones)); \
            keep = 0xFFFF ^ arnorm_n_set(gone); \
            stop = arnorm_n_set(vandq_u8(special, vceqq_u8(x.low, vdupq_n_u8(ARNORM_CARE & 0xFF)))); \
            if (stop == 0) { \
                found.low = vorrq_u8(found.low, vbicq_u8(x.low, gone)); \
                found.high = vorrq_u8(found.high, vbicq_u8(x.high, gone)); \
                out += arnorm_n_write_##WIDTH(out, x, keep); \
                i += 16; \
                continue; \
            } \
            /* Those at the front that stay as they are are written into their places. */ \
            plain = arnorm_take_plain_##WIDTH(map, source + i, &stop); \
            keep &= stop ? (stop & (0 - stop)) - 1 : 0xFFFF; \
            arnorm_n_write_##WIDTH(out, x, keep); \
            arnorm_patch_##WIDTH(out, source + i, keep, plain); \
            for (keep = arnorm_n_count(keep); keep; keep--) \
                others |= *out++; \
            i += stop ? arnorm_n_first(stop) : 16; \
            if (stop) { \
                UNIT *const end = arnorm_write_one_##WIDTH(map, source[i], out, &others); \
                if (end == NULL) \
                    goto done; \
                out = end; \
                i++; \
            } \
        } \
        i += arnorm_write_##WIDTH##_scalar(map, source + i, length - i, out, &rest, seen); \
        out += rest; \
    done: \
        *written = out - target; \
        *seen |= others | arnorm_n_bits(found.low) | arnorm_n_bits(found.high) << 8; \
        return i; \
    }

ARNORM_NEON_LOOPS(uint8_t, 1)
ARNORM_NEON_LOOPS(uint16_t, 2)
ARNORM_NEON_LOOPS(uint32_t, 4)

#define arnorm_changes_neon arnorm_changes_scalar

#endif
