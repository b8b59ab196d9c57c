/* Compares every instruction set of this machine with plain loops that say what the loops of `scalar` are to do.
 *
 *     cc -O2 -Iarnorm/_core/simd -o harness tests/simd/harness.c && ./harness [MAPS [SEED]]
 *
 * Maps are pseudo-random, with entries of all kinds in ASCII, in a hot page, elsewhere and above U+FFFF. Texts are as
 * long as 0 to 200 code points and begin 0 to 31 of them behind a boundary of 64 bytes; or they end where a page ends
 * that no other may be read behind, or begin where one begins. With AddressSanitizer, all that lies around a text is
 * poisoned wherever it lies. UTF-8 is cut at every length, and sometimes broken.
 *
 * Prints the sets and ends with 0, or with 1 after the first difference.
 */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "maps.h"

#if defined(__SANITIZE_ADDRESS__)
#define ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASAN 1
#endif
#endif
#if defined(ASAN)
void __asan_poison_memory_region(void const volatile *start, size_t size);
void __asan_unpoison_memory_region(void const volatile *start, size_t size);
#else
#define __asan_poison_memory_region(START, SIZE) ((void)(START), (void)(SIZE))
#define __asan_unpoison_memory_region(START, SIZE) ((void)(START), (void)(SIZE))
#endif

enum { LONGEST = 200, SHIFTS = 32, BLOCKS = 64, POOL = 4096, CANARY = 0xA5, AROUND = 256 };

static const char *const NAMES[] = {"scalar", "avx2", "avx512", "neon"};

/* --------------------------------------------------------------------------------------------- pseudo-random numbers */

static int chance(uint32_t percent)
{
    return number(100) < percent;
}

/* ----------------------------------------------------------------------------------------------------------- the maps */

static uint16_t index_of[0x1100];
static uint32_t entries[BLOCKS * 256];
static uint32_t pool[POOL];
static uint32_t blocks, pooled;
static arnorm_map map = {index_of, entries, pool, {0, 0, 0, 0}, NULL};
static uint32_t pages[BLOCKS]; /* the pages that change, with those that the code points of a text are taken from */
static uint32_t page_count;

/* Return a code point that a str of this width may hold; those that windows set apart are not rare. */
static uint32_t any_code_point(int width)
{
    static const uint32_t special[] = {0xFFFF, 0xFFFE, 0xFFFD, 0xFF00, 0x00FF, 0x00FE, 0, 0x7F, 0x80, 0xD800, 0x7FF, 0x800};
    if (width == 1)
        return number(0x100);
    if (width == 4 && chance(20))
        return chance(10) ? 0x10FFFF - number(3) : 0x10000 + number(0x100000);
    return chance(20) ? special[number(sizeof special / sizeof *special)] : number(0x10000);
}

static uint32_t any_entry(int width, uint32_t c, int kinds)
{
    uint32_t replacement = any_code_point(width), count;
    switch (number(8)) {
    case 0:
    case 1:
    case 2:
        return 0; /* deleted */
    case 3:
        if (kinds & 1) {
            const uint32_t place = pooled;
            count = 2 + number(3);
            pool[pooled++] = count;
            while (count--)
                pool[pooled++] = any_code_point(width);
            return ARNORM_MANY | place;
        }
        break;
    case 4:
        if (kinds & 2)
            return UINT32_C(3) << 24; /* guarded */
        break;
    case 5:
        return ARNORM_KEEP;
    }
    if (!(kinds & 4) && replacement >= ARNORM_CARE)
        replacement = 0x20;
    if (chance(50))
        replacement = (c & ~UINT32_C(0xFF)) | (replacement & 0xFF);
    return ARNORM_KEEP | (c ^ replacement);
}

