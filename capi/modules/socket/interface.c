/* SPDX-License-Identifier: Apache-2.0 */
/* interface: the network interfaces of this machine. */
#include "socketmodule.h"

PyObject *sock_if_nameindex(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(unused)) {
    struct if_nameindex *interfaces = if_nameindex();
    if (interfaces == NULL) {
        return sock_fail();
    }
    PyObject *list = PyList_New(0);
    for (struct if_nameindex *one = interfaces; list != NULL && one->if_index != 0; one++) {
        PyObject *pair = Py_BuildValue("IN", one->if_index, PyUnicode_DecodeFSDefault(one->if_name));
        if (pair == NULL || PyList_Append(list, pair) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(pair);
    }
    if_freenameindex(interfaces);
    return list;
}

PyObject *sock_if_nametoindex(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *name;
    if (!PyArg_ParseTuple(args, "O&:if_nametoindex", PyUnicode_FSConverter, &name)) {
        return NULL;
    }
    unsigned index = if_nametoindex(PyBytes_AS_STRING(name));
    Py_DECREF(name);
    if (index == 0) {
        PyErr_SetString(PyExc_OSError, "no interface with this name");
        return NULL;
    }
    return PyLong_FromUnsignedLong(index);
}

PyObject *sock_if_indextoname(PyObject *Py_UNUSED(module), PyObject *op) {
    unsigned long index = PyLong_AsUnsignedLong(op);
    if (index == (unsigned long)-1 && PyErr_Occurred()) {
        return NULL;
    }
    char name[IF_NAMESIZE + 1];
    if (PYI_313 && index > UINT_MAX) {
        PyErr_SetString(PyExc_OverflowError, "index is too large");
        return NULL;
    }
    return if_indextoname((unsigned)index, name) == NULL ? sock_fail() : PyUnicode_DecodeFSDefault(name);
}
