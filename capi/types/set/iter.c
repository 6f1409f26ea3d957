/* SPDX-License-Identifier: Apache-2.0 */
/* set/iter: the iterator of a set.
 * Layout     si_set owned, NULL at the end
 * Collected  yes
 */
#include "table.h"

typedef struct {
    PyObject_HEAD
    PySetObject *si_set;
    Py_ssize_t si_used; /* used at the beginning; -1 when it has changed */
    Py_ssize_t si_pos;
    Py_ssize_t len;
} setiter;

PyObject *pyi_set_iter_new(PyObject *so) {
    setiter *self = PyObject_GC_New(setiter, &PySetIter_Type);
    if (self == NULL) {
        return NULL;
    }
    self->si_set = (PySetObject *)Py_NewRef(so);
    self->si_used = PySet_GET_SIZE(so);
    self->si_pos = 0;
    self->len = PySet_GET_SIZE(so);
    _PyObject_GC_TRACK(self);
    return (PyObject *)self;
}

static void setiter_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((setiter *)op)->si_set);
    PyObject_GC_Del(op);
}

static int setiter_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((setiter *)op)->si_set);
    return 0;
}

static PyObject *setiter_next(PyObject *op) {
    setiter *self = (setiter *)op;
    PySetObject *so = self->si_set;
    if (so == NULL) {
        return NULL;
    }
    if (self->si_used != so->used) {
        PyErr_SetString(PyExc_RuntimeError, "Set changed size during iteration");
        self->si_used = -1; /* for good */
        return NULL;
    }
    setentry *entry = pyi_set_next(so, &self->si_pos);
    if (entry != NULL) {
        self->len--;
        return Py_NewRef(entry->key);
    }
    self->si_set = NULL;
    Py_DECREF(so);
    return NULL;
}

static PyObject *setiter_length_hint(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    setiter *self = (setiter *)op;
    bool alive = self->si_set != NULL && self->si_used == self->si_set->used;
    return PyLong_FromSsize_t(alive ? self->len : 0);
}

/* iter() of a list of what is left, without moving this one */
static PyObject *setiter_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    setiter copy = *(setiter *)op; /* lives only here: it is never tracked */
    Py_XINCREF(copy.si_set);
    PyObject *list = PySequence_List((PyObject *)&copy);
    Py_XDECREF(copy.si_set);
    if (list == NULL) {
        return NULL;
    }
    return Py_BuildValue("N(N)", pyi_iter_builtin("iter"), list);
}

static PyMethodDef setiter_methods[] = {
    {"__length_hint__", setiter_length_hint, METH_NOARGS, NULL},
    {"__reduce__", setiter_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject PySetIter_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "set_iterator",
    .tp_basicsize = sizeof(setiter),
    .tp_dealloc = setiter_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = setiter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = setiter_next,
    .tp_methods = setiter_methods,
};
PYI_TYPE(PySetIter_Type);
