/* SPDX-License-Identifier: Apache-2.0 */
/* itertools/select: iterators that give some of the items of another one: compress, dropwhile, takewhile,
 * filterfalse, islice.
 */
#include "itertools.h"

/* ---- compress ---------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *data;
    PyObject *selectors;
} compress;

ITERTOOL_LIFE2(compress, data, selectors)

static PyObject *compress_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"data", "selectors", NULL};
    PyObject *data, *selectors;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OO:compress", keywords, &data, &selectors)) {
        return NULL;
    }
    data = PyObject_GetIter(data);
    selectors = data == NULL ? NULL : PyObject_GetIter(selectors);
    compress *self = selectors == NULL ? NULL : (compress *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(data);
        Py_XDECREF(selectors);
        return NULL;
    }
    self->data = data;
    self->selectors = selectors;
    return (PyObject *)self;
}

static PyObject *compress_next(PyObject *op) {
    compress *self = (compress *)op;
    for (;;) {
        PyObject *item = pyi_itertool_next(self->data);
        PyObject *selector = item == NULL ? NULL : pyi_itertool_next(self->selectors);
        int truth = selector == NULL ? -1 : PyObject_IsTrue(selector);
        Py_XDECREF(selector);
        if (truth > 0) {
            return item;
        }
        Py_XDECREF(item);
        if (truth < 0) {
            return NULL;
        }
    }
}

static PyObject *compress_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    compress *self = (compress *)op;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    return Py_BuildValue("O(OO)", Py_TYPE(op), self->data, self->selectors);
}

static PyMethodDef compress_methods[] = {
    {"__reduce__", compress_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

ITERTOOL_TYPE(compress, "compress", PYI_SIGNATURE("compress", "(data, selectors)"),
              .tp_flags = ITERTOOL_FLAGS, .tp_methods = compress_methods);

/* ---- dropwhile, takewhile, filterfalse ---------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *function;
    PyObject *iter;
    long state; /* dropwhile: begun; takewhile: ended */
} filtered;

typedef filtered dropwhile;
typedef filtered takewhile;
typedef filtered filterfalse;

ITERTOOL_LIFE2(filtered, function, iter)
#define dropwhile_dealloc filtered_dealloc
#define takewhile_dealloc filtered_dealloc
#define filterfalse_dealloc filtered_dealloc
#define dropwhile_traverse filtered_traverse
#define takewhile_traverse filtered_traverse
#define filterfalse_traverse filtered_traverse

static PyObject *filtered_new(PyTypeObject *type, PyTypeObject *base, const char *name, PyObject *args,
                              PyObject *kwargs) {
    if (!pyi_itertool_positional(type, base, name, args, kwargs, 2, 2)) {
        return NULL;
    }
    PyObject *iter = PyObject_GetIter(PyTuple_GET_ITEM(args, 1));
    filtered *self = iter == NULL ? NULL : (filtered *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(iter);
        return NULL;
    }
    self->function = Py_NewRef(PyTuple_GET_ITEM(args, 0));
    self->iter = iter;
    return (PyObject *)self;
}

/* whether the function says yes; -1 with an exception */
static int holds(PyObject *function, PyObject *item) {
    PyObject *answer = PyObject_CallOneArg(function, item);
    int truth = answer == NULL ? -1 : PyObject_IsTrue(answer);
    Py_XDECREF(answer);
    return truth;
}

static PyObject *dropwhile_next(PyObject *op) {
    filtered *self = (filtered *)op;
    PyObject *item;
    while ((item = pyi_itertool_next(self->iter)) != NULL) {
        int truth = self->state ? 0 : holds(self->function, item);
        if (truth == 0) {
            self->state = 1;
            return item;
        }
        Py_DECREF(item);
        if (truth < 0) {
            return NULL;
        }
    }
    return NULL;
}

