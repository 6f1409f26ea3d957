/* SPDX-License-Identifier: Apache-2.0 */
/* anext_awaitable: what anext(iterator, default) gives: awaits the next item, or ends with the default.
 * Layout     both owned
 * Collected  yes
 * Contract   docs.python.org/3/library/functions.html#anext
 */
#include "generator.h"

typedef struct {
    PyObject_HEAD
    PyObject *awaitable;
    PyObject *preset;
} anext_awaitable;

PyObject *PyAnextAwaitable_New(PyObject *awaitable, PyObject *preset);

/* ---- life ------------------------------------------------------------------------------------------------ */

static void anext_dealloc(anext_awaitable *self) {
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->awaitable);
    Py_XDECREF(self->preset);
    PyObject_GC_Del(self);
}

static int anext_traverse(anext_awaitable *self, visitproc visit, void *arg) {
    Py_VISIT(self->awaitable);
    Py_VISIT(self->preset);
    return 0;
}

/* ---- iteration ------------------------------------------------------------------------------------------- */

/* new: what to iterate */
static PyObject *iterator_of(anext_awaitable *self) {
    PyObject *iterator = _PyCoro_GetAwaitableIter(self->awaitable);
    if (iterator == NULL || Py_TYPE(iterator)->tp_iternext != NULL) {
        return iterator;
    }
    /* a coroutine is no iterator: what its __await__ gives is */
    unaryfunc await = Py_TYPE(iterator)->tp_as_async->am_await;
    PyObject *awaited = await(iterator);
    Py_DECREF(iterator);
    if (awaited != NULL && !PyIter_Check(awaited)) {
        PyErr_SetString(PyExc_TypeError, "__await__ returned a non-iterable");
        Py_CLEAR(awaited);
    }
    return awaited;
}

/* Takes the result; the end of the iteration is the default. */
static PyObject *or_default(anext_awaitable *self, PyObject *result) {
    if (result == NULL && PyErr_ExceptionMatches(PyExc_StopAsyncIteration)) {
        PyErr_Clear();
        _PyGen_SetStopIterationValue(self->preset);
    }
    return result;
}

static PyObject *anext_next(anext_awaitable *self) {
    PyObject *iterator = iterator_of(self);
    if (iterator == NULL) {
        return NULL;
    }
    PyObject *result = Py_TYPE(iterator)->tp_iternext(iterator);
    Py_DECREF(iterator);
    return or_default(self, result);
}

static PyObject *forward(anext_awaitable *self, PyObject *name, PyObject *args) {
    PyObject *iterator = iterator_of(self);
    PyObject *method = iterator == NULL ? NULL : PyObject_GetAttr(iterator, name);
    PyObject *result = method == NULL ? NULL : PyObject_CallObject(method, args);
    Py_XDECREF(method);
    Py_XDECREF(iterator);
    return or_default(self, result);
}

/* ---- methods ------------------------------------------------------------------------------------------------ */

static PyObject *anext_send(anext_awaitable *self, PyObject *args) {
    return forward(self, PYI_NAME("send"), args);
}

static PyObject *anext_throw(anext_awaitable *self, PyObject *args) {
    return forward(self, PYI_NAME("throw"), args);
}

static PyObject *anext_close(anext_awaitable *self, PyObject *unused) {
    (void)unused;
    return forward(self, PYI_NAME("close"), NULL);
}

static PyMethodDef anext_methods[] = {
    {"send", (PyCFunction)anext_send, METH_VARARGS, NULL},
    {"throw", (PyCFunction)anext_throw, METH_VARARGS, NULL},
    {"close", (PyCFunction)anext_close, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- type ------------------------------------------------------------------------------------------------------ */

static PyAsyncMethods anext_as_async = {.am_await = PyObject_SelfIter};

PyTypeObject _PyAnextAwaitable_Type = {
    .ob_base = PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "anext_awaitable",
    .tp_basicsize = sizeof(anext_awaitable),
    .tp_dealloc = (destructor)anext_dealloc,
    .tp_as_async = &anext_as_async,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)anext_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)anext_next,
    .tp_methods = anext_methods,
};
PYI_TYPE(_PyAnextAwaitable_Type);

/* ---- public functions -------------------------------------------------------------------------------------------- */

/* new */
PyObject *PyAnextAwaitable_New(PyObject *awaitable, PyObject *preset) {
    anext_awaitable *self = PyObject_GC_New(anext_awaitable, &_PyAnextAwaitable_Type);
    if (self != NULL) {
        self->awaitable = Py_NewRef(awaitable);
        self->preset = Py_NewRef(preset);
        PyObject_GC_Track(self);
    }
    return (PyObject *)self;
}
