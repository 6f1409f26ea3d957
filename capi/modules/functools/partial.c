/* SPDX-License-Identifier: Apache-2.0 */
/* functools.partial: a callable with some of its arguments.
 * Layout     fn, args (tuple) and kw (dict) owned; dict NULL until it is needed
 * Collected  yes
 * Contract   docs.python.org/3/library/functools.html#functools.partial
 */
#include "functools.h"

#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *fn;
    PyObject *args;
    PyObject *kw;
    PyObject *dict;
    PyObject *weakreflist;
    vectorcallfunc vectorcall;
} partial;

static PyObject *partial_vectorcall(PyObject *op, PyObject *const *args, size_t nargsf,
                                    PyObject *kwnames);

/* ---- life -------------------------------------------------------------------------------- */

/* new dict: those of an inner partial, which may be NULL, and then the new ones, which may be NULL */
static PyObject *merge_keywords(PyObject *inner, PyObject *more) {
    if (inner == NULL || PyDict_Size(inner) == 0) {
        return more == NULL ? PyDict_New() : PyDict_Copy(more);
    }
    PyObject *all = PyDict_Copy(inner);
    if (all != NULL && more != NULL && PyDict_Merge(all, more, 1) < 0) {
        Py_CLEAR(all);
    }
    return all;
}

static PyObject *partial_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    Py_ssize_t n = PyTuple_GET_SIZE(args);
    if (n < 1) {
        PyErr_SetString(PyExc_TypeError, "type 'partial' takes at least one argument");
        return NULL;
    }
    PyObject *fn = PyTuple_GET_ITEM(args, 0);
    partial *inner = NULL;
    if (Py_TYPE(fn)->tp_call == pyi_partial_type.tp_call && Py_IS_TYPE(fn, type) &&
        ((partial *)fn)->dict == NULL) {
        inner = (partial *)fn; /* a partial of a partial is one partial */
        fn = inner->fn;
    }
    if (!PyCallable_Check(fn)) {
        PyErr_SetString(PyExc_TypeError, "the first argument must be callable");
        return NULL;
    }
    PyObject *all = PyTuple_GetSlice(args, 1, n);
    if (all != NULL && inner != NULL) {
        Py_SETREF(all, PySequence_Concat(inner->args, all));
    }
    PyObject *kw = all == NULL ? NULL : merge_keywords(inner == NULL ? NULL : inner->kw, kwargs);
    partial *self = kw == NULL ? NULL : (partial *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(all);
        Py_XDECREF(kw);
        return NULL;
    }
    self->fn = Py_NewRef(fn);
    self->args = all;
    self->kw = kw;
    self->vectorcall = partial_vectorcall;
    return (PyObject *)self;
}

static int partial_clear(PyObject *op) {
    partial *self = (partial *)op;
    Py_CLEAR(self->fn);
    Py_CLEAR(self->args);
    Py_CLEAR(self->kw);
    Py_CLEAR(self->dict);
    return 0;
}

static void partial_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    if (((partial *)op)->weakreflist != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    partial_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int partial_traverse(PyObject *op, visitproc visit, void *arg) {
    partial *self = (partial *)op;
    Py_VISIT(self->fn);
    Py_VISIT(self->args);
    Py_VISIT(self->kw);
    Py_VISIT(self->dict);
    return 0;
}

/* ---- calls ------------------------------------------------------------------------------- */

static PyObject *partial_call(PyObject *op, PyObject *args, PyObject *kwargs) {
    partial *self = (partial *)op;
    PyObject *kw = NULL;
    if (kwargs != NULL || PyDict_Size(self->kw) > 0) {
        kw = merge_keywords(self->kw, kwargs);
        if (kw == NULL) {
            return NULL;
        }
    }
    PyObject *all = PySequence_Concat(self->args, args);
    PyObject *result = all == NULL ? NULL : PyObject_Call(self->fn, all, kw);
    Py_XDECREF(all);
    Py_XDECREF(kw);
    return result;
}

static PyObject *partial_vectorcall(PyObject *op, PyObject *const *args, size_t nargsf,
                                    PyObject *kwnames) {
    partial *self = (partial *)op;
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf);
    if (PyDict_Size(self->kw) > 0) {
        PyObject *tuple = _PyTuple_FromArray(args, nargs);
        PyObject *kw = tuple == NULL       ? NULL
                       : kwnames == NULL ? PyDict_New()
                                         : _PyStack_AsDict(args + nargs, kwnames);
        PyObject *result = kw == NULL ? NULL : partial_call(op, tuple, kw);
        Py_XDECREF(tuple);
        Py_XDECREF(kw);
        return result;
    }
    Py_ssize_t before = PyTuple_GET_SIZE(self->args);
    Py_ssize_t behind = nargs + (kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames));
    if (before == 0) {
        return PyObject_Vectorcall(self->fn, args, nargsf, kwnames);
    }
    PyObject *few[8];
    PyObject **all = before + behind <= 8 ? few : PyMem_New(PyObject *, (size_t)(before + behind));
    if (all == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *fn = Py_NewRef(self->fn); /* __setstate__ may take all away meanwhile */
    PyObject *mine = Py_NewRef(self->args);
    memcpy(all, _PyTuple_ITEMS(mine), (size_t)before * sizeof(PyObject *));
    memcpy(all + before, args, (size_t)behind * sizeof(PyObject *));
    PyObject *result = PyObject_Vectorcall(fn, all, (size_t)(before + nargs), kwnames);
    Py_DECREF(fn);
    Py_DECREF(mine);
    if (all != few) {
        PyMem_Free(all);
    }
    return result;
}