static PyObject *takewhile_next(PyObject *op) {
    filtered *self = (filtered *)op;
    PyObject *item = self->state ? NULL : pyi_itertool_next(self->iter);
    if (item == NULL) {
        return NULL;
    }
    int truth = holds(self->function, item);
    if (truth > 0) {
        return item;
    }
    Py_DECREF(item);
    self->state = truth == 0 ? 1 : self->state;
    return NULL;
}

static PyObject *filterfalse_next(PyObject *op) {
    filtered *self = (filtered *)op;
    PyObject *item;
    bool plain = self->function == Py_None || self->function == (PyObject *)&PyBool_Type;
    while ((item = pyi_itertool_next(self->iter)) != NULL) {
        int truth = plain ? PyObject_IsTrue(item) : holds(self->function, item);
        if (truth == 0) {
            return item;
        }
        Py_DECREF(item);
        if (truth < 0) {
            return NULL;
        }
    }
    return NULL;
}

static PyObject *filtered_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    filtered *self = (filtered *)op;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    return Py_BuildValue("O(OO)l", Py_TYPE(op), self->function, self->iter, self->state);
}

static PyObject *filterfalse_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    filtered *self = (filtered *)op;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    return Py_BuildValue("O(OO)", Py_TYPE(op), self->function, self->iter);
}

static PyObject *filtered_setstate(PyObject *op, PyObject *state) {
    int truth = pyi_itertool_warn() < 0 ? -1 : PyObject_IsTrue(state);
    if (truth < 0) {
        return NULL;
    }
    ((filtered *)op)->state = truth;
    Py_RETURN_NONE;
}

