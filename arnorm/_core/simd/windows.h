/* A map stage in the shape that vector instructions look things up in.
 *
 * A window is 128 code points below U+10000 that begin at a multiple of 128. Its table holds for each of them
 * `c ^ replacement` in 16 bits, so that a window in which nothing changes is all zeros and stored once. Two results are
 * set apart: ARNORM_GONE, the code point is deleted, and ARNORM_CARE, its entry has to be looked at: it is replaced by
 * several code points or by one above U+FFFF, is guarded, or is one of these two itself.
 *
 * Instructions that look up 16 values at a time go through the rows of 16 code points in which anything changes. `plan`
 * describes the entries that all this is made from.
 */
#ifndef ARNORM_WINDOWS_H
#define ARNORM_WINDOWS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ARNORM_KEEP (UINT32_C(1) << 24)
#define ARNORM_MANY (UINT32_C(2) << 24)
#define ARNORM_OPERAND UINT32_C(0xFFFFFF)
#define ARNORM_DIRECT 0x800
#define ARNORM_GONE 0xFFFF
#define ARNORM_CARE 0xFFFE

typedef struct {
    uint16_t words[128];
    uint8_t low[128];  /* the low and the high bytes of the words */
    uint8_t high[128];
    uint8_t near[128]; /* the low bytes where the result is of the same page; else what makes the low byte 0 */
    uint8_t changed[128]; /* 0xFF where the word is not 0 */
} arnorm_window;

typedef struct {
    uint16_t number[512]; /* of the table of each window; 0 is the one that changes nothing */
    uint8_t rows[512];    /* which of the eight rows of each window change, one bit each */
    uint8_t simple[512];  /* whether a low byte that becomes 0 in a window is always that of a code point that is deleted */
    size_t size;          /* of all this in bytes */
    arnorm_window tables[1];
} arnorm_windows;

typedef struct {
    const uint16_t *index;
    const uint32_t *entries;
    const uint32_t *pool;
    uint32_t ceilings[4];
    const arnorm_windows *windows; /* NULL where only single code points are looked up */
} arnorm_map;

static inline uint32_t arnorm_entry(const arnorm_map *map, uint32_t c)
{
    if (c < ARNORM_DIRECT)
        return map->entries[c];
    return map->entries[((size_t)map->index[c >> 8] << 8) | (c & 0xFF)];
}

/* Return what a window holds for a code point. */
static uint16_t arnorm_word(const arnorm_map *map, uint32_t c)
{
    const uint32_t entry = arnorm_entry(map, c), result = (c ^ entry) & ARNORM_OPERAND;
    if (c >= ARNORM_CARE || entry >= ARNORM_MANY || (entry >= ARNORM_KEEP && result >= ARNORM_CARE))
        return (uint16_t)(c ^ ARNORM_CARE);
    return (uint16_t)(c ^ (entry < ARNORM_KEEP ? ARNORM_GONE : result));
}

/* Return whether the low byte of a result is 0 in a window only where it is unchanged, or stands for a deletion. */
static uint8_t arnorm_is_simple(const arnorm_map *map, unsigned window)
{
    uint32_t c;
    for (c = window << 7; c < (window + 1) << 7; c++) {
        const uint32_t result = c ^ arnorm_word(map, c);
        if (result == ARNORM_GONE ? (c & 0xFF) == 0 : result != c && (result >> 8 != c >> 8 || (result & 0xFF) == 0))
            return 0;
    }
    return 1;
}

/* Number the windows of a map, and say how much memory they take. */
static void arnorm_number_windows(const arnorm_map *map, arnorm_windows *windows)
{
    unsigned window, k, count = 1;
    for (window = 0; window < 512; window++) {
        windows->rows[window] = 0;
        /* Most pages share the block of entries that keep, which stands behind the direct ones. */
        if (window == 511 || map->index[window >> 1] != ARNORM_DIRECT >> 8)
            for (k = 0; k < 128; k++)
                if (arnorm_word(map, (window << 7) + k))
                    windows->rows[window] |= (uint8_t)(1 << (k >> 4));
        windows->number[window] = (uint16_t)(windows->rows[window] ? count++ : 0);
        windows->simple[window] = arnorm_is_simple(map, window);
    }
    windows->size = offsetof(arnorm_windows, tables) + count * sizeof(arnorm_window);
}

/* Fill the tables of a map whose windows have been numbered. */
static void arnorm_fill_windows(const arnorm_map *map, arnorm_windows *windows)
{
    unsigned window, k;
    memset(&windows->tables[0], 0, sizeof(arnorm_window));
    for (window = 0; window < 512; window++) {
        arnorm_window *table = &windows->tables[windows->number[window]];
        if (windows->number[window] == 0)
            continue;
        for (k = 0; k < 128; k++) {
            const uint32_t c = (window << 7) + k;
            const uint16_t word = arnorm_word(map, c);
            table->words[k] = word;
            table->low[k] = (uint8_t)word;
            table->high[k] = (uint8_t)(word >> 8);
            table->changed[k] = word ? 0xFF : 0;
            table->near[k] = (uint8_t)(word >> 8 || (c ^ word) >= ARNORM_CARE ? c : word);
        }
    }
}

static inline const arnorm_window *arnorm_window_of(const arnorm_windows *windows, unsigned window)
{
    return &windows->tables[windows->number[window]];
}

#endif
