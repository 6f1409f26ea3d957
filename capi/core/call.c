/* SPDX-License-Identifier: Apache-2.0 */
/* call: calling objects, by vectorcall (PEP 590) where they have it, else by tp_call.
 *
 * Contract   docs.python.org/3/c-api/call.html; the variadic functions are in callformat.c
 */
#include "pyi.h"

/* ---- the result ------------------------------------------------------------------------------------- */

PyObject *_Py_CheckFunctionResult(PyThreadState *ts, PyObject *callable, PyObject *result,
                                  const char *where) {
    bool error = _PyErr_Occurred(ts) != NULL;
    if (pyi_likely((result != NULL) != error)) {
        return result;
    }
    if (result == NULL) {
        if (callable != NULL) {
            PyErr_Format(PyExc_SystemError, "%R returned NULL without setting an exception", callable);
        } else {
            PyErr_Format(PyExc_SystemError, "%s returned NULL without setting an exception", where);
        }
        return NULL;
    }
    Py_DECREF(result);
    if (callable != NULL) {
        _PyErr_FormatFromCause(PyExc_SystemError, "%R returned a result with an exception set",
                               callable);
    } else {
        _PyErr_FormatFromCause(PyExc_SystemError, "%s returned a result with an exception set", where);
    }
    return NULL;
}

/* ---- keywords: from a vector to a dict and back ---------------------------------------------------------- */

PyObject *_PyStack_AsDict(PyObject *const *values, PyObject *kwnames) {
    PyObject *dict = PyDict_New();
    for (Py_ssize_t i = 0; dict != NULL && i < PyTuple_GET_SIZE(kwnames); i++) {
        if (PyDict_SetItem(dict, PyTuple_GET_ITEM(kwnames, i), values[i]) < 0) {
            Py_CLEAR(dict);
        }
    }
    return dict;
}

static void stack_free(PyObject *const *stack, Py_ssize_t n, PyObject *kwnames) {
    for (Py_ssize_t i = 0; i < n + PyTuple_GET_SIZE(kwnames); i++) {
        Py_DECREF(stack[i]);
    }
    PyMem_Free((PyObject **)stack - 1);
    Py_DECREF(kwnames);
}

/* New: room for one, then the positional arguments and the values of the dict, all owned; *kwnames is new. The result
 * points behind the free place. */
static PyObject **stack_of(PyObject *const *args, Py_ssize_t n, PyObject *kwargs, PyObject **kwnames) {
    Py_ssize_t nkw = PyDict_GET_SIZE(kwargs);
    PyObject **memory = PyMem_Malloc((size_t)(1 + n + nkw) * sizeof(PyObject *));
    *kwnames = memory == NULL ? NULL : PyTuple_New(nkw);
    if (*kwnames == NULL) {
        PyMem_Free(memory);
        PyErr_NoMemory();
        return NULL;
    }
    PyObject **stack = memory + 1;
    for (Py_ssize_t i = 0; i < n; i++) {
        stack[i] = Py_NewRef(args[i]);
    }
    PyObject *key, *value;
    Py_ssize_t at = 0, i = 0;
    bool strings = true;
    while (PyDict_Next(kwargs, &at, &key, &value)) {
        strings &= PyUnicode_Check(key) != 0;
        PyTuple_SET_ITEM(*kwnames, i, Py_NewRef(key));
        stack[n + i++] = Py_NewRef(value);
    }
    if (!strings) {
        PyErr_SetString(PyExc_TypeError, "keywords must be strings");
        stack_free(stack, n, *kwnames);
        return NULL;
    }
    return stack;
}

PyObject *const *_PyStack_UnpackDict(PyThreadState *ts, PyObject *const *args, Py_ssize_t n,
                                     PyObject *kwargs, PyObject **kwnames) {
    (void)ts;
    return stack_of(args, n, kwargs, kwnames);
}

void _PyStack_UnpackDict_Free(PyObject *const *stack, Py_ssize_t n, PyObject *kwnames) {
    stack_free(stack, n, kwnames);
}
void _PyStack_UnpackDict_FreeNoDecRef(PyObject *const *stack, PyObject *kwnames) {
    PyMem_Free((PyObject **)stack - 1);
    Py_DECREF(kwnames);
}

/* ---- tp_call ------------------------------------------------------------------------------------------------ */

static PyObject *not_callable(PyObject *callable) {
    PyErr_Format(PyExc_TypeError, "'%.200s' object is not callable", Py_TYPE(callable)->tp_name);
    return NULL;
}

