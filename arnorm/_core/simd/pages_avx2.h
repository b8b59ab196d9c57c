/* What a map does to a block of 32 code points, with AVX2: their low and high bytes apart, looked up in tables of 16.
 *
 * First comes which of them change at all, which takes the same few instructions whatever the map is: the place of a code
 * point in its row gives a bit for each row of the window, and its row chooses one of them. What those become is then
 * looked up in folds. All this is at hand for page 0, for the page that most of the text is in, and for one page beside
 * them, such as that of curly quotation marks, all as windows. Other results are looked up a row at a time.
 */
#ifndef ARNORM_PAGES_AVX2_H
#define ARNORM_PAGES_AVX2_H

#include <immintrin.h>

#include "windows.h"

#define ARNORM_AVX2 __attribute__((target("avx2,popcnt,bmi,bmi2,lzcnt")))
#define ARNORM_INLINE __attribute__((always_inline)) static inline
/* For each of one block or two, whose values shall be in registers. */
#define ARNORM_Y_EACH(K, BLOCKS) _Pragma("GCC unroll 2") for (K = 0; K < (BLOCKS); K++)
#define ARNORM_RARELY(TEST) __builtin_expect((TEST) != 0, 0)

enum { ARNORM_Y_MOVES = 8 }; /* lanes of another page from which on it becomes the page that most of the text is in */

/* A block. The bytes stand in the order in which packing leaves them: lanes 0 to 7, 16 to 23, 8 to 15, 24 to 31. */
typedef struct {
    __m256i low;
    __m256i high;
} arnorm_y;

/* Turn a set of lanes in that order into one in the order of the text. */
static inline uint32_t arnorm_y_turn(uint32_t lanes)
{
    return (lanes & 0xFF0000FF) | (lanes & 0xFF00) << 8 | (lanes >> 8 & 0xFF00);
}

ARNORM_AVX2 static inline __m256i arnorm_y_both(const uint8_t *table)
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table));
}

/* The pages whose tables are at hand: page 0, the one that most of the text is in, and one that was met beside them. */
typedef struct {
    __m256i page; /* its number */
    __m256i half; /* the lower half of each byte; loops have no register for this, and it takes long to make */
    __m256i bits; /* one for each row, and the same again */
    const arnorm_windows *windows;
    const arnorm_window *first[2]; /* the lower and the upper window of each */
    const arnorm_window *here[2];
    const arnorm_window *aside[2];
    int looks;      /* whether any code point of the first two pages is to be looked at */
    int far;        /* whether high bytes change in the first two pages */
    unsigned other; /* the number of the page beside them; 0 as long as there was none */
} arnorm_y_pages;

/* How much of a block a loop looks at: the lower windows of the first two pages, what is at hand, or everything. */
enum arnorm_y_reach { ARNORM_Y_LOWER, ARNORM_Y_AT_HAND, ARNORM_Y_ANYWHERE };

/* What of a block changes. */
typedef struct {
    __m256i first;    /* the lanes of page 0 */
    __m256i row;
    __m256i bit;      /* of the row, in the tables of its window */
    __m256i same;     /* the lanes that stay as they are, or are not of the first two pages */
    uint32_t changed; /* those at hand that change */
    uint32_t upper;   /* the lanes in upper windows, if any is in one */
    uint32_t beside;  /* those that change in the page beside the first two */
    uint32_t looks;   /* those among these that are to be looked at */
    uint32_t left;    /* those of pages not at hand that may change */
} arnorm_y_found;

ARNORM_AVX2 static inline __m256i arnorm_y_lanes_of(__m256i high, unsigned page)
{
    return _mm256_cmpeq_epi8(high, _mm256_set1_epi8((char)page));
}

ARNORM_AVX2 static inline uint32_t arnorm_y_set(__m256i lanes)
{
    return (uint32_t)_mm256_movemask_epi8(lanes);
}

ARNORM_AVX2 static inline void arnorm_y_take(arnorm_y_pages *pages, unsigned page)
{
    int k;
    pages->page = _mm256_set1_epi8((char)page);
    pages->here[0] = arnorm_window_of(pages->windows, 2 * page);
    pages->here[1] = arnorm_window_of(pages->windows, 2 * page + 1);
    pages->looks = pages->far = 0;
    for (k = 0; k < 2; k++) {
        pages->looks |= pages->first[k]->any_look | pages->here[k]->any_look;
        pages->far |= pages->first[k]->any_far | pages->here[k]->any_far;
    }
}

