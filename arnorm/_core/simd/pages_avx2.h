/* What a map does to a block of 32 code points, with AVX2: their low and high bytes apart, looked up in tables of 16.
 *
 * First comes which of them change at all, which takes the same few instructions whatever the map is: the place of a code
 * point in its row gives a bit for each row of the window, and its row chooses one of them. What those become is then
 * looked up in folds. All this is at hand for page 0 and for the page that most of the text is in, both as windows; which
 * code points change, also for one page beside them. Other results are looked up a row at a time.
 */
#ifndef ARNORM_PAGES_AVX2_H
#define ARNORM_PAGES_AVX2_H

#include <immintrin.h>

#include "windows.h"

#define ARNORM_AVX2 __attribute__((target("avx2,popcnt,bmi,bmi2,lzcnt")))
#define ARNORM_INLINE __attribute__((always_inline)) static inline
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
    uint32_t changed; /* those of the first two pages that change */
    uint32_t narrow;  /* the lanes of page 0, at first in the source and then in the result */
    uint32_t upper;   /* the lanes in upper windows, if any is in one */
    uint32_t left;    /* those of other pages that may change */
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

/* Find what changes in a block and return 1, or 0 if more of it has to be looked at than `reach` says. Lanes that are
 * `known` are none of its business. */
ARNORM_AVX2 ARNORM_INLINE int arnorm_y_find(
    arnorm_y_pages *pages, arnorm_y x, uint32_t known, enum arnorm_y_reach reach, arnorm_y_found *found)
{
    const __m256i none = _mm256_setzero_si256(), first = _mm256_cmpeq_epi8(x.high, none);
    const __m256i bits = _mm256_set1_epi64x((long long)UINT64_C(0x8040201008040201));
    __m256i mine = _mm256_or_si256(first, _mm256_cmpeq_epi8(x.high, pages->page)), beside, set;
    uint32_t rest;
    if (reach == ARNORM_Y_LOWER && ~arnorm_y_set(_mm256_andnot_si256(x.low, mine)))
        return 0;
    found->first = first;
    found->row = _mm256_and_si256(_mm256_srli_epi16(x.low, 4), _mm256_set1_epi8(0x0F));
    found->bit = _mm256_shuffle_epi8(bits, found->row);
    found->narrow = arnorm_y_set(first);
    found->upper = found->left = 0;
    if (reach != ARNORM_Y_LOWER) {
        beside = arnorm_y_lanes_of(x.high, pages->other);
        rest = ~(arnorm_y_set(_mm256_or_si256(mine, beside)) | known);
        if (rest && reach == ARNORM_Y_AT_HAND)
            return 0;
        if (rest) {
            found->left = arnorm_y_turn_page(pages, x.high, rest, known);
            mine = _mm256_or_si256(first, _mm256_cmpeq_epi8(x.high, pages->page));
            beside = arnorm_y_lanes_of(x.high, pages->other);
        }
        if (pages->other) {
            set = _mm256_or_si256(_mm256_shuffle_epi8(arnorm_y_both(pages->aside[0]->member), x.low),
                                  _mm256_shuffle_epi8(arnorm_y_both(pages->aside[1]->member), arnorm_y_flip(x.low)));
            set = _mm256_cmpeq_epi8(_mm256_and_si256(set, found->bit), none);
            found->left |= arnorm_y_set(_mm256_andnot_si256(set, _mm256_andnot_si256(mine, beside))) & ~known;
            if (found->left && reach == ARNORM_Y_AT_HAND)
                return 0;
        }
        found->upper = arnorm_y_set(x.low);
    }
    set = arnorm_y_lookup(pages->here[0]->member, pages->first[0]->member, x.low, first);
    if (reach != ARNORM_Y_LOWER) {
        if (found->upper)
            set = _mm256_or_si256(set, arnorm_y_lookup(pages->here[1]->member, pages->first[1]->member,
                                                       arnorm_y_flip(x.low), first));
        set = _mm256_and_si256(set, mine);
    }
    found->same = _mm256_cmpeq_epi8(_mm256_and_si256(set, found->bit), none);
    found->changed = ~arnorm_y_set(found->same);
    return 1;
}

