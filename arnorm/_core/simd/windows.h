/* A map stage in the shape that vector instructions look things up in.
 *
 * A window is 128 code points below U+10000 that begin at a multiple of 128. Its table holds for each of them
 * `c ^ replacement` in 16 bits, so that a window in which nothing changes is all zeros and stored once. Two results are
 * set apart: ARNORM_GONE, the code point is deleted, and ARNORM_CARE, its entry has to be looked at: it is replaced by
 * several code points or by one above U+FFFF, is guarded, or is one of these two itself.
 *
 * Nearly all text lies in the windows of ASCII and of one page of 256 code points, the hot one: the page of those that
 * UTF-8 writes in two bytes which the map changes most. Instructions that look up 16 values at a time go through the rows
 * of 16 code points that change there. `plan` describes the entries that all this is made from.
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
} arnorm_window;

typedef struct {
    uint8_t first;  /* the low byte of the first of its 16 code points */
    uint8_t low[16];
    uint8_t high[16];
} arnorm_row;

typedef struct {
    uint16_t number[512]; /* of the table of each window; 0 is the one that changes nothing */
    uint16_t hot;         /* the page */
    uint16_t ascii_rows;  /* how many of the rows are of ASCII; those of the hot page stand behind them */
    uint16_t rows_in_all;
    uint16_t count; /* of the tables */
    arnorm_row rows[24];
    arnorm_window tables[1]; /* as many as `count` says */
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

/* Return the page from `first` on and before `end` that changes most, 0 if none changes. */
static unsigned arnorm_hottest(const uint16_t *changed, unsigned first, unsigned end)
{
    unsigned page, hottest = 0, most = 0;
    for (page = first; page < end; page++) {
        if (changed[page] > most) {
            most = changed[page];
            hottest = page;
        }
    }
    return hottest;
}

/* Number the windows of a map, choose its hot page, and return how many bytes all of it takes. */
static size_t arnorm_number_windows(const arnorm_map *map, arnorm_windows *windows)
{
    uint16_t changed[256] = {0};
    unsigned window, hot;
    uint32_t c;
    windows->count = 1;
    for (window = 0; window < 512; window++) {
        unsigned found = 0;
        /* Most pages share the block of entries that keep, which stands behind the direct ones. */
        if (window == 511 || map->index[window >> 1] != ARNORM_DIRECT >> 8)
            for (c = window << 7; c < (window + 1) << 7; c++)
                found += arnorm_word(map, c) != 0;
        windows->number[window] = found ? windows->count++ : 0;
        changed[window >> 1] = (uint16_t)(changed[window >> 1] + found);
    }
    hot = arnorm_hottest(changed, 1, ARNORM_DIRECT >> 8);
    if (hot == 0)
        hot = arnorm_hottest(changed, ARNORM_DIRECT >> 8, 256);
    windows->hot = (uint16_t)(hot ? hot : 1);
    return offsetof(arnorm_windows, tables) + windows->count * sizeof(arnorm_window);
}

static void arnorm_add_row(const arnorm_map *map, arnorm_windows *windows, unsigned first)
{
    arnorm_row *row = &windows->rows[windows->rows_in_all];
    unsigned k, any = 0;
    row->first = (uint8_t)first;
    for (k = 0; k < 16; k++) {
        const uint16_t word = arnorm_word(map, first + k);
        row->low[k] = (uint8_t)word;
        row->high[k] = (uint8_t)(word >> 8);
        any |= word;
    }
    windows->rows_in_all += any != 0;
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
            table->words[k] = arnorm_word(map, (window << 7) + k);
            table->low[k] = (uint8_t)table->words[k];
            table->high[k] = (uint8_t)(table->words[k] >> 8);
        }
    }
    windows->rows_in_all = 0;
    for (k = 0; k < 0x80; k += 16)
        arnorm_add_row(map, windows, k);
    windows->ascii_rows = windows->rows_in_all;
    for (k = 0; k < 0x100; k += 16)
        arnorm_add_row(map, windows, ((unsigned)windows->hot << 8) + k);
}

static inline const arnorm_window *arnorm_window_of(const arnorm_windows *windows, unsigned window)
{
    return &windows->tables[windows->number[window]];
}

#endif
