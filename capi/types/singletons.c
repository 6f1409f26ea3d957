/* SPDX-License-Identifier: Apache-2.0 */
/* singletons: None and NotImplemented.
 *
 * Collected  no; immortal from 3.12 on, before that nobody releases the last reference
 */
#include "pyi.h"

#if PYI_312
#  define SINGLETON_REFCOUNT _Py_IMMORTAL_REFCNT
#else
#  define SINGLETON_REFCOUNT 1
#endif

static void dealloc(PyObject *op) { Py_SET_REFCNT(op, SINGLETON_REFCOUNT); }

static PyObject *new_of(PyTypeObject *type, PyObject *args, PyObject *kwargs, PyObject *op) {
    if (PyTuple_GET_SIZE(args) > 0 || (kwargs != NULL && PyDict_GET_SIZE(kwargs) > 0)) {
        PyErr_Format(PyExc_TypeError, "%s takes no arguments", type->tp_name);
        return NULL;
    }
    return Py_NewRef(op);
}

/* ---- None -------------------------------------------------------------------------------------------------- */

static PyObject *none_repr(PyObject *op) {
    (void)op;
    return Py_NewRef(PYI_NAME("None"));
}

static int none_bool(PyObject *op) {
    (void)op;
    return 0;
}

#if PYI_312
static Py_hash_t none_hash(PyObject *op) {
    (void)op;
    return 0xFCA86420;
}
#endif

static PyObject *none_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    return new_of(type, args, kwargs, Py_None);
}

static PyNumberMethods none_number = {.nb_bool = none_bool};

PyTypeObject _PyNone_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "NoneType",
    .tp_dealloc = dealloc,
    .tp_repr = none_repr,
    .tp_as_number = &none_number,
#if PYI_312
    .tp_hash = none_hash, /* and with it the comparison, which would not be inherited */
    .tp_richcompare = _Py_BaseObject_RichCompare,
#endif
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = none_new,
};
PYI_TYPE(_PyNone_Type);

PyObject _Py_NoneStruct = {.ob_refcnt = SINGLETON_REFCOUNT, .ob_type = &_PyNone_Type};

/* ---- NotImplemented ------------------------------------------------------------------------------------------ */

static PyObject *not_implemented_repr(PyObject *op) {
    (void)op;
    return Py_NewRef(PYI_NAME("NotImplemented"));
}

static PyObject *not_implemented_reduce(PyObject *op, PyObject *unused) {
    (void)unused;
    return not_implemented_repr(op);
}

static int not_implemented_bool(PyObject *op) {
    (void)op;
    return PyErr_WarnEx(PyExc_DeprecationWarning,
                        "NotImplemented should not be used in a boolean context", 1) < 0
               ? -1
               : 1;
}

static PyObject *not_implemented_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    return new_of(type, args, kwargs, Py_NotImplemented);
}

static PyNumberMethods not_implemented_number = {.nb_bool = not_implemented_bool};
static PyMethodDef not_implemented_methods[] = {
    {"__reduce__", not_implemented_reduce, METH_NOARGS, NULL},
    {0},
};

PyTypeObject _PyNotImplemented_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "NotImplementedType",
    .tp_dealloc = dealloc,
    .tp_repr = not_implemented_repr,
    .tp_as_number = &not_implemented_number,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = not_implemented_methods,
    .tp_new = not_implemented_new,
};
PYI_TYPE(_PyNotImplemented_Type);

PyObject _Py_NotImplementedStruct = {.ob_refcnt = SINGLETON_REFCOUNT,
                                     .ob_type = &_PyNotImplemented_Type};

/* ---- constants by number ---------------------------------------------------------------------------------------- */

#if PYI_313
PyObject *Py_GetConstantBorrowed(unsigned int id) {
    switch (id) {
    case Py_CONSTANT_NONE:
        return Py_None;
    case Py_CONSTANT_FALSE:
        return Py_False;
    case Py_CONSTANT_TRUE:
        return Py_True;
    case Py_CONSTANT_ELLIPSIS:
        return Py_Ellipsis;
    case Py_CONSTANT_NOT_IMPLEMENTED:
        return Py_NotImplemented;
    case Py_CONSTANT_ZERO:
        return _PyLong_GetZero();
    case Py_CONSTANT_ONE:
        return _PyLong_GetOne();
    case Py_CONSTANT_EMPTY_STR:
        return PYI_NAME("");
    case Py_CONSTANT_EMPTY_BYTES: {
        static PyObject *empty;
        return empty != NULL ? empty : (empty = PyBytes_FromStringAndSize(NULL, 0));
    }
    case Py_CONSTANT_EMPTY_TUPLE: {
        static PyObject *empty;
        return empty != NULL ? empty : (empty = PyTuple_New(0));
    }
    default:
        PyErr_BadInternalCall();
        return NULL;
    }
}

PyObject *Py_GetConstant(unsigned int id) { return Py_XNewRef(Py_GetConstantBorrowed(id)); }
#endif
