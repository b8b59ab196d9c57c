/* The loops of `transcode_scalar` with NEON: 16 bytes, or 8 code points, at a time. */
#ifndef ARNORM_TRANSCODE_NEON_H
#define ARNORM_TRANSCODE_NEON_H

#include "transcode_scalar.h"
#include "utf8_neon.h"

/* Write the code points that begin in some of 8 bytes, from which on 10 can be read, and return how many. */
static inline ptrdiff_t arnorm_n8_points(const uint8_t *source, uint32_t starts, int three, uint16_t *target)
{
    const uint16x8_t six = vdupq_n_u16(0x3F), first = vmovl_u8(vld1_u8(source));
    const uint16x8_t second = vandq_u16(six, vmovl_u8(vld1_u8(source + 1)));
    const uint16x8_t head = vshlq_n_u16(vandq_u16(first, vdupq_n_u16(0x1F)), 6);
    uint16x8_t points = vbslq_u16(vcgtq_u16(first, vdupq_n_u16(0x7F)), vorrq_u16(head, second), first);
    if (three) {
        const uint16x8_t third = vandq_u16(six, vmovl_u8(vld1_u8(source + 2)));
        points = vbslq_u16(vcgtq_u16(first, vdupq_n_u16(0xDF)),
                           vorrq_u16(vshlq_n_u16(first, 12), vorrq_u16(vshlq_n_u16(second, 6), third)), points);
    }
    vst1q_u8((uint8_t *)target, vqtbl1q_u8(vreinterpretq_u8_u16(points), vld1q_u8(arnorm_front_2[starts])));
    return arnorm_n_count(starts);
}

ARNORM_NOINLINE ptrdiff_t arnorm_decode_2_neon(
    const uint8_t *source, ptrdiff_t length, uint16_t *target, ptrdiff_t *written)
{
    uint16_t *out = target;
    ptrdiff_t i = 0, size, rest;
    for (; i + 18 <= length; i += size) {
        const uint8x16_t x = vld1q_u8(source + i), trails = arnorm_n8_trails(x);
        const uint8x16_t leads = vcgeq_u8(x, vdupq_n_u8(0xC0));
        const uint8x16_t two = vandq_u8(vcgeq_u8(x, vdupq_n_u8(0xC2)), vcltq_u8(x, vdupq_n_u8(0xE0)));
        uint64_t used;
        int three = 0;
        size = arnorm_whole(source + i, 16);
        used = arnorm_lanes(size);
        if (arnorm_n_any(vorrq_u8(veorq_u8(trails, arnorm_n8_up(two)), veorq_u8(leads, two)))) {
            used = arnorm_n8_sound(x, 0xFFFF) & arnorm_below(arnorm_n8_from(x, 0xF0));
            three = 1;
            size = __builtin_popcountll(used);
            if (size == 0)
                break;
        }
        used &= ~(uint64_t)arnorm_n_set(trails);
        out += arnorm_n8_points(source + i, used & 0xFF, three, out);
        out += arnorm_n8_points(source + i + 8, used >> 8 & 0xFF, three, out);
    }
    i += arnorm_decode_2_scalar(source + i, length - i, out, &rest);
    *written = out + rest - target;
    return i;
}

ARNORM_NOINLINE ptrdiff_t arnorm_encode_2_neon(
    const uint16_t *source, ptrdiff_t length, uint8_t *target, ptrdiff_t *written)
{
    uint8_t *out = target;
    ptrdiff_t i = 0, rest;
    while (i + 8 <= length) {
        const uint16x8_t x = vld1q_u16(source + i);
        const uint16x8_t last = vorrq_u16(vandq_u16(x, vdupq_n_u16(0x3F)), vdupq_n_u16(0x80));
        const uint16x8_t both =
            vorrq_u16(vorrq_u16(vshrq_n_u16(x, 6), vdupq_n_u16(0xC0)), vshlq_n_u16(last, 8));
        const uint8x16_t bytes = vreinterpretq_u8_u16(vbslq_u16(vcltq_u16(x, vdupq_n_u16(0x80)), x, both));
        if (vmaxvq_u16(x) >= ARNORM_DIRECT) {
            const ptrdiff_t read = arnorm_encode_2_scalar(source + i, 8, out, &rest);
            out += rest;
            i += read;
            if (read < 8) {
                *written = out - target;
                return i;
            }
            continue;
        }
        out += arnorm_n8_write(out, bytes, 0x5555 | arnorm_n_set(vtstq_u8(bytes, bytes)));
        i += 8;
    }
    i += arnorm_encode_2_scalar(source + i, length - i, out, &rest);
    *written = out + rest - target;
    return i;
}

#endif
