/* SPDX-License-Identifier: Apache-2.0 */
/* typevar: typing.TypeVar (3.12+).
 * Layout     name; bound and constraints, given or computed when they are asked for; variance
 * Collected  yes: a bound may refer to what has the parameter
 * Contract   docs.python.org/3/library/typing.html#typing.TypeVar
 */
#include "typing.h"

#if PYI_312

typedef struct {
    PyObject_HEAD
    PyObject *name;
    PyObject *bound, *evaluate_bound;
    PyObject *constraints, *evaluate_constraints;
#  if PYI_313
    pyi_typing_default preset;
#  endif
    bool covariant, contravariant, infer_variance;
} typevar;

/* ---- life ---------------------------------------------------------------------------------------------- */

/* new; owns nothing of its arguments */
static typevar *typevar_alloc(PyObject *name) {
    PyTypeObject *type = pyi_typing_get(TYPE_TYPEVAR);
    typevar *self = type == NULL ? NULL : (typevar *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->name = Py_NewRef(name);
    }
    return self;
}

/* new, NULL without an exception when there are none */
static PyObject *given_constraints(PyObject *args, bool bounded) {
    Py_ssize_t n = PyTuple_GET_SIZE(args) - 1;
    if (n <= 0) {
        return NULL;
    }
    if (n == 1) {
        PyErr_SetString(PyExc_TypeError, "A single constraint is not allowed");
        return NULL;
    }
    if (bounded) {
        PyErr_SetString(PyExc_TypeError, "Constraints cannot be combined with bound=...");
        return NULL;
    }
    return PyTuple_GetSlice(args, 1, n + 1);
}

static PyObject *typevar_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)type;
    enum { NAME, BOUND, COVARIANT, CONTRAVARIANT, INFER, DEFAULT };
    pyi_typing_keyword keywords[] = {
        {"name", NULL},          {"bound", Py_None},     {"covariant", Py_False},
        {"contravariant", Py_False}, {"infer_variance", Py_False},
#  if PYI_313
        {"default", &_Py_NoDefaultStruct},
#  endif
    };
    if (pyi_typing_parse("typevar", kwargs, keywords, Py_ARRAY_LENGTH(keywords)) < 0) {
        return NULL;
    }
    PyObject *name = pyi_typing_parse_name("typevar", args, keywords[NAME].value);
    if (name == NULL) {
        return NULL;
    }
    int co = PyObject_IsTrue(keywords[COVARIANT].value);
    int contra = co < 0 ? -1 : PyObject_IsTrue(keywords[CONTRAVARIANT].value);
    int infer = contra < 0 ? -1 : PyObject_IsTrue(keywords[INFER].value);
    if (infer < 0 || pyi_typing_check_variance(infer, co, contra) < 0) {
        return NULL;
    }
    PyObject *bound = NULL;
    if (keywords[BOUND].value != Py_None) {
        bound = pyi_typing_check_type(keywords[BOUND].value, "Bound must be a type.");
        if (bound == NULL) {
            return NULL;
        }
    }
    PyObject *constraints = given_constraints(args, bound != NULL);
    typevar *self = constraints == NULL && PyErr_Occurred() ? NULL : typevar_alloc(name);
    if (self == NULL) {
        Py_XDECREF(bound);
        Py_XDECREF(constraints);
        return NULL;
    }
    self->bound = bound;
    self->constraints = constraints;
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
PyObject *_Py_make_typevar(PyObject *name, PyObject *evaluate_bound,
                           PyObject *evaluate_constraints) {
    typevar *self = typevar_alloc(name);
    if (self != NULL) {
        self->evaluate_bound = Py_XNewRef(evaluate_bound);
        self->evaluate_constraints = Py_XNewRef(evaluate_constraints);
        self->infer_variance = true;
    }
    return (PyObject *)self;
}

static int typevar_traverse(typevar *self, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(self->bound);
    Py_VISIT(self->evaluate_bound);
    Py_VISIT(self->constraints);
    Py_VISIT(self->evaluate_constraints);
#  if PYI_313
    Py_VISIT(self->preset.value);
    Py_VISIT(self->preset.evaluate);
#  endif
    return pyi_typing_visit_dict((PyObject *)self, visit, arg);
}

static int typevar_clear(typevar *self) {
    Py_CLEAR(self->bound);
    Py_CLEAR(self->evaluate_bound);
    Py_CLEAR(self->constraints);
    Py_CLEAR(self->evaluate_constraints);
#  if PYI_313
    Py_CLEAR(self->preset.value);
    Py_CLEAR(self->preset.evaluate);
#  endif
    pyi_typing_clear_dict((PyObject *)self);
    return 0;
}

static void typevar_dealloc(typevar *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    PyObject_ClearWeakRefs((PyObject *)self);
    typevar_clear(self);
    Py_DECREF(self->name);
    type->tp_free(self);
    Py_DECREF(type);
}

/* ---- slots ------------------------------------------------------------------------------------------------- */

static PyObject *typevar_repr(typevar *self) {
    return pyi_typing_variance_repr(self->name, self->infer_variance, self->covariant,
                                    self->contravariant);
}

/* ---- attributes ---------------------------------------------------------------------------------------------- */

