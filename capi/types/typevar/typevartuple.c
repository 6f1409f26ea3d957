/* SPDX-License-Identifier: Apache-2.0 */
/* typevartuple: typing.TypeVarTuple and typing.Generic (3.12+).
 * Collected  yes, as typevar.c
 * Contract   docs.python.org/3/library/typing.html#typing.TypeVarTuple
 */
#include "typing.h"
#include "pyi_c_imports.h"

#if PYI_312

typedef struct {
    PyObject_HEAD
    PyObject *name;
#  if PYI_313
    pyi_typing_default preset;
#  endif
} typevartuple;

/* ---- life -------------------------------------------------------------------------------------------- */

static typevartuple *typevartuple_alloc(PyObject *name) {
    PyTypeObject *type = pyi_typing_get(TYPE_TYPEVARTUPLE);
    typevartuple *self = type == NULL ? NULL : (typevartuple *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->name = Py_NewRef(name);
    }
    return self;
}

static PyObject *typevartuple_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)type;
    pyi_typing_keyword keywords[] = {
        {"name", NULL},
#  if PYI_313
        {"default", &_Py_NoDefaultStruct},
#  endif
    };
    Py_ssize_t given =
        PyTuple_GET_SIZE(args) + (kwargs == NULL ? 0 : PyDict_GET_SIZE(kwargs));
    if (given > (Py_ssize_t)Py_ARRAY_LENGTH(keywords) || PyTuple_GET_SIZE(args) > 1) {
        PyErr_Format(PyExc_TypeError, "typevartuple() takes at most 1 %sargument (%zd given)",
                     PyTuple_GET_SIZE(args) > 1 && PYI_313 ? "positional " : "", given);
        return NULL;
    }
    if (pyi_typing_parse("typevartuple", kwargs, keywords, Py_ARRAY_LENGTH(keywords)) < 0) {
        return NULL;
    }
    PyObject *name = pyi_typing_parse_name("typevartuple", args, keywords[0].value);
    typevartuple *self = name == NULL ? NULL : typevartuple_alloc(name);
    if (self == NULL) {
        return NULL;
    }
#  if PYI_313
    self->preset.value = Py_NewRef(keywords[1].value);
#  endif
    if (pyi_typing_set_module((PyObject *)self) < 0) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

/* new; for the syntax */
PyObject *_Py_make_typevartuple(PyThreadState *ts, PyObject *name) {
    (void)ts;
    return (PyObject *)typevartuple_alloc(name);
}

static int typevartuple_traverse(typevartuple *self, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE(self));
#  if PYI_313
    Py_VISIT(self->preset.value);
    Py_VISIT(self->preset.evaluate);
#  endif
    return pyi_typing_visit_dict((PyObject *)self, visit, arg);
}

static int typevartuple_clear(typevartuple *self) {
#  if PYI_313
    Py_CLEAR(self->preset.value);
    Py_CLEAR(self->preset.evaluate);
#  endif
    pyi_typing_clear_dict((PyObject *)self);
    return 0;
}

static void typevartuple_dealloc(typevartuple *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    PyObject_ClearWeakRefs((PyObject *)self);
    typevartuple_clear(self);
    Py_DECREF(self->name);
    type->tp_free(self);
    Py_DECREF(type);
}

/* ---- slots ----------------------------------------------------------------------------------------------- */

static PyObject *typevartuple_repr(typevartuple *self) { return Py_NewRef(self->name); }

/* `*Ts` */
static PyObject *typevartuple_iter(PyObject *self) {
    PyObject *unpacked = pyi_typing_unpack(self);
    PyObject *tuple = unpacked == NULL ? NULL : PyTuple_Pack(1, unpacked);
    PyObject *iterator = tuple == NULL ? NULL : PyObject_GetIter(tuple);
    Py_XDECREF(unpacked);
    Py_XDECREF(tuple);
    return iterator;
}

/* ---- methods ------------------------------------------------------------------------------------------------ */

static PyObject *typevartuple_subst(PyObject *self, PyObject *arg) {
    (void)self, (void)arg;
    PyErr_SetString(PyExc_TypeError, "Substitution of bare TypeVarTuple is not supported");
    return NULL;
}

static PyObject *typevartuple_prepare_subst(PyObject *self, PyObject *const *args,
                                            Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("__typing_prepare_subst__", nargs, 2, 2)) {
        return NULL;
    }
    PyObject *all[] = {self, args[0], args[1]};
    return pyi_typing_call("_typevartuple_prepare_subst", all, 3);
}

static PyObject *typevartuple_reduce(typevartuple *self, PyObject *unused) {
    (void)unused;
    return Py_NewRef(self->name);
}

static PyObject *typevartuple_mro_entries(PyObject *self, PyObject *bases) {
    (void)bases;
    return pyi_typing_no_subclass(self);
}

#  if PYI_313
static PyObject *typevartuple_get_default(typevartuple *self, void *closure) {
    (void)closure;
    return pyi_typing_get_default(&self->preset);
}

static PyObject *typevartuple_has_default(typevartuple *self, PyObject *unused) {
    (void)unused;
    return PyBool_FromLong(pyi_typing_has_default(&self->preset));
}

