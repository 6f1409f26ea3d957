/* SPDX-License-Identifier: Apache-2.0 */
/* deque.h: the layout of deque, for its two files. */
#ifndef PYI_DEQUE_H
#define PYI_DEQUE_H

#include "collections.h"

/* A ring: item i is ring[(first + i) & (room - 1)]. */
typedef struct {
    PyObject_VAR_HEAD
    PyObject **ring;   /* NULL while room is 0 */
    Py_ssize_t room;   /* 0 or a power of two */
    Py_ssize_t first;
    Py_ssize_t maxlen; /* -1: none */
    size_t state;      /* changes with every change of the length, for iterators */
    PyObject *weakreflist;
} deque;

static inline PyObject **pyi_deque_place(deque *self, Py_ssize_t i) {
    return &self->ring[(self->first + i) & (self->room - 1)];
}

PYI_HIDDEN PyObject *pyi_deque_iter(PyObject *self);
PYI_HIDDEN PyObject *pyi_deque_reversed(PyObject *self, PyObject *ignored);

#endif /* PYI_DEQUE_H */
