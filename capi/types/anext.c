/* SPDX-License-Identifier: Apache-2.0 */
/* anext: what `anext(iterator, default)` gives: awaits what the iterator gives, and has the default for its end.
 *
 * Layout     wrapped  owned: what `__anext__` answered
 *            instead  owned: the default
 * Collected  yes
 * Contract   docs.python.org/3/library/functions.html#anext
 */
#include "pyi.h"

#if PYI_313
#  include "internal/pycore_genobject.h"
#endif

typedef struct {
    PyObject_HEAD
    PyObject *wrapped, *instead;
} anext_object;

#define SELF(op) ((anext_object *)(op))

/* ---- life ------------------------------------------------------------------------------------------------------- */

static int traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(SELF(op)->wrapped);
    Py_VISIT(SELF(op)->instead);
    return 0;
}

static int clear(PyObject *op) {
    Py_CLEAR(SELF(op)->wrapped);
    Py_CLEAR(SELF(op)->instead);
    return 0;
}

static void dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    clear(op);
    PyObject_GC_Del(op);
}

/* ---- the wrapped one ---------------------------------------------------------------------------------------------- */

/* new: an iterator over what the awaitable does. That of a coroutine is asked for anew each time: it is always the same. */
static PyObject *iterator_of(anext_object *self) {
    PyObject *found = _PyCoro_GetAwaitableIter(self->wrapped);
    if (found == NULL || !PyCoro_CheckExact(found)) {
        return found;
    }
    unaryfunc await = Py_TYPE(found)->tp_as_async->am_await;
    PyObject *iterator = await(found);
    Py_DECREF(found);
    if (iterator != NULL && !PyIter_Check(iterator)) {
        PyErr_SetString(PyExc_TypeError, "__await__ must return an iterable");
        Py_CLEAR(iterator);
    }
    return iterator;
}

/* The end of the asynchronous iterator becomes the end of this one, with the default as its value. */
static PyObject *end(anext_object *self) {
    if (PyErr_ExceptionMatches(PyExc_StopAsyncIteration)) {
        _PyGen_SetStopIterationValue(self->instead);
    }
    return NULL;
}

static PyObject *next(PyObject *op) {
    PyObject *iterator = iterator_of(SELF(op));
    if (iterator == NULL) {
        return NULL;
    }
    PyObject *item = Py_TYPE(iterator)->tp_iternext(iterator);
    Py_DECREF(iterator);
    return item != NULL ? item : end(SELF(op));
}

static PyObject *forward(anext_object *self, PyObject *name, PyObject *const *args,
                         Py_ssize_t nargs) {
    PyObject *iterator = iterator_of(self);
    PyObject *method = iterator == NULL ? NULL : PyObject_GetAttr(iterator, name);
    Py_XDECREF(iterator);
    if (method == NULL) {
        return NULL;
    }
    PyObject *result = PyObject_Vectorcall(method, args, (size_t)nargs, NULL);
    Py_DECREF(method);
    return result != NULL ? result : end(self);
}

/* ---- methods -------------------------------------------------------------------------------------------------------- */

static PyObject *method_send(PyObject *op, PyObject *const *args, Py_ssize_t nargs) {
    return forward(SELF(op), PYI_NAME("send"), args, nargs);
}

static PyObject *method_throw(PyObject *op, PyObject *const *args, Py_ssize_t nargs) {
    return forward(SELF(op), PYI_NAME("throw"), args, nargs);
}

static PyObject *method_close(PyObject *op, PyObject *const *args, Py_ssize_t nargs) {
    return forward(SELF(op), PYI_NAME("close"), args, nargs);
}

static PyMethodDef methods[] = {
    {"send", PYI_FASTCALL(method_send), METH_FASTCALL, NULL},
    {"throw", PYI_FASTCALL(method_throw), METH_FASTCALL, NULL},
    {"close", PYI_FASTCALL(method_close), METH_FASTCALL, NULL},
    {0},
};

static PyAsyncMethods as_async = {.am_await = PyObject_SelfIter};

/* ---- type ------------------------------------------------------------------------------------------------------------- */

PyTypeObject _PyAnextAwaitable_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "anext_awaitable",
    .tp_basicsize = sizeof(anext_object),
    .tp_dealloc = dealloc,
    .tp_as_async = &as_async,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = traverse,
    .tp_clear = clear,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = next,
    .tp_methods = methods,
};
PYI_TYPE(_PyAnextAwaitable_Type);

/* new */
PyObject *PyAnextAwaitable_New(PyObject *wrapped, PyObject *instead);
PyObject *PyAnextAwaitable_New(PyObject *wrapped, PyObject *instead) {
    anext_object *self = PyObject_GC_New(anext_object, &_PyAnextAwaitable_Type);
    if (self != NULL) {
        self->wrapped = Py_NewRef(wrapped);
        self->instead = Py_NewRef(instead);
        PyObject_GC_Track(self);
    }
    return (PyObject *)self;
}