static inline void arnorm_y_take_aside(arnorm_y_pages *pages, unsigned page)
{
    pages->other = page;
    pages->aside[0] = arnorm_window_of(pages->windows, 2 * page);
    pages->aside[1] = arnorm_window_of(pages->windows, 2 * page + 1);
}

ARNORM_AVX2 static inline void arnorm_y_begin(arnorm_y_pages *pages, const arnorm_windows *windows, unsigned page)
{
    pages->half = _mm256_set1_epi8(0x0F);
    pages->bits = _mm256_set1_epi64x((long long)UINT64_C(0x8040201008040201));
    pages->windows = windows;
    pages->first[0] = arnorm_window_of(windows, 0);
    pages->first[1] = arnorm_window_of(windows, 1);
    arnorm_y_take(pages, page);
    arnorm_y_take_aside(pages, 0);
}

/* Have the page of the first of some lanes at hand. Return the lanes of those that are not, and may change. */
ARNORM_AVX2 ARNORM_NOINLINE uint32_t arnorm_y_turn_page(
    arnorm_y_pages *pages, __m256i high, uint32_t rest, uint32_t known)
{
    const unsigned before = (unsigned)_mm256_extract_epi8(pages->page, 0) & 0xFF;
    uint8_t numbers[32];
    uint32_t left = 0;
    unsigned page;
    _mm256_storeu_si256((__m256i *)numbers, high);
    page = numbers[_tzcnt_u32(rest)];
    if (_mm_popcnt_u32(arnorm_y_set(arnorm_y_lanes_of(high, page))) < ARNORM_Y_MOVES) {
        arnorm_y_take_aside(pages, page);
    } else {
        if (before)
            arnorm_y_take_aside(pages, before);
        arnorm_y_take(pages, page);
    }
    rest = ~(known | arnorm_y_set(arnorm_y_lanes_of(high, 0)) |
             arnorm_y_set(_mm256_cmpeq_epi8(high, pages->page)) |
             arnorm_y_set(arnorm_y_lanes_of(high, pages->other)));
    while (rest) {
        const uint32_t lanes = arnorm_y_set(arnorm_y_lanes_of(high, page = numbers[_tzcnt_u32(rest)]));
        if (pages->windows->rows[2 * page] | pages->windows->rows[2 * page + 1])
            left |= lanes;
        rest &= ~lanes;
    }
    return left;
}

/* Return what tables of the page at hand hold for the low bytes below 0x80, or those of page 0 for its code points. */
ARNORM_AVX2 static inline __m256i arnorm_y_lookup(
    const uint8_t *here, const uint8_t *first, __m256i low, __m256i are_first)
{
    return _mm256_blendv_epi8(_mm256_shuffle_epi8(arnorm_y_both(here), low),
                              _mm256_shuffle_epi8(arnorm_y_both(first), low), are_first);
}

ARNORM_AVX2 static inline __m256i arnorm_y_flip(__m256i low)
{
    return _mm256_xor_si256(low, _mm256_set1_epi8((char)0x80));
}

/* Return the rows that low bytes are in. */
ARNORM_AVX2 ARNORM_INLINE __m256i arnorm_y_rows(const arnorm_y_pages *pages, __m256i low)
{
    return _mm256_and_si256(_mm256_srli_epi16(low, 4), pages->half);
}

/* Return the lanes of the first two pages. */
ARNORM_AVX2 ARNORM_INLINE __m256i arnorm_y_mine(const arnorm_y_pages *pages, __m256i high)
{
    return _mm256_or_si256(_mm256_cmpeq_epi8(high, _mm256_setzero_si256()), _mm256_cmpeq_epi8(high, pages->page));
}

/* Return whether all lanes of one block or two are of the lower windows of these. */
ARNORM_AVX2 ARNORM_INLINE int arnorm_y_are_lower(const arnorm_y_pages *pages, const arnorm_y *x, int blocks)
{
    __m256i lower = _mm256_andnot_si256(x[0].low, arnorm_y_mine(pages, x[0].high));
    if (blocks > 1)
        lower = _mm256_and_si256(lower, _mm256_andnot_si256(x[1].low, arnorm_y_mine(pages, x[1].high)));
    return !~arnorm_y_set(lower);
}

/* Return what tables of the page beside the first two hold for its code points. */
ARNORM_AVX2 ARNORM_INLINE __m256i arnorm_y_lookup_beside(const uint8_t *lower, const uint8_t *upper, __m256i low)
{
    return _mm256_or_si256(_mm256_shuffle_epi8(arnorm_y_both(lower), low),
                           _mm256_shuffle_epi8(arnorm_y_both(upper), arnorm_y_flip(low)));
}

