/* The loops of `utf8_scalar` with AVX-512, 64 bytes at a time.
 *
 * What changes in ASCII and on the hot page is looked up in registers, at the first byte of each code point, and the bytes
 * that are left are moved together. Where other bytes stand the block is validated at length, and only code points whose
 * first byte says that they may change are looked at one by one.
 */
#ifndef ARNORM_UTF8_AVX512_H
#define ARNORM_UTF8_AVX512_H

#include "avx512.h"
#include "utf8_blocks.h"

typedef struct {
    const arnorm_utf8 *utf8;
    __m512i lead[4];
    __m512i trail[4];
    __m512i ascii[2];
    __m512i hot;
    __m512i behind; /* for each lane, the one before it */
    int ascii_stays; /* whether ASCII stays as it is */
} arnorm_z8;

/* Take a page as the hot one. */
ARNORM_AVX512 static inline void arnorm_z8_take(arnorm_z8 *z, unsigned number)
{
    const arnorm_utf8_page *page = &z->utf8->pages[number];
    int k;
    for (k = 0; k < 4; k++) {
        z->lead[k] = _mm512_loadu_si512(page->lead + 64 * k);
        z->trail[k] = _mm512_loadu_si512(page->trail + 64 * k);
    }
    z->hot = _mm512_set1_epi8((char)page->hot);
}

ARNORM_AVX512 static inline void arnorm_z8_load(arnorm_z8 *z, const arnorm_windows *windows)
{
    static const uint8_t behind[64] = {63, 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14,
                                       15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
                                       31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46,
                                       47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62};
    z->utf8 = &windows->utf8;
    arnorm_z8_take(z, windows->utf8.first);
    z->ascii[0] = _mm512_loadu_si512(windows->utf8.ascii);
    z->ascii[1] = _mm512_loadu_si512(windows->utf8.ascii + 64);
    z->behind = _mm512_loadu_si512(behind);
    z->ascii_stays = windows->utf8.count == 0;
}

ARNORM_AVX512 static inline __mmask64 arnorm_z8_less(__m512i x, int bound)
{
    return _mm512_cmplt_epu8_mask(x, _mm512_set1_epi8((char)bound));
}

/* Return the lanes behind a byte. */
ARNORM_AVX512 static inline uint64_t arnorm_z8_behind(__m512i x, int byte)
{
    return (uint64_t)_mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8((char)byte)) << 1;
}

/* Return the lanes up to the first code point that is not well-formed or not complete. */
ARNORM_AVX512 static inline uint64_t arnorm_z8_sound(__m512i x, uint64_t lanes)
{
    const uint64_t high = _mm512_movepi8_mask(x), leads = ~arnorm_z8_less(x, 0xC0), longer = ~arnorm_z8_less(x, 0xE0);
    uint64_t special;
    arnorm_bytes bytes;
    bytes.lanes = lanes;
    bytes.high = high;
    bytes.trail = high & ~leads;
    bytes.two = ~longer & ~arnorm_z8_less(x, 0xC2);
    bytes.four = longer & ~arnorm_z8_less(x, 0xF0);
    bytes.three = longer & ~bytes.four;
    /* What follows is seldom needed. */
    special = arnorm_z8_behind(x, 0xE0) | arnorm_z8_behind(x, 0xED);
    bytes.wrong = special ? special & (arnorm_z8_behind(x, 0xED) ^ arnorm_z8_less(x, 0xA0)) : 0;
    if (bytes.four) {
        const uint64_t below_90 = arnorm_z8_less(x, 0x90);
        bytes.four &= arnorm_z8_less(x, 0xF5);
        bytes.wrong |= (arnorm_z8_behind(x, 0xF0) & below_90) | (arnorm_z8_behind(x, 0xF4) & ~below_90);
    }
    return arnorm_sound(&bytes);
}

/* The first bytes, from C0 on, for which it does not do to count the bytes behind them. */
static const uint8_t arnorm_z8_seldom[64] = {
    [0x00] = 1, [0x01] = 1, [0x20] = 1, [0x2D] = 1, [0x34] = 1, [0x35] = 1, [0x36] = 1, [0x37] = 1,
    [0x38] = 1, [0x39] = 1, [0x3A] = 1, [0x3B] = 1, [0x3C] = 1, [0x3D] = 1, [0x3E] = 1, [0x3F] = 1,
};

