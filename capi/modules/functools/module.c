/* SPDX-License-Identifier: Apache-2.0 */
/* _functools: reduce, cmp_to_key, and the module; partial and lru_cache have files of their own.
 * Contract   docs.python.org/3/library/functools.html
 */
#include "functools.h"

#include <structmember.h>

/* ---- reduce ------------------------------------------------------------------------------ */

/* The value of the iterator so far; steals value. */
static PyObject *reduce_iter(PyObject *function, PyObject *iter, PyObject *value) {
    PyObject *item;
    while ((item = PyIter_Next(iter)) != NULL) {
        if (value == NULL) {
            value = item;
            continue;
        }
        PyObject *args[2] = {value, item};
        Py_SETREF(value, PyObject_Vectorcall(function, args, 2, NULL));
        Py_DECREF(item);
        if (value == NULL) {
            return NULL;
        }
    }
    if (PyErr_Occurred()) {
        Py_CLEAR(value);
    } else if (value == NULL) {
        PyErr_SetString(PyExc_TypeError, "reduce() of empty iterable with no initial value");
    }
    return value;
}

static PyObject *functools_reduce(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("reduce", nargs, 2, 3)) {
        return NULL;
    }
    PyObject *iter = PyObject_GetIter(args[1]);
    if (iter == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError)) {
            PyErr_SetString(PyExc_TypeError, "reduce() arg 2 must support iteration");
        }
        return NULL;
    }
    PyObject *result = reduce_iter(args[0], iter, nargs > 2 ? Py_NewRef(args[2]) : NULL);
    Py_DECREF(iter);
    return result;
}

/* ---- cmp_to_key -------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *compare;
    PyObject *object; /* NULL: this is the key function itself */
} keywrapper;

static PyTypeObject keywrapper_type;

static PyObject *keywrapper_make(PyObject *compare, PyObject *object) {
    keywrapper *self = PyObject_GC_New(keywrapper, &keywrapper_type);
    if (self == NULL) {
        return NULL;
    }
    self->compare = Py_NewRef(compare);
    self->object = Py_XNewRef(object);
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static int keywrapper_clear(PyObject *op) {
    Py_CLEAR(((keywrapper *)op)->compare);
    Py_CLEAR(((keywrapper *)op)->object);
    return 0;
}

static void keywrapper_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    keywrapper_clear(op);
    PyObject_GC_Del(op);
}

static int keywrapper_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((keywrapper *)op)->compare);
    Py_VISIT(((keywrapper *)op)->object);
    return 0;
}

static PyObject *keywrapper_call(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"obj", NULL};
    PyObject *object;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O:K", keywords, &object)) {
        return NULL;
    }
    return keywrapper_make(((keywrapper *)op)->compare, object);
}

static PyObject *keywrapper_richcompare(PyObject *op, PyObject *other, int order) {
    if (!Py_IS_TYPE(other, &keywrapper_type)) {
        PyErr_SetString(PyExc_TypeError, "other argument must be K instance");
        return NULL;
    }
    PyObject *args[2] = {((keywrapper *)op)->object, ((keywrapper *)other)->object};
    if (args[0] == NULL || args[1] == NULL) {
        PyErr_SetString(PyExc_AttributeError, "object");
        return NULL;
    }
    PyObject *sign = PyObject_Vectorcall(((keywrapper *)op)->compare, args, 2, NULL);
    PyObject *zero = sign == NULL ? NULL : PyLong_FromLong(0);
    PyObject *result = zero == NULL ? NULL : PyObject_RichCompare(sign, zero, order);
    Py_XDECREF(sign);
    Py_XDECREF(zero);
    return result;
}

static PyMemberDef keywrapper_members[] = {
    {"obj", T_OBJECT, offsetof(keywrapper, object), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

#if PYI_313
static PyObject *keywrapper_signature(PyObject *Py_UNUSED(op), void *Py_UNUSED(closure)) {
    return PyUnicode_FromString("(obj)");
}

static PyGetSetDef keywrapper_getset[] = {
    {"__text_signature__", keywrapper_signature, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
#endif

static PyTypeObject keywrapper_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "functools.KeyWrapper",
    .tp_basicsize = sizeof(keywrapper),
    .tp_dealloc = keywrapper_dealloc,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_call = keywrapper_call,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = keywrapper_traverse,
    .tp_clear = keywrapper_clear,
    .tp_richcompare = keywrapper_richcompare,
    .tp_members = keywrapper_members,
#if PYI_313
    .tp_getset = keywrapper_getset,
#endif
};
PYI_TYPE(keywrapper_type);

static PyObject *functools_cmp_to_key(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"mycmp", NULL};
    PyObject *compare;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O:cmp_to_key", keywords, &compare)) {
        return NULL;
    }
    return keywrapper_make(compare, NULL);
}

/* ---- module ------------------------------------------------------------------------------- */

static PyMethodDef module_methods[] = {
#if PYI_313
    {"reduce", PYI_FASTCALL(functools_reduce), METH_FASTCALL,
     PYI_SIGNATURE("reduce", "($module, function, iterable, initial=<unrepresentable>, /)")},
#else
    {"reduce", PYI_FASTCALL(functools_reduce), METH_FASTCALL, NULL},
#endif
    {"cmp_to_key", (PyCFunction)(void (*)(void))functools_cmp_to_key, METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("cmp_to_key", "($module, /, mycmp)")},
    {NULL, NULL, 0, NULL},
};

static int module_exec(PyObject *module) {
    return PyModule_AddType(module, &pyi_partial_type) < 0 || PyModule_AddType(module, &pyi_lru_type) < 0
               ? -1
               : 0;
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
    .m_name = "_functools",
    .m_methods = module_methods,
    .m_slots = module_slots,
};

static PyObject *functools_init(void) { return PyModuleDef_Init(&module_def); }
PYI_MODULE("_functools", functools_init);
