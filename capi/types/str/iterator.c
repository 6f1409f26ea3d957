/* SPDX-License-Identifier: Apache-2.0 */
/* str_iterator: the characters of a str; str_ascii_iterator is the same for ASCII.
 * Layout     it_seq  owned, NULL once exhausted
 * Collected  yes: a subclass instance can hold the iterator
 */
#include "methods.h"

typedef struct {
    PyObject_HEAD
    Py_ssize_t it_index;
    PyObject *it_seq;
} str_iterator;

/* ---- life --------------------------------------------------------------------------------- */

static void iterator_dealloc(PyObject *self) {
    _PyObject_GC_UNTRACK(self);
    Py_XDECREF(((str_iterator *)self)->it_seq);
    PyObject_GC_Del(self);
}

static int iterator_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(((str_iterator *)self)->it_seq);
    return 0;
}

PyObject *pyi_str_iter(PyObject *self) {
    if (!PyUnicode_Check(self)) {
        PyErr_BadInternalCall();
        return NULL;
    }
    if (PyUnicode_READY(self) < 0) {
        return NULL;
    }
    PyTypeObject *type =
        PyUnicode_IS_COMPACT_ASCII(self) ? &_PyUnicodeASCIIIter_Type : &PyUnicodeIter_Type;
    str_iterator *it = PyObject_GC_New(str_iterator, type);
    if (it == NULL) {
        return NULL;
    }
    it->it_index = 0;
    it->it_seq = Py_NewRef(self);
    _PyObject_GC_TRACK(it);
    return (PyObject *)it;
}

/* ---- slots -------------------------------------------------------------------------------- */

static PyObject *iterator_next(PyObject *self) {
    str_iterator *it = (str_iterator *)self;
    PyObject *seq = it->it_seq;
    if (seq == NULL) {
        return NULL;
    }
    if (it->it_index < PyUnicode_GET_LENGTH(seq)) {
        return pyi_str_char(PyUnicode_READ_CHAR(seq, it->it_index++));
    }
    it->it_seq = NULL;
    Py_DECREF(seq);
    return NULL;
}

static PyObject *ascii_iterator_next(PyObject *self) {
    str_iterator *it = (str_iterator *)self;
    PyObject *seq = it->it_seq;
    if (seq == NULL) {
        return NULL;
    }
    if (it->it_index < PyUnicode_GET_LENGTH(seq)) {
        return pyi_str_latin1(((const Py_UCS1 *)(STR_ASCII(seq) + 1))[it->it_index++]);
    }
    it->it_seq = NULL;
    Py_DECREF(seq);
    return NULL;
}

/* ---- methods ------------------------------------------------------------------------------ */

static PyObject *iterator_length_hint(PyObject *self, PyObject *unused) {
    (void)unused;
    str_iterator *it = (str_iterator *)self;
    Py_ssize_t left = 0;
    if (it->it_seq != NULL) {
        left = PyUnicode_GET_LENGTH(it->it_seq) - it->it_index;
    }
    return PyLong_FromSsize_t(left);
}

static PyObject *iterator_reduce(PyObject *self, PyObject *unused) {
    (void)unused;
    PyObject *iter = _PyEval_GetBuiltin(PYI_NAME("iter"));
    /* asking for the builtin may run code that exhausts us */
    str_iterator *it = (str_iterator *)self;
    if (iter == NULL) {
        return NULL;
    }
    if (it->it_seq != NULL) {
        return Py_BuildValue("N(O)n", iter, it->it_seq, it->it_index);
    }
    return Py_BuildValue("N(N)", iter, pyi_str_empty());
}

static PyObject *iterator_setstate(PyObject *self, PyObject *state) {
    str_iterator *it = (str_iterator *)self;
    Py_ssize_t index = PyLong_AsSsize_t(state);
    if (index == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (it->it_seq != NULL) {
        Py_ssize_t length = PyUnicode_GET_LENGTH(it->it_seq);
        it->it_index = index < 0 ? 0 : Py_MIN(index, length);
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

PyTypeObject PyUnicodeIter_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "str_iterator",
    .tp_basicsize = sizeof(str_iterator),
    .tp_dealloc = iterator_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = iterator_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = iterator_next,
    .tp_methods = iterator_methods,
};
PYI_TYPE(PyUnicodeIter_Type);

PyTypeObject _PyUnicodeASCIIIter_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "str_ascii_iterator",
    .tp_basicsize = sizeof(str_iterator),
    .tp_dealloc = iterator_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = iterator_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = ascii_iterator_next,
    .tp_methods = iterator_methods,
};
PYI_TYPE(_PyUnicodeASCIIIter_Type);
