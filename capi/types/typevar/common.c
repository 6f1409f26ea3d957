/* SPDX-License-Identifier: Apache-2.0 */
/* common: what type parameters ask of the module typing, and what their constructors share. */
#include "typing.h"
#include "pyi_c_imports.h"

#if PYI_312

/* ---- types ------------------------------------------------------------------------------------------ */

static PyTypeObject *types[TYPE_GENERIC + 1];

/* Others find them in the interpreter. */
static void publish(pyi_typing_type which, PyTypeObject *type) {
    struct _Py_interp_cached_objects *cached = &PyInterpreterState_Get()->cached_objects;
    PyTypeObject **places[] = {
        [TYPE_TYPEVAR] = &cached->typevar_type,
        [TYPE_PARAMSPEC] = &cached->paramspec_type,
        [TYPE_PARAMSPEC_ARGS] = &cached->paramspecargs_type,
        [TYPE_PARAMSPEC_KWARGS] = &cached->paramspeckwargs_type,
        [TYPE_TYPEVARTUPLE] = &cached->typevartuple_type,
    };
    if (which == TYPE_GENERIC) {
        cached->generic_type = (PyTypeObject *)Py_NewRef((PyObject *)type);
    } else {
        *places[which] = (PyTypeObject *)Py_NewRef((PyObject *)type);
    }
}

PyTypeObject *pyi_typing_get(pyi_typing_type which) {
    PyType_Spec *specs[] = {
        [TYPE_TYPEVAR] = &pyi_typevar_spec,
        [TYPE_PARAMSPEC] = &pyi_paramspec_spec,
        [TYPE_PARAMSPEC_ARGS] = &pyi_paramspec_args_spec,
        [TYPE_PARAMSPEC_KWARGS] = &pyi_paramspec_kwargs_spec,
        [TYPE_TYPEVARTUPLE] = &pyi_typevartuple_spec,
        [TYPE_GENERIC] = &pyi_generic_spec,
    };
    if (types[which] == NULL) {
        PyTypeObject *type = (PyTypeObject *)PyType_FromSpec(specs[which]);
        if (type == NULL) {
            return NULL;
        }
        types[which] = type;
        publish(which, type);
    }
    return types[which];
}

/* All of them. */
int _Py_initialize_generic(PyInterpreterState *interp) {
    (void)interp;
    for (int i = TYPE_TYPEVAR; i <= TYPE_GENERIC; i++) {
        if (pyi_typing_get(i) == NULL) {
            return -1;
        }
    }
    return 0;
}

void _Py_clear_generic_types(PyInterpreterState *interp) {
    struct _Py_interp_cached_objects *cached = &interp->cached_objects;
    Py_CLEAR(cached->generic_type);
    Py_CLEAR(cached->paramspec_type);
    Py_CLEAR(cached->paramspecargs_type);
    Py_CLEAR(cached->paramspeckwargs_type);
    Py_CLEAR(cached->typevar_type);
    Py_CLEAR(cached->typevartuple_type);
    for (int i = TYPE_TYPEVAR; i <= TYPE_GENERIC; i++) {
        Py_CLEAR(types[i]);
    }
}

/* ---- the module typing -------------------------------------------------------------------------------- */

/* "[T]" is said by what has type parameters (aot_build/front/reach.py). */
PYI_C_IMPORT("typing", "Unpack _make_union _paramspec_prepare_subst _paramspec_subst", "", "[T]");
PYI_C_IMPORT("typing", "_type_check _typevar_subst _typevartuple_prepare_subst", "", "[T]");
PYI_C_IMPORT("typing", "Unpack _make_union _paramspec_prepare_subst _paramspec_subst", "_typing", "");
PYI_C_IMPORT("typing", "_type_check _typevar_subst _typevartuple_prepare_subst", "_typing", "");

static PyObject *typing_attribute(const char *name) {
    PyObject *module = PyImport_ImportModule("typing");
    PyObject *value = module == NULL ? NULL : PyObject_GetAttrString(module, name);
    Py_XDECREF(module);
    return value;
}

