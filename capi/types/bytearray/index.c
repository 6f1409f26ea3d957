/* SPDX-License-Identifier: Apache-2.0 */
/* bytearray, items and slices, read and assigned. */
#include "bytearray.h"

/* ---- reading -------------------------------------------------------------------------------------- */

PyObject *pyi_bytearray_item(PyObject *self, Py_ssize_t index) {
    if (index < 0 || index >= Py_SIZE(self)) {
        PyErr_SetString(PyExc_IndexError, "bytearray index out of range");
        return NULL;
    }
    return PyLong_FromLong((unsigned char)PyByteArray_AS_STRING(self)[index]);
}

static int wrong_key(PyObject *key) {
    PyErr_Format(PyExc_TypeError, "bytearray indices must be integers or slices, not %.200s",
                 Py_TYPE(key)->tp_name);
    return -1;
}

PyObject *pyi_bytearray_subscript(PyObject *self, PyObject *key) {
    if (PyIndex_Check(key)) {
        Py_ssize_t index = PyNumber_AsSsize_t(key, PyExc_IndexError);
        if (index == -1 && PyErr_Occurred()) {
            return NULL;
        }
        return pyi_bytearray_item(self, index < 0 ? index + Py_SIZE(self) : index);
    }
    if (!PySlice_Check(key)) {
        wrong_key(key);
        return NULL;
    }
    Py_ssize_t start, stop, step;
    if (PySlice_Unpack(key, &start, &stop, &step) < 0) {
        return NULL;
    }
    Py_ssize_t n = PySlice_AdjustIndices(Py_SIZE(self), &start, &stop, step);
    if (n <= 0 || step == 1) {
        return PyByteArray_FromStringAndSize(n <= 0 ? "" : PyByteArray_AS_STRING(self) + start,
                                             Py_MAX(n, 0));
    }
    PyObject *result = PyByteArray_FromStringAndSize(NULL, n);
    if (result != NULL) {
        const char *from = PyByteArray_AS_STRING(self);
        char *to = PyByteArray_AS_STRING(result);
        for (Py_ssize_t i = 0; i < n; i++, start += step) {
            to[i] = from[start];
        }
    }
    return result;
}

/* ---- assigning ------------------------------------------------------------------------------------- */

int pyi_bytearray_set_item(PyObject *self, Py_ssize_t index, PyObject *value) {
    int byte = 0;
    if (value != NULL) {
        byte = pyi_bytearray_byte(value); /* may run code that shortens the array */
        if (byte < 0) {
            return -1;
        }
    }
    if (index < 0 || index >= Py_SIZE(self)) {
        PyErr_SetString(PyExc_IndexError, "bytearray index out of range");
        return -1;
    }
    if (value == NULL) {
        return pyi_bytearray_splice(self, index, index + 1, NULL, 0);
    }
    PyByteArray_AS_STRING(self)[index] = (char)byte;
    return 0;
}

/* Takes every step-th byte out. */
static int delete_steps(PyObject *self, Py_ssize_t start, Py_ssize_t step, Py_ssize_t n) {
    if (n == 0) {
        return 0;
    }
    if (BYTEARRAY(self)->ob_exports > 0) {
        return PyByteArray_Resize(self, Py_SIZE(self) - n); /* which refuses */
    }
    if (step < 0) {
        start += (n - 1) * step;
        step = -step;
    }
    char *data = PyByteArray_AS_STRING(self), *to = data + start;
    Py_ssize_t size = Py_SIZE(self);
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_ssize_t from = start + i * step + 1;
        Py_ssize_t next = i + 1 < n ? from + step - 1 : size;
        memmove(to, data + from, (size_t)(next - from));
        to += next - from;
    }
    return PyByteArray_Resize(self, size - n);
}

/* self[start:stop:step] = values, a bytearray other than self or NULL to delete */
static int assign_slice(PyObject *self, PyObject *slice, PyObject *values) {
    Py_ssize_t start, stop, step;
    if (PySlice_Unpack(slice, &start, &stop, &step) < 0) {
        return -1;
    }
    Py_ssize_t n = PySlice_AdjustIndices(Py_SIZE(self), &start, &stop, step);
    const char *bytes = values == NULL ? NULL : PyByteArray_AS_STRING(values);
    Py_ssize_t needed = values == NULL ? 0 : Py_SIZE(values);
    if (step == 1) {
        return pyi_bytearray_splice(self, start, Py_MAX(start, stop), bytes, needed);
    }
    if (needed == 0) {
        return delete_steps(self, start, step, n);
    }
    if (needed != n) {
        PyErr_Format(PyExc_ValueError,
                     "attempt to assign bytes of size %zd to extended slice of size %zd", needed,
                     n);
        return -1;
    }
    char *to = PyByteArray_AS_STRING(self);
    for (Py_ssize_t i = 0; i < n; i++, start += step) {
        to[start] = bytes[i];
    }
    return 0;
}

/* Any value but a bytearray is made one first; that is also what keeps a view of self out of the way. */
static int assign_any(PyObject *self, PyObject *slice, PyObject *value) {
    if (value == NULL) {
        return assign_slice(self, slice, NULL);
    }
    PyObject *copy;
    Py_ssize_t start, stop, step;
    if (PySlice_Unpack(slice, &start, &stop, &step) < 0) {
        return -1; /* what is wrong with the slice is said before what is wrong with the value */
    }
    if (PyByteArray_Check(value) && value != self) {
        copy = Py_NewRef(value);
    } else if (value == self) {
        copy = PyByteArray_FromStringAndSize(PyByteArray_AS_STRING(self), Py_SIZE(self));
    } else if (PyNumber_Check(value) || PyUnicode_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "can assign only bytes, buffers, or iterables of ints in "
                                         "range(0, 256)");
        return -1;
    } else {
        copy = PyByteArray_FromObject(value);
    }
    int status = copy == NULL ? -1 : assign_slice(self, slice, copy);
    Py_XDECREF(copy);
    return status;
}

int pyi_bytearray_set_subscript(PyObject *self, PyObject *key, PyObject *value) {
    if (PyIndex_Check(key)) {
        Py_ssize_t index = PyNumber_AsSsize_t(key, PyExc_IndexError);
        if (index == -1 && PyErr_Occurred()) {
            return -1;
        }
        return pyi_bytearray_set_item(self, index < 0 ? index + Py_SIZE(self) : index, value);
    }
    return PySlice_Check(key) ? assign_any(self, key, value) : wrong_key(key);
}
