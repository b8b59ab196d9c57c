/* The loops of `utf8_scalar` with AVX2, 32 bytes at a time; `utf8_avx512` says how.
 *
 * Only the rows of 16 code points that change are looked up. The end of the text is copied to where a whole block can be
 * read and written.
 */
#ifndef ARNORM_UTF8_AVX2_H
#define ARNORM_UTF8_AVX2_H

#include "avx2.h"
#include "utf8_blocks.h"

ARNORM_AVX2 static inline uint32_t arnorm_y8_equal(__m256i x, int byte)
{
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(x, _mm256_set1_epi8((char)byte)));
}

ARNORM_AVX2 static inline uint32_t arnorm_y8_from(__m256i x, int bound)
{
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(x, _mm256_set1_epi8((char)bound)), x));
}

/* Move bytes to the next lane. */
ARNORM_AVX2 static inline __m256i arnorm_y8_up(__m256i x)
{
    return _mm256_alignr_epi8(x, _mm256_permute2x128_si256(x, x, 0x08), 15);
}

#define ARNORM_FOUR(BYTE) BYTE, BYTE, BYTE, BYTE
#define ARNORM_SIXTEEN(BYTE) {ARNORM_FOUR(BYTE), ARNORM_FOUR(BYTE), ARNORM_FOUR(BYTE), ARNORM_FOUR(BYTE)}

/* The first byte of each row of 16. */
static const uint8_t arnorm_firsts[16][16] = {
    ARNORM_SIXTEEN(0x00), ARNORM_SIXTEEN(0x10), ARNORM_SIXTEEN(0x20), ARNORM_SIXTEEN(0x30),
    ARNORM_SIXTEEN(0x40), ARNORM_SIXTEEN(0x50), ARNORM_SIXTEEN(0x60), ARNORM_SIXTEEN(0x70),
    ARNORM_SIXTEEN(0x80), ARNORM_SIXTEEN(0x90), ARNORM_SIXTEEN(0xA0), ARNORM_SIXTEEN(0xB0),
    ARNORM_SIXTEEN(0xC0), ARNORM_SIXTEEN(0xD0), ARNORM_SIXTEEN(0xE0), ARNORM_SIXTEEN(0xF0)};

/* Return where bytes lie in a row of 16, with the top bit set for those that do not. */
ARNORM_AVX2 static inline __m256i arnorm_y8_place(__m256i x, unsigned row)
{
    return _mm256_adds_epu8(_mm256_xor_si256(x, arnorm_y_both(arnorm_firsts[row])), _mm256_set1_epi8(0x70));
}

/* Return what a row of a table holds for the bytes that are in it, and 0 for others. */
ARNORM_AVX2 static inline __m256i arnorm_y8_row(__m256i x, unsigned row, const uint8_t *values)
{
    return _mm256_shuffle_epi8(arnorm_y_both(values), arnorm_y8_place(x, row));
}

/* What the bytes of code points change by, both where the first one is. */
typedef struct {
    __m256i lead;
    __m256i trail;
} arnorm_y8;

/* Add to `change` what rows of a page hold for the low bytes of code points that are in them. */
ARNORM_AVX2 static inline void arnorm_y8_rows(
    arnorm_y8 *change, const arnorm_utf8_page *page, int k, int end, __m256i index)
{
    for (; k < end; k++) {
        const unsigned row = page->rows[k];
        const __m256i place = arnorm_y8_place(index, row);
        change->lead = _mm256_xor_si256(
            change->lead, _mm256_shuffle_epi8(arnorm_y_both(page->lead + 16 * row), place));
        if (page->second[k])
            change->trail = _mm256_xor_si256(
                change->trail, _mm256_shuffle_epi8(arnorm_y_both(page->trail + 16 * row), place));
    }
}

/* Return the first bytes of a page. */
ARNORM_AVX2 static inline __m256i arnorm_y8_leads(__m256i x, const arnorm_utf8_page *page)
{
    return _mm256_cmpeq_epi8(_mm256_and_si256(x, _mm256_set1_epi8((char)0xFC)), _mm256_set1_epi8((char)page->hot));
}

/* Return the lanes up to the first code point that is not well-formed or not complete. */
ARNORM_AVX2 ARNORM_NOINLINE uint64_t arnorm_y8_sound(__m256i x, uint32_t lanes)
{
    const uint32_t high = (uint32_t)_mm256_movemask_epi8(x), leads = arnorm_y8_from(x, 0xC0);
    const uint32_t longer = arnorm_y8_from(x, 0xE0);
    arnorm_bytes bytes;
    bytes.lanes = lanes;
    bytes.high = high;
    bytes.trail = high & ~leads;
    bytes.two = ~longer & arnorm_y8_from(x, 0xC2);
    bytes.three = longer & ~arnorm_y8_from(x, 0xF0);
    bytes.four = longer & ~bytes.three & ~arnorm_y8_from(x, 0xF5);
    bytes.wrong = 0;
    if (longer) {
        const uint64_t from_90 = arnorm_y8_from(x, 0x90), from_A0 = arnorm_y8_from(x, 0xA0);
        bytes.wrong = ((uint64_t)arnorm_y8_equal(x, 0xE0) << 1 & ~from_A0) |
                      ((uint64_t)arnorm_y8_equal(x, 0xED) << 1 & from_A0) |
                      ((uint64_t)arnorm_y8_equal(x, 0xF0) << 1 & ~from_90) |
                      ((uint64_t)arnorm_y8_equal(x, 0xF4) << 1 & from_90);
    }
    return arnorm_sound(&bytes);
}

