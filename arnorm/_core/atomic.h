/* What several threads read and write without a lock. */
#ifndef ARNORM_ATOMIC_H
#define ARNORM_ATOMIC_H

#if defined(_MSC_VER) && !defined(__clang__)
#include <intrin.h>
#define ARNORM_ADD(count, more) (_InterlockedExchangeAdd((count), (more)) + (more))
#define ARNORM_GET(flag) (*(flag))
#define ARNORM_SET(flag, value) ((void)(*(flag) = (value)))
#else
#define ARNORM_ADD(count, more) __atomic_add_fetch((count), (more), __ATOMIC_ACQ_REL)
#define ARNORM_GET(flag) __atomic_load_n((flag), __ATOMIC_RELAXED)
#define ARNORM_SET(flag, value) __atomic_store_n((flag), (value), __ATOMIC_RELAXED)
#endif

/* Add to a count, and return what it is then. */
static inline long arnorm_add(long *count, long more)
{
    return ARNORM_ADD((volatile long *)count, more);
}

/* A flag that orders nothing: what else a thread has written is seen through a lock. */
static inline int arnorm_is_set(const int *flag)
{
    return ARNORM_GET((const volatile int *)flag);
}

static inline void arnorm_set(int *flag, int value)
{
    ARNORM_SET((volatile int *)flag, value);
}

#endif
