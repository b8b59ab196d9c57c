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

/* Return what tables of rows of 16 hold for bytes that are in these rows, and 0 for others. */
ARNORM_AVX2 static inline __m256i arnorm_y8_row(__m256i x, uint8_t first, const uint8_t *table)
{
    const __m256i place =
        _mm256_adds_epu8(_mm256_xor_si256(x, _mm256_set1_epi8((char)first)), _mm256_set1_epi8(0x70));
    return _mm256_shuffle_epi8(arnorm_y_both(table), place);
}

/* What the bytes of code points change by, both where the first one is. */
typedef struct {
    __m256i lead;
    __m256i trail;
} arnorm_y8;

/* Add to `change` what rows hold for the low bytes of code points that are in them. */
ARNORM_AVX2 static inline void arnorm_y8_rows(
    arnorm_y8 *change, const arnorm_utf8_row *row, const arnorm_utf8_row *end, __m256i index)
{
    for (; row < end; row++) {
        const __m256i place = _mm256_adds_epu8(_mm256_xor_si256(index, arnorm_y_both(row->first)), _mm256_set1_epi8(0x70));
        change->lead = _mm256_xor_si256(change->lead, _mm256_shuffle_epi8(arnorm_y_both(row->lead), place));
        if (row->second)
            change->trail = _mm256_xor_si256(change->trail, _mm256_shuffle_epi8(arnorm_y_both(row->trail), place));
    }
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
        looks = _mm256_or_si256(looks, arnorm_y8_row(x, (uint8_t)(0xC0 | k), utf8->looks + k));
    return ~arnorm_y8_equal(looks, 0) & ~hot;
}

/* Return what the bytes of a block become; from `source` on 33 bytes can be read, of which up to 32 are text. */
ARNORM_AVX2 static inline __m256i arnorm_y8_block(
    const arnorm_windows *windows, const uint8_t *source, ptrdiff_t left, arnorm_written *block)
{
    const arnorm_utf8 *utf8 = &windows->utf8;
    const uint64_t lanes = arnorm_lanes(left);
    const __m256i x = _mm256_loadu_si256((const __m256i *)source);
    const __m256i next = _mm256_loadu_si256((const __m256i *)(source + 1));
    const __m256i two_bits = _mm256_set1_epi8((char)0xC0);
    const __m256i hot = _mm256_cmpeq_epi8(_mm256_and_si256(x, _mm256_set1_epi8((char)0xFC)),
                                          _mm256_set1_epi8((char)utf8->hot));
    const uint64_t leads = (uint32_t)_mm256_movemask_epi8(hot) & lanes;
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
    }
    if (leads && utf8->rows_in_all) {
        /* Two bits of the first byte, six of the second. */
        const __m256i index = _mm256_or_si256(_mm256_and_si256(_mm256_slli_epi16(x, 6), two_bits),
                                              _mm256_andnot_si256(two_bits, next));
        arnorm_y8 change = {_mm256_setzero_si256(), _mm256_setzero_si256()};
        uint32_t changed;
        arnorm_y8_rows(&change, utf8->rows, utf8->rows + utf8->lower, index);
        if ((uint32_t)_mm256_movemask_epi8(index) & leads)
            arnorm_y8_rows(&change, utf8->rows + utf8->lower, utf8->rows + utf8->rows_in_all, index);
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
    if (utf8->ascii_rows) {
        const arnorm_utf8_row *row;
        __m256i change = _mm256_setzero_si256();
        for (row = utf8->rows_of_ascii; row < utf8->rows_of_ascii + utf8->ascii_rows; row++)
            change = _mm256_or_si256(change, arnorm_y8_row(x, row->first[0], row->lead));
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

/* Write the lanes of a block that are kept, and return how many. Room for 32 is needed. */
ARNORM_AVX2 static inline ptrdiff_t arnorm_y8_write(uint8_t *target, __m256i bytes, uint32_t keep)
{
    const __m128i parts[2] = {_mm256_castsi256_si128(bytes), _mm256_extracti128_si256(bytes, 1)};
    uint8_t *out = target;
    int k;
    if ((keep & (keep + 1)) == 0) {
        _mm256_storeu_si256((__m256i *)target, bytes);
        return _mm_popcnt_u32(keep);
    }
    for (k = 0; k < 4; k++) {
        const unsigned set = keep >> (8 * k) & 0xFF;
        const __m128i part = k & 1 ? _mm_srli_si128(parts[k >> 1], 8) : parts[k >> 1];
        const __m128i front = _mm_loadl_epi64((const __m128i *)arnorm_front_1[set]);
        _mm_storel_epi64((__m128i *)out, _mm_shuffle_epi8(part, front));
        out += _mm_popcnt_u32(set);
    }
    return out - target;
}

ARNORM_AVX2 ARNORM_NOINLINE ptrdiff_t arnorm_same_utf8_avx2(
    const arnorm_map *map, const uint8_t *source, ptrdiff_t length)
{
    ptrdiff_t i = 0;
    while (i < length) {
        const ptrdiff_t left = length - i;
        uint8_t rest[40];
        arnorm_written block;
        if (left < 33) {
            memset(rest, 0, sizeof(rest));
            memcpy(rest, source + i, (size_t)left);
            arnorm_y8_block(map->windows, rest, left < 32 ? left : 32, &block);
        } else {
            arnorm_y8_block(map->windows, source + i, 32, &block);
        }
        if (block.look || block.changed || !block.used) {
            const ptrdiff_t same = arnorm_unchanged(map, source + i, &block);
            if (same < block.size || same == 0)
                return i + same;
        }
        i += block.size;
    }
    return i;
}

ARNORM_AVX2 ARNORM_NOINLINE ptrdiff_t arnorm_write_utf8_avx2(
    const arnorm_map *map, const uint8_t *source, ptrdiff_t length, uint8_t *target, ptrdiff_t room,
    ptrdiff_t *written)
{
    arnorm_place place = {source, source + length, target, target + room};
    while (place.in < place.end) {
        const ptrdiff_t left = place.end - place.in;
        uint8_t rest[40], bytes[32];
        arnorm_written block;
        uint64_t used;
        ptrdiff_t count;
        __m256i x;
        if (left < 33) {
            memset(rest, 0, sizeof(rest));
            memcpy(rest, place.in, (size_t)left);
            x = arnorm_y8_block(map->windows, rest, left < 32 ? left : 32, &block);
        } else {
            x = arnorm_y8_block(map->windows, place.in, 32, &block);
        }
        used = block.used;
        if (block.look) {
            _mm256_storeu_si256((__m256i *)bytes, x);
            arnorm_written other = block;
            arnorm_look(map, place.in, &other, bytes);
            block = other;
            if (block.patched)
                x = _mm256_loadu_si256((const __m256i *)bytes);
        }
        if (left < 32) {
            count = arnorm_y8_write(bytes, x, (uint32_t)block.keep);
            memcpy(place.out, bytes, (size_t)count);
        } else {
            count = arnorm_y8_write(place.out, x, (uint32_t)block.keep);
        }
        place.in += block.size;
        place.out += count;
        if ((block.used != used || !used) && !arnorm_step(map, &place))
            break;
    }
    *written = place.out - target;
    return place.in - source;
}

#endif
