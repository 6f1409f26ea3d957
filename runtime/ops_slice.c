/* SPDX-License-Identifier: Apache-2.0 */
/* ops_slice.c: slices of lists, tuples, strings and bytes, without the slice object. */
#include "ops.h"

PyObject *rt_new_slice(PyObject *start, PyObject *stop, PyObject *step) {
    return PySlice_New(start, stop, step);
}

/* ---- bounds --------------------------------------------------------------------------------------- */

/* A part of a slice: None, for which `absent` stands, or an exact small int. */
static inline bool read_part(PyObject *part, Py_ssize_t absent, Py_ssize_t *number) {
    if (part == Py_None) {
        *number = absent;
        return true;
    }
    if (!PyLong_CheckExact(part) || !rt_long_is_compact(part)) {
        return false;
    }
    *number = (Py_ssize_t)rt_long_compact_value(part);
    return true;
}

/* The items from *low to *high, which is not less, of so many. False when only Python can tell. */
static inline bool clip(PyObject *start, PyObject *stop, Py_ssize_t length, Py_ssize_t *low,
                        Py_ssize_t *high) {
    if (!read_part(start, 0, low) || !read_part(stop, PY_SSIZE_T_MAX, high)) {
        return false;
    }
    Py_ssize_t count = PySlice_AdjustIndices(length, low, high, 1);
    *high = *low + count;
    return true;
}

/* Of a step that is not 0: the first item, and how many. */
static inline bool clip_steps(PyObject *start, PyObject *stop, Py_ssize_t step, Py_ssize_t length,
                              Py_ssize_t *first, Py_ssize_t *count) {
    Py_ssize_t end;
    if (!read_part(start, step < 0 ? PY_SSIZE_T_MAX : 0, first) ||
        !read_part(stop, step < 0 ? PY_SSIZE_T_MIN : PY_SSIZE_T_MAX, &end)) {
        return false;
    }
    *count = PySlice_AdjustIndices(length, first, &end, step);
    return true;
}

/* How many items a sequence has that can be read here; -1 for others. */
static inline Py_ssize_t known_length(PyObject *op) {
    PyTypeObject *type = Py_TYPE(op);
    if (type == &PyList_Type || type == &PyTuple_Type || type == &PyBytes_Type) {
        return Py_SIZE(op);
    }
    return type == &PyUnicode_Type && rt_is_readable_str(op) ? PyUnicode_GET_LENGTH(op) : -1;
}

/* ---- reading -------------------------------------------------------------------------------------- */

static PyObject *part_of_bytes(PyObject *op, Py_ssize_t low, Py_ssize_t high) {
    if (high - low == PyBytes_GET_SIZE(op)) {
        return Py_NewRef(op);
    }
    return PyBytes_FromStringAndSize(PyBytes_AS_STRING(op) + low, high - low);
}

/* new, or NULL: with an exception, or when it has to be found in another way */
static PyObject *get_slice_fast(PyObject *op, PyObject *start, PyObject *stop) {
    Py_ssize_t length = known_length(op), low, high;
    if (length < 0 || !clip(start, stop, length, &low, &high)) {
        return NULL;
    }
    if (PyList_CheckExact(op)) {
        return PyList_GetSlice(op, low, high);
    }
    if (PyUnicode_CheckExact(op)) {
        return PyUnicode_Substring(op, low, high);
    }
    return PyTuple_CheckExact(op) ? PyTuple_GetSlice(op, low, high)
                                  : part_of_bytes(op, low, high);
}

static PyObject *get_by_slice(PyObject *op, PyObject *start, PyObject *stop, PyObject *step) {
    PyObject *slice = PySlice_New(start, stop, step);
    if (slice == NULL) {
        return NULL;
    }
    PyObject *result = PyObject_GetItem(op, slice);
    Py_DECREF(slice);
    return result;
}

