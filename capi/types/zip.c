/* SPDX-License-Identifier: Apache-2.0 */
/* zip: the items of several iterables side by side.
 * Layout     iters: a tuple of iterators; result: the tuple that is given again when nobody kept it
 * Collected  yes
 * Contract   docs.python.org/3/library/functions.html#zip
 */
#include "containers.h"

typedef struct {
    PyObject_HEAD
    Py_ssize_t n;
    PyObject *iters;
    PyObject *result;
    int strict;
} zipper;

/* ---- life -------------------------------------------------------------------------------- */

/* new tuple of iterators; NULL with an exception */
static PyObject *iterators_of(PyObject *args) {
    Py_ssize_t n = PyTuple_GET_SIZE(args);
    PyObject *iters = PyTuple_New(n);
    for (Py_ssize_t i = 0; iters != NULL && i < n; i++) {
        PyObject *iter = PyObject_GetIter(PyTuple_GET_ITEM(args, i));
        if (iter == NULL) {
            Py_CLEAR(iters);
        } else {
            PyTuple_SET_ITEM(iters, i, iter);
        }
    }
    return iters;
}

/* new tuple of n times None */
static PyObject *nones(Py_ssize_t n) {
    PyObject *tuple = PyTuple_New(n);
    for (Py_ssize_t i = 0; tuple != NULL && i < n; i++) {
        PyTuple_SET_ITEM(tuple, i, Py_NewRef(Py_None));
    }
    return tuple;
}

/* zip(strict=…) is the only keyword. */
static int parse_strict(PyObject *kwargs, int *strict) {
    static char *keywords[] = {"strict", NULL};
    if (kwargs == NULL) {
        return 0;
    }
    PyObject *empty = PyTuple_New(0);
    if (empty == NULL) {
        return -1;
    }
    int parsed = PyArg_ParseTupleAndKeywords(empty, kwargs, "|$p:zip", keywords, strict);
    Py_DECREF(empty);
    return parsed ? 0 : -1;
}

static PyObject *zip_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    int strict = 0;
    if (parse_strict(kwargs, &strict) < 0) {
        return NULL;
    }
    PyObject *iters = iterators_of(args);
    PyObject *result = iters == NULL ? NULL : nones(PyTuple_GET_SIZE(args));
    zipper *self = result == NULL ? NULL : (zipper *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(iters);
        Py_XDECREF(result);
        return NULL;
    }
    self->n = PyTuple_GET_SIZE(args);
    self->iters = iters;
    self->result = result;
    self->strict = strict;
    return (PyObject *)self;
}

static void zip_dealloc(PyObject *op) {
    zipper *self = (zipper *)op;
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->iters);
    Py_XDECREF(self->result);
    Py_TYPE(op)->tp_free(op);
}

static int zip_traverse(PyObject *op, visitproc visit, void *arg) {
    zipper *self = (zipper *)op;
    Py_VISIT(self->iters);
    Py_VISIT(self->result);
    return 0;
}

/* ---- iterator ---------------------------------------------------------------------------- */

/* A set exception is an error, but StopIteration is the end. */
static bool failed(void) {
    if (PyErr_Occurred()) {
        if (!PyErr_ExceptionMatches(PyExc_StopIteration)) {
            return true;
        }
        PyErr_Clear();
    }
    return false;
}

static PyObject *uneven(Py_ssize_t i, const char *than) {
    PyErr_Format(PyExc_ValueError, "zip() argument %zd is %s than argument%s%zd", i + 1, than,
                 i == 1 ? " " : "s 1-", i);
    return NULL;
}

/* Iterator i has ended before the others have. Always NULL. */
static PyObject *check_strict(zipper *self, Py_ssize_t i) {
    if (!self->strict || failed()) {
        return NULL;
    }
    if (i > 0) {
        return uneven(i, "shorter");
    }
    for (i = 1; i < self->n; i++) {
        PyObject *iter = PyTuple_GET_ITEM(self->iters, i);
        PyObject *item = Py_TYPE(iter)->tp_iternext(iter);
        if (item != NULL) {
            Py_DECREF(item);
            return uneven(i, "longer");
        }
        if (failed()) {
            return NULL;
        }
    }
    return NULL;
}

static PyObject *zip_next(PyObject *op) {
    zipper *self = (zipper *)op;
    if (self->n == 0) {
        return NULL;
    }
    PyObject *result = self->result;
    bool reuse = Py_REFCNT(result) == 1;
    if (reuse) {
        Py_INCREF(result);
    } else if ((result = PyTuple_New(self->n)) == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < self->n; i++) {
        PyObject *iter = PyTuple_GET_ITEM(self->iters, i);
        PyObject *item = Py_TYPE(iter)->tp_iternext(iter);
        if (item == NULL) {
            Py_DECREF(result);
            return check_strict(self, i);
        }
        PyObject *old = PyTuple_GET_ITEM(result, i);
        PyTuple_SET_ITEM(result, i, item);
        Py_XDECREF(old);
    }
    if (reuse && !_PyObject_GC_IS_TRACKED(result)) { /* the collector saw it hold only atoms */
        _PyObject_GC_TRACK(result);
    }
    return result;
}

/* ---- methods ----------------------------------------------------------------------------- */

static PyObject *zip_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    zipper *self = (zipper *)op;
    return self->strict ? PyTuple_Pack(3, Py_TYPE(op), self->iters, Py_True)
                        : PyTuple_Pack(2, Py_TYPE(op), self->iters);
}

static PyObject *zip_setstate(PyObject *op, PyObject *state) {
    int strict = PyObject_IsTrue(state);
    if (strict < 0) {
        return NULL;
    }
    ((zipper *)op)->strict = strict;
    Py_RETURN_NONE;
}

static PyMethodDef zip_methods[] = {
    {"__reduce__", zip_reduce, METH_NOARGS, NULL},
    {"__setstate__", zip_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- type -------------------------------------------------------------------------------- */

PyTypeObject PyZip_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "zip",
    .tp_basicsize = sizeof(zipper),
    .tp_dealloc = zip_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = zip_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = zip_next,
    .tp_methods = zip_methods,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = zip_new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(PyZip_Type);
