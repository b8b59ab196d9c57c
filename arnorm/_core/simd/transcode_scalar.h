/* From UTF-8 to code points of 16 bits and back.
 *
 * `decode_2` writes the code points of bytes at the start to `target` and returns how many bytes it has read: all of them,
 * or up to bytes that are not well-formed, or a code point above U+FFFF. There is room in `target` for as many code points
 * as the source has bytes; all of it may be overwritten.
 *
 * `encode_2` writes code points at the start as UTF-8 and returns how many it has read: all of them, or up to a surrogate.
 * There is room in `target` for three times as many bytes.
 *
 * `written` is how many code points or bytes were written.
 */
#ifndef ARNORM_TRANSCODE_SCALAR_H
#define ARNORM_TRANSCODE_SCALAR_H

#include "utf8_scalar.h"

ARNORM_NOINLINE ptrdiff_t arnorm_decode_2_scalar(
    const uint8_t *source, ptrdiff_t length, uint16_t *target, ptrdiff_t *written)
{
    uint16_t *out = target;
    ptrdiff_t i = 0;
    while (i < length) {
        uint32_t c;
        ptrdiff_t size;
        if (i + 8 <= length) {
            uint64_t eight;
            int k;
            memcpy(&eight, source + i, 8);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                for (k = 0; k < 8; k++)
                    out[k] = source[i + k];
                out += 8;
                i += 8;
                continue;
            }
        }
        size = arnorm_decode(source + i, length - i, &c);
        if (size == 0 || size == 4)
            break;
        *out++ = (uint16_t)c;
        i += size;
    }
    *written = out - target;
    return i;
}

ARNORM_NOINLINE ptrdiff_t arnorm_encode_2_scalar(
    const uint16_t *source, ptrdiff_t length, uint8_t *target, ptrdiff_t *written)
{
    uint8_t *out = target;
    ptrdiff_t i;
    for (i = 0; i < length && (source[i] & 0xF800) != 0xD800; i++)
        out += arnorm_encode(source[i], out);
    *written = out - target;
    return i;
}

#endif
