/* SPDX-License-Identifier: Apache-2.0 */
/* ops_super.c: super().name without making the super object, super().name(...) without the bound method. */
#include "attr.h"

/* What an instance of the class seen last was answered: something that need not be bound to be called.
 * Borrowed, as in attr.h: it stays while the version of the class does. */
typedef struct {
    uint32_t version; /* of the instance's class; 0 when there is nothing */
    PyTypeObject *type;
    PyObject *value;
} super_cache;
_Static_assert(sizeof(super_cache) <= RT_SUPER_CACHE_SIZE, "generated code reserves less");

/* The class whose order of bases super(type, self) follows; NULL when only super itself can say. */
static PyTypeObject *find_start(PyTypeObject *type, PyObject *self) {
    if (PyType_Check(self) && PyType_IsSubtype((PyTypeObject *)self, type)) {
        return (PyTypeObject *)self;
    }
    return PyType_IsSubtype(Py_TYPE(self), type) ? Py_TYPE(self) : NULL;
}

/* new: name in the namespace of one class; NULL without an exception when it is not there */
static PyObject *get_from_class(PyObject *type, PyObject *name) {
#if PY_VERSION_HEX >= 0x030C0000
    PyObject *dict = PyType_GetDict((PyTypeObject *)type);
#else
    PyObject *dict = Py_NewRef(((PyTypeObject *)type)->tp_dict);
#endif
    PyObject *value = Py_XNewRef(PyDict_GetItemWithError(dict, name));
    Py_DECREF(dict);
    return value;
}

/* new: name in the classes that follow type in the order of start's bases */
static PyObject *find_after(PyTypeObject *start, PyTypeObject *type, PyObject *name) {
    if (start->tp_mro == NULL) { /* a metaclass's mro() runs for a class that has no order yet */
        return NULL;
    }
    PyObject *order = Py_NewRef(start->tp_mro);
    Py_ssize_t n = PyTuple_GET_SIZE(order);
    Py_ssize_t i = 0;
    while (i < n && PyTuple_GET_ITEM(order, i) != (PyObject *)type) {
        i++;
    }
    PyObject *value = NULL;
    for (i++; i < n && value == NULL && !PyErr_Occurred(); i++) {
        value = get_from_class(PyTuple_GET_ITEM(order, i), name);
    }
    Py_DECREF(order);
    return value;
}

/* new: name of what the callable answers when it is given the first count of type and self */
static PyObject *ask_super(PyObject *super_type, PyObject *type, PyObject *self, PyObject *name,
                           size_t count) {
    PyObject *args[] = {NULL, type, self};
    PyObject *super = PyObject_Vectorcall(super_type, &args[1],
                                          count | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    if (super == NULL) {
        return NULL;
    }
    PyObject *value = PyObject_GetAttr(super, name);
    Py_DECREF(super);
    return value;
}

/* new: what some class after type has, not bound to self; NULL without an exception when only super itself
 * can say */
static PyObject *find_plain(PyObject *super_type, PyObject *type, PyObject *self, PyObject *name,
                            PyTypeObject **start) {
    static PyObject *class_name;
    if (super_type != (PyObject *)&PySuper_Type || !PyType_Check(type) ||
        rt_intern(&class_name, "__class__") == NULL || name == class_name) {
        return NULL; /* super().__class__ is super */
    }
    *start = find_start((PyTypeObject *)type, self);
    return *start == NULL ? NULL : find_after(*start, (PyTypeObject *)type, name);
}

static PyObject *ask_or_fail(PyObject *super_type, PyObject *type, PyObject *self, PyObject *name,
                             int64_t written) {
    bool is_plain = super_type == (PyObject *)&PySuper_Type;
    return PyErr_Occurred() ? NULL
                            : ask_super(super_type, type, self, name, is_plain ? 2 : (size_t)written);
}

/* Steals value. new: what it is as an attribute of self */
static PyObject *bind_value(PyObject *value, PyObject *self, PyTypeObject *start) {
    descrgetfunc bind = Py_TYPE(value)->tp_descr_get;
    if (bind == NULL) {
        return value;
    }
    PyObject *op = (PyObject *)start == self ? NULL : self;
    PyObject *bound = bind(value, op, (PyObject *)start);
    Py_DECREF(value);
    return bound;
}

PyObject *rt_super_attr(PyObject *super_type, PyObject *type, PyObject *self, PyObject *name,
                        int64_t written) {
    PyTypeObject *start;
    PyObject *value = find_plain(super_type, type, self, name, &start);
    return value == NULL ? ask_or_fail(super_type, type, self, name, written)
                         : bind_value(value, self, start);
}

/* ---- methods ---------------------------------------------------------------------------------------- */

PyObject *rt_find_super_method(PyObject *super_type, PyObject *type, PyObject *self,
                               PyObject *name, int64_t written, int64_t *unbound, void *storage) {
    super_cache *cache = storage;
    if (rt_likely(cache->version == Py_TYPE(self)->tp_version_tag && cache->version != 0 &&
                  cache->type == (PyTypeObject *)type &&
                  super_type == (PyObject *)&PySuper_Type)) {
        *unbound = 1;
        return Py_NewRef(cache->value);
    }
    PyTypeObject *start;
    PyObject *value = find_plain(super_type, type, self, name, &start);
    *unbound = value != NULL && (PyObject *)start != self &&
               PyType_HasFeature(Py_TYPE(value), Py_TPFLAGS_METHOD_DESCRIPTOR);
    if (value == NULL) {
        return ask_or_fail(super_type, type, self, name, written);
    }
    if (!*unbound) {
        return bind_value(value, self, start);
    }
    if (!PyType_Check(self)) { /* of classes of one metaclass, some are asked themselves (find_start) */
        *cache = (super_cache){rt_class_version(start, name), (PyTypeObject *)type, value};
    }
    return value;
}
