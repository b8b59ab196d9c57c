/* The loops of `scalar` with AVX2, 32 code points at a time; `pages_avx2` says how they are looked up.
 *
 * Most blocks of most texts are of page 0 and one other, and of their lower windows. A loop for these alone is much
 * shorter, so writing has three: for those blocks, for what else is at hand, and for any block. The first two take two
 * blocks at a time: these share what is loaded, and a branch that is guessed wrong costs more than a few instructions.
 * What is left over at the end goes through once more with what stands before it, or else through the scalar loops.
 */
#ifndef ARNORM_AVX2_H
#define ARNORM_AVX2_H

#include "front.h"
#include "lanes.h"
#include "pages_avx2.h"

enum {
    ARNORM_Y_CALM = 128, /* code points of lower windows alone behind which the shortest loop goes on */
    ARNORM_Y_FEW = 5,    /* code points at the end from which on a block pays */
};

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
    const __m256i apart = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15));
    const __m256i first = _mm256_shuffle_epi8(_mm256_loadu_si256((const __m256i *)source), apart);
    const __m256i second = _mm256_shuffle_epi8(_mm256_loadu_si256((const __m256i *)(source + 16)), apart);
    const arnorm_y x = {_mm256_unpacklo_epi64(first, second), _mm256_unpackhi_epi64(first, second)};
    return x;
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

/* Write the lanes of a block that are kept, in words or in twice as many bytes. Room for 32 is needed. */
#define ARNORM_AVX2_WRITE(UNIT, WIDTH, STORE) \
    ARNORM_AVX2 static inline void arnorm_y_compact_##WIDTH(UNIT *target, arnorm_y x, uint32_t keep) \
    { \
        const __m256i first = _mm256_unpacklo_epi8(x.low, x.high), second = _mm256_unpackhi_epi8(x.low, x.high); \
        /* 16 times the sets of the lanes 0 to 7, 8 to 15 and so on */ \
        const size_t a = (keep << 4 | keep >> 28) & 0xFF0, b = (keep >> 12 | keep << 20) & 0xFF0; \
        const size_t c = (keep >> 4 | keep << 28) & 0xFF0, d = (keep >> 20 | keep << 12) & 0xFF0; \
        UNIT *const half = target + _mm_popcnt_u32(keep & 0xFF00FF); \
        STORE(target, _mm256_castsi256_si128(first), a); \
        STORE(target + _mm_popcnt_u64(a), _mm256_extracti128_si256(first, 1), b); \
        STORE(half, _mm256_castsi256_si128(second), c); \
        STORE(half + _mm_popcnt_u64(c), _mm256_extracti128_si256(second, 1), d); \
    }
#define ARNORM_Y_FRONT(PART, SETS) \
    _mm_shuffle_epi8(PART, _mm_load_si128((const __m128i *)((const char *)arnorm_front_2 + (SETS))))
#define ARNORM_Y_STORE_2(PLACE, PART, SETS) _mm_storeu_si128((__m128i *)(PLACE), ARNORM_Y_FRONT(PART, SETS))
#define ARNORM_Y_STORE_4(PLACE, PART, SETS) \
    _mm256_storeu_si256((__m256i *)(PLACE), _mm256_cvtepu16_epi32(ARNORM_Y_FRONT(PART, SETS)))

ARNORM_AVX2_WRITE(uint16_t, 2, ARNORM_Y_STORE_2)
ARNORM_AVX2_WRITE(uint32_t, 4, ARNORM_Y_STORE_4)

/* Write a whole block. */
ARNORM_AVX2 static inline void arnorm_y_write_2(uint16_t *target, arnorm_y x)
{
    _mm256_storeu_si256((__m256i *)target, _mm256_unpacklo_epi8(x.low, x.high));
    _mm256_storeu_si256((__m256i *)(target + 16), _mm256_unpackhi_epi8(x.low, x.high));
}

