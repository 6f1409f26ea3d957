/* SPDX-License-Identifier: Apache-2.0 */
/* ellipsis: the one object that `...` is.
 * Layout     only the head
 * Collected  no
 */
#include "containers.h"

static PyObject *ellipsis_new(PyTypeObject *Py_UNUSED(type), PyObject *args, PyObject *kwargs) {
    if (PyTuple_GET_SIZE(args) > 0 || (kwargs != NULL && PyDict_GET_SIZE((PyDictObject *)kwargs) > 0)) {
        PyErr_SetString(PyExc_TypeError, "EllipsisType takes no arguments");
        return NULL;
    }
    return Py_NewRef(Py_Ellipsis);
}

static void ellipsis_dealloc(PyObject *self) {
    Py_SET_REFCNT(self, 999999999); /* someone released more than they had */
}

static PyObject *ellipsis_repr(PyObject *Py_UNUSED(self)) {
    return PyUnicode_FromString("Ellipsis");
}

static PyObject *ellipsis_reduce(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(ignored)) {
    return PyUnicode_FromString("Ellipsis");
}

static PyMethodDef ellipsis_methods[] = {
    {"__reduce__", ellipsis_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject PyEllipsis_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "ellipsis",
    .tp_dealloc = ellipsis_dealloc,
    .tp_repr = ellipsis_repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = ellipsis_methods,
    .tp_new = ellipsis_new,
};
PYI_TYPE(PyEllipsis_Type);

PyObject _Py_EllipsisObject = {
    _PyObject_EXTRA_INIT
#if PYI_312
    {_Py_IMMORTAL_REFCNT},
#else
    .ob_refcnt = 1,
#endif
    .ob_type = &PyEllipsis_Type,
};