/* Find out up to where a block in which not only ASCII and the hot page stand can be read.
 *
 * In most of them it hangs on the last bytes alone, so that the next block need not wait for this one.
 */
ARNORM_AVX512 __attribute__((always_inline)) static inline void arnorm_z8_validate(
    const uint8_t *source, __m512i x, uint64_t lanes, uint64_t leads, uint64_t trails, arnorm_written *block)
{
    const __m512i seldom = _mm512_permutexvar_epi8(x, _mm512_loadu_si512(arnorm_z8_seldom));
    const uint64_t longer = ~arnorm_z8_less(x, 0xE0), four = ~arnorm_z8_less(x, 0xF0);
    uint64_t wrong = (leads << 1 | longer << 2 | four << 3) ^ trails;
    wrong |= leads & (uint64_t)_mm512_test_epi8_mask(seldom, seldom);
    if (four)
        wrong |= arnorm_z8_behind(x, 0xF0) & arnorm_z8_less(x, 0x90);
    if (lanes == UINT64_MAX && wrong == 0) {
        block->used = arnorm_below((leads & UINT64_C(1) << 63) | (longer & UINT64_C(1) << 62) |
                                   (four & UINT64_C(1) << 61));
        block->size = arnorm_whole(source, 64) - 2 * (source[62] >= 0xE0) - 3 * (source[61] >= 0xF0);
        return;
    }
    block->used = arnorm_z8_sound(x, lanes);
    block->size = __builtin_popcountll(block->used);
}

/* Return which first bytes are of code points that may change. */
ARNORM_AVX512 static inline uint64_t arnorm_z8_looks(const arnorm_utf8 *utf8, __m512i x, uint64_t leads)
{
    const __m512i looks = _mm512_permutexvar_epi8(x, _mm512_loadu_si512(utf8->looks));
    return _mm512_test_epi8_mask(looks, looks) & leads;
}

/* Return the lanes of the first bytes of a page. */
ARNORM_AVX512 static inline uint64_t arnorm_z8_leads(__m512i x, __m512i hot)
{
    return _mm512_cmpeq_epi8_mask(_mm512_and_si512(x, _mm512_set1_epi8((char)0xFC)), hot);
}

