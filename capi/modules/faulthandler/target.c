/* SPDX-License-Identifier: Apache-2.0 */
/* target: the file that tracebacks are written to, and the writing. */
#include "faulthandler.h"

#include "internal/pycore_traceback.h"

#include <errno.h>
#include <unistd.h>

/* 0 or -1; borrows the file */
static int descriptor_of(PyObject *file, int *fd) {
    PyObject *number = PyObject_CallMethod(file, "fileno", NULL);
    if (number == NULL) {
        return -1;
    }
    long value = PyLong_Check(number) ? PyLong_AsLong(number) : -1;
    Py_DECREF(number);
    if (value < 0 || value > INT_MAX) {
        PyErr_SetString(PyExc_RuntimeError, "file.fileno() is not a valid file descriptor");
        return -1;
    }
    *fd = (int)value;
    PyObject *result = PyObject_CallMethod(file, "flush", NULL);
    if (result == NULL) {
        PyErr_Clear(); /* what was written before comes later then */
    }
    Py_XDECREF(result);
    return 0;
}

int fault_target_take(fault_target *target, PyObject *file, bool all_threads) {
    *target = (fault_target){-1, NULL, all_threads};
    if (file == NULL || file == Py_None) {
        file = PySys_GetObject("stderr");
        if (file == NULL || file == Py_None) {
            PyErr_SetString(PyExc_RuntimeError,
                            file == NULL ? "unable to get sys.stderr" : "sys.stderr is None");
            return -1;
        }
    } else if (PyLong_Check(file)) {
        target->fd = PYI_LONG_AS_INT(file);
        if (target->fd == -1 && PyErr_Occurred()) {
            return -1;
        }
        if (target->fd < 0) {
            PyErr_SetString(PyExc_ValueError, PYI_312 ? "file is not a valid file descriptor"
                                                     : "file is not a valid file descripter");
            return -1;
        }
        return 0;
    }
    Py_INCREF(file);
    if (descriptor_of(file, &target->fd) < 0) {
        Py_DECREF(file);
        return -1;
    }
    target->file = file;
    return 0;
}

void fault_target_drop(fault_target *target) { Py_CLEAR(target->file); }

void fault_put(int fd, const char *text) {
    size_t size = strlen(text);
    while (size > 0) {
        ssize_t n = write(fd, text, size);
        if (n < 0 && errno != EINTR) {
            return;
        }
        n = n < 0 ? 0 : n;
        text += n;
        size -= (size_t)n;
    }
}

void fault_dump(const fault_target *target) {
    PyThreadState *ts = PyGILState_GetThisThreadState();
    if (target->all_threads) {
        const char *problem = _Py_DumpTracebackThreads(target->fd, NULL, ts);
        if (problem != NULL) {
            fault_put(target->fd, problem);
        }
    } else if (ts != NULL) {
        _Py_DumpTraceback(target->fd, ts);
    }
}
