/* Which instruction set the loops use: the best that the processor has, or one that is asked for by name. */
#ifndef ARNORM_DISPATCH_H
#define ARNORM_DISPATCH_H

#include "kept.h"
#include "quiet.h"
#include "scalar.h"
#include "transcode_scalar.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define ARNORM_X86 1
#include "changes_avx2.h"
#include "changes_avx512.h"
#include "kept_avx2.h"
#include "kept_avx512.h"
#include "quiet_avx2.h"
#include "quiet_avx512.h"
#include "transcode_avx2.h"
#include "transcode_avx512.h"
#elif defined(__aarch64__) && defined(__GNUC__) && defined(__ARM_NEON) && defined(__ORDER_LITTLE_ENDIAN__) && \
    __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define ARNORM_ARM 1
#include "kept_neon.h"
#include "neon.h"
#include "transcode_neon.h"
#endif

#define ARNORM_SIGNATURES(UNIT, WIDTH) \
    ptrdiff_t (*same_##WIDTH)(const arnorm_map *, const UNIT *, ptrdiff_t); \
    ptrdiff_t (*write_##WIDTH)(const arnorm_map *, const UNIT *, ptrdiff_t, UNIT *, ptrdiff_t *, uint32_t *); \
    ptrdiff_t (*loud_##WIDTH)(const UNIT *, ptrdiff_t, const arnorm_quiet *); \
    int (*kept_##WIDTH)(const arnorm_map *, const UNIT *, ptrdiff_t, uint64_t *, uint64_t *);

typedef struct {
    const char *name;
    ARNORM_SIGNATURES(uint8_t, 1)
    ARNORM_SIGNATURES(uint16_t, 2)
    ARNORM_SIGNATURES(uint32_t, 4)
    void (*changes)(const arnorm_map *, const uint32_t *, ptrdiff_t, uint64_t *);
    ptrdiff_t (*same_utf8)(const arnorm_map *, const uint8_t *, ptrdiff_t);
    ptrdiff_t (*write_utf8)(const arnorm_map *, const uint8_t *, ptrdiff_t, uint8_t *, ptrdiff_t, ptrdiff_t *);
    ptrdiff_t (*decode_2)(const uint8_t *, ptrdiff_t, uint16_t *, ptrdiff_t *);
    ptrdiff_t (*encode_2)(const uint16_t *, ptrdiff_t, uint8_t *, ptrdiff_t *);
} arnorm_loops;

#define ARNORM_FUNCTIONS(SET, WIDTH) \
    arnorm_same_##WIDTH##_##SET, arnorm_write_##WIDTH##_##SET, arnorm_loud_##WIDTH##_##SET, arnorm_kept_##WIDTH##_##SET

#define ARNORM_LOOPS_OF(SET) \
    static const arnorm_loops arnorm_loops_##SET = { \
        #SET, \
        ARNORM_FUNCTIONS(SET, 1), \
        ARNORM_FUNCTIONS(SET, 2), \
        ARNORM_FUNCTIONS(SET, 4), \
        arnorm_changes_##SET, \
        arnorm_same_utf8_##SET, \
        arnorm_write_utf8_##SET, \
        arnorm_decode_2_##SET, \
        arnorm_encode_2_##SET, \
    };

ARNORM_QUIET(scalar, )
ARNORM_LOOPS_OF(scalar)
#if defined(ARNORM_X86)
ARNORM_LOOPS_OF(avx2)
ARNORM_LOOPS_OF(avx512)
#elif defined(ARNORM_ARM)
ARNORM_QUIET(neon, )
ARNORM_LOOPS_OF(neon)
#endif

static const arnorm_loops *arnorm_chosen = &arnorm_loops_scalar;

/* Choose an instruction set: the one of that name, the best one where the name is empty. Return 0 where there is none. */
ARNORM_NOINLINE int arnorm_choose(const char *name)
{
    const arnorm_loops *found[3] = {&arnorm_loops_scalar, NULL, NULL};
    int count = 1, k;
#if defined(ARNORM_X86)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) {
        arnorm_prepare_fronts();
        found[count++] = &arnorm_loops_avx2;
        if (__builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512vbmi") &&
            __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
            __builtin_cpu_supports("avx512dq"))
            found[count++] = &arnorm_loops_avx512;
    }
#elif defined(ARNORM_ARM)
    arnorm_prepare_fronts();
    found[count++] = &arnorm_loops_neon;
#endif
    for (k = count - 1; k >= 0; k--) {
        if (*name == '\0' || strcmp(name, found[k]->name) == 0) {
            arnorm_chosen = found[k];
            return 1;
        }
    }
    return 0;
}

#endif
