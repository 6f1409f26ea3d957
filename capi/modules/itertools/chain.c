/* SPDX-License-Identifier: Apache-2.0 */
/* itertools/chain: iterators that join or regroup others: chain, starmap, accumulate, pairwise, zip_longest,
 * batched.
 */
#include "itertools.h"

/* ---- chain ------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *source; /* iterator of iterables; NULL at the end */
    PyObject *active; /* iterator of the current one */
} chain;

ITERTOOL_LIFE2(chain, source, active)

/* steals source */
static PyObject *chain_make(PyTypeObject *type, PyObject *source) {
    chain *self = source == NULL ? NULL : (chain *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(source);
        return NULL;
    }
    self->source = source;
    return (PyObject *)self;
}

static PyObject *chain_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    if ((type == &pyi_chain_type || type->tp_init == pyi_chain_type.tp_init) &&
        !_PyArg_NoKeywords("chain", kwargs)) {
        return NULL;
    }
    return chain_make(type, PyObject_GetIter(args));
}

static PyObject *chain_from_iterable(PyObject *type, PyObject *iterable) {
    return chain_make((PyTypeObject *)type, PyObject_GetIter(iterable));
}

static PyObject *chain_next(PyObject *op) {
    chain *self = (chain *)op;
    while (self->source != NULL) {
        if (self->active == NULL) {
            PyObject *iterable = PyIter_Next(self->source);
            if (iterable == NULL) {
                Py_CLEAR(self->source);
                return NULL;
            }
            self->active = PyObject_GetIter(iterable);
            Py_DECREF(iterable);
            if (self->active == NULL) {
                Py_CLEAR(self->source);
                return NULL;
            }
        }
        PyObject *item = pyi_itertool_next(self->active);
        if (item != NULL) {
            return item;
        }
        if (PyErr_Occurred()) {
            if (!PyErr_ExceptionMatches(PyExc_StopIteration)) {
                return NULL;
            }
            PyErr_Clear();
        }
        Py_CLEAR(self->active);
    }
    return NULL;
}

static PyObject *chain_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    chain *self = (chain *)op;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    if (self->source == NULL) {
        return Py_BuildValue("O()", Py_TYPE(op));
    }
    return self->active == NULL
               ? Py_BuildValue("O()(O)", Py_TYPE(op), self->source)
               : Py_BuildValue("O()(OO)", Py_TYPE(op), self->source, self->active);
}

static PyObject *chain_setstate(PyObject *op, PyObject *state) {
    chain *self = (chain *)op;
    PyObject *source, *active = NULL;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    if (!PyTuple_Check(state)) {
        PyErr_SetString(PyExc_TypeError, "state is not a tuple");
        return NULL;
    }
    if (!PyArg_ParseTuple(state, "O|O", &source, &active)) {
        return NULL;
    }
    if (!PyIter_Check(source) || (active != NULL && !PyIter_Check(active))) {
        PyErr_SetString(PyExc_TypeError, "Arguments must be iterators.");
        return NULL;
    }
    Py_XSETREF(self->source, Py_NewRef(source));
    Py_XSETREF(self->active, Py_XNewRef(active));
    Py_RETURN_NONE;
}

