/* Compares the loops on UTF-8 of every instruction set of this machine with the scalar ones, in memory of exact size.
 *
 *     cc -O1 -g -fsanitize=address,undefined -Iarnorm/_core/simd -o utf8 tests/simd/utf8.c && ./utf8 [MAPS [SEED]]
 *
 * Texts of 0 to 200 bytes lie at the end of memory of their own, behind 0 to 31 other bytes, so that a loop which reads
 * or writes outside of them is found by AddressSanitizer. Some are not well-formed; maps and texts are pseudo-random.
 *
 * Prints the sets and ends with 0, or with 1 after the first difference.
 */
#include <stdio.h>

#include "maps.h"

enum { LONGEST = 200, SHIFTS = 32, BLOCKS = 24, TEXTS = 12 };

static uint16_t index_of[0x1100];
static uint32_t entries[BLOCKS * 256], pool[] = {2, 0x628, 0x20, 3, 0x1F600, 0x61, 0x2026};
static arnorm_map map = {index_of, entries, pool, {0, 0, 0, 0}, NULL};
static const uint32_t pages[] = {0x00, 0x01, 0x04, 0x06, 0x07, 0x20, 0xFE, 0xFF, 0x1F6};

static uint32_t any_code_point(void)
{
    const uint32_t page = number(4) ? pages[number(sizeof pages / sizeof *pages)] : number(0x1100);
    const uint32_t c = page << 8 | number(0x100);
    return (c & 0xFFF800) == 0xD800 ? 0x20 : number(8) ? c : c & 0x7F;
}

static uint32_t any_entry(uint32_t c)
{
    uint32_t result = number(3) ? any_code_point() : (c & ~UINT32_C(0xFF)) | number(0x100);
    switch (number(8)) {
    case 0:
    case 1:
        return 0;
    case 2:
        return ARNORM_MANY | (number(2) ? 3 : 0);
    case 3:
        return number(4) ? ARNORM_KEEP : ARNORM_GUARD;
    }
    return ARNORM_KEEP | ((c ^ result) & ARNORM_OPERAND);
}

static void make_map(void)
{
    static const uint32_t rates[] = {0, 2, 20, 90};
    uint32_t k, c, block = 9;
    for (k = 0; k < 0x1100; k++)
        index_of[k] = (uint16_t)(k < 8 ? k : 8);
    for (c = 0; c < BLOCKS * 256; c++)
        entries[c] = ARNORM_KEEP;
    for (k = 0; k < sizeof pages / sizeof *pages; k++) {
        const uint32_t page = pages[k], rate = rates[number(4)];
        if (page >= 8 && rate)
            index_of[page] = (uint16_t)block++;
        for (c = 0; rate && c < 0x100; c++)
            if (number(100) < rate)
                entries[(uint32_t)index_of[page] << 8 | c] = any_entry(page << 8 | c);
    }
    renew_windows(&map);
}

static void make_text(uint8_t *text)
{
    const uint32_t home = pages[number(sizeof pages / sizeof *pages)], faults = number(2) ? 0 : 1 + number(10);
    int size = 0;
    while (size < LONGEST) {
        uint32_t c = number(100) < 70 ? home << 8 | number(0x100) : any_code_point();
        uint8_t bytes[4];
        const int count = (int)arnorm_encode(number(5) ? c : 0x20, bytes);
        if (number(1000) < faults * 10)
            bytes[number((uint32_t)count)] = (uint8_t)number(0x100);
        if (size + count > LONGEST)
            memset(bytes, 0x61, 4);
        memcpy(text + size, bytes, (size_t)(size + count > LONGEST ? LONGEST - size : count));
        size += count;
    }
}

/* Return memory that ends with `size` bytes behind `shift` others; what is to be freed goes to `whole`. */
static void *exact(int size, int shift, void **whole)
{
    *whole = malloc((size_t)(size + shift) + (size + shift == 0));
    if (*whole == NULL)
        abort();
    return (uint8_t *)*whole + shift;
}

static int differ(const char *name, const char *loop, int length, int shift)
{
    printf("%s: %s differs at length %d, shift %d\n", name, loop, length, shift);
    return 1;
}

/* Compare one text; return 1 if anything differs. */
static int compare(const arnorm_loops *loops, const uint8_t *text, int length, int shift)
{
    const arnorm_loops *const plain = &arnorm_loops_scalar;
    const int room = length + (number(2) ? 0 : (int)number(80));
    void *wholes[6];
    uint8_t *source = exact(length, shift, &wholes[0]);
    uint8_t *ours = exact(room, shift, &wholes[1]), *theirs = exact(room, shift, &wholes[2]);
    uint16_t *words = exact(2 * length, 2 * shift, &wholes[3]), *others = exact(2 * length, 2 * shift, &wholes[4]);
    uint8_t *bytes = exact(3 * length, shift, &wholes[5]);
    ptrdiff_t is, expected, written, wanted, decoded;
    int k, failed = 0;
    memcpy(source, text, (size_t)length);
    if (loops->same_utf8(&map, source, length) != plain->same_utf8(&map, source, length))
        failed = differ(loops->name, "same_utf8", length, shift);
    is = loops->write_utf8(&map, source, length, ours, room, &written);
    expected = plain->write_utf8(&map, source, length, theirs, room, &wanted);
    if (is != expected || written != wanted || memcmp(ours, theirs, (size_t)written))
        failed = differ(loops->name, "write_utf8", length, shift);
    is = loops->decode_2(source, length, words, &decoded);
    expected = plain->decode_2(source, length, others, &wanted);
    if (is != expected || decoded != wanted || memcmp(words, others, 2 * (size_t)decoded))
        failed = differ(loops->name, "decode_2", length, shift);
    if (loops->encode_2(words, decoded, bytes, &written) != decoded || written != is ||
        memcmp(bytes, source, (size_t)written))
        failed = differ(loops->name, "encode_2", length, shift);
    if (decoded) {
        /* A surrogate ends it. */
        const ptrdiff_t place = (ptrdiff_t)number((uint32_t)decoded);
        words[place] = (uint16_t)(0xD800 + number(0x800));
        if (loops->encode_2(words, decoded, bytes, &written) != place)
            failed = differ(loops->name, "encode_2 of a surrogate", length, shift);
    }
    for (k = 0; k < 6; k++)
        free(wholes[k]);
    return failed;
}

int main(int count, char **arguments)
{
    static const char *const names[] = {"scalar", "avx2", "avx512", "neon"};
    const int maps = count > 1 ? atoi(arguments[1]) : 20;
    uint8_t text[LONGEST + 4];
    int round, length, shift, set, k;
    state = count > 2 ? strtoull(arguments[2], NULL, 10) * 2 + 1 : 1;
    for (set = 0; set < 4; set++)
        if (arnorm_choose(names[set]))
            printf("%s\n", names[set]);
    for (round = 0; round < maps; round++) {
        make_map();
        for (k = 0; k < TEXTS; k++) {
            make_text(text);
            for (length = 0; length <= LONGEST; length++) {
                shift = (length + k) % SHIFTS;
                for (set = 1; set < 4; set++)
                    if (arnorm_choose(names[set]) && compare(arnorm_chosen, text, length, shift))
                        return 1;
            }
        }
    }
    return 0;
}