PyObject *pyi_typing_call(const char *name, PyObject *const *args, size_t nargs) {
    PyObject *func = typing_attribute(name);
    PyObject *result = func == NULL ? NULL : PyObject_Vectorcall(func, args, nargs, NULL);
    Py_XDECREF(func);
    return result;
}

PyObject *pyi_typing_or(PyObject *left, PyObject *right) {
    PyObject *args[] = {left, right};
    return pyi_typing_call("_make_union", args, 2);
}

PyObject *pyi_typing_check_type(PyObject *op, const char *message) {
    if (op == Py_None) {
        return Py_NewRef((PyObject *)Py_TYPE(Py_None));
    }
    PyObject *text = PyUnicode_FromString(message);
    if (text == NULL) {
        return NULL;
    }
    PyObject *args[] = {op, text};
    PyObject *result = pyi_typing_call("_type_check", args, 2);
    Py_DECREF(text);
    return result;
}

PyObject *pyi_typing_unpack(PyObject *op) {
    PyObject *unpack = typing_attribute("Unpack");
    PyObject *result = unpack == NULL ? NULL : PyObject_GetItem(unpack, op);
    Py_XDECREF(unpack);
    return result;
}

PyObject *pyi_typing_unpack_tuples(PyObject *params) {
    PyTypeObject *tuple_type = pyi_typing_get(TYPE_TYPEVARTUPLE);
    Py_ssize_t n = PyTuple_GET_SIZE(params);
    PyObject *result = tuple_type == NULL ? NULL : PyTuple_New(n);
    for (Py_ssize_t i = 0; result != NULL && i < n; i++) {
        PyObject *item = PyTuple_GET_ITEM(params, i);
        item = Py_IS_TYPE(item, tuple_type) ? pyi_typing_unpack(item) : Py_NewRef(item);
        if (item == NULL) {
            Py_CLEAR(result);
        } else {
            PyTuple_SET_ITEM(result, i, item);
        }
    }
    return result;
}

PyObject *pyi_typing_no_subclass(PyObject *self) {
    const char *name = strrchr(Py_TYPE(self)->tp_name, '.');
    PyErr_Format(PyExc_TypeError, "Cannot subclass an instance of %s",
                 name == NULL ? Py_TYPE(self)->tp_name : name + 1);
    return NULL;
}

/* ---- variance --------------------------------------------------------------------------------------------- */

PyObject *pyi_typing_variance_repr(PyObject *name, bool infer, bool co, bool contra) {
    return infer ? Py_NewRef(name)
                 : PyUnicode_FromFormat("%c%U", co ? '+' : contra ? '-' : '~', name);
}

int pyi_typing_check_variance(bool infer, bool co, bool contra) {
    if (co && contra) {
        PyErr_SetString(PyExc_ValueError, "Bivariant types are not supported.");
        return -1;
    }
    if (infer && (co || contra)) {
        PyErr_SetString(PyExc_ValueError, "Variance cannot be specified with infer_variance.");
        return -1;
    }
    return 0;
}

/* ---- who called --------------------------------------------------------------------------------------------- */

/* new, None at the outermost */
PyObject *pyi_typing_caller_module(void) {
    pyi_frame *frame = pyi_frame_complete(PYI_CURRENT_FRAME(PyThreadState_Get()));
    if (frame == NULL || frame->f_funcobj == NULL || !PyFunction_Check(frame->f_funcobj)) {
        Py_RETURN_NONE;
    }
    PyObject *module = PyFunction_GetModule(frame->f_funcobj);
    return Py_NewRef(module != NULL ? module : Py_None);
}

int pyi_typing_set_module(PyObject *op) {
    PyObject *module = pyi_typing_caller_module();
    int status = module == NULL ? -1 : PyObject_SetAttr(op, PYI_NAME("__module__"), module);
    Py_XDECREF(module);
    return status;
}

/* ---- arguments ------------------------------------------------------------------------------------------------- */

int pyi_typing_parse(const char *function, PyObject *kwargs, pyi_typing_keyword *keywords,
                     size_t n) {
    PyObject *key, *value;
    Py_ssize_t position = 0;
    while (kwargs != NULL && PyDict_Next(kwargs, &position, &key, &value)) {
        size_t i = 0;
        while (i < n && PyUnicode_CompareWithASCIIString(key, keywords[i].name) != 0) {
            i++;
        }
        if (i == n) {
            PyErr_Format(PyExc_TypeError, "'%S' is an invalid keyword argument for %s()", key,
                         function);
            return -1;
        }
        keywords[i].value = value;
    }
    return 0;
}

