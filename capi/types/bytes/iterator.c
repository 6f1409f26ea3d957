/* SPDX-License-Identifier: Apache-2.0 */
/* bytes_iterator and bytearray_iterator: the bytes as ints.
 * Layout     it_seq  owned, NULL once exhausted
 * Collected  yes: a subclass instance can hold the iterator
 */
#include "methods.h"

typedef struct {
    PyObject_HEAD
    Py_ssize_t it_index;
    PyObject *it_seq;
} bytes_iterator;

/* ---- life --------------------------------------------------------------------------------- */

static void iterator_dealloc(PyObject *self) {
    _PyObject_GC_UNTRACK(self);
    Py_XDECREF(((bytes_iterator *)self)->it_seq);
    PyObject_GC_Del(self);
}

static int iterator_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(((bytes_iterator *)self)->it_seq);
    return 0;
}

static PyObject *iterator_new(PyTypeObject *type, PyObject *seq) {
    bytes_iterator *it = PyObject_GC_New(bytes_iterator, type);
    if (it == NULL) {
        return NULL;
    }
    it->it_index = 0;
    it->it_seq = Py_NewRef(seq);
    _PyObject_GC_TRACK(it);
    return (PyObject *)it;
}

PyObject *pyi_bytes_iter(PyObject *self) {
    return iterator_new(&PyBytesIter_Type, self);
}

PyObject *pyi_bytearray_iter(PyObject *self) {
    return iterator_new(&PyByteArrayIter_Type, self);
}

/* ---- slots -------------------------------------------------------------------------------- */

static const unsigned char *data_of(PyObject *seq) {
    return (const unsigned char *)(PyBytes_Check(seq) ? PyBytes_AS_STRING(seq)
                                                      : PyByteArray_AS_STRING(seq));
}

static PyObject *iterator_next(PyObject *self) {
    bytes_iterator *it = (bytes_iterator *)self;
    PyObject *seq = it->it_seq;
    if (seq == NULL) {
        return NULL;
    }
    if (it->it_index < Py_SIZE(seq)) {
        return PyLong_FromLong(data_of(seq)[it->it_index++]);
    }
    it->it_seq = NULL;
    Py_DECREF(seq);
    return NULL;
}

/* ---- methods ------------------------------------------------------------------------------ */

static PyObject *iterator_length_hint(PyObject *self, PyObject *unused) {
    (void)unused;
    bytes_iterator *it = (bytes_iterator *)self;
    Py_ssize_t left = 0;
    if (it->it_seq != NULL) {
        left = Py_MAX(Py_SIZE(it->it_seq) - it->it_index, 0);
    }
    return PyLong_FromSsize_t(left);
}

static PyObject *iterator_reduce(PyObject *self, PyObject *unused) {
    (void)unused;
    PyObject *iter = _PyEval_GetBuiltin(PYI_NAME("iter"));
    /* asking for the builtin may run code that exhausts us */
    bytes_iterator *it = (bytes_iterator *)self;
    if (iter == NULL) {
        return NULL;
    }
    if (it->it_seq != NULL) {
        return Py_BuildValue("N(O)n", iter, it->it_seq, it->it_index);
    }
    return Py_BuildValue("N(())", iter);
}

/* Never behind the end; for a bytearray the end may have come nearer since. */
static PyObject *iterator_setstate(PyObject *self, PyObject *state) {
    bytes_iterator *it = (bytes_iterator *)self;
    Py_ssize_t index = PyLong_AsSsize_t(state);
    if (index == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (it->it_seq != NULL) {
        it->it_index = index < 0 ? 0 : Py_MIN(index, Py_SIZE(it->it_seq));
    }
    Py_RETURN_NONE;
}

static PyMethodDef iterator_methods[] = {
    {"__length_hint__", iterator_length_hint, METH_NOARGS, NULL},
    {"__reduce__", iterator_reduce, METH_NOARGS, NULL},
    {"__setstate__", iterator_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- type --------------------------------------------------------------------------------- */

PyTypeObject PyBytesIter_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "bytes_iterator",
    .tp_basicsize = sizeof(bytes_iterator),
    .tp_dealloc = iterator_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = iterator_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = iterator_next,
    .tp_methods = iterator_methods,
};
PYI_TYPE(PyBytesIter_Type);

PyTypeObject PyByteArrayIter_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "bytearray_iterator",
    .tp_basicsize = sizeof(bytes_iterator),
    .tp_dealloc = iterator_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = iterator_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = iterator_next,
    .tp_methods = iterator_methods,
};
PYI_TYPE(PyByteArrayIter_Type);