/* Find which lanes beside the first two pages may change, and return 1; 0 if some are not at hand and `reach` says so. */
ARNORM_AVX2 ARNORM_INLINE int arnorm_y_find_beside(
    arnorm_y_pages *pages, arnorm_y x, uint32_t known, enum arnorm_y_reach reach, arnorm_y_found *found)
{
    __m256i mine = arnorm_y_mine(pages, x.high), beside = arnorm_y_lanes_of(x.high, pages->other), set;
    const uint32_t rest = ~(arnorm_y_set(_mm256_or_si256(mine, beside)) | known);
    if (rest && reach == ARNORM_Y_AT_HAND)
        return 0;
    if (rest) {
        found->left = arnorm_y_turn_page(pages, x.high, rest, known);
        mine = arnorm_y_mine(pages, x.high);
        beside = arnorm_y_lanes_of(x.high, pages->other);
    }
    if (pages->other) {
        set = arnorm_y_lookup_beside(pages->aside[0]->member, pages->aside[1]->member, x.low);
        set = _mm256_cmpeq_epi8(_mm256_and_si256(set, found->bit), _mm256_setzero_si256());
        found->beside = arnorm_y_set(_mm256_andnot_si256(set, _mm256_andnot_si256(mine, beside))) & ~known;
    }
    return reach == ARNORM_Y_ANYWHERE || !found->left;
}

/* Find what changes in one block or two and return 1, or 0 if more of them has to be looked at than `reach` says. Lanes
 * that are `known` are none of its business. Only one block may reach anywhere. */
ARNORM_AVX2 ARNORM_INLINE int arnorm_y_find(
    arnorm_y_pages *pages, const arnorm_y *x, const uint32_t *known, int blocks, enum arnorm_y_reach reach,
    arnorm_y_found *found)
{
    const __m256i none = _mm256_setzero_si256();
    __m256i set[2];
    uint32_t upper = 0;
    int k;
    if (reach == ARNORM_Y_LOWER && !arnorm_y_are_lower(pages, x, blocks))
        return 0;
    ARNORM_Y_EACH(k, blocks) {
        found[k].first = _mm256_cmpeq_epi8(x[k].high, none);
        found[k].row = arnorm_y_rows(pages, x[k].low);
        found[k].bit = _mm256_shuffle_epi8(pages->bits, found[k].row);
        found[k].upper = found[k].beside = found[k].looks = found[k].left = 0;
        if (reach != ARNORM_Y_LOWER) {
            if (!arnorm_y_find_beside(pages, x[k], known[k], reach, &found[k]))
                return 0;
            found[k].upper = arnorm_y_set(x[k].low);
            upper |= found[k].upper;
        }
    }
    ARNORM_Y_EACH(k, blocks)
        set[k] = arnorm_y_lookup(pages->here[0]->member, pages->first[0]->member, x[k].low, found[k].first);
    if (upper)
        ARNORM_Y_EACH(k, blocks)
            set[k] = _mm256_or_si256(set[k], arnorm_y_lookup(pages->here[1]->member, pages->first[1]->member,
                                                             arnorm_y_flip(x[k].low), found[k].first));
    ARNORM_Y_EACH(k, blocks) {
        if (reach != ARNORM_Y_LOWER)
            set[k] = _mm256_and_si256(set[k], arnorm_y_mine(pages, x[k].high));
        found[k].same = _mm256_cmpeq_epi8(_mm256_and_si256(set[k], found[k].bit), none);
        found[k].changed = ~arnorm_y_set(found[k].same) | found[k].beside;
    }
    return 1;
}

