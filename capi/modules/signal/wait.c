/* SPDX-License-Identifier: Apache-2.0 */
/* wait: sleeping until a signal comes, instead of being interrupted by it. */
#include "signalmodule.h"
#include "pyi_arguments.h"

#include "signal_sets.h"

#include <time.h>
#include <unistd.h>

static PyStructSequence_Field info_fields[] = {
    {"si_signo", NULL}, {"si_code", NULL},   {"si_errno", NULL}, {"si_pid", NULL},
    {"si_uid", NULL},   {"si_status", NULL}, {"si_band", NULL},  {NULL, NULL},
};
static PyStructSequence_Desc info_desc = {"signal.struct_siginfo", NULL, info_fields, 7};
static PyTypeObject *info_type;

/* new */
static PyObject *info_to_python(const siginfo_t *info) {
    PyObject *result = PyStructSequence_New(info_type);
    if (result == NULL) {
        return NULL;
    }
    long values[] = {info->si_signo, info->si_code,   info->si_errno, info->si_pid,
                     info->si_uid,   info->si_status, info->si_band};
    for (int i = 0; i < 7; i++) {
        PyStructSequence_SetItem(result, i, PyLong_FromLong(values[i]));
    }
    if (PyErr_Occurred()) {
        Py_CLEAR(result);
    }
    return result;
}

static PyObject *signal_pause(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    Py_BEGIN_ALLOW_THREADS
    pause();
    Py_END_ALLOW_THREADS
    return PyErr_CheckSignals() < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *signal_sigwait(PyObject *module, PyObject *args) {
    (void)module;
    sigset_t set;
    int number, error;
    if (!pyi_arguments(args, "O&:_signal.sigwait", pyi_sigset_converter, &set)) {
        return NULL;
    }
    do {
        Py_BEGIN_ALLOW_THREADS
        error = sigwait(&set, &number);
        Py_END_ALLOW_THREADS
        if (error == EINTR && PyErr_CheckSignals() < 0) {
            return NULL;
        }
    } while (error == EINTR);
    errno = error;
    return error != 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyLong_FromLong(number);
}

static PyObject *signal_sigwaitinfo(PyObject *module, PyObject *args) {
    (void)module;
    sigset_t set;
    siginfo_t info;
    int status, error;
    if (!pyi_arguments(args, "O&:_signal.sigwaitinfo", pyi_sigset_converter, &set)) {
        return NULL;
    }
    do {
        Py_BEGIN_ALLOW_THREADS
        status = sigwaitinfo(&set, &info);
        error = errno;
        Py_END_ALLOW_THREADS
        if (status < 0 && error == EINTR && PyErr_CheckSignals() < 0) {
            return NULL;
        }
    } while (status < 0 && error == EINTR);
    errno = error;
    return status < 0 ? PyErr_SetFromErrno(PyExc_OSError) : info_to_python(&info);
}

/* new: None when the time is over */
static PyObject *wait_until(const sigset_t *set, nanoseconds left) {
    nanoseconds end = _PyDeadline_Init(left);
    while (left >= 0) {
        struct timespec time;
        siginfo_t info;
        int status, error;
        if (_PyTime_AsTimespec(left, &time) < 0) {
            return NULL;
        }
        Py_BEGIN_ALLOW_THREADS
        status = sigtimedwait(set, &info, &time);
        error = errno;
        Py_END_ALLOW_THREADS
        if (status >= 0) {
            return info_to_python(&info);
        }
        if (error == EAGAIN) {
            break;
        }
        if (error != EINTR) {
            errno = error;
            return PyErr_SetFromErrno(PyExc_OSError);
        }
        if (PyErr_CheckSignals() < 0) {
            return NULL;
        }
        left = _PyDeadline_Get(end);
    }
    Py_RETURN_NONE;
}

static PyObject *signal_sigtimedwait(PyObject *module, PyObject *args) {
    (void)module;
    sigset_t set;
    PyObject *seconds;
    nanoseconds ns;
    if (!pyi_arguments(args, "O&O:sigtimedwait", pyi_sigset_converter, &set, &seconds) ||
        _PyTime_FromSecondsObject(&ns, seconds, _PyTime_ROUND_CEILING) < 0) {
        return NULL;
    }
    if (ns < 0) {
        PyErr_SetString(PyExc_ValueError, "timeout must be non-negative");
        return NULL;
    }
    return wait_until(&set, ns);
}

static PyMethodDef wait_functions[] = {
    SIGNAL_ROW(pause, METH_NOARGS, "($module, /)"),
    SIGNAL_ROW(sigwait, METH_VARARGS, "($module, sigset, /)"),
    SIGNAL_ROW(sigwaitinfo, METH_VARARGS, "($module, sigset, /)"),
    SIGNAL_ROW(sigtimedwait, METH_VARARGS, "($module, sigset, timeout, /)"),
    {0},
};

int signal_add_waits(PyObject *module) {
    info_type = PyStructSequence_NewType(&info_desc);
    return info_type == NULL ||
                   PyModule_AddObjectRef(module, "struct_siginfo", (PyObject *)info_type) < 0
               ? -1
               : PyModule_AddFunctions(module, wait_functions);
}
