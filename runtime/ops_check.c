/* SPDX-License-Identifier: Apache-2.0 */
/* ops_check.c: arguments against their annotations, for hints = "check" (infer/checks.py). */
#include "ops.h"

/* borrowed; NULL: none of the built-in types that annotations are resolved to */
static PyTypeObject *builtin_type(PyObject *name) {
    static const struct {
        const char *name;
        PyTypeObject *type;
    } TYPES[] = {
        {"bool", &PyBool_Type},       {"bytearray", &PyByteArray_Type},
        {"bytes", &PyBytes_Type},     {"complex", &PyComplex_Type},
        {"dict", &PyDict_Type},       {"float", &PyFloat_Type},
        {"frozenset", &PyFrozenSet_Type}, {"int", &PyLong_Type},
        {"list", &PyList_Type},       {"set", &PySet_Type},
        {"str", &PyUnicode_Type},     {"tuple", &PyTuple_Type},
    };
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++) {
        if (PyUnicode_CompareWithASCIIString(name, TYPES[i].name) == 0) {
            return TYPES[i].type;
        }
    }
    return NULL;
}

/* Whether value is an instance of the global class ".name": 1, 0, -1; 1 also when there is no such
 * class any more, or it cannot be asked (protocols, TypedDict): then nothing is checked. */
static int32_t is_instance_of_global(PyObject *value, PyObject *dotted, PyFunctionObject *func) {
    PyObject *name = PyUnicode_Substring(dotted, 1, PyUnicode_GET_LENGTH(dotted));
    if (name == NULL) {
        return -1;
    }
    PyObject *type = PyDict_GetItemWithError(func->func_globals, name);
    Py_DECREF(name);
    if (type == NULL) {
        return PyErr_Occurred() ? -1 : 1;
    }
    if (!PyType_Check(type)) {
        return 1;
    }
    Py_INCREF(type);
    int answer = PyObject_IsInstance(value, type);
    Py_DECREF(type);
    if (answer < 0 && PyErr_ExceptionMatches(PyExc_TypeError)) {
        PyErr_Clear();
        return 1;
    }
    return answer;
}

static int32_t is_accepted(PyObject *value, PyObject *name, PyFunctionObject *func) {
    if (PyUnicode_READ_CHAR(name, 0) == '.') {
        return is_instance_of_global(value, name, func);
    }
    if (value == Py_None) {
        return PyUnicode_CompareWithASCIIString(name, "NoneType") == 0;
    }
    PyTypeObject *type = builtin_type(name);
    if (type == NULL) {
        return 0;
    }
    /* the long way also for what only says that it is one, such as a mock with a spec */
    return PyObject_TypeCheck(value, type) ? 1 : PyObject_IsInstance(value, (PyObject *)type);
}

/* Whether value is what the function's definition gives the parameter when the call does not. */
static int32_t is_default(PyObject *value, int64_t index, PyFunctionObject *func) {
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    if (index < code->co_argcount) {
        PyObject *defaults = func->func_defaults;
        if (defaults == NULL) {
            return 0;
        }
        Py_ssize_t i = index - (code->co_argcount - PyTuple_GET_SIZE(defaults));
        return i >= 0 && i < PyTuple_GET_SIZE(defaults) && PyTuple_GET_ITEM(defaults, i) == value;
    }
    if (func->func_kwdefaults == NULL) {
        return 0;
    }
    PyObject *name = PyTuple_GET_ITEM(code->co_localsplusnames, index);
    PyObject *found = PyDict_GetItemWithError(func->func_kwdefaults, name);
    return found == NULL && PyErr_Occurred() ? -1 : found == value;
}

int32_t rt_check_argument(int64_t index, PyObject *accepted, PyObject *message,
                          struct _PyInterpreterFrame *frame) {
    PyObject *value = rt_frame_locals(frame)[index];
    PyFunctionObject *func = (PyFunctionObject *)rt_frame_func(frame);
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(accepted); i++) {
        int32_t answer = is_accepted(value, PyTuple_GET_ITEM(accepted, i), func);
        if (answer != 0) {
            return answer < 0 ? -1 : 0;
        }
    }
    int32_t given_by_definition = is_default(value, index, func);
    if (given_by_definition != 0) {
        return given_by_definition < 0 ? -1 : 0;
    }
    PyErr_Format(PyExc_TypeError, "%U%.200s", message, Py_TYPE(value)->tp_name);
    return -1;
}
