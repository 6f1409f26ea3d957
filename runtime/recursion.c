/* SPDX-License-Identifier: Apache-2.0 */
/* recursion.c: what happens at a recursion limit, and where the C stack of a thread ends.
 *
 * Native functions use the C stack, which CPython's own Python-to-Python calls do not. They may
 * use half of it; the other half is for C code that recurses by itself (repr, json, re, ...),
 * which CPython limits by counting calls, not by looking at the stack.
 */
#define _GNU_SOURCE
#include "rt.h"

#if defined(_WIN32)
#  include <windows.h>
#else
#  include <pthread.h>
#endif
#if defined(__linux__)
#  include "old_glibc.h"
#  include <sys/auxv.h>
#  include <sys/resource.h>

FROM_OLD_GLIBC(pthread_attr_getstack);
FROM_OLD_GLIBC(pthread_getattr_np);
#endif

uintptr_t rt_stack_base, rt_stack_span;

/* CPython's bound on the calls that handling a RecursionError may add before it gives up */
#define HEADROOM 50

static int32_t raise_recursion_error(PyThreadState *ts) {
    ts->recursion_headroom++;
    PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded");
    ts->recursion_headroom--;
    return -1;
}

static int32_t recursion_exceeded(PyThreadState *ts) {
    if (ts->recursion_headroom == 0) {
        return raise_recursion_error(ts);
    }
    if (ts->rt_recursion_remaining < -HEADROOM) {
        Py_FatalError("Cannot recover from Python stack overflow.");
    }
    return 0;
}

/* ---- bounds of the C stack ------------------------------------------------------------------- */

typedef struct {
    uintptr_t low, high; /* both 0: unknown */
} stack_bounds;

#if defined(__linux__)
enum { NEAR = 128 << 10, USUAL_SIZE = 8 << 20, MOST_SIZE = 64 << 20 };

/* musl knows only how far the main thread's stack has grown; it may grow as its limit says. */
static uintptr_t lowest(uintptr_t low, uintptr_t high) {
#  if !defined(__GLIBC__)
    intptr_t distance = (intptr_t)(getauxval(AT_RANDOM) - high); /* the kernel puts these bytes there */
    struct rlimit size;
    if (-NEAR < distance && distance < NEAR && getrlimit(RLIMIT_STACK, &size) == 0) {
        uintptr_t most = size.rlim_cur < MOST_SIZE ? (uintptr_t)size.rlim_cur : MOST_SIZE;
        return high - low < most ? high - most : low;
    }
#  endif
    (void)high;
    return low;
}
#endif

static stack_bounds stack_bounds_ask(void) {
    stack_bounds bounds = {0, 0};
#if defined(_WIN32)
    ULONG_PTR low, high;
    GetCurrentThreadStackLimits(&low, &high);
    bounds = (stack_bounds){(uintptr_t)low, (uintptr_t)high};
#elif defined(__APPLE__)
    uintptr_t high = (uintptr_t)pthread_get_stackaddr_np(pthread_self());
    bounds = (stack_bounds){high - pthread_get_stacksize_np(pthread_self()), high};
#elif defined(__linux__)
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
        void *low;
        size_t size;
        if (pthread_attr_getstack(&attributes, &low, &size) == 0) {
            uintptr_t high = (uintptr_t)low + size;
            bounds = (stack_bounds){lowest((uintptr_t)low, high), high};
        }
        pthread_attr_destroy(&attributes);
    }
#endif
    return bounds;
}

static _Thread_local stack_bounds own_bounds;
static _Thread_local bool own_bounds_known;

#if defined(__linux__)

/* Asking for the bounds of the main thread reads the list of all mappings of the process, which
 * costs as much as importing a module. Its stack has megabytes, so near where it is first seen there
 * is no need to ask. */
static _Thread_local uintptr_t first_seen; /* 1: bounds have to be asked for */

/* Is sp in the upper half of the main thread's stack, and not at the end of that half? */
static bool may_guess(uintptr_t sp) {
    uintptr_t top = getauxval(AT_RANDOM); /* the kernel puts these bytes there */
    struct rlimit size;
    if (getrlimit(RLIMIT_STACK, &size) != 0) {
        return false;
    }
    rlim_t half = (size.rlim_cur < USUAL_SIZE ? size.rlim_cur : USUAL_SIZE) / 2;
    return sp < top && top - sp + NEAR <= half;
}

static bool is_near(uintptr_t sp) {
    if (first_seen == 0) {
        first_seen = may_guess(sp) ? sp : 1;
    }
    return first_seen != 1 && sp - (first_seen - NEAR) <= 2 * NEAR;
}

/* True if the thread has stack enough at sp; sets the window in which nobody looks again. */
static bool stack_is_near(uintptr_t sp) {
    if (own_bounds_known || !is_near(sp)) {
        return false;
    }
    rt_stack_base = first_seen - NEAR;
    rt_stack_span = 2 * NEAR;
    return true;
}

#else

static bool stack_is_near(uintptr_t sp) {
    (void)sp;
    return false;
}

#endif

int32_t rt_stack_exceeded(PyThreadState *ts, uintptr_t sp) {
    if (stack_is_near(sp)) {
        return 0;
    }
    if (!own_bounds_known) {
        own_bounds = stack_bounds_ask();
        own_bounds_known = true;
    }
    uintptr_t low = own_bounds.low, high = own_bounds.high;
    if (sp < low || sp > high) {
        return 0; /* a stack of somebody's own making: nothing is known of its size */
    }
    uintptr_t reserve = (high - low) / 2;
    rt_stack_base = low + reserve;
    rt_stack_span = high - rt_stack_base;
    if (sp >= rt_stack_base) {
        return 0;
    }
    /* Code that handles this very error gets half of the reserve. */
    if (ts->recursion_headroom != 0 && sp >= low + reserve / 2) {
        return 0;
    }
    return raise_recursion_error(ts);
}

int32_t rt_enter_recursive_slow(PyThreadState *ts, uintptr_t sp, int remaining) {
    if ((remaining <= 0 && recursion_exceeded(ts) < 0) ||
        (sp - rt_stack_base > rt_stack_span && rt_stack_exceeded(ts, sp) < 0)) {
        rt_leave_recursive(ts);
        return -1;
    }
    return 0;
}
