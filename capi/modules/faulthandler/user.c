/* SPDX-License-Identifier: Apache-2.0 */
/* user: a traceback when a signal comes, after which the program goes on. */
#include "faulthandler.h"

#include "signals.h"

#include <errno.h>

typedef struct {
    bool taken, chain;
    fault_target target;
    struct sigaction before;
} user_signal;

static user_signal signals[PYI_SIGNALS];

static void handle(int number);

/* 0 or -1, with errno */
static int take(int number, struct sigaction *before) {
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    if (signals[number].chain) {
        action.sa_flags = SA_NODEFER; /* the handler before is called within this one */
    }
    return sigaction(number, &action, before);
}

static void handle(int number) {
    user_signal *row = &signals[number];
    int error = errno;
    if (!row->taken) {
        return;
    }
    fault_dump(&row->target);
    if (row->chain) {
        sigaction(number, &row->before, NULL);
        errno = error;
        raise(number);
        error = errno;
        take(number, NULL);
    }
    errno = error;
}

/* 0 or -1 */
static int check(int number) {
    if (fault_is_fatal(number)) {
        PyErr_Format(PyExc_RuntimeError, "signal %i cannot be registered, use enable() instead", number);
        return -1;
    }
    if (number < 1 || number >= PYI_SIGNALS) {
        PyErr_SetString(PyExc_ValueError, "signal number out of range");
        return -1;
    }
    return 0;
}

PyObject *fault_register(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *names[] = {"signum", "file", "all_threads", "chain", NULL};
    int number, all_threads = 1, chain = 0;
    PyObject *file = NULL;
    fault_target wanted;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "i|Opp:register", names, &number, &file, &all_threads,
                                     &chain) ||
        check(number) < 0 || fault_target_take(&wanted, file, all_threads) < 0) {
        return NULL;
    }
    user_signal *row = &signals[number];
    if (!row->taken) {
        row->chain = chain;
        if (take(number, &row->before) < 0) {
            fault_target_drop(&wanted);
            return PyErr_SetFromErrno(PyExc_OSError);
        }
    }
    PyObject *before = row->target.file;
    row->target = wanted;
    row->chain = chain;
    row->taken = true;
    Py_XDECREF(before);
    Py_RETURN_NONE;
}

PyObject *fault_unregister(PyObject *module, PyObject *op) {
    (void)module;
    int number = PYI_LONG_AS_INT(op);
    if ((number == -1 && PyErr_Occurred()) || check(number) < 0) {
        return NULL;
    }
    user_signal *row = &signals[number];
    if (!row->taken) {
        Py_RETURN_FALSE;
    }
    row->taken = false;
    sigaction(number, &row->before, NULL);
    fault_target_drop(&row->target);
    Py_RETURN_TRUE;
}
