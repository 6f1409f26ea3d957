/* SPDX-License-Identifier: Apache-2.0 */
/* show.h: for C programs that print what the API answers, under CPython and under ours.
 *
 * A program defines `static void run(void)`; test_programs.py (and tools/capi_programs.py run) compare what it
 * prints with both libraries. Nothing that depends on addresses or on the version may be printed.
 */
#ifndef SHOW_H
#define SHOW_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdio.h>

/* prints the exception that is set, as `TypeError: text`, and clears it */
static inline void show_error(const char *label) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    if (type == NULL) {
        printf("%s: NULL without an exception\n", label);
        return;
    }
    PyObject *text = value == NULL ? NULL : PyObject_Str(value);
    const char *utf8 = text == NULL ? NULL : PyUnicode_AsUTF8(text);
    printf("%s: %s: %s\n", label, ((PyTypeObject *)type)->tp_name, utf8 ? utf8 : "<no str>");
    PyErr_Clear();
    Py_XDECREF(text);
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
}

/* steals op; prints its repr, or the exception that is set when it is NULL */
static inline void show(const char *label, PyObject *op) {
    PyObject *repr = op == NULL ? NULL : PyObject_Repr(op);
    const char *utf8 = repr == NULL ? NULL : PyUnicode_AsUTF8(repr);
    if (utf8 == NULL) {
        show_error(label);
    } else {
        printf("%s: %s\n", label, utf8);
    }
    Py_XDECREF(repr);
    Py_XDECREF(op);
}

/* a number; -1 with an exception shows that */
static inline void show_int(const char *label, long long value) {
    if (value == -1 && PyErr_Occurred()) {
        show_error(label);
    } else {
        printf("%s: %lld\n", label, value);
    }
}

static void run(void);

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0); /* what was printed before a crash is not lost */
    Py_InitializeEx(0);
    run();
    fflush(stdout);
    return 0;
}

#endif /* SHOW_H */
