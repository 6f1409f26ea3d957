/* SPDX-License-Identifier: Apache-2.0 */
/* timeout: how long is left, in the units that the functions of the system want. */
#include "selectmodule.h"

int select_take(select_timeout *timeout, PyObject *op, bool milliseconds, const char *wrong_type) {
    *timeout = (select_timeout){.for_ever = op == Py_None};
    if (timeout->for_ever) {
        return 0;
    }
    int status = milliseconds
                     ? _PyTime_FromMillisecondsObject(&timeout->left, op, _PyTime_ROUND_TIMEOUT)
                     : _PyTime_FromSecondsObject(&timeout->left, op, _PyTime_ROUND_TIMEOUT);
    if (status < 0 && PyErr_ExceptionMatches(PyExc_TypeError)) {
        PyErr_SetString(PyExc_TypeError, wrong_type);
    }
    return status;
}

void select_start(select_timeout *timeout) {
    timeout->end = timeout->for_ever ? 0 : _PyDeadline_Init(timeout->left);
}

int select_interrupted(select_timeout *timeout) {
    if (PyErr_CheckSignals() < 0) {
        return -1;
    }
    if (timeout->for_ever) {
        return 1;
    }
    timeout->left = _PyDeadline_Get(timeout->end);
    return timeout->left >= 0;
}

int select_milliseconds(const select_timeout *timeout, _PyTime_round_t round) {
    if (timeout->for_ever || timeout->left < 0) {
        return -1;
    }
    nanoseconds ms = _PyTime_AsMilliseconds(timeout->left, round);
    if (ms > INT_MAX) {
        PyErr_SetString(PyExc_OverflowError, "timeout is too large");
        return -2;
    }
    return (int)ms;
}