static PyMethodDef chain_methods[] = {
    {"from_iterable", chain_from_iterable, METH_O | METH_CLASS,
     PYI_SIGNATURE("from_iterable", "($type, iterable, /)")},
    {"__reduce__", chain_reduce, METH_NOARGS, NULL},
    {"__setstate__", chain_setstate, METH_O, NULL},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

ITERTOOL_TYPE(chain, "chain", NULL, .tp_flags = ITERTOOL_FLAGS, .tp_methods = chain_methods);

/* ---- starmap ----------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *function;
    PyObject *iter;
} starmap;

ITERTOOL_LIFE2(starmap, function, iter)

static PyObject *starmap_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    if (!pyi_itertool_positional(type, &pyi_starmap_type, "starmap", args, kwargs, 2, 2)) {
        return NULL;
    }
    PyObject *iter = PyObject_GetIter(PyTuple_GET_ITEM(args, 1));
    starmap *self = iter == NULL ? NULL : (starmap *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(iter);
        return NULL;
    }
    self->function = Py_NewRef(PyTuple_GET_ITEM(args, 0));
    self->iter = iter;
    return (PyObject *)self;
}

static PyObject *starmap_next(PyObject *op) {
    starmap *self = (starmap *)op;
    PyObject *args = pyi_itertool_next(self->iter);
    if (args == NULL) {
        return NULL;
    }
    if (!PyTuple_CheckExact(args)) {
        Py_SETREF(args, PySequence_Tuple(args));
        if (args == NULL) {
            return NULL;
        }
    }
    PyObject *result = PyObject_Call(self->function, args, NULL);
    Py_DECREF(args);
    return result;
}

static PyObject *starmap_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    return Py_BuildValue("O(OO)", Py_TYPE(op), ((starmap *)op)->function, ((starmap *)op)->iter);
}

static PyMethodDef starmap_methods[] = {
    {"__reduce__", starmap_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

ITERTOOL_TYPE(starmap, "starmap", PYI_SIGNATURE("starmap", "(function, iterable, /)"),
              .tp_flags = ITERTOOL_FLAGS, .tp_methods = starmap_methods);

/* ---- accumulate -------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *total; /* NULL at the beginning */
    PyObject *iter;
    PyObject *function; /* NULL: addition */
    PyObject *initial;  /* NULL when there is none, or it was given out */
} accumulate;

ITERTOOL_LIFE4(accumulate, total, iter, function, initial)

static PyObject *accumulate_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"iterable", "func", "initial", NULL};
    PyObject *iterable, *function = Py_None, *initial = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|O$O:accumulate", keywords, &iterable, &function,
                                     &initial)) {
        return NULL;
    }
    PyObject *iter = PyObject_GetIter(iterable);
    accumulate *self = iter == NULL ? NULL : (accumulate *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(iter);
        return NULL;
    }
    self->iter = iter;
    self->function = function == Py_None ? NULL : Py_NewRef(function);
    self->initial = initial == Py_None ? NULL : Py_NewRef(initial);
    return (PyObject *)self;
}

static PyObject *accumulate_next(PyObject *op) {
    accumulate *self = (accumulate *)op;
    if (self->initial != NULL) {
        self->total = self->initial;
        self->initial = NULL;
        return Py_NewRef(self->total);
    }
    PyObject *item = pyi_itertool_next(self->iter);
    if (item == NULL) {
        return NULL;
    }
    if (self->total == NULL) {
        self->total = item;
        return Py_NewRef(item);
    }
    PyObject *total = self->function == NULL
                          ? PyNumber_Add(self->total, item)
                          : PyObject_CallFunctionObjArgs(self->function, self->total, item, NULL);
    Py_DECREF(item);
    if (total == NULL) {
        return NULL;
    }
    Py_SETREF(self->total, Py_NewRef(total));
    return total;
}

/* new: chain((first,), iter) */
static PyObject *chain_first(PyObject *first, PyObject *iter) {
    return PyObject_CallFunction((PyObject *)&pyi_chain_type, "(O)O", first, iter);
}

static PyObject *accumulate_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    accumulate *self = (accumulate *)op;
    PyObject *function = self->function == NULL ? Py_None : self->function;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    if (self->initial != NULL) {
        PyObject *iter = chain_first(self->initial, self->iter);
        return iter == NULL ? NULL : Py_BuildValue("O(NO)O", Py_TYPE(op), iter, function, Py_None);
    }
    if (self->total == Py_None) { /* as a state it would mean that there is none */
        PyObject *iter = chain_first(self->total, self->iter);
        PyObject *all =
            iter == NULL ? NULL : PyObject_CallFunction((PyObject *)Py_TYPE(op), "NO", iter, function);
        return all == NULL ? NULL : Py_BuildValue("O(NiO)", &pyi_islice_type, all, 1, Py_None);
    }
    if (self->total == NULL) {
        return Py_BuildValue("O(OO)O", Py_TYPE(op), self->iter, function, Py_None);
    }
    return Py_BuildValue("O(OO)O", Py_TYPE(op), self->iter, function, self->total);
}

static PyObject *accumulate_setstate(PyObject *op, PyObject *state) {
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    Py_XSETREF(((accumulate *)op)->total, state == Py_None ? NULL : Py_NewRef(state));
    Py_RETURN_NONE;
}