PyObject *pyi_typing_parse_name(const char *function, PyObject *args, PyObject *keyword) {
    PyObject *name = PyTuple_GET_SIZE(args) > 0 ? PyTuple_GET_ITEM(args, 0) : keyword;
    if (name == NULL) {
        PyErr_Format(PyExc_TypeError, "%s() missing required argument 'name' (pos 1)", function);
        return NULL;
    }
    if (PyTuple_GET_SIZE(args) > 0 && keyword != NULL) {
        PyErr_Format(PyExc_TypeError, "argument for %s() given by name ('name') and position (1)",
                     function);
        return NULL;
    }
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "%s() argument 'name' must be str, not %.50s", function,
                     Py_TYPE(name)->tp_name);
        return NULL;
    }
    return name;
}

/* ---- defaults (3.13) --------------------------------------------------------------------------------------------- */

#  if PYI_313

PyObject *pyi_typing_get_default(pyi_typing_default *self) {
    if (self->value == NULL && self->evaluate != NULL) {
        self->value = PyObject_CallNoArgs(self->evaluate);
        return Py_XNewRef(self->value);
    }
    return Py_NewRef(self->value != NULL ? self->value : &_Py_NoDefaultStruct);
}

bool pyi_typing_has_default(const pyi_typing_default *self) {
    return self->evaluate != NULL ||
           (self->value != NULL && self->value != &_Py_NoDefaultStruct);
}

/* new: typeparam itself */
PyObject *_Py_set_typeparam_default(PyThreadState *ts, PyObject *typeparam, PyObject *evaluate) {
    (void)ts;
    if (Py_IS_TYPE(typeparam, pyi_typing_get(TYPE_TYPEVAR))) {
        pyi_typevar_set_default(typeparam, evaluate);
    } else if (Py_IS_TYPE(typeparam, pyi_typing_get(TYPE_PARAMSPEC))) {
        pyi_paramspec_set_default(typeparam, evaluate);
    } else if (Py_IS_TYPE(typeparam, pyi_typing_get(TYPE_TYPEVARTUPLE))) {
        pyi_typevartuple_set_default(typeparam, evaluate);
    } else {
        PyErr_Format(PyExc_TypeError, "Expected a type param, got %R", typeparam);
        return NULL;
    }
    return Py_NewRef(typeparam);
}

static PyObject *no_default_repr(PyObject *self) {
    (void)self;
    return PyUnicode_FromString("typing.NoDefault");
}

static PyObject *no_default_reduce(PyObject *self, PyObject *unused) {
    (void)self, (void)unused;
    return PyUnicode_FromString("NoDefault");
}

static PyObject *no_default_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)type;
    if (PyTuple_GET_SIZE(args) != 0 || (kwargs != NULL && PyDict_GET_SIZE(kwargs) != 0)) {
        PyErr_SetString(PyExc_TypeError, "NoDefaultType takes no arguments");
        return NULL;
    }
    return &_Py_NoDefaultStruct;
}

static void no_default_dealloc(PyObject *self) { _Py_SetImmortal(self); }

static PyMethodDef no_default_methods[] = {
    {"__reduce__", no_default_reduce, METH_NOARGS, PYI_SIGNATURE("__reduce__", "($self, /)")},
    {NULL, NULL, 0, NULL},
};

PyTypeObject _PyNoDefault_Type = {
    .ob_base = PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "NoDefaultType",
    .tp_dealloc = no_default_dealloc,
    .tp_repr = no_default_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = PYI_SIGNATURE("NoDefaultType", "()"),
    .tp_methods = no_default_methods,
    .tp_new = no_default_new,
};
PYI_TYPE(_PyNoDefault_Type);

PyObject _Py_NoDefaultStruct = _PyObject_HEAD_INIT(&_PyNoDefault_Type);

#  endif

#endif /* PYI_312 */
