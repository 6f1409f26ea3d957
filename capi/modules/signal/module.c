/* SPDX-License-Identifier: Apache-2.0 */
/* _signal: handlers in Python for the signals of the process, on core/signals.c.
 *
 * Contract   docs.python.org/3/library/signal.html
 */
#include "signalmodule.h"
#include "pyi_arguments.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_pidfd_send_signal
#  define SYS_pidfd_send_signal 424 /* on every processor */
#endif

/* ---- handlers --------------------------------------------------------------------------------------------------- */

static PyObject *default_value, *ignore_value, *interrupt_handler; /* SIG_DFL, SIG_IGN, default_int_handler */

/* 0 with ValueError unless it is the number of a signal */
static int check_number(long number) {
    if (number < 1 || number >= PYI_SIGNALS) {
        PyErr_SetString(PyExc_ValueError, "signal number out of range");
        return 0;
    }
    return 1;
}

/* new: what the process does about it now */
static PyObject *current(int number) {
    PyObject *handler = pyi_signal_handler(number);
    if (handler != NULL) {
        return Py_NewRef(handler);
    }
    struct sigaction action;
    if (sigaction(number, NULL, &action) < 0) {
        return Py_NewRef(Py_None);
    }
    return Py_NewRef(action.sa_handler == SIG_DFL   ? default_value
                     : action.sa_handler == SIG_IGN ? ignore_value
                                                    : Py_None);
}

static int is_value(PyObject *handler, PyObject *value) {
    return handler == value || (PyLong_Check(handler) &&
                                PyObject_RichCompareBool(handler, value, Py_EQ) == 1);
}