static PyMethodDef accumulate_methods[] = {
    {"__reduce__", accumulate_reduce, METH_NOARGS, NULL},
    {"__setstate__", accumulate_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

ITERTOOL_TYPE(accumulate, "accumulate",
              PYI_SIGNATURE("accumulate", "(iterable, func=None, *, initial=None)"),
              .tp_flags = ITERTOOL_FLAGS, .tp_methods = accumulate_methods);

/* ---- pairwise ---------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *iter; /* NULL at the end */
    PyObject *old;  /* NULL at the beginning */
} pairwise;

ITERTOOL_LIFE2(pairwise, iter, old)

static PyObject *pairwise_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    if (!pyi_itertool_positional(type, &pyi_pairwise_type, "pairwise", args, kwargs, 1, 1)) {
        return NULL;
    }
    PyObject *iter = PyObject_GetIter(PyTuple_GET_ITEM(args, 0));
    pairwise *self = iter == NULL ? NULL : (pairwise *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(iter);
        return NULL;
    }
    self->iter = iter;
    return (PyObject *)self;
}

static PyObject *pairwise_next(PyObject *op) {
    pairwise *self = (pairwise *)op;
    if (self->iter == NULL) {
        return NULL;
    }
    if (self->old == NULL) {
        PyObject *first = pyi_itertool_next(self->iter);
        Py_XSETREF(self->old, first);
        if (first == NULL || self->iter == NULL) { /* it may have come back to us */
            Py_CLEAR(self->iter);
            Py_CLEAR(self->old);
            return NULL;
        }
    }
    PyObject *old = Py_NewRef(self->old);
    PyObject *item = pyi_itertool_next(self->iter);
    if (item == NULL) {
        Py_CLEAR(self->iter);
        Py_CLEAR(self->old);
        Py_DECREF(old);
        return NULL;
    }
    PyObject *pair = PyTuple_Pack(2, old, item);
    Py_XSETREF(self->old, item);
    Py_DECREF(old);
    return pair;
}

ITERTOOL_TYPE(pairwise, "pairwise", PYI_SIGNATURE("pairwise", "(iterable, /)"),
              .tp_flags = ITERTOOL_FLAGS);

/* ---- zip_longest ------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *iters; /* tuple; NULL for those that have ended */
    PyObject *fill;
    Py_ssize_t active;
} ziplongest;

ITERTOOL_LIFE2(ziplongest, iters, fill)

static PyObject *ziplongest_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    PyObject *fill = Py_None;
    if (kwargs != NULL && PyDict_CheckExact(kwargs) && PyDict_Size(kwargs) > 0) {
        fill = PyDict_GetItemWithError(kwargs, PYI_NAME("fillvalue"));
        if (fill == NULL && PyErr_Occurred()) {
            return NULL;
        }
        if (fill == NULL || PyDict_Size(kwargs) > 1) {
            PyErr_SetString(PyExc_TypeError, "zip_longest() got an unexpected keyword argument");
            return NULL;
        }
    }
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
    ziplongest *self = iters == NULL ? NULL : (ziplongest *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(iters);
        return NULL;
    }
    self->iters = iters;
    self->fill = Py_NewRef(fill);
    self->active = n;
    return (PyObject *)self;
}

/* new: item i, or what fills its place; NULL when none is left, or with an exception */
static PyObject *ziplongest_item(ziplongest *self, Py_ssize_t i) {
    PyObject *iter = PyTuple_GET_ITEM(self->iters, i);
    if (iter == NULL) {
        return Py_NewRef(self->fill);
    }
    PyObject *item = PyIter_Next(iter);
    if (item != NULL) {
        return item;
    }
    self->active--;
    if (self->active == 0 || PyErr_Occurred()) {
        self->active = 0;
        return NULL;
    }
    PyTuple_SET_ITEM(self->iters, i, NULL);
    Py_DECREF(iter);
    return Py_NewRef(self->fill);
}

static PyObject *ziplongest_next(PyObject *op) {
    ziplongest *self = (ziplongest *)op;
    Py_ssize_t n = PyTuple_GET_SIZE(self->iters);
    if (n == 0 || self->active == 0) {
        return NULL;
    }
    PyObject *result = PyTuple_New(n);
    for (Py_ssize_t i = 0; result != NULL && i < n; i++) {
        PyObject *item = ziplongest_item(self, i);
        if (item == NULL) {
            Py_CLEAR(result);
        } else {
            PyTuple_SET_ITEM(result, i, item);
        }
    }
    return result;
}

