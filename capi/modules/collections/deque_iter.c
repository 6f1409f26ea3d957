/* SPDX-License-Identifier: Apache-2.0 */
/* deque_iter: the two iterators of deque.
 * Layout     queue owned
 * Collected  yes
 */
#include "deque.h"

typedef struct {
    PyObject_HEAD
    deque *queue;
    size_t state;     /* of the deque at the beginning */
    Py_ssize_t left;  /* items to come */
} dequeiter;

static PyObject *iter_make(PyTypeObject *type, PyObject *queue) {
    dequeiter *self = PyObject_GC_New(dequeiter, type);
    if (self == NULL) {
        return NULL;
    }
    self->queue = (deque *)Py_NewRef(queue);
    self->state = self->queue->state;
    self->left = Py_SIZE(queue);
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

PyObject *pyi_deque_iter(PyObject *self) { return iter_make(&pyi_deque_iter_type, self); }

PyObject *pyi_deque_reversed(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return iter_make(&pyi_deque_reviter_type, self);
}

/* _deque_iterator(deque, index) */
static PyObject *iter_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs)) {
    PyObject *queue;
    Py_ssize_t index = 0;
    if (!PyArg_ParseTuple(args, "O!|n", &pyi_deque_type, &queue, &index)) {
        return NULL;
    }
    PyObject *self = iter_make(type, queue);
    if (self != NULL && index > 0) {
        Py_ssize_t n = Py_SIZE(queue);
        ((dequeiter *)self)->left = index < n ? n - index : 0;
    }
    return self;
}

static void iter_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((dequeiter *)op)->queue);
    PyObject_GC_Del(op);
}

static int iter_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((dequeiter *)op)->queue);
    return 0;
}

/* False at the end, with an exception when the deque has changed. */
static bool has_next(dequeiter *self) {
    if (self->queue->state != self->state) {
        self->left = 0;
        PyErr_SetString(PyExc_RuntimeError, "deque mutated during iteration");
        return false;
    }
    return self->left > 0;
}

static PyObject *iter_next(PyObject *op) {
    dequeiter *self = (dequeiter *)op;
    if (!has_next(self)) {
        return NULL;
    }
    return Py_NewRef(*pyi_deque_place(self->queue, Py_SIZE(self->queue) - self->left--));
}

static PyObject *reviter_next(PyObject *op) {
    dequeiter *self = (dequeiter *)op;
    return has_next(self) ? Py_NewRef(*pyi_deque_place(self->queue, --self->left)) : NULL;
}

static PyObject *iter_length_hint(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    return PyLong_FromSsize_t(((dequeiter *)op)->left);
}

static PyObject *iter_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    dequeiter *self = (dequeiter *)op;
    return Py_BuildValue("O(On)", Py_TYPE(op), self->queue, Py_SIZE(self->queue) - self->left);
}

static PyMethodDef iter_methods[] = {
    {"__length_hint__", iter_length_hint, METH_NOARGS, NULL},
    {"__reduce__", iter_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMethodDef reviter_methods[] = {
    {"__length_hint__", iter_length_hint, METH_NOARGS, NULL},
    {"__reduce__", iter_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

#define DEQUE_ITER(type, name, next, methods)                                                      \
    PyTypeObject type = {                                                                          \
        PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = name,                                     \
        .tp_basicsize = sizeof(dequeiter),                                                         \
        .tp_dealloc = iter_dealloc,                                                                \
        .tp_getattro = PyObject_GenericGetAttr,                                                    \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,                                       \
        .tp_traverse = iter_traverse,                                                              \
        .tp_iter = PyObject_SelfIter,                                                              \
        .tp_iternext = next,                                                                       \
        .tp_methods = methods,                                                                     \
        .tp_new = iter_new,                                                                        \
    };                                                                                             \
    PYI_TYPE(type)

DEQUE_ITER(pyi_deque_iter_type, COLLECTIONS_NAME("_deque_iterator"), iter_next, iter_methods);
DEQUE_ITER(pyi_deque_reviter_type, COLLECTIONS_NAME("_deque_reverse_iterator"), reviter_next,
           reviter_methods);
