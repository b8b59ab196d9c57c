/* A map stage in the shape that vector instructions look things up in.
 *
 * A window is 128 code points below U+10000 that begin at a multiple of 128. Its table holds for each of them
 * `c ^ replacement` in 16 bits, so that a window in which nothing changes is all zeros and stored once. Two results are
 * set apart: ARNORM_GONE, the code point is deleted, and ARNORM_CARE, its entry has to be looked at: it is replaced by
 * several code points or by one above U+FFFF, is guarded, or is one of these two itself.
 *
 * Instructions that look up 16 values at a time go through the rows of 16 code points in which anything changes. `plan`
 * describes the entries that all this is made from.
 *
 * The tables for UTF-8 hold what bytes are XORed with, as long as a result does not take more bytes than its source. They
 * are made for ASCII and for the pages of 256 code points of those that UTF-8 writes in two bytes. Loops have one of these
 * at hand, the hot one: first the one that the map changes most, then the one that the text is in.
 */
#ifndef ARNORM_WINDOWS_H
#define ARNORM_WINDOWS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ARNORM_KEEP (UINT32_C(1) << 24)
#define ARNORM_MANY (UINT32_C(2) << 24)
#define ARNORM_GUARD (UINT32_C(3) << 24)
#define ARNORM_OPERAND UINT32_C(0xFFFFFF)
#define ARNORM_DIRECT 0x800
#define ARNORM_GONE 0xFFFF
#define ARNORM_CARE 0xFFFE

typedef struct {
    uint16_t words[128];
    uint8_t low[128];  /* the low and the high bytes of the words */
    uint8_t high[128];
    uint8_t changed[128]; /* 0xFF where the word is not 0 */
    uint8_t member[16];   /* by place in a row, one bit for each of the eight rows: whether the code point there changes */
    uint8_t looks[16];    /* the same for those whose word is to be looked at, of which some may not change after all */
    /* What the low bytes of others are XORed with, 0 for those that are deleted. Rows that do not contradict each other
     * share a fold. By row, of which there are eight and the same eight again, `no_fold` has a bit that is 0 for the fold
     * that it has: from the top down for the first four, and for the others in the second table. */
    uint8_t no_fold[2][16];
    uint8_t folds[8][16];
    uint8_t not_far[16]; /* by row, 0x80 where all high bytes stay as they are */
    uint8_t far[16];     /* what those in other rows are XORed with */
    uint8_t count;       /* of the folds */
    uint8_t any_look;
    uint8_t any_far;
    uint8_t unused[29];
} arnorm_window;

/* What bits of the tables for UTF-8 mean beside those that bytes are XORed with. */
#define ARNORM_DROP_LEAD 0x80   /* of `lead`: the first byte is not written */
#define ARNORM_DROP_TRAIL 0x40  /* the second is not */
#define ARNORM_LOOK 0x20        /* the entry has to be looked at */
#define ARNORM_DROP_ASCII 0x80  /* of `ascii`: the byte is not written */
#define ARNORM_LOOK_ASCII 0xC0

/* The code points of a page that UTF-8 writes in two bytes. */
typedef struct {
    uint8_t lead[256];  /* for the first byte of each */
    uint8_t trail[256]; /* for the second */
    uint8_t hot;        /* what their first bytes are but for two bits */
    uint8_t lower;      /* how many of the rows that change lie in the lower half; the others stand behind them */
    uint8_t count;
    uint8_t rows[16];   /* the numbers of the rows */
    uint8_t second[16]; /* whether the second byte of any code point in them changes */
    uint8_t unused[29]; /* so that all tables begin at multiples of 64 */
} arnorm_utf8_page;

typedef struct {
    uint8_t ascii[128];
    uint8_t looks[64]; /* by first byte from C0 on: whether anything that begins with it changes */
    arnorm_utf8_page pages[ARNORM_DIRECT >> 8];
    uint8_t count; /* of the rows of ASCII that change */
    uint8_t rows[8];
    uint8_t first; /* the page to begin with */
    uint8_t unused[54];
} arnorm_utf8;

/* It begins at a multiple of ARNORM_ALIGNMENT, and so do all tables in it. */
#define ARNORM_ALIGNMENT 64