/* Return what a window holds in its folds for low bytes below 0x80. */
ARNORM_AVX2 ARNORM_INLINE void arnorm_y_folds(
    const arnorm_window *window, const __m256i *low, const arnorm_y_found *found, int blocks, __m256i *change)
{
    __m256i outside[2];
    int k;
#define ARNORM_Y_FOLD(K) _mm256_shuffle_epi8(arnorm_y_both(window->folds[K]), _mm256_or_si256(low[k], outside[k]))
#define ARNORM_Y_NEXT(K) \
    ARNORM_Y_EACH(k, blocks) { \
        outside[k] = _mm256_add_epi8(outside[k], outside[k]); \
        change[k] = _mm256_xor_si256(change[k], ARNORM_Y_FOLD(K)); \
    }
    ARNORM_Y_EACH(k, blocks) {
        outside[k] = _mm256_shuffle_epi8(arnorm_y_both(window->no_fold[0]), found[k].row);
        change[k] = ARNORM_Y_FOLD(0);
    }
    /* A fold that a window has not got changes nothing: two more of them are less than a branch for each. */
    ARNORM_Y_NEXT(1)
    if (window->count > 2) {
        ARNORM_Y_NEXT(2)
        ARNORM_Y_NEXT(3)
    }
    if (ARNORM_RARELY(window->count > 4)) {
        ARNORM_Y_EACH(k, blocks) {
            outside[k] = _mm256_shuffle_epi8(arnorm_y_both(window->no_fold[1]), found[k].row);
            change[k] = _mm256_xor_si256(change[k], ARNORM_Y_FOLD(4));
        }
        ARNORM_Y_NEXT(5)
        ARNORM_Y_NEXT(6)
        ARNORM_Y_NEXT(7)
    }
#undef ARNORM_Y_NEXT
#undef ARNORM_Y_FOLD
}

/* The same for the high bytes. */
ARNORM_AVX2 ARNORM_INLINE void arnorm_y_far(
    const arnorm_window *window, const __m256i *low, const arnorm_y_found *found, int blocks, __m256i *change)
{
    int k;
    ARNORM_Y_EACH(k, blocks)
        change[k] = _mm256_shuffle_epi8(
            arnorm_y_both(window->far),
            _mm256_or_si256(low[k], _mm256_shuffle_epi8(arnorm_y_both(window->not_far), found[k].row)));
}

/* What becomes of lanes beside the first two pages that change. */
typedef struct {
    __m256i low; /* what bytes are XORed with */
    __m256i high;
    __m256i gone;
    uint32_t looks;
} arnorm_y_beside;

/* Find that out. This is no part of the loops: they have no registers left for it. */
ARNORM_AVX2 ARNORM_NOINLINE arnorm_y_beside arnorm_y_change_beside(
    const arnorm_y_pages *pages, __m256i low, __m256i high)
{
    const __m256i flipped = arnorm_y_flip(low), none = _mm256_setzero_si256();
    const arnorm_y_found found = {.row = arnorm_y_rows(pages, low)};
    const __m256i bit = _mm256_shuffle_epi8(pages->bits, found.row);
    __m256i lanes = arnorm_y_lookup_beside(pages->aside[0]->member, pages->aside[1]->member, low), first, second;
    arnorm_y_beside change;
    lanes = _mm256_andnot_si256(_mm256_cmpeq_epi8(_mm256_and_si256(lanes, bit), none),
                                arnorm_y_lanes_of(high, pages->other));
    arnorm_y_folds(pages->aside[0], &low, &found, 1, &first);
    arnorm_y_folds(pages->aside[1], &flipped, &found, 1, &second);
    change.low = _mm256_and_si256(_mm256_or_si256(first, second), lanes);
    arnorm_y_far(pages->aside[0], &low, &found, 1, &first);
    arnorm_y_far(pages->aside[1], &flipped, &found, 1, &second);
    change.high = _mm256_and_si256(_mm256_or_si256(first, second), lanes);
    change.gone = _mm256_and_si256(_mm256_cmpeq_epi8(change.low, none), lanes);
    lanes = arnorm_y_lookup_beside(pages->aside[0]->looks, pages->aside[1]->looks, low);
    lanes = _mm256_and_si256(lanes, _mm256_and_si256(bit, change.gone));
    change.looks = ~arnorm_y_set(_mm256_cmpeq_epi8(lanes, none));
    return change;
}

/* What a table holds for lanes of the first two pages that change, of which some may be in page 0 or an upper window. For
 * other lanes it is anything. */
#define ARNORM_Y_ALL(TABLE) \
    TABLE(pages->here[0], low, found, blocks, change); \
    if (first) { \
        TABLE(pages->first[0], low, found, blocks, other); \
        ARNORM_Y_EACH(k, blocks) \
            change[k] = _mm256_blendv_epi8(change[k], other[k], found[k].first); \
    } \
    if (upper) { \
        __m256i flipped[2], more[2]; \
        ARNORM_Y_EACH(k, blocks) \
            flipped[k] = arnorm_y_flip(low[k]); \
        TABLE(pages->here[1], flipped, found, blocks, more); \
        TABLE(pages->first[1], flipped, found, blocks, other); \
        ARNORM_Y_EACH(k, blocks) \
            change[k] = _mm256_or_si256(change[k], _mm256_blendv_epi8(more[k], other[k], found[k].first)); \
    }

