/* SPDX-License-Identifier: Apache-2.0 */
/* signals: what arrives at any time is noted, and handled by the main thread between two instructions.
 *
 * The module signal sets the handlers; without it SIGINT has its default action.
 * Contract   docs.python.org/3/c-api/exceptions.html#signal-handling
 */
#include "signals.h"

#include "gil.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t any_tripped;
static volatile sig_atomic_t tripped[PYI_SIGNALS];
static PyObject *handlers[PYI_SIGNALS]; /* owned; NULL: not ours */
static int wakeup_fd = -1;

/* ---- when one arrives ------------------------------------------------------------------------------------- */

static void trip(int number) {
    tripped[number] = 1;
    any_tripped = 1;
    /* The main thread looks when its eval breaker says so; another one passes it on. */
    PyThreadState *ts = PyInterpreterState_ThreadHead(PyInterpreterState_Main());
    for (; ts != NULL; ts = ts->next) {
#if PYI_313
        _Py_set_eval_breaker_bit(ts, _PY_SIGNALS_PENDING_BIT);
#else
        _Py_atomic_store_relaxed(&_PyRuntime.ceval.signals_pending, 1);
        pyi_break_async(ts);
#endif
    }
}

static void on_signal(int number) {
    int saved_errno = errno;
    trip(number);
    if (wakeup_fd >= 0) {
        unsigned char byte = (unsigned char)number;
        ssize_t written = write(wakeup_fd, &byte, 1);
        (void)written; /* a full pipe wakes whoever reads it as well */
    }
    errno = saved_errno;
}

int pyi_signal_set(int number, PyObject *handler) {
    struct sigaction action = {0};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    if (sigaction(number, &action, NULL) < 0) {
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    Py_XSETREF(handlers[number], Py_NewRef(handler));
    return 0;
}

void pyi_signal_forget(int number) { Py_CLEAR(handlers[number]); }

PyObject *pyi_signal_handler(int number) { return handlers[number]; }

int pyi_signal_set_wakeup_fd(int fd) {
    int before = wakeup_fd;
    wakeup_fd = fd;
    return before;
}

/* ---- when it is handled --------------------------------------------------------------------------------------- */

static int call_handler(int number) {
    PyObject *handler = handlers[number];
    if (handler == NULL) {
        return 0;
    }
    PyFrameObject *frame = PyEval_GetFrame(); /* borrowed */
    Py_INCREF(handler);
    PyObject *result =
        PyObject_CallFunction(handler, "iO", number, frame == NULL ? Py_None : (PyObject *)frame);
    Py_DECREF(handler);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static int handle(void) {
    any_tripped = 0;
    for (int number = 1; number < PYI_SIGNALS; number++) {
        if (!tripped[number]) {
            continue;
        }
        tripped[number] = 0;
        if (call_handler(number) < 0) {
            any_tripped = 1; /* the others are handled after the exception */
            return -1;
        }
    }
    return 0;
}

int _PyErr_CheckSignalsTstate(PyThreadState *ts) {
    (void)ts;
    return any_tripped ? handle() : 0;
}

int PyErr_CheckSignals(void) {
    if (pyi_likely(!any_tripped)) {
        return 0;
    }
    return _Py_IsMainThread() ? handle() : 0;
}

int _PyErr_CheckSignals(void) { return PyErr_CheckSignals(); }

/* ---- interrupts from C ------------------------------------------------------------------------------------------ */

int PyErr_SetInterruptEx(int number) {
    if (number < 1 || number >= PYI_SIGNALS) {
        return -1;
    }
    if (handlers[number] != NULL) {
        trip(number);
    }
    return 0;
}

void PyErr_SetInterrupt(void) { PyErr_SetInterruptEx(SIGINT); }

int _PyOS_InterruptOccurred(PyThreadState *ts) {
    (void)ts;
    if (!_Py_IsMainThread() || !tripped[SIGINT]) {
        return 0;
    }
    tripped[SIGINT] = 0;
    return 1;
}

int PyOS_InterruptOccurred(void) { return _PyOS_InterruptOccurred(_PyThreadState_GET()); }

int PySignal_SetWakeupFd(int fd) { return pyi_signal_set_wakeup_fd(fd < 0 ? -1 : fd); }

void (*PyOS_getsig(int number))(int) {
    struct sigaction action;
    return sigaction(number, NULL, &action) < 0 ? SIG_ERR : action.sa_handler;
}

void (*PyOS_setsig(int number, void (*handler)(int)))(int) {
    struct sigaction action = {0}, before;
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    return sigaction(number, &action, &before) < 0 ? SIG_ERR : before.sa_handler;
}
