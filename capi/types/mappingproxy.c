/* SPDX-License-Identifier: Apache-2.0 */
/* mappingproxy: a mapping that cannot be changed through it, `__dict__` of types.
 *
 * Layout     mapping owned
 * Collected  yes
 */
#include "pyi.h"

#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *mapping;
} proxyobject;

#define MAPPING(op) (((proxyobject *)(op))->mapping)

/* ---- life ----------------------------------------------------------------------------------------------- */

static void dealloc(PyObject *op) {
    _PyObject_GC_UNTRACK(op);
    Py_DECREF(MAPPING(op));
    PyObject_GC_Del(op);
}

static int traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(MAPPING(op));
    return 0;
}

static bool check(PyObject *mapping) {
    if (PyMapping_Check(mapping) && !PyList_Check(mapping) && !PyTuple_Check(mapping)) {
        return true;
    }
    PyErr_Format(PyExc_TypeError, "mappingproxy() argument must be a mapping, not %s",
                 Py_TYPE(mapping)->tp_name);
    return false;
}

static PyObject *proxy_new(PyObject *mapping) {
    proxyobject *self =
        check(mapping) ? PyObject_GC_New(proxyobject, &PyDictProxy_Type) : NULL;
    if (self != NULL) {
        self->mapping = Py_NewRef(mapping);
        _PyObject_GC_TRACK((PyObject *)self);
    }
    return (PyObject *)self;
}

static PyObject *new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)type;
    static char *keywords[] = {"mapping", NULL};
    PyObject *mapping;
    return PyArg_ParseTupleAndKeywords(args, kwargs, "O:mappingproxy", keywords, &mapping)
               ? proxy_new(mapping)
               : NULL;
}

/* ---- slots -------------------------------------------------------------------------------------------------- */

static Py_ssize_t length(PyObject *op) { return PyObject_Size(MAPPING(op)); }
static PyObject *subscript(PyObject *op, PyObject *key) { return PyObject_GetItem(MAPPING(op), key); }
static int contains(PyObject *op, PyObject *key) {
    return PyDict_CheckExact(MAPPING(op)) ? PyDict_Contains(MAPPING(op), key)
                                          : PySequence_Contains(MAPPING(op), key);
}
static PyObject *iter(PyObject *op) { return PyObject_GetIter(MAPPING(op)); }
static PyObject *str(PyObject *op) { return PyObject_Str(MAPPING(op)); }
static PyObject *repr(PyObject *op) { return PyUnicode_FromFormat("mappingproxy(%R)", MAPPING(op)); }
#if PYI_312
static Py_hash_t hash(PyObject *op) { return PyObject_Hash(MAPPING(op)); }
#endif
static PyObject *compare(PyObject *op, PyObject *other, int operation) {
    return PyObject_RichCompare(MAPPING(op), other, operation);
}

static PyObject *merge(PyObject *left, PyObject *right) {
    left = PyObject_TypeCheck(left, &PyDictProxy_Type) ? MAPPING(left) : left;
    right = PyObject_TypeCheck(right, &PyDictProxy_Type) ? MAPPING(right) : right;
    return PyNumber_Or(left, right);
}

static PyObject *inplace_merge(PyObject *op, PyObject *other) {
    (void)other;
    return PyErr_Format(PyExc_TypeError, "'|=' is not supported by %s; use '|' instead",
                        Py_TYPE(op)->tp_name);
}

/* ---- methods ------------------------------------------------------------------------------------------------- */

static PyObject *method_get(PyObject *op, PyObject *const *args, Py_ssize_t n) {
    if (!_PyArg_CheckPositional("get", n, 1, 2)) {
        return NULL;
    }
    PyObject *stack[] = {MAPPING(op), args[0], n > 1 ? args[1] : Py_None};
    return PyObject_VectorcallMethod(PYI_NAME("get"), stack, 3, NULL);
}

#define FORWARD(function, name)                                                                    \
    static PyObject *function(PyObject *op, PyObject *unused) {                                    \
        (void)unused;                                                                              \
        return PyObject_CallMethodNoArgs(MAPPING(op), PYI_NAME(name));                             \
    }
FORWARD(method_keys, "keys")
FORWARD(method_values, "values")
FORWARD(method_items, "items")
FORWARD(method_copy, "copy")
FORWARD(method_reversed, "__reversed__")

static PyMethodDef methods[] = {
    {"get", PYI_FASTCALL(method_get), METH_FASTCALL, NULL},
    {"keys", method_keys, METH_NOARGS, NULL},
    {"values", method_values, METH_NOARGS, NULL},
    {"items", method_items, METH_NOARGS, NULL},
    {"copy", method_copy, METH_NOARGS, NULL},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {"__reversed__", method_reversed, METH_NOARGS, NULL},
    {0},
};

/* ---- type ------------------------------------------------------------------------------------------------------ */

static PyNumberMethods as_number = {.nb_or = merge, .nb_inplace_or = inplace_merge};
static PySequenceMethods as_sequence = {.sq_contains = contains};
static PyMappingMethods as_mapping = {.mp_length = length, .mp_subscript = subscript};

PyTypeObject PyDictProxy_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "mappingproxy",
    .tp_basicsize = sizeof(proxyobject),
    .tp_dealloc = dealloc,
    .tp_repr = repr,
    .tp_as_number = &as_number,
    .tp_as_sequence = &as_sequence,
    .tp_as_mapping = &as_mapping,
#if PYI_312
    .tp_hash = hash,
#endif
    .tp_str = str,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MAPPING,
    .tp_traverse = traverse,
    .tp_richcompare = compare,
    .tp_iter = iter,
    .tp_methods = methods,
    .tp_new = new,
};
PYI_TYPE(PyDictProxy_Type);

/* new; borrows mapping */
PyObject *PyDictProxy_New(PyObject *mapping) { return proxy_new(mapping); }