/* Read a block and return what its bytes become. */
ARNORM_AVX512 __attribute__((always_inline)) static inline __m512i arnorm_z8_block(
    arnorm_z8 *z, const uint8_t *source, ptrdiff_t left, arnorm_written *block)
{
    const uint64_t lanes = arnorm_lanes(left);
    const __m512i x = _mm512_maskz_loadu_epi8(lanes, source);
    const __m512i next = _mm512_maskz_loadu_epi8(lanes >> 1, source + 1);
    const __m512i two_bits = _mm512_set1_epi8((char)0xC0);
    __m512i index, lead, trail, result;
    uint64_t hot = arnorm_z8_leads(x, z->hot), upper, drop;
    const uint64_t high = _mm512_movepi8_mask(x), trails = _mm512_cmplt_epi8_mask(x, two_bits);
    block->look = 0;
    block->used = lanes & ~(hot & arnorm_last(lanes));
    block->size = arnorm_whole(source, left > 64 ? 64 : left);
    if (trails != (hot << 1 & lanes) || high != (hot | trails)) {
        arnorm_z8_validate(source, x, lanes, high & ~trails, trails, block);
        block->look = arnorm_z8_looks(z->utf8, x, high & ~trails & ~hot) & block->used;
        if (block->look) {
            const unsigned page = arnorm_page_for(source, block->look);
            const uint64_t leads = arnorm_z8_leads(x, _mm512_set1_epi8((char)z->utf8->pages[page].hot));
            if (page && __builtin_popcountll(leads) > __builtin_popcountll(hot)) {
                arnorm_z8_take(z, page);
                hot = leads;
                block->look = arnorm_z8_looks(z->utf8, x, high & ~trails & ~hot) & block->used;
            }
        }
    }
    hot &= block->used;
    /* Two bits of the first byte, six of the second; the other bits of the index do not count. */
    index = _mm512_ternarylogic_epi64(two_bits, _mm512_slli_epi16(x, 6), next, 0xCA);
    upper = _mm512_movepi8_mask(index);
    lead = _mm512_or_si512(_mm512_maskz_permutex2var_epi8(hot & ~upper, z->lead[0], index, z->lead[1]),
                           _mm512_maskz_permutex2var_epi8(hot & upper, z->lead[2], index, z->lead[3]));
    trail = _mm512_or_si512(_mm512_maskz_permutex2var_epi8(hot & ~upper, z->trail[0], index, z->trail[1]),
                            _mm512_maskz_permutex2var_epi8(hot & upper, z->trail[2], index, z->trail[3]));
    result = _mm512_ternarylogic_epi64(x, lead, _mm512_permutexvar_epi8(z->behind, trail), 0x96);
    drop = _mm512_movepi8_mask(lead) | (uint64_t)_mm512_test_epi8_mask(lead, _mm512_set1_epi8(ARNORM_DROP_TRAIL)) << 1;
    block->look |= _mm512_test_epi8_mask(lead, _mm512_set1_epi8(ARNORM_LOOK));
    lead = _mm512_or_si512(lead, trail);
    block->changed = _mm512_test_epi8_mask(lead, lead);
    if (!z->ascii_stays) {
        const __m512i ascii = _mm512_maskz_permutex2var_epi8(
            block->used & ~high, z->ascii[0], x, z->ascii[1]);
        const uint64_t gone = _mm512_movepi8_mask(ascii);
        const uint64_t look = _mm512_mask_test_epi8_mask(gone, ascii, _mm512_set1_epi8(0x40));
        result = _mm512_xor_si512(result, ascii);
        block->changed |= _mm512_test_epi8_mask(ascii, ascii);
        block->look |= look;
        drop |= gone & ~look;
    }
    block->keep = block->used & ~drop;
    return result;
}

ARNORM_AVX512 ARNORM_NOINLINE ptrdiff_t arnorm_same_utf8_avx512(
    const arnorm_map *map, const uint8_t *source, ptrdiff_t length)
{
    arnorm_z8 z;
    ptrdiff_t i = 0;
    arnorm_z8_load(&z, map->windows);
    while (i < length) {
        arnorm_written block;
        arnorm_z8_block(&z, source + i, length - i, &block);
        if (block.look || block.changed || !block.used) {
            const ptrdiff_t same = arnorm_unchanged(map, source + i, &block);
            if (same < block.size || same == 0)
                return i + same;
        }
        i += block.size;
    }
    return i;
}

ARNORM_AVX512 ARNORM_NOINLINE ptrdiff_t arnorm_write_utf8_avx512(
    const arnorm_map *map, const uint8_t *source, ptrdiff_t length, uint8_t *target, ptrdiff_t room,
    ptrdiff_t *written)
{
    arnorm_place place = {source, source + length, target, target + room};
    arnorm_z8 z;
    arnorm_z8_load(&z, map->windows);
    while (place.in < place.end) {
        arnorm_written block;
        __m512i x = arnorm_z8_block(&z, place.in, place.end - place.in, &block);
        uint64_t used = block.used;
        unsigned count;
        if (block.look) {
            arnorm_written other = block;
            uint8_t bytes[64];
            arnorm_look(map, place.in, &other, bytes);
            block = other;
            if (block.patched)
                x = _mm512_mask_loadu_epi8(x, block.patched, bytes);
        }
        count = (unsigned)__builtin_popcountll(block.keep);
        _mm512_mask_storeu_epi8(place.out, arnorm_lanes(count), _mm512_maskz_compress_epi8(block.keep, x));
        place.in += block.size;
        place.out += count;
        if ((block.used != used || !used) && !arnorm_step(map, &place))
            break;
    }
    *written = place.out - target;
    return place.in - source;
}

#endif
