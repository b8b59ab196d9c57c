/* The bits of the code points of which a map leaves anything, and of those that become several, in plain C. */
#ifndef ARNORM_KEPT_H
#define ARNORM_KEPT_H

#include "scalar.h"

/* How many code points ahead the loops of x86 ask for memory: what comes next where text is worked on 4096 at a time.
 * What is read here has been read just before, so there is time for it. */
#define ARNORM_AHEAD 4608

#define ARNORM_KEPT(UNIT, WIDTH) \
    /* Set in `bits` those of the code points that are not deleted, in `several` those of the ones that become several \
     * or are guarded, and clear all others of the words up to the one for `length`. Return whether any is several. */ \
    ARNORM_NOINLINE int arnorm_kept_##WIDTH##_scalar( \
        const arnorm_map *map, const UNIT *source, ptrdiff_t length, uint64_t *bits, uint64_t *several) \
    { \
        const uint32_t *const entries = map->entries; \
        uint64_t any = 0; \
        ptrdiff_t i = 0, start; \
        for (start = 0; start <= length; start += 64) { \
            const ptrdiff_t end = length - start < 64 ? length : start + 64; \
            uint64_t kept = 0, many = 0; \
            while (i < end) { \
                const ptrdiff_t stop = end - i > 8 ? i + 8 : end; \
                if (stop == i + 8 && arnorm_direct_##WIDTH(source + i)) { \
                    ARNORM_LOAD_EIGHT; \
                    if ((e0 | e1 | e2 | e3 | e4 | e5 | e6 | e7) < ARNORM_MANY) { \
                        const uint32_t eight = e0 >> 24 | e1 >> 24 << 1 | e2 >> 24 << 2 | e3 >> 24 << 3 | \
                                               e4 >> 24 << 4 | e5 >> 24 << 5 | e6 >> 24 << 6 | e7 >> 24 << 7; \
                        kept |= (uint64_t)eight << (i - start); \
                        i = stop; \
                        continue; \
                    } \
                } \
                for (; i < stop; i++) { \
                    const uint32_t entry = arnorm_entry(map, source[i]); \
                    kept |= (uint64_t)(entry >= ARNORM_KEEP) << (i - start); \
                    many |= (uint64_t)(entry >= ARNORM_MANY) << (i - start); \
                } \
            } \
            bits[start >> 6] = kept; \
            several[start >> 6] = many; \
            any |= many; \
        } \
        return any != 0; \
    }

ARNORM_KEPT(uint8_t, 1)
ARNORM_KEPT(uint16_t, 2)
ARNORM_KEPT(uint32_t, 4)

#endif
