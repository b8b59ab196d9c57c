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
        uint64_t any = 0; \
        ptrdiff_t i; \
        for (i = 0; i <= length; i += 64) { \
            const ptrdiff_t end = length - i < 64 ? length - i : 64; \
            uint64_t kept = 0, many = 0; \
            ptrdiff_t k; \
            for (k = 0; k < end; k++) { \
                const uint32_t entry = arnorm_entry(map, source[i + k]); \
                kept |= (uint64_t)(entry >= ARNORM_KEEP) << k; \
                many |= (uint64_t)(entry >= ARNORM_MANY) << k; \
            } \
            bits[i >> 6] = kept; \
            several[i >> 6] = many; \
            any |= many; \
        } \
        return any != 0; \
    }

ARNORM_KEPT(uint8_t, 1)
ARNORM_KEPT(uint16_t, 2)
ARNORM_KEPT(uint32_t, 4)

#endif
