/* The loops of `utf8_scalar` with NEON, 16 bytes at a time; `utf8_avx512` says how.
 *
 * It costs much to make a set of lanes of bytes, so that blocks in which all is as usual go without. The end of the text
 * is copied to where a whole block can be read and written.
 */
#ifndef ARNORM_UTF8_NEON_H
#define ARNORM_UTF8_NEON_H

#include "neon.h"
#include "utf8_blocks.h"

/* Move bytes to the next lane. */
static inline uint8x16_t arnorm_n8_up(uint8x16_t x)
{
    return vextq_u8(vdupq_n_u8(0), x, 15);
}

/* Return the lanes from 0x80 to 0xBF. */
static inline uint8x16_t arnorm_n8_trails(uint8x16_t x)
{
    return vcltq_s8(vreinterpretq_s8_u8(x), vdupq_n_s8(-0x40));
}

static inline uint32_t arnorm_n8_equal(uint8x16_t x, int byte)
{
    return arnorm_n_set(vceqq_u8(x, vdupq_n_u8((uint8_t)byte)));
}

static inline uint32_t arnorm_n8_from(uint8x16_t x, int bound)
{
    return arnorm_n_set(vcgeq_u8(x, vdupq_n_u8((uint8_t)bound)));
}

/* Return the set of lanes in which a bit is set. */
static inline uint32_t arnorm_n8_with(uint8x16_t x, int bit)
{
    return arnorm_n_set(vtstq_u8(x, vdupq_n_u8((uint8_t)bit)));
}

/* Return the first bytes of a page. */
static inline uint8x16_t arnorm_n8_leads(uint8x16_t x, const arnorm_utf8_page *page)
{
    return vceqq_u8(vandq_u8(x, vdupq_n_u8(0xFC)), vdupq_n_u8(page->hot));
}

/* Return the lanes up to the first code point that is not well-formed or not complete. */
ARNORM_NOINLINE uint64_t arnorm_n8_sound(uint8x16_t x, uint64_t lanes)
{
    const uint64_t high = arnorm_n8_with(x, 0x80), leads = arnorm_n8_from(x, 0xC0), longer = arnorm_n8_from(x, 0xE0);
    arnorm_bytes bytes;
    bytes.lanes = lanes;
    bytes.high = high;
    bytes.trail = high & ~leads;
    bytes.two = ~longer & arnorm_n8_from(x, 0xC2);
    bytes.three = longer;
    bytes.four = 0;
    bytes.wrong = 0;
    if (longer) {
        const uint64_t from_90 = arnorm_n8_from(x, 0x90), from_A0 = arnorm_n8_from(x, 0xA0);
        const uint64_t from_F0 = arnorm_n8_from(x, 0xF0);
        bytes.three = longer & ~from_F0;
        bytes.four = from_F0 & ~(uint64_t)arnorm_n8_from(x, 0xF5);
        bytes.wrong = ((uint64_t)arnorm_n8_equal(x, 0xE0) << 1 & ~from_A0) |
                      ((uint64_t)arnorm_n8_equal(x, 0xED) << 1 & from_A0) |
                      ((uint64_t)arnorm_n8_equal(x, 0xF0) << 1 & ~from_90) |
                      ((uint64_t)arnorm_n8_equal(x, 0xF4) << 1 & from_90);
    }
    return arnorm_sound(&bytes);
}

/* Return the first bytes of code points that may change, the hot page apart. */
static inline uint64_t arnorm_n8_looks(const arnorm_utf8 *utf8, uint8x16_t x, uint8x16_t hot)
{
    const uint8x16x4_t table = {
        {vld1q_u8(utf8->looks), vld1q_u8(utf8->looks + 16), vld1q_u8(utf8->looks + 32), vld1q_u8(utf8->looks + 48)}};
    const uint8x16_t looks = vqtbl4q_u8(table, vsubq_u8(x, vdupq_n_u8(0xC0)));
    return arnorm_n_set(vbicq_u8(vtstq_u8(looks, looks), hot));
}

/* What the bytes of code points change by, both where the first one is. */
typedef struct {
    uint8x16_t lead;
    uint8x16_t trail;
} arnorm_n8;

/* Add to `change` what rows of a page hold for the low bytes of code points that are in them. */
static inline void arnorm_n8_rows(arnorm_n8 *change, const arnorm_utf8_page *page, int k, int end, uint8x16_t index)
{
    for (; k < end; k++) {
        const unsigned row = 16u * page->rows[k];
        const uint8x16_t place = veorq_u8(index, vdupq_n_u8((uint8_t)row));
        change->lead = veorq_u8(change->lead, vqtbl1q_u8(vld1q_u8(page->lead + row), place));
        if (page->second[k])
            change->trail = veorq_u8(change->trail, vqtbl1q_u8(vld1q_u8(page->trail + row), place));
    }
}

