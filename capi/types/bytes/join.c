/* SPDX-License-Identifier: Apache-2.0 */
/* bytes and bytearray, join. */
#include "methods.h"

/* What is joined: exact bytes need no view. */
typedef struct {
    const char *data;
    Py_ssize_t size;
    Py_buffer view; /* obj is NULL where there is none */
} join_part;

static int take_part(PyObject *item, Py_ssize_t index, join_part *part) {
    part->view.obj = NULL;
    if (PyBytes_CheckExact(item)) {
        part->data = PyBytes_AS_STRING(item);
        part->size = PyBytes_GET_SIZE(item);
        return 0;
    }
    if (PyObject_GetBuffer(item, &part->view, PyBUF_SIMPLE) != 0) {
        if (PyErr_ExceptionMatches(PyExc_TypeError)) {
            PyErr_Format(PyExc_TypeError,
                         "sequence item %zd: expected a bytes-like object, %.80s found", index,
                         Py_TYPE(item)->tp_name);
        }
        return -1;
    }
    part->data = part->view.buf;
    part->size = part->view.len;
    return 0;
}

static void release_parts(join_part *parts, Py_ssize_t n) {
    for (Py_ssize_t i = 0; i < n; i++) {
        if (parts[i].view.obj != NULL) {
            PyBuffer_Release(&parts[i].view);
        }
    }
}

/* The length of all, or -1 with OverflowError. */
static Py_ssize_t total_size(const join_part *parts, Py_ssize_t n, Py_ssize_t gap) {
    Py_ssize_t total = 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_ssize_t add = parts[i].size;
        if (add > PY_SSIZE_T_MAX - total ||
            (i > 0 && gap > PY_SSIZE_T_MAX - total - add)) {
            PyErr_SetString(PyExc_OverflowError, "join() result is too long");
            return -1;
        }
        total += add + (i > 0 ? gap : 0);
    }
    return total;
}

static PyObject *join_parts(PyObject *sep, const join_part *parts, Py_ssize_t n) {
    pyi_text gap = pyi_bytes_text(sep);
    Py_ssize_t total = total_size(parts, n, gap.length);
    PyObject *result = total < 0 ? NULL : pyi_bytes_like(sep, NULL, total);
    if (result == NULL || total == 0) {
        return result;
    }
    char *to = pyi_bytes_data(result);
    for (Py_ssize_t i = 0; i < n; i++) {
        if (i > 0) {
            memcpy(to, gap.data, (size_t)gap.length);
            to += gap.length;
        }
        memcpy(to, parts[i].data, (size_t)parts[i].size);
        to += parts[i].size;
    }
    return result;
}

/* The views are taken one by one, which can run code that changes a list: so its length is fixed first. */
static PyObject *join_sequence(PyObject *sep, PyObject *fast) {
    join_part few[10], *parts = few;
    Py_ssize_t n = PySequence_Fast_GET_SIZE(fast), taken = 0;
    if (n == 0) {
        return pyi_bytes_like(sep, NULL, 0);
    }
    if (n == 1 && PyBytes_CheckExact(sep) && PyBytes_CheckExact(PySequence_Fast_GET_ITEM(fast, 0))) {
        return Py_NewRef(PySequence_Fast_GET_ITEM(fast, 0));
    }
    if (n > (Py_ssize_t)Py_ARRAY_LENGTH(few)) {
        parts = PyMem_New(join_part, n);
        if (parts == NULL) {
            return PyErr_NoMemory();
        }
    }
    PyObject *result = NULL;
    while (taken < n && taken < PySequence_Fast_GET_SIZE(fast)) {
        PyObject *item = PySequence_Fast_GET_ITEM(fast, taken);
        if (take_part(item, taken, &parts[taken]) < 0) {
            break;
        }
        taken++;
    }
    if (taken == n) {
        result = join_parts(sep, parts, n);
    } else if (!PyErr_Occurred()) {
        PyErr_SetString(PyExc_RuntimeError, "sequence changed size during iteration");
    }
    release_parts(parts, taken);
    if (parts != few) {
        PyMem_Free(parts);
    }
    return result;
}

PyObject *pyi_bytes_join(PyObject *self, PyObject *iterable) {
    bool mutable = PyByteArray_Check(self);
    if (mutable) { /* the separator must not move meanwhile */
        ((PyByteArrayObject *)self)->ob_exports++;
    }
    PyObject *fast = PySequence_Fast(iterable, "can only join an iterable");
    PyObject *result = fast == NULL ? NULL : join_sequence(self, fast);
    if (mutable) {
        ((PyByteArrayObject *)self)->ob_exports--;
    }
    Py_XDECREF(fast);
    return result;
}

/* new */
PyObject *_PyBytes_Join(PyObject *sep, PyObject *iterable) {
    return pyi_bytes_join(sep, iterable);
}
