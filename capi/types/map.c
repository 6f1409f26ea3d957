/* SPDX-License-Identifier: Apache-2.0 */
/* map, filter: a function over the items of iterables.
 * Layout     iterators and function owned
 * Collected  yes
 * Contract   docs.python.org/3/library/functions.html#map
 */
#include "containers.h"

/* ---- map --------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *iters; /* tuple */
    PyObject *function;
} mapper;

/* function and iterables are borrowed, n > 0 */
static PyObject *map_make(PyTypeObject *type, PyObject *function, PyObject *const *iterables,
                          Py_ssize_t n) {
    PyObject *iters = PyTuple_New(n);
    for (Py_ssize_t i = 0; iters != NULL && i < n; i++) {
        PyObject *iter = PyObject_GetIter(iterables[i]);
        if (iter == NULL) {
            Py_CLEAR(iters);
        } else {
            PyTuple_SET_ITEM(iters, i, iter);
        }
    }
    mapper *self = iters == NULL ? NULL : (mapper *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(iters);
        return NULL;
    }
    self->iters = iters;
    self->function = Py_NewRef(function);
    return (PyObject *)self;
}

static PyObject *map_from(PyTypeObject *type, PyObject *const *args, Py_ssize_t n) {
    if (n < 2) {
        PyErr_SetString(PyExc_TypeError, "map() must have at least two arguments.");
        return NULL;
    }
    return map_make(type, args[0], args + 1, n - 1);
}

static PyObject *map_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    if ((type == &PyMap_Type || type->tp_init == PyMap_Type.tp_init) &&
        !_PyArg_NoKeywords("map", kwargs)) {
        return NULL;
    }
    return map_from(type, _PyTuple_ITEMS(args), PyTuple_GET_SIZE(args));
}

static PyObject *map_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf,
                                PyObject *kwnames) {
    if (!_PyArg_NoKwnames("map", kwnames)) {
        return NULL;
    }
    return map_from((PyTypeObject *)type, args, PyVectorcall_NARGS(nargsf));
}

static void map_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((mapper *)op)->iters);
    Py_XDECREF(((mapper *)op)->function);
    Py_TYPE(op)->tp_free(op);
}

static int map_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((mapper *)op)->iters);
    Py_VISIT(((mapper *)op)->function);
    return 0;
}

static PyObject *map_next(PyObject *op) {
    mapper *self = (mapper *)op;
    Py_ssize_t n = PyTuple_GET_SIZE(self->iters);
    PyObject *few[5];
    PyObject **args = n <= 5 ? few : PyMem_New(PyObject *, (size_t)n);
    if (args == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *result = NULL;
    Py_ssize_t count = 0;
    for (; count < n; count++) {
        PyObject *iter = PyTuple_GET_ITEM(self->iters, count);
        args[count] = Py_TYPE(iter)->tp_iternext(iter);
        if (args[count] == NULL) {
            break;
        }
    }
    if (count == n) {
        result = _PyObject_VectorcallTstate(_PyThreadState_GET(), self->function, args, (size_t)n, NULL);
    }
    while (--count >= 0) {
        Py_DECREF(args[count]);
    }
    if (args != few) {
        PyMem_Free(args);
    }
    return result;
}

static PyObject *map_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    mapper *self = (mapper *)op;
    Py_ssize_t n = PyTuple_GET_SIZE(self->iters);
    PyObject *args = PyTuple_New(n + 1);
    if (args == NULL) {
        return NULL;
    }
    PyTuple_SET_ITEM(args, 0, Py_NewRef(self->function));
    for (Py_ssize_t i = 0; i < n; i++) {
        PyTuple_SET_ITEM(args, i + 1, Py_NewRef(PyTuple_GET_ITEM(self->iters, i)));
    }
    return Py_BuildValue("ON", Py_TYPE(op), args);
}

static PyMethodDef map_methods[] = {
    {"__reduce__", map_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject PyMap_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "map",
    .tp_basicsize = sizeof(mapper),
    .tp_dealloc = map_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = map_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = map_next,
    .tp_methods = map_methods,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = map_new,
    .tp_free = PyObject_GC_Del,
    .tp_vectorcall = map_vectorcall,
};
PYI_TYPE(PyMap_Type);

/* ---- filter ------------------------------------------------------------------------------ */

typedef struct {
    PyObject_HEAD
    PyObject *function; /* None or bool: the truth of the item itself */
    PyObject *iter;
} filterer;

static PyObject *filter_make(PyTypeObject *type, PyObject *function, PyObject *iterable) {
    PyObject *iter = PyObject_GetIter(iterable);
    filterer *self = iter == NULL ? NULL : (filterer *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(iter);
        return NULL;
    }
    self->function = Py_NewRef(function);
    self->iter = iter;
    return (PyObject *)self;
}

static PyObject *filter_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    PyObject *function, *iterable;
    if ((type == &PyFilter_Type || type->tp_init == PyFilter_Type.tp_init) &&
        !_PyArg_NoKeywords("filter", kwargs)) {
        return NULL;
    }
    return PyArg_UnpackTuple(args, "filter", 2, 2, &function, &iterable)
               ? filter_make(type, function, iterable)
               : NULL;
}

static PyObject *filter_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf,
                                   PyObject *kwnames) {
    if (!_PyArg_NoKwnames("filter", kwnames) ||
        !_PyArg_CheckPositional("filter", PyVectorcall_NARGS(nargsf), 2, 2)) {
        return NULL;
    }
    return filter_make((PyTypeObject *)type, args[0], args[1]);
}

static void filter_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((filterer *)op)->function);
    Py_XDECREF(((filterer *)op)->iter);
    Py_TYPE(op)->tp_free(op);
}

static int filter_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((filterer *)op)->function);
    Py_VISIT(((filterer *)op)->iter);
    return 0;
}

/* 1 keep, 0 not */
static int keeps(PyObject *function, PyObject *item) {
    if (function == Py_None || function == (PyObject *)&PyBool_Type) {
        return PyObject_IsTrue(item);
    }
    PyObject *answer = PyObject_CallOneArg(function, item);
    int truth = answer == NULL ? -1 : PyObject_IsTrue(answer);
    Py_XDECREF(answer);
    return truth;
}

static PyObject *filter_next(PyObject *op) {
    filterer *self = (filterer *)op;
    iternextfunc next = Py_TYPE(self->iter)->tp_iternext;
    PyObject *item;
    while ((item = next(self->iter)) != NULL) {
        int truth = keeps(self->function, item);
        if (truth > 0) {
            return item;
        }
        Py_DECREF(item);
        if (truth < 0) {
            return NULL;
        }
    }
    return NULL;
}

static PyObject *filter_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    filterer *self = (filterer *)op;
    return Py_BuildValue("O(OO)", Py_TYPE(op), self->function, self->iter);
}

static PyMethodDef filter_methods[] = {
    {"__reduce__", filter_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject PyFilter_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "filter",
    .tp_basicsize = sizeof(filterer),
    .tp_dealloc = filter_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = filter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = filter_next,
    .tp_methods = filter_methods,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = filter_new,
    .tp_free = PyObject_GC_Del,
    .tp_vectorcall = filter_vectorcall,
};
PYI_TYPE(PyFilter_Type);
