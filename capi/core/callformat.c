/* SPDX-License-Identifier: Apache-2.0 */
/* callformat: the variadic call functions: arguments by a format of Py_BuildValue, or as objects up to a NULL. */
#include "pyi.h"

/* ---- by format ------------------------------------------------------------------------------------------ */

/* A tuple is the arguments, as is any other value the only one: "(ii)" and "ii" call alike. */
static PyObject *call_with_value(PyObject *callable, PyObject *value) {
    if (value == NULL) {
        return NULL;
    }
    PyObject *result = PyTuple_Check(value) ? PyObject_Call(callable, value, NULL)
                                            : PyObject_CallOneArg(callable, value);
    Py_DECREF(value);
    return result;
}

static PyObject *call_va(PyObject *callable, const char *format, va_list va) {
    if (callable == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_SystemError, "null argument to internal routine");
        }
        return NULL;
    }
    if (format == NULL || *format == '\0') {
        return PyObject_CallNoArgs(callable);
    }
    return call_with_value(callable, Py_VaBuildValue(format, va));
}

static PyObject *call_method_va(PyObject *op, PyObject *method, const char *format, va_list va) {
    if (op == NULL) {
        Py_XDECREF(method);
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_SystemError, "null argument to internal routine");
        }
        return NULL;
    }
    if (method == NULL) {
        return NULL;
    }
    PyObject *result = NULL;
    if (!PyCallable_Check(method)) {
        PyErr_Format(PyExc_TypeError, "attribute of type '%.200s' is not callable",
                     Py_TYPE(method)->tp_name);
    } else {
        result = call_va(method, format, va);
    }
    Py_DECREF(method);
    return result;
}

#define VARIADIC(result, last, expression)                                                         \
    va_list va;                                                                                    \
    va_start(va, last);                                                                            \
    PyObject *result = expression;                                                                 \
    va_end(va);                                                                                    \
    return result;

/* PY_SSIZE_T_CLEAN makes them the _SizeT functions, which are the same. */
#undef PyObject_CallFunction
#undef PyObject_CallMethod
PyAPI_FUNC(PyObject *) PyObject_CallFunction(PyObject *callable, const char *format, ...) {
    VARIADIC(result, format, call_va(callable, format, va))
}
PyAPI_FUNC(PyObject *) _PyObject_CallFunction_SizeT(PyObject *callable, const char *format, ...) {
    VARIADIC(result, format, call_va(callable, format, va))
}

PyAPI_FUNC(PyObject *) PyObject_CallMethod(PyObject *op, const char *name, const char *format, ...) {
    VARIADIC(result, format,
             call_method_va(op, op == NULL ? NULL : PyObject_GetAttrString(op, name), format, va))
}
PyAPI_FUNC(PyObject *) _PyObject_CallMethod_SizeT(PyObject *op, const char *name, const char *format, ...) {
    VARIADIC(result, format,
             call_method_va(op, op == NULL ? NULL : PyObject_GetAttrString(op, name), format, va))
}
PyObject *_PyObject_CallMethod(PyObject *op, PyObject *name, const char *format, ...) {
    VARIADIC(result, format,
             call_method_va(op, op == NULL ? NULL : PyObject_GetAttr(op, name), format, va))
}
PyObject *_PyObject_CallMethodId(PyObject *op, _Py_Identifier *name, const char *format, ...) {
    VARIADIC(result, format,
             call_method_va(op, op == NULL ? NULL : _PyObject_GetAttrId(op, name), format, va))
}
PyObject *_PyObject_CallMethodFormat(PyThreadState *ts, PyObject *callable, const char *format, ...) {
    (void)ts;
    VARIADIC(result, format, call_va(callable, format, va))
}

/* ---- objects up to a NULL ----------------------------------------------------------------------------------- */

enum { FEW = 8 };

/* New: callable(first, ...) with *first left out when NULL. */
static PyObject *call_objects(PyObject *callable, PyObject *first, va_list va) {
    va_list counting;
    va_copy(counting, va);
    size_t n = first != NULL;
    while (va_arg(counting, PyObject *) != NULL) {
        n++;
    }
    va_end(counting);
    PyObject *few[FEW];
    PyObject **stack = n <= FEW ? few : PyMem_Malloc(n * sizeof(PyObject *));
    if (stack == NULL) {
        return PyErr_NoMemory();
    }
    size_t i = 0;
    if (first != NULL) {
        stack[i++] = first;
    }
    while (i < n) {
        stack[i++] = va_arg(va, PyObject *);
    }
    PyObject *result = PyObject_Vectorcall(callable, stack, n, NULL);
    if (stack != few) {
        PyMem_Free(stack);
    }
    return result;
}

static PyObject *call_method_objects(PyObject *op, PyObject *name, va_list va) {
    if (op == NULL || name == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_SystemError, "null argument to internal routine");
        }
        return NULL;
    }
    PyObject *method = NULL;
    bool unbound = _PyObject_GetMethod(op, name, &method);
    PyObject *result = method == NULL ? NULL : call_objects(method, unbound ? op : NULL, va);
    Py_XDECREF(method);
    return result;
}

PyObject *PyObject_CallFunctionObjArgs(PyObject *callable, ...) {
    VARIADIC(result, callable, call_objects(callable, NULL, va))
}
PyObject *PyObject_CallMethodObjArgs(PyObject *op, PyObject *name, ...) {
    VARIADIC(result, name, call_method_objects(op, name, va))
}
PyObject *_PyObject_CallMethodIdObjArgs(PyObject *op, _Py_Identifier *id, ...) {
    VARIADIC(result, id, call_method_objects(op, _PyUnicode_FromId(id), va))
}
