/* SPDX-License-Identifier: Apache-2.0 */
/* containers.h: small words for the programs about containers. */
#ifndef CONTAINERS_H
#define CONTAINERS_H

#include "show.h"

static inline PyObject *str(const char *text) { return PyUnicode_FromString(text); }
static inline PyObject *num(long n) { return PyLong_FromLong(n); }

/* steals args, a tuple or NULL; op.name(*args) */
static inline PyObject *call(PyObject *op, const char *name, PyObject *args) {
    PyObject *method = PyObject_GetAttrString(op, name);
    if (args == NULL) {
        args = PyTuple_New(0);
    }
    PyObject *result = method == NULL ? NULL : PyObject_Call(method, args, NULL);
    Py_XDECREF(method);
    Py_DECREF(args);
    return result;
}

/* steals the items; the tuple of them */
static inline PyObject *args1(PyObject *a) {
    PyObject *tuple = PyTuple_Pack(1, a);
    Py_DECREF(a);
    return tuple;
}

static inline PyObject *args2(PyObject *a, PyObject *b) {
    PyObject *tuple = PyTuple_Pack(2, a, b);
    Py_DECREF(a);
    Py_DECREF(b);
    return tuple;
}

/* a call that fails with SystemError, whose text has a place in the source */
static inline void show_refused(const char *label, int failed) {
    int internal = PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_SystemError);
    printf("%s: %s\n", label, failed && internal ? "refused" : "not refused");
    PyErr_Clear();
}

/* steals the items */
static inline PyObject *list_of(int n, ...) {
    va_list items;
    va_start(items, n);
    PyObject *list = PyList_New(0);
    for (int i = 0; i < n; i++) {
        PyObject *item = va_arg(items, PyObject *);
        PyList_Append(list, item);
        Py_DECREF(item);
    }
    va_end(items);
    return list;
}

/* steals op */
static inline PyObject *as_list(PyObject *op) {
    PyObject *list = op == NULL ? NULL : PySequence_List(op);
    Py_XDECREF(op);
    return list;
}

/* the same numbers everywhere */
static unsigned long random_state = 12345;
static inline unsigned long random_below(unsigned long n) {
    random_state = random_state * 6364136223846793005UL + 1442695040888963407UL;
    return (random_state >> 33) % n;
}

#endif /* CONTAINERS_H */
