/* SPDX-License-Identifier: Apache-2.0 */
/* provoke: faults on purpose, for those who want to see what the handlers write. */
#include "faulthandler.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* The files of crashes on purpose are of no use. */
static void no_core(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_CORE, &limit) == 0) {
        limit.rlim_cur = 0;
        setrlimit(RLIMIT_CORE, &limit);
    }
}

PyObject *fault_read_null(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    no_core();
    volatile int *volatile nowhere = NULL; /* so that the compiler cannot see it */
    return PyLong_FromLong(*nowhere);
}

PyObject *fault_sigsegv(PyObject *module, PyObject *args) {
    (void)module;
    int release_gil = 0;
    if (!PyArg_ParseTuple(args, "|p:_sigsegv", &release_gil)) {
        return NULL;
    }
    no_core();
    if (release_gil) {
        Py_BEGIN_ALLOW_THREADS
        raise(SIGSEGV);
        Py_END_ALLOW_THREADS
    } else {
        raise(SIGSEGV);
    }
    Py_RETURN_NONE;
}

PyObject *fault_sigabrt(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    no_core();
    abort();
}

PyObject *fault_sigfpe(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    no_core();
    raise(SIGFPE);
    Py_RETURN_NONE;
}

/* Not a loop: what is on the stack is used after the call. */
static uintptr_t use_stack(uintptr_t depth) {
    volatile unsigned char block[4096];
    block[0] = (unsigned char)depth;
    return depth == UINTPTR_MAX ? 0 : use_stack(depth + 1) + block[0];
}

PyObject *fault_stack_overflow(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    no_core();
    return PyLong_FromUnsignedLongLong(use_stack(0));
}

static void *fatal_error(void *unused) {
    (void)unused;
    Py_FatalError("in new thread");
}

PyObject *fault_fatal_error_c_thread(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    pthread_t thread;
    no_core();
    if (pthread_create(&thread, NULL, fatal_error, NULL) != 0) {
        PyErr_SetString(PyExc_RuntimeError, "unable to start the thread");
        return NULL;
    }
    for (;;) {
        pause();
    }
}
