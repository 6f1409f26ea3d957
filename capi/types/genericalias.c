/* SPDX-License-Identifier: Apache-2.0 */
/* types.GenericAlias: list[int], which behaves as list but knows its arguments.
 * Layout     origin, args and parameters owned; parameters NULL until asked for
 * Collected  yes
 * Contract   docs.python.org/3/library/stdtypes.html#types-genericalias
 */
#include "generics.h"

#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *origin;
    PyObject *args; /* tuple */
    PyObject *parameters;
    PyObject *weakreflist;
    bool starred; /* *tuple[int] */
    vectorcallfunc vectorcall;
} alias;

static PyObject *alias_vectorcall(PyObject *self, PyObject *const *args, size_t nargsf,
                                  PyObject *kwnames);

/* ---- life -------------------------------------------------------------------------------- */

/* borrows both; args that are no tuple are the only one */
static PyObject *alias_make(PyTypeObject *type, PyObject *origin, PyObject *args) {
    args = PyTuple_Check(args) ? Py_NewRef(args) : PyTuple_Pack(1, args);
    alias *self = args == NULL ? NULL : (alias *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(args);
        return NULL;
    }
    self->origin = Py_NewRef(origin);
    self->args = args;
    self->parameters = NULL;
    self->weakreflist = NULL;
    self->starred = false;
    self->vectorcall = alias_vectorcall;
    return (PyObject *)self;
}

/* new; list[args] */
PyObject *Py_GenericAlias(PyObject *origin, PyObject *args) {
    return alias_make(&Py_GenericAliasType, origin, args);
}

static PyObject *alias_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    if (!_PyArg_NoKeywords("GenericAlias", kwargs) ||
        !_PyArg_CheckPositional("GenericAlias", PyTuple_GET_SIZE(args), 2, 2)) {
        return NULL;
    }
    return alias_make(type, PyTuple_GET_ITEM(args, 0), PyTuple_GET_ITEM(args, 1));
}

static void alias_dealloc(PyObject *op) {
    alias *self = (alias *)op;
    PyObject_GC_UnTrack(self);
    if (self->weakreflist != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    Py_XDECREF(self->origin);
    Py_XDECREF(self->args);
    Py_XDECREF(self->parameters);
    Py_TYPE(op)->tp_free(op);
}

static int alias_traverse(PyObject *op, visitproc visit, void *arg) {
    alias *self = (alias *)op;
    Py_VISIT(self->origin);
    Py_VISIT(self->args);
    Py_VISIT(self->parameters);
    return 0;
}

/* ---- slots ------------------------------------------------------------------------------- */

static int write_alias(_PyUnicodeWriter *writer, alias *self) {
    Py_ssize_t n = PyTuple_GET_SIZE(self->args);
    if ((self->starred && _PyUnicodeWriter_WriteChar(writer, '*') < 0) ||
        pyi_generic_write(writer, self->origin) < 0 ||
        _PyUnicodeWriter_WriteASCIIString(writer, n == 0 ? "[()" : "[", n == 0 ? 3 : 1) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        if ((i > 0 && _PyUnicodeWriter_WriteASCIIString(writer, ", ", 2) < 0) ||
            pyi_generic_write(writer, PyTuple_GET_ITEM(self->args, i)) < 0) {
            return -1;
        }
    }
    return _PyUnicodeWriter_WriteChar(writer, ']');
}

static PyObject *alias_repr(PyObject *self) {
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    if (write_alias(&writer, (alias *)self) < 0) {
        _PyUnicodeWriter_Dealloc(&writer);
        return NULL;
    }
    return _PyUnicodeWriter_Finish(&writer);
}

static Py_hash_t alias_hash(PyObject *op) {
    Py_hash_t origin = PyObject_Hash(((alias *)op)->origin);
    Py_hash_t args = origin == -1 ? -1 : PyObject_Hash(((alias *)op)->args);
    return args == -1 ? -1 : origin ^ args;
}

static PyObject *alias_richcompare(PyObject *left, PyObject *right, int op) {
    if (!_PyGenericAlias_Check(left) || !_PyGenericAlias_Check(right) ||
        (op != Py_EQ && op != Py_NE)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    alias *a = (alias *)left;
    alias *b = (alias *)right;
    int equal = a->starred == b->starred;
    if (equal) {
        equal = PyObject_RichCompareBool(a->origin, b->origin, Py_EQ);
    }
    if (equal > 0) {
        equal = PyObject_RichCompareBool(a->args, b->args, Py_EQ);
    }
    return equal < 0 ? NULL : PyBool_FromLong(equal == (op == Py_EQ));
}

/* An instance remembers what it was made of, when it can. */
static PyObject *with_origin(PyObject *op, PyObject *self) {
    if (op != NULL && PyObject_SetAttr(op, PYI_NAME("__orig_class__"), self) < 0) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError) &&
            !PyErr_ExceptionMatches(PyExc_TypeError)) {
            Py_DECREF(op);
            return NULL;
        }
        PyErr_Clear();
    }
    return op;
}

