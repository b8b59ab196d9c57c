/* What the programs of this folder share: pseudo-random numbers, and windows for a map. */
#ifndef ARNORM_TEST_MAPS_H
#define ARNORM_TEST_MAPS_H

#include <stdlib.h>

#include "dispatch.h"

static uint64_t state = 1;

static uint32_t number(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 32) % below);
}

/* Give a map windows that fit its entries, in place of those that it has. */
static void renew_windows(arnorm_map *map)
{
    arnorm_windows head, *windows;
    free((void *)(uintptr_t)map->windows);
    arnorm_number_windows(map, &head);
    windows = aligned_alloc(ARNORM_ALIGNMENT, head.size);
    if (windows == NULL)
        abort();
    memcpy(windows, &head, offsetof(arnorm_windows, tables));
    arnorm_fill_windows(map, windows);
    arnorm_fill_utf8(map, windows);
    map->windows = windows;
}

#endif
