/* SPDX-License-Identifier: Apache-2.0 */
/* later: a thread of the C library that waits, and writes a traceback unless it is cancelled. */
#include "faulthandler.h"

#include "internal/pycore_traceback.h"
#if PYI_312
#  include "internal/pycore_time.h"
#endif

#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { NS = 1000000000 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static pthread_t thread;
static pid_t owner; /* the process that has the thread; 0: there is none */
static bool cancelled, repeats, exits;
static long long timeout; /* nanoseconds */
static fault_target target;
static char header[64];

/* ---- the thread --------------------------------------------------------------------------------------------- */

static void dump(void) {
    fault_put(target.fd, header);
    const char *problem = _Py_DumpTracebackThreads(target.fd, PyInterpreterState_Main(), NULL);
    if (problem != NULL) {
        fault_put(target.fd, problem);
    }
    if (exits) {
        _exit(1);
    }
}

/* true when the time is over; the mutex is held */
static bool time_passes(void) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    long long ns = until.tv_nsec + timeout % NS;
    until.tv_sec += (time_t)(timeout / NS + ns / NS);
    until.tv_nsec = (long)(ns % NS);
    int status = 0;
    while (!cancelled && status == 0) {
        status = pthread_cond_timedwait(&changed, &mutex, &until);
    }
    return !cancelled;
}

static void *wait_and_dump(void *unused) {
    (void)unused;
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL); /* signals are for the threads of the program */
    pthread_mutex_lock(&mutex);
    while (time_passes()) {
        dump();
        if (!repeats) {
            break;
        }
    }
    pthread_mutex_unlock(&mutex);
    return NULL;
}

/* ---- start and end ------------------------------------------------------------------------------------------ */

static void cancel(void) {
    if (owner == getpid()) {
        pthread_mutex_lock(&mutex);
        cancelled = true;
        pthread_cond_signal(&changed);
        pthread_mutex_unlock(&mutex);
        Py_BEGIN_ALLOW_THREADS
        pthread_join(thread, NULL);
        Py_END_ALLOW_THREADS
    }
    owner = 0; /* after a fork the thread is the parent's only */
    fault_target_drop(&target);
}

/* 0 or -1 */
static int start(void) {
    pthread_condattr_t attributes;
    pthread_mutex_init(&mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&changed, &attributes);
    pthread_condattr_destroy(&attributes);
    cancelled = false;
    if (pthread_create(&thread, NULL, wait_and_dump, NULL) != 0) {
        PyErr_SetString(PyExc_RuntimeError, "unable to start watchdog thread");
        return -1;
    }
    owner = getpid();
    return 0;
}

static void write_header(void) {
    long long us = timeout / 1000, seconds = us / 1000000;
    int n = snprintf(header, sizeof(header), "Timeout (%lld:%02d:%02d", seconds / 3600,
                     (int)(seconds / 60 % 60), (int)(seconds % 60));
    if (us % 1000000 != 0) {
        n += snprintf(header + n, sizeof(header) - (size_t)n, ".%06d", (int)(us % 1000000));
    }
    snprintf(header + n, sizeof(header) - (size_t)n, ")!\n");
}

PyObject *fault_dump_traceback_later(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *names[] = {"timeout", "repeat", "file", "exit", NULL};
    PyObject *seconds, *file = NULL;
    int repeat = 0, exit = 0;
#if PYI_313
    PyTime_t ns;
#else
    _PyTime_t ns;
#endif
    fault_target wanted;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|iOi:dump_traceback_later", names, &seconds, &repeat,
                                     &file, &exit) ||
        _PyTime_FromSecondsObject(&ns, seconds, _PyTime_ROUND_TIMEOUT) < 0) {
        return NULL;
    }
    if (ns < 1000) { /* it counts microseconds */
        PyErr_SetString(PyExc_ValueError, "timeout must be greater than 0");
        return NULL;
    }
    if (fault_target_take(&wanted, file, true) < 0) {
        return NULL;
    }
    cancel();
    target = wanted;
    timeout = ns;
    repeats = repeat;
    exits = exit;
    write_header();
    return start() < 0 ? NULL : Py_NewRef(Py_None);
}

PyObject *fault_cancel_dump_traceback_later(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    cancel();
    Py_RETURN_NONE;
}