static PyObject *alias_vectorcall(PyObject *self, PyObject *const *args, size_t nargsf,
                                  PyObject *kwnames) {
    return with_origin(PyObject_Vectorcall(((alias *)self)->origin, args, nargsf, kwnames), self);
}

/* The attributes that are its own; all others are those of the class. */
static const char *const own_names[] = {
    "__class__",
#if PYI_313
    "__bases__",
#endif
    "__origin__", "__args__", "__unpacked__", "__parameters__", "__typing_unpacked_tuple_args__",
    "__mro_entries__", "__reduce_ex__", "__reduce__", "__copy__", "__deepcopy__",
};
#define NUM_OWN_NAMES (sizeof(own_names) / sizeof(own_names[0]))

static PyObject *alias_getattro(PyObject *self, PyObject *name) {
    bool own = !PyUnicode_Check(name);
    for (size_t i = 0; i < NUM_OWN_NAMES && !own; i++) {
        own = PyUnicode_CompareWithASCIIString(name, own_names[i]) == 0;
    }
    return own ? PyObject_GenericGetAttr(self, name)
               : PyObject_GetAttr(((alias *)self)->origin, name);
}

/* borrowed */
static PyObject *parameters_of(alias *self) {
    if (self->parameters == NULL) {
        self->parameters = _Py_make_parameters(self->args);
    }
    return self->parameters;
}

static PyObject *alias_getitem(PyObject *op, PyObject *item) {
    alias *self = (alias *)op;
    PyObject *parameters = parameters_of(self);
    PyObject *args =
        parameters == NULL ? NULL : _Py_subs_parameters(op, self->args, parameters, item);
    PyObject *result = args == NULL ? NULL : Py_GenericAlias(self->origin, args);
    Py_XDECREF(args);
    if (result != NULL) {
        ((alias *)result)->starred = self->starred;
    }
    return result;
}

/* ---- methods ----------------------------------------------------------------------------- */

static PyObject *alias_mro_entries(PyObject *self, PyObject *Py_UNUSED(bases)) {
    return PyTuple_Pack(1, ((alias *)self)->origin);
}

static PyObject *alias_instancecheck(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(ignored)) {
    PyErr_SetString(PyExc_TypeError, "isinstance() argument 2 cannot be a parameterized generic");
    return NULL;
}

static PyObject *alias_subclasscheck(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(ignored)) {
    PyErr_SetString(PyExc_TypeError, "issubclass() argument 2 cannot be a parameterized generic");
    return NULL;
}

static PyObject *alias_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    alias *self = (alias *)op;
    if (!self->starred) {
        return Py_BuildValue("O(OO)", Py_TYPE(op), self->origin, self->args);
    }
    PyObject *plain = Py_GenericAlias(self->origin, self->args);
    PyObject *iter = plain == NULL ? NULL : PyObject_GetIter(plain);
    Py_XDECREF(plain);
    return iter == NULL ? NULL : Py_BuildValue("N(N)", pyi_iter_builtin("next"), iter);
}

static PyObject *alias_dir(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    PyObject *names = PyObject_Dir(((alias *)op)->origin);
    for (size_t i = 0; names != NULL && i < NUM_OWN_NAMES; i++) {
        PyObject *name = PyUnicode_FromString(own_names[i]);
        int found = name == NULL ? -1 : PySequence_Contains(names, name);
        if (found < 0 || (found == 0 && PyList_Append(names, name) < 0)) {
            Py_CLEAR(names);
        }
        Py_XDECREF(name);
    }
    return names;
}

