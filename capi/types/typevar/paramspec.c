/* SPDX-License-Identifier: Apache-2.0 */
/* paramspec: typing.ParamSpec, its .args and .kwargs, and typing.TypeVarTuple (3.12+).
 * Collected  yes, as typevar.c
 * Contract   docs.python.org/3/library/typing.html#typing.ParamSpec
 */
#include "typing.h"

#if PYI_312

typedef struct {
    PyObject_HEAD
    PyObject *name;
    PyObject *bound; /* NULL: None */
#  if PYI_313
    pyi_typing_default preset;
#  endif
    bool covariant, contravariant, infer_variance;
} paramspec;

/* ---- P.args and P.kwargs ------------------------------------------------------------------------------ */

typedef struct {
    PyObject_HEAD
    PyObject *origin;
} attribute;

static PyObject *attribute_make(pyi_typing_type which, PyObject *origin) {
    PyTypeObject *type = pyi_typing_get(which);
    attribute *self = type == NULL ? NULL : (attribute *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->origin = Py_NewRef(origin);
    }
    return (PyObject *)self;
}

static PyObject *attribute_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    bool is_args = type == pyi_typing_get(TYPE_PARAMSPEC_ARGS);
    const char *function = is_args ? "paramspecargs" : "paramspeckwargs";
    pyi_typing_keyword keywords[] = {{"origin", NULL}};
    if (pyi_typing_parse(function, kwargs, keywords, 1) < 0) {
        return NULL;
    }
    PyObject *origin =
        PyTuple_GET_SIZE(args) > 0 ? PyTuple_GET_ITEM(args, 0) : keywords[0].value;
    if (origin == NULL) {
        PyErr_Format(PyExc_TypeError, "%s() missing required argument 'origin' (pos 1)", function);
        return NULL;
    }
    if (PyTuple_GET_SIZE(args) > 1) {
        PyErr_Format(PyExc_TypeError, "%s() takes at most 1 argument (%zd given)", function,
                     PyTuple_GET_SIZE(args));
        return NULL;
    }
    return attribute_make(is_args ? TYPE_PARAMSPEC_ARGS : TYPE_PARAMSPEC_KWARGS, origin);
}

static int attribute_traverse(attribute *self, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(self->origin);
    return 0;
}

static int attribute_clear(attribute *self) {
    Py_CLEAR(self->origin);
    return 0;
}

