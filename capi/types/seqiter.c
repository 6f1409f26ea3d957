/* SPDX-License-Identifier: Apache-2.0 */
/* seqiter: the iterators of iter(): over what has only __getitem__, and over the answers of a callable.
 * Layout     iterator: it_seq owned, NULL at the end · callable_iterator: both owned, NULL at the end
 * Collected  yes
 * Contract   docs.python.org/3/c-api/iterator.html
 */
#include "iters.h"

/* ---- what iterators of sequences share ---------------------------------------------------- */

void pyi_seq_iter_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((pyi_seq_iter *)op)->it_seq);
    PyObject_GC_Del(op);
}

int pyi_seq_iter_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((pyi_seq_iter *)op)->it_seq);
    return 0;
}

PyObject *pyi_iter_builtin(const char *name) {
    PyObject *builtins = PyEval_GetBuiltins();
    PyObject *key = PyUnicode_FromString(name);
    PyObject *value = key == NULL ? NULL : PyObject_GetItem(builtins, key);
    Py_XDECREF(key);
    if (value == NULL && PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_Format(PyExc_AttributeError, "%s", name);
    }
    return value;
}

PyObject *pyi_seq_iter_reduce(PyObject *op, const char *builtin, PyObject *empty) {
    if (empty == NULL) {
        return NULL;
    }
    PyObject *function = pyi_iter_builtin(builtin); /* first: it may run code that ends us */
    pyi_seq_iter *self = (pyi_seq_iter *)op;
    if (function == NULL) {
        Py_DECREF(empty);
        return NULL;
    }
    if (!PYI_313 && self->it_seq == NULL && strcmp(builtin, "iter") != 0) { /* that code ended us */
        Py_SETREF(function, pyi_iter_builtin("iter"));
    }
    if (function == NULL || self->it_seq == NULL) {
        return Py_BuildValue("N(N)", function, empty);
    }
    Py_DECREF(empty);
    return Py_BuildValue("N(O)n", function, self->it_seq, self->it_index);
}

PyObject *pyi_seq_iter_setstate(PyObject *op, PyObject *state, Py_ssize_t n) {
    pyi_seq_iter *self = (pyi_seq_iter *)op;
    Py_ssize_t i = PyLong_AsSsize_t(state);
    if (i == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (self->it_seq != NULL) {
        i = i < 0 ? 0 : i;
        self->it_index = n >= 0 && i > n ? n : i;
    }
    Py_RETURN_NONE;
}

/* ---- iterator ----------------------------------------------------------------------------- */

static PyObject *iter_next(PyObject *op) {
    pyi_seq_iter *self = (pyi_seq_iter *)op;
    PyObject *seq = self->it_seq;
    if (seq == NULL) {
        return NULL;
    }
    if (self->it_index == PY_SSIZE_T_MAX) {
        PyErr_SetString(PyExc_OverflowError, "iter index too large");
        return NULL;
    }
    PyObject *item = PySequence_GetItem(seq, self->it_index);
    if (item != NULL) {
        self->it_index++;
        return item;
    }
    if (PyErr_ExceptionMatches(PyExc_IndexError) || PyErr_ExceptionMatches(PyExc_StopIteration)) {
        PyErr_Clear();
        self->it_seq = NULL;
        Py_DECREF(seq);
    }
    return NULL;
}

static PyObject *iter_length_hint(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    pyi_seq_iter *self = (pyi_seq_iter *)op;
    if (self->it_seq == NULL) {
        return PyLong_FromLong(0);
    }
    if (!_PyObject_HasLen(self->it_seq)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    Py_ssize_t n = PySequence_Size(self->it_seq);
    if (n == -1) {
        return NULL;
    }
    return PyLong_FromSsize_t(n > self->it_index ? n - self->it_index : 0);
}

static PyObject *iter_reduce(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return pyi_seq_iter_reduce(self, "iter", PyTuple_New(0));
}

static PyObject *iter_setstate(PyObject *self, PyObject *state) {
    return pyi_seq_iter_setstate(self, state, -1);
}

static PyMethodDef iter_methods[] = {
    {"__length_hint__", iter_length_hint, METH_NOARGS, NULL},
    {"__reduce__", iter_reduce, METH_NOARGS, NULL},
    {"__setstate__", iter_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject PySeqIter_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "iterator",
    .tp_basicsize = sizeof(pyi_seq_iter),
    .tp_dealloc = pyi_seq_iter_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = pyi_seq_iter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = iter_next,
    .tp_methods = iter_methods,
};
PYI_TYPE(PySeqIter_Type);

/* new */
PyObject *PySeqIter_New(PyObject *seq) {
    if (!PySequence_Check(seq)) {
        PyErr_BadInternalCall();
        return NULL;
    }
    return pyi_seq_iter_new(&PySeqIter_Type, seq, 0);
}

/* ---- callable_iterator -------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *it_callable; /* NULL at the end */
    PyObject *it_sentinel; /* NULL at the end */
} calliter;

static void calliter_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((calliter *)op)->it_callable);
    Py_XDECREF(((calliter *)op)->it_sentinel);
    PyObject_GC_Del(op);
}

static int calliter_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((calliter *)op)->it_callable);
    Py_VISIT(((calliter *)op)->it_sentinel);
    return 0;
}

static PyObject *calliter_next(PyObject *op) {
    calliter *self = (calliter *)op;
    if (self->it_callable == NULL) {
        return NULL;
    }
    PyObject *result = PyObject_CallNoArgs(self->it_callable);
    if (result != NULL && self->it_sentinel != NULL) {
        int equal = PyObject_RichCompareBool(self->it_sentinel, result, Py_EQ);
        if (equal == 0) {
            return result;
        }
        if (equal > 0) {
            Py_CLEAR(self->it_callable);
            Py_CLEAR(self->it_sentinel);
        }
    } else if (result == NULL && PyErr_ExceptionMatches(PyExc_StopIteration)) {
        PyErr_Clear();
        Py_CLEAR(self->it_callable);
        Py_CLEAR(self->it_sentinel);
    }
    Py_XDECREF(result);
    return NULL;
}

static PyObject *calliter_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    PyObject *function = pyi_iter_builtin("iter"); /* first: it may run code that ends us */
    calliter *self = (calliter *)op;
    if (function == NULL) {
        return NULL;
    }
    if (self->it_callable != NULL && self->it_sentinel != NULL) {
        return Py_BuildValue("N(OO)", function, self->it_callable, self->it_sentinel);
    }
    return Py_BuildValue("N(())", function);
}

static PyMethodDef calliter_methods[] = {
    {"__reduce__", calliter_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject PyCallIter_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "callable_iterator",
    .tp_basicsize = sizeof(calliter),
    .tp_dealloc = calliter_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = calliter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = calliter_next,
    .tp_methods = calliter_methods,
};
PYI_TYPE(PyCallIter_Type);

/* new; borrows both */
PyObject *PyCallIter_New(PyObject *callable, PyObject *sentinel) {
    calliter *self = PyObject_GC_New(calliter, &PyCallIter_Type);
    if (self == NULL) {
        return NULL;
    }
    self->it_callable = Py_NewRef(callable);
    self->it_sentinel = Py_NewRef(sentinel);
    _PyObject_GC_TRACK(self);
    return (PyObject *)self;
}