static PyObject *get_bound(typevar *self, void *closure) {
    (void)closure;
    if (self->bound == NULL) {
        if (self->evaluate_bound == NULL) {
            Py_RETURN_NONE;
        }
        self->bound = PyObject_CallNoArgs(self->evaluate_bound);
    }
    return Py_XNewRef(self->bound);
}

static PyObject *get_constraints(typevar *self, void *closure) {
    (void)closure;
    if (self->constraints == NULL) {
        if (self->evaluate_constraints == NULL) {
            return PyTuple_New(0);
        }
        self->constraints = PyObject_CallNoArgs(self->evaluate_constraints);
    }
    return Py_XNewRef(self->constraints);
}

#  if PYI_313
static PyObject *get_default(typevar *self, void *closure) {
    (void)closure;
    return pyi_typing_get_default(&self->preset);
}

void pyi_typevar_set_default(PyObject *self, PyObject *evaluate) {
    Py_XSETREF(((typevar *)self)->preset.evaluate, Py_NewRef(evaluate));
}
#  endif

static PyGetSetDef typevar_getset[] = {
    {"__bound__", (getter)get_bound, NULL, NULL, NULL},
    {"__constraints__", (getter)get_constraints, NULL, NULL, NULL},
#  if PYI_313
    {"__default__", (getter)get_default, NULL, NULL, NULL},
#  endif
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMemberDef typevar_members[] = {
    {"__name__", T_OBJECT, offsetof(typevar, name), READONLY, NULL},
    {"__covariant__", T_BOOL, offsetof(typevar, covariant), READONLY, NULL},
    {"__contravariant__", T_BOOL, offsetof(typevar, contravariant), READONLY, NULL},
    {"__infer_variance__", T_BOOL, offsetof(typevar, infer_variance), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

/* ---- methods ---------------------------------------------------------------------------------------------------- */

static PyObject *typevar_subst(typevar *self, PyObject *arg) {
    PyObject *args[] = {(PyObject *)self, arg};
    return pyi_typing_call("_typevar_subst", args, 2);
}

static PyObject *typevar_reduce(typevar *self, PyObject *unused) {
    (void)unused;
    return Py_NewRef(self->name);
}

static PyObject *typevar_mro_entries(PyObject *self, PyObject *bases) {
    (void)bases;
    return pyi_typing_no_subclass(self);
}

#  if PYI_313
static PyObject *typevar_has_default(typevar *self, PyObject *unused) {
    (void)unused;
    return PyBool_FromLong(pyi_typing_has_default(&self->preset));
}

/* The arguments, with the default of this parameter where they end before it. */
static PyObject *typevar_prepare_subst(typevar *self, PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("__typing_prepare_subst__", nargs, 2, 2)) {
        return NULL;
    }
    PyObject *alias = args[0], *given = args[1];
    PyObject *params = PyObject_GetAttr(alias, PYI_NAME("__parameters__"));
    Py_ssize_t n = params == NULL ? -1 : PySequence_Length(given);
    Py_ssize_t index = n < 0 ? -1 : PySequence_Index(params, (PyObject *)self);
    Py_XDECREF(params);
    if (index < 0) {
        return NULL;
    }
    if (index != n) {
        return Py_NewRef(given);
    }
    PyObject *preset = get_default(self, NULL);
    if (preset == NULL || preset == &_Py_NoDefaultStruct) {
        return preset == NULL ? NULL : Py_NewRef(given); /* the caller counts them */
    }
    PyObject *more = PyTuple_Pack(1, preset);
    PyObject *result = more == NULL ? NULL : PySequence_Concat(given, more);
    Py_XDECREF(more);
    Py_DECREF(preset);
    return result;
}
#  endif

static PyMethodDef typevar_methods[] = {
    {"__typing_subst__", (PyCFunction)typevar_subst, METH_O,
     PYI_SIGNATURE("__typing_subst__", PYI_TYPING_SELF_SLASH("arg"))},
#  if PYI_313
    {"__typing_prepare_subst__", PYI_FASTCALL(typevar_prepare_subst), METH_FASTCALL,
     PYI_SIGNATURE("__typing_prepare_subst__", "($self, alias, args, /)")},
    {"has_default", (PyCFunction)typevar_has_default, METH_NOARGS,
     PYI_SIGNATURE("has_default", "($self, /)")},
#  endif
    {"__reduce__", (PyCFunction)typevar_reduce, METH_NOARGS,
     PYI_SIGNATURE("__reduce__", "($self, /)")},
    {"__mro_entries__", typevar_mro_entries, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- type --------------------------------------------------------------------------------------------------------- */

static PyType_Slot typevar_slots[] = {
    {Py_tp_methods, typevar_methods},   {Py_nb_or, pyi_typing_or},
    {Py_tp_new, typevar_new},           {Py_tp_dealloc, typevar_dealloc},
    {Py_tp_alloc, PyType_GenericAlloc}, {Py_tp_free, PyObject_GC_Del},
    {Py_tp_traverse, typevar_traverse}, {Py_tp_clear, typevar_clear},
    {Py_tp_repr, typevar_repr},         {Py_tp_members, typevar_members},
    {Py_tp_getset, typevar_getset},     {0, NULL},
};

PyType_Spec pyi_typevar_spec = {
    .name = "typing.TypeVar",
    .basicsize = sizeof(typevar),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
             Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_MANAGED_WEAKREF,
    .slots = typevar_slots,
};

#endif /* PYI_312 */