/* Return the first bytes of code points that may change, the hot page apart. */
ARNORM_AVX2 static inline uint32_t arnorm_y8_looks(const arnorm_utf8 *utf8, __m256i x, uint32_t hot)
{
    __m256i looks = _mm256_setzero_si256();
    int k;
    for (k = 0; k < 64; k += 16)
        looks = _mm256_or_si256(looks, arnorm_y8_row(x, (unsigned)(0xC0 | k) >> 4, utf8->looks + k));
    return ~arnorm_y8_equal(looks, 0) & ~hot;
}

/* Return what the bytes of a block become; from `source` on 33 bytes can be read, of which up to 32 are text. */
ARNORM_AVX2 __attribute__((always_inline)) static inline __m256i arnorm_y8_block(
    const arnorm_utf8 *utf8, const arnorm_utf8_page **at_hand, const uint8_t *source, ptrdiff_t left,
    arnorm_written *block)
{
    const arnorm_utf8_page *page = *at_hand;
    const uint64_t lanes = arnorm_lanes(left);
    const __m256i x = _mm256_loadu_si256((const __m256i *)source);
    const __m256i next = _mm256_loadu_si256((const __m256i *)(source + 1));
    const __m256i two_bits = _mm256_set1_epi8((char)0xC0);
    __m256i hot = arnorm_y8_leads(x, page);
    uint64_t leads = (uint32_t)_mm256_movemask_epi8(hot);
    __m256i result = x;
    uint64_t drop = 0;
    const uint64_t high = (uint32_t)_mm256_movemask_epi8(x) & lanes;
    const uint64_t trails = (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(two_bits, x)) & lanes;
    block->look = block->changed = 0;
    block->used = lanes & ~(leads & arnorm_last(lanes));
    block->size = arnorm_whole(source, left);
    if (trails != (leads << 1 & lanes) || high != (leads | trails)) {
        block->used = arnorm_y8_sound(x, (uint32_t)lanes);
        block->size = __builtin_popcountll(block->used);
        block->look = arnorm_y8_looks(utf8, x, (uint32_t)leads) & block->used;
        if (block->look) {
            const unsigned number = arnorm_page_for(source, block->look);
            const __m256i others = arnorm_y8_leads(x, utf8->pages + number);
            const uint32_t lanes_of_others = (uint32_t)_mm256_movemask_epi8(others);
            if (number && __builtin_popcountll(lanes_of_others) > __builtin_popcountll(leads)) {
                page = *at_hand = utf8->pages + number;
                hot = others;
                leads = lanes_of_others;
                block->look = arnorm_y8_looks(utf8, x, (uint32_t)leads) & block->used;
            }
        }
    }
    if (leads && page->count) {
        /* Two bits of the first byte, six of the second. */
        const __m256i index = _mm256_or_si256(_mm256_and_si256(_mm256_slli_epi16(x, 6), two_bits),
                                              _mm256_andnot_si256(two_bits, next));
        arnorm_y8 change = {_mm256_setzero_si256(), _mm256_setzero_si256()};
        uint32_t changed;
        arnorm_y8_rows(&change, page, 0, page->lower, index);
        if ((uint32_t)_mm256_movemask_epi8(index) & leads)
            arnorm_y8_rows(&change, page, page->lower, page->count, index);
        change.lead = _mm256_and_si256(change.lead, hot);
        change.trail = _mm256_and_si256(change.trail, hot);
        changed = ~arnorm_y8_equal(_mm256_or_si256(change.lead, change.trail), 0);
        block->changed = changed & block->used;
        if (block->changed) {
            const uint32_t first = (uint32_t)_mm256_movemask_epi8(change.lead) & (uint32_t)block->used;
            const uint32_t second = (uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(change.lead, 1));
            block->look |= (uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(change.lead, 2)) & block->changed;
            drop = first | (uint64_t)(second & first) << 1;
            result = _mm256_xor_si256(_mm256_xor_si256(result, change.lead), arnorm_y8_up(change.trail));
        }
    }
    if (utf8->count) {
        __m256i change = _mm256_setzero_si256();
        int k;
        for (k = 0; k < utf8->count; k++)
            change = _mm256_or_si256(change, arnorm_y8_row(x, utf8->rows[k], utf8->ascii + 16 * utf8->rows[k]));
        const uint64_t changed = ~arnorm_y8_equal(change, 0) & block->used;
        if (changed) {
            const uint64_t gone = (uint32_t)_mm256_movemask_epi8(change) & changed;
            const uint64_t look = (uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(change, 1)) & gone;
            result = _mm256_xor_si256(result, change);
            block->changed |= changed;
            block->look |= look;
            drop |= gone & ~look;
        }
    }
    block->keep = block->used & ~drop;
    return result;
}

#define arnorm_y8_write arnorm_y_bytes
#define ARNORM_Y8_LOAD(BYTES) _mm256_loadu_si256((const __m256i *)(BYTES))
#define ARNORM_Y8_STORE(BYTES, X) _mm256_storeu_si256((__m256i *)(BYTES), X)

ARNORM_UTF8_LOOPS(avx2, ARNORM_AVX2, arnorm_y8, 32, __m256i, ARNORM_Y8_LOAD, ARNORM_Y8_STORE)

#endif