void pyi_typevartuple_set_default(PyObject *self, PyObject *evaluate) {
    Py_XSETREF(((typevartuple *)self)->preset.evaluate, Py_NewRef(evaluate));
}

static PyGetSetDef typevartuple_getset[] = {
    {"__default__", (getter)typevartuple_get_default, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
#  endif

static PyMemberDef typevartuple_members[] = {
    {"__name__", T_OBJECT, offsetof(typevartuple, name), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyMethodDef typevartuple_methods[] = {
    {"__typing_subst__", typevartuple_subst, METH_O,
     PYI_SIGNATURE("__typing_subst__", PYI_TYPING_SELF_SLASH("arg"))},
    {"__typing_prepare_subst__", PYI_FASTCALL(typevartuple_prepare_subst), METH_FASTCALL,
     PYI_SIGNATURE("__typing_prepare_subst__", PYI_TYPING_SELF_SLASH("alias, args"))},
#  if PYI_313
    {"has_default", (PyCFunction)typevartuple_has_default, METH_NOARGS,
     PYI_SIGNATURE("has_default", "($self, /)")},
#  endif
    {"__reduce__", (PyCFunction)typevartuple_reduce, METH_NOARGS,
     PYI_SIGNATURE("__reduce__", "($self, /)")},
    {"__mro_entries__", typevartuple_mro_entries, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- type ---------------------------------------------------------------------------------------------------- */

static PyType_Slot typevartuple_slots[] = {
    {Py_tp_iter, typevartuple_iter},         {Py_tp_repr, typevartuple_repr},
    {Py_tp_members, typevartuple_members},   {Py_tp_methods, typevartuple_methods},
    {Py_tp_new, typevartuple_new},           {Py_tp_dealloc, typevartuple_dealloc},
    {Py_tp_alloc, PyType_GenericAlloc},      {Py_tp_free, PyObject_GC_Del},
    {Py_tp_traverse, typevartuple_traverse}, {Py_tp_clear, typevartuple_clear},
#  if PYI_313
    {Py_tp_getset, typevartuple_getset},
#  endif
    {0, NULL},
};

PyType_Spec pyi_typevartuple_spec = {
    .name = "typing.TypeVarTuple",
    .basicsize = sizeof(typevartuple),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
             Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_MANAGED_WEAKREF,
    .slots = typevartuple_slots,
};

/* ---- Generic -------------------------------------------------------------------------------------------------- */

PYI_C_IMPORT("typing", "_GenericAlias _generic_class_getitem _generic_init_subclass", "", "[T]");
PYI_C_IMPORT("typing", "_GenericAlias _generic_class_getitem _generic_init_subclass", "_typing", "");

/* new: typing.NAME(cls, *args, **kwargs) */
static PyObject *call_with_class(const char *name, PyObject *class, PyObject *args,
                                 PyObject *kwargs) {
    PyObject *typing = PyImport_ImportModule("typing");
    PyObject *func = typing == NULL ? NULL : PyObject_GetAttrString(typing, name);
    PyObject *first = func == NULL ? NULL : PyTuple_Pack(1, class);
    PyObject *all = first == NULL ? NULL : PySequence_Concat(first, args);
    PyObject *result = all == NULL ? NULL : PyObject_Call(func, all, kwargs);
    Py_XDECREF(all);
    Py_XDECREF(first);
    Py_XDECREF(func);
    Py_XDECREF(typing);
    return result;
}

static PyObject *generic_init_subclass(PyObject *class, PyObject *args, PyObject *kwargs) {
    return call_with_class("_generic_init_subclass", class, args, kwargs);
}

static PyObject *generic_class_getitem(PyObject *class, PyObject *args, PyObject *kwargs) {
    return call_with_class("_generic_class_getitem", class, args, kwargs);
}

static PyMethodDef generic_methods[] = {
    {"__class_getitem__", PYI_FASTCALL(generic_class_getitem),
     METH_VARARGS | METH_KEYWORDS | METH_CLASS, NULL},
    {"__init_subclass__", PYI_FASTCALL(generic_init_subclass),
     METH_VARARGS | METH_KEYWORDS | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

static void generic_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static int generic_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE(self));
    return 0;
}

static PyType_Slot generic_slots[] = {
    {Py_tp_methods, generic_methods},   {Py_tp_alloc, PyType_GenericAlloc},
    {Py_tp_free, PyObject_GC_Del},      {Py_tp_dealloc, generic_dealloc},
    {Py_tp_traverse, generic_traverse}, {0, NULL},
};

PyType_Spec pyi_generic_spec = {
    .name = "typing.Generic",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .slots = generic_slots,
};

/* new: Generic[params], the base of `class C[params]` */
PyObject *_Py_subscript_generic(PyThreadState *ts, PyObject *params) {
    (void)ts;
    PyObject *unpacked = pyi_typing_unpack_tuples(params);
    PyTypeObject *generic = unpacked == NULL ? NULL : pyi_typing_get(TYPE_GENERIC);
    if (generic == NULL) {
        Py_XDECREF(unpacked);
        return NULL;
    }
    PyObject *args[] = {(PyObject *)generic, unpacked};
    PyObject *result = pyi_typing_call("_GenericAlias", args, 2);
    Py_DECREF(unpacked);
    return result;
}

#endif /* PYI_312 */
