/* SPDX-License-Identifier: Apache-2.0 */
/* recursion: limits that end deep recursion in RecursionError.
 *
 * Two things are limited: the number of nested calls, as sys.setrecursionlimit says, and the C stack,
 * by its address, of which a quarter is kept for code that does not ask.
 * Contract   docs.python.org/3/c-api/exceptions.html#recursion-control
 */
#ifndef _GNU_SOURCE
#  define _GNU_SOURCE 1 /* pthread_getattr_np */
#endif
#include "pyi_frame.h"

#include <pthread.h>
#ifdef __linux__
#  include <sys/auxv.h>
#  include <sys/resource.h>
#endif

PYI_HIDDEN PYI_COLD int pyi_recursion_exceeded(PyThreadState *ts);
PYI_HIDDEN int pyi_stack_check(PyThreadState *ts);

enum { HEADROOM = 50 }; /* calls that handling a RecursionError may add */

static int raise_recursion_error(PyThreadState *ts, const char *where) {
    ts->recursion_headroom++;
    _PyErr_Format(ts, PyExc_RecursionError, "maximum recursion depth exceeded%s", where);
    ts->recursion_headroom--;
    return -1;
}

/* ---- the C stack ----------------------------------------------------------------------------------- */

static _Thread_local uintptr_t stack_limit; /* below it there is no more room; 0: not asked yet */
static _Thread_local uintptr_t stack_bottom;

#ifdef __linux__
enum { MOST_STACK = 64 << 20 };

/* musl knows only how far the main thread's stack has grown; it may grow as its limit says. */
static size_t grown(uintptr_t high, size_t size) {
#  ifndef __GLIBC__
    const intptr_t near = 128 << 10;
    intptr_t distance = (intptr_t)(getauxval(AT_RANDOM) - high); /* the kernel puts these bytes there */
    struct rlimit limit;
    if (-near < distance && distance < near && getrlimit(RLIMIT_STACK, &limit) == 0) {
        size_t most = limit.rlim_cur < MOST_STACK ? (size_t)limit.rlim_cur : MOST_STACK;
        return most > size ? most : size;
    }
#  endif
    (void)high;
    return size;
}
#endif

static void find_stack(void) {
    stack_limit = 1;
#ifdef __linux__
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
        void *low;
        size_t size;
        if (pthread_attr_getstack(&attributes, &low, &size) == 0) {
            uintptr_t high = (uintptr_t)low + size;
            size = grown(high, size);
            size_t usable = size > MOST_STACK ? MOST_STACK : size;
            stack_bottom = high - usable;
            stack_limit = stack_bottom + usable / 4;
        }
        pthread_attr_destroy(&attributes);
    }
#endif
}

int pyi_stack_check(PyThreadState *ts) {
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    if (pyi_likely(here > stack_limit && stack_limit != 0)) {
        return 0;
    }
    if (stack_limit == 0) {
        find_stack();
        return pyi_stack_check(ts);
    }
    if (here < stack_bottom) {
        return 0; /* a stack of somebody's own making: nothing is known of its size */
    }
    if (ts->recursion_headroom != 0 && here > stack_bottom + (stack_limit - stack_bottom) / 2) {
        return 0;
    }
    return raise_recursion_error(ts, "");
}

/* ---- counting --------------------------------------------------------------------------------------- */

/* The count of Python calls has run out. */
int pyi_recursion_exceeded(PyThreadState *ts) {
    if (ts->recursion_headroom) {
        if (PYI_RECURSION_REMAINING(ts) < -HEADROOM) {
            Py_FatalError("Cannot recover from Python stack overflow.");
        }
        return 0;
    }
    return raise_recursion_error(ts, "");
}

#if PYI_312
#  define C_REMAINING(ts) ((ts)->c_recursion_remaining)
int _Py_CheckRecursiveCallPy(PyThreadState *ts) {
    if (pyi_recursion_exceeded(ts) < 0) {
        ts->py_recursion_remaining++;
        return -1;
    }
    return 0;
}
#else
#  define C_REMAINING(ts) ((ts)->recursion_remaining)
#endif

/* After the count was lowered: -1, and raised again, when it is below 0. */
int _Py_CheckRecursiveCall(PyThreadState *ts, const char *where) {
    if (ts->recursion_headroom) {
        if (C_REMAINING(ts) < -HEADROOM) {
            Py_FatalError("Cannot recover from stack overflow.");
        }
        return 0;
    }
    if (C_REMAINING(ts) <= 0) {
        raise_recursion_error(ts, where);
        C_REMAINING(ts)++;
        return -1;
    }
    return 0;
}

int Py_EnterRecursiveCall(const char *where) { return _Py_EnterRecursiveCall(where); }
void Py_LeaveRecursiveCall(void) { _Py_LeaveRecursiveCall(); }

/* ---- the limit ----------------------------------------------------------------------------------------- */

int Py_GetRecursionLimit(void) { return PyInterpreterState_Get()->ceval.recursion_limit; }

void Py_SetRecursionLimit(int limit) {
    PyInterpreterState *interp = PyInterpreterState_Get();
    interp->ceval.recursion_limit = limit;
    for (PyThreadState *ts = interp->threads.head; ts != NULL; ts = ts->next) {
#if PYI_312
        int depth = ts->py_recursion_limit - ts->py_recursion_remaining;
        ts->py_recursion_limit = limit;
        ts->py_recursion_remaining = limit - depth;
#else
        int depth = ts->recursion_limit - ts->recursion_remaining;
        ts->recursion_limit = limit;
        ts->recursion_remaining = limit - depth;
#endif
    }
}