/* Return what the bytes of a block become; from `source` on 17 bytes can be read, of which up to 16 are text. */
static inline uint8x16_t arnorm_n8_block(
    const arnorm_utf8 *utf8, const arnorm_utf8_page **at_hand, const uint8_t *source, ptrdiff_t left,
    arnorm_written *block)
{
    const arnorm_utf8_page *page = *at_hand;
    const uint8x16_t x = vld1q_u8(source), trails = arnorm_n8_trails(x), high = vcgeq_u8(x, vdupq_n_u8(0x80));
    uint8x16_t hot = arnorm_n8_leads(x, page), result = x;
    uint64_t drop = 0;
    block->look = block->changed = 0;
    block->size = arnorm_whole(source, left);
    block->used = arnorm_lanes(block->size);
    /* Bytes behind a text that ends early are 0, and wanted where its last byte is the first of two. */
    if (arnorm_n_any(vorrq_u8(veorq_u8(trails, arnorm_n8_up(hot)), veorq_u8(high, vorrq_u8(hot, trails))))) {
        block->used = arnorm_n8_sound(x, arnorm_lanes(left));
        block->size = __builtin_popcountll(block->used);
        block->look = arnorm_n8_looks(utf8, x, hot) & block->used;
        if (block->look) {
            const unsigned number = arnorm_page_for(source, block->look);
            const uint8x16_t others = arnorm_n8_leads(x, utf8->pages + number);
            if (number && arnorm_n_count(arnorm_n_set(others)) > arnorm_n_count(arnorm_n_set(hot))) {
                page = *at_hand = utf8->pages + number;
                hot = others;
                block->look = arnorm_n8_looks(utf8, x, hot) & block->used;
            }
        }
    }
    if (page->count) {
        /* Two bits of the first byte, six of the second. */
        const uint8x16_t index = vorrq_u8(vshlq_n_u8(x, 6), vandq_u8(vld1q_u8(source + 1), vdupq_n_u8(0x3F)));
        arnorm_n8 change = {vdupq_n_u8(0), vdupq_n_u8(0)};
        uint8x16_t either;
        arnorm_n8_rows(&change, page, 0, page->lower, index);
        if (page->count > page->lower && arnorm_n_any(vandq_u8(hot, vshrq_n_u8(index, 7))))
            arnorm_n8_rows(&change, page, page->lower, page->count, index);
        change.lead = vandq_u8(change.lead, hot);
        change.trail = vandq_u8(change.trail, hot);
        either = vorrq_u8(change.lead, change.trail);
        if (arnorm_n_any(either)) {
            block->changed = arnorm_n_set(vtstq_u8(either, either)) & block->used;
            if (arnorm_n_any(vandq_u8(change.lead, vdupq_n_u8(ARNORM_DROP_LEAD | ARNORM_LOOK)))) {
                const uint64_t first = arnorm_n8_with(change.lead, ARNORM_DROP_LEAD) & block->used;
                const uint64_t second = arnorm_n8_with(change.lead, ARNORM_DROP_TRAIL);
                block->look |= arnorm_n8_with(change.lead, ARNORM_LOOK) & block->changed;
                drop = first | (second & first) << 1;
            }
            result = veorq_u8(veorq_u8(result, change.lead), arnorm_n8_up(change.trail));
        }
    }
    if (utf8->count) {
        uint8x16_t change = vdupq_n_u8(0);
        int k;
        for (k = 0; k < utf8->count; k++) {
            const unsigned row = 16u * utf8->rows[k];
            const uint8x16_t place = veorq_u8(x, vdupq_n_u8((uint8_t)row));
            change = vorrq_u8(change, vqtbl1q_u8(vld1q_u8(utf8->ascii + row), place));
        }
        if (arnorm_n_any(change)) {
            const uint64_t gone = arnorm_n8_with(change, ARNORM_DROP_ASCII) & block->used;
            const uint64_t look = arnorm_n8_with(change, ARNORM_LOOK_ASCII & ~ARNORM_DROP_ASCII) & gone;
            result = veorq_u8(result, change);
            block->changed |= arnorm_n_set(vtstq_u8(change, change)) & block->used;
            block->look |= look;
            drop |= gone & ~look;
        }
    }
    block->keep = block->used & ~drop;
    return result;
}

/* Write the lanes of a block that are kept, and return how many. Room for 16 is needed. */
static inline ptrdiff_t arnorm_n8_write(uint8_t *target, uint8x16_t bytes, uint32_t keep)
{
    const arnorm_n x = {bytes, bytes};
    if ((keep & (keep + 1)) == 0) {
        vst1q_u8(target, bytes);
        return arnorm_n_count(keep);
    }
    return arnorm_n_write_1(target, x, keep);
}

ARNORM_UTF8_LOOPS(neon, , arnorm_n8, 16, uint8x16_t, vld1q_u8, vst1q_u8)

#endif