/* Make one more page change, unless it does; give it a block of its own, but for those below U+0800, which have theirs. */
static void change_page(int width, uint32_t page, uint32_t percent, int kinds)
{
    uint32_t c, at;
    if (page >= 8 && index_of[page] != 8)
        return;
    if (page >= 8)
        index_of[page] = (uint16_t)blocks++;
    at = (uint32_t)index_of[page] << 8;
    for (c = 0; c < 0x100; c++)
        if (pooled < POOL - 8 && chance(percent))
            entries[at | c] = any_entry(width, page << 8 | c, kinds);
    pages[page_count++] = page;
}

static void make_map(int width)
{
    static const uint32_t usual[] = {0x00, 0x06, 0x08, 0x20, 0xFB, 0xFE, 0xFF, 0x1F6, 0x10FF};
    const int kinds = (int)number(8);
    const uint32_t percents[] = {3, 20, 100};
    uint32_t k, c;
    for (k = 0; k < 0x1100; k++)
        index_of[k] = (uint16_t)(k < 8 ? k : 8);
    for (c = 0; c < BLOCKS * 256; c++)
        entries[c] = ARNORM_KEEP;
    blocks = 9;
    pooled = page_count = 0;
    for (k = 0; k < sizeof usual / sizeof *usual; k++)
        if (chance(40) && (width == 4 || usual[k] < 0x100))
            change_page(width, usual[k], percents[number(3)], kinds);
    for (k = number(6); k; k--)
        change_page(width, chance(50) ? number(8) : number(width == 4 ? 0x1100 : 0x100), percents[number(3)], kinds);
    /* A page may share its block; in one that is stored in more bits its code points would not fit. */
    if (width > 1 && page_count && pages[page_count - 1] < 0x100 && index_of[0xAB] == 8)
        index_of[0xAB] = index_of[pages[page_count - 1]];
    pages[page_count++] = 0xAB;
    pages[page_count++] = 0x06;
    pages[page_count++] = 0x00;
    if (width == 4)
        pages[page_count++] = 0x1F6;
    renew_windows(&map);
}

/* Fill a text: mostly from one page or from many, and with changes that are frequent or rare. */
static void make_text(int width, uint32_t *text)
{
    const uint32_t home = pages[number(page_count)], here = number(2) ? 95 : 40, keep = number(3) * 49;
    int k, tries;
    for (k = 0; k < LONGEST; k++) {
        uint32_t c = 0;
        for (tries = 0; tries < 20; tries++) {
            c = chance(here) ? home << 8 : chance(90) ? pages[number(page_count)] << 8 : any_code_point(width);
            c = chance(50) ? c | number(0x100) : (c & ~UINT32_C(0xFF)) | (0x40 + number(0x20));
            if (width == 1)
                c &= 0xFF;
            else if (width == 2)
                c &= 0xFFFF;
            if (!chance(keep) || arnorm_entry(&map, c) == ARNORM_KEEP)
                break;
        }
        text[k] = c;
    }
    /* Two or three that are equal, for the loops that look at neighbours. */
    for (k = (int)number(4); k; k--) {
        const uint32_t at = number(LONGEST - 2);
        text[at + 1] = text[at];
        if (chance(50))
            text[at + 2] = text[at];
    }
}

/* ------------------------------------------------------------------------------------------------- places in memory */

typedef struct {
    unsigned char *start; /* of what is accessible, between two pages that are not */
    size_t size;
} room;

static room make_room(void)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned char *const memory = mmap(NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    room made = {memory + page, page};
    if (memory == (unsigned char *)MAP_FAILED || mprotect(memory, page, PROT_NONE) ||
        mprotect(memory + 2 * page, page, PROT_NONE)) {
        perror("mmap");
        exit(2);
    }
    return made;
}

/* Return the place of `size` bytes: `shift` from 0 on is behind a boundary, -1 at the end of the room, -2 at its start. */
static unsigned char *place(room where, size_t size, int shift, int width)
{
    unsigned char *at = where.start;
    if (shift >= 0)
        at += 64 + shift * width;
    else if (shift == -1)
        at += where.size - size;
    __asan_poison_memory_region(where.start, where.size);
    __asan_unpoison_memory_region(at, size);
    return at;
}