#if PYI_313
static PyObject *partial_descr_get(PyObject *self, PyObject *instance, PyObject *Py_UNUSED(owner)) {
    if (instance == NULL || instance == Py_None) {
        return Py_NewRef(self);
    }
    if (PyErr_WarnEx(PyExc_FutureWarning,
                     "functools.partial will be a method descriptor in future Python versions; wrap it "
                     "in staticmethod() if you want to preserve the old behavior",
                     1) < 0) {
        return NULL;
    }
    return Py_NewRef(self);
}
#endif

/* ---- slots and methods ------------------------------------------------------------------- */

/* new: ", arg, arg, name=value" */
static PyObject *arguments_text(partial *self) {
    PyObject *text = PyUnicode_FromString("");
    for (Py_ssize_t i = 0; text != NULL && i < PyTuple_GET_SIZE(self->args); i++) {
        Py_SETREF(text, PyUnicode_FromFormat("%U, %R", text, PyTuple_GET_ITEM(self->args, i)));
    }
    PyObject *key, *value;
    Py_ssize_t pos = 0;
    while (text != NULL && PyDict_Next(self->kw, &pos, &key, &value)) {
        Py_INCREF(key);
        Py_INCREF(value);
        Py_SETREF(text, PyUnicode_FromFormat("%U, %S=%R", text, key, value));
        Py_DECREF(key);
        Py_DECREF(value);
    }
    return text;
}

/* new: the name as repr() shows it */
static PyObject *name_of(PyTypeObject *type) {
#if PYI_313
    return PyType_GetFullyQualifiedName(type);
#else
    return PyUnicode_FromString(type->tp_name);
#endif
}

static PyObject *partial_repr(PyObject *op) {
    partial *self = (partial *)op;
    int entered = Py_ReprEnter(op);
    if (entered != 0) {
        return entered > 0 ? PyUnicode_FromString("...") : NULL;
    }
    PyObject *name = name_of(Py_TYPE(op));
    PyObject *args = name == NULL ? NULL : arguments_text(self);
    PyObject *result = args == NULL ? NULL : PyUnicode_FromFormat("%U(%R%U)", name, self->fn, args);
    Py_XDECREF(name);
    Py_XDECREF(args);
    Py_ReprLeave(op);
    return result;
}

static PyObject *partial_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    partial *self = (partial *)op;
    return Py_BuildValue("O(O)(OOOO)", Py_TYPE(op), self->fn, self->fn, self->args, self->kw,
                         self->dict == NULL ? Py_None : self->dict);
}

static PyObject *partial_setstate(PyObject *op, PyObject *state) {
    partial *self = (partial *)op;
    PyObject *fn, *args, *kw, *dict;
    if (!PyTuple_Check(state) || !PyArg_ParseTuple(state, "OOOO", &fn, &args, &kw, &dict) ||
        !PyCallable_Check(fn) || !PyTuple_Check(args) || (kw != Py_None && !PyDict_Check(kw))) {
        PyErr_SetString(PyExc_TypeError, "invalid partial state");
        return NULL;
    }
    args = PyTuple_CheckExact(args) ? Py_NewRef(args) : PySequence_Tuple(args);
    if (args == NULL) {
        return NULL;
    }
    kw = kw == Py_None ? PyDict_New() : PyDict_CheckExact(kw) ? Py_NewRef(kw) : PyDict_Copy(kw);
    if (kw == NULL) {
        Py_DECREF(args);
        return NULL;
    }
    Py_SETREF(self->fn, Py_NewRef(fn));
    Py_SETREF(self->args, args);
    Py_SETREF(self->kw, kw);
    Py_XSETREF(self->dict, dict == Py_None ? NULL : Py_NewRef(dict));
    Py_RETURN_NONE;
}

static PyMethodDef partial_methods[] = {
    {"__reduce__", partial_reduce, METH_NOARGS, NULL},
    {"__setstate__", partial_setstate, METH_O, NULL},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef partial_members[] = {
    {"func", T_OBJECT, offsetof(partial, fn), READONLY, NULL},
    {"args", T_OBJECT, offsetof(partial, args), READONLY, NULL},
    {"keywords", T_OBJECT, offsetof(partial, kw), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef partial_getset[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject pyi_partial_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "functools.partial",
    .tp_basicsize = sizeof(partial),
    .tp_dealloc = partial_dealloc,
    .tp_vectorcall_offset = offsetof(partial, vectorcall),
    .tp_repr = partial_repr,
    .tp_call = partial_call,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE |
                Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_traverse = partial_traverse,
    .tp_clear = partial_clear,
    .tp_weaklistoffset = offsetof(partial, weakreflist),
    .tp_methods = partial_methods,
    .tp_members = partial_members,
    .tp_getset = partial_getset,
#if PYI_313
    .tp_descr_get = partial_descr_get,
#endif
    .tp_dictoffset = offsetof(partial, dict),
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = partial_new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(pyi_partial_type);
