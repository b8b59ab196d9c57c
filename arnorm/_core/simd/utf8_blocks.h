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

#endif