PyObject *rt_get_slice(PyObject *op, PyObject *start, PyObject *stop) {
    PyObject *result = get_slice_fast(op, start, stop);
    if (result != NULL || PyErr_Occurred()) {
        return result;
    }
    return get_by_slice(op, start, stop, Py_None);
}

static inline void take_steps(PyObject **to, PyObject *const *from, Py_ssize_t step,
                              Py_ssize_t count) {
    for (Py_ssize_t i = 0; i < count; i++) {
        to[i] = Py_NewRef(from[i * step]);
    }
}

static PyObject *steps_of_list(PyObject *op, Py_ssize_t first, Py_ssize_t step, Py_ssize_t count) {
    PyObject *result = PyList_New(count);
    if (result != NULL && count > 0) {
        take_steps(((PyListObject *)result)->ob_item, ((PyListObject *)op)->ob_item + first, step,
                   count);
    }
    return result;
}

static PyObject *steps_of_tuple(PyObject *op, Py_ssize_t first, Py_ssize_t step,
                                Py_ssize_t count) {
    PyObject *result = PyTuple_New(count);
    if (result != NULL && count > 0) {
        take_steps(((PyTupleObject *)result)->ob_item, ((PyTupleObject *)op)->ob_item + first,
                   step, count);
    }
    return result;
}

static PyObject *steps_of_ascii(PyObject *op, Py_ssize_t first, Py_ssize_t step,
                                Py_ssize_t count) {
    PyObject *result = PyUnicode_New(count, 127);
    if (result != NULL && count > 0) {
        const Py_UCS1 *from = PyUnicode_1BYTE_DATA(op);
        Py_UCS1 *to = PyUnicode_1BYTE_DATA(result);
        for (Py_ssize_t i = 0; i < count; i++) {
            to[i] = from[first + i * step];
        }
    }
    return result;
}

/* As get_slice_fast. */
static PyObject *get_steps_fast(PyObject *op, PyObject *start, PyObject *stop, PyObject *part) {
    Py_ssize_t length = known_length(op), step, first, count;
    if (length < 0 || !read_part(part, 1, &step) || step == 0 ||
        !clip_steps(start, stop, step, length, &first, &count)) {
        return NULL;
    }
    if (PyList_CheckExact(op)) {
        return steps_of_list(op, first, step, count);
    }
    if (step == 1) {
        return NULL; /* may be the object itself */
    }
    if (PyTuple_CheckExact(op)) {
        return steps_of_tuple(op, first, step, count);
    }
    bool ascii = PyUnicode_CheckExact(op) && PyUnicode_IS_ASCII(op);
    return ascii ? steps_of_ascii(op, first, step, count) : NULL;
}

PyObject *rt_get_steps(PyObject *op, PyObject *start, PyObject *stop, PyObject *step) {
    PyObject *result = get_steps_fast(op, start, stop, step);
    if (result != NULL || PyErr_Occurred()) {
        return result;
    }
    return get_by_slice(op, start, stop, step);
}

/* ---- writing -------------------------------------------------------------------------------------- */

/* value NULL: to delete */
static int32_t set_slice(PyObject *op, PyObject *start, PyObject *stop, PyObject *value) {
    Py_ssize_t low, high;
    bool plain = value == NULL || PyList_CheckExact(value) || PyTuple_CheckExact(value);
    if (plain && PyList_CheckExact(op) && clip(start, stop, PyList_GET_SIZE(op), &low, &high)) {
        return PyList_SetSlice(op, low, high, value);
    }
    PyObject *slice = PySlice_New(start, stop, Py_None);
    if (slice == NULL) {
        return -1;
    }
    int32_t status =
        value == NULL ? PyObject_DelItem(op, slice) : PyObject_SetItem(op, slice, value);
    Py_DECREF(slice);
    return status;
}

int32_t rt_set_slice(PyObject *op, PyObject *start, PyObject *stop, PyObject *value) {
    return set_slice(op, start, stop, value);
}

int32_t rt_del_slice(PyObject *op, PyObject *start, PyObject *stop) {
    return set_slice(op, start, stop, NULL);
}
