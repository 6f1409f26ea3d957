/* SPDX-License-Identifier: Apache-2.0 */
/* enumerate, reversed: items with their index, and a sequence from its end.
 * Layout     enumerate: the index in C, an int object once that overflows; the pair that is given again
 *            when nobody kept it · reversed: seq owned, NULL at the end
 * Collected  yes
 * Contract   docs.python.org/3/library/functions.html#enumerate
 */
#include "containers.h"

/* ---- enumerate --------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    Py_ssize_t index;
    PyObject *iter;
    PyObject *pair;
    PyObject *big; /* the index instead, NULL while it fits */
} enumerator;

/* The index to begin with; -1 with an exception. */
static int set_start(enumerator *self, PyObject *start) {
    self->index = 0;
    if (start == NULL) {
        return 0;
    }
    start = PyNumber_Index(start);
    if (start == NULL) {
        return -1;
    }
    self->index = PyLong_AsSsize_t(start);
    if (self->index == -1 && PyErr_Occurred()) {
        PyErr_Clear();
        self->index = PY_SSIZE_T_MAX;
        self->big = start;
    } else {
        Py_DECREF(start);
    }
    return 0;
}

static PyObject *enum_make(PyTypeObject *type, PyObject *iterable, PyObject *start) {
    enumerator *self = (enumerator *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    if (set_start(self, start) < 0 || (self->iter = PyObject_GetIter(iterable)) == NULL ||
        (self->pair = PyTuple_Pack(2, Py_None, Py_None)) == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static bool is_name(PyObject *keyword, PyObject *name) {
    return keyword == name || _PyUnicode_Equal(keyword, name);
}

PYI_COLD static PyObject *bad_keyword(PyObject *keyword) {
    PyErr_Format(PyExc_TypeError, "'%.200s' is an invalid keyword argument for enumerate()",
                 PyUnicode_AsUTF8(keyword));
    return NULL;
}

static PyObject *enum_vectorcall(PyObject *op, PyObject *const *args, size_t nargsf,
                                 PyObject *kwnames) {
    PyTypeObject *type = (PyTypeObject *)op;
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf);
    Py_ssize_t nkw = kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames);
    if (nargs + nkw == 2) {
        PyObject *iterable = args[0];
        PyObject *start = args[1];
        if (nkw == 1) {
            if (!is_name(PyTuple_GET_ITEM(kwnames, 0), PYI_NAME("start"))) {
                return bad_keyword(PyTuple_GET_ITEM(kwnames, 0));
            }
        } else if (nkw == 2) {
            bool first = is_name(PyTuple_GET_ITEM(kwnames, 0), PYI_NAME("iterable"));
            PyObject *other = PyTuple_GET_ITEM(kwnames, first ? 1 : 0);
            if (!first) {
                iterable = args[1];
                start = args[0];
            }
            if (!is_name(other, PYI_NAME("start"))) {
                return bad_keyword(other);
            }
            if (!first && !is_name(PyTuple_GET_ITEM(kwnames, 1), PYI_NAME("iterable"))) {
                return bad_keyword(PyTuple_GET_ITEM(kwnames, 1));
            }
        }
        return enum_make(type, iterable, start);
    }
    if (nargs + nkw == 1) {
        if (nkw == 1 && !is_name(PyTuple_GET_ITEM(kwnames, 0), PYI_NAME("iterable"))) {
            return bad_keyword(PyTuple_GET_ITEM(kwnames, 0));
        }
        return enum_make(type, args[0], NULL);
    }
    if (nargs + nkw == 0) {
        PyErr_SetString(PyExc_TypeError, "enumerate() missing required argument 'iterable'");
    } else {
        PyErr_Format(PyExc_TypeError, "enumerate() takes at most %d arguments (%zd given)", 2,
                     nargs + nkw);
    }
    return NULL;
}

static PyObject *enum_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"iterable", "start", NULL};
    PyObject *iterable, *start = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|O:enumerate", keywords, &iterable, &start)) {
        return NULL;
    }
    return enum_make(type, iterable, start);
}

static void enum_dealloc(PyObject *op) {
    enumerator *self = (enumerator *)op;
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->iter);
    Py_XDECREF(self->pair);
    Py_XDECREF(self->big);
    Py_TYPE(op)->tp_free(op);
}

static int enum_traverse(PyObject *op, visitproc visit, void *arg) {
    enumerator *self = (enumerator *)op;
    Py_VISIT(self->iter);
    Py_VISIT(self->pair);
    Py_VISIT(self->big);
    return 0;
}

/* new; the index, which moves on */
static PyObject *next_index(enumerator *self) {
    if (self->index < PY_SSIZE_T_MAX) {
        return PyLong_FromSsize_t(self->index++);
    }
    if (self->big == NULL && (self->big = PyLong_FromSsize_t(PY_SSIZE_T_MAX)) == NULL) {
        return NULL;
    }
    PyObject *one = PyLong_FromLong(1);
    PyObject *after = one == NULL ? NULL : PyNumber_Add(self->big, one);
    Py_XDECREF(one);
    if (after == NULL) {
        return NULL;
    }
    PyObject *index = self->big;
    self->big = after;
    return index;
}

static PyObject *enum_next(PyObject *op) {
    enumerator *self = (enumerator *)op;
    PyObject *item = Py_TYPE(self->iter)->tp_iternext(self->iter);
    if (item == NULL) {
        return NULL;
    }
    PyObject *index = next_index(self);
    if (index == NULL) {
        Py_DECREF(item);
        return NULL;
    }
    PyObject *pair = self->pair;
    if (Py_REFCNT(pair) != 1) {
        PyObject *items[2] = {index, item};
        return _PyTuple_FromArraySteal(items, 2);
    }
    Py_INCREF(pair);
    PyObject *old_index = PyTuple_GET_ITEM(pair, 0);
    PyObject *old_item = PyTuple_GET_ITEM(pair, 1);
    PyTuple_SET_ITEM(pair, 0, index);
    PyTuple_SET_ITEM(pair, 1, item);
    Py_DECREF(old_index);
    Py_DECREF(old_item);
    if (!_PyObject_GC_IS_TRACKED(pair)) { /* the collector saw it when it held only atoms */
        _PyObject_GC_TRACK(pair);
    }
    return pair;
}

