/* SPDX-License-Identifier: Apache-2.0 */
/* mangle: private names of classes.
 *
 * Source     docs.python.org/3/reference/expressions.html, "Private name mangling"
 */
#include "type_new.h"

static bool is_private(PyObject *name) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(name);
    return n > 2 && PyUnicode_READ_CHAR(name, 0) == '_' && PyUnicode_READ_CHAR(name, 1) == '_' &&
           !(PyUnicode_READ_CHAR(name, n - 1) == '_' && PyUnicode_READ_CHAR(name, n - 2) == '_') &&
           PyUnicode_FindChar(name, '.', 0, n, 1) < 0;
}

PyObject *_Py_Mangle(PyObject *class_name, PyObject *name) {
    if (class_name == NULL || !PyUnicode_Check(class_name) || !is_private(name)) {
        return Py_NewRef(name);
    }
    Py_ssize_t n = PyUnicode_GET_LENGTH(class_name), start = 0;
    while (start < n && PyUnicode_READ_CHAR(class_name, start) == '_') {
        start++;
    }
    if (start == n) {
        return Py_NewRef(name); /* a class of underscores has no private names */
    }
    PyObject *stem = PyUnicode_Substring(class_name, start, n);
    PyObject *result = stem == NULL ? NULL : PyUnicode_FromFormat("_%U%U", stem, name);
    Py_XDECREF(stem);
    return result;
}