static PyMethodDef filtered_methods[] = {
    {"__reduce__", filtered_reduce, METH_NOARGS, NULL},
    {"__setstate__", filtered_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMethodDef filtered_methods2[] = {
    {"__reduce__", filtered_reduce, METH_NOARGS, NULL},
    {"__setstate__", filtered_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMethodDef filterfalse_methods[] = {
    {"__reduce__", filterfalse_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyObject *dropwhile_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    return filtered_new(type, &pyi_dropwhile_type, "dropwhile", args, kwargs);
}

static PyObject *takewhile_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    return filtered_new(type, &pyi_takewhile_type, "takewhile", args, kwargs);
}

static PyObject *filterfalse_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    return filtered_new(type, &pyi_filterfalse_type, "filterfalse", args, kwargs);
}

ITERTOOL_TYPE(dropwhile, "dropwhile", PYI_SIGNATURE("dropwhile", "(predicate, iterable, /)"),
              .tp_flags = ITERTOOL_FLAGS, .tp_methods = filtered_methods);
ITERTOOL_TYPE(takewhile, "takewhile", PYI_SIGNATURE("takewhile", "(predicate, iterable, /)"),
              .tp_flags = ITERTOOL_FLAGS, .tp_methods = filtered_methods2);
ITERTOOL_TYPE(filterfalse, "filterfalse", PYI_SIGNATURE("filterfalse", "(function, iterable, /)"),
              .tp_flags = ITERTOOL_FLAGS, .tp_methods = filterfalse_methods);

/* ---- islice ------------------------------------------------------------------------------ */

typedef struct {
    PyObject_HEAD
    PyObject *iter; /* NULL at the end */
    PyObject *unused;
    Py_ssize_t next;
    Py_ssize_t stop; /* -1: none */
    Py_ssize_t step;
    Py_ssize_t count;
} islice;

ITERTOOL_LIFE2(islice, iter, unused)

/* An index; None is the fallback. -1 with ValueError. */
static Py_ssize_t islice_index(PyObject *op, Py_ssize_t fallback, const char *message) {
    if (op == Py_None) {
        return fallback;
    }
    Py_ssize_t i = PyNumber_AsSsize_t(op, PyExc_OverflowError);
    if (i < 0) {
        PyErr_Clear();
        PyErr_SetString(PyExc_ValueError, message);
        return -2;
    }
    return i;
}

static PyObject *islice_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static const char stop_message[] =
        "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    static const char index_message[] =
        "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    PyObject *seq, *first, *second = NULL, *third = NULL;
    if ((type == &pyi_islice_type || type->tp_init == pyi_islice_type.tp_init) &&
        !_PyArg_NoKeywords("islice", kwargs)) {
        return NULL;
    }
    if (!PyArg_UnpackTuple(args, "islice", 2, 4, &seq, &first, &second, &third)) {
        return NULL;
    }
    Py_ssize_t start = 0;
    Py_ssize_t step = 1;
    Py_ssize_t stop;
    if (second == NULL) {
        stop = islice_index(first, -1, stop_message);
    } else {
        start = islice_index(first, 0, index_message);
        stop = start < -1 ? -2 : islice_index(second, -1, stop_message);
    }
    if (start < -1 || stop < -1) {
        return NULL;
    }
    if (third != NULL && third != Py_None) {
        step = PyNumber_AsSsize_t(third, PyExc_OverflowError);
        if (step < 1) {
            PyErr_Clear();
            PyErr_SetString(PyExc_ValueError, "Step for islice() must be a positive integer or None.");
            return NULL;
        }
    }
    PyObject *iter = PyObject_GetIter(seq);
    islice *self = iter == NULL ? NULL : (islice *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(iter);
        return NULL;
    }
    self->iter = iter;
    self->next = start;
    self->stop = stop;
    self->step = step;
    return (PyObject *)self;
}

static PyObject *islice_next(PyObject *op) {
    islice *self = (islice *)op;
    if (self->iter == NULL) {
        return NULL;
    }
    while (self->count < self->next) {
        PyObject *skipped = pyi_itertool_next(self->iter);
        if (skipped == NULL) {
            Py_CLEAR(self->iter);
            return NULL;
        }
        Py_DECREF(skipped);
        self->count++;
    }
    PyObject *item = NULL;
    if (self->stop == -1 || self->count < self->stop) {
        item = pyi_itertool_next(self->iter);
    }
    if (item == NULL) {
        Py_CLEAR(self->iter);
        return NULL;
    }
    self->count++;
    size_t next = (size_t)self->next + (size_t)self->step;
    bool beyond = next > (size_t)PY_SSIZE_T_MAX || (self->stop != -1 && next > (size_t)self->stop);
    self->next = beyond ? self->stop : (Py_ssize_t)next;
    return item;
}

static PyObject *islice_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    islice *self = (islice *)op;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    if (self->iter == NULL) {
        PyObject *empty = PyList_New(0);
        PyObject *iter = empty == NULL ? NULL : PyObject_GetIter(empty);
        Py_XDECREF(empty);
        return iter == NULL ? NULL : Py_BuildValue("O(Nn)n", Py_TYPE(op), iter, (Py_ssize_t)0, (Py_ssize_t)0);
    }
    PyObject *stop = self->stop == -1 ? Py_NewRef(Py_None) : PyLong_FromSsize_t(self->stop);
    if (stop == NULL) {
        return NULL;
    }
    return Py_BuildValue("O(OnNn)n", Py_TYPE(op), self->iter, self->next, stop, self->step,
                         self->count);
}

static PyObject *islice_setstate(PyObject *op, PyObject *state) {
    Py_ssize_t count = pyi_itertool_warn() < 0 ? -1 : PyLong_AsSsize_t(state);
    if (count == -1 && PyErr_Occurred()) {
        return NULL;
    }
    ((islice *)op)->count = count;
    Py_RETURN_NONE;
}

static PyMethodDef islice_methods[] = {
    {"__reduce__", islice_reduce, METH_NOARGS, NULL},
    {"__setstate__", islice_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

ITERTOOL_TYPE(islice, "islice", NULL, .tp_flags = ITERTOOL_FLAGS, .tp_methods = islice_methods);