static PyObject *enum_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    enumerator *self = (enumerator *)op;
    if (self->big != NULL) {
        return Py_BuildValue("O(OO)", Py_TYPE(op), self->iter, self->big);
    }
    return Py_BuildValue("O(On)", Py_TYPE(op), self->iter, self->index);
}

static PyMethodDef enum_methods[] = {
    {"__reduce__", enum_reduce, METH_NOARGS, NULL},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject PyEnum_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "enumerate",
    .tp_basicsize = sizeof(enumerator),
    .tp_dealloc = enum_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_doc = PYI_SIGNATURE("enumerate", "(iterable, start=0)"),
    .tp_traverse = enum_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = enum_next,
    .tp_methods = enum_methods,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = enum_new,
    .tp_free = PyObject_GC_Del,
    .tp_vectorcall = enum_vectorcall,
};
PYI_TYPE(PyEnum_Type);

/* ---- reversed ---------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    Py_ssize_t index;
    PyObject *seq;
} reverser;

static PyObject *reversed_make(PyTypeObject *type, PyObject *seq) {
    PyObject *method = _PyObject_LookupSpecial(seq, PYI_NAME("__reversed__"));
    if (method == Py_None) {
        Py_DECREF(method);
        PyErr_Format(PyExc_TypeError, "'%.200s' object is not reversible", Py_TYPE(seq)->tp_name);
        return NULL;
    }
    if (method != NULL) {
        PyObject *result = PyObject_CallNoArgs(method);
        Py_DECREF(method);
        return result;
    }
    if (PyErr_Occurred()) {
        return NULL;
    }
    if (!PySequence_Check(seq)) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object is not reversible", Py_TYPE(seq)->tp_name);
        return NULL;
    }
    Py_ssize_t n = PySequence_Size(seq);
    reverser *self = n == -1 ? NULL : (reverser *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->index = n - 1;
    self->seq = Py_NewRef(seq);
    return (PyObject *)self;
}

static PyObject *reversed_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    PyObject *seq;
    if ((type == &PyReversed_Type || type->tp_init == PyReversed_Type.tp_init) &&
        !_PyArg_NoKeywords("reversed", kwargs)) {
        return NULL;
    }
    return PyArg_UnpackTuple(args, "reversed", 1, 1, &seq) ? reversed_make(type, seq) : NULL;
}

static PyObject *reversed_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf,
                                     PyObject *kwnames) {
    if (!_PyArg_NoKwnames("reversed", kwnames) ||
        !_PyArg_CheckPositional("reversed", PyVectorcall_NARGS(nargsf), 1, 1)) {
        return NULL;
    }
    return reversed_make((PyTypeObject *)type, args[0]);
}

static void reversed_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((reverser *)op)->seq);
    Py_TYPE(op)->tp_free(op);
}

static int reversed_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((reverser *)op)->seq);
    return 0;
}

static PyObject *reversed_next(PyObject *op) {
    reverser *self = (reverser *)op;
    if (self->index >= 0) {
        PyObject *item = PySequence_GetItem(self->seq, self->index);
        if (item != NULL) {
            self->index--;
            return item;
        }
        if (PyErr_ExceptionMatches(PyExc_IndexError) || PyErr_ExceptionMatches(PyExc_StopIteration)) {
            PyErr_Clear();
        }
    }
    self->index = -1;
    Py_CLEAR(self->seq);
    return NULL;
}

static PyObject *reversed_length_hint(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    reverser *self = (reverser *)op;
    if (self->seq == NULL) {
        return PyLong_FromLong(0);
    }
    Py_ssize_t n = PySequence_Size(self->seq);
    if (n == -1) {
        return NULL;
    }
    Py_ssize_t left = self->index + 1;
    return PyLong_FromSsize_t(n < left ? 0 : left);
}

static PyObject *reversed_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    reverser *self = (reverser *)op;
    if (self->seq != NULL) {
        return Py_BuildValue("O(O)n", Py_TYPE(op), self->seq, self->index);
    }
    return Py_BuildValue("O(())", Py_TYPE(op));
}

static PyObject *reversed_setstate(PyObject *op, PyObject *state) {
    reverser *self = (reverser *)op;
    Py_ssize_t i = PyLong_AsSsize_t(state);
    if (i == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (self->seq != NULL) {
        Py_ssize_t n = PySequence_Size(self->seq);
        if (n < 0) {
            return NULL;
        }
        self->index = i < -1 ? -1 : i > n - 1 ? n - 1 : i;
    }
    Py_RETURN_NONE;
}

static PyMethodDef reversed_methods[] = {
    {"__length_hint__", reversed_length_hint, METH_NOARGS, NULL},
    {"__reduce__", reversed_reduce, METH_NOARGS, NULL},
    {"__setstate__", reversed_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject PyReversed_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "reversed",
    .tp_basicsize = sizeof(reverser),
    .tp_dealloc = reversed_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_doc = PYI_SIGNATURE("reversed", "(sequence, /)"),
    .tp_traverse = reversed_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = reversed_next,
    .tp_methods = reversed_methods,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = reversed_new,
    .tp_free = PyObject_GC_Del,
    .tp_vectorcall = reversed_vectorcall,
};
PYI_TYPE(PyReversed_Type);