static PyObject *tuple_of(PyObject *const *args, Py_ssize_t n) {
    PyObject *tuple = PyTuple_New(n);
    for (Py_ssize_t i = 0; tuple != NULL && i < n; i++) {
        PyTuple_SET_ITEM(tuple, i, Py_NewRef(args[i]));
    }
    return tuple;
}

static PyObject *call_slot(PyThreadState *ts, PyObject *callable, PyObject *args, PyObject *kwargs) {
    ternaryfunc call = Py_TYPE(callable)->tp_call;
    if (call == NULL) {
        return not_callable(callable);
    }
    if (Py_EnterRecursiveCall(" while calling a Python object")) {
        return NULL;
    }
    PyObject *result = call(callable, args, kwargs);
    Py_LeaveRecursiveCall();
    return _Py_CheckFunctionResult(ts, callable, result, NULL);
}

/* keywords: NULL, a dict, or a tuple of names whose values follow the positional arguments */
PyObject *_PyObject_MakeTpCall(PyThreadState *ts, PyObject *callable, PyObject *const *args,
                               Py_ssize_t n, PyObject *keywords) {
    if (Py_TYPE(callable)->tp_call == NULL) {
        return not_callable(callable);
    }
    PyObject *tuple = tuple_of(args, n);
    if (tuple == NULL) {
        return NULL;
    }
    PyObject *kwargs = NULL, *made = NULL;
    if (keywords != NULL && PyDict_Check(keywords)) {
        kwargs = keywords;
    } else if (keywords != NULL && PyTuple_GET_SIZE(keywords) > 0) {
        kwargs = made = _PyStack_AsDict(args + n, keywords);
        if (made == NULL) {
            Py_DECREF(tuple);
            return NULL;
        }
    }
    PyObject *result = call_slot(ts, callable, tuple, kwargs);
    Py_XDECREF(made);
    Py_DECREF(tuple);
    return result;
}

/* ---- vectorcall ----------------------------------------------------------------------------------------------- */

#undef PyVectorcall_Function
vectorcallfunc PyVectorcall_Function(PyObject *callable) {
    return _PyVectorcall_FunctionInline(callable);
}

#if PYI_312
#  undef PyVectorcall_NARGS
Py_ssize_t PyVectorcall_NARGS(size_t n) { return (Py_ssize_t)(n & ~PY_VECTORCALL_ARGUMENTS_OFFSET); }
#endif

#undef PyObject_Vectorcall
PyObject *PyObject_Vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf,
                              PyObject *kwnames) {
    return _PyObject_VectorcallTstate(_PyThreadState_GET(), callable, args, nargsf, kwnames);
}

PyObject *_PyObject_FastCall(PyObject *callable, PyObject *const *args, Py_ssize_t n) {
    return _PyObject_VectorcallTstate(_PyThreadState_GET(), callable, args, (size_t)n, NULL);
}

PyObject *_PyObject_FastCallDictTstate(PyThreadState *ts, PyObject *callable, PyObject *const *args,
                                       size_t nargsf, PyObject *kwargs) {
    Py_ssize_t n = PyVectorcall_NARGS(nargsf);
    vectorcallfunc call = _PyVectorcall_FunctionInline(callable);
    if (call == NULL) {
        return _PyObject_MakeTpCall(ts, callable, args, n, kwargs);
    }
    if (kwargs == NULL || PyDict_GET_SIZE(kwargs) == 0) {
        return _Py_CheckFunctionResult(ts, callable, call(callable, args, nargsf, NULL), NULL);
    }
    PyObject *kwnames;
    PyObject **stack = stack_of(args, n, kwargs, &kwnames);
    if (stack == NULL) {
        return NULL;
    }
    PyObject *result =
        call(callable, stack, (size_t)n | PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
    stack_free(stack, n, kwnames);
    return _Py_CheckFunctionResult(ts, callable, result, NULL);
}

PyObject *PyObject_VectorcallDict(PyObject *callable, PyObject *const *args, size_t nargsf,
                                  PyObject *kwargs) {
    return _PyObject_FastCallDictTstate(_PyThreadState_GET(), callable, args, nargsf, kwargs);
}

static PyObject *vectorcall_with(PyThreadState *ts, vectorcallfunc call, PyObject *callable,
                                 PyObject *tuple, PyObject *kwargs) {
    Py_ssize_t n = PyTuple_GET_SIZE(tuple);
    PyObject *const *args = _PyTuple_ITEMS(tuple);
    if (kwargs == NULL || PyDict_GET_SIZE(kwargs) == 0) {
        return _Py_CheckFunctionResult(ts, callable, call(callable, args, (size_t)n, NULL), NULL);
    }
    PyObject *kwnames;
    PyObject **stack = stack_of(args, n, kwargs, &kwnames);
    if (stack == NULL) {
        return NULL;
    }
    PyObject *result =
        call(callable, stack, (size_t)n | PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
    stack_free(stack, n, kwnames);
    return _Py_CheckFunctionResult(ts, callable, result, NULL);
}

/* tp_call of types that have vectorcall. A class made in Python inherits it and the place of the function, but on 3.11 not the
 * flag that others call it without this. */
PyObject *PyVectorcall_Call(PyObject *callable, PyObject *tuple, PyObject *kwargs) {
    Py_ssize_t offset = Py_TYPE(callable)->tp_vectorcall_offset;
    vectorcallfunc call = NULL;
    if (offset > 0) {
        memcpy(&call, (char *)callable + offset, sizeof(call));
    }
    if (call == NULL) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object does not support vectorcall",
                     Py_TYPE(callable)->tp_name);
        return NULL;
    }
    return vectorcall_with(_PyThreadState_GET(), call, callable, tuple, kwargs);
}

