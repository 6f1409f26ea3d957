/* SPDX-License-Identifier: Apache-2.0 */
/* newwrapper: `__new__` of types that have a tp_new of their own, as it stands in their dicts. */
#include "descr.h"
#include "slot_calls.h"

static bool check_type(PyTypeObject *owner, PyObject *op) {
    if (!PyType_Check(op)) {
        PyErr_Format(PyExc_TypeError, "%s.__new__(X): X is not a type object (%s)", owner->tp_name,
                     Py_TYPE(op)->tp_name);
        return false;
    }
    PyTypeObject *type = (PyTypeObject *)op;
    if (!PyType_IsSubtype(type, owner)) {
        PyErr_Format(PyExc_TypeError, "%s.__new__(%s): %s is not a subtype of %s", owner->tp_name,
                     type->tp_name, type->tp_name, owner->tp_name);
        return false;
    }
    /* the nearest base that is no Python class has the layout: only its tp_new knows it */
    PyTypeObject *nearest = type;
    while (nearest != NULL && nearest->tp_new == slot_new) {
        nearest = nearest->tp_base;
    }
    if (nearest != NULL && nearest->tp_new != owner->tp_new) {
        PyErr_Format(PyExc_TypeError, "%s.__new__(%s) is not safe, use %s.__new__()", owner->tp_name,
                     type->tp_name, nearest->tp_name);
        return false;
    }
    return true;
}

static PyObject *call_new(PyObject *self, PyObject *args, PyObject *kwargs) {
    PyTypeObject *owner = (PyTypeObject *)self;
    if (PyTuple_GET_SIZE(args) < 1) {
        PyErr_Format(PyExc_TypeError, "%s.__new__(): not enough arguments", owner->tp_name);
        return NULL;
    }
    PyObject *type = PyTuple_GET_ITEM(args, 0);
    if (!check_type(owner, type)) {
        return NULL;
    }
    PyObject *rest = PyTuple_GetSlice(args, 1, PyTuple_GET_SIZE(args));
    PyObject *result = rest == NULL ? NULL : owner->tp_new((PyTypeObject *)type, rest, kwargs);
    Py_XDECREF(rest);
    return result;
}

static PyMethodDef new_method = {
    "__new__", (PyCFunction)(void (*)(void))call_new, METH_VARARGS | METH_KEYWORDS,
    PYI_SIGNATURE("__new__", "($type, *args, **kwargs)")};

PyObject *pyi_new_wrapper(PyTypeObject *type) {
    return PyCFunction_NewEx(&new_method, (PyObject *)type, NULL);
}

bool pyi_is_new_wrapper(PyObject *function) {
    return ((PyCFunctionObject *)function)->m_ml == &new_method;
}