static PyMethodDef alias_methods[] = {
    {"__mro_entries__", alias_mro_entries, METH_O, NULL},
    {"__instancecheck__", alias_instancecheck, METH_O, NULL},
    {"__subclasscheck__", alias_subclasscheck, METH_O, NULL},
    {"__reduce__", alias_reduce, METH_NOARGS, NULL},
    {"__dir__", alias_dir, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef alias_members[] = {
    {"__origin__", T_OBJECT, offsetof(alias, origin), READONLY, NULL},
    {"__args__", T_OBJECT, offsetof(alias, args), READONLY, NULL},
    {"__unpacked__", T_BOOL, offsetof(alias, starred), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyObject *alias_parameters(PyObject *self, void *Py_UNUSED(closure)) {
    return Py_XNewRef(parameters_of((alias *)self));
}

static PyObject *alias_unpacked_args(PyObject *op, void *Py_UNUSED(closure)) {
    alias *self = (alias *)op;
    bool starred = self->starred && self->origin == (PyObject *)&PyTuple_Type;
    return Py_NewRef(starred ? self->args : Py_None);
}

static PyGetSetDef alias_getset[] = {
    {"__parameters__", alias_parameters, NULL, NULL, NULL},
    {"__typing_unpacked_tuple_args__", alias_unpacked_args, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

/* ---- iterator: *tuple[int] asks for the one starred alias ---------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *alias; /* NULL at the end */
} aliasiter;

static PyTypeObject aliasiter_type;

static PyObject *alias_iter(PyObject *self) {
    aliasiter *it = PyObject_GC_New(aliasiter, &aliasiter_type);
    if (it == NULL) {
        return NULL;
    }
    it->alias = Py_NewRef(self);
    PyObject_GC_Track(it);
    return (PyObject *)it;
}

static void aliasiter_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((aliasiter *)op)->alias);
    PyObject_GC_Del(op);
}

static int aliasiter_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((aliasiter *)op)->alias);
    return 0;
}

static int aliasiter_clear(PyObject *op) {
    Py_CLEAR(((aliasiter *)op)->alias);
    return 0;
}

static PyObject *aliasiter_next(PyObject *op) {
    alias *plain = (alias *)((aliasiter *)op)->alias;
    if (plain == NULL) {
        return NULL;
    }
    PyObject *starred = Py_GenericAlias(plain->origin, plain->args);
    if (starred != NULL) {
        ((alias *)starred)->starred = true;
        Py_CLEAR(((aliasiter *)op)->alias);
    }
    return starred;
}

static PyObject *aliasiter_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    PyObject *function = pyi_iter_builtin("iter"); /* first: it may run code that ends us */
    PyObject *plain = ((aliasiter *)op)->alias;
    if (function == NULL) {
        return NULL;
    }
    return plain != NULL ? Py_BuildValue("N(O)", function, plain) : Py_BuildValue("N(())", function);
}

static PyMethodDef aliasiter_methods[] = {
    {"__reduce__", aliasiter_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject aliasiter_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "generic_alias_iterator",
    .tp_basicsize = sizeof(aliasiter),
    .tp_dealloc = aliasiter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = aliasiter_traverse,
    .tp_clear = aliasiter_clear,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = aliasiter_next,
    .tp_methods = aliasiter_methods,
};
PYI_TYPE(aliasiter_type);

/* ---- type -------------------------------------------------------------------------------- */

static PyMappingMethods alias_as_mapping = {
    .mp_subscript = alias_getitem,
};

static PyNumberMethods alias_as_number = {
    .nb_or = _Py_union_type_or,
};

PyTypeObject Py_GenericAliasType = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "types.GenericAlias",
    .tp_basicsize = sizeof(alias),
    .tp_dealloc = alias_dealloc,
    .tp_vectorcall_offset = offsetof(alias, vectorcall),
    .tp_repr = alias_repr,
    .tp_as_number = &alias_as_number,
    .tp_as_mapping = &alias_as_mapping,
    .tp_hash = alias_hash,
    .tp_call = PyVectorcall_Call,
    .tp_getattro = alias_getattro,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE |
                Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_traverse = alias_traverse,
    .tp_richcompare = alias_richcompare,
    .tp_weaklistoffset = offsetof(alias, weakreflist),
    .tp_iter = alias_iter,
    .tp_methods = alias_methods,
    .tp_members = alias_members,
    .tp_getset = alias_getset,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = alias_new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(Py_GenericAliasType);