static PyObject *ziplongest_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    ziplongest *self = (ziplongest *)op;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    Py_ssize_t n = PyTuple_GET_SIZE(self->iters);
    PyObject *args = PyTuple_New(n);
    for (Py_ssize_t i = 0; args != NULL && i < n; i++) {
        PyObject *iter = PyTuple_GET_ITEM(self->iters, i);
        iter = iter != NULL ? Py_NewRef(iter) : PyTuple_New(0);
        PyTuple_SET_ITEM(args, i, iter);
    }
    return args == NULL ? NULL : Py_BuildValue("ONO", Py_TYPE(op), args, self->fill);
}

static PyObject *ziplongest_setstate(PyObject *op, PyObject *state) {
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    Py_XSETREF(((ziplongest *)op)->fill, Py_NewRef(state));
    Py_RETURN_NONE;
}

static PyMethodDef ziplongest_methods[] = {
    {"__reduce__", ziplongest_reduce, METH_NOARGS, NULL},
    {"__setstate__", ziplongest_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

ITERTOOL_TYPE(ziplongest, "zip_longest", NULL, .tp_flags = ITERTOOL_FLAGS,
              .tp_methods = ziplongest_methods);

/* ---- batched ----------------------------------------------------------------------------- */

#if PYI_312
typedef struct {
    PyObject_HEAD
    PyObject *iter; /* NULL at the end */
    PyObject *unused;
    Py_ssize_t n;
    int strict;
} batched;

ITERTOOL_LIFE2(batched, iter, unused)

static PyObject *batched_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    PyObject *iterable;
    Py_ssize_t n;
    int strict = 0;
#if PYI_313
    static char *keywords[] = {"iterable", "n", "strict", NULL};
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "On|$p:batched", keywords, &iterable, &n, &strict)) {
        return NULL;
    }
#else
    static char *keywords[] = {"iterable", "n", NULL};
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "On:batched", keywords, &iterable, &n)) {
        return NULL;
    }
#endif
    if (n < 1) {
        PyErr_SetString(PyExc_ValueError, "n must be at least one");
        return NULL;
    }
    PyObject *iter = PyObject_GetIter(iterable);
    batched *self = iter == NULL ? NULL : (batched *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(iter);
        return NULL;
    }
    self->iter = iter;
    self->n = n;
    self->strict = strict;
    return (PyObject *)self;
}

/* The last one, of *count* items; steals result. */
static PyObject *batched_last(batched *self, PyObject *result, Py_ssize_t count) {
    bool failed = PyErr_Occurred() && !PyErr_ExceptionMatches(PyExc_StopIteration);
    Py_CLEAR(self->iter);
    if (!failed) {
        PyErr_Clear();
    }
    if (failed || count == 0) {
        Py_DECREF(result);
        return NULL;
    }
    if (self->strict) {
        Py_DECREF(result);
        PyErr_SetString(PyExc_ValueError, "batched(): incomplete batch");
        return NULL;
    }
    _PyTuple_Resize(&result, count);
    return result;
}

static PyObject *batched_next(PyObject *op) {
    batched *self = (batched *)op;
    if (self->iter == NULL) {
        return NULL;
    }
    PyObject *result = PyTuple_New(self->n);
    if (result == NULL) {
        return NULL;
    }
    PyObject *iter = Py_NewRef(self->iter); /* it may come back to us */
    for (Py_ssize_t i = 0; i < self->n; i++) {
        PyObject *item = pyi_itertool_next(iter);
        if (item == NULL) {
            Py_DECREF(iter);
            return batched_last(self, result, i);
        }
        PyTuple_SET_ITEM(result, i, item);
    }
    Py_DECREF(iter);
    return result;
}

#if PYI_313
#define BATCHED_PARAMETERS "(iterable, n, *, strict=False)"
#else
#define BATCHED_PARAMETERS "(iterable, n)"
#endif
ITERTOOL_TYPE(batched, "batched", PYI_SIGNATURE("batched", BATCHED_PARAMETERS),
              .tp_flags = ITERTOOL_FLAGS);
#endif
