/* The inner loops of a map stage on UTF-8, as `scalar` has them for the widths of a str; positions count bytes.
 *
 * `same_utf8` returns how many bytes at the start are well-formed and stay as they are; it ends before a code point.
 *
 * `write_utf8` writes the result of code points at the start to `target` and returns how many bytes it has read: all of
 * them, or up to bytes that are not well-formed, a guarded code point, or one whose replacement would leave no room for
 * what follows. `room` is how many bytes `target` has, at least as many as the source; all of them may be overwritten.
 */
#ifndef ARNORM_UTF8_SCALAR_H
#define ARNORM_UTF8_SCALAR_H

#include "scalar.h"

/* Read a code point and return its size in bytes, 0 where it is not well-formed or not complete. */
static inline ptrdiff_t arnorm_decode(const uint8_t *source, ptrdiff_t left, uint32_t *c)
{
    const uint32_t lead = source[0];
    if (lead < 0x80) {
        *c = lead;
        return 1;
    }
    if (lead < 0xC2 || left < 2 || (source[1] & 0xC0) != 0x80)
        return 0;
    *c = (lead & 0x1F) << 6 | (source[1] & 0x3F);
    if (lead < 0xE0)
        return 2;
    if (left < 3 || (source[2] & 0xC0) != 0x80)
        return 0;
    *c = (lead & 0x0F) << 12 | (uint32_t)(source[1] & 0x3F) << 6 | (source[2] & 0x3F);
    if (lead < 0xF0)
        return *c < 0x800 || (*c >= 0xD800 && *c < 0xE000) ? 0 : 3;
    if (left < 4 || (source[3] & 0xC0) != 0x80 || lead > 0xF4)
        return 0;
    *c = (lead & 0x07) << 18 | (uint32_t)(source[1] & 0x3F) << 12 | (uint32_t)(source[2] & 0x3F) << 6 |
         (source[3] & 0x3F);
    return *c < 0x10000 || *c > 0x10FFFF ? 0 : 4;
}

static inline ptrdiff_t arnorm_size(uint32_t c)
{
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

/* Write a code point and return its size in bytes. */
static inline ptrdiff_t arnorm_encode(uint32_t c, uint8_t *target)
{
    if (c < 0x80) {
        target[0] = (uint8_t)c;
        return 1;
    }
    if (c < 0x800) {
        target[0] = (uint8_t)(0xC0 | c >> 6);
        target[1] = (uint8_t)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        target[0] = (uint8_t)(0xE0 | c >> 12);
        target[1] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
        target[2] = (uint8_t)(0x80 | (c & 0x3F));
        return 3;
    }
    target[0] = (uint8_t)(0xF0 | c >> 18);
    target[1] = (uint8_t)(0x80 | (c >> 12 & 0x3F));
    target[2] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
    target[3] = (uint8_t)(0x80 | (c & 0x3F));
    return 4;
}

/* Write what an entry makes of a code point of `size` bytes, and return how many bytes that is.
 *
 * Return -1 where it is guarded, or more than `size + spare`.
 */
static inline ptrdiff_t arnorm_put(
    const arnorm_map *map, uint32_t c, uint32_t entry, ptrdiff_t size, uint8_t *target, ptrdiff_t spare)
{
    const uint32_t *replacement;
    ptrdiff_t written = 0;
    uint32_t k;
    if (entry < ARNORM_KEEP)
        return 0;
    if (entry < ARNORM_MANY) {
        c ^= entry & ARNORM_OPERAND;
        return arnorm_size(c) <= size + spare ? arnorm_encode(c, target) : -1;
    }
    if (entry >= ARNORM_GUARD)
        return -1;
    replacement = map->pool + (entry & ARNORM_OPERAND);
    for (k = 1; k <= replacement[0]; k++)
        written += arnorm_size(replacement[k]);
    if (written > size + spare)
        return -1;
    for (k = 1; k <= replacement[0]; k++)
        target += arnorm_encode(replacement[k], target);
    return written;
}

/* Where a loop that writes has come to. */
typedef struct {
    const uint8_t *in;
    const uint8_t *end; /* of the source */
    uint8_t *out;
    uint8_t *limit; /* the end of the target */
} arnorm_place;

/* Write code points one by one as long as they change, and the next one; return 0 where that cannot be done.
 *
 * Digits and letters that change seldom stand alone, and it costs more to begin with a block again than to look on.
 */
ARNORM_NOINLINE int arnorm_step(const arnorm_map *map, arnorm_place *place)
{
    uint32_t entry = 0;
    while (entry != ARNORM_KEEP && place->in < place->end) {
        const ptrdiff_t left = place->end - place->in;
        uint32_t c = 0;
        const ptrdiff_t size = arnorm_decode(place->in, left, &c);
        ptrdiff_t written;
        if (size == 0)
            return 0;
        entry = arnorm_entry(map, c);
        written = arnorm_put(map, c, entry, size, place->out, place->limit - place->out - left);
        if (written < 0)
            return 0;
        place->in += size;
        place->out += written;
    }
    return 1;
}

ARNORM_NOINLINE ptrdiff_t arnorm_same_utf8_scalar(const arnorm_map *map, const uint8_t *source, ptrdiff_t length)
{
    const int ascii_stays = map->windows->number[0] == 0;
    ptrdiff_t i = 0, size;
    while (i < length) {
        uint32_t c = 0;
        uint64_t eight;
        if (ascii_stays && i + 8 <= length) {
            memcpy(&eight, source + i, 8);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                i += 8;
                continue;
            }
        }
        size = arnorm_decode(source + i, length - i, &c);
        if (size == 0 || arnorm_entry(map, c) != ARNORM_KEEP)
            break;
        i += size;
    }
    return i;
}

ARNORM_NOINLINE ptrdiff_t arnorm_write_utf8_scalar(
    const arnorm_map *map, const uint8_t *source, ptrdiff_t length, uint8_t *target, ptrdiff_t room,
    ptrdiff_t *written)
{
    const int ascii_stays = map->windows->number[0] == 0;
    arnorm_place place = {source, source + length, target, target + room};
    while (place.in < place.end) {
        const ptrdiff_t left = place.end - place.in;
        const uint32_t lead = place.in[0];
        if (ascii_stays && left >= 8) {
            uint64_t eight;
            memcpy(&eight, place.in, 8);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                memcpy(place.out, &eight, 8);
                place.in += 8;
                place.out += 8;
                continue;
            }
        }
        if (lead < 0x80) {
            const uint32_t entry = map->entries[lead], c = lead ^ (entry & ARNORM_OPERAND);
            if (entry < ARNORM_MANY && c < 0x80) {
                *place.out = (uint8_t)c;
                place.out += entry >> 24;
                place.in++;
                continue;
            }
        } else if (lead >= 0xC2 && lead < 0xE0 && left > 1 && (place.in[1] & 0xC0) == 0x80) {
            const uint32_t c = (lead & 0x1F) << 6 | (place.in[1] & 0x3F), entry = map->entries[c];
            const uint32_t change = entry & ARNORM_OPERAND;
            if (entry < ARNORM_MANY && (c ^ change) - 0x80 < ARNORM_DIRECT - 0x80) {
                place.out[0] = (uint8_t)(lead ^ change >> 6);
                place.out[1] = (uint8_t)(place.in[1] ^ (change & 0x3F));
                place.out += entry >> 24 << 1;
                place.in += 2;
                continue;
            }
        }
        if (!arnorm_step(map, &place))
            break;
    }
    *written = place.out - target;
    return place.in - source;
}

#endif
