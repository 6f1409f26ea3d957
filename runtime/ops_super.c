/* SPDX-License-Identifier: Apache-2.0 */
/* ops_super.c: super().name without making the super object. */
#include "ops.h"

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

PyObject *rt_super_attr(PyObject *super_type, PyObject *type, PyObject *self, PyObject *name,
                        int64_t written) {
    static PyObject *class_name;
    if (super_type != (PyObject *)&PySuper_Type) {
        return ask_super(super_type, type, self, name, (size_t)written);
    }
    if (!PyType_Check(type) || rt_intern(&class_name, "__class__") == NULL || name == class_name) {
        return ask_super(super_type, type, self, name, 2); /* super().__class__ is super */
    }
    PyTypeObject *start = find_start((PyTypeObject *)type, self);
    PyObject *value = start == NULL ? NULL : find_after(start, (PyTypeObject *)type, name);
    if (value == NULL) {
        return PyErr_Occurred() ? NULL : ask_super(super_type, type, self, name, 2);
    }
    descrgetfunc bind = Py_TYPE(value)->tp_descr_get;
    if (bind == NULL) {
        return value;
    }
    PyObject *op = (PyObject *)start == self ? NULL : self;
    PyObject *bound = bind(value, op, (PyObject *)start);
    Py_DECREF(value);
    return bound;
}
