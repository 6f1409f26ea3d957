/* SPDX-License-Identifier: Apache-2.0 */
/* ops_unpack.c: unpacking. */
#include "iterators.h"

static int32_t fail_too_many(int64_t expected) {
    PyErr_Format(PyExc_ValueError, "too many values to unpack (expected %lld)",
                 (long long)expected);
    return -1;
}

/* new; TypeError of an unpacking for what cannot be iterated */
static PyObject *iterate(PyObject *iterable) {
    PyObject *iterator = PyObject_GetIter(iterable);
    if (iterator == NULL && PyErr_ExceptionMatches(PyExc_TypeError) &&
        Py_TYPE(iterable)->tp_iter == NULL && !PySequence_Check(iterable)) {
        PyErr_Clear();
        PyErr_Format(PyExc_TypeError, "cannot unpack non-iterable %.200s object",
                     Py_TYPE(iterable)->tp_name);
    }
    return iterator;
}

/* The first count items; -1 with ValueError when there are fewer. */
static int32_t take_items(PyObject *iterator, PyObject **targets, int64_t count, bool at_least,
                          int64_t needed) {
    for (int64_t i = 0; i < count; i++) {
        int32_t status = rt_iter_next(iterator, &targets[i]);
        if (status == 1) {
            continue;
        }
        if (status == 0) {
            PyErr_Format(PyExc_ValueError, "not enough values to unpack (expected %s%lld, got %lld)",
                         at_least ? "at least " : "", (long long)needed, (long long)i);
        }
        return rt_clear_targets(targets, i);
    }
    return 0;
}

static int32_t expect_end(PyObject *iterator, PyObject **targets, int64_t count) {
    PyObject *extra = Py_TYPE(iterator)->tp_iternext(iterator);
    if (extra == NULL) {
        return rt_iteration_ended() == 0 ? 0 : rt_clear_targets(targets, count);
    }
    Py_DECREF(extra);
    rt_clear_targets(targets, count);
    return fail_too_many(count);
}

static int32_t unpack_iterable(PyObject *iterable, PyObject **targets, int64_t count) {
    PyObject *iterator = iterate(iterable);
    if (iterator == NULL) {
        return -1;
    }
    int32_t status = take_items(iterator, targets, count, false, count);
    if (status == 0) {
        status = expect_end(iterator, targets, count);
    }
    Py_DECREF(iterator);
    return status;
}

int32_t rt_unpack_any(PyObject *iterable, PyObject **targets, int64_t count) {
    /* Old contents go first: a destructor may change the list that is unpacked. */
    rt_clear_targets(targets, count);
    PyObject **items;
    if (PyTuple_CheckExact(iterable)) {
        items = ((PyTupleObject *)iterable)->ob_item;
    } else if (PyList_CheckExact(iterable)) {
        items = ((PyListObject *)iterable)->ob_item;
    } else {
        return unpack_iterable(iterable, targets, count);
    }
    if (Py_SIZE(iterable) != count) {
        return unpack_iterable(iterable, targets, count);
    }
    for (int64_t i = 0; i < count; i++) {
        targets[i] = Py_NewRef(items[i]);
    }
    return 0;
}

/* steals value; place: a PyObject ** */
static inline void store(PyObject *place, PyObject *value) {
    PyObject **target = (PyObject **)place;
    PyObject *old = *target;
    *target = value;
    rt_xdecref(old);
}

int32_t rt_unpack_into(PyObject *iterable, PyObject *const *places, Py_ssize_t count) {
    if (rt_likely(PyTuple_CheckExact(iterable) && PyTuple_GET_SIZE(iterable) == count)) {
        Py_INCREF(iterable); /* one of the variables may be what holds it */
        for (Py_ssize_t i = 0; i < count; i++) {
            store(places[i], Py_NewRef(PyTuple_GET_ITEM(iterable, i)));
        }
        rt_decref(iterable);
        return 0;
    }
    PyObject *items[count];
    memset(items, 0, sizeof(items));
    if (rt_unpack_any(iterable, items, count) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        store(places[i], items[i]);
    }
    return 0;
}

/* ---- unpacking with a star ------------------------------------------------------------------------ */

/* Moves the last count items of rest into targets. */
static int32_t split_tail(PyObject *rest, PyObject **targets, int64_t before, int64_t count) {
    Py_ssize_t length = PyList_GET_SIZE(rest);
    if (length < count) {
        PyErr_Format(PyExc_ValueError,
                     "not enough values to unpack (expected at least %lld, got %zd)",
                     (long long)(before + count), (Py_ssize_t)before + length);
        return -1;
    }
    for (int64_t i = 0; i < count; i++) {
        targets[i] = PyList_GET_ITEM(rest, length - count + i);
    }
    Py_SET_SIZE(rest, length - count);
    return 0;
}

static int32_t unpack_rest(PyObject *iterator, PyObject **targets, int64_t before, int64_t after) {
    if (take_items(iterator, targets, before, true, before + after) < 0) {
        return -1;
    }
    PyObject *rest = PySequence_List(iterator);
    if (rest == NULL || split_tail(rest, &targets[before + 1], before, after) < 0) {
        Py_XDECREF(rest);
        return rt_clear_targets(targets, before);
    }
    targets[before] = rest;
    return 0;
}

int32_t rt_unpack_star(PyObject *iterable, PyObject **targets, int64_t before, int64_t after) {
    rt_clear_targets(targets, before + 1 + after);
    PyObject *iterator = iterate(iterable);
    if (iterator == NULL) {
        return -1;
    }
    int32_t status = unpack_rest(iterator, targets, before, after);
    Py_DECREF(iterator);
    return status;
}
