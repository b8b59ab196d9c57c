/* What vector loops on UTF-8 know of a block of up to 64 bytes, one bit for each: the lowest is of the first. */
#ifndef ARNORM_UTF8_BLOCKS_H
#define ARNORM_UTF8_BLOCKS_H

#include "utf8_scalar.h"

typedef struct {
    uint64_t lanes; /* in which text stands */
    uint64_t high;  /* bytes from 80 on */
    uint64_t trail; /* bytes from 80 to BF */
    uint64_t two;   /* first bytes of code points of two, three and four bytes */
    uint64_t three;
    uint64_t four;
    uint64_t wrong; /* second bytes that are not well-formed behind their first */
} arnorm_bytes;

static inline uint64_t arnorm_lanes(ptrdiff_t count)
{
    return count >= 64 ? UINT64_MAX : ((uint64_t)1 << count) - 1;
}

/* Return how much of a block of `size` bytes can be read if only code points of one and two bytes stand in it.
 *
 * That hangs on one byte alone, so that the next block can be loaded before this one is looked at.
 */
static inline ptrdiff_t arnorm_whole(const uint8_t *source, ptrdiff_t size)
{
    return size - (source[size - 1] >= 0xC0);
}

/* Return the lanes below the lowest of a set, all of them if it is empty. */
static inline uint64_t arnorm_below(uint64_t set)
{
    return (set & (0 - set)) - 1;
}

/* Return the last of some lanes that begin with the first. */
static inline uint64_t arnorm_last(uint64_t lanes)
{
    return lanes ^ lanes >> 1;
}

/* Return the lanes up to the first code point that is not well-formed or not complete. */
static inline uint64_t arnorm_sound(const arnorm_bytes *x)
{
    const uint64_t longer = x->three | x->four, leads = x->two | longer;
    const uint64_t wanted = leads << 1 | longer << 2 | x->four << 3, last = arnorm_last(x->lanes);
    const uint64_t faults = ((wanted ^ x->trail) | (x->high & ~x->trail & ~leads) | x->wrong) & x->lanes;
    uint64_t ends = (leads & last) | (longer & last >> 1) | (x->four & last >> 2);
    if (faults) {
        const uint64_t before = arnorm_below(faults);
        /* A byte that is missing is the fault of the code point before it. */
        ends |= wanted & (before + 1) ? UINT64_C(1) << (63 - __builtin_clzll(leads & before)) : before + 1;
    }
    return x->lanes & arnorm_below(ends);
}

/* What is written of a block. */
typedef struct {
    ptrdiff_t size;   /* how many bytes were read */
    uint64_t used;    /* the lanes in which they stand */
    uint64_t keep;    /* the lanes that are written */
    uint64_t changed; /* the lanes whose bytes change, are not written, or were not looked at */
    uint64_t look;    /* the first bytes of code points whose entries have to be looked at */
    uint64_t patched; /* the lanes for which there are other bytes */
} arnorm_written;

/* Read a code point that is well-formed and return its size in bytes. */
static inline ptrdiff_t arnorm_decode_sound(const uint8_t *source, uint32_t *c)
{
    const uint32_t lead = source[0];
    if (lead < 0x80) {
        *c = lead;
        return 1;
    }
    if (lead < 0xE0) {
        *c = (lead & 0x1F) << 6 | (source[1] & 0x3F);
        return 2;
    }
    *c = (lead & 0x0F) << 12 | (uint32_t)(source[1] & 0x3F) << 6 | (source[2] & 0x3F);
    if (lead < 0xF0)
        return 3;
    *c = (*c & 0x7FFF) << 6 | (source[3] & 0x3F);
    return 4;
}

/* Look at the entries of code points; where one cannot be written in its own place, the block ends before it. */
ARNORM_NOINLINE void arnorm_look(const arnorm_map *map, const uint8_t *source, arnorm_written *block, uint8_t *bytes)
{
    uint64_t look = block->look, keep = block->keep, patched = 0;
    for (; look; look &= look - 1) {
        const int lane = __builtin_ctzll(look);
        uint32_t c;
        const ptrdiff_t size = arnorm_decode_sound(source + lane, &c);
        const uint32_t entry = arnorm_entry(map, c);
        const uint64_t lanes = arnorm_lanes(size) << lane;
        if (entry == ARNORM_KEEP)
            continue;
        c ^= entry & ARNORM_OPERAND;
        if (entry >= ARNORM_MANY || arnorm_size(c) > size) {
            block->used &= arnorm_below(look);
            block->size = lane;
            keep &= block->used;
            break;
        }
        keep &= ~lanes;
        if (entry) {
            keep |= arnorm_lanes(arnorm_encode(c, bytes + lane)) << lane;
            patched |= lanes;
        }
    }
    block->keep = keep;
    block->patched = patched;
}

