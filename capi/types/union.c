/* SPDX-License-Identifier: Apache-2.0 */
/* types.UnionType: int | str.
 * Layout     args and parameters owned; parameters NULL until asked for
 * Collected  yes
 * Contract   docs.python.org/3/library/stdtypes.html#types-union, PEP 604
 */
#include "generics.h"

#if PYI_312
#include "internal/pycore_typevarobject.h"
#endif
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *args; /* tuple */
    PyObject *parameters;
} uniontype;

/* borrowed tuple */
PyObject *_Py_union_args(PyObject *self) { return ((uniontype *)self)->args; }

/* ---- life -------------------------------------------------------------------------------- */

static bool may_be_member(PyObject *op) {
#if PYI_312
    if (Py_IS_TYPE(op, &_PyTypeAlias_Type)) {
        return true;
    }
#endif
    return op == Py_None || PyType_Check(op) || _PyGenericAlias_Check(op) || _PyUnion_Check(op);
}

/* 1 when two members mean the same */
static int same_member(PyObject *a, PyObject *b) {
    if (_PyGenericAlias_Check(a) && _PyGenericAlias_Check(b)) {
        return PyObject_RichCompareBool(a, b, Py_EQ);
    }
    return a == b;
}

/* Appends the members of op that are not there yet; None stands for its type. */
static int add_members(PyObject *list, PyObject *op) {
    if (_PyUnion_Check(op)) {
        PyObject *args = _Py_union_args(op);
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args); i++) {
            if (add_members(list, PyTuple_GET_ITEM(args, i)) < 0) {
                return -1;
            }
        }
        return 0;
    }
    PyObject *member = op == Py_None ? (PyObject *)Py_TYPE(Py_None) : op;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        int same = same_member(PyList_GET_ITEM(list, i), member);
        if (same != 0) {
            return same < 0 ? -1 : 0;
        }
    }
    return PyList_Append(list, member);
}

/* new union of the members in the tuple, which is stolen; the only one itself */
static PyObject *union_make(PyObject *args) {
    if (args == NULL) {
        return NULL;
    }
    if (PyTuple_GET_SIZE(args) == 1) {
        PyObject *only = Py_NewRef(PyTuple_GET_ITEM(args, 0));
        Py_DECREF(args);
        return only;
    }
    uniontype *self = PyObject_GC_New(uniontype, &_PyUnion_Type);
    if (self == NULL) {
        Py_DECREF(args);
        return NULL;
    }
    self->args = args;
    self->parameters = NULL;
    _PyObject_GC_TRACK(self);
    return (PyObject *)self;
}

/* new; left | right */
PyObject *_Py_union_type_or(PyObject *left, PyObject *right) {
    if (!may_be_member(left) || !may_be_member(right)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyObject *list = PyList_New(0);
    if (list != NULL && (add_members(list, left) < 0 || add_members(list, right) < 0)) {
        Py_CLEAR(list);
    }
    PyObject *args = list == NULL ? NULL : PyList_AsTuple(list);
    Py_XDECREF(list);
    return union_make(args);
}

static void union_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((uniontype *)op)->args);
    Py_XDECREF(((uniontype *)op)->parameters);
    PyObject_GC_Del(op);
}

static int union_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((uniontype *)op)->args);
    Py_VISIT(((uniontype *)op)->parameters);
    return 0;
}

/* ---- slots ------------------------------------------------------------------------------- */

static int write_members(_PyUnicodeWriter *writer, PyObject *args) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args); i++) {
        PyObject *arg = PyTuple_GET_ITEM(args, i);
        if (i > 0 && _PyUnicodeWriter_WriteASCIIString(writer, " | ", 3) < 0) {
            return -1;
        }
        int status = arg == (PyObject *)Py_TYPE(Py_None)
                         ? _PyUnicodeWriter_WriteASCIIString(writer, "None", 4)
                         : pyi_generic_write(writer, arg);
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

static PyObject *union_repr(PyObject *self) {
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    if (write_members(&writer, _Py_union_args(self)) < 0) {
        _PyUnicodeWriter_Dealloc(&writer);
        return NULL;
    }
    return _PyUnicodeWriter_Finish(&writer);
}

static Py_hash_t union_hash(PyObject *self) {
    PyObject *set = PyFrozenSet_New(_Py_union_args(self));
    Py_hash_t hash = set == NULL ? -1 : PyObject_Hash(set);
    Py_XDECREF(set);
    return hash;
}

static PyObject *union_richcompare(PyObject *left, PyObject *right, int op) {
    if (!_PyUnion_Check(right) || (op != Py_EQ && op != Py_NE)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyObject *a = PySet_New(_Py_union_args(left));
    PyObject *b = a == NULL ? NULL : PySet_New(_Py_union_args(right));
    PyObject *result = b == NULL ? NULL : PyObject_RichCompare(a, b, op);
    Py_XDECREF(a);
    Py_XDECREF(b);
    return result;
}

static PyObject *union_getattro(PyObject *self, PyObject *name) {
    if (PyUnicode_Check(name) && PyUnicode_CompareWithASCIIString(name, "__module__") == 0) {
        return PyObject_GetAttr((PyObject *)Py_TYPE(self), name);
    }
    return PyObject_GenericGetAttr(self, name);
}

/* borrowed */
static PyObject *parameters_of(uniontype *self) {
    if (self->parameters == NULL) {
        self->parameters = _Py_make_parameters(self->args);
    }
    return self->parameters;
}

static PyObject *union_getitem(PyObject *op, PyObject *item) {
    uniontype *self = (uniontype *)op;
    PyObject *parameters = parameters_of(self);
    PyObject *args =
        parameters == NULL ? NULL : _Py_subs_parameters(op, self->args, parameters, item);
    if (args == NULL) {
        return NULL;
    }
    PyObject *result = NULL;
    Py_ssize_t n = PyTuple_GET_SIZE(args);
    if (n > 0) {
        result = Py_NewRef(PyTuple_GET_ITEM(args, 0));
    }
    for (Py_ssize_t i = 1; result != NULL && i < n; i++) {
        Py_SETREF(result, PyNumber_Or(result, PyTuple_GET_ITEM(args, i)));
    }
    Py_DECREF(args);
    return result;
}

static PyObject *union_parameters(PyObject *self, void *Py_UNUSED(closure)) {
    return Py_XNewRef(parameters_of((uniontype *)self));
}

static PyMemberDef union_members[] = {
    {"__args__", T_OBJECT, offsetof(uniontype, args), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef union_getset[] = {
    {"__parameters__", union_parameters, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

/* ---- type -------------------------------------------------------------------------------- */

static PyMappingMethods union_as_mapping = {
    .mp_subscript = union_getitem,
};

static PyNumberMethods union_as_number = {
    .nb_or = _Py_union_type_or,
};

PyTypeObject _PyUnion_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "types.UnionType",
    .tp_basicsize = sizeof(uniontype),
    .tp_dealloc = union_dealloc,
    .tp_repr = union_repr,
    .tp_as_number = &union_as_number,
    .tp_as_mapping = &union_as_mapping,
    .tp_hash = union_hash,
    .tp_getattro = union_getattro,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = union_traverse,
    .tp_richcompare = union_richcompare,
    .tp_members = union_members,
    .tp_getset = union_getset,
};
PYI_TYPE(_PyUnion_Type);
