/* SPDX-License-Identifier: Apache-2.0 */
/* exceptions.h: how exception types are written down (types/exceptions/).
 *
 * Each type has a static object and the variable PyExc_… that points to it.
 */
#ifndef PYI_EXCEPTIONS_H
#define PYI_EXCEPTIONS_H

#include "members.h"

/* what subclasses in C call for their base */
PYI_HIDDEN PyObject *pyi_exception_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);
PYI_HIDDEN int pyi_exception_init(PyObject *op, PyObject *args, PyObject *kwargs);
PYI_HIDDEN PyObject *pyi_exception_str(PyObject *op);
PYI_HIDDEN PyObject *pyi_exception_reduce(PyObject *op, PyObject *unused);
PYI_HIDDEN int pyi_exception_clear(PyObject *op);
PYI_HIDDEN int pyi_exception_traverse(PyObject *op, visitproc visit, void *arg);
PYI_HIDDEN void pyi_exception_dealloc(PyObject *op);

#define EXCEPTION_FLAGS                                                                            \
    (Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASE_EXC_SUBCLASS)

/* one that only has another name than its base */
#define SIMPLE_EXCEPTION(exception, base_type)                                                     \
    PyTypeObject _PyExc_##exception = {                                                            \
        PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = #exception,                               \
        .tp_basicsize = sizeof(PyBaseExceptionObject),                                             \
        .tp_dealloc = pyi_exception_dealloc,                                                       \
        .tp_flags = EXCEPTION_FLAGS,                                                               \
        .tp_traverse = pyi_exception_traverse,                                                     \
        .tp_clear = pyi_exception_clear,                                                           \
        .tp_base = &base_type,                                                                     \
        .tp_dictoffset = offsetof(PyBaseExceptionObject, dict),                                    \
        .tp_init = pyi_exception_init,                                                             \
        .tp_new = pyi_exception_new,                                                               \
    };                                                                                             \
    PYI_TYPE(_PyExc_##exception);                                                                  \
    PyObject *PyExc_##exception = (PyObject *)&_PyExc_##exception

extern PyTypeObject _PyExc_BaseException, _PyExc_Exception;

#endif /* PYI_EXCEPTIONS_H */
