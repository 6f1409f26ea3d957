/* SPDX-License-Identifier: Apache-2.0 */
/* timer: signals that come after some time. */
#include "signalmodule.h"
#include "pyi_arguments.h"

#include <sys/time.h>
#include <unistd.h>

static PyObject *timer_error; /* ItimerError */

static PyObject *signal_alarm(PyObject *module, PyObject *op) {
    (void)module;
    int seconds = PYI_LONG_AS_INT(op);
    return seconds == -1 && PyErr_Occurred() ? NULL : PyLong_FromLong((long)alarm((unsigned)seconds));
}

/* new: (delay, interval) in seconds */
static PyObject *to_python(const struct itimerval *timer) {
    return Py_BuildValue("(dd)", (double)timer->it_value.tv_sec + 1e-6 * (double)timer->it_value.tv_usec,
                         (double)timer->it_interval.tv_sec +
                             1e-6 * (double)timer->it_interval.tv_usec);
}

/* op: seconds, NULL for none. 0 or -1 */
static int take_seconds(PyObject *op, struct timeval *to) {
    nanoseconds ns = 0;
    return op != NULL && (_PyTime_FromSecondsObject(&ns, op, _PyTime_ROUND_CEILING) < 0 ||
                          _PyTime_AsTimeval(ns, to, _PyTime_ROUND_CEILING) < 0)
               ? -1
               : 0;
}

static PyObject *signal_setitimer(PyObject *module, PyObject *args) {
    (void)module;
    int which;
    PyObject *delay, *interval = NULL;
    struct itimerval timer = {0}, before;
    if (!pyi_arguments(args, "iO|O:setitimer", &which, &delay, &interval) ||
        take_seconds(delay, &timer.it_value) < 0 || take_seconds(interval, &timer.it_interval) < 0) {
        return NULL;
    }
    return setitimer(which, &timer, &before) < 0 ? PyErr_SetFromErrno(timer_error)
                                                 : to_python(&before);
}

static PyObject *signal_getitimer(PyObject *module, PyObject *op) {
    (void)module;
    int which = PYI_LONG_AS_INT(op);
    struct itimerval timer;
    if (which == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return getitimer(which, &timer) < 0 ? PyErr_SetFromErrno(timer_error) : to_python(&timer);
}

static PyMethodDef timer_functions[] = {
    SIGNAL_ROW(alarm, METH_O, "($module, seconds, /)"),
    SIGNAL_ROW(setitimer, METH_VARARGS, "($module, which, seconds, interval=0.0, /)"),
    SIGNAL_ROW(getitimer, METH_O, "($module, which, /)"),
    {0},
};

int signal_add_timers(PyObject *module) {
    timer_error = PyErr_NewException("signal.itimer_error", PyExc_OSError, NULL);
    return timer_error == NULL || PyModule_AddObjectRef(module, "ItimerError", timer_error) < 0 ||
                   PyModule_AddFunctions(module, timer_functions) < 0 ||
                   PyModule_AddIntConstant(module, "ITIMER_REAL", ITIMER_REAL) < 0 ||
                   PyModule_AddIntConstant(module, "ITIMER_VIRTUAL", ITIMER_VIRTUAL) < 0
               ? -1
               : PyModule_AddIntConstant(module, "ITIMER_PROF", ITIMER_PROF);
}
