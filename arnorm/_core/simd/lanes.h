/* Single lanes of a block, which vector loops of every instruction set leave to this: those that need care. */
#ifndef ARNORM_LANES_H
#define ARNORM_LANES_H

#include "scalar.h"

#define ARNORM_LANES(UNIT, WIDTH) \
    /* Return the first of some lanes whose code point changes, 32 if none does. */ \
    static inline unsigned arnorm_first_changed_##WIDTH(const arnorm_map *map, const UNIT *source, uint32_t lanes) \
    { \
        for (; lanes; lanes &= lanes - 1) \
            if (arnorm_entry(map, source[__builtin_ctz(lanes)]) != ARNORM_KEEP) \
                return (unsigned)__builtin_ctz(lanes); \
        return 32; \
    } \
    /* Take those that stay as they are out of the first of some lanes, and return them. */ \
    static inline uint32_t arnorm_take_plain_##WIDTH(const arnorm_map *map, const UNIT *source, uint32_t *lanes) \
    { \
        const uint32_t all = *lanes; \
        while (*lanes && arnorm_entry(map, source[__builtin_ctz(*lanes)]) == ARNORM_KEEP) \
            *lanes &= *lanes - 1; \
        return all ^ *lanes; \
    } \
    /* Write lanes of the source over those of a result of which some are kept; return the bits of them. */ \
    static inline uint32_t arnorm_patch_##WIDTH(UNIT *target, const UNIT *source, uint32_t keep, uint32_t lanes) \
    { \
        uint32_t bits = 0; \
        for (; lanes; lanes &= lanes - 1) { \
            const int lane = __builtin_ctz(lanes); \
            target[__builtin_popcount(keep & ((UINT32_C(1) << lane) - 1))] = source[lane]; \
            bits |= source[lane]; \
        } \
        return bits; \
    } \
    /* Look which of some lanes are deleted, and take them out of those that are kept; return the lanes that become \
     * several or are guarded. */ \
    static inline uint32_t arnorm_look_##WIDTH( \
        const arnorm_map *map, const UNIT *source, uint32_t lanes, uint32_t *kept) \
    { \
        uint32_t several = 0; \
        for (; lanes; lanes &= lanes - 1) { \
            const uint32_t entry = arnorm_entry(map, source[__builtin_ctz(lanes)]); \
            if (entry < ARNORM_KEEP) \
                *kept &= ~(lanes & (0 - lanes)); \
            else if (entry >= ARNORM_MANY) \
                several |= lanes & (0 - lanes); \
        } \
        return several; \
    } \
    /* Write what becomes of one code point and return where the next goes, NULL if more than that is to be done. */ \
    static inline UNIT *arnorm_write_one_##WIDTH(const arnorm_map *map, UNIT c, UNIT *target, uint32_t *seen) \
    { \
        const uint32_t entry = arnorm_entry(map, c); \
        if (entry >= ARNORM_MANY) \
            return NULL; \
        *target = (UNIT)(c ^ (entry & ARNORM_OPERAND)); \
        *seen |= *target & (0 - (entry >> 24)); \
        return target + (entry >> 24); \
    }

ARNORM_LANES(uint8_t, 1)
ARNORM_LANES(uint16_t, 2)
ARNORM_LANES(uint32_t, 4)

#endif
