/* SPDX-License-Identifier: Apache-2.0 */
/* list/api: the public functions of list.
 * Contract   docs.python.org/3/c-api/list.html
 */
#include "list.h"

static bool check_list(PyObject *op) {
    if (pyi_likely(op != NULL && PyList_Check(op))) {
        return true;
    }
    PyErr_BadInternalCall();
    return false;
}

Py_ssize_t PyList_Size(PyObject *op) { return check_list(op) ? PyList_GET_SIZE(op) : -1; }

/* borrowed */
PyObject *PyList_GetItem(PyObject *op, Py_ssize_t i) {
    if (!check_list(op)) {
        return NULL;
    }
    if ((size_t)i >= (size_t)PyList_GET_SIZE(op)) {
        PyErr_SetString(PyExc_IndexError, "list index out of range");
        return NULL;
    }
    return PyList_GET_ITEM(op, i);
}

/* steals item, also on failure */
int PyList_SetItem(PyObject *op, Py_ssize_t i, PyObject *item) {
    if (!PyList_Check(op)) {
        Py_XDECREF(item);
        PyErr_BadInternalCall();
        return -1;
    }
    if ((size_t)i >= (size_t)PyList_GET_SIZE(op)) {
        Py_XDECREF(item);
        PyErr_SetString(PyExc_IndexError, "list assignment index out of range");
        return -1;
    }
    Py_XSETREF(((PyListObject *)op)->ob_item[i], item);
    return 0;
}

int PyList_Insert(PyObject *op, Py_ssize_t where, PyObject *item) {
    return check_list(op) ? pyi_list_insert((PyListObject *)op, where, item) : -1;
}

int PyList_Append(PyObject *op, PyObject *item) {
    if (pyi_unlikely(item == NULL || !PyList_Check(op))) {
        PyErr_BadInternalCall();
        return -1;
    }
    return _PyList_AppendTakeRef((PyListObject *)op, Py_NewRef(item));
}

/* new */
PyObject *PyList_GetSlice(PyObject *op, Py_ssize_t low, Py_ssize_t high) {
    if (!check_list(op)) {
        return NULL;
    }
    Py_ssize_t size = PyList_GET_SIZE(op);
    low = low < 0 ? 0 : low > size ? size : low;
    high = high > size ? size : high < low ? low : high;
    PyListObject *result = pyi_list_with_room(high - low);
    if (result == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = low; i < high; i++) {
        result->ob_item[i - low] = Py_NewRef(PyList_GET_ITEM(op, i));
    }
    Py_SET_SIZE(result, high - low);
    return (PyObject *)result;
}

/* value NULL deletes the slice */
int PyList_SetSlice(PyObject *op, Py_ssize_t low, Py_ssize_t high, PyObject *value) {
    return check_list(op) ? pyi_list_splice((PyListObject *)op, low, high, value) : -1;
}

int PyList_Sort(PyObject *op) {
    return check_list(op) ? pyi_list_sort((PyListObject *)op, NULL, false) : -1;
}

int PyList_Reverse(PyObject *op) {
    if (!check_list(op)) {
        return -1;
    }
    PyListObject *self = (PyListObject *)op;
    pyi_list_reverse(self->ob_item, self->ob_item + Py_SIZE(self));
    return 0;
}

/* new */
PyObject *PyList_AsTuple(PyObject *op) {
    return check_list(op) ? _PyTuple_FromArray(((PyListObject *)op)->ob_item, Py_SIZE(op)) : NULL;
}

/* new None */
PyObject *_PyList_Extend(PyListObject *self, PyObject *iterable) {
    return pyi_list_extend(self, iterable) < 0 ? NULL : Py_NewRef(Py_None);
}

#if PYI_313
/* new */
PyObject *PyList_GetItemRef(PyObject *op, Py_ssize_t i) {
    if (!PyList_Check(op)) {
        PyErr_SetString(PyExc_TypeError, "expected a list");
        return NULL;
    }
    if ((size_t)i >= (size_t)PyList_GET_SIZE(op)) {
        PyErr_SetString(PyExc_IndexError, "list index out of range");
        return NULL;
    }
    return Py_NewRef(PyList_GET_ITEM(op, i));
}

int PyList_Extend(PyObject *op, PyObject *iterable) {
    return check_list(op) ? pyi_list_extend((PyListObject *)op, iterable) : -1;
}

int PyList_Clear(PyObject *op) { return check_list(op) ? pyi_list_clear((PyListObject *)op) : -1; }
#endif
