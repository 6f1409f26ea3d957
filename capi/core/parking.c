/* SPDX-License-Identifier: Apache-2.0 */
/* parking: threads that wait until another one says that the value at an address has changed.
 *
 * All that wait are in one list, the longest waiting first; one mutex guards it and makes the comparison atomic.
 * Contract   internal/pycore_parking_lot.h
 */
#include "pyi.h"

#if PYI_313

#include "internal/pycore_parking_lot.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

typedef struct waiter {
    const void *address;
    void *argument;
    pthread_cond_t woken;
    bool is_woken;
    struct waiter *next;
} waiter;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static waiter *first;

/* ---- the list, by those who hold the mutex ------------------------------------------------------------------------------ */

static void append(waiter *self) {
    waiter **link = &first;
    while (*link != NULL) {
        link = &(*link)->next;
    }
    *link = self;
}

static void take_out(waiter *self) {
    for (waiter **link = &first; *link != NULL; link = &(*link)->next) {
        if (*link == self) {
            *link = self->next;
            return;
        }
    }
}

static waiter *find(waiter *from, const void *address) {
    while (from != NULL && from->address != address) {
        from = from->next;
    }
    return from;
}

static void wake(waiter *self) {
    take_out(self);
    self->is_woken = true;
    pthread_cond_signal(&self->woken);
}

/* ---- waiting ------------------------------------------------------------------------------------------------------------- */

static struct timespec deadline(PyTime_t timeout) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    int64_t ns = at.tv_nsec + timeout % 1000000000;
    at.tv_sec += timeout / 1000000000 + ns / 1000000000;
    at.tv_nsec = ns % 1000000000;
    return at;
}

/* The mutex is held, and released while waiting. A status of Py_PARK_... */
static int wait_for(waiter *self, PyTime_t timeout) {
    struct timespec end = deadline(timeout < 0 ? 0 : timeout);
    while (!self->is_woken) {
        int error = timeout < 0 ? pthread_cond_wait(&self->woken, &mutex)
                                : pthread_cond_timedwait(&self->woken, &mutex, &end);
        if (error == ETIMEDOUT && !self->is_woken) {
            take_out(self);
            return Py_PARK_TIMEOUT;
        }
    }
    return Py_PARK_OK;
}

int _PyParkingLot_Park(const void *address, const void *expected, size_t size, PyTime_t timeout,
                       void *argument, int detach) {
    waiter self = {.address = address, .argument = argument};
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&self.woken, &clock);
    PyThreadState *ts = detach ? PyEval_SaveThread() : NULL;
    int status = Py_PARK_AGAIN;
    pthread_mutex_lock(&mutex);
    if (memcmp(address, expected, size) == 0) {
        append(&self);
        status = wait_for(&self, timeout);
    }
    pthread_mutex_unlock(&mutex);
    if (ts != NULL) {
        PyEval_RestoreThread(ts);
    }
    pthread_cond_destroy(&self.woken);
    pthread_condattr_destroy(&clock);
    return status;
}

/* ---- waking -------------------------------------------------------------------------------------------------------------- */

void _PyParkingLot_Unpark(const void *address, _Py_unpark_fn_t *tell, void *argument) {
    pthread_mutex_lock(&mutex);
    waiter *found = find(first, address);
    bool more = found != NULL && find(found->next, address) != NULL;
    tell(argument, found == NULL ? NULL : found->argument, more);
    if (found != NULL) {
        wake(found);
    }
    pthread_mutex_unlock(&mutex);
}

void _PyParkingLot_UnparkAll(const void *address) {
    pthread_mutex_lock(&mutex);
    for (waiter *found; (found = find(first, address)) != NULL;) {
        wake(found);
    }
    pthread_mutex_unlock(&mutex);
}

#endif
