/* SPDX-License-Identifier: Apache-2.0 */
/* str, indexing and slicing. */
#include "methods.h"

PyObject *pyi_str_item(PyObject *self, Py_ssize_t index) {
    if (PyUnicode_READY(self) < 0) {
        return NULL;
    }
    if (index < 0 || index >= PyUnicode_GET_LENGTH(self)) {
        PyErr_SetString(PyExc_IndexError, "string index out of range");
        return NULL;
    }
    return pyi_str_char(PyUnicode_READ_CHAR(self, index));
}

/* Every step-th character. */
static PyObject *stepped_slice(PyObject *self, Py_ssize_t start, Py_ssize_t step, Py_ssize_t n) {
    pyi_text text = pyi_text_of(self);
    Py_UCS4 maxchar = 0; /* all bits that occur */
    for (Py_ssize_t i = 0, at = start; !PyUnicode_IS_ASCII(self) && i < n; i++, at += step) {
        maxchar |= PyUnicode_READ(text.kind, text.data, at);
    }
    PyObject *result = PyUnicode_New(n, Py_MIN(maxchar, (Py_UCS4)STR_MAX));
    if (result == NULL) {
        return NULL;
    }
    int kind = (int)PyUnicode_KIND(result);
    void *to = PyUnicode_DATA(result);
    for (Py_ssize_t i = 0, at = start; i < n; i++, at += step) {
        PyUnicode_WRITE(kind, to, i, PyUnicode_READ(text.kind, text.data, at));
    }
    return result;
}

static PyObject *slice_by(PyObject *self, PyObject *slice) {
    Py_ssize_t start, stop, step, length = PyUnicode_GET_LENGTH(self);
    if (PySlice_Unpack(slice, &start, &stop, &step) < 0) {
        return NULL;
    }
    Py_ssize_t n = PySlice_AdjustIndices(length, &start, &stop, step);
    if (n <= 0) {
        return pyi_str_empty();
    }
    if (step == 1) {
        return n == length && PyUnicode_CheckExact(self) ? Py_NewRef(self)
                                                         : pyi_str_slice(self, start, start + n);
    }
    if (n == 1) {
        return pyi_str_char(PyUnicode_READ_CHAR(self, start));
    }
    return stepped_slice(self, start, step, n);
}

PyObject *pyi_str_subscript(PyObject *self, PyObject *key) {
    if (PyUnicode_READY(self) < 0) {
        return NULL;
    }
    if (PyIndex_Check(key)) {
        Py_ssize_t index = PyNumber_AsSsize_t(key, PyExc_IndexError);
        if (index == -1 && PyErr_Occurred()) {
            return NULL;
        }
        return pyi_str_item(self, index < 0 ? index + PyUnicode_GET_LENGTH(self) : index);
    }
    if (PySlice_Check(key)) {
        return slice_by(self, key);
    }
    PyErr_Format(PyExc_TypeError, "string indices must be integers, not '%.200s'",
                 Py_TYPE(key)->tp_name);
    return NULL;
}
