/* SPDX-License-Identifier: Apache-2.0 */
/* _collections: defaultdict, the getters of namedtuple, counting; deque has files of its own. OrderedDict is the
 * one that collections writes in Python.
 * Contract   docs.python.org/3/library/collections.html
 */
#include "collections.h"

#include <structmember.h>

/* ---- defaultdict ------------------------------------------------------------------------- */

typedef struct {
    PyDictObject dict;
    PyObject *default_factory; /* owned or NULL */
} defaultdict;

static PyObject *factory_of(PyObject *op) {
    PyObject *factory = ((defaultdict *)op)->default_factory;
    return factory == NULL ? Py_None : factory;
}

static int defaultdict_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    PyObject *factory = NULL;
    Py_ssize_t n = PyTuple_GET_SIZE(args);
    if (n > 0) {
        factory = PyTuple_GET_ITEM(args, 0);
        if (!PyCallable_Check(factory) && factory != Py_None) {
            PyErr_SetString(PyExc_TypeError, "first argument must be callable or None");
            return -1;
        }
        factory = factory == Py_None ? NULL : factory;
    }
    PyObject *rest = PyTuple_GetSlice(args, 1, n);
    if (rest == NULL) {
        return -1;
    }
    Py_XSETREF(((defaultdict *)op)->default_factory, Py_XNewRef(factory));
    int status = PyDict_Type.tp_init(op, rest, kwargs);
    Py_DECREF(rest);
    return status;
}

static void defaultdict_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((defaultdict *)op)->default_factory);
    PyDict_Type.tp_dealloc(op);
}

static int defaultdict_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((defaultdict *)op)->default_factory);
    return PyDict_Type.tp_traverse(op, visit, arg);
}

static int defaultdict_clear(PyObject *op) {
    Py_CLEAR(((defaultdict *)op)->default_factory);
    return PyDict_Type.tp_clear(op);
}

static PyObject *defaultdict_repr(PyObject *op) {
    PyObject *dict = PyDict_Type.tp_repr(op);
    if (dict == NULL) {
        return NULL;
    }
    PyObject *factory = factory_of(op);
    PyObject *text = NULL;
    int entered = Py_ReprEnter(factory); /* a method of this very dict */
    if (entered > 0) {
        text = PyUnicode_FromString("...");
    } else if (entered == 0) {
        text = PyObject_Repr(factory);
        Py_ReprLeave(factory);
    }
    PyObject *result = text == NULL ? NULL
                                    : PyUnicode_FromFormat("%s(%U, %U)", _PyType_Name(Py_TYPE(op)),
                                                           text, dict);
    Py_XDECREF(text);
    Py_DECREF(dict);
    return result;
}

static PyObject *defaultdict_missing(PyObject *op, PyObject *key) {
    PyObject *factory = factory_of(op);
    if (factory == Py_None) {
        _PyErr_SetKeyError(key);
        return NULL;
    }
    PyObject *value = PyObject_CallNoArgs(factory);
    if (value != NULL && PyObject_SetItem(op, key, value) < 0) {
        Py_CLEAR(value);
    }
    return value;
}

static PyObject *copy_with(PyObject *op, PyObject *items) {
    return PyObject_CallFunctionObjArgs((PyObject *)Py_TYPE(op), factory_of(op), items, NULL);
}

static PyObject *defaultdict_copy(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    return copy_with(op, op);
}

static PyObject *defaultdict_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    PyObject *factory = factory_of(op);
    PyObject *args = factory == Py_None ? PyTuple_New(0) : PyTuple_Pack(1, factory);
    PyObject *items =
        args == NULL ? NULL : PyObject_CallMethodNoArgs(op, PYI_NAME("items"));
    PyObject *iter = items == NULL ? NULL : PyObject_GetIter(items);
    Py_XDECREF(items);
    PyObject *result =
        iter == NULL ? NULL : PyTuple_Pack(5, Py_TYPE(op), args, Py_None, Py_None, iter);
    Py_XDECREF(iter);
    Py_XDECREF(args);
    return result;
}

