/* For every set of eight lanes, the bytes that a shuffle moves them to the front by: lanes of two bytes, and of one. */
#ifndef ARNORM_FRONT_H
#define ARNORM_FRONT_H

#include <stdint.h>

static uint8_t arnorm_front_2[256][16] __attribute__((aligned(16)));
static uint8_t arnorm_front_1[256][8];

static void arnorm_prepare_fronts(void)
{
    int set, lane, k;
    for (set = 0; set < 256; set++) {
        k = 0;
        for (lane = 0; lane < 8; lane++) {
            if (set >> lane & 1) {
                arnorm_front_2[set][2 * k] = (uint8_t)(2 * lane);
                arnorm_front_2[set][2 * k + 1] = (uint8_t)(2 * lane + 1);
                arnorm_front_1[set][k++] = (uint8_t)lane;
            }
        }
        for (; k < 8; k++)
            arnorm_front_2[set][2 * k] = arnorm_front_2[set][2 * k + 1] = arnorm_front_1[set][k] = 0x80;
    }
}

#endif
