/* SPDX-License-Identifier: Apache-2.0 */
/* signal_sets: sets of signals, of what Python code gives for them. */
#include "signal_sets.h"

#include <errno.h>

/* 0 or -1 */
static int add_number(sigset_t *set, PyObject *op) {
    int overflow;
    long number = PyLong_AsLongAndOverflow(op, &overflow);
    if (number <= 0 || number >= NSIG) {
        if (overflow || !PyErr_Occurred()) {
            PyErr_Format(PyExc_ValueError, "signal number %R out of range [1; %i]", op,
                         NSIG - 1);
        }
        return -1;
    }
    if (sigaddset(set, (int)number) == 0) {
        return 0;
    }
    if (errno != EINVAL) {
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    /* The C library keeps some for itself. */
    return PyErr_WarnFormat(PyExc_RuntimeWarning, 1,
                            "invalid signal number %ld, please use valid_signals()", number);
}

int pyi_sigset_converter(PyObject *op, void *address) {
    sigset_t *set = address;
    sigemptyset(set);
    PyObject *iterator = PyObject_GetIter(op), *item;
    if (iterator == NULL) {
        return 0;
    }
    int status = 0;
    while (status == 0 && (item = PyIter_Next(iterator)) != NULL) {
        status = add_number(set, item);
        Py_DECREF(item);
    }
    Py_DECREF(iterator);
    return status == 0 && !PyErr_Occurred();
}
