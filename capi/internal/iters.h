/* SPDX-License-Identifier: Apache-2.0 */
/* iters.h: the layout that iterators over one sequence share. */
#ifndef PYI_ITERS_H
#define PYI_ITERS_H

#include "containers.h"

typedef struct {
    PyObject_HEAD
    Py_ssize_t it_index;
    PyObject *it_seq; /* owned; NULL at the end */
} pyi_seq_iter;

/* steals nothing; new tracked iterator of that type at index */
static inline PyObject *pyi_seq_iter_new(PyTypeObject *type, PyObject *seq, Py_ssize_t index) {
    pyi_seq_iter *it = PyObject_GC_New(pyi_seq_iter, type);
    if (it == NULL) {
        return NULL;
    }
    it->it_index = index;
    it->it_seq = Py_NewRef(seq);
    _PyObject_GC_TRACK(it);
    return (PyObject *)it;
}

PYI_HIDDEN void pyi_seq_iter_dealloc(PyObject *self);
PYI_HIDDEN int pyi_seq_iter_traverse(PyObject *self, visitproc visit, void *arg);
/* __reduce__: (iter, (seq,), index), or (iter, (empty,)) at the end; empty is stolen */
PYI_HIDDEN PyObject *pyi_seq_iter_reduce(PyObject *self, const char *builtin, PyObject *empty);
/* __setstate__ of an iterator that ends at index n, -1 for one that has no end */
PYI_HIDDEN PyObject *pyi_seq_iter_setstate(PyObject *self, PyObject *state, Py_ssize_t n);

#endif /* PYI_ITERS_H */
