/* SPDX-License-Identifier: Apache-2.0 */
/* iterators.h: what the iterators of built-in types would give, without asking for it (ops_iter.c, ops_loop.c).
 *
 * Their layouts are those of every version supported.
 */
#ifndef AOT_ITERATORS_H
#define AOT_ITERATORS_H

#include "ops.h"

/* An iterator gave NULL: 0 at its end, -1 for an exception. */
static inline int32_t rt_iteration_ended(void) {
    PyObject *type = PyErr_Occurred();
    if (type == NULL) {
        return 0;
    }
    if (!PyErr_GivenExceptionMatches(type, PyExc_StopIteration)) {
        return -1;
    }
    PyErr_Clear();
    return 0;
}

/* The iterators of list and tuple. */
typedef struct {
    PyObject_HEAD
    Py_ssize_t index;
    PyObject *sequence; /* NULL at the end */
} sequence_iterator;

/* That of a range whose bounds fit; 3.11 counts up, later versions move start and count left down. */
typedef struct {
    PyObject_HEAD
#if PY_VERSION_HEX < 0x030C0000
    long index;
#endif
    long start, step, left;
} range_iterator;

/* new; NULL at the end */
static inline PyObject *next_number(range_iterator *it) {
#if PY_VERSION_HEX < 0x030C0000
    if (it->index >= it->left) {
        return NULL;
    }
    return rt_new_int((long)((unsigned long)it->start +
                             (unsigned long)it->index++ * (unsigned long)it->step));
#else
    if (it->left <= 0) {
        return NULL;
    }
    long number = it->start;
    it->start = (long)((unsigned long)number + (unsigned long)it->step);
    it->left--;
    return rt_new_int(number);
#endif
}

/* new; NULL at the end, with an exception or without */
static inline PyObject *rt_next_item(PyObject *iterator) {
    PyTypeObject *type = Py_TYPE(iterator);
    if (type == &PyListIter_Type) {
        sequence_iterator *it = (sequence_iterator *)iterator;
        if (it->sequence != NULL && (size_t)it->index < (size_t)PyList_GET_SIZE(it->sequence)) {
            return Py_NewRef(PyList_GET_ITEM(it->sequence, it->index++));
        }
    } else if (type == &PyRangeIter_Type) {
        return next_number((range_iterator *)iterator);
    } else if (type == &PyTupleIter_Type) {
        sequence_iterator *it = (sequence_iterator *)iterator;
        if (it->sequence != NULL && (size_t)it->index < (size_t)PyTuple_GET_SIZE(it->sequence)) {
            return Py_NewRef(PyTuple_GET_ITEM(it->sequence, it->index++));
        }
    }
    return type->tp_iternext(iterator);
}

/* ---- items that are unpacked at once -------------------------------------------------------------- */

/* What enumerate and zip make tuples of. */
typedef struct {
    PyObject_HEAD
    Py_ssize_t index; /* PY_SSIZE_T_MAX: the index is a big int */
    PyObject *iterator;
} enumerator;

typedef struct {
    PyObject_HEAD
    Py_ssize_t count;
    PyObject *iterators; /* tuple */
    PyObject *result;
    int strict;
} zipper;

/* Empties the first targets; -1. */
static inline int32_t rt_clear_targets(PyObject **targets, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        Py_CLEAR(targets[i]);
    }
    return -1;
}

/* That of dict.items(), which gives pairs; used is -1 once the dict has been found changed. */
typedef struct {
    PyObject_HEAD
    PyDictObject *dict; /* NULL at the end */
    Py_ssize_t used, position;
    PyObject *pair;
    Py_ssize_t left;
} dict_items_iterator;

/* Whether the targets have a key and its value; else the iterator itself has to be asked. */
static inline bool next_entry(dict_items_iterator *self, PyObject **targets) {
    PyObject *key, *value;
    if (self->dict == NULL || self->used != self->dict->ma_used || self->left <= 0 ||
        !PyDict_Next((PyObject *)self->dict, &self->position, &key, &value)) {
        return false;
    }
    self->left--;
    targets[0] = Py_NewRef(key);
    targets[1] = Py_NewRef(value);
    return true;
}

/* 1 with two items, 0 at the end, -1 */
static inline int32_t next_enumerated(enumerator *self, PyObject **targets) {
    PyObject *item = rt_next_item(self->iterator);
    if (item == NULL) {
        return rt_iteration_ended();
    }
    PyObject *index = rt_new_int(self->index);
    if (index == NULL) {
        Py_DECREF(item);
        return -1;
    }
    self->index++;
    targets[0] = index;
    targets[1] = item;
    return 1;
}

/* 1 with as many items, 0 when the first iterator has ended, -1 */
static inline int32_t next_zipped(zipper *self, PyObject **targets) {
    for (Py_ssize_t i = 0; i < self->count; i++) {
        targets[i] = rt_next_item(PyTuple_GET_ITEM(self->iterators, i));
        if (targets[i] == NULL) {
            rt_clear_targets(targets, i);
            return rt_iteration_ended();
        }
    }
    return 1;
}

/* Whether op is a tuple of as many items, which are in the targets then. */
static inline bool spread_tuple(PyObject *op, PyObject **targets, int64_t count) {
    if (!PyTuple_CheckExact(op) || PyTuple_GET_SIZE(op) != count) {
        return false;
    }
    for (int64_t i = 0; i < count; i++) {
        targets[i] = Py_NewRef(PyTuple_GET_ITEM(op, i));
    }
    return true;
}

/* Whether the iterator has filled the targets itself, or ended, or failed: *status. */
static inline bool rt_next_spread(PyObject *iterator, PyObject **targets, int64_t count,
                               int32_t *status) {
    PyTypeObject *type = Py_TYPE(iterator);
    if (type == &PyEnum_Type && count == 2) {
        enumerator *self = (enumerator *)iterator;
        if (rt_likely(self->index < PY_SSIZE_T_MAX)) {
            *status = next_enumerated(self, targets);
            return true;
        }
    } else if (type == &PyDictIterItem_Type && count == 2) {
        *status = 1;
        return next_entry((dict_items_iterator *)iterator, targets);
    } else if (type == &PyZip_Type) {
        zipper *self = (zipper *)iterator;
        if (rt_likely(self->count == count && !self->strict)) {
            *status = next_zipped(self, targets);
            return true;
        }
    }
    return false;
}

/* An item that is a tuple of as many goes to the targets now. */
static inline void rt_spread(PyObject **whole, PyObject **targets, int64_t count) {
    if (spread_tuple(*whole, targets, count)) {
        PyObject *item = *whole;
        *whole = NULL;
        rt_decref(item);
    }
}

#endif /* AOT_ITERATORS_H */
