/* SPDX-License-Identifier: Apache-2.0 */
/* ops_call.c: calls. */
#include "c_call.h"
#include "native_call.h"

PyObject *rt_call_failed(PyObject *callable) {
    if (PyErr_Occurred() == NULL) {
        PyErr_Format(PyExc_SystemError, "%R returned NULL without setting an exception", callable);
    }
    return NULL;
}

/* A built-in function, called as its own vectorcall would. */
static PyObject *call_builtin(PyObject *callable, PyObject *const *args, size_t nargsf,
                              PyObject *kwnames) {
    bool fits;
    PyObject *result =
        rt_call_method_def(((PyCFunctionObject *)callable)->m_ml, PyCFunction_GET_SELF(callable),
                           args, PyVectorcall_NARGS(nargsf), kwnames, &fits);
    if (!fits) {
        return PyObject_Vectorcall(callable, args, nargsf, kwnames);
    }
    return rt_likely(result != NULL) ? result : rt_call_failed(callable);
}

/* A method of an instance, called with that instance in the free place before the arguments. */
static PyObject *call_bound(PyThreadState *ts, PyObject *method, PyObject *const *args, size_t nargsf,
                            PyObject *kwnames) {
    PyObject *function = PyMethod_GET_FUNCTION(method);
    if (!PyFunction_Check(function) || !(nargsf & PY_VECTORCALL_ARGUMENTS_OFFSET)) {
        return PyObject_Vectorcall(method, args, nargsf, kwnames);
    }
    PyObject **all = (PyObject **)args - 1;
    PyObject *free_place = all[0];
    all[0] = PyMethod_GET_SELF(method);
    Py_INCREF(method); /* who calls may have borrowed it from what the call changes */
    PyObject *result = rt_call_function(ts, function, all, (size_t)PyVectorcall_NARGS(nargsf) + 1, kwnames);
    rt_decref(method);
    all[0] = free_place;
    return result;
}

PyObject *rt_call(PyThreadState *ts, PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    if (PyFunction_Check(callable)) {
        return rt_call_function(ts, callable, args, nargsf, kwnames);
    }
    if (PyCFunction_CheckExact(callable)) {
        return call_builtin(callable, args, nargsf, kwnames);
    }
    if (PyType_Check(callable)) {
        return rt_call_class(ts, callable, args, nargsf, kwnames);
    }
    if (Py_IS_TYPE(callable, &PyMethod_Type)) {
        return call_bound(ts, callable, args, nargsf, kwnames);
    }
    return PyObject_Vectorcall(callable, args, nargsf, kwnames);
}

PyObject *rt_call_ex(PyThreadState *ts, PyObject *callable, PyObject *args, PyObject *kwargs) {
    if (kwargs == Py_None && (PyFunction_Check(callable) || PyCFunction_CheckExact(callable))) {
        return rt_call(ts, callable, &PyTuple_GET_ITEM(args, 0), (size_t)PyTuple_GET_SIZE(args), NULL);
    }
    return PyObject_Call(callable, args, kwargs == Py_None ? NULL : kwargs);
}

PyObject *rt_call_forward(PyThreadState *ts, PyObject *callable, PyObject *args, PyObject *kwargs) {
    if (PyDict_GET_SIZE(kwargs) == 0) {
        return rt_call_ex(ts, callable, args, Py_None);
    }
    if (PyVectorcall_Function(callable) != NULL) {
        return PyObject_Call(callable, args, kwargs); /* which takes the dict apart */
    }
    PyObject *copy = PyDict_Copy(kwargs);
    PyObject *result = copy == NULL ? NULL : PyObject_Call(callable, args, copy);
    Py_XDECREF(copy);
    return result;
}

/* ---- arguments of a call with * and ** ------------------------------------------------------------ */