ARNORM_AVX2 static inline void arnorm_y_write_4(uint32_t *target, arnorm_y x)
{
    arnorm_y_compact_4(target, x, 0xFFFFFFFF);
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

ARNORM_AVX2 static inline void arnorm_y_compact_1(uint8_t *target, arnorm_y x, uint32_t keep)
{
    arnorm_y_bytes(target, _mm256_permute4x64_epi64(x.low, 0xD8), arnorm_y_turn(keep));
}

ARNORM_AVX2 static inline void arnorm_y_write_1(uint8_t *target, arnorm_y x)
{
    _mm256_storeu_si256((__m256i *)target, _mm256_permute4x64_epi64(x.low, 0xD8));
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

/* Return `LIMIT` if something was written that no str of fewer bytes could hold, unless that is known. Most text tells at
 * its beginning. In four bytes it is told where it is written. */
#define ARNORM_AVX2_SEEN(UNIT, WIDTH, LIMIT) \
    ARNORM_AVX2 static inline uint32_t arnorm_y_seen_##WIDTH(const UNIT *from, const UNIT *end, uint32_t seen) \
    { \
        const __m256i large = _mm256_set1_epi16(WIDTH == 1 ? 0x8080 - 0x10000 : 0xFF00 - 0x10000); \
        if (WIDTH == 4 || seen & LIMIT) \
            return 0; \
        for (; end - from >= 32 / WIDTH; from += 32 / WIDTH) \
            if (!_mm256_testz_si256(_mm256_loadu_si256((const __m256i *)from), large)) \
                return LIMIT; \
        for (; from < end; from++) \
            if (*from >= LIMIT) \
                return LIMIT; \
        return 0; \
    }

#define ARNORM_AVX2_LOOPS(UNIT, WIDTH) \
    ARNORM_AVX2 ARNORM_NOINLINE ptrdiff_t arnorm_same_##WIDTH##_avx2( \
        const arnorm_map *map, const UNIT *source, ptrdiff_t length) \
    { \
        const uint32_t none = 0; \
        arnorm_y_pages pages; \
        ptrdiff_t i = 0; \
        if (length < 32) \
            return arnorm_same_##WIDTH##_scalar(map, source, length); \
        arnorm_y_begin(&pages, map->windows, source[0] >> 8 & 0xFF); \
        /* The last block begins further back. */ \
        for (; i < length; i = length - 32) { \
            for (; i + 32 <= length; i += 32) { \
                const arnorm_y x = arnorm_y_read_##WIDTH(source + i); \
                arnorm_y_found found; \
                if (!arnorm_y_find(&pages, &x, NULL, 1, ARNORM_Y_LOWER, &found)) \
                    arnorm_y_find(&pages, &x, &none, 1, ARNORM_Y_ANYWHERE, &found); \
                if (ARNORM_RARELY(found.changed | found.left)) { \
                    const unsigned first = \
                        arnorm_first_changed_##WIDTH(map, source + i, arnorm_y_turn(found.changed | found.left)); \
                    if (first < 32) \
                        return i + first; \
                } \
            } \
            if (i == length) \
                break; \
        } \
        return length; \
    } \
    typedef struct { \
        const UNIT *in; \
        UNIT *out; \
        uint32_t seen; \
    } arnorm_y_place_##WIDTH; \
    /* Write any block, or what is before a code point that needs care; return 0 if that is for the caller. */ \
    ARNORM_AVX2 ARNORM_NOINLINE int arnorm_y_write_any_##WIDTH( \
        const arnorm_map *map, arnorm_y_pages *pages, arnorm_y_place_##WIDTH *place) \
    { \
        const UNIT *const in = place->in; \
        UNIT *const out = place->out; \
        const arnorm_y x = arnorm_y_read_##WIDTH(in); \
        const uint32_t wide = arnorm_y_wide_##WIDTH(map, in, x); \
        arnorm_y result; \
        arnorm_y_found found; \
        __m256i gone; \
        uint32_t keep; \
        arnorm_y_find(pages, &x, &wide, 1, ARNORM_Y_ANYWHERE, &found); \
        arnorm_y_change(pages, &x, &found, 1, &result, &gone); \
        keep = ~arnorm_y_set(gone); \
        if (found.left || (~keep && arnorm_y_looks(pages, x.low, &found, gone))) { \
            arnorm_y exact = result; \
            uint32_t stop; \
            arnorm_y_resolve(map->windows, x, found.left | wide | ~keep, &exact); \
            result = exact; \
            gone = _mm256_cmpeq_epi8(_mm256_and_si256(result.low, result.high), _mm256_set1_epi8(-1)); \
            keep = ~arnorm_y_set(gone); \
            stop = arnorm_y_set(_mm256_and_si256(arnorm_y_lanes_of(result.high, ARNORM_CARE >> 8), \
                                                 arnorm_y_lanes_of(result.low, ARNORM_CARE & 0xFF))); \
            if (stop) { \
                uint32_t plain, count; \
                UNIT *end; \
                stop = arnorm_y_turn(stop); \
                plain = arnorm_take_plain_##WIDTH(map, in, &stop); \
                count = _tzcnt_u32(stop); /* 32 if all is well */ \
                keep = _bzhi_u32(arnorm_y_turn(keep), count); \
                arnorm_y_compact_##WIDTH(out, result, arnorm_y_turn(keep)); \
                end = out + _mm_popcnt_u32(keep); \
                place->seen |= arnorm_patch_##WIDTH(out, in, keep, plain); \
                place->in += count; \
                place->out = end; \
                if (stop == 0) \
                    return 1; \
                end = arnorm_write_one_##WIDTH(map, in[count], end, &place->seen); \
                if (end == NULL) \
                    return 0; \
                place->in++; \
                place->out = end; \
                return 1; \
            } \
        } \
        arnorm_y_compact_##WIDTH(out, result, keep); \
        if (wide) \
            place->seen |= arnorm_patch_##WIDTH(out, in, arnorm_y_turn(keep), arnorm_y_turn(wide)); \
        place->in += 32; \
        place->out += _mm_popcnt_u32(keep); \
        return 1; \
    } \
    /* Write blocks, one or two at a time, up to those that need more reach, or less for some time; return whether they \
     * need more. */ \
    ARNORM_AVX2 ARNORM_INLINE int arnorm_y_write_near_##WIDTH( \
        const arnorm_map *map, arnorm_y_pages *pages, arnorm_y_place_##WIDTH *place, const UNIT *end, int blocks, \
        enum arnorm_y_reach reach) \
    { \
        const UNIT *in = place->in; \
        UNIT *out = place->out; \
        uint32_t others = 0; \
        int calm = 0, more = 0, k; \
        for (; end - in >= 32 * blocks && calm < ARNORM_Y_CALM; in += 32 * blocks) { \
            arnorm_y x[2], result[2]; \
            arnorm_y_found found[2]; \
            __m256i gone[2]; \
            uint32_t wide[2], deleted[2]; \
            ARNORM_Y_EACH(k, blocks) { \
                x[k] = arnorm_y_read_##WIDTH(in + 32 * k); \
                wide[k] = reach == ARNORM_Y_LOWER ? 0 : arnorm_y_wide_##WIDTH(map, in + 32 * k, x[k]); \
            } \
            more = !arnorm_y_find(pages, x, wide, blocks, reach, found); \
            if (more) \
                break; \
            if (reach != ARNORM_Y_LOWER) \
                calm = arnorm_y_are_lower(pages, x, blocks) ? calm + 32 * blocks : 0; \
            arnorm_y_change(pages, x, found, blocks, result, gone); \
            ARNORM_Y_EACH(k, blocks) \
                deleted[k] = arnorm_y_set(gone[k]); \
            if (deleted[0] | (blocks > 1 ? deleted[1] : 0)) { \
                ARNORM_Y_EACH(k, blocks) \
                    more |= arnorm_y_looks(pages, x[k].low, &found[k], gone[k]); \
                if (more) \
                    break; \
                ARNORM_Y_EACH(k, blocks) { \
                    arnorm_y_compact_##WIDTH(out, result[k], ~deleted[k]); \
                    if (wide[k]) \
                        others |= arnorm_patch_##WIDTH( \
                            out, in + 32 * k, arnorm_y_turn(~deleted[k]), arnorm_y_turn(wide[k])); \
                    out += _mm_popcnt_u32(~deleted[k]); \
                } \
            } else { \
                ARNORM_Y_EACH(k, blocks) { \
                    arnorm_y_write_##WIDTH(out, result[k]); \
                    if (wide[k]) \
                        others |= arnorm_patch_##WIDTH(out, in + 32 * k, 0xFFFFFFFF, arnorm_y_turn(wide[k])); \
                    out += 32; \
                } \
            } \
        } \
        place->in = in; \
        place->out = out; \
        place->seen |= others; \
        return more; \
    } \
    ARNORM_AVX2 ARNORM_NOINLINE int arnorm_y_write_at_hand_##WIDTH( \
        const arnorm_map *map, arnorm_y_pages *pages, arnorm_y_place_##WIDTH *place, const UNIT *end) \
    { \
        return arnorm_y_write_near_##WIDTH(map, pages, place, end, WIDTH == 4 ? 1 : 2, ARNORM_Y_AT_HAND); \
    } \
    ARNORM_AVX2 ARNORM_NOINLINE int arnorm_y_write_last_##WIDTH( \
        const arnorm_map *map, arnorm_y_pages *pages, arnorm_y_place_##WIDTH *place, const UNIT *end) \
    { \
        return arnorm_y_write_near_##WIDTH(map, pages, place, end, 1, ARNORM_Y_AT_HAND); \
    } \
    /* Write what is left over at the end with the last block, whose beginning is written once more. There is room for \
     * that: what was deleted of the beginning is missing in front of the end. */ \
    ARNORM_AVX2 ARNORM_NOINLINE void arnorm_y_write_end_##WIDTH( \
        arnorm_y_pages *pages, arnorm_y_place_##WIDTH *place, const UNIT *end) \
    { \
        const uint32_t again = arnorm_y_turn(UINT32_C(0xFFFFFFFF) >> (end - place->in)); \
        const uint32_t none = 0; \
        const arnorm_y x = arnorm_y_read_##WIDTH(end - 32); \
        arnorm_y result; \
        arnorm_y_found found; \
        __m256i gone; \
        uint32_t keep; \
        if (!arnorm_y_find(pages, &x, &none, 1, ARNORM_Y_AT_HAND, &found)) \
            return; \
        arnorm_y_change(pages, &x, &found, 1, &result, &gone); \
        keep = ~arnorm_y_set(gone); \
        if (~keep && arnorm_y_looks(pages, x.low, &found, gone)) \
            return; \
        place->out -= _mm_popcnt_u32(keep & again); \
        arnorm_y_compact_##WIDTH(place->out, result, keep); \
        place->out += _mm_popcnt_u32(keep); \
        place->in = end; \
    } \
    ARNORM_AVX2 ARNORM_NOINLINE ptrdiff_t arnorm_write_##WIDTH##_avx2( \
        const arnorm_map *map, const UNIT *source, ptrdiff_t length, UNIT *target, ptrdiff_t *written, \
        uint32_t *seen) \
    { \
        const UNIT *const end = source + length; \
        arnorm_y_place_##WIDTH place = {source, target, 0}; \
        ptrdiff_t rest = 0; \
        if (length >= 32) { \
            arnorm_y_pages pages; \
            arnorm_y_begin(&pages, map->windows, source[0] >> 8 & 0xFF); \
            while (arnorm_y_write_near_##WIDTH(map, &pages, &place, end, 2, ARNORM_Y_LOWER)) \
                while (arnorm_y_write_at_hand_##WIDTH(map, &pages, &place, end)) \
                    if (!arnorm_y_write_any_##WIDTH(map, &pages, &place)) \
                        goto done; \
            while (end - place.in >= 32) \
                if (arnorm_y_write_last_##WIDTH(map, &pages, &place, end) && \
                    !arnorm_y_write_any_##WIDTH(map, &pages, &place)) \
                    goto done; \
            if (end - place.in >= ARNORM_Y_FEW) \
                arnorm_y_write_end_##WIDTH(&pages, &place, end); \
        } \
        if (place.in < end) \
            place.in += arnorm_write_##WIDTH##_scalar(map, place.in, end - place.in, place.out, &rest, &place.seen); \
        place.out += rest; \
    done: \
        place.seen |= arnorm_y_seen_##WIDTH(target, place.out, place.seen); \
        *written = place.out - target; \
        *seen |= place.seen; \
        return place.in - source; \
    }

ARNORM_AVX2_WIDE(uint8_t, 1)
ARNORM_AVX2_WIDE(uint16_t, 2)
ARNORM_AVX2_WIDE(uint32_t, 4)
ARNORM_AVX2_SEEN(uint8_t, 1, 0x80)
ARNORM_AVX2_SEEN(uint16_t, 2, 0x100)
ARNORM_AVX2_SEEN(uint32_t, 4, 0x10000)
ARNORM_AVX2_LOOPS(uint8_t, 1)
ARNORM_AVX2_LOOPS(uint16_t, 2)
ARNORM_AVX2_LOOPS(uint32_t, 4)

#endif
