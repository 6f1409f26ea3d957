/* SPDX-License-Identifier: Apache-2.0 */
/* anext_awaitable: what anext(iterator, default) gives: an await of it whose end is the default.
 * Layout     both owned
 * Collected  yes
 * Contract   docs.python.org/3/library/functions.html#anext
 */
#include "containers.h"

#include "internal/pycore_genobject.h"

typedef struct {
    PyObject_HEAD
    PyObject *wrapped;
    PyObject *fallback;
} anext_awaitable;

static PyTypeObject anext_type;

PyObject *PyAnextAwaitable_New(PyObject *awaitable, PyObject *fallback);

/* new; borrows both */
PyObject *PyAnextAwaitable_New(PyObject *awaitable, PyObject *fallback) {
    anext_awaitable *self = PyObject_GC_New(anext_awaitable, &anext_type);
    if (self == NULL) {
        return NULL;
    }
    self->wrapped = Py_NewRef(awaitable);
    self->fallback = Py_NewRef(fallback);
    _PyObject_GC_TRACK(self);
    return (PyObject *)self;
}

static void anext_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((anext_awaitable *)op)->wrapped);
    Py_XDECREF(((anext_awaitable *)op)->fallback);
    PyObject_GC_Del(op);
}

static int anext_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((anext_awaitable *)op)->wrapped);
    Py_VISIT(((anext_awaitable *)op)->fallback);
    return 0;
}

/* new: the iterator that awaiting it runs */
static PyObject *iterator_of(anext_awaitable *self) {
    PyObject *iter = _PyCoro_GetAwaitableIter(self->wrapped);
    if (iter == NULL) {
        return NULL;
    }
    if (Py_TYPE(iter)->tp_iternext == NULL) { /* a coroutine is no iterator */
        PyObject *await = Py_TYPE(iter)->tp_as_async->am_await(iter);
        Py_SETREF(iter, await);
        if (iter != NULL && !PyIter_Check(iter)) {
            PyErr_SetString(PyExc_TypeError, "__await__ must return an iterable");
            Py_CLEAR(iter);
        }
    }
    return iter;
}

/* The end of the asynchronous iterator becomes the value of the await. Always NULL. */
static PyObject *at_the_end(anext_awaitable *self) {
    if (PyErr_ExceptionMatches(PyExc_StopAsyncIteration)) {
        PyErr_Clear();
        _PyGen_SetStopIterationValue(self->fallback);
    }
    return NULL;
}

static PyObject *anext_next(PyObject *op) {
    PyObject *iter = iterator_of((anext_awaitable *)op);
    if (iter == NULL) {
        return NULL;
    }
    PyObject *result = Py_TYPE(iter)->tp_iternext(iter);
    Py_DECREF(iter);
    return result != NULL ? result : at_the_end((anext_awaitable *)op);
}

static PyObject *forward(PyObject *op, const char *name, PyObject *args) {
    PyObject *iter = iterator_of((anext_awaitable *)op);
    PyObject *method = iter == NULL ? NULL : PyObject_GetAttrString(iter, name);
    Py_XDECREF(iter);
    if (method == NULL) {
        return NULL;
    }
    PyObject *result = PyObject_CallObject(method, args);
    Py_DECREF(method);
    return result != NULL ? result : at_the_end((anext_awaitable *)op);
}

static PyObject *anext_send(PyObject *self, PyObject *value) {
    PyObject *args = PyTuple_Pack(1, value);
    PyObject *result = args == NULL ? NULL : forward(self, "send", args);
    Py_XDECREF(args);
    return result;
}

static PyObject *anext_throw(PyObject *self, PyObject *args) { return forward(self, "throw", args); }

static PyObject *anext_close(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return forward(self, "close", NULL);
}

static PyMethodDef anext_methods[] = {
    {"send", anext_send, METH_O, NULL},
    {"throw", anext_throw, METH_VARARGS, NULL},
    {"close", anext_close, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyAsyncMethods anext_as_async = {
    .am_await = PyObject_SelfIter,
};

static PyTypeObject anext_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "anext_awaitable",
    .tp_basicsize = sizeof(anext_awaitable),
    .tp_dealloc = anext_dealloc,
    .tp_as_async = &anext_as_async,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = anext_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = anext_next,
    .tp_methods = anext_methods,
};
PYI_TYPE(anext_type);
