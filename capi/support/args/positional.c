/* SPDX-License-Identifier: Apache-2.0 */
/* positional: counts of arguments, and what is said about wrong ones.
 *
 * Contract   the headers modsupport.h and pycore_modsupport.h; the wording is CPython's
 */
#include "pyi.h"

#undef _PyArg_CheckPositional
#undef _PyArg_NoKeywords
#undef _PyArg_NoKwnames
#undef _PyArg_NoPositional

int _PyArg_CheckPositional(const char *name, Py_ssize_t n, Py_ssize_t min, Py_ssize_t max) {
    if (n < min) {
        if (name != NULL) {
            PyErr_Format(PyExc_TypeError, "%.200s expected %s%zd argument%s, got %zd", name,
                         min == max ? "" : "at least ", min, min == 1 ? "" : "s", n);
        } else {
            PyErr_Format(PyExc_TypeError, "unpacked tuple should have %s%zd element%s, but has %zd",
                         min == max ? "" : "at least ", min, min == 1 ? "" : "s", n);
        }
        return 0;
    }
    if (n > max) {
        if (name != NULL) {
            PyErr_Format(PyExc_TypeError, "%.200s expected %s%zd argument%s, got %zd", name,
                         min == max ? "" : "at most ", max, max == 1 ? "" : "s", n);
        } else {
            PyErr_Format(PyExc_TypeError, "unpacked tuple should have %s%zd element%s, but has %zd",
                         min == max ? "" : "at most ", max, max == 1 ? "" : "s", n);
        }
        return 0;
    }
    return 1;
}

int _PyArg_NoKeywords(const char *name, PyObject *kwargs) {
    if (kwargs == NULL || (PyDict_CheckExact(kwargs) && PyDict_GET_SIZE(kwargs) == 0)) {
        return 1;
    }
    PyErr_Format(PyExc_TypeError, "%.200s() takes no keyword arguments", name);
    return 0;
}

int _PyArg_NoKwnames(const char *name, PyObject *kwnames) {
    if (kwnames == NULL || PyTuple_GET_SIZE(kwnames) == 0) {
        return 1;
    }
    PyErr_Format(PyExc_TypeError, "%s() takes no keyword arguments", name);
    return 0;
}

int _PyArg_NoPositional(const char *name, PyObject *args) {
    if (args == NULL || PyTuple_GET_SIZE(args) == 0) {
        return 1;
    }
    PyErr_Format(PyExc_TypeError, "%.200s() takes no positional arguments", name);
    return 0;
}

void _PyArg_BadArgument(const char *name, const char *which, const char *expected, PyObject *op) {
    PyErr_Format(PyExc_TypeError, "%.200s() %.200s must be %.50s, not %.50s", name, which, expected,
                 op == Py_None ? "None" : Py_TYPE(op)->tp_name);
}

/* ---- taking them apart --------------------------------------------------------------------------------- */

static int unpack(PyObject *const *args, Py_ssize_t n, const char *name, Py_ssize_t min,
                  Py_ssize_t max, va_list va) {
    if (!_PyArg_CheckPositional(name, n, min, max)) {
        return 0;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        *va_arg(va, PyObject **) = args[i];
    }
    return 1;
}

int PyArg_UnpackTuple(PyObject *args, const char *name, Py_ssize_t min, Py_ssize_t max, ...) {
    if (!PyTuple_Check(args)) {
        PyErr_SetString(PyExc_SystemError, "PyArg_UnpackTuple() argument list is not a tuple");
        return 0;
    }
    va_list va;
    va_start(va, max);
    int ok = unpack(_PyTuple_ITEMS(args), PyTuple_GET_SIZE(args), name, min, max, va);
    va_end(va);
    return ok;
}

int _PyArg_UnpackStack(PyObject *const *args, Py_ssize_t n, const char *name, Py_ssize_t min,
                       Py_ssize_t max, ...) {
    va_list va;
    va_start(va, max);
    int ok = unpack(args, n, name, min, max, va);
    va_end(va);
    return ok;
}