typedef struct {
    arnorm_utf8 utf8;
    uint16_t number[512]; /* of the table of each window; 0 is the one that changes nothing */
    uint8_t rows[512];    /* which of the eight rows of each window change, one bit each */
    uint64_t size;        /* of all this in bytes */
    uint64_t hides;       /* whether U+FFFE changes, of which its word says nothing */
    uint8_t unused[48];
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

/* Number the windows of a map, and say how much memory they take. */
static inline void arnorm_number_windows(const arnorm_map *map, arnorm_windows *windows)
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
    }
    windows->hides = arnorm_entry(map, ARNORM_CARE) != ARNORM_KEEP;
    windows->size = offsetof(arnorm_windows, tables) + count * sizeof(arnorm_window);
}

/* Return whether any code point changes from `first` on and before `end`. */
static int arnorm_changes_in(const arnorm_map *map, const arnorm_windows *windows, uint32_t first, uint32_t end)
{
    uint32_t c;
    for (c = first; c < end; c++) {
        /* The last window has words that are not of changes. */
        if (c < 0xFF80 && windows->number[c >> 7] == 0)
            c |= 0x7F;
        else if (c >= 0x10000 && map->index[c >> 8] == ARNORM_DIRECT >> 8)
            c |= 0xFF;
        else if (arnorm_entry(map, c) != ARNORM_KEEP)
            return 1;
    }
    return 0;
}

/* Return whether any code point changes that UTF-8 begins with `lead`, C2 to F4. */
static int arnorm_changes_behind(const arnorm_map *map, const arnorm_windows *windows, uint32_t lead)
{
    if (lead < 0xE0)
        return arnorm_changes_in(map, windows, (lead & 0x1F) << 6, ((lead & 0x1F) + 1) << 6);
    if (lead < 0xF0)
        return arnorm_changes_in(
            map, windows, lead == 0xE0 ? ARNORM_DIRECT : (lead & 0x0F) << 12, ((lead & 0x0F) + 1) << 12);
    return arnorm_changes_in(map, windows, lead == 0xF0 ? 0x10000 : (lead & 7) << 18,
                             lead == 0xF4 ? 0x110000 : ((lead & 7) + 1) << 18);
}

/* Fill the tables of a page and return how many of its code points change. */
static unsigned arnorm_fill_utf8_page(const arnorm_map *map, unsigned number, arnorm_utf8_page *page)
{
    unsigned k, found = 0;
    page->hot = (uint8_t)(0xC0 | number << 2);
    for (k = 0; k < 0x100; k++) {
        const unsigned c = number << 8 | k, word = arnorm_word(map, c), result = c ^ word;
        found += word != 0;
        if (result == ARNORM_GONE) {
            page->lead[k] = ARNORM_DROP_LEAD | ARNORM_DROP_TRAIL;
        } else if (result < 0x80) {
            page->lead[k] = ARNORM_DROP_LEAD;
            page->trail[k] = (uint8_t)((0x80 | (c & 0x3F)) ^ result);
        } else if (result < ARNORM_DIRECT) {
            page->lead[k] = (uint8_t)(word >> 6);
            page->trail[k] = word & 0x3F;
        } else {
            page->lead[k] = ARNORM_LOOK;
        }
    }
    for (k = 0; k < 0x100; k++) {
        if ((page->lead[k] | page->trail[k]) != 0) {
            if (page->count == 0 || page->rows[page->count - 1] != k >> 4)
                page->rows[page->count++] = (uint8_t)(k >> 4);
            page->second[page->count - 1] |= page->trail[k];
        }
        if (k == 0x7F)
            page->lower = page->count;
    }
    return found;
}

