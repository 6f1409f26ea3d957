/* SPDX-License-Identifier: Apache-2.0 */
/* types: classes made at run time, their slots, descriptors, and what inheritance does. */
#include "show.h"

static PyObject *new_class(const char *name, PyObject *bases, PyObject *dict) {
    PyObject *class = PyObject_CallFunction((PyObject *)&PyType_Type, "sOO", name, bases, dict);
    Py_DECREF(bases);
    Py_DECREF(dict);
    return class;
}

static PyObject *hello(PyObject *self, PyObject *arg) {
    (void)self;
    return PyUnicode_FromFormat("hello %S", arg);
}
static PyMethodDef hello_def = {"hello", hello, METH_O, NULL};

static void run(void) {
    show("object", Py_NewRef((PyObject *)&PyBaseObject_Type));
    show("type", Py_NewRef((PyObject *)&PyType_Type));
    show("mro of bool", PyObject_GetAttrString((PyObject *)&PyBool_Type, "__mro__"));
    PyObject *empty = PyTuple_New(0);
    PyObject *a = new_class("A", Py_NewRef(empty), Py_BuildValue("{s:i,s:s}", "x", 1, "__module__", "m"));
    show("A", Py_NewRef(a));
    PyObject *b = new_class("B", PyTuple_Pack(1, a), Py_BuildValue("{s:i,s:s}", "y", 2, "__module__", "m"));
    show("B.x", PyObject_GetAttrString(b, "x"));
    PyObject *c = new_class("C", PyTuple_Pack(1, a), Py_BuildValue("{s:i,s:s}", "y", 3, "__module__", "m"));
    PyObject *d = new_class("D", PyTuple_Pack(2, b, c), Py_BuildValue("{s:s}", "__module__", "m"));
    show("D.__mro__", PyObject_GetAttrString(d, "__mro__"));
    show("conflict", new_class("E", PyTuple_Pack(2, a, b), Py_BuildValue("{}")));
    show("layouts", new_class("F", PyTuple_Pack(2, &PyLong_Type, &PyList_Type), Py_BuildValue("{}")));
    show("bool", new_class("G", PyTuple_Pack(1, &PyBool_Type), Py_BuildValue("{}")));
    PyObject *instance = PyObject_CallNoArgs(d);
    show("instance.y", PyObject_GetAttrString(instance, "y"));
    show_int("set", PyObject_SetAttrString(instance, "z", Py_None));
    show("dict", PyObject_GetAttrString(instance, "__dict__"));
    show("missing", PyObject_GetAttrString(instance, "nothing"));
    show("class", PyObject_GetAttrString(instance, "__class__"));
    show("arguments", PyObject_CallFunction(d, "i", 1));
    PyObject *slots = new_class("S", Py_NewRef(empty), Py_BuildValue("{s:(ss),s:s}", "__slots__", "p", "q", "__module__", "m"));
    PyObject *s = PyObject_CallNoArgs(slots);
    show("unset", PyObject_GetAttrString(s, "p"));
    show_int("set p", PyObject_SetAttrString(s, "p", Py_True));
    show("p", PyObject_GetAttrString(s, "p"));
    show_int("set r", PyObject_SetAttrString(s, "r", Py_True) == -1 && (PyErr_Clear(), 1));
    show("descriptor", PyObject_GetAttrString(slots, "p"));
    PyObject *function = PyCFunction_New(&hello_def, NULL);
    show("call", PyObject_CallFunction(function, "s", "world"));
    show("no argument", PyObject_CallNoArgs(function));
    show("two", PyObject_CallFunction(function, "ii", 1, 2));
    show_int("isinstance", PyObject_IsInstance(instance, a));
    show_int("issubclass", PyObject_IsSubclass(c, b));
    show_int("bad", PyObject_IsSubclass(Py_None, b));
    show("wrapper", PyObject_GetAttrString((PyObject *)&PyLong_Type, "__add__"));
    show("method", PyObject_GetAttrString((PyObject *)&PyList_Type, "append"));
    show("own add in bool", PyObject_CallMethod(PyObject_GetAttrString((PyObject *)&PyBool_Type, "__dict__"), "get", "s", "__add__"));
    show("subclasses", PyObject_CallMethod(a, "__subclasses__", NULL));
    show_int("type attr", PyObject_SetAttrString(a, "x", Py_False));
    show("B.x changed", PyObject_GetAttrString(b, "x"));
    show_int("builtin", PyObject_SetAttrString((PyObject *)&PyLong_Type, "x", Py_False));
    Py_DECREF(instance);
    Py_DECREF(s);
    Py_DECREF(d);
    PyGC_Collect();
    show("collected", PyObject_CallMethod(b, "__subclasses__", NULL));
}