/* Write the result of blocks but for lanes that are left, and which lanes change, but not in the low byte, to `gone`. */
ARNORM_AVX2 ARNORM_INLINE void arnorm_y_change(
    const arnorm_y_pages *pages, const arnorm_y *x, arnorm_y_found *found, int blocks, arnorm_y *result, __m256i *gone)
{
    __m256i low[2], change[2], other[2], firsts = _mm256_setzero_si256();
    uint32_t first, upper = 0;
    int k;
    ARNORM_Y_EACH(k, blocks) {
        low[k] = x[k].low;
        firsts = _mm256_or_si256(firsts, _mm256_andnot_si256(found[k].same, found[k].first));
        upper |= found[k].changed & found[k].upper;
    }
    first = arnorm_y_set(firsts);
    ARNORM_Y_EACH(k, blocks)
        result[k].high = x[k].high;
    if (pages->far) {
        ARNORM_Y_ALL(arnorm_y_far)
        ARNORM_Y_EACH(k, blocks)
            result[k].high = _mm256_xor_si256(x[k].high, _mm256_andnot_si256(found[k].same, change[k]));
    }
    ARNORM_Y_ALL(arnorm_y_folds)
    ARNORM_Y_EACH(k, blocks) {
        result[k].low = _mm256_xor_si256(low[k], _mm256_andnot_si256(found[k].same, change[k]));
        gone[k] = _mm256_cmpeq_epi8(_mm256_or_si256(found[k].same, change[k]), _mm256_setzero_si256());
        if (ARNORM_RARELY(found[k].beside)) {
            const arnorm_y_beside more = arnorm_y_change_beside(pages, low[k], x[k].high);
            found[k].looks = more.looks;
            result[k].low = _mm256_xor_si256(result[k].low, more.low);
            result[k].high = _mm256_xor_si256(result[k].high, more.high);
            gone[k] = _mm256_or_si256(gone[k], more.gone);
        }
    }
}

/* Return whether some lanes that change, and are not left, are to be looked at. */
ARNORM_AVX2 ARNORM_INLINE int arnorm_y_looks(
    const arnorm_y_pages *pages, __m256i low, const arnorm_y_found *found, __m256i lanes)
{
    __m256i looks;
    if (!pages->looks)
        return found->looks != 0;
    looks = arnorm_y_lookup(pages->here[0]->looks, pages->first[0]->looks, low, found->first);
    if (found->upper)
        looks = _mm256_or_si256(looks, arnorm_y_lookup(pages->here[1]->looks, pages->first[1]->looks,
                                                       arnorm_y_flip(low), found->first));
    looks = _mm256_and_si256(looks, _mm256_shuffle_epi8(pages->bits, found->row));
    return found->looks || !_mm256_testz_si256(looks, lanes);
}

/* Look up the results of some lanes of a block whatever they are, a row at a time. */
ARNORM_AVX2 ARNORM_NOINLINE void arnorm_y_resolve(
    const arnorm_windows *windows, arnorm_y x, uint32_t lanes, arnorm_y *result)
{
    const __m256i half = _mm256_set1_epi8((char)0xF0), row = _mm256_and_si256(x.low, half);
    uint8_t low[32], high[32];
    _mm256_storeu_si256((__m256i *)low, x.low);
    _mm256_storeu_si256((__m256i *)high, x.high);
    do {
        const unsigned lane = _tzcnt_u32(lanes), page = high[lane], first = low[lane] & 0xF0;
        const unsigned window = page << 1 | first >> 7;
        const __m256i same = _mm256_and_si256(_mm256_cmpeq_epi8(row, _mm256_set1_epi8((char)first)),
                                              _mm256_cmpeq_epi8(x.high, _mm256_set1_epi8((char)page)));
        if (windows->rows[window] >> (first >> 4 & 7) & 1) {
            const arnorm_window *const table = arnorm_window_of(windows, window);
            const __m256i place = _mm256_andnot_si256(half, x.low);
            const __m256i lows = _mm256_shuffle_epi8(arnorm_y_both(table->low + (first & 0x70)), place);
            const __m256i highs = _mm256_shuffle_epi8(arnorm_y_both(table->high + (first & 0x70)), place);
            result->low = _mm256_blendv_epi8(result->low, _mm256_xor_si256(x.low, lows), same);
            result->high = _mm256_blendv_epi8(result->high, _mm256_xor_si256(x.high, highs), same);
        }
        lanes &= ~(uint32_t)_mm256_movemask_epi8(same);
    } while (lanes);
}

#endif