static PyObject *signal_signal(PyObject *module, PyObject *args) {
    (void)module;
    int number;
    PyObject *handler;
    if (!pyi_arguments(args, "iO:signal", &number, &handler)) {
        return NULL;
    }
    if (!_Py_IsMainThread()) {
        PyErr_SetString(PyExc_ValueError, "signal only works in main thread of the main interpreter");
        return NULL;
    }
    if (!check_number(number)) {
        return NULL;
    }
    bool plain = is_value(handler, default_value) || is_value(handler, ignore_value);
    if (!plain && !PyCallable_Check(handler)) {
        PyErr_SetString(PyExc_TypeError, "signal handler must be signal.SIG_IGN, signal.SIG_DFL, "
                                         "or a callable object");
        return NULL;
    }
    if (PyErr_CheckSignals() < 0) {
        return NULL;
    }
    PyObject *before = current(number);
    if (!plain) {
        if (pyi_signal_set(number, handler) < 0) {
            Py_CLEAR(before);
        }
        return before;
    }
    struct sigaction action = {0};
    action.sa_handler = is_value(handler, ignore_value) ? SIG_IGN : SIG_DFL;
    sigemptyset(&action.sa_mask);
    if (sigaction(number, &action, NULL) < 0) {
        Py_DECREF(before);
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    pyi_signal_forget(number);
    return before;
}

static PyObject *signal_getsignal(PyObject *module, PyObject *op) {
    (void)module;
    int number = PYI_LONG_AS_INT(op);
    if ((number == -1 && PyErr_Occurred()) || !check_number(number)) {
        return NULL;
    }
    return current(number);
}

static PyObject *signal_default_int_handler(PyObject *module, PyObject *args) {
    (void)module;
    int number;
    PyObject *frame;
    if (pyi_arguments(args, "iO:default_int_handler", &number, &frame)) {
        PyErr_SetNone(PyExc_KeyboardInterrupt);
    }
    return NULL;
}

/* ---- sending ------------------------------------------------------------------------------------------------------ */

static PyObject *signal_raise_signal(PyObject *module, PyObject *op) {
    (void)module;
    int number = PYI_LONG_AS_INT(op), failed;
    if (number == -1 && PyErr_Occurred()) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    failed = raise(number);
    Py_END_ALLOW_THREADS
    if (failed) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    return PyErr_CheckSignals() < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *signal_pthread_kill(PyObject *module, PyObject *args) {
    (void)module;
    unsigned long thread;
    int number;
    if (!pyi_arguments(args, "ki:pthread_kill", &thread, &number) ||
        PySys_Audit("signal.pthread_kill", "ki", thread, number) < 0) {
        return NULL;
    }
    errno = pthread_kill((pthread_t)thread, number);
    if (errno != 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    return PyErr_CheckSignals() < 0 ? NULL : Py_NewRef(Py_None);
}

/* ---- about signals -------------------------------------------------------------------------------------------------- */

static PyObject *signal_strsignal(PyObject *module, PyObject *op) {
    (void)module;
    int number = PYI_LONG_AS_INT(op);
    if ((number == -1 && PyErr_Occurred()) || !check_number(number)) {
        return NULL;
    }
    const char *text = strsignal(number);
    if (text == NULL || strncmp(text, "Unknown signal", 14) == 0) {
        Py_RETURN_NONE;
    }
    return PyUnicode_FromString(text);
}

static PyObject *signal_siginterrupt(PyObject *module, PyObject *args) {
    (void)module;
    int number, flag;
    if (!pyi_arguments(args, "ii:siginterrupt", &number, &flag) || !check_number(number)) {
        return NULL;
    }
    struct sigaction action;
    if (sigaction(number, NULL, &action) == 0) {
        action.sa_flags = flag ? action.sa_flags & ~SA_RESTART : action.sa_flags | SA_RESTART;
        if (sigaction(number, &action, NULL) == 0) {
            Py_RETURN_NONE;
        }
    }
    return PyErr_SetFromErrno(PyExc_OSError);
}

/* The last two only to be like pidfd_send_signal(2). */
static PyObject *signal_pidfd_send_signal(PyObject *module, PyObject *args) {
    (void)module;
    int pidfd, number, flags = 0;
    PyObject *info = Py_None;
    if (!pyi_arguments(args, "ii|Oi:pidfd_send_signal", &pidfd, &number, &info, &flags)) {
        return NULL;
    }
    if (info != Py_None) {
        PyErr_SetString(PyExc_TypeError, "siginfo must be None");
        return NULL;
    }
    return syscall(SYS_pidfd_send_signal, pidfd, number, NULL, flags) < 0
               ? PyErr_SetFromErrno(PyExc_OSError)
               : Py_NewRef(Py_None);
}

/* ---- waking up who waits for descriptors --------------------------------------------------------------- */

/* 0, or -1 with an exception: the handler must not wait for a reader */
static int check_wakeup_fd(int fd) {
    struct stat status;
    if (fstat(fd, &status) < 0) {
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0) {
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    if (!(flags & O_NONBLOCK)) {
        PyErr_Format(PyExc_ValueError, "the fd %i must be in non-blocking mode", fd);
        return -1;
    }
    return 0;
}

static PyObject *signal_set_wakeup_fd(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *keywords[] = {"", "warn_on_full_buffer", NULL};
    int fd, warn = 1;
    if (!pyi_named_arguments(args, kwargs, "i|$p:set_wakeup_fd", keywords, &fd, &warn)) {
        return NULL;
    }
    if (!_Py_IsMainThread()) {
        PyErr_SetString(PyExc_ValueError,
                        "set_wakeup_fd only works in main thread of the main interpreter");
        return NULL;
    }
    if (fd != -1 && check_wakeup_fd(fd) < 0) {
        return NULL;
    }
    return PyLong_FromLong(pyi_signal_set_wakeup_fd(fd, warn));
}

/* ---- the module ------------------------------------------------------------------------------------------------------- */

static PyMethodDef signal_methods[] = {
    SIGNAL_ROW(signal, METH_VARARGS, "($module, signalnum, handler, /)"),
    SIGNAL_ROW(getsignal, METH_O, "($module, signalnum, /)"),
    SIGNAL_ROW(default_int_handler, METH_VARARGS, "($module, signalnum, frame, /)"),
    SIGNAL_ROW(raise_signal, METH_O, "($module, signalnum, /)"),
    SIGNAL_ROW(pthread_kill, METH_VARARGS, "($module, thread_id, signalnum, /)"),
    SIGNAL_ROW(pidfd_send_signal, METH_VARARGS,
               "($module, pidfd, signalnum, siginfo=None, flags=0, /)"),
    SIGNAL_ROW(strsignal, METH_O, "($module, signalnum, /)"),
    SIGNAL_ROW(siginterrupt, METH_VARARGS, "($module, signalnum, flag, /)"),
    {"set_wakeup_fd", PYI_FASTCALL(signal_set_wakeup_fd), METH_VARARGS | METH_KEYWORDS, NULL},
    {0},
};

static int signal_exec(PyObject *module) {
    default_value = PyLong_FromVoidPtr((void *)SIG_DFL);
    ignore_value = PyLong_FromVoidPtr((void *)SIG_IGN);
    interrupt_handler = PyObject_GetAttrString(module, "default_int_handler");
    if (default_value == NULL || ignore_value == NULL || interrupt_handler == NULL ||
        PyModule_AddObjectRef(module, "SIG_DFL", default_value) < 0 ||
        PyModule_AddObjectRef(module, "SIG_IGN", ignore_value) < 0 || signal_add_numbers(module) < 0 ||
        signal_add_masks(module) < 0 || signal_add_timers(module) < 0 || signal_add_waits(module) < 0) {
        return -1;
    }
    /* the C runtime has done the same without the module */
    return pyi_signal_interrupts() ? pyi_signal_set(SIGINT, interrupt_handler) : 0;
}

static PyModuleDef_Slot signal_slots[] = {
    {Py_mod_exec, signal_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};
static PyModuleDef signal_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_signal",
    .m_methods = signal_methods,
    .m_slots = signal_slots,
};

PyMODINIT_FUNC PyInit__signal(void) { return PyModuleDef_Init(&signal_module); }
PYI_MODULE("_signal", PyInit__signal);
