/* SPDX-License-Identifier: Apache-2.0 */
/* list/methods: the methods of list, and its two iterators.
 * Contract   docs.python.org/3/library/stdtypes.html#lists
 */
#include "list.h"

#include "pyi_size_argument.h"

/* ---- methods ----------------------------------------------------------------------------- */

static PyObject *list_append(PyObject *self, PyObject *item) {
    if (_PyList_AppendTakeRef((PyListObject *)self, Py_NewRef(item)) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *list_extend(PyObject *self, PyObject *iterable) {
    return _PyList_Extend((PyListObject *)self, iterable);
}

/* an index as methods take it; false with an exception */
static bool to_index(PyObject *arg, Py_ssize_t *index) {
    *index = pyi_size_argument(arg);
    return *index != -1 || !PyErr_Occurred();
}

static PyObject *list_insert(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    Py_ssize_t where;
    if (!_PyArg_CheckPositional("insert", nargs, 2, 2) || !to_index(args[0], &where) ||
        pyi_list_insert((PyListObject *)self, where, args[1]) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *list_pop(PyObject *op, PyObject *const *args, Py_ssize_t nargs) {
    PyListObject *self = (PyListObject *)op;
    Py_ssize_t i = -1;
    if (!_PyArg_CheckPositional("pop", nargs, 0, 1) || (nargs > 0 && !to_index(args[0], &i))) {
        return NULL;
    }
    Py_ssize_t n = Py_SIZE(self);
    if (n == 0) {
        PyErr_SetString(PyExc_IndexError, "pop from empty list");
        return NULL;
    }
    if (i < 0) {
        i += n;
    }
    if ((size_t)i >= (size_t)n) {
        PyErr_SetString(PyExc_IndexError, "pop index out of range");
        return NULL;
    }
    PyObject **items = self->ob_item;
    PyObject *item = items[i];
    memmove(items + i, items + i + 1, (size_t)(n - i - 1) * sizeof(PyObject *));
    if (pyi_list_resize(self, n - 1) < 0) { /* cannot shrink: put it back */
        memmove(items + i + 1, items + i, (size_t)(n - i - 1) * sizeof(PyObject *));
        items[i] = item;
        return NULL;
    }
    return item;
}

static PyObject *list_clear(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    pyi_list_clear((PyListObject *)self);
    Py_RETURN_NONE;
}

static PyObject *list_copy(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return PyList_GetSlice(self, 0, PyList_GET_SIZE(self));
}

void pyi_list_reverse(PyObject **low, PyObject **high) {
    while (low < high && low < --high) {
        PyObject *item = *low;
        *low++ = *high;
        *high = item;
    }
}

static PyObject *list_reverse(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    PyList_Reverse(op);
    Py_RETURN_NONE;
}

/* the first index from start below stop where value is, -1 when nowhere, -2 with an exception */
static Py_ssize_t find(PyObject *self, PyObject *value, Py_ssize_t start, Py_ssize_t stop) {
    for (Py_ssize_t i = start; i < stop && i < PyList_GET_SIZE(self); i++) {
        PyObject *item = Py_NewRef(PyList_GET_ITEM(self, i));
        int equal = PyObject_RichCompareBool(item, value, Py_EQ);
        Py_DECREF(item);
        if (equal != 0) {
            return equal < 0 ? -2 : i;
        }
    }
    return -1;
}

static Py_ssize_t clamp(Py_ssize_t i, Py_ssize_t n) {
    if (i < 0) {
        i += n;
    }
    return i < 0 ? 0 : i;
}

static PyObject *list_index(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    Py_ssize_t start = 0;
    Py_ssize_t stop = PY_SSIZE_T_MAX;
    if (!_PyArg_CheckPositional("index", nargs, 1, 3) ||
        (nargs > 1 && !_PyEval_SliceIndexNotNone(args[1], &start)) ||
        (nargs > 2 && !_PyEval_SliceIndexNotNone(args[2], &stop))) {
        return NULL;
    }
    Py_ssize_t n = PyList_GET_SIZE(self);
    Py_ssize_t i = find(self, args[0], clamp(start, n), clamp(stop, n));
    if (i == -1) {
        PyErr_Format(PyExc_ValueError, "%R is not in list", args[0]);
    }
    return i < 0 ? NULL : PyLong_FromSsize_t(i);
}

static PyObject *list_count(PyObject *self, PyObject *value) {
    Py_ssize_t count = 0;
    for (Py_ssize_t i = 0; (i = find(self, value, i, PY_SSIZE_T_MAX)) != -1; i++) {
        if (i < 0) {
            return NULL;
        }
        count++;
    }
    return PyLong_FromSsize_t(count);
}

static PyObject *list_remove(PyObject *self, PyObject *value) {
    Py_ssize_t i = find(self, value, 0, PY_SSIZE_T_MAX);
    if (i == -1) {
        PyErr_SetString(PyExc_ValueError, "list.remove(x): x not in list");
    }
    if (i < 0 || pyi_list_splice((PyListObject *)self, i, i + 1, NULL) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *list_sort(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    static const char *const keywords[] = {"key", "reverse", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "sort"};
    PyObject *buffer[2] = {NULL, NULL}; /* only what is given is filled in */
    PyObject *const *values = args;
    Py_ssize_t given = nargs + (kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames));
    int reverse = 0;
    PyObject *key = NULL;
    if (given > 0) {
        values = _PyArg_UnpackKeywords(args, nargs, NULL, kwnames, &parser, 0, 0, 0, buffer);
        if (values == NULL) {
            return NULL;
        }
        key = values[0] == Py_None ? NULL : values[0];
#if PYI_312
        reverse = values[1] == NULL ? 0 : PyObject_IsTrue(values[1]);
#else
        reverse = values[1] == NULL ? 0 : _PyLong_AsInt(values[1]);
#endif
        if (reverse == -1 && PyErr_Occurred()) {
            return NULL;
        }
    }
    if (pyi_list_sort((PyListObject *)self, key, reverse != 0) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *list_sizeof(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    size_t size = (size_t)_PyObject_SIZE(Py_TYPE(self));
    return PyLong_FromSize_t(size + (size_t)((PyListObject *)self)->allocated * sizeof(PyObject *));
}

static PyObject *list_reversed(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return pyi_seq_iter_new(&PyListRevIter_Type, self, PyList_GET_SIZE(self) - 1);
}

PyMethodDef pyi_list_methods[] = {
    {"__getitem__", pyi_list_subscript, METH_O | METH_COEXIST,
     PYI_SIGNATURE("__getitem__", "($self, index, /)")},
    {"__reversed__", list_reversed, METH_NOARGS, PYI_SIGNATURE("__reversed__", "($self, /)")},
    {"__sizeof__", list_sizeof, METH_NOARGS, PYI_SIGNATURE("__sizeof__", "($self, /)")},
    {"clear", list_clear, METH_NOARGS, PYI_SIGNATURE("clear", "($self, /)")},
    {"copy", list_copy, METH_NOARGS, PYI_SIGNATURE("copy", "($self, /)")},
    {"append", list_append, METH_O, PYI_SIGNATURE("append", "($self, object, /)")},
    {"insert", PYI_FASTCALL(list_insert), METH_FASTCALL,
     PYI_SIGNATURE("insert", "($self, index, object, /)")},
    {"extend", list_extend, METH_O, PYI_SIGNATURE("extend", "($self, iterable, /)")},
    {"pop", PYI_FASTCALL(list_pop), METH_FASTCALL, PYI_SIGNATURE("pop", "($self, index=-1, /)")},
    {"remove", list_remove, METH_O, PYI_SIGNATURE("remove", "($self, value, /)")},
    {"index", PYI_FASTCALL(list_index), METH_FASTCALL,
     PYI_SIGNATURE("index", "($self, value, start=0, stop=sys.maxsize, /)")},
    {"count", list_count, METH_O, PYI_SIGNATURE("count", "($self, value, /)")},
    {"reverse", list_reverse, METH_NOARGS, PYI_SIGNATURE("reverse", "($self, /)")},
    {"sort", PYI_FASTCALL(list_sort), METH_FASTCALL | METH_KEYWORDS,
     PYI_SIGNATURE("sort", "($self, /, *, key=None, reverse=False)")},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- iterator ---------------------------------------------------------------------------- */

static PyObject *listiter_next(PyObject *op) {
    pyi_seq_iter *self = (pyi_seq_iter *)op;
    PyObject *seq = self->it_seq;
    if (seq == NULL) {
        return NULL;
    }
    if (self->it_index < PyList_GET_SIZE(seq)) {
        return Py_NewRef(PyList_GET_ITEM(seq, self->it_index++));
    }
    self->it_seq = NULL;
    Py_DECREF(seq);
    return NULL;
}

static PyObject *listiter_length_hint(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    pyi_seq_iter *self = (pyi_seq_iter *)op;
    Py_ssize_t left = self->it_seq == NULL ? 0 : PyList_GET_SIZE(self->it_seq) - self->it_index;
    return PyLong_FromSsize_t(left < 0 ? 0 : left);
}

static PyObject *listiter_reduce(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return pyi_seq_iter_reduce(self, "iter", PyList_New(0));
}

static PyObject *listiter_setstate(PyObject *op, PyObject *state) {
    PyObject *seq = ((pyi_seq_iter *)op)->it_seq;
    return pyi_seq_iter_setstate(op, state, seq == NULL ? 0 : PyList_GET_SIZE(seq));
}

static PyMethodDef listiter_methods[] = {
    {"__length_hint__", listiter_length_hint, METH_NOARGS, NULL},
    {"__reduce__", listiter_reduce, METH_NOARGS, NULL},
    {"__setstate__", listiter_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject PyListIter_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "list_iterator",
    .tp_basicsize = sizeof(pyi_seq_iter),
    .tp_dealloc = pyi_seq_iter_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = pyi_seq_iter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = listiter_next,
    .tp_methods = listiter_methods,
};
PYI_TYPE(PyListIter_Type);

/* ---- reversed iterator ------------------------------------------------------------------- */

static PyObject *listreviter_next(PyObject *op) {
    pyi_seq_iter *self = (pyi_seq_iter *)op;
    PyObject *seq = self->it_seq;
    if (seq == NULL) {
        return NULL;
    }
    Py_ssize_t i = self->it_index;
    if (i >= 0 && i < PyList_GET_SIZE(seq)) {
        self->it_index--;
        return Py_NewRef(PyList_GET_ITEM(seq, i));
    }
    self->it_index = -1;
    self->it_seq = NULL;
    Py_DECREF(seq);
    return NULL;
}

static PyObject *listreviter_length_hint(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    pyi_seq_iter *self = (pyi_seq_iter *)op;
    Py_ssize_t n = self->it_index + 1;
    return PyLong_FromSsize_t(self->it_seq == NULL || PyList_GET_SIZE(self->it_seq) < n ? 0 : n);
}

static PyObject *listreviter_reduce(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    bool ended = ((pyi_seq_iter *)self)->it_seq == NULL;
    return pyi_seq_iter_reduce(self, ended && !PYI_313 ? "iter" : "reversed", PyList_New(0));
}

static PyObject *listreviter_setstate(PyObject *op, PyObject *state) {
    pyi_seq_iter *self = (pyi_seq_iter *)op;
    Py_ssize_t i = PyLong_AsSsize_t(state);
    if (i == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (self->it_seq != NULL) {
        Py_ssize_t last = PyList_GET_SIZE(self->it_seq) - 1;
        self->it_index = i < -1 ? -1 : i > last ? last : i;
    }
    Py_RETURN_NONE;
}

static PyMethodDef listreviter_methods[] = {
    {"__length_hint__", listreviter_length_hint, METH_NOARGS, NULL},
    {"__reduce__", listreviter_reduce, METH_NOARGS, NULL},
    {"__setstate__", listreviter_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject PyListRevIter_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "list_reverseiterator",
    .tp_basicsize = sizeof(pyi_seq_iter),
    .tp_dealloc = pyi_seq_iter_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = pyi_seq_iter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = listreviter_next,
    .tp_methods = listreviter_methods,
};
PYI_TYPE(PyListRevIter_Type);
