/* SPDX-License-Identifier: Apache-2.0 */
/* types.SimpleNamespace: an object that has only attributes.
 * Layout     ns_dict owned
 * Collected  yes
 * Contract   docs.python.org/3/library/types.html#types.SimpleNamespace
 */
#include "containers.h"

#include "internal/pycore_namespace.h"
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *ns_dict;
} namespace;

static PyObject *dict_of(PyObject *self) { return ((namespace *)self)->ns_dict; }

/* ---- life -------------------------------------------------------------------------------- */

static PyObject *namespace_new(PyTypeObject *type, PyObject *Py_UNUSED(args),
                               PyObject *Py_UNUSED(kwargs)) {
    namespace *self = (namespace *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->ns_dict = PyDict_New();
    if (self->ns_dict == NULL) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

#if PYI_313
/* The mapping or the pairs that may come first. */
static int init_from(PyObject *self, PyObject *arg) {
    PyObject *dict;
    if (PyDict_CheckExact(arg)) {
        dict = Py_NewRef(arg);
    } else {
        dict = PyObject_CallOneArg((PyObject *)&PyDict_Type, arg);
        if (dict == NULL) {
            return -1;
        }
    }
    int status = PyArg_ValidateKeywordArguments(dict) && PyDict_Update(dict_of(self), dict) == 0;
    Py_DECREF(dict);
    return status ? 0 : -1;
}
#endif

static int namespace_init(PyObject *self, PyObject *args, PyObject *kwargs) {
#if PYI_313
    PyObject *arg = NULL;
    if (!PyArg_UnpackTuple(args, _PyType_Name(Py_TYPE(self)), 0, 1, &arg) ||
        (arg != NULL && init_from(self, arg) < 0)) {
        return -1;
    }
#else
    if (PyTuple_GET_SIZE(args) != 0) {
        PyErr_Format(PyExc_TypeError, "no positional arguments expected");
        return -1;
    }
#endif
    if (kwargs == NULL) {
        return 0;
    }
    return PyArg_ValidateKeywordArguments(kwargs) ? PyDict_Update(dict_of(self), kwargs) : -1;
}

static void namespace_dealloc(PyObject *self) {
    PyObject_GC_UnTrack(self);
    Py_CLEAR(((namespace *)self)->ns_dict);
    Py_TYPE(self)->tp_free(self);
}

static int namespace_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(dict_of(self));
    return 0;
}

static int namespace_clear(PyObject *self) {
    Py_CLEAR(((namespace *)self)->ns_dict);
    return 0;
}

/* ---- slots ------------------------------------------------------------------------------- */

/* new list of "name=repr" */
static PyObject *pairs_of(PyObject *dict) {
    PyObject *pairs = PyList_New(0);
    Py_ssize_t pos = 0;
    PyObject *key, *value;
    while (pairs != NULL && PyDict_Next(dict, &pos, &key, &value)) {
        if (!PyUnicode_Check(key) || PyUnicode_GET_LENGTH(key) == 0) {
            continue;
        }
        Py_INCREF(key);
        Py_INCREF(value);
        PyObject *pair = PyUnicode_FromFormat("%U=%R", key, value);
        Py_DECREF(key);
        Py_DECREF(value);
        if (pair == NULL || PyList_Append(pairs, pair) < 0) {
            Py_CLEAR(pairs);
        }
        Py_XDECREF(pair);
    }
    return pairs;
}

static PyObject *namespace_repr(PyObject *self) {
    const char *name =
        Py_IS_TYPE(self, &_PyNamespace_Type) ? "namespace" : Py_TYPE(self)->tp_name;
    int entered = Py_ReprEnter(self);
    if (entered != 0) {
        return entered > 0 ? PyUnicode_FromFormat("%s(...)", name) : NULL;
    }
    PyObject *pairs = pairs_of(dict_of(self));
    PyObject *comma = pairs == NULL ? NULL : PyUnicode_FromString(", ");
    PyObject *text = comma == NULL ? NULL : PyUnicode_Join(comma, pairs);
    PyObject *result = text == NULL ? NULL : PyUnicode_FromFormat("%s(%S)", name, text);
    Py_XDECREF(pairs);
    Py_XDECREF(comma);
    Py_XDECREF(text);
    Py_ReprLeave(self);
    return result;
}

static PyObject *namespace_richcompare(PyObject *self, PyObject *other, int op) {
    if (!PyObject_TypeCheck(self, &_PyNamespace_Type) ||
        !PyObject_TypeCheck(other, &_PyNamespace_Type)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    return PyObject_RichCompare(dict_of(self), dict_of(other), op);
}

/* ---- methods ----------------------------------------------------------------------------- */

static PyObject *namespace_reduce(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return Py_BuildValue("O()O", Py_TYPE(self), dict_of(self));
}

#if PYI_313
static PyObject *namespace_replace(PyObject *self, PyObject *args, PyObject *kwargs) {
    if (!_PyArg_NoPositional("__replace__", args)) {
        return NULL;
    }
    PyObject *result = PyObject_CallNoArgs((PyObject *)Py_TYPE(self));
    if (result == NULL) {
        return NULL;
    }
    if (PyDict_Update(dict_of(result), dict_of(self)) < 0 ||
        (kwargs != NULL && PyDict_Update(dict_of(result), kwargs) < 0)) {
        Py_CLEAR(result);
    }
    return result;
}
#endif

static PyMethodDef namespace_methods[] = {
    {"__reduce__", namespace_reduce, METH_NOARGS, NULL},
#if PYI_313
    {"__replace__", (PyCFunction)(void (*)(void))namespace_replace, METH_VARARGS | METH_KEYWORDS, NULL},
#endif
    {NULL, NULL, 0, NULL},
};

static PyMemberDef namespace_members[] = {
    {"__dict__", T_OBJECT, offsetof(namespace, ns_dict), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

/* ---- type -------------------------------------------------------------------------------- */

PyTypeObject _PyNamespace_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "types.SimpleNamespace",
    .tp_basicsize = sizeof(namespace),
    .tp_dealloc = namespace_dealloc,
    .tp_repr = namespace_repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = namespace_traverse,
    .tp_clear = namespace_clear,
    .tp_richcompare = namespace_richcompare,
    .tp_methods = namespace_methods,
    .tp_members = namespace_members,
    .tp_dictoffset = offsetof(namespace, ns_dict),
    .tp_init = namespace_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = namespace_new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(_PyNamespace_Type);

/* new; kwargs is borrowed and may be NULL */
PyObject *_PyNamespace_New(PyObject *kwargs) {
    PyObject *self = namespace_new(&_PyNamespace_Type, NULL, NULL);
    if (self != NULL && kwargs != NULL && PyDict_Update(dict_of(self), kwargs) < 0) {
        Py_CLEAR(self);
    }
    return self;
}