static PyObject *defaultdict_or(PyObject *left, PyObject *right) {
    PyObject *self = PyObject_TypeCheck(left, &pyi_defaultdict_type) ? left : right;
    PyObject *other = self == left ? right : left;
    if (!PyDict_Check(other)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyObject *result = copy_with(self, left); /* the left one's keys come first */
    if (result != NULL && PyDict_Update(result, right) < 0) {
        Py_CLEAR(result);
    }
    return result;
}

static PyMethodDef defaultdict_methods[] = {
    {"__missing__", defaultdict_missing, METH_O, NULL},
    {"copy", defaultdict_copy, METH_NOARGS, NULL},
    {"__copy__", defaultdict_copy, METH_NOARGS, NULL},
    {"__reduce__", defaultdict_reduce, METH_NOARGS, NULL},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef defaultdict_members[] = {
    {"default_factory", T_OBJECT, offsetof(defaultdict, default_factory), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyNumberMethods defaultdict_as_number = {
    .nb_or = defaultdict_or,
};

PyTypeObject pyi_defaultdict_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "collections.defaultdict",
    .tp_basicsize = sizeof(defaultdict),
    .tp_dealloc = defaultdict_dealloc,
    .tp_repr = defaultdict_repr,
    .tp_as_number = &defaultdict_as_number,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = defaultdict_traverse,
    .tp_clear = defaultdict_clear,
    .tp_methods = defaultdict_methods,
    .tp_members = defaultdict_members,
    .tp_base = &PyDict_Type,
    .tp_init = defaultdict_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(pyi_defaultdict_type);

/* ---- _tuplegetter: a field of a namedtuple -------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    Py_ssize_t index;
    PyObject *doc;
} tuplegetter;

static PyObject *tuplegetter_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    if (!_PyArg_NoKeywords("_tuplegetter", kwargs) ||
        !_PyArg_CheckPositional("_tuplegetter", PyTuple_GET_SIZE(args), 2, 2)) {
        return NULL;
    }
    PyObject *number = PyNumber_Index(PyTuple_GET_ITEM(args, 0));
    Py_ssize_t index = number == NULL ? -1 : PyLong_AsSsize_t(number);
    Py_XDECREF(number);
    if (index == -1 && PyErr_Occurred()) {
        return NULL;
    }
    tuplegetter *self = (tuplegetter *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->index = index;
        self->doc = Py_NewRef(PyTuple_GET_ITEM(args, 1));
    }
    return (PyObject *)self;
}

static int tuplegetter_clear(PyObject *op) {
    Py_CLEAR(((tuplegetter *)op)->doc);
    return 0;
}

static void tuplegetter_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    tuplegetter_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int tuplegetter_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((tuplegetter *)op)->doc);
    return 0;
}

static PyObject *tuplegetter_get(PyObject *op, PyObject *instance, PyObject *Py_UNUSED(owner)) {
    Py_ssize_t index = ((tuplegetter *)op)->index;
    if (instance == NULL) {
        return Py_NewRef(op);
    }
    if (!PyTuple_Check(instance)) {
        if (instance == Py_None) {
            return Py_NewRef(op);
        }
        PyErr_Format(PyExc_TypeError,
                     "descriptor for index '%zd' for tuple subclasses doesn't apply to '%s' object",
                     index, Py_TYPE(instance)->tp_name);
        return NULL;
    }
    if ((size_t)index >= (size_t)PyTuple_GET_SIZE(instance)) {
        PyErr_SetString(PyExc_IndexError, "tuple index out of range");
        return NULL;
    }
    return Py_NewRef(PyTuple_GET_ITEM(instance, index));
}

static int tuplegetter_set(PyObject *Py_UNUSED(op), PyObject *Py_UNUSED(instance), PyObject *value) {
    PyErr_SetString(PyExc_AttributeError,
                    value == NULL ? "can't delete attribute" : "can't set attribute");
    return -1;
}

static PyObject *tuplegetter_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    return Py_BuildValue("(O(nO))", Py_TYPE(op), ((tuplegetter *)op)->index, ((tuplegetter *)op)->doc);
}

static PyObject *tuplegetter_repr(PyObject *op) {
    return PyUnicode_FromFormat("%s(%zd, %R)", _PyType_Name(Py_TYPE(op)), ((tuplegetter *)op)->index,
                                ((tuplegetter *)op)->doc);
}

static PyMemberDef tuplegetter_members[] = {
    {"__doc__", T_OBJECT, offsetof(tuplegetter, doc), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyMethodDef tuplegetter_methods[] = {
    {"__reduce__", tuplegetter_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject pyi_tuplegetter_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = COLLECTIONS_NAME("_tuplegetter"),
    .tp_basicsize = sizeof(tuplegetter),
    .tp_dealloc = tuplegetter_dealloc,
    .tp_repr = tuplegetter_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = tuplegetter_traverse,
    .tp_clear = tuplegetter_clear,
    .tp_methods = tuplegetter_methods,
    .tp_members = tuplegetter_members,
    .tp_descr_get = tuplegetter_get,
    .tp_descr_set = tuplegetter_set,
    .tp_new = tuplegetter_new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(pyi_tuplegetter_type);

/* ---- _count_elements ----------------------------------------------------------------------- */

/* Whether a class counts with dict's own get() and __setitem__(). */
static bool counts_as_dict(PyObject *mapping) {
    PyTypeObject *type = Py_TYPE(mapping);
    return PyDict_Check(mapping) &&
           _PyType_Lookup(type, PYI_NAME("get")) == _PyType_Lookup(&PyDict_Type, PYI_NAME("get")) &&
           _PyType_Lookup(type, PYI_NAME("__setitem__")) ==
               _PyType_Lookup(&PyDict_Type, PYI_NAME("__setitem__"));
}

/* new: old + 1, 1 when old is NULL */
static PyObject *one_more(PyObject *old, PyObject *one) {
    return old == NULL ? Py_NewRef(one) : PyNumber_Add(old, one);
}

static int count_in_dict(PyObject *dict, PyObject *key, PyObject *one) {
    Py_hash_t hash = PyObject_Hash(key);
    PyObject *old = hash == -1 ? NULL : _PyDict_GetItem_KnownHash(dict, key, hash);
    if (old == NULL && PyErr_Occurred()) {
        return -1;
    }
    Py_XINCREF(old);
    PyObject *count = one_more(old, one);
    int status = count == NULL ? -1 : _PyDict_SetItem_KnownHash(dict, key, count, hash);
    Py_XDECREF(old);
    Py_XDECREF(count);
    return status;
}

static int count_in_mapping(PyObject *mapping, PyObject *get, PyObject *key, PyObject *one) {
    PyObject *zero = PyLong_FromLong(0);
    PyObject *old = zero == NULL ? NULL : PyObject_CallFunctionObjArgs(get, key, zero, NULL);
    PyObject *count = old == NULL ? NULL : PyNumber_Add(old, one);
    int status = count == NULL ? -1 : PyObject_SetItem(mapping, key, count);
    Py_XDECREF(zero);
    Py_XDECREF(old);
    Py_XDECREF(count);
    return status;
}

static PyObject *count_elements(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("_count_elements", nargs, 2, 2)) {
        return NULL;
    }
    PyObject *mapping = args[0];
    PyObject *iter = PyObject_GetIter(args[1]);
    if (iter == NULL) {
        return NULL;
    }
    PyObject *one = PyLong_FromLong(1);
    PyObject *get = NULL;
    bool direct = counts_as_dict(mapping);
    int status = one == NULL ? -1 : 0;
    if (status == 0 && !direct) {
        get = PyObject_GetAttr(mapping, PYI_NAME("get"));
        status = get == NULL ? -1 : 0;
    }
    PyObject *key;
    while (status == 0 && (key = PyIter_Next(iter)) != NULL) {
        status = direct ? count_in_dict(mapping, key, one) : count_in_mapping(mapping, get, key, one);
        Py_DECREF(key);
    }
    Py_XDECREF(get);
    Py_XDECREF(one);
    Py_DECREF(iter);
    return status < 0 || PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
}

/* ---- module ------------------------------------------------------------------------------- */

static PyMethodDef module_methods[] = {
    {"_count_elements", PYI_FASTCALL(count_elements), METH_FASTCALL,
     PYI_SIGNATURE("_count_elements", "($module, mapping, iterable, /)")},
    {NULL, NULL, 0, NULL},
};

static int module_exec(PyObject *module) {
    PyTypeObject *types[] = {&pyi_deque_type, &pyi_defaultdict_type, &pyi_deque_iter_type,
                             &pyi_deque_reviter_type, &pyi_tuplegetter_type};
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (PyModule_AddType(module, types[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_collections",
    .m_methods = module_methods,
    .m_slots = module_slots,
};

static PyObject *collections_init(void) { return PyModuleDef_Init(&module_def); }
PYI_MODULE("_collections", collections_init);