/* Fill the tables for UTF-8 of a map whose windows have been numbered, if it is to run on UTF-8. */
static void arnorm_fill_utf8(const arnorm_map *map, arnorm_windows *windows)
{
    arnorm_utf8 *const utf8 = &windows->utf8;
    unsigned k, most = 0;
    memset(utf8, 0, sizeof(arnorm_utf8));
    for (k = 0; k < 0x80; k++) {
        const unsigned result = k ^ arnorm_word(map, k);
        utf8->ascii[k] = (uint8_t)(result < 0x80           ? k ^ result
                                   : result == ARNORM_GONE ? ARNORM_DROP_ASCII
                                                           : ARNORM_LOOK_ASCII);
        if (utf8->ascii[k] && (utf8->count == 0 || utf8->rows[utf8->count - 1] != k >> 4))
            utf8->rows[utf8->count++] = (uint8_t)(k >> 4);
    }
    for (k = 2; k < 0x35; k++)
        utf8->looks[k] = (uint8_t)arnorm_changes_behind(map, windows, 0xC0 | k);
    utf8->first = 1;
    for (k = 1; k < ARNORM_DIRECT >> 8; k++) {
        const unsigned found = arnorm_fill_utf8_page(map, k, &utf8->pages[k]);
        if (found > most) {
            most = found;
            utf8->first = (uint8_t)k;
        }
    }
}

/* Return whether values agree with those of some places, one bit each. */
static int arnorm_agree(const uint8_t *values, const uint8_t *others, uint32_t places)
{
    for (; places; places &= places - 1) {
        unsigned k = 0;
        while (!(places >> k & 1))
            k++;
        if (values[k] != others[k])
            return 0;
    }
    return 1;
}

/* Let the rows of a window whose words are filled share tables. */
static void arnorm_fold_rows(unsigned window, arnorm_window *table)
{
    uint32_t fixed[8] = {0}, far_fixed = 0; /* the places of the tables that have to stay as they are */
    unsigned row, k, fold;
    memset(table->not_far, 0x80, 16);
    memset(table->no_fold, 0xF0, 32);
    for (row = 0; row < 8; row++) {
        uint8_t low[16] = {0}, high[16] = {0}, changes = 0;
        uint32_t needs = 0, looks = 0, far = 0, kept = 0;
        for (k = 0; k < 16; k++) {
            const uint32_t c = window << 7 | row << 4 | k, word = table->words[row << 4 | k], result = c ^ word;
            if (word == 0 && c < ARNORM_CARE)
                continue;
            needs |= UINT32_C(1) << k;
            if (result == ARNORM_CARE || c >= ARNORM_CARE || (result != ARNORM_GONE && (word & 0xFF) == 0)) {
                looks |= UINT32_C(1) << k;
            } else if (result != ARNORM_GONE) {
                low[k] = (uint8_t)word;
                high[k] = (uint8_t)(word >> 8);
                far |= (uint32_t)(high[k] != 0) << k;
                kept |= UINT32_C(1) << k;
            }
        }
        /* What becomes of the high byte of what is deleted does not matter. */
        if (far && arnorm_agree(high, table->far, kept & far_fixed)) {
            far_fixed |= kept;
            table->any_far = 1;
            table->not_far[row] = table->not_far[row | 8] = 0;
        } else {
            looks |= far;
            far = 0;
        }
        for (k = 0; k < 16; k++) {
            table->member[k] |= (uint8_t)((needs >> k & 1) << row);
            table->looks[k] |= (uint8_t)((looks >> k & 1) << row);
            table->any_look |= table->looks[k];
            if (far)
                table->far[k] |= high[k];
            if (looks >> k & 1)
                low[k] = 0;
            changes |= low[k];
        }
        if (changes == 0)
            continue;
        for (fold = 0; fold < table->count; fold++)
            if (arnorm_agree(low, table->folds[fold], needs & fixed[fold]))
                break;
        if (fold == table->count)
            table->count++;
        fixed[fold] |= needs;
        for (k = 0; k < 16; k++)
            table->folds[fold][k] |= low[k];
        table->no_fold[fold >> 2][row] ^= (uint8_t)(0x80 >> (fold & 3));
        table->no_fold[fold >> 2][row | 8] = table->no_fold[fold >> 2][row];
    }
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
        memset(table, 0, sizeof(arnorm_window));
        for (k = 0; k < 128; k++) {
            const uint32_t c = (window << 7) + k;
            const uint16_t word = arnorm_word(map, c);
            table->words[k] = word;
            table->low[k] = (uint8_t)word;
            table->high[k] = (uint8_t)(word >> 8);
            table->changed[k] = word ? 0xFF : 0;
        }
        arnorm_fold_rows(window, table);
    }
}

static inline const arnorm_window *arnorm_window_of(const arnorm_windows *windows, unsigned window)
{
    return &windows->tables[windows->number[window]];
}

#endif