/* ---- by tuple and dict -------------------------------------------------------------------------------------------- */

PyObject *_PyObject_Call(PyThreadState *ts, PyObject *callable, PyObject *args, PyObject *kwargs) {
    vectorcallfunc call = _PyVectorcall_FunctionInline(callable);
    return call != NULL ? vectorcall_with(ts, call, callable, args, kwargs)
                        : call_slot(ts, callable, args, kwargs);
}

PyObject *PyObject_Call(PyObject *callable, PyObject *args, PyObject *kwargs) {
    return _PyObject_Call(_PyThreadState_GET(), callable, args, kwargs);
}

PyAPI_FUNC(PyObject *) PyCFunction_Call(PyObject *callable, PyObject *args, PyObject *kwargs) {
    return PyObject_Call(callable, args, kwargs);
}

PyObject *PyObject_CallObject(PyObject *callable, PyObject *args) {
    if (args == NULL) {
        return PyObject_CallNoArgs(callable);
    }
    if (!PyTuple_Check(args)) {
        PyErr_SetString(PyExc_TypeError, "argument list must be a tuple");
        return NULL;
    }
    return PyObject_Call(callable, args, NULL);
}

/* callable(first, *args, **kwargs) */
PyObject *_PyObject_Call_Prepend(PyThreadState *ts, PyObject *callable, PyObject *first,
                                 PyObject *args, PyObject *kwargs) {
    enum { FEW = 6 };
    PyObject *few[FEW + 1];
    Py_ssize_t n = PyTuple_GET_SIZE(args);
    PyObject **stack = n <= FEW ? few : PyMem_Malloc((size_t)(n + 1) * sizeof(PyObject *));
    if (stack == NULL) {
        return PyErr_NoMemory();
    }
    stack[0] = first;
    memcpy(stack + 1, _PyTuple_ITEMS(args), (size_t)n * sizeof(PyObject *));
    PyObject *result = _PyObject_FastCallDictTstate(ts, callable, stack, (size_t)n + 1, kwargs);
    if (stack != few) {
        PyMem_Free(stack);
    }
    return result;
}

/* ---- few arguments -------------------------------------------------------------------------------------------------- */

#undef PyObject_CallNoArgs
#undef PyObject_CallOneArg
PyObject *PyObject_CallNoArgs(PyObject *callable) {
    return _PyObject_CallNoArgsTstate(_PyThreadState_GET(), callable);
}

PyObject *PyObject_CallOneArg(PyObject *callable, PyObject *arg) {
    PyObject *stack[] = {NULL, arg};
    return _PyObject_VectorcallTstate(_PyThreadState_GET(), callable, stack + 1,
                                      1 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

/* args[0].name(*args[1:]) */
PyObject *PyObject_VectorcallMethod(PyObject *name, PyObject *const *args, size_t nargsf,
                                    PyObject *kwnames) {
    PyObject *method = NULL;
    bool unbound = _PyObject_GetMethod(args[0], name, &method);
    if (method == NULL) {
        return NULL;
    }
    if (unbound) {
        /* args[-1] is not ours to change any more: the receiver is the first argument */
        nargsf &= ~PY_VECTORCALL_ARGUMENTS_OFFSET;
    } else {
        args++;
        nargsf--;
    }
    PyObject *result =
        _PyObject_VectorcallTstate(_PyThreadState_GET(), method, args, nargsf, kwnames);
    Py_DECREF(method);
    return result;
}
