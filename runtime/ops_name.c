/* SPDX-License-Identifier: Apache-2.0 */
/* ops_name.c: cells and unbound names. */
#include "library.h"
#include "ops.h"

int32_t rt_unbound_local(PyObject *name) {
    PyErr_Format(PyExc_UnboundLocalError,
                 "cannot access local variable '%U' where it is not associated with a value", name);
    return -1;
}

PyObject *rt_cell_new(PyObject *content) { return PyCell_New(content); }

PyObject *rt_cell_get(PyObject *cell, PyObject *name) {
    PyObject *content = PyCell_GET(cell);
    if (rt_unlikely(content == NULL)) {
        rt_unbound_local(name);
        return NULL;
    }
    return Py_NewRef(content);
}

PyObject *rt_cell_get_free(PyObject *cell, PyObject *name) {
    PyObject *content = PyCell_GET(cell);
    if (rt_unlikely(content == NULL)) {
        rt_raise_unbound_free(name);
        return NULL;
    }
    return Py_NewRef(content);
}

void rt_cell_set(PyObject *cell, PyObject *value) {
    PyObject *old = PyCell_GET(cell);
    PyCell_SET(cell, Py_NewRef(value));
    Py_XDECREF(old);
}

int32_t rt_cell_clear(PyObject *cell, PyObject *name, int64_t is_free) {
    PyObject *old = PyCell_GET(cell);
    if (old == NULL) {
        if (is_free) {
            rt_raise_unbound_free(name);
        } else {
            rt_unbound_local(name);
        }
        return -1;
    }
    PyCell_SET(cell, NULL);
    Py_DECREF(old);
    return 0;
}