/* Return what a window holds in its folds for low bytes below 0x80. */
ARNORM_AVX2 ARNORM_INLINE __m256i arnorm_y_folds(const arnorm_window *window, __m256i low, __m256i row)
{
#define ARNORM_Y_FOLD(K) _mm256_shuffle_epi8(arnorm_y_both(window->folds[K]), _mm256_or_si256(low, outside))
#define ARNORM_Y_NEXT(K) \
    outside = _mm256_add_epi8(outside, outside); \
    change = _mm256_xor_si256(change, ARNORM_Y_FOLD(K))
    __m256i outside = _mm256_shuffle_epi8(arnorm_y_both(window->no_fold[0]), row), change = ARNORM_Y_FOLD(0);
    if (window->count > 1) {
        ARNORM_Y_NEXT(1);
        if (window->count > 2) {
            ARNORM_Y_NEXT(2);
        }
    }
    if (ARNORM_RARELY(window->count > 3)) {
        ARNORM_Y_NEXT(3);
        outside = _mm256_shuffle_epi8(arnorm_y_both(window->no_fold[1]), row);
        change = _mm256_xor_si256(change, ARNORM_Y_FOLD(4));
        ARNORM_Y_NEXT(5);
        ARNORM_Y_NEXT(6);
        ARNORM_Y_NEXT(7);
    }
    return change;
#undef ARNORM_Y_NEXT
#undef ARNORM_Y_FOLD
}

/* The same for the high bytes. */
ARNORM_AVX2 ARNORM_INLINE __m256i arnorm_y_far(const arnorm_window *window, __m256i low, __m256i row)
{
    const __m256i place = _mm256_or_si256(low, _mm256_shuffle_epi8(arnorm_y_both(window->not_far), row));
    return _mm256_shuffle_epi8(arnorm_y_both(window->far), place);
}

/* What a table holds for all lanes of the first two pages, of which some may be in page 0 or an upper window. */
#define ARNORM_Y_ALL(TABLE) \
    __m256i change = TABLE(pages->here[0], low, found->row); \
    if (found->changed & found->narrow) \
        change = _mm256_blendv_epi8(change, TABLE(pages->first[0], low, found->row), found->first); \
    if (found->changed & found->upper) { \
        const __m256i flipped = arnorm_y_flip(low); \
        change = _mm256_or_si256( \
            change, _mm256_blendv_epi8(TABLE(pages->here[1], flipped, found->row), \
                                       TABLE(pages->first[1], flipped, found->row), found->first)); \
    } \
    return _mm256_andnot_si256(found->same, change);

ARNORM_AVX2 ARNORM_INLINE __m256i arnorm_y_all_folds(
    const arnorm_y_pages *pages, __m256i low, const arnorm_y_found *found)
{
    ARNORM_Y_ALL(arnorm_y_folds)
}

ARNORM_AVX2 ARNORM_INLINE __m256i arnorm_y_all_far(
    const arnorm_y_pages *pages, __m256i low, const arnorm_y_found *found)
{
    ARNORM_Y_ALL(arnorm_y_far)
}

/* Write the result of a block but for lanes that are left. Return those that change, but not in the low byte. */
ARNORM_AVX2 ARNORM_INLINE uint32_t arnorm_y_change(
    const arnorm_y_pages *pages, arnorm_y x, arnorm_y_found *found, arnorm_y *result)
{
    const __m256i change = arnorm_y_all_folds(pages, x.low, found);
    result->low = _mm256_xor_si256(x.low, change);
    result->high = x.high;
    if (pages->far) {
        result->high = _mm256_xor_si256(x.high, arnorm_y_all_far(pages, x.low, found));
        found->narrow = arnorm_y_set(_mm256_cmpeq_epi8(result->high, _mm256_setzero_si256()));
    }
    return arnorm_y_set(_mm256_cmpeq_epi8(change, _mm256_setzero_si256())) & found->changed;
}

/* Return which of some lanes that change, of the first two pages, are to be looked at. */
ARNORM_AVX2 ARNORM_INLINE uint32_t arnorm_y_looks(
    const arnorm_y_pages *pages, __m256i low, const arnorm_y_found *found, uint32_t lanes)
{
    __m256i looks;
    if (lanes == 0 || !pages->looks)
        return 0;
    looks = arnorm_y_lookup(pages->here[0]->looks, pages->first[0]->looks, low, found->first);
    if (found->upper)
        looks = _mm256_or_si256(looks, arnorm_y_lookup(pages->here[1]->looks, pages->first[1]->looks,
                                                       arnorm_y_flip(low), found->first));
    return lanes & ~arnorm_y_set(_mm256_cmpeq_epi8(_mm256_and_si256(looks, found->bit), _mm256_setzero_si256()));
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