/* new: the callable as TypeErrors name it, "module.f()" */
static PyObject *name_callable(PyObject *callable) {
    static PyObject *qualname_name, *module_name;
    PyObject *name = rt_get_named(callable, &qualname_name, "__qualname__");
    if (name == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return NULL;
        }
        PyErr_Clear();
        return PyObject_Str(callable);
    }
    PyObject *module = rt_get_named(callable, &module_name, "__module__");
    PyObject *result = NULL;
    if (module == NULL && !PyErr_ExceptionMatches(PyExc_AttributeError)) {
        Py_DECREF(name);
        return NULL;
    }
    PyErr_Clear();
    bool is_builtin = module == NULL || module == Py_None ||
                      (PyUnicode_Check(module) &&
                       PyUnicode_CompareWithASCIIString(module, "builtins") == 0);
    result = is_builtin ? PyUnicode_FromFormat("%S()", name)
                        : PyUnicode_FromFormat("%S.%S()", module, name);
    Py_XDECREF(module);
    Py_DECREF(name);
    return result;
}

/* TypeError about op, an argument of a call. */
static int32_t fail_argument(PyObject *callable, const char *format, PyObject *op) {
    PyErr_Clear();
    PyObject *name = name_callable(callable);
    if (name != NULL) {
        PyErr_Format(PyExc_TypeError, format, name, Py_TYPE(op)->tp_name);
        Py_DECREF(name);
    }
    return -1;
}

static int32_t fail_duplicate(PyObject *callable, PyObject *key) {
    PyObject *name = name_callable(callable);
    if (name != NULL) {
        PyErr_Format(PyExc_TypeError, "%U got multiple values for keyword argument '%S'", name,
                     key);
        Py_DECREF(name);
    }
    return -1;
}

static int32_t add_keyword(PyObject *callable, PyObject *kwargs, PyObject *key, PyObject *value) {
    int found = PyDict_Contains(kwargs, key);
    if (found != 0) {
        return found < 0 ? -1 : fail_duplicate(callable, key);
    }
    return PyDict_SetItem(kwargs, key, value);
}

/* mapping is a dict whose iteration is not overridden */
static int32_t merge_dict(PyObject *callable, PyObject *kwargs, PyObject *mapping) {
    Py_ssize_t position = 0;
    PyObject *key, *value;
    int32_t status = 0;
    while (status == 0 && PyDict_Next(mapping, &position, &key, &value)) {
        Py_INCREF(key);
        Py_INCREF(value);
        status = add_keyword(callable, kwargs, key, value);
        Py_DECREF(key);
        Py_DECREF(value);
    }
    return status;
}

static int32_t merge_keys(PyObject *callable, PyObject *kwargs, PyObject *mapping,
                          PyObject *keys) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(keys); i++) {
        PyObject *key = PyList_GET_ITEM(keys, i);
        int found = PyDict_Contains(kwargs, key);
        if (found != 0) {
            return found < 0 ? -1 : fail_duplicate(callable, key);
        }
        PyObject *value = PyObject_GetItem(mapping, key);
        int32_t status = value == NULL ? -1 : PyDict_SetItem(kwargs, key, value);
        Py_XDECREF(value);
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

int32_t rt_merge_keywords(PyObject *callable, PyObject *kwargs, PyObject *mapping) {
    if (PyDict_Check(mapping) && Py_TYPE(mapping)->tp_iter == PyDict_Type.tp_iter) {
        return merge_dict(callable, kwargs, mapping);
    }
    PyObject *keys = PyMapping_Keys(mapping);
    if (keys == NULL) {
        return PyErr_ExceptionMatches(PyExc_AttributeError)
                   ? fail_argument(callable, "%U argument after ** must be a mapping, not %.200s",
                                   mapping)
                   : -1;
    }
    int32_t status = merge_keys(callable, kwargs, mapping, keys);
    Py_DECREF(keys);
    return status;
}

int32_t rt_list_extend_args(PyObject *callable, PyObject *list, PyObject *iterable) {
    if (Py_TYPE(iterable)->tp_iter == NULL && !PySequence_Check(iterable)) {
        return fail_argument(callable, "%U argument after * must be an iterable, not %.200s",
                             iterable);
    }
    return rt_list_extend(list, iterable);
}
