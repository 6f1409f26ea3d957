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

/* A row of the type that follows from its parts. */
#define EXCEPTION_TYPE(exception, object, base_type, ...)                                          \
    PyTypeObject _PyExc_##exception = {                                                            \
        PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = #exception,                               \
        .tp_basicsize = sizeof(object),                                                            \
        .tp_flags = EXCEPTION_FLAGS,                                                               \
        .tp_base = &base_type,                                                                     \
        .tp_dictoffset = offsetof(PyBaseExceptionObject, dict),                                    \
        __VA_ARGS__};                                                                              \
    PYI_TYPE(_PyExc_##exception);                                                                  \
    PyObject *PyExc_##exception = (PyObject *)&_PyExc_##exception

/* One that has another name than a base with attributes. What is left out is inherited, traversal only by types
 * that do not say they are collected. */
#define DERIVED_TYPE(exception_name, object, base_type, init)                                      \
    {                                                                                              \
        PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = exception_name,                           \
        .tp_basicsize = sizeof(object),                                                            \
        .tp_flags = EXCEPTION_FLAGS & ~Py_TPFLAGS_HAVE_GC,                                         \
        .tp_base = &base_type,                                                                     \
        .tp_dictoffset = offsetof(PyBaseExceptionObject, dict),                                    \
        .tp_init = init,                                                                           \
    }
#define DERIVED_EXCEPTION(exception, object, base_type, init)                                      \
    PyTypeObject _PyExc_##exception = DERIVED_TYPE(#exception, object, base_type, init);           \
    PYI_TYPE(_PyExc_##exception);                                                                  \
    PyObject *PyExc_##exception = (PyObject *)&_PyExc_##exception

extern PyTypeObject _PyExc_BaseException, _PyExc_Exception, _PyExc_ImportError, _PyExc_LookupError,
    _PyExc_NameError, _PyExc_OSError, _PyExc_SyntaxError, _PyExc_UnicodeError,
    _PyExc_BaseExceptionGroup;

PYI_HIDDEN int pyi_import_error_init(PyObject *op, PyObject *args, PyObject *kwargs);
PYI_HIDDEN int pyi_name_error_init(PyObject *op, PyObject *args, PyObject *kwargs);
PYI_HIDDEN int pyi_oserror_init(PyObject *op, PyObject *args, PyObject *kwargs);
PYI_HIDDEN int pyi_syntax_error_init(PyObject *op, PyObject *args, PyObject *kwargs);

/* borrowed: ExceptionGroup, which has two bases and is made when it is first used; NULL with an exception */
PYI_HIDDEN PyObject *pyi_exception_group_type(void);

#endif /* PYI_EXCEPTIONS_H */