/* Make the bytes around those at `at` what `clean` looks for. */
static void soil(room where, unsigned char *at, size_t size)
{
    unsigned char *const end = where.start + where.size;
    unsigned char *const first = at - where.start > AROUND ? at - AROUND : where.start;
    unsigned char *const last = end - at - (ptrdiff_t)size > AROUND ? at + size + AROUND : end;
    __asan_unpoison_memory_region(where.start, where.size);
    memset(first, CANARY, (size_t)(last - first));
}

/* Return whether nothing around the bytes at `at` was written. */
static int clean(room where, const unsigned char *at, size_t size)
{
    const unsigned char *const end = where.start + where.size;
    const unsigned char *const first = at - where.start > AROUND ? at - AROUND : where.start;
    const unsigned char *const last = end - at - (ptrdiff_t)size > AROUND ? at + size + AROUND : end;
    static unsigned char canary[AROUND];
    memset(canary, CANARY, AROUND);
    __asan_unpoison_memory_region(where.start, where.size);
    return memcmp(first, canary, (size_t)(at - first)) == 0 &&
           memcmp(at + size, canary, (size_t)(last - at) - size) == 0;
}

static room in, out;
static const char *set_name;

static int differ(const char *loop, int width, int length, int shift, long is, long expected)
{
    printf("%s: %s of width %d differs at length %d, shift %d: %ld, not %ld\n", set_name, loop, width, length, shift, is,
           expected);
    return 1;
}

/* -------------------------------------------------------------------------------------- what the loops are to do */

static int expect_same(const uint32_t *text, int length)
{
    int k = 0;
    while (k < length && arnorm_entry(&map, text[k]) == ARNORM_KEEP)
        k++;
    return k;
}

static int expect_write(const uint32_t *text, int length, uint32_t *result, int *written, uint32_t *seen)
{
    int k;
    *written = 0;
    *seen = 0;
    for (k = 0; k < length; k++) {
        const uint32_t entry = arnorm_entry(&map, text[k]);
        if (entry >= ARNORM_MANY)
            break;
        if (entry >= ARNORM_KEEP)
            *seen |= result[(*written)++] = text[k] ^ (entry & ARNORM_OPERAND);
    }
    return k;
}

static int expect_loud(const uint32_t *text, int length, const arnorm_quiet *quiet)
{
    int k;
    for (k = 0; k + 1 < length; k++) {
        const uint32_t a = text[k], b = text[k + 1], first = quiet->first, end = first + quiet->span;
        if ((a == quiet->key && b <= quiet->bound) || (b == quiet->key && a <= quiet->bound))
            return k;
        if (a >= first && a < end && b >= first && b < end)
            return k;
        if (quiet->equal && a >= quiet->least && k + 2 < length && a == b && a == text[k + 2])
            return k;
    }
    return length;
}

#define COMPARE(LOOP, IS, EXPECTED) \
    if ((long)(IS) != (long)(EXPECTED)) \
    return differ(LOOP, width, length, shift, (long)(IS), (long)(EXPECTED))

