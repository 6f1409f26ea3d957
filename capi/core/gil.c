/* SPDX-License-Identifier: Apache-2.0 */
/* gil: one thread at a time touches objects.
 *
 * A thread that waits longer than the switch interval asks the holder to let go (gil_drop_request, which the eval
 * breaker shows). A holder that lets go because of it waits until somebody else has had the lock; otherwise it would
 * get it back at once on most systems.
 */
#include "gil.h"

#include <errno.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t released, switched;
static bool locked, clock_set;
static PyThreadState *holder;
static unsigned long switches; /* how often another thread got it */
static unsigned long interval_us = 5000;

/* ---- the request -------------------------------------------------------------------------------------- */

#if PYI_313
static void request(PyThreadState *ts) {
    _Py_set_eval_breaker_bit(ts, _PY_GIL_DROP_REQUEST_BIT);
}
static bool requested(PyThreadState *ts) {
    return _Py_eval_breaker_bit_is_set(ts, _PY_GIL_DROP_REQUEST_BIT);
}
static void request_done(PyThreadState *ts) {
    _Py_unset_eval_breaker_bit(ts, _PY_GIL_DROP_REQUEST_BIT);
}
void pyi_break_async(PyThreadState *ts) {
    _Py_set_eval_breaker_bit(ts, _PY_ASYNC_EXCEPTION_BIT);
}
#else
static void request(PyThreadState *ts) {
    _Py_atomic_store_relaxed(&ts->interp->ceval.gil_drop_request, 1);
    _Py_atomic_store_relaxed(&ts->interp->ceval.eval_breaker, 1);
}
static bool requested(PyThreadState *ts) {
    return _Py_atomic_load_relaxed(&ts->interp->ceval.gil_drop_request) != 0;
}
/* The breaker stays set: whoever looks at it next finds out what else there is. */
static void request_done(PyThreadState *ts) {
    _Py_atomic_store_relaxed(&ts->interp->ceval.gil_drop_request, 0);
}
void pyi_break_async(PyThreadState *ts) {
    _Py_atomic_store_relaxed(&ts->interp->ceval.eval_breaker, 1);
}
#endif

/* ---- the lock -------------------------------------------------------------------------------------------- */

static void conditions_init(void) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&released, &attributes);
    pthread_cond_init(&switched, &attributes);
    pthread_condattr_destroy(&attributes);
    clock_set = true;
}

static struct timespec deadline(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_nsec += (long)(interval_us % 1000000) * 1000;
    time.tv_sec += (time_t)(interval_us / 1000000) + time.tv_nsec / 1000000000;
    time.tv_nsec %= 1000000000;
    return time;
}

void pyi_gil_take(PyThreadState *ts) {
    int saved_errno = errno;
    pthread_mutex_lock(&mutex);
    if (!clock_set) {
        conditions_init();
    }
    while (locked) {
        unsigned long seen = switches;
        struct timespec until = deadline();
        int status = pthread_cond_timedwait(&released, &mutex, &until);
        if (status == ETIMEDOUT && locked && switches == seen && holder != NULL) {
            request(holder);
        }
    }
    locked = true;
    if (holder != ts) {
        holder = ts;
        switches++;
    }
    request_done(ts);
    pthread_cond_signal(&switched);
    pthread_mutex_unlock(&mutex);
    errno = saved_errno;
}

void pyi_gil_drop(PyThreadState *ts) {
    pthread_mutex_lock(&mutex);
    locked = false;
    if (ts == NULL) {
        holder = NULL; /* its memory is gone */
    }
    pthread_cond_signal(&released);
    if (ts != NULL && requested(ts)) {
        request_done(ts);
        while (holder == ts && locked == false) {
            struct timespec until = deadline();
            if (pthread_cond_timedwait(&switched, &mutex, &until) == ETIMEDOUT) {
                break; /* whoever asked has given up */
            }
        }
    }
    pthread_mutex_unlock(&mutex);
}

void pyi_gil_after_fork(PyThreadState *survivor) {
    pthread_mutex_init(&mutex, NULL);
    conditions_init();
    locked = true;
    holder = survivor;
}

void _PyEval_SetSwitchInterval(unsigned long microseconds) { interval_us = microseconds; }
unsigned long _PyEval_GetSwitchInterval(void) { return interval_us; }