/* Return how many bytes at the start of a block stay as they are; it may take entries to be looked at. */
static inline ptrdiff_t arnorm_unchanged(const arnorm_map *map, const uint8_t *source, const arnorm_written *block)
{
    const uint64_t changed = block->changed & block->used;
    uint64_t look = block->look & block->used & arnorm_below(changed);
    for (; look; look &= look - 1) {
        uint32_t c;
        const int lane = __builtin_ctzll(look);
        arnorm_decode_sound(source + lane, &c);
        if (arnorm_entry(map, c) != ARNORM_KEEP)
            return lane;
    }
    return changed ? __builtin_ctzll(changed) : block->size;
}

/* Return the page of the first code point to look at, 0 if UTF-8 does not write it in two bytes.
 *
 * It becomes the hot one where more code points are in it than in the one that was.
 */
static inline unsigned arnorm_page_for(const uint8_t *source, uint64_t look)
{
    const unsigned lead = source[__builtin_ctzll(look)];
    return lead >= 0xC4 && lead < 0xE0 ? lead >> 2 & 7 : 0;
}

/* The loops for an instruction set that looks at SIZE bytes at once, and at one behind them. It has PREFIX##_block, which
 * looks, PREFIX##_write, which writes the bytes of a VECTOR that are kept, and LOAD and STORE for all of them.
 */
#define ARNORM_UTF8_LOOPS(SET, TARGET, PREFIX, SIZE, VECTOR, LOAD, STORE) \
    /* Look at a block, or at a copy of what is left. */ \
    TARGET __attribute__((always_inline)) static inline VECTOR PREFIX##_next( \
        const arnorm_utf8 *utf8, const arnorm_utf8_page **page, const uint8_t *source, ptrdiff_t left, \
        arnorm_written *block) \
    { \
        uint8_t rest[SIZE + 8]; \
        if (left > SIZE) \
            return PREFIX##_block(utf8, page, source, SIZE, block); \
        memset(rest, 0, sizeof(rest)); \
        memcpy(rest, source, (size_t)left); \
        return PREFIX##_block(utf8, page, rest, left, block); \
    } \
    TARGET ARNORM_NOINLINE ptrdiff_t arnorm_same_utf8_##SET( \
        const arnorm_map *map, const uint8_t *source, ptrdiff_t length) \
    { \
        const arnorm_utf8 *const utf8 = &map->windows->utf8; \
        const arnorm_utf8_page *page = utf8->pages + utf8->first; \
        ptrdiff_t i = 0; \
        while (i < length) { \
            arnorm_written block; \
            PREFIX##_next(utf8, &page, source + i, length - i, &block); \
            if (block.look || block.changed || !block.used) { \
                const ptrdiff_t same = arnorm_unchanged(map, source + i, &block); \
                if (same < block.size || same == 0) \
                    return i + same; \
            } \
            i += block.size; \
        } \
        return i; \
    } \
    TARGET ARNORM_NOINLINE ptrdiff_t arnorm_write_utf8_##SET( \
        const arnorm_map *map, const uint8_t *source, ptrdiff_t length, uint8_t *target, ptrdiff_t room, \
        ptrdiff_t *written) \
    { \
        const arnorm_utf8 *const utf8 = &map->windows->utf8; \
        const arnorm_utf8_page *page = utf8->pages + utf8->first; \
        arnorm_place place = {source, source + length, target, target + room}; \
        while (place.in < place.end) { \
            const ptrdiff_t left = place.end - place.in; \
            uint8_t bytes[SIZE]; \
            arnorm_written block; \
            VECTOR x = PREFIX##_next(utf8, &page, place.in, left, &block); \
            const uint64_t used = block.used; \
            ptrdiff_t count; \
            if (block.look) { \
                arnorm_written other = block; /* so that the block stays in registers */ \
                STORE(bytes, x); \
                arnorm_look(map, place.in, &other, bytes); \
                block = other; \
                if (block.patched) \
                    x = LOAD(bytes); \
            } \
            if (left < SIZE) { \
                count = PREFIX##_write(bytes, x, (uint32_t)block.keep); \
                memcpy(place.out, bytes, (size_t)count); \
            } else { \
                count = PREFIX##_write(place.out, x, (uint32_t)block.keep); \
            } \
            place.in += block.size; \
            place.out += count; \
            if ((block.used != used || !used) && !arnorm_step(map, &place)) \
                break; \
        } \
        *written = place.out - target; \
        return place.in - source; \
    }

#endif
