/* SPDX-License-Identifier: Apache-2.0 */
/* list/slice: subscripts of a list, read, assigned and deleted.
 * Contract   docs.python.org/3/library/stdtypes.html#mutable-sequence-types
 */
#include "list.h"

static PyObject *slice_of(PyObject *self, PyObject *slice) {
    Py_ssize_t start, stop, step;
    if (PySlice_Unpack(slice, &start, &stop, &step) < 0) {
        return NULL;
    }
    Py_ssize_t n = PySlice_AdjustIndices(PyList_GET_SIZE(self), &start, &stop, step);
    if (n <= 0) {
        return PyList_New(0);
    }
    PyListObject *result = pyi_list_with_room(n);
    if (result == NULL) {
        return NULL;
    }
    PyObject **items = ((PyListObject *)self)->ob_item;
    for (Py_ssize_t i = 0, at = start; i < n; i++, at += step) {
        result->ob_item[i] = Py_NewRef(items[at]);
    }
    Py_SET_SIZE(result, n);
    return (PyObject *)result;
}

PYI_COLD static void bad_index(PyObject *index) {
    PyErr_Format(PyExc_TypeError, "list indices must be integers or slices, not %.200s",
                 Py_TYPE(index)->tp_name);
}

PyObject *pyi_list_subscript(PyObject *self, PyObject *index) {
    if (PyIndex_Check(index)) {
        Py_ssize_t i = PyNumber_AsSsize_t(index, PyExc_IndexError);
        if (i == -1 && PyErr_Occurred()) {
            return NULL;
        }
        return PyList_Type.tp_as_sequence->sq_item(self, i < 0 ? i + PyList_GET_SIZE(self) : i);
    }
    if (PySlice_Check(index)) {
        return slice_of(self, index);
    }
    bad_index(index);
    return NULL;
}

/* Releases what was cut out, when the list is whole again: that can run code which looks at it. */
static void release(PyObject **items, Py_ssize_t n) {
    while (--n >= 0) {
        Py_XDECREF(items[n]);
    }
}