#define CHECK(UNIT, WIDTH) \
    static int check_##WIDTH(const arnorm_loops *loops, const uint32_t *text, int length, int shift) \
    { \
        const int width = WIDTH, other = shift < 0 ? shift : (shift * 7 + 3) % SHIFTS; \
        const size_t size = (size_t)length * WIDTH; \
        UNIT *const source = (UNIT *)(void *)place(in, size, shift, WIDTH); \
        const uint32_t wide = WIDTH == 4 ? 0x10000 : WIDTH == 2 ? 0x100 : 0x80; \
        uint32_t result[LONGEST], seen, bits = 0; \
        ptrdiff_t stored = -1; \
        UNIT *target; \
        arnorm_quiet quiet; \
        int k, written; \
        for (k = 0; k < length; k++) \
            source[k] = (UNIT)text[k]; \
        COMPARE("same", loops->same_##WIDTH(&map, source, length), expect_same(text, length)); \
        k = expect_write(text, length, result, &written, &seen); \
        target = (UNIT *)(void *)place(out, size, other, WIDTH); \
        soil(out, (unsigned char *)target, size); \
        place(out, size, other, WIDTH); \
        COMPARE("write", loops->write_##WIDTH(&map, source, length, target, &stored, &bits), k); \
        COMPARE("the size of write", stored, written); \
        /* What a narrower str could not hold. */ \
        COMPARE("what write has seen", bits >= wide, seen >= wide); \
        for (k = 0; k < written; k++) \
            COMPARE("the result of write", target[k], result[k]); \
        COMPARE("memory around the result", clean(out, (unsigned char *)target, size), 1); \
        for (k = 0; k < length; k++) \
            COMPARE("the source", source[k], text[k]); \
        quiet.key = (uint8_t)(length ? text[length / 2] : 0x20); \
        quiet.bound = quiet.key ^ 0x40; \
        quiet.equal = shift & 1; \
        quiet.least = (uint16_t)(shift & 2 && length ? text[length / 3] & 0xFFFF : 0); \
        quiet.first = (uint16_t)(length && text[0] < 0xF000 ? text[0] & ~15u : 0); \
        quiet.span = (uint16_t)(WIDTH == 1 || quiet.first == 0 ? 0 : 1 + (shift & 15)); \
        COMPARE("loud", loops->loud_##WIDTH(source, length, &quiet), expect_loud(text, length, &quiet)); \
        { \
            uint64_t kept[LONGEST / 64 + 2], several[LONGEST / 64 + 2]; \
            int any = 0, found; \
            kept[length / 64 + 1] = several[length / 64 + 1] = CANARY; \
            found = loops->kept_##WIDTH(&map, source, length, kept, several); \
            for (k = 0; k < length; k++) { \
                const uint32_t entry = arnorm_entry(&map, text[k]); \
                COMPARE("kept", kept[k >> 6] >> (k & 63) & 1, entry >= ARNORM_KEEP); \
                COMPARE("several", several[k >> 6] >> (k & 63) & 1, entry >= ARNORM_MANY); \
                any |= entry >= ARNORM_MANY; \
            } \
            for (; k < (length | 63) + 1; k++) \
                COMPARE("bits behind them", (kept[k >> 6] | several[k >> 6]) >> (k & 63) & 1, 0); \
            COMPARE("the word behind those kept", kept[length / 64 + 1], CANARY); \
            COMPARE("the word behind several", several[length / 64 + 1], CANARY); \
            COMPARE("whether any are several", found != 0, any); \
        } \
        if (WIDTH == 4) { \
            uint64_t changes[LONGEST / 64 + 1]; \
            loops->changes(&map, (const uint32_t *)(const void *)source, length, changes); \
            for (k = 0; k < length; k++) \
                COMPARE("changes", changes[k >> 6] >> (k & 63) & 1, arnorm_entry(&map, text[k]) != ARNORM_KEEP); \
        } \
        return 0; \
    }

CHECK(uint8_t, 1)
CHECK(uint16_t, 2)
CHECK(uint32_t, 4)

/* Read a code point of UTF-8 and return its size, 0 where it is not well-formed. */
static int decode(const uint8_t *bytes, int left, uint32_t *c)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const int size = bytes[0] < 0x80 ? 1 : bytes[0] < 0xC0 ? 0 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
    int k;
    if (size == 0 || size > left || bytes[0] >= 0xF8)
        return 0;
    *c = size == 1 ? bytes[0] : bytes[0] & (0x7Fu >> size);
    for (k = 1; k < size; k++) {
        if (bytes[k] >> 6 != 2)
            return 0;
        *c = *c << 6 | (bytes[k] & 0x3F);
    }
    return *c < least[size] || *c > 0x10FFFF || *c >> 11 == 0xD800 >> 11 ? 0 : size;
}

static int encode(uint32_t c, uint8_t *bytes)
{
    const int size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    int k;
    for (k = size - 1; k > 0; k--, c >>= 6)
        bytes[k] = (uint8_t)(0x80 | (c & 0x3F));
    bytes[0] = (uint8_t)(size == 1 ? c : (0xF00u >> size & 0xFF) | c);
    return size;
}

/* Make UTF-8 of a text, some of it broken. */
static void make_bytes(const uint32_t *text, uint8_t *bytes)
{
    uint8_t all[4 * LONGEST];
    int k, size = 0, faults = chance(60) ? 0 : (int)number(3);
    for (k = 0; k < LONGEST; k++)
        if (chance(1) || text[k] >> 11 != 0xD800 >> 11)
            size += encode(text[k], all + size);
    for (; size < LONGEST; size++)
        all[size] = 'a';
    for (; faults; faults--)
        all[number(LONGEST)] ^= (uint8_t)(1 << number(8));
    memcpy(bytes, all, LONGEST);
}

static int expect_same_utf8(const uint8_t *bytes, int length)
{
    int k = 0, size;
    uint32_t c;
    while (k < length && (size = decode(bytes + k, length - k, &c)) && arnorm_entry(&map, c) == ARNORM_KEEP)
        k += size;
    return k;
}

static int expect_write_utf8(const uint8_t *bytes, int length, int room, uint8_t *result, int *written)
{
    int k = 0, size, needs;
    uint32_t c, entry;
    for (*written = 0; k < length; k += size, *written += needs) {
        uint8_t one[16];
        size = decode(bytes + k, length - k, &c);
        if (size == 0)
            break;
        entry = arnorm_entry(&map, c);
        needs = 0;
        if (entry >> 24 == 3)
            break;
        if (entry >> 24 == 2) {
            const uint32_t *const many = pool + (entry & ARNORM_OPERAND);
            uint32_t at;
            for (at = 1; at <= *many; at++)
                needs += encode(many[at], one + needs);
        } else if (entry >> 24 == 1) {
            needs = encode(c ^ (entry & ARNORM_OPERAND), one);
        }
        if (*written + needs + (length - k - size) > room)
            break;
        memcpy(result + *written, one, (size_t)needs);
    }
    return k;
}

static int check_utf8(const arnorm_loops *loops, const uint8_t *bytes, int length, int shift)
{
    const int width = 0, other = shift < 0 ? shift : (shift * 7 + 3) % SHIFTS, room = length + (length * 5 + shift + 2) % 23;
    uint8_t *const source = place(in, (size_t)length, shift, 1);
    uint8_t result[2 * LONGEST], *target;
    ptrdiff_t stored = -1;
    int k, written;
    memcpy(source, bytes, (size_t)length);
    COMPARE("same_utf8", loops->same_utf8(&map, source, length), expect_same_utf8(bytes, length));
    k = expect_write_utf8(bytes, length, room, result, &written);
    target = place(out, (size_t)room, other, 1);
    soil(out, target, (size_t)room);
    place(out, (size_t)room, other, 1);
    COMPARE("write_utf8", loops->write_utf8(&map, source, length, target, room, &stored), k);
    COMPARE("the size of write_utf8", stored, written);
    COMPARE("the result of write_utf8", memcmp(target, result, (size_t)written), 0);
    COMPARE("memory around the result", clean(out, target, (size_t)room), 1);
    COMPARE("the source", memcmp(source, bytes, (size_t)length), 0);
    return 0;
}

/* Compare what is made of bytes, and of it bytes again. */
static int check_transcode(const arnorm_loops *loops, const uint8_t *bytes, int length, int shift)
{
    const int width = 0, other = shift < 0 ? shift : (shift * 7 + 3) % SHIFTS;
    uint8_t *const source = place(in, (size_t)length, shift, 1);
    uint16_t *target, *words;
    uint8_t *back;
    ptrdiff_t stored = -1, size = 0;
    int k = 0, step, count = 0;
    uint32_t c, points[LONGEST];
    memcpy(source, bytes, (size_t)length);
    for (; k < length && (step = decode(bytes + k, length - k, &c)) && c < 0x10000; k += step)
        points[count++] = c;
    target = (uint16_t *)(void *)place(out, 2 * (size_t)length, other, 2);
    soil(out, (uint8_t *)target, 2 * (size_t)length);
    place(out, 2 * (size_t)length, other, 2);
    COMPARE("decode_2", loops->decode_2(source, length, target, &stored), k);
    COMPARE("the size of decode_2", stored, count);
    for (step = 0; step < count; step++)
        COMPARE("the result of decode_2", target[step], points[step]);
    COMPARE("memory around the result", clean(out, (uint8_t *)target, 2 * (size_t)length), 1);
    words = (uint16_t *)(void *)place(in, 2 * (size_t)count, shift, 2);
    for (step = 0; step < count; step++)
        words[step] = (uint16_t)points[step];
    if (count > 3 && shift % 3 == 0)
        words[count / 2] = 0xDABC;
    back = place(out, 3 * (size_t)count, other, 1);
    soil(out, back, 3 * (size_t)count);
    place(out, 3 * (size_t)count, other, 1);
    for (step = 0; step < count && words[step] >> 11 != 0xD800 >> 11; step++) {
    }
    COMPARE("encode_2", loops->encode_2(words, count, back, &stored), step);
    for (k = 0; k < step; k++) {
        uint8_t one[4];
        const int needs = encode(points[k], one);
        COMPARE("the result of encode_2", size + needs <= stored && memcmp(back + size, one, (size_t)needs) == 0, 1);
        size += needs;
    }
    COMPARE("the size of encode_2", stored, size);
    COMPARE("memory around the result", clean(out, back, 3 * (size_t)count), 1);
    return 0;
}

static int check(const arnorm_loops *loops, int width, const uint32_t *text, int length, int shift)
{
    return width == 1   ? check_1(loops, text, length, shift)
           : width == 2 ? check_2(loops, text, length, shift)
                        : check_4(loops, text, length, shift);
}

int main(int count, char **arguments)
{
    const int maps = count > 1 ? atoi(arguments[1]) : 50;
    const arnorm_loops *sets[sizeof NAMES / sizeof *NAMES];
    uint32_t text[LONGEST], k, found = 0;
    uint8_t bytes[LONGEST];
    int done, width, length, shift;
    if (count > 2)
        state = strtoull(arguments[2], NULL, 10) * 2 + 1;
    if (arnorm_choose("no such set")) {
        puts("a set that does not exist was found");
        return 1;
    }
    for (k = 0; k < sizeof NAMES / sizeof *NAMES; k++)
        if (arnorm_choose(NAMES[k]))
            sets[found++] = arnorm_chosen;
    in = make_room();
    out = make_room();
    for (done = 0; done < maps; done++) {
        for (width = 1; width <= 4; width *= 2) {
            make_map(width);
            for (length = 0; length <= LONGEST; length++) {
                make_text(width, text);
                make_bytes(text, bytes);
                for (shift = -2; shift < SHIFTS; shift++) {
                    for (k = 0; k < found; k++) {
                        set_name = sets[k]->name;
                        if (check(sets[k], width, text, length, shift) || check_utf8(sets[k], bytes, length, shift) ||
                            check_transcode(sets[k], bytes, length, shift))
                            return 1;
                    }
                }
            }
        }
    }
    for (k = 0; k < found; k++)
        printf("%s%c", sets[k]->name, k + 1 < found ? ' ' : '\n');
    return 0;
}
