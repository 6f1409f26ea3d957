/* SPDX-License-Identifier: Apache-2.0 */
/* signals: what arrives at any time is noted, and handled by the main thread between two instructions.
 *
 * The module signal sets the handlers; without it SIGINT raises KeyboardInterrupt.
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
static bool interrupts; /* SIGINT raises KeyboardInterrupt though it has no handler */
static int wakeup_fd = -1;
static bool wakeup_warns;

/* ---- when one arrives ------------------------------------------------------------------------------------- */

static void trip(int number) {
    tripped[number] = 1;
    any_tripped = 1;
#if PYI_313
    _PyEval_SignalReceived();
#else
    _PyEval_SignalReceived(PyInterpreterState_Main());
#endif
}

/* in the main thread, some time after write() failed with the errno that is passed as a pointer */
static int report_lost_wakeup(void *error) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    errno = (int)(intptr_t)error;
    PyErr_SetFromErrno(PyExc_OSError);
#if PYI_313
    PyErr_FormatUnraisable("Exception ignored when trying to write to the signal wakeup fd");
#else
    _PyErr_WriteUnraisableMsg("when trying to write to the signal wakeup fd", NULL);
#endif
    PyErr_Restore(type, value, traceback);
    return 0;
}

static void wake(int number) {
    unsigned char byte = (unsigned char)number;
    ssize_t written;
    do {
        written = write(wakeup_fd, &byte, 1);
    } while (written < 0 && errno == EINTR);
    /* a full pipe wakes whoever reads it as well */
    if (written < 0 && (wakeup_warns || (errno != EAGAIN && errno != EWOULDBLOCK))) {
        Py_AddPendingCall(report_lost_wakeup, (void *)(intptr_t)errno);
    }
}

static void on_signal(int number) {
    int saved_errno = errno;
    trip(number);
    if (wakeup_fd >= 0) {
        wake(number);
    }
    errno = saved_errno;
}

/* 0, or -1 with errno */
static int catch_signal(int number) {
    struct sigaction action = {0};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    return sigaction(number, &action, NULL);
}

void pyi_signals_start(void) {
    signal(SIGPIPE, SIG_IGN); /* write() fails with EPIPE, which is an exception */
    signal(SIGXFSZ, SIG_IGN);
    struct sigaction action;
    if (sigaction(SIGINT, NULL, &action) == 0 && action.sa_handler == SIG_DFL) {
        interrupts = catch_signal(SIGINT) == 0;
    }
}

void _PySignal_AfterFork(void) {
    any_tripped = 0;
    for (int number = 1; number < PYI_SIGNALS; number++) {
        tripped[number] = 0;
    }
}

int pyi_signal_set(int number, PyObject *handler) {
    if (catch_signal(number) < 0) {
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    Py_XSETREF(handlers[number], Py_NewRef(handler));
    return 0;
}

void pyi_signal_forget(int number) {
    interrupts = interrupts && number != SIGINT;
    Py_CLEAR(handlers[number]);
}

PyObject *pyi_signal_handler(int number) { return handlers[number]; }

bool pyi_signal_interrupts(void) { return interrupts; }

int pyi_signal_set_wakeup_fd(int fd, bool warns) {
    int before = wakeup_fd;
    wakeup_fd = fd;
    wakeup_warns = warns;
    return before;
}

/* ---- when it is handled --------------------------------------------------------------------------------------- */

static int call_handler(int number) {
    PyObject *handler = handlers[number];
    if (handler == NULL) {
        if (number != SIGINT || !interrupts) {
            return 0;
        }
        PyErr_SetNone(PyExc_KeyboardInterrupt);
        return -1;
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
    if (handlers[number] != NULL || (number == SIGINT && interrupts)) {
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

int PySignal_SetWakeupFd(int fd) { return pyi_signal_set_wakeup_fd(fd < 0 ? -1 : fd, true); }

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