static void attribute_dealloc(attribute *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    PyObject_ClearWeakRefs((PyObject *)self);
    Py_XDECREF(self->origin);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *attribute_repr(attribute *self) {
    const char *name = Py_TYPE(self) == pyi_typing_get(TYPE_PARAMSPEC_ARGS) ? "args" : "kwargs";
    if (Py_IS_TYPE(self->origin, pyi_typing_get(TYPE_PARAMSPEC))) {
        return PyUnicode_FromFormat("%U.%s", ((paramspec *)self->origin)->name, name);
    }
    return PyUnicode_FromFormat("%R.%s", self->origin, name);
}

static PyObject *attribute_richcompare(attribute *self, PyObject *other, int op) {
    if (!Py_IS_TYPE(other, Py_TYPE(self)) || (op != Py_EQ && op != Py_NE)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    return PyObject_RichCompare(self->origin, ((attribute *)other)->origin, op);
}

static PyObject *mro_entries(PyObject *self, PyObject *bases) {
    (void)bases;
    return pyi_typing_no_subclass(self);
}

static PyMemberDef attribute_members[] = {
    {"__origin__", T_OBJECT, offsetof(attribute, origin), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyMethodDef attribute_methods[] = {
    {"__mro_entries__", mro_entries, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot attribute_slots[] = {
    {Py_tp_methods, attribute_methods},   {Py_tp_members, attribute_members},
    {Py_tp_new, attribute_new},           {Py_tp_dealloc, attribute_dealloc},
    {Py_tp_alloc, PyType_GenericAlloc},   {Py_tp_free, PyObject_GC_Del},
    {Py_tp_traverse, attribute_traverse}, {Py_tp_clear, attribute_clear},
    {Py_tp_repr, attribute_repr},         {Py_tp_richcompare, attribute_richcompare},
    {0, NULL},
};

PyType_Spec pyi_paramspec_args_spec = {
    .name = "typing.ParamSpecArgs",
    .basicsize = sizeof(attribute),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
             Py_TPFLAGS_MANAGED_WEAKREF,
    .slots = attribute_slots,
};

PyType_Spec pyi_paramspec_kwargs_spec = {
    .name = "typing.ParamSpecKwargs",
    .basicsize = sizeof(attribute),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
             Py_TPFLAGS_MANAGED_WEAKREF,
    .slots = attribute_slots,
};

/* ---- ParamSpec: life ------------------------------------------------------------------------------------ */

static paramspec *paramspec_alloc(PyObject *name) {
    PyTypeObject *type = pyi_typing_get(TYPE_PARAMSPEC);
    paramspec *self = type == NULL ? NULL : (paramspec *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->name = Py_NewRef(name);
    }
    return self;
}

static PyObject *paramspec_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)type;
    enum { NAME, BOUND, COVARIANT, CONTRAVARIANT, INFER, DEFAULT };
    pyi_typing_keyword keywords[] = {
        {"name", NULL},          {"bound", Py_None},     {"covariant", Py_False},
        {"contravariant", Py_False}, {"infer_variance", Py_False},
#  if PYI_313
        {"default", &_Py_NoDefaultStruct},
#  endif
    };
    if (pyi_typing_parse("paramspec", kwargs, keywords, Py_ARRAY_LENGTH(keywords)) < 0) {
        return NULL;
    }
    PyObject *name = pyi_typing_parse_name("paramspec", args, keywords[NAME].value);
    if (name == NULL) {
        return NULL;
    }
    if (PyTuple_GET_SIZE(args) > 1) {
        PyErr_Format(PyExc_TypeError, "paramspec() takes at most 1 positional argument (%zd given)",
                     PyTuple_GET_SIZE(args));
        return NULL;
    }
    int co = PyObject_IsTrue(keywords[COVARIANT].value);
    int contra = co < 0 ? -1 : PyObject_IsTrue(keywords[CONTRAVARIANT].value);
    int infer = contra < 0 ? -1 : PyObject_IsTrue(keywords[INFER].value);
    if (infer < 0 || pyi_typing_check_variance(infer, co, contra) < 0) {
        return NULL;
    }
    PyObject *bound = pyi_typing_check_type(keywords[BOUND].value, "Bound must be a type.");
    paramspec *self = bound == NULL ? NULL : paramspec_alloc(name);
    if (self == NULL) {
        Py_XDECREF(bound);
        return NULL;
    }
    self->bound = bound;
    self->covariant = co;
    self->contravariant = contra;
    self->infer_variance = infer;
#  if PYI_313
    self->preset.value = Py_NewRef(keywords[DEFAULT].value);
#  endif
    if (pyi_typing_set_module((PyObject *)self) < 0) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

/* new; for the syntax */
PyObject *_Py_make_paramspec(PyThreadState *ts, PyObject *name) {
    (void)ts;
    paramspec *self = paramspec_alloc(name);
    if (self != NULL) {
        self->infer_variance = true;
    }
    return (PyObject *)self;
}

static int paramspec_traverse(paramspec *self, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(self->bound);
#  if PYI_313
    Py_VISIT(self->preset.value);
    Py_VISIT(self->preset.evaluate);
#  endif
    return pyi_typing_visit_dict((PyObject *)self, visit, arg);
}

static int paramspec_clear(paramspec *self) {
    Py_CLEAR(self->bound);
#  if PYI_313
    Py_CLEAR(self->preset.value);
    Py_CLEAR(self->preset.evaluate);
#  endif
    pyi_typing_clear_dict((PyObject *)self);
    return 0;
}

static void paramspec_dealloc(paramspec *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    PyObject_ClearWeakRefs((PyObject *)self);
    paramspec_clear(self);
    Py_DECREF(self->name);
    type->tp_free(self);
    Py_DECREF(type);
}

/* ---- ParamSpec: slots, attributes, methods --------------------------------------------------------------- */

static PyObject *paramspec_repr(paramspec *self) {
    return pyi_typing_variance_repr(self->name, self->infer_variance, self->covariant,
                                    self->contravariant);
}

static PyObject *get_args(PyObject *self, void *closure) {
    (void)closure;
    return attribute_make(TYPE_PARAMSPEC_ARGS, self);
}

static PyObject *get_kwargs(PyObject *self, void *closure) {
    (void)closure;
    return attribute_make(TYPE_PARAMSPEC_KWARGS, self);
}

#  if PYI_313
static PyObject *paramspec_get_default(paramspec *self, void *closure) {
    (void)closure;
    return pyi_typing_get_default(&self->preset);
}

static PyObject *paramspec_has_default(paramspec *self, PyObject *unused) {
    (void)unused;
    return PyBool_FromLong(pyi_typing_has_default(&self->preset));
}

void pyi_paramspec_set_default(PyObject *self, PyObject *evaluate) {
    Py_XSETREF(((paramspec *)self)->preset.evaluate, Py_NewRef(evaluate));
}
#  endif

static PyGetSetDef paramspec_getset[] = {
    {"args", get_args, NULL, NULL, NULL},
    {"kwargs", get_kwargs, NULL, NULL, NULL},
#  if PYI_313
    {"__default__", (getter)paramspec_get_default, NULL, NULL, NULL},
#  endif
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMemberDef paramspec_members[] = {
    {"__name__", T_OBJECT, offsetof(paramspec, name), READONLY, NULL},
    {"__bound__", T_OBJECT, offsetof(paramspec, bound), READONLY, NULL},
    {"__covariant__", T_BOOL, offsetof(paramspec, covariant), READONLY, NULL},
    {"__contravariant__", T_BOOL, offsetof(paramspec, contravariant), READONLY, NULL},
    {"__infer_variance__", T_BOOL, offsetof(paramspec, infer_variance), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyObject *paramspec_subst(PyObject *self, PyObject *arg) {
    PyObject *args[] = {self, arg};
    return pyi_typing_call("_paramspec_subst", args, 2);
}

static PyObject *paramspec_prepare_subst(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("__typing_prepare_subst__", nargs, 2, 2)) {
        return NULL;
    }
    PyObject *all[] = {self, args[0], args[1]};
    return pyi_typing_call("_paramspec_prepare_subst", all, 3);
}

static PyObject *paramspec_reduce(paramspec *self, PyObject *unused) {
    (void)unused;
    return Py_NewRef(self->name);
}

static PyMethodDef paramspec_methods[] = {
    {"__typing_subst__", paramspec_subst, METH_O,
     PYI_SIGNATURE("__typing_subst__", PYI_TYPING_SELF_SLASH("arg"))},
    {"__typing_prepare_subst__", PYI_FASTCALL(paramspec_prepare_subst), METH_FASTCALL,
     PYI_SIGNATURE("__typing_prepare_subst__", PYI_TYPING_SELF_SLASH("alias, args"))},
#  if PYI_313
    {"has_default", (PyCFunction)paramspec_has_default, METH_NOARGS,
     PYI_SIGNATURE("has_default", "($self, /)")},
#  endif
    {"__reduce__", (PyCFunction)paramspec_reduce, METH_NOARGS,
     PYI_SIGNATURE("__reduce__", "($self, /)")},
    {"__mro_entries__", mro_entries, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot paramspec_slots[] = {
    {Py_tp_methods, paramspec_methods},   {Py_nb_or, pyi_typing_or},
    {Py_tp_new, paramspec_new},           {Py_tp_dealloc, paramspec_dealloc},
    {Py_tp_alloc, PyType_GenericAlloc},   {Py_tp_free, PyObject_GC_Del},
    {Py_tp_traverse, paramspec_traverse}, {Py_tp_clear, paramspec_clear},
    {Py_tp_repr, paramspec_repr},         {Py_tp_members, paramspec_members},
    {Py_tp_getset, paramspec_getset},     {0, NULL},
};

PyType_Spec pyi_paramspec_spec = {
    .name = "typing.ParamSpec",
    .basicsize = sizeof(paramspec),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
             Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_MANAGED_WEAKREF,
    .slots = paramspec_slots,
};

#endif /* PYI_312 */
