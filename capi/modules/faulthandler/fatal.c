/* SPDX-License-Identifier: Apache-2.0 */
/* fatal: a traceback before a signal ends the program. */
#include "faulthandler.h"

#include <errno.h>
#include <stdlib.h>

typedef struct {
    int number;
    const char *name;
    bool taken;
    struct sigaction before;
} fatal_signal;

static fatal_signal signals[] = {
    {.number = SIGBUS, .name = "Bus error"},
    {.number = SIGILL, .name = "Illegal instruction"},
    {.number = SIGFPE, .name = PYI_313 ? "Floating-point exception" : "Floating point exception"},
    {.number = SIGABRT, .name = "Aborted"},
    {.number = SIGSEGV, .name = "Segmentation fault"}, /* last: other handlers may raise it */
};
static bool enabled;
static fault_target target;
static stack_t stack; /* of the handlers: the fault may be that there is no more of the other */

static fatal_signal *find(int number) {
    for (size_t i = 0; i < Py_ARRAY_LENGTH(signals); i++) {
        if (signals[i].number == number) {
            return &signals[i];
        }
    }
    return NULL;
}

bool fault_is_fatal(int number) { return find(number) != NULL; }

/* ---- the handler ------------------------------------------------------------------------------------------ */

static void give_back(fatal_signal *row) {
    if (row->taken) {
        row->taken = false;
        sigaction(row->number, &row->before, NULL);
    }
}

static void handle(int number) {
    int error = errno;
    fatal_signal *row = find(number);
    if (row == NULL || !enabled) {
        return;
    }
    give_back(row); /* a fault in here ends the program */
    fault_put(target.fd, "Fatal Python error: ");
    fault_put(target.fd, row->name);
    fault_put(target.fd, "\n\n");
    fault_dump(&target);
    errno = error;
    raise(number); /* delivered when this returns, to whoever had it before */
}

/* ---- on and off --------------------------------------------------------------------------------------------- */

static void make_stack(void) {
    if (stack.ss_sp == NULL) {
        stack.ss_size = (size_t)SIGSTKSZ * 4;
        stack.ss_sp = malloc(stack.ss_size);
        if (stack.ss_sp != NULL) {
            sigaltstack(&stack, NULL);
        }
    }
}

/* 0 or -1 */
static int take_signals(void) {
    make_stack();
    for (size_t i = 0; i < Py_ARRAY_LENGTH(signals); i++) {
        struct sigaction action = {.sa_handler = handle, .sa_flags = SA_NODEFER};
        sigemptyset(&action.sa_mask);
        if (stack.ss_sp != NULL) {
            action.sa_flags |= SA_ONSTACK;
        }
        if (sigaction(signals[i].number, &action, &signals[i].before) < 0) {
            PyErr_SetFromErrno(PyExc_RuntimeError);
            return -1;
        }
        signals[i].taken = true;
    }
    return 0;
}

PyObject *fault_enable(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *names[] = {"file", "all_threads", NULL};
    PyObject *file = NULL;
    int all_threads = 1;
    fault_target wanted;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|Op:enable", names, &file, &all_threads) ||
        fault_target_take(&wanted, file, all_threads) < 0) {
        return NULL;
    }
    PyObject *before = target.file;
    target = wanted;
    Py_XDECREF(before);
    if (!enabled) {
        enabled = true;
        if (take_signals() < 0) {
            return NULL;
        }
    }
    Py_RETURN_NONE;
}

PyObject *fault_disable(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    bool before = enabled;
    enabled = false;
    for (size_t i = 0; i < Py_ARRAY_LENGTH(signals); i++) {
        give_back(&signals[i]);
    }
    fault_target_drop(&target);
    return PyBool_FromLong(before);
}

PyObject *fault_is_enabled(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyBool_FromLong(enabled);
}
