/* SPDX-License-Identifier: Apache-2.0 */
/* typealias: what `type X = ...` makes: typing.TypeAliasType (3.12+).
 * Layout     the value is computed when it is asked for
 * Collected  yes: a value may refer to its alias
 * Contract   docs.python.org/3/library/typing.html#typing.TypeAliasType
 */
#include "typing.h"

#if PYI_312

typedef struct {
    PyObject_HEAD
    PyObject *name;
    PyObject *type_params;   /* tuple, or NULL */
    PyObject *compute_value; /* function, or NULL */
    PyObject *value;         /* or NULL */
    PyObject *module;        /* or NULL: that of compute_value */
} typealias;

/* ---- life ------------------------------------------------------------------------------------------------ */

/* new; owns nothing of its arguments */
static PyObject *typealias_alloc(PyObject *name, PyObject *type_params, PyObject *compute_value,
                                 PyObject *value, PyObject *module) {
    typealias *self = PyObject_GC_New(typealias, &_PyTypeAlias_Type);
    if (self == NULL) {
        return NULL;
    }
    bool generic = type_params != NULL && type_params != Py_None &&
                   PyTuple_GET_SIZE(type_params) != 0;
    self->name = Py_NewRef(name);
    self->type_params = generic ? Py_NewRef(type_params) : NULL;
    self->compute_value = Py_XNewRef(compute_value);
    self->value = Py_XNewRef(value);
    self->module = Py_XNewRef(module);
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static PyObject *typealias_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)type;
    pyi_typing_keyword keywords[] = {{"name", NULL}, {"value", NULL}, {"type_params", NULL}};
    if (pyi_typing_parse("typealias", kwargs, keywords, 3) < 0) {
        return NULL;
    }
    PyObject *name = pyi_typing_parse_name("typealias", args, keywords[0].value);
    if (name == NULL) {
        return NULL;
    }
    Py_ssize_t n = PyTuple_GET_SIZE(args);
    PyObject *value = n > 1 ? PyTuple_GET_ITEM(args, 1) : keywords[1].value;
    if (value == NULL || n > 2) {
        if (n > 2) {
            PyErr_Format(PyExc_TypeError, "typealias() takes exactly 2 positional arguments (%zd"
                                          " given)",
                         n);
        } else {
            PyErr_SetString(PyExc_TypeError,
                            "typealias() missing required argument 'value' (pos 2)");
        }
        return NULL;
    }
    PyObject *type_params = keywords[2].value;
    if (type_params != NULL && !PyTuple_Check(type_params)) {
        PyErr_SetString(PyExc_TypeError, "type_params must be a tuple");
        return NULL;
    }
    PyObject *module = pyi_typing_caller_module();
    PyObject *self =
        module == NULL ? NULL : typealias_alloc(name, type_params, NULL, value, module);
    Py_XDECREF(module);
    return self;
}

/* new; for the syntax: (name, parameters, function) */
PyObject *_Py_make_typealias(PyThreadState *ts, PyObject *args) {
    (void)ts;
    return typealias_alloc(PyTuple_GET_ITEM(args, 0), PyTuple_GET_ITEM(args, 1),
                           PyTuple_GET_ITEM(args, 2), NULL, NULL);
}

static int typealias_traverse(typealias *self, visitproc visit, void *arg) {
    Py_VISIT(self->type_params);
    Py_VISIT(self->compute_value);
    Py_VISIT(self->value);
    Py_VISIT(self->module);
    return 0;
}

static int typealias_clear(typealias *self) {
    Py_CLEAR(self->type_params);
    Py_CLEAR(self->compute_value);
    Py_CLEAR(self->value);
    Py_CLEAR(self->module);
    return 0;
}

static void typealias_dealloc(typealias *self) {
    PyObject_GC_UnTrack(self);
    typealias_clear(self);
    Py_DECREF(self->name);
    PyObject_GC_Del(self);
}

/* ---- slots --------------------------------------------------------------------------------------------------- */

static PyObject *typealias_repr(typealias *self) { return Py_NewRef(self->name); }

static PyObject *typealias_subscript(typealias *self, PyObject *args) {
    if (self->type_params == NULL) {
        PyErr_SetString(PyExc_TypeError, "Only generic type aliases are subscriptable");
        return NULL;
    }
    return Py_GenericAlias((PyObject *)self, args);
}

/* ---- attributes ------------------------------------------------------------------------------------------------ */

static PyObject *get_value(typealias *self, void *closure) {
    (void)closure;
    if (self->value == NULL) {
        self->value = PyObject_CallNoArgs(self->compute_value);
    }
    return Py_XNewRef(self->value);
}

static PyObject *get_parameters(typealias *self, void *closure) {
    (void)closure;
    return self->type_params == NULL ? PyTuple_New(0)
                                     : pyi_typing_unpack_tuples(self->type_params);
}

static PyObject *get_type_params(typealias *self, void *closure) {
    (void)closure;
    return self->type_params == NULL ? PyTuple_New(0) : Py_NewRef(self->type_params);
}

static PyObject *get_module(typealias *self, void *closure) {
    (void)closure;
    PyObject *module = self->module;
    if (module == NULL && self->compute_value != NULL) {
        module = PyFunction_GetModule(self->compute_value);
    }
    return Py_NewRef(module != NULL ? module : Py_None);
}

static PyGetSetDef typealias_getset[] = {
    {"__parameters__", (getter)get_parameters, NULL, NULL, NULL},
    {"__type_params__", (getter)get_type_params, NULL, NULL, NULL},
    {"__value__", (getter)get_value, NULL, NULL, NULL},
    {"__module__", (getter)get_module, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMemberDef typealias_members[] = {
    {"__name__", T_OBJECT, offsetof(typealias, name), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

/* ---- methods ---------------------------------------------------------------------------------------------------- */

static PyObject *typealias_reduce(typealias *self, PyObject *unused) {
    (void)unused;
    return Py_NewRef(self->name);
}

static PyMethodDef typealias_methods[] = {
    {"__reduce__", (PyCFunction)typealias_reduce, METH_NOARGS,
     PYI_SIGNATURE("__reduce__", "($self, /)")},
    {NULL, NULL, 0, NULL},
};

/* ---- type ---------------------------------------------------------------------------------------------------------- */

static PyMappingMethods typealias_as_mapping = {
    .mp_subscript = (binaryfunc)typealias_subscript,
};

static PyNumberMethods typealias_as_number = {.nb_or = _Py_union_type_or};

PyTypeObject _PyTypeAlias_Type = {
    .ob_base = PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "typing.TypeAliasType",
    .tp_basicsize = sizeof(typealias),
    .tp_dealloc = (destructor)typealias_dealloc,
    .tp_repr = (reprfunc)typealias_repr,
    .tp_as_number = &typealias_as_number,
    .tp_as_mapping = &typealias_as_mapping,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)typealias_traverse,
    .tp_clear = (inquiry)typealias_clear,
    .tp_methods = typealias_methods,
    .tp_members = typealias_members,
    .tp_getset = typealias_getset,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = typealias_new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(_PyTypeAlias_Type);

#endif /* PYI_312 */