/* self[low:high] = items[0:n], which are not items of self. */
static int splice(PyListObject *self, Py_ssize_t low, Py_ssize_t high, PyObject **items, Py_ssize_t n) {
    Py_ssize_t old = Py_SIZE(self);
    Py_ssize_t cut = high - low;
    Py_ssize_t change = n - cut;
    if (old + change == 0) {
        return pyi_list_clear(self);
    }
    PyObject *few[8];
    PyObject **gone = cut <= 8 ? few : PyMem_New(PyObject *, (size_t)cut);
    if (gone == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    if (cut > 0) {
        memcpy(gone, self->ob_item + low, (size_t)cut * sizeof(PyObject *));
    }
    size_t tail = (size_t)(old - high) * sizeof(PyObject *);
    int status = 0;
    if (change < 0) {
        PyObject **at = self->ob_item + high;
        memmove(at + change, at, tail);
        if (pyi_list_resize(self, old + change) < 0) { /* cannot shrink: put it back */
            memmove(at, at + change, tail);
            memcpy(self->ob_item + low, gone, (size_t)cut * sizeof(PyObject *));
            status = -1;
        }
    } else if (change > 0) {
        status = pyi_list_resize(self, old + change);
        if (status == 0) {
            memmove(self->ob_item + high + change, self->ob_item + high, tail);
        }
    }
    if (status == 0) {
        for (Py_ssize_t i = 0; i < n; i++) {
            self->ob_item[low + i] = Py_NewRef(items[i]);
        }
        release(gone, cut);
    }
    if (gone != few) {
        PyMem_Free(gone);
    }
    return status;
}

#define NOT_ITERABLE "can only assign an iterable"
#define NOT_FOR_STEPS "must assign iterable to extended slice"

/* new: the items of value, which is no longer self when it was */
static PyObject *items_of(PyListObject *self, PyObject *value, const char *message) {
    if ((PyObject *)self == value) {
        return PyList_GetSlice(value, 0, PyList_GET_SIZE(value));
    }
    return PySequence_Fast(value, message);
}

static int assign_run(PyListObject *self, Py_ssize_t low, Py_ssize_t high, PyObject *value,
                      const char *message) {
    PyObject *items = NULL;
    if (value != NULL && (items = items_of(self, value, message)) == NULL) {
        return -1;
    }
    Py_ssize_t size = Py_SIZE(self);
    low = low < 0 ? 0 : low > size ? size : low;
    high = high < low ? low : high > size ? size : high;
    int status = items == NULL
                     ? splice(self, low, high, NULL, 0)
                     : splice(self, low, high, PySequence_Fast_ITEMS(items), PySequence_Fast_GET_SIZE(items));
    Py_XDECREF(items);
    return status;
}

int pyi_list_splice(PyListObject *self, Py_ssize_t low, Py_ssize_t high, PyObject *value) {
    return assign_run(self, low, high, value, NOT_ITERABLE);
}

/* del self[start::step] of n items, step > 1 */
static int delete_every(PyListObject *self, Py_ssize_t start, Py_ssize_t step, Py_ssize_t n) {
    PyObject **gone = PyMem_New(PyObject *, (size_t)n);
    if (gone == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    PyObject **items = self->ob_item;
    PyObject **to = items + start;
    Py_ssize_t size = Py_SIZE(self);
    for (Py_ssize_t i = 0, at = start; i < n; i++, at += step) {
        gone[i] = items[at];
        Py_ssize_t run = i + 1 < n ? step - 1 : size - at - 1;
        memmove(to, items + at + 1, (size_t)run * sizeof(PyObject *));
        to += run;
    }
    Py_SET_SIZE(self, size - n);
    int status = pyi_list_resize(self, size - n);
    release(gone, n);
    PyMem_Free(gone);
    return status;
}

static int delete_slice(PyListObject *self, Py_ssize_t start, Py_ssize_t step, Py_ssize_t n) {
    if (n <= 0) {
        return 0;
    }
    if (step < 0) {
        start += step * (n - 1);
        step = -step;
    }
    if (step == 1) {
        return pyi_list_splice(self, start, start + n, NULL);
    }
    return delete_every(self, start, step, n);
}

static int assign_every(PyListObject *self, PyObject *slice, PyObject *value) {
    PyObject *items = items_of(self, value, NOT_FOR_STEPS);
    if (items == NULL) {
        return -1;
    }
    Py_ssize_t start, stop, step;
    PySlice_Unpack(slice, &start, &stop, &step); /* was right before */
    Py_ssize_t n = PySlice_AdjustIndices(Py_SIZE(self), &start, &stop, step);
    Py_ssize_t given = PySequence_Fast_GET_SIZE(items);
    if (given != n) {
        PyErr_Format(PyExc_ValueError,
                     "attempt to assign sequence of size %zd to extended slice of size %zd", given, n);
        Py_DECREF(items);
        return -1;
    }
    PyObject **gone = n == 0 ? NULL : PyMem_New(PyObject *, (size_t)n);
    if (n > 0 && gone == NULL) {
        Py_DECREF(items);
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0, at = start; i < n; i++, at += step) {
        gone[i] = self->ob_item[at];
        self->ob_item[at] = Py_NewRef(PySequence_Fast_GET_ITEM(items, i));
    }
    release(gone, n);
    PyMem_Free(gone);
    Py_DECREF(items);
    return 0;
}

static int ass_slice(PyListObject *self, PyObject *slice, PyObject *value) {
    Py_ssize_t start, stop, step;
    if (PySlice_Unpack(slice, &start, &stop, &step) < 0) {
        return -1;
    }
    Py_ssize_t n = PySlice_AdjustIndices(Py_SIZE(self), &start, &stop, step);
    if (step == 1) {
        return assign_run(self, start, stop, value, PYI_313 ? NOT_FOR_STEPS : NOT_ITERABLE);
    }
    return value == NULL ? delete_slice(self, start, step, n) : assign_every(self, slice, value);
}

int pyi_list_ass_subscript(PyObject *self, PyObject *index, PyObject *value) {
    if (PyIndex_Check(index)) {
        Py_ssize_t i = PyNumber_AsSsize_t(index, PyExc_IndexError);
        if (i == -1 && PyErr_Occurred()) {
            return -1;
        }
        return PyList_Type.tp_as_sequence->sq_ass_item(
            self, i < 0 ? i + PyList_GET_SIZE(self) : i, value);
    }
    if (PySlice_Check(index)) {
        return ass_slice((PyListObject *)self, index, value);
    }
    bad_index(index);
    return -1;
}
