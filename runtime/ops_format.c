/* SPDX-License-Identifier: Apache-2.0 */
/* ops_format.c: f-strings and conversions to str. */
#include "decimal_text.h"
#include "ops.h"

#include <string.h>

PyObject *rt_format_simple(PyObject *value) {
    if (PyUnicode_CheckExact(value)) {
        return Py_NewRef(value);
    }
    if (PyLong_CheckExact(value) || PyFloat_CheckExact(value)) {
        return rt_text_of(value); /* what their __format__ answers to an empty spec */
    }
    return PyObject_Format(value, NULL);
}

PyObject *rt_str(PyObject *value) { return rt_text_of(value); }

PyObject *rt_repr(PyObject *value) {
    int64_t number;
    return rt_reads_decimal(value, &number) ? rt_decimal_text(number) : PyObject_Repr(value);
}

PyObject *rt_ascii(PyObject *value) { return PyObject_ASCII(value); }

/* Length of all items together, and their widest character; -1 when too long or not ready. */
static Py_ssize_t measure(PyObject *const *items, Py_ssize_t count, Py_UCS4 *widest) {
    Py_ssize_t length = 0;
    *widest = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
#if PY_VERSION_HEX < 0x030C0000
        if (PyUnicode_READY(items[i]) < 0) {
            return -1;
        }
#endif
        Py_UCS4 item_widest = PyUnicode_MAX_CHAR_VALUE(items[i]);
        *widest = item_widest > *widest ? item_widest : *widest;
        if (__builtin_add_overflow(length, PyUnicode_GET_LENGTH(items[i]), &length)) {
            PyErr_SetString(PyExc_OverflowError, "join() result is too long for a Python string");
            return -1;
        }
    }
    return length;
}

PyObject *rt_build_string(PyObject *const *items, Py_ssize_t count) {
    if (count == 1 && PyUnicode_CheckExact(items[0])) {
        return Py_NewRef(items[0]);
    }
    Py_UCS4 widest;
    Py_ssize_t length = measure(items, count, &widest);
    PyObject *result = length < 0 ? NULL : PyUnicode_New(length, widest);
    if (result == NULL || length == 0) {
        return result;
    }
    int kind = (int)PyUnicode_KIND(result);
    char *end = PyUnicode_DATA(result);
    Py_ssize_t written = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        Py_ssize_t item_length = PyUnicode_GET_LENGTH(items[i]);
        if ((int)PyUnicode_KIND(items[i]) == kind) {
            memcpy(end, PyUnicode_DATA(items[i]), (size_t)(item_length * kind));
        } else if (PyUnicode_CopyCharacters(result, written, items[i], 0, item_length) < 0) {
            Py_DECREF(result);
            return NULL;
        }
        written += item_length;
        end += item_length * kind;
    }
    return result;
}
